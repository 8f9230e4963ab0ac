"""A layer's text as data: its name, its arguments and where they stand."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, NoReturn

from tconv_anim.core.spec import DIMS, ConvSpec, Pads, Size, SpecError, one_or

WORDS = ("same", "valid", "causal", "zeros", "reflect", "replicate", "circular", "notset", "same_upper", "same_lower")
_CLOSING = {"(": ")", "[": "]", "{": "}"}
DEFAULT_INPUT_SIZE = 3
DEFAULT_KERNEL_SIZE = 3


class LayerError(ValueError):
    """A layer that cannot be read; the message gives the column and what was expected there."""


@dataclass(frozen=True)
class Value:
    """A literal, its text and the column where it stands, counted from 1; Ellipsis stands for what is no literal."""

    value: Any
    text: str
    column: int


@dataclass
class Arguments:
    """A call's arguments, to be bound to the parameters that a framework knows."""

    name: str
    positional: list[Value]
    keywords: dict[str, Value]
    ndim: int | None
    input_size: int | Size | None
    kernel_size: int | Size | None
    in_channels: int | None = None
    out_channels: int | None = None
    bound: dict[str, Value] = field(default_factory=dict)

    def bind(
        self, parameters: Sequence[str], ignored: Sequence[str] = (), arrays: Sequence[str] = ()
    ) -> dict[str, Any]:
        """Values by parameter name; a superfluous or unknown one is refused with its column. `arrays` may be names."""
        known = [*parameters, *ignored]
        if len(self.positional) > len(known):
            extra = self.positional[len(known)]
            fail(extra.column, f"{self.name} takes {len(known)} arguments at most")
        bound = dict(zip(known, self.positional, strict=False))
        for key, value in self.keywords.items():
            if key not in known:
                near = get_close_matches(key, parameters, 1)
                hint = f"did you mean {near[0]}?" if near else f"{self.name} takes {', '.join(parameters)}"
                fail(value.column, f"unknown argument {key}: {hint}")
            if key in bound:
                fail(value.column, f"{key} is given twice")
            bound[key] = value
        for key, value in bound.items():
            if value.value is Ellipsis and key not in (*arrays, *ignored):
                fail(value.column, f"expected a number, a tuple of numbers or a word for {key}")
        self.bound = bound
        return {key: value.value for key, value in bound.items() if value.value is not Ellipsis}

    def text(self, name: str) -> str:
        """A bound argument as it was written, such as "activation='relu'"."""
        return f"{name}={self.bound[name].text}"

    def axes(self, *values: Any) -> int:
        """The number of axes, from the layer's name or from the first value that has one number for each."""
        if self.ndim is not None:
            return self.ndim
        for value in (*values, self.input_size, self.kernel_size):
            if isinstance(value, (list, tuple)) and len(value) in DIMS:
                return len(value)
        return 2

    def channels(self, default: Any) -> tuple[Any, Any]:
        """Input and output channels that the call does not tell, as the arrays have them or as they are asked for."""
        told = (self.in_channels, self.out_channels)
        inputs, outputs = (default if count is None else count for count in told)
        return inputs, outputs

    def sizes(self, ndim: int, kernel: Any, dilation: Any) -> tuple[Size, Size]:
        """Input and kernel size for every axis; the default input is large enough for the kernel."""
        kernel = kernel if kernel is not None else self.kernel_size
        k = each(ndim, "kernel_size", DEFAULT_KERNEL_SIZE if kernel is None else kernel)
        d = each(ndim, "dilation", dilation)
        spread = max(d_ * (k_ - 1) + 1 for k_, d_ in zip(k, d, strict=True))
        default = DEFAULT_INPUT_SIZE if "ranspose" in self.name else max(DEFAULT_INPUT_SIZE, spread)
        return each(ndim, "input_size", default if self.input_size is None else self.input_size), k


def parse_call(text: str) -> tuple[str, list[Value], dict[str, Value]]:
    """A call's last name, arguments and keywords; what stands before it, "(up1): " or "self.up = ", is skipped."""
    try:
        return _parse_call(text)
    except (RecursionError, MemoryError):  # this is how Python's parser says it
        fail(1, "expected a layer call, such as Conv2d(1, 1, 3), not one that is nested so deep")


def _parse_call(text: str) -> tuple[str, list[Value], dict[str, Value]]:
    prefix = re.match(r"\s*(\([\w.]+\):\s*|[\w.]+\s*=(?!=)\s*)?", text)
    start = prefix.end() if prefix else 0
    source = text[start:].rstrip().rstrip(",;")
    if not source.strip():
        fail(start + 1, "expected a layer call, such as Conv2d(1, 1, 3)")
    try:
        node = ast.parse(source, mode="eval").body
    except SyntaxError as error:
        if "never closed" in error.msg:
            fail(start + len(source) + 1, f"expected {_CLOSING[error.msg[1]]}")
        if source.count("(") > source.count(")"):
            fail(start + (error.offset or 1), "expected )")
        fail(start + (error.offset or 1), "expected a layer call, such as Conv2d(1, 1, 3)")
    except ValueError:
        fail(start + 1, "expected a layer call, such as Conv2d(1, 1, 3)")
    if not isinstance(node, ast.Call):
        fail(start + 1, "expected a layer call, such as Conv2d(1, 1, 3)")
    node = _layer(node)
    function = node.func
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", None)
    if name is None:
        fail(start + 1, "expected a layer's name")
    positional = [_literal(argument, start) for argument in node.args]
    keywords: dict[str, Value] = {}
    for keyword in node.keywords:
        if keyword.arg is None:
            fail(start + keyword.value.col_offset + 1, "expected name=value, not **")
        keywords[keyword.arg] = _literal(keyword.value, start)
    return name, positional, keywords


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
    except ValueError:  # a hexadecimal number can be read that cannot be said
        fail(column, "expected a smaller number")
    try:
        return Value(ast.literal_eval(node), text, column)
    except (ValueError, TypeError, MemoryError, RecursionError):
        if isinstance(node, ast.Name) and node.id.lower() in WORDS:
            return Value(node.id, text, column)  # as a PyTorch model prints them
        # refused by `bind`, unless an array or something that does not matter stands here
        return Value(Ellipsis, text, column)


