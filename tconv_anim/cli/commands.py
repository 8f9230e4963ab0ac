"""The sub-commands: trace, code, compare, solve, views."""

from __future__ import annotations

import json
import re
from typing import Any

import click

from tconv_anim.cli.errors import Mistake, one_sentence
from tconv_anim.cli.options import convolution, look, refuse_beside_layer, thinned, to_arguments, what
from tconv_anim.cli.outputs import check_outputs, output_option, within, write_outputs
from tconv_anim.cli.types import NamesType, SizeType
from tconv_anim.options import COMPARED, LIKE


@click.command()
@what
@click.option("--steps/--no-steps", default=True, show_default=True, help="Every placement, or only the arrays.")
@click.pass_context
def trace(context: click.Context, /, steps: bool, **options: Any) -> None:
    """Print the numbers and every step as JSON; the format is told in docs/trace.md."""
    with one_sentence():
        refuse_beside_layer(context)
        click.echo(_traced(options).to_json(steps=steps))


@click.command()
@convolution
@click.option(LIKE.option, type=click.Choice(LIKE.words), default=LIKE.default, show_default=True, help=LIKE.help)
@click.pass_context
def code(context: click.Context, /, like: str, **options: Any) -> None:
    """Print a script that computes a convolution's output in a framework."""
    from tconv_anim.frameworks import to_code

    with one_sentence():
        refuse_beside_layer(context)
        click.echo(to_code(_traced(options), like), nl=False)


@click.command()
@click.option("--ops", type=NamesType(), help=f"Of {', '.join(COMPARED)}. [default: all]")
@click.option("--input-size", type=SizeType(), help="Input rows and columns. [default: 2]")
@click.option("--output-size", type=SizeType(), help="Output rows and columns. [default: 4]")
@click.option("--input", "input_values", metavar="VALUES|FILE", help="Input numbers. [default: drawn from the seed]")
@click.option(
    "--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Of the numbers that are not given."
)
@thinned
@look
@output_option
def compare(input_values: str | None, outputs: tuple[str, ...], max_kb: int | None, **options: Any) -> None:
    """Enlarge one input in several ways, side by side and in step.

    \b
    tconv-anim compare --ops nearest,bilinear,conv_transpose --input-size 2 --output-size 4
    """  # noqa: D301
    from tconv_anim.recipes.arrays import read_array

    with one_sentence():
        check_outputs(outputs)
        values = None if input_values is None else read_array("input", input_values)
        write_outputs(within({"op": "compare", "input": values, **options}, max_kb, outputs), outputs)


class _RangeType(SizeType):
    """A number, or FIRST..LAST."""

    name = "N|FIRST..LAST"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if not isinstance(value, str):
            return value
        self.refuse_long(value, param, ctx)
        if not re.fullmatch(r"[1-9]\d*(\.\.[1-9]\d*)?", value):
            self.fail(f"{value!r} is not a range: write a number such as 4, or FIRST..LAST such as 2..6", param, ctx)
        first, _, last = value.partition("..")
        if int(last or first) < int(first):
            self.fail(f"{value!r} runs backwards: write the smaller number first, {last}..{first}", param, ctx)
        return range(int(first), int(last or first) + 1)


@click.command()
@click.option("--op", type=click.Choice(["conv", "conv_transpose"]), default="conv_transpose", show_default=True,
              help="Convolution or transposed convolution.")  # fmt: skip
