"""How a framework's layers are read. One file in the folder dialects for each."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import cache
from importlib import import_module
from typing import NoReturn

from tconv_anim.frameworks.shared.call import Call
from tconv_anim.frameworks.shared.errors import LayerError
from tconv_anim.frameworks.shared.find import Found
from tconv_anim.frameworks.shared.signature import Declared
from tconv_anim.options import dialect_names

OVERLOADS = ("default", "input", "padding", "out", "vec", "deprecated")
"""What stands behind an operator's name in torch.ops.aten."""
PREFIXES = {"", "F", "functional", "nn", "op"}
"""What may stand before a function's name without naming a framework."""


@dataclass(frozen=True)
class Dialect:
    """A framework whose layers are read, as one file of the folder dialects ends in it.

    Attributes
    ----------
    title : its name in sentences, such as "PyTorch"
    roots : the parts of a dotted name that are this framework's alone
    entries : what is read, by a pattern for the whole name; what its brackets match is the number of dimensions;
        several if a call of that name can mean several things
    bare : whether people write its layers without its name, so that others of that name may be meant
    in_nn : whether its layers are in a module nn
    ops : the ops that draw what is not read, by its name without the number of dimensions
    refused : names of layers that are not read, with the reason's kind
    """

    title: str
    roots: frozenset[str]
    entries: Mapping[str, Declared | tuple[Declared, ...]]
    bare: bool = True
    in_nn: bool = True
    ops: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    refused: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_read(self) -> bool:
        """Whether layers of it are read at all."""
        return all(dialect is not self for name, dialect in dialects().items() if name not in dialect_names())

    @property
    def read_entries(self) -> list[str]:
        """The patterns of the layers that are not refused in any case."""
        return [name for name, entry in self.entries.items() if isinstance(entry, tuple) or not entry.anything]

    def entry(self, name: str, call: Call | None = None) -> tuple[Declared, int | None] | None:
        """What reads a layer of this name, and the number of dimensions if the name has it."""
        for pattern, entries in self.entries.items():
            if match := re.fullmatch(pattern, name):
                several = entries if isinstance(entries, tuple) else (entries,)
                fitting = [
                    one for one in several
                    if call is not None and one.fits(len(call.positional), call.keywords, unpacked=call.is_open)
                ]  # fmt: skip
                return (fitting or several)[0], int(match[1]) if match.groups() and match[1] else None
        return None

    def refusal(self, name: str) -> str:
        """Why a layer of this name is not read, or ""."""
        return next((kind for pattern, kind in self.refused.items() if re.fullmatch(pattern, name)), "")


@dataclass(frozen=True)
class Choice:
    """Who reads a layer; and who else takes its call, if it names no framework."""

    name: str
    dialect: Dialect
    entry: Declared
    ndim: int | None
    others: tuple[Choice, ...] = ()


@cache
def dialects() -> Mapping[str, Dialect]:
    """Every dialect by its name, PyTorch first, then those that are most written without a name, then the unread."""
    home = __name__.removesuffix(".shared.dialect")
    read = {name: import_module(f"{home}.dialects.{name}").DIALECT for name in dialect_names()}
    return {**read, **import_module(f"{home}.dialects._unread").UNREAD}


def rooted(parts: Sequence[str], name: str) -> list[str]:
    """The dialects that a dotted name names; one that is not read comes before others."""
    if parts == ["L"] and re.fullmatch(r"(?:Dilated|Depthwise)?(?:Dec|C)onvolution\w+", name):
        parts = ["chainer"]  # as everybody imports chainer.links
    if parts == ["L"] and name in ("Convolution", "Deconvolution"):
        parts = ["caffe"]  # and caffe.layers
    if "aten" in parts:
        parts = ["torch"]
    if parts == ["mx"] and re.fullmatch(r"conv(?:_transpose)?[12]d|conv_general", name):
        parts = ["mlx"]  # MXNet's names begin with a capital letter
    named = [each for each, dialect in dialects().items() if dialect.roots.intersection(parts)]
    unread = [each for each in named if each not in dialect_names()]
    return unread or named


def expanded(head: str, aliases: Mapping[str, str]) -> list[str]:
    """The parts of a dotted name, with what its first one stands for."""
    first, dot, rest = head.partition(".")
    parts = f"{aliases.get(first, first)}{dot}{rest}".split(".")
    if "aten" in parts and parts[-1] in OVERLOADS:
        parts.pop()
    return [*parts[:-1], re.sub(r"^Parametrized(?=[A-Z])", "", parts[-1])]


