"""What makes a picture again: its options in the command line's words, as TOML that files carry; and its name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np

from tconv_anim.core.arrays import box_weight, draw_input
from tconv_anim.core.ops import get_op
from tconv_anim.core.spec import Spec
from tconv_anim.core.step import Array
from tconv_anim.core.symbols import is_symbolic
from tconv_anim.core.trace import Trace
from tconv_anim.options import BOX, CHAIN, CONVOLUTIONS, COUNTS, LAYERS, LOOK, MULTIPLES, OPTIONS, legible, written
from tconv_anim.recipes.layers.beside import OF_LAYER

NOTHING: Mapping[str, Any] = MappingProxyType({})
MAX_NUMBERS = 1024  # written out; a recipe with more of them would outweigh the picture
MAX_OF_FILE = 50_000  # written out of a file, about 1 MB; of more the file is named


def spec_options(
    trace: Trace,
    layer: str = "",
    seed: int | None = None,
    flipped: bool = False,
    files: Mapping[str, str] = NOTHING,
    beside: Mapping[str, Any] = NOTHING,
) -> dict[str, Any]:
    """The options that make a trace again: op, numbers, and the parameters that are not at their default.

    A layer replaces its parameters, but for those `beside` it; `flipped` says that its framework flips the weight.
    Many numbers that were drawn from a seed are replaced by their sizes and that seed, and very many that are of a file
    by its name.
    """
    spec: Spec = trace.spec
    if spec.side_by_side:
        kernel = {"kernel": written(size)} if (size := spec.get("kernel_size")) else {}
        return {
            "op": spec.op, "ops": ",".join(spec.get("ops")), "input": array_text(_bare(trace.input)),
            "output-size": written(spec.output_size), **kernel, "seed": spec.get("seed"),
        }  # fmt: skip
    weight, bias = trace.last.weight, trace.last.bias
    if weight is not None and flipped:
        weight = np.flip(weight, tuple(range(-spec.ndim, 0)))
    options: dict[str, Any] = {"layer": layer} if layer else {"op": shown_op(spec)}
    if spec.ndim == 1 and (_shows_no_axes(layer, beside.get("like")) if layer else get_op(spec.op).dims != (1,)):
        options["dims"] = 1
    if seed is None or trace.input.size + (0 if weight is None else weight.size) <= MAX_NUMBERS:
        bare = weight is None or weight.shape[:2] == (1, 1)
        options["input"] = _named("input", _bare(trace.input) if bare else trace.input, files)
        if weight is not None:
            options["weight"] = _named("weight", weight[0, 0] if bare else weight, files)
    else:
        options |= {"input-size": written(spec.input_size)} | ({} if weight is None else _drawn_weight(trace.last))
        if (spec.in_channels, spec.out_channels) != _default_channels(layer, spec, beside):
            options["channels"] = f"{spec.in_channels}:{spec.out_channels}"
        options["seed"] = seed
    if bias is not None and bias.any():
        options["bias"] = array_text(bias)
    if trace.gradient is not None:
        options["gradient"] = array_text(_bare(trace.gradient))
    for name, value in _beside(beside) if layer else given_parameters(spec):
        options[_OPTIONS.get(name, name.replace("_", "-"))] = written(value)
    return options


def _named(name: str, values: Array, files: Mapping[str, str]) -> str:
    """An array's numbers, or where they are if there are very many."""
    return files[name] if name in files and values.size > MAX_OF_FILE else array_text(values)


def _shows_no_axes(layer: str, like: str | None) -> bool:
    from tconv_anim.frameworks import glance

    return glance(layer, like)[1] is None


