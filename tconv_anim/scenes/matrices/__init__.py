"""A matrix, a vector and their product, as several pictures show them."""
