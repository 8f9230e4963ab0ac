"""Matrix products as they are written on paper: what is made is at the right of one factor and below the other."""

from __future__ import annotations

from collections.abc import Iterator

from tconv_anim.renderer.layout.blocks import MIN_CELL_PX, Block, across_px, block
from tconv_anim.renderer.layout.font_sizes import Fonts, Vector
from tconv_anim.renderer.layout.page import TITLE_BELOW_PX, Grid, PlacedPicture
from tconv_anim.renderer.layout.titles import title_height, title_width
from tconv_anim.scenes.scene import Panel, Scene

PRODUCT = ("matrix", "input", "output")
SUM_SHARE = 0.35  # of a cell, between the cells and the sums below them
APART_SHARE = 0.35  # of a cell, between a factor and what is made below it


def matrix_with_vectors(scene: Scene, unit: int, fonts: Fonts, space: int) -> PlacedPicture:
    """A matrix with its vector above it as a row, each number above its column, and the product at the right."""
    matrix, x, y = (next(panel for panel in scene.panels if panel.id.part == part) for part in PRODUCT)
    side = max(MIN_CELL_PX, round(unit * matrix.zoom))
    step, down, wide = (across_px(x, side, fonts), 0), (0, side), across_px(y, side, fonts)
    heights = [title_height([panel], fonts) for panel in (matrix, x, y)]
    width, column = (max(size, title_width(p, fonts)) for size, p in ((x.shape[1] * step[0], matrix), (wide, y)))
    left = (width - x.shape[1] * step[0]) // 2
    first = max(heights[1] + side + round(SUM_SHARE * side) + heights[0], heights[2])
    right = width + space + (column - wide) // 2
    grids = {
        matrix.id: Grid((left, first), step, down, *matrix.shape, (width // 2, first - heights[0]), True),
        x.id: Grid((left, heights[1]), step, down, *x.shape, (width // 2, 0), True),
        y.id: Grid((right, first), (wide, 0), down, *y.shape, (right + wide // 2, first - heights[2]), True),
    }
    bottom = first + matrix.shape[0] * side
    signs = (-space // 2, (heights[1] + first + side) // 2), (width + space // 2, (first + bottom) // 2)
    start = min(-space, width // 2 - title_width(x, fonts) // 2)
    return PlacedPicture(grids, (tuple(grids),), signs, (start, 0, width + space + column, bottom))


def matrix_product(
    parts: dict[str, list[Panel]], unit: int, fonts: Fonts, space: int, *, narrow: bool = False
) -> Iterator[PlacedPicture]:
    """The kernel's matrix times columns, and beside it the planes that these come from or that they are folded to.

    The second way has the planes that are made below the product, the only one if it is to be `narrow`. A product may
    be without planes.
    """
    (kernel,) = parts["kernel"]
    if next(iter(parts)) == "input":
        (columns,), (made, *planes) = parts["patches"], parts["output"]
    elif "input" in parts:
        (columns,), (made,), planes = parts["input"], parts["patches"], parts.get("output", [])
    else:
        (columns,), (made, *planes) = parts["patches"], parts["output"]
    given = _planes(parts["input"] if next(iter(parts)) == "input" else [], unit, fonts)
    for beside in (True, False) if planes and not narrow else (False,):
        yield _product(kernel, columns, made, given, _planes(planes, unit, fonts), unit, fonts, space, beside=beside)


def _planes(panels: list[Panel], unit: int, fonts: Fonts) -> Block:
    if not panels:
        return {}, 0, 0
    return block(panels, ((unit, 0), (0, unit)), fonts, title_height(panels, fonts))


def _product(
    left: Panel, above: Panel, made: Panel, given: Block, planes: Block, unit: int, fonts: Fonts, space: int, *,
    beside: bool,
) -> PlacedPicture:  # fmt: skip
    """A factor at the left of what is made, whose title is below it, and one above it."""
    apart = round(APART_SHARE * unit)
    heights = [title_height([panel], fonts) for panel in (left, above)]
    own, given_wide, given_high = given
    top = max(heights[1] + above.shape[0] * unit + apart, heights[0] + (given_high + apart if own else 0))
    bottom, taken = top + made.shape[0] * unit, left.shape[1] * unit
    titled = max(taken, title_width(left, fonts))
    first = max(given_wide, titled)  # the column at the left
    wide = made.shape[1] * unit
    second = max(wide, title_width(above, fonts), 0 if own else title_width(made, fonts))
    x, begin = first + space + (second - wide) // 2, first - (titled + taken) // 2
    level, middle = top - apart - above.shape[0] * unit, (top + bottom) // 2
    cells = (unit, 0), (0, unit)
    grids = {
        left.id: Grid((begin, top), *cells, *left.shape, (begin + taken // 2, top - heights[0]), True),
        above.id: Grid((x, level), *cells, *above.shape, (x + wide // 2, level - heights[1]), True),
        made.id: Grid((x, top), *cells, *made.shape, (x + wide // 2, bottom + TITLE_BELOW_PX), True),
    }
    times = level + above.shape[0] * unit // 2
    if own:  # the planes have a sign there
        times = top - apart - unit // 2
    signs: list[Vector | None] = [(first + space // 2, times), ((begin + taken + x) // 2, middle)]
    if own:
        at = (first - given_wide) // 2, (top - heights[0] - apart - given_high) // 2
        grids |= {key: grid.moved(*at) for key, grid in own.items()}
        signs.insert(0, (first + space // 2, at[1] + given_high // 2))
    results, across, down = planes
    ends = bottom + TITLE_BELOW_PX + title_height([made], fonts)
    if beside:
        raised = max(grid.origin[1] + grid.rows * unit for grid in results.values())
        first_cells = min(grid.origin[1] for grid in results.values())
        at = first + 2 * space + second, bottom - raised if own else middle - (first_cells + raised) // 2
        signs.append(((x + wide + at[0]) // 2, middle))
    else:
        at = max(0, x + (wide - across) // 2), ends + apart if results else 0
        signs += [None] * bool(results)
    grids |= {key: grid.moved(*at) for key, grid in results.items()}
    said = title_width(made, fonts)
    start = min(0, x + (wide - said) // 2)
    right = max(at[0] + across, first + space + second, x + (wide + said) // 2)
    highest = min(grid.title_at[1] for grid in grids.values())
    return PlacedPicture(grids, (tuple(grids),), tuple(signs), (start, highest, right, max(ends, at[1] + down)))
