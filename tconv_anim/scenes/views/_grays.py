"""An image, in grays or in colour, and what operations make of it, row by row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from tconv_anim.core.message import Clauses, Message, Words, message
from tconv_anim.core.step import Array
from tconv_anim.core.trace import Trace
from tconv_anim.scenes.number_text import exact_text, size_text
from tconv_anim.scenes.panels import with_roles
from tconv_anim.scenes.scene import COLORS, GRAYS, Caption, Panel, PanelId, Role, Scene, Shot
from tconv_anim.scenes.view import RGB
from tconv_anim.scenes.views._completion import completing_cells

ROWS_PER_STEP = 8  # a row is looked at for less long than a placement
SIDE_CELLS = 7.5  # how large a result is drawn, in cells of a usual panel
INPUT = ("input",)  # the picture of the input alone
MOST_COLORS = 160  # of all pictures of a page; the rest is for what is around them
WHITE = 255
BITS = 5  # of each of red, green and blue
NO_COLORS: Mapping[str, Array] = MappingProxyType({})


@dataclass(frozen=True)
class Result:
    """What an operation makes of an image.

    Attributes
    ----------
    name, heading : of its picture on the page
    trace : one channel of its output is drawn, or of a picture in colour all three
    clipped : whether it keeps the black and white of the input; if not, values outside of them get their own scale
    part : whether it is one colour of a result that follows
    """

    name: str
    heading: Words
    trace: Trace
    clipped: bool = False
    part: bool = False

    @property
    def colored(self) -> bool:
        """Whether it is in colour."""
        return len(self.trace.output) == RGB


def in_colors(
    image: Array, results: Sequence[Result], words: Caption, step_ms: int, verdict: Clauses = ()
) -> Iterator[Shot]:
    """Shots of an image in colour and its results in colour, as `in_grays` has them; what has other channels is gray.

    Parameters
    ----------
    image : (3, rows, columns) array of 0 to 255
    """
    colored = [one for one in results if one.colored]
    given, *roles = as_roles([image, *(one.trace.output for one in colored)])
    shown = {one.name: pixels for one, pixels in zip(colored, roles, strict=True)}
    notes = [
        message("clipped_colors", heading=one.heading, count=count, total=one.trace.output[0].size)
        for one in colored
        if not one.part and (count := count_clipped(one.trace.output))
    ]
    words = replace(words, note=(*words.note, *notes))
    yield from in_grays(image[0], results, words, step_ms, verdict=verdict, colors={"": given, **shown})


def in_grays(
    image: Array, results: Sequence[Result], words: Caption, step_ms: int, channel: int = 0, verdict: Clauses = (),
    colors: Mapping[str, Array] = NO_COLORS,
) -> Iterator[Shot]:  # fmt: skip
    """Shots of an image and its results: the image, the results as its rows complete them, all of them.

    Parameters
    ----------
    image : (rows, columns) array
    words : what every caption says; the note goes on with the scales of gray that differ
    verdict : what the last caption says
    colors : by a result's name its pixels in colour as roles, by "" those of the image
    """
    low, high = _range(image)
    scales = [_scale(result, channel, low, high) for result in results]
    zoom = SIDE_CELLS / max(*image.shape, *(side for one in results for side in one.trace.output.shape[1:]))
    given = _panel(PanelId("input", picture=INPUT), image, (low, high), zoom, colors.get(""))
    outputs = [
        _panel(
            PanelId("output", picture=(one.name,)), one.trace.output[channel], scale, zoom, colors.get(one.name)
        )
        for one, scale in zip(results, scales, strict=True)
    ]  # fmt: skip
    rows = [(completing_cells(one.trace) // one.trace.input.shape[-1]).max(axis=1) for one in results]
    needed = [np.maximum.accumulate(np.maximum(own, 0)) for own in rows]  # what needs none comes with the first
    pictures = (
        (INPUT, message("input", index="", size=size_text(image.shape))),
        *(((one.name,), one.heading) for one in results),
    )
    scale_notes = (
        message("black_and_white", heading=one.heading, black=exact_text(scale[0]), white=exact_text(scale[1]))
        for one, scale in zip(results, scales, strict=True)
        if scale != (low, high) and one.name not in colors
    )
    words = replace(words, note=(*words.note, *scale_notes))

    def shot(row: int, progress: Message, detail: Clauses, step: int | None = None) -> Shot:
        shown = [_until(panel, rows, row) for panel, rows in zip(outputs, needed, strict=True)]
        caption = replace(words, progress=progress, detail=detail)
        stays_ms = step_ms if step is None else -(-step_ms // ROWS_PER_STEP)
        return Shot(Scene((given, *shown), caption=caption, pictures=pictures), stays_ms, step)

    count = len(image)
    yield shot(-1, message("set_up"), (message("row_by_row"),))
    for row in range(count):
        yield shot(row, message("row_of", row=row + 1, count=count), (), row + 1)
    yield shot(count, message("done"), verdict)


def _range(values: Array) -> tuple[float, float]:
    """What is black and what is white: as in an image, or as the values have it."""
    low, high = float(values.min()), float(values.max())
    return (0.0, 255.0) if low >= 0 and 1 < high <= 255 else (low, max(high, low + 1e-9))


def _scale(result: Result, channel: int, low: float, high: float) -> tuple[float, float]:
    values = result.trace.output[channel]
    least, most = float(values.min()), float(values.max())
    if result.clipped or (least >= low - 1e-9 and most <= high + 1e-9):
        return low, high
    return least, max(most, least + 1e-9)


def _panel(
    id: PanelId, values: Array, scale: tuple[float, float], zoom: float, colors: Array | None = None
) -> Panel:  # fmt: skip
    if colors is not None:
        return Panel(id, "", colors, zoom=zoom)
    low, high = scale
    shade = np.clip((values - low) / (high - low), 0, 1) * (len(GRAYS) - 1)
    return Panel(id, "", np.array(GRAYS, np.int8)[np.rint(shade).astype(int)], zoom=zoom)


def _until(panel: Panel, needed: Array, row: int) -> Panel:
    """A result after so many rows of the input; `needed` is by output row the row that completes it and those above."""
    return with_roles(panel, needed > row, Role.OUTPUT_WAITING)


def count_clipped(values: Array) -> int:
    """How many pixels of (3, rows, columns) values have a channel that no colour shows, below 0 or above 255."""
    beyond = (values < -0.5) | (values >= WHITE + 0.5)
    return int(beyond.any(axis=0).sum())


def tinted(values: Array, channel: int) -> Array:
    """A channel, (rows, columns), as (3, rows, columns) of its own colour alone."""
    found = np.zeros((RGB, *values.shape), values.dtype)
    found[channel] = values
    return found


def as_roles(pictures: Sequence[Array]) -> list[Array]:
    """The pixels of pictures, each (3, rows, columns) of 0 to 255, as roles of `COLORS`, (rows, columns) each.

    What lies beyond is clipped. If the pictures have too many colours together, near ones become one (median cut).
    """
    shades = [np.rint(np.clip(one, 0, WHITE)).astype(np.int32) >> (8 - BITS) for one in pictures]
    codes = [(red << 2 * BITS) | (green << BITS) | blue for red, green, blue in shades]
    found, counts = np.unique(np.concatenate([one.ravel() for one in codes]), return_counts=True)
    shown = dict(zip(found.tolist(), _fewer(found, counts).tolist(), strict=True))
    table = np.zeros(len(COLORS), np.int32)
    table[list(shown)] = [COLORS[code] for code in shown.values()]
    return [table[one] for one in codes]


def _fewer(codes: Array, counts: Array) -> Array:
    """For each colour the one that is shown in its place."""
    axes = np.stack([codes >> shift & ((1 << BITS) - 1) for shift in (2 * BITS, BITS, 0)], axis=1)
    boxes = [np.arange(len(codes))]
    while len(boxes) < min(MOST_COLORS, len(codes)):
        spreads = [int(np.ptp(axes[box], axis=0).max()) ** 2 * int(counts[box].sum()) for box in boxes]
        box = boxes.pop(spreads.index(max(spreads)))
        axis = int(np.ptp(axes[box], axis=0).argmax())
        ordered = box[np.argsort(axes[box, axis], kind="stable")]
        passed = np.cumsum(counts[ordered])
        cut = int(np.searchsorted(passed, (passed[-1] + 1) // 2)) + 1
        cut = min(max(cut, 1), len(ordered) - 1)
        boxes += [ordered[:cut], ordered[cut:]]
    shown = np.zeros_like(codes)
    for box in boxes:
        total = int(counts[box].sum())
        red, green, blue = ((2 * int((axes[box, n] * counts[box]).sum()) + total) // (2 * total) for n in range(3))
        shown[box] = red << 2 * BITS | green << BITS | blue
    return shown
