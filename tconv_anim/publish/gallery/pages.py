"""The pages of a gallery: README.md to browse on a forge, index.html to search and filter."""

from __future__ import annotations

import html
import itertools
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tconv_anim.core.message import message
from tconv_anim.core.spec import in_pictures
from tconv_anim.formats import format_of, load_format
from tconv_anim.formats._page import address_of, filled
from tconv_anim.options import DEFAULT_LANGUAGE, OPTIONS, printable, written
from tconv_anim.publish.compare import PictureSize
from tconv_anim.publish.gallery.inline import as_html, as_markdown
from tconv_anim.recipes.paths import named_files
from tconv_anim.recipes.recipe import Recipe
from tconv_anim.recipes.writing import shown_op
from tconv_anim.renderer.svg.letters import TAGS
from tconv_anim.scenes.texts import say, speaking, spoken
from tconv_anim.scenes.views import view_name

if TYPE_CHECKING:
    from tconv_anim.animation import Animation

SIZES = ("input_size", "output_size", "in_channels", "out_channels")
NOT_FACTS = ("ops", "seed")
"""Parameters that are not facts: they say what else there is."""
NOT_FILTERS = ("input_size", "labels", "caption")
FIRST_FILTERS = ("op", "view", "kernel_size", "stride", "padding", "dilation")
"""Those that people look for; others take their place in a gallery in which these do not vary."""
MAX_FILTERS = 6
ALWAYS_FILTERS = ("op", "view")
"""Filters with any number of choices."""
MAX_CHOICES = 12
"""Most choices of any other filter: more of them would be a long list."""
FILTER_TYPES = ("choice", "switch", "theme")
"""Types of the options of the look that are filters."""
WIDE_PX = 760
"""Least width of a picture that takes two columns."""
WORDS = {
    "gallery": message("gallery"), "gallery_of_animations": message("gallery_of_animations"),
    "search": message("search"), "search_for": message("search_for"), "filters": message("filters"),
    "show_all": message("show_all"), "nothing_fits": message("nothing_fits"),
}  # fmt: skip
"""What the page says."""
SCRIPT_WORDS = {
    "picture": message("picture"), "pictures": message("pictures", count="{count}"),
    "pictures_of": message("pictures_of", count="{count}", of="{of}"), "light": message("light"),
    "dark": message("dark"), "to_light": message("to_light"), "to_dark": message("to_dark"),
    "copy": message("copy"), "copied": message("copied"), "selected": message("selected"),
    "pause": message("pause_pictures"), "play": message("play_pictures"),
}  # fmt: skip
"""What its script says."""
VALUES = {"all": message("all"), "yes": message("yes"), "no": message("no"), "default": message("default")}
"""What values of filters are called."""
PAGES = (README, INDEX) = ("README.md", "index.html")


@dataclass(frozen=True)
class Card:
    """What pages say about a picture.

    Attributes
    ----------
    recipe : of the picture
    alt_text, formula : in words, and with numbers
    facts : the parameters that can be filters, as text by their names
    """

    recipe: Recipe
    alt_text: str
    formula: str
    facts: Mapping[str, str]

    @property
    def name(self) -> str:
        """The name in links."""
        return Path(self.recipe.outputs[0]).stem

    @property
    def title(self) -> str:
        """The title; the name if there is none."""
        return self.recipe.title or printable(self.name)


def card_of(recipe: Recipe, animation: Animation) -> Card:
    """The card of a recipe's picture."""
    (spec, *_) = in_pictures(animation.source.spec)
    facts: dict[str, Any] = {"op": shown_op(spec)}
    for one in (spec,) if spec.side_by_side else (spec, *spec.stages):
        facts |= {name: value for name, value in one.parameters if name not in NOT_FACTS}
    facts |= {name: getattr(spec, name) for name in SIZES}
    looks = [name for name, option in OPTIONS.items() if option.group == "look" and option.type in FILTER_TYPES]
    facts |= {name: getattr(animation, name) for name in looks}
    for name in dict(animation.source.spec.get("varied") or ()):
        facts.pop(name, None)
    facts["view"] = view_name(animation.view, spec.op)
    words = {name: _word(value) for name, value in facts.items() if name not in NOT_FILTERS}
    return Card(recipe, animation.alt_text, animation.formula, words)


