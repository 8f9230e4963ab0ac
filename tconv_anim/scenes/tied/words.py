"""What connections say: to how many cells a cell is connected."""

from __future__ import annotations

from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.message import Message, message
from tconv_anim.core.parameters import Size
from tconv_anim.core.spec import Spec
from tconv_anim.core.step import Array, Step
from tconv_anim.scenes.number_text import index_text


def cell_words(of_input: bool, cell: Size, *, many: bool) -> Message:
    """A cell by its index, of one channel or of many."""
    if of_input:
        return message("input_cell_of_channels" if many else "input_cell", cell=index_text(cell))
    return message("output_cell_of_channels" if many else "output_cell", cell=index_text(cell))


def connected_words(spec: Spec, side: str, cell: Size, found: dict[int, dict[int, Array]]) -> tuple[int, Message]:
    """To how many cells a cell of all channels is connected, and this in words."""
    groups = [{c: set(map(tuple, cells.tolist())) for c, cells in of.items()} for of in found.values()]
    positions = {at for of in groups for cells in of.values() for at in cells}
    pairs = {(c, *at) for of in groups for c, cells in of.items() for at in cells}
    many = max(spec.in_channels, spec.out_channels) > 1
    words = cell_words(side == "input", cell, many=many)
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


def window_words(spec: ConvSpec, step: Step) -> Message:
    """To how many cells a cell is connected."""
    outside = int(step.clipped.sum())
    inside = step.clipped.size - outside
    many = max(spec.in_channels, spec.out_channels) > 1  # the cell of all channels, as input[0] is a channel there
    cell = cell_words(spec.transposed, step.cell[-spec.ndim :], many=many)
    if not inside:
        return message("reaches_nothing" if spec.transposed else "reads_nothing", cell=cell, outside=outside)
    cells = message("output_cells" if spec.transposed else "input_cells", count=inside)
    if many:
        cells = message("of_each_channel" if spec.groups == 1 else "of_each_channel_of_group", cells=cells)
    if not outside:
        return message("input_cell_connected" if spec.transposed else "output_cell_connected", cell=cell, cells=cells)
    if spec.transposed:
        return message("connected_and_cropped", cell=cell, cells=cells, outside=outside)
    return message("connected_and_padding", cell=cell, cells=cells, outside=outside)
