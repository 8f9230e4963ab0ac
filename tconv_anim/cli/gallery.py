"""The sub-command gallery: options to a run or a check, and what it says of it."""

from __future__ import annotations

import gc
import os
import sys
from difflib import get_close_matches
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tconv_anim.cli.completion import completing
from tconv_anim.cli.errors import OUT_OF_DATE, Mistake, one_sentence
from tconv_anim.cli.progress import showing_results

if TYPE_CHECKING:
    from tconv_anim.publish.gallery.gallery import Gallery, Report
    from tconv_anim.recipes.recipe import Recipe


@click.command()
@click.argument("recipes", default="examples", metavar="[DIR]", shell_complete=completing(files=True))
@click.option("--out", default="gallery", show_default=True, metavar="DIR", help="Where pictures and pages go.")
@click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="Processes that draw. [default: one a processor]")
@click.option("--only", metavar="PATTERN", help="Only pictures whose name fits, such as 'dilation*'.")
@click.option("--again", is_flag=True, help="Make every picture anew, also what is current.")
@click.option("--check", "checks", is_flag=True, help="Change nothing: exit code 1 where the gallery is not current.")
@click.option("--differences", default="gallery-differences", show_default=True, metavar="DIR",
              help="Where --check puts old | new | difference of pictures that differ.")  # fmt: skip
def gallery(
    recipes: str, out: str, jobs: int | None, only: str | None, again: bool, checks: bool, differences: str
) -> None:
    """Make the pictures of a folder of recipes, as far as they changed, and pages that show them.

    DIR holds the recipes, *.toml; it is examples where none is given.
    """
    gc.enable()  # many animations are made in one process
    with one_sentence():
        from tconv_anim.publish.gallery.check import check
        from tconv_anim.publish.gallery.update import update

        whole = _read(recipes, out)
        chosen = _chosen(whole, only)
        jobs = jobs or _processors()
        if checks:
            folder = Path(differences).resolve()  # drawing changes the working directory
            report = check(whole, chosen, jobs=jobs, differences=folder, watched=showing_results)
            _tell_check(report, recipes, out, differences)
        else:
            report = update(whole, chosen, jobs=jobs, again=again, watched=showing_results)
            _tell_run(report, out)
    if report.failures or report.stale:
        sys.exit(OUT_OF_DATE)


def _read(recipes: str, out: str) -> Gallery:
    """The recipes of a folder; those that cannot be read are told among the failures."""
    from tconv_anim.publish.gallery.gallery import Gallery, check_outputs
    from tconv_anim.publish.making import animated
    from tconv_anim.recipes.reading import find_recipes, read_recipe
    from tconv_anim.recipes.recipe import RecipeError

    read: list[Recipe] = []
    failures: list[str] = []
    for path in find_recipes(recipes):
        try:
            recipe = read_recipe(path)
            check_outputs([*read, recipe])
            read.append(recipe)
        except RecipeError as error:
            failures.append(str(error))
    return Gallery(Path(out).resolve(), read, animated, failures)


def _chosen(whole: Gallery, only: str | None) -> list[Recipe]:
    """The recipes of which a picture fits the pattern, with its suffix or without."""
    if only is None:
        return list(whole.recipes)
    fits = [name for name in whole.outputs if fnmatchcase(name, only) or fnmatchcase(Path(name).stem, only)]
    if not fits:
        near = get_close_matches(only, whole.outputs, 1, 0)
        raise Mistake(f"no picture is named {only!r}: {f'did you mean {near[0]}?' if near else 'there is none'}")
    return [recipe for recipe in whole.recipes if set(recipe.outputs) & set(fits)]


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _tell_run(report: Report, out: str) -> None:
    for name in report.made:
        click.echo(f"made {Path(out) / name}", err=True)
    for name in report.removed:
        click.echo(f"removed {Path(out) / name}", err=True)
    _tell_failures(report)
    click.echo(f"{len(report.made)} made, {report.kept} current, {len(report.removed)} removed, "
               f"{len(report.failures)} failed", err=True)  # fmt: skip


def _tell_check(report: Report, recipes: str, out: str, differences: str) -> None:
    for name, why in report.notices.items():
        click.echo(f"note: {Path(out) / name}: {why}", err=True)
    for name, why in report.stale.items():
        click.echo(f"{Path(out) / name}: {why}", err=True)
    _tell_failures(report)
    click.echo(f"{report.kept} current, {len(report.notices)} otherwise encoded, {len(report.stale)} not current, "
               f"{len(report.failures)} failed", err=True)  # fmt: skip
    if report.differences:
        click.echo(f"see {differences} for old | new | difference", err=True)
    if report.stale:
        click.echo(f"tconv-anim gallery {recipes} --out {out} makes it current", err=True)


def _tell_failures(report: Report) -> None:
    for sentence in report.failures:
        click.echo(f"Error: {sentence}", err=True)
