"""A convolution as people ask for it: a layer or parameters, arrays or sizes and a seed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from tconv_anim.core.comparison import Comparison, ComparisonSpec, plan_comparison, run_comparison
from tconv_anim.core.default_values import DEFAULT_SEED, box_weight, draw_input, draw_weight
from tconv_anim.core.message import Clauses
from tconv_anim.core.ops import check_names, get_op, plan, takes
from tconv_anim.core.record import CONV_PARAMETERS, convolve, run_plan
from tconv_anim.core.sampling import ChainSpec, SampleSpec, SampleTrace
from tconv_anim.core.spec import DIMS, ConvSpec, Pads, Size, SpecError
from tconv_anim.core.step import Array
from tconv_anim.core.trace import Chain, Trace, as_numbers
from tconv_anim.options import COMPARE, CONVOLUTIONS

if TYPE_CHECKING:
    from tconv_anim.frameworks import Layer  # imported when a layer is read

DEFAULT_SIZE = 3  # of input and kernel
BOX = "box"


class OptionError(ValueError):
    """An option whose value is not accepted; the message says what is."""


@dataclass(frozen=True, eq=False)
class Request:
    """What is to be computed, checked but not computed yet.

    Attributes
    ----------
    spec : ConvSpec, SampleSpec, ChainSpec or ComparisonSpec
    input, weight, bias : the given arrays with their channel axes; None for what is drawn from the seed, for no bias
    seed : of what is not given; None where both arrays are
    call, note : the layer as it was written, and what differs there from PyTorch
    flips_kernel : whether the layer's framework turns the weight by 180° before it uses it
    box : whether the weight is "box", alike everywhere
    """

    spec: ConvSpec | SampleSpec | ChainSpec | ComparisonSpec
    input: Array | None
    weight: Array | None
    bias: Array | None
    seed: int | None
    call: str
    note: Clauses
    flips_kernel: bool
    box: bool = False

    @staticmethod
    def of(
        op: str = "conv_transpose",
        *,
        ops: Sequence[str] | None = None,
        layer: str | None = None,
        input: ArrayLike | None = None,
        weight: ArrayLike | str | None = None,
        bias: ArrayLike | None = None,
        input_size: int | Size | None = None,
        kernel_size: int | Size | None = None,
        stride: int | Size | None = None,
        padding: int | Size | str | Pads | None = None,
        dilation: int | Size | None = None,
        output_padding: int | Size | None = None,
        groups: int | None = None,
        padding_mode: str | None = None,
        ceil_mode: bool | None = None,
        count_include_pad: bool | None = None,
        output_size: int | Size | None = None,
        scale_factor: float | tuple[float, ...] | None = None,
        align_corners: bool | None = None,
        upscale_factor: int | None = None,
        downscale_factor: int | None = None,
        dims: int | None = None,
        in_channels: int | None = None,
        out_channels: int | None = None,
        seed: int = DEFAULT_SEED,
    ) -> Request:
        """Check a request; the parameters are those of `animate`.

        Raises
        ------
        SpecError, LayerError, OptionError
        """
        check_whole("seed", seed, 0, 2**63)
        if layer is not None and not isinstance(layer, str):
            raise OptionError(f"layer {layer!r} is not known: give its call as text, such as 'Conv2d(1, 1, 3)'")
        if layer is None and op != COMPARE:
            get_op(op)  # which says what there is
        if dims is not None and (dims not in DIMS or not isinstance(dims, int)):
            raise OptionError(f"dims {dims!r} is not known: use {' or '.join(map(str, DIMS))}")
        convolution = {
            "stride": stride, "padding": padding, "dilation": dilation, "output_padding": output_padding,
            "groups": groups, "padding_mode": padding_mode,
        }  # fmt: skip
        sampling = {
            "ceil_mode": ceil_mode, "count_include_pad": count_include_pad, "output_size": output_size,
            "scale_factor": scale_factor, "align_corners": align_corners, "upscale_factor": upscale_factor,
            "downscale_factor": downscale_factor,
        }  # fmt: skip
        every: dict[str, Any] = convolution | sampling
        parameters = {name: value for name, value in every.items() if value is not None}
        box = isinstance(weight, str)
        if isinstance(weight, str):
            if weight != BOX:
                raise OptionError(
                    f"weight {weight!r} is not known: give numbers, or {BOX!r} for a kernel of alike weights"
                )
            weight = None
        x, w = (None if v is None else as_numbers(name, v) for name, v in (("input", input), ("weight", weight)))
        for name, array, wanted in (("input", x, input_size), ("weight", w, kernel_size)):
            if array is not None and wanted is not None and not _ends_with(array.shape, wanted):
                raise OptionError(f"{name} of shape {array.shape} is not of size {wanted}: leave the size out")
        b = None if bias is None else np.atleast_1d(as_numbers("bias", bias))
        if layer is None and op == COMPARE:
            given = {"kernel_size": kernel_size, "weight": BOX if box else w, "bias": b, "dims": dims,
                     "in_channels": in_channels, "out_channels": out_channels, **parameters}  # fmt: skip
            known = ("ops", "input", "input_size", "output_size", "seed")
            check_names(op, tuple(name for name, value in given.items() if value is not None), known)
            compared, x = plan_comparison(ops, input_size, output_size, x, seed)
            return Request(compared, x, None, None, seed, "", (), False)
        if ops is not None:
            raise OptionError(f"ops are what compare compares, not {op}: use op compare, or leave them out")
        if layer is None and op not in CONVOLUTIONS:
            given = {"kernel_size": kernel_size, **parameters} if kernel_size is not None else parameters
            return _of_samples(op, x, w, b, given, input_size, dims, (in_channels, out_channels), seed, box=box)
        check_names(op, tuple(parameters), ("kernel_size", *CONV_PARAMETERS))
        dims = 2 if dims is None else dims
        call, flips = "", False
        note: Clauses = ()
        if layer is not None:
            read, x, w = _read_layer(layer, x, w, input_size, kernel_size, (in_channels, out_channels))
            spec, call, note, flips = read.spec, read.text, read.note, read.flips_kernel
            if b is not None and read.unbiased:
                raise OptionError(f"bias does not go with {read.unbiased} of the layer: leave one out")
        else:
            x, w = _with_channels(x, w, dims)
            in_channels, out_channels = _channels(op, x, w, groups or 1, in_channels, out_channels)
            i, k = (
                _sized(DEFAULT_SIZE if size is None else size, array, dims)
                for size, array in ((input_size, x), (kernel_size, w))
            )
            spec = ConvSpec(op, i, k, in_channels=in_channels, out_channels=out_channels, **parameters)  # type: ignore[arg-type]
        return Request(spec, x, w, b, seed if x is None or w is None else None, call, note, flips, box)

    def record(self) -> Trace | SampleTrace | Chain | Comparison:
        """Draw what was not given, and trace it."""
        spec, seed = self.spec, self.seed or 0
        weight = self.weight
        if isinstance(spec, ComparisonSpec):
            assert self.input is not None
            return run_comparison(spec, self.input, seed)
        if not isinstance(spec, ConvSpec):
            return self._record_samples(spec, seed)
        if weight is None:
            weight = box_weight(spec) if self.box else draw_weight(spec.weight_shape, spec.ndim, seed)
        return convolve(
            spec.op,
            draw_input((spec.in_channels, *spec.input_size), seed) if self.input is None else self.input,
            np.flip(weight, tuple(range(-spec.ndim, 0))) if self.flips_kernel else weight,
            self.bias,
            stride=spec.stride, padding=spec.padding, dilation=spec.dilation, output_padding=spec.output_padding,
            groups=spec.groups, padding_mode=spec.padding_mode,
        )  # fmt: skip

    def _record_samples(self, spec: SampleSpec | ChainSpec, seed: int) -> Trace | SampleTrace | Chain:
        weight = self.weight
        for stage in spec.stages if isinstance(spec, ChainSpec) else ():
            if isinstance(stage, ConvSpec) and weight is None:
                weight = box_weight(stage) if self.box else draw_weight(stage.weight_shape, stage.ndim, seed)
        x = draw_input((spec.in_channels, *spec.input_size), seed) if self.input is None else self.input
        return run_plan(spec, x, weight, self.bias)


def _of_samples(
    op: str,
    x: Array | None,
    w: Array | None,
    b: Array | None,
    given: dict[str, Any],
    input_size: int | Size | None,
    dims: int | None,
    channels: tuple[int | None, int | None],
    seed: int,
    *,
    box: bool,
) -> Request:
    """A request of an upsampling or pooling; what is not given is what its op usually shows."""
    asked = op
    if op == "max_unpool":
        op = "max_pool+max_unpool"  # where the values go back to is what a pooling remembers
    found = get_op(op)
    weighted = found.weighted
    known = takes(op)
    if "output_size" in given and "size" in known:
        given["size"] = given.pop("output_size")
    arrays = [name for name, there in (("weight", box or w is not None), ("bias", b is not None)) if there]
    check_names(asked, (*given, *arrays), (*known, "weight", "bias") if weighted else known)
    ndim = max(found.dims) if dims is None else dims
    if ndim not in found.dims:
        raise OptionError(f"dims {dims} is not what {asked} works over: use {max(found.dims)}")
    x, w = _with_channels(x, w, ndim)
    usual = {name: value for name, value in found.usual.items() if name in known}
    if "size" in given:
        usual.pop("scale_factor", None)
    parameters: dict[str, Any] = usual | given
    if weighted and w is not None:
        parameters |= {"kernel_size": w.shape[2:], "out_channels": w.shape[0]}
    elif weighted:
        parameters["out_channels"] = channels[1] or 1
    size = _sized(input_size or found.usual.get("input_size", DEFAULT_SIZE), x, ndim)
    count = found.least_channels(parameters) if channels[0] is None else channels[0]
    count = count if x is None else _agreed("in_channels", channels[0], x.shape[0])
    spec = plan(op, count, size, parameters)
    _agreed("out_channels", channels[1], spec.out_channels, "the arrays have" if weighted else f"{asked} makes")
    return Request(spec, x, w, b, seed if x is None or (weighted and w is None) else None, "", (), False, box)


def _read_layer(
    text: str,
    x: Array | None,
    w: Array | None,
    input_size: int | Size | None,
    kernel_size: int | Size | None,
    channels: tuple[int | None, int | None],
) -> tuple[Layer, Array | None, Array | None]:
    """A layer with the sizes and channels that its call does not tell, from the arrays or as asked for; and the arrays
    with channels.
    """
    from tconv_anim.frameworks import dims_of, read_layer

    x, w = _with_channels(x, w, dims_of(text))
    layer = read_layer(
        text, input_size if x is None else x.shape[1:], kernel_size if w is None else w.shape[2:],
        channels[0] if x is None else _agreed("in_channels", channels[0], x.shape[0]), channels[1],
    )  # fmt: skip
    if w is not None and w.shape != layer.spec.weight_shape:
        layer = read_layer(text, layer.spec.input_size, w.shape[2:], *_weight_channels(layer.spec, w))
    for found in (None if w is None else w.shape[2:], kernel_size):
        if found is not None and not _ends_with(layer.spec.kernel_size, found):
            raise OptionError(f"kernel {found} is not the layer's {layer.spec.kernel_size}: leave it out")
    for name, wanted in zip(("in_channels", "out_channels"), channels, strict=True):
        _agreed(name, wanted, getattr(layer.spec, name), "the layer has")
    return layer, x, w


def _weight_channels(spec: ConvSpec, w: Array) -> tuple[int, int]:
    """Input and output channels of a weight in PyTorch's layout."""
    several = w.shape[1] * spec.groups
    return (w.shape[0], several) if spec.transposed else (several, w.shape[0])


