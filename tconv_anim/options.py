"""Every parameter once, and the base of every error that names one. Imports nothing of ours.

From this table come the command line's options and their groups in --help, the keys of recipes, the keywords of
`animate` and `record`, shell completion, docs/options.md and the JSON schema of recipes.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Any, ClassVar, NamedTuple, TypeVar

PACKAGE = os.path.dirname(__file__)

GROUPS = ("operation", "numbers", "look", "motion", "output")
"""The groups of --help, in order."""

CONVOLUTIONS = ("conv", "conv_transpose")
COMPARE = "compare"
CHAIN = "chain"
MULTIPLES = "multiples"
"""One operation with several values of a parameter, each a picture of its own."""
RECORD_ONLY_OPS = ("overlap_count",)
"""What `record` computes and no view draws: the view `overlap` shows the same counts."""
COMPARED = ("nearest", "bilinear", "conv_transpose", "resize_conv")
"""What `compare` compares unless it is asked for other ops."""
TRIED = {"kernel_size": range(1, 8), "dilation": range(1, 3)}
"""What `solve` tries unless it is asked to try others."""
PADDING_MODES = ("zeros", "reflect", "replicate", "circular")
DIMS = (1, 2)
LAYERS = "layers"
"""The same as `layer`, as a recipe calls a list of them."""
READ, WRITTEN = "read", "written"
BOX = "box"
FOREVER = 0
SMOOTH, CUT = MOTIONS = ("smooth", "cut")
EVEN, LESSON = "even", "lesson"
FINISHED, STAMPS, CARD = STILLS = ("finished", "stamps", "card")
"""What a still picture shows, if not a step."""
START = "start"
"""With what an animation begins, if not with the finished picture."""
AUTO, WIDE = "auto", "16:9"
ASPECT_SIZES = {WIDE: (1280, 720), "4:3": (1024, 768), "1:1": (1080, 1080)}
"""Shapes of a page, width to height, each with the size in px that it has if none is asked for."""
PAPER_SIZES = ((1123, 794), (1263, 893), (1404, 993), (1544, 1092), (1685, 1191), (1825, 1290))
"""Sizes of a page that is printed on A4 across, in px: the first whose cells have room for their numbers is taken."""
LARGE_WIDE = (1920, 1080)
"""The size of a wide page where the usual one has too little room."""
LOOK = 2
"""The version of how pictures look. Recipes and files record it, a gallery pins it; only this one is drawn."""
DEFAULT_LANGUAGE = "en"
LANGUAGE_VARIABLE = "TCONV_ANIM_LANG"
"""Of the environment: the language of a single picture, if none is asked for."""
NO_LIMIT = "none"
NUMBER = r"%(0?)(\d{0,2})d"
"""What stands for the numbers of many files in a name, such as frames/%03d.png."""
SMALLER = "smaller sizes"
"""What to use where no options that work are known."""


def names_in(folder: str, suffix: str = ".py") -> tuple[str, ...]:
    """The names of what a folder of the package holds one file for, sorted; nothing is imported."""
    files = os.listdir(os.path.join(PACKAGE, folder))
    return tuple(sorted(name.removesuffix(suffix) for name in files if name.endswith(suffix) and name[0] != "_"))


@cache
def op_names() -> tuple[str, ...]:
    """Every operation that has a file in core/ops, the two convolutions first."""
    return (*CONVOLUTIONS, *(name for name in names_in("core/ops") if name not in CONVOLUTIONS))


@cache
def drawn_ops() -> tuple[str, ...]:
    """What --op takes."""
    return (*(name for name in op_names() if name not in RECORD_ONLY_OPS), COMPARE)


OTHER_NAMES = {
    "deconv": "conv_transpose", "deconvolution": "conv_transpose", "transposed_conv": "conv_transpose",
    "transposed": "conv_transpose", "transpose": "conv_transpose", "convtranspose": "conv_transpose",
    "convtranspose2d": "conv_transpose", "conv_transpose2d": "conv_transpose", "upconv": "conv_transpose",
    "convolution": "conv", "conv2d": "conv", "conv1d": "conv", "maxpool": "max_pool", "maxpool2d": "max_pool",
    "avgpool": "avg_pool", "avgpool2d": "avg_pool", "maxunpool": "max_unpool", "unpool": "max_unpool",
    "unpooling": "max_unpool", "pixelshuffle": "pixel_shuffle", "subpixel": "pixel_shuffle", "upsample": "nearest",
}  # fmt: skip
"""What people call operations, with the names that these have here."""
OTHER_VIEWS = {
    "stamp": "overlap_add", "stamps": "overlap_add", "scatter": "overlap_add", "zero": "zero_insertion",
    "zeros": "zero_insertion", "gather": "zero_insertion", "side_by_side": "both", "window": "sliding_window",
    "windows": "sliding_window", "slide": "sliding_window", "toeplitz": "matrix", "checkerboard": "overlap",
    "backward": "gradient", "backprop": "gradient", "col2im": "im2col", "ties": "connections",
}  # fmt: skip
"""What people call views, with the names that these have here."""
OTHER_OPTIONS = {
    "format": "-o with a suffix, such as -o x.mp4", "output": "-o x.gif", "out": "-o x.gif", "save": "-o x.gif",
    "file": "-o x.gif", "fps": "--step-ms, the time of a step", "delay": "--step-ms", "duration": "--step-ms",
    "speed": "--step-ms", "dpi": "--size, or a file without pixels, such as -o x.pdf", "resolution": "--size",
    "width": "--size", "height": "--size WIDTHxHEIGHT", "scale": "--size", "worksheet": "--blank output",
    "exercise": "--blank output", "title": "--heading", "caption": "--sentence", "in-channels": "--channels IN:OUT",
    "out-channels": "--channels IN:OUT", "weights": "--weight", "values": "--input",
    "filter": "--kernel for its size, or --weight for its numbers", "filter-size": "--kernel", "ksize": "--kernel",
    "filters": "--channels IN:OUT, or --kernel for the size of a filter", "data": "--input",
    "numbers": "--input", "input-shape": "--input-size", "language": "--lang", "locale": "--lang",
    "colors": "--theme", "colours": "--theme", "palette": "--theme", "background": "--theme", "mode": "--op",
    "type": "--op", "factor": "--scale-factor",
}  # fmt: skip
"""What people call options, with what does the same here."""


OTHER_FORMATS = {
    **dict.fromkeys(("mov", "avi", "mkv", "m4v", "wmv", "mpg", "mpeg", "ogv", "flv", "3gp", "video"), ("mp4", "webm")),
    **dict.fromkeys(("jpg", "jpeg", "jpe", "bmp", "tif", "tiff", "tga", "ppm", "heic", "ico"), ("png",)),
    **dict.fromkeys(("apng", "avif", "mng", "jxl"), ("webp", "gif")), "svgz": ("svg",),
    **dict.fromkeys(("eps", "ps", "emf", "wmf", "ai", "tikz", "tex"), ("pdf", "svg")),
    **dict.fromkeys(("ppt", "key", "odp", "pps", "ppsx", "pptm"), ("pptx",)),
    **dict.fromkeys(("doc", "docx", "odt", "rtf"), ("png", "md")), **dict.fromkeys(("htm", "xhtml"), ("html",)),
    **dict.fromkeys(("markdown", "rst", "qmd"), ("md",)), "text": ("txt",),
}  # fmt: skip
"""What people call formats, with those of ours that do the same."""


def near_ops(word: str, known: Sequence[str]) -> list[str]:
    """The operation that a word may mean: one that is also called so, or the nearest name."""
    from difflib import get_close_matches  # imported when something is wrong

    plain = word.lower().replace("-", "_")
    if OTHER_NAMES.get(plain) in known:
        return [OTHER_NAMES[plain]]
    return get_close_matches(plain, known, 1)


def near_formats(word: str) -> tuple[str, ...]:
    """The formats that one of ours may stand for: those that do the same, the nearest name, or all.

    >>> near_formats("mov"), near_formats("giff")
    (('mp4', 'webm'), ('gif',))
    """
    from difflib import get_close_matches  # imported when something is wrong

    plain = word.lower().removeprefix(".")
    return OTHER_FORMATS.get(plain) or tuple(get_close_matches(plain, format_names(), 1)) or format_names()


def near_views(word: str) -> list[str]:
    """The view that a word may mean: one that is also called so, or the nearest name."""
    from difflib import get_close_matches  # imported when something is wrong

    plain = word.lower().replace("-", "_").replace(" ", "_")
    return [OTHER_VIEWS[plain]] if plain in OTHER_VIEWS else get_close_matches(plain, view_names(), 1)


def with_op(words: Sequence[str]) -> list[str]:
    """The words of a command line, whose first may be the operation itself: "conv --stride 2".

    >>> with_op(["conv", "--stride", "2"]), with_op(["--stride", "2"])
    (['--op', 'conv', '--stride', '2'], ['--stride', '2'])
    """
    first, *rest = words or [""]
    name = first.replace("-", "_").lower()
    return ["--op", name, *rest] if name in (*drawn_ops(), *OTHER_NAMES) else list(words)


@cache
def view_names() -> tuple[str, ...]:
    """What --view takes."""
    return names_in("scenes/views")


@cache
def style_names() -> tuple[str, ...]:
    """What --style takes."""
    return names_in("renderer/layout/styles")


@cache
def theme_names() -> tuple[str, ...]:
    """The built-in themes."""
    return names_in("renderer/themes", ".toml")


@cache
def language_names() -> tuple[str, ...]:
    """The languages that a picture's words can be in, English first."""
    return (DEFAULT_LANGUAGE, *(name for name in names_in("scenes/texts") if name != DEFAULT_LANGUAGE))


