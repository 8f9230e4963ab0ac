"""Markdown pages whose fenced tconv blocks show a picture: plans what they ask for, makes it, sets image lines."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from tconv_anim.formats import format_of
from tconv_anim.publish.gallery.manifest import recipe_digest
from tconv_anim.publish.gallery.pages import is_image
from tconv_anim.publish.gallery.workers import Animated
from tconv_anim.publish.markdown.fences import MARK, Block, find_blocks
from tconv_anim.recipes.file_names import file_stem
from tconv_anim.recipes.recipe import Recipe, RecipeError
from tconv_anim.scenes.captions import escape_markdown

if TYPE_CHECKING:
    from tconv_anim.animation import Animation

Parse = Callable[[str, str, Path], Recipe]


@dataclass(frozen=True)
class Wanted:
    """What a block asks for: its recipe, and the names of the files that it makes."""

    block: Block
    recipe: Recipe
    names: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """A page before anything is made: its path and text, what its blocks ask for, and what there is to tell of it."""

    path: Path
    text: str
    wanted: tuple[Wanted, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Page:
    """A page with its image lines, and the pictures by their paths."""

    text: str
    pictures: dict[Path, bytes]


def picture_stem(recipe: Recipe, animation: Animation) -> str:
    """The name of a picture that its recipe does not name: from its parameters, and a digest of all it depends on."""
    return f"{file_stem(animation.source.spec, animation.view)}_{recipe_digest(recipe)[:6]}"


def plan_page(path: Path, text: str, parse: Parse, animated: Animated) -> Plan:
    """Find out what the blocks of a page ask for.

    Parameters
    ----------
    path, text : of the page
    parse, animated : from a block's text, source and folder to a recipe; and from that to an animation

    Raises
    ------
    RecipeError
        with the block's line, for one that asks for what cannot be made.
    """
    wanted, notes = [], []
    for block in find_blocks(text.splitlines(keepends=True), str(path)):
        if isinstance(block, int):
            notes.append(f"{path}: line {block}: this tconv fence is indented as code and makes no picture")
            continue
        recipe = parse(block.text, f"{path}: line {block.number}", path.parent)
        names = recipe.outputs
        if not names:
            with animated(recipe, traced=False) as animation:
                pass
            names = (f"{picture_stem(recipe, animation)}.gif",)  # out here, as drawing changes the working directory
        wanted.append(Wanted(block, recipe, names))
    return Plan(path, text, tuple(wanted), tuple(notes))


def refuse_same_names(plans: Iterable[Plan], images: str) -> None:
    """Find out before anything is made whether a picture would overwrite that of another block, on whichever page.

    Raises
    ------
    RecipeError
    """
    makers: dict[str, Recipe] = {}
    for plan in plans:
        for one in plan.wanted:
            for name in one.names:
                first = makers.setdefault(os.path.abspath(plan.path.parent / images / name), one.recipe)
                if first is not one.recipe and recipe_digest(first) != recipe_digest(one.recipe):
                    raise RecipeError(
                        f"{one.recipe.source}: {name} is what {first.source} makes, and another picture: "
                        "give one of them another name"
                    )


def render_page(plan: Plan, images: str, animated: Animated) -> Page:
    """Make what the blocks of a page ask for.

    Parameters
    ----------
    plan : of the page
    images : the folder of the pictures, as seen from the page
    animated : from a recipe to an animation

    Raises
    ------
    RecipeError
        with the block's line, for one that cannot be made.
    """
    newline = "\r\n" if "\r\n" in plan.text else "\n"
    lines = plan.text.splitlines(keepends=True)
    folder = plan.path.parent / images
    parts, position = [], 0
    pictures: dict[Path, bytes] = {}
    for one in plan.wanted:
        block = one.block
        with animated(one.recipe) as animation:
            for name in one.names:
                pictures[folder / name] = animation.to_bytes(format_of(name))
        closing = "".join(lines[position : block.first])
        parts += [closing, "" if closing.endswith("\n") else newline, block.prefix.rstrip(), newline]
        shown = "!" if is_image(one.names[0]) else ""  # what is no image is linked to
        address = quote(Path(os.path.relpath(folder / one.names[0], plan.path.parent)).as_posix())
        parts.append(f"{block.prefix}{shown}[{escape_markdown(animation.alt_text)}]({address}) {MARK}{newline}")
        parts.append("" if block.gap is None else f"{block.gap}{newline}")
        position = block.last
    return Page("".join([*parts, *lines[position:]]), pictures)
