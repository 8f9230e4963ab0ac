"""The sub-commands around one recipe: render makes it, recipe writes it down, explain reads it out of a file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from tconv_anim.cli.completion import completing
from tconv_anim.cli.errors import one_sentence
from tconv_anim.cli.options import how, what


class _KeepsWords(click.Command):
    """A command that hands on its words as they were written."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        ctx.meta["tconv_anim.words"] = list(args)
        return super().parse_args(ctx, args)


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="RECIPE.toml...", shell_complete=completing(files=True))
@click.option("--out", default=".", show_default=True, metavar="DIR", help="Where the pictures go.")
def render(files: tuple[str, ...], out: str) -> None:
    """Make the pictures of recipes."""
    from tconv_anim.cli.recipes import animated, read_recipe
    from tconv_anim.formats import format_of, write_bytes
    from tconv_anim.publish.gallery.gallery import check_distinct

    with one_sentence():
        recipes = [read_recipe(file) for file in files]  # all are read before any is made
        check_distinct(recipes)
        folder = Path(out).resolve()  # drawing changes the working directory
        for recipe in recipes:
            with animated(recipe) as animation:
                for name in recipe.outputs:
                    write_bytes(folder / name, animation.to_bytes(format_of(name)))
                    click.echo(f"{Path(out) / name}: {animation.alt_text}", err=True)


@click.command(cls=_KeepsWords)
@what
@how
@click.option("-o", "--output", "outputs", multiple=True, metavar="FILE", help="A file that the recipe is to make.")
@click.pass_context
def recipe(context: click.Context, /, **_: Any) -> None:
    """Print a command as a recipe, to be kept as a .toml file: tconv-anim recipe --stride 2 > x.toml."""
    from tconv_anim.cli.recipes import animated, parse_command
    from tconv_anim.recipes.recipe import to_toml

    with one_sentence():
        written = parse_command(context.meta["tconv_anim.words"], "")
        with animated(written):  # what cannot be made is no recipe
            click.echo(to_toml(written.options | ({"outputs": written.outputs} if written.outputs else {})), nl=False)


@click.command()
@click.argument("file", metavar="FILE", shell_complete=completing(files=True))
def explain(file: str) -> None:
    """Print the recipe that a picture carries, and as comments the command, the formula and the alt text.

    What is printed is itself a recipe.
    """
    from tconv_anim.cli.recipes import animated, parse_recipe
    from tconv_anim.formats import read_comment
    from tconv_anim.scenes.captions import formula_text

    with one_sentence():
        text = read_comment(file)
        click.echo(text.rstrip())  # also where it cannot be read or drawn here
        found = replace(parse_recipe(text, file), outputs=(Path(file).name,))
        click.echo(f"\n# command: {found.command}")
        with animated(found) as animation:
            click.echo(f"# formula: {formula_text(animation.trace.spec)}\n# alt text: {animation.alt_text}")
