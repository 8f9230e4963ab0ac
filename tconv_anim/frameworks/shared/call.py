"""A layer's text as data: its name, its arguments and their columns. Nothing in it is evaluated."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, NoReturn

from tconv_anim.core.call_text import MINUS
from tconv_anim.core.parameters import Size
from tconv_anim.frameworks.shared.errors import ArgumentError, LayerError
from tconv_anim.options import DIMS, Given

WORDS = ("same", "valid", "causal", "zeros", "reflect", "replicate", "circular", "notset", "same_upper", "same_lower",
         "nearest", "nearest-exact", "linear", "bilinear", "bicubic", "trilinear", "area")  # fmt: skip
_CLOSING = {"(": ")", "[": "]", "{": "}"}
DEFAULT_INPUT_SIZE = 3
DEFAULT_KERNEL_SIZE = 3


@dataclass(frozen=True)
class Value:
    """A literal, its text and its column, counted from 1; the value is Ellipsis for what is not a literal."""

    value: Any
    text: str
    column: int


@dataclass
class Arguments:
    """A call's arguments, to be bound to the parameters that a framework knows.

    `called` are the keywords with which the layer is called itself, as in ``MaxUnpool2d(2)(x, at, output_size=5)``;
    `dims` is the number of axes where the call does not show it.
    """

    name: str
    positional: list[Value]
    keywords: dict[str, Value]
    ndim: int | None
    input_size: int | Size | None
    kernel_size: int | Size | None
    in_channels: int | None = None
    out_channels: int | None = None
    dims: int | None = None
    called: Mapping[str, Value] = field(default_factory=dict)
    bound: dict[str, Value] = field(default_factory=dict)

    def bind(
        self, parameters: Sequence[str], ignored: Sequence[str] = (), arrays: Sequence[str] = ()
    ) -> dict[str, Any]:
        """Values by the names of the parameters; of `ignored` and `arrays` any expression is taken.

        Raises
        ------
        LayerError
            for an unknown argument, one too many, or one that is not a literal; with its column.
        """
        known = [*parameters, *ignored]
        if len(self.positional) > len(known):
            extra = self.positional[len(known)]
            self._fail("too_many_arguments", extra.column, most=len(known))
        bound = dict(zip(known, self.positional, strict=False))
        for key, value in self.keywords.items():
            if key not in known:
                if near := get_close_matches(key, parameters, 1):
                    self._fail("misspelled_argument", value.column, argument=key, near=near[0])
                self._fail("unknown_argument", value.column, argument=key, known=parameters)
            if key in bound:
                self._fail("repeated_argument", value.column, argument=key)
            bound[key] = value
        for key, value in bound.items():
            if value.value is Ellipsis and key not in (*arrays, *ignored):
                self._fail("not_a_literal", value.column, argument=key)
        self.bound = bound
        return {key: value.value for key, value in bound.items() if value.value is not Ellipsis}

    def _fail(self, kind: str, column: int, **parameters: Any) -> NoReturn:
        raise LayerError(kind, {"column": column, "call": self.name, **parameters})

    def require(self, *names: str) -> None:
        """Refuse a call without these arguments.

        Raises
        ------
        LayerError
        """
        for name in names:
            if name not in self.bound or self.bound[name].value is Ellipsis:
                raise LayerError("missing_argument", {"call": self.name, "argument": name})

    def text(self, name: str) -> str:
        """A bound argument as it was written, such as "activation='relu'"."""
        return f"{name}={self.bound[name].text}"

    def axes(self, *values: Any) -> int:
        """The number of axes, from the layer's name or from the first value that has one number for each."""
        if self.ndim is not None:
            return self.ndim
        sizes = () if self.dims else (self.input_size, self.kernel_size)
        for value in (*values, *sizes):
            if isinstance(value, (list, tuple)) and len(value) in DIMS:
                return len(value)
        return self.dims or 2

    def channels(self, default: Any) -> tuple[Any, Any]:
        """Input and output channels for a call that does not give them: as asked for, or the default."""
        inputs, outputs = (default if count is None else count for count in (self.in_channels, self.out_channels))
        return inputs, outputs

    def sizes(self, ndim: int, kernel: Any, dilation: Any) -> tuple[Size, Size]:
        """Input and kernel size for every axis; the default input is large enough for the kernel."""
        wanted = DEFAULT_KERNEL_SIZE if self.kernel_size is None else self.kernel_size
        k = each(ndim, "kernel_size", wanted if kernel is None else kernel, is_option=kernel is None)
        d = each(ndim, "dilation", dilation)
        spread = max(d_ * (k_ - 1) + 1 for k_, d_ in zip(k, d, strict=True))
        default = DEFAULT_INPUT_SIZE if "ranspose" in self.name else max(DEFAULT_INPUT_SIZE, spread)
        return each(ndim, "input_size", default if self.input_size is None else self.input_size, is_option=True), k


