"""A conv and the transposed convolution that undoes its shape, side by side and in step."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

import numpy as np

from tconv_anim.captions import joined
from tconv_anim.scene import Caption, Channels, Shot
from tconv_anim.solve import inverse
from tconv_anim.spec import Op
from tconv_anim.trace import Trace, run
from tconv_anim.views import count_steps, counterpart, get_view
from tconv_anim.views.beside import Strand, beside
from tconv_anim.views.connections import other_way

HEADINGS = {"conv": "convolution", "conv_transpose": "transposed convolution"}
LABELS = {"conv": "conv", "conv_transpose": "transposed"}  # of their formulas
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

    def told(caption: Caption) -> Caption:
        tied = view == "connections" and caption.progress == "done"
        detail = joined(caption.detail, BOTH_WAYS) if tied else caption.detail
        return replace(caption, note=joined(caption.note, note), detail=detail)

    yield from _captioned(beside(strands), told)


def _labelled(shots: Iterable[Shot], op: Op) -> Iterator[Shot]:
    """The shots with their output and their formula's o told from the other's, and without what is said of both."""

    def told(caption: Caption) -> Caption:
        clauses = (f"{LABELS[op]}: {c}" if c.startswith("o = ") else c for c in caption.formula.split("; "))
        detail = caption.detail.removesuffix(f"; {other_way(op)}").replace(
            "the output ", f"the {HEADINGS[op]}'s output "
        )
        return replace(caption, formula=joined(*clauses), detail=detail)

    return _captioned(shots, told)


def _captioned(shots: Iterable[Shot], told: Callable[[Caption], Caption]) -> Iterator[Shot]:
    for shot in shots:
        words = shot.scene.caption
        assert words is not None
        yield replace(shot, scene=replace(shot.scene, caption=told(words)))
