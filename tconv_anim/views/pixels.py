"""A transposed convolution of a picture, in grays, beside that with the nearest parameters that overlap evenly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from tconv_anim.captions import call_text, parameter_text, size_text
from tconv_anim.scene import GRAYS, Caption, Panel, Role, Scene, Shot
from tconv_anim.solve import even_neighbours, overlaps_evenly
from tconv_anim.spec import ConvSpec
from tconv_anim.step import Array
from tconv_anim.trace import Trace, run
from tconv_anim.views.evenness import verdict_text

ROWS_PER_STEP = 8  # a row is looked at for less long than a placement
SIDE_CELLS = 7.5  # how large a result is drawn, in cells of a usual panel


def pixels(trace: Trace, step_ms: int) -> Iterator[Shot]:
    """Shots of a conv_transpose: the input, the outputs row by row of the input, all of them."""
    spec = trace.spec
    results = [trace, *_even_twin(trace)]
    names = ["output", "even"] if len(results) > 1 else ["output"]
    zoom = SIDE_CELLS / max(side for result in results for side in result.spec.output_size)
    low, high = _range(trace.input)
    given = _panel("input/input", trace.input[0], low, high, zoom)
    outputs = [
        _panel(f"{name}/output", result.output[0], low, high, zoom) for name, result in zip(names, results, strict=True)
    ]
    headings = [f"input {size_text(spec.input_size)}", *(_heading(result.spec) for result in results)]
    pictures = tuple(zip(["input", *names], headings, strict=True))
    note = "the kernel's weights are all alike" if len(results) > 1 else ""

    def shot(rows: int, progress: str, detail: str, step: int | None = None) -> Shot:
        shown = [_until(panel, result.spec, rows) for panel, result in zip(outputs, results, strict=True)]
        caption = Caption(call_text(spec), progress, detail, "", note)
        stays_ms = step_ms if step is None else -(-step_ms // ROWS_PER_STEP)
        return Shot(Scene((given, *shown), caption=caption, pictures=pictures, flat=True), stays_ms, step)

    yield shot(0, "set-up", "each pixel stamps the kernel")
    for row in range(1, spec.input_size[0] + 1):
        yield shot(row, f"row {row} of {spec.input_size[0]}", "", row)
    yield shot(spec.input_size[0], "done", verdict_text(trace))


def _even_twin(trace: Trace) -> Iterator[Trace]:
    """The same with a kernel that overlaps evenly, of alike weights and the same brightness; or none where it does."""
    if overlaps_evenly(trace.spec) or np.ptp(trace.weight) > 0:
        return
    for spec in even_neighbours(trace.spec)[:1]:
        share = trace.weight.size / (np.prod(spec.weight_shape))
        yield run(spec, trace.input, np.full(spec.weight_shape, trace.weight.flat[0] * share), trace.bias)


def _heading(spec: ConvSpec) -> str:
    even = "even" if overlaps_evenly(spec) else "uneven"
    return f"kernel {parameter_text(spec.kernel_size)}, stride {parameter_text(spec.stride)}: {even}"


def _range(values: Array) -> tuple[float, float]:
    """What is black and what is white: as in an image, or as the values have it."""
    low, high = float(values.min()), float(values.max())
    return (0.0, 255.0) if low >= 0 and 1 < high <= 255 else (low, max(high, low + 1e-9))


def _panel(name: str, values: Array, low: float, high: float, zoom: float) -> Panel:
    shade = np.clip((values - low) / (high - low), 0, 1) * (len(GRAYS) - 1)
    return Panel(name, "", np.array(GRAYS, np.int8)[np.rint(shade).astype(int)], zoom=zoom)


def _until(panel: Panel, spec: ConvSpec, rows: int) -> Panel:
    """An output after so many rows of the input: what no later row adds to."""
    (start, _), stride = spec.pads[0], spec.stride[0]
    done = spec.output_size[0] if rows == spec.input_size[0] else max(0, rows * stride - start)
    roles = panel.roles.copy()
    roles[done:] = Role.PENDING
    return replace(panel, roles=roles)
