"""What is asked for: one convolution, in integers, checked on construction."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

OPS = ("conv", "conv_transpose")
PADDING_MODES = ("zeros", "reflect", "replicate", "circular")
DIMS = (1, 2)
LARGEST = 10**9  # a parameter

Op = Literal["conv", "conv_transpose"]
Size = tuple[int, ...]
Pads = tuple[tuple[int, int], ...]


class SpecError(ValueError):
    """A convolution that PyTorch would refuse; `kind` names the constraint that is broken.

    >>> ConvSpec("conv", input_size=3, kernel_size=5)
    Traceback (most recent call last):
    ...
    tconv_anim.core.spec.SpecError: kernel 5x5 does not fit the padded input 3x3: use padding 1 or input size 5
    """

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


@dataclass(frozen=True)
class ConvSpec:
    """A convolution or transposed convolution over one or two spatial axes.

    Parameters are PyTorch's, in PyTorch's spelling; each is a number, or one number per axis.

    Parameters
    ----------
    op : "conv" or "conv_transpose"
    input_size, kernel_size : spatial sizes; a number alone means two equal axes
    stride, dilation, groups : positive integers
    padding : zeros added to each side of a conv's input, or cropped from each side of a conv_transpose's
        canvas; "same" or "valid" for conv; or, beyond PyTorch, one ``(lo, hi)`` pair per axis, where a negative
        number crops instead of adding (and adds instead of cropping for conv_transpose)
    output_padding : rows by which conv_transpose moves the end of its output
    in_channels, out_channels : channel counts
    padding_mode : "zeros", "reflect", "replicate" or "circular" (conv only)

    Raises
    ------
    SpecError
        where PyTorch would raise; ``kind`` tells the constraint.

    Notes
    -----
    With small cell ``j`` and kernel tap ``t``, on every axis: ``big = stride*j - pad_lo + dilation*t``.
    conv reads ``big`` and writes ``small``; conv_transpose reads ``small`` and adds into ``big``.

    Examples
    --------
    >>> ConvSpec("conv_transpose", input_size=3, kernel_size=3, stride=2, padding=1).output_size
    (5, 5)
    """

    op: Op
    input_size: Size
    kernel_size: Size
    stride: Size = (1,)
    padding: Size | str | Pads = (0,)
    dilation: Size = (1,)
    output_padding: Size = (0,)
    groups: int = 1
    in_channels: int = 1
    out_channels: int = 1
    padding_mode: str = "zeros"

    def __post_init__(self) -> None:
        if not isinstance(self.op, str) or self.op not in OPS:
            raise SpecError("unknown_op", f"op {self.op!r} is not known: use {either(OPS)}")
        # In the order in which PyTorch finds several mistakes at once.
        self._check_padding_mode()
        ndim = _count_axes(self.input_size, self.kernel_size)
        set_field: Callable[[str, Any], None] = lambda name, value: object.__setattr__(self, name, value)  # noqa: E731
        for name in ("groups", "in_channels", "out_channels"):
            set_field(name, as_int(name, getattr(self, name)))
        padding = self._known_padding()
        for name in ("input_size", "kernel_size", "stride", "dilation", "output_padding"):
            for value in flattened(getattr(self, name)):
                as_int(name, value)
        if self.groups <= 0:
            raise SpecError("nonpositive_groups", f"groups {self.groups} is not positive: use groups 1 or more")
        for name in ("input_size", "kernel_size", "stride", "dilation", "output_padding"):
            set_field(name, per_axis(name, getattr(self, name), ndim))
        set_field("padding", padding if isinstance(padding, str) else self._numeric_padding(padding, ndim))
        self._check_signs()
        self._check_channels()
        self._check_sizes()

    @property
    def ndim(self) -> int:
        """Number of spatial axes: 1 or 2."""
        return len(self.kernel_size)

    @property
    def transposed(self) -> bool:
        """Whether the small side is read and the big side written."""
        return self.op == "conv_transpose"

    @property
    def effective_kernel_size(self) -> Size:
        """Cells from a dilated kernel's first tap to its last, per axis: ``dilation*(kernel_size - 1) + 1``."""
        return tuple(d * (k - 1) + 1 for d, k in zip(self.dilation, self.kernel_size, strict=True))

    @property
    def pads(self) -> Pads:
        """``(lo, hi)`` per axis: cells that padding adds to conv's input or crops from conv_transpose's canvas."""
        if self.padding == "valid":
            return ((0, 0),) * self.ndim
        if self.padding == "same":  # the odd cell goes to the end, as in PyTorch
            totals = [size - 1 for size in self.effective_kernel_size]
            return tuple((total // 2, total - total // 2) for total in totals)
        assert not isinstance(self.padding, str)
        pads = []
        for p, op in zip(self.padding, self.output_padding, strict=True):
            lo, hi = p if isinstance(p, tuple) else (p, p)
            pads.append((lo, hi - op))
        return tuple(pads)

    @property
    def crops(self) -> Pads:
        """``(lo, hi)`` per axis cut from conv_transpose's canvas; negative where rows are added."""
        if not self.transposed:
            raise AttributeError("a conv crops nothing: crops belong to conv_transpose")
        return self.pads

    @property
    def canvas_size(self) -> Size:
        """What conv_transpose computes before padding crops it: ``(input_size - 1)*stride + effective_kernel_size``."""
        axes = zip(self.input_size, self.stride, self.effective_kernel_size, strict=True)
        return tuple((i - 1) * s + ke for i, s, ke in axes)

    @property
    def output_size(self) -> Size:
        """Spatial size of the output (Dumoulin & Visin 2016, relations 6, 14 and 15)."""
        if self.transposed:
            return tuple(size - lo - hi for size, (lo, hi) in zip(self.canvas_size, self.pads, strict=True))
        axes = zip(self.padded_size, self.effective_kernel_size, self.stride, strict=True)
        return tuple((padded - ke) // s + 1 for padded, ke, s in axes)

    @property
    def padded_size(self) -> Size:
        """Spatial size of conv's input with its padding."""
        return tuple(i + lo + hi for i, (lo, hi) in zip(self.input_size, self.pads, strict=True))

    @property
    def small_size(self) -> Size:
        """The side whose cells are the placements: conv's output, conv_transpose's input."""
        return self.input_size if self.transposed else self.output_size

    @property
    def big_size(self) -> Size:
        """The side under the kernel's taps: conv's input, conv_transpose's output."""
        return self.output_size if self.transposed else self.input_size

    @property
    def weight_shape(self) -> Size:
        """PyTorch's layout: conv ``(C_out, C_in/groups, *K)``, conv_transpose ``(C_in, C_out/groups, *K)``."""
        first, second = self.in_channels, self.out_channels
        if not self.transposed:
            first, second = second, first
        return (first, second // self.groups, *self.kernel_size)

    @property
    def placements(self) -> int:
        """How many times the kernel is placed."""
        return math.prod(self.small_size)

    def _known_padding(self) -> Any:
        padding: Any = self.padding
        if not isinstance(padding, str):
            return padding
        if self.transposed:
            raise SpecError(
                "string_padding_in_transposed",
                f"padding {padding!r} is only known to conv: give conv_transpose a number, such as padding 1",
            )
        if padding not in ("same", "valid"):
            raise SpecError(
                "invalid_padding_string", f"padding {padding!r} is not known: use 'same', 'valid' or a number"
            )
        return padding

    def _numeric_padding(self, padding: Any, ndim: int) -> Size | Pads:
        if isinstance(padding, (list, tuple)) and any(isinstance(p, (list, tuple)) for p in padding):
            return self._padding_pairs(padding, ndim)
        return per_axis("padding", padding, ndim)

    def _padding_pairs(self, padding: Any, ndim: int) -> Pads:
        if len(padding) not in (1, ndim) or not all(isinstance(p, (list, tuple)) and len(p) == 2 for p in padding):
            raise SpecError("param_length", f"padding {padding!r} is not one (lo, hi) pair for each of {ndim} axes")
        if any(per_axis("output_padding", self.output_padding, ndim)):
            raise SpecError("param_length", "output_padding is already part of (lo, hi) crops: leave it 0")
        pairs = tuple((as_int("padding", lo), as_int("padding", hi)) for lo, hi in padding)
        return pairs * (ndim // len(pairs))

    def _check_signs(self) -> None:
        plain = isinstance(self.padding, tuple) and any(isinstance(p, int) and p < 0 for p in self.padding)
        if plain or (self.padding_mode != "zeros" and self.padding != "same" and min(map(min, self.pads)) < 0):
            raise SpecError("negative_padding", f"padding {sized(self.padding)} is negative: use padding 0 or more")
        self._check_least("negative_output_padding", "output_padding", 0)
        if not self.transposed and any(self.output_padding):
            raise SpecError(
                "output_padding_in_conv",
                "output_padding belongs to conv_transpose: leave it 0 or use op conv_transpose",
            )
        if self.padding != "same":
            self._check_repeated_border()
        self._check_least("nonpositive_stride", "stride", 1)
        if self.padding == "same" and max(self.stride) > 1:
            raise SpecError(
                "same_with_stride",
                f"padding 'same' needs stride 1, not {sized(self.stride)}: give padding as a number",
            )

    def _check_least(self, kind: str, name: str, least: int) -> None:
        check_least(kind, name, getattr(self, name), least)

    def _check_channels(self) -> None:
        for name in ("in_channels", "out_channels"):
            channels = getattr(self, name)
            if channels < 1:
                raise SpecError("channel_mismatch", f"{name} {channels} is not positive: use {name} 1 or more")
            if channels % self.groups:
                raise SpecError(
                    "groups_not_dividing_channels",
                    f"groups {self.groups} does not divide {name} {channels}: "
                    f"use groups {math.gcd(channels, self.groups)} or {name} {self.groups}",
                )

    def _check_padding_mode(self) -> None:
        if self.transposed and (not isinstance(self.padding_mode, str) or self.padding_mode != "zeros"):
            raise SpecError(
                "padding_mode_in_transposed",
                f"padding_mode {self.padding_mode!r} is only known to conv: conv_transpose takes 'zeros'",
            )
        if not isinstance(self.padding_mode, str) or self.padding_mode not in PADDING_MODES:
            raise SpecError(
                "invalid_padding_mode", f"padding_mode {self.padding_mode!r} is not known: use {either(PADDING_MODES)}"
            )

    def _check_sizes(self) -> None:
        self._check_least("nonpositive_dilation", "dilation", 1)
        if self.padding == "same":
            self._check_repeated_border()
        if not self.transposed and min(self.kernel_size) >= 1:
            self._check_kernel_fits()
        self._check_least("empty_spatial_input", "input_size", 1)
        self._check_least("empty_kernel", "kernel_size", 1)
        if self.transposed:
            self._check_transposed_output()

    def _check_repeated_border(self) -> None:
        if self.padding_mode not in ("reflect", "circular"):
            return
        most = [max(0, size - 1) if self.padding_mode == "reflect" else size for size in self.input_size]
        if any(max(pads) > limit for pads, limit in zip(self.pads, most, strict=True)):
            less = short(min(max(pads), limit) for pads, limit in zip(self.pads, most, strict=True))
            raise SpecError(
                f"{self.padding_mode}_padding_too_large",
                f"{self.padding_mode} padding {short(max(pads) for pads in self.pads)} finds too few cells in "
                f"an input of {sized(self.input_size)}: use padding {less}",
            )

    def _check_kernel_fits(self) -> None:
        missing = [max(0, ke - size) for ke, size in zip(self.effective_kernel_size, self.padded_size, strict=True)]
        if not any(missing):
            return
        spread = f" (dilation {short(self.dilation)} spreads it to {sized(self.effective_kernel_size)})"
        ways = [f"input size {short(i + m for i, m in zip(self.input_size, missing, strict=True))}"]
        if self._plain_padding():
            more = (p + -(-m // 2) for p, m in zip(self._plain_padding(), missing, strict=True))
            ways.insert(0, f"padding {short(more)}")
        raise SpecError(
            "kernel_larger_than_padded_input",
            f"kernel {sized(self.kernel_size)}{spread if max(self.dilation) > 1 else ''} does not fit the padded input "
            f"{sized(self.padded_size)}: use {' or '.join(ways)}",
        )

    def _check_transposed_output(self) -> None:
        limits = [max(s, d) - 1 for s, d in zip(self.stride, self.dilation, strict=True)]
        if any(op > limit for op, limit in zip(self.output_padding, limits, strict=True)):
            less = short(min(op, limit) for op, limit in zip(self.output_padding, limits, strict=True))
            more = short(max(op + 1, s) for op, s in zip(self.output_padding, self.stride, strict=True))
            raise SpecError(
                "output_padding_too_large",
                f"output_padding {short(self.output_padding)} is not smaller than stride {short(self.stride)} "
                f"or dilation {short(self.dilation)}: use output_padding {less} or stride {more}",
            )
        if min(self.output_size) >= 1:
            return
        missing = [max(0, 1 - o) for o in self.output_size]
        axes = zip(self.input_size, missing, self.stride, strict=True)
        ways = [f"input size {short(i + -(-m // s) for i, m, s in axes)}"]
        if self._plain_padding():
            smaller = (max(0, p - -(-m // 2)) for p, m in zip(self._plain_padding(), missing, strict=True))
            ways.insert(0, f"padding {short(smaller)}")
        raise SpecError(
            "output_size_too_small",
            f"padding {short(self.padding)} crops the whole {sized(self.canvas_size)} canvas: use {' or '.join(ways)}",
        )

    def _plain_padding(self) -> Size:
        """Padding as one number per axis; empty where it was given as a word or as pairs."""
        if isinstance(self.padding, str):
            return ()
        return tuple(p for p in self.padding if isinstance(p, int))


def _count_axes(*sizes: Any) -> int:
    """How many axes sizes have between them; two where every one is a single number."""
    counts = {len(size) for size in sizes if isinstance(size, (list, tuple)) and len(size) > 1}
    if not counts:
        given = [size for size in sizes if isinstance(size, (list, tuple))]
        return 1 if len(given) == len(sizes) else 2
    ndim = max(counts)
    if ndim not in DIMS:
        raise SpecError("param_length", f"a size of {ndim} axes is not supported: give one or two, such as 3 or 3x5")
    return ndim


def per_axis(name: str, value: Any, ndim: int) -> Size:
    """One integer per axis; a single number stands for every axis, as in PyTorch."""
    values = flattened(value)
    if len(values) not in (1, ndim):
        raise SpecError(
            "param_length",
            f"{name} {sized(values)} has {len(values)} numbers: give {one_or(f'one for each of {ndim} axes', ndim)}",
        )
    return tuple(as_int(name, v) for v in values) * (ndim // len(values))


def one_or(several: str, count: int) -> str:
    """How many numbers to give: one alone, where that is the count."""
    return "one" if count == 1 else f"one, or {several}"


def check_least(kind: str, name: str, values: Size, least: int) -> None:
    """Whether each of a parameter's numbers is at least 0 or 1."""
    if min(values) < least:
        word = "negative" if least == 0 else "not positive"
        raise SpecError(kind, f"{name} {sized(values)} is {word}: use {name} {least} or more")


def check_boolean(name: str, value: Any) -> bool:
    """A parameter that is True or False."""
    if not isinstance(value, bool):
        raise SpecError("non_boolean_param", f"{name} {value!r} is not True or False: use one of them")
    return value


def flattened(value: Any) -> tuple[Any, ...]:
    """A list's or tuple's items, or one value alone, as a tuple."""
    return tuple(value) if isinstance(value, (list, tuple)) else (value,)


def as_int(name: str, value: Any) -> int:
    """A whole number of a parameter's size."""
    try:
        if isinstance(value, bool):
            raise TypeError
        number = operator.index(value)
    except TypeError:
        raise SpecError("non_integer_param", f"{name} {value!r} is not a whole number: give one, such as 2") from None
    if abs(number) > LARGEST:
        raise SpecError("too_large", f"{name} is larger than any convolution's: use {LARGEST} or less")
    return number


def sized(values: Any) -> str:
    """Sizes as they are written, 3x5."""
    return "x".join(str(v) for v in values)


def short(values: Any) -> str:
    """One number where all axes agree, 3x5 otherwise."""
    values = tuple(values)
    return str(values[0]) if len(set(values)) == 1 else sized(values)


def either(names: Sequence[str]) -> str:
    """A choice in words: "a, b or c"."""
    return f"{', '.join(names[:-1])} or {names[-1]}" if len(names) > 1 else names[0]
