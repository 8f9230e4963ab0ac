"""The keywords of `animate`, and those of them that say how a picture looks.

Generated from options.py by python -m tests.generate: do not edit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from tconv_anim.core.parameters import Pads, Size
from tconv_anim.recipes.values import Channels, ChosenCells

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


class AnimateKeywords(TypedDict, total=False):
    """Every keyword, None for its default."""

    ops: Sequence[str] | None
    layer: str | Sequence[str] | None
    pick: str | None
    let: str | Mapping[str, int | Size] | Sequence[tuple[str, int | Size]] | None
    like: str | None
    dims: int | None
    input_size: int | Size | str | None
    kernel_size: int | Size | str | None
    stride: int | Size | str | None
    padding: int | Size | str | Pads | None
    output_padding: int | Size | str | None
    dilation: int | Size | str | None
    padding_mode: str | None
    groups: int | str | None
    in_channels: int | None
    out_channels: int | None
    scale_factor: float | tuple[float, ...] | str | None
    output_size: int | Size | str | None
    align_corners: bool | None
    ceil_mode: bool | None
    count_include_pad: bool | None
    divisor_override: int | str | None
    upscale_factor: int | str | None
    downscale_factor: int | str | None
    input: ArrayLike | None
    weight: ArrayLike | str | None
    bias: ArrayLike | None
    gradient: ArrayLike | None
    seed: int
    view: str | None
    side: str | None
    cells: ChosenCells | str | Sequence[int] | Sequence[Sequence[int]] | None
    style: str | None
    theme: str | Path
    colors: int | None
    numbers: bool
    labels: bool
    caption: bool
    outlines: bool
    embed_font: bool
    font: str | Path | Sequence[str | Path]
    lang: str
    motion: str | None
    animate: bool
    pace: str
    step_ms: int | None
    hold_ms: int
    loop: int
    poster: str
    pages: bool
    size: int | tuple[int, int] | None
    aspect: str | None
    steps: range | None
    every: int
    max_steps: int | None
    show_channels: Channels | None
    pair: bool
    still: int | str | None
    blank: str | None
    heading: str | None
    sentence: str | None
    transparent: bool
    sum: bool
    legend: bool
    limit: str


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Look:
    """How a picture looks.

    Attributes
    ----------
    view : What to show: tconv-anim views describes each view.
    side : Side whose cells the view connections goes through, and at which receptive_field begins: what an input cell
        reaches, or what an output cell reads.
    cells : Cells of that side to show at once, each in a stroke of its own, by row and column, counted from 0:
        0,0;1,1; for receptive_field the one cell at which it begins.
    style : Planes above each other (isometric) or panels side by side (flat).
    theme : Colours: a built-in theme or a .toml file.
    colors : Largest number of colours in a GIF or PNG; fewer make letters less smooth.
    numbers : Show the numbers in the cells.
    labels : Show the names and sizes of the panels.
    caption : Show the text below the picture.
    outlines : Draw the letters of an SVG, a page or a PDF as outlines: the same in any program, but no text.
    embed_font : Put the letters of an SVG or a page into it, as a font, so that its text looks the same in any
        browser.
    font : Font file for letters that the own font has no shape for: .ttf, .otf, .ttc; repeat it for several, of which
        the first that has a letter gives it.
    lang : Language of the picture's words; errors and this help stay English.
    motion : Let things move to their places (smooth) or jump there (cut); below 800 ms for a placement they jump.
    animate : Let an .svg move, by a style sheet alone.
    pace : Show all placements for the same time (even), or the first row of them in full and the others faster
        (lesson).
    step_ms : Time for each placement, in ms, motion included.
    hold_ms : Time for the finished output, in ms.
    loop : How often the animation plays.
    poster : Picture with which a GIF, WebP or moving SVG begins: finished is for places that show only the first,
        such as print and thumbnails.
    pages : Give each step a page of its own in a .pdf.
    size : Width of the page in px, or width and height.
    aspect : Shape of the page; auto follows the content.
    steps : Placements to show, counted from 1: 1:200:5 is every fifth of the first 200.
    show_channels : Channels to draw, counted from 0, such as 0,1:0.
    pair : Show a convolution together with the transposed convolution that restores its input size, or the other way
        round; another operation together with the convolution that it equals.
    still : One picture in place of the animation: finished; a step, counted from 1; stamps, with every placement in
        its place and what they add up to; or card, a page that sums up the layer.
    blank : Leave the numbers of the input, the kernel or the output out, as on a worksheet.
    heading : Title of the picture.
    sentence : Sentence below the picture, the same at every step.
    transparent : Leave the background out, in a .png, .svg or .pdf.
    sum : Write out the products and their sum.
    legend : Say below the picture what its colours mean.
    limit : none lifts the limits on what takes long: placements to compute and to show, and products. Those of memory
        and of the page stay.
    """

    view: str | None = None
    side: str | None = None
    cells: ChosenCells | None = None
    style: str | None = None
    theme: str | Path = "light"
    colors: int | None = None
    numbers: bool = True
    labels: bool = True
    caption: bool = True
    outlines: bool = False
    embed_font: bool = False
    font: str | Path | Sequence[str | Path] = ()
    lang: str = "en"
    motion: str | None = None
    animate: bool = False
    pace: str = "even"
    step_ms: int | None = None
    hold_ms: int = 3000
    loop: int = 0
    poster: str = "start"
    pages: bool = False
    size: int | tuple[int, int] | None = None
    aspect: str | None = None
    steps: range | None = None
    show_channels: Channels | None = None
    pair: bool = False
    still: int | str | None = None
    blank: str | None = None
    heading: str | None = None
    sentence: str | None = None
    transparent: bool = False
    sum: bool = True
    legend: bool = True
    limit: str = "usual"
