"""Options that several commands share, their types, and how they become arguments."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from tconv_anim.cli.errors import Mistake
from tconv_anim.names import COMPARE, CONVOLUTIONS, DRAWN

if TYPE_CHECKING:
    _ParamType = click.ParamType[Any]
    _Choice = click.Choice[str]
else:
    _ParamType, _Choice = click.ParamType, click.Choice  # only newer clicks take what type checkers ask for


class SizeType(_ParamType):
    """A number, or one number per axis: 3 or 3x5. Words that are accepted beside numbers pass through."""

    name = "N|NxM"

    def __init__(self, *words: str, example: str = "a number such as 3, or rows by columns such as 3x5") -> None:
        self.words, self.example = words, example

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: D102
        if not isinstance(value, str) or value in self.words:
            return value
        if self.words and re.fullmatch(r"-?\d+:-?\d+(x-?\d+:-?\d+)?", value):
            return tuple(tuple(int(end) for end in pair.split(":")) for pair in value.split("x"))
        value = value.replace("×", "x").replace("X", "x")
        if not re.fullmatch(r"-?\d+(x-?\d+)?", value):
            words = "".join(f", {word!r}" for word in self.words)
            self.fail(f"{value!r} is not a size: write {self.example}{words}", param, ctx)
        numbers = tuple(int(number) for number in value.split("x"))
        return numbers if len(numbers) > 1 else numbers[0]


class FactorType(_ParamType):
    """A factor, or one per axis: 2, 1.5 or 2x1.5."""

    name = "F|FxG"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: D102
        if not isinstance(value, str):
            return value
        if not re.fullmatch(r"\d+(\.\d+)?(x\d+(\.\d+)?)?", value):
            self.fail(
                f"{value!r} is not a factor: write a number such as 2 or 1.5, or one for each axis, 2x1.5", param, ctx
            )
        factors = tuple(float(factor) if "." in factor else int(factor) for factor in value.split("x"))
        return factors if len(factors) > 1 else factors[0]


class NamesType(_ParamType):
    """Names with commas between them."""

    name = "NAME,NAME,…"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ARG002, D102
        return tuple(name.strip() for name in value.split(",")) if isinstance(value, str) else value


class ChannelsType(_ParamType):
    """Counts as IN:OUT, or, to choose from, channel numbers as 0,1:0."""

    name = "IN:OUT"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: D102
        if not isinstance(value, str):
            return value
        if not re.fullmatch(r"\d+(,\d+)*:\d+(,\d+)*", value):
            self.fail(f"{value!r} is not known: write input and output channels as IN:OUT, such as 2:1", param, ctx)
        inputs, outputs = (tuple(int(channel) for channel in side.split(",")) for side in value.split(":"))
        return inputs, outputs


class LoopType(_ParamType):
    """forever, once, or how often."""

    name = "forever|once|N"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: D102
        if isinstance(value, int):
            return value
        counts = {"forever": 0, "once": 1}
        if value in counts:
            return counts[value]
        if not value.isdecimal() or not 1 <= int(value) <= 65536:
            self.fail(f"{value!r} is not known: use forever, once or a number from 1 to 65536", param, ctx)
        return int(value)


class StepsType(_ParamType):
    """A range of placements, counted from 1, the last included."""

    name = "FIRST:LAST[:EVERY]"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: D102
        if not isinstance(value, str):
            return value
        if not re.fullmatch(r"\d+:\d+(:[1-9]\d*)?", value):
            self.fail(
                f"{value!r} does not pick steps: write FIRST:LAST or FIRST:LAST:EVERY, such as 1:200:5", param, ctx
            )
        first, last, *every = (int(number) for number in value.split(":"))
        return range(first, last + 1, *every)


class _ConvolutionType(_Choice):
    """conv or conv_transpose; the others are known, but not here."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value in DRAWN and value not in CONVOLUTIONS:
            known = " or ".join(CONVOLUTIONS)
            self.fail(f"{value} is no convolution: use {known}, or trace, which prints every number", param, ctx)
        return super().convert(value, param, ctx)


