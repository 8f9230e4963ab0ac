"""Painters: shots on a page in a theme's colours become frames."""
