"""Marks as forms: an element at the origin, where it stands, and what it says. Marks that look the same share one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import NamedTuple

from tconv_anim.core.symbols.mathematics import has_letters
from tconv_anim.renderer.marks import Area, Line, Mark, Point, Shape, Strip, Text, Tile
from tconv_anim.renderer.svg.painter import SPOKEN, element, sheet, together
from tconv_anim.renderer.themes import Theme

LEAST_SHARED = 60  # letters of elements that are worth being shared
TEXTS = "texts"


class Form(NamedTuple):
    """How a mark looks, apart from where it is and what it says.

    Attributes
    ----------
    elements : of SVG, at the origin; those of text hold no text, unless letters of mathematics are in it
    at : how far they are moved, in px
    text : what they say
    """

    elements: str
    at: Point
    text: str = ""


@dataclass(frozen=True)
class Forms:
    """Makes forms; elements that several marks share are made once.

    Attributes
    ----------
    theme : gives the colours
    outlines : whether letters are outlines, which are part of the form
    """

    theme: Theme
    outlines: bool = False
    _made: dict[tuple[str, Shape], str] = field(default_factory=dict, compare=False)

    def of(self, mark: Mark) -> Form:
        """The form of a mark."""
        x, y = _first(mark.shape)
        shape, text = _moved(mark.shape, -x, -y), ""
        if isinstance(shape, Text) and not self.outlines and not has_letters(shape.text):
            shape, text = shape._replace(text=""), shape.text
        spoken = SPOKEN if mark.key[0] == SPOKEN else ""
        drawn = self._made.get((spoken, shape))
        if drawn is None:
            drawn = element(Mark((spoken,), mark.order, shape), self.theme, outlines=self.outlines)
            self._made[spoken, shape] = drawn = drawn.replace("></text>", "/>")
        return Form(drawn, (round(x, 2), round(y, 2)), text)


def paint_once(marks: Iterable[Mark], theme: Theme, *, outlines: bool = False) -> list[str]:
    """The elements of marks for browsers, in the order in which they are drawn; what several share is written once."""
    ordered = [(_part_of(mark, outlines), mark) for mark in sorted(marks, key=attrgetter("order"))]
    of = Forms(theme, outlines).of
    alone = {mark.key: of(mark) for part, mark in ordered if part is None}
    counts = Counter(form.elements for form in alone.values() if not form.text and len(form.elements) > LEAST_SHARED)
    shared = {elements: f"f{n}" for n, elements in enumerate(text for text, count in counts.items() if count > 1)}
    definitions = "".join(f'<g id="{name}">{elements}</g>' for elements, name in shared.items())
    uses = [f"<defs>{definitions}</defs>" * bool(shared)]
    for part, pairs in groupby(ordered, key=itemgetter(0)):
        some = [mark for _, mark in pairs]
        if part == TEXTS:
            uses += together(some, theme)
        elif part is not None:
            uses.append(sheet([mark.shape for mark in some if isinstance(mark.shape, Strip)], theme))
        else:
            forms = [alone[mark.key] for mark in some]
            uses += [
                f'<use href="#{shared[form.elements]}" x="{form.at[0]:g}" y="{form.at[1]:g}"/>'
                if form.elements in shared
                else element(mark, theme, outlines=outlines)
                for mark, form in zip(some, forms, strict=True)
            ]
    return uses


def _part_of(mark: Mark, outlines: bool) -> Hashable:
    """What a mark is written together with: the rows of its panel, texts; None if with nothing."""
    if isinstance(mark.shape, Strip):
        return mark.key[0]
    return TEXTS if isinstance(mark.shape, Text) and not outlines and mark.opacity == 1 else None


def _first(shape: Shape) -> Point:
    """The point that a shape is placed by."""
    if isinstance(shape, Line):
        return shape.paths[0][0]
    if isinstance(shape, Area):
        return shape.points[0]
    return shape.corners[0] if isinstance(shape, Tile) else shape.at


def _moved(shape: Shape, dx: float, dy: float) -> Shape:
    def there(points: tuple[Point, ...]) -> tuple[Point, ...]:
        return tuple((round(x + dx, 3) + 0.0, round(y + dy, 3) + 0.0) for x, y in points)

    if isinstance(shape, Line):
        return shape._replace(paths=tuple(map(there, shape.paths)))
    if isinstance(shape, Area):
        return shape._replace(points=there(shape.points))
    if isinstance(shape, Tile):
        return shape._replace(corners=there(shape.corners))
    return shape._replace(at=there((shape.at,))[0])