Call = tuple[str, list[Value], dict[str, Value], dict[str, Value]]
"""A layer's name, arguments and keywords, and the keywords with which the layer is called itself."""


def parse_call(text: str) -> Call:
    """A layer's call in a text; what stands before it, "(up1): " or "self.up = ", is skipped.

    Raises
    ------
    LayerError
    """
    try:
        return _parse_call(text)
    except (RecursionError, MemoryError):  # this is what Python's parser raises
        raise LayerError("nested_too_deep") from None


def _parse_call(text: str) -> Call:
    prefix = re.match(r"\s*(\([^\s():,=]+\):\s*|[^\s():,=]+\s*=(?!=)\s*)?", text)  # a name in any script
    start = prefix.end() if prefix else 0
    source = text[start:].rstrip().rstrip(",;").replace(MINUS, "-")  # as our captions write it
    if not source.strip():
        _fail("no_call", start + 1)
    try:
        node = ast.parse(source, mode="eval").body
    except SyntaxError as error:
        if "never closed" in error.msg:
            _fail("not_closed", start + len(source) + 1, bracket=_CLOSING[error.msg[1]])
        if source.count("(") > source.count(")"):
            _fail("not_closed", start + (error.offset or 1), bracket=")")
        _fail("no_call", start + (error.offset or 1))
    except ValueError:
        _fail("no_call", start + 1)
    if not isinstance(node, ast.Call):
        _fail("no_call", start + 1)
    called = _keywords(node, start) if isinstance(node.func, ast.Call) else {}
    node = _layer(node)
    function = node.func
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", None)
    if name is None:
        _fail("no_name", start + 1)
    positional = [_literal(argument, start) for argument in node.args]
    return name, positional, _keywords(node, start), called


def _keywords(node: ast.Call, start: int) -> dict[str, Value]:
    keywords: dict[str, Value] = {}
    for keyword in node.keywords:
        if keyword.arg is None:
            _fail("unpacked", start + keyword.value.col_offset + 1)
        if keyword.arg in keywords:
            _fail("repeated_argument", start + keyword.value.col_offset + 1, argument=keyword.arg)
        keywords[keyword.arg] = _literal(keyword.value, start)
    return keywords


def _layer(node: ast.Call) -> ast.Call:
    """The layer in Conv2d(...).to(device), Conv2D(...)(x) or model.add(Conv2D(...))."""
    inner: ast.AST = node.func.value if isinstance(node.func, ast.Attribute) else node.func
    if isinstance(inner, ast.Call):
        return _layer(inner)
    if isinstance(node.func, ast.Attribute) and node.func.attr in ("add", "append") and len(node.args) == 1:
        return _layer(node.args[0]) if isinstance(node.args[0], ast.Call) else node
    return node


def _literal(node: ast.expr, start: int) -> Value:
    column = start + node.col_offset + 1
    try:
        text = ast.unparse(node)
    except ValueError:  # a long hexadecimal number can be read, but not be written as a decimal one
        _fail("long_number", column)
    try:
        return Value(ast.literal_eval(node), text, column)
    except (ValueError, TypeError, MemoryError, RecursionError):
        word = text.replace(" ", "")
        if word.lower() in WORDS:
            return Value(word, text, column)  # as a PyTorch model prints them
        # refused by `bind`, unless it is an array or an argument that does not matter
        return Value(Ellipsis, text, column)


def _fail(kind: str, column: int, **parameters: Any) -> NoReturn:
    raise LayerError(kind, {"column": column, **parameters})


def each(count: int, name: str, value: Any, *, is_option: bool = False) -> Size:
    """One whole number for each of `count` places; `is_option` if a parameter of ours was given, not an argument.

    Raises
    ------
    ArgumentError
    """
    values = tuple(value) if isinstance(value, (list, tuple)) else (value,)
    values = values * count if len(values) == 1 else values
    if len(values) != count:
        refuse_length(
            name, value, "one number" if count == 1 else f"one number or {count} numbers", is_option=is_option
        )
    for number in values:
        if not isinstance(number, int) or isinstance(number, bool):
            raise ArgumentError(
                "non_integer_param", {"argument": Given(name, number) if is_option else f"{name}={number!r}"}
            )
    return values


def refuse_length(name: str, value: Any, accepted: str, *, is_option: bool = False) -> NoReturn:
    """Refuse an argument that has too few or too many numbers.

    Raises
    ------
    ArgumentError
    """
    argument = name if is_option else f"{name}={value!r}"
    raise ArgumentError("param_length", {"argument": argument, "accepted": accepted})
