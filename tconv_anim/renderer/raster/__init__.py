"""The raster painter: frames of palette indices."""
