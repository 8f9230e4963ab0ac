"""Formulas as values: read from a line of text, and written as LaTeX or as presentation MathML."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from xml.sax.saxutils import escape

from tconv_anim.core.call_text import MINUS

TOKEN = re.compile(rf"\d+(?:\.\d+)?|[^\W\d]\w*|[+{MINUS}·/()⌊⌋⌈⌉,]")
CLOSING = {"(": ")", "⌊": "⌋", "⌈": "⌉"}
LATEX_SIGNS = {
    MINUS: "-", "≤": r"\leq", "·": r"\cdot", "⌊": r"\left\lfloor", "⌋": r"\right\rfloor",
    "⌈": r"\left\lceil", "⌉": r"\right\rceil",
}  # fmt: skip


@dataclass(frozen=True)
class Symbol:
    """A number or a name. What a name of several letters means is one thing, such as op."""

    text: str


@dataclass(frozen=True)
class Row:
    """Parts one after the other, with signs between them, such as + or ·; an empty sign is for what is multiplied."""

    first: Formula
    others: tuple[tuple[str, Formula], ...] = ()


@dataclass(frozen=True)
class Fraction:
    """A numerator over a denominator."""

    above: Formula
    below: Formula


@dataclass(frozen=True)
class Bracketed:
    """What is in brackets, of which the first is given: (, ⌊ or ⌈."""

    bracket: str
    inside: Formula


@dataclass(frozen=True)
class Indexed:
    """A name with indices below it."""

    name: str
    indices: tuple[Formula, ...]


@dataclass(frozen=True)
class Total:
    """A sum over what is said below and above it; `below` may be several lines."""

    below: tuple[Formula, ...]
    above: Formula | None
    body: Formula


Formula = Symbol | Row | Fraction | Bracketed | Indexed | Total


def read(text: str) -> Formula:
    """A formula out of a line, such as "⌊(i + 2p − k)/s⌋ + 1": a quotient becomes a fraction.

    >>> read("i/r")
    Fraction(above=Symbol(text='i'), below=Symbol(text='r'))
    """
    tokens = TOKEN.findall(text)
    found, rest = _sum(tokens)
    assert not rest, text
    return found


def _sum(tokens: list[str]) -> tuple[Formula, list[str]]:
    if tokens[0] == MINUS:
        found, tokens = _product(tokens[1:])
        found = Row(Symbol(MINUS), (("", found),))
    else:
        found, tokens = _product(tokens)
    others: list[tuple[str, Formula]] = []
    while tokens and tokens[0] in ("+", MINUS):
        sign, (part, tokens) = tokens[0], _product(tokens[1:])
        others.append((sign, part))
    return (Row(found, tuple(others)) if others else found), tokens


def _product(tokens: list[str]) -> tuple[Formula, list[str]]:
    found, tokens = _factor(tokens)
    while tokens and (tokens[0] in "·/" or tokens[0] == "(" or tokens[0][0].isalnum()):
        sign = tokens[0] if tokens[0] in "·/" else ""
        part, tokens = _factor(tokens[1:] if sign else tokens)
        if sign == "/":
            found = Fraction(_bare(found), _bare(part))
        elif isinstance(found, Row):  # which a quotient or a single factor is not
            found = replace(found, others=(*found.others, (sign, part)))
        else:
            found = Row(found, ((sign, part),))
    return found, tokens


def _factor(tokens: list[str]) -> tuple[Formula, list[str]]:
    token, *rest = tokens
    if token not in CLOSING:
        return Symbol(token), rest
    inside, rest = _sum(rest)
    assert rest[0] == CLOSING[token]
    return Bracketed(token, inside), rest[1:]


def _bare(found: Formula) -> Formula:
    """Without the brackets that a fraction's line replaces."""
    return found.inside if isinstance(found, Bracketed) and found.bracket == "(" else found


def latex(formula: Formula) -> str:
    r"""A formula in LaTeX's mathematics, of which sums over several lines need amsmath.

    >>> latex(read("⌊(i + 2p − k)/s⌋ + 1")), latex(read("(3 − 1)·2"))
    ('\\left\\lfloor \\frac{i + 2 p - k}{s} \\right\\rfloor + 1', '(3 - 1) \\cdot 2')
    """
    match formula:
        case Symbol(text):
            plain = LATEX_SIGNS.get(text, text.replace("_", r"\_"))
            return plain if len(text) == 1 or text[0].isdigit() else rf"\mathrm{{{plain}}}"
        case Row(first, others):
            signs = (f"{LATEX_SIGNS.get(sign, sign)} {latex(part)}".strip() for sign, part in others)
            joined = " ".join([latex(first), *signs])
            return joined.replace("- ", "-", 1) if first == Symbol(MINUS) else joined
        case Fraction(above, below):
            return rf"\frac{{{latex(above)}}}{{{latex(below)}}}"
        case Bracketed("(", inside):
            return f"({latex(inside)})"
        case Bracketed(bracket, inside):
            return f"{LATEX_SIGNS[bracket]} {latex(inside)} {LATEX_SIGNS[CLOSING[bracket]]}"
        case Indexed(name, indices):
            return f"{name}_{{{', '.join(map(latex, indices))}}}"
        case Total(below, above, body):
            said = [*map(latex, below)]
            under = said[0] if len(said) == 1 else r"\substack{" + r" \\ ".join(said) + "}"
            return rf"\sum_{{{under}}}{'' if above is None else rf'^{{{latex(above)}}}'} {latex(body)}"


def mathml(formula: Formula) -> str:
    """A formula as elements of presentation MathML, without the <math> around them.

    >>> mathml(read("i/r"))
    '<mfrac><mi>i</mi><mi>r</mi></mfrac>'
    """
    match formula:
        case Symbol(text) if text[0].isdigit():
            return f"<mn>{text}</mn>"
        case Symbol(text) if text[0].isalpha():
            return f"<mi>{escape(text)}</mi>"
        case Symbol(text):
            return f"<mo>{escape(text)}</mo>"
        case Row(first, others):
            return _row([mathml(first), *_with_signs(others)])
        case Fraction(above, below):
            return f"<mfrac>{mathml(above)}{mathml(below)}</mfrac>"
        case Bracketed(bracket, inside):
            return _row([f"<mo>{bracket}</mo>", mathml(inside), f"<mo>{CLOSING[bracket]}</mo>"])
        case Indexed(name, indices):
            listed = [part for index in indices for part in ("<mo>,</mo>", mathml(index))][1:]
            return f"<msub><mi>{name}</mi>{_row(listed)}</msub>"
        case Total(below, above, body):
            said = [*map(mathml, below)]
            lines = "".join(f"<mtr><mtd>{line}</mtd></mtr>" for line in said)
            under = said[0] if len(said) == 1 else f"<mtable>{lines}</mtable>"
            name, over = ("munderover", mathml(above)) if above is not None else ("munder", "")
            return _row([f"<{name}><mo>∑</mo>{under}{over}</{name}>", mathml(body)])


INVISIBLE_TIMES = "&#x2062;"


def _with_signs(others: tuple[tuple[str, Formula], ...]) -> Iterator[str]:
    for sign, part in others:
        yield f"<mo>{sign or INVISIBLE_TIMES}</mo>"
        yield mathml(part)


def _row(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"<mrow>{''.join(parts)}</mrow>"


def in_latex(label: str, sides: list[Formula]) -> str:
    """Equal sides as a formula on lines of its own, after a label if there is one."""
    text = rf"\text{{{label}}}\quad " if label else ""
    return rf"\[ {text}{' = '.join(map(latex, sides))} \]"


def in_mathml(label: str, sides: list[Formula]) -> str:
    """The same as a <math> element."""
    text = f"<mtext>{escape(label)}</mtext><mspace width='1em'/>" if label else ""
    equal = "<mo>=</mo>".join(map(mathml, sides))
    return f'<math xmlns="http://www.w3.org/1998/Math/MathML" display="block"><mrow>{text}{equal}</mrow></math>'


NOTATIONS: dict[str, Callable[[str, list[Formula]], str]] = {"latex": in_latex, "mathml": in_mathml}
"""By the words of --formula."""
