"""What a format needs to write a file: the shots, the page and the texts that go into the file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

from tconv_anim.options import FOREVER
from tconv_anim.renderer.fonts import Faces, using
from tconv_anim.renderer.frame import FINE_MS, PixelFrame
from tconv_anim.renderer.framing import frames
from tconv_anim.renderer.layout.page import Page
from tconv_anim.renderer.marks import Frame
from tconv_anim.renderer.poster import finished_first
from tconv_anim.renderer.raster.palette import Palette
from tconv_anim.renderer.themes import Theme
from tconv_anim.scenes.scene import Scene, Shot
from tconv_anim.scenes.timeline import end_of_step, ends_of_steps
from tconv_anim.scenes.told.ties import Ties

Item = TypeVar("Item")


@dataclass(frozen=True, eq=False)
class Drawing:
    """An animation that is ready to be drawn, in pixels or in elements.

    Attributes
    ----------
    shots : scenes, and how long they stay
    page, theme : where everything is, and its colours
    roles, text : the roles of all cells, and whether there are letters
    colors : the largest number of colours in the palette
    outlines : whether letters are outlines where they could be text
    embed_font : whether a file that carries text has the letters, too
    transparent : whether there is no background
    faces : fonts for letters that our own lacks
    loop : how often it plays; 0 is forever
    title, alt_text : the layer's call, and a sentence that describes the picture
    heading : what the picture shows, as its title
    transcript : makes a sentence for each step, counted from 1; None stands for what comes before and after them
    comment : the recipe, which the file carries
    ties : which cells of the finished scene are tied
    pages : whether a format has a page for each step that is a still otherwise
    poster : whether a loop begins with the finished picture
    tick_ms : how long each frame stays in which marks are on their way; 0 where they jump
    animated : whether a format moves that is a still otherwise
    on_paper : whether a page in points is as large as A4 across, or as much of it as has the page's shape
    only : a frame that is drawn in place of all shots
    """

    shots: Iterable[Shot]
    page: Page
    theme: Theme
    roles: frozenset[int]
    text: bool
    colors: int
    outlines: bool
    embed_font: bool
    transparent: bool
    faces: Faces
    loop: int
    title: str
    alt_text: str
    heading: str
    transcript: Callable[[], list[tuple[int | None, str]]]
    comment: str
    ties: Callable[[Scene], Ties]
    tick_ms: int = 0
    animated: bool = False
    poster: bool = False
    pages: bool = False
    on_paper: bool = False
    only: Frame | None = None

    def finished(self) -> Drawing:
        """The finished picture alone, or the frame that is drawn in place of all."""
        return self if self.only is not None else replace(self, shots=[end_of_step(self.shots, None)])

    def pictures(self) -> Iterator[Drawing]:
        """A drawing of each step alone, once its sums are there, if pages are asked for; or of the finished picture."""
        if not self.pages or self.only is not None:
            yield self.finished()
            return
        for shot in ends_of_steps(self.shots):
            yield replace(self, shots=[shot])

    def looped(self) -> Iterator[PixelFrame]:
        """The frames in pixels, of which the last one comes first if the loop is to begin with it."""
        frames = finished_first(self.frames(), forever=self.loop == FOREVER) if self.poster else self.frames()
        return self._painted(frames)

    @cached_property
    def palette(self) -> Palette:
        """The colours of all frames."""
        only = {"transparent": self.transparent, "fading": 0 < self.tick_ms <= FINE_MS}
        return Palette(self.theme, self.roles, self.text, self.colors, **only)

    def states(self) -> Iterator[Frame]:
        """The shots as marks, a frame each, for formats that move marks by themselves."""
        if self.only is not None:
            return iter([self.only])
        return self._lettered(frames(self.shots, self.page, self.theme, moving=self.tick_ms > 0))

    def frames(self) -> Iterator[Frame]:
        """The shots as marks, with frames between them if things move. All take whole hundredths of a second."""
        if not self.tick_ms:
            return self.states()
        from tconv_anim.renderer.motion import smooth

        return smooth(self.states(), self.tick_ms)

    def pixel_frames(self) -> Iterator[PixelFrame]:
        """These frames as pixels, which are indices of the palette."""
        return self._painted(self.frames())

    def _painted(self, frames: Iterable[Frame]) -> Iterator[PixelFrame]:
        from tconv_anim.renderer.raster.painter import paint

        size = self.page.width, self.page.height
        return self._lettered(paint(frames, size, self.theme, self.palette))

    def _lettered(self, items: Iterator[Item]) -> Iterator[Item]:
        """Make each item with the fonts in use, which are those of others between two of them."""
        while True:
            with using(self.faces):
                item = next(items, None)
            if item is None:
                return
            yield item
