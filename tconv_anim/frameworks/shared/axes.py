"""The number of spatial axes that a call shows by itself."""

from __future__ import annotations

from contextlib import suppress

from tconv_anim.core.errors import SpecError
from tconv_anim.core.spec import Spec
from tconv_anim.frameworks.shared.call import Arguments, Call
from tconv_anim.frameworks.shared.dialect import Choice
from tconv_anim.frameworks.shared.supply import Supply
from tconv_anim.options import DIMS

LARGE = 64  # an input that most layers can read


def shown_axes(call: Call, choice: Choice) -> int | None:
    """The number of axes, None if the call does not show it.

    Raises
    ------
    LayerError, SpecError
    """
    if choice.ndim is not None:
        return choice.ndim
    entry = choice.entry
    if not entry.weighted:
        row, plane = (_at_any_size(call, choice, dims).ndim for dims in DIMS)
        return plane if row == plane else None
    given = dict(zip(entry.positional, call.positional, strict=False)) | dict(call.keywords)
    for name, value in given.items():
        found = value.plain
        if name not in entry.read_names or not isinstance(found, (tuple, list)):
            continue
        count = len(found) // 2 if name == "pads" else len(found)
        if count in DIMS:
            return count
    return None


def _at_any_size(call: Call, choice: Choice, dims: int) -> Spec:
    try:
        return _spec(call, choice, Supply(dims=dims))
    except SpecError as error:  # an input of the usual size may be too small
        with suppress(SpecError):
            return _spec(call, choice, Supply(LARGE, dims=dims))
        raise error from None


def _spec(call: Call, choice: Choice, supply: Supply) -> Spec:
    return choice.entry.read(Arguments(call, choice.entry, choice.dialect.title, choice.ndim, supply)).spec
