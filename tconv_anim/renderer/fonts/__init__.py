"""Text as pixels, and its width."""

from tconv_anim.renderer.fonts.dejavu import ascent, descent, measure, rasterize, set_width

__all__ = ["ascent", "descent", "measure", "rasterize", "set_width"]
