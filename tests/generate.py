"""Write what is generated from the table of options, or check that it is up to date.

python -m tests.generate           writes the files
python -m tests.generate --check   exit code 1 if one is out of date
"""

import json
import sys
from pathlib import Path
from textwrap import fill

from tconv_anim.core.ops import takes
from tconv_anim.core.trace import DESCRIPTION, TRACE_SCHEMA
from tconv_anim.options import CHANNELS, GROUPS, OPTIONS, Option, drawn_ops, record_options
from tconv_anim.recipes.schema import schema_text
from tconv_anim.recipes.values import METAVARS, SEVERAL

ROOT = Path(__file__).parents[1]
TYPES = {
    "whole": "int", "size": "int | Size", "padding": "int | Size | str | Pads", "factor": "float | tuple[float, ...]",
    "page_size": "int | tuple[int, int]", "names": "Sequence[str]", "channels": "Channels", "cells": "ChosenCells",
    "steps": "range",
    "loop": "int", "choice": "str", "text": "str", "array": "ArrayLike", "theme": "str | Path", "switch": "bool",
    "still": "int | str", "language": "str", "files": "str | Path | Sequence[str | Path]",
    "layers": "str | Sequence[str]",
    "values": "str | Mapping[str, int | Size] | Sequence[tuple[str, int | Size]]",
}  # fmt: skip
"""Python's types of the values, by the table's."""
READ = {"cells": "str | Sequence[int] | Sequence[Sequence[int]]"}
"""What else `animate` takes, and reads."""
HEAD = (
    '"""{}\n\nGenerated from options.py by python -m tests.generate: do not edit.\n"""\n\n'
    "from __future__ import annotations\n"
)
WIDTH = 118
LOOKS = ("look", "motion")  # the groups that say how a picture looks
DONE_BY_ANIMATE = ("every", "max_steps")  # which become steps


def files() -> dict[Path, str]:
    """Every generated file and its text."""
    return {
        ROOT / "tconv_anim" / "core" / "keywords.py": record_keywords(),
        ROOT / "tconv_anim" / "recipes" / "keywords.py": animate_keywords(),
        ROOT / "docs" / "options.md": options_page(),
        ROOT / "docs" / "recipe.schema.json": schema_text(),
        ROOT / "docs" / "trace.md": DESCRIPTION.read_text(encoding="utf-8"),
        ROOT / "docs" / "trace.schema.json": TRACE_SCHEMA.read_text(encoding="utf-8"),
    }


def record_keywords() -> str:
    """The keywords of `record` as a TypedDict."""
    options = list(record_options().values())
    imports = (
        "\nfrom typing import TypedDict\n\nfrom numpy.typing import ArrayLike\n\n"
        "from tconv_anim.core.parameters import Pads, Size\n"
    )
    return f"{HEAD.format('The keywords of `record`.')}{imports}\n\n{_typed_dict('RecordKeywords', options)}"


def animate_keywords() -> str:
    """The keywords of `animate` as a TypedDict, and the look of an animation as a dataclass."""
    options = [o for o in OPTIONS.values() if o.name != "op" and o.takes != "output"]
    looks = [o for o in options if o.group in LOOKS and o.name not in DONE_BY_ANIMATE]
    imports = (
        "\nfrom collections.abc import Mapping, Sequence\nfrom dataclasses import dataclass\nfrom pathlib import Path\n"
        "from typing import TYPE_CHECKING, TypedDict\n\n"
        "from tconv_anim.core.parameters import Pads, Size\n"
        "from tconv_anim.recipes.values import Channels, ChosenCells\n\n"
        "if TYPE_CHECKING:\n    from numpy.typing import ArrayLike\n"
    )
    fields = "\n".join(f"    {o.name}: {_annotation(o)} = {_literal(o.default)}" for o in looks)
    docs = "\n".join(
        fill(f"{o.name} : {o.help}", WIDTH, initial_indent=" " * 4, subsequent_indent=" " * 8) for o in looks
    )
    look = (
        '@dataclass(frozen=True, eq=False, repr=False, kw_only=True)\nclass Look:\n    """How a picture looks.\n\n'
        f'    Attributes\n    ----------\n{docs}\n    """\n\n{fields}\n'
    )
    text = f"{HEAD.format('The keywords of `animate`, and those of them that say how a picture looks.')}{imports}"
    return f"{text}\n\n{_typed_dict('AnimateKeywords', options)}\n\n{look}"


