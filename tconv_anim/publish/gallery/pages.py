"""The pages of a gallery: README.md to browse on a forge, index.html to search and filter."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from tconv_anim.formats import format_of, load_format
from tconv_anim.options import OPTIONS
from tconv_anim.options import written as option_value
from tconv_anim.publish.gallery.manifest import named_files
from tconv_anim.recipes.recipe import Recipe
from tconv_anim.scenes.captions import escape_markdown, formula_text
from tconv_anim.scenes.views import views_for

if TYPE_CHECKING:
    from tconv_anim.animation import Animation

NESTED = ("parameters", "stages", "ops")  # what a spec holds of others
ALWAYS = ("op", "view")  # are filters, however many there are
MAX_CHOICES = 12  # of a filter; a parameter with more values would be a long list
WIDE_PX = 760  # from here a picture takes two columns
NO_FILTER = ("input_size", "labels", "caption")
LOOKS = [
    name for name, option in OPTIONS.items() if option.group == "look" and option.type in ("choice", "switch", "theme")
]
"""What else can be filtered by."""
PAGES = (README, INDEX) = ("README.md", "index.html")

Size = tuple[int, int] | None


@dataclass(frozen=True)
class Card:
    """What pages say of a picture: its recipe, alt text, formula, and its parameters by name, all of them as text."""

    recipe: Recipe
    alt_text: str
    formula: str
    facts: Mapping[str, str]

    @property
    def name(self) -> str:
        """The name to link to."""
        return Path(self.recipe.outputs[0]).stem

    @property
    def title(self) -> str:
        """The title, or else the name."""
        return self.recipe.title or self.name


def card(recipe: Recipe, animation: Animation) -> Card:
    """What there is to say of a recipe's picture."""
    spec = animation.source.spec
    facts = {f.name: _word(getattr(spec, f.name)) for f in fields(spec) if f.name not in NESTED}
    for stage in getattr(spec, "stages", (spec,)):
        facts |= {name: _word(value) for name, value in getattr(stage, "parameters", ())}
    facts |= {name: _word(getattr(animation, name)) for name in LOOKS}
    facts["view"] = animation.view or views_for(spec.op)[0]
    return Card(recipe, animation.alt_text, formula_text(spec), {k: v for k, v in facts.items() if k not in NO_FILTER})


def page_texts(cards: Sequence[Card], sizes: Mapping[str, Size]) -> dict[str, str]:
    """The pages by their file names.

    Parameters
    ----------
    cards : of all pictures
    sizes : widths and heights of the pictures, by file name
    """
    sections: dict[str, list[Card]] = {}
    for one in sorted(cards, key=lambda one: (_natural(one.recipe.section), one.recipe.order)):
        sections.setdefault(one.recipe.section, []).append(one)
    return {README: _readme(sections), INDEX: _index(sections, sizes)}


def filters(cards: Iterable[Card]) -> dict[str, list[str]]:
    """The parameters worth filtering by, with their values: those that vary, none that says the same as another."""
    cards = list(cards)
    found: dict[str, list[str]] = {}
    seen = set()
    for name in dict.fromkeys(name for one in cards for name in one.facts):
        column = [one.facts.get(name, "") for one in cards]
        values = sorted(set(column) - {""}, key=_natural)
        partition = tuple(column.index(value) for value in column)
        few = len(values) <= MAX_CHOICES or name in ALWAYS
        if len(values) >= 2 and few and partition not in seen:
            seen.add(partition)
            found[name] = values
    return found


def _readme(sections: Mapping[str, Sequence[Card]]) -> str:
    count = sum(map(len, sections.values()))
    parts = [
        "# Gallery",
        f"{count} picture{'s' * (count != 1)}, made by `tconv-anim gallery` from one recipe each: do not edit this "
        "page or a picture, edit the recipe. [index.html](index.html), opened in a browser, searches and filters them.",
    ]
    if any(named_files(one.recipe) for cards in sections.values() for one in cards):
        parts.append("A command that names a file is for the folder of the recipes.")
    if len(sections) > 1:
        parts.append("\n".join(f"- [{section}](#{_anchor(section)})" for section in sections if section))
    for section, cards in sections.items():
        parts += [f"## {section}"] if section else []
        for one in cards:
            parts.append(f"### {one.title}")
            pictures = [name for name in one.recipe.outputs if is_image(name)]
            rest = [name for name in one.recipe.outputs if name not in pictures[:1]]
            parts += [f"![{escape_markdown(one.alt_text)}]({_url(name)})" for name in pictures[:1]]
            parts += [one.recipe.caption] if one.recipe.caption else []
            parts += [f"Also as {', '.join(f'[{name}]({_url(name)})' for name in rest)}."] if rest else []
            parts.append(f"```sh\n{one.recipe.command}\n```")
    return "\n\n".join(parts) + "\n"


