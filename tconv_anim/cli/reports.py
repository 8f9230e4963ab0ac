"""What a command says to the program that called it, as JSON on stdout: what was made, or what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from types import MappingProxyType
from typing import Any

import click

from tconv_anim.options import TconvError

AS_JSON = "--json"
asked: ContextVar[bool] = ContextVar("asked", default=False)
"""Whether the command line that is running asks for JSON."""
so_far: ContextVar[Mapping[str, Any]] = ContextVar("so_far", default=MappingProxyType({}))
"""What there is to say although something is wrong."""


def say_json(report: Mapping[str, Any]) -> None:
    """Print a report on one line, in ASCII, as names of files hold what a stream's encoding may lack."""
    import json  # which few ask for

    click.echo(json.dumps(report, default=str))


def say_error(message: str, error: BaseException | None) -> None:
    """Print what is wrong: the sentence, and of errors of ours their kind, parameters and ways out."""
    found = error.as_dict() if isinstance(error, TconvError) else {"kind": "usage", "message": message}
    say_json({**so_far.get(), "error": found})


def made(animation: Any, files: list[dict[str, Any]], notes: list[str]) -> dict[str, Any]:
    """What was made, with what the picture shows."""
    from tconv_anim.core.spec import in_pictures
    from tconv_anim.scenes.views import view_name

    shown = in_pictures(animation.source.spec)
    shapes = [
        {
            "input_shape": [spec.in_channels, *spec.input_size],
            "output_shape": [spec.out_channels, *spec.output_size],
        }
        for spec in shown
    ]
    return {
        "files": files,
        "op": shown[0].op,
        "view": view_name(animation.view, shown[0].op),
        **(shapes[0] if len(shapes) == 1 else {"pictures": shapes}),
        "summary": animation.summary,
        "formula": animation.formula,
        "alt_text": animation.alt_text,
        "notes": notes,
    }
