"""The sub-command markdown: pages and their pictures, made or checked."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from tconv_anim.cli.completion import completing
from tconv_anim.cli.errors import OUT_OF_DATE, one_sentence


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE.md...", shell_complete=completing(files=True))
@click.option("--images", default="images", show_default=True, metavar="DIR", help="Where pictures go, from the page.")
@click.option("--check", "checks", is_flag=True, help="Change nothing: exit code 1 where something is not current.")
def markdown(files: tuple[str, ...], images: str, checks: bool) -> None:
    """Make a picture of every fenced tconv block in Markdown pages, and show it below the block.

    A block holds options as on the command line, or a recipe.
    """
    from tconv_anim.publish.making import animated
    from tconv_anim.publish.markdown.pages import plan_page, refuse_same_names, render_page
    from tconv_anim.recipes.reading import parse_block
    from tconv_anim.recipes.recipe import RecipeError

    stale = False
    plans = []
    with one_sentence():
        for path, text in [(Path(name), _read(Path(name))) for name in files]:
            try:
                plans.append(plan_page(path, text, parse_block, animated))
            except RecipeError as error:  # the other pages are made
                click.echo(f"Error: {error}", err=True)
                stale = True
        refuse_same_names(plans, images)
        for plan in plans:
            for note in plan.notes:
                click.echo(f"note: {note}", err=True)
            try:
                page = render_page(plan, images, animated)
            except RecipeError as error:
                click.echo(f"Error: {error}", err=True)
                stale = True
                continue
            files_made = {plan.path: page.text.encode(), **page.pictures}
            stale |= _check(files_made) if checks else _write(files_made)
    if stale:
        sys.exit(OUT_OF_DATE)


def _read(path: Path) -> str:
    from tconv_anim.recipes.recipe import RecipeError

    try:
        return path.read_bytes().decode()
    except OSError as error:
        raise RecipeError(f"{path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise RecipeError(f"{path} is not a text file in UTF-8") from None


def _write(files: dict[Path, bytes]) -> bool:
    from tconv_anim.formats import write_bytes

    for path, data in reversed(files.items()):  # the page last, when its pictures are there
        if write_bytes(path, data):
            click.echo(f"made {path}", err=True)
    return False


def _check(files: dict[Path, bytes]) -> bool:
    """Say what is not current; pictures that look the same are."""
    from tconv_anim.publish.gallery.compare import Likeness, compare

    stale = False
    for path, new in files.items():
        likeness = compare(path.read_bytes(), new) if path.is_file() else None
        if likeness in (Likeness.PICTURES, Likeness.EDGES):
            click.echo(f"note: {path}: {likeness.value}", err=True)
        elif likeness is not Likeness.BYTES:
            click.echo(f"{path}: {'missing' if likeness is None else 'not what its blocks make'}", err=True)
            stale = True
    return stale
