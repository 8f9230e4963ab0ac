"""The whole pipeline on one screen: request, trace, scenes, layout, frames, file."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property, partialmethod
from itertools import islice
from pathlib import Path
from typing import IO, Any, Unpack

from tconv_anim.core.message import Clauses
from tconv_anim.core.progress import DRAWING, LOOKING
from tconv_anim.core.trace import Trace, blank
from tconv_anim.formats import format_for
from tconv_anim.formats._notebook import Shown, shown
from tconv_anim.formats._shapes import shaped
from tconv_anim.formats._writing import check_writable, write_animation
from tconv_anim.options import CARD, CHAIN, FINISHED, OPTIONS, STAMPS, OptionError, check_keywords, taking, theme_names
from tconv_anim.recipes.keywords import AnimateKeywords, Look
from tconv_anim.recipes.layers.multiples import asked_for
from tconv_anim.recipes.limits import planned_within_limits
from tconv_anim.recipes.look import LOOKS, check_look, fonts_of, look_options, page_size, page_size_of
from tconv_anim.recipes.request import Request
from tconv_anim.recipes.values import Channels, ChosenCells, asked_language
from tconv_anim.recipes.writing import own_recipe
from tconv_anim.renderer.drawing import Drawing
from tconv_anim.renderer.fonts import Faces, read_faces, using
from tconv_anim.renderer.layout import LayoutError, NumbersWarning, check_possible, left_out, noted, on_paper, plan
from tconv_anim.renderer.layout.contents import Contents, look_through
from tconv_anim.renderer.layout.page import Page
from tconv_anim.renderer.marks import Mark
from tconv_anim.renderer.raster.palette import MAX_COLORS
from tconv_anim.renderer.themes import load_theme
from tconv_anim.scenes import timeline
from tconv_anim.scenes.alt_text import alt_text
from tconv_anim.scenes.formulas import about, call_words, formula_in_letters
from tconv_anim.scenes.limits import check_shown, choose_channels, count_placements
from tconv_anim.scenes.notes import legend
from tconv_anim.scenes.scene import Shot
from tconv_anim.scenes.texts import say, say_all, say_plainly
from tconv_anim.scenes.told.length import thinned
from tconv_anim.scenes.told.ties import ties_of
from tconv_anim.scenes.transcript import transcript
from tconv_anim.scenes.view import FLAT, View
from tconv_anim.scenes.views import image_view, view_of


@dataclass(frozen=True, eq=False)
class Animation(Look):
    """A trace, and how it is shown, see `Look`. Nothing is drawn until it is saved or displayed.

    Attributes
    ----------
    source : a trace, made by `record`; or a request, which is traced when it is needed
    call, note, advice : what the caption says in place of PyTorch's call, what it adds, what the command line adds
    seed, kernel_flipped, beside : for the recipe: the seed, whether the layer flips its weight, its options
    folder, files, portable : where files' names start, what files arrays are of, whether only our fonts are used

    Raises
    ------
    SpecError, ThemeError, OptionError
        each a TconvError; when it is drawn a LayoutError for too small a page, an OptionError for too few colours
    """

    source: Trace | Request
    call: str = ""
    note: str | Clauses = ""
    seed: int | None = None
    kernel_flipped: bool = False
    folder: Path = Path()
    portable: bool = False
    files: Mapping[str, str] | None = None
    beside: tuple[tuple[str, Any], ...] = ()
    advice: Clauses = ()

    def __post_init__(self) -> None:
        check_look(self)
        check_shown(self.source.spec, self, symbolic=self.source.symbolic, gradient=self.source.gradient is not None)
        load_theme(self._theme)
        self.faces  # noqa: B018 # a font that cannot be used is told before the work

    @cached_property
    def trace(self) -> Trace:
        """The numbers and every step."""
        return self.source.record(backward=self._view.backward) if isinstance(self.source, Request) else self.source

    @property
    def _view(self) -> View:
        return view_of(self.view, self.source.spec, self.side, self.cells)

    @cached_property
    def _size(self) -> int | tuple[int, int] | None:
        if self.still == CARD and self.size is None and self.aspect is None:
            return on_paper(self._explained(look_through(self.shots())), self._style)
        return page_size(self.size, self.aspect, self.still)

    @property
    def _style(self) -> str | None:
        return FLAT if self.still in (STAMPS, CARD) else self._view.style_of(self.source.spec, self.style)

    def shots(self, *, numbers: bool = True, smooth: bool = False) -> Iterator[Shot]:
        """The animation before it is drawn: scenes, and how long they stay, which is longer where things move."""
        self.trace.check_shown()
        doing = DRAWING if "page" in vars(self) else LOOKING
        drawn = timeline.viewed(self.trace, self, self._channels, timeline.placement_ms(self, smooth=smooth))
        return self._shown(timeline.watched(drawn, doing, self._count), numbers=numbers, smooth=smooth)

    def _shown(self, shots: Iterable[Shot], *, numbers: bool = True, smooth: bool = False) -> Iterator[Shot]:
        shots = timeline.worded(shots, self.source.spec, self, self._view, self._channels, self.call, self.note)
        shots = timeline.without_parts(timeline.pick_steps(shots, self.steps), self, numbers=numbers)
        return timeline.paced(shots, self, self._view.row(self.source.spec), smooth=smooth)

    def write(self, file: IO[bytes], fmt: str = "gif") -> int:
        """Write the animation or the finished picture; gives the number of frames, where equal ones are one."""
        self._warned  # noqa: B018 # once
        return self.encode(file, fmt)

    def encode(self, file: IO[bytes], fmt: str = "gif") -> int:
        """Do what `write` does without a warning about numbers that are left out, see `left_out`."""
        self.check_drawable()
        with using(self.faces):
            return format_for(self, fmt).write(file, self.drawing_for(fmt))

    def drawing_for(self, fmt: str) -> Drawing:
        """What a format writes: on the page and with the motion that are usual in it, and its recipe."""
        found = format_for(self, fmt)
        drawing = shaped(self, fmt).drawing(tick_ms=found.tick_ms)
        return replace(drawing, comment=self.recipe_with(found.takes))

    def marks(self, step: int | None = None) -> list[Mark]:
        """What is drawn at a step, counted from 1, once its sums are there; by default in the end."""
        self.check_drawable()
        (frame,) = self.drawing([timeline.end_of_step(self._drawn_shots(), step)]).frames()
        return frame.marks

    def draw_on(self, axes: Any, step: int | None = None) -> None:
        """Draw what `marks` gives on matplotlib's Axes, which lose their lines; their data are px of the page then."""
        from tconv_anim.renderer.axes import draw

        with using(self.faces):
            draw(axes, self.marks(step), (self.page.width, self.page.height), load_theme(self._theme))

    def drawing(self, shots: Iterable[Shot] | None = None, *, tick_ms: int = 0) -> Drawing:
        """What a format writes: the shots, by default all, with their page, colours and texts; see `tick_ms` there."""
        shots = self._drawn_shots(smooth=tick_ms > 0) if shots is None else shots
        return Drawing(
            shots, self.page, load_theme(self._theme), frozenset(self._contents.roles), transparent=self.transparent,
            heading=say(timeline.title_of(self.source.spec, self, self._view, self.call), self.lang),
            title=self.call or say(call_words(self.source.spec), self.lang), transcript=lambda: self.transcript,
            ties=lambda s: ties_of(self.trace, s, self), text=self.numbers or self.labels or self.caption,
            colors=self.colors or MAX_COLORS, outlines=self.outlines, alt_text=self.alt_text, animated=self.animate,
            comment=self.recipe, faces=self.faces, tick_ms=tick_ms, loop=self.loop, embed_font=self.embed_font,
            poster=self.poster == FINISHED, pages=self.pages, on_paper=self.still == CARD,
        )  # fmt: skip

    def check_drawable(self) -> None:
        """Raise a LayoutError or an OptionError before the work if the page has too little room, or too few colours."""
        if self.page and self.colors is not None and self.colors < self.fewest_colors:
            raise OptionError("few_colors", {"colors": self.colors}, hint=[{"colors": self.fewest_colors}])

    @property
    def fewest_colors(self) -> int:
        """How many colours there are without those that smooth letters and lines."""
        return self.drawing(()).palette.plain

    def save(self, path: str | Path) -> int:
        """Write a file, whose suffix chooses the format, or many, such as "frames/%03d.png"; gives their bytes."""
        check_writable(path)
        self._warned  # noqa: B018
        return write_animation(self, path)[0]

    def to_bytes(self, fmt: str = "gif") -> bytes:
        """What `save` would put into the file."""
        self._warned  # noqa: B018
        buffer = io.BytesIO()
        self.write(buffer, fmt)
        return buffer.getvalue()

    @property
    def _theme(self) -> str | Path:
        """A built-in theme's name, or where the theme's file is."""
        return self.theme if self.theme in theme_names() else self.folder / self.theme

    @cached_property
    def faces(self) -> Faces:
        """Whose letters are drawn, and in which language."""
        return Faces(read_faces(fonts_of(self), self.folder), self.lang, system=not self.portable)

    @property
    def _count(self) -> int:
        return count_placements(self.source.spec, self.view, pair=self.pair, side=self.side, cells=self.cells)

    @property
    def _channels(self) -> Channels:
        return choose_channels(self.source.spec, self.show_channels)

    @cached_property
    def _contents(self) -> Contents:
        with using(self.faces):
            check_possible(next(self.shots()).scene, self._style, self._size)  # before the rest, which may be long
            return self._explained(noted(look_through(self.shots()), self._style, self._size))

    def _explained(self, contents: Contents) -> Contents:
        """The contents with the number of steps, and what the legend says of their colours."""
        named, marked = self.legend and self.labels and self.caption, self._view.marked(self.source.spec)
        seen = timeline.last_roles(self.shots()) if self.still == FINISHED else contents.roles
        said = legend(seen - {*self._view.plain}, self.source.spec, still=self.still, marked=marked) if named else ()
        return replace(contents, last_step=0 if self.still in (STAMPS, CARD) else self._count, legend=said)

    @cached_property
    def page(self) -> Page:
        """Where everything is drawn, in px."""
        with using(self.faces):
            page = plan(self._contents, self._style, self._size)
            if page.fonts.text == 0 and self._contents.value_em:  # what only numbers need takes no room then
                with suppress(LayoutError):
                    page = plan(self._explained(look_through(self.shots(numbers=False))), self._style, self._size)
        return page

    @cached_property
    def left_out(self) -> NumbersWarning | None:
        """That numbers are left out, as the page has no room for them, and which page has; None if all are shown."""
        with using(self.faces):
            return left_out(self._contents, self._style, self.page, self.aspect) if self.numbers else None

    @cached_property
    def _warned(self) -> None:
        for lack in (self.left_out, timeline.too_short(self)):
            if lack is not None:
                warnings.warn(lack, stacklevel=4)

    @property
    def durations_ms(self) -> list[int]:
        """How long each scene stays in a GIF."""
        return self.times_ms("gif")

    def times_ms(self, fmt: str) -> list[int]:
        """How long each scene stays in a format, motion included."""
        return [shot.duration_ms for shot in self._drawn_shots(smooth=format_for(self, fmt).tick_ms > 0)]

    def _drawn_shots(self, *, smooth: bool = False) -> Iterator[Shot]:
        """The shots that fit the page: without numbers too large for their cells, with a note if some are rounded."""
        shots = self.shots(numbers=self.numbers_fit, smooth=smooth)
        shots = timeline.reworded(shots, note=self._contents.notes if self.numbers_fit else ())
        return timeline.stilled(shots, self.still)

    @property
    def numbers_fit(self) -> bool:
        """Whether the numbers, if there are any, fit their cells legibly; if not, they are left out."""
        return self.page.fonts.text > 0 or not self._contents.value_em

    @property
    def recipe(self) -> str:
        """The options that make this animation again, in the command line's words, as TOML; empty if no options do."""
        return self.recipe_with(bool)

    def recipe_with(self, takes: Callable[[str], bool]) -> str:
        """The recipe with those of the options of its look that a format `takes`."""
        return own_recipe(self, look_options(self, takes))

    @property
    def summary(self) -> str:
        """One line in English: the call, the sizes, the formula with its numbers."""
        return say(about(self.source.spec))

    @property
    def formula(self) -> str:
        """The size of the output in letters, with its numbers."""
        return say_all(formula_in_letters(self.source.spec), self.lang)

    @property
    def alt_text(self) -> str:
        """One sentence that says what there is to see."""
        spec, way = self.source.spec, self._view.way_of(self.source.spec)
        return say(alt_text(spec, self._count, way, pair=self.pair, picked=self.steps, still=self.still), self.lang)

    @property
    def transcript(self) -> list[tuple[int | None, str]]:
        """What happens at each step, counted from 1, in a sentence; None stands for what comes before and after."""
        told = replace(self, source=self.trace, caption=True, labels=True, sum=True, sentence=None)
        return [(n, say_plainly(w, self.lang)) for n, w in transcript(timeline.stilled(told.shots(), self.still))]

    def __repr__(self) -> str:
        return f"<Animation: {self.alt_text}>"

    def show(self, fmt: str = "gif") -> Shown:
        """What a notebook shows of it: a format such as "gif", "svg" or "html", and the end as a PNG for paper."""
        return shown(fmt, self.to_bytes, shaped(self, fmt).page, self.alt_text, repr(self), still=bool(self.still))

    player, video = partialmethod(show, "html"), partialmethod(show, "mp4")

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Mapping[str, str]:  # noqa: ARG002
        return self.show().bundle


