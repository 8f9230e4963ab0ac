"""The values that options have, and how the command line and recipes write them; `options.written` writes them back."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tconv_anim.options import (
    DEFAULT_LANGUAGE,
    LANGUAGE_VARIABLE,
    OPTIONS,
    STILLS,
    Given,
    Option,
    OptionError,
    check_whole,
    near_ops,
    near_views,
)

MAX_DIGITS = 300  # of a number; Python refuses to read some thousands
SHOWN_DIGITS = 18
LISTED = ("files", "layers")
"""Types whose values are texts, one or several."""
OTHER_SCRIPTS = {"zh": ("hant", "tw", "hk", "mo")}
"""Tags of a language that ask for letters in which its file is not written."""
ENDS = r"-?\d+:-?\d+"
NUMBERS_OF = {"input_size": "input", "kernel_size": "weight"}
"""What takes the numbers themselves, beside the options that take their size."""


@dataclass(frozen=True)
class Channels:
    """Which channels are drawn; sums run over all channels, drawn or not."""

    inputs: tuple[int, ...] = (0,)
    outputs: tuple[int, ...] = (0,)

    def __str__(self) -> str:
        return ":".join(",".join(map(str, side)) for side in (self.inputs, self.outputs))


@dataclass(frozen=True)
class ChosenCells:
    """Cells by their rows and columns, or by their place in a row, counted from 0.

    >>> ChosenCells(((0, 0), (1, 2))), str(ChosenCells.of([(0, 0), (1, 2)])), ChosenCells.of("3;5")
    (ChosenCells(cells=((0, 0), (1, 2))), '0,0;1,2', ChosenCells(cells=((3,), (5,))))
    """

    cells: tuple[tuple[int, ...], ...]

    def __str__(self) -> str:
        return ";".join(",".join(map(str, cell)) for cell in self.cells)

    @classmethod
    def of(cls, value: Any) -> ChosenCells | None:
        """The cells of a text such as "0,0;1,2", of one cell such as (1, 2), or of several in a list; None of None.

        Raises
        ------
        OptionError
            of kind "not_a_cells"
        """
        if value is None or isinstance(value, ChosenCells):
            return value
        if isinstance(value, (tuple, list)) and value:
            rows = value if all(isinstance(cell, (tuple, list)) for cell in value) else [value]
            value = ";".join(",".join(map(str, cell)) for cell in rows)
        found = parse(OPTIONS["cells"], str(value))
        assert isinstance(found, ChosenCells)
        return found


def parse(option: Option, value: Any) -> Any:
    """An option's value from what a user wrote: words, or what TOML has for them.

    Arrays and themes stay as they are written: `recipes.arguments` reads them.

    Raises
    ------
    OptionError
        of kind "not_a_<type>", "unknown_word" or "too_many_digits".

    Examples
    --------
    >>> from tconv_anim.options import OPTIONS
    >>> parse(OPTIONS["stride"], "2x3"), parse(OPTIONS["padding"], "0:1"), parse(OPTIONS["steps"], "1:9:2")
    ((2, 3), ((0, 1),), range(1, 10, 2))
    """
    if option.type == "switch":
        if not isinstance(value, bool):
            raise OptionError("not_a_switch", {"given": Given(option.name, value)})
        return value
    if isinstance(value, (bool, dict)) or (isinstance(value, list) and option.type not in ("array", "names", *LISTED)):
        raise OptionError(f"not_a_{option.type}", {"given": Given(option.name, value), **_accepted(option)})
    if option.type in LISTED:
        texts = _texts(option, value)
        return texts[0] if option.type == "layers" and len(texts) == 1 else texts
    if isinstance(value, list):
        value = str(value) if option.type == "array" else ",".join(map(str, value))
    text = value if isinstance(value, str) else str(value)
    if option.type in _WITH_NUMBERS and (found := re.search(rf"(?<![\d.])\d{{{MAX_DIGITS + 1}}}", text)):
        raise OptionError(
            "too_many_digits", {"given": Given(option.name, f"{found[0][:SHOWN_DIGITS]}…"), "most": MAX_DIGITS}
        )
    if option.name in NUMBERS_OF and re.search(r"[;\[]", text):
        raise OptionError("not_a_size:numbers", {"given": Given(option.name, text), "array": NUMBERS_OF[option.name]})
    if option.varies and "," in text and text[0] != "[":
        return _several(option, text)
    read, pattern = _READ[option.type]
    if not re.fullmatch(pattern, text):
        raise OptionError(f"not_a_{option.type}", {"given": Given(option.name, value), **_accepted(option)})
    return read(option, text)


def _several(option: Option, text: str) -> str:
    """Several values as they are written: each is one that the option takes, and none is there twice."""
    parts = [part.strip() for part in text.split(",")]
    if "" in parts:
        raise OptionError("empty_value", {"given": Given(option.name, text)})
    values = [parse(option, part) for part in parts]
    if repeated := [part for part, value in zip(parts, values, strict=True) if values.count(value) > 1]:
        told = {"given": Given(option.name, text), "value": repeated[0]}
        if option.type == "size" and len(set(parts)) == 1:  # meant as PyTorch's (2, 2)
            raise OptionError("one_for_axes", {**told, "way": Given(option.name, values[0])})
        if option.name in NUMBERS_OF:
            raise OptionError("repeated_value:numbers", {**told, "array": NUMBERS_OF[option.name]})
        raise OptionError("repeated_value", told)
    return ",".join(parts)


def varied_in(options: Mapping[str, Any]) -> dict[str, tuple[Any, ...]]:
    """The options among keywords of `animate` that have several values, with these.

    >>> varied_in({"stride": "1,2", "kernel_size": (2, 3), "padding": "same", "input": "1,2;3,4"})
    {'stride': (1, 2)}

    Raises
    ------
    OptionError
    """
    texts = {
        name: parse(OPTIONS[name], value)
        for name, value in options.items()
        if isinstance(value, str) and "," in value and name in OPTIONS and OPTIONS[name].varies
    }
    return {name: tuple(parse(OPTIONS[name], part) for part in text.split(",")) for name, text in texts.items()}


def unknown(option: Option, word: str) -> OptionError:
    """A word that an option does not take, with the nearest that it takes, or all."""
    from difflib import get_close_matches  # imported when something is wrong

    if option.name == "op":
        near = near_ops(word, option.words)
    else:
        near = near_views(word) if option.name == "view" else get_close_matches(word, option.words, 1)
    return OptionError("unknown_word", {"given": Given(option.name, word), "words": near or option.words})


def _texts(option: Option, value: Any) -> tuple[str, ...]:
    texts = tuple(value) if isinstance(value, list) else (value,)
    for text in texts or ("",):
        if not isinstance(text, str) or (not text and option.type == "files") or not texts:
            raise OptionError(f"not_a_{option.type}", {"given": Given(option.name, text)})
    return texts


def _accepted(option: Option) -> Mapping[str, Any]:
    """The words that are accepted in addition to numbers, for the sentence."""
    return {"words": option.words} if option.words else {}


def _whole(option: Option, text: str) -> int:
    number = int(text)
    check_whole(option.name, number)
    return number


def _size(option: Option, text: str) -> Any:  # noqa: ARG001
    numbers = tuple(float(number) if "." in number else int(number) for number in re.split("[xX×]", text))
    return numbers if len(numbers) > 1 else numbers[0]


def _padding(option: Option, text: str) -> Any:
    if text in option.words:
        return text
    if ":" in text:
        return tuple(tuple(int(end) for end in pair.split(":")) for pair in text.split("x"))
    return _size(option, text)


def _page_size(option: Option, text: str) -> Any:
    size = _size(option, text)
    for side in size if isinstance(size, tuple) else (size,):
        _whole(option, str(side))
    return size


def _channels(option: Option, text: str) -> Channels:  # noqa: ARG001
    inputs, outputs = (tuple(int(channel) for channel in side.split(",")) for side in text.split(":"))
    return Channels(inputs, outputs)


def _cells(option: Option, text: str) -> ChosenCells:  # noqa: ARG001
    return ChosenCells(tuple(tuple(int(at) for at in cell.split(",")) for cell in re.sub(r"\s", "", text).split(";")))


def _steps(option: Option, text: str) -> range:  # noqa: ARG001
    first, last, *every = (int(number) for number in text.split(":"))
    return range(first, last + 1, *every)


def _loop(option: Option, text: str) -> int:
    counts = dict(zip(option.words, (0, 1), strict=True))
    return counts[text] if text in counts else _whole(option, text)


def _values(option: Option, text: str) -> tuple[tuple[str, Any], ...]:
    """Values by names: whole numbers, sizes such as 3x5, numbers with a point, or words."""
    pairs = []
    for item in re.split(r",(?![^\[\]()]*[\])])", text):
        name, sign, value = item.partition("=")
        if not sign or not name.strip() or not value.strip():
            raise OptionError("not_a_values", {"given": Given(option.name, text)})
        pairs.append((name.strip(), _value(value.strip())))
    return tuple(pairs)


def _value(text: str) -> Any:
    if re.fullmatch(r"-?\d+(\.\d+)?([xX×]-?\d+(\.\d+)?)*", text):
        return _size(OPTIONS["let"], text)
    return {"true": True, "false": False}.get(text.lower(), text.strip("'\""))


def _still(option: Option, text: str) -> int | str:
    return text if text in option.words else _whole(option, text)


def language_of(option: Option, tag: str) -> str:
    """The language of a tag such as zh-Hans, es_MX or ja, if there is a file for it.

    >>> from tconv_anim.options import OPTIONS
    >>> language_of(OPTIONS["lang"], "zh-Hans-CN"), language_of(OPTIONS["lang"], "EN_us.UTF-8")
    ('zh', 'en')

    Raises
    ------
    OptionError
        also for a script in which no file is written, such as zh-Hant
    """
    first, *rest = re.split("[-_]", tag.partition(".")[0].lower())
    others = OTHER_SCRIPTS.get(first, ())
    if first not in option.words or any(part in others for part in rest) or not all(map(str.isalnum, rest)):
        raise OptionError("not_a_language", {"given": Given(option.name, tag), "words": option.words})
    return first


def asked_language(tag: Any, *, portable: bool = False) -> str:
    """The language of a tag; without one that of the environment unless it is to be `portable`, or English.

    Raises
    ------
    OptionError
    """
    option = OPTIONS["lang"]
    if tag is not None:
        return str(parse(option, tag))
    if portable or not (tag := os.environ.get(LANGUAGE_VARIABLE)):
        return DEFAULT_LANGUAGE
    try:
        return language_of(option, tag)
    except OptionError:
        about = {"variable": LANGUAGE_VARIABLE, "value": tag, "words": option.words}
        raise OptionError("not_a_language:variable", about) from None


def _choice(option: Option, text: str) -> str:
    if text not in option.words:
        raise unknown(option, text)
    return text


_READ: dict[str, tuple[Callable[[Option, str], Any], str]] = {
    "whole": (_whole, r"-?\d+"),
    "size": (_size, r"-?\d+([xX×]-?\d+)?"),
    "padding": (_padding, rf"same|valid|-?\d+([xX×]-?\d+)?|{ENDS}(x{ENDS})?"),
    "factor": (_size, r"\d+(\.\d+)?(x\d+(\.\d+)?)?"),
    "page_size": (_page_size, r"\d+([xX×]\d+)?"),
    "names": (lambda _, text: tuple(name.strip() for name in text.split(",")), r"(?s).*"),
    "channels": (_channels, r"\d+(,\d+)*:\d+(,\d+)*"),
    "cells": (_cells, r"\s*\d+(\s*,\s*\d+)?(\s*;\s*\d+(\s*,\s*\d+)?)*\s*"),
    "steps": (_steps, r"\d+:\d+(:[1-9]\d*)?"),
    "loop": (_loop, r"forever|once|[1-9]\d*"),
    "values": (_values, r"(?s).*"),
    "still": (_still, rf"{'|'.join(STILLS)}|\d+"),
    "choice": (_choice, r"(?s).*"),
    "language": (language_of, r"(?s).*"),
    **dict.fromkeys(("text", "array", "theme"), (lambda _, text: text, r"(?s).*")),
}
"""By type: what reads a text, and what every text of the type looks like."""
_WITH_NUMBERS = ("whole", "size", "padding", "factor", "page_size", "channels", "cells", "steps", "loop", "still")
SEVERAL = "[,…]"
"""What help adds where several values draw pictures side by side."""
METAVARS = {
    "whole": "N", "size": "N|NxM", "padding": "N|NxM|LO:HI", "factor": "F|FxG", "page_size": "WIDTH|WIDTHxHEIGHT",
    "names": "NAME,NAME,…", "channels": "IN:OUT", "cells": "R,C[;R,C...]",
    "steps": "FIRST:LAST[:EVERY]", "loop": "forever|once|N",
    "choice": "NAME", "language": "TAG", "text": "TEXT", "array": "VALUES|FILE", "theme": "NAME|FILE",
    "files": "FILE", "layers": "CALL", "still": "finished|STEP|stamps|card", "values": "NAME=N,...",
}  # fmt: skip
"""What help shows for a value, by type."""
