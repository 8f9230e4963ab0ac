"""The sub-command markdown: pages and their pictures, made or checked."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from tconv_anim.cli.errors import OUT_OF_DATE, one_sentence, say_failure
from tconv_anim.cli.options import PictureCommand, completing
from tconv_anim.options import TconvError


@click.command(cls=PictureCommand)
@click.argument("files", nargs=-1, required=True, metavar="FILE.md...", shell_complete=completing(files=True))
@click.option("--images", default="images", show_default=True, metavar="DIR",
              help="Folder for the pictures, relative to the page's.")  # fmt: skip
@click.option("--check", "checks", is_flag=True, help="Change nothing: exit code 1 if something is out of date.")
def markdown(files: tuple[str, ...], images: str, checks: bool) -> None:
    """Make a picture of every fenced tconv block in Markdown pages, and show it below the block.

    A block holds options as on the command line, or a recipe.
    """
    from tconv_anim.publish.files import read_text
    from tconv_anim.publish.markdown.pages import check_distinct_pictures, make_page, plan_page

    failed = False
    plans = []
    with one_sentence():
        for path, text in [(Path(name), read_text(Path(name))) for name in files]:
            try:
                plans.append(plan_page(path, text))
            except TconvError as error:  # the other pages are made
                say_failure(error)
                failed = True
        check_distinct_pictures(plans, images)
        for plan in plans:
            for line in plan.ignored_lines:
                where = f"{plan.path}: line {line}"
                click.echo(f"note: {where}: this tconv fence is indented as code and makes no picture", err=True)
            try:
                files_made = make_page(plan, images)
            except TconvError as error:
                say_failure(error)
                failed = True
                continue
            failed |= _check(files_made) if checks else _write(files_made)
    if failed:
        sys.exit(OUT_OF_DATE)


def _write(files: dict[Path, bytes]) -> bool:
    """Write files, and say which ones changed."""
    from tconv_anim.formats import check_replaceable, write_bytes

    check_replaceable(files)
    for path, data in reversed(files.items()):  # the page last, when its pictures are there
        if write_bytes(path, data):
            click.echo(f"made {path}", err=True)
    return False


def _check(files: dict[Path, bytes]) -> bool:
    """Whether something is out of date, and say what; pictures with the same pixels are up to date."""
    from tconv_anim.publish.files import read_bytes
    from tconv_anim.publish.gallery.compare import Match, compare

    out_of_date = False
    for path, new in files.items():
        match = compare(read_bytes(path), new) if path.is_file() else None
        if match is None:
            click.echo(f"{path}: missing", err=True)
            out_of_date = True
        elif match is Match.NONE:
            click.echo(f"{path}: not what its blocks make", err=True)
            out_of_date = True
        elif match is not Match.BYTES:
            click.echo(f"note: {path}: {match.value}", err=True)
    return out_of_date
