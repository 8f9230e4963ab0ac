"""What an option's text may be: sizes, factors, channels, steps and the like."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import click

from tconv_anim.options import CONVOLUTIONS, drawn_ops

if TYPE_CHECKING:
    _ParamType = click.ParamType[Any]
    _Choice = click.Choice[str]
else:
    _ParamType, _Choice = click.ParamType, click.Choice  # only newer clicks take what type checkers ask for


MAX_DIGITS = 18  # of a number; Python refuses to read some thousands


class _NumbersType(_ParamType):
    """Text with whole numbers in it."""

    def refuse_long(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> None:
        """Fail for a number that is absurdly long."""
        if re.search(rf"(?<![\d.])\d{{{MAX_DIGITS + 1}}}", value):
            self.fail(f"{value[:MAX_DIGITS]}… has too many digits: write at most {MAX_DIGITS}", param, ctx)


class SizeType(_NumbersType):
    """A number, or one number per axis: 3 or 3x5. Words that are accepted beside numbers pass through."""

    name = "N|NxM"

    def __init__(self, *words: str, example: str = "a number such as 3, or rows by columns such as 3x5") -> None:
        self.words, self.example = words, example

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: D102
        if not isinstance(value, str) or value in self.words:
            return value
        self.refuse_long(value, param, ctx)
        if self.words and re.fullmatch(r"-?\d+:-?\d+(x-?\d+:-?\d+)?", value):
            return tuple(tuple(int(end) for end in pair.split(":")) for pair in value.split("x"))
        value = value.replace("×", "x").replace("X", "x")
        if not re.fullmatch(r"-?\d+(x-?\d+)?", value):
            words = "".join(f", {word!r}" for word in self.words) + (", ends that differ as 0:1" if self.words else "")
            self.fail(f"{value!r} is not a size: write {self.example}{words}", param, ctx)
        numbers = tuple(int(number) for number in value.split("x"))
        return numbers if len(numbers) > 1 else numbers[0]


class FactorType(_NumbersType):
    """A factor, or one per axis: 2, 1.5 or 2x1.5."""

    name = "F|FxG"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: D102
        if not isinstance(value, str):
            return value
        self.refuse_long(value, param, ctx)
        if not re.fullmatch(r"\d+(\.\d+)?(x\d+(\.\d+)?)?", value):
            self.fail(
                f"{value!r} is not a factor: write a number such as 2 or 1.5, or one for each axis, 2x1.5", param, ctx
            )
        factors = tuple(float(factor) if "." in factor else int(factor) for factor in value.split("x"))
        return factors if len(factors) > 1 else factors[0]


class NamesType(_ParamType):
    """Names with commas between them."""

    name = "NAME,NAME,…"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ARG002, D102
        return tuple(name.strip() for name in value.split(",")) if isinstance(value, str) else value


class ChannelsType(_NumbersType):
    """Counts as IN:OUT, or, to choose from, channel numbers as 0,1:0."""

    name = "IN:OUT"

    def __init__(self, example: str = "2:1") -> None:
        self.example = example

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: D102
        if not isinstance(value, str):
            return value
        self.refuse_long(value, param, ctx)
        if not re.fullmatch(r"\d+(,\d+)*:\d+(,\d+)*", value):
            way = f"write input and output channels as IN:OUT, such as {self.example}"
            self.fail(f"{value!r} is not known: {way}", param, ctx)
        inputs, outputs = (tuple(int(channel) for channel in side.split(",")) for side in value.split(":"))
        return inputs, outputs


class LoopType(_NumbersType):
    """forever, once, or how often."""

    name = "forever|once|N"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: D102
        if isinstance(value, int):
            return value
        counts = {"forever": 0, "once": 1}
        if value in counts:
            return counts[value]
        self.refuse_long(value, param, ctx)
        if not value.isdecimal() or not 1 <= int(value) <= 65536:
            self.fail(f"{value!r} is not known: use forever, once or a number from 1 to 65536", param, ctx)
        return int(value)


class StepsType(_NumbersType):
    """A range of placements, counted from 1, the last included."""

    name = "FIRST:LAST[:EVERY]"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: D102
        if not isinstance(value, str):
            return value
        self.refuse_long(value, param, ctx)
        if not re.fullmatch(r"\d+:\d+(:[1-9]\d*)?", value):
            self.fail(
                f"{value!r} does not pick steps: write FIRST:LAST or FIRST:LAST:EVERY, such as 1:200:5", param, ctx
            )
        first, last, *every = (int(number) for number in value.split(":"))
        return range(first, last + 1, *every)


class ConvolutionType(_Choice):
    """conv or conv_transpose; the others are known, but not here."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: D102
        if value in drawn_ops() and value not in CONVOLUTIONS:
            known = " or ".join(CONVOLUTIONS)
            self.fail(f"{value} is no convolution: use {known}, or trace, which prints every number", param, ctx)
        return super().convert(value, param, ctx)
