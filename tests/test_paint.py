"""What is on the pixels: every cell in its role's colour, frame after frame, as a whole or only where it changed."""

import itertools
from typing import Any

import numpy as np
import pytest

from tconv_anim.animation import Animation, animate
from tconv_anim.options import CHAIN, style_names, theme_names
from tconv_anim.options import CONVOLUTIONS as OPS
from tconv_anim.renderer.bare_matplotlib import RendererAgg
from tconv_anim.renderer.fonts import measure, rasterize
from tconv_anim.renderer.layout.page import Grid
from tconv_anim.renderer.raster import agg
from tconv_anim.renderer.raster.painter import paint
from tconv_anim.renderer.raster.palette import MAX_COLORS, Palette
from tconv_anim.renderer.themes import load_theme
from tconv_anim.scenes.scene import Role
from tconv_anim.scenes.views import in_order

from .strategies import ops_of

EVERY = [
    pytest.param(name, op, style, theme, id=f"{name}-{op}-{style}-{theme}")
    for name, style, theme in itertools.product(in_order(), style_names(), theme_names())
    for op in ops_of(name)
    if op != "max_unpool"  # it is drawn behind a max_pool
    if op in OPS or theme == "light"
    if (name, style) not in (("matrix", "isometric"), ("compare", "isometric"), ("pixels", "isometric"))
]


ENLARGING = ("bed_of_nails", "bilinear", "conv_transpose", "nearest", "pixel_shuffle", "resize_conv")
"""Ops whose usual output is larger than the input: half a minute of drawing, of which a part shows the same."""


def animated(op: str, **look: Any) -> Animation:
    """A small animation of any op, with a stride and a padding where it takes them."""
    if op in ENLARGING:
        look["input_size"] = 2
    if op == "compare":
        return animate("compare", **look)
    if op in OPS or op.endswith("_pool"):
        return animate(op, stride=2, padding=1, **look)
    if op == CHAIN and look.get("view") in ("matrix", "overlap", "overlap_add"):
        return animate(["nearest", "avg_pool"], **look)
    return animate(["max_pool", "max_unpool"] if op == CHAIN else op, **look)


def frames(animation: Animation) -> tuple[list[np.ndarray], Palette]:
    """All frames as indices into the palette's colours."""
    theme = load_theme(animation.theme)
    palette = Palette(theme, animation._contents.roles)
    painted = paint(animation.shots(), animation.page, theme, palette)
    return [frame.indices.copy() for frame in painted], palette


def around(grid: Grid) -> tuple[np.ndarray, np.ndarray]:
    """The rows and columns of nine pixels in every cell, (rows, columns, 9).

    They are off the centre, where a stroke through the cell would be; links may cross the lower plane.
    """
    cells = [[grid.corner(row + 0.3, column + 0.45) for column in range(grid.columns)] for row in range(grid.rows)]
    x, y = np.moveaxis(np.array(cells).astype(int), -1, 0)[..., None]
    down, across = np.indices((3, 3)).reshape(2, 9) - 1
    return y + down, x + across


@pytest.mark.parametrize(("view", "op", "style", "theme"), EVERY)
def test_every_cell_shows_its_roles_colour(view, op, style, theme):
    animation = animated(op, view=view, style=style, theme=theme, numbers=False)
    looks = load_theme(theme).looks
    pictures, palette = frames(animation)
    pixels = {panel: around(grid) for panel, grid in animation.page.grids.items()}
    for shot, picture in zip(animation.shots(), pictures, strict=True):
        for panel in shot.scene.panels:
            if panel.id not in pixels:
                continue
            near = palette.colors[picture[pixels[panel.id]]]
            for role in set(panel.roles.ravel().tolist()) - {Role.ABSENT}:
                seen = (near[panel.roles == role] == looks[role].fill).all(axis=-1).any(axis=-1)
                assert seen.all(), (panel.id, role)


@pytest.mark.parametrize(("view", "op", "style", "theme"), EVERY)
def test_a_frame_drawn_where_it_changed_equals_one_drawn_as_a_whole(view, op, style, theme):
    animation = animated(op, view=view, style=style, theme=theme)
    pictures, palette = frames(animation)
    loaded, colors = load_theme(theme), palette.colors.astype(int)
    for shot, picture in list(zip(animation.shots(), pictures, strict=True))[::3]:
        (whole,) = paint([shot], animation.page, loaded, palette)
        differs = whole.indices != picture
        if differs.any():
            difference = np.abs(colors[whole.indices[differs]] - colors[picture[differs]]).max(axis=1)
            few = np.count_nonzero(difference) < 0.0005 * picture.size
            assert few, "a pixel on a line's soft edge may fall to the next blend"
            assert difference.max() < 64


