"""The name of a file, from what it shows."""

from __future__ import annotations

from tconv_anim.core.comparison import ComparisonSpec
from tconv_anim.core.sampling import ChainSpec, SampleSpec
from tconv_anim.core.spec import ConvSpec
from tconv_anim.options import written
from tconv_anim.recipes.writing import given_parameters


def file_stem(spec: ConvSpec | SampleSpec | ChainSpec | ComparisonSpec, view: str | None = None) -> str:
    """A file's name from what it shows.

    >>> file_stem(ConvSpec("conv_transpose", 3, 3, stride=2, padding=1))
    'conv_transpose_i3_k3_s2_p1'
    """
    if isinstance(spec, ComparisonSpec):
        return f"compare_i{written(spec.input_size)}_o{written(spec.output_size)}"
    if not isinstance(spec, ConvSpec):
        return _sample_stem(spec)
    parts: list[str] = [spec.op if spec.ndim == 2 else f"{spec.op}{spec.ndim}d"]
    if (spec.in_channels, spec.out_channels) != (1, 1):
        parts.append(f"c{spec.in_channels}-{spec.out_channels}" + (f"_g{spec.groups}" if spec.groups > 1 else ""))
    for letter, value, default in (
        ("i", spec.input_size, None),
        ("k", spec.kernel_size, None),
        ("s", spec.stride, None),
        ("p", spec.padding, None),
        ("d", spec.dilation, 1),
        ("op", spec.output_padding, 0),
    ):
        if isinstance(value, str) or default is None or any(v != default for v in value):
            parts.append(f"{letter}{str(written(value)).replace(':', '-')}")
    if spec.padding_mode != "zeros":
        parts.append(spec.padding_mode)
    return "_".join([*parts, *([view] if view else [])])


def _sample_stem(spec: SampleSpec | ChainSpec) -> str:
    op = spec.op.removeprefix("max_pool+")
    parts = [op if spec.ndim == 2 or op == "linear" else f"{op}1d"]
    if spec.in_channels > 1:
        parts.append(f"c{spec.in_channels}")
    parts.append(f"i{written(spec.input_size)}")
    if isinstance(spec, ChainSpec):
        parts += [f"k{written(stage.kernel_size)}" for stage in spec.stages if isinstance(stage, ConvSpec)]
    for name, value in given_parameters(spec):
        if isinstance(value, bool):
            parts += [name.partition("_")[0]] if value else []
        elif name in _LETTERS:
            parts.append(f"{_LETTERS[name]}{written(value)}")
    return "_".join(parts)


_LETTERS = {"kernel_size": "k", "stride": "s", "padding": "p", "dilation": "d", "size": "o", "scale_factor": "f",
            "upscale_factor": "r", "downscale_factor": "r"}  # fmt: skip
