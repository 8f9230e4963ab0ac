"""A text as people paste it: what its characters stand for, and where each of them is."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

MARKS = str.maketrans({
    **dict.fromkeys("\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}\N{DOUBLE LOW-9 QUOTATION MARK}"
                    "\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}"
                    "\N{LEFT CORNER BRACKET}\N{RIGHT CORNER BRACKET}\N{DOUBLE PRIME}", '"'),
    **dict.fromkeys("\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}\N{SINGLE LOW-9 QUOTATION MARK}"
                    "\N{PRIME}", "'"),
    **dict.fromkeys("\N{MINUS SIGN}\N{EN DASH}\N{EM DASH}\N{HYPHEN}\N{NON-BREAKING HYPHEN}", "-"),
    **dict.fromkeys("\N{IDEOGRAPHIC COMMA}\N{ARABIC COMMA}", ","),
    **dict.fromkeys("\N{ZERO WIDTH SPACE}\N{WORD JOINER}\N{ZERO WIDTH NO-BREAK SPACE}\N{SOFT HYPHEN}\N{NULL}", " "),
    "\N{MULTIPLICATION SIGN}": "x",
})  # fmt: skip
"""One character for one, so that places stay where they are."""
PROMPT = re.compile(r"[ \t]*(?:>>>|\.\.\.(?=[ \t]|$)|(?:In|Out)[ \t]*\[[ \d]*\]:|\.{2,}:)[ \t]*")
"""What a console writes before a line."""
BULLET = re.compile(r"[ \t]*(?:[-+*•]|\d+[.)|])[ \t]+(?=[^\W\d])")
"""What a list or a difference writes before a line; within brackets it is arithmetic."""


COMMENT = re.compile(r"[ \t)\]},;:]*(?=#)")
"""What may stand between a call and the comment on its last line."""


OBJECT = re.compile(r"<(?:function|class|built-in|bound|module|\w+ of|[\w.]+ object)\b[^<>\n]*(?:<[^<>\n]*>[^<>\n]*)?>")
"""What Python prints for what has no text of its own; it is no part of a number."""
ANGLED = re.compile(r"\b(Conv[12]d(?:Transpose)?)<([^<>]*=[^<>]*)>")
"""A layer that MindSpore printed before its version 2.3."""
NUMBERED = re.compile(r"[ \t]*(?:-+>[ \t]*)?(\d{1,6})(?:[ \t]*[|│:.)-](?!\d)|(?=[ \t]))")
"""The number that a listing writes before a line."""
SIGN, CHANGE = re.compile(r"."), re.compile(r"[+-]")
CHANGED = re.compile(r"[+\- \t@\\]|diff |index |new file|similarity ")
"""How the lines of a difference begin."""
ATTRIBUTES = re.compile(r"(?<=[(\n])[ \t]*\# (?:attributes|children)(?=\n)")
"""A heading in a printed module of Flax, which has a line, and no comma, for each attribute."""


@dataclass(frozen=True)
class Source:
    """A text as it was written."""

    text: str

    @cached_property
    def plain(self) -> str:
        """The same with plain punctuation, without prompts; every character is where it was."""
        lines, depth = [], 0
        whole = OBJECT.sub(lambda found: "None".ljust(len(found[0])), "".join(map(_plain, self.text.translate(MARKS))))
        whole = ANGLED.sub(r"\1(\2)", whole)
        for line in _unmarked(_with_commas(whole).split("\n")):
            line = _blanked(PROMPT, line)
            lines.append(_blanked(BULLET, line) if depth <= 0 else line)
            depth += sum(line.count(bracket) for bracket in "([{") - sum(line.count(bracket) for bracket in ")]}")
        return _unquoted("\n".join(lines))

    def place(self, offset: int) -> dict[str, int | str]:
        """Where a character is, counted from 1, as errors say it."""
        before = self.text[: max(0, offset)]
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        at = f"column {column}" if "\n" not in self.text.strip() else f"line {line}, column {column}"
        return {"column": column, "line": line, "at": at}

    def comment_behind(self, stop: int) -> str:
        """The comment that follows a call on its last line, in one line; "" if there is none."""
        between = COMMENT.match(self.plain, stop)
        return "" if between is None else " ".join(self.text[between.end() :].partition("\n")[0].split())


def _unmarked(lines: list[str]) -> list[str]:
    """Lines without what each begins with: its number in a listing, or the sign of a quotation or a difference.

    Of a difference that takes lines out and puts others in, those that it takes out are blank.
    """
    written = [line for line in lines if line.strip()]
    if len(written) < 2:
        return lines
    numbers = [NUMBERED.match(line) for line in written]
    counted = [int(match[1]) for match in numbers if match]
    if len(counted) == len(written) and counted == [*range(counted[0], counted[0] + len(counted))]:
        return [_blanked(NUMBERED, line) for line in lines]
    signs = {line[0] for line in written}
    if len(signs) == 1 and signs <= {*"+->|"}:
        return [_blanked(SIGN, line) for line in lines]
    if not signs & {*"+-"} or not all(map(CHANGED.match, written)):
        return lines
    dropped = "-" if {"+", "-"} <= signs else ""
    return [" " * len(line) if dropped and line[:1] == dropped else _blanked(CHANGE, line) for line in lines]


def _unquoted(text: str) -> str:
    """A text that is in quotation marks as a whole."""
    match = re.fullmatch(r"""(\s*)(["'`])(.*)\2([\s,;]*)""", text, re.DOTALL)
    return text if match is None or match[2] in match[3] else f"{match[1]} {match[3]} {match[4]}"


def _with_commas(text: str) -> str:
    """A printed module of Flax as a call: a comma ends the line of an attribute."""
    if not re.search(r"\(\s*\# attributes\n", text):
        return text
    bare = ATTRIBUTES.sub(lambda heading: " " * len(heading[0]), text)
    parts = re.split(r"\n(?=[ \t]+[^\W\d]\w* = )", bare)
    whole = parts[0]
    for part in parts[1:]:
        whole += ("\n" if whole.rstrip()[-1:] in ("", *"([{,") else ",") + part
    return whole


def _plain(character: str) -> str:
    """A full-width character as the plain one, any space as a blank."""
    if character.isascii():
        return character if character.isprintable() or character in "\n\t" else " "
    if character.isspace():
        return " "
    narrow = unicodedata.normalize("NFKC", character)
    return narrow if len(narrow) == 1 and narrow.isascii() and narrow.isprintable() else character


def _blanked(pattern: re.Pattern[str], line: str) -> str:
    match = pattern.match(line)
    return line if match is None else " " * match.end() + line[match.end() :]
