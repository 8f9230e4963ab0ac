"""The project's own gallery: recipes of everything there is, pictures and pages that are theirs, not too large."""

import re
from pathlib import Path

import pytest

from tconv_anim.options import CHAIN, drawn_ops
from tconv_anim.publish.compare import picture_size
from tconv_anim.publish.gallery.contents import check_gallery_outputs
from tconv_anim.publish.gallery.pages import card_of, filters, page_texts
from tconv_anim.publish.making import animation_of
from tconv_anim.publish.manifest import MANIFEST, read_manifest, recipe_digest
from tconv_anim.publish.witness import digest
from tconv_anim.recipes.reading import find_recipes, read_recipe
from tconv_anim.scenes.views import in_order
from tests.readme import GALLERY, ROOT

RECIPES = [read_recipe(path) for path in find_recipes(ROOT / "examples")]
MAX_BYTES = 16_000_000
CONV_ARITHMETIC = (
    "no_padding_no_strides", "arbitrary_padding_no_strides", "same_padding_no_strides", "full_padding_no_strides",
    "no_padding_strides", "padding_strides", "padding_strides_odd",
)  # fmt: skip
CONV_LAYERS = (
    "conv_S1P0", "conv_S1P1", "conv_S2P0", "conv_S2P1", "conv_S2P3", "conv_S3P2", "transposed_conv_S1P0",
    "transposed_conv_S1P1", "transposed_conv_S2P0", "transposed_conv_S2P1",
)  # fmt: skip


@pytest.fixture(scope="module")
def cards() -> list:
    return [card_of(recipe, animation_of(recipe)) for recipe in RECIPES]


def test_every_recipe_has_a_title_a_caption_a_section_and_pictures_of_its_own():
    check_gallery_outputs(RECIPES)
    for recipe in RECIPES:
        assert recipe.title, recipe.source
        assert recipe.caption.endswith((".", "。")), recipe.source
        assert re.match(r"\d+\. \S", recipe.section), recipe.source
    titles = [(recipe.section, recipe.title) for recipe in RECIPES]
    assert len(set(titles)) == len(titles)


def test_every_view_and_every_op_is_shown(cards):
    assert {one.facts["view"] for one in cards} == set(in_order())
    assert {one.facts["op"] for one in cards} == {*drawn_ops(), CHAIN}


def test_the_page_filters_by_op_and_view_however_many_there_are(cards):
    found = filters(cards)
    assert set(found["op"]) == {one.facts["op"] for one in cards}
    assert set(found["view"]) == {one.facts["view"] for one in cards}
    assert max(len(value) for values in found.values() for value in values) < 24


def test_the_figures_of_others_are_there_under_their_names():
    names = {recipe.outputs[0].removesuffix(".gif") for recipe in RECIPES}
    fifteen = {*CONV_ARITHMETIC, *(f"{name}_transposed" for name in CONV_ARITHMETIC), "dilation"}
    assert len(fifteen) == 15
    assert names >= fifteen | {f"{name}_plain" for name in fifteen} | set(CONV_LAYERS)


def test_the_gallery_is_that_of_the_recipes(cards):
    """As far as it can be checked without drawing; `tconv-anim gallery --check` draws."""
    manifest = read_manifest(GALLERY / MANIFEST)
    sizes = {}
    for recipe in RECIPES:
        for name in recipe.outputs:
            data = (GALLERY / name).read_bytes()
            assert manifest.pictures[name].picture == digest(data), f"{name} was changed: run tconv-anim gallery"
            assert manifest.pictures[name].recipe == recipe_digest(recipe), f"{name} is out of date"
            sizes[name] = picture_size(data)
    texts = page_texts(cards, sizes)
    for page, text in texts.items():
        assert (GALLERY / page).read_text(encoding="utf-8") == text, f"{page} is out of date: run tconv-anim gallery"
    assert {path.name for path in GALLERY.iterdir()} == {*sizes, *texts, MANIFEST}


def test_the_gallery_is_not_too_large():
    assert sum(path.stat().st_size for path in Path(GALLERY).iterdir()) <= MAX_BYTES
