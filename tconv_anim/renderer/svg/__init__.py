"""The SVG painter: frames of elements."""
