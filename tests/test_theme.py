"""Every theme is complete, readable, and distinguishable without hue; a broken one is refused by key."""

import itertools

import pytest

from tconv_anim.options import theme_names
from tconv_anim.renderer.themes import PAGE_COLORS, TITLES, ThemeError, load_theme
from tconv_anim.scenes.scene import GRAYS, LEVELS, PALE, SOLID, Role

from .pictures import contrast, luminance

# How the three common kinds of colour blindness see linear RGB (Machado, Oliveira & Fernandes 2009, severity 1.0).
DEFICIENCIES = {
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}


def seen(color: tuple[int, int, int], kind: str) -> tuple[float, ...]:
    linear = [c / 255 / 12.92 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in color]
    mixed = [sum(m * c for m, c in zip(row, linear, strict=True)) for row in DEFICIENCIES[kind]]
    clipped = [min(1.0, max(0.0, c)) for c in mixed]
    return tuple(255 * (12.92 * c if c <= 0.0031308 else 1.055 * c ** (1 / 2.4) - 0.055) for c in clipped)


@pytest.mark.parametrize("name", theme_names())
def test_a_theme_gives_every_role_its_look_and_every_text_its_contrast(name):
    theme = load_theme(name)
    assert set(theme.looks) == (set(Role) - {Role.ABSENT}) | {*GRAYS, *PALE, *SOLID}
    assert set(theme.page) == set(PAGE_COLORS)
    assert set(theme.titles) == set(TITLES)
    least, lines = (7, 4.5) if name == "contrast" else (4.5, 3)
    for role, look in theme.looks.items():
        if role not in GRAYS:
            assert contrast(look.fill, look.text) >= (4.5 if role in LEVELS else least), role
    for color in (theme.page["ink"], theme.page["muted"], *theme.titles.values()):
        assert contrast(color, theme.page["background"]) >= least
    for color in (theme.page["now"], theme.page["frame"]):
        assert contrast(color, theme.page["background"]) >= lines - 0.05
    for role in (Role.CROPPED, Role.PADDING):  # whose numbers stand on a hatching
        assert contrast(theme.page["hatch"], theme.looks[role].text) >= 4.5


NEIGHBOURS = [
    (Role.INPUT, Role.INPUT_IN_PLAY), (Role.INPUT, Role.PADDING_IN_PLAY), (Role.INPUT_IN_PLAY, Role.PADDING_IN_PLAY),
    (Role.INPUT, Role.OUTPUT_IN_PLAY), (Role.INPUT_IN_PLAY, Role.OUTPUT_IN_PLAY), (Role.KERNEL, Role.KERNEL_IN_PLAY),
    (Role.KERNEL_IN_PLAY, Role.INPUT_IN_PLAY), (Role.KERNEL_IN_PLAY, Role.OUTPUT_IN_PLAY),
    (Role.ZERO, Role.PADDING_IN_PLAY), (Role.OUTPUT_WAITING, Role.OUTPUT), (Role.OUTPUT_GROWING, Role.OUTPUT),
    (Role.OUTPUT_WAITING, Role.OUTPUT_IN_PLAY), (Role.OUTPUT, Role.OUTPUT_IN_PLAY),
    (Role.OUTPUT_GROWING, Role.OUTPUT_IN_PLAY), (Role.OUTPUT, Role.CROPPED), (Role.CROPPED, Role.CROPPED_IN_PLAY),
    (Role.OUTPUT, Role.EXTRA), (Role.EXTRA_WAITING, Role.EXTRA), (Role.GRADIENT, Role.GRADIENT_IN_PLAY),
    (Role.GRADIENT_IN_PLAY, Role.KERNEL_IN_PLAY), (Role.GRADIENT_IN_PLAY, Role.OUTPUT_IN_PLAY),
    (Role.GRADIENT_IN_PLAY, Role.INPUT_IN_PLAY),
]  # fmt: skip


