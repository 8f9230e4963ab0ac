"""What is on the pixels: every cell in its role's colour, frame after frame, as a whole or only where it changed."""

import hashlib

import numpy as np
import pytest

from tconv_anim.animation import Animation, animate
from tconv_anim.options import theme_names
from tconv_anim.renderer.fonts import NUMBER, TEXT, TITLE, measure, using
from tconv_anim.renderer.layout.page import Grid
from tconv_anim.renderer.marking import Marking
from tconv_anim.renderer.marks import Frame, Text
from tconv_anim.renderer.outlines import letters, stroke
from tconv_anim.renderer.raster.coverage import masks
from tconv_anim.renderer.raster.painter import paint
from tconv_anim.renderer.raster.palette import LEVELS, MAX_COLORS, Palette
from tconv_anim.renderer.themes import load_theme
from tconv_anim.scenes.scene import Role

from .table import EVERY, LIGHT, animated


def frames(animation: Animation) -> tuple[list[np.ndarray], Palette]:
    """All frames as indices into the palette's colours."""
    drawing = animation.drawing()
    return [frame.indices.copy() for frame in drawing.pixel_frames()], drawing.palette


def around(grid: Grid) -> tuple[np.ndarray, np.ndarray]:
    """The rows and columns of nine pixels in every cell, (rows, columns, 9).

    They are off the centre, where a stroke through the cell would be.
    """
    cells = [[grid.corner(row + 0.5, column + 0.33) for column in range(grid.columns)] for row in range(grid.rows)]
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
            page = animation.page
            if panel.id not in pixels or panel.id in page.hover or not page.grids[panel.id].upright:
                continue  # what hovers moves, and it and lines may cover a lying cell; its colour is in the marks
            near = palette.colors[picture[pixels[panel.id]]]
            for role in set(panel.shown.ravel().tolist()) - {Role.ABSENT, Role.REMOVED}:
                seen = (near[panel.shown == role] == looks[role].fill).all(axis=-1).any(axis=-1)
                assert seen.all(), (panel.id, role)


@pytest.mark.parametrize(("view", "op", "style", "theme"), EVERY)
def test_a_frame_drawn_where_it_changed_equals_one_drawn_as_a_whole(view, op, style, theme):
    animation = animated(op, view=view, style=style, theme=theme)
    pictures, _ = frames(animation)
    drawing = animation.drawing()
    size = drawing.page.width, drawing.page.height
    for n, (frame, picture) in enumerate(zip(drawing.states(), pictures, strict=True)):
        if n % 3 == 0:
            whole_frame = Frame(tuple(frame.everything.values()), (), frame.duration_ms, frame.everything)
            with using(animation.faces):
                (whole,) = paint([whole_frame], size, drawing.theme, drawing.palette)
            np.testing.assert_array_equal(picture, whole.indices)


@pytest.mark.parametrize(("view", "op", "style", "theme"), LIGHT)
def test_each_mark_of_a_frame_has_an_identity_of_its_own_and_keeps_it(view, op, style, theme):
    animation = animated(op, view=view, style=style, theme=theme)
    marking = Marking(animation.page, load_theme(theme))
    last = {}
    for shot in animation.shots():
        changed, gone = marking.update(shot.scene, shot.step)
        loose = [mark.key for mark in marking._loose(shot.scene, shot.step)]
        assert len(loose) == len(set(loose))
        cells = {key for key in marking.marks if key[1] in ("cell", "number", "row")}
        assert not cells & set(loose)
        alone = Marking(animation.page, load_theme(theme))
        alone.steps_done = marking.steps_done
        alone.update(shot.scene, shot.step)
        assert marking.marks == alone.marks
        assert len({mark.order for mark in marking.marks.values()}) == len(marking.marks)
        assert {mark.key: mark for mark in changed} == {
            key: mark for key, mark in marking.marks.items() if last.get(key) != mark
        }
        assert set(gone) == last.keys() - marking.marks.keys()
        last = dict(marking.marks)


def test_a_frame_names_every_part_that_changed_and_none_twice():
    last = None
    for frame in animate(stride=2, padding=1, output_padding=1).drawing().pixel_frames():
        covered = np.zeros(frame.indices.shape, int)
        for left, top, right, bottom in frame.changed:
            covered[top:bottom, left:right] += 1
        assert covered.max() <= 1
        assert last is None or (last == frame.indices)[covered == 0].all()
        last = frame.indices.copy()


