"""The formulas of a layer for a text of one's own: the size of its output, and what it computes, as a sum."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tconv_anim.core.call_text import MINUS
from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.message import Equation, Message, Words, message
from tconv_anim.scenes.card.mathematics import (
    NOTATIONS,
    Bracketed,
    Formula,
    Fraction,
    Indexed,
    Row,
    Symbol,
    Total,
    read,
)
from tconv_anim.scenes.formulas import formula
from tconv_anim.scenes.texts import say

OUTPUT_AT, INPUT_AT, TAPS = ("m", "n"), ("g", "h"), ("u", "v")
"""The indices of cells of the output, of cells of the input and of taps of the kernel, by axis."""
AXES = {"rows": message("rows", words=""), "columns": message("columns", words="")}
"""What is said before the numbers of an axis, by the key of the message that says it."""

Line = tuple[str, list[Formula]]
"""A label, such as "rows", and sides that are equal."""


def typeset(spec: Any, notation: str, lang: str) -> str:
    r"""The formulas of a layer, one a line: the sizes with their numbers, and the definition of a convolution.

    Parameters
    ----------
    notation : "latex" or "mathml"
    lang : of the words "rows" and "columns"

    >>> print(typeset(ConvSpec("conv", (5,), (3,), padding=1), "latex", "en"))
    \[ o = \left\lfloor \frac{i + 2 p - k}{s} \right\rfloor + 1 = \left\lfloor \frac{5 + 2 \cdot 1 - 3}{1} \right\rfloor + 1 = 5 \]
    \[ y_{m} = b + \sum_{u = 0}^{2} w_{u} x_{m + u - 1} \]
    """  # noqa: E501 # a formula is a line
    lines = [line for clause in formula(spec) for line in _equations(clause, lang)]
    if spec.weight_shape and not spec.stages:
        lines.append(("", definition(spec)))
    return "\n".join(NOTATIONS[notation](*line) for line in lines)


def _letters(side: Words, lang: str) -> str:
    """A side of an equation, a size in its letters."""
    if isinstance(side, Message) and side.key == "size_in_letters":
        return str(side["letters"])
    return side if isinstance(side, str) else say(side, lang)


def _equations(words: Words, lang: str, label: str = "") -> Iterator[Line]:
    """The equations in a clause; what it says in words is left out."""
    if isinstance(words, Equation):
        yield label, [read(_letters(side, lang)) for side in words.sides]
    elif isinstance(words, Message):
        label = say(AXES[words.key], lang).strip() if words.key in AXES else label
        for _, value in words.values:
            for each in value if isinstance(value, tuple) else (value,):
                if isinstance(each, Equation | Message):
                    yield from _equations(each, lang, label)
                elif words.key in AXES:
                    yield label, [read(each)]


def definition(spec: ConvSpec) -> list[Formula]:
    r"""What an output cell is, as a sum over channels and taps, with the layer's numbers; x is 0 outside of its cells.

    Of a conv_transpose the sum is over the input cells and the taps that meet at the output cell.
    """
    channels = spec.in_channels * spec.out_channels > 1
    out, taps = _names(OUTPUT_AT, spec), _names(TAPS, spec)
    cells = _names(INPUT_AT, spec) if spec.transposed else tuple(_read_at(spec, axis) for axis in range(spec.ndim))
    own, weight, read_from = tuple[Formula, ...](), tuple[Formula, ...](), tuple[Formula, ...]()
    if channels:
        own, weight, read_from = (Symbol("c"),), _weight_channels(spec), (_read_channel(spec),)
    summed: Formula = Row(Indexed("w", (*weight, *taps)), (("", Indexed("x", (*read_from, *cells))),))
    for axis in reversed(range(spec.ndim)):
        summed = _over(spec, axis, summed)
    if spec.in_channels > spec.groups:
        summed = Total((_equal("a", "0"),), Symbol(str(spec.in_channels // spec.groups - 1)), summed)
    return [Indexed("y", (*own, *out)), Row(Indexed("b", own) if own else Symbol("b"), (("+", summed),))]


def _names(letters: tuple[str, ...], spec: ConvSpec) -> tuple[Formula, ...]:
    return tuple(map(Symbol, letters[: spec.ndim]))


def _equal(name: str, value: str) -> Formula:
    return Row(Symbol(name), (("=", Symbol(value)),))


def _times(number: int, name: str) -> Formula:
    return Symbol(name) if number == 1 else Row(Symbol(str(number)), (("", Symbol(name)),))


def _minus(formula: Formula, others: list[tuple[str, Formula]], number: int) -> Formula:
    """A sum with a number taken from it, which may be negative, or 0."""
    last = [(MINUS if number > 0 else "+", Symbol(str(abs(number))))] if number else []
    return Row(formula, (*others, *last))


def _place(spec: ConvSpec, axis: int, cell: str) -> Formula:
    """Where a tap of the kernel lies that is placed for a cell: stride·cell + dilation·tap − padding."""
    tap = _times(spec.dilation[axis], TAPS[axis])
    return _minus(_times(spec.stride[axis], cell), [("+", tap)], spec.pads[axis][0])


def _read_at(spec: ConvSpec, axis: int) -> Formula:
    return _place(spec, axis, OUTPUT_AT[axis])


def _over(spec: ConvSpec, axis: int, body: Formula) -> Formula:
    """The sum over the taps of an axis; of a conv_transpose over the input cells and taps that meet at a cell."""
    last = spec.kernel_size[axis] - 1
    if not spec.transposed:
        return Total((_equal(TAPS[axis], "0"),), Symbol(str(last)), body)
    place = _place(spec, axis, INPUT_AT[axis])
    meets = Row(place, (("=", Symbol(OUTPUT_AT[axis])),))
    ranges = [_within(INPUT_AT[axis], spec.input_size[axis] - 1), _within(TAPS[axis], last)]
    return Total((*ranges, meets), None, body)


def _within(name: str, last: int) -> Formula:
    return Row(Symbol("0"), (("≤", Symbol(name)), ("≤", Symbol(str(last)))))


def _group(spec: ConvSpec) -> Formula | None:
    """The group of output channel c, None if there is only one."""
    each = spec.out_channels // spec.groups
    if spec.groups == 1:
        return None
    return Symbol("c") if each == 1 else Bracketed("⌊", Fraction(Symbol("c"), Symbol(str(each))))


def _read_channel(spec: ConvSpec) -> Formula:
    """An input channel that output channel c is made of: channel a of its group."""
    group, each = _group(spec), spec.in_channels // spec.groups
    if group is None:
        return Symbol("a") if each > 1 else Symbol("0")
    first = group if each == 1 else Row(Symbol(str(each)), (("", group),))
    return Row(first, (("+", Symbol("a")),)) if each > 1 else first


def _weight_channels(spec: ConvSpec) -> tuple[Formula, Formula]:
    """The channels of a weight in PyTorch's order; the second one is counted within its group."""
    if not spec.transposed:
        return Symbol("c"), Symbol("a") if spec.in_channels > spec.groups else Symbol("0")
    group, each = _group(spec), spec.out_channels // spec.groups
    second: Formula = Symbol("c") if each > 1 else Symbol("0")
    if group is not None and each > 1:
        second = Row(Symbol("c"), ((MINUS, Row(Symbol(str(each)), (("", group),))),))
    return _read_channel(spec), second