def page_texts(
    cards: Sequence[Card], sizes: Mapping[str, PictureSize], language: str = DEFAULT_LANGUAGE
) -> dict[str, str]:  # fmt: skip
    """The pages by their file names, with words of a language around what the recipes say.

    Parameters
    ----------
    cards : of all pictures
    sizes : width and height of each picture in px, by file name
    """
    sections: dict[str, list[Card]] = {}
    for one in sorted(cards, key=lambda one: (_natural(one.recipe.section), one.recipe.order)):
        sections.setdefault(one.recipe.section, []).append(one)
    with speaking(language):
        pages = {README: _readme(sections), INDEX: _index(sections, sizes)}
    return {
        name: text.encode(errors="backslashreplace").decode() for name, text in pages.items()
    }  # file names hold any bytes


def filters(cards: Iterable[Card]) -> dict[str, list[str]]:
    """The parameters that are filters, with their values: of those that vary, some that make different groups."""
    cards = list(cards)
    found: dict[str, list[str]] = {}
    seen = set()
    for name in dict.fromkeys([*FIRST_FILTERS, *(name for one in cards for name in one.facts)]):
        column = [one.facts.get(name, "") for one in cards]
        values = sorted(set(column) - {""}, key=_natural)
        partition = tuple(column.index(value) for value in column)
        few = len(values) <= MAX_CHOICES or name in ALWAYS_FILTERS
        if len(values) >= 2 and few and partition not in seen and len(found) < MAX_FILTERS:
            seen.add(partition)
            found[name] = values
    return found


def _readme(sections: Mapping[str, Sequence[Card]]) -> str:
    count = sum(map(len, sections.values()))
    made = message("gallery_is_made", pictures=message("pictures", count=count), index="[index.html](index.html)")
    parts = [f"# {say(message('gallery'))}", say(made)]
    if any(named_files(one.recipe) for cards in sections.values() for one in cards):
        parts.append(say(message("run_in_folder")))
    if len(sections) > 1:
        parts.append("\n".join(f"- [{as_markdown(section)}](#{_anchor(section)})" for section in sections if section))
    for section, cards in sections.items():
        parts += [f"## {as_markdown(section)}"] if section else []
        for one in cards:
            parts.append(f"### {as_markdown(one.title)}")
            pictures = [name for name in one.recipe.outputs if is_image(name)]
            rest = [name for name in one.recipe.outputs if name not in pictures[:1]]
            parts += [f"![{escape_markdown(one.alt_text)}]({address_of(name)})" for name in pictures[:1]]
            parts += [as_markdown(one.recipe.caption)] if one.recipe.caption else []
            parts += (
                [_also_as(f"[{as_markdown(printable(name))}]({address_of(name)})" for name in rest)] if rest else []
            )
            parts.append(_fenced(one.recipe.command))
    return "\n\n".join(parts) + "\n"


def _fenced(command: str) -> str:
    """A command as a block of code, between lines of more backticks than it has."""
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", command)), default=0))
    return f"{fence}sh\n{command}\n{fence}"


def _index(sections: Mapping[str, Sequence[Card]], sizes: Mapping[str, PictureSize]) -> str:
    template = Path(__file__).with_name("index.html").read_text(encoding="utf-8")
    still = Path(__file__).with_name("still.js").read_text(encoding="utf-8").rstrip()
    chosen = filters(one for cards in sections.values() for one in cards)
    choices = "\n".join(
        f'<label>{name.replace("_", " ")} <select name="{name}"><option value="">{_said("all")}</option>'
        + "".join(map(_choice, values))
        + "</select></label>"
        for name, values in chosen.items()
    )
    names = _ids(template, sections)
    body = "\n".join(
        "<section>\n"
        + (f'<h2 id="{names[section]}">{html.escape(section)}</h2>\n' if section else "")
        + '<div class="cards">\n'
        + "\n".join(_article(one, names[one.recipe.outputs[0]], chosen, sizes) for one in cards)
        + "\n</div>\n</section>"
        for section, cards in sections.items()
    )
    count = sum(map(len, sections.values()))
    words = {name: html.escape(say(text)) for name, text in WORDS.items()}
    spoken_by_script = {name: say(text) for name, text in SCRIPT_WORDS.items()}
    values = words | {
        "pictures": say(message("pictures", count=count)), "language": TAGS.get(spoken(), spoken()),
        "dark": spoken_by_script["dark"], "words": json.dumps(spoken_by_script, ensure_ascii=False),
        "choices": choices, "still": still, "sections": body, "contents": _contents(sections, names),
    }  # fmt: skip
    return filled(template, values)


