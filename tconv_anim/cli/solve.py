"""The sub-command solve: the parameters that give a size."""

from __future__ import annotations

import json
import re
from typing import Any

import click

from tconv_anim.cli.errors import CommandError, mistake, one_sentence
from tconv_anim.cli.options import PictureCommand, ValueType
from tconv_anim.options import CONVOLUTIONS, OPTIONS, Option, written
from tconv_anim.recipes.values import MAX_DIGITS

COLUMNS = ("kernel_size", "stride", "padding", "output_padding", "dilation")


class RangeType(ValueType):
    """A number, or FIRST..LAST."""

    def __init__(self, option: Option) -> None:
        super().__init__(option)
        self.name = "range"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ARG002, D102
        if not isinstance(value, str):
            return value
        given = {"option": self.option.option, "value": value[: 2 * MAX_DIGITS]}
        if not re.fullmatch(rf"[1-9]\d{{0,{MAX_DIGITS}}}(\.\.[1-9]\d{{0,{MAX_DIGITS}}})?", value):
            raise mistake(CommandError("not_a_range", given))
        first, _, last = value.partition("..")
        if int(last or first) < int(first):
            raise mistake(CommandError("backwards", {**given, "swapped": f"{last}..{first}"}))
        return range(int(first), int(last or first) + 1)


@click.command(cls=PictureCommand)
@click.option("--op", type=click.Choice(CONVOLUTIONS), default="conv_transpose", show_default=True,
              help="Convolution or transposed convolution.")  # fmt: skip
@click.option("--input-size", type=ValueType(OPTIONS["input_size"]), required=True, metavar="N|NxM",
              help="Size of the input.")  # fmt: skip
@click.option("--output-size", type=ValueType(OPTIONS["output_size"]), metavar="N|NxM",
              help="Size that the output should have.")  # fmt: skip
@click.option("--kernel", "kernels", type=RangeType(OPTIONS["kernel_size"]), default="1..7", show_default=True,
              metavar="N|FIRST..LAST", help="Kernel sizes to try.")  # fmt: skip
@click.option("--dilation", "dilations", type=RangeType(OPTIONS["dilation"]), default="1..2", show_default=True,
              metavar="N|FIRST..LAST", help="Dilations to try.")  # fmt: skip
@click.option("--inverse-of", metavar="CALL",
              help="A convolution layer: print the transposed convolution that restores its input size.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
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

    Parameters with even overlap, which leave no checkerboard, are marked.
    """
    from tconv_anim.core.solve import inverse
    from tconv_anim.core.solve import solve as solutions
    from tconv_anim.frameworks import parse_layer

    with one_sentence():
        if (inverse_of is None) == (output_size is None):
            raise CommandError("size_or_inverse")
        if inverse_of is not None:
            _refuse_beside_inverse(context)
            found = [inverse(parse_layer(inverse_of, input_size))]
        else:
            found = solutions(input_size, output_size, op, kernels, dilations)
        if not found:
            raise _unsolved(input_size, output_size)
    if as_json:
        click.echo(json.dumps([_as_record(spec) for spec in found]))
    else:
        click.echo(_table(found, overlap=inverse_of is not None or op == "conv_transpose"))


def _refuse_beside_inverse(context: click.Context) -> None:
    """The layer says what would be tried."""
    for parameter in context.command.params:
        given = context.get_parameter_source(parameter.name or "") is not click.core.ParameterSource.DEFAULT
        if given and parameter.name in ("op", "kernels", "dilations"):
            raise CommandError("beside_inverse", {"option": parameter.opts[0]})


def _unsolved(input_size: Any, output_size: Any) -> CommandError:
    i, o = (size if isinstance(size, tuple) else (size, size) for size in (input_size, output_size))
    if i[0] == i[1] and o[0] == o[1]:
        return CommandError("unsolved")
    each = " and ".join(f"--input-size {a} --output-size {b}" for a, b in zip(i, o, strict=True))
    return CommandError("unsolved_rectangle", {"commands": each})


def _as_record(spec: Any) -> dict[str, Any]:
    from tconv_anim.core.solve import overlaps_evenly
    from tconv_anim.scenes.formulas import call_words

    record = {"call": call_words(spec)} | {name: getattr(spec, name) for name in COLUMNS}
    return record | {"output_size": spec.output_size, "even": overlaps_evenly(spec)}


def _table(found: list[Any], *, overlap: bool) -> str:
    from tconv_anim.core.solve import overlaps_evenly
    from tconv_anim.scenes.formulas import call_words

    rows: list[list[str]] = [["kernel", "stride", "padding", "output_padding", "dilation", "overlap", "call"]]
    shown = range(len(rows[0])) if overlap else [0, 1, 2, 3, 4, 6]
    for spec in found:
        values = [str(written(getattr(spec, name))) for name in COLUMNS]
        rows.append([*values, "even" if overlaps_evenly(spec) else "uneven", str(call_words(spec))])
    widths = [max(len(row[column]) for row in rows) for column in shown]
    return "\n".join(
        "  ".join(row[column].ljust(width) for column, width in zip(shown, widths, strict=True)).rstrip()
        for row in rows
    )