def test_a_frame_names_every_part_that_changed():
    animation = animate(stride=2, padding=1)
    theme = load_theme()
    palette = Palette(theme, set(Role) - {Role.ABSENT})
    last = None
    for frame in paint(animation.shots(), animation.page, theme, palette):
        if last is not None:
            same = last == frame.indices
            for left, top, right, bottom in frame.changed:
                same[top:bottom, left:right] = True
            assert same.all()
        last = frame.indices.copy()


def test_parts_that_changed_do_not_overlap():
    animation = animate(stride=2, padding=1, output_padding=1)
    theme = load_theme()
    for frame in paint(animation.shots(), animation.page, theme, Palette(theme, set(Role) - {Role.ABSENT})):
        covered = np.zeros(frame.indices.shape, int)
        for left, top, right, bottom in frame.changed:
            covered[top:bottom, left:right] += 1
        assert covered.max() <= 1


@pytest.mark.parametrize("theme", theme_names())
def test_a_palette_leaves_room_for_transparency_and_holds_every_plain_colour(theme):
    loaded = load_theme(theme)
    palette = Palette(loaded, set(Role) - {Role.ABSENT})
    assert len(palette.colors) <= MAX_COLORS
    colors = set(map(tuple, palette.colors.tolist()))
    assert {loaded.looks[role].fill for role in set(Role) - {Role.ABSENT}} <= colors
    assert set(loaded.page.values()) <= colors
    packed = np.array([[r | g << 8 | b << 16 | 255 << 24 for r, g, b in palette.colors.tolist()]], np.uint32)
    differences = np.abs(palette.colors[palette.indices(packed)[0]].astype(int) - palette.colors)
    assert differences.max() <= 3, "each colour is shown as itself, or as one that the eye cannot tell from it"


def test_the_edges_of_a_large_page_are_background():
    animation = animate(stride=2, padding=1, size=(700, 700))
    pictures, palette = frames(animation)
    for picture in pictures:
        for edge in (picture[:3], picture[-3:], picture[:, :3], picture[:, -3:]):
            assert (palette.colors[edge] == load_theme().page["background"]).all()


@pytest.mark.parametrize("px", [11, 13, 20])
def test_text_is_as_wide_as_it_is_measured(px):
    for text in ("0", "−12.5", "10+2", "step 5 of 25", "⌊(5 + 2·1 − 3)/2⌋"):
        ink = rasterize(text, px)
        assert ink.max() > 200
        assert measure(text, px) * 0.94 - 0.3 * px <= ink.shape[1] <= measure(text, px) + 1


def test_agg_by_itself_draws_what_matplotlib_draws():
    """Pen and Path replace matplotlib's own; the renderer in C reads the same names of both."""
    from matplotlib.backends.backend_agg import RendererAgg as Whole
    from matplotlib.path import Path
    from matplotlib.transforms import Affine2D, Bbox

    corners = np.array([[[20, 8], [50, 18], [30, 33], [0, 23]], [[10, 10], [40, 10], [40, 40], [10, 40]]], float)
    bare, whole = RendererAgg(60, 50, 72), Whole(60, 50, 72)
    pen, graphics = agg.Pen(), whole.new_gc()
    pen.set_clip_rectangle(5, 5, 45, 48)
    graphics.set_clip_rectangle(Bbox.from_extents(5, 5, 45, 48))
    image = np.full((6, 6, 4), 90, np.uint8)
    for color, width, dashes, snap in (
        ((0.1, 0.5, 0.9, 1.0), 1.0, None, False),
        ((0.7, 0.3, 0.0, 1.0), 2.0, (3.0, 3.0), None),
        ((0.0, 0.4, 0.2, 1.0), 1.5, None, True),
    ):
        for tool in (pen, graphics):
            tool.set_foreground(color)
            tool.set_linewidth(width)
            tool.set_dashes(0, dashes)
            tool.set_snap(snap)
            tool.set_joinstyle("miter")
        bare.draw_path(pen, agg.polygons(corners), agg.y_flipped(50), color[::-1][1:])
        path = Path(agg.polygons(corners).vertices, agg.polygons(corners).codes)
        whole.draw_path(graphics, path, Affine2D().scale(1, -1).translate(0, 50), color[::-1][1:])
    bare.draw_image(pen, 20, 30, image)
    whole.draw_image(graphics, 20, 30, image)
    drawn = np.asarray(bare)
    assert len(np.unique(drawn.reshape(-1, 4), axis=0)) > 10
    assert (drawn == np.asarray(whole.buffer_rgba())).all()
