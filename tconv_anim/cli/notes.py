"""What is said beside what was made: what a picture lacks, how long it plays, and what may have been meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from tconv_anim.cli.streams import say_line
from tconv_anim.options import Given, TconvError
from tconv_anim.recipes.values import NUMBERS_OF

PLACES = {"input_size": "an input", "kernel_size": "a kernel"}
LETTERED = r"[-+]?(\d[\d.]*[^\W\d_]\w*|[oOlI]+)"
NUMBER = r"[-+]?[\d.]+([eE][-+]?\d+)?"


class Doubt(TconvError, UserWarning):  # noqa: N818 # a warning
    """What was done as it was written, and was perhaps not meant."""

    sentences: ClassVar[Mapping[str, str]] = {
        "one_number": "{given} is one number, so there is {place} of one cell: for a size use {hint}",
        "few_letters": "{given} has the letter {letter} among numbers, which stands for an unknown number: if it is a "
        "mistake, write digits",
    }


def notes_of(animation: Any, formats: Iterable[str] = ("gif",), given: Mapping[str, Any] | None = None) -> list[str]:
    """What a picture does not show of itself, how long it plays, and what is doubtful of what was `given` for it."""
    from tconv_anim.publish.making import lacks, note_text
    from tconv_anim.scenes.texts import say_all

    notes = [note_text(animation)] if animation.note else []
    if animation.advice:
        notes.append(say_all(animation.advice))
    found = [*doubts(given or {}), *_too_long(animation, formats)]
    return [*notes, *lacks(animation), *(one.text(command_line=True) for one in found)]


def say_notes(notes: Iterable[str]) -> None:
    """Say them on stderr."""
    for note in notes:
        say_line(f"note: {note}")


def _too_long(animation: Any, formats: Iterable[str]) -> list[TconvError]:
    """That an animation plays for longer than most people watch, in that of the formats in which it takes longest."""
    from tconv_anim.formats import format_for
    from tconv_anim.scenes.limits import count_placements
    from tconv_anim.scenes.timeline import placement_ms
    from tconv_anim.scenes.told.length import count_drawn, too_long

    moving = [found for found in (format_for(animation, name) for name in formats) if found.takes("step_ms")]
    each_ms = max((placement_ms(animation, smooth=one.tick_ms > 0) for one in moving), default=0)
    spec, sides = animation.source.spec, {"side": animation.side, "cells": animation.cells}
    count = count_placements(spec, animation.view, pair=animation.pair, **sides)
    found = too_long(animation, count_drawn(count, animation.steps), each_ms)
    return [found] if moving and found is not None else []


def doubts(given: Mapping[str, Any]) -> list[Doubt]:
    """What may have been meant in another way: a size that is given as a number, a letter for a digit.

    >>> [str(doubt) for doubt in doubts({"input": "8"})]
    ["input='8' is one number, so there is an input of one cell: for a size use input_size=8"]
    """
    options = {name.replace("-", "_"): value for name, value in given.items()}
    found = []
    for size, name in NUMBERS_OF.items():
        text = str(options.get(name, "")).strip()
        about = {"given": Given(name, text), "place": PLACES[size]}
        if re.fullmatch(r"[1-9]\d*([xX×][1-9]\d*)?", text) and not options.keys() & {size, "kernel"}:
            found.append(Doubt("one_number", about, hint=[{size: text if "x" in text.lower() else int(text)}]))
        cells = [] if "[" in text else re.split(r"[\s,;]+", text)
        letters = [cell for cell in cells if re.fullmatch(LETTERED, cell) and not re.fullmatch(NUMBER, cell)]
        if letters and 2 * len(letters) < len(cells) and all(
            re.fullmatch(NUMBER, cell) for cell in cells if cell not in letters
        ):  # fmt: skip
            letter = next(character for character in letters[0] if character.isalpha())
            found.append(Doubt("few_letters", {**about, "letter": letter}))
    return found
