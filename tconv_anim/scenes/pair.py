"""A conv and the transposed convolution that undoes its shape, side by side and in step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np

from tconv_anim.core.solve import inverse
from tconv_anim.core.spec import Op
from tconv_anim.core.trace import Trace, run
from tconv_anim.recipes.values import Channels
from tconv_anim.scenes.captions import joined
from tconv_anim.scenes.scene import Shot
from tconv_anim.scenes.side_by_side import Strand, beside
from tconv_anim.scenes.views import count_steps, counterpart, get_view
from tconv_anim.scenes.views.connections import other_way

HEADINGS = {"conv": "convolution", "conv_transpose": "transposed convolution"}
LABELS = {"conv": "conv", "conv_transpose": "transposed"}  # of what the caption says of each
BOTH_WAYS = "both tie the same cells"


def pair(trace: Trace, view: str | None, step_ms: int, channels: Channels) -> Iterator[Shot]:
    """Shots of a trace and of its counterpart, in step; the conv stands first.

    The counterpart takes the trace's output as its input, with the same kernel, stride and padding, and no bias.
    """
    other = run(inverse(trace.spec), trace.output, trace.weight, np.zeros(trace.spec.in_channels, trace.weight.dtype))
    shown = [
        (trace, view, channels),
        (other, counterpart(view, trace.spec.op), Channels(channels.outputs, channels.inputs)),
    ]
    if trace.spec.transposed:
        shown.reverse()
    strands = []
    for one, name, drawn in shown:
        op = one.spec.op
        shots = _labelled(get_view(name, op)(one, step_ms, drawn), op)
        strands.append(Strand(op, HEADINGS[op], shots, count_steps(name, one.spec)))
    restored = np.array_equal(other.output, trace.input)
    note = (
        f"the {HEADINGS[other.spec.op]}'s input is the {HEADINGS[trace.spec.op]}'s output: "
        f"the size comes back, {'and here the values do, too' if restored else 'the values do not'}"
    )
    total = max(strand.count for strand in strands)
    for shot in beside(strands):
        words = shot.scene.caption
        assert words is not None
        tied = view == "connections" and words.progress == "done"
        detail = joined(words.detail, BOTH_WAYS) if tied else words.detail
        progress = words.progress
        if "; " in progress:  # each side tells its own
            progress = f"step {shot.step} of {total}" if shot.step is not None else "side by side"
        else:
            said = detail.replace(f"{progress}, ", "").split("; ")
            detail = joined(*(clause for clause in said if not clause.endswith(f": {progress}")))
        words = replace(words, progress=progress, note=joined(words.note, note), detail=detail)
        yield replace(shot, scene=replace(shot.scene, caption=words))


def _labelled(shots: Iterable[Shot], op: Op) -> Iterator[Shot]:
    """The shots with what they say named as theirs, and without what is said of both."""
    label = LABELS[op]
    for shot in shots:
        words = shot.scene.caption
        assert words is not None
        clauses = (
            f"{label}: {clause}" if clause.startswith("o = ") else clause for clause in words.formula.split("; ")
        )
        detail = words.detail.removesuffix(f"; {other_way(op)}")
        told = f"{label}: {words.progress}, {detail}" if detail else f"{label}: {words.progress}"
        sums = f"{label}: {words.sums}" if words.sums else ""
        words = replace(words, formula=joined(*clauses), detail=told, sums=sums)
        yield replace(shot, scene=replace(shot.scene, caption=words))