@cache
def script_names() -> tuple[str, ...]:
    """The frameworks for which scripts are written, PyTorch first."""
    return ("torch", *(name for name in names_in("frameworks/scripts") if name != "torch"))


@cache
def dialect_names() -> tuple[str, ...]:
    """The frameworks whose layers are read, in the order in which a layer that names none is tried."""
    first = ("torch", "keras", "flax", "onnx", "paddle", "mindspore", "mlx", "tinygrad")
    names = names_in("frameworks/dialects")
    return (*(name for name in first if name in names), *(name for name in names if name not in first))


@cache
def format_names() -> tuple[str, ...]:
    """The formats, by their suffixes without the dot."""
    return names_in("formats")


VARIED = ("whole", "size", "padding", "factor", "choice")
"""Types of an operation's parameters of which a picture shows several values side by side."""


class Option(NamedTuple):
    """A parameter.

    Attributes
    ----------
    name : the keyword of `animate`, in PyTorch's spelling where PyTorch has it
    type : what values it takes, see `recipes.values`
    group : of `GROUPS`
    help : one line for --help and the documentation, without the default
    default : what `animate` does without it; None where that depends on the rest
    default_text : the default in words, where `default` does not say it
    flag : the command line's option, by default the name with dashes; "" where it has none
    metavar : what --help shows for the value, by default its type's
    choices : the words that it takes, or a function that finds them by folder
    least, most : bounds of a whole number
    also : other spellings of the command line's option
    takes : who takes it: "request" (every operation), "op" (the operations whose plan has it), "view", "look" or
        "output"
    """

    name: str
    type: str
    group: str
    help: str
    default: Any = None
    default_text: str = ""
    flag: str | None = None
    metavar: str = ""
    choices: tuple[str, ...] | Callable[[], tuple[str, ...]] = ()
    least: int | None = None
    most: int | None = None
    takes: str = "look"
    also: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The key in a recipe: the command line's option without its dashes."""
        return (self.option or self.name.replace("_", "-")).removeprefix("--")

    @property
    def option(self) -> str:
        """The command line's option, "--kernel"."""
        return f"--{self.name.replace('_', '-')}" if self.flag is None else self.flag

    @property
    def varies(self) -> bool:
        """Whether it takes several values with commas between them, each for a picture of its own."""
        return self.name == "input_size" or (self.takes == "op" and self.type in VARIED)

    @property
    def words(self) -> tuple[str, ...]:
        """The words that it takes."""
        return self.choices() if callable(self.choices) else self.choices

    @property
    def default_words(self) -> str:
        """The default as --help and the documentation write it; empty where there is nothing to say."""
        if self.default_text or self.default in (None, ()):
            return self.default_text
        if isinstance(self.default, bool):
            return self.key if self.default else f"no-{self.key}"
        return str(self.default)


