"""The backward pass: forward goes right, dL/dx comes back to the left, then dL/dw and dL/db, each in its turn."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from tconv_anim.core.arrays import draw_gradient
from tconv_anim.core.message import Clauses, Message, Words, clauses, message
from tconv_anim.core.operation import Arrays
from tconv_anim.core.solve.gradient import check_gradient, input_spec, weight_spec
from tconv_anim.core.step import Array
from tconv_anim.core.symbols import scalar, shown
from tconv_anim.core.trace import Trace, blank, run
from tconv_anim.recipes.values import Channels
from tconv_anim.scenes.formulas import call_words
from tconv_anim.scenes.notes import extra_note
from tconv_anim.scenes.number_text import exact_text, index_text, size_text
from tconv_anim.scenes.panels import channels_drawn, reached, read_by, with_roles
from tconv_anim.scenes.scene import Caption, Outline, Panel, PanelId, Place, Role, Scene, Shot, Stroke
from tconv_anim.scenes.side_by_side import SideView, Where, side_by_side
from tconv_anim.scenes.sums import total_of
from tconv_anim.scenes.view import KERNEL, LINEAR, ONE_INPUT, ONE_STAGE, View
from tconv_anim.scenes.views import get_view

HEADINGS: dict[str, Words] = {
    "forward": message("gradient_forward"),
    "by_input": message("gradient_by_input"),
    "by_kernel": message("gradient_by_kernel"),
    "by_bias": message("gradient_by_bias"),
}
"""Of the parts of the story."""
OF_CONV_TRANSPOSE: dict[str, Words] = {
    "by_input": message("gradient_by_input_back"),
    "by_kernel": message("gradient_by_kernel_back"),
}
"""Those that are others for it."""
FORWARD_SHARE = 0.7  # of a step's time, for each of the few scenes that go forward
GRADIENT = "gradient"
BACK = {"×": "×", "=": "=", "+": "←", "Σ": "←", "": "", "→": "←"}
"""The signs of an equation that is read from the right."""
IN_GRADIENT = {
    Role.INPUT: Role.GRADIENT, Role.INPUT_IN_PLAY: Role.GRADIENT_IN_PLAY, Role.KERNEL: Role.GRADIENT,
    Role.KERNEL_IN_PLAY: Role.GRADIENT_IN_PLAY,
}  # fmt: skip
IN_INPUT = {Role.KERNEL: Role.INPUT, Role.KERNEL_IN_PLAY: Role.INPUT_IN_PLAY}
PLAIN = {Role.EXTRA: Role.OUTPUT, Role.EXTRA_WAITING: Role.OUTPUT_WAITING}


def gradient(trace: Trace, step_ms: int, channels: Channels) -> Iterator[Shot]:
    """Shots of a conv or conv_transpose: a little of the forward pass, dL/dx, dL/dw of one kernel, and dL/db."""
    spec, g = trace.spec, trace.gradient
    if g is None:
        g = draw_gradient((spec.out_channels, *spec.output_size))
    story = _Story(trace, spec.placements + math.prod(spec.kernel_size) + 1)
    pair = _pair(spec, channels)
    chapters = {
        "forward": _Chapter(get_view(None, spec.op).draw(trace, step_ms, channels)),
        "by_input": _by_input(trace, g, step_ms, channels),
        "by_kernel": _by_kernel(trace, g, step_ms, pair),
        "by_bias": _Chapter(_adding_up(trace, g, step_ms, channels)),
    }
    first = {name: chapter.dress(next(chapter.shots).scene) for name, chapter in chapters.items()}
    opening = message("gradient_opening")
    yield Shot(story.scene(first, "forward", message("set_up"), clauses(opening)), step_ms)
    forward = list(chapters["forward"].shots)
    played = [shot for shot in forward if shot.step == max(1, spec.placements // 2)]
    for scene in (*(shot.scene for shot in played[-1:]), forward[-1].scene if forward else first["forward"]):
        detail = clauses(message("gradient_goes_forward"))
        yield Shot(story.scene(first, "forward", message("gradient_forward"), detail, scene), _share(step_ms))
    done = 0
    ends: dict[str, Scene] = {}
    examples: dict[str, Scene] = {}
    setups = {
        "by_input": message("gradient_x_is_conv_transpose" if spec.op == "conv" else "gradient_x_is_conv"),
        "by_kernel": message("gradient_w_is_correlation" if spec.op == "conv" else "gradient_w_exchanged"),
        "by_bias": message("gradient_b_is_sum"),
    }
    for name, setup in setups.items():
        chapter = chapters[name]
        others = name == "by_kernel" and spec.in_channels * spec.out_channels > 1
        said_first = (*clauses(setup), *clauses(message("gradient_w_of_others"))) if others else clauses(setup)
        heading = story.heading(name)
        yield Shot(story.scene(first, name, heading, said_first), step_ms)
        before = done
        ends[name] = first[name]
        for shot in chapter.shots:
            ends[name] = dressed = chapter.dress(shot.scene)
            if shot.example is not None:
                examples[name] = chapter.dress(shot.example)
            said = dressed.words
            if shot.step is not None:
                done = before + shot.step
                progress: Words = message("step_of", step=done, count=story.count)
                moment = story.scene(first, name, progress, said.detail, dressed, said.sums)
                yield Shot(moment, shot.duration_ms, done)
        yield Shot(story.scene(first, name, heading, clauses(setup), ends[name]), step_ms)
    law = clauses(message("backward_of_conv" if spec.op == "conv" else "backward_of_conv_transpose"))
    told = examples.get("by_input")
    worked = told and story.scene(first, "by_input", message("done"), law, told, told.words.sums)
    yield Shot(story.scene(first, "by_input", message("done"), law, ends["by_input"]), step_ms, example=worked)


def _share(step_ms: int) -> int:
    return round(step_ms * FORWARD_SHARE)


def _same(scene: Scene) -> Scene:
    return scene


@dataclass(frozen=True)
class _Chapter:
    """A part of the story: what it is drawn from, and what makes of a scene of that one of the backward pass."""

    shots: Iterator[Shot]
    dress: Callable[[Scene], Scene] = _same


@dataclass(frozen=True)
class _Story:
    """What stays the same in all scenes."""

    trace: Trace
    count: int

    def heading(self, name: str) -> Words:
        """What a chapter computes."""
        return (HEADINGS | (OF_CONV_TRANSPOSE if self.trace.spec.transposed else {}))[name]

    def scene(
        self, first: dict[str, Scene], now: str, progress: Words, detail: Clauses, scene: Scene | None = None,
        sums: Clauses = (),
    ) -> Scene:  # fmt: skip
        """One chapter's scene, in the place of which the others are not seen."""
        views = [SideView(name, self.heading(name) if name == now else "") for name in HEADINGS]
        shown = [(scene or first[name]) if name == now else _unseen(first[name]) for name in HEADINGS]
        note = extra_note(self.trace.spec) if now == "forward" else ()  # of the output
        caption = Caption((call_words(self.trace.spec),), progress, detail, (), note, sums)
        return replace(side_by_side(views, shown, caption), in_turn=True)


