"""The whole pipeline on one screen: spec, trace, shots, page, frames, file."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from pathlib import Path
from typing import IO, TYPE_CHECKING

from numpy.typing import ArrayLike

from tconv_anim import __version__
from tconv_anim.core.comparison import Comparison
from tconv_anim.core.default_values import DEFAULT_SEED
from tconv_anim.core.message import Clauses
from tconv_anim.core.sampling import SampleTrace
from tconv_anim.core.spec import ConvSpec, Pads, Size
from tconv_anim.core.trace import Chain, Trace
from tconv_anim.formats import check_writable, format_of, load_format, write_file
from tconv_anim.recipes.recipe import option_value, spec_options, to_toml
from tconv_anim.recipes.request import OptionError, Request, check_whole
from tconv_anim.recipes.values import Channels
from tconv_anim.renderer.layout import MAX_SIDE_PX, STYLES, check_possible, plan, shows_numbers
from tconv_anim.renderer.layout.contents import Survey, survey
from tconv_anim.renderer.layout.larger_page import size_for_numbers
from tconv_anim.renderer.layout.page import Page
from tconv_anim.renderer.raster.palette import MAX_COLORS
from tconv_anim.renderer.themes import DEFAULT_THEME, load_theme
from tconv_anim.scenes import captions, timeline
from tconv_anim.scenes.limits import check_length, choose_channels, count_placements, thinned
from tconv_anim.scenes.scene import Shot
from tconv_anim.scenes.texts import say_all
from tconv_anim.scenes.views import WITHOUT_SUMS, get_view, views_for

if TYPE_CHECKING:
    from tconv_anim.renderer.drawing import Drawing  # imported when it is drawn

ROUNDED = "cells show rounded numbers"
FOREVER = 0
MAX_LOOP = 65536


AnyTrace = Trace | SampleTrace | Chain | Comparison


@dataclass(frozen=True)
class Animation:
    """A trace, and how it is to be shown. Nothing is drawn until it is saved or displayed.

    Parameters
    ----------
    source : a trace, made by `record` or by `run_comparison`; or a request, which is traced when it is needed
    view : one that draws the op, see `names.VIEWS`; None for the first of them
    style : "isometric" or "flat"; None for isometric, but for what is only drawn flat
    theme : "light", "dark" or a .toml file
    colors : of a GIF or PNG, at most, fewer smoothing letters less; None for as many as these need
    numbers, labels, caption : False leaves out the cells' numbers, the panels' names, the text below
    step_ms, hold_ms : how long a placement stays, and how long the finished output
    loop : how often it plays; 0 for ever
    size : width, or (width, height), in px; None for what suits
    steps : the placements to show, counted from 1; None for all
    show_channels : the channels to draw; None for all of them, or for the first where there are more than
        four, without a kernel more than nine
    pair : True puts a conv beside the transposed convolution that undoes its shape, or the other way round
    sum : True writes out the products and sums in play
    call, note : what the caption says instead of PyTorch's call, and what it adds
    seed, kernel_flipped : for the recipe: what the numbers were drawn from, whether the layer turned the weight

    Raises
    ------
    SpecError, ThemeError, OptionError
        each a ValueError that says in one sentence what is wrong and what is accepted. A page that turns out too
        small for the picture raises a LayoutError once it is drawn, colours that are too few an OptionError.
    """

    source: AnyTrace | Request
    view: str | None = None
    style: str | None = None
    theme: str | Path = DEFAULT_THEME
    colors: int | None = None
    numbers: bool = True
    labels: bool = True
    caption: bool = True
    step_ms: int = timeline.STEP_MS
    hold_ms: int = timeline.HOLD_MS
    loop: int = FOREVER
    size: int | tuple[int, int] | None = None
    steps: range | None = None
    show_channels: Channels | None = None
    pair: bool = False
    sum: bool = False
    call: str = ""
    note: str | Clauses = ""
    seed: int | None = None
    kernel_flipped: bool = False

    def __post_init__(self) -> None:
        if self.show_channels is not None and not isinstance(self.show_channels, Channels):
            raise OptionError(f"show_channels {self.show_channels!r} is not known: give Channels((0,), (0,))")
        if isinstance(self.size, list):
            object.__setattr__(self, "size", tuple(self.size))
        if isinstance(self.size, tuple) and len(self.size) != 2:
            raise OptionError(f"size {self.size} is not known: give a width, or a width and a height")
        check_length(self.source.spec, self.view, self.steps, pair=self.pair)
        get_view(self.view, self.source.spec.op)
        choose_channels(self.source.spec, self.show_channels)
        if self.show_channels is not None and self.view == "matrix":
            raise OptionError("view matrix draws all channels: leave show_channels out")
        view = self.view or views_for(self.source.spec.op)[0]
        if view == "pixels" and self.source.spec.ndim == 1:
            raise OptionError("view pixels draws pictures, which have two axes: use another view, or dims 2")
        if self.sum and view in WITHOUT_SUMS:
            raise OptionError(f"view {view} shows no sums: leave sum out, or choose another view")
        if self.sum and not (self.caption and self.numbers):
            raise OptionError("sum is part of the caption and shows numbers: leave it out, or show both")
        if self.style is not None and self.style not in STYLES:
            raise OptionError(f"style {self.style!r} is not known: use {' or '.join(STYLES)}")
        load_theme(self.theme)
        if self.colors is not None:
            check_whole("colors", self.colors, 1, MAX_COLORS)
        check_whole("step_ms", self.step_ms, timeline.SHORTEST_MS, timeline.LONGEST_MS)
        check_whole("hold_ms", self.hold_ms, timeline.SHORTEST_MS, timeline.LONGEST_MS)
        check_whole("loop", self.loop, 0, MAX_LOOP)
        for side in () if self.size is None else self.size if isinstance(self.size, tuple) else (self.size,):
            check_whole("size", side, 1, MAX_SIDE_PX)

    @cached_property
    def trace(self) -> AnyTrace:
        """The numbers and every step."""
        return self.source.record() if isinstance(self.source, Request) else self.source

    def shots(self, *, numbers: bool = True) -> Iterator[Shot]:
        """The animation before it is drawn: scenes, and how long they stay."""
        if self.pair and isinstance(self.trace, Trace):
            from tconv_anim.scenes.pair import pair as in_pair

            shots = in_pair(self.trace, self.view, self.step_ms, self._channels)
        else:
            shots = get_view(self.view, self.source.spec.op)(self.trace, self.step_ms, self._channels)
        shots = timeline.reworded(shots, call=self.call, note=self._note)
        if self.steps is not None:
            shots = timeline.pick_steps(shots, self.steps)
        shown = {"numbers": self.numbers and numbers, "labels": self.labels, "caption": self.caption, "sums": self.sum}
        shots = timeline.without(shots, **shown)
        shots = timeline.round_to_clock(timeline.merge_repeats(shots))
        return timeline.hold_last(shots, self.hold_ms // timeline.CLOCK_MS * timeline.CLOCK_MS)

    def write(self, file: IO[bytes], fmt: str = "gif", *, drawn: Callable[[], None] | None = None) -> None:
        """Write the animation ("gif", "html") or the finished picture ("png", "svg") to a binary file.

        `drawn` is called after each shot.
        """
        self.check_drawable()
        shots = self._drawn_shots()
        load_format(fmt).write(file, self._drawing(shots if drawn is None else _told(shots, drawn)))

    def _drawing(self, shots: Iterable[Shot]) -> Drawing:
        from tconv_anim.renderer.drawing import Drawing

        return Drawing(
            shots,
            self.page,
            load_theme(self.theme),
            frozenset(self._survey.roles),
            text=self.numbers or self.labels or self.caption,
            colors=MAX_COLORS if self.colors is None else self.colors,
            loop=self.loop,
            title=self.call or captions.call_text(self.source.spec),
            alt_text=self.alt_text,
            comment=self.recipe,
        )

    def check_drawable(self) -> None:
        """Find out before the work whether the page has room, and the palette a colour, for all that there is.

        Raises
        ------
        LayoutError, OptionError
        """
        if self.page and self.colors is not None and self.colors < self.fewest_colors:
            raise OptionError(f"colors {self.colors} is too small for this picture: use at least {self.fewest_colors}")

    @property
    def fewest_colors(self) -> int:
        """How many colours there are without those that smooth letters and lines."""
        return self._drawing(()).palette.plain

    def save(self, path: str | Path, *, drawn: Callable[[], None] | None = None) -> int:
        """Write a file; its suffix chooses the format.

        The animation is a .gif, or an .html page with a player; the finished picture a .png or an .svg.

        Parameters
        ----------
        path : the file
        drawn : called after each shot, for who wants to see how far the work is

        Returns
        -------
        int
            The file's size in bytes.

        Raises
        ------
        OutputError
            where the file cannot be written. An existing file is only ever replaced by a complete one.
        """
        check_writable(path)
        return write_file(path, lambda file: self.write(file, format_of(path), drawn=drawn))

    def to_bytes(self, fmt: str = "gif") -> bytes:
        """What `save` would put into the file."""
        buffer = io.BytesIO()
        self.write(buffer, fmt)
        return buffer.getvalue()

    @property
    def _channels(self) -> Channels:
        return choose_channels(self.source.spec, self.show_channels)

    @property
    def _note(self) -> str:
        spec, drawn = self.source.spec, self._channels
        counts = (("input", len(drawn.inputs), spec.in_channels), ("output", len(drawn.outputs), spec.out_channels))
        sides = [f"{shown} of {count} {side}" for side, shown, count in counts if shown < count]
        hidden = f"drawn: {' and '.join(sides)} channels" if sides else ""
        if hidden and isinstance(spec, ConvSpec):
            hidden += "; sums run over all" if spec.groups == 1 else "; each sum runs over its group"
        return captions.joined(hidden, self.note if isinstance(self.note, str) else say_all(self.note))

    @cached_property
    def _survey(self) -> Survey:
        from tconv_anim.renderer.fonts import measure

        check_possible(survey([next(self.shots())], measure), self.style, measure, self._size)  # the rest may be long
        found = survey(self.shots(), measure)
        if found.rounded:
            noted = (replace(caption, note=captions.joined(caption.note, ROUNDED)) for caption in found.captions)
            found.captions = dict.fromkeys(noted)
        return found

    @cached_property
    def page(self) -> Page:
        """Where everything stands, in px."""
        from tconv_anim.renderer.fonts import measure

        page = plan(self._survey, self.style, measure, self._size)
        if page.fonts.text == 0 and self._survey.value_em:  # what only numbers need takes no room then
            page = plan(survey(self.shots(numbers=False), measure), self.style, measure, self._size)
        return page

    @property
    def _size(self) -> tuple[int, int | None] | None:
        return (self.size, None) if isinstance(self.size, int) else self.size

    @property
    def size_for_numbers(self) -> str:
        """The size of a page on which numbers that do not fit this one would, as the option takes it; or nothing."""
        from tconv_anim.renderer.fonts import measure

        size = size_for_numbers(self._survey, self.style, measure)
        return "x".join(str(side) for side in size or () if side)

    @property
    def durations_ms(self) -> list[int]:
        """How long each frame stays."""
        return [shot.duration_ms for shot in self._drawn_shots()]

    def _drawn_shots(self) -> Iterator[Shot]:
        """The shots with what fits the page: without numbers too large for their cells, told where they are rounded."""
        shots = self.shots(numbers=self.numbers_fit)
        return timeline.reworded(shots, note=ROUNDED) if self.numbers_fit and self._survey.rounded else shots

    @property
    def numbers_fit(self) -> bool:
        """Whether the numbers, where there are any, fit their cells legibly; they are left out otherwise."""
        return self.page.fonts.text > 0 or not self._survey.value_em

    @property
    def all_numbers_fit(self) -> bool:
        """Whether those of smaller cells, such as a matrix, fit as well; only these are left out otherwise."""
        return shows_numbers(self._survey, self.page.fonts)

    @property
    def recipe(self) -> str:
        """The options that make this animation again, in the command line's words, as TOML; empty where none do."""
        if self.source.spec.op == "max_unpool":  # no option gives it the indices that a pooling has
            return ""
        options = spec_options(self.trace, self.call, self.seed, self.kernel_flipped)
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name not in ("source", "call", "note", "seed", "kernel_flipped") and value != field.default:
                whole = field.name == "size" and isinstance(value, tuple)  # 640x640 is not 640
                options[field.name.replace("_", "-")] = "x".join(map(str, value)) if whole else option_value(value)
        return f"# tconv-anim {__version__}\n{to_toml(options)}"

    @property
    def alt_text(self) -> str:
        """One sentence that tells what there is to see."""
        steps = count_placements(self.source.spec, self.view, pair=self.pair)
        shown = None if self.steps is None else sum(step in self.steps for step in range(1, steps + 1))
        return captions.alt_text(self.source.spec, steps, self.view, pair=self.pair, shown=shown)

    def __repr__(self) -> str:
        return f"<Animation: {self.alt_text}>"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:  # noqa: ARG002
        """What a notebook shows."""
        gif = base64.b64encode(self.to_bytes()).decode()
        image = f'<img src="data:image/gif;base64,{gif}" alt="{self.alt_text}">'
        return {"image/gif": gif, "text/html": image, "text/plain": repr(self)}


