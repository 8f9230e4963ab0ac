"""The summary of a layer as one shot: its pictures side by side, and what is said of it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from tconv_anim.core.message import Clauses, Words, message
from tconv_anim.core.trace import Trace
from tconv_anim.recipes.values import Channels
from tconv_anim.scenes.card.counts import counts_heading, counts_picture
from tconv_anim.scenes.card.drawn import drawn, sampled
from tconv_anim.scenes.card.facts import of_any, of_convolution
from tconv_anim.scenes.card.readings import Picture, of_conv, of_sampling, of_transposed
from tconv_anim.scenes.card.sizes import columns_shown, longest, matrix_name, matrix_size, rows_shown, shows_counts
from tconv_anim.scenes.formulas import formula, parameters
from tconv_anim.scenes.notes import channels_note
from tconv_anim.scenes.number_text import size_text
from tconv_anim.scenes.scene import Caption, Shot
from tconv_anim.scenes.side_by_side import SideView, side_by_side

LEFT = 2  # pictures in the first of two columns


def card(trace: Trace, step_ms: int, channels: Channels | None) -> Iterator[Shot]:
    """The only shot of a summary; some channels are drawn as a layer of their own."""
    spec: Any = trace.spec
    pictures, said, notes = (_of_convolution if spec.weight_shape else _of_sampling)(trace, channels)
    pictures, stacks = _arranged(pictures)
    caption = Caption((sizes(spec),), "", said, formula(spec), notes, beside=True, lasting=True)
    views, scenes = zip(*pictures, strict=True)
    scene = side_by_side(views, scenes, caption)
    yield Shot(replace(scene, stacks=stacks, columns=(LEFT,) if stacks else ()), step_ms)


def _of_convolution(trace: Trace, channels: Channels | None) -> tuple[list[Picture], Clauses, Clauses]:
    """Each way to compute it, with its heading; what is said of it, and the notes."""
    shown = drawn(trace, channels)
    spec: Any = shown.spec
    pictures = list(of_transposed(shown) if spec.transposed else of_conv(shown))
    notes = _notes(trace.spec, shown, pictures[0][1].words.note)
    if shows_counts(spec, longest(shown.weight)):
        pictures.append((SideView("counts", counts_heading(spec)), counts_picture(shown)))
    return pictures, of_convolution(trace, spec), notes


def _of_sampling(trace: Trace, channels: Channels | None) -> tuple[list[Picture], Clauses, Clauses]:
    """Its picture; what is said of the cell that is worked out, and of all; the notes."""
    shown = sampled(trace.spec, channels)
    picture = of_sampling(trace, shown)
    words = picture[1].words
    return [picture], (*words.detail, *of_any(trace)), (*words.note, *channels_note(trace.spec, shown))


def sizes(spec: Any) -> Words:
    """The sizes and parameters; without the call, which is the title."""
    if spec.weight_shape:
        return parameters(spec)
    return message("card_sizes", input=size_text(spec.input_size), output=size_text(spec.output_size))


def _arranged(pictures: list[Picture]) -> tuple[list[Picture], tuple[int, ...]]:
    """The pictures, and how many are below each other in two columns; empty for two or one, which suit any page."""
    names = [view.name for view, _ in pictures]
    if names[1:] == ["im2col", "counts"]:  # of which the first is high
        pictures = [pictures[0], pictures[2], pictures[1]]
    return pictures, (LEFT, len(pictures) - LEFT) if len(pictures) > LEFT else ()


def _notes(spec: Any, trace: Trace, of_view: Clauses) -> Clauses:
    """What the pictures of a trace do not say of a layer, and what the first of them has as notes."""
    shown: Any = trace.spec
    notes: list[Words] = [*of_view]
    if (shown.in_channels, shown.out_channels) != (spec.in_channels, spec.out_channels):
        notes.append(message("card_draws_channels", inputs=shown.in_channels, outputs=shown.out_channels))
    if rows_shown(shown, 0, longest(trace.weight)) is None:
        size = size_text(matrix_size(shown))
        notes.append(message("matrix_left_out", matrix=matrix_name(shown), size=size))
    else:
        notes.append(message("dots", items=(message("matrix_x_above"), message("matrix_zeros", written=False))))
    if not spec.transposed and columns_shown(shown, 0) is None:
        size = size_text((shown.in_channels * math.prod(shown.kernel_size), shown.placements))
        notes.append(message("columns_left_out", size=size))
    return tuple(notes)
