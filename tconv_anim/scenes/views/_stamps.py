"""The stamps of any linear operation: what an input cell adds to the output cells that it reaches."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from tconv_anim.core.linear import matrix
from tconv_anim.core.message import Clauses, Words, clauses, message
from tconv_anim.core.parameters import Size
from tconv_anim.core.step import Array
from tconv_anim.core.symbols import missing, rounded, scalar, shown
from tconv_anim.core.trace import Trace
from tconv_anim.recipes.values import Channels
from tconv_anim.scenes.canvas import growing, stamped, summed, verdict
from tconv_anim.scenes.formulas import call_words, disguise_note, formula
from tconv_anim.scenes.number_text import index_text, number_text
from tconv_anim.scenes.panels import Board, around, cell_links, with_roles
from tconv_anim.scenes.scene import Link, Outline, Panel, Place, Role, Shot, Stroke
from tconv_anim.scenes.sums import additions, telling_first
from tconv_anim.scenes.views._connected import flat_panels, in_plane

ADD_SHARE = 0.6  # of a step's time: first what is added is seen, then the sum
SIGNS = ("→",)
DECIMALS = 9  # of what the output holds without its input, which is found by a difference


@dataclass(frozen=True, eq=False)
class _WeightedStamp:
    """What channels of an input cell add to each drawn output channel that they reach: arrays with NaN elsewhere."""

    channels: tuple[int, ...]
    added: dict[int, Array]


def stamps(trace: Trace, step_ms: int, channels: Channels) -> Iterator[Shot]:
    """Shots of a linear operation: the set-up; adding and sum for each input cell and channel; the output."""
    spec, ndim = trace.spec, trace.spec.ndim
    inputs, outputs = (flat_panels(trace, part, channels, empty=part == "output") for part in ("input", "output"))
    start = rounded(trace.output.ravel() - matrix(trace) @ trace.input.ravel(), DECIMALS)
    plane = in_plane(spec.output_size)
    for c, values in enumerate(start.reshape(spec.out_channels, *plane)):
        if c in outputs:
            outputs[c] = replace(outputs[c], values=np.where(values, values, np.nan))
    board = Board({}, (), call_words(spec), formula(spec), SIGNS, ndim, disguise_note(trace))
    counts, expected = np.zeros(plane, int), _expected(trace, plane)
    yield Shot(board.scene(inputs, outputs, message("set_up"), message("cells_are_added")), step_ms)
    adding_ms = round(step_ms * ADD_SHARE)
    cells = list(np.ndindex(*spec.input_size))
    for number, cell in enumerate(cells, start=1):
        at = np.array([(0, *cell)[-2:]])
        progress = message("step_of", step=number, count=len(cells))
        made = list(_stamps(trace, cell, channels)) or [_WeightedStamp(channels.inputs, {})]
        reached = np.zeros(plane, bool)
        for stamp in made:
            drawn = [a for a in stamp.channels if a in inputs] or list(inputs)
            lit = inputs | {a: with_roles(inputs[a], tuple(at.T), Role.INPUT_IN_PLAY) for a in drawn}
            outlines = [Outline(inputs[a].id, around(at), Stroke.WINDOW) for a in drawn]
            lines: list[Link] = []
            comes: list[tuple[Place, Place]] = []
            for c, added in stamp.added.items():
                where = np.argwhere(~missing(added))
                outlines.append(Outline(outputs[c].id, around(where), Stroke.WINDOW))
                for a in drawn if stamp.channels[0] in inputs else ():
                    lines += cell_links((inputs[a].id, at), (outputs[c].id, where), ndim)
                    comes.append(((inputs[a].id, around(at)), (outputs[c].id, around(where))))
                roles = np.where(missing(added), growing(counts, expected), Role.OUTPUT_IN_PLAY).astype(np.int8)
                outputs[c] = stamped(outputs[c], added, roles)
            marks = tuple(outlines), tuple(lines)
            sums = _sums(trace, stamp, cell, outputs)
            scene = board.scene(lit, outputs, progress, _words(trace, stamp, cell), *marks, sums, comes=comes)
            yield Shot(scene, adding_ms, number)
            for c, added in stamp.added.items():
                reached |= ~missing(added)
                outputs[c] = summed(outputs[c])
            detail = message("sums_written" if stamp is made[-1] else "sums_so_far_written")
            if not stamp.added:
                detail = message("input_cell_alone", cell=message("input_cell", cell=index_text(cell)))
            yield Shot(board.scene(lit, outputs, progress, detail, *marks, sums), step_ms - adding_ms, number)
        counts += reached
        outputs = {c: replace(panel, roles=growing(counts, expected)) for c, panel in outputs.items()}
    roles = np.where(counts, Role.OUTPUT, Role.EMPTY).astype(np.int8)
    finished = shown(trace.output.reshape(spec.out_channels, *plane))
    outputs = {c: replace(panel, roles=roles, values=finished[c]) for c, panel in outputs.items()}
    yield Shot(board.scene(inputs, outputs, message("done"), verdict(counts, message("stamps"))), step_ms)


def _stamps(trace: Trace, cell: Size, channels: Channels) -> Iterator[_WeightedStamp]:
    """The stamps of an input cell: one for each drawn channel, and one for the others together."""
    spec = trace.spec
    others = tuple(a for a in range(spec.in_channels) if a not in channels.inputs)
    for group in (*((a,) for a in channels.inputs), others):
        total, mask = _zeros(trace), np.zeros(trace.output.size, bool)
        for a in group:
            rows, weights = column(trace, (a, *cell))
            np.add.at(total, rows, weights * trace.input[(a, *cell)])
            mask[rows] = True
        shape = spec.out_channels, *in_plane(spec.output_size)
        added = np.where(mask, total, np.nan).reshape(shape)
        there = {c: added[c] for c in channels.outputs if mask.reshape(shape)[c].any()}
        if there:
            yield _WeightedStamp(group, there)


def _zeros(trace: Trace) -> Array:
    """A zero for each output cell, to which decimals or letters are added."""
    return np.zeros(trace.output.size, np.result_type(trace.output, float))


def column(trace: Trace, cell: tuple[int, ...]) -> tuple[Array, Array]:
    """The rows and values of an input cell's column of the matrix; a repeated border brings a row several times."""
    tied = matrix(trace)
    here = tied.columns == np.ravel_multi_index(cell, trace.input.shape)
    return tied.rows[here], tied.values[here]


