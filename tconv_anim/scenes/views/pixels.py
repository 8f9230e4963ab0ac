"""An image, in grays or in colour, and what an operation makes of it, row by row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tconv_anim.core.message import message
from tconv_anim.core.trace import Trace
from tconv_anim.recipes.values import Channels
from tconv_anim.scenes.formulas import call_words, disguise_note, formula
from tconv_anim.scenes.number_text import size_text
from tconv_anim.scenes.scene import Caption, Shot
from tconv_anim.scenes.view import ONE_INPUT, PLANES, RGB, View, is_colored
from tconv_anim.scenes.views._grays import Result, in_colors, in_grays, tinted


def pixels(trace: Trace, step_ms: int, channels: Channels) -> Iterator[Shot]:
    """Shots of any op over two axes: the input, the output row by row of the input, both; of a chain every stage."""
    results = [Result("output", message("output", index="", size=size_text(trace.spec.output_size)), trace)]
    if trace.stages:
        results = [
            Result(f"stage{n}", call_words(last.spec), replace(trace, output=last.output, stages=trace.stages[:n]))
            for n, last in enumerate(trace.stages, start=1)
        ]
    note = disguise_note(trace)
    words = Caption((call_words(trace.spec),), formula=formula(trace.spec), note=note)
    if is_colored(trace.spec) and len(channels.inputs) == RGB:
        yield from in_colors(trace.input, [*_by_channel(trace), *results], words, step_ms)
        return
    yield from in_grays(trace.input[channels.inputs[0]], results, words, step_ms, channels.outputs[0])


def _by_channel(trace: Trace) -> Iterator[Result]:
    """What becomes of red, green and blue alone, before they are one picture again; of a chain nothing."""
    if not trace.stages and len(trace.output) == RGB:
        for n in range(RGB):
            alone = replace(trace, output=tinted(trace.output[n], n))
            yield Result(f"color{n}", message("channel_of_color", channel=n), alone, part=True)


VIEW = View(
    summary="An image and its output, in grays or in colour, row by row of the input.",
    needs=(ONE_INPUT, PLANES),
    draw=pixels,
    count_placements=lambda spec: spec.input_size[0],
    row=lambda spec: 1,  # noqa: ARG005
    alt=message("as_pixels"),
    title=lambda op: message("as_pixels_title", op=op),
    flat=lambda spec: True,  # noqa: ARG005
    dims=(2,),
    shows_images=True,
)
