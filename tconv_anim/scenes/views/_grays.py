"""An image in grays and what operations make of it, row by row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from tconv_anim.core.message import Clauses, Message, Words, message
from tconv_anim.core.step import Array
from tconv_anim.core.trace import Trace
from tconv_anim.scenes.number_text import exact_text, size_text
from tconv_anim.scenes.panels import with_roles
from tconv_anim.scenes.scene import GRAYS, Caption, Panel, PanelId, Role, Scene, Shot
from tconv_anim.scenes.views._completion import completing_cells

ROWS_PER_STEP = 8  # a row is looked at for less long than a placement
SIDE_CELLS = 7.5  # how large a result is drawn, in cells of a usual panel
INPUT = ("input",)  # the picture of the input alone


@dataclass(frozen=True)
class Result:
    """What an operation makes of an image.

    Attributes
    ----------
    name, heading : of its picture on the page
    trace : one channel of its output is drawn
    clipped : whether it keeps the black and white of the input; if not, values outside of them get their own scale
    """

    name: str
    heading: Words
    trace: Trace
    clipped: bool = False


def in_grays(
    image: Array, results: Sequence[Result], words: Caption, step_ms: int, channel: int = 0, verdict: Clauses = ()
) -> Iterator[Shot]:
    """Shots of an image and its results: the image, the results as its rows complete them, all of them.

    Parameters
    ----------
    image : (rows, columns) array
    words : what every caption says; the note goes on with the scales of gray that differ
    verdict : what the last caption says
    """
    low, high = _range(image)
    scales = [_scale(result, channel, low, high) for result in results]
    zoom = SIDE_CELLS / max(*image.shape, *(side for one in results for side in one.trace.output.shape[1:]))
    given = _panel(PanelId("input", picture=INPUT), image, (low, high), zoom)
    outputs = [
        _panel(PanelId("output", picture=(result.name,)), result.trace.output[channel], scale, zoom)
        for result, scale in zip(results, scales, strict=True)
    ]
    rows = [(completing_cells(one.trace) // one.trace.input.shape[-1]).max(axis=1) for one in results]
    needed = [np.maximum.accumulate(np.maximum(own, 0)) for own in rows]  # what needs none comes with the first
    pictures = (
        (INPUT, message("input", index="", size=size_text(image.shape))),
        *(((one.name,), one.heading) for one in results),
    )
    scale_notes = (
        message("black_and_white", heading=one.heading, black=exact_text(scale[0]), white=exact_text(scale[1]))
        for one, scale in zip(results, scales, strict=True)
        if scale != (low, high)
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


def _panel(id: PanelId, values: Array, scale: tuple[float, float], zoom: float) -> Panel:
    low, high = scale
    shade = np.clip((values - low) / (high - low), 0, 1) * (len(GRAYS) - 1)
    return Panel(id, "", np.array(GRAYS, np.int8)[np.rint(shade).astype(int)], zoom=zoom)


def _until(panel: Panel, needed: Array, row: int) -> Panel:
    """A result after so many rows of the input; `needed` is by output row the row that completes it and those above."""
    return with_roles(panel, needed > row, Role.OUTPUT_WAITING)
