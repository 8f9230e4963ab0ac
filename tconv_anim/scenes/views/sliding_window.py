"""Convolution as it is defined: the kernel's window moves over the padded input and computes one cell at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.equivalents import two_dimensional
from tconv_anim.core.message import Clauses, Words, message
from tconv_anim.core.step import Array, Step
from tconv_anim.core.symbols import scalar
from tconv_anim.core.symbols.mathematics import SUM, is_short
from tconv_anim.core.symbols.polynomial import Polynomial
from tconv_anim.core.trace import Trace
from tconv_anim.recipes.values import Channels
from tconv_anim.scenes.formulas import call_words, formula
from tconv_anim.scenes.notes import kernels_note
from tconv_anim.scenes.number_text import Value, index_text, number_text, result_text, size_text
from tconv_anim.scenes.padded_input import NONE, Ends, PaddedInput
from tconv_anim.scenes.panels import (
    Board,
    around,
    at_rest,
    channel_panels,
    footprint,
    kernel_panels,
    kernel_title,
    padding_title,
    product_panel,
    read_by,
    strided,
    with_products,
    with_roles,
)
from tconv_anim.scenes.scene import Link, Outline, Place, Role, Shot
from tconv_anim.scenes.sums import channel_sum, products
from tconv_anim.scenes.told.example import of_window, telling_window
from tconv_anim.scenes.view import ONE_INPUT, ONE_STAGE, READS_WINDOWS, View
from tconv_anim.scenes.views._weights import FEW_TERMS, lit
from tconv_anim.scenes.views.sampling import count, row, sampling

SIGNS = ("×", "=", "Σ")


def sliding_window(trace: Trace, step_ms: int, channels: Channels) -> Iterator[Shot]:
    """Shots of a conv: the set-up, one for each output cell of each channel, the finished output.

    The window of an operation without a kernel of its own is what `sampling` shows.
    """
    spec = trace.spec
    if not spec.weight_shape:
        yield from sampling(trace, step_ms, channels)
        return
    flat = two_dimensional(trace)
    words = Wording(
        call=call_words(spec),
        formula=formula(spec),
        setup=message("window_moves", counts=spec.stride) if max(spec.stride) > 1 else message("kernel_slides"),
        input_size=spec.input_size,
        input_subtitle=padding_title(spec, spec.ndim),
        note=(*_unread_note(spec), *kernels_note(spec)),
    )
    input_roles = np.full(flat.spec.input_size, Role.INPUT, np.int8)
    output_roles = np.full(flat.spec.output_size, Role.OUTPUT, np.int8)
    yield from gather(flat, step_ms, channels, words, input_roles, output_roles, spec.ndim)


def _unread_note(spec: ConvSpec) -> Clauses:
    """What a stride leaves over at the end: the reason for the formula's floor."""
    axes = zip(spec.padded_size, spec.effective_kernel_size, spec.stride, strict=True)
    rest = tuple((padded - ke) % s for padded, ke, s in axes)
    if not any(rest):
        return ()
    padded = any(end for pads in spec.pads for end in pads)
    return (message("never_read_of_padded" if padded else "never_read", counts=rest),)


@dataclass(frozen=True)
class Wording:
    """What a gathering view calls things; for `kernel_index` see `kernel_panels`.

    Where the input stands `among_zeros` that were inserted, their products are no part of what is told.
    """

    call: Words
    formula: Clauses
    setup: Words
    input_size: tuple[int, ...]
    input_subtitle: Words
    note: Clauses
    kernel_subtitle: Words = ""
    kernel_index: Callable[[int, int], tuple[int, int]] | None = None
    among_zeros: bool = False


