"""Convolution as it is defined: the kernel's window moves over the padded input and computes one cell at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from tconv_anim.captions import call_text, formula_text, number_text, size_text
from tconv_anim.ops.conv import pad
from tconv_anim.scene import Box, Caption, Link, Outline, Panel, Role, Scene, Shot, Stroke
from tconv_anim.step import Array
from tconv_anim.trace import Trace


def sliding_window(trace: Trace, step_ms: int) -> Iterator[Shot]:
    """Shots of a conv: the set-up, one for each output cell, the finished output."""
    spec = trace.spec
    padded = any(p for pads in spec.pads for p in pads)
    words = Words(
        call=call_text(spec),
        formula=formula_text(spec),
        setup="the kernel slides over the input",
        input_title=f"input {size_text(spec.input_size)}",
        input_subtitle=f"padded to {size_text(spec.padded_size)}" if padded else "",
        kernel_subtitle="",
    )
    input_roles = np.full(spec.input_size, Role.INPUT, np.int8)
    output_roles = np.full(spec.output_size, Role.OUTPUT, np.int8)
    yield from gather(trace, step_ms, words, input_roles, output_roles)


@dataclass(frozen=True)
class Words:
    """What a gathering view calls things."""

    call: str
    formula: str
    setup: str
    input_title: str
    input_subtitle: str
    kernel_subtitle: str


def gather(trace: Trace, step_ms: int, words: Words, input_roles: Array, output_roles: Array) -> Iterator[Shot]:
    """Shots of a conv trace in which a window reads the input and writes one output cell.

    Parameters
    ----------
    input_roles : (*input_size) array of what each cell of the input is, INPUT or INSERTED_ZERO
    output_roles : (*output_size) array of what each output cell is once computed, OUTPUT or EXTRA
    """
    spec = trace.spec
    (top, _), (left, _) = spec.pads
    rows, columns = spec.input_size
    # What is drawn is the padded input and, where a negative padding crops, also what it crops.
    base_roles = np.pad(input_roles, [(max(0, p), max(0, q)) for p, q in spec.pads], constant_values=Role.PADDING)
    base_values = np.zeros(base_roles.shape)
    base_values[max(0, top) :, max(0, left) :][:rows, :columns] = trace.input[0]
    first_row, first_column = max(0, -top), max(0, -left)
    inside = (
        slice(first_row, first_row + spec.padded_size[0]),
        slice(first_column, first_column + spec.padded_size[1]),
    )
    cropped = np.ones(base_roles.shape, bool)
    cropped[inside] = False
    base_roles[cropped] = Role.CROPPED
    base_values[inside] = pad(spec, trace.input)[0]
    if cropped.any():
        inner: Box = (inside[0].start, inside[1].start, inside[0].stop, inside[1].stop)
    else:
        inner = (top, left, top + rows, left + columns)

    kernel = Panel(
        "kernel", f"kernel {size_text(spec.kernel_size)}", np.full(spec.kernel_size, Role.KERNEL, np.int8),
        trace.weight[0, 0].astype(float), subtitle=words.kernel_subtitle,
    )  # fmt: skip
    still = Panel("input", words.input_title, base_roles, base_values, subtitle=words.input_subtitle)
    pending = np.where(output_roles == Role.EXTRA, Role.EXTRA_PENDING, Role.PENDING).astype(np.int8)
    output_title = f"output {size_text(spec.output_size)}"
    output = Panel("output", output_title, pending, np.full(spec.output_size, np.nan))
    extent = () if spec.padded_size == spec.input_size else (Outline("input", inner, Stroke.EXTENT),)
    signs = ("∗", "=")

    def caption(progress: str, detail: str) -> Caption:
        return Caption(words.call, progress, detail, words.formula)

    yield Shot(
        Scene((still, kernel, output), extent, (), caption("set-up", words.setup), signs), step_ms
    )  # fmt: skip
    for step in trace.steps:
        read = tuple(w + max(0, lo) for w, (lo, _) in zip(step.window, spec.pads, strict=True))
        cells = np.ix_(*read)
        roles = base_roles.copy()
        roles[cells] = np.where(base_roles[cells] == Role.INPUT, Role.INPUT_READ, Role.ZERO_READ)
        terms = np.full(base_roles.shape, np.nan)
        terms[cells] = trace.weight[0, 0]
        reading = Panel("input", still.title, roles, base_values, terms, "·", still.subtitle)

        assert output.values is not None
        values, written_roles = output.values.copy(), output.roles.copy()
        values[step.cell] = step.after[0]
        written_roles[step.cell] = Role.OUTPUT_WRITTEN
        output = Panel("output", output_title, written_roles, values)
        window: Box = (int(read[0][0]), int(read[1][0]), int(read[0][-1]) + 1, int(read[1][-1]) + 1)
        row, column = step.cell
        written: Box = (row, column, row + 1, column + 1)
        outlines = (*extent, Outline("input", window, Stroke.WINDOW), Outline("output", written, Stroke.WINDOW))
        yield Shot(
            Scene(
                (reading, kernel, output),
                outlines,
                (Link(("input", window), ("output", written)),),
                caption(f"step {step.index + 1} of {spec.placements}",
                        f"the products sum to {number_text(float(step.after[0]))}"),
                signs,
            ),
            step_ms,
            step.index + 1,
        )  # fmt: skip
        settled_roles = written_roles.copy()
        settled_roles[step.cell] = output_roles[step.cell]
        output = Panel("output", output_title, settled_roles, values)
    done = caption("done", f"the output is {size_text(spec.output_size)}")
    yield Shot(Scene((still, kernel, output), extent, (), done, signs), step_ms)
