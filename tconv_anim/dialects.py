"""A layer as PyTorch, Keras, JAX or ONNX write it, to a ConvSpec. The text is parsed as data, never evaluated."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, NoReturn

from tconv_anim.spec import ConvSpec, Op, Pads, Size, SpecError

DEFAULT_INPUT_SIZE = 3
DEFAULT_KERNEL_SIZE = 3


class LayerError(ValueError):
    """A layer that cannot be read; the message gives the column and what was expected there."""


@dataclass(frozen=True)
class Layer:
    """A layer call, understood.

    Attributes
    ----------
    spec : the same as a ConvSpec; a crop that no PyTorch parameters give stands in `padding` as (lo, hi) pairs
    text : the call as it was written
    note : what differs from PyTorch, or nothing
    """

    spec: ConvSpec
    text: str
    note: str


def parse_layer(text: str, input_size: int | Size | None = None, kernel_size: int | Size | None = None) -> ConvSpec:
    """The ConvSpec of a layer call.

    Parameters
    ----------
    text : such as ``nn.Conv2d(3, 8, 3, padding=1)`` or a line that a PyTorch model prints
    input_size : spatial size of what goes in; 3 by default, larger where the kernel needs it
    kernel_size : where the call does not tell it (JAX, ONNX); 3 by default

    Raises
    ------
    LayerError
        for text that is no call of a known layer
    SpecError
        for a layer that cannot be built

    Examples
    --------
    >>> parse_layer("ConvTranspose2d(64, 32, kernel_size=(4, 4), stride=(2, 2), padding=(1, 1), bias=False)").crops
    ((1, 1), (1, 1))
    >>> parse_layer('Conv2DTranspose(32, 3, strides=2, padding="same")').crops
    ((0, 1), (0, 1))
    """
    return read_layer(text, input_size, kernel_size).spec


def read_layer(text: str, input_size: int | Size | None = None, kernel_size: int | Size | None = None) -> Layer:
    """As `parse_layer`, with the call's text and a note on what differs from PyTorch."""
    name, positional, keywords = _call(text)
    for pattern, reader in _READERS.items():
        if match := re.fullmatch(pattern, name):
            ndim = int(match[1]) if match.groups() else None
            arguments = _Arguments(name, positional, keywords, ndim, input_size, kernel_size)
            spec, note = reader(arguments)
            return Layer(spec, text.strip(), note)
    near = get_close_matches(name, KNOWN, 1)
    hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(KNOWN)}"
    raise LayerError(f"layer {name!r} is not known: {hint}")


def dims_of(text: str) -> int:
    """How many spatial axes a layer call is about."""
    return read_layer(text).spec.ndim


def torch_padding(spec: ConvSpec) -> tuple[Size, Size] | None:
    """PyTorch's padding and output_padding for a conv_transpose's crops; None where no single call gives them."""
    output_padding = tuple(lo - hi for lo, hi in spec.crops)
    limits = (max(s, d) for s, d in zip(spec.stride, spec.dilation, strict=True))
    if min(lo for lo, _ in spec.crops) < 0:
        return None
    if not all(0 <= op < limit for op, limit in zip(output_padding, limits, strict=True)):
        return None
    return tuple(lo for lo, _ in spec.crops), output_padding


KNOWN = (
    "Conv1d", "Conv2d", "ConvTranspose1d", "ConvTranspose2d",
    "Conv1D", "Conv2D", "Conv1DTranspose", "Conv2DTranspose", "conv_transpose", "Conv", "ConvTranspose",
)  # fmt: skip


@dataclass(frozen=True)
class _Value:
    """A literal and the column where it stands, counted from 1."""

    value: Any
    column: int


