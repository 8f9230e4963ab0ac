"""The pictures of a summary: each way to compute a layer, with the same number of its output worked out in each."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import replace

from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.message import Clauses, message
from tconv_anim.core.trace import Trace
from tconv_anim.recipes.values import Channels
from tconv_anim.scenes.card.parts import columns_alone, first_in_play, rows_alone, trimmed
from tconv_anim.scenes.card.sizes import columns_shown, longest, matrix_name, matrix_size, rows_shown
from tconv_anim.scenes.number_text import size_text
from tconv_anim.scenes.scene import Scene, Shot
from tconv_anim.scenes.side_by_side import SideView, as_one, with_sum, without_products
from tconv_anim.scenes.told.example import marked, number_of, of_first_output
from tconv_anim.scenes.views import get_view
from tconv_anim.scenes.views.all import matrix_alone, product_alone
from tconv_anim.scenes.views.im2col import im2col
from tconv_anim.scenes.views.matrix import matrix
from tconv_anim.scenes.views.overlap_add import overlap_add
from tconv_anim.scenes.views.sliding_window import sliding_window
from tconv_anim.scenes.views.zero_insertion import zero_insertion

STEP_MS = 1000  # of shots of which one is shown
Draw = Callable[[Trace, int, Channels], Iterator[Shot]]
Picture = tuple[SideView, Scene]


def of_transposed(trace: Trace) -> Iterator[Picture]:
    """Stamps, a window over inserted zeros, and the matrix: a number is the same sum in all of them."""
    *_, last = _drawn(trace, overlap_add)
    stamps = of_first_output(last.scene, last.example) if last.example else last.scene
    sums, cell = stamps.words.sums, _example_of(stamps)
    yield SideView("overlap_add", message("overlap_add")), with_sum(trimmed(without_products(stamps)), sums)
    yield SideView("zero_insertion", message("heading_zeros")), _window(trace, zero_insertion, cell, sums)
    yield from _matrix(trace, cell or 0, sums)


def of_conv(trace: Trace) -> Iterator[Picture]:
    """The window, the matrix, and patches as columns."""
    *_, last = _drawn(trace, sliding_window)
    window = last.example or last.scene
    cell, sums = number_of(window), window.words.sums
    yield SideView("sliding_window", message("heading_window")), with_sum(without_products(window), sums)
    yield from _matrix(trace, cell, sums)
    if (columns := columns_shown(trace.spec, cell)) is not None:
        yield SideView("im2col", message("heading_im2col")), _columns(trace, cell, columns)


def of_sampling(trace: Trace, channels: Channels) -> Picture:
    """What an operation without a kernel shows by itself, with a cell in the middle worked out."""
    shots = list(get_view(None, trace.spec.op).draw(trace, STEP_MS, channels))
    done, steps = shots[-1].scene, [shot for shot in shots if shot.step is not None]
    if not steps:
        return SideView("picture", ""), done
    *_, then = (shot.scene for shot in steps if shot.step == _middle(trace, steps))
    scene = with_sum(marked(done, then), then.words.sums)
    return SideView("picture", ""), replace(scene, caption=then.words)


def _middle(trace: Trace, shots: list[Shot]) -> int:
    """The step of a cell in the middle, or the middle one where steps are not about cells."""
    last = max(shot.step or 0 for shot in shots)
    cells = list(dict.fromkeys(step.cell for step in trace.steps))
    if len(cells) != last:
        return (1 + last) // 2
    ends = [max(axis) for axis in zip(*cells, strict=True)]
    return 1 + min(range(last), key=lambda n: max(abs(2 * at - end) for at, end in zip(cells[n], ends, strict=True)))


def _drawn(trace: Trace, draw: Draw) -> list[Shot]:
    spec = trace.spec
    every = Channels(tuple(range(spec.in_channels)), tuple(range(spec.out_channels)))
    return list(draw(trace, STEP_MS, every))


def _example_of(scene: Scene) -> int | None:
    """The output cell that is worked out, by its number; None if none is."""
    return number_of(scene) if first_in_play(scene) is not None else None


def _window(trace: Trace, draw: Draw, cell: int | None, sums: Clauses) -> Scene:
    """The finished scene of a window, which lies where it gives an output cell; without its products."""
    shots = _drawn(trace, draw)
    done = shots[-1].scene
    if cell is None:
        return without_products(done)
    channel, step = divmod(cell, math.prod(trace.spec.output_size))
    then = [shot.scene for shot in shots if shot.step == step + 1][channel]
    scene = with_sum(without_products(marked(done, then)), sums)
    if trace.spec.transposed:  # whose kernels have names enough
        return scene.with_part("kernel", lambda panel: replace(panel, subtitle=message("flipped")))
    return scene


def _columns(trace: Trace, cell: int, shown: range) -> Scene:
    """The finished product of kernels and columns, or some of these, with an output cell worked out."""
    shots = _drawn(trace, im2col)
    channel, step = divmod(cell, math.prod(trace.spec.output_size))
    then = [shot for shot in shots if shot.step == step + 1][1 + channel]
    scene = marked(product_alone(shots[-1].scene), product_alone(then.scene))
    count = trace.spec.placements
    if len(shown) == count:
        return scene
    title = message("columns_of", first=shown.start + 1, last=shown.stop, count=count)
    return columns_alone(scene, shown).with_part("patches", lambda panel: replace(panel, title=title))


def _matrix(trace: Trace, cell: int, sums: Clauses) -> Iterator[Picture]:
    """The matrix with its vectors, or the rows of it that give the row of a cell; the cell's own row is worked out."""
    spec: ConvSpec = trace.spec
    rows = rows_shown(spec, cell, longest(trace.weight))
    if rows is None:
        return
    *_, last = _drawn(trace, matrix)
    scene = matrix_alone(last.example or last.scene, lying=True)
    name, size = matrix_name(spec), size_text(matrix_size(spec))
    heading = message("heading_matrix", matrix=name, size=size)
    if len(rows) < matrix_size(spec)[0]:
        scene = rows_alone(scene, rows)
        heading = message("heading_rows", matrix=name, size=size, first=rows.start + 1, last=rows.stop)
    if sums:
        title = message("row_times_x", row=cell + 1, matrix=name)
        scene = scene.with_part("matrix", lambda panel: replace(panel, title=title, sum=as_one(sums)))
    yield SideView("matrix", heading), scene