def _unseen(scene: Scene) -> Scene:
    """The room of a scene that is not on."""
    panels = tuple(
        replace(
            panel, roles=np.zeros_like(panel.roles), title="", subtitle="", sum="", channels=None, over=panel.over,
            values=None if panel.values is None else np.full(panel.shape, np.nan), terms=None, operator="",
        )
        for panel in scene.panels
    )  # fmt: skip
    return replace(scene, panels=panels, outlines=(), links=(), signs=("",) * len(scene.signs), lifted=(), comes=())


def _pair(spec: Any, channels: Channels) -> tuple[int, int]:
    """The first drawn input channel, and the first output channel that a kernel connects with it."""
    a = channels.inputs[0]
    connected = [c for c in range(spec.out_channels) if a in read_by(spec, c)]
    return a, next((c for c in connected if c in channels.outputs), connected[0])


def _by_input(trace: Trace, g: Array, step_ms: int, channels: Channels) -> _Chapter:
    """dL/dx, to the left of the kernel that g comes through from the right."""
    spec = input_spec(trace.spec)
    back = run(spec, Arrays(g, trace.weight)) if trace.steps else blank(spec)
    exchanged = Channels(channels.outputs, channels.inputs)

    def of_g(panel: Panel) -> Panel:
        index = f"[{index_text(panel.id.channels)}]" if panel.id.channels else ""
        title = message("loss_gradient", index=index, size=size_text(trace.spec.output_size))
        drawn = channels_drawn(back.spec, "input", exchanged.inputs)
        return _recoloured(replace(panel, title=title, subtitle=drawn), IN_GRADIENT)

    def of_x(panel: Panel) -> Panel:
        return _recoloured(replace(panel, title=message("gradient_of_input", **_said(panel))), PLAIN)

    def dress(scene: Scene) -> Scene:
        scene = _renamed(scene, {"input": GRADIENT})
        scene = scene.with_part(GRADIENT, of_g)
        scene = scene.with_part("output", of_x)
        scene = scene.with_part("kernel", lambda panel: replace(panel, subtitle=message("same_kernel")))
        order = ("output", "products", "kernel", GRADIENT)
        panels = sorted(scene.panels, key=lambda panel: order.index(panel.id.part))
        signs = tuple(BACK[sign] for sign in reversed(scene.signs))
        links = tuple(link._replace(start=link.end, end=link.start) for link in scene.links)
        words = scene.words
        caption = replace(words, sums=tuple(map(_of_gradient, words.sums)))
        scene = replace(scene, panels=tuple(panels), signs=signs, links=links, caption=caption)
        return _with_sum(scene, "output") if spec.op == "conv" else scene

    return _Chapter(get_view(None, spec.op).draw(back, step_ms, exchanged), dress)


