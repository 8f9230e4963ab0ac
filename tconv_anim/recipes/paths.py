"""The files that a recipe names, and which of them may be opened: a recipe may be a stranger's."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from pathlib import Path

from tconv_anim.options import Option, theme_names
from tconv_anim.recipes.array_files import split_name
from tconv_anim.recipes.arrays import is_file_name
from tconv_anim.recipes.layers.files import file_of, is_layer_file
from tconv_anim.recipes.reading import KEYS
from tconv_anim.recipes.recipe import Recipe, RecipeError, where

ALLOW = "--allow-outside"


def named(recipe: Recipe) -> list[tuple[str, str]]:
    """What a recipe's options name as files of numbers, pictures, themes and fonts: option and name, by the option."""
    return [
        (key, _file_of(key, text))
        for key in sorted(recipe.options)
        for text in _texts(recipe.options[key])
        if key in KEYS and _is_file(KEYS[key], text)
    ]


def named_files(recipe: Recipe) -> list[Path]:
    """Those of the named files that are there."""
    paths = (recipe.folder / text for _, text in named(recipe))
    return [path for path in paths if stat.S_ISREG(_mode(path))]


def check_recipe_file(path: Path, *, outside: bool) -> None:
    """Refuse a recipe that a folder lists if it is a pipe or a device, or a link to another folder, before it is read.

    Raises
    ------
    RecipeError
    """
    _check(path, path.parent, {"where": "", "key": "recipe", "file": str(path), "way": ALLOW}, outside=outside)


def check_files(recipe: Recipe, *, outside: bool, way: str = ALLOW) -> None:
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
    for key, text in named(recipe):
        path = recipe.folder / text
        about = {"where": where(recipe.source), "key": key, "file": text, "way": way}
        if "\0" not in str(path):  # else no file has this name: whoever reads it says so
            _check(path, recipe.folder, about, outside=outside)


def _file_of(key: str, text: str) -> str:
    """The file's name in the text of an option."""
    if key == "layer":
        return file_of(text)
    return split_name(text)[0] if KEYS[key].type == "array" else text


def _texts(value: object) -> list[str]:
    return list(map(str, value)) if isinstance(value, (list, tuple)) else [str(value)]


def _is_file(option: Option, text: str) -> bool:
    """Whether the text of an option names a file."""
    kind = option.type
    if option.name == "layer":
        return is_layer_file(text)
    if kind == "theme":
        return text not in theme_names()
    return kind == "files" or (kind == "array" and is_file_name(text))


def _check(path: Path, folder: Path, about: Mapping[str, str], *, outside: bool) -> None:
    if not outside and not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder)):
        raise RecipeError("outside", {**about, "folder": str(folder)})
    if (mode := _mode(path)) and not stat.S_ISREG(mode):
        raise RecipeError("not_a_file", about)


def _mode(path: Path) -> int:
    """What is at a path, as the system says; 0 if there is nothing."""
    try:
        return os.stat(path).st_mode
    except (OSError, ValueError):  # a text that cannot be a file's name
        return 0
