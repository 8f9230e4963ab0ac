"""What connections say: to how many cells a cell is connected."""

from __future__ import annotations

from dataclasses import replace

from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.message import Clauses, Message, Words, message
from tconv_anim.core.parameters import Size
from tconv_anim.core.spec import Spec
from tconv_anim.core.step import Array, Step
from tconv_anim.core.symbols import scalar
from tconv_anim.core.trace import Trace
from tconv_anim.scenes.number_text import index_text, number_text
from tconv_anim.scenes.told.turned import names_numbers

OF_SHARE = ("part_of_marked", "marked_is")
"""What says which part of an output cell comes from an input cell."""


def cell_words(of_input: bool, cell: Size, *, many: bool) -> Message:
    """A cell by its index, of one channel or of many."""
    if of_input:
        return message("input_cell_of_channels" if many else "input_cell", cell=index_text(cell))
    return message("output_cell_of_channels" if many else "output_cell", cell=index_text(cell))


def step_words(trace: Trace, side: str, cell: Size, *, indexed: bool) -> Message:
    """A cell in a sentence about it alone: by its number or its mark; by its index if it has channels, or is to be."""
    many = max(trace.spec.in_channels, trace.spec.out_channels) > 1
    if many or indexed:
        return cell_words(side == "input", cell, many=many)
    if side == "output":
        return message("marked_output_cell")
    return message("cell_by_value", value=number_text(scalar(trace.input[(0, *cell)])))


def connected_words(
    spec: Spec, side: str, words: Message, found: dict[int, dict[int, Array]]
) -> tuple[int, Message]:  # fmt: skip
    """To how many cells a cell of all channels is connected, and this in words."""
    groups = [{c: set(map(tuple, cells.tolist())) for c, cells in of.items()} for of in found.values()]
    positions = {at for of in groups for cells in of.values() for at in cells}
    pairs = {(c, *at) for of in groups for c, cells in of.items() for at in cells}
    many = max(spec.in_channels, spec.out_channels) > 1
    if not pairs:
        return 0, message("input_cell_alone" if side == "input" else "output_cell_alone", cell=words)
    count, others = len(positions), spec.out_channels if side == "input" else spec.in_channels
    cells = message("output_cells" if side == "input" else "input_cells", count=count)
    if many and others > 1 and all(len(of) == others for of in groups):
        cells = message("of_each_channel", cells=cells)
    elif many and all(of.keys() == {a} for a, of in zip(found, groups, strict=True)):
        cells = message("of_its_channel", cells=cells)
    elif others > 1 and spec.weight_shape:
        cells = message("of_each_channel_of_group", cells=cells)
    else:
        count = len(pairs)
        cells = message("output_cells" if side == "input" else "input_cells", count=count)
    return count, message(
        "input_cell_connected" if side == "input" else "output_cell_connected", cell=words, cells=cells
    )


def window_words(spec: ConvSpec, step: Step, cell: Message) -> Message:
    """To how many cells a cell is connected."""
    outside = int(step.clipped.sum())
    inside = step.clipped.size - outside
    if not inside:
        return message("reaches_nothing" if spec.transposed else "reads_nothing", cell=cell, outside=outside)
    count = step.clipped.size if spec.transposed else inside
    cells = message("output_cells" if spec.transposed else "input_cells", count=count)
    if max(spec.in_channels, spec.out_channels) > 1:
        cells = message("of_each_channel" if spec.groups == 1 else "of_each_channel_of_group", cells=cells)
    if not outside:
        return message("input_cell_connected" if spec.transposed else "output_cell_connected", cell=cell, cells=cells)
    if spec.transposed:
        return message("connected_and_cropped", cell=cell, cells=cells, outside=outside)
    return message("connected_and_padding", cell=cell, cells=cells, outside=outside)


def without_numbers(said: Clauses) -> Clauses:
    """What is said where numbers are left out: nothing of an example, and a cell is known by its mark."""
    kept = (words for words in said if not names_numbers(words))
    return tuple(map(_by_mark, (words for words in kept if not (isinstance(words, Message) and words.key in OF_SHARE))))


def _by_mark(words: Words) -> Words:
    if not isinstance(words, Message):
        return words
    if words.key == "cell_by_value":
        return message("marked_input_cell")
    inner = ((name, _by_mark(value) if isinstance(value, Message) else value) for name, value in words.values)
    return replace(words, values=tuple(inner))
