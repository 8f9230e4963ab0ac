"""The shades of counts of stamps, and what they would be with the nearest parameters that overlap evenly."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.linear import overlap_count
from tconv_anim.core.message import message
from tconv_anim.core.operation import Arrays
from tconv_anim.core.step import Array
from tconv_anim.core.trace import Trace, run
from tconv_anim.scenes.number_text import size_text
from tconv_anim.scenes.overlap_verdict import change, even_instead
from tconv_anim.scenes.scene import EVENED, LEVELS, Panel, PanelId, Role

LEAST_SCALE = 4  # so that a single stamp is not as dark as can be
LONGEST_SIDE = 32  # of a small map, in cells
TITLE_EM = 13  # the width of its title's lines at most


def levels(counts: Array, most: int) -> Array:
    """The shade of each count: that of 0 for none alone, and up to 9 one for each."""
    shade = np.rint(counts / max(most, LEAST_SCALE) * (len(LEVELS) - 1)).astype(int)
    found: Array = np.array(LEVELS, np.int8)[np.where(counts > 0, np.clip(shade, 1, len(LEVELS) - 1), 0)]
    return found


def evened(trace: Trace, most: int) -> Panel | None:
    """A small map of the counts with the nearest parameters that overlap evenly, in the shades of a scale up to `most`.

    None if these overlap evenly, or do not show that they do not, or if it has no room for so many cells.
    """
    other = even_instead(trace)
    if other is None or max(other.output_size) > LONGEST_SIDE:
        return None
    counts = np.atleast_2d(_counts(other))
    title = message("with_output", parameters=change(trace.spec, other), size=size_text(other.output_size))
    subtitle = message("even_inner_cells", count=int(counts.max()), edges=bool(np.ptp(counts)))
    looks = levels(counts, most), counts.astype(float)
    return Panel(PanelId(EVENED), title, *looks, subtitle=subtitle, line_em=TITLE_EM)


def unseen(panel: Panel) -> Panel:
    """The room of a panel, in which nothing is drawn yet."""
    nothing = np.full(panel.shape, Role.ABSENT, np.int8), np.full(panel.shape, np.nan)
    return replace(panel, title="", subtitle="", roles=nothing[0], values=nothing[1])


def _counts(spec: ConvSpec) -> Array:
    """How many stamps reach each output cell of a channel."""
    one = replace(spec, in_channels=1, out_channels=1, groups=1)
    counts: Array = overlap_count(run(one, Arrays(np.ones((1, *one.input_size)), np.ones(one.weight_shape))))[0]
    return counts