def _channels(
    op: str, x: Array | None, w: Array | None, groups: int, inputs: int | None, outputs: int | None
) -> tuple[int, int]:
    """Channel counts as given, as the arrays have them, or 1."""
    if x is not None:
        inputs = _agreed("in_channels", inputs, x.shape[0])
    if w is not None:
        several = w.shape[1] * (groups if isinstance(groups, int) else 1)
        first, second = (w.shape[0], several) if op == "conv_transpose" else (several, w.shape[0])
        inputs, outputs = first if inputs is None else inputs, _agreed("out_channels", outputs, second)
    return 1 if inputs is None else inputs, 1 if outputs is None else outputs


def _sized(size: int | Size, array: Array | None, dims: int) -> Size:
    """A spatial size with one number for each axis; an array's own where there is one."""
    if array is not None:
        return array.shape[-dims:]
    sizes = tuple(size) if isinstance(size, (list, tuple)) else (size,)
    if len(sizes) not in (1, dims):
        text, way = "x".join(map(str, sizes)), "one number" if dims == 1 else "one number, or two"
        raise OptionError(f"size {text} is not of {dims} dimension{'s' if dims > 1 else ''}: give {way}")
    return sizes * (dims // len(sizes))


def _agreed(name: str, wanted: int | None, found: int, why: str = "the arrays have") -> int:
    if wanted is not None and wanted != found:
        raise OptionError(f"{name} {wanted} cannot be, as {why} {found}: use {found}")
    return found


def _ends_with(shape: tuple[int, ...], size: int | Size) -> bool:
    """Whether an array has this spatial size; a number stands for every axis."""
    sizes = size if isinstance(size, (list, tuple)) else (size,) * min(len(shape), 2)
    return shape[-len(sizes) :] == tuple(sizes) or (len(shape) == 1 and shape[0] == size)


def _with_channels(x: Array | None, w: Array | None, ndim: int) -> tuple[Array | None, Array | None]:
    """Input and weight with their channel axes; a row of numbers counts as one axis where there is only one."""
    if x is not None and x.ndim == ndim:
        x = x[np.newaxis]
    if w is not None and w.ndim == ndim + 1 and w.shape[0] == 1:
        w = w[0]
    if w is not None and w.ndim == ndim:
        w = w[np.newaxis, np.newaxis]
    for name, array, axes in (("input", x, ndim + 1), ("weight", w, ndim + 2)):
        if array is not None and array.ndim != axes:
            raise SpecError(
                "input_rank",
                f"{name} of shape {array.shape} is not of {ndim} dimension{'s' if ndim > 1 else ''}: "
                f"give {'(*size) or (channels, *size), one sample' if name == 'input' else '(*K) or PyTorch layout'}",
            )
    return x, w


def check_whole(name: str, value: object, least: int, most: int) -> None:
    """Refuse what is no whole number within bounds."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise OptionError(f"{name} {value!r} is not a whole number: use one from {least} to {most}")
    if not least <= value <= most:
        raise OptionError(f"{name} {value} is too {'small' if value < least else 'large'}: use {least} to {most}")
