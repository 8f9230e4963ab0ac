"""Recipes from TOML files and from command lines, and from a recipe the animation, by the command line's own path."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator, Sequence
from contextlib import chdir, contextmanager
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tconv_anim.cli.errors import in_options
from tconv_anim.cli.options import how, refuse_beside_layer, to_arguments, what
from tconv_anim.cli.outputs import within
from tconv_anim.formats import OutputError, format_of
from tconv_anim.recipes.recipe import Recipe, RecipeError, command_words
from tconv_anim.recipes.toml_table import TableError, read_table
from tconv_anim.renderer.themes import THEME_KEYS

if TYPE_CHECKING:
    from tconv_anim.animation import Animation

ABOUT = ("title", "caption", "section", "order", "outputs")
"""What a recipe says beside the options. `caption` is text here; as true or false it is the option."""


@click.command("tconv-anim", add_help_option=False)
@what
@how
@click.option("-o", "--output", "outputs", multiple=True)
def _picture(**_: Any) -> None:
    """Everything that a picture's command line can hold."""


KEYS = {
    name.removeprefix("--"): option
    for option in _picture.params
    if isinstance(option, click.Option) and option.name != "outputs"
    for name in (*option.opts, *option.secondary_opts)
    if name.startswith("--")
}
"""The options by the keys that a recipe has for them; a switch by both its names, `numbers` and `no-numbers`."""


_THEME_ONLY = {*THEME_KEYS} - {*ABOUT}


