"""Where everything is on the page, in whole pixels: one page for a whole animation, one file for each style."""

from tconv_anim.renderer.layout.paper import on_paper
from tconv_anim.renderer.layout.planning import LayoutError, NumbersWarning, check_possible, left_out, noted, plan

__all__ = ["LayoutError", "NumbersWarning", "check_possible", "left_out", "noted", "on_paper", "plan"]
