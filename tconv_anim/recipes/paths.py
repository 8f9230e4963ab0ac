"""The files that a recipe names, and which of them may be opened: a recipe may be a stranger's."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from tconv_anim.options import theme_names
from tconv_anim.recipes.arrays import is_file_name
from tconv_anim.recipes.reading import KEYS
from tconv_anim.recipes.recipe import Recipe, RecipeError, where


def named_paths(recipe: Recipe) -> dict[str, Path]:
    """What a recipe's options name as files of numbers, pictures and themes, by the options, in the order of these."""
    types = {key: KEYS[key].type for key in sorted(recipe.options) if key in KEYS}
    texts = {key: str(recipe.options[key]) for key in types}
    return {
        key: recipe.folder / text
        for key, text in texts.items()
        if (types[key] == "array" and is_file_name(text)) or (types[key] == "theme" and text not in theme_names())
    }


def named_files(recipe: Recipe) -> list[Path]:
    """Those of the named files that are there."""
    return [path for path in named_paths(recipe).values() if stat.S_ISREG(_mode(path))]


def check_files(recipe: Recipe, *, outside: bool, way: str = "--allow-outside") -> None:
    """Refuse a recipe that names a folder, a pipe or a device, or what is not in its folder, before it is opened.

    Parameters
    ----------
    recipe : whose files are looked at, not into; links are followed
    outside : whether files may be outside of the recipe's folder
    way : how a user says that they may

    Raises
    ------
    RecipeError
    """
    folder = os.path.realpath(recipe.folder)
    for key, path in named_paths(recipe).items():
        about = {"where": where(recipe.source), "key": key, "file": str(recipe.options[key]), "way": way}
        if "\0" in str(path):
            continue  # no file has this name: whoever reads it says so
        if not outside and not Path(os.path.realpath(path)).is_relative_to(folder):
            raise RecipeError("outside", about)
        if (mode := _mode(path)) and not stat.S_ISREG(mode):
            raise RecipeError("not_a_file", about)


def _mode(path: Path) -> int:
    """What is at a path, as the system says; 0 if there is nothing."""
    try:
        return os.stat(path).st_mode
    except (OSError, ValueError):  # a text that cannot be a file's name
        return 0
