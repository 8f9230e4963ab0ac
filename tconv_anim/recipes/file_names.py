"""The name of a file, from what it shows."""

from __future__ import annotations

from tconv_anim.core.spec import Spec
from tconv_anim.options import CHAIN, CONVOLUTIONS, written
from tconv_anim.recipes.writing import given_parameters, shown_op


def file_stem(spec: Spec, view: str | None = None) -> str:
    """A file's name from what it shows.

    >>> from tconv_anim.core.conv_spec import ConvSpec
    >>> file_stem(ConvSpec("conv_transpose", 3, 3, stride=2, padding=1))
    'conv_transpose_i3_k3_s2_p1'
    """
    if spec.side_by_side:
        return f"compare_i{written(spec.input_size)}_o{written(spec.output_size)}"
    if spec.op not in CONVOLUTIONS:
        return _sample_stem(spec)
    groups = spec.get("groups")
    parts: list[str] = [spec.op if spec.ndim == 2 else f"{spec.op}{spec.ndim}d"]
    if (spec.in_channels, spec.out_channels) != (1, 1):
        parts.append(f"c{spec.in_channels}-{spec.out_channels}" + (f"_g{groups}" if groups > 1 else ""))
    parts.append(f"i{written(spec.input_size)}")
    for name in ("kernel_size", "stride", "padding", "dilation", "output_padding"):
        letter, value = _LETTERS[name], spec.get(name)
        if name not in _LEFT_OUT or any(v != _LEFT_OUT[name] for v in value):
            parts.append(f"{letter}{str(written(value)).replace(':', '-')}")
    if spec.get("padding_mode") != "zeros":
        parts.append(spec.get("padding_mode"))
    return "_".join([*parts, *([view] if view else [])])


def _sample_stem(spec: Spec) -> str:
    op = shown_op(spec)
    parts = [op if spec.ndim == 2 or op == "linear" else f"{op}1d"]
    if spec.in_channels > 1:
        parts.append(f"c{spec.in_channels}")
    parts.append(f"i{written(spec.input_size)}")
    if op == CHAIN:
        return "_".join([*parts, *(stage.op for stage in spec.stages)])
    parts += [f"k{written(stage.get('kernel_size'))}" for stage in spec.stages if stage.weight_shape]
    for name, value in given_parameters(spec):
        if isinstance(value, bool):
            parts += [name.partition("_")[0]] if value else []
        elif name in _LETTERS:
            parts.append(f"{_LETTERS[name]}{written(value)}")
    return "_".join(parts)


_LEFT_OUT = {"dilation": 1, "output_padding": 0}
_LETTERS = {"kernel_size": "k", "output_padding": "op",
            "stride": "s", "padding": "p", "dilation": "d", "size": "o", "scale_factor": "f",
            "upscale_factor": "r", "downscale_factor": "r"}  # fmt: skip