def gather(
    trace: Trace, step_ms: int, channels: Channels, words: Wording, input_roles: Array, output_roles: Array, ndim: int,
    extra: tuple[int, ...] = (0, 0), left_out: Ends = NONE,
) -> Iterator[Shot]:  # fmt: skip
    """Shots of a conv trace over two axes in which a window reads the input and writes one output cell.

    Parameters
    ----------
    input_roles : (*input_size) array of what each cell of the input is, INPUT or INSERTED_ZERO
    output_roles : (*output_size) array of what each output cell is once computed, OUTPUT or EXTRA
    ndim : 1 where the first axis is only there to make it two
    extra : per axis, how much of the border at the end is there for output_padding
    left_out : for how many cells around the border there is room
    """
    spec = trace.spec
    area = PaddedInput(trace, input_roles, extra, left_out)
    values = area.values
    inputs = channel_panels(spec, "input", channels.inputs, area.roles, values, words.input_size, words.input_subtitle)
    inputs = strided(inputs, area.seen[1].start, spec.stride[1], spec.output_size[1], ndim)
    drawn = channels.outputs, channels.inputs
    kernels = kernel_panels(trace, *drawn, ndim, words.kernel_index, words.kernel_subtitle)
    pending = np.where(output_roles == Role.EXTRA, Role.EXTRA_WAITING, Role.OUTPUT_WAITING).astype(np.int8)
    empty = np.full(trace.output.shape, np.nan)
    outputs = channel_panels(spec, "output", channels.outputs, pending, empty, spec.output_size[-ndim:])
    several = spec.in_channels * spec.out_channels > 1
    signs = (*SIGNS[:2], "→") if several else SIGNS  # what each channel's products add up to goes to the output
    board = Board(kernels, area.extents(inputs), words.call, words.formula, signs, ndim, words.note)
    empty_products = {
        a: product_panel(spec, (a,), trace.weight.shape[2:], (n, 0), a) for n, a in enumerate(channels.inputs)
    }
    first = empty_products
    if ndim == 1:  # they hover below the window
        place = (0, 0, *spec.effective_kernel_size)
        first = {a: replace(panel, over=(inputs[a].id, place)) for a, panel in first.items()}
    yield Shot(board.scene(inputs, outputs, message("set_up"), words.setup, products=first), step_ms)
    telling, scene, then = telling_window(area, trace, FEW_TERMS if words.among_zeros else None), None, None
    for step in trace.steps:
        by_channel = step.products  # computed at every call
        window, cell = footprint(area.cells(step)), around(np.array([step.cell]))
        met = area.met(step) if words.among_zeros else np.ones(spec.kernel_size, bool)
        for c in channels.outputs:
            every = read_by(spec, c)
            group = [a for a in channels.inputs if a in every]
            reading = dict(inputs)
            lines: list[Link] = []
            outlines: list[Outline] = []
            made = dict(empty_products)
            in_use = {(c, a): lit(kernels[c, a], np.argwhere(met)) for a in group} if words.among_zeros else {}
            now = board._replace(kernels=kernels | in_use)
            for a in group:
                reading[a] = area.read(inputs[a], step)
                over = (inputs[a].id, window) if ndim == 1 else None
                own = by_channel[c, a - every.start]
                title = message("window_times_kernel")
                if inputs[a].id.channels:
                    index = words.kernel_index(c, a) if words.kernel_index else (c, a - every.start)
                    kernel = kernel_title(spec, spec.kernel_size, *index)
                    title = message("input_times_kernel", input=a, kernel=kernel)
                    title = message("plus_more", words=title) if a > group[0] else title
                made[a] = with_products(made[a], own, title, over, kernels[c, a].channels)
                if len(group) > 1:
                    made[a] = replace(made[a], subtitle=message("adds_up_to", result=_short(scalar(own.sum()))))
                rings, ties = board.through((inputs[a].id, window), kernels[c, a], made[a], (outputs[c].id, cell))
                outlines += [*rings, *board.kernel_outline(c, a)]
                lines += ties
            outputs[c] = with_roles(outputs[c], step.cell, Role.OUTPUT_IN_PLAY, scalar(step.after[c]))
            progress = message("step_of", step=step.index + 1, count=spec.placements)
            if spec.out_channels > 1:
                progress = message("step_of_channel", **dict(progress.values), channel=c)
            drawn_of_group = [a - every.start for a in group]
            detail = _with_zeros(trace, step, c, met) if words.among_zeros else _detail(trace, step, c)
            sums = _sums(trace, step, by_channel[c], c, drawn_of_group, ndim, met)
            marks = tuple(dict.fromkeys(outlines)), tuple(lines), sums
            lifted = tuple((inputs[a].id, window) for a in group)
            comes: list[tuple[Place, Place]] = []
            for a in group:
                place = made[a].id, (0, 0, *made[a].shape)
                comes += [((inputs[a].id, window), place), (place, (outputs[c].id, cell))]
            scene = now.scene(reading, outputs, progress, detail, *marks, made, lifted, comes)
            yield Shot(scene, step_ms, step.index + 1)
            if step.cell == telling and c == channels.outputs[0]:
                then = scene
            outputs[c] = with_roles(outputs[c], step.cell, output_roles[step.cell])
    if then and then is scene:
        then = replace(then, comes=())  # all has come in the last step
    size = spec.output_size[-ndim:]
    result = message("output_is", size=size_text(size)) if ndim == 2 else message("output_has_cells", count=size[0])
    done = at_rest(board.scene(inputs, outputs, message("done"), result, products=empty_products))
    yield Shot(done, step_ms, example=then and of_window(done, then, telling))


