"""Markdown: what happens at each step, as a list, with the recipe that makes the picture."""

from __future__ import annotations

import re
from typing import IO

from tconv_anim.formats import HEAD_BYTES, Format
from tconv_anim.renderer.drawing import Drawing

FENCE = "```"
RECIPE = re.compile(rf"^{FENCE}toml\n(.*?)^{FENCE}$", re.DOTALL | re.MULTILINE)
_SIGNS = re.compile(r"([\\`*<&]|(?<!\w)_|_(?!\w)|(?<=\])\(|^\d+(?=[.)])|^[#>+-])")
"""What Markdown would take for more than a letter; a number or a sign only at the start."""


def write(file: IO[bytes], drawing: Drawing) -> int:
    """Write the title, the alt text, the transcript and the recipe; gives the number of the transcript's sentences."""
    sentences = [sentence for _, sentence in drawing.transcript()]
    listed = "\n".join(f"- {_escaped(sentence)}" for sentence in sentences)
    parts = [f"# {_escaped(drawing.heading)}", _escaped(drawing.alt_text), listed]
    if drawing.comment:
        parts.append(f"{FENCE}toml\n{drawing.comment.rstrip()}\n{FENCE}")
    file.write(("\n\n".join(parts) + "\n").encode())
    return len(sentences)


def read_comment(file: IO[bytes]) -> str:
    """The recipe that `write` put at the end; "" if there is none."""
    found = RECIPE.findall(file.read(HEAD_BYTES).decode(errors="replace").replace("\r\n", "\n"))
    return str(found[-1]) if found else ""


def _escaped(text: str) -> str:
    """Text that Markdown shows as it is."""
    return _SIGNS.sub(lambda match: match[0] + "\\" if match[0].isdigit() else "\\" + match[0], text)


FORMAT = Format(write, read_comment, is_image=False, unit="sentences", draws=False)
