"""Nodes of ONNX as they are printed, made and kept in files, as calls."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from tconv_anim.frameworks.shared.call import Call, Value
from tconv_anim.frameworks.shared.errors import LayerError
from tconv_anim.frameworks.shared.find import Found, Fragment, arguments
from tconv_anim.frameworks.shared.scan import Bracket, brackets
from tconv_anim.frameworks.shared.source import Source

OPS = ("Conv", "ConvTranspose", "ConvInteger", "QLinearConv", "DeformConv")
"""Operators that are convolutions; what is not read of them is refused by its name."""
_NAME = rf"\b({'|'.join(OPS)})"
ANGLED = re.compile(rf"{_NAME}[ \t]*<([^<>]*[:=][^<>]*)>[ \t]*(?=\()")
BEFORE = re.compile(
    r"""%?["']?([\w./-]+)["']?[ \t]*(?:<[^<>]*>|:[^=\n]*)?[ \t]*(?:=|⬅️?|<-)[ \t\ufe0f]*(?:[\w.]*::)?\Z"""
)
SHAPED = re.compile(r"""%?"?[\w./:-]+"?[ \t]*<\w+,[ \t]*\[([^\[\]]*)\]>""")
TYPED = re.compile(r":[ \t]*(?:ints?|floats?|strings?|tensors?)[ \t]*(?==)")


def nodes_in(source: Source) -> Iterator[Found]:
    """Every convolution of ONNX that is no plain call."""
    plain = source.plain
    for match in ANGLED.finditer(plain):
        yield _found(source, match[1], match.start(), (match.start(2), match.end(2)), match.end())
    yield from _protobuf(source)
    found = brackets(plain)
    for n, bracket in enumerate(found):
        if bracket.close is None:
            continue
        if bracket.name == "make_node":
            yield from _made(source, bracket)
        elif bracket.name in OPS and plain[bracket.open] == "[" and "=" in plain[bracket.open : bracket.close]:
            yield _found(source, bracket.name, bracket.start, (bracket.open + 1, bracket.close), bracket.close + 1)
        elif bracket.name in OPS and plain[bracket.open] == "(" and _is_node(plain, bracket):
            after = next((b for b in found[n + 1 :] if b.parent is bracket.parent), None)
            between = "" if after is None else plain[bracket.close + 1 : after.open].strip()
            if after is not None and after.close and plain[after.open] == "{" and not between:
                span, stop = (after.open + 1, after.close), after.close + 1
            else:
                span, stop = (bracket.open, bracket.open), bracket.close + 1  # no attributes
            yield _found(source, bracket.name, bracket.start, span, bracket.open, stop)


def _is_node(plain: str, bracket: Bracket) -> bool:
    """Whether what looks like a call is a node: ::Conv(x, w) or Conv(%x, %w)."""
    return plain[: bracket.start].endswith("::") or re.compile(r"\(\s*%").match(plain, bracket.open) is not None


def _found(source: Source, op: str, start: int, span: tuple[int, int], inputs: int, stop: int | None = None) -> Found:
    before = BEFORE.search(source.plain[max(0, start - 300) : start])
    begin = start - len(source.plain[max(0, start - 300) : start]) + before.start() if before else start
    end = source.plain.find("\n", max(stop or 0, span[1], inputs))
    whole = (begin, len(source.plain) if end < 0 else end)
    return Found(
        f"onnx.{op}",
        start,
        max(stop or 0, span[1]),
        before[1] if before else "",
        _Node(source, op, start, span, inputs, whole),
    )


