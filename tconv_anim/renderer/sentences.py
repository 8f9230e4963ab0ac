"""The sentence below a picture: words and numbers that name a part of the picture have the colour of its title."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any

from tconv_anim.core.message import Clauses, Message, Words
from tconv_anim.renderer.marks import Ink
from tconv_anim.scenes.texts import keywords, say, spoken

INKS = {"input": "title.input", "kernel": "title.kernel", "now": "title.now"}
NAMED = {
    "value": "input", "values": "input", "weight": "kernel", "result": "now", "total": "now", "product": "now",
}  # fmt: skip
"""Which part the numbers of a message belong to, by their names in it."""
FIRST, LAST = "\ue000", "\ue001"
"""What marks the ends of such a number while it is said; no text has these."""

Run = tuple[str, Ink]
"""Letters in one ink."""


def in_inks(lines: Iterable[str], clauses: Clauses, ink: Ink) -> Iterator[tuple[Run, ...]]:
    """The lines of these clauses in runs, each as long as its ink stays the same; `ink` is that of the rest."""
    following = iter([(say(words), _spans(words, spoken())) for words in clauses])
    said, spans, at = "", dict[range, Ink](), 0
    for line in lines:
        while (begins := said.find(line, at)) < 0:
            if (further := next(following, None)) is None:
                begins, spans = 0, {}
                break
            (said, spans), at = further, 0
        at = begins + len(line)
        yield tuple(_runs(line, begins, spans, ink))


def _runs(line: str, begins: int, spans: dict[range, Ink], ink: Ink) -> Iterator[Run]:
    done = 0
    for span, own in sorted(spans.items(), key=lambda item: item[0].start):
        start, end = max(done, span.start - begins), min(len(line), span.stop - begins)
        if start < end:
            if done < start:
                yield line[done:start], ink
            yield line[start:end], own
            done = end
    if done < len(line):
        yield line[done:], ink


@lru_cache(maxsize=4096)
def _spans(words: Words, language: str) -> dict[range, Ink]:
    """What has an ink of its own in a clause; nothing in a user's words."""
    if isinstance(words, str) or (isinstance(words, Message) and isinstance(dict(words.values).get("words"), str)):
        return {}
    said = say(words, language)
    found = {
        range(*match.span()): INKS[part]
        for part, pattern in keywords(language).items()
        for match in re.finditer(pattern, said)
    }
    for part, ink in INKS.items():
        marked = say(_marked(words, part), language)
        if re.sub(f"[{FIRST}{LAST}]", "", marked) == said:
            for n, match in enumerate(re.finditer(f"{FIRST}([^{LAST}]*){LAST}", marked)):
                start = match.start() - 2 * n
                found[range(start, start + len(match[1]))] = ink
    return found


def _marked(words: Any, part: str) -> Any:
    """The words, with marks around the numbers that belong to a part."""
    if isinstance(words, tuple):
        return tuple(_marked(one, part) for one in words)
    if not isinstance(words, Message):
        return words
    return replace(words, values=tuple((name, _number(name, value, part)) for name, value in words.values))


def _number(name: str, value: Any, part: str) -> Any:
    """A value of a message by its name, which are several of a tuple, with marks if it belongs to a part."""
    if NAMED.get(name) != part:
        return _marked(value, part)
    if isinstance(value, tuple):
        return tuple(_number(name, one, part) for one in value)
    return f"{FIRST}{value}{LAST}" if isinstance(value, str) else _marked(value, part)
