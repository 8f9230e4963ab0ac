"""What the file of a view in scenes/views brings, as its ``VIEW``, and what a view may need of an operation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from tconv_anim.core.arrays import PICTURE_FROM
from tconv_anim.core.message import Clauses, Message, message
from tconv_anim.core.operation import Operation
from tconv_anim.core.spec import Spec, in_pictures
from tconv_anim.options import DIMS
from tconv_anim.scenes.scene import Shot

RGB = 3  # channels of a picture in colour
FLAT = "flat"  # the style of panels side by side


class Need(NamedTuple):
    """What must be true of an operation, and what is said of one of which it is not."""

    holds: Callable[[Operation], bool]
    otherwise: Message


ONE_INPUT = Need(lambda op: not op.side_by_side, message("several_side_by_side"))
ONE_STAGE = Need(lambda op: op.run is not None, message("made_of_stages"))
STAGES = Need(lambda op: op.run is None, message("not_made_of_stages"))
COMPARISON = Need(lambda op: op.side_by_side, message("not_side_by_side"))
KERNEL = Need(lambda op: op.weighted, message("has_no_kernel"))
NO_KERNEL = Need(lambda op: not op.weighted, message("has_a_kernel"))
READS_WINDOWS = Need(lambda op: op.by_output and op.spreads, message("reads_no_windows"))
WRITES_WINDOWS = Need(lambda op: not op.by_output, message("writes_no_windows"))
LINEAR = Need(lambda op: op.linear, message("not_linear"))
ROW_BY_ROW = Need(lambda op: not op.columns, message("goes_column_by_column"))
SPREADS = Need(lambda op: op.spreads, message("reaches_one_cell"))
PLANES = Need(lambda op: max(DIMS) in op.dims, message("works_on_rows"))
STAMPS = (ONE_INPUT, ONE_STAGE, KERNEL, WRITES_WINDOWS)
"""What the views of stamps of a kernel need."""


class View(NamedTuple):
    """One way to show an operation. Its name is that of its file.

    Attributes
    ----------
    summary : one line for lists of views
    needs : what an operation must be to be shown; the first that does not hold is the reason why it is not
    draw : ``draw(trace, step_ms, channels)`` yields the shots; a placement stays for `step_ms`
    count_placements : ``count_placements(spec)``: how many there are to show
    row : ``row(spec)``: how many of them are along the last axis, which a lesson shows in full
    alt : how it shows the operation, for readers who do not see the picture; None if this goes without saying
    alt_of_conv : the same of a conv, where this is another way
    title : from the operation's title to that of the picture; None if they are the same
    title_of_input : the same from the side of the input, if it is another one
    sides : whether `draw`, `count_placements`, `row`, `marked` and `check` take a `side`, "input" or "output", whose
        cells it shows, and `cells`, those of them that are chosen
    marked : ``marked(spec)``: what the chosen cells are called, one for each of the strokes that tell them apart
    flat, usually_flat : ``flat(spec)``: whether its panels are always side by side, or if no style is asked for
    dims : the numbers of spatial axes that it shows
    shows_images : whether it is the default for an input that is an image
    picks_channels : whether the channels that it shows can be chosen
    plain : roles that the legend says nothing of
    backward : whether it shows what becomes of a gradient at the output, which is drawn if none is given
    alone : whether its pictures take a page, and stand beside no others
    check : ``check(spec)`` raises an OptionError for what is too large for it
    """

    summary: str
    needs: tuple[Need, ...]
    draw: Callable[..., Iterator[Shot]]
    count_placements: Callable[..., int]
    row: Callable[..., int] = lambda spec: spec.output_size[-1]
    alt: Message | None = None
    alt_of_conv: Message | None = None
    title: Callable[[Message], Message] | None = None
    title_of_input: Callable[[Message], Message] | None = None
    sides: bool = False
    marked: Callable[..., Clauses] = lambda spec: ()  # noqa: ARG005
    flat: Callable[[Any], bool] = lambda spec: False  # noqa: ARG005
    usually_flat: Callable[[Any], bool] = lambda spec: False  # noqa: ARG005
    dims: tuple[int, ...] = DIMS
    shows_images: bool = False
    picks_channels: bool = True
    plain: tuple[int, ...] = ()
    backward: bool = False
    alone: bool = False
    check: Callable[..., None] = lambda spec: None  # noqa: ARG005

    def way_of(self, spec: Spec) -> Message | None:
        """How it shows an operation, and which cells of it if some are chosen."""
        (spec, *_) = in_pictures(spec)
        if self.shows_images and is_colored(spec):
            return message("as_colors")
        way, cells = self.alt_of_conv if spec.op == "conv" and self.alt_of_conv else self.alt, self.marked(spec)
        return message("of_marked_cells", way=way, cells=cells) if cells else way

    def style_of(self, spec: Spec, asked: str | None) -> str | None:
        """The style in which it draws an operation, if this one is asked for, or none; None for the usual one."""
        return FLAT if self.flat(spec) or (asked is None and self.usually_flat(spec)) else asked

    def reason_against(self, op: Operation) -> Message | None:
        """Why it does not show an operation; None if it does."""
        return next((need.otherwise for need in self.needs if not need.holds(op)), None)


def is_image_sized(spec: Spec) -> bool:
    """Whether an input has so many cells that it is looked at as an image, not read number by number."""
    return spec.ndim == 2 and max(spec.input_size) >= PICTURE_FROM


def is_colored(spec: Spec) -> bool:
    """Whether an input is looked at as a picture in colour: an image of three channels."""
    return spec.in_channels == RGB and is_image_sized(spec)
