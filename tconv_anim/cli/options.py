"""Options that several commands share, and how they become arguments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from tconv_anim.cli.completion import completing
from tconv_anim.cli.errors import Mistake
from tconv_anim.cli.types import ChannelsType, ConvolutionType, FactorType, LoopType, NamesType, SizeType, StepsType
from tconv_anim.options import COMPARE, CONVOLUTIONS, VIEWS, drawn_ops, op_names


def _options(*options: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def apply(command: Any) -> Any:
        for option in reversed(options):
            command = option(command)
        return command

    return apply


_any_op = _options(
    click.option("--op", type=click.Choice(drawn_ops()), default="conv_transpose", show_default=True, metavar="NAME",
                 help=f"What to compute: {', '.join(drawn_ops())}."),
    click.option("--ops", type=NamesType(), shell_complete=completing(*op_names()),
                 help="Of compare: what is compared. [default: all that enlarge]"),
)  # fmt: skip

_convolution_op = click.option("--op", type=ConvolutionType(CONVOLUTIONS), default="conv_transpose", show_default=True,
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
    click.option("--input", "input_values", metavar="VALUES|FILE", shell_complete=completing(files=True),
                 help='Input numbers: "1,2;3,4", JSON, a .npy or a .csv file; or an image, in grays. '
                      "[default: drawn from the seed]"),
    click.option("--weight", "weight_values", metavar="VALUES|FILE", shell_complete=completing("box", files=True),
                 help="Kernel numbers, likewise; or box, all alike. [default: drawn from the seed; box for an image]"),
    click.option("--bias", metavar="VALUES", help="A number for each output channel. [default: none]"),
    click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True,
                 help="Of the numbers that are not given."),
)  # fmt: skip

what = _options(_any_op, _convolved, _sampled, _numbers)

convolution = _options(_convolution_op, _convolved, _numbers)

_seen = _options(
    click.option("--view", metavar="NAME", shell_complete=completing(*VIEWS),
                 help="What to show; tconv-anim views lists all. "
                      "[default: sliding_window for conv, overlap_add for conv_transpose]"),
    click.option("--pair", is_flag=True,
                 help="Beside a conv the transposed convolution that undoes its shape, or the other way round."),
    click.option("--sum", is_flag=True, help="Write out the products and sums in play."),
    click.option("--style", type=click.Choice(["isometric", "flat"]),
                 help="Planes one above the other, or panels side by side. "
                      "[default: isometric, but for a matrix or a picture]"),
    click.option("--show-channels", type=ChannelsType("0:0"), metavar="IN:OUT",
                 help="Which channels to draw, such as 0,1:0. "
                      "[default: all up to 4, without a kernel up to 9; or the first]"),
)  # fmt: skip

thinned = _options(
    click.option("--steps", type=StepsType(), help="Show only some placements, counted from 1. [default: all]"),
    click.option("--every", type=int, default=1, show_default=True, metavar="N",
                 help="Show every Nth of the placements that --steps picks."),
    click.option("--max-steps", type=int, metavar="N",
                 help="Show at most N of what --steps and --every leave, evenly. [default: all]"),
    click.option("--max-kb", type=int, metavar="N",
                 help="Keep the file within N kB: fewer colours, a smaller page, then fewer steps. "
                      "[default: no limit]"),
)  # fmt: skip

look = _options(
    click.option("--theme", default="light", show_default=True, metavar="light|dark|FILE",
                 shell_complete=completing("light", "dark", files=True),
                 help="Colours, built in or from a .toml file."),
    click.option("--colors", type=int, metavar="N",
                 help="Of a GIF or PNG, at most; fewer smooth letters less. [default: what these need]"),
    click.option("--numbers/--no-numbers", default=True, show_default=True, help="Numbers in the cells."),
    click.option("--labels/--no-labels", default=True, show_default=True, help="Names and sizes of the panels."),
    click.option("--caption/--no-caption", default=True, show_default=True, help="Call, step and formula below."),
    click.option("--size", type=SizeType(example="a width such as 640, or width by height such as 640x480"),
                 metavar="WIDTH|WIDTHxHEIGHT", help="Of the page, in px. [default: what suits]"),
    click.option("--step-ms", type=int, default=1000, show_default=True, help="How long a placement stays."),
    click.option("--hold-ms", type=int, default=3000, show_default=True, help="How long the finished output stays."),
    click.option("--loop", type=LoopType(), default="forever", show_default=True,
                 shell_complete=completing("forever", "once"), help="How often it plays."),
)  # fmt: skip

how = _options(_seen, thinned, look)


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
    from tconv_anim.recipes.arrays import is_image, read_array
    from tconv_anim.recipes.request import BOX
    from tconv_anim.recipes.values import Channels

    arguments = dict(options)
    image = is_image(arguments["input_values"] or "")
    box = arguments["weight_values"] == BOX
    if box or (arguments["weight_values"] is None and image and arguments["op"] in CONVOLVING):
        arguments["weight_values"], box = None, True
    if image and arguments.get("view", "") is None and _is_drawn_as_pixels(arguments):
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


def _is_drawn_as_pixels(arguments: dict[str, Any]) -> bool:
    """Whether there is a view of pictures for what is asked: over two axes, and not for a comparison."""
    from tconv_anim.core.ops import get_op
    from tconv_anim.frameworks import dims_of

    op, layer, dims = arguments["op"], arguments["layer"], arguments["dims"]
    over = dims_of(layer) if layer else max(get_op(op).dims) if op != COMPARE and dims is None else dims
    return over in (2, None) and (layer is not None or op in VIEWS["pixels"])