def _sums(
    trace: Trace, step: Step, by_channel: Array, output: int, drawn: list[int], ndim: int, met: Array
) -> Words:  # fmt: skip
    """The products of an output cell whose taps are `met`; of several input channels what those of each come to."""
    if not met.any():
        return ""
    spec, bias, total = trace.spec, scalar(trace.bias[output]), scalar(step.after[output])
    if len(by_channel) == 1 or trace.symbolic:
        group = output // (spec.out_channels // spec.groups)
        taps = np.tile(met.ravel(), len(by_channel))
        values, weights = step.values.reshape(spec.groups, -1)[group][taps], trace.weight[output].ravel()[taps]
        words = products(values.tolist(), weights.tolist(), bias, total)
    else:
        parts = by_channel.reshape(len(by_channel), -1).sum(axis=1)
        rest = float(parts.sum() - parts[drawn].sum())
        words = channel_sum([float(parts[a]) for a in drawn], len(parts) - len(drawn), rest, float(bias), total)
    if spec.in_channels * spec.out_channels == 1:
        return words
    cell = (output, *step.cell[-ndim:]) if spec.out_channels > 1 else step.cell[-ndim:]
    return message("sum_of_cell", cell=index_text(cell), sum=words)


def _detail(trace: Trace, step: Step, output: int) -> Words:
    """The step in words."""
    total = scalar(step.after[output])
    if isinstance(total, Polynomial):
        return message("products_are_added")
    several, bias = trace.spec.in_channels > trace.spec.groups, bool(trace.bias[output])
    if several:
        return message("windows_and_bias_are_added" if bias else "windows_are_added", channel=output)
    return message("products_and_bias_are_added" if bias else "products_sum_to", result=result_text(total))


def _with_zeros(trace: Trace, step: Step, output: int, met: Array) -> Words:
    """The step in words where zeros are inserted, which add nothing."""
    total, several = scalar(step.after[output]), trace.spec.in_channels > trace.spec.groups
    if several or met.all() or isinstance(total, Polynomial):
        return _detail(trace, step, output)
    bias, result = bool(trace.bias[output]), result_text(total)
    if not met.any():
        return message("window_of_zeros_and_bias" if bias else "window_of_zeros", result=result)
    return message("products_among_zeros_and_bias" if bias else "products_among_zeros", result=result)


def _short(result: Value) -> str:
    """A result in a title: of a sum of letters how many there are."""
    return number_text(result).removeprefix(f"{SUM} ") if is_short(result) else result_text(result)


VIEW = View(
    summary="The window slides over the padded input and computes one output cell at a time.",
    needs=(ONE_INPUT, ONE_STAGE, READS_WINDOWS),
    draw=sliding_window,
    count_placements=count,
    row=row,
)
