"""Checks of tables of errors: (class, kind, what raises it, sentence for Python, sentence for the command line)."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from tconv_anim.options import TconvError, subclasses


def check(error: type[TconvError], kind: str, cause: Callable[[], Any], python: str, command_line: str = "") -> None:
    """Whether a cause raises an error that says this; one sentence is for both where no option is named."""
    with pytest.raises(error) as caught:
        cause()
    assert type(caught.value) is error
    assert caught.value.case == kind
    assert str(caught.value) == python
    assert caught.value.text(command_line=True) == (command_line or python)
    assert str(pickle.loads(pickle.dumps(caught.value))) == python


def check_complete(cases: Iterable[tuple[Any, ...]], room: str) -> None:
    """Whether every sentence of a room's errors has a case."""
    ours = [error for error in subclasses() if error.__module__.startswith(f"tconv_anim.{room}")]
    assert ours
    missing = {(error, kind) for error in ours for kind in error.sentences} - {case[:2] for case in cases}
    assert not missing
