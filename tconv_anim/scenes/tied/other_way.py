"""Connections the other way: output cells as sums after all input cells, and the kernel that is turned for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from tconv_anim.core.message import Message, Words, message
from tconv_anim.core.parameters import Size
from tconv_anim.core.step import Array
from tconv_anim.core.trace import Trace
from tconv_anim.scenes.panels import Board, Panels, around, reached, with_roles
from tconv_anim.scenes.scene import Link, Outline, Role, Scene, Shot, Stroke
from tconv_anim.scenes.side_by_side import without_products
from tconv_anim.scenes.tied.at_once import with_kernels
from tconv_anim.scenes.tied.given import read_through
from tconv_anim.scenes.tied.shares import fewer_terms
from tconv_anim.scenes.tied.words import step_words
from tconv_anim.scenes.told.example import of_connections
from tconv_anim.scenes.told.turned import Turned
from tconv_anim.scenes.told.turning import as_given
from tconv_anim.scenes.views._weights import Kernels, facing, lit, sum_of, terms_of, weighed


def is_of_each(words: Words) -> bool:
    """Whether it says of all cells of a side how many they are connected to."""
    return isinstance(words, Message) and words.key in ("each_of_input", "each_of_output")


def in_a_pair(shots: Iterator[Shot]) -> Iterator[Shot]:
    """Shots of connections without those that go the other way at the end, as another picture does so at every step.

    There is no room for products, and lines would run across what shows a stride.
    """
    for shot in shots:
        said = shot.scene.caption.detail if shot.scene.caption else ()
        if not any(isinstance(words, Message) and words.key == "other_way" for words in said):
            scene = without_products(shot.scene).with_part("output", lambda panel: replace(panel, stride=None))
            yield replace(shot, scene=scene)


def ending(
    done: Scene, terms: Array, summed: Callable[[Size], Scene], step_ms: int, cell: Size, kernel: Turned | None = None,
    *, both_ways: bool, crop: Callable[[Scene], Scene] | None = None,
) -> Iterator[Shot]:  # fmt: skip
    """After all cells of a side: output cells as sums, if this is the other way, and the last shot with an example.

    `terms` is how many cells each output cell is the sum of; the example is `cell`, of which the `kernel` tells. Where
    padding crops the output, `crop` does so in the last shot.
    """
    if not terms.any():
        yield Shot(done, step_ms)
        return
    then = summed(cell)
    if not both_ways:
        yield Shot(done, step_ms, example=of_connections(done, with_reason(then, kernel, cell)))
        return
    then = _other_way(as_given(then))
    for other in () if terms.max() == 1 else fewer_terms(terms, cell):
        yield Shot(_other_way(as_given(summed(other))), step_ms)
    if crop:
        yield Shot(then, step_ms)
    bare = replace(done, caption=replace(done.words, detail=()))
    if crop:
        yield Shot(crop(done), step_ms, example=crop(of_connections(bare, then)))
    else:
        yield Shot(done, step_ms, example=of_connections(bare, then))


def with_reason(scene: Scene, kernel: Turned | None, cell: Size) -> Scene:
    """A scene of a cell's connections with why the kernel is turned, if it is, and with a pair that shows it."""
    pair = kernel and kernel.pair(cell)
    if not kernel or not pair:
        return scene
    words = replace(scene.words, detail=(*scene.words.detail, kernel.alike(pair)))
    return replace(kernel.ringed(scene, pair), caption=words)


def _other_way(scene: Scene) -> Scene:
    """The scene that says that it is read the other way."""
    first, *others = scene.words.detail
    said = message("other_way", words=first), *others
    return replace(scene, caption=replace(scene.words, detail=said))


def adding_up(
    flat: Trace, board: Board, inputs: Panels, outputs: Panels, kernels: Kernels, products: Panels,
    cell: Size, first: Size,
) -> Scene:  # fmt: skip
    """An output cell of stamps, those that it is the sum of, and the weights by which it is."""
    spec, ndim = flat.spec, board.ndim
    terms = terms_of(flat, cell)
    sources, taps = (np.array(cells) for cells in zip(*terms, strict=True))
    at = np.array([cell]) + first
    added = {c: with_roles(panel, tuple(at.T), Role.OUTPUT_IN_PLAY) for c, panel in outputs.items()}
    sums = {c: sum_of(flat, c, cell, ndim, named=max(spec.in_channels, spec.out_channels) > 1) for c in outputs}
    added = {c: replace(panel, sum=sums[c]) for c, panel in added.items()}
    read = dict(inputs)
    outlines = [Outline(panel.id, around(at), Stroke.WINDOW) for panel in added.values()]
    lines: list[Link] = []
    seen = facing(spec, {key: lit(panel, taps) for key, panel in kernels.items()}, "output")
    for a, panel in inputs.items():
        others = sorted(added.keys() & reached(spec, a))
        read[a] = weighed(panel, flat, a, others, terms)
        for c in others:
            lines += read_through(panel.id, sources, seen, added[c].id, at, ndim)
    outlines += [Outline(p.id, around(sources), Stroke.WINDOW) for a, p in read.items() if p is not inputs[a]]
    cells = message("input_cells", count=len(terms))
    if spec.in_channels > 1:
        cells = message("of_each_channel" if spec.groups == 1 else "of_each_channel_of_group", cells=cells)
    words = message("output_cell_connected", cell=step_words(flat, "output", cell[-ndim:], indexed=False), cells=cells)
    said = message("cells_are_weighed", words=words, count=len(terms) * spec.in_channels // spec.groups)
    scene = board.scene(read, added, message("done"), said, tuple(outlines), tuple(lines), products=products)
    return with_kernels(scene, seen)