@dataclass
class _Arguments:
    """A call's arguments, to be bound to the parameters that a framework knows."""

    name: str
    positional: list[_Value]
    keywords: dict[str, _Value]
    ndim: int | None
    input_size: int | Size | None
    kernel_size: int | Size | None

    def bind(self, parameters: Sequence[str], ignored: Sequence[str] = ()) -> dict[str, Any]:
        """Values by parameter name; a superfluous or unknown one is refused with its column."""
        known = [*parameters, *ignored]
        if len(self.positional) > len(known):
            extra = self.positional[len(known)]
            _fail(extra.column, f"{self.name} takes {len(known)} arguments at most")
        bound = dict(zip(known, self.positional, strict=False))
        for key, value in self.keywords.items():
            if key not in known:
                near = get_close_matches(key, parameters, 1)
                hint = f"did you mean {near[0]}?" if near else f"{self.name} takes {', '.join(parameters)}"
                _fail(value.column, f"unknown argument {key}: {hint}")
            if key in bound:
                _fail(value.column, f"{key} is given twice")
            bound[key] = value
        return {key: value.value for key, value in bound.items() if value.value is not Ellipsis}

    def axes(self, *values: Any) -> int:
        """The number of axes, from the layer's name or from the first value that has one number for each."""
        if self.ndim is not None:
            return self.ndim
        for value in (*values, self.input_size, self.kernel_size):
            if isinstance(value, (list, tuple)):
                return len(value)
        return 2

    def sizes(self, ndim: int, kernel: Any, dilation: Any) -> tuple[Size, Size]:
        """Input and kernel size for every axis; the default input is large enough for the kernel."""
        kernel = kernel if kernel is not None else self.kernel_size
        k = _each(ndim, "kernel_size", DEFAULT_KERNEL_SIZE if kernel is None else kernel)
        d = _each(ndim, "dilation", dilation)
        spread = max(d_ * (k_ - 1) + 1 for k_, d_ in zip(k, d, strict=True))
        default = DEFAULT_INPUT_SIZE if "ranspose" in self.name else max(DEFAULT_INPUT_SIZE, spread)
        return _each(ndim, "input_size", default if self.input_size is None else self.input_size), k


def _call(text: str) -> tuple[str, list[_Value], dict[str, _Value]]:
    """A call's last name, arguments and keywords; what stands before it, "(up1): " or "self.up = ", is skipped."""
    prefix = re.match(r"\s*(\([\w.]+\):\s*|[\w.]+\s*=(?!=)\s*)?", text)
    start = prefix.end() if prefix else 0
    source = text[start:].rstrip().removesuffix(",")
    if not source.strip():
        _fail(start + 1, "expected a layer call, such as Conv2d(1, 1, 3)")
    try:
        node = ast.parse(source, mode="eval").body
    except SyntaxError as error:
        _fail(start + (error.offset or 1), "expected a layer call, such as Conv2d(1, 1, 3)")
    except ValueError:
        _fail(start + 1, "expected a layer call, such as Conv2d(1, 1, 3)")
    if not isinstance(node, ast.Call):
        _fail(start + 1, "expected a layer call, such as Conv2d(1, 1, 3)")
    function = node.func
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", None)
    if name is None:
        _fail(start + 1, "expected a layer's name")
    positional = [_literal(argument, start) for argument in node.args]
    keywords: dict[str, _Value] = {}
    for keyword in node.keywords:
        if keyword.arg is None:
            _fail(start + keyword.value.col_offset + 1, "expected name=value, not **")
        keywords[keyword.arg] = _literal(keyword.value, start)
    return name, positional, keywords


def _literal(node: ast.expr, start: int) -> _Value:
    column = start + node.col_offset + 1
    try:
        return _Value(ast.literal_eval(node), column)
    except (ValueError, TypeError, MemoryError, RecursionError):
        # An array's name (lhs, rhs, x) is no parameter; in its place stands nothing.
        if isinstance(node, (ast.Name, ast.Attribute)):
            return _Value(Ellipsis, column)
        _fail(column, "expected a number, a tuple of numbers or a word in quotes")


def _fail(column: int, expected: str) -> NoReturn:
    raise LayerError(f"layer text, column {column}: {expected}")


_TORCH_IGNORED = ("device", "dtype")
_TORCH_CONV = ("in_channels", "out_channels", "kernel_size", "stride", "padding", "dilation", "groups", "bias",
               "padding_mode")  # fmt: skip
_TORCH_TRANSPOSE = ("in_channels", "out_channels", "kernel_size", "stride", "padding", "output_padding", "groups",
                    "bias", "dilation", "padding_mode")  # fmt: skip


def _torch(arguments: _Arguments, op: Op) -> tuple[ConvSpec, str]:
    given = arguments.bind(_TORCH_TRANSPOSE if op == "conv_transpose" else _TORCH_CONV, _TORCH_IGNORED)
    for name in ("in_channels", "out_channels", "kernel_size"):
        if name not in given:
            raise LayerError(f"{arguments.name} needs {name}")
    given.pop("bias", None)
    for name in _TORCH_IGNORED:
        given.pop(name, None)
    ndim = arguments.axes()
    input_size, kernel_size = arguments.sizes(ndim, given.pop("kernel_size"), given.get("dilation", 1))
    return ConvSpec(op, input_size, kernel_size, **given), ""


_KERAS_IGNORED = ("activation", "use_bias", "kernel_initializer", "bias_initializer", "kernel_regularizer",
                  "bias_regularizer", "activity_regularizer", "kernel_constraint", "bias_constraint", "name",
                  "input_shape", "trainable", "dtype")  # fmt: skip


