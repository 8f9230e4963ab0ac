"""The parts of matplotlib that we draw with: its renderer in C and its FreeType. Nothing else imports matplotlib.

The renderer is a private part of matplotlib, so pyproject.toml has an upper bound for matplotlib's version.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from importlib import import_module

__all__ = ["FT2Font", "LoadFlags", "RendererAgg", "get_data_path"]


def _import_matplotlib() -> None:
    """Import matplotlib whatever MPLBACKEND is: matplotlib refuses a backend that it does not know, and we use none.

    A backend that it knows is set all the same, as whoever imports matplotlib later in this process expects it.
    """
    backend = os.environ.pop("MPLBACKEND", None) if "matplotlib" not in sys.modules else None
    try:
        matplotlib = import_module("matplotlib")
    finally:
        if backend is not None:
            os.environ["MPLBACKEND"] = backend
    if backend:
        with suppress(ValueError):
            matplotlib.rcParams["backend"] = backend


_import_matplotlib()

from matplotlib import get_data_path  # noqa: E402
from matplotlib.backends._backend_agg import (  # type: ignore[attr-defined] # noqa: E402 # it is in C
    RendererAgg,
)
from matplotlib.ft2font import FT2Font, LoadFlags  # noqa: E402
