"""Plain text: what happens at each step, a sentence to a line, for those who do not see the picture."""

from __future__ import annotations

from typing import IO

from tconv_anim.formats import Format
from tconv_anim.renderer.drawing import Drawing


def write(file: IO[bytes], drawing: Drawing) -> int:
    """Write the title, the alt text, and the transcript; gives the number of its sentences."""
    sentences = [sentence for _, sentence in drawing.transcript()]
    file.write("\n".join([drawing.heading, drawing.alt_text, "", *sentences, ""]).encode())
    return len(sentences)


FORMAT = Format(write, read_comment=None, is_image=False, unit="sentences", draws=False)
