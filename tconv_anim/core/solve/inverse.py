"""The convolution that goes the other way."""

from __future__ import annotations

from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.errors import SpecError
from tconv_anim.core.spec import Spec


def inverse(spec: Spec) -> ConvSpec:
    """The conv_transpose that restores a conv's input size, or the conv that belongs to a conv_transpose.

    Kernel, stride, padding and dilation stay, the channels are exchanged; the conv_transpose's output_padding is
    ``(input_size + 2*padding - effective_kernel_size) mod stride`` (Dumoulin & Visin 2016, relation 14).

    Raises
    ------
    SpecError
        of kind "no_inverse" if the spec is of another op, or if output_padding is not smaller than the stride: no conv
        leaves so many cells over.

    Examples
    --------
    >>> inverse(ConvSpec("conv", 16, 5, stride=3, padding=2, in_channels=10, out_channels=20)).output_size
    (16, 16)
    >>> inverse(ConvSpec("conv_transpose", 3, 3, stride=2, padding=1)).output_size
    (3, 3)
    """
    if not isinstance(spec, ConvSpec):
        raise SpecError("no_inverse:op", {"asked": spec.op if not spec.stages else spec.stages[-1].op})
    if spec.transposed:
        return _undone(spec)
    axes = list(zip(spec.padded_size, spec.effective_kernel_size, spec.stride, spec.pads, strict=True))
    rest = tuple((padded - ke) % s for padded, ke, s, _ in axes)
    plain = all(lo == hi >= 0 for lo, hi in spec.pads)
    return ConvSpec(
        "conv_transpose", spec.output_size, spec.kernel_size, spec.stride,
        tuple(lo for lo, _ in spec.pads) if plain else tuple((lo, hi - r) for (*_, (lo, hi)), r in
                                                             zip(axes, rest, strict=True)),
        spec.dilation, rest if plain else (0,), spec.groups, spec.out_channels, spec.in_channels,
    )  # fmt: skip


def _undone(spec: ConvSpec) -> ConvSpec:
    """The conv that has the sizes of a conv_transpose, exchanged."""
    conv = ConvSpec(
        "conv", spec.output_size, spec.kernel_size, spec.stride, spec.padding, spec.dilation, (0,), spec.groups,
        spec.out_channels, spec.in_channels,
    )  # fmt: skip
    if conv.output_size != spec.input_size:
        rest = tuple(op % s for op, s in zip(spec.output_padding, spec.stride, strict=True))
        known = {"output_padding": spec.output_padding, "stride": spec.stride}
        raise SpecError("no_inverse", known, hint=[{"output_padding": rest}])
    return conv
