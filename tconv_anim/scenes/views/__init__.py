"""Views by name: each module has the function of its name, from a trace to shots."""

from __future__ import annotations

import math
from difflib import get_close_matches
from importlib import import_module

from tconv_anim.core.comparison import PICTURE_FROM, ComparisonSpec
from tconv_anim.core.errors import SpecError
from tconv_anim.core.ops import get_sample_op
from tconv_anim.core.sampling import ChainSpec, SampleSpec
from tconv_anim.core.spec import ConvSpec
from tconv_anim.options import VIEWS as VIEWS
from tconv_anim.options import drawn_ops
from tconv_anim.scenes.scene import View

AnySpec = ConvSpec | SampleSpec | ChainSpec | ComparisonSpec

WITHOUT_SUMS = ("connections", "overlap", "compare", "pixels")
"""Those that show no sums."""


def count_steps(name: str | None, spec: AnySpec) -> int:
    """How many placements a view shows: of the window, or of the stamp; at most, of an upsampling or pooling."""
    if name == "pixels" or (isinstance(spec, ComparisonSpec) and is_picture(spec)):
        return spec.input_size[0]
    if isinstance(spec, ChainSpec):
        return sum(count_steps(None, stage) for stage in spec.stages)
    if isinstance(spec, ComparisonSpec):
        return math.prod(spec.input_size)
    if isinstance(spec, SampleSpec):
        return math.prod(spec.output_size if get_sample_op(spec.op).by_output else spec.input_size)
    if name == "overlap" and is_picture(spec):
        return spec.input_size[0]
    gathers = not spec.transposed or name in ("zero_insertion", "steps")
    return math.prod(spec.output_size if gathers else spec.input_size)


def is_picture(spec: AnySpec) -> bool:
    """Whether an input has so many cells that `overlap` and `compare` show it to be looked at rather than read."""
    return spec.ndim == 2 and max(spec.input_size) >= PICTURE_FROM


def views_for(op: str) -> list[str]:
    """The names of the views that draw an op, its default first."""
    return [name for name, ops in VIEWS.items() if op in ops]


def counterpart(name: str | None, op: str) -> str:
    """The view that draws the other op beside this one: the same, or its default."""
    other = "conv" if op == "conv_transpose" else "conv_transpose"
    fitting = views_for(other)
    return name if name in fitting else fitting[0]


def describe(name: str) -> str:
    """A view in one line, as its module says it."""
    return (import_module(f"{__name__}.{name}").__doc__ or "").splitlines()[0]


def get_view(name: str | None, op: str) -> View:
    """The view function of this name, or the op's default.

    Raises
    ------
    SpecError
        of kind "unknown_view", or "view_of_other_op" where the view does not draw this op.
    """
    fitting = views_for(op)
    if not fitting:
        raise SpecError("view_of_other_op:none", {"word": op, "known": drawn_ops()})
    if name is None:
        name = fitting[0]
    if name not in VIEWS:
        near = get_close_matches(str(name), VIEWS, 1)
        raise SpecError("unknown_view", {"view": name, "known": near or fitting})
    if name not in fitting:
        raise SpecError("view_of_other_op", {"view": name, "word": op, "known": fitting})
    view: View = getattr(import_module(f"{__name__}.{name}"), name)
    return view
