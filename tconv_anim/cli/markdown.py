"""The sub-command markdown: pages and their pictures, made or checked."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tconv_anim.cli.errors import OUT_OF_DATE, one_sentence, say_failure
from tconv_anim.cli.options import PictureCommand, allow_outside, as_json, completing
from tconv_anim.cli.reports import say_json
from tconv_anim.cli.streams import say_line
from tconv_anim.options import TconvError, quoted
from tconv_anim.publish.markdown.showing import DIALECTS, GITHUB, MKDOCS

if TYPE_CHECKING:
    from tconv_anim.publish.markdown.pages import PageLook

IMAGES = "images"


@click.command(cls=PictureCommand)
@click.argument("files", nargs=-1, required=True, metavar="FILE.md...", shell_complete=completing(files=True))
@click.option("--images", default=IMAGES, show_default=True, metavar="DIR",
              help="Folder for the pictures, relative to the page's.")  # fmt: skip
@click.option(
    "--for",
    "dialect",
    type=click.Choice(DIALECTS),
    default=GITHUB,
    show_default=True,
    help="Tool that shows the pages; github is also for mystmd and others.",
)
@click.option("--dark", is_flag=True, help="Make a dark twin of each picture, which pages with dark colours show.")
@click.option("--width", default="", metavar="PX|%", help="Width of pictures on the page, such as 400 or 60%.")
@allow_outside()
@as_json()
@click.option("--check", "checks", is_flag=True, help="Change nothing: exit code 1 if something is out of date.")
def markdown(
    files: tuple[str, ...],
    images: str,
    dialect: str,
    dark: bool,
    width: str,
    outside: bool,
    as_json: bool,
    checks: bool,
) -> None:
    """Make a picture of every tconv block in Markdown pages, and show it below the block.

    A block is fenced, or a comment that readers do not see, <!-- tconv ... -->. It holds options as on the command
    line, or a recipe.
    """
    from tconv_anim.publish.checking import versions_notes
    from tconv_anim.publish.files import read_text
    from tconv_anim.publish.markdown.fences import NO_PARSER, has_containers
    from tconv_anim.publish.markdown.pages import PageLook, check_distinct_pictures, checked_width, make_page, plan_page
    from tconv_anim.publish.markdown.runs import check_page, write_page

    report: dict[str, Any] = {"made": [], "out_of_date": {}, "failures": [], "notes": []}

    def fail(error: TconvError) -> None:  # the rest is made
        say_failure(error)
        report["failures"].append(error.as_dict())

    def note(text: str) -> None:
        say_line(f"note: {text}")
        report["notes"].append(text)

    plans = []
    others: Counter[str] = Counter()
    with one_sentence():
        look = PageLook(dialect, dark, checked_width(width, "--"))
        for path, text in [(Path(name), read_text(Path(name))) for name in files]:
            try:
                plans.append(plan_page(path, text, look, outside=outside))
            except TconvError as error:
                if error.kind == NO_PARSER:  # no page can be read
                    raise
                fail(error)
        check_distinct_pictures(plans, images)
        for plan in plans:
            way = "; within MkDocs' admonitions and tabs it does with --for mkdocs"
            hint = way if dialect != MKDOCS and has_containers(plan.text) else ""
            for line in plan.ignored_lines:
                note(f"{plan.path}: line {line}: this tconv fence is indented as code and makes no picture{hint}")
            try:
                page = make_page(plan, images)
            except TconvError as error:
                fail(error)
                continue
            for lack in page.lacks:
                note(lack)
            if checks:
                wrong, made_with = check_page(page)
                for path, why in wrong.items():
                    say_line(f"{path}: {why}")
                    report["out_of_date"][str(path)] = why
                others += made_with
            else:
                for path in write_page(page):
                    say_line(f"made {path}")
                    report["made"].append(str(path))
        for versions in versions_notes(others):
            say_line(versions)
    if report["out_of_date"]:
        say_line(f"{_command(files, images, look, outside=outside)} brings them up to date")
    if as_json:
        say_json(report)
    if report["failures"] or report["out_of_date"]:
        sys.exit(OUT_OF_DATE)


def _command(files: tuple[str, ...], images: str, look: PageLook, *, outside: bool) -> str:
    """The command line that makes what a check found out of date."""
    options = ["--images", images] if images != IMAGES else []
    options += ["--for", look.dialect] if look.dialect != GITHUB else []
    options += ["--dark"] if look.dark else []
    options += ["--width", look.width] if look.width else []
    return quoted(["tconv-anim", "markdown", *files, *options, *(["--allow-outside"] if outside else [])])
