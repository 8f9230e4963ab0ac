"""Why a transposed convolution is called fractionally strided: its windows in the input's own coordinates."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import numpy as np

from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.equivalents import two_dimensional, zero_inserted
from tconv_anim.core.message import Clauses, Message, message
from tconv_anim.core.parameters import Size
from tconv_anim.core.symbols import scalar
from tconv_anim.core.trace import Trace
from tconv_anim.recipes.values import Channels
from tconv_anim.scenes.formulas import call_words, formula
from tconv_anim.scenes.notes import extra_note, kernels_note
from tconv_anim.scenes.number_text import index_text, number_text
from tconv_anim.scenes.panels import Board, channel_panels, input_panels, kernel_panels, read_by, with_roles
from tconv_anim.scenes.scene import Link, Outline, Panel, Role, Scene, Shot, Span, Stroke
from tconv_anim.scenes.told.example import telling_cell, worked_out
from tconv_anim.scenes.view import STAMPS, View
from tconv_anim.scenes.views._weights import lit, sum_of, terms_of

LARGEST_ZOOM = 3
SIGNS = ("×", "→")
HALF = Fraction(1, 2)


def fractional_stride(trace: Trace, step_ms: int, channels: Channels) -> Iterator[Shot]:
    """Shots of a conv_transpose: the set-up, one for each output cell, the finished output.

    The window of an output cell lies on the input as it is, with no zeros between its cells: its weights are a part of
    a cell apart, and count where they meet the middle of a cell.
    """
    spec, flat = trace.spec, two_dimensional(trace)
    ruler = _Ruler(flat.spec, spec.ndim)
    inputs = {a: ruler.with_margin(panel) for a, panel in input_panels(flat, channels.inputs, spec.ndim).items()}
    kernels = kernel_panels(
        zero_inserted(flat), channels.outputs, channels.inputs, spec.ndim,
        lambda c, a: (a, c % (spec.out_channels // spec.groups)),
        message("flipped") if max(spec.kernel_size) > 1 else "",
    )  # fmt: skip
    extra = np.full(flat.spec.output_size, fill_value=True)
    extra[tuple(slice(max(0, o - op)) for o, op in zip(extra.shape, flat.spec.output_padding, strict=True))] = False
    waiting = np.where(extra, Role.EXTRA_WAITING, Role.OUTPUT_WAITING).astype(np.int8)
    empty, size = np.full(flat.output.shape, np.nan), spec.output_size[-spec.ndim :]
    outputs = channel_panels(spec, "output", channels.outputs, waiting, empty, size)
    notes = (*extra_note(spec), *kernels_note(spec))
    board = Board(kernels, (), call_words(spec), formula(spec), SIGNS, spec.ndim, notes, lasting=True)

    def weighing(scene: Scene, *taps: Size) -> Scene:
        """The scene with these weights in play, before the input."""
        scene = scene.with_part("kernel", lambda panel: lit(panel, np.array(taps).reshape(-1, 2)))
        return replace(scene, panels=tuple(sorted(scene.panels, key=lambda panel: panel.id.part != "kernel")))

    yield Shot(weighing(board.scene(inputs, outputs, message("set_up"), _opening(spec))), step_ms)
    counts = [len(terms_of(flat, cell)) for cell in np.ndindex(*flat.spec.output_size)]
    then, telling = None, telling_cell(np.reshape(counts, flat.spec.output_size))
    for number, cell in enumerate(np.ndindex(*flat.spec.output_size), start=1):
        terms = terms_of(flat, cell)
        taps = [(flat.spec.kernel_size[0] - 1 - t, flat.spec.kernel_size[1] - 1 - u) for _, (t, u) in terms]
        read = ruler.margin + np.array([term.source for term in terms], int).reshape(-1, 2)
        reading = {a: with_roles(panel, tuple(read.T), Role.INPUT_IN_PLAY) for a, panel in inputs.items()}
        values = {c: scalar(flat.output[(c, *cell)]) for c in outputs}
        written = {c: with_roles(panel, cell, Role.OUTPUT_IN_PLAY, values[c]) for c, panel in outputs.items()}
        written = {c: replace(panel, sum=sum_of(flat, c, cell, spec.ndim)) for c, panel in written.items()}
        window, at = ruler.window(cell), (*cell, cell[0] + 1, cell[1] + 1)
        squares = {tap: ruler.square(cell, tap) for tap in np.ndindex(*flat.spec.kernel_size)}
        marks = [Outline(p.id, window, Stroke.WINDOW) for p in inputs.values()]  # first, as the others come and go
        marks += [Outline(p.id, square, Stroke.GROUP) for p in inputs.values() for square in squares.values()]
        marks += [Outline(p.id, squares[tap], Stroke.WINDOW) for p in inputs.values() for tap in taps]
        marks += [Outline(p.id, at, Stroke.WINDOW) for p in outputs.values()]
        ties = [(a, c) for a in inputs for c in outputs if a in read_by(spec, c)]
        lines = tuple(Link((inputs[a].id, window), (outputs[c].id, at)) for a, c in ties)
        progress = message("step_of", step=number, count=math.prod(spec.output_size))
        said = ruler.said(cell, len(terms))
        scene = board.scene(reading, written, progress, said, tuple(marks), lines)
        scene = weighing(scene, *taps)
        yield Shot(scene, step_ms, number)
        then = scene if cell == telling else then
        done = Role.EXTRA if extra[cell] else Role.OUTPUT
        outputs = {c: with_roles(panel, cell, done, values[c]) for c, panel in outputs.items()}
    finished = weighing(board.scene(inputs, outputs, message("done"), message("same_as_with_zeros")))
    yield Shot(finished, step_ms, example=then and worked_out(finished, then))


def _opening(spec: ConvSpec) -> Clauses:
    """How far the window moves, and which weights count."""
    return message("window_moves_by", strides=spec.stride), message("middles_count")


class _Ruler:
    """Where windows lie on an input whose cells are one apart, each reaching half a cell around its middle.

    Along an axis, weight t of the window of output cell o is at (o - p' + d·t) / s, with p' = d·(k - 1) - p, and the
    middle of input cell a at a.

    Attributes
    ----------
    margin : rows and columns of a panel before the input's first cell, so that it has room for all windows
    """

    def __init__(self, spec: ConvSpec, ndim: int) -> None:
        self.spec, self.ndim = spec, ndim
        self.starts, self.ends = [], []
        for axis, (i, o) in enumerate(zip(spec.input_size, spec.output_size, strict=True)):
            first, last = self._along(axis, 0)[0], self._along(axis, o - 1)[1]
            self.starts.append(max(0, math.ceil(-first)))
            self.ends.append(max(0, math.ceil(last - i)))
        self.margin = np.array(self.starts)

    def with_margin(self, panel: Panel) -> Panel:
        """The input's panel with room for windows that reach beyond it."""
        around = list(zip(self.starts, self.ends, strict=True))
        values = panel.numbers
        channels = None if panel.channels is None else np.pad(panel.channels, around, constant_values=-1)
        wide = np.pad(panel.roles, around, constant_values=Role.ABSENT)
        zoom = float(min(LARGEST_ZOOM, max(self.spec.stride))) if min(wide.shape) > 1 else 1.0
        numbers = np.full(wide.shape, np.nan, object if values.dtype == object else float)
        numbers[wide != Role.ABSENT] = values.ravel()
        return replace(panel, roles=wide, values=numbers, channels=channels, zoom=zoom)

    def window(self, cell: Size) -> Span:
        """All weights of an output cell, as a part of the panel."""
        (top, bottom), (left, right) = (self._along(axis, at) for axis, at in enumerate(cell))
        row, column = self.starts
        return float(top + row), float(left + column), float(bottom + row), float(right + column)

    def square(self, cell: Size, tap: Size) -> Span:
        """One weight of an output cell: what is around the place that it meets."""
        ends = []
        for axis, (at, t, start) in enumerate(zip(cell, tap, self.starts, strict=True)):
            middle, half = self._at(axis, at, t) + start, Fraction(1, 2 * self.spec.stride[axis])
            ends.append((float(middle - half), float(middle + half)))
        (top, bottom), (left, right) = ends
        return top, left, bottom, right

    def said(self, cell: Size, count: int) -> Message:
        """Where the middle of a window is, and how many of its weights count."""
        spec = self.spec
        ends = (self._along(axis, at) for axis, at in enumerate(cell))
        middle = [(low + high) / 2 - HALF for low, high in ends][-self.ndim :]
        where = ", ".join(map(_short, middle))
        of = math.prod(spec.kernel_size)
        return message("window_at", cell=index_text(cell[-self.ndim :]), middle=where, count=count, of=of)

    def _at(self, axis: int, at: int, tap: int) -> Fraction:
        """Where a weight is: by how much beyond the first cell's first side."""
        spec = self.spec
        (lo, _), s, d = spec.pads[axis], spec.stride[axis], spec.dilation[axis]
        return Fraction(at - (spec.effective_kernel_size[axis] - 1 - lo) + d * tap, s) + HALF

    def _along(self, axis: int, at: int) -> tuple[Fraction, Fraction]:
        """Where the window of an output cell starts and ends."""
        half = Fraction(1, 2 * self.spec.stride[axis])
        return self._at(axis, at, 0) - half, self._at(axis, at, self.spec.kernel_size[axis] - 1) + half


def _short(value: Fraction) -> str:
    """A place as a decimal if that is short, or as a fraction."""
    short = (value * 4).denominator == 1
    return number_text(float(value)) if short else str(value).replace("-", "−")


VIEW = View(
    summary="Its windows on the input as it is, a part of a cell apart: a stride of 1/2 where stride is 2.",
    needs=STAMPS,
    draw=fractional_stride,
    count_placements=lambda spec: math.prod(spec.output_size),
    row=lambda spec: spec.output_size[-1],
    alt=message("by_fractions"),
    flat=lambda spec: True,  # noqa: ARG005
    title=lambda op: message("by_fractions_title", op=op),
)
