"""The sub-command solve: the parameters that give a size."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import click

from tconv_anim.cli.errors import CommandError, one_sentence
from tconv_anim.cli.options import PictureCommand, ValueType, as_json, completing, given
from tconv_anim.cli.ranges import RangeType
from tconv_anim.options import CONVOLUTIONS, LIKE, OPTIONS, TRIED, Given, OptionError, tried, written

COLUMNS = ("kernel_size", "stride", "padding", "output_padding", "dilation")


def _tried(name: str) -> Callable[[Any], Any]:
    """The option that limits what is tried for a parameter."""
    option, default = OPTIONS[name], TRIED.get(name)
    return click.option(
        option.option, name, type=RangeType(option), default=default and tried(default), show_default=bool(default),
        metavar="N|FIRST..LAST", help=f"{name.replace('_size', '').replace('_', ' ').capitalize()}s to try.",
    )  # fmt: skip


@click.command(cls=PictureCommand)
@click.option("--op", type=click.Choice(CONVOLUTIONS), default="conv_transpose", show_default=True,
              help="Convolution or transposed convolution.")  # fmt: skip
@click.option("--dims", type=ValueType(OPTIONS["dims"]), metavar="N",
              help="Number of axes if the sizes are single numbers. [default: 2]")  # fmt: skip
@click.option("--input-size", type=ValueType(OPTIONS["input_size"]), required=True, metavar="N|NxM",
              help="Size of the input.")  # fmt: skip
@click.option("--output-size", type=ValueType(OPTIONS["output_size"]), metavar="N|NxM",
              help="Size that the output should have.")  # fmt: skip
@_tried("kernel_size")
@_tried("stride")
@_tried("padding")
@_tried("output_padding")
@_tried("dilation")
@click.option("--inverse-of", metavar="CALL",
              help="A convolution layer: print the transposed convolution that restores its input size.")  # fmt: skip
@click.option("--let", type=ValueType(OPTIONS["let"]), metavar=OPTIONS["let"].metavar,
              help="Values of names in that layer, such as k=3.")  # fmt: skip
@click.option(LIKE.option, metavar="|".join(LIKE.words), type=ValueType(LIKE), default=LIKE.default, show_default=True,
              shell_complete=completing(LIKE), help="Framework in whose words the layers are written.")  # fmt: skip
@as_json("Print JSON instead of a table, also of what is wrong.")
@click.pass_context
def solve(
    context: click.Context,
    /,
    op: Any,
    dims: int | None,
    input_size: Any,
    output_size: Any,
    inverse_of: str | None,
    let: Any,
    like: str,
    as_json: bool,
    **tried: Any,
) -> None:
    """List the parameters that take an input of one size to an output of another, simplest first.

    They are equal on both axes, but for output_padding, if anything equal gives the sizes; else as few as possible
    differ. Parameters with even overlap, which leave no checkerboard, are marked.
    With --like, the layers of that framework, with its own words for padding.
    """
    from tconv_anim.core.errors import SpecError
    from tconv_anim.core.solve import inverse
    from tconv_anim.core.solve import solve as solutions
    from tconv_anim.frameworks import solve_like, to_layer
    from tconv_anim.scenes.formulas import call_words

    with one_sentence():
        if (inverse_of is None) == (output_size is None):
            raise CommandError("size_or_inverse")
        if inverse_of is not None:
            _refuse_beside_inverse(context)
            try:
                back = inverse(_layer(inverse_of, input_size, let))
                found = [(str(call_words(back)) if like == LIKE.default else to_layer(back, like), back)]
            except SpecError as error:  # what it proposes is part of the layer, but for the size
                error.own_options = {**error.own_options, "layer": OPTIONS["layer"]._replace(flag="--inverse-of")}
                error.hint = tuple(way if [*way] == ["input_size"] else {"layer": way} for way in error.hint)
                raise
        else:
            if let is not None:
                raise CommandError("let_alone")
            i, o = _over(dims, "input_size", input_size), _over(dims, "output_size", output_size)
            if like == LIKE.default:
                found = [(str(call_words(spec)), spec) for spec in solutions(i, o, op, **given(tried))]
            else:
                found = solve_like(like, i, o, op, **given(tried))
    if as_json:
        click.echo(json.dumps([_as_record(call, spec) for call, spec in found]))
    else:
        overlap = inverse_of is not None or op == "conv_transpose"
        click.echo(_table(found, overlap=overlap, numbers=like == LIKE.default))


def _layer(text: str, input_size: Any, let: Any) -> Any:
    """The spec of the layer whose inverse is asked for; only --let gives names in it their values."""
    from tconv_anim.frameworks import LayerError, read_layer
    from tconv_anim.scenes.texts import say_all

    try:
        layer = read_layer(text, input_size, let=dict(let or ()))
    except LayerError as error:
        if error.kind == "not_given" and "name" in error.parameters:
            raise LayerError("not_given:name", error.parameters) from None
        raise
    if layer.meant:
        click.echo(f"note: {say_all(layer.meant)}", err=True)
    return layer.spec


def _over(dims: int | None, name: str, size: Any) -> Any:
    """A size over so many axes."""
    if dims is None or (isinstance(size, tuple) and len(size) == dims):
        return size
    if isinstance(size, tuple):
        raise OptionError("axes_of_size", {"given": Given(name, size), "sizes": size, "axes": dims})
    return (size,) * dims


def _refuse_beside_inverse(context: click.Context) -> None:
    """The layer says what would be tried."""
    for parameter in context.command.params:
        written = context.get_parameter_source(parameter.name or "") is not click.core.ParameterSource.DEFAULT
        if written and parameter.name in ("op", "dims", *COLUMNS):
            raise CommandError("beside_inverse", {"option": parameter.opts[0]})


def _as_record(call: str, spec: Any) -> dict[str, Any]:
    from tconv_anim.core.solve import overlaps_evenly

    record = {"call": call} | {name: getattr(spec, name) for name in COLUMNS}
    return record | {"output_size": spec.output_size, "even": overlaps_evenly(spec)}


def _table(found: list[tuple[str, Any]], *, overlap: bool, numbers: bool) -> str:
    """The layers, with their numbers in columns; of another framework only the kernel, which not every call shows."""
    from tconv_anim.core.solve import overlaps_evenly

    rows: list[list[str]] = [["kernel", "stride", "padding", "output_padding", "dilation", "overlap", "call"]]
    shown = [*range(len(COLUMNS) if numbers else 1), *([5] if overlap else []), 6]
    for call, spec in found:
        values = [str(written(getattr(spec, name))) for name in COLUMNS]
        rows.append([*values, "even" if overlaps_evenly(spec) else "uneven", call])
    widths = [max(len(row[column]) for row in rows) for column in shown]
    return "\n".join(
        "  ".join(row[column].ljust(width) for column, width in zip(shown, widths, strict=True)).rstrip()
        for row in rows
    )
