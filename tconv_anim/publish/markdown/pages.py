"""Markdown pages whose fenced tconv blocks show a picture: what they ask for, their pictures and image lines."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from tconv_anim.formats import format_of
from tconv_anim.formats._page import address_of
from tconv_anim.options import TconvError
from tconv_anim.publish.gallery.pages import escape_markdown, is_image
from tconv_anim.publish.making import animation_of, lacks, pictures_of
from tconv_anim.publish.manifest import Entry, entry_of, recipe_digest
from tconv_anim.publish.markdown.fences import MARK, Block, find_blocks, insert_lines
from tconv_anim.recipes.paths import check_files
from tconv_anim.recipes.reading import parse_block
from tconv_anim.recipes.recipe import Recipe
from tconv_anim.recipes.writing import file_stem

if TYPE_CHECKING:
    from tconv_anim.animation import Animation


class PageError(TconvError):
    """Blocks of pages that would overwrite each other's pictures."""

    sentences: ClassVar[Mapping[str, str]] = {
        "picture_of_another": "{source}: {name} is also another picture, which {other} makes: choose another name",
    }


@dataclass(frozen=True)
class PagePlan:
    """A page before anything is made.

    Attributes
    ----------
    path, text : of the page
    blocks : what the page asks for, with the recipe in each; its outputs are the names of the files to make
    ignored_lines : numbers of the lines with a tconv fence that is indented as code and makes no picture
    """

    path: Path
    text: str
    blocks: tuple[tuple[Block, Recipe], ...]
    ignored_lines: tuple[int, ...]


def picture_stem(recipe: Recipe, animation: Animation) -> str:
    """The name of a picture without a name in its recipe: its parameters, and a digest of all that it depends on."""
    return f"{file_stem(animation.source.spec, animation.view)}_{recipe_digest(recipe)[:6]}"


def plan_page(path: Path, text: str, *, outside: bool = False) -> PagePlan:
    """Find out what the blocks of a page ask for.

    Parameters
    ----------
    path, text : of the page
    outside : whether blocks may name files outside of the page's folder

    Raises
    ------
    BlockError, RecipeError
        The sentence names the line of a block whose picture cannot be made.
    """
    blocks, ignored = [], []
    for block in find_blocks(text, str(path)):
        if isinstance(block, int):
            ignored.append(block)
            continue
        recipe = parse_block(block.text, f"{path}: line {block.number}", path.parent)
        check_files(recipe, outside=outside)
        if not recipe.outputs:
            stem = picture_stem(recipe, animation_of(recipe, traced=False))
            recipe = replace(recipe, outputs=(f"{stem}.gif",))
        blocks.append((block, recipe))
    return PagePlan(path, text, tuple(blocks), tuple(ignored))


def check_distinct_pictures(plans: Iterable[PagePlan], images: str) -> None:
    """Refuse a picture that would overwrite that of another block, on any page.

    Raises
    ------
    PageError
    """
    makers: dict[str, Recipe] = {}
    for plan in plans:
        for _, recipe in plan.blocks:
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
    for block, recipe in plan.blocks:
        animation = animation_of(recipe)
        lacking += [f"{recipe.source}: {lack}" for lack in lacks(animation)]
        for name, data, _ in pictures_of(recipe, animation):
            pictures[folder / name] = data
            entries[name] = entry_of(data, animation, format_of(name), recipe_digest(recipe))
        address = address_of(Path(os.path.relpath(folder / recipe.outputs[0], plan.path.parent)).as_posix())
        shown.append((block, image_line(animation.alt_text, address)))
    return MadePage(plan.path, insert_lines(plan.text, shown).encode(), folder, pictures, entries, lacking)


def image_line(alt_text: str, address: str) -> str:
    """The line that shows a picture, or links to a file that is not an image.

    >>> image_line("A stamp", "images/a.gif")
    '![A stamp](images/a.gif) <!-- made by tconv-anim -->'
    """
    return f"{'!' if is_image(address) else ''}[{escape_markdown(alt_text)}]({address}) {MARK}"
