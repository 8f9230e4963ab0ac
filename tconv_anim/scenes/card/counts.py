"""How often each cell is met: how many stamps reach an output cell, or how many windows read an input cell."""

from __future__ import annotations

import numpy as np

from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.linear import matrix, overlap_count
from tconv_anim.core.message import Message, message
from tconv_anim.core.step import Array
from tconv_anim.core.trace import Trace
from tconv_anim.scenes.number_text import size_text
from tconv_anim.scenes.scene import LEVELS, Caption, Panel, PanelId, Scene


def counts_of_cells(trace: Trace) -> Array:
    """How many placements of the kernel meet each cell of a channel: of the output for a conv_transpose, or the input.

    Returns
    -------
    (*size) int array
    """
    if trace.spec.transposed:
        reached: Array = overlap_count(trace)[0]
        return reached
    tied = matrix(trace)
    pairs = np.unique(np.stack([tied.columns, tied.rows % trace.output[0].size]), axis=1)
    counts: Array = np.bincount(pairs[0], minlength=trace.input.size).reshape(trace.input.shape)[0]
    return counts


def counts_picture(trace: Trace) -> Scene:
    """The counts as numbers and shades."""
    counts = np.atleast_2d(counts_of_cells(trace))
    most = max(1, int(counts.max()))
    shades = np.array(LEVELS, np.int8)[-(-counts * (len(LEVELS) - 1) // most)]
    spec: ConvSpec = trace.spec
    part, title = "input", message("input", index="", size=size_text(spec.input_size))
    if spec.transposed:
        part, title = "output", message("output", index="", size=size_text(spec.output_size))
    return Scene((Panel(PanelId(part), title, shades, counts.astype(float)),), caption=Caption(), ndim=spec.ndim)


def counts_heading(spec: ConvSpec) -> Message:
    """What is counted."""
    return message("heading_stamp_counts" if spec.transposed else "heading_window_counts")
