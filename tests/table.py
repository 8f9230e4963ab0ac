"""The table of what is drawn: every scene, by every painter, in every format. Each test of pictures names its targets.

EVERY      scenes: each view of each operation, in each style and theme that draws it
LIGHT      the same in one theme: for what does not depend on colours
PAINTERS   what draws marks: as pixels, as elements of SVG, on matplotlib's Axes
FORMATS    what is written, and which painter draws it
OTHERS     what is written besides
"""

import itertools
from typing import Any

import pytest

from tconv_anim.animation import Animation, animate
from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.options import CHAIN, format_names, style_names, theme_names
from tconv_anim.options import CONVOLUTIONS as OPS
from tconv_anim.scenes.views import in_order, load_view

from .strategies import ops_of

FLAT = {name for name in in_order() if load_view(name).flat(ConvSpec("conv_transpose", 3, 3))}
"""Views that are always drawn flat."""
EVERY = [
    pytest.param(name, op, style, theme, id=f"{name}-{op}-{style}-{theme}")
    for name, style, theme in itertools.product(in_order(), style_names(), theme_names())
    for op in ops_of(name)
    if op != "max_unpool"  # it is drawn behind a max_pool
    if op in OPS or theme == "light"
    if style == "flat" or name not in FLAT
]
LIGHT = [case for case in EVERY if case.id.endswith("-light")]
PAINTERS = {"pixels": ("gif", "png"), "elements": ("html", "svg"), "axes": ("pdf",)}
OTHERS = ("md", "mp4", "pptx", "txt", "webm", "webp")
"""What is no picture, or is made of pictures of these: see tests/test_formats.py."""
FORMATS = [(painter, fmt) for painter, formats in PAINTERS.items() for fmt in formats]
assert sorted([*OTHERS, *(fmt for _, fmt in FORMATS)]) == sorted(format_names()), "a painter for each format"
TARGETS = [
    pytest.param(*scene.values, fmt, id=f"{scene.id}-{painter}-{fmt}") for scene in LIGHT for painter, fmt in FORMATS
]
ENLARGING = (
    "bed_of_nails", "bicubic", "bilinear", "conv_transpose", "nearest", "nearest_exact", "pixel_shuffle", "resize_conv"
)  # fmt: skip
"""Ops whose usual output is larger than the input: half a minute of drawing, of which a part shows the same."""


def animated(op: str, **look: Any) -> Animation:
    """A small animation of any op, with a stride and a padding where it takes them."""
    if op in ENLARGING:
        look["input_size"] = 2
    if op == "compare":
        return animate("compare", **look)
    if op in (*OPS, "avg_pool", "max_pool"):
        return animate(op, stride=2, padding=1, **look)
    if op == CHAIN and look.get("view") in ("matrix", "overlap", "overlap_add"):
        return animate(["nearest", "avg_pool"], **look)
    return animate(["max_pool", "max_unpool"] if op == CHAIN else op, **look)
