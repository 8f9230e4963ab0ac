"""The parts of matplotlib that we draw with: its renderer in C and its FreeType. Nothing else imports matplotlib.

The rest of matplotlib is not loaded, which takes most of a second and reads files and variables of its own, such as
matplotlibrc in the present folder. The renderer is a private part of matplotlib, so pyproject.toml has an upper bound.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from types import ModuleType

__all__ = ["FT2Font", "LoadFlags", "RendererAgg", "get_data_path"]


@contextmanager
def _alone() -> Iterator[None]:
    """Have modules of matplotlib imported without their packages, unless somebody did import matplotlib.

    They are forgotten at the end, so that whoever imports matplotlib later gets all of it, and the same modules in C.
    """
    if "matplotlib" in sys.modules:
        yield
        return
    for name, folder in (("matplotlib", _folder()), ("matplotlib.backends", os.path.join(_folder(), "backends"))):
        package = ModuleType(name)
        package.__path__ = [folder]
        sys.modules[name] = package
    try:
        yield
    finally:
        for name in [name for name in sys.modules if name.partition(".")[0] == "matplotlib"]:
            del sys.modules[name]


def _folder() -> str:
    spec = find_spec("matplotlib")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("No module named 'matplotlib'", name="matplotlib")
    return spec.submodule_search_locations[0]


def get_data_path() -> str:
    """The folder of the fonts that come with matplotlib."""
    return os.path.join(_folder(), "mpl-data")


with _alone():
    from matplotlib.backends._backend_agg import (  # type: ignore[attr-defined] # it is in C
        RendererAgg,
    )
    from matplotlib.ft2font import FT2Font, LoadFlags
