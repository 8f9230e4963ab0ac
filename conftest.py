"""What the tests of docstrings pass over, and how much of the largest test files a run of the whole suite takes."""

import zlib
from importlib.util import find_spec
from pathlib import Path

import pytest

collect_ignore = [] if find_spec("sphinx") else ["tconv_anim/sphinx.py"]
collect_ignore_glob = ["tests/data/*.py"]  # programs that made the data

SHARES = {
    "test_browser.py": 3, "test_cards.py": 12, "test_channels.py": 12, "test_cli.py": 6, "test_connected_views.py": 3,
    "test_documents.py": 3, "test_explaining.py": 3, "test_fitting.py": 3, "test_flashes.py": 4, "test_formats.py": 3,
    "test_gallery.py": 6, "test_habits.py": 3, "test_hints.py": 12, "test_im2col.py": 3, "test_languages.py": 3,
    "test_laws.py": 6, "test_layers.py": 3, "test_layout.py": 36, "test_limits.py": 12, "test_matrix_planes.py": 3,
    "test_motion.py": 3, "test_motion_recipes.py": 12, "test_paint.py": 12, "test_painters.py": 3,
    "test_picture_faults.py": 3, "test_pictures.py": 4, "test_processes.py": 6, "test_recipes.py": 3,
    "test_samples.py": 3, "test_sampling_views.py": 24, "test_scripts.py": 3, "test_sphinx.py": 2,
    "test_streams.py": 3, "test_surroundings.py": 3, "test_symbols.py": 3, "test_targets.py": 24, "test_vector.py": 12,
    "test_video.py": 3, "test_views.py": 12, "test_witness.py": 6, "test_writers.py": 3,
}  # fmt: skip
"""Files whose tests have the same cases over and over, each view, style, theme, operation and size: one of how many."""
LONG = (
    "test_a_long_search_for_what_fits_tells_what_it_tries",
    "test_a_smaller_page_goes_before_steps_and_numbers_stay_legible",
    "test_what_cannot_be_that_small_is_refused_with_the_least_that_can",
    "test_what_cannot_be_kept_within_a_limit_is_refused_also_with_arrays_of_files",
    "test_pixels_do_not_depend_on_how_fast_an_array_is_computed",
    "test_runs_at_once_over_one_file_leave_one_of_their_files_whole",
)
"""Tests that take long, and of which others test the like: left out, too."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """The option that asks for all cases."""
    parser.addoption("--whole", action="store_true", help="run all cases where usually one of several is run")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Of the largest files take a share of the cases, always the same; all with --whole, or if a file is named."""
    if config.getoption("whole") or "tests" not in {Path(argument).name for argument in config.args}:
        return
    items[:] = [item for item in items if not _is_left_out(item)]


def _is_left_out(item: pytest.Item) -> bool:
    if item.name in LONG:
        return True
    return "[" in item.nodeid and zlib.crc32(item.nodeid.encode()) % SHARES.get(item.path.name, 1) > 0
