"""The styles: one file for each, found by this folder."""
