"""TOML that people write, recipes and themes: a table, or one sentence."""

from __future__ import annotations

import tomllib
from typing import Any


class TableError(ValueError):
    """Text that is no TOML, or none that can be worked with; the message goes on after the name of its file."""


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
    try:
        table = tomllib.loads(text)
        repr(table)  # a hexadecimal number can be read that cannot be said
    except tomllib.TOMLDecodeError as error:
        raise TableError(f"is not TOML: {error}") from None
    except RecursionError:
        raise TableError("has lists that are nested too deep: use fewer levels") from None
    except ValueError:  # of more digits than Python reads
        raise TableError("holds a number that is too large: use a smaller one") from None
    return table