def _operation(name: str, type: str, help: str, **more: Any) -> Option:
    return Option(name, type, "operation", help, **({"takes": "op"} | more))


OPTIONS: dict[str, Option] = {
    option.name: option
    for option in (
        _operation("op", "choice", "What to compute.", default="conv_transpose", choices=drawn_ops, metavar="NAME",
                   takes="request"),
        _operation("ops", "names", "What compare compares, separated by commas: any that enlarge.", choices=op_names,
                   default_text=", ".join(COMPARED), takes="request"),
        _operation("layer", "layers", "A layer as it is written or printed in PyTorch, Keras, JAX, ONNX or another "
                   "framework, in place of the parameters, such as \"ConvTranspose2d(64, 32, 4, stride=2)\"; names "
                   "in it take their values from the options beside it; @FILE reads a file, - reads stdin. Repeat it "
                   "for layers that run one after the other.", metavar="CALL", takes="request"),
        _operation("pick", "text", "Which layer of a text that holds several: its name or its number; or several "
                   "that run one after the other: 0,2,4, or all.", metavar="NAME[,NAME...]|all", takes="request"),
        _operation("let", "values", "Values of names in the layer, such as ngf=4,k=3.", metavar="NAME=N,...",
                   takes="request"),
        _operation("like", "choice", "Framework of a layer that does not name its own.", choices=dialect_names,
                   default_text="PyTorch if it has such a layer", metavar="NAME", takes="request"),
        _operation("dims", "whole", "Number of spatial axes.", default_text="2; 1 for linear", least=1, most=2,
                   takes="request"),
        _operation("input_size", "size", "Rows and columns of the input.", also=("-i",),
                   default_text="3; 4 for pooling, 5 if it is adaptive; for fold what goes with its other "
                   "parameters", takes="request"),
        _operation("kernel_size", "size", "Rows and columns of the kernel.", flag="--kernel",
                   default_text="3; 2 for pooling, unfold and fold", also=("-k", "--kernel-size")),
        _operation("stride", "size", "Distance between neighbouring placements of the kernel.", also=("-s",),
                   default_text="1; the kernel's size for pooling; 2 for bed_of_nails"),
        _operation("padding", "padding", "Cells added around the input of conv, or cropped from the output of "
                   "conv_transpose; for conv also same or valid; LO:HI if the two ends differ, LO:HIxLO:HI if the axes "
                   "differ too.", choices=("same", "valid"), default_text="0; same for resize_conv", also=("-p",)),
        _operation("output_padding", "size", "Rows and columns that conv_transpose adds at the end of its output.",
                   default_text="0"),
        _operation("dilation", "size", "Distance between neighbouring taps of the kernel.", default_text="1",
                   also=("-d",)),
        _operation("padding_mode", "choice", "What the padding of conv holds.", choices=PADDING_MODES,
                   default_text="zeros"),
        _operation("groups", "whole", "Number of groups of channels.", default_text="1"),
        _operation("in_channels", "whole", "Number of input channels.", flag="", default_text="1", takes="request"),
        _operation("out_channels", "whole", "Number of output channels.", flag="", default_text="1", takes="request"),
        _operation("scale_factor", "factor", "Size of the output divided by the size of the input, for interpolation "
                   "and resize_conv.", default_text="2"),
        _operation("output_size", "size", "Size of the output, in place of a scale factor; also for adaptive "
                   "pooling and fold; for max_unpool the size before pooling; for compare a multiple of the input "
                   "size.", default_text="given by the scale factor or the pooling; 3 for adaptive pooling and fold"),
        _operation("align_corners", "switch", "Place the corners of the output on the corners of the input, for "
                   "linear, bilinear and bicubic.", default_text="no-align-corners"),
        _operation("ceil_mode", "switch", "Let the last pooling window reach beyond the padded input.",
                   default_text="no-ceil-mode"),
        _operation("count_include_pad", "switch", "Count the cells of the padding in the mean of avg_pool.",
                   default_text="count-include-pad"),
        _operation("divisor_override", "whole", "Number that avg_pool divides the sum of a window by, over two axes.",
                   default_text="the number of cells that count"),
        _operation("upscale_factor", "whole", "Size of the block that pixel_shuffle makes of each cell.",
                   default_text="2"),
        _operation("downscale_factor", "whole", "Size of the block that pixel_unshuffle reads for each cell.",
                   default_text="2"),
        Option("input", "array", "numbers", "Numbers or letters of the input: \"1,2;3,4\", \"a,b;c,d\", JSON, a .npy, "
               ".csv or .json file, an array of a .npz, .safetensors or .onnx file, such as x.npz:name, or an image, "
               "which becomes grays.",
               default_text="drawn from the seed", metavar="VALUES|FILE", takes="request"),
        Option("rgb", "switch", "numbers", "Read a picture in colour: red, green and blue are three channels, and "
               "what is made of them is drawn in colour.", default=False, takes="output"),
        Option("weight", "array", "numbers", "Numbers or letters of the kernel, in the same forms, such as "
               "model.safetensors:up1.weight; a letter alone, such as w, which gets an index in each cell; or box, "
               "with all weights equal.",
               default_text="drawn from the seed; box for an image", metavar="VALUES|FILE", choices=(BOX,),
               takes="request"),
        Option("bias", "array", "numbers", "One number or letter for each output channel.", default_text="no bias",
               metavar="VALUES", takes="request"),
        Option("gradient", "array", "numbers", "Gradient of the loss at the output, with its shape, for the view "
               "gradient; or a letter.", default_text="drawn from the seed", metavar="VALUES|FILE", takes="request"),
        Option("seed", "whole", "numbers", "Seed of the numbers that are not given.", default=0, least=0,
               takes="request"),
        Option("view", "choice", "look", "What to show: tconv-anim views describes each view.", choices=view_names,
               default_text="the first view listed for the operation", metavar="NAME"),
        Option("side", "choice", "look", "Side whose cells the view connections goes through, and at which "
               "receptive_field begins: what an input cell reaches, or what an output cell reads.",
               choices=("input", "output"),
               default_text="output; input for conv_transpose and what else goes from input cell to input cell"),
        Option("cells", "cells", "look", "Cells of that side to show at once, each in a stroke of its own, by row and "
               "column, counted from 0: 0,0;1,1; for receptive_field the one cell at which it begins.",
               default_text="all, one after the other; for receptive_field the middle"),
        Option("style", "choice", "look", "Planes above each other (isometric) or panels side by side (flat).",
               choices=style_names, default_text="isometric; flat for matrices, images, several channels and overlap"),
        Option("theme", "theme", "look", "Colours: a built-in theme or a .toml file.", default="light",
               choices=theme_names, metavar="NAME|FILE"),
        Option("colors", "whole", "look", "Largest number of colours in a GIF or PNG; fewer make letters less smooth.",
               default_text="as many as the picture needs", least=1, most=255),
        Option("numbers", "switch", "look", "Show the numbers in the cells.", default=True),
        Option("labels", "switch", "look", "Show the names and sizes of the panels.", default=True),
        Option("caption", "switch", "look", "Show the text below the picture.", default=True),
        Option("outlines", "switch", "look", "Draw the letters of an SVG, a page or a PDF as outlines: the same in any "
               "program, but no text.", default=False),
        Option("embed_font", "switch", "look", "Put the letters of an SVG or a page into it, as a font, so that its "
               "text looks the same in any browser.", default=False),
        Option("font", "files", "look", "Font file for letters that the own font has no shape for: .ttf, .otf, .ttc; "
               "repeat it for several, of which the first that has a letter gives it.", default=(), metavar="FILE"),
        Option("lang", "language", "look", "Language of the picture's words; errors and this help stay English.",
               choices=language_names, default=DEFAULT_LANGUAGE, default_text=f"${LANGUAGE_VARIABLE}, or en"),
        Option("motion", "choice", "motion", "Let things move to their places (smooth) or jump there (cut); below 800 "
               "ms for a placement they jump.", choices=MOTIONS,
               default_text="smooth where a format says so, cut in a GIF"),
        Option("animate", "switch", "motion", "Let an .svg move, by a style sheet alone.", default=False),
        Option("pace", "choice", "motion", "Show all placements for the same time (even), or the first row of them in "
               "full and the others faster (lesson).", default=EVEN, choices=(EVEN, LESSON)),
        Option("step_ms", "whole", "motion", "Time for each placement, in ms, motion included.",
               default_text="1000; 1400 where things move", least=20, most=600_000),
        Option("hold_ms", "whole", "motion", "Time for the finished output, in ms.", default=3000, least=20,
               most=600_000),
        Option("loop", "loop", "motion", "How often the animation plays.", default=FOREVER, default_text="forever",
               metavar="forever|once|N", choices=("forever", "once"), least=0, most=65536),
        Option("poster", "choice", "motion", "Picture with which a GIF, WebP or moving SVG begins: finished is for "
               "places that show only the first, such as print and thumbnails.", default=START,
               choices=(START, FINISHED)),
        Option("pages", "switch", "look", "Give each step a page of its own in a .pdf.", default=False),
        Option("size", "page_size", "look", "Width of the page in px, or width and height.",
               metavar="WIDTH|WIDTHxHEIGHT", default_text="fits the content; A4 across for a card", least=1, most=4000),
        Option("aspect", "choice", "look", "Shape of the page; auto follows the content.",
               choices=(AUTO, *ASPECT_SIZES), default_text=f"{WIDE} in a video and a slide, else {AUTO}"),
        Option("steps", "steps", "motion", "Placements to show, counted from 1: 1:200:5 is every fifth of the first "
               "200.", default_text="all", metavar="FIRST:LAST[:EVERY]"),
        Option("every", "whole", "motion", "Show every Nth of these placements.", default=1, least=1, most=100_000),
        Option("max_steps", "whole", "motion", "Largest number of placements to show, evenly spaced.",
               default_text="all", least=1, most=2000),
        Option("show_channels", "channels", "look", "Channels to draw, counted from 0, such as 0,1:0.",
               metavar="IN:OUT", default_text="all, up to 4 on each side (9 without a kernel); else the first"),
        Option("pair", "switch", "look", "Show a convolution together with the transposed convolution that "
               "restores its input size, or the other way round; another operation together with the convolution that "
               "it equals.", default=False),
        Option("still", "still", "look", "One picture in place of the animation: finished; a step, counted from 1; "
               "stamps, with every placement in its place and what they add up to; or card, a page that sums up the "
               "layer.", metavar="finished|STEP|stamps|card",
               choices=STILLS, least=1),
        Option("blank", "choice", "look", "Leave the numbers of the input, the kernel or the output out, as on a "
               "worksheet.", choices=("input", "kernel", "output")),
        Option("heading", "text", "look", "Title of the picture.", default_text="what it shows"),
        Option("sentence", "text", "look", "Sentence below the picture, the same at every step.",
               default_text="what happens at the step"),
        Option("transparent", "switch", "look", "Leave the background out, in a .png, .svg or .pdf.", default=False),
        Option("sum", "switch", "look", "Write out the products and their sum.", default=True),
        Option("legend", "switch", "look", "Say below the picture what its colours mean.", default=True),
        Option("max_kb", "whole", "output", "Largest size of a file, in kB: uses fewer colours, a smaller page, then "
               "fewer placements.", default_text="no limit", least=1, most=10**6, takes="output"),
        Option("limit", "choice", "motion", "none lifts the limits on what takes long: placements to compute and to "
               "show, and products. Those of memory and of the page stay.", default="usual",
               choices=("usual", NO_LIMIT)),
    )
}  # fmt: skip
"""The parameters of a picture by their names, in the order in which recipes name them; --help takes them by group."""