@pytest.mark.parametrize("theme", theme_names())
def test_a_palette_leaves_room_for_transparency_and_holds_every_plain_colour(theme):
    loaded = load_theme(theme)
    palette = Palette(loaded, set(Role) - {Role.ABSENT})
    assert len(palette.colors) <= MAX_COLORS
    colors = set(map(tuple, palette.colors.tolist()))
    assert {loaded.looks[role].fill for role in set(Role) - {Role.ABSENT}} <= colors
    assert set(loaded.page.values()) <= colors
    for index, color in enumerate(palette.colors.tolist()):
        table = palette.table(tuple(color)).reshape(LEVELS, 256)[:, : len(palette.colors)]
        assert (table[0] == np.arange(len(palette.colors))).all(), "where an ink covers nothing, nothing changes"
        assert (table[-1] == index).all(), "where it covers all, it is seen"


@pytest.mark.parametrize("theme", theme_names())
@pytest.mark.parametrize("op", ["conv_transpose", "compare"])
def test_edges_of_gray_letters_and_lines_have_no_other_hue(op, theme):
    drawing = animate(op, theme=theme).drawing()
    colors, page = drawing.palette.colors.astype(float), drawing.theme.page
    ground = np.array(page["background"], float)
    for name in ("ink", "muted", "frame", "edge"):
        shares = np.arange(LEVELS)[:, None] / (LEVELS - 1)
        blends = ground + shares * (np.array(page[name]) - ground)
        seen = colors[drawing.palette.table(page[name]).reshape(LEVELS, 256)[:, drawing.palette.ground]]
        assert np.abs(np.diff(seen - blends)).max() < 35, name


def test_the_edges_of_a_large_page_are_background():
    animation = animate(stride=2, padding=1, size=(700, 700))
    pictures, palette = frames(animation)
    for picture in pictures:
        for edge in (picture[:3], picture[-3:], picture[:, :3], picture[:, -3:]):
            assert (palette.colors[edge] == load_theme().page["background"]).all()


@pytest.mark.parametrize("px", [11, 13, 20])
@pytest.mark.parametrize("weight", [TEXT, NUMBER, TITLE])
def test_text_is_as_wide_as_it_is_measured(px, weight):
    for text in ("0", "−12.5", "10+2", "step 5 of 25", "⌊(5 + 2·1 − 3)/2⌋"):
        (mask,) = masks([letters(Text(text, (0, 0), px, weight, "page.caption"))])
        assert mask.coverage.max() > 200
        assert measure(text, px, weight) - 0.3 * px <= mask.coverage.shape[1] <= measure(text, px, weight) + 1


def test_a_mask_is_the_area_that_an_outline_covers():
    generator = np.random.default_rng(0)
    for _ in range(200):
        corners = generator.uniform(-20, 20, (3, 2))
        (mask,) = masks([[corners]])
        (ax, ay), (bx, by), (cx, cy) = corners
        area = abs((bx - ax) * (cy - ay) - (by - ay) * (cx - ax)) / 2
        assert mask.coverage.sum(dtype=float) / 255 == pytest.approx(area, abs=0.5 + area / 100)


def test_a_line_is_as_wide_as_it_says_and_its_dashes_leave_gaps():
    for closed, length in ((False, 60), (True, 160)):
        points = [(0.0, 0.0), (40.0, 0.0), (40.0, 20.0)]
        corners = [*points, (0.0, 20.0)] if closed else points
        (mask,) = masks([stroke(corners, 2.0, closed)])
        whole = mask.coverage.sum(dtype=float) / 255
        assert whole == pytest.approx(2 * (120 if closed else length), abs=4)
        (mask,) = masks([stroke(corners, 2.0, closed, (3.0, 3.0))])
        assert mask.coverage.sum(dtype=float) / 255 == pytest.approx(whole / 2, rel=0.1)


def test_the_same_letter_at_the_same_place_is_the_same_everywhere():
    """Masks are whole numbers, computed with sums and products alone: these do not change with versions."""
    (mask,) = masks([letters(Text("5", (0.25, 0), 11, NUMBER, "text.1"))])
    assert hashlib.sha256(mask.coverage.tobytes()).hexdigest()[:16] == "4bde927de41a7eb8"
