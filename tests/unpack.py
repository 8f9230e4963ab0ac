"""Print what is packed in a page with a player, its films as JSON: python -m tests.unpack FILE [script|style]."""

import base64
import json
import re
import sys
import zlib
from pathlib import Path
from typing import Any


def book_of(page: str) -> dict[str, Any]:
    """What the script of a page unpacks, with its films one by one."""
    found = re.search(r'id="film">(.*?)<', page)
    assert found, "this is no page with a player"
    book: dict[str, Any] = json.loads(zlib.decompress(base64.b64decode(found[1])))
    columns = book["films"]
    book["films"] = [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]
    return book


if __name__ == "__main__":
    name, *words = sys.argv[1:]
    book = book_of(Path(name).read_text(encoding="utf-8"))
    print(book[words[0]] if words else json.dumps({k: v for k, v in book.items() if k not in ("script", "style")}))