def _of_gradient(said: Words) -> Words:
    """A sum that names an output cell, as one of dL/dx."""
    if isinstance(said, Message) and said.key == "output_channel_sums":
        return message("gradient_channel_sums", **dict(said.values))
    if isinstance(said, Message) and said.key == "sum_of_cell":
        return message("gradient_sum_of_cell", **dict(said.values))
    return said


def _by_kernel(trace: Trace, g: Array, step_ms: int, pair: tuple[int, int]) -> _Chapter:
    """dL/dw of the kernel between two channels: the smaller side is the window that goes over the larger."""
    spec, (a, c) = trace.spec, pair
    alone = replace(spec, in_channels=1, out_channels=1, groups=1)
    x, own = trace.input[a : a + 1], g[c : c + 1]
    big, small = (own, x) if spec.transposed else (x, own)
    law = weight_spec(alone)
    back = run(law, Arrays(big, small[np.newaxis])) if trace.steps else blank(law)
    several = spec.in_channels * spec.out_channels > 1
    group = reached(spec, a).start if spec.transposed else read_by(spec, c).start
    names = {
        "input": f"[{index_text((a,))}]", "loss": f"[{index_text((c,))}]",
        "kernel": f"[{index_text((a, c - group) if spec.transposed else (c, a - group))}]",
    }  # fmt: skip

    def said(size: tuple[int, ...], name: str) -> dict[str, Any]:
        return {"index": names[name] if several else "", "size": size_text(size)}

    of_g = message("loss_gradient", **said(spec.output_size, "loss"))
    of_x = message("input", **said(spec.input_size, "input"))
    of_w = message("gradient_of_kernel", **said(spec.kernel_size, "kernel"))

    def dress(scene: Scene) -> Scene:
        if spec.transposed:
            scene = _renamed(scene, {"input": GRADIENT, "kernel": "input"})
        else:
            scene = _renamed(scene, {"kernel": GRADIENT})
        scene = scene.with_part(GRADIENT, lambda p: _recoloured(replace(p, title=of_g), IN_GRADIENT))
        scene = scene.with_part("input", lambda p: _recoloured(replace(p, title=of_x), IN_INPUT))
        scene = scene.with_part("output", lambda p: replace(p, title=of_w))
        scene = scene.with_part("products", _unnamed)
        detail = clauses(message("gradient_w_products")) if scene.words.sums else scene.words.detail
        return _with_sum(replace(scene, caption=replace(scene.words, detail=detail)), "output")

    return _Chapter(get_view(None, "conv").draw(back, step_ms, Channels((0,), (0,))), dress)


def _unnamed(products: Panel) -> Panel:
    """Products whose title names no kernel."""
    return replace(products, title=message("products_empty")) if products.title else products