def _keras_conv(arguments: _Arguments) -> tuple[ConvSpec, str]:
    given = arguments.bind(
        ("filters", "kernel_size", "strides", "padding", "data_format", "dilation_rate", "groups"), _KERAS_IGNORED
    )
    ndim, stride, dilation, sizes = _keras_sizes(arguments, given)
    word = str(given.get("padding", "valid")).lower()
    if word == "causal" and ndim == 1:
        pads: Pads = tuple((d * (k - 1), 0) for k, d in zip(sizes[1], dilation, strict=True))
    elif word == "same":
        pads = _same_pads(sizes, stride, dilation, at_end=True)
    elif word == "valid":
        pads = ((0, 0),) * ndim
    else:
        raise LayerError(f"padding {word!r} is not known to Keras' {arguments.name}: use 'valid' or 'same'")
    spec = ConvSpec(
        "conv", *sizes, stride, _plain(pads), dilation, groups=given.get("groups", 1),
        in_channels=given.get("groups", 1), out_channels=given["filters"],
    )  # fmt: skip
    return spec, _conv_note(spec, "Keras")


def _keras_transpose(arguments: _Arguments) -> tuple[ConvSpec, str]:
    given = arguments.bind(
        ("filters", "kernel_size", "strides", "padding", "output_padding", "data_format", "dilation_rate"),
        _KERAS_IGNORED,
    )
    ndim, stride, dilation, sizes = _keras_sizes(arguments, given)
    word = str(given.get("padding", "valid")).lower()
    if word not in ("valid", "same"):
        raise LayerError(f"padding {word!r} is not known to Keras' {arguments.name}: use 'valid' or 'same'")
    if max(stride) > 1 and max(dilation) > 1:
        raise LayerError(f"Keras' {arguments.name} takes strides or dilation_rate above 1, not both")
    extra = given.get("output_padding")
    more = None if extra is None else _each(ndim, "output_padding", extra)
    if more is not None and any(m >= s for m, s in zip(more, stride, strict=True)):
        raise LayerError(f"Keras' output_padding {extra} is not smaller than strides {given.get('strides', 1)}")
    crops = _tensorflow_crops(word, sizes, stride, dilation, more)
    spec = ConvSpec("conv_transpose", *sizes, stride, _plain(crops), dilation, out_channels=given["filters"])
    return _in_torch_words(spec, "Keras")


def _keras_sizes(arguments: _Arguments, given: dict[str, Any]) -> tuple[int, Size, Size, tuple[Size, Size]]:
    for name in ("filters", "kernel_size"):
        if name not in given:
            raise LayerError(f"{arguments.name} needs {name}")
    ndim = arguments.axes()
    stride = _each(ndim, "strides", given.get("strides", 1))
    dilation = _each(ndim, "dilation_rate", given.get("dilation_rate", 1))
    return ndim, stride, dilation, arguments.sizes(ndim, given["kernel_size"], dilation)


def _tensorflow_crops(word: str, sizes: tuple[Size, Size], stride: Size, dilation: Size, more: Size | None) -> Pads:
    """What Keras, TensorFlow and JAX cut for 'same' and 'valid'; `more` is Keras' output_padding."""
    crops = []
    for axis, (i, k, s, d) in enumerate(zip(*sizes, stride, dilation, strict=True)):
        ke = d * (k - 1) + 1
        canvas = (i - 1) * s + ke
        if word == "valid":
            crops.append((0, -max(s - ke, 0) if more is None else -more[axis]))
            continue
        if more is None:
            size, lo = i * s, max(ke - s, 0) // 2
        else:
            size = (i - 1) * s + ke % 2 + more[axis]
            lo = max(canvas - size, 0) // 2
        crops.append((lo, canvas - size - lo))
    return tuple(crops)


_JAX = ("lhs", "rhs", "strides", "padding", "rhs_dilation", "dimension_numbers", "transpose_kernel")
_JAX_IGNORED = ("precision", "preferred_element_type", "use_consistent_padding")


