"""The sub-command gallery: a run or a check, and its report."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tconv_anim.cli.errors import OUT_OF_DATE, CommandError, one_sentence
from tconv_anim.cli.options import PictureCommand, ValueType, allow_outside, as_json, completing
from tconv_anim.cli.progress import taking_turns
from tconv_anim.cli.ranges import ShardType
from tconv_anim.cli.reports import say_json
from tconv_anim.cli.streams import say_line
from tconv_anim.options import OPTIONS, TconvError

if TYPE_CHECKING:
    from tconv_anim.publish.gallery.contents import Gallery, Report
    from tconv_anim.publish.gallery.shards import Shard
    from tconv_anim.recipes.recipe import Recipe


@click.command(cls=PictureCommand)
@click.argument("recipes", default="examples", metavar="[DIR]", shell_complete=completing(files=True))
@click.option("--out", default="gallery", show_default=True, metavar="DIR", help="Folder for the pictures and pages.")
@click.option(
    "--jobs", type=click.IntRange(min=1), metavar="N", help="Number of worker processes. [default: number of CPUs]"
)
@click.option(
    "--only", metavar="PATTERN", help='Make only pictures whose name, or whose recipe\'s, matches, such as "dilation*".'
)
@click.option("--again", is_flag=True, help="Make every picture, also those that are up to date.")
@click.option(
    "--lang", metavar="TAG", type=ValueType(OPTIONS["lang"]), shell_complete=completing(OPTIONS["lang"]),
    help="Language of the pages, and of pictures whose recipe names none. [default: that of the last run, or en]",
)  # fmt: skip
@click.option("--upgrade-look", is_flag=True, help="Make every picture in the newest look.")
@click.option("--check", "checks", is_flag=True, help="Change nothing: exit code 1 if the gallery is out of date.")
@allow_outside()
@click.option("--differences", default="gallery-differences", show_default=True, metavar="DIR",
              help="Folder in which --check shows old | new | difference of pictures that differ.")  # fmt: skip
@click.option("--shard", type=ShardType(), metavar="N/M",
              help="Make or check the N-th of M shares of the pictures; the last joins the reports.")  # fmt: skip
@click.option("--join", "joins", is_flag=True, help="Join the reports of all shards, which were made elsewhere.")
@click.option("--parts", default="gallery-parts", show_default=True, metavar="DIR",
              help="Folder in which --shard leaves what --join needs.")  # fmt: skip
@as_json()
def gallery(
    recipes: str,
    out: str,
    jobs: int | None,
    only: str | None,
    again: bool,
    lang: str | None,
    upgrade_look: bool,
    checks: bool,
    outside: bool,
    differences: str,
    shard: Shard | None,
    joins: bool,
    parts: str,
    as_json: bool,
) -> None:
    """Make the pictures of a folder of recipes that changed, and pages that show all of them.

    DIR is the folder of the recipes, *.toml. [default: examples]
    """
    gc.enable()  # many animations are made in one process
    with one_sentence():
        from tconv_anim.publish.gallery.runs import check, in_language, update
        from tconv_anim.publish.gallery.shards import join, run_shard

        _refuse_together(shard, joins, only=only, again=again, upgrade_look=upgrade_look, checks=checks)
        all_recipes = in_language(_read(recipes, out, outside=outside), lang)
        chosen = _chosen(all_recipes, only)
        if jobs is None:
            jobs = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        missing: list[Shard] = []
        seen = Path(differences)
        places = {Path(parts): True} if shard or joins else {}
        with taking_turns(places | ({Path(out): False, seen: True} if checks else {Path(out): True})):
            if joins:
                report = join(all_recipes, Path(parts), checks=checks)
            elif shard:
                report, missing = run_shard(
                    all_recipes, shard, Path(parts), checks=checks, jobs=jobs, again=again, differences=seen
                )
            elif checks:
                report = check(all_recipes, chosen, jobs=jobs, differences=seen)
            else:
                report = update(all_recipes, chosen, jobs=jobs, again=again, upgrade_look=upgrade_look)
        for name, said in report.lacks.items():
            for lack in said:
                say_line(f"note: {Path(out) / name}: {lack}")
        if checks:
            _print_check(report, f"{recipes} --out {out}{' --allow-outside' * outside}", out, differences)
        else:
            _print_run(report, out)
        if missing:
            say_line(f"{parts} waits for the parts of shards {', '.join(map(str, missing))}")
    if as_json:
        say_json(_record(report, out, missing))
    if report.failures or report.out_of_date:
        sys.exit(OUT_OF_DATE)


def _refuse_together(
    shard: Shard | None, joins: bool, *, only: str | None, again: bool, upgrade_look: bool, checks: bool
) -> None:
    """Refuse options that leave nothing of each other."""
    if upgrade_look and (checks or only is not None or shard or joins):
        option = "--check" if checks else "--only" if only is not None else "--shard" if shard else "--join"
        raise CommandError("part_of_look", {"option": option})
    if shard and (only is not None or joins):
        raise CommandError("part_of_shard", {"option": "--only" if only is not None else "--join"})
    if joins and (only is not None or again):
        raise CommandError("part_of_join", {"option": "--again" if again else "--only"})


def _read(recipes: str, out: str, *, outside: bool) -> Gallery:
    """The recipes of a folder, and why others cannot be read."""
    from tconv_anim.publish.gallery.contents import Gallery, check_gallery_outputs
    from tconv_anim.recipes.paths import check_files, check_recipe_file
    from tconv_anim.recipes.reading import find_recipes, read_recipe

    read: list[Recipe] = []
    failures: list[TconvError] = []
    for path in find_recipes(recipes):
        try:
            check_recipe_file(path, outside=outside)
            recipe = read_recipe(path)
            check_files(recipe, outside=outside)
            check_gallery_outputs([*read, recipe])
            read.append(recipe)
        except TconvError as error:
            failures.append(error)
    return Gallery(Path(out), read, failures)


def _chosen(gallery: Gallery, only: str | None) -> list[Recipe]:
    """The recipes whose file, or a picture of theirs, matches the pattern, with or without its suffix."""
    if only is None:
        return list(gallery.recipes)

    def fits(name: str) -> bool:
        return fnmatchcase(name, only) or fnmatchcase(Path(name).stem, only)

    chosen = [recipe for recipe in gallery.recipes if any(map(fits, (*recipe.outputs, Path(recipe.source).name)))]
    if not chosen:
        near = get_close_matches(only, gallery.outputs, 1, 0)
        if near:
            raise CommandError("no_picture_named", {"pattern": only, "near": near[0]})
        raise CommandError("no_pictures", {"pattern": only})
    return chosen


def _print_run(report: Report, out: str) -> None:
    for name in report.made:
        say_line(f"made {Path(out) / name}")
    for name in report.removed:
        say_line(f"removed {Path(out) / name}")
    for failure in report.failures:
        say_line(f"Error: {failure['message']}")
    say_line(
        f"made {len(report.made)}, {report.up_to_date} up to date, {len(report.removed)} removed, "
        f"{len(report.failures)} failed"
    )


def _print_check(report: Report, words: str, out: str, differences: str) -> None:
    from tconv_anim.publish.checking import versions_notes

    for note in versions_notes(report.made_with):
        say_line(note)
    for name, why in report.out_of_date.items():
        say_line(f"{Path(out) / name}: {why}")
    for failure in report.failures:
        say_line(f"Error: {failure['message']}")
    say_line(f"{report.up_to_date} up to date, {len(report.out_of_date)} out of date, {len(report.failures)} failed")
    if report.differences:
        say_line(f"see {differences} for old | new | difference")
    if report.out_of_date:
        what = "the others" if report.failures else "it"
        say_line(f"tconv-anim gallery {words} brings {what} up to date")


def _record(report: Report, out: str, missing: Sequence[Shard]) -> dict[str, Any]:
    """What a run did, or what a check found, for a program."""
    return {
        "folder": out, "made": report.made, "removed": report.removed, "up_to_date": report.up_to_date,
        "out_of_date": report.out_of_date, "failures": report.failures, "notes": report.lacks,
        "differences": report.differences, "shards_missing": [*map(str, missing)],
    }  # fmt: skip
