"""The sub-command card: a page that sums a layer up, or its formulas for a text of one's own."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from tconv_anim.cli.errors import CommandError, one_sentence
from tconv_anim.cli.options import PictureCommand, after, completing, given, options, output
from tconv_anim.cli.reports import say_json
from tconv_anim.options import CARD, OPTIONS

OF_ANIMATIONS = ("view", "side", "cells", "style", "pages", "pair", "still", "gradient", "ops")
"""What a page of its own has no use for."""
CARD_OPTIONS = (
    *(n for n, option in OPTIONS.items() if option.group != "motion" and n not in OF_ANIMATIONS), "limit",
)  # fmt: skip
NOTATIONS = ("latex", "mathml")


@click.command(cls=PictureCommand)
@click.argument("recipe", required=False, metavar="[RECIPE.toml]", shell_complete=completing(files=True))
@click.option("--formula", metavar="|".join(NOTATIONS), type=click.Choice(NOTATIONS),
              help="Print the size and the definition as LaTeX (with amsmath) or MathML, without a page.")  # fmt: skip
@options(only=CARD_OPTIONS)
@output("pdf")
@after()
def card(recipe: str | None, formula: str | None, outputs: tuple[str, ...], **values: Any) -> None:
    """Sum a layer up on one page, for a handout: sizes, pictures, a number worked out, parameters, multiplications.

    \b
    tconv-anim card --stride 2 --padding 1
    tconv-anim card --layer "nn.ConvTranspose2d(64, 32, 4, stride=2, padding=1)" -o handout.svg
    tconv-anim card --formula latex --stride 2 --padding 1

    The layer may be that of a recipe. The page is a PDF, of A4 across, unless a file is named. It is what --still card
    makes.
    """  # noqa: D301
    from tconv_anim.cli.outputs import After, make_outputs

    then = After.taken_from(values)
    with one_sentence():
        asked, folder = _asked(recipe, given(values))
        if formula is None:
            make_outputs({**asked, "still": CARD}, outputs, then, folder)
            return
        if outputs or then.snippet or then.opened:
            raise CommandError("formula_in_file", {"formula": formula})
        lines = _formulas(asked, folder, formula)
    if then.as_json:
        say_json({"notation": formula, "formulas": lines})
    else:
        click.echo("\n".join(lines))


def _asked(recipe: str | None, own: dict[str, Any]) -> tuple[dict[str, Any], Path]:
    """The options of a recipe with those of the command line, and where the names of their files start."""
    if recipe is None:
        return own, Path()
    from tconv_anim.recipes.reading import given as options_of
    from tconv_anim.recipes.reading import read_recipe

    for name in own:
        if name not in OPTIONS or OPTIONS[name].group in ("operation", "numbers"):
            option = OPTIONS[name].option if name in OPTIONS else f"--{name}"
            raise CommandError("part_of_recipe", {"option": option, "recipe": recipe})
    found = read_recipe(recipe)
    theirs = {name: value for name, value in options_of(found.options).items() if name in (*CARD_OPTIONS, "channels")}
    for name in ("theme", "font"):  # a file that the command line names is seen from here
        if name in own:
            files = own[name] if isinstance(own[name], tuple) else (own[name],)
            seen = tuple(os.path.abspath(file) if os.path.isfile(file) else file for file in files)
            own[name] = seen if isinstance(own[name], tuple) else seen[0]
    return theirs | own, found.folder


def _formulas(asked: dict[str, Any], folder: Path, notation: str) -> list[str]:
    """The formulas of the layer that is asked for."""
    from tconv_anim.recipes.arguments import arguments_of
    from tconv_anim.recipes.request import Request
    from tconv_anim.recipes.values import asked_language
    from tconv_anim.scenes.card.typeset import typeset
    from tconv_anim.scenes.limits import check_card

    names = {name for name, option in OPTIONS.items() if option.takes in ("request", "op")}
    arguments = {name: value for name, value in arguments_of(asked, folder).items() if name in names}
    spec = Request.of(arguments.pop("op", OPTIONS["op"].default), **arguments).spec
    check_card(spec, CARD)
    return typeset(spec, notation, asked_language(asked.get("lang"))).splitlines()
