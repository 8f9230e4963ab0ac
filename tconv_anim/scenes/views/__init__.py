"""Views by name: one file each, whose ``VIEW`` says what the view can show. A new file is a new view."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache
from importlib import import_module

from tconv_anim.core.spec import Spec
from tconv_anim.options import CHAIN, COMPARE, drawn_ops, op_names, view_names
from tconv_anim.scenes.errors import ViewError
from tconv_anim.scenes.view import View

FIRST = (
    "overlap_add", "sliding_window", "sampling", "stages", "compare", "zero_insertion", "both", "steps", "matrix",
    "connections", "overlap",
)  # fmt: skip
"""The order of lists; others follow. The first view that draws an operation is its default, and is found without
importing those after it."""


def in_order() -> tuple[str, ...]:
    """The names of all views, in the order of lists."""
    return (*FIRST, *(name for name in view_names() if name not in FIRST))


@cache
def load_view(name: str) -> View:
    """A view that there is, by its name."""
    found: View = import_module(f"{__name__}.{name}").VIEW
    return found


def views_for(op: str) -> list[str]:
    """The names of the views that draw an operation, its default first."""
    return list(_drawing(op))


def ops_of(name: str) -> list[str]:
    """The operations that a view draws."""
    return [op for op in (*op_names(), CHAIN, COMPARE) if load_view(name).draws(op)]


def view_name(name: str | None, op: str) -> str:
    """The name of a view that draws an operation: this one, or the operation's default for None.

    Raises
    ------
    ViewError
        of kind "unknown_view", or "view_of_other_op" if the view does not draw this operation.
    """
    if name is None:
        found = next(_drawing(op), None)
        if found is None:
            raise ViewError("view_of_other_op:none", {"word": op, "known": drawn_ops()})
        return found
    if name not in view_names():
        near = get_close_matches(str(name), view_names(), 1)
        raise ViewError("unknown_view", {"view": name, "known": near or views_for(op)})
    if not load_view(name).draws(op):
        raise ViewError("view_of_other_op", {"view": name, "word": op, "known": views_for(op)})
    return name


def get_view(name: str | None, op: str) -> View:
    """The view of this name, or an operation's default; raises as `view_name` does."""
    return load_view(view_name(name, op))


def image_view(spec: Spec) -> str | None:
    """The view that shows an operation on an image, or None if it is the operation's default."""
    fitting = (name for name in _drawing(spec.op) if spec.ndim in load_view(name).dims)
    return next((name for name in fitting if load_view(name).shows_images), None)


def counterpart(name: str | None, op: str) -> str:
    """The view that draws the inverse of an operation next to it: the same view, or the default."""
    other = "conv" if op == "conv_transpose" else "conv_transpose"
    return view_name(name if name is not None and load_view(name).draws(other) else None, other)


def _drawing(op: str) -> Iterator[str]:
    return (name for name in in_order() if load_view(name).draws(op))
