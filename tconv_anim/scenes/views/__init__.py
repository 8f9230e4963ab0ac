"""Views by name: one file each, whose ``VIEW`` says what the view can show. A new file is a new view."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, partial
from importlib import import_module

from tconv_anim.core.operation import Operation
from tconv_anim.core.ops import describe, get_op
from tconv_anim.core.spec import Spec, in_pictures
from tconv_anim.options import DEFAULT_LANGUAGE, RECORD_ONLY_OPS, drawn_ops, near_views, view_names
from tconv_anim.recipes.values import ChosenCells
from tconv_anim.scenes.errors import ViewError
from tconv_anim.scenes.scene import Role
from tconv_anim.scenes.texts import say
from tconv_anim.scenes.view import SPREADS, View

FIRST = (
    "overlap_add", "sliding_window", "sampling", "stages", "chain", "compare", "zero_insertion", "fractional_stride",
    "both", "all", "steps", "matrix", "connections", "receptive_field", "overlap",
)  # fmt: skip
"""The order of lists; others follow."""


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
    return [] if op in RECORD_ONLY_OPS else list(_drawing(get_op(op)))


def drawing(spec: Spec) -> list[str]:
    """The names of the views that draw an operation with its stages, its default first."""
    return list(_drawing(describe(spec)))


def view_name(name: str | None, op: str) -> str:
    """The name of a view that draws an operation: this one, or the operation's default for None.

    Raises
    ------
    ViewError
        of kind "unknown_view", or "view_of_other_op" if the view does not draw this operation.
    """
    if op in RECORD_ONLY_OPS:
        raise ViewError("view_of_other_op:none", {"word": op, "known": drawn_ops()})
    if name is None:
        return _default(get_op(op))
    if name not in view_names():
        near = near_views(str(name))
        raise ViewError("unknown_view", {"view": name, "known": near or views_for(op)})
    _check(name, op, get_op(op))
    return name


def get_view(name: str | None, op: str, side: str | None = None, cells: ChosenCells | None = None) -> View:
    """The view of this name, or an operation's default, from one side or of chosen cells if it has sides.

    Raises as `view_name` does.
    """
    found = load_view(view_name(name, op))
    if not found.sides or (side is None and cells is None):
        return found
    draw, check = partial(found.draw, side=side, cells=cells), partial(found.check, side=side, cells=cells)
    count, row = (partial(one, side=side, cells=cells) for one in (found.count_placements, found.row))
    marked = partial(found.marked, side=side, cells=cells)
    plain = found.plain if cells is None else (*found.plain, Role.OUTPUT_IN_PLAY)  # not of this step alone
    title = found.title_of_input if side == "input" and found.title_of_input else found.title
    return found._replace(
        draw=draw, count_placements=count, row=row, marked=marked, check=check, plain=plain, title=title
    )


def view_of(name: str | None, spec: Spec, side: str | None = None, cells: ChosenCells | None = None) -> View:
    """The view of this name of an operation, see `get_view`; of small multiples each picture has it."""
    first = in_pictures(spec)[0]
    found = get_view(name, first.op, side, cells)
    if spec is first:
        return found
    flat, usually, row, marked = found.flat(first), found.usually_flat(first), found.row(first), found.marked(first)
    return found._replace(
        flat=lambda _: flat, usually_flat=lambda _: usually, row=lambda _: row, marked=lambda _: marked
    )


def other_side(side: str | None) -> str | None:
    """Of a pair, the side whose cells the second operation goes through: those that the first has on the other."""
    return {None: None, "input": "output", "output": "input"}[side]


def check_drawn(name: str | None, spec: Spec) -> None:
    """Refuse a view that does not draw what operations one after the other are together; see `view_name`."""
    if spec.stages and name is not None:
        _check(name, " and ".join(stage.op for stage in spec.stages), describe(spec))


def image_view(spec: Spec) -> str | None:
    """The view that shows an operation on an image, or None if it is the operation's default."""
    (spec, *_) = in_pictures(spec)
    fitting = (name for name in views_for(spec.op) if spec.ndim in load_view(name).dims)
    return next((name for name in fitting if load_view(name).shows_images), None)


def counterpart(name: str | None, other: str) -> str:
    """The view that draws an operation next to another one with the view of a name: the same view, or the default."""
    # beside stamps stands a window
    shared = name is not None and name in views_for(other) and SPREADS not in load_view(name).needs
    return view_name(name if shared else None, other)


def _default(op: Operation) -> str:
    """The view that shows an operation as it is computed; the others need not be imported to find it."""
    if op.side_by_side:
        return "compare"
    if op.run is None:
        return "stages"
    if not op.weighted:
        return "sampling"
    return "sliding_window" if op.by_output else "overlap_add"


def _drawing(op: Operation) -> Iterator[str]:
    default = _default(op)
    yield default
    yield from (n for n in in_order() if n != default and load_view(n).reason_against(op) is None)


def _check(name: str, word: str, op: Operation) -> None:
    reason = load_view(name).reason_against(op)
    if reason is not None:
        usual, *others = _drawing(op)
        raise ViewError(
            "view_of_other_op" if others else "view_of_other_op:one",
            {"view": name, "word": word, "reason": say(reason, DEFAULT_LANGUAGE), "usual": usual, "known": others},
        )
