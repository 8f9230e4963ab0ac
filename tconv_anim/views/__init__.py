"""Views by name: each module has the function of its name, from a trace to shots."""

from __future__ import annotations

import math
from importlib import import_module

from tconv_anim.scene import View
from tconv_anim.spec import ConvSpec, Op, SpecError

VIEWS: dict[str, tuple[Op, ...]] = {
    "sliding_window": ("conv",),
    "overlap_add": ("conv_transpose",),
    "zero_insertion": ("conv_transpose",),
    "both": ("conv_transpose",),
    "steps": ("conv_transpose",),
    "matrix": ("conv", "conv_transpose"),
    "connections": ("conv", "conv_transpose"),
}
"""Which ops a view draws. The first view listed for an op is its default."""


def count_steps(name: str | None, spec: ConvSpec) -> int:
    """How many placements a view shows: of the window, or of the stamp."""
    gathers = not spec.transposed or name in ("zero_insertion", "steps")
    return math.prod(spec.output_size if gathers else spec.input_size)


def views_for(op: Op) -> list[str]:
    """The names of the views that draw an op, its default first."""
    return [name for name, ops in VIEWS.items() if op in ops]


def describe(name: str) -> str:
    """A view in one line, as its module says it."""
    return (import_module(f"{__name__}.{name}").__doc__ or "").splitlines()[0]


def get_view(name: str | None, op: Op) -> View:
    """The view function of this name, or the op's default.

    Raises
    ------
    SpecError
        of kind "view_of_other_op" where the view does not draw this op.
    """
    fitting = views_for(op)
    if name is None:
        name = fitting[0]
    if name not in fitting:
        raise SpecError("view_of_other_op", f"view {name!r} does not draw {op}: use {' or '.join(fitting)}")
    view: View = getattr(import_module(f"{__name__}.{name}"), name)
    return view
