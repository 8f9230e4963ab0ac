"""What the tests of docstrings pass over, and how much of the largest test files a run of the whole suite takes."""

import zlib
from importlib.util import find_spec
from pathlib import Path

import pytest

collect_ignore = [] if find_spec("sphinx") else ["tconv_anim/sphinx.py"]
collect_ignore_glob = ["tests/data/*.py"]  # programs that made the data

MANY_CASES = {
    "test_channels.py", "test_hints.py", "test_layout.py", "test_limits.py", "test_motion_recipes.py", "test_paint.py",
    "test_sampling_views.py", "test_targets.py", "test_vector.py", "test_views.py",
}  # fmt: skip
"""Files whose tests have the same cases over and over: each view, style, theme, operation and size."""
SHARE = 12


def pytest_addoption(parser: pytest.Parser) -> None:
    """The option that asks for all cases."""
    parser.addoption("--whole", action="store_true", help=f"run all cases where usually one of {SHARE} is run")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Of the largest files take a share of the cases, always the same; all with --whole, or if a file is named."""
    if config.getoption("whole") or "tests" not in {Path(argument).name for argument in config.args}:
        return
    items[:] = [item for item in items if not _is_left_out(item)]


def _is_left_out(item: pytest.Item) -> bool:
    is_one_of_many = item.path.name in MANY_CASES and "[" in item.nodeid
    return is_one_of_many and zlib.crc32(item.nodeid.encode()) % SHARE > 0
