"""Ranges of whole numbers on the command line, as 2..6, and shares of a whole, as 2/4."""

from __future__ import annotations

import re
from typing import Any

import click

from tconv_anim.cli.errors import CommandError, mistake
from tconv_anim.cli.options import ParamType, ValueType
from tconv_anim.options import Option
from tconv_anim.recipes.values import MAX_DIGITS, SHOWN_DIGITS

MOST_SHARDS = 1000


class ShardType(ParamType):
    """The N-th of M shares, as N/M."""

    name = "shard"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ARG002, D102
        from tconv_anim.publish.gallery.shards import Shard  # imported when one is asked for

        if match := re.fullmatch(r"(\d{1,4})/(\d{1,4})", value, re.ASCII):
            shard = Shard(*map(int, match.groups()))
            if 1 <= shard.number <= shard.shards <= MOST_SHARDS:
                return shard
        raise mistake(CommandError("not_a_shard", {"value": value}))


class RangeType(ValueType):
    """A number, or FIRST..LAST; or one of them for each axis."""

    def __init__(self, option: Option) -> None:
        super().__init__(option)
        self.name = "range"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ARG002, D102
        if not isinstance(value, str):
            return value
        each = tuple(self._range(value, text) for text in re.split("[xX×]", value))
        return each if len(each) > 1 else each[0]

    def _range(self, value: str, text: str) -> int | range:
        given = {"option": self.option.option, "value": value[: 2 * SHOWN_DIGITS]}
        if not re.fullmatch(rf"\d{{1,{MAX_DIGITS}}}(\.\.\d{{1,{MAX_DIGITS}}})?", text):
            raise mistake(CommandError("not_a_range", given))
        first, *last = map(int, text.split(".."))
        if last and last[0] < first:
            raise mistake(CommandError("backwards", {**given, "swapped": value.replace(text, f"{last[0]}..{first}")}))
        return range(first, last[0] + 1) if last else first
