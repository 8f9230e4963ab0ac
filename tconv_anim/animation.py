"""The whole pipeline on one screen: spec, trace, shots, page, frames, file."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import IO, Any

from numpy.typing import ArrayLike

from tconv_anim import __version__, captions, timeline
from tconv_anim.inputs import DEFAULT_SEED, draw_input, draw_weight
from tconv_anim.layout import DEFAULT_STYLE, STYLES, check_fits, plan
from tconv_anim.layout.page import Page
from tconv_anim.layout.survey import Survey, survey
from tconv_anim.recipe import spec_options, to_toml
from tconv_anim.scene import Shot
from tconv_anim.spec import ConvSpec, Op, Pads, Size, SpecError
from tconv_anim.theme import DEFAULT_THEME, load_theme
from tconv_anim.trace import Trace, as_numbers, record
from tconv_anim.views import get_view, views_for
from tconv_anim.writers import check_writable, format_of, write_file, writer

DEFAULT_SIZE = 3  # of input and kernel
FOREVER = 0
MAX_DRAWN = 2000  # placements in one animation: more than half an hour of looking
MAX_RECORDED = 100_000  # placements to pick from


class OptionError(ValueError):
    """An option whose value is not accepted; the message says what is."""


@dataclass(frozen=True)
class Animation:
    """A trace, and how it is to be shown. Nothing is drawn until it is saved or displayed.

    Parameters
    ----------
    trace : made by `record`
    view : "sliding_window" for conv; "overlap_add" or "zero_insertion" for conv_transpose; None for the first of them
    style : "isometric" or "flat"
    theme : "light", "dark" or a .toml file
    numbers, labels, caption : False leaves out the cells' numbers, the panels' names, the text below
    step_ms, hold_ms : how long a placement stays, and how long the finished output
    loop : how often it plays; 0 for ever
    size : width, or (width, height), in px; None for what suits
    steps : the placements to show, counted from 1; None for all

    Raises
    ------
    SpecError, ThemeError, OptionError
        each a ValueError that says in one sentence what is wrong and what is accepted. A page that turns out too
        small for the picture raises a LayoutError once it is drawn.
    """

    trace: Trace
    view: str | None = None
    style: str = DEFAULT_STYLE
    theme: str | Path = DEFAULT_THEME
    numbers: bool = True
    labels: bool = True
    caption: bool = True
    step_ms: int = timeline.STEP_MS
    hold_ms: int = timeline.HOLD_MS
    loop: int = FOREVER
    size: int | tuple[int, int] | None = None
    steps: range | None = None

    def __post_init__(self) -> None:
        check_drawable(self.trace.spec, self.steps)
        get_view(self.view, self.trace.spec.op)
        if self.style not in STYLES:
            raise OptionError(f"style {self.style!r} is not known: use {' or '.join(STYLES)}")
        load_theme(self.theme)
        shortest = timeline.SHORTEST_MS
        for name, value, least in (
            ("step_ms", self.step_ms, shortest),
            ("hold_ms", self.hold_ms, shortest),
            ("loop", self.loop, 0),
        ):
            if value < least:
                raise OptionError(f"{name} {value} is too small: use {least} or more")

    def shots(self, *, numbers: bool = True) -> Iterator[Shot]:
        """The animation before it is drawn: scenes, and how long they stay."""
        shots = get_view(self.view, self.trace.spec.op)(self.trace, self.step_ms)
        if self.steps is not None:
            shots = timeline.pick_steps(shots, self.steps)
        shots = timeline.without(shots, numbers=self.numbers and numbers, labels=self.labels, caption=self.caption)
        shots = timeline.hold_last(timeline.merge_repeats(shots), self.hold_ms)
        return timeline.round_to_clock(shots)

    def write(self, file: IO[bytes], fmt: str = "gif") -> None:
        """Write the animation ("gif") or its finished picture ("png") to a binary file."""
        from tconv_anim.paint.palette import Palette
        from tconv_anim.paint.raster import paint

        shots = self._drawn_shots() if fmt == "gif" else iter(list(self._drawn_shots())[-1:])
        theme = load_theme(self.theme)
        palette = Palette(theme, self._survey.roles, text=self.numbers or self.labels or self.caption)
        frames = paint(shots, self.page, theme, palette)
        writer(fmt).write(file, frames, palette, loop=self.loop, comment=self.recipe)

    def save(self, path: str | Path) -> int:
        """Write a file; its suffix chooses the format, .gif for the animation or .png for the finished picture.

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
        return write_file(path, lambda file: self.write(file, format_of(path)))

    def to_bytes(self, fmt: str = "gif") -> bytes:
        """What `save` would put into the file."""
        buffer = io.BytesIO()
        self.write(buffer, fmt)
        return buffer.getvalue()

    @cached_property
    def _survey(self) -> Survey:
        from tconv_anim.paint.text import measure

        check_fits(survey([next(self.shots())], measure), self.style, measure, self._size)  # the rest may be long
        return survey(self.shots(), measure)

    @cached_property
    def page(self) -> Page:
        """Where everything stands, in px."""
        from tconv_anim.paint.text import measure

        page = plan(self._survey, self.style, measure, self._size)
        if page.text_px == 0:  # what only numbers need takes no room then
            page = plan(survey(self.shots(numbers=False), measure), self.style, measure, self._size)
        return page

    @property
    def _size(self) -> tuple[int, int | None] | None:
        return (self.size, None) if isinstance(self.size, int) else self.size

    @property
    def durations_ms(self) -> list[int]:
        """How long each frame stays."""
        return [shot.duration_ms for shot in self._drawn_shots()]

    def _drawn_shots(self) -> Iterator[Shot]:
        """The shots with what fits the page: numbers too large for their cells are left out."""
        return self.shots(numbers=self.page.text_px > 0)

    @property
    def recipe(self) -> str:
        """The options that make this animation again, in the command line's words, as TOML."""
        options = spec_options(self.trace)
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name != "trace" and value != field.default:
                options[field.name.replace("_", "-")] = _option(value)
        return f"# tconv-anim {__version__}\n{to_toml(options)}"

    @property
    def alt_text(self) -> str:
        """One sentence that tells what there is to see."""
        return captions.alt_text(self.trace.spec)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:  # noqa: ARG002
        """What a notebook shows."""
        gif = base64.b64encode(self.to_bytes()).decode()
        return {"image/gif": gif, "text/plain": f"<Animation: {self.alt_text}>"}


