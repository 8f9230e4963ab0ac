"""Where everything is on the page, in whole pixels: one page for a whole animation, one file for each style."""

from tconv_anim.renderer.layout.font_sizes import shows_numbers
from tconv_anim.renderer.layout.planning import LayoutError, check_possible, plan, size_for_numbers

__all__ = ["LayoutError", "check_possible", "plan", "shows_numbers", "size_for_numbers"]