def is_layer(found: Found, aliases: Mapping[str, str], own: set[str]) -> str:
    """Whether something is a layer: "weighted", "weightless" or ""; `own` are names that the text gives things."""
    *parts, name = expanded(found.head, aliases)
    named = rooted(parts, name)
    if re.fullmatch(r"(?:Lazy)?Conv(?:Transpose)?3d|Conv3D(?:Transpose)?", name):
        return "weighted"  # one more convolution, which is refused if it is meant
    for dialect in (dialects()[each] for each in named or dialects()):
        if dialect.refusal(name) and (named or found.head not in own):
            return "weighted"
        entry = dialect.entry(name)
        if entry is None:
            continue
        if entry[0].rooted and not named:
            continue
        if entry[0].function and not named and (not PREFIXES.issuperset(parts) or found.head in own):
            continue
        return "weighted" if entry[0].weighted else "weightless"
    return ""


def choose(call: Call, like: str | None, aliases: Mapping[str, str]) -> Choice:
    """Who reads a call.

    Raises
    ------
    LayerError
    """
    *parts, name = expanded(call.head, aliases)
    named = rooted(parts, name)
    if named and like is not None and like not in named:
        raise LayerError("like_beside_name", {"call": call.head, "framework": dialects()[named[0]].title, "like": like})
    asked = named or ([like] if like is not None else [])
    known = [*_choices(call, name, asked or [*dialects()], parts)]
    if not known:
        _refuse(call.head, name, [dialects()[each] for each in asked or dialects()], bool(asked))
    if asked or len(known) == 1:
        return known[0]
    count = len(call.positional)
    fitting = [choice for choice in known if choice.entry.fits(count, call.keywords, unpacked=call.is_open)]
    if not fitting:
        return min(known, key=lambda choice: choice.entry.distance(count, call.keywords))
    if call.positional and all(isinstance(value.node, ast.Name) for value in call.positional):  # Conv(x, w): arrays
        fitting.sort(key=lambda choice: not set(choice.entry.positional[:count]) <= set(choice.entry.array_names))
    first, others = fitting[0], [choice for choice in fitting[1:] if choice.dialect.bare]
    return replace(first, others=tuple(others))


def _choices(call: Call, name: str, asked: Sequence[str], parts: Sequence[str]) -> Iterator[Choice]:
    named = bool(rooted(parts, name))
    for each in asked:
        dialect = dialects()[each]
        found = dialect.entry(name, call)
        if found is None or (not named and (found[0].rooted or ("nn" in parts and not dialect.in_nn))):
            continue
        if found[0].function and not named and not PREFIXES.issuperset(parts):
            continue
        yield Choice(each, dialect, *found)


def refuse_unread(name: str, dialect: Dialect, op: str) -> NoReturn:
    """Refuse a layer of a framework that is not read, of which no more can be said than its operation."""
    example = f"Conv{'Transpose' if op == 'conv_transpose' else ''}2d(1, 1, kernel_size=3)"
    raise LayerError("unread_framework", {"call": name, "framework": dialect.title, "example": example})


def _refuse(head: str, name: str, asked: Sequence[Dialect], one: bool) -> NoReturn:
    """Say why no framework reads a layer of this name, and what to write instead."""
    bare = _without_dimensions(name)
    for dialect in asked:
        if kind := dialect.refusal(name):
            raise LayerError(kind, {"call": name, "framework": dialect.title})
    for dialect in asked:
        for other, ops in dialect.ops.items():
            if _without_dimensions(other) == bare:
                raise LayerError("unread_layer", {"call": name}, [{"op": op} for op in ops])
    if one and not asked[0].is_read:
        refuse_unread(name, asked[0], "conv")
    if re.search(r"3[dD]", name):
        raise LayerError("three_dimensions", {"call": name})
    patterns = [pattern for dialect in asked if one or dialect.bare for pattern in dialect.read_entries]
    known = [*dict.fromkeys(layer for pattern in patterns for layer in _names(pattern))]
    if near := get_close_matches(re.sub(r"(?i)deconv(?:olution)?", "ConvTranspose", name), known, 1, 0.75):
        if near[0] != name:
            raise LayerError("misspelled_layer", {"call": name, "near": near[0]})
        name = head  # a method that has a layer's name
    if one:
        raise LayerError("unknown_layer:framework", {"call": name, "framework": asked[0].title, "known": known})
    raise LayerError("unknown_layer", {"call": name, "known": [n for n in known_names() if n[0].isupper()]})


def known_names() -> list[str]:
    """The names of PyTorch's layers and functions."""
    return [name for pattern in dialects()["torch"].entries for name in _names(pattern) if not name.startswith("Lazy")]


def _names(pattern: str) -> list[str]:
    """The names that a pattern matches: Conv1d and Conv2d for Conv([12])d."""
    plain = re.sub(r"\(\?:([^()|]*)(?:\|[^()]*)?\)", r"\1", re.sub(r"\(\?:[^()]*\)\?", "", pattern))
    if match := re.search(r"\(\[?(\d)(\d)?\]?\)", plain):
        return [plain.replace(match[0], digit) for digit in match.groups() if digit]
    return [plain]


def _without_dimensions(name: str) -> str:
    """A name by which all frameworks' spellings are the same: MaxPool2d, MaxPool, max_pool2d."""
    return re.sub(r"[12]d$|_", "", name.lower())
