"""TOML that people write, recipes and themes, as a table."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Any, ClassVar

from tconv_anim.options import TconvError


class TableError(TconvError):
    """Text that is not TOML or has values that cannot be used. The caller puts the file's name before the sentence."""

    sentences: ClassVar[Mapping[str, str]] = {
        "not_toml": "is not TOML: {reason}",
        "nested_too_deep": "has values that are nested too deep: use fewer levels",
        "too_large": "holds a number that is too large: use a smaller one",
    }


_NAME = r"""(?:(?<!\\)"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+'|(?<![\w-])[\w-]++)"""
_DEEP = re.compile(rf"(?<!\.)(?:{_NAME}[ \t]*+\.[ \t]*+){{100}}")
"""Names such as a.b.c, for which the time to read them grows with the square of their number."""


_KEY = re.compile(rf"^[ \t]*({_NAME})[ \t]*=", re.M)


def lines_of(text: str) -> dict[str, int]:
    r"""The line of each key that begins one, counted from 1.

    >>> lines_of('a = 1\n\n"b" = 2')
    {'a': 1, 'b': 3}
    """
    return {found[1].strip("\"'"): text.count("\n", 0, found.start()) + 1 for found in _KEY.finditer(text)}


def read_table(text: str) -> dict[str, Any]:
    """The table that a TOML document holds.

    Raises
    ------
    TableError

    Examples
    --------
    >>> read_table("stride = 2")
    {'stride': 2}
    >>> read_table("stride = ")
    Traceback (most recent call last):
    tconv_anim.recipes.toml_table.TableError: is not TOML: Invalid value (at end of document)
    """
    if _DEEP.search(text):
        raise TableError("nested_too_deep")
    try:
        table = tomllib.loads(text)
        repr(table)  # a hexadecimal number may be too long to be written as a decimal one
    except tomllib.TOMLDecodeError as error:
        raise TableError("not_toml", {"reason": error}) from None
    except RecursionError:
        raise TableError("nested_too_deep") from None
    except ValueError:  # Python reads only so many digits
        raise TableError("too_large") from None
    return table
