"""Drawing: to encoding the same frames, to matplotlib's animations, and with the size of what is drawn."""

import io
import os
from collections.abc import Iterator
from dataclasses import replace

from PIL import Image

from tconv_anim.animation import Animation, animate
from tests.benchmarks import rival
from tests.benchmarks.measure import Row, peak_megabytes, process, ratio

PLAIN = ("--view", "zero_insertion", "--stride", "2", "--padding", "1", "--size", "395x449",
         "--no-numbers", "--no-labels", "--no-caption")  # fmt: skip


def plain() -> Animation:
    return animate(stride=2, padding=1, view="zero_insertion", size=(395, 449), numbers=False, labels=False,
                   caption=False)  # fmt: skip


def index_frames(animation: Animation) -> list[Image.Image]:
    """The animation's frames as whole palette images."""
    drawing = animation.drawing(animation.shots())
    images = []
    for frame in drawing.pixel_frames():
        image = Image.fromarray(frame.indices.copy())
        image.putpalette(drawing.palette.colors.tobytes())
        images.append(image)
    return images


def save_with_pillow(images: list[Image.Image]) -> bytes:
    buffer = io.BytesIO()
    images[0].save(buffer, "GIF", save_all=True, append_images=images[1:], duration=500, loop=0)
    return buffer.getvalue()


def render(runs: int) -> Iterator[Row]:
    animation = plain()
    images = index_frames(animation)
    draw = animation.to_bytes
    yield ratio(f"{len(images)} frames of 395x449 drawn and encoded, to Pillow encoding the same", 2.5,
                draw, lambda: save_with_pillow(images), runs)  # fmt: skip
    yield Row("the bytes of these, to Pillow's", len(draw()) / len(save_with_pillow(images)), 1.0)
    yield ratio("a frame of these, to one of FuncAnimation and PillowWriter, text in neither", 0.25, draw, rival.save,
                runs, len(images) / rival.FRAMES)  # fmt: skip
    yield ratio("the whole process of these, to that of FuncAnimation", 0.75, process("-m", "tconv_anim", *PLAIN),
                process("-m", "tests.benchmarks.rival"), runs)  # fmt: skip


def growth(runs: int) -> Iterator[Row]:
    small, large = (animate(input_size=size, stride=2) for size in (5, 32))
    frames = [len(animation.durations_ms) for animation in (small, large)]
    yield ratio(
        f"a frame of overlap_add of a 32x32 input, {frames[1]} of them, to one of a 5x5 input; kernel 3, stride 2", 3.0,
        lambda: replace(large).to_bytes(), lambda: replace(small).to_bytes(), runs, frames[1] / frames[0],
    )  # fmt: skip
    size = [len(animation.to_bytes()) / count for animation, count in zip((small, large), frames, strict=True)]
    yield Row("the bytes of a frame of these", size[1] / size[0], 2.0)


def memory(runs: int) -> Iterator[Row]:  # noqa: ARG001
    code = "import tconv_anim as t\nt.animate(input_size=32, stride=2, steps=range(1, {})).write(open({!r}, 'wb'))"
    peaks = [peak_megabytes(code.format(last, os.devnull)) for last in (1025, 129)]
    yield Row("peak memory of a 32x32 input's 1024 placements", peaks[0], 250, "MB")
    yield Row("the same, to that of its first 128", peaks[0] / peaks[1], 1.25)
