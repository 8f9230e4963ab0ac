"""What a shell completes: words that are known, and names of files."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from tconv_anim.options import Option

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem  # imported when a shell asks

Completer = Callable[[click.Context, click.Parameter, str], "list[CompletionItem]"]


def completing(option: Option | None = None, *, files: bool = False) -> Completer:
    """Complete an option's words; if none begins as what was typed, the names of files."""

    def complete(context: click.Context, parameter: click.Parameter, typed: str) -> list[CompletionItem]:  # noqa: ARG001
        from click.shell_completion import CompletionItem

        known = [CompletionItem(word) for word in (option.words if option else ()) if word.startswith(typed)]
        return known or [CompletionItem(typed, type="file")] if files else known

    return complete
