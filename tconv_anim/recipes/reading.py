"""Recipes from TOML files and from the words of a command line, by the table of options."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from tconv_anim.options import BOX, CHANNELS, LAYERS, LOOK, NUMBER, OPTIONS, Option, format_names, near_formats, with_op
from tconv_anim.recipes.encodings import read_text
from tconv_anim.recipes.recipe import Recipe, RecipeError, in_recipe, where
from tconv_anim.recipes.toml_table import TableError, lines_of, read_table
from tconv_anim.recipes.values import LISTED, parse

KEYS: dict[str, Option] = {
    option.key: option for option in (*OPTIONS.values(), CHANNELS) if option.option
}  # both counts of channels are one key
"""The options by their keys; a switch also has the key "no-" and its own."""
ABOUT = ("title", "caption", "section", "order", "outputs", "look")
"""What a recipe says in addition to the options. `caption` is text here; as true or false it is the option."""
_THEME_ONLY = {
    "base", "background", "ink", "muted", "now", "band", "frame", "hatch", "edge", "titles", "line", "roles",
}  # fmt: skip
FILE_SUFFIX = r"^[^\[].*\.[A-Za-z]\w*$"  # of a name; letters are numbers too
_OUTPUT_WORDS = ("-o", "--output")
_BY_WORD = {
    **{word: option for option in KEYS.values() for word in (option.option, *option.also)},
    **{f"--no-{option.key}": option for option in KEYS.values() if option.type == "switch"},
}
"""The options by what the command line calls them."""


def find_recipes(folder: str | Path) -> list[Path]:
    """The recipe files of a folder, in the order of their names.

    Raises
    ------
    RecipeError
        if there are none.
    """
    if not os.path.isdir(folder):
        raise RecipeError("no_folder", {"folder": folder})
    try:
        names = os.listdir(folder)
    except OSError as error:
        raise RecipeError("unreadable", {"source": f"folder {folder}", "reason": error.strerror}) from None
    found = [Path(folder, name) for name in sorted(names) if name.endswith(".toml")]
    if not found:
        raise RecipeError("no_recipes", {"folder": folder})
    return found


def read_recipe(path: str | Path) -> Recipe:
    """A recipe from a TOML file; its outputs are by default one .gif of the file's name.

    Raises
    ------
    RecipeError
        for a file that cannot be read, an unknown key, a value of a wrong kind.
    """
    path = Path(path)
    source = f"recipe {path}"
    try:
        text = read_text(path)
    except OSError as error:
        raise RecipeError("unreadable", {"source": source, "reason": error.strerror}) from None
    except UnicodeDecodeError:
        raise RecipeError("not_utf8", {"source": source}) from None
    recipe = parse_recipe(text, source, path.parent, lines=lines_of(text))
    return recipe if recipe.outputs else replace(recipe, outputs=(f"{path.stem}.gif",))


def files_in(recipe: Recipe) -> list[str]:
    """What a recipe gives as the names of files with numbers."""
    arrays = (str(value) for name, value in recipe.options.items() if name in OPTIONS and OPTIONS[name].type == "array")
    return [text for text in arrays if text != BOX and re.search(FILE_SUFFIX, text)]


def parse_recipe(text: str, source: str, folder: Path = Path(), lines: Mapping[str, int] | None = None) -> Recipe:
    r"""A recipe from TOML, without outputs if it names none; `source`, `folder` and `lines` are as in `Recipe`.

    Raises
    ------
    RecipeError

    Examples
    --------
    >>> parse_recipe("stride = 2\nno-caption = true", "x.toml").options
    {'stride': 2, 'caption': False}
    """
    try:
        table = read_table(text)
    except TableError as error:
        raise RecipeError("not_a_table", {"source": source, "error": error}) from None
    of_theme = _THEME_ONLY | {key for key in ("cells",) if isinstance(table.get(key), dict)}
    if table.keys() & of_theme and not table.keys() & KEYS.keys() - of_theme - {"caption"}:
        raise RecipeError("is_a_theme", {"source": source})
    about: dict[str, Any] = {}
    options: dict[str, Any] = {}
    for key, value in table.items():
        place = f"{source}, line {lines[key]}" if lines and key in lines else source
        if key in ABOUT and not (key in KEYS and isinstance(value, bool)):
            about[key] = _about(key, value, place)
            continue
        name, option = _option(key, place)
        if name in options:
            raise RecipeError("given_twice", {"where": where(place), "key": name})
        plain = value if option.type in LISTED else _plain(value)
        options[name] = plain if name == key or key == LAYERS else _negated(key, value, place)
        _check(option, options[name], place)
    return Recipe(source, folder, options, lines=lines or {}, **({"outputs": ()} | about))


def parse_words(words: Sequence[str], source: str, folder: Path = Path()) -> Recipe:
    """A recipe from the words of a command line, without outputs if it names none.

    Raises
    ------
    RecipeError

    Examples
    --------
    >>> parse_words(["--padding", "-1", "--no-caption", "--view=both", "-o", "x.gif"], "").options
    {'padding': -1, 'caption': False, 'view': 'both'}
    """
    options: dict[str, Any] = {}
    outputs: list[str] = []
    rest = with_op(words)

    def add(option: Option, value: Any) -> None:
        if option.type == "files" or (option.type == "layers" and option.key in options):
            before = options.get(option.key, [])
            options[option.key] = [*(before if isinstance(before, list) else [before]), str(value)]
            return
        if option.key in options:
            raise RecipeError("given_twice", {"where": where(source), "key": option.option})
        options[option.key] = value

    while rest:
        word, *rest = rest
        name, equals, value = word.partition("=")
        if word[:2] in ("-o", *_BY_WORD) and len(word) > 2:  # -ox.gif, -s2
            name, equals, value = word[:2], "=", word[2:]
        if not name.startswith("--") and name not in (*_OUTPUT_WORDS, *_BY_WORD):
            raise RecipeError("not_an_option", {"where": where(source), "word": word})
        option = None if name in _OUTPUT_WORDS else _by_word(name, source)
        if option is not None and option.type == "switch":
            if equals:
                raise RecipeError("unwanted_value", {"where": where(source), "option": name, "value": value})
            add(option, name == option.option)
            continue
        if not equals:
            if not rest:
                raise RecipeError("no_value", {"where": where(source), "option": name})
            value, *rest = rest
        if option is None:
            outputs.append(value)
        else:
            _check(option, value, source)
            add(option, _as_number(value))
    return Recipe(source, folder, options, _outputs(outputs, source))


def parse_block(text: str, source: str, folder: Path = Path()) -> Recipe:
    """A recipe from a block of text: a command line if it starts with a dash or with `tconv-anim`; else TOML.

    Raises
    ------
    RecipeError
    """
    if not re.match(r"\s*(-|tconv-anim\b|$)", text):
        return parse_recipe(text, source, folder)
    import shlex  # which few need

    try:
        words = shlex.split(text.replace("\\\n", " "))
    except ValueError as error:
        raise RecipeError("open_quote", {"where": where(source), "reason": str(error).lower()}) from None
    return parse_words(words[1:] if words[:1] == ["tconv-anim"] else words, source, folder)


def given(options: Mapping[str, Any]) -> dict[str, Any]:
    """A recipe's options by their names, with their values read.

    >>> given({"kernel": "2x3", "stride": 2})
    {'kernel_size': (2, 3), 'stride': 2}
    """
    return {KEYS[key].name: parse(KEYS[key], value) for key, value in options.items()}


def _option(key: str, source: str) -> tuple[str, Option]:
    """An option's own key, and the option."""
    own = key.removeprefix("no-")
    if key == LAYERS:
        return "layer", KEYS["layer"]
    if key in KEYS:
        return key, KEYS[key]
    if own in KEYS and KEYS[own].type == "switch":
        return own, KEYS[own]
    known = (*ABOUT, *KEYS)
    from difflib import get_close_matches  # imported when something is wrong

    near = get_close_matches(key.replace("_", "-"), known, 1)
    about = {"where": where(source), "key": key, "near": near and near[0], "about": ABOUT}
    raise RecipeError("unknown_key" if near else "unlisted_key", about)