def _options(*options: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def apply(command: Any) -> Any:
        for option in reversed(options):
            command = option(command)
        return command

    return apply


_any_op = _options(
    click.option("--op", type=click.Choice(DRAWN), default="conv_transpose", show_default=True, metavar="NAME",
                 help=f"What to compute: {', '.join(DRAWN)}."),
    click.option("--ops", type=NamesType(), help="Of compare: what is compared. [default: all that enlarge]"),
)  # fmt: skip

_convolution_op = click.option("--op", type=_ConvolutionType(CONVOLUTIONS), default="conv_transpose", show_default=True,
                               help="Convolution or transposed convolution.")  # fmt: skip

_convolved = _options(
    click.option("--layer", metavar="CALL",
                 help="A layer as PyTorch, Keras, JAX or ONNX write it, such as "
                      "'ConvTranspose2d(64, 32, 4, stride=2)', instead of the parameters."),
    click.option("--dims", type=click.IntRange(1, 2), help="Spatial axes. [default: 2]"),
    click.option("--input-size", type=SizeType(), help="Input rows and columns. [default: 3; 4 for pooling]"),
    click.option("--kernel", "kernel_size", type=SizeType(),
                 help="Kernel rows and columns. [default: 3; 2 for pooling]"),
    click.option("--stride", type=SizeType(), help="Distance between placements. [default: 1; the kernel for pooling; "
                                                   "2 for bed_of_nails]"),
    click.option("--padding", type=SizeType("same", "valid"),
                 help="Added around a conv's input, cropped from a conv_transpose's output; "
                      "for conv also same or valid; LO:HI where the ends differ, LO:HIxLO:HI where the axes do, too. "
                      "[default: 0]"),
    click.option("--output-padding", type=SizeType(),
                 help="Rows and columns that conv_transpose adds at the output's end. [default: 0]"),
    click.option("--dilation", type=SizeType(), help="Distance between kernel taps. [default: 1]"),
    click.option("--padding-mode", type=click.Choice(["zeros", "reflect", "replicate", "circular"]),
                 help="What a conv's padding holds. [default: zeros]"),
)  # fmt: skip

_sampled = _options(
    click.option("--scale-factor", type=FactorType(),
                 help="Of nearest, linear, bilinear and resize_conv: output size by input size. [default: 2]"),
    click.option("--output-size", type=SizeType(),
                 help="Instead of a scale factor the size itself; of max_unpool the size that was pooled."),
    click.option("--align-corners/--no-align-corners", default=None,
                 help="Of linear and bilinear: whether corners lie on corners. [default: no]"),
    click.option("--ceil-mode/--no-ceil-mode", default=None,
                 help="Of pooling: whether a window may stand half outside at the end. [default: no]"),
    click.option("--count-include-pad/--no-count-include-pad", default=None,
                 help="Of avg_pool: whether padding counts as cells. [default: yes]"),
    click.option("--upscale-factor", type=int, help="Of pixel_shuffle. [default: 2]"),
    click.option("--downscale-factor", type=int, help="Of pixel_unshuffle. [default: 2]"),
)  # fmt: skip

_numbers = _options(
    click.option("--channels", type=ChannelsType(), metavar="IN:OUT",
                 help="Input and output channels; beside a layer, where its call does not tell them. [default: 1:1]"),
    click.option("--groups", type=int, help="Groups of channels. [default: 1]"),
    click.option("--input", "input_values", metavar="VALUES|FILE",
                 help='Input numbers: "1,2;3,4", JSON, a .npy or a .csv file; or an image, in grays. '
                      "[default: drawn from the seed]"),
    click.option("--weight", "weight_values", metavar="VALUES|FILE",
                 help="Kernel numbers, likewise; or box, all alike. [default: drawn from the seed; box for an image]"),
    click.option("--bias", metavar="VALUES", help="A number for each output channel. [default: none]"),
    click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True,
                 help="Of the numbers that are not given."),
)  # fmt: skip

what = _options(_any_op, _convolved, _sampled, _numbers)

convolution = _options(_convolution_op, _convolved, _numbers)