CHANNELS = Option("channels", "channels", "operation", "Number of input and output channels.", metavar="IN:OUT",
                  default_text="1:1", takes="request")  # fmt: skip
"""The command line's one option for `in_channels` and `out_channels`."""

COUNTS = ("in_channels", "out_channels")

LIKE = Option("like", "choice", "output", "Framework to write the script for.", default="torch",
              choices=script_names, metavar="NAME", takes="output")  # fmt: skip
"""What `to_code` and the sub-command code take."""

RECORD_OPTIONS: dict[str, Option] = {
    option.name: option
    for option in (
        _operation("indices", "array", "The indices of a max_pool's trace, for max_unpool.", flag=""),
        _operation("size", "size", "Size of the output, in place of a scale factor.", flag="--output-size"),
    )
}
"""What only `record` takes: there, `size` is the size of an interpolation's output, as in PyTorch."""


def record_options() -> dict[str, Option]:
    """The keywords of `record`, in the table's order."""
    return {
        name: option for name, option in OPTIONS.items() if option.takes == "op" or name in ("dims", "limit")
    } | RECORD_OPTIONS


class Given(NamedTuple):
    """An option and its value, as a sentence names them: "stride=2" or "--stride 2"."""

    name: str
    value: Any


class TconvError(ValueError):
    """What a user can mend. The sentence is made from the kind, the parameters and the hint.

    ``str(error)`` is the sentence for Python, "output_padding=3 is too large"; ``error.text(command_line=True)`` the
    one for the command line, "--output-padding 3 is too large".

    Attributes
    ----------
    kind : str
        The rule that is broken. A rule with several sentences is raised as "kind:case".
    case : str
        Which sentence says it, a key of `sentences`: the kind, or "kind:case".
    parameters : mapping
        What the sentence names: by an option's name that option's value, by other names other values.
    hint : tuple of mappings
        What to write instead: options with their values, one mapping for each way out; for "layer" its arguments.
    """

    sentences: ClassVar[Mapping[str, str]] = {}
    """By case. ``{stride}`` is an option with its value; see `_Words` for the other forms; ``{hint}`` all ways out."""
    own_options: Mapping[str, Option] = MappingProxyType({})
    """Options that have another meaning or another name here than in `OPTIONS`, by the name in `parameters`."""

    def __init__(
        self, kind: str, parameters: Mapping[str, Any] | None = None, hint: Sequence[Mapping[str, Any]] = ()
    ) -> None:
        super().__init__(kind)
        self.case, self.kind = kind, kind.partition(":")[0]
        self.parameters, self.hint = dict(parameters or {}), tuple(hint)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.case, self.parameters, self.hint), vars(self)

    def __str__(self) -> str:
        return self.text()

    def text(self, *, command_line: bool = False) -> str:
        """The sentence: what is wrong, the value, and what to write instead."""
        options = {**OPTIONS, CHANNELS.name: CHANNELS, LIKE.name: LIKE, **self.own_options}
        values = {name: Given(name, value) if name in options and not isinstance(value, Given) else value
                  for name, value in self.parameters.items()}  # fmt: skip
        hint = self.hint or self.parameters.get("instead", SMALLER)
        sentence = _Words(options, command_line).fill(self.sentences[self.case], {**values, "hint": hint})
        return printable(sentence)

    def as_dict(self) -> dict[str, Any]:
        """What is wrong, as JSON has it: `kind`, `message` in the command line's words, `parameters` and `hint`."""
        hint = [{name: in_json(written(value)) for name, value in way.items()} for way in self.hint]
        message = self.text(command_line=True)
        return {"kind": self.kind, "message": message, "parameters": in_json(self.parameters), "hint": hint}