def fail(column: int, expected: str) -> NoReturn:
    """Say where a layer's text is wrong, and what was expected there."""
    raise LayerError(f"layer text, column {column}: {expected}")


def plain(pads: Pads) -> Size | Pads:
    """Pads as plain numbers where they are the same at both ends and none is negative."""
    if all(lo == hi >= 0 for lo, hi in pads):
        return tuple(lo for lo, _ in pads)
    return pads


def each(count: int, name: str, value: Any) -> Size:
    """One whole number for each of `count` places."""
    values = tuple(value) if isinstance(value, (list, tuple)) else (value,)
    values = values * count if len(values) == 1 else values
    if len(values) != count:
        raise SpecError("param_length", f"{name} {value} has {len(values)} numbers: give {one_or(str(count), count)}")
    for number in values:
        if not isinstance(number, int) or isinstance(number, bool):
            raise SpecError("non_integer_param", f"{name} {number!r} is not a whole number: give one, such as 2")
    return values


def pairs(ndim: int, padding: Iterable[Any]) -> Pads:
    """One (low, high) pair of whole numbers for each axis."""
    pairs = tuple(padding) if isinstance(padding, (list, tuple)) else ()
    if len(pairs) != ndim or not all(isinstance(pair, (list, tuple)) and len(pair) == 2 for pair in pairs):
        raise SpecError("param_length", f"padding {padding} is not one (low, high) pair for each of {ndim} axes")
    flat = each(2 * ndim, "padding", [number for pair in pairs for number in pair])
    return tuple(zip(flat[::2], flat[1::2], strict=True))


def torch_padding(spec: ConvSpec) -> tuple[Size, Size] | None:
    """PyTorch's padding and output_padding for a conv_transpose's crops; None where no single call gives them."""
    output_padding = tuple(lo - hi for lo, hi in spec.crops)
    limits = (max(s, d) for s, d in zip(spec.stride, spec.dilation, strict=True))
    if min(lo for lo, _ in spec.crops) < 0:
        return None
    if not all(0 <= op < limit for op, limit in zip(output_padding, limits, strict=True)):
        return None
    return tuple(lo for lo, _ in spec.crops), output_padding


def in_torch_words(spec: ConvSpec, framework: str) -> tuple[ConvSpec, str]:
    """The spec with PyTorch's padding and output_padding where they give the same crop, or a note where they do not."""
    torch = torch_padding(spec)
    if torch is not None:
        padding, output_padding = torch
        return _replaced(spec, padding, output_padding), ""
    axis = next((n for n in range(spec.ndim) if torch_padding(_axis(spec, n)) is None), 0)
    lo, hi = spec.crops[axis]
    where = _where(spec.crops, axis)
    note = f"{framework} crops {lo} at the start and {hi} at the end{where}, which no PyTorch call gives"
    single = _axis(spec, axis)
    mirrored = torch_padding(_replaced(single, ((hi, lo),), (0,))) if 0 <= lo < hi else None
    if mirrored is not None:
        padding, output_padding = mirrored
        note += (
            f": padding {padding[0]} with output_padding {output_padding[0]} has the same size, "
            f"its values are shifted by {hi - lo}"
        )
    return spec, note


def conv_note(spec: ConvSpec, framework: str) -> str:
    """What is unusual about a conv's padding, or nothing."""
    axis = next((n for n, (lo, hi) in enumerate(spec.pads) if lo != hi), None)
    if axis is None:
        return ""
    lo, hi = spec.pads[axis]
    return f"{framework} pads {lo} at the start and {hi} at the end{_where(spec.pads, axis)}"


def _where(pads: Pads, axis: int) -> str:
    return "" if len(set(pads)) == 1 else f" of the {('rows', 'columns')[axis]}"


def _axis(spec: ConvSpec, axis: int) -> ConvSpec:
    """The same along one axis only."""
    return ConvSpec(
        "conv_transpose", (spec.input_size[axis],), (spec.kernel_size[axis],), (spec.stride[axis],),
        (spec.crops[axis],), (spec.dilation[axis],),
    )  # fmt: skip


def _replaced(spec: ConvSpec, padding: Any, output_padding: Size) -> ConvSpec:
    return ConvSpec(
        spec.op, spec.input_size, spec.kernel_size, spec.stride, padding, spec.dilation, output_padding, spec.groups,
        spec.in_channels, spec.out_channels,
    )  # fmt: skip
