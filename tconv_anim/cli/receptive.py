"""The sub-command receptive-field: a table of what each layer's cells see of the input."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import click

from tconv_anim.cli.errors import one_sentence
from tconv_anim.cli.options import JSON_SAID, PictureCommand, as_json, given, options
from tconv_anim.cli.reports import say_json
from tconv_anim.cli.streams import say_line
from tconv_anim.options import OPTIONS

OPERATION_OPTIONS = tuple(name for name, option in OPTIONS.items() if option.group == "operation" and name != "ops")
HEAD = ("layer", "output", "size", "jump", "start")


@click.command("receptive-field", cls=PictureCommand)
@options(only=OPERATION_OPTIONS)
@as_json(JSON_SAID)
def receptive_field(as_json: bool, **values: Any) -> None:
    """Print how much of the input each layer's cells see: size, jump and start of their receptive fields.

    \b
    tconv-anim receptive-field --layer "Conv2d(1, 8, 3)" --layer "Conv2d(8, 8, 3, stride=2)"
    tconv-anim receptive-field --layer @model.txt --pick all --input-size 64

    size: from the first to the last input cell that one cell sees. jump: how far the fields of two neighbours are
    apart. start: the first cell of the field of output cell 0, negative in the padding. All in cells of the input.
    """  # noqa: D301
    from tconv_anim.core.solve.receptive import layers_of, receptive_fields
    from tconv_anim.recipes.arguments import arguments_of
    from tconv_anim.recipes.request import Request
    from tconv_anim.scenes.formulas import call_words
    from tconv_anim.scenes.number_text import size_text
    from tconv_anim.scenes.texts import say, say_all

    with one_sentence():
        arguments = arguments_of(given(values))
        request = Request.of(arguments.pop("op", OPTIONS["op"].default), **arguments)
        if said := (*request.note, *request.advice):
            say_line(f"note: {say_all(said)}")
        spec = request.spec
        if as_json:
            layers = [
                {"layer": say(call_words(layer)), "output_size": field.layer_size, "size": field.size,
                 "jump": [int(jump) if jump == int(jump) else str(jump) for jump in field.jump], "start": field.start}
                for layer, field in zip(layers_of(spec), receptive_fields(spec), strict=True)
            ]  # fmt: skip
            notes = [say_all(said)] if said else []
            say_json({"input_size": spec.input_size, "layers": layers, "notes": notes})
            return
        rows: list[tuple[str, ...]] = [HEAD, ("input", size_text(spec.input_size), "1", "1", "0")]
        fields = receptive_fields(spec)
        for number, (layer, field) in enumerate(zip(layers_of(spec), fields, strict=True), start=1):
            name = f"{number} {say(call_words(layer))}"
            sizes = [span_text(*size) for size in field.size]
            rows.append((name, size_text(field.layer_size), *map(_axes_text, (sizes, field.jump, field.start))))
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        for row in rows:
            click.echo("  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip())


def span_text(least: int, most: int) -> str:
    """A size that may differ from cell to cell.

    >>> span_text(3, 3), span_text(1, 2)
    ('3', '1..2')
    """
    return str(most) if least == most else f"{least}..{most}"


def _axes_text(values: Iterable[object]) -> str:
    """One value for all axes if they agree, or one for each."""
    texts = list(map(str, values))
    return texts[0] if len(set(texts)) == 1 else "x".join(texts)