def quoted(words: Sequence[str]) -> str:
    r"""Words as a line for any shell, bash, zsh, fish, PowerShell and cmd.exe: in double quotes where they need some.

    A word with signs that shells read within double quotes, too, is in single ones, for bash, zsh and fish alone.

    >>> print(quoted(["tconv-anim", "--layer", "Conv2d(1, 1, 3, padding='same')", "--title", "5 $", "--ops", "a,b"]))
    tconv-anim --layer "Conv2d(1, 1, 3, padding='same')" --title '5 $' --ops "a,b"
    """
    return " ".join(map(_quoted, words))


def _quoted(word: str) -> str:
    if re.fullmatch(r"[\w./:+-][\w./:+=-]*", word):
        return word
    if re.fullmatch(r"""([^"“”„`$!%\\]|\\(?=[^"`$!\\\n]))*""", word):
        return f'"{word}"'
    if "\\" in word and not re.search('["`$!]', word):  # fish reads it in single quotes, too
        return '"' + word.replace("\\", "\\\\") + '"'
    from shlex import quote  # imported when something is wrong

    return quote(word)


def printable(text: str) -> str:
    """Text with its control characters made visible, such as the end of a line."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def legible(text: str) -> str:
    r"""Text that can be written: a byte or half a character that means nothing is U+FFFD.

    >>> legible("a\udcff"), legible("\ud83d\ude00")
    ('a�', '😀')
    """
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def one_line(text: str) -> str:
    r"""A user's text as one legible line: ends of lines and tabs are spaces.

    >>> one_line("two\nlines,\ta tab")
    'two lines, a tab'
    """
    return " ".join(legible(text).splitlines()).replace("\t", " ")


class _Words:
    """Fills in a sentence, in the words of Python or of the command line.

    ``{x}`` an option and its value, or whatever else x is; ``{x:value}`` the value alone; ``{x:option}`` an option's
    name, or several; ``{x:size}`` a number for each axis, 3x5; ``{x:either}`` "a, b or c"; ``{x:all}`` "a, b, c";
    ``{x:quoted}`` text in quotation marks; ``{x:count channel}`` "2 channels"; ``{hint}`` the ways out.
    """

    def __init__(self, options: Mapping[str, Option], command_line: bool) -> None:
        self.options, self.command_line = options, command_line

    def fill(self, sentence: str, values: Mapping[str, Any]) -> str:
        """A sentence with its values."""
        return sentence.format_map({name: _Word(self, value) for name, value in values.items()})

    def word(self, value: Any, format_spec: str) -> str:
        """A value in one of the forms."""
        form, _, rest = format_spec.partition(" ")
        if isinstance(value, Given) and form:
            value = value.name if form == "option" else value.value
        if form == "size":
            return "x".join(map(str, value)) if isinstance(value, (tuple, list)) else str(value)
        if form in ("either", "all"):
            return (either if form == "either" else ", ".join)([self.plain(item) for item in value])
        if form == "option":
            return ", ".join(map(self.option, [value] if isinstance(value, str) else value))
        if form == "quoted":
            return repr(value)
        if form == "count":
            return f"{value} {rest}{'' if value == 1 else 's'}"
        if form == "value":
            return self.value(value)
        return self.plain(value)

    def plain(self, value: Any) -> str:
        """Whatever a sentence names, without a form."""
        if isinstance(value, Given):
            return self.given(value.name, value.value)
        if isinstance(value, TconvError):
            return value.text(command_line=self.command_line)
        if isinstance(value, tuple) and value and all(isinstance(way, Mapping) for way in value):
            return " or ".join(map(self.way, value))
        return str(value)

    def way(self, way: Mapping[str, Any]) -> str:
        """A way out: options with their values. On the command line both counts of channels are one option."""
        counts = [way[name] for name in COUNTS if name in way] if self.command_line else []
        words = {name: self.instead(name, value) for name, value in way.items()}
        if len(counts) == len(COUNTS):
            words = {name: text for name, text in words.items() if name not in COUNTS}
            words[CHANNELS.name] = f"{CHANNELS.option} {':'.join(map(str, counts))}"
        return " and ".join(words.values())

    def instead(self, name: str, value: Any) -> str:
        """An option with its new value, or a layer with its new arguments."""
        if not isinstance(value, Mapping):
            return self.given(name, value)
        return f"{self.option(name)} with {' and '.join(f'{each}={_plain(of)!r}' for each, of in value.items())}"

    def option(self, name: str) -> str:
        """An option's name."""
        if name not in self.options:
            return name
        if not self.command_line:
            return self.options[name].name
        if name in COUNTS:
            return CHANNELS.option
        return self.options[name].option or name

    def given(self, name: str, value: Any) -> str:
        """An option with its value."""
        if name in self.options and self.options[name].type == "page_size" and isinstance(value, tuple):
            # 640x640 is not 640, which leaves the height open.
            return f"{self.option(name)} {'x'.join(map(str, value))}" if self.command_line else f"{name}={value!r}"
        if not self.command_line:
            return f"{self.option(name)}={self.value(value)}"
        if name in COUNTS:
            return f"{value} {name.partition('_')[0]}put channel{'' if value == 1 else 's'}"
        if isinstance(value, bool) and self.options[name].type == "switch":
            return self.option(name) if value else self.option(name).replace("--", "--no-", 1)
        text = self.value(value if self.options[name].type == "steps" else tried(value))
        return f"{self.option(name)} {_quoted(text) if isinstance(value, str) else text}"

    def value(self, value: Any) -> str:
        """A value as one writes it."""
        if self.command_line:
            return str(value).lower() if isinstance(value, bool) else str(written(value))
        return repr(_plain(value))


