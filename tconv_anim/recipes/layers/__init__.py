"""The text of a layer: where it comes from, and what stands beside it."""