def find_recipes(folder: str | Path) -> list[Path]:
    """The recipe files of a folder, in the order of their names.

    Raises
    ------
    RecipeError
        where there are none.
    """
    if not Path(folder).is_dir():
        raise RecipeError(f"there is no folder {folder} of recipes: create it or name another")
    found = sorted(Path(folder).glob("*.toml"), key=lambda path: path.name)
    if not found:
        raise RecipeError(f"folder {folder} holds no recipe: tconv-anim recipe OPTIONS > {folder}/NAME.toml writes one")
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
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise RecipeError(f"{source} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise RecipeError(f"{source} is not a text file in UTF-8") from None
    recipe = parse_recipe(text, source, path.parent)
    return recipe if recipe.outputs else replace(recipe, outputs=(f"{path.stem}.gif",))


def parse_recipe(text: str, source: str, folder: Path = Path()) -> Recipe:
    """A recipe from TOML, without outputs where it names none; `source` and `folder` are as in `Recipe`.

    Raises
    ------
    RecipeError
    """
    try:
        table = read_table(text)
    except TableError as error:
        raise RecipeError(f"{source} {error}") from None
    if table.keys() & _THEME_ONLY and not table.keys() & KEYS.keys() - {"caption"}:
        raise RecipeError(f"{source} is a theme: keep it in a folder below the recipes, such as themes/")
    about: dict[str, Any] = {}
    options: dict[str, Any] = {}
    for key, value in table.items():
        if key in ABOUT and not (key in KEYS and isinstance(value, bool)):
            about[key] = {"outputs": _outputs, "order": _order}.get(key, _text)(key, value, source)
            continue
        name, plain = _option(key, value, source)
        if name in options:
            raise RecipeError(f"{_at(source)}{name} is told twice: leave one out")
        if plain is not False or KEYS[name].secondary_opts:  # a switch that only switches on is left out
            options[name] = plain
    return _checked(Recipe(source, folder, options, **({"outputs": ()} | about)))


def parse_command(words: Sequence[str], source: str, folder: Path = Path()) -> Recipe:
    """A recipe from the words of a command line, without outputs where it names none.

    Raises
    ------
    RecipeError
    """
    try:
        given, rest, _ = _picture.make_parser(click.Context(_picture)).parse_args(list(words))
    except click.UsageError as error:
        raise RecipeError(f"{_at(source)}{_sentence(error)}") from None
    if rest:
        raise RecipeError(f"{_at(source)}{rest[0]!r} is not an option: write options such as --stride 2")
    names = {option.name: next(key for key in KEYS if KEYS[key] is option) for option in KEYS.values()}
    options = {names[name]: _as_number(value) for name, value in given.items() if name in names}
    return _checked(Recipe(source, folder, options, _outputs("outputs", given.get("outputs", []), source)))


def parse_block(text: str, source: str, folder: Path = Path()) -> Recipe:
    """A recipe from a block of text: a command line where it starts with a dash or with `tconv-anim`, otherwise TOML.

    Raises
    ------
    RecipeError
    """
    if not re.match(r"\s*(-|tconv-anim\b|$)", text):
        return parse_recipe(text, source, folder)
    try:
        words = shlex.split(text.replace("\\\n", " "))
    except ValueError as error:
        raise RecipeError(f"{_at(source)}{str(error).lower()}: close every quotation mark") from None
    return parse_command(words[1:] if words[:1] == ["tconv-anim"] else words, source, folder)


@contextmanager
def animated(recipe: Recipe, *, traced: bool = True) -> Iterator[Animation]:
    """What a recipe makes, by the same path as the command line.

    Meanwhile its folder is the working directory, as the names of files among its options start there. With `traced`
    False it is not computed yet, nor kept within the kilobytes that are asked for: enough to describe it.

    Raises
    ------
    RecipeError
        with the sentence that the command line would say.
    """
    try:
        with chdir(recipe.folder):
            context = _context(recipe)
            refuse_beside_layer(context)
            options = {key: value for key, value in context.params.items() if key not in ("outputs", "max_kb")}
            yield within(to_arguments(options), context.params["max_kb"], recipe.outputs, traced=traced)
    except RecipeError:
        raise
    except click.ClickException as error:
        raise RecipeError(f"{_at(recipe.source)}{_sentence(error)}") from None
    except ValueError as error:
        if type(error).__module__.partition(".")[0] != "tconv_anim":
            raise
        raise RecipeError(f"{_at(recipe.source)}{in_options(error)}") from error


def _checked(recipe: Recipe) -> Recipe:
    _context(recipe)
    return recipe


def _context(recipe: Recipe) -> click.Context:
    """The recipe's command line, parsed."""
    try:
        return _picture.make_context("tconv-anim", command_words(recipe.options))
    except click.BadParameter as error:
        key = error.param.opts[0].removeprefix("--") if error.param else ""
        raise RecipeError(f"{_at(recipe.source)}{key}: {error.message.rstrip('.')}") from None
    except click.UsageError as error:
        raise RecipeError(f"{_at(recipe.source)}{_sentence(error)}") from None


def _option(key: str, value: Any, source: str) -> tuple[str, Any]:
    """An option's own name, and its value as a command line says it; a wrong one is left for the option to refuse."""
    if key not in KEYS:
        known = (*ABOUT, *KEYS)
        near = get_close_matches(key.replace("_", "-"), known, 1)
        hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(known)}"
        raise RecipeError(f"{_at(source)}unknown key {key}: {hint}")
    option = KEYS[key]
    if option.is_flag:
        if not isinstance(value, bool):
            raise RecipeError(f"{_at(source)}{key} is {value!r}: write true or false")
        name = option.opts[0].removeprefix("--")
        return name, value if key == name else not value
    if isinstance(value, list) and option.multiple:
        return key, [_plain(part) for part in value]
    return key, _plain(value)


def _plain(value: Any) -> Any:
    if isinstance(value, (bool, list, dict)):
        return json.dumps(value, default=str)
    return value if isinstance(value, (int, str)) else str(value)


def _as_number(value: Any) -> Any:
    """A word as TOML would write it: whole numbers without quotation marks."""
    return int(value) if isinstance(value, str) and re.fullmatch(r"0|-?[1-9]\d{0,17}", value) else value


def _text(key: str, value: Any, source: str) -> str:
    if not isinstance(value, str):
        raise RecipeError(f"{_at(source)}{key} is {value!r}: write text in quotation marks")
    return value.strip()


def _order(key: str, value: Any, source: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise RecipeError(f"{_at(source)}{key} is {value!r}: write a whole number")
    return value


def _outputs(key: str, value: Any, source: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise RecipeError(f'{_at(source)}{key} is {value!r}: write a list of file names, such as ["x.gif", "x.png"]')
    for name in value:
        if re.search(r"[/\\:]", name):
            raise RecipeError(f"{_at(source)}output {name} names a folder: write the file's name alone")
        try:
            format_of(name)
        except OutputError as error:
            raise RecipeError(f"{_at(source)}{error}") from None
    return tuple(value)


def _sentence(error: click.ClickException) -> str:
    return error.format_message().rstrip(".")


def _at(source: str) -> str:
    return f"{source}: " if source else ""