def _index(sections: Mapping[str, Sequence[Card]], sizes: Mapping[str, Size]) -> str:
    template = (resources.files("tconv_anim.publish.gallery") / "index.html").read_text(encoding="utf-8")
    chosen = filters(one for cards in sections.values() for one in cards)
    choices = "\n".join(
        f'<label>{name.replace("_", " ")} <select name="{name}"><option value="">all</option>'
        + "".join(f"<option>{html.escape(value)}</option>" for value in values)
        + "</select></label>"
        for name, values in chosen.items()
    )
    body = "\n".join(
        "<section>\n"
        + (f'<h2 id="{_anchor(section)}">{html.escape(section)}</h2>\n' if section else "")
        + '<div class="cards">\n'
        + "\n".join(_article(one, chosen, sizes) for one in cards)
        + "\n</div>\n</section>"
        for section, cards in sections.items()
    )
    count = sum(map(len, sections.values()))
    values = {"filters": choices, "sections": body, "count": str(count)}
    return re.sub(r"\{\{(\w+)\}\}", lambda match: values[match[1]], template)


def _article(one: Card, chosen: Iterable[str], sizes: Mapping[str, Size]) -> str:
    facts = html.escape(json.dumps({name: one.facts.get(name, "") for name in chosen}, ensure_ascii=False))
    shown = next((name for name in one.recipe.outputs if is_image(name)), None)
    rest = [name for name in one.recipe.outputs if name != shown]
    size = sizes.get(shown) if shown else None
    wide = ' class="wide"' if size and size[0] > WIDE_PX else ""
    links = ", ".join(f'<a href="{_url(name)}">{html.escape(name)}</a>' for name in rest)
    command = html.escape(one.recipe.command)
    command = re.sub(r"(?<!\S)--?[a-z][a-z-]*", r"<span>\g<0></span>", command)  # which is not broken at its dashes
    return "\n".join(
        [
            f'<article id="{html.escape(one.name)}"{wide} data-facts="{facts}">',
            f'<h3><a href="#{html.escape(one.name)}">{_inline(one.title)}</a></h3>',
            *([_image(shown, one.alt_text, size)] if shown else []),
            *([f"<p>{_inline(one.recipe.caption)}</p>"] if one.recipe.caption else []),
            f'<p class="formula">{html.escape(one.formula)}</p>',
            *([f"<p>Also as {links}.</p>"] if links else []),
            f'<div class="command"><code>{command}</code>',
            '<button type="button" title="Copy the command">Copy</button></div>',
            "</article>",
        ]
    )


def _image(name: str, alt: str, size: Size) -> str:
    extent = f' width="{size[0]}" height="{size[1]}"' if size else ""
    image = f'<img src="{_url(name)}" alt="{html.escape(alt)}" loading="lazy"{extent}>'
    return f'<a href="{_url(name)}" title="In full size">{image}</a>'


def is_image(name: str) -> bool:
    """Whether a page shows a file as an image; it links to others."""
    return load_format(format_of(name)).is_image


def _inline(text: str) -> str:
    """The two things of Markdown that titles and captions use, as HTML: `code` and [links](address)."""
    text = re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(text, quote=False))
    return re.sub(r"\[([^]]+)\]\(([^)\s\"]+)\)", r'<a href="\2">\1</a>', text)


def _url(name: str) -> str:
    return quote(name)


def _anchor(heading: str) -> str:
    """The anchor that forges give to a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def _natural(text: str) -> list[Any]:
    """A key that sorts 2 before 10."""
    return [(not part.isdigit(), int(part) if part.isdigit() else 0, part) for part in re.split(r"(\d+)", text) if part]


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None:
        return "usual"
    return Path(value).stem if isinstance(value, Path) else str(option_value(value))
