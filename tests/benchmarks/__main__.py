"""Speed and size as ratios, both sides measured in one run, in turn: `python -m tests.benchmarks [RUNS]`."""

import io
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable

from PIL import Image

from tconv_anim.animation import Animation, animate
from tconv_anim.paint.palette import Palette
from tconv_anim.paint.raster import paint
from tconv_anim.theme import load_theme

IMPORTS = "import click, imageio.v3, matplotlib.backends.backend_agg"


def seconds(job: Callable[[], object]) -> float:
    start = time.perf_counter()
    job()
    return time.perf_counter() - start


def ratio(ours: Callable[[], object], other: Callable[[], object], runs: int) -> str:
    """Median of the ratios of pairs that ran one after the other, with the smallest and the largest."""
    ours(), other()
    ratios = sorted(seconds(ours) / seconds(other) for _ in range(runs))
    return f"{statistics.median(ratios):6.2f}   ({ratios[0]:.2f} to {ratios[-1]:.2f})"


def process(*arguments: str) -> Callable[[], object]:
    folder = tempfile.mkdtemp()
    return lambda: subprocess.run([sys.executable, *arguments], check=True, capture_output=True, cwd=folder)


def index_frames(animation: Animation) -> list[Image.Image]:
    """The animation's frames as whole palette images."""
    theme = load_theme(animation.theme)
    palette = Palette(theme, animation._survey.roles)
    images = []
    for frame in paint(animation.shots(), animation.page, theme, palette):
        image = Image.fromarray(frame.indices.copy())
        image.putpalette(palette.colors.tobytes())
        images.append(image)
    return images


def save_with_pillow(images: list[Image.Image]) -> bytes:
    buffer = io.BytesIO()
    images[0].save(buffer, "GIF", save_all=True, append_images=images[1:], duration=500, loop=0)
    return buffer.getvalue()


def main(runs: int) -> None:
    plain = animate("conv_transpose", stride=2, padding=1, view="zero_insertion", size=(395, 449), numbers=False,
                    labels=False, caption=False)  # fmt: skip
    small, large = animate(input_size=5, stride=2, size=900), animate(input_size=12, stride=2, size=900)
    images = index_frames(plain)
    print(f"ratios, median of {runs} pairs in turn (smallest to largest)\n")
    print("start-up: the README's command to the bare imports of click, imageio.v3 and matplotlib's Agg")
    command = process("-m", "tconv_anim", "--stride", "2", "--padding", "1", "--kernel", "3", "-o", "-")
    print(ratio(command, process("-c", IMPORTS), runs))
    print("help: tconv-anim --help to importing click")
    print(ratio(process("-m", "tconv_anim", "--help"), process("-c", "import click"), runs))
    print(f"render: {len(images)} frames of 395x449 drawn and encoded, to Pillow encoding the same frames")
    print(ratio(plain.to_bytes, lambda: save_with_pillow(images), runs))
    print("growth: a frame of a 12x12 input to a frame of a 5x5 input, kernel 3, stride 2")
    per_frame = len(large.durations_ms) / len(small.durations_ms)
    print(f"{seconds(large.to_bytes) / seconds(small.to_bytes) / per_frame:6.2f}")
    print("size: our bytes to Pillow's of the same frames")
    print(f"{len(plain.to_bytes()) / len(save_with_pillow(images)):6.2f}   ({len(plain.to_bytes())} bytes)")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 9)