def _adding_up(trace: Trace, g: Array, step_ms: int, channels: Channels) -> Iterator[Shot]:
    """dL/db: each channel of g, added up."""
    spec = trace.spec
    flat = g if spec.ndim == 2 else g[:, np.newaxis]
    several = spec.in_channels * spec.out_channels > 1
    given, made = [], []
    for row, c in enumerate(channels.outputs):
        index, values = f"[{c}]" if several else "", shown(flat[c])
        own = (c,) if several else ()
        title = message("loss_gradient", index=index, size=size_text(spec.output_size))
        roles = np.full(values.shape, Role.GRADIENT, np.int8)
        given.append(Panel(PanelId(GRADIENT, own), title, roles, values, place=(row, 0)))
        empty = np.full((1, 1), Role.OUTPUT_WAITING, np.int8), np.full((1, 1), np.nan, values.dtype)
        title = message("gradient_of_bias", index=index)
        made.append(Panel(PanelId("output", own), title, *empty, place=(row, 0)))
    caption = Caption((), "", ())
    scene = Scene((*given, *made), caption=caption, signs=("Σ",), ndim=spec.ndim)
    yield Shot(scene, step_ms)
    lit, sums, outlines, comes = [], [], [], list[tuple[Place, Place]]()
    for c, panel, result in zip(channels.outputs, given, made, strict=True):
        total = scalar(flat[c].sum())
        sums.append(replace(
            with_roles(result, (0, 0), Role.OUTPUT_IN_PLAY, total), sum=total_of(flat[c].ravel().tolist(), total)
        ))  # fmt: skip
        lit.append(with_roles(panel, ..., Role.GRADIENT_IN_PLAY))
        outlines.append(Outline(result.id, (0, 0, 1, 1), Stroke.WINDOW))
    totals = tuple(exact_text(scalar(panel.numbers[0, 0])) for panel in sums)
    words = replace(caption, detail=clauses(message("gradient_b_adds", totals=totals)))
    yield Shot(replace(scene, panels=(*lit, *sums), outlines=tuple(outlines), caption=words, comes=tuple(comes)),
               step_ms, 1)  # fmt: skip
    finished = [with_roles(panel, (0, 0), Role.OUTPUT) for panel in sums]
    yield Shot(replace(scene, panels=(*given, *finished)), step_ms)


def _renamed(scene: Scene, parts: dict[str, str]) -> Scene:
    """The scene with some parts called another name."""

    def own(id: PanelId) -> PanelId:
        return id._replace(part=parts.get(id.part, id.part))

    def at(place: tuple[PanelId, Where]) -> tuple[PanelId, Where]:
        return own(place[0]), place[1]

    return replace(
        scene,
        panels=tuple(replace(p, id=own(p.id), over=p.over and at(p.over)) for p in scene.panels),
        outlines=tuple(outline._replace(panel=own(outline.panel)) for outline in scene.outlines),
        links=tuple(link._replace(start=at(link.start), end=at(link.end)) for link in scene.links),
        lifted=tuple(map(at, scene.lifted)),
        comes=tuple((at(start), at(end)) for start, end in scene.comes),
    )


def _recoloured(panel: Panel, roles: dict[Role, Role]) -> Panel:
    """The panel with other roles in place of some."""
    found = panel.roles.copy()
    for old, new in roles.items():
        found[panel.roles == old] = new
    return replace(panel, roles=found)


def _said(panel: Panel) -> dict[str, Any]:
    """The index and the size that the title of an input or output says."""
    assert isinstance(panel.title, Message)
    return dict(panel.title.values)


def _with_sum(scene: Scene, part: str) -> Scene:
    """The scene with the sum of the number in play written out beside it, and not below the picture."""
    words = scene.words
    if not words.sums:
        return scene
    playing = {outline.panel for outline in scene.outlines if outline.panel.part == part}
    panels = tuple(replace(p, sum=words.sums[0]) if p.id in playing else p for p in scene.panels)
    return replace(scene, panels=panels, caption=replace(words, sums=()))


def _count(spec: Any) -> int:
    return int(spec.placements + math.prod(spec.kernel_size) + 1)


VIEW = View(
    alone=True,
    summary="The backward pass: dL/dx flows back through the same kernel, then dL/dw and dL/db.",
    needs=(ONE_INPUT, ONE_STAGE, LINEAR, KERNEL),
    draw=gradient,
    count_placements=_count,
    row=lambda spec: spec.small_size[-1],
    alt=message("as_gradients"),
    title=lambda op: message("as_gradients_title", op=op),
    flat=lambda spec: True,  # noqa: ARG005
    check=check_gradient,
    backward=True,
)
