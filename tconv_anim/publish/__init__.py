"""Many pictures, kept up to date."""
