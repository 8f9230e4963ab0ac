"""A conv and the transposed convolution that undoes its shape, side by side and in step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

import numpy as np

from tconv_anim.core.message import Clauses, Equation, Message, Words, message
from tconv_anim.core.operation import Arrays
from tconv_anim.core.solve import inverse
from tconv_anim.core.trace import Trace, blank, run
from tconv_anim.recipes.values import Channels, ChosenCells
from tconv_anim.scenes.scene import Caption, Shot
from tconv_anim.scenes.side_by_side import SideView, in_step
from tconv_anim.scenes.views import counterpart, get_view, other_side
from tconv_anim.scenes.views.connections import is_of_each

HEADINGS = {"conv": message("convolution"), "conv_transpose": message("transposed_convolution")}
LABELS = (message("conv"), message("transposed"))  # of what the caption says of each, in their order on the page
SIZE = "o"  # the first side of the formula of an output's size


def pair(
    trace: Trace, view: str | None, step_ms: int, channels: Channels, side: str | None = None,
    cells: ChosenCells | None = None,
) -> Iterator[Shot]:  # fmt: skip
    """Shots of a trace and of its counterpart, in step; the conv is the first.

    The counterpart takes the trace's output as its input, with the same kernel, stride and padding, and no bias. Of a
    blank trace, by which a picture is planned, there is the set-up alone, and nothing is computed.
    """
    other, most_shots = other_of_pair(trace), None if trace.steps else 1
    opposite = get_view(counterpart(view, trace.spec.op), other.spec.op, other_side(side), cells)
    shown = [
        (trace, get_view(view, trace.spec.op, side, cells), channels),
        (other, opposite, Channels(channels.outputs, channels.inputs)),
    ]
    if trace.spec.transposed:
        shown.reverse()
    views = [
        SideView(
            one.spec.op, HEADINGS[one.spec.op], islice(found.draw(one, step_ms, drawn), most_shots),
            found.count_placements(one.spec),
        )
        for one, found, drawn in shown
    ]  # fmt: skip
    restored = np.array_equal(other.output, trace.input)
    there, here = HEADINGS[other.spec.op], HEADINGS[trace.spec.op]
    note = message("values_come_back" if restored else "shape_comes_back", there=there, here=here)
    total = max(one.count for one in views)

    def caption_of(captions: Sequence[Caption], step: int | None) -> Caption:
        said = _of_both(captions, step, total)
        if any(is_of_each(clause) for caption in captions for clause in caption.detail):
            said = replace(said, detail=(*said.detail, message("same_connections")))
        return replace(said, note=(*said.note, note))

    yield from in_step(views, caption_of)


def other_of_pair(trace: Trace) -> Trace:
    """The counterpart of a trace, which reads its output; of a blank trace a blank one."""
    spec = inverse(trace.spec)
    return run(spec, Arrays(trace.output, trace.weight)) if trace.steps else blank(spec)


def _of_both(captions: Sequence[Caption], step: int | None, total: int) -> Caption:
    """What two captions say, each clause of one side with its label, and only once what both say."""
    together = len({caption.progress for caption in captions}) == 1
    progress = captions[0].progress
    if not together:  # each side says its own
        progress = message("side_by_side") if step is None else message("step_of", step=step, count=total)
    sides = list(zip(LABELS, captions, strict=True))
    return Caption(
        _once(caption.call for caption in captions),
        progress,
        _once(_detail(label, caption, together=together) for label, caption in sides),
        _once(tuple(_labelled_size(label, clause) for clause in caption.formula) for label, caption in sides),
        _once(caption.note for caption in captions),
        _once(_labelled(label, caption.sums) for label, caption in sides),
        lasting=all(caption.lasting for caption in captions),
    )


def _once(sides: Iterator[Clauses]) -> Clauses:
    """The clauses of both sides, once if they are the same."""
    return tuple(clause for clauses in dict.fromkeys(sides) for clause in clauses)


def _detail(label: Message, caption: Caption, *, together: bool) -> Clauses:
    """What one side says, with its progress unless both sides go on together."""
    said = tuple(clause for clause in caption.detail if not is_of_each(clause))  # a pair shows it
    if together:
        return _labelled(label, said)
    if not said:
        return _labelled(label, (caption.progress,))
    first, *others = said
    return _labelled(label, (message("own_progress", progress=caption.progress, words=first), *others))


def _labelled(label: Message, clauses: Clauses) -> Clauses:
    """Clauses of one side, the first with its label."""
    if not clauses:
        return ()
    first, *others = clauses
    return message("labelled", label=label, words=first), *others


def _labelled_size(label: Message, clause: Words) -> Words:
    """A formula's clause, with the side's label if it begins the formula of the output's size."""
    if isinstance(clause, Equation) and clause.sides[0] == SIZE:
        return message("labelled", label=label, words=clause)
    return clause
