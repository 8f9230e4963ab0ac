"""Operations one after the other: max pooling and the unpooling that remembers it, a resizing and a convolution."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from tconv_anim.core.message import Words, message
from tconv_anim.core.ops import get_op
from tconv_anim.core.spec import Spec
from tconv_anim.core.step import Array
from tconv_anim.core.symbols import missing
from tconv_anim.core.trace import Trace
from tconv_anim.recipes.values import Channels
from tconv_anim.scenes.formulas import call_words, disguise_note, formula
from tconv_anim.scenes.limits import choose_channels
from tconv_anim.scenes.notes import WINDOW
from tconv_anim.scenes.panels import around, with_roles
from tconv_anim.scenes.sampled_input import SampledInput
from tconv_anim.scenes.scene import Caption, Link, Outline, Panel, PanelId, Place, Role, Scene, Shot, Stroke
from tconv_anim.scenes.side_by_side import SideView, side_by_side, without_products
from tconv_anim.scenes.view import ONE_INPUT, STAGES, View
from tconv_anim.scenes.views import get_view

NO_WINDOW = -1


def stages(chain: Trace, step_ms: int, channels: Channels) -> Iterator[Shot]:
    """Shots of a chain: each stage begins where the one before has ended; placements are counted through."""
    shown = _channels(chain.spec, channels)
    views = [list(get_view(None, stage.spec.op).draw(stage, step_ms, next(shown))) for stage in chain.stages]
    pictures = [SideView(f"stage{n}", call_words(stage.spec)) for n, stage in enumerate(chain.stages, start=1)]
    words = Caption((call_words(chain.spec),), formula=formula(chain.spec), note=disguise_note(chain))
    scenes = [view[0].scene if n == 0 else _waiting(view[0].scene) for n, view in enumerate(views)]
    pooled, tied = _poolings(chain.spec), _tied(chain.spec)
    begun, remembered = 0, set[int]()

    def marked(n: int, scene: Scene) -> Scene:
        """A stage's scene, with the places that a pooling remembers for an unpooling that is not next to it."""
        pool = tied.get(n)
        if pool is not None:
            return _with_places(scene, chain.stages[pool], known=pool in remembered)
        if n in tied.values():
            return _with_maxima(scene, chain.stages[n])
        return without_products(scene) if tied else scene

    scenes = [marked(n, scene) for n, scene in enumerate(scenes)]
    for n, (view, stage) in enumerate(zip(views, chain.stages, strict=True)):
        for shot in view if n == 0 else view[1:]:
            scenes[n] = marked(n, shot.scene)
            if shot is view[-1] and n + 1 < len(views):
                scenes[n] = marked(n, _remembering(shot.scene, stage) if n in pooled.values() else shot.scene)
                remembered.add(n)
                scenes = [marked(m, scene) if m in tied else scene for m, scene in enumerate(scenes)]
                scenes[n + 1] = marked(n + 1, views[n + 1][0].scene)
            said = scenes[n].words
            progress: Words = message("stage_progress", op=stage.spec.op, progress=said.progress)
            if shot is views[-1][-1]:  # of all stages
                progress = said.progress
            said = replace(words, progress=progress, detail=said.detail, sums=said.sums)
            if n in tied and shot.step is not None:
                said = replace(said, detail=(message("to_remembered_place", words=said.detail[0], window=shot.step),))
            scene = side_by_side(pictures, scenes, said)
            if tied:
                scene = replace(scene, stacks=(1,) * len(scenes))
            if shot is view[-1] and n + 1 < len(views):
                scene = replace(scene, comes=(*scene.comes, *_handed_on(scene, pictures[n].name, pictures[n + 1].name)))
            if n in pooled and shot.step is not None:
                pool = pooled[n]
                scene = _with_origin(
                    scene, pictures[pool].name, pictures[n].name, chain.stages[pool], linked=n not in tied
                )
            yield Shot(scene, shot.duration_ms, None if shot.step is None else begun + shot.step)
        begun += len({shot.step for shot in view} - {None})


def _poolings(spec: Spec) -> dict[int, int]:
    """By the number of each unpooling, that of the pooling whose places it takes."""
    found: dict[int, int] = {}
    waiting: list[int] = []
    for n, stage in enumerate(spec.stages):
        if get_op(stage.op).indexed and waiting:
            found[n] = waiting.pop()
        if get_op(stage.op).remembers:
            waiting.append(n)
    return found


def _tied(spec: Spec) -> dict[int, int]:
    """Those of `_poolings` of one channel between which others lie, so that links would run across these."""
    far = {n: pool for n, pool in _poolings(spec).items() if n - pool > 1}
    return {n: pool for n, pool in far.items() if spec.stages[n].in_channels == 1}


def _with_maxima(scene: Scene, stage: Trace) -> Scene:
    """A max pooling's scene with the number of its window in each maximum that is found, and in what it becomes."""
    (output,) = (panel for panel in scene.panels if panel.id.part == "output")
    found = np.where(missing(output.numbers), NO_WINDOW, _numbered(output.shape))

    def numbered(panel: Panel) -> Panel:
        if panel.id.part == "output":
            return _in_windows(panel, found)
        numbers = np.full(panel.shape, NO_WINDOW)
        at = _origins(stage, 0).reshape(-1, 2)[found.ravel() != NO_WINDOW]
        numbers[tuple(at.T)] = found[found != NO_WINDOW]
        return _in_windows(panel, numbers)

    return replace(scene, panels=tuple(map(numbered, scene.panels)))