def _typed_dict(name: str, options: list[Option]) -> str:
    several = name == "AnimateKeywords"  # record computes one operation
    lines = "\n".join(f"    {o.name}: {_annotation(o, READ.get(o.type, ''), several=several)}" for o in options)
    doc = '    """Every keyword, None for its default."""\n\n'
    return f"class {name}(TypedDict, total=False):\n{doc}{lines}\n"


def _annotation(option: Option, more: str = "", *, several: bool = False) -> str:
    type_ = TYPES[option.type] + (f" | {more}" if more else "")
    if option.name == "weight" or (several and option.varies and " str" not in f" {type_}"):
        type_ += " | str"
    return type_ if option.default is not None else f"{type_} | None"


def _literal(value: object) -> str:
    return json.dumps(value) if isinstance(value, str) else repr(value)


def options_page() -> str:
    """docs/options.md."""
    parts = [
        "# Options",
        "Generated from the table of options by `python -m tests.generate`.",
        "The command line's option, the key of a recipe and the keyword of `animate` have the same meaning. A recipe's "
        "key is the option without its dashes. In Python a size is a number or a tuple, `--no-numbers` is "
        "`numbers=False`, `--steps 1:9` is "
        "`steps=range(1, 10)`, and `--channels 2:1` is `in_channels=2, out_channels=1`.",
        f"Where {SEVERAL} stands, several values with commas between them draw a picture for each, side by side; of "
        'two parameters a grid: `--stride 1,2,3`, `stride = "1,2,3"` in a recipe and in Python.',
    ]
    for group in GROUPS:
        rows = ["| option | keyword | what it is | default |", "|---|---|---|---|"]
        shown = [o for o in OPTIONS.values() if o.group == group]
        counts = [o for o in shown if not o.option]
        for option in [CHANNELS if o in counts else o for o in shown if o not in counts[1:]]:
            rows.append(_row(option, counts))
        parts += [f"## {group.capitalize()}", "\n".join(rows)]
    rows = ["| operation | parameters |", "|---|---|"]
    rows += [
        f"| `{op}` | {', '.join(f'`{name}`' for name in parameters_of(op))} |" for op in drawn_ops() if op != "compare"
    ]
    parts += ["## Parameters of each operation", "\n".join(rows)]
    return "\n\n".join(parts) + "\n"


def parameters_of(op: str) -> tuple[str, ...]:
    """The parameters of an operation by the keywords of `animate`."""
    if op in ("conv", "conv_transpose"):
        from tconv_anim.core.conv_spec import CONV_PARAMETERS

        return ("kernel_size", *(n for n in CONV_PARAMETERS if op == "conv" or n != "padding_mode"))
    names = (*takes("max_pool"), "output_size") if op == "max_unpool" else takes(op)
    return tuple("output_size" if name == "size" else name for name in names)


def _row(option: Option, counts: list[Option]) -> str:
    metavar = (option.metavar or METAVARS.get(option.type, "")) + (SEVERAL if option.varies else "")
    metavar = metavar.replace("|", "\\|")
    words = f"`{option.option} {metavar}`" if option.type != "switch" else f"`{option.option}`, `--no-{option.key}`"
    words += "".join(f", `{also}`" for also in option.also)
    keyword = ", ".join(f"`{o.name}`" for o in counts) if option is CHANNELS else f"`{option.name}`"
    help_ = option.help.replace("|", "\\|")
    if option.type == "choice":
        help_ += f" One of {', '.join(f'`{word}`' for word in option.words)}."
    default = f"`{option.default_words}`" if option.default not in (None, ()) else option.default_words
    return f"| {words} | {keyword} | {help_} | {default} |"


def out_of_date() -> list[Path]:
    """The generated files whose text is not what the table says."""
    return [path for path, text in files().items() if not path.is_file() or path.read_text(encoding="utf-8") != text]


if __name__ == "__main__":
    stale = out_of_date()
    for path in stale:
        print(f"{path.relative_to(ROOT)} {'is out of date' if '--check' in sys.argv else 'written'}")
        if "--check" not in sys.argv:
            path.write_text(files()[path], encoding="utf-8")
    sys.exit("--check" in sys.argv and bool(stale))
