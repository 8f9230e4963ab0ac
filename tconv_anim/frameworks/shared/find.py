"""The layers that a text holds: calls, nodes of ONNX and configurations of Keras, each with what it is called there."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NoReturn

from tconv_anim.frameworks.shared.call import Call, Value
from tconv_anim.frameworks.shared.errors import LayerError
from tconv_anim.frameworks.shared.scan import MEMBER, Bracket, brackets, defined
from tconv_anim.frameworks.shared.source import Source
from tconv_anim.frameworks.shared.values import written

Arguments = tuple[list[Value], dict[str, Value], Value | None]
PARTIAL = re.compile(r"\(\s*([^\W\d]\w*(?:\.\w+)*)\s*(?=[,)])")
"""What functools.partial calls."""
CLOSING = {"(": ")", "[": "]", "{": "}"}


@dataclass(frozen=True, eq=False)
class Found:
    """What may be a layer: its dotted name, where it is, what it is called, and how its call is read."""

    head: str
    start: int
    stop: int
    label: str
    read: Callable[[], Call]


class Fragment:
    """A piece of a source that is read as Python's, with the places of the source."""

    def __init__(self, source: Source, start: int, stop: int, text: str | None = None) -> None:
        self.source, self.start = source, start
        self.text = source.plain[start:stop] if text is None else text
        self._lines = [0]
        for line in self.text.split("\n"):
            self._lines.append(self._lines[-1] + len(line) + 1)

    def parse(self, *, closed: bool = True) -> ast.expr:
        """The expression that it is.

        Raises
        ------
        LayerError
        """
        try:
            return ast.parse(f"({self.text}\n)" if closed else f"({self.text}", mode="eval").body
        except SyntaxError as error:
            self._refuse(error)
        except (RecursionError, MemoryError):  # this is what Python's parser raises
            raise LayerError("nested_too_deep") from None
        except ValueError:
            self._fail("no_call", self.start)

    def _refuse(self, error: SyntaxError) -> NoReturn:
        stop = self.start + len(self.text.rstrip())
        line, column = max(1, error.lineno or 1), max(1, error.offset or 1)
        at = self.start + self._lines[min(line, len(self._lines)) - 1] + column - (2 if line == 1 else 1)
        if "never closed" in error.msg:
            opening = re.search(r"[(\[{]", error.msg)
            innermost = self._open_bracket()
            self._fail("not_closed", stop, bracket=CLOSING[innermost or (opening[0] if opening else "(")])
        if self.text.count("(") > self.text.count(")"):
            self._fail("not_closed", at, bracket=")")
        self._fail("no_call", min(max(at, self.start), stop))

    def _open_bracket(self) -> str:
        unclosed = [bracket for bracket in brackets(self.text) if bracket.close is None]
        return self.text[unclosed[-1].open] if unclosed else ""

    def _fail(self, kind: str, offset: int, **parameters: str) -> NoReturn:
        raise LayerError(kind, {**self.source.place(offset), **parameters})

    def offset(self, node: ast.expr) -> int:
        """Where an expression begins in the source."""
        first = self._lines[node.lineno - 1]
        line = self.text[first : self._lines[node.lineno]]
        column = node.col_offset - (1 if node.lineno == 1 else 0)
        return self.start + first + len(line.encode()[: max(0, column)].decode(errors="ignore"))

    def value(self, node: ast.expr) -> Value:
        """An argument."""
        text = written(node)
        if not text:
            self._fail("long_number", self.offset(node))
        return Value(node, text, self.offset(node))


def calls_in(source: Source) -> Iterator[Found]:
    """Every call of a name, in the order of the text."""
    plain = source.plain
    everything = [b for b in brackets(plain) if plain[b.open] == "(" and b.head and not defined(plain, b.start)]
    made = partials(plain, everything)
    called = {bracket.head.removeprefix("self.") for bracket in everything}
    for bracket in everything:
        stop = len(plain) if bracket.close is None else bracket.close + 1
        own, other = made.get(bracket.start), made.get(bracket.head.removeprefix("self."))
        if own is not None:
            if bracket.label not in called:
                yield Found(own[1], bracket.start, stop, bracket.path, _Partial(source, bracket, own[1]))
        elif other is not None:
            yield Found(other[1], bracket.start, stop, bracket.path, _Partial(source, bracket, other[1], other[0]))
        else:
            yield Found(bracket.head, bracket.start, stop, bracket.path, _Reader(source, bracket))


