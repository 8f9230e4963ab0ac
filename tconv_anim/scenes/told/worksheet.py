"""A worksheet: a part of a picture without its numbers, which are to be filled in."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tconv_anim.core.message import message
from tconv_anim.scenes.scene import LEVELS, Panel, Role
from tconv_anim.scenes.side_by_side import PRODUCTS

BLANK_WITH = {
    "matrix": "kernel", "placed": "kernel", "matrix_of_conv": "kernel", "x": "input",
    "factor": "input", "factors": "input", "y": "output",
}  # fmt: skip
"""Parts that show another part's numbers."""
STRUCTURED = ("matrix", "placed", "matrix_of_conv")
"""Those that keep the look of their cells, which says where the kernel is."""
FILLED = (
    Role.INPUT, Role.KERNEL, Role.KERNEL_IN_PLAY, Role.OUTPUT_WAITING, Role.OUTPUT_GROWING, Role.OUTPUT, Role.EMPTY,
    Role.EXTRA_WAITING, Role.EXTRA, *LEVELS,
)  # fmt: skip
"""What is an empty box on a worksheet."""
FILL_IN = {
    "input": message("fill_in_input"), "kernel": message("fill_in_kernel"), "output": message("fill_in_output"),
}  # fmt: skip
"""What is said of a part that is left blank."""


def blanked(panel: Panel, blank: str) -> Panel:
    """The panel with empty cells if it belongs to the part that is blank, and without a title that names a number."""
    of_product = panel.operator in ("×", "·")  # whose second operands are the other part's numbers
    if of_product and panel.id.part != blank != "output":
        return replace(panel, terms=None, operator="")
    if panel.id.part == PRODUCTS:
        return replace(panel, title=message("products_empty") if panel.title else "")
    if blank not in (panel.id.part, BLANK_WITH.get(panel.id.part)):
        return panel
    emptied = np.where(np.isin(panel.roles, FILLED), Role.BLANK, panel.roles)
    left = panel.roles if panel.id.part in STRUCTURED else emptied
    empty = np.full(panel.shape, np.nan)
    return replace(panel, roles=left.astype(np.int8), values=empty, terms=None, operator="", channels=None)
