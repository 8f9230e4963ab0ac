"""Size: to what gifsicle makes of our files, to the GIFs of conv_arithmetic, and in kilobytes."""

import shutil
import subprocess
from collections.abc import Iterator

from tconv_anim.animation import animate
from tconv_anim.publish.making import animation_of
from tconv_anim.recipes.reading import parse_words
from tests import readme
from tests.benchmarks.drawing import index_frames, plain, save_with_pillow
from tests.benchmarks.measure import Row

CONV_ARITHMETIC = {  # width, height, frames and bytes of its gif/
    "arbitrary_padding_no_strides": (495, 542, 36, 476750),
    "arbitrary_padding_no_strides_transposed": (445, 479, 25, 323062),
    "dilation": (395, 381, 9, 124951),
    "full_padding_no_strides": (495, 576, 49, 435605),
    "full_padding_no_strides_transposed": (395, 449, 25, 287001),
    "no_padding_no_strides": (244, 259, 4, 37751),
    "no_padding_no_strides_transposed": (344, 386, 16, 164355),
    "no_padding_strides": (294, 288, 4, 44665),
    "no_padding_strides_transposed": (395, 449, 25, 197717),
    "padding_strides": (395, 381, 9, 118422),
    "padding_strides_odd": (445, 411, 9, 122211),
    "padding_strides_odd_transposed": (445, 513, 36, 303965),
    "padding_strides_transposed": (395, 449, 25, 272498),
    "same_padding_no_strides": (395, 449, 25, 276460),
    "same_padding_no_strides_transposed": (395, 449, 25, 213333),
}


def twins(runs: int) -> Iterator[Row]:  # noqa: ARG001
    commands = {
        command[-1].removesuffix(".gif").removesuffix("_with_numbers"): command for command in readme.commands()
    }
    for name, (width, height, frames, size) in CONV_ARITHMETIC.items():
        look = ["--no-numbers", "--no-labels", "--no-caption", "--size", f"{width}x{height}"]
        twin = animation_of(parse_words([*commands[name], *look], name))
        assert len(twin.durations_ms) == frames + 2  # the set-up and the finished output, which count against us
        yield Row(f"{name} to conv_arithmetic's", len(twin.to_bytes()) / size, 0.35)


def gifsicle(runs: int) -> Iterator[Row]:  # noqa: ARG001
    if shutil.which("gifsicle") is None:
        return
    for path in sorted(readme.GALLERY.glob("*.gif")):
        smaller = subprocess.run(["gifsicle", "-O3", str(path)], capture_output=True, check=True).stdout
        yield Row(f"what gifsicle -O3 takes off {path.name}, in %", 100 * (1 - len(smaller) / path.stat().st_size), 10)


def naive(runs: int) -> Iterator[Row]:  # noqa: ARG001
    """A GIF whose frames are all whole pictures, with a palette each: what a loop over `Image.save` would hold."""
    for name, animation in (("README's command", animate(stride=2, padding=1)), ("25 steps without text", plain())):
        whole = sum(len(save_with_pillow([image])) for image in index_frames(animation))
        yield Row(f"the bytes of {name}, to those of whole frames", len(animation.to_bytes()) / whole, 0.5)


def flat(runs: int) -> Iterator[Row]:  # noqa: ARG001
    """The same 25 steps that `render` draws, side by side."""
    given = {"stride": 2, "padding": 1, "view": "zero_insertion", "style": "flat"}
    bare = animate(**given, size=(400, 450), numbers=False, labels=False, caption=False)
    yield Row("25 steps flat at 400x450, without text", len(bare.to_bytes()) / 1e3, 45, "kB")
    yield Row(
        "25 steps flat at 1000x500, with numbers", len(animate(**given, size=(1000, 500)).to_bytes()) / 1e3, 220, "kB"
    )