def _by_word(word: str, source: str) -> Option:
    """The option that a word of the command line names."""
    found = _BY_WORD.get(word.replace("_", "-"))
    if found is None:
        from difflib import get_close_matches  # imported when something is wrong

        near = get_close_matches(word, _BY_WORD, 1, 0)
        raise RecipeError("unknown_option", {"where": where(source), "option": word, "near": near[0]})
    return found


def _negated(key: str, value: Any, source: str) -> bool:
    """What "no-caption = true" says of the caption."""
    if not isinstance(value, bool):
        _check(KEYS[key.removeprefix("no-")], value, source)
    return not value


def _check(option: Option, value: Any, source: str) -> None:
    with in_recipe(source):
        parse(option, value)


def _plain(value: Any) -> Any:
    """TOML's value as the command line writes it."""
    if isinstance(value, (list, dict)):
        import json

        return json.dumps(value, default=str)
    return value if isinstance(value, (bool, int, str)) else str(value)


def _as_number(value: str) -> Any:
    """A word as TOML would write it: whole numbers without quotation marks."""
    return int(value) if re.fullmatch(r"0|-?[1-9]\d{0,17}", value) else value


def _about(key: str, value: Any, source: str) -> Any:
    """What a recipe says in addition to the options."""
    about = {"where": where(source), "key": key, "value": value}
    if key in ("order", "look"):
        if not isinstance(value, int) or isinstance(value, bool):
            raise RecipeError("not_whole", about)
        if key == "look" and value != LOOK:
            raise RecipeError("other_look:newer" if value > LOOK else "other_look", about | {"drawn": LOOK})
        return value
    if key == "outputs":
        if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
            raise RecipeError("not_outputs", about)
        return _outputs(value, source)
    if not isinstance(value, str):
        raise RecipeError("not_quoted", about)
    return value.strip()


def _outputs(names: list[str], source: str) -> tuple[str, ...]:
    suffixes = tuple(f".{name}" for name in format_names())
    for name in names:
        near = tuple(f".{each}" for each in near_formats(Path(name).suffix))
        about = {"where": where(source), "name": name, "suffixes": near}
        if re.search(r"[/\\:\0]", name):
            raise RecipeError("output_in_folder", about)
        if Path(name).suffix.lower() not in suffixes:
            raise RecipeError("output_suffix", about)
        if re.search(NUMBER, name):
            raise RecipeError("numbered_output", about)
    return tuple(names)
