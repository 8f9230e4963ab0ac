"""Frameworks whose layers are not read: each is refused by its name, with PyTorch's layer where the call shows it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tconv_anim.core.ops import get_op
from tconv_anim.frameworks.shared.call import Arguments
from tconv_anim.frameworks.shared.dialect import Dialect
from tconv_anim.frameworks.shared.errors import LayerError
from tconv_anim.frameworks.shared.plain import spec_of
from tconv_anim.frameworks.shared.reading import Reading
from tconv_anim.frameworks.shared.signature import Declared
from tconv_anim.options import TconvError

EXAMPLE = "ConvTranspose2d(1, 1, 3, stride=2)"


def refuse(arguments: Arguments) -> Reading:
    """Refuse a layer, with the one that PyTorch has in its place.

    Raises
    ------
    LayerError
    """
    example = EXAMPLE
    padding = arguments.role("padding", 0)
    try:
        spec = spec_of(arguments, padding=0 if isinstance(padding, str) else padding)
        example = str(get_op(spec.op).call(spec))
    except TconvError:
        pass
    raise LayerError("unread_framework", {"call": arguments.name, "framework": arguments.framework, "example": example})


def _entry(signature: str, op: str, roles: Mapping[str, str]) -> Declared:
    return Declared(signature, refuse, op, roles, rooted=True)


def _any(op: str) -> Declared:
    return Declared("*, rest=None", refuse, op, rooted=True, anything=True)


def _unread(title: str, roots: set[str], **entries: Declared) -> Dialect:
    patterns = {re.sub(r"N(?=D)", "([12])", pattern): entry for pattern, entry in entries.items()}
    others = {r"(?i).*(?:transpose|deconv).*": _any("conv_transpose"), r"(?i).*conv.*": _any("conv")}
    return Dialect(title, frozenset(roots), {**patterns, **others}, bare=False)


_GLUON = "channels, kernel_size, strides=1, padding=0"
_GLUON_ROLES = {"channels": "out_channels", "strides": "stride"}
_GLUON_REST = (
    "groups=1, layout=None, activation=None, use_bias=True, weight_initializer=None, bias_initializer=None, "
    "in_channels=1"
)
_JITTOR = "in_channels, out_channels, kernel_size, stride=1, padding=0"
UNREAD = {
    "gluon": _unread(
        "MXNet Gluon", {"mx", "mxnet", "gluon"},
        ConvND=_entry(f"{_GLUON}, dilation=1, {_GLUON_REST}", "conv", _GLUON_ROLES),
        ConvNDTranspose=_entry(
            f"{_GLUON}, output_padding=0, dilation=1, {_GLUON_REST}", "conv_transpose", _GLUON_ROLES
        ),
    ),
    "jittor": _unread(
        "Jittor", {"jt", "jittor"},
        Conv=_entry(f"{_JITTOR}, dilation=1, groups=1, bias=True", "conv", {}),
        ConvTranspose=_entry(f"{_JITTOR}, output_padding=0, groups=1, bias=True, dilation=1", "conv_transpose", {}),
    ),
    "chainer": _unread(
        "Chainer", {"chainer"},
        ConvolutionND=_entry(
            "in_channels, out_channels, ksize, stride=1, pad=0, nobias=False, initialW=None, initial_bias=None, *, "
            "dilate=1, groups=1",
            "conv", {"ksize": "kernel_size", "pad": "padding", "dilate": "dilation"},
        ),
        DeconvolutionND=_entry(
            "in_channels, out_channels, ksize, stride=1, pad=0, nobias=False, outsize=None, initialW=None, "
            "initial_bias=None, *, dilate=1, groups=1",
            "conv_transpose", {"ksize": "kernel_size", "pad": "padding", "dilate": "dilation"},
        ),
    ),
    **{root: _unread(title, {root, *others}) for title, root, *others in (
        ("Caffe", "caffe"), ("CNTK", "cntk"), ("Elegy", "elegy"), ("Lasagne", "lasagne"), ("MegEngine", "megengine"),
        ("Neon", "neon"), ("NNabla", "nnabla", "PF"), ("Objax", "objax"), ("OneFlow", "oneflow", "flow"),
        ("Paddle Fluid", "fluid"), ("stax", "stax"), ("TFLearn", "tflearn"), ("Theano", "theano"), ("Trax", "trax"),
    )},
    "slim": _unread("TF-Slim", {"contrib", "slim", "tf_slim"}),
    "sonnet": _unread(
        "Sonnet", {"snt", "sonnet"},
        ConvND=_entry(
            "output_channels, kernel_shape, stride=1, rate=1, padding='SAME', with_bias=True, w_init=None, "
            "b_init=None, data_format=None, name=None",
            "conv", {"output_channels": "out_channels", "kernel_shape": "kernel_size", "rate": "dilation"},
        ),
        ConvNDTranspose=_entry(
            "output_channels, kernel_shape, output_shape=None, stride=1, rate=1, padding='SAME', with_bias=True, "
            "w_init=None, b_init=None, data_format=None, name=None",
            "conv_transpose", {"output_channels": "out_channels", "kernel_shape": "kernel_size", "rate": "dilation"},
        ),
    ),
}  # fmt: skip
"""By their names. A layer that is not declared here is refused by its framework's name all the same."""