def _plain(value: Any) -> Any:
    """One number in place of equal ones."""
    if isinstance(value, tuple) and value and not isinstance(value[0], (tuple, list)):
        return value[0] if value.count(value[0]) == len(value) else value
    return value


class _Word(NamedTuple):
    """A value of a sentence, which is written as its form asks."""

    words: _Words
    value: Any

    def __format__(self, format_spec: str) -> str:
        return self.words.word(self.value, format_spec)


def written(value: Any) -> Any:
    """A value as the command line and recipes write it: 2, "3x5", "same", "0:1x0:1", or for steps "1:200:5".

    >>> written((3, 5)), written(((0, 1), (0, 1))), written(range(1, 10, 2)), written((2, 2))
    ('3x5', '0:1x0:1', '1:9:2', 2)
    """
    if isinstance(value, range):
        return f"{value.start}:{value.stop - 1}" + (f":{value.step}" if value.step != 1 else "")
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if not isinstance(value, (tuple, list)):
        return str(value)
    if value and all(isinstance(pair, (tuple, list)) and len(pair) == 2 for pair in value):
        return "x".join(f"{lo}:{hi}" for lo, hi in value)
    if not value or any(isinstance(item, (tuple, list)) for item in value):
        return str(value)
    return value[0] if len(set(value)) == 1 else "x".join(map(str, value))


