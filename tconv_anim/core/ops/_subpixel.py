"""Sub-pixel convolution: a convolution to r² times the channels, then a pixel shuffle (Shi et al. 2016)."""

from __future__ import annotations

import numpy as np

from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.message import message
from tconv_anim.core.operation import Disguise
from tconv_anim.core.spec import Spec
from tconv_anim.core.step import Array


def is_subpixel(spec: Spec) -> bool:
    """Whether operations one after the other are a convolution and a pixel shuffle."""
    return [stage.op for stage in spec.stages] == ["conv", "pixel_shuffle"]


def equals(spec: Spec, weight: Array | None) -> Disguise | None:
    """For stride 1 and zero padding: a transposed convolution of stride r with the same weights in another order.

    Its kernel has ``r*(dilation*(k - 1) + 1)`` cells, and ``r*(dilation*(k - 1) - padding)`` are cropped (Shi et al.
    2016, "Is the deconvolution layer the same as a convolutional layer?").
    """
    if not is_subpixel(spec):
        return None
    conv, shuffle = spec.stages
    assert isinstance(conv, ConvSpec)
    r = shuffle.get("upscale_factor")
    if max(conv.stride) > 1 or (conv.padding_mode != "zeros" and any(map(any, conv.pads))):
        return None
    if shuffle.out_channels % conv.groups:  # a block of channels would be of two groups
        return None
    crops = tuple(
        tuple(r * (ke - 1 - cells) for cells in pair)
        for ke, pair in zip(conv.effective_kernel_size, conv.pads, strict=True)
    )
    plain = all(lo == hi >= 0 for lo, hi in crops)
    kernel = tuple(r * ke for ke in conv.effective_kernel_size)
    equal = ConvSpec(
        "conv_transpose", conv.input_size, kernel, r, tuple(lo for lo, _ in crops) if plain else crops,
        groups=conv.groups, in_channels=conv.in_channels, out_channels=shuffle.out_channels,
    )  # fmt: skip

    def make_weight() -> Array:
        assert weight is not None
        return reordered(conv, weight, r)

    return Disguise(equal, make_weight, message("reordered_weights"))


def reordered(conv: ConvSpec, weight: Array, r: int) -> Array:
    """A convolution's weight as that of the transposed convolution.

    ``w[c_in, c, r*d*(k-1-t) + a] = weight[c*r*r + a*r + b, c_in, t]``, along the columns with b.

    Parameters
    ----------
    weight : (C*r*r, C_in/groups, *kernel_size) array

    Returns
    -------
    (C_in, C/groups, *(r*effective_kernel_size)) array
    """
    groups = conv.groups
    grouped = weight.reshape(groups, -1, r, r, *weight.shape[1:])  # group, channel, row and column of a block, input
    moved = np.moveaxis(grouped, 4, 1).reshape(conv.in_channels, -1, r, r, *conv.kernel_size)
    size = tuple(r * ke for ke in conv.effective_kernel_size)
    found = np.zeros((*moved.shape[:2], *size), weight.dtype)
    for tap in np.ndindex(*conv.kernel_size):
        row, column = (
            r * (ke - 1 - d * t) for ke, d, t in zip(conv.effective_kernel_size, conv.dilation, tap, strict=True)
        )
        found[..., row : row + r, column : column + r] = moved[(..., *tap)]
    return found


def shared_bias(bias: Array, channels: int) -> Array | None:
    """The bias of so many channels, if each is the same for all channels that become one of them; else None."""
    blocks = bias.reshape(channels, -1)
    return blocks[:, 0] if (blocks == blocks[:, :1]).all() else None