def _told(shots: Iterator[Shot], drawn: Callable[[], None]) -> Iterator[Shot]:
    """The same shots, telling of each one once it is drawn."""
    for shot in shots:
        yield shot
        drawn()


def animate(
    op: str = "conv_transpose",
    *,
    ops: Sequence[str] | None = None,
    layer: str | None = None,
    input: ArrayLike | None = None,
    weight: ArrayLike | str | None = None,
    bias: ArrayLike | None = None,
    input_size: int | Size | None = None,
    kernel_size: int | Size | None = None,
    stride: int | Size | None = None,
    padding: int | Size | str | Pads | None = None,
    dilation: int | Size | None = None,
    output_padding: int | Size | None = None,
    groups: int | None = None,
    padding_mode: str | None = None,
    ceil_mode: bool | None = None,
    count_include_pad: bool | None = None,
    output_size: int | Size | None = None,
    scale_factor: float | tuple[float, ...] | None = None,
    align_corners: bool | None = None,
    upscale_factor: int | None = None,
    downscale_factor: int | None = None,
    dims: int | None = None,
    in_channels: int | None = None,
    out_channels: int | None = None,
    seed: int = DEFAULT_SEED,
    view: str | None = None,
    style: str | None = None,
    theme: str | Path = DEFAULT_THEME,
    colors: int | None = None,
    numbers: bool = True,
    labels: bool = True,
    caption: bool = True,
    step_ms: int = timeline.STEP_MS,
    hold_ms: int = timeline.HOLD_MS,
    loop: int = FOREVER,
    size: int | tuple[int, int] | None = None,
    steps: range | None = None,
    every: int = 1,
    max_steps: int | None = None,
    show_channels: Channels | None = None,
    pair: bool = False,
    sum: bool = False,
    traced: bool = True,
) -> Animation:
    """Compute a convolution, a transposed convolution, an upsampling or a pooling and show it.

    Parameters
    ----------
    op : one of `options.op_names()`; for "max_unpool" the input is pooled first; "compare"
        enlarges one input in several ways, see `run_comparison`
    ops : of compare
    layer : a layer as PyTorch, Keras, JAX or ONNX write it, instead of `op` and the parameters; see `parse_layer`
    input : (*input_size) or (C_in, *input_size) array_like; by default drawn from `seed`, of `input_size`
    weight : (*kernel_size) array_like, or with channels in PyTorch's layout; "box" for weights that are all alike and
        keep the input's brightness; by default drawn from `seed`
    bias : one number for each output channel, optional
    input_size, kernel_size : 3 by default, or what suits the op
    stride, padding, dilation, output_padding, groups, padding_mode : as in PyTorch, see `ConvSpec`
    ceil_mode, count_include_pad, scale_factor, align_corners, upscale_factor, downscale_factor : as in PyTorch; an op
        refuses what it does not take
    output_size : of max_unpool; what an interpolation calls `size`
    dims : 1 or 2 spatial axes
    in_channels, out_channels : 1 by default, or what the arrays or the layer have
    view, style, theme, colors, numbers, labels, caption, step_ms, hold_ms, loop, size, steps, show_channels, pair,
    sum : see `Animation`
    every, max_steps : show only each `every`-th of these placements, and at most `max_steps`, evenly spaced
    traced : False puts the work off until numbers are needed

    Returns
    -------
    Animation

    Raises
    ------
    SpecError, LayerError, ThemeError, OptionError
        see `Animation`

    Examples
    --------
    >>> animation = animate("conv_transpose", stride=2, padding=1)
    >>> animation.trace.output.shape
    (1, 5, 5)
    >>> animation.to_bytes()[:6]
    b'GIF89a'
    """
    request = Request.of(
        op, ops=ops, layer=layer, input=input, weight=weight, bias=bias, input_size=input_size, kernel_size=kernel_size,
        stride=stride, padding=padding, dilation=dilation, output_padding=output_padding, groups=groups,
        padding_mode=padding_mode, ceil_mode=ceil_mode, count_include_pad=count_include_pad, output_size=output_size,
        scale_factor=scale_factor, align_corners=align_corners, upscale_factor=upscale_factor,
        downscale_factor=downscale_factor, dims=dims, in_channels=in_channels, out_channels=out_channels, seed=seed,
    )  # fmt: skip
    steps = thinned(count_placements(request.spec, view, pair=pair), steps, every, max_steps)
    check_length(request.spec, view, steps, pair=pair)  # before the work, which may be long
    return Animation(
        request.record() if traced else request,
        view, style, theme, colors, numbers, labels, caption, step_ms, hold_ms, loop, size, steps,
        show_channels, pair, sum, request.call, request.note,
        request.seed if request.input is None and request.weight is None else None,
        request.flips_kernel,
    )  # fmt: skip