def _beside(beside: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """What stands beside a layer; its kernel and channels are those of the arrays or sizes."""
    for name, value in beside.items():
        if name == "let":
            yield name, ",".join(f"{key}={written(of)}" for key, of in value)
        elif name != "kernel_size":
            yield name, value


def shown_op(spec: Spec) -> str:
    """What --op is for an operation: an unpooling brings the pooling before it."""
    return "max_unpool" if [stage.op for stage in spec.stages] == ["max_pool", "max_unpool"] else spec.op


def is_one_command(spec: Spec) -> bool:
    """Whether options can say it; none give an unpooling its indices, or make other lists of operations."""
    return spec.op != "max_unpool" and shown_op(spec) != CHAIN


def _bare(array: Array) -> Array:
    """An array without the channel axes that are of length 1."""
    while array.ndim > 2 and len(array) == 1:
        array = array[0]
    return array


def _drawn_weight(trace: Trace) -> dict[str, Any]:
    """How a weight that nobody gave is made again: from the seed, or with equal numbers."""
    options = {"kernel": written(trace.spec.kernel_size)}
    return options | ({"weight": BOX} if np.array_equal(trace.weight, box_weight(trace.spec)) else {})


def given_parameters(spec: Any) -> Iterator[tuple[str, Any]]:
    """The parameters that make an operation again: of a convolution those that are not at their default."""
    if spec.op in CONVOLUTIONS:
        yield from spec.chosen.items()
        return
    if spec.stages and not spec.parameters:
        yield from spec.stages[0].parameters
        yield "output_size", spec.output_size
    weighted = get_op(spec.op).weighted
    usual = {"padding": "same", "dilation": (1,) * spec.ndim, "groups": 1, "padding_mode": "zeros"} if weighted else {}
    for name, value in spec.parameters:
        if not weighted or (name != "kernel_size" and value != usual.get(name)):
            yield name, value


_OPTIONS = {"kernel_size": "kernel", "size": "output-size"}


def _default_channels(layer: str, spec: Spec, beside: Mapping[str, Any]) -> tuple[int, int]:
    """The channels if no option gives them: those of the layer's call, or 1, and as many output channels as follow."""
    if spec.in_channels == 1 and not get_op(spec.op).weighted:
        return 1, spec.out_channels
    if not layer or spec.op not in CONVOLUTIONS:
        return 1, 1
    from tconv_anim.frameworks import read_layer

    given = {name: value for name, value in beside.items() if name not in ("let", "like")}
    read = read_layer(layer, spec.input_size, spec.get("kernel_size"), options=given,
                      let=dict(beside.get("let", ())), like=beside.get("like")).spec  # fmt: skip
    return read.in_channels, read.out_channels


def array_text(values: Array) -> str:
    """Numbers as the command line takes them: "1,2;3,4", or with more than two axes as JSON.

    >>> import numpy as np
    >>> array_text(np.array([[1, 2], [3, 4]])), array_text(np.array([[[0.5]], [[2]]]))
    ('1,2;3,4', '[[[0.5]], [[2.0]]]')
    """
    if values.ndim > 2:
        import json

        return json.dumps(values.tolist(), default=str) if is_symbolic(values) else str(values.tolist())
    return ";".join(",".join(map(str, row)) for row in np.atleast_2d(values).tolist())


def own_recipe(animation: Any, look: dict[str, Any]) -> str:
    """The recipe that makes an animation again, with these options of its look; "" if no options do."""
    if animation.source.spec.op == CHAIN and "layer" in dict(animation.beside):
        return recipe_text(_chain_options(animation) | look)
    if animation.source.spec.op == MULTIPLES:
        return recipe_text(_asked_options(animation) | look)
    if not is_one_command(animation.source.spec):
        return ""
    told = animation.call, animation.seed, animation.kernel_flipped, animation.files or {}, dict(animation.beside)
    return recipe_text(spec_options(animation.trace, *told) | look)


def _chain_options(animation: Any) -> dict[str, Any]:
    """The options that make layers one after the other again; what is not given is drawn from the seed."""
    trace, beside, spec = animation.trace, dict(animation.beside), animation.source.spec
    layer = beside["layer"]
    options: dict[str, Any] = {"layer": layer} if isinstance(layer, str) else {"layers": list(layer)}
    options |= {name: value for name, value in beside.items() if name in ("pick", "like")}
    options |= dict(pair for pair in _beside(beside) if pair[0] == "let")
    named = {name: value for name, value in beside.items() if name not in ("layer", *OF_LAYER)}
    options |= {OPTIONS[name].key: written(value) for name, value in named.items()}
    if spec.ndim == 1:
        options["dims"] = 1
    if np.array_equal(trace.input, draw_input(trace.input.shape, animation.seed)):
        options["input-size"] = written(spec.input_size)
    else:
        options["input"] = _named("input", _bare(trace.input), animation.files or {})
    return {**options, "channels": f"{spec.in_channels}:{spec.out_channels}", "seed": animation.seed}


def _asked_options(animation: Any) -> dict[str, Any]:
    """The options that were asked for, of which some have several values; counts of channels are one option."""
    asked = dict(animation.beside)
    counts = {name: asked.pop(name) for name in COUNTS if name in asked}
    options = {"channels": ":".join(str(counts.get(name, 1)) for name in COUNTS)} if counts else {}
    for name, value in asked.items():
        if name == "let":
            options |= dict(_beside({"let": value}))
        elif isinstance(value, np.ndarray):
            options[name] = _named(name, _bare(value), animation.files or {})
        else:
            options[OPTIONS[name].key] = value if name == "layer" else written(value)
    return options


def recipe_text(options: dict[str, Any]) -> str:
    """Options as the recipe that a file carries, without our version: one that draws the same changes no file."""
    return f"# tconv-anim\n{to_toml({'look': LOOK, **options})}"


def to_toml(options: dict[str, Any]) -> str:
    """Options as TOML, one a line.

    >>> print(to_toml({"op": "conv", "stride": 2, "numbers": False}), end="")
    op = "conv"
    stride = 2
    numbers = false
    """
    keys = {"layer": LAYERS} if isinstance(options.get("layer"), (list, tuple)) else {}
    return "".join(f"{keys.get(name, name)} = {_toml_value(value)}\n" for name, value in options.items())


def _toml_value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_toml_value, value))}]"
    text = legible(str(value))
    if text.isprintable() and not {'"', "\\"} & set(text):
        return f'"{text}"'
    import json  # which most recipes need not

    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")  # JSON's text is TOML's, but for this


def file_stem(spec: Spec, view: str | None = None) -> str:
    """A file's name from what it shows.

    >>> from tconv_anim.core.conv_spec import ConvSpec
    >>> file_stem(ConvSpec("conv_transpose", 3, 3, stride=2, padding=1))
    'conv_transpose_i3_k3_s2_p1'
    """
    if spec.op == MULTIPLES:
        values = (f"{name}_{'-'.join(str(written(value)) for value in own)}" for name, own in spec.get("varied"))
        return "_".join([file_stem(spec.stages[0], view), *(text.replace(":", "") for text in values)])
    if spec.side_by_side:
        kernel = f"_k{written(size)}" if (size := spec.get("kernel_size")) else ""
        return f"compare_i{written(spec.input_size)}_o{written(spec.output_size)}{kernel}"
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
