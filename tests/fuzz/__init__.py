"""Random command lines, recipes, layers, pages, files and calls: see tests/fuzz/__main__.py."""
