"""A conv and the transposed convolution that undoes its shape, or an operation and the convolution that it equals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

import numpy as np

from tconv_anim.core.equivalents import undisguised
from tconv_anim.core.message import Clauses, Equation, Words, message
from tconv_anim.core.operation import Arrays
from tconv_anim.core.ops._subpixel import is_subpixel
from tconv_anim.core.spec import Spec
from tconv_anim.core.trace import Trace, blank, run
from tconv_anim.options import CONVOLUTIONS
from tconv_anim.recipes.values import Channels, ChosenCells
from tconv_anim.scenes.errors import SceneError
from tconv_anim.scenes.limits import choose_channels, other_of_pair, side_beside
from tconv_anim.scenes.scene import Caption, Panel, Role, Shot
from tconv_anim.scenes.side_by_side import SideView, in_step, without_products
from tconv_anim.scenes.tied.other_way import in_a_pair, is_of_each
from tconv_anim.scenes.views import counterpart, get_view

HEADINGS = {"conv": message("convolution"), "conv_transpose": message("transposed_convolution")}
LABELS = {"conv": message("conv"), "conv_transpose": message("transposed")}  # of what the caption says of each
SIZE = "o"  # the first side of the formula of an output's size
DONE = message("done")
STAGE = "stage1"  # the picture of the first of several operations


def pair(
    trace: Trace, view: str | None, step_ms: int, channels: Channels, side: str | None = None,
    cells: ChosenCells | None = None,
) -> Iterator[Shot]:  # fmt: skip
    """Shots of a trace and of its counterpart, in step; of two convolutions the conv is the first.

    The counterpart of a convolution takes the trace's output as its input, with the same kernel, stride and padding,
    and no bias; that of another operation is the convolution that it equals. Of a blank trace, by which a picture is
    planned, there is the set-up alone, and nothing is computed.
    """
    other, most_shots = beside(trace), 1 if trace.is_blank else None
    equal = trace.spec.op not in CONVOLUTIONS
    back = Channels(channels.outputs, channels.inputs)
    opposite = get_view(counterpart(view, other.spec.op), other.spec.op, side_beside(trace.spec, side), cells)
    shown = [
        (trace, get_view(view, trace.spec.op, side, cells), channels),
        (other, opposite, choose_channels(other.spec, None) if equal else back),
    ]
    if trace.spec.op == "conv_transpose":
        shown.reverse()
    tied = in_a_pair if view == "connections" else iter
    views = [
        SideView(
            one.spec.op, heading(one.spec.op),
            islice(in_hues(tied(found.draw(one, step_ms, drawn)), trace), most_shots),
            found.count_placements(one.spec),
        )
        for one, found, drawn in shown
    ]  # fmt: skip
    labels = tuple(LABELS.get(one.spec.op, calls_text(one.spec)) for one, *_ in shown)
    restored = np.array_equal(other.output, trace.input)
    there, here = heading(other.spec.op), heading(trace.spec.op)
    note: Clauses = (message("hues_of_channels"),) if is_subpixel(trace.spec) else ()
    if not equal:
        note = (message("values_come_back" if restored else "shape_comes_back", there=there, here=here),)
    total = max(one.count for one in views)

    def caption_of(captions: Sequence[Caption], step: int | None) -> Caption:
        said = _of_both(captions, labels, step, total)
        if any(is_of_each(clause) for caption in captions for clause in caption.detail):
            said = replace(said, detail=(*said.detail, message("same_connections")))
        if equal and all(caption.progress == DONE for caption in captions):
            said = replace(said, detail=(message("same_output"), *said.detail))
        return replace(said, note=(*said.note, *note))

    yield from in_step(views, caption_of)


def in_hues(shots: Iterable[Shot], trace: Trace) -> Iterator[Shot]:
    """Shots of one side of a pair of a sub-pixel convolution, whose channels have hues; of other pairs as they are.

    Without products, as a page with several stages has no room for them.
    """
    if not is_subpixel(trace.spec):
        yield from shots
        return
    r = trace.spec.stages[-1].get("upscale_factor")
    for shot in shots:
        scene = without_products(shot.scene)
        if not scene.pictures:  # the transposed convolution, of which the sums of a stamp are too many
            scene = replace(scene, caption=replace(scene.words, sums=()))
        yield replace(shot, scene=replace(scene, panels=tuple(_in_hue(panel, r) for panel in scene.panels)))


def _in_hue(panel: Panel, r: int) -> Panel:
    """A panel with the channels of the convolution that its cells are of, before or after the shuffle."""
    rows, columns = np.indices(panel.shape)
    hues = rows % r * r + columns % r
    first = panel.id.picture[:1] == (STAGE,)
    if panel.id.part not in ("kernel", "output") or panel.channels is not None:
        return panel
    if first:  # a whole kernel and its output are of one channel
        hues = np.full(panel.shape, panel.id.channels[0] % r**2 if panel.id.channels else 0)
    roles = panel.roles
    for kernel, hued in ((Role.KERNEL, Role.INPUT), (Role.KERNEL_IN_PLAY, Role.INPUT_IN_PLAY)):
        roles = np.where(roles == kernel, hued, roles)
    return replace(panel, channels=hues.astype(np.int16), roles=roles.astype(np.int8))


def heading(op: str) -> Words:
    """What an operation's picture is called."""
    return HEADINGS.get(op) or message("title_of", op=op)


def calls_text(spec: Spec) -> str:
    """The names of an operation and of those that it is made of."""
    return ", ".join(stage.op for stage in spec.stages) or spec.op


def beside(trace: Trace) -> Trace:
    """The counterpart of a trace, with its numbers; of a blank trace a blank one."""
    if trace.is_blank:
        return blank(other_of_pair(trace.spec))
    if trace.spec.op in CONVOLUTIONS:
        return run(other_of_pair(trace.spec), Arrays(trace.output, trace.weight))
    found = undisguised(trace)
    if found is None:  # as its bias differs
        raise SceneError("pair_of_other_op", {"pair": True, "word": calls_text(trace.spec)})
    return found


def _of_both(captions: Sequence[Caption], labels: Sequence[Words], step: int | None, total: int) -> Caption:
    """What two captions say, each clause of one side with its label, and only once what both say."""
    together = len({caption.progress for caption in captions}) == 1
    progress = captions[0].progress
    if not together:  # each side says its own
        progress = message("side_by_side") if step is None else message("step_of", step=step, count=total)
    sides = list(zip(labels, captions, strict=True))
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


def _detail(label: Words, caption: Caption, *, together: bool) -> Clauses:
    """What one side says, with its progress, if it says that, unless both sides go on together."""
    said = tuple(clause for clause in caption.detail if not is_of_each(clause))  # a pair shows it
    if together or not caption.progress:
        return _labelled(label, said)
    if not said:
        return _labelled(label, (caption.progress,))
    first, *others = said
    return _labelled(label, (message("own_progress", progress=caption.progress, words=first), *others))


def _labelled(label: Words, clauses: Clauses) -> Clauses:
    """Clauses of one side, the first with its label."""
    if not clauses:
        return ()
    first, *others = clauses
    return message("labelled", label=label, words=first), *others


def _labelled_size(label: Words, clause: Words) -> Words:
    """A formula's clause, with the side's label if it begins the formula of the output's size."""
    if isinstance(clause, Equation) and clause.sides[0] == SIZE:
        return message("labelled", label=label, words=clause)
    return clause