def _jax(arguments: _Arguments) -> tuple[ConvSpec, str]:
    if arguments.positional and arguments.positional[0].value is Ellipsis and len(arguments.positional) == 1:
        arguments.positional *= 2  # conv_transpose(..., strides=...): the dots stand for both arrays
    given = arguments.bind(_JAX, _JAX_IGNORED)
    padding, strides, rates = given.get("padding", "SAME"), given.get("strides"), given.get("rhs_dilation")
    ndim = arguments.axes(strides, rates, padding if not isinstance(padding, str) else None)
    stride, dilation = _each(ndim, "strides", strides or 1), _each(ndim, "rhs_dilation", rates or 1)
    sizes = arguments.sizes(ndim, None, dilation)
    if isinstance(padding, str):
        if padding.upper() not in ("SAME", "VALID"):
            raise LayerError(f"padding {padding!r} is not known to JAX: use 'SAME', 'VALID' or (low, high) pairs")
        crops = _tensorflow_crops(padding.lower(), sizes, stride, dilation, None)
    else:
        pairs = _pairs(ndim, padding)
        if given.get("use_consistent_padding", False):
            crops = pairs
        else:
            reach = [d * (k - 1) for k, d in zip(sizes[1], dilation, strict=True)]
            crops = tuple((r - lo, r - hi) for r, (lo, hi) in zip(reach, pairs, strict=True))
    spec, note = _in_torch_words(ConvSpec("conv_transpose", *sizes, stride, _plain(crops), dilation), "JAX")
    if not given.get("transpose_kernel", False):
        note = "; ".join(filter(None, (note, "JAX flips the kernel unless transpose_kernel=True")))
    return spec, note


_ONNX = ("auto_pad", "dilations", "group", "kernel_shape", "pads", "strides")
_ONNX_TRANSPOSE = (*_ONNX, "output_padding", "output_shape")


