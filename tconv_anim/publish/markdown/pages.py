"""Markdown pages whose tconv blocks show a picture: what they ask for, their pictures and image lines."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from tconv_anim.formats import format_of
from tconv_anim.formats._page import address_of
from tconv_anim.options import TconvError
from tconv_anim.publish.gallery.pages import is_image
from tconv_anim.publish.making import animation_of, lacks, pictures_of
from tconv_anim.publish.manifest import Entry, entry_of, recipe_digest
from tconv_anim.publish.markdown.fences import Block, find_blocks, insert_lines
from tconv_anim.publish.markdown.showing import GITHUB, OnPage, line_of
from tconv_anim.recipes.paths import check_files
from tconv_anim.recipes.reading import parse_block
from tconv_anim.recipes.recipe import Recipe
from tconv_anim.recipes.writing import file_stem

if TYPE_CHECKING:
    from tconv_anim.animation import Animation


class PageError(TconvError):
    """Blocks of pages that would overwrite each other's pictures, or ask for a width that is none."""

    sentences: ClassVar[Mapping[str, str]] = {
        "picture_of_another": "{source}: {name} is also another picture, which {other} makes: choose another name",
        "bad_width": "{where}width {width:quoted} is not known: write pixels or percent, such as 400 or 60%",
    }


LIGHT, DARK = "light", "dark"
"""Themes of twins."""


@dataclass(frozen=True)
class PageLook:
    """How pages show their pictures.

    Attributes
    ----------
    dialect : the Markdown of the tool that reads them, see `showing`
    dark : whether each picture has a twin in the theme dark, for pages with dark colours
    width : of each picture in px or percent, unless its block says another; "" for its own
    """

    dialect: str = GITHUB
    dark: bool = False
    width: str = ""


@dataclass(frozen=True)
class Asked:
    """What a block asks for.

    Attributes
    ----------
    block : of the page
    recipe : its outputs are the names of the files to make
    twin : the recipe of the picture for dark pages, if it has one
    width, caption : of the picture on the page
    """

    block: Block
    recipe: Recipe
    twin: Recipe | None
    width: str
    caption: str

    @property
    def recipes(self) -> tuple[Recipe, ...]:
        """One or two."""
        return (self.recipe,) if self.twin is None else (self.recipe, self.twin)


@dataclass(frozen=True)
class PagePlan:
    """A page before anything is made.

    Attributes
    ----------
    path, text : of the page
    asked : for in its blocks, in their order
    ignored_lines : numbers of the lines with a tconv fence that is indented as code and makes no picture
    look : of its pictures
    """

    path: Path
    text: str
    asked: tuple[Asked, ...]
    ignored_lines: tuple[int, ...]
    look: PageLook = PageLook()


def picture_stem(recipe: Recipe, animation: Animation) -> str:
    """The name of a picture without a name in its recipe: its parameters, and a digest of all that it depends on."""
    return f"{file_stem(animation.source.spec, animation.view)}_{recipe_digest(recipe)[:6]}"


def plan_page(path: Path, text: str, look: PageLook | None = None, *, outside: bool = False) -> PagePlan:
    """Find out what the blocks of a page ask for.

    Parameters
    ----------
    path, text : of the page
    look : of its pictures
    outside : whether blocks may name files outside of the page's folder

    Raises
    ------
    BlockError, RecipeError, PageError
        The sentence names the line of a block whose picture cannot be made.
    """
    look = look or PageLook()
    asked, ignored = [], []
    for block in find_blocks(text, str(path), look.dialect):
        if isinstance(block, int):
            ignored.append(block)
            continue
        where = f"{path}: line {block.number}"
        recipe = parse_block(block.text, where, path.parent)
        check_files(recipe, outside=outside)
        if not recipe.outputs:
            stem = picture_stem(recipe, animation_of(recipe, traced=False))
            recipe = replace(recipe, outputs=(f"{stem}.gif",))
        width = checked_width(block.attributes.get("width", look.width), f"{where}: ")
        caption = block.attributes.get("caption", recipe.caption)
        twin = dark_twin(recipe) if look.dark else None
        asked.append(Asked(block, recipe, twin, width, caption))
    return PagePlan(path, text, tuple(asked), tuple(ignored), look)


