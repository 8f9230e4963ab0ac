"""Widths of lines and dashes in px, the same for every painter."""

LINE_PX = 1.0
LINK_PX = 1.0
OUTLINE_PX = 2.0
DASHES = (3.0, 3.0)
HALO_PX = 2
LINED_PX = 7  # cells smaller than this have no lines around them