@taking([option for option in OPTIONS.values() if option.takes != "output"])
def animate(
    op: str = "conv_transpose",
    *,
    traced: bool = True,
    folder: Path = Path(),
    image: bool = False,
    portable: bool = False,
    files: Mapping[str, str] | None = None,
    **options: Unpack[AnimateKeywords],
) -> Animation:
    """Compute a convolution, a transposed convolution, an upsampling or a pooling and show it.

    Arrays are read as `record` reads them; where the kernel is drawn from the seed, an input of two axes is (H, W).

    Parameters
    ----------
    op : "conv", "conv_transpose", another operation ("max_unpool" pools first, "compare" enlarges), or a layer's call
    traced : False puts the work off until numbers are needed
    folder, files : where the name of a theme's file starts; for the recipe, of what files large arrays are
    image : whether the input is an image, which is shown in grays unless a view is chosen
    portable : whether nothing comes from this machine: neither TCONV_ANIM_LANG, nor its fonts
    **options

    Examples
    --------
    >>> animate("conv_transpose", stride=2, padding=1).trace.output.shape
    (1, 5, 5)
    """
    check_keywords("animate", options, tuple(OPTIONS))
    options["lang"] = asked_language(options.get("lang"), portable=portable)
    options["size"], options["cells"] = page_size_of(options.get("size")), ChosenCells.of(options.get("cells"))

    def planned(op: Any, **these: Any) -> Animation:
        """What is to be computed and drawn: checked, and not too much."""
        looks = {name: value for name, value in these.items() if name in LOOKS}
        thinning = {name: these[name] for name in ("every", "max_steps") if name in these}
        request = asked_for(op, **{name: value for name, value in these.items() if name not in {*LOOKS, *thinning}})
        if (image or request.flips) and looks.get("view") is None:
            looks["view"] = image_view(request.spec) if image else None if looks.get("pair") else CHAIN
        steps, still = looks.pop("steps", None), looks.pop("still", None)
        looks |= {**request.told, "folder": folder, "portable": portable, "files": files}
        found = Animation(request, steps=range(1, 2), **looks)  # fewer steps do not make a page smaller
        if traced:
            first = found._shown(islice(timeline.viewed(blank(request.spec), found, found._channels, 1), 1))
            with using(found.faces):
                check_possible(next(first).scene, found._style, found._size)
        return replace(found, steps=thinned(found._count, steps, **thinning, finished=still == FINISHED), still=still)

    found = planned_within_limits(planned, op, {name: value for name, value in options.items() if value is not None})
    return replace(found, source=found.trace) if isinstance(found.source, Request) and traced else found
