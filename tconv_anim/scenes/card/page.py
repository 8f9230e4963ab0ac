"""The summary of a layer as one shot: its pictures side by side, and what is said of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from tconv_anim.core.message import Clauses, Words, message
from tconv_anim.core.operation import Arrays
from tconv_anim.core.trace import Trace, blank, run
from tconv_anim.recipes.values import Channels
from tconv_anim.scenes.card.counts import counts_heading, counts_picture
from tconv_anim.scenes.card.facts import facts
from tconv_anim.scenes.card.readings import Picture, of_conv, of_sampling, of_transposed
from tconv_anim.scenes.card.sizes import (
    channels_shown,
    columns_shown,
    matrix_name,
    matrix_size,
    rows_shown,
    shows_counts,
)
from tconv_anim.scenes.formulas import formula, parameters
from tconv_anim.scenes.notes import extra_note
from tconv_anim.scenes.number_text import size_text
from tconv_anim.scenes.scene import Caption, Shot
from tconv_anim.scenes.side_by_side import SideView, side_by_side

LEFT = 2  # pictures in the first of two columns


def card(trace: Trace, step_ms: int, channels: Channels | None) -> Iterator[Shot]:
    """The only shot of a summary; some channels are drawn as a layer of their own."""
    spec: Any = trace.spec
    shown = drawn(trace, channels)
    pictures, stacks = _arranged(list(_pictures(shown)))
    views, scenes = zip(*pictures, strict=True)
    said = facts(trace, shown.spec)
    if not spec.weight_shape:
        said = (*scenes[0].words.detail, *said)
    caption = Caption((sizes(spec),), "", said, formula(spec), _notes(spec, shown.spec), beside=True, lasting=True)
    scene = side_by_side(views, scenes, caption)
    yield Shot(replace(scene, stacks=stacks, columns=(2,) if stacks else ()), step_ms)


def sizes(spec: Any) -> Words:
    """The sizes and parameters; without the call, which is the title."""
    if spec.weight_shape:
        return parameters(spec)
    return message("card_sizes", input=size_text(spec.input_size), output=size_text(spec.output_size))


def _pictures(trace: Trace) -> Iterator[Picture]:
    """Each way to compute a layer, with its heading."""
    spec: Any = trace.spec
    if not spec.weight_shape:
        yield of_sampling(trace)
        return
    yield from of_transposed(trace) if spec.transposed else of_conv(trace)
    if shows_counts(spec):
        yield SideView("counts", counts_heading(spec)), counts_picture(trace)


def _arranged(pictures: list[Picture]) -> tuple[list[Picture], tuple[int, ...]]:
    """The pictures, and how many are below each other in two columns; empty for two or one, which suit any page."""
    names = [view.name for view, _ in pictures]
    if names[1:] == ["im2col", "counts"]:  # of which the first is high
        pictures = [pictures[0], pictures[2], pictures[1]]
    return pictures, (LEFT, len(pictures) - LEFT) if len(pictures) > LEFT else ()


def drawn(trace: Trace, wanted: Channels | None) -> Trace:
    """The layer with the channels that are wanted, or have room, alone: what is drawn adds up to these numbers."""
    spec: Any = trace.spec
    if not spec.weight_shape:
        return trace
    channels = wanted or channels_shown(spec)
    inputs, outputs = list(channels.inputs), list(channels.outputs)
    if (len(inputs), len(outputs)) == (spec.in_channels, spec.out_channels):
        return trace
    if spec.groups > 1:
        inputs, outputs = _in_a_group(spec, channels)
    own = replace(spec, in_channels=len(inputs), out_channels=len(outputs), groups=1)
    if trace.is_blank:
        return blank(own)
    first, second = (inputs, outputs) if spec.transposed else (outputs, inputs)
    within = [channel % trace.weight.shape[1] for channel in second]
    weight = trace.weight[first][:, within]
    return run(own, Arrays(trace.input[inputs], weight, trace.bias[outputs]))


def _in_a_group(spec: Any, channels: Channels) -> tuple[list[int], list[int]]:
    """The first output channel that is drawn, and an input channel that it reads."""
    output = channels.outputs[0]
    group = output // (spec.out_channels // spec.groups)
    return [next(a for a in channels.inputs if a // (spec.in_channels // spec.groups) == group)], [output]


def _notes(spec: Any, shown: Any) -> Clauses:
    """What the pictures do not say."""
    if not spec.weight_shape:
        return ()
    notes: list[Words] = []
    if (shown.in_channels, shown.out_channels) != (spec.in_channels, spec.out_channels):
        notes.append(message("card_draws_channels", inputs=shown.in_channels, outputs=shown.out_channels))
    notes += extra_note(spec) if spec.transposed else ()
    if rows_shown(shown, 0) is None:
        size = size_text(matrix_size(shown))
        notes.append(message("matrix_left_out", matrix=matrix_name(shown), size=size))
    else:
        notes.append(message("dots", items=(message("matrix_x_above"), message("matrix_zeros"))))
    if not spec.transposed and columns_shown(shown, 0) is None:
        notes.append(message("columns_left_out", count=shown.placements))
    return tuple(notes)
