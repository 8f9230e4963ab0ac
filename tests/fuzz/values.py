"""Random values for the options of the table: sensible ones, and what people and enemies write instead."""

from __future__ import annotations

from random import Random

import click

from tconv_anim.options import Option, drawn_ops, script_names, view_names

TEXTS = (
    "", " ", "x", "-", "--", "=", "0x10", "1e3", "1_000", "٣", "½", "２", "ünïcødé", "日本語", "مرحبا", "🙂", "a\nb", "a\tb",
    "\x1b[31mred", "\u202eright", "\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace"), "nan", "inf",
    "None", "True", "$(touch x)", "../../x", "/dev/null", "/dev/zero", "/etc/passwd", "~", "%s", "{stride}", "{0}", "<b>",
    "C:\\x", "x" * 300, "[" * 200, "((((", "'", '"', ",", ";", ":", "…", "\x7f", "\u00a0", "1,,2", "1;2,3", "__import__",
)  # fmt: skip
"""What no option means."""

HUGE = ("-1", "0", "99", "1000", "100000", "4294967296", "9007199254740993", "10" * 9, "1" * 40, "1" * 5000)
SMALL = ("1", "2", "3", "1", "2", "3", "4", "5")
LAYERS = (
    "Conv2d(1, 1, 3)", "nn.Conv2d(2, 4, kernel_size=(3, 5), stride=2, padding=1, dilation=2)", "Conv1d(1, 1, 2)",
    "ConvTranspose2d(1, 1, 4, stride=2, padding=1, output_padding=1)", "F.conv2d(x, w, stride=2)", "Conv2D(4, 3)",
    "Conv2DTranspose(1, 3, strides=2, padding='same')", "layers.Conv1D(1, 3, padding='causal', dilation_rate=2)",
    "lax.conv_general_dilated(x, w, (1, 1), 'SAME')", "Conv(kernel_shape=[3, 3], pads=[1, 1, 1, 1])",
    "nn.Upsample(scale_factor=2, mode='bilinear')", "MaxPool2d(2)", "nn.AvgPool2d(3, stride=2)", "nn.PixelShuffle(2)",
    "F.interpolate(x, scale_factor=2)", "UpSampling2D(2)", "nn.ConvTranspose2d(64, 32, 3, bias=False)  # up",
    "Sequential(Conv2d(1, 2, 3), ReLU(), Conv2d(2, 1, 3))", "Linear(3, 4)", "self.up = nn.ConvTranspose2d(1, 1, 2, 2)",
)  # fmt: skip
PICKS = ("all", "0,2", "1,2", "2,1,2", "1,,2", ",", "0", "all,0")
ARRAYS = (
    "1", "1,2;3,4", "1,2,3", "[[1, 2], [3, 4]]", "[[[1, 2], [3, 4]], [[5, 6], [7, 8]]]", "0.5,1.5;-2,3e2", "box",
    "[[1], [2, 3]]", "1,2;3", "9007199254740993", "1e308,1e308", "[]", "[[]]", "[null]", "[true]", "{}", "nan", "1;;2",
    "numbers.csv", "numbers.npy", "numbers.npz", "numbers.json", "photo.png", "photo.tif", "recipe.toml", "missing.npy", "empty", "pipe", ".",
)  # fmt: skip
ATTACKS = (
    'input = "/dev/zero"', 'input = "pipe"', 'input = "pipe.npy"', 'theme = "/dev/zero"', 'theme = "pipe"', "input-size = 4000",
    "stride = 1000000000", 'layer = "Conv2d(1, 1, 3)\\u202e\\u001b[31m"', 'title = "<script>alert(1)</script>"', 'input = "' + "1," * 99999 + '1"',
    "a = " + "[" * 5000, "# \x1b]0;x\x07\x9b31m\u202e", 'input = "../../etc/passwd"', 'layer = "__import__(1)"', "x" * 10**5, "stride = 1\nstride = 2",
    'input = "https://example.org/x.npy"', "a.b.c.d = 1\n" * 50, 'layer = "' + "(" * 9999 + '"', "input-size = 1" + "0" * 5000,
)  # fmt: skip
"""Lines of a recipe that an enemy writes."""
FILES = ("x.gif", "x.png", "x.svg", "x.html", "X.GIF", "日本.gif", "a b.png", "x.toml", "x.mp4", "x.webm", "x.webp", "x.pptx", "x.txt", "x.md", "x.pdf", "f/%03d.png", "a\nb\udcff.svg", "%d%d.svg", "%d.gif", "x", ".gif", "-", "", ".",
         "no/such/x.gif", "/dev/full", "numbers.csv", "folder", "x.gif.gif", "\x01.gif", "-x.gif", "x" * 300 + ".gif")  # fmt: skip


