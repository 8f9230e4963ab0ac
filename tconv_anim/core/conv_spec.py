"""One convolution with its parameters, checked when it is made."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from tconv_anim.core.errors import SpecError, with_working_hints
from tconv_anim.core.parameters import Pads, Size, as_int, check_least, count_axes, flattened, per_axis
from tconv_anim.core.spec import Spec
from tconv_anim.options import CONVOLUTIONS, PADDING_MODES, Given

Op = Literal["conv", "conv_transpose"]
CONV_PARAMETERS = ("stride", "padding", "dilation", "output_padding", "groups", "padding_mode")
"""The parameters apart from the kernel, in the order in which they are written."""


@dataclass(frozen=True)
class ConvSpec(Spec):
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
        if PyTorch would raise; ``kind`` names the broken constraint.

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
        given = dict(vars(self))
        try:
            self._check()
        except SpecError as error:
            raise with_working_hints(error, lambda way: _is_accepted(given | way)) from None

    def _check(self) -> None:
        """Check every field and give it its normal form, in the order in which PyTorch finds several mistakes."""
        if not isinstance(self.op, str) or self.op not in CONVOLUTIONS:
            raise SpecError("unknown_op", {"op": self.op, "known": CONVOLUTIONS})
        self._check_padding_mode()
        ndim = count_axes(self.input_size, self.kernel_size)
        for name in ("groups", "in_channels", "out_channels"):
            self._set(name, as_int(name, getattr(self, name)))
        self._check_padding_word()
        for name in ("input_size", "kernel_size", "stride", "dilation", "output_padding"):
            for value in flattened(getattr(self, name)):
                as_int(name, value)
        check_least("nonpositive_groups", "groups", (self.groups,), 1)
        for name in ("input_size", "kernel_size", "stride", "dilation", "output_padding"):
            self._set(name, per_axis(name, getattr(self, name), ndim))
        if not isinstance(self.padding, str):
            self._set("padding", self._numeric_padding(self.padding, ndim))
        self._check_signs()
        self._check_channels()
        self._check_sizes()

    def _set(self, name: str, value: Any) -> None:
        object.__setattr__(self, name, value)

    @property
    def chosen(self) -> dict[str, Any]:
        """The parameters that are not at their default.

        >>> ConvSpec("conv", input_size=5, kernel_size=3, stride=2).chosen
        {'stride': (2, 2)}
        """
        values = {name: getattr(self, name) for name in CONV_PARAMETERS}
        return {name: v for name, v in values.items() if {*flattened(v)} != {*flattened(getattr(ConvSpec, name))}}

    @property
    def parameters(self) -> tuple[tuple[str, Any], ...]:
        """Kernel size and the others, by name."""
        return tuple((name, getattr(self, name)) for name in ("kernel_size", *CONV_PARAMETERS))

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
        ends = [p if isinstance(p, tuple) else (p, p) for p in self.padding]
        return tuple((lo, hi - op) for (lo, hi), op in zip(ends, self.output_padding, strict=True))

    @property
    def crops(self) -> Pads:
        """``(lo, hi)`` per axis cut from conv_transpose's canvas; negative if rows are added."""
        if not self.transposed:
            raise AttributeError("a conv crops nothing: crops belong to conv_transpose")
        return self.pads

    @property
    def canvas_size(self) -> Size:
        """What conv_transpose computes before padding crops it: ``(input_size - 1)*stride + effective_kernel_size``."""
        axes = zip(self.input_size, self.stride, self.effective_kernel_size, strict=True)
        return tuple((i - 1) * s + ke for i, s, ke in axes)

    @property
    def canvas_extent(self) -> tuple[Size, Size]:
        """The first cell, in output coordinates, and the size of the smallest area that holds canvas and output."""
        axes = list(zip(self.canvas_size, self.output_size, self.pads, strict=True))
        start = tuple(min(0, -lo) for _, _, (lo, _) in axes)
        stop = tuple(max(o, size - lo) for size, o, (lo, _) in axes)
        return start, tuple(b - a for a, b in zip(start, stop, strict=True))

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
    def weight_shape(self) -> Size:
        """PyTorch's layout: conv ``(C_out, C_in/groups, *K)``, conv_transpose ``(C_in, C_out/groups, *K)``."""
        first, second = self.in_channels, self.out_channels
        if not self.transposed:
            first, second = second, first
        return (first, second // self.groups, *self.kernel_size)

    @property
    def worked_cells(self) -> int:
        """Cells of the canvas or of the padded input, or of the output if it is larger."""
        return max(math.prod(self.canvas_size if self.transposed else self.padded_size), math.prod(self.output_size))

    @property
    def placements(self) -> int:
        """How many times the kernel is placed."""
        return math.prod(self.small_size)

    def _check_padding_mode(self) -> None:
        mode = self.padding_mode
        if self.transposed and (not isinstance(mode, str) or mode != "zeros"):
            raise SpecError("padding_mode_in_transposed", {"padding_mode": mode}, hint=[{"padding_mode": "zeros"}])
        if not isinstance(mode, str) or mode not in PADDING_MODES:
            raise SpecError("invalid_padding_mode", {"padding_mode": mode, "known": PADDING_MODES})

    def _check_padding_word(self) -> None:
        if isinstance(self.padding, str) and self.transposed:
            raise SpecError("string_padding_in_transposed", {"padding": self.padding}, hint=[{"padding": 0}])
        if isinstance(self.padding, str) and self.padding not in ("same", "valid"):
            raise SpecError("invalid_padding_string", {"padding": self.padding})

    def _numeric_padding(self, padding: Any, ndim: int) -> Size | Pads:
        if not isinstance(padding, (list, tuple)) or not any(isinstance(p, (list, tuple)) for p in padding):
            return per_axis("padding", padding, ndim)
        if len(padding) not in (1, ndim) or not all(isinstance(p, (list, tuple)) and len(p) == 2 for p in padding):
            raise SpecError("param_length:pairs", {"padding": padding, "axes": ndim}, [{"padding": ((0, 1),) * ndim}])
        if any(per_axis("output_padding", self.output_padding, ndim)):
            more = {"output_padding": self.output_padding}
            raise SpecError("param_length:output_padding", more, hint=[{"output_padding": 0}])
        pairs = tuple((as_int("padding", lo), as_int("padding", hi)) for lo, hi in padding)
        return pairs * (ndim // len(pairs))

    def _check_signs(self) -> None:
        if not self.transposed and any(self.output_padding):
            known = {"output_padding": self.output_padding}
            raise SpecError("output_padding_in_conv", known, hint=[{"output_padding": 0}])
        plain = any(p < 0 for p in self._plain_padding())
        if plain or (self.padding_mode != "zeros" and self.padding != "same" and min(map(min, self.pads)) < 0):
            raise SpecError("negative_padding", {"given": Given("padding", self.padding)}, hint=[{"padding": 0}])
        check_least("negative_output_padding", "output_padding", self.output_padding, 0)
        if self.padding != "same":
            self._check_repeated_border()
        check_least("nonpositive_stride", "stride", self.stride, 1)
        if self.padding == "same" and max(self.stride) > 1:
            ways: list[dict[str, Any]] = [{"stride": 1}]
            ways.append({"padding": tuple(size // 2 for size in self.effective_kernel_size)})
            raise SpecError("same_with_stride", {"padding": self.padding, "stride": self.stride}, hint=ways)

    def _check_channels(self) -> None:
        both = {"in_channels": self.in_channels, "out_channels": self.out_channels}
        for name, channels in both.items():
            check_least("channel_mismatch:nonpositive", name, (channels,), 1)
            if channels % self.groups:
                more = {each: -(-n // self.groups) * self.groups for each, n in both.items() if n % self.groups}
                ways = [{"groups": math.gcd(*both.values(), self.groups)}, more]
                known = {"groups": self.groups, "given": Given(name, channels)}
                raise SpecError("groups_not_dividing_channels", known, hint=ways)

    def _check_sizes(self) -> None:
        check_least("nonpositive_dilation", "dilation", self.dilation, 1)
        if self.padding == "same":
            self._check_repeated_border()
        if not self.transposed and min(self.kernel_size) >= 1:
            self._check_kernel_fits()
        check_least("empty_spatial_input", "input_size", self.input_size, 1)
        check_least("empty_kernel", "kernel_size", self.kernel_size, 1)
        if self.transposed:
            self._check_output_padding()
            self._check_canvas()

    def _check_repeated_border(self) -> None:
        if self.padding_mode not in ("reflect", "circular"):
            return
        own = 1 if self.padding_mode == "reflect" else 0  # the border's own cell is not reflected
        most = [max(0, size - own) for size in self.input_size]
        if any(max(pads) > limit for pads, limit in zip(self.pads, most, strict=True)):
            less = tuple(min(max(pads), limit) for pads, limit in zip(self.pads, most, strict=True))
            more = tuple(max(max(pads) + own, i) for pads, i in zip(self.pads, self.input_size, strict=True))
            ways: list[dict[str, Any]] = [{"padding": less}, {"input_size": more}, {"padding_mode": "zeros"}]
            known = {"padding": self.padding, "found": self.input_size}
            raise SpecError(f"{self.padding_mode}_padding_too_large", known, hint=ways)

    def _check_kernel_fits(self) -> None:
        missing = [max(0, ke - size) for ke, size in zip(self.effective_kernel_size, self.padded_size, strict=True)]
        if not any(missing):
            return
        ways = [{"input_size": tuple(i + m for i, m in zip(self.input_size, missing, strict=True))}]
        if self._plain_padding():
            more = tuple(p + -(-m // 2) for p, m in zip(self._plain_padding(), missing, strict=True))
            ways.insert(0, {"padding": more})
        dilated = ":dilated" if max(self.dilation) > 1 else ""
        known = {"kernel_size": self.kernel_size, "dilation": self.dilation, "spread": self.effective_kernel_size,
                 "found": self.padded_size}  # fmt: skip
        raise SpecError(f"kernel_larger_than_padded_input{dilated}", known, hint=ways)

    def _check_output_padding(self) -> None:
        limits = [max(s, d) - 1 for s, d in zip(self.stride, self.dilation, strict=True)]
        if all(op <= limit for op, limit in zip(self.output_padding, limits, strict=True)):
            return
        less = tuple(min(op, limit) for op, limit in zip(self.output_padding, limits, strict=True))
        more = tuple(max(op + 1, s) for op, s in zip(self.output_padding, self.stride, strict=True))
        dilated = ":dilated" if max(self.dilation) > 1 else ""
        known = {"output_padding": self.output_padding, "stride": self.stride, "dilation": self.dilation}
        raise SpecError(f"output_padding_too_large{dilated}", known, hint=[{"output_padding": less}, {"stride": more}])

    def _check_canvas(self) -> None:
        if min(self.output_size) >= 1:
            return
        missing = [max(0, 1 - o) for o in self.output_size]
        axes = zip(self.input_size, missing, self.stride, strict=True)
        ways = [{"input_size": tuple(i + -(-m // s) for i, m, s in axes)}]
        if self._plain_padding():
            smaller = tuple(max(0, p - -(-m // 2)) for p, m in zip(self._plain_padding(), missing, strict=True))
            ways.insert(0, {"padding": smaller})
        raise SpecError("output_size_too_small", {"padding": self.padding, "found": self.canvas_size}, hint=ways)

    def _plain_padding(self) -> Size:
        """Padding as one number per axis; empty if it is a word or pairs."""
        if isinstance(self.padding, str):
            return ()
        return tuple(p for p in self.padding if isinstance(p, int))


def _is_accepted(fields: Mapping[str, Any]) -> bool:
    """Whether fields are those of a convolution that PyTorch accepts."""
    tried = object.__new__(ConvSpec)
    for name, value in fields.items():
        tried._set(name, value)
    try:
        tried._check()
    except SpecError:
        return False
    return True