@click.option("--input-size", type=SizeType(), required=True, help="Input rows and columns.")
@click.option("--output-size", type=SizeType(), help="Output rows and columns that are wanted.")
@click.option("--kernel", "kernels", type=_RangeType(), default="1..7", show_default=True, help="Kernel sizes to try.")
@click.option("--dilation", "dilations", type=_RangeType(), default="1..2", show_default=True, help="Likewise.")
@click.option(
    "--inverse-of", metavar="CALL", help="A conv layer: print the ConvTranspose that restores its input's size."
)
@click.option("--json", "as_json", is_flag=True, help="JSON instead of a table.")
@click.pass_context
def solve(
    context: click.Context,
    /,
    op: Any,
    input_size: Any,
    output_size: Any,
    kernels: range,
    dilations: range,
    inverse_of: str | None,
    as_json: bool,
) -> None:
    """List the parameters that take an input of one size to an output of another, simplest first.

    Those that overlap evenly, so that they leave no checkerboard, are marked.
    """
    from tconv_anim.core.solve import inverse
    from tconv_anim.core.solve import solve as solutions
    from tconv_anim.frameworks import parse_layer

    with one_sentence():
        if (inverse_of is None) == (output_size is None):
            raise Mistake("give either --output-size or --inverse-of")
        if inverse_of is not None:
            _refuse_beside_inverse(context)
            found = [inverse(parse_layer(inverse_of, input_size))]
        else:
            found = solutions(input_size, output_size, op, kernels, dilations)
    if not found:
        raise Mistake(_unsolved(input_size, output_size))
    if as_json:
        click.echo(json.dumps([_as_record(spec) for spec in found]))
    else:
        click.echo(_table(found, overlap=inverse_of is not None or op == "conv_transpose"))


def _refuse_beside_inverse(context: click.Context) -> None:
    """The layer tells what is not tried then."""
    for parameter in context.command.params:
        given = context.get_parameter_source(parameter.name or "") is not click.core.ParameterSource.DEFAULT
        if given and parameter.name in ("op", "kernels", "dilations"):
            raise Mistake(f"{parameter.opts[0]} is part of the layer: change it in --inverse-of")


def _unsolved(input_size: Any, output_size: Any) -> str:
    i, o = (size if isinstance(size, tuple) else (size, size) for size in (input_size, output_size))
    if i[0] == i[1] and o[0] == o[1]:
        return "no parameters give this size: try other --kernel or --dilation, or another size"
    each = " and ".join(f"--input-size {a} --output-size {b}" for a, b in zip(i, o, strict=True))
    return f"no kernel, stride and padding that are equal on both axes give this size: solve each axis alone, {each}"


@click.command()
def views() -> None:
    """List the views: what --view takes, for which op, and what each shows."""
    from tconv_anim.scenes.views import VIEWS, describe

    width = max(map(len, VIEWS))
    for name, ops in VIEWS.items():
        click.echo(f"{name.ljust(width)}  {describe(name)} For {', '.join(ops)}.")


def _traced(options: dict[str, Any]) -> Any:
    from tconv_anim.recipes.request import Request
    from tconv_anim.scenes.limits import check_length
    from tconv_anim.scenes.texts import say_all

    request = Request.of(**to_arguments(options))
    check_length(request.spec, None, range(1, 2))
    if request.note:
        click.echo(f"note: {say_all(request.note)}", err=True)
    return request.record()


def _as_record(spec: Any) -> dict[str, Any]:
    from tconv_anim.core.solve import overlaps_evenly
    from tconv_anim.scenes.captions import call_text

    names = ("kernel_size", "stride", "padding", "output_padding", "dilation")
    record = {"call": call_text(spec)} | {name: getattr(spec, name) for name in names}
    return record | {"output_size": spec.output_size, "even": overlaps_evenly(spec)}


def _table(found: list[Any], *, overlap: bool) -> str:
    from tconv_anim.core.solve import overlaps_evenly
    from tconv_anim.recipes.recipe import option_value
    from tconv_anim.scenes.captions import call_text

    names = ("kernel_size", "stride", "padding", "output_padding", "dilation")
    rows: list[list[str]] = [["kernel", "stride", "padding", "output_padding", "dilation", "overlap", "call"]]
    shown = range(len(rows[0])) if overlap else [0, 1, 2, 3, 4, 6]
    for spec in found:
        values = [str(option_value(getattr(spec, name))) for name in names]
        rows.append([*values, "even" if overlaps_evenly(spec) else "uneven", call_text(spec)])
    widths = [max(len(row[column]) for row in rows) for column in shown]
    return "\n".join(
        "  ".join(row[column].ljust(width) for column, width in zip(shown, widths, strict=True)).rstrip()
        for row in rows
    )
