"""How uneven layers one after the other are: how many ways lead to each cell, layer by layer."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from tconv_anim.core.message import Clauses, Words, message
from tconv_anim.core.solve.receptive import layers_of, unevenness, ways_to_cells
from tconv_anim.core.spec import Spec
from tconv_anim.core.step import Array
from tconv_anim.scenes.formulas import call_words
from tconv_anim.scenes.number_text import number_text
from tconv_anim.scenes.scene import LEVELS, Caption, Panel, Role, Scene, Shot
from tconv_anim.scenes.views._planes import before_words, in_rows, layer_words, plane_id, plane_words, planes_of


def ways_through(spec: Spec, step_ms: int) -> Iterator[Shot]:
    """Shots of layers: the planes, the counts of one layer after the other, how uneven each is."""
    layers, uneven = layers_of(spec), unevenness(spec)
    count = len(layers)
    sizes = [in_rows(size) for _, size in planes_of(spec)]
    along = [ways_to_cells(spec, axis) for axis in range(spec.ndim)]
    ways = [_over_axes(counts, size) for counts, size in zip(zip(*along, strict=True), sizes, strict=True)]

    def scene(done: int, progress: Words, detail: Clauses) -> Scene:
        panels = []
        for plane, counted in enumerate(ways):
            waiting = Role.INPUT if plane == 0 else Role.OUTPUT_WAITING
            roles, values = np.full(counted.shape, waiting, np.int8), np.full(counted.shape, np.nan)
            if plane <= done:
                roles, values = _shades(counted) if plane else roles, counted.astype(float)
            title = plane_words(plane, count, layers[min(plane, count - 1)])
            said = _said(uneven[plane - 1]) if 0 < plane <= done else ""
            below = layer_words(layers[plane - 1]) if plane else ""
            panels.append(Panel(plane_id(plane, count), title, roles, values, subtitle=below, sum=said))
        caption = Caption((call_words(spec),), progress, detail, lasting=True)
        return Scene(tuple(panels), caption=caption, signs=("→",) * count, ndim=spec.ndim, chain=True)

    yield Shot(scene(0, message("set_up"), (message("how_many_ways"),)), step_ms)
    for done in range(1, count + 1):
        where = before_words(done) if done < count else message("of_the_output")
        least, most = int(ways[done].min()), int(ways[done].max())
        detail = (message("ways_to_each", layer=done, least=least, most=most, where=where), *_inside(uneven[done - 1]))
        yield Shot(scene(done, message("step_of", step=done, count=count), detail), step_ms, done)
    yield Shot(scene(count, message("done"), _verdict(uneven)), step_ms)


def _over_axes(counts: tuple[Array, ...], size: tuple[int, int]) -> Array:
    ways = counts[0]
    for axis in counts[1:]:
        ways = np.multiply.outer(ways, axis)
    return ways.reshape(size)


def _shades(counts: Array) -> Array:
    """The shade of each count within its own layer: that of none for 0, the darkest for the most."""
    most = max(1, int(counts.max()))
    shades = [[-(-int(of) * (len(LEVELS) - 1) // most) for of in row] for row in counts]
    levels: Array = np.array(LEVELS, np.int8)[np.array(shades)]
    return levels


def _text(ratio: Fraction) -> str:
    return number_text(round(float(ratio), 2))


def _said(ratio: Fraction | None) -> Words:
    """How uneven a layer is, below its plane."""
    if ratio is None:
        return message("gaps_between")
    return message("even_counts") if ratio == 1 else message("uneven_by", ratio=_text(ratio))


def _inside(ratio: Fraction | None) -> Clauses:
    """What the number of a layer means."""
    if ratio is None:
        return (message("ways_with_gaps"),)
    return (message("ways_even") if ratio == 1 else message("ways_uneven", ratio=_text(ratio)),)


def _verdict(uneven: tuple[Fraction | None, ...]) -> Clauses:
    """How uneven each layer is, and whether it gets worse."""
    texts = " → ".join("—" if ratio is None else _text(ratio) for ratio in uneven)
    said: list[Words] = [message("uneven_in_turn", ratios=texts)]
    known = [ratio for ratio in uneven if ratio is not None]
    if len(known) < len(uneven):
        said.append(message("ways_with_gaps"))
    elif known[-1] == 1:
        said.append(message("ends_even"))
    elif len(known) > 1 and known[-1] > max(known[:-1]):
        said.append(message("grows_with_layers"))
    return tuple(said)
