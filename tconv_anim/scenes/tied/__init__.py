"""Cells of one side with those of the other that they are connected to."""
