"""What a notebook shows of a picture."""

from __future__ import annotations

import base64


def bundle(gif: bytes, alt_text: str, text: str) -> dict[str, str]:
    """The picture by its types of content, of which a notebook takes the richest that it knows."""
    data = base64.b64encode(gif).decode()
    image = f'<img src="data:image/gif;base64,{data}" alt="{alt_text}">'
    return {"image/gif": data, "text/html": image, "text/plain": text}