def animate(
    op: Op = "conv_transpose",
    *,
    input: ArrayLike | None = None,
    weight: ArrayLike | None = None,
    bias: float | None = None,
    input_size: int | Size = DEFAULT_SIZE,
    kernel_size: int | Size = DEFAULT_SIZE,
    stride: int | Size = 1,
    padding: int | Size | str | Pads = 0,
    dilation: int | Size = 1,
    output_padding: int | Size = 0,
    padding_mode: str = "zeros",
    seed: int = DEFAULT_SEED,
    view: str | None = None,
    style: str = DEFAULT_STYLE,
    theme: str | Path = DEFAULT_THEME,
    numbers: bool = True,
    labels: bool = True,
    caption: bool = True,
    step_ms: int = timeline.STEP_MS,
    hold_ms: int = timeline.HOLD_MS,
    loop: int = FOREVER,
    size: int | tuple[int, int] | None = None,
    steps: range | None = None,
) -> Animation:
    """Compute a convolution or a transposed convolution and show it.

    Parameters
    ----------
    op : "conv" or "conv_transpose"
    input : (rows, columns) array_like; by default drawn from `seed`, of `input_size`
    weight : (rows, columns) array_like; by default drawn from `seed`, of `kernel_size`
    bias : one number, optional
    stride, padding, dilation, output_padding, padding_mode : as in PyTorch, see `ConvSpec`
    view, style, theme, numbers, labels, caption, step_ms, hold_ms, loop, size, steps : see `Animation`

    Returns
    -------
    Animation

    Raises
    ------
    SpecError, ThemeError, OptionError
        see `Animation`

    Examples
    --------
    >>> animation = animate("conv_transpose", stride=2, padding=1)
    >>> animation.trace.output.shape
    (1, 5, 5)
    >>> animation.to_bytes()[:6]
    b'GIF89a'
    """
    x, w = (None if v is None else as_numbers(name, v) for name, v in (("input", input), ("weight", weight)))
    spec = ConvSpec(
        op,
        input_size if x is None else x.shape,  # type: ignore[arg-type]
        kernel_size if w is None else w.shape,  # type: ignore[arg-type]
        stride, padding, dilation, output_padding, padding_mode=padding_mode,  # type: ignore[arg-type]
    )  # fmt: skip
    check_drawable(spec, steps)  # before the work, which may be long
    trace = record(
        op,
        draw_input(spec.input_size, seed) if x is None else x,
        draw_weight(spec.kernel_size, seed) if w is None else w,
        None if bias is None else [bias],
        stride=spec.stride, padding=spec.padding, dilation=spec.dilation, output_padding=spec.output_padding,
        padding_mode=padding_mode,
    )  # fmt: skip
    return Animation(trace, view, style, theme, numbers, labels, caption, step_ms, hold_ms, loop, size, steps)


def default_view(op: Op) -> str:
    """The name of the view that shows an op where none is asked for."""
    return views_for(op)[0]


def check_drawable(spec: ConvSpec, steps: range | None = None) -> None:
    """Refuse what no view draws, and what would be absurdly long.

    Raises
    ------
    SpecError
        of kind "not_drawable"
    OptionError
        for too many placements, or for steps that pick none of them
    """
    if spec.ndim != 2 or (spec.in_channels, spec.out_channels) != (1, 1):
        raise SpecError(
            "not_drawable",
            f"{spec.ndim} dimensions with {spec.in_channels} input and {spec.out_channels} output channels cannot be "
            "drawn: use two dimensions and one channel",
        )
    count = spec.placements
    if count > MAX_RECORDED:
        raise OptionError(f"{count} placements are too many to trace: use a smaller input, {MAX_RECORDED} at most")
    drawn = count if steps is None else len([step for step in steps if 1 <= step <= count])
    if not drawn:
        assert steps is not None
        raise OptionError(f"steps {_option(steps)} pick none of the {count} placements: count from 1 to {count}")
    if drawn > MAX_DRAWN:
        every = -(-count // MAX_DRAWN)
        raise OptionError(
            f"{drawn} placements are too many for one animation, {MAX_DRAWN} is the most: "
            f"pick some, such as --steps 1:{count}:{max(2, every)}"
        )


def _option(value: Any) -> Any:
    """An attribute as the command line takes it."""
    if isinstance(value, range):
        every = f":{value.step}" if value.step != 1 else ""
        return f"{value.start}:{value.stop - 1}{every}"
    if isinstance(value, tuple):
        return "x".join(map(str, value))
    return str(value) if isinstance(value, Path) else value
