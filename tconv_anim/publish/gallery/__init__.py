"""A gallery from recipes: what changed is made, pages show it, and a check says whether it is up to date."""