def checked_width(width: str, where: str = "") -> str:
    """A width as pages write it: "400", or "60%"; "" stays.

    Raises
    ------
    PageError
    """
    if not re.fullmatch(r"(?:[1-9]\d{0,3}(?:px)?|[1-9]\d?%|100%)?", width):
        raise PageError("bad_width", {"where": where, "width": width})
    return width.removesuffix("px")


def dark_twin(recipe: Recipe) -> Recipe | None:
    """The recipe of a picture for dark pages; None of one that has a theme of its own, or that is no image.

    >>> dark_twin(Recipe("", Path(), {"stride": 2}, ("a.gif", "a.png"))).outputs
    ('a_dark.gif',)
    """
    name = Path(recipe.outputs[0])
    if recipe.options.get("theme", LIGHT) != LIGHT or not is_image(name.name):
        return None
    return replace(recipe, options={**recipe.options, "theme": DARK}, outputs=(f"{name.stem}_{DARK}{name.suffix}",))


def check_distinct_pictures(plans: Iterable[PagePlan], images: str) -> None:
    """Refuse a picture that would overwrite that of another block, on any page.

    Raises
    ------
    PageError
    """
    makers: dict[str, Recipe] = {}
    for plan in plans:
        for recipe in (recipe for one in plan.asked for recipe in one.recipes):
            for name in recipe.outputs:
                first = makers.setdefault(os.path.abspath(plan.path.parent / images / name), recipe)
                if first is not recipe and recipe_digest(first) != recipe_digest(recipe):
                    about = {"source": recipe.source, "name": name, "other": first.source}
                    raise PageError("picture_of_another", about)


@dataclass(frozen=True)
class MadePage:
    """A page with a line for each image, and its pictures.

    Attributes
    ----------
    path, data : of the page
    folder : of its pictures
    pictures : by the paths of their files
    entries : what the manifest in their folder says of them, by the names of the files
    lacks : what pictures do not show, as sentences that begin with the block's line
    """

    path: Path
    data: bytes
    folder: Path
    pictures: Mapping[Path, bytes]
    entries: Mapping[str, Entry]
    lacks: Sequence[str]


def make_page(plan: PagePlan, images: str) -> MadePage:
    """Make the pictures of a page, and the page that shows them.

    Parameters
    ----------
    plan : of the page
    images : the folder of the pictures, relative to the page's folder

    Raises
    ------
    RecipeError
        The sentence names the line of a block whose picture cannot be made.
    """
    folder = plan.path.parent / images
    shown: list[tuple[Block, str]] = []
    pictures: dict[Path, bytes] = {}
    entries: dict[str, Entry] = {}
    lacking: list[str] = []
    for one in plan.asked:
        alt_text = ""
        for recipe in one.recipes:
            animation = animation_of(recipe)
            alt_text = alt_text or animation.alt_text
            lacking += [f"{recipe.source}: {lack}" for lack in lacks(animation) if recipe is one.recipe]
            for name, data, _ in pictures_of(recipe, animation):
                pictures[folder / name] = data
                entries[name] = entry_of(data, animation, format_of(name), recipe_digest(recipe))
        address, *dark = (
            address_of(Path(os.path.relpath(folder / recipe.outputs[0], plan.path.parent)).as_posix())
            for recipe in one.recipes
        )
        about = OnPage(alt_text, address, "".join(dark), one.width, one.caption, is_image(one.recipe.outputs[0]))
        shown.append((one.block, line_of(about, plan.look.dialect)))
    return MadePage(plan.path, insert_lines(plan.text, shown).encode(), folder, pictures, entries, lacking)
