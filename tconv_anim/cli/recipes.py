"""The sub-commands about recipes: render makes one, recipe writes one down, explain reads one out of a file, schema."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tconv_anim.cli import reports
from tconv_anim.cli.errors import one_sentence
from tconv_anim.cli.options import (
    JSON_ALWAYS,
    JSON_SAID,
    KeepsWords,
    PictureCommand,
    ValueType,
    as_json,
    completing,
    options,
    output,
)  # fmt: skip
from tconv_anim.cli.reports import AS_JSON, say_json
from tconv_anim.cli.streams import say_line
from tconv_anim.options import GROUPS, LOOK, OPTIONS, TconvError, printable, quoted

if TYPE_CHECKING:
    from tconv_anim.recipes.recipe import Recipe  # imported when one is read


@click.command(cls=PictureCommand)
@click.argument("files", nargs=-1, required=True, metavar="RECIPE.toml...", shell_complete=completing(files=True))
@click.option("--out", default=".", show_default=True, metavar="DIR", help="Folder for the pictures.")
@click.option("--watch", is_flag=True, help="Draw again whenever a recipe, or a file that it names, is saved.")
@as_json()
def render(files: tuple[str, ...], out: str, watch: bool, as_json: bool) -> None:
    """Make the pictures of recipes."""
    from tconv_anim.publish.gallery.contents import check_distinct_outputs
    from tconv_anim.recipes.paths import check_files
    from tconv_anim.recipes.reading import read_recipe

    if watch:
        from tconv_anim.cli.watching import redraw

        def draw(file: str) -> None:
            made = _draw(read_recipe(file), out)
            if as_json:
                say_json({"pictures": [made]})

        redraw(files, _named, draw)
    with one_sentence():
        recipes = [read_recipe(file) for file in files]  # all are read before any is made
        check_distinct_outputs(recipes)
        for recipe in recipes:
            check_files(recipe, outside=True)
        pictures = [_draw(recipe, out) for recipe in recipes]
    if as_json:
        say_json({"pictures": pictures})


def _draw(recipe: Recipe, out: str) -> dict[str, Any]:
    """Make a recipe's pictures, and say so; gives what a program is told of them."""
    from tconv_anim.cli.notes import notes_of, say_notes
    from tconv_anim.cli.outputs import described
    from tconv_anim.cli.reports import made
    from tconv_anim.formats import format_of
    from tconv_anim.formats._writing import write_bytes
    from tconv_anim.publish.making import animation_of, pictures_of
    from tconv_anim.recipes.paths import check_files

    check_files(recipe, outside=True)
    animation = animation_of(recipe)
    notes = notes_of(animation, sorted(map(format_of, recipe.outputs)), recipe.options)
    say_notes(notes)
    files = []
    for name, data, frames in pictures_of(recipe, animation):
        write_bytes(Path(out) / name, data)
        files.append(described(animation, str(Path(out) / name), len(data), frames))
        say_line(f"{Path(out) / name}: {animation.alt_text}")
    return made(animation, files, notes)


def _named(file: str) -> list[Path]:
    """The files that a recipe names; none of one that cannot be read now."""
    from tconv_anim.recipes.paths import named_files
    from tconv_anim.recipes.reading import read_recipe

    try:
        return named_files(read_recipe(file))
    except TconvError:
        return []


@click.command(cls=KeepsWords)
@options(*GROUPS)
@output()
@as_json(JSON_SAID)
@click.pass_context
def recipe(context: click.Context, /, as_json: bool, **_: Any) -> None:
    """Print a command as a recipe, to be kept as a .toml file: tconv-anim recipe --stride 2 > x.toml."""
    from tconv_anim.cli.outputs import formats_of
    from tconv_anim.publish.making import animation_of
    from tconv_anim.recipes.reading import given, parse_words
    from tconv_anim.recipes.writing import to_toml

    with one_sentence():
        written = parse_words([word for word in KeepsWords.words(context) if word != AS_JSON], "")
        formats_of(given(written.options), written.outputs)
        animation_of(written)  # what cannot be made is no recipe
        outputs = {"outputs": written.outputs} if written.outputs else {}
        text = to_toml({"look": LOOK} | written.options | outputs)
        if as_json:
            say_json({"recipe": text, "options": written.options, "outputs": written.outputs})
        else:
            click.echo(text, nl=False)


@click.command(cls=PictureCommand)
@click.argument("file", metavar="FILE", shell_complete=completing(files=True))
@click.option("--lang", metavar="TAG", type=ValueType(OPTIONS["lang"]), shell_complete=completing(OPTIONS["lang"]),
              help="Language of the formula and the alt text. [default: the picture's]")  # fmt: skip
@as_json(JSON_SAID)
def explain(file: str, lang: str | None, as_json: bool) -> None:
    """Print the recipe that a picture carries, and as comments the command, the formula and the alt text.

    The output is itself a recipe. Nothing is computed or drawn, and no file that the recipe names is opened.
    """
    from tconv_anim.formats import format_of, read_comment, taken
    from tconv_anim.publish.exploring import command_in
    from tconv_anim.publish.making import animation_of
    from tconv_anim.recipes.reading import files_in, parse_recipe

    told: dict[str, Any] = {}

    def say(text: str, **said: Any) -> None:
        told.update(said)
        reports.so_far.set(told)  # also if the rest cannot be read or drawn here
        if not as_json:
            click.echo(text)

    with one_sentence():
        text = read_comment(file)
        say("\n".join(map(printable, text.rstrip().split("\n"))), recipe=text)
        if page := command_in(text):
            command = f"{page} -o {quoted([Path(file).name])}"
            say(f"\n# command: {printable(command)}", command=command)
        else:
            found = replace(parse_recipe(text, file), outputs=(Path(file).name,))
            shown = replace(found, options=taken(found.options, format_of(file)))
            say(f"\n# command: {printable(shown.command)}", command=shown.command, options=found.options)
            if named := files_in(found):
                say_line(f"note: the formula and the alt text depend on {', '.join(named)}")
            else:
                described = {n: value for n, value in found.options.items() if n not in ("theme", "font")}  # files
                if lang is not None:
                    described["lang"] = lang
                one = animation_of(replace(found, options=described), traced=False)
                say(f"# formula: {one.formula}\n# alt text: {one.alt_text}", formula=one.formula, alt_text=one.alt_text)
    if as_json:
        say_json(told)


@click.command(cls=PictureCommand)
@click.argument("of", type=click.Choice(["recipe", "trace"]), default="recipe")
@as_json(JSON_ALWAYS)
def schema(of: str, as_json: bool) -> None:  # noqa: ARG001
    """Print the JSON schema of recipes, with which an editor completes and checks their keys, or of traces."""
    from tconv_anim.core.trace import TRACE_SCHEMA
    from tconv_anim.recipes.schema import schema_text

    click.echo(TRACE_SCHEMA.read_text(encoding="utf-8") if of == "trace" else schema_text(), nl=False)
