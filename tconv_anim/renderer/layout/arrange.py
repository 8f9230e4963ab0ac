"""Several pictures on one page: in rows and columns, with a heading above each and room for a sign between them."""

from __future__ import annotations

from collections.abc import Iterator

from tconv_anim.renderer.fonts import measure
from tconv_anim.renderer.layout.font_sizes import LINE_HEIGHT, Fonts, Vector
from tconv_anim.renderer.layout.page import PlacedPicture

GAP_PX = 56  # room for a sign between two pictures
ASPECT = 16 / 10  # of a page that suits slides


def arrangements(pictures: list[PlacedPicture], headings: list[str], fonts: Fonts) -> Iterator[PlacedPicture]:
    """All pictures as one, in every number of columns; what is most like a slide comes first."""
    heading_px = round(fonts.heading * LINE_HEIGHT) + 6 if any(headings) else 0
    widths = [round(measure(heading, fonts.heading, True)) + 1 for heading in headings]
    gap = fonts.gap(GAP_PX)
    joined = {columns: _joined(pictures, widths, heading_px, columns, gap) for columns in range(1, len(pictures) + 1)}
    for columns in sorted(joined, key=lambda columns: _unlike_a_slide(joined[columns], columns, len(pictures))):
        yield joined[columns]


def _joined(
    pictures: list[PlacedPicture], heading_widths: list[int], heading_px: int, columns: int, gap: int
) -> PlacedPicture:
    cells = [(index // columns, index % columns) for index in range(len(pictures))]
    rows = cells[-1][0] + 1
    lefts, tops, rights, bottoms = zip(*(picture.bounds for picture in pictures), strict=True)
    sizes = [
        (max(right - left, heading), bottom - top)
        for left, top, right, bottom, heading in zip(lefts, tops, rights, bottoms, heading_widths, strict=True)
    ]
    column_widths, row_heights = [0] * columns, [0] * rows
    for (width, height), (row, column) in zip(sizes, cells, strict=True):
        column_widths[column] = max(column_widths[column], width)
        row_heights[row] = max(row_heights[row], height)
    xs = [sum(column_widths[:column]) + column * gap for column in range(columns + 1)]
    ys = [sum(row_heights[:row]) + row * gap + (row + 1) * heading_px for row in range(rows + 1)]
    moved, headings_at = [], []
    for picture, (row, column) in zip(pictures, cells, strict=True):
        left, top, right, bottom = picture.bounds
        dx = xs[column] + (column_widths[column] - (right - left)) // 2 - left
        dy = ys[row] + (row_heights[row] - (bottom - top)) // 2 - top
        moved.append(picture.moved(dx, dy))
        headings_at.append((xs[column] + column_widths[column] // 2, ys[row] - heading_px))
    layers = max(len(picture.stacking) for picture in moved)
    return PlacedPicture(
        {key: grid for picture in moved for key, grid in picture.grids.items()},
        tuple(tuple(n for p in moved for n in (p.stacking[k] if k < len(p.stacking) else ())) for k in range(layers)),
        tuple(at for picture in moved for at in picture.signs_at),
        (0, 0, xs[columns] - gap, ys[rows] - gap - heading_px),
        moved[0].linked,
        tuple(headings_at),
        tuple(_between(moved, cells, index) for index in range(len(moved) - 1)),
    )


def _between(pictures: list[PlacedPicture], cells: list[tuple[int, int]], index: int) -> Vector:
    """The centre of the sign between a picture and the next: between their outputs, in the gap."""
    here, there = pictures[index], pictures[index + 1]
    x, y = ((a + b) // 2 for a, b in zip(here.result_at, there.result_at, strict=True))
    if cells[index][0] == cells[index + 1][0]:
        return (here.bounds[2] + there.bounds[0]) // 2, y
    return x, (here.bounds[3] + there.bounds[1]) // 2


def _unlike_a_slide(picture: PlacedPicture, columns: int, count: int) -> float:
    left, top, right, bottom = picture.bounds
    shape = (right - left) / max(1, bottom - top) / ASPECT
    filled = count / (-(-count // columns) * columns)
    return max(shape, 1 / shape) / filled**2