def _onnx_sizes(arguments: _Arguments, given: dict[str, Any]) -> tuple[int, Size, Size, tuple[Size, Size], Pads]:
    pads = given.get("pads")
    ndim = arguments.axes(
        given.get("strides"), given.get("kernel_shape"), given.get("dilations"), given.get("output_shape"),
        given.get("output_padding"), pads[: len(pads) // 2] if isinstance(pads, (list, tuple)) else None,
    )  # fmt: skip
    stride = _each(ndim, "strides", given.get("strides", 1))
    dilation = _each(ndim, "dilations", given.get("dilations", 1))
    sizes = arguments.sizes(ndim, given.get("kernel_shape"), dilation)
    flat = _each(2 * ndim, "pads", 0 if pads is None else pads)
    return ndim, stride, dilation, sizes, tuple(zip(flat[:ndim], flat[ndim:], strict=True))


def _onnx_conv(arguments: _Arguments) -> tuple[ConvSpec, str]:
    given = arguments.bind(_ONNX)
    ndim, stride, dilation, sizes, pads = _onnx_sizes(arguments, given)
    auto = given.get("auto_pad", "NOTSET")
    if auto == "VALID":
        pads = ((0, 0),) * ndim
    elif auto in ("SAME_UPPER", "SAME_LOWER"):
        pads = _same_pads(sizes, stride, dilation, at_end=auto == "SAME_UPPER")
    elif auto != "NOTSET":
        raise LayerError(f"auto_pad {auto!r} is not known: use NOTSET, VALID, SAME_UPPER or SAME_LOWER")
    group = given.get("group", 1)
    spec = ConvSpec(
        "conv", *sizes, stride, _plain(pads), dilation, groups=group, in_channels=group, out_channels=group
    )  # fmt: skip
    return spec, _conv_note(spec, "ONNX")


def _onnx_transpose(arguments: _Arguments) -> tuple[ConvSpec, str]:
    given = arguments.bind(_ONNX_TRANSPOSE)
    ndim, stride, dilation, sizes, pads = _onnx_sizes(arguments, given)
    auto = given.get("auto_pad", "NOTSET")
    if auto not in ("NOTSET", "VALID", "SAME_UPPER", "SAME_LOWER"):
        raise LayerError(f"auto_pad {auto!r} is not known: use NOTSET, VALID, SAME_UPPER or SAME_LOWER")
    more = _each(ndim, "output_padding", given.get("output_padding", 0))
    if any(m >= max(s, d) for m, s, d in zip(more, stride, dilation, strict=True)):
        raise LayerError(f"ONNX' output_padding {list(more)} is not smaller than strides or dilations")
    wanted = given.get("output_shape")
    sizes_wanted = None if wanted is None else _each(ndim, "output_shape", wanted)
    crops = []
    for axis, (i, k, s, d) in enumerate(zip(*sizes, stride, dilation, strict=True)):
        canvas = (i - 1) * s + d * (k - 1) + 1
        op = more[axis]
        if sizes_wanted is not None:
            total = max(0, canvas + op - sizes_wanted[axis])
            lo = total // 2 if auto == "SAME_UPPER" else total - total // 2
            crops.append((lo, canvas - sizes_wanted[axis] - lo))
        elif auto in ("SAME_UPPER", "SAME_LOWER"):  # ONNX Runtime cuts nothing where the stride exceeds the kernel
            total = max(0, canvas + op - i * s)
            lo = total // 2 if auto == "SAME_UPPER" else total - total // 2
            crops.append((lo, total - lo - op))
        else:
            lo, hi = (0, 0) if auto == "VALID" else pads[axis]
            crops.append((lo, hi - op))
    group = given.get("group", 1)
    spec = ConvSpec(
        "conv_transpose", *sizes, stride, tuple(crops), dilation, groups=group, in_channels=group, out_channels=group
    )  # fmt: skip
    return _in_torch_words(spec, "ONNX")


def _same_pads(sizes: tuple[Size, Size], stride: Size, dilation: Size, *, at_end: bool) -> Pads:
    """TensorFlow's 'same': output ceil(input/stride), the odd cell at the end (or, SAME_LOWER, at the start)."""
    pads = []
    for i, k, s, d in zip(*sizes, stride, dilation, strict=True):
        total = max((-(-i // s) - 1) * s + d * (k - 1) + 1 - i, 0)
        less, more = total // 2, total - total // 2
        pads.append((less, more) if at_end else (more, less))
    return tuple(pads)


def _in_torch_words(spec: ConvSpec, framework: str) -> tuple[ConvSpec, str]:
    """The spec with PyTorch's padding and output_padding where they give the same crop, or a note where they do not."""
    torch = torch_padding(spec)
    if torch is not None:
        padding, output_padding = torch
        return _replaced(spec, padding, output_padding), ""
    lo, hi = spec.crops[-1]
    note = f"{framework} crops {lo} at the start and {hi} at the end, which no PyTorch padding and output_padding give"
    swapped = _replaced(spec, tuple((b, a) for a, b in spec.crops), (0,) * spec.ndim)
    mirrored = torch_padding(swapped) if all(a <= b for a, b in spec.crops) else None
    if mirrored is not None:
        padding, output_padding = mirrored
        note += (
            f": padding {padding[-1]} with output_padding {output_padding[-1]} has the same size, "
            f"its values are shifted by {hi - lo}"
        )
    return spec, note


def _conv_note(spec: ConvSpec, framework: str) -> str:
    if all(lo == hi for lo, hi in spec.pads):
        return ""
    lo, hi = spec.pads[-1]
    return f"{framework} pads {lo} at the start and {hi} at the end"


def _replaced(spec: ConvSpec, padding: Any, output_padding: Size) -> ConvSpec:
    return ConvSpec(
        spec.op, spec.input_size, spec.kernel_size, spec.stride, padding, spec.dilation, output_padding, spec.groups,
        spec.in_channels, spec.out_channels,
    )  # fmt: skip


def _plain(pads: Pads) -> Size | Pads:
    """Pads as plain numbers where they are the same at both ends and none is negative."""
    if all(lo == hi >= 0 for lo, hi in pads):
        return tuple(lo for lo, _ in pads)
    return pads


def _each(count: int, name: str, value: Any) -> Size:
    """One whole number for each of `count` places."""
    values = tuple(value) if isinstance(value, (list, tuple)) else (value,) * count
    if len(values) != count:
        raise SpecError("param_length", f"{name} {value} has {len(values)} numbers: give one, or {count}")
    for number in values:
        if not isinstance(number, int) or isinstance(number, bool):
            raise SpecError("non_integer_param", f"{name} {number!r} is not a whole number: give one, such as 2")
    return values


def _pairs(ndim: int, padding: Iterable[Any]) -> Pads:
    pairs = tuple(padding) if isinstance(padding, (list, tuple)) else ()
    if len(pairs) != ndim or not all(isinstance(pair, (list, tuple)) and len(pair) == 2 for pair in pairs):
        raise SpecError("param_length", f"padding {padding} is not one (low, high) pair for each of {ndim} axes")
    flat = _each(2 * ndim, "padding", [number for pair in pairs for number in pair])
    return tuple(zip(flat[::2], flat[1::2], strict=True))


_READERS: dict[str, Callable[[_Arguments], tuple[ConvSpec, str]]] = {
    r"Conv([12])d": lambda arguments: _torch(arguments, "conv"),
    r"ConvTranspose([12])d": lambda arguments: _torch(arguments, "conv_transpose"),
    r"Conv(?:olution)?([12])D": _keras_conv,
    r"Conv(?:olution)?([12])DTranspose": _keras_transpose,
    r"conv_transpose": _jax,
    r"Conv": _onnx_conv,
    r"ConvTranspose": _onnx_transpose,
}
