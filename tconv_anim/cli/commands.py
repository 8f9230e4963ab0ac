"""The sub-commands trace, code, compare and views."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from tconv_anim.cli.errors import CommandError, one_sentence
from tconv_anim.cli.options import (
    JSON_ALWAYS,
    JSON_SAID,
    PictureCommand,
    ValueType,
    after,
    as_json,
    completing,
    given,
    options,
    output,
)  # fmt: skip
from tconv_anim.cli.reports import say_json
from tconv_anim.cli.streams import say_line
from tconv_anim.options import COMPARE, LIKE, OPTIONS, drawn_ops

if TYPE_CHECKING:
    from tconv_anim.core.spec import Spec

CODE_OPTIONS = (
    *(n for n, option in OPTIONS.items() if option.group in ("operation", "numbers") and n not in ("op", "ops")),
    "limit",
)  # fmt: skip
"""What describes an operation, and its numbers; and the limits."""
SCRIPTED = tuple(op for op in drawn_ops() if op != COMPARE)
COMPARE_OPTIONS = (
    "ops", "input_size", "output_size", "kernel_size", "input", "rgb", "seed",
    *(name for name, option in OPTIONS.items() if option.group in ("look", "motion", "output")),
)  # fmt: skip
"""What a comparison is made of, and how it looks."""
FINISHED = "finished"
DEFAULT, DRAWN = "*", "+"
"""How the table of views marks the default view of an operation, and another one that draws it."""


def _describe(ctx: click.Context, param: click.Parameter, asked: bool) -> None:  # noqa: ARG001
    if asked:
        from tconv_anim.core.trace import DESCRIPTION

        click.echo(DESCRIPTION.read_text(encoding="utf-8"), nl=False)
        ctx.exit()


@click.command(cls=PictureCommand)
@options(only=("op", "ops", *CODE_OPTIONS, *(name for name, option in OPTIONS.items() if option.group == "look")))
@click.option("--marks", metavar="STEP|finished",
              help="Print the marks, the shapes that are drawn, of a step counted from 1 or of the end.")  # fmt: skip
@click.option("--steps/--no-steps", default=True, show_default=True, help="Print every step, or only the arrays.")
@click.option("--describe", is_flag=True, is_eager=True, expose_value=False, callback=_describe,
              help="Print what the JSON means and exit.")  # fmt: skip
@as_json(JSON_ALWAYS)
def trace(steps: bool, marks: str | None, as_json: bool, **values: Any) -> None:  # noqa: ARG001
    """Print the numbers and every step as JSON, or the marks of a picture.

    tconv-anim trace --describe prints what the JSON means, and tconv-anim schema trace its JSON schema.
    """
    from tconv_anim.core.work import check_written

    with one_sentence():
        asked = given(values)
        if marks is not None:
            click.echo(_marks(asked, marks))
            return
        looks = [name for name in asked if name in OPTIONS and OPTIONS[name].group == "look"]
        if looks:
            raise CommandError("look_of_numbers", {"option": OPTIONS[looks[0]].option})
        found = _traced(asked, lambda spec: check_written(spec, steps=steps))
        click.echo(found.to_json(steps=steps))


def _marks(values: dict[str, Any], step: str) -> str:
    """A picture's marks as JSON, one to a line."""
    from tconv_anim.animation import animate
    from tconv_anim.recipes.arguments import arguments_of

    if step != FINISHED and not (step.isascii() and step.isdigit()):
        raise CommandError("not_a_step", {"step": step, "finished": FINISHED})
    animation = animate(**arguments_of(values))
    marks = animation.marks(None if step == FINISHED else int(step))
    lines = ",\n".join(json.dumps(mark.as_dict(), ensure_ascii=False) for mark in marks)
    return f'{{"width": {animation.page.width}, "height": {animation.page.height}, "marks": [\n{lines}\n]}}'


@click.command(cls=PictureCommand)
@click.option(LIKE.option, metavar="|".join(LIKE.words), type=ValueType(LIKE), default=LIKE.default, show_default=True,
              shell_complete=completing(LIKE), help=LIKE.help)  # fmt: skip
@click.option("--op", metavar="NAME", type=ValueType(OPTIONS["op"]._replace(choices=SCRIPTED)),
              help="What to compute. [default: conv_transpose]")  # fmt: skip
@options(only=(name for name in CODE_OPTIONS if name != LIKE.name))
@as_json(JSON_SAID)
def code(like: str, as_json: bool, **values: Any) -> None:
    """Print a script that computes an operation's output in a framework."""
    from tconv_anim.frameworks import check_script, to_code

    with one_sentence():
        trace = _traced(given(values), lambda spec: check_script(spec, like))
        script = to_code(trace, like)
    if as_json:
        say_json({"like": like, "code": script, "output_shape": trace.output.shape})
    else:
        click.echo(script, nl=False)


@click.command(cls=PictureCommand)
@options(only=COMPARE_OPTIONS)
@output()
@after()
def compare(outputs: tuple[str, ...], **values: Any) -> None:
    """Enlarge one input in several ways, shown side by side.

    \b
    tconv-anim compare --ops nearest,bilinear,conv_transpose --input-size 2 --output-size 4
    """  # noqa: D301
    from tconv_anim.cli.outputs import After, make_outputs

    then = After.taken_from(values)
    with one_sentence():
        make_outputs({"op": COMPARE, **given(values)}, outputs, then)


@click.command(cls=PictureCommand)
@as_json(JSON_SAID)
def views(as_json: bool) -> None:
    """List the views: what --view takes, what each view shows, and which operations it draws."""
    from tconv_anim.recipes.request import Request
    from tconv_anim.scenes.views import drawing, in_order, load_view

    names, ops = in_order(), drawn_ops()
    drawn = {op: drawing(Request.of(op).spec) for op in ops}
    if as_json:
        say_json(
            {
                "views": [
                    {
                        "view": name,
                        "summary": load_view(name).summary,
                        "draws": [op for op in ops if name in drawn[op]],
                        "default_of": [op for op in ops if name == drawn[op][0]],
                    }
                    for name in names
                ]
            }
        )
        return
    width = max(map(len, (*names, *ops)))
    for name in names:
        click.echo(f"{name.ljust(width)}  {load_view(name).summary}")
    click.echo(f"\nWhich view draws which operation: {DEFAULT} if no --view is given, {DRAWN} if this one is.\n")
    for column, name in enumerate(names):
        click.echo(f"{' ' * width}{'  |' * column}  {name}")
    for op in ops:
        default, *others = drawn[op]
        marks = (DEFAULT if name == default else DRAWN if name in others else "." for name in names)
        click.echo(f"{op.ljust(width)}  {'  '.join(marks)}")


def _traced(values: dict[str, Any], check: Callable[[Spec], None]) -> Any:
    """The trace of what the options say; `check` refuses a spec of which too much would be written."""
    from tconv_anim.core.work import check_cost
    from tconv_anim.recipes.arguments import arguments_of
    from tconv_anim.recipes.limits import planned_within_limits
    from tconv_anim.recipes.request import Request
    from tconv_anim.scenes.texts import say_all

    limit = values.pop("limit", None)
    arguments = arguments_of(values)
    arguments = {name: value for name, value in arguments.items() if name not in ("image", "files")}

    def planned(**these: Any) -> Request:
        request = Request.of(**these)
        check_cost(request.spec, limit)
        check(request.spec)
        return request

    request = planned_within_limits(planned, arguments.pop("op", OPTIONS["op"].default), arguments)
    if said := (*request.note, *request.advice):
        say_line(f"note: {say_all(said)}")
    return request.record()