@dataclass(frozen=True, eq=False)
class _Node:
    """A printed node: where its attributes are, and where its inputs begin."""

    source: Source
    op: str
    start: int
    span: tuple[int, int]
    inputs: int
    whole: tuple[int, int]

    def __call__(self) -> Call:
        first, last = self.span
        attributes = TYPED.sub(lambda match: " " * len(match[0]), self.source.plain[first:last])
        fragment = Fragment(self.source, first - 2, last, f"f({attributes})")
        node = fragment.parse()
        if not isinstance(node, ast.Call):
            raise LayerError("no_call", self.source.place(first))
        _, keywords, _ = arguments(fragment, node)
        begin, end = self.whole
        call = Call(f"onnx.{self.op}", (), keywords, {}, self.source, self.start, self.source.plain[begin:end].strip())
        opened = brackets(self.source.plain[self.inputs : end])
        inside = self.source.plain[self.inputs : self.inputs + (opened[0].close or 0)] if opened else ""
        shapes = [match[1] for match in SHAPED.finditer(inside)]
        return replace(call, called=_shapes(fragment, shapes)) if len(shapes) > 1 else call


def _shapes(fragment: Fragment, shapes: list[str]) -> dict[str, Value]:
    """The shapes of the input and of the weight where the node shows both."""
    found = {}
    for name, shape in zip(("X", "W"), shapes, strict=False):
        if re.fullmatch(r"[\d, ]+", shape):
            found[name] = Value(ast.parse(f"[{shape}]", mode="eval").body, f"[{shape}]", fragment.start)
    return found


def _made(source: Source, bracket: Bracket) -> Iterator[Found]:
    """What helper.make_node makes."""
    stop = (bracket.close or 0) + 1
    op = re.compile(r"""\(\s*(?:op_type\s*=\s*)?["'](\w+)["']""").match(source.plain, bracket.open)
    if op is None:
        return

    def read() -> Call:
        fragment = Fragment(source, bracket.start, stop)
        node = fragment.parse()
        assert isinstance(node, ast.Call)
        _, keywords, unpacked = arguments(fragment, node)
        own = {name: value for name, value in keywords.items() if name not in ("op_type", "inputs", "outputs")}
        return Call(f"onnx.{op[1]}", (), own, {}, source, bracket.start, fragment.text, unpacked)

    yield Found(f"onnx.{op[1]}", bracket.start, stop, bracket.path, read)


def _protobuf(source: Source) -> Iterator[Found]:
    """A node as protobuf prints it: op_type: "Conv" attribute { name: "pads" ints: 1 }."""
    plain = source.plain
    for match in re.finditer(rf"""\bop_type:\s*["']({"|".join(OPS)})["']""", plain):
        around = [
            b
            for b in brackets(plain)
            if plain[b.open] == "{" and b.open < match.start() and (b.close or 0) > match.end()
        ]
        first, last = (around[-1].open, around[-1].close or 0) if around else (0, len(plain))
        text = plain[first:last]
        attributes = re.findall(r"attribute\s*\{([^{}]*)\}", text)
        words = []
        for attribute in attributes:
            name = re.search(r"""\bname:\s*["'](\w+)["']""", attribute)
            numbers = re.findall(r"\bints:\s*(-?\d+)", attribute)
            number = re.search(r"\bi:\s*(-?\d+)", attribute)
            word = re.search(r"""\bs:\s*["'](\w+)["']""", attribute)
            value = f"[{', '.join(numbers)}]" if numbers else number[1] if number else repr(word[1]) if word else None
            if name and value is not None:
                words.append(f"{name[1]}={value}")
        name = re.search(r"""^\s*name:\s*["']([^"'\n]+)["']""", text, re.MULTILINE)
        yield Found(
            f"onnx.{match[1]}",
            match.start(),
            last,
            name[1] if name else "",
            _Printed(source, match[1], match.start(), words),
        )


@dataclass(frozen=True, eq=False)
class _Printed:
    source: Source
    op: str
    start: int
    words: list[str]

    def __call__(self) -> Call:
        text = f"{self.op}({', '.join(self.words)})"
        fragment = Fragment(Source(text), 0, len(text))
        node = fragment.parse()
        assert isinstance(node, ast.Call)
        positional, keywords, unpacked = arguments(fragment, node)
        moved = {name: replace(value, offset=self.start) for name, value in keywords.items()}
        return Call(f"onnx.{self.op}", positional, moved, {}, self.source, self.start, text, unpacked)