def partials(plain: str, calls: Iterable[Bracket]) -> Mapping[int | str, tuple[Bracket, str]]:
    """What functools.partial makes, by its place and by its name: the call of it, and the name of what it calls."""
    found: dict[int | str, tuple[Bracket, str]] = {}
    for bracket in calls:
        first = PARTIAL.match(plain, bracket.open) if bracket.name == "partial" else None
        if first is not None:
            found[bracket.start] = bracket, first[1]
            if bracket.label:
                found[bracket.label] = bracket, first[1]
    return found


@dataclass(frozen=True, eq=False)
class _Reader:
    source: Source
    bracket: Bracket

    def __call__(self) -> Call:
        bracket, plain = self.bracket, self.source.plain
        closed = bracket.close is not None
        stop = bracket.close if bracket.close is not None else len(plain.rstrip())
        member = MEMBER.search(plain, bracket.open, stop)
        text = plain[bracket.start : stop if member is None else member.start()] + (")" if closed else "")
        fragment = Fragment(self.source, bracket.start, stop, text)
        node = fragment.parse(closed=closed)
        if not isinstance(node, ast.Call):
            raise LayerError("no_call", self.source.place(bracket.start))
        positional, keywords, unpacked = arguments(fragment, node)
        called = _called(self.source, stop + 1) if closed else {}
        whole = f"{text}{plain[stop + 1 : self._called_until(stop + 1)]}" if called else text
        return Call(bracket.head, positional, keywords, called, self.source, bracket.start, whole, unpacked)

    def _called_until(self, start: int) -> int:
        """Where the call of a call's result ends."""
        inner = next(bracket for bracket in brackets(self.source.plain[start:]))
        return start + (inner.close or 0) + 1


@dataclass(frozen=True, eq=False)
class _Partial:
    """A call of what functools.partial makes, or of functools.partial: `made` is where the first arguments are."""

    source: Source
    bracket: Bracket
    head: str
    made: Bracket | None = None

    def __call__(self) -> Call:
        first = _Reader(self.source, self.made or self.bracket)()
        given, keywords, unpacked = [*first.positional[1:]], {**first.keywords}, first.unpacked
        called: Mapping[str, Value] = {}
        close = self.bracket.close
        if self.made:
            later = _Reader(self.source, self.bracket)()
            called = later.called
            more: Arguments | None = (list(later.positional), {**later.keywords}, later.unpacked)
        else:
            more = None if close is None else _behind(self.source, close + 1)
        if more is not None:
            given += more[0]
            keywords |= more[1]
            unpacked = unpacked or more[2]
        whole = [value.text for value in given] + [f"{name}={value.text}" for name, value in keywords.items()]
        text = f"{self.head}({', '.join(whole)})"
        start = self.bracket.start
        return Call(self.head, given, keywords, called, self.source, start, text, unpacked, partial=more is None)


def arguments(fragment: Fragment, node: ast.Call) -> Arguments:
    """A call's arguments by place and by name, and the first that only running it would show.

    Raises
    ------
    LayerError
        for an argument given twice
    """
    positional: list[Value] = []
    unpacked: list[Value] = []
    for argument in node.args:
        if isinstance(argument, ast.Starred) and isinstance(argument.value, (ast.Tuple, ast.List)):
            positional += map(fragment.value, argument.value.elts)
        elif isinstance(argument, ast.Starred):
            unpacked.append(fragment.value(argument.value))
        else:
            positional.append(fragment.value(argument))
    pairs: list[tuple[str, ast.expr]] = []
    for keyword in node.keywords:
        if keyword.arg is not None:
            pairs.append((keyword.arg, keyword.value))
        elif (items := pairs_of(keyword.value)) is not None:
            pairs += items
        else:
            unpacked.append(fragment.value(keyword.value))
    keywords: dict[str, Value] = {}
    for name, value in pairs:
        if name in keywords:
            place = fragment.source.place(fragment.offset(value))
            raise LayerError("repeated_argument", {**place, "argument": name})
        keywords[name] = fragment.value(value)
    return positional, keywords, unpacked[0] if unpacked else None


def pairs_of(node: ast.expr) -> list[tuple[str, ast.expr]] | None:
    """The pairs of a dict that is written out; None if it is not."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "dict" and not node.args:
        found = [(keyword.arg, keyword.value) for keyword in node.keywords if keyword.arg is not None]
        return found if len(found) == len(node.keywords) else None
    if not isinstance(node, ast.Dict):
        return None
    pairs = [
        (name.value, value)
        for name, value in zip(node.keys, node.values, strict=True)
        if isinstance(name, ast.Constant) and isinstance(name.value, str)
    ]
    return pairs if len(pairs) == len(node.keys) else None


def _called(source: Source, stop: int) -> Mapping[str, Value]:
    """The keywords with which a call's result is called."""
    behind = _behind(source, stop)
    return {} if behind is None else behind[1]