def _with_places(scene: Scene, pool: Trace, *, known: bool) -> Scene:
    """An unpooling's scene with the number of a pooling's window in each value, and at the place that it goes to."""

    def numbered(panel: Panel) -> Panel:
        if panel.id.part == "input":
            return _in_windows(panel, np.where(missing(panel.numbers), NO_WINDOW, _numbered(panel.shape)))
        numbers = np.full(panel.shape, NO_WINDOW)
        if known:
            places = np.unravel_index(pool.indices[0].ravel(), panel.shape)
            numbers[places] = _numbered(pool.indices[0].shape).ravel()
        return _in_windows(panel, numbers)

    return replace(scene, panels=tuple(map(numbered, scene.panels)))


def _numbered(shape: tuple[int, ...]) -> Array:
    """The numbers of windows, row by row, from 1 on."""
    numbers: Array = np.arange(1, math.prod(shape) + 1).reshape(shape)
    return numbers


def _in_windows(panel: Panel, numbers: Array) -> Panel:
    """A panel with the number of its window in each cell that has one, and a hue for it."""
    known = numbers != NO_WINDOW
    return replace(panel, channels=numbers.astype(np.int16) if known.any() else None, tagged=WINDOW)


def _handed_on(scene: Scene, before: str, now: str) -> Iterator[tuple[Place, Place]]:
    """The output of a stage as it becomes the input of the next."""
    outputs = [panel for panel in scene.panels if panel.id.part == "output" and panel.id.picture == (before,)]
    inputs = [panel for panel in scene.panels if panel.id.part == "input" and panel.id.picture == (now,)]
    for made, given in zip(outputs, inputs, strict=False):
        if made.shape == given.shape:
            yield (made.id, (0, 0, *made.shape)), (given.id, (0, 0, *given.shape))


def _channels(spec: Spec, channels: Channels) -> Iterator[Channels]:
    """The channels that each stage shows: those that the stage before shows, unless it mixes channels."""
    mixing = [bool(stage.weight_shape) or stage.in_channels != stage.out_channels for stage in spec.stages]
    shown = channels.inputs
    for n, stage in enumerate(spec.stages):
        every = choose_channels(stage, None)
        inputs = shown if stage.weight_shape or not mixing[n] else every.inputs
        outputs = shown if not mixing[n] else every.outputs if any(mixing[n + 1 :]) else channels.outputs
        yield Channels(inputs, outputs)
        shown = outputs


def _waiting(scene: Scene) -> Scene:
    """A stage's set-up before it has its input."""

    def emptied(panel: Panel) -> Panel:
        empty = replace(panel, values=np.full(panel.shape, np.nan))
        return with_roles(empty, panel.roles == Role.INPUT, Role.OUTPUT_WAITING)

    return replace(scene.with_part("input", emptied), outlines=())


def _remembering(scene: Scene, stage: Trace) -> Scene:
    """The end of a max pooling: the cells whose places it remembers are marked, and the caption says so."""

    def marked(panel: Panel) -> Panel:
        origins = _origins(stage, _channel(panel.id)).reshape(-1, 2)
        return with_roles(panel, tuple(origins.T), Role.INPUT_IN_PLAY)

    words = replace(scene.words, detail=(*scene.words.detail, message("places_remembered")))
    return replace(scene.with_part("input", marked), caption=words)


def _with_origin(scene: Scene, before: str, now: str, stage: Trace, *, linked: bool) -> Scene:
    """A placement of an unpooling with the cell that its pooling remembers, `linked` to it if no others lie between."""
    played = {o.panel.part: o for o in scene.outlines if o.panel.picture == (now,)}
    read, written = played["input"], played["output"]
    box = around(_origins(stage, _channel(read.panel))[tuple(map(int, read.box[:2]))][np.newaxis])
    origin = Outline(read.panel._replace(picture=(before,)), box, Stroke.WINDOW)
    links = (Link((origin.panel, box), (written.panel, written.box)),) if linked else ()
    return replace(scene, outlines=(*scene.outlines, origin), links=(*scene.links, *links))


def _origins(stage: Trace, channel: int) -> Array:
    """Where each pooled cell of a channel comes from, (rows, columns, 2), as rows and columns of the input's panel."""
    places: Array = np.stack(np.unravel_index(stage.indices[channel], stage.spec.input_size), axis=-1)
    if stage.spec.ndim == 1:
        places = np.stack([np.zeros_like(places), places], axis=-1).reshape(1, -1, 2)
    origins: Array = places - SampledInput(stage).start
    return origins


def _channel(panel: PanelId) -> int:
    """The channel of an input's panel."""
    return panel.channels[0] if panel.channels else 0


def _count(spec: Spec) -> int:
    return sum(get_view(None, stage.op).count_placements(stage) for stage in spec.stages)


VIEW = View(
    summary="Operations one after the other, such as max pooling and the unpooling that remembers it.",
    needs=(ONE_INPUT, STAGES),
    draw=stages,
    count_placements=_count,
    row=lambda spec: get_view(None, spec.stages[0].op).row(spec.stages[0]),
    flat=lambda spec: bool(_tied(spec)),
)