def _contents(sections: Mapping[str, Sequence[Card]], names: Mapping[str, str]) -> str:
    """A list of links to the sections, with how many pictures each has; nothing for a single one."""
    items = [
        f'<li><a href="#{names[section]}">{html.escape(section)}</a> <span>{len(cards)}</span></li>'
        for section, cards in sections.items()
        if section
    ]
    if len(items) < 2:
        return ""
    said = html.escape(say(message("contents")))
    items = ["<ul>", *items, "</ul>"]
    return "\n".join(
        [
            f'<details id="contents"><summary>{said}</summary>',
            f'<nav aria-label="{said}">',
            *items,
            "</nav>\n</details>\n",
        ]
    )


def _choice(value: str) -> str:
    """A value of a filter; what is no name or number is said in the page's language."""
    said = _said(value) if value in VALUES else value
    return f"<option>{html.escape(value)}</option>" if said == value else f'<option value="{value}">{said}</option>'


def _said(key: str) -> str:
    return html.escape(say(VALUES[key]))


def _also_as(links: Iterable[str]) -> str:
    return say(message("also_as", names=message("list", items=tuple(links))))


def _article(one: Card, name: str, chosen: Iterable[str], sizes: Mapping[str, PictureSize]) -> str:
    facts = html.escape(json.dumps({name: one.facts.get(name, "") for name in chosen}, ensure_ascii=False))
    shown = next((name for name in one.recipe.outputs if is_image(name)), None)
    rest = [name for name in one.recipe.outputs if name != shown]
    size = sizes.get(shown) if shown else None
    wide = ' class="wide"' if size and size[0] > WIDE_PX else ""
    links = (f'<a href="{address_of(name)}">{html.escape(printable(name))}</a>' for name in rest)
    command = html.escape(one.recipe.command)
    copying = html.escape(say(message("copy_command", name=one.title)))
    command = re.sub(r"(?<!\S)--?[a-z][a-z-]*", r"<span>\g<0></span>", command)  # a line does not break at its dashes
    return "\n".join(
        [
            f'<article id="{html.escape(name)}"{wide} data-facts="{facts}">',
            f'<h3><a href="#{html.escape(name)}">{as_html(one.title)}</a></h3>',
            *([_image(shown, one.alt_text, size)] if shown else []),
            *([f"<p>{as_html(one.recipe.caption)}</p>"] if one.recipe.caption else []),
            f'<p class="formula">{html.escape(one.formula)}</p>',
            *([f"<p>{_also_as(links)}</p>"] if rest else []),
            f'<div class="command"><code>{command}</code>',
            f'<button type="button" title="{copying}" aria-label="{copying}">{say(message("copy"))}</button></div>',
            "</article>",
        ]
    )


def _ids(template: str, sections: Mapping[str, Sequence[Card]]) -> dict[str, str]:
    """The ids of pictures, by their first file, and of sections: a name, with a number if the page has it already."""
    taken, ids = set(re.findall(r'id="([^"]+)"', template)), {}
    wanted = [(one.recipe.outputs[0], one.name) for cards in sections.values() for one in cards]
    for key, name in [*wanted, *((section, _anchor(section)) for section in sections)]:
        numbered = (f"{name}-{number}" for number in itertools.count(2))
        ids[key] = name if name not in taken else next(other for other in numbered if other not in taken)
        taken.add(ids[key])
    return ids


def _image(name: str, alt: str, size: PictureSize) -> str:
    extent = f' width="{size[0]}" height="{size[1]}"' if size else ""
    image = f'<img src="{address_of(name)}" alt="{html.escape(alt)}" loading="lazy"{extent}>'
    return f'<a href="{address_of(name)}" title="{html.escape(say(message("in_full_size")))}">{image}</a>'


def escape_markdown(text: str) -> str:
    r"""Text as the alt text of an image in Markdown.

    >>> print(escape_markdown(r"a [b] \c"))
    a \[b\] \\c
    """
    return re.sub(r"([\\\[\]])", r"\\\1", text)


def is_image(name: str) -> bool:
    """Whether a page shows a file as an image; it links to others."""
    return load_format(format_of(name)).is_image


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
        return "default"
    return Path(value).stem if isinstance(value, Path) else str(written(value))
