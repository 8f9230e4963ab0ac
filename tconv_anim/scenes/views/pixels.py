"""A picture in grays, and what becomes of it, row by row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from tconv_anim.core.message import Clauses, Message, Words, message
from tconv_anim.core.sampling import SampleTrace
from tconv_anim.core.step import Array
from tconv_anim.core.trace import Chain, Trace
from tconv_anim.recipes.values import Channels
from tconv_anim.scenes.completion import completing_cells
from tconv_anim.scenes.formulas import call_words, disguise_note, formula
from tconv_anim.scenes.number_text import exact_text, size_text
from tconv_anim.scenes.scene import GRAYS, Caption, Panel, PanelId, Role, Scene, Shot

ROWS_PER_STEP = 8  # a row is looked at for less long than a placement
SIDE_CELLS = 7.5  # how large a result is drawn, in cells of a usual panel
INPUT = ("input",)  # the picture of the input alone

AnyTrace = Trace | SampleTrace | Chain


@dataclass(frozen=True)
class Result:
    """What becomes of a picture: the name and heading of its own, and the trace, whose first channel is drawn.

    `clipped` keeps the input's black and white; otherwise a result that leaves them has its own.
    """

    name: str
    heading: Words
    trace: AnyTrace
    clipped: bool = False


def pixels(trace: AnyTrace, step_ms: int, channels: Channels) -> Iterator[Shot]:
    """Shots of any op over two axes: the input, the output row by row of the input, both; of a chain every stage."""
    results = [Result("output", message("output", index="", size=size_text(trace.spec.output_size)), trace)]
    if isinstance(trace, Chain):
        stages = [Chain(trace.spec, trace.stages[: n + 1]) for n in range(len(trace.stages))]
        results = [
            Result(f"stage{n}", call_words(stage.stages[-1].spec), stage) for n, stage in enumerate(stages, start=1)
        ]
    note = () if isinstance(trace, Trace) else disguise_note(trace)
    words = Caption((call_words(trace.spec),), formula=formula(trace.spec), note=note)
    yield from in_grays(trace.input[channels.inputs[0]], results, words, step_ms, channels.outputs[0])


def in_grays(
    picture: Array, results: Sequence[Result], words: Caption, step_ms: int, channel: int = 0, verdict: Clauses = ()
) -> Iterator[Shot]:
    """Shots of a picture and its results: the picture, the results as its rows complete them, all of them.

    Parameters
    ----------
    picture : (rows, columns) array
    words : what every caption says; the note goes on with the scales of gray that differ
    verdict : what the last caption says
    """
    low, high = _range(picture)
    scales = [_scale(result, channel, low, high) for result in results]
    zoom = SIDE_CELLS / max(*picture.shape, *(side for one in results for side in one.trace.output.shape[1:]))
    given = _panel(PanelId("input", picture=INPUT), picture, (low, high), zoom)
    outputs = [
        _panel(PanelId("output", picture=(result.name,)), result.trace.output[channel], scale, zoom)
        for result, scale in zip(results, scales, strict=True)
    ]
    needed = [_rows_needed(result.trace) for result in results]
    pictures = (
        (INPUT, message("input", index="", size=size_text(picture.shape))),
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
        return Shot(Scene((given, *shown), caption=caption, pictures=pictures, flat=True), stays_ms, step)

    count = len(picture)
    yield shot(-1, message("set_up"), (message("row_by_row"),))
    for row in range(count):
        yield shot(row, message("row_of", row=row + 1, count=count), (), row + 1)
    yield shot(count, message("done"), verdict)


def _rows_needed(trace: AnyTrace) -> Array:
    """By output row, how many rows of the input complete it and those above, from 0."""
    rows = (completing_cells(trace) // trace.input.shape[-1]).max(axis=1)
    needed: Array = np.maximum.accumulate(np.maximum(rows, 0))  # what needs none comes with the first
    return needed


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
    """A result after so many rows of the input: what no later row changes."""
    roles = panel.roles.copy()
    roles[needed > row] = Role.PENDING
    return replace(panel, roles=roles)