def in_json(value: Any) -> Any:
    """A value as JSON has it: numbers, texts, lists and objects; options' values as the command line writes them."""
    if isinstance(value, Given):
        return {value.name: in_json(written(value.value))}
    if isinstance(value, TconvError):
        return value.text(command_line=True)
    if isinstance(value, Mapping):
        return {str(name): in_json(each) for name, each in value.items()}
    if isinstance(value, (tuple, list)):
        return [in_json(each) for each in value]
    return value if value is None or isinstance(value, (bool, int, float, str)) else str(value)


def tried(value: Any) -> Any:
    """A range to try, or one for each axis, as the command line writes it; other values as they are.

    >>> tried(range(1, 8)), tried((2, range(1, 8))), tried((2, 3))
    ('1..7', '2x1..7', (2, 3))
    """
    if isinstance(value, range):
        return f"{value.start}..{value.stop - 1}"
    if isinstance(value, tuple) and any(isinstance(each, range) for each in value):
        return "x".join(str(tried(each)) for each in value)
    return value


def either(names: Sequence[str]) -> str:
    """A choice in words: "a, b or c"."""
    return f"{', '.join(names[:-1])} or {names[-1]}" if len(names) > 1 else names[0]


class OptionError(TconvError):
    """An option whose value is not accepted, or that does not go with the others."""

    sentences: ClassVar[Mapping[str, str]] = {
        "too_small": "{given} is too small: use {least} to {most}",
        "too_large": "{given} is too large: use {least} to {most}",
        "below_least": "{given} is too small: use {least} or more",
        "too_many_digits": "{given} has too many digits: use at most {most}",
        "unknown_word": "{given} is not known: use {words:either}",
        "empty_value": "{given} has a comma without a value beside it: leave the comma out",
        "repeated_value": "{given} has {value} twice: leave one of them out",
        "repeated_value:numbers": "{given} has the size {value} twice: leave one out, or use {array:option} for the "
        "numbers themselves",
        "one_for_axes": "{given} has {value} twice: use {way} for both axes",
        "several_values": "{given} is several values, which only a picture shows: use one of them",
        "several_values:three": "{varied:option} have several values each: vary two parameters at most",
        "several_values:most": "{count} pictures are too many beside each other, {most} is the most: use fewer values "
        "of {varied:option}",
        "several_values:layers": "{varied:option} cannot vary for several layers or operations: use one value",
        "several_values:one": "with {given}: {error}",
        "without_layer": "{option:option} goes with a layer: add {layer:option}, or leave it out",
        "beside_layer": "{option:option} is part of the layer: change it in {layer:option}",
        "several_counts": "{channels:option} takes two counts, such as 2:1: to choose channels use {other:option}",
        "no_channels": "{channels:option} counts from 1: use 1 or more on both sides, such as 2:1",
        "bias_beside_layer": "{bias:option} does not go with {argument} of the layer: leave one of them out",
        "kernel_beside_layer": "{kernel_size} is not the layer's kernel, which is {own:size}: leave it out",
        "weight_of_layer": "{name:option} has shape {shape}, but the layer's weight has {wanted}: give one of this "
        "shape",
        "weight_of_layer:channels_last": "{name:option} has shape {shape}, but the layer's weight has {wanted}: write "
        "numpy.moveaxis(w, (-1, -2), (0, 1)) into a file",
        "rgb_without_picture": "{rgb:option} reads a picture in colour: give one with {input:option}, such as "
        "photo.png, or leave it out",
        "unknown_weight": "{given} is not known: use numbers, or {words:either} for equal weights",
        "ops_without_compare": "{ops:option} is what compare compares: leave it out, or use {op:option} compare",
        "other_size": "{array} of shape {shape} is not of size {size:size}: leave {name:option} out",
        "axes_of_size": "{given:option} {sizes:size} is not a size over {axes:count dimension}: use one number, or "
        "one for each",
        "channels_of_arrays": "{given}, but the arrays have {found}: use {hint}",
        "channels_of_layer": "{given}, but the layer has {found}: leave {given:option} out, as of many channels the "
        "first are drawn, or write {wanted} in the layer",
        "channels_of_op": "{given}, but {asked} makes {found}: use {hint}",
        "unknown_keyword": "{function} takes no {keyword}: use {near:either}",
        "not_channels": "{show_channels} is not known: use Channels((0,), (0,))",
        "few_colors": "{colors} is too small for this picture: use {hint} or more",
        "no_step": "step {step} is not shown: use {last}, or another step that is",
        "not_a_switch": "{given} is neither true nor false: use one of them",
        "not_a_whole": "{given} is not a whole number: use one such as 2",
        "not_a_size:numbers": "{given} is not a size: use {array:option} for the numbers themselves",
        "not_a_size": "{given} is not a size: use a number such as 3, or rows by columns such as 3x5",
        "not_a_padding": "{given} is not a padding: use a number such as 1, rows by columns such as 1x2, two "
        "different ends such as 0:1, or {words:either}",
        "not_a_factor": "{given} is not a factor: use a number such as 2 or 1.5, or one for each axis such as 2x1.5",
        "not_a_page_size": "{given} is not a page size: use a width such as 640, or width by height such as 640x480",
        "not_a_names": "{given} is not a list of names: use names with commas between them",
        "not_a_channels": "{given} are not channels: use input channels and output channels, such as 2:1",
        "not_a_cells": '{given} are not cells: use rows and columns, counted from 0, such as "0,0;1,1"',
        "not_a_steps": "{given} is not a range: use FIRST:LAST or FIRST:LAST:EVERY, such as 1:200:5",
        "not_a_still": "{given} is not a still picture: use {words:either}, or a step, counted from 1",
        "size_of_aspect": "{size} does not have the shape of {aspect}: use {hint}, or leave {aspect:option} out",
        "without_caption": "{given:option} is part of the caption: leave {caption:option} out",
        "embed_beside_outlines": "{embed_font:option} is for letters that are text, {outlines:option} makes them "
        "outlines: leave one of them out",
        "blank_without_numbers": "{blank} leaves numbers out that {numbers:option} has left out: leave one of them out",
        "not_animated": "a .{format} is a still picture: leave {animate:option} out, or use {formats:either}",
        "animated_still": "{still} is one picture, which does not move: leave {animate:option} out",
        "not_transparent": "a .{format} has a background: leave {transparent:option} out, or use {formats:either}",
        "not_a_loop": "{given} is not a number of times: use {words:either}, or a number from 1 to 65536",
        "not_a_values": "{given} gives no values: use names with their values, such as ngf=4,k=3",
        "not_a_choice": "{given} is not a name: use {words:either}",
        "not_a_text": "{given} is not text: write it in quotation marks",
        "not_a_array": "{given} is not a list of numbers: use 1,2;3,4, or a file's name",
        "not_a_layers": '{given} is not a layer: write calls in quotation marks, such as "Conv2d(1, 1, 3)"',
        "not_a_files": "{given} is not a file: use a file's name, or a list of them",
        "not_a_language": "{given} is not a language: use {words:either}",
        "not_a_language:variable": "{variable}={value} is not a language: set it to {words:either}, or unset it",
        "not_a_theme": "{given} is not a theme: use a name or a .toml file",
    }


