"""Calls in any text: their names, their brackets, and what they are called where they stand.

Brackets and quotation marks need not match outside of a call: a line out of a list or the end of a printed model is
read too.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tconv_anim.frameworks.shared.errors import LayerError
from tconv_anim.frameworks.shared.values import NoValue, Unknown, evaluate

PAIRS = {"(": ")", "[": "]", "{": "}"}
TOKEN = re.compile(
    r"""(?P<string>(?:\b[rRbBfFuU]{1,2}|(?<!\w))(?:'{3}(?:[^\\]|\\.)*?'{3}|"{3}(?:[^\\]|\\.)*?"{3}|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"))"""
    r"""|(?P<comment>\#[^\n]*)|(?P<open>[(\[{])|(?P<close>[)\]}])|(?P<comma>,)""",
    re.DOTALL,
)
HEAD = re.compile(r"[^\W\d]\w*(?:[ \t]*\.[ \t]*[^\W\d]\w*)*[ \t]*\Z")
LABEL = re.compile(
    r"""(?:\((?P<printed>[^\s():,=]+)\)|["'](?P<key>[^"'\n]+)["'])[ \t]*:[ \t]*(?:\d+[ \t]*x[ \t]*)?\Z"""
    r"""|["'](?P<pair>[^"'\n]+)["'][ \t]*,\s*\Z"""
    r"""|(?P<name>[^\W\d][\w.]*(?:\[[^\[\]\n]*\])*)[ \t]*(?::[ \t]*[\w.\[\], "']+)?(?::=|(?<![=<>!:])=)\s*\Z"""
)
ASSIGNED = re.compile(
    r"^[ \t]*(?:self[ \t]*\.[ \t]*)?([^\W\d]\w*)[ \t]*(?::[ \t]*\w+[ \t]*)?=(?!=)([^=\n#]{1,80})(?:\#.*)?$",
    re.MULTILINE,
)
MEMBER = re.compile(r"\n[ \t]*\([^\s():,=]+\):[ \t]")
"""How a printed module begins a line for a module in it."""
PAIRED = ("OrderedDict", "dict")
NUMBERED = ("Sequential", "ModuleList", "ParameterList", "Stack")
MOST_DEEP = 200  # brackets in brackets
MOST_BEFORE = 400  # characters that may hold a name before a bracket


@dataclass(eq=False)
class Bracket:
    """A bracket and what stands before it.

    Attributes
    ----------
    head : the dotted name before it, or "" where a call's result is called
    start, open, close : where the name begins, the bracket opens, and closes; None if it does not
    label : what it is called where it stands: the name that it is assigned to, its key or its printed name
    commas : where the arguments before this moment end
    """

    head: str
    start: int
    open: int
    parent: Bracket | None
    label: str = ""
    close: int | None = None
    commas: list[int] = field(default_factory=list)
    number: int = 0

    @property
    def name(self) -> str:
        """The last part of its name."""
        return self.head.rpartition(".")[2]

    @property
    def path(self) -> str:
        """Its labels from outside to inside, such as "net.0"."""
        outer = self.parent.path if self.parent else ""
        own = self.label or (str(self.number) if self.is_numbered else "")
        return f"{outer}.{own}" if outer and own else own or outer

    @property
    def is_numbered(self) -> bool:
        """Whether it is a module in a Sequential or the like, or in a list that this is given."""
        holder = self.parent
        if holder is not None and not holder.head and not holder.label:
            holder = holder.parent
        return bool(holder and holder.name in NUMBERED and self.head and self.name not in PAIRED)


def brackets(text: str) -> list[Bracket]:
    """Every bracket of a text in the order in which they open; those in strings and comments are none."""
    found: list[Bracket] = []
    stack: list[Bracket] = []
    for token in TOKEN.finditer(text):
        at = token.start()
        if token["open"]:
            if len(stack) == MOST_DEEP:
                raise LayerError("nested_too_deep")
            parent = stack[-1] if stack else None
            bracket = _opened(text, at, parent)
            found.append(bracket)
            stack.append(bracket)
        elif token["close"]:
            # what is not closed before this one is left open: "[3" in "(1, [3)"
            for n in range(len(stack) - 1, -1, -1):
                if PAIRS[text[stack[n].open]] == token["close"]:
                    stack[n].close = at
                    del stack[n:]
                    break
        elif token["comma"] and stack:
            stack[-1].commas.append(at)
    return found


def _opened(text: str, at: int, parent: Bracket | None) -> Bracket:
    before = text[max(0, at - MOST_BEFORE) : at]
    head = HEAD.search(before) if text[at] != "{" else None
    start = at if head is None else at - len(before) + head.start()
    name = "" if head is None else "".join(head[0].split())
    return Bracket(name, start, at, parent, _label(text, start), number=len(parent.commas) if parent else 0)


def _label(text: str, start: int) -> str:
    match = LABEL.search(text[max(0, start - MOST_BEFORE) : start])
    if match is None:
        return ""
    label = match["printed"] or match["key"] or match["pair"] or match["name"] or ""
    return re.sub(r"^self\.", "", label)


def inside(bracket: Bracket, outer: Bracket) -> bool:
    """Whether a bracket is within another."""
    while bracket.parent is not None:
        bracket = bracket.parent
        if bracket is outer:
            return True
    return False


def calls(text: str) -> Iterator[Bracket]:
    """Every call of a name."""
    for bracket in brackets(text):
        if text[bracket.open] == "(" and bracket.head and not defined(text, bracket.start):
            yield bracket


def constants_in(text: str) -> dict[str, Any]:
    """The names that a text assigns one number to, outside of all brackets."""
    found: dict[str, Any] = {}
    spans = [(bracket.open, bracket.close) for bracket in brackets(text) if bracket.parent is None]
    for match in ASSIGNED.finditer(text):
        inside = any(start < match.start() and (stop is None or match.start() < stop) for start, stop in spans)
        value = None if inside else _constant(match[2])
        if not inside and found.setdefault(match[1], value) != value:
            found[match[1]] = None
    return {name: value for name, value in found.items() if value is not None and not _bound_elsewhere(text, name)}


def _bound_elsewhere(text: str, name: str) -> bool:
    """Whether a name may have another value: as a loop's, a function's, or because it is counted on."""
    pattern = (
        rf"\b{name}\b[ \t]*(?:\*\*|//|<<|>>|[-+*/%&|^])=|\bfor\b[^\n:]*\b{name}\b[^\n:]*\bin\b"
        rf"|\bdef\b[^()\n]*\([^()]*\b{name}\b|\blambda\b[^:\n]*\b{name}\b|,[ \t]*{name}\b[^=\n]*=(?!=)"
    )
    return re.search(pattern, text) is not None


def _constant(text: str) -> Any:
    """A number, a tuple of numbers or a word; None for what is none of them."""
    try:
        return evaluate(ast.parse(text.strip(), mode="eval").body, {})
    except (Unknown, NoValue, SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def defined(text: str, start: int) -> bool:
    """Whether a name is defined here, and not called."""
    return re.search(r"\b(?:class|def|function)[ \t]+\Z", text[max(0, start - 20) : start]) is not None


def one_line(text: str) -> str:
    """A call in one line, without comments."""
    kept = TOKEN.sub(lambda token: "" if token["comment"] else token[0], text) if "\n" in text else text
    line = " ".join(kept.split())
    if "\n" not in text:
        return line
    return re.sub(r",? (?=[)\]}])", "", re.sub(r"(?<=[(\[{]) ", "", line))
