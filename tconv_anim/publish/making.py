"""From a recipe to its animation and its pictures."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tconv_anim.animation import Animation, animate
from tconv_anim.formats import format_of
from tconv_anim.options import OPTIONS, one_line, printable
from tconv_anim.publish.fitting import fit
from tconv_anim.recipes.arguments import arguments_of
from tconv_anim.recipes.reading import given
from tconv_anim.recipes.recipe import Recipe, in_recipe
from tconv_anim.renderer.fonts import missing_letters, unjoined_letters, using
from tconv_anim.scenes.texts import say_all
from tconv_anim.scenes.timeline import too_short
from tconv_anim.scenes.told import length

DEFAULT_FORMAT = "gif"
THINNING = ("steps", "every", "max_steps")


def animation_of(recipe: Recipe, *, traced: bool = True) -> Animation:
    """What a recipe makes; the names of files among its options start in its folder.

    With `traced` False it is not computed yet, nor kept within the kilobytes that are asked for: enough to describe it.

    Raises
    ------
    RecipeError
        with the sentence that the command line would say.
    """
    with in_recipe(recipe.source, recipe.lines):
        options = given(recipe.options)
        max_kb = options.pop("max_kb", None)
        formats = sorted({format_of(name) for name in recipe.outputs} or {DEFAULT_FORMAT})
        animation, _ = animation_with(
            {**arguments_of(options, recipe.folder), "portable": True},
            max_kb if traced else None,
            formats,
            folder=recipe.folder,
            traced=traced,
        )
    return animation


def pictures_of(recipe: Recipe, animation: Animation | None = None) -> Iterator[tuple[str, bytes, int]]:
    """The names of a recipe's files, what each holds, and the number of its frames.

    Raises
    ------
    RecipeError
    """
    animation = animation or animation_of(recipe)
    for name in recipe.outputs:
        with in_recipe(recipe.source, recipe.lines):
            file = io.BytesIO()
            frames = animation.encode(file, format_of(name))
        yield name, file.getvalue(), frames


def note_text(animation: Animation) -> str:
    """What a picture's caption adds, in words."""
    return animation.note if isinstance(animation.note, str) else say_all(animation.note)


def lacks(animation: Animation) -> list[str]:
    """What a picture does not show, as sentences: numbers without room, letters that the font lacks."""
    said = [lack.text(command_line=True) for lack in (animation.left_out, too_short(animation)) if lack is not None]
    given = one_line("".join((animation.call, note_text(animation), animation.heading or "", animation.sentence or "")))
    with using(animation.faces):
        letters = missing_letters(given)
        unjoined = "".join(letter for letter in unjoined_letters(given) if letter not in letters)
    if letters:
        named = ", ".join(f"{printable(letter)} (U+{ord(letter):04X})" for letter in letters)
        said.append(f"no font has {named}: a box stands for each: name a font that has them, with --font")
    if unjoined:
        said.append(
            f"{' '.join(unjoined)} are drawn one by one from left to right: an .svg has them as they are written"
        )
    return said


def animation_with(
    arguments: Mapping[str, Any],
    max_kb: int | None,
    formats: Sequence[str] = (DEFAULT_FORMAT,),
    *,
    folder: Path = Path(),
    traced: bool = True,
    tried: Callable[[Animation, Mapping[str, Any]], None] | None = None,
) -> tuple[Animation, Mapping[str, Any]]:
    """An animation within so many kilobytes, and what was asked for of the parts that a limit can change.

    A limit also thins placements that are too many for one animation, if no steps were asked for.

    Parameters
    ----------
    arguments : keywords of `animate`
    max_kb : in all of the formats; None for no limit
    folder : where the name of a theme's file starts
    traced : False puts the work off until numbers are needed
    tried : called with each animation whose size is measured, and with what was asked for

    Returns
    -------
    tuple
        The animation, and `colors`, `size` and `steps` as they were asked for.
    """
    thinned = any(arguments.get(name) not in (None, OPTIONS[name].default) for name in THINNING)
    if max_kb is not None and not thinned:
        arguments = {**arguments, "max_steps": length.MAX_DRAWN}
    animation = animate(**arguments, folder=folder, traced=traced)
    steps = animation.steps if thinned else None
    asked = {"colors": animation.colors, "size": animation.size, "steps": steps}
    if max_kb is None:
        return animation, asked
    watch = None if tried is None else lambda candidate: tried(candidate, asked)
    return fit(animation, max_kb, formats, keep_steps=thinned, tried=watch), asked