@pytest.mark.parametrize("name", theme_names())
@pytest.mark.parametrize("kind", DEFICIENCIES)
def test_neighbouring_cells_can_be_distinguished_with_colour_blindness(name, kind):
    looks = load_theme(name).looks
    for a, b in NEIGHBOURS:
        difference = sum(
            (x - y) ** 2 for x, y in zip(seen(looks[a].fill, kind), seen(looks[b].fill, kind), strict=True)
        )
        assert difference**0.5 >= 20, (a.name, b.name)


@pytest.mark.parametrize("name", theme_names())
def test_an_output_cell_is_ever_further_from_the_background(name):
    theme = load_theme(name)
    steps = [theme.looks[role].fill for role in (Role.OUTPUT_WAITING, Role.OUTPUT_GROWING, Role.OUTPUT)]
    steps = [steps, [theme.looks[level].fill for level in LEVELS]]
    for fills in steps:
        distances = [contrast(fill, theme.page["background"]) for fill in fills]
        assert all(a < b for a, b in itertools.pairwise(distances))


def test_on_gray_paper_every_state_has_its_own_lightness():
    looks = load_theme("print").looks
    states = (
        (Role.INPUT, Role.INPUT_IN_PLAY), (Role.KERNEL, Role.KERNEL_IN_PLAY), (Role.PADDING, Role.PADDING_IN_PLAY),
        (Role.OUTPUT_WAITING, Role.OUTPUT_GROWING, Role.OUTPUT, Role.OUTPUT_IN_PLAY),
    )  # fmt: skip
    for roles in states:
        grays = [luminance(looks[role].fill) for role in roles]
        assert all(a - b > 0.05 for a, b in itertools.pairwise(grays)), roles


def test_a_theme_file_changes_what_it_names_and_keeps_the_rest(tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text('base = "dark"\nbackground = "#123"\n[cells]\nkernel = ["#abcdef", "#000"]\n')
    theme, dark = load_theme(file), load_theme("dark")
    assert theme.page["background"] == (0x11, 0x22, 0x33)
    assert theme.looks[Role.KERNEL].fill == (0xAB, 0xCD, 0xEF)
    assert theme.looks[Role.KERNEL].text == (0, 0, 0)
    assert theme.looks[Role.KERNEL_IN_PLAY] == dark.looks[Role.KERNEL_IN_PLAY]
    assert theme.looks[Role.INPUT] == dark.looks[Role.INPUT]


@pytest.mark.parametrize(
    ("text", "kind", "key"),
    [
        ('backgruond = "#fff"', "unknown_key", "backgruond"),
        ('[cells]\nkernle = ["#fff", "#000"]', "unknown_key", "cells.kernle"),
        ('[roles]\nkernel = { fill = "#fff" }', "first_edition", "roles"),
        ('line = "#fff"', "first_edition", "line"),
        ('window = "#fff"', "first_edition", "window"),
        ('hatch = "blue"', "not_a_color", "hatch"),
        ("hatch = 3", "not_a_color", "hatch"),
        ('[cells]\nkernel = "#fff"', "not_a_look", "cells.kernel"),
        ('[cells]\ncounts = ["#fff", "#000"]', "not_a_look", "cells.counts"),
        ('titles = "#fff"', "not_a_table", "titles"),
        ('base = "drak"', "unknown_base", None),
        ('base = ["light"]', "unknown_base", None),
        ("background = ", "not_a_theme", None),
    ],
)
def test_a_mistake_in_a_theme_file_names_the_key(tmp_path, text, kind, key):
    file = tmp_path / "mine.toml"
    file.write_text(text)
    with pytest.raises(ThemeError) as caught:
        load_theme(file)
    assert caught.value.kind == kind
    assert (caught.value.parameters["file"], caught.value.parameters.get("key")) == (str(file), key)


def test_a_theme_that_does_not_exist_is_refused(tmp_path):
    (tmp_path / "broken.toml").write_bytes(b"\xff")
    for name, kind in (
        ("drak", "unknown_theme"), (tmp_path / "none.toml", "not_read"), (tmp_path / "broken.toml", "not_text"),
        ("a\0.toml", "null_character"),
    ):  # fmt: skip
        with pytest.raises(ThemeError) as caught:
            load_theme(name)
        assert caught.value.kind == kind
