"""A summary of a layer on one still page: its pictures side by side, and what is to know of it."""