_seen = _options(
    click.option("--view", metavar="NAME",
                 help="What to show; tconv-anim views lists all. "
                      "[default: sliding_window for conv, overlap_add for conv_transpose]"),
    click.option("--pair", is_flag=True,
                 help="Beside a conv the transposed convolution that undoes its shape, or the other way round."),
    click.option("--sum", is_flag=True, help="Write out the products and sums in play."),
    click.option("--style", type=click.Choice(["isometric", "flat"]),
                 help="Planes one above the other, or panels side by side. "
                      "[default: isometric, but for a matrix or a picture]"),
    click.option("--show-channels", type=ChannelsType(), metavar="IN:OUT",
                 help="Which channels to draw, such as 0,1:0. [default: all up to 4, or the first]"),
    click.option("--steps", type=StepsType(), help="Show only some placements, counted from 1. [default: all]"),
    click.option("--every", type=int, default=1, show_default=True, metavar="N",
                 help="Show every Nth of the placements that --steps picks."),
    click.option("--max-steps", type=int, metavar="N",
                 help="Show at most N of what --steps and --every leave, evenly. [default: all]"),
    click.option("--max-kb", type=int, metavar="N",
                 help="Keep the file within N kB: a smaller page, then fewer steps. [default: no limit]"),
)  # fmt: skip

look = _options(
    click.option("--theme", default="light", show_default=True, metavar="light|dark|FILE",
                 help="Colours, built in or from a .toml file."),
    click.option("--numbers/--no-numbers", default=True, show_default=True, help="Numbers in the cells."),
    click.option("--labels/--no-labels", default=True, show_default=True, help="Names and sizes of the panels."),
    click.option("--caption/--no-caption", default=True, show_default=True, help="Call, step and formula below."),
    click.option("--size", type=SizeType(example="a width such as 640, or width by height such as 640x480"),
                 metavar="WIDTH|WIDTHxHEIGHT", help="Of the page, in px. [default: what suits]"),
    click.option("--step-ms", type=int, default=1000, show_default=True, help="How long a placement stays."),
    click.option("--hold-ms", type=int, default=3000, show_default=True, help="How long the finished output stays."),
    click.option("--loop", type=LoopType(), default="forever", show_default=True, help="How often it plays."),
)  # fmt: skip

how = _options(_seen, look)


CONVOLVING = (*CONVOLUTIONS, "resize_conv")
BESIDE_LAYER = ("op", "stride", "padding", "output_padding", "dilation", "padding_mode", "groups", "dims",
                "scale_factor", "output_size", "align_corners", "ceil_mode", "count_include_pad", "upscale_factor",
                "downscale_factor")  # fmt: skip


def refuse_beside_layer(context: click.Context) -> None:
    """A layer tells all its parameters itself, but for channels and sizes that come from arrays in some frameworks."""
    if context.params["layer"] is None:
        return
    for name in BESIDE_LAYER:
        if name in context.params and context.get_parameter_source(name) is not click.core.ParameterSource.DEFAULT:
            raise Mistake(f"--{name.replace('_', '-')} is part of the layer: change it in --layer")


def to_arguments(options: dict[str, Any]) -> dict[str, Any]:
    """Options as `animate` and `Request.of` take them."""
    from tconv_anim.inputs import is_image, read_array
    from tconv_anim.request import BOX
    from tconv_anim.scene import Channels

    arguments = dict(options)
    image = is_image(arguments["input_values"] or "")
    box = arguments["weight_values"] == BOX
    if box or (arguments["weight_values"] is None and image and arguments["op"] in CONVOLVING):
        arguments["weight_values"], box = None, True
    if image and arguments.get("view", "") is None and arguments["op"] != COMPARE:
        arguments["view"] = "pixels"
    for option, name in (("input_values", "input"), ("weight_values", "weight"), ("bias", "bias")):
        source = arguments.pop(option)
        arguments[name] = None if source is None else read_array(name, source)
    if box:
        arguments["weight"] = BOX
    if arguments["bias"] is not None:
        arguments["bias"] = arguments["bias"].reshape(-1)
    channels, shown = arguments.pop("channels"), arguments.get("show_channels")
    if channels is not None:
        if any(len(side) > 1 for side in channels):
            raise Mistake("--channels takes two counts, such as 2:1; to choose from them use --show-channels")
        if (0,) in channels:
            raise Mistake("--channels counts from 1, such as 2:1: use 1 or more on both sides")
        arguments["in_channels"], arguments["out_channels"] = (side[0] for side in channels)
    if shown is not None:
        arguments["show_channels"] = Channels(*shown)
    return arguments
