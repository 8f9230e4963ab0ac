"""What is said of a picture beside it: to readers who point at a cell."""