def _words(trace: Trace, stamp: _WeightedStamp, cell: Size) -> Clauses:
    """What is added."""
    if not stamp.added:
        return clauses(message("input_cell_alone", cell=message("input_cell", cell=index_text(cell))))
    if len(stamp.channels) > 1:
        return clauses(message("more_channels_are_added", count=len(stamp.channels)))
    (channel,) = stamp.channels
    value = number_text(scalar(trace.input[(channel, *cell)]))
    if trace.spec.in_channels > 1:
        return clauses(message("weights_of_channel_are_added", value=value, channel=channel))
    return clauses(message("weights_are_added", value=value))


def _sums(trace: Trace, stamp: _WeightedStamp, cell: Size, outputs: dict[int, Panel]) -> Words:
    """What a stamp does to the cells of the first output channel that it reaches, written out."""
    if not stamp.added or len(stamp.channels) > 1:
        return ""
    c = min(stamp.added)
    where = ~missing(stamp.added[c])
    weights = _zeros(trace)
    np.add.at(weights, *column(trace, (stamp.channels[0], *cell)))
    own = weights.reshape(len(trace.output), *where.shape)[c]
    value = scalar(trace.input[(stamp.channels[0], *cell)])
    before, by = outputs[c].numbers[where].tolist(), own[where].tolist()
    sums = additions(before, [value], [by], telling_first(before, [by]))
    return message("output_channel_sums", channel=c, sums=sums) if len(stamp.added) > 1 else sums


def _expected(trace: Trace, plane: Size) -> Array:
    """How many input cells, each with all of its channels, reach each output cell in any of its channels."""
    tied, cells, reached = matrix(trace), math.prod(trace.spec.input_size), math.prod(plane)
    pairs = np.unique(tied.rows % reached * cells + tied.columns % cells)
    counts: Array = np.bincount(pairs // cells, minlength=reached).reshape(plane)
    return counts
