"""Motion: the bytes of GIFs in which things move, to their twins in which they jump; the time to make them."""

import io
import statistics
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from tconv_anim.animation import Animation, animate
from tconv_anim.publish.making import animation_of
from tconv_anim.recipes.reading import read_recipe
from tests.benchmarks.measure import Row

EXAMPLES = Path(__file__).parents[2] / "examples"
EVERY = 6  # recipes of the gallery, one is measured
PLAYED = {"the main job": {"stride": 2, "padding": 1}, "a 5x5 convolution": {"op": "conv", "input_size": 5}}


def gif_bytes(animation: Animation, motion: str) -> int:
    buffer = io.BytesIO()
    replace(animation, motion=motion).encode(buffer)
    return len(buffer.getvalue())


def motion(runs: int) -> Iterator[Row]:
    animations = [animation_of(read_recipe(path)) for path in sorted(EXAMPLES.glob("*.toml"))[::EVERY]]
    ratios = sorted(
        gif_bytes(animation, "smooth") / gif_bytes(animation, "cut")
        for animation in animations
        if animation.still is None
    )
    what = f"the bytes of a GIF in which things move, to its cut twin: median of {len(ratios)} recipes"
    yield Row(what, statistics.median(ratios), 3.2, spread=(ratios[0], ratios[-1]))
    for name, options in PLAYED.items():
        shares = []
        for _ in range(max(1, runs // 3)):
            animation = animate(**options, size=(1280, 720), motion="smooth")
            seconds = sum(animation.times_ms("gif")) / 1000
            start = time.perf_counter()
            for _ in animation.drawing(tick_ms=40).pixel_frames():
                pass
            shares.append((time.perf_counter() - start) / seconds)
        shares.sort()
        what = f"1280x720 and 25 frames a second of {name}, {seconds:.0f} s: the time to draw, to that to play"
        yield Row(what, statistics.median(shares), 0.5, spread=(shares[0], shares[-1]))
