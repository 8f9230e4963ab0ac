"""The sub-command explore: a page with a slider for each range of a parameter."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import Any

import click

from tconv_anim.cli.errors import CommandError, mistake, one_sentence
from tconv_anim.cli.options import GroupedOption, KeepsWords, ValueType, as_json, given, help_of, options
from tconv_anim.cli.ranges import RangeType
from tconv_anim.cli.reports import AS_JSON, say_json
from tconv_anim.cli.streams import say_line
from tconv_anim.options import LANGUAGE_VARIABLE, OPTIONS, quoted

RANGED = ("input_size", "kernel_size", "stride", "padding", "output_padding", "dilation")
"""What can have a slider, in the order of the sliders."""
FIXED = tuple(name for name in OPTIONS if name not in (*RANGED, "ops", "still", "max_kb"))
USUAL = "explore.html"
OUTPUT = ("-o", "--output")


class NumberOrRange(ValueType):
    """What an option takes, or a range of whole numbers."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: D102
        if not isinstance(value, str) or ".." not in value:
            return super().convert(value, param, ctx)
        found = RangeType(self.option).convert(value, param, ctx)
        if isinstance(found, tuple):
            raise mistake(CommandError("range_of_axes", {"option": self.option.option, "value": value}))
        return found


def _ranged(command: Any) -> Any:
    for option in reversed([OPTIONS[name] for name in RANGED]):
        command = click.option(
            option.option, option.name, type=NumberOrRange(option), cls=GroupedOption, group=option.group,
            metavar="N|FIRST..LAST", help=help_of(option),
        )(command)  # fmt: skip
    return command


@click.command(cls=KeepsWords)
@_ranged
@options(only=FIXED)
@click.option(*OUTPUT, cls=GroupedOption, group="output", default=USUAL, show_default=True, metavar="FILE",
              help="Page to write, an .html file.")  # fmt: skip
@as_json()
@click.pass_context
def explore(context: click.Context, /, output: str, as_json: bool, **values: Any) -> None:
    """Make one page with a slider for each range of a parameter, and the animations of all combinations.

    \b
    tconv-anim explore --stride 1..3 --padding 0..2 --kernel 2..4 --output-padding 0..1
    """  # noqa: D301
    with one_sentence():
        from tconv_anim.formats._writing import check_writable, write_file
        from tconv_anim.publish.exploring import check_page, explored

        check_page(output)
        check_writable(output)
        asked = given(values)
        ranges = {name: asked.pop(name) for name in RANGED if isinstance(asked.get(name), range)}
        single = {name: each.start for name, each in ranges.items() if len(each) == 1}
        ranges = {name: each for name, each in ranges.items() if name not in single}
        command = quoted([word for word in _without_output(KeepsWords.words(context)) if word != AS_JSON])
        if (language := os.environ.get(LANGUAGE_VARIABLE)) and "lang" not in asked:
            command += f" {OPTIONS['lang'].option} {quoted([language])}"
        page, drawn, count = explored({**asked, **single}, ranges, command)
        size = write_file(output, lambda file: file.write(page))
    rest = f", {count - drawn} that cannot be" if count > drawn else ""
    if as_json:
        file = {"file": output, "format": "html", "bytes": size}
        say_json({"files": [file], "ranges": {n: [each[0], each[-1]] for n, each in ranges.items()},
                  "combinations": count, "drawn": drawn})  # fmt: skip
    say_line(f"{output}: {drawn} of {count} combinations{rest}, {size / 1000:.0f} kB")


def _without_output(words: Sequence[str]) -> Iterator[str]:
    """The words of a command but for those of the file."""
    left = iter(words)
    for word in left:
        if word in OUTPUT:
            next(left, None)
        elif not word.startswith((OUTPUT[0], f"{OUTPUT[1]}=")):
            yield word