def _behind(source: Source, stop: int) -> Arguments | None:
    """The arguments with which a call's result is called; None if it is not."""
    match = re.compile(r"[ \t]*\(").match(source.plain, stop)
    if match is None:
        return None
    bracket = next((b for b in brackets(source.plain[match.end() - 1 :]) if b.close is not None), None)
    if bracket is None or bracket.open != 0 or bracket.close is None:
        return None
    start = match.end() - 1
    fragment = Fragment(source, start, start, f"f{source.plain[start : start + bracket.close + 1]}")
    try:
        node = fragment.parse()
        return arguments(fragment, node) if isinstance(node, ast.Call) else None
    except LayerError:
        return None


def configs_in(source: Source) -> Iterator[Found]:
    """Every configuration of a layer of Keras, as a dict or JSON: with a class_name, or given to from_config."""
    plain = source.plain
    if "class_name" not in plain and "from_config" not in plain:
        return
    for bracket in brackets(plain):
        if plain[bracket.open] != "{" or bracket.close is None:
            continue
        whole = plain[bracket.open : bracket.close + 1]
        parent = bracket.parent
        if parent is not None and parent.head.endswith(".from_config") and not parent.commas:
            head = parent.head.removesuffix(".from_config")
            yield Found(head, parent.start, bracket.close + 2, parent.path, _Config(source, bracket, head))
            continue
        name = _direct(whole, "class_name")
        if name:
            label = re.search(r"""["']name["']\s*:\s*["']([^"'\n]+)["']""", whole)
            found = _Config(source, bracket, f"keras.layers.{name}")
            yield Found(found.head, bracket.open, bracket.close + 1, label[1] if label else "", found)


def _direct(text: str, name: str) -> str:
    """The word that a dict has under a key, without those of the dicts in it."""
    hidden = text
    for inner in brackets(text)[1:]:
        if inner.close is not None:
            hidden = hidden[: inner.open] + " " * (inner.close + 1 - inner.open) + hidden[inner.close + 1 :]
    match = re.search(rf"""["']{name}["']\s*:\s*["']([A-Za-z_]\w*)["']""", hidden)
    return match[1] if match else ""


@dataclass(frozen=True, eq=False)
class _Config:
    source: Source
    bracket: Bracket
    head: str

    def __call__(self) -> Call:
        start, stop = self.bracket.open, (self.bracket.close or 0) + 1
        fragment = Fragment(self.source, start, stop)
        pairs = dict(pairs_of(fragment.parse()) or [])
        inner = pairs.get("config")
        shape = dict(pairs_of(pairs["build_config"]) or []).get("input_shape") if "build_config" in pairs else None
        if inner is not None:
            pairs = dict(pairs_of(inner) or [])
        keywords = {name: fragment.value(value) for name, value in pairs.items()}
        if shape is not None and not any(name.endswith("_shape") for name in keywords):
            keywords["build_shape"] = fragment.value(shape)
        return Call(self.head, (), keywords, {}, self.source, start, fragment.text)


def aliases_in(text: str) -> Mapping[str, str]:
    """What names stand for by the imports and assignments in a text: nn for paddle.nn, Conv for nn.Conv2d."""
    found: dict[str, str] = {}
    for match in re.finditer(r"^[ \t]*(\w+)[ \t]*=[ \t]*(?!self\b)([^\W\d]\w*(?:\.\w+)+)[ \t]*$", text, re.MULTILINE):
        found[match[1]] = match[2]
    for match in re.finditer(r"^[ \t]*import[ \t]+([\w.]+)[ \t]+as[ \t]+(\w+)", text, re.MULTILINE):
        found[match[2]] = match[1]
    for match in re.finditer(r"^[ \t]*from[ \t]+([\w.]+)[ \t]+import[ \t]+\(?([\w \t,]+)", text, re.MULTILINE):
        for item in match[2].split(","):
            name, _, alias = item.strip().partition(" as ")
            if name:
                found[alias.strip() or name] = f"{match[1]}.{name}"
    return found


def labels(found: Sequence[Found]) -> list[str]:
    """What each is called: its own label, or its number where it has none or another has the same."""
    own = [one.label for one in found]
    return [label if label and own.count(label) == 1 else str(n) for n, label in enumerate(own, 1)]


def outermost(found: Iterable[Found]) -> list[Found]:
    """Without what is found twice at one place."""
    seen: dict[int, Found] = {}
    for one in found:
        seen.setdefault(one.start, one)
    return [seen[start] for start in sorted(seen)]