def text(random: Random) -> str:
    """Any text."""
    if random.random() < 0.7:
        return random.choice(TEXTS)
    return "".join(chr(random.choice((random.randrange(32, 127), random.randrange(160, 0x3000)))) for _ in range(9))


def whole(random: Random) -> str:
    """A number, mostly a small one."""
    return random.choice(SMALL) if random.random() < 0.8 else random.choice(HUGE)


def mutated(random: Random, word: str) -> str:
    """A word with something changed, doubled or left out."""
    if not word:
        return text(random)
    at = random.randrange(len(word))
    end = min(len(word), at + random.randrange(1, 6))
    return word[:at] + random.choice(("", word[at:end] * 2, text(random), whole(random))) + word[end:]


def value(random: Random, option: Option) -> str:
    """A value of an option's type, or something else."""
    if random.random() < 0.08:
        return text(random)
    if option.words and random.random() < 0.7:
        word = random.choice(option.words)
        return mutated(random, word) if random.random() < 0.1 else word
    by_type = {
        "size": lambda: "x".join(whole(random) for _ in range(random.choice((1, 1, 1, 2, 2, 3)))),
        "page_size": lambda: "x".join(str(random.choice((1, 60, 200, 400, 4000, 10**6))) for _ in range(random.choice((1, 2)))),
        "padding": lambda: random.choice(("0", "1", "2", "same", "valid", "0:1", "1:0x0:1", "-1:2", whole(random))),
        "factor": lambda: random.choice(("1", "2", "3", "1.5", "0.5", "2x3", "1.3", "0", "-1", "1e9", "0.0001", "nan")),
        "names": lambda: ",".join(random.choice(option.words or ("x",)) for _ in range(random.randrange(4))),
        "channels": lambda: random.choice(("1:1", "2:1", "2:3", "0:0", "4:4", "0,1:0", "1,1:0", "100:100", "99:0", "1")),
        "cells": lambda: random.choice(
            ("0,0", "0,0;1,1", "1", "2;0", "9,9;0,1", "1,1;1,1", "0,0;0,1;1,0;1,1;2,2", "0,0,0", "-1,0", ";")
        ),
        "steps": lambda: random.choice(("1:3", "1:9:2", "3:1", "0:2", "1:1000000", "5", "2:2", "1:3:0")),
        "loop": lambda: random.choice(("forever", "once", "0", "3", "99999999")),
        "array": lambda: random.choice(ARRAYS) if random.random() < 0.9 else mutated(random, random.choice(ARRAYS)),
        "language": lambda: random.choice(("zh-Hans", "ja-JP", "zh-TW", "es_MX.UTF-8", "EN", "zh-", "_", "C", "xx")),
        "files": lambda: random.choice(("none.ttf", "photo.png", "mine.toml", ".")),
        "theme": lambda: random.choice(("light", "dark", "mine.toml", "recipe.toml", "none.toml", "photo.png", ".")),
        "layers": lambda: random.choice(LAYERS) if random.random() < 0.7 else mutated(random, random.choice(LAYERS)),
        "text": lambda: random.choice((*LAYERS, *PICKS)) if random.random() < 0.7 else mutated(random, random.choice(LAYERS)),
    }  # fmt: skip
    return by_type.get(option.type, lambda: whole(random))()


def parameter(random: Random, found: click.Parameter) -> str:
    """A value for a parameter of a command, which may be one of the table."""
    option = getattr(found.type, "option", None)
    if isinstance(option, Option):
        return value(random, option)
    if isinstance(found.type, click.Choice):
        return random.choice([*found.type.choices, text(random)])
    if found.name in ("outputs", "output", "file", "files", "recipes", "pages", "folder", "pictures"):
        return random.choice(
            (*FILES, "recipe.toml", "recipes", "page.md", "old.gif", "old.svg", "old.html", "old.png", "old.pdf")
        )
    if isinstance(found.type, click.types.IntParamType):
        return whole(random)
    known = (whole(random), text(random), random.choice(view_names()), random.choice(drawn_ops()),
             random.choice(script_names()), random.choice(LAYERS), random.choice(FILES), "2..4", "4x4")  # fmt: skip
    return random.choice(known)