def check_whole(name: str, value: object) -> None:
    """Refuse what is no whole number within an option's bounds.

    Raises
    ------
    OptionError
    """
    option = OPTIONS[name]
    bounds = {"given": Given(name, value), "least": option.least, "most": option.most}
    if not isinstance(value, int) or isinstance(value, bool):
        raise OptionError("not_a_whole", bounds)
    if option.least is not None and value < option.least:
        raise OptionError("below_least" if option.most is None else "too_small", bounds)
    if option.most is not None and value > option.most:
        raise OptionError("too_large", bounds)


def check_keywords(function: str, names: Iterable[str], known: Sequence[str]) -> None:
    """Refuse a keyword that a function does not take, with the nearest that it takes.

    Raises
    ------
    OptionError
    """
    for name in names:
        if name not in known:
            from difflib import get_close_matches  # imported when something is wrong

            near = get_close_matches(name, known, 1)
            raise OptionError("unknown_keyword", {"function": function, "keyword": name, "near": near or known})


Function = TypeVar("Function", bound=Callable[..., Any])


def taking(options: Sequence[Option]) -> Callable[[Function], Function]:
    """Let help() of a function with ``**options`` show each of them with its default, and describe them.

    In the docstring a line ``**options`` is replaced.
    """
    from inspect import Parameter, signature

    def described(function: Function) -> Function:
        own = [p for p in signature(function).parameters.values() if p.kind is not Parameter.VAR_KEYWORD]
        names = {parameter.name for parameter in own}
        shown = [option for option in options if option.name not in names]
        keywords = [Parameter(option.name, Parameter.KEYWORD_ONLY, default=option.default) for option in shown]
        function.__signature__ = signature(function).replace(parameters=[*own, *keywords])  # type: ignore[attr-defined]
        lines = "\n    ".join(f"{option.name} : {option.help}" for option in shown)
        function.__doc__ = (function.__doc__ or "").replace("**options", lines)
        return function

    return described


def subclasses(error: type[TconvError] = TconvError) -> Iterator[type[TconvError]]:
    """Every class of errors that is imported."""
    for found in error.__subclasses__():
        yield found
        yield from subclasses(found)
