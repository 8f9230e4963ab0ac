"""The project's own gallery: made from nothing, and looked through where nothing changed."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.measure import Row, process, ratio
from tests.benchmarks.startup import BARE

RECIPES = str(Path(__file__).parents[2] / "examples")
WHOLE_IN_ANIMATIONS = 40  # 15 s, where a single animation takes 0.37 s
IDLE_IN_IMPORTS = 4.5  # 1 s beyond imports, where these take 0.28 s


def gallery(runs: int) -> Iterator[Row]:
    count = len(list(Path(RECIPES).glob("*.toml")))
    with tempfile.TemporaryDirectory() as folder:
        making = process("-m", "tconv_anim", "gallery", RECIPES, "--out", folder, "--again")
        one = process("-m", "tconv_anim", "--stride", "2", "--padding", "1", "--kernel", "3")
        yield ratio(f"{count} pictures from nothing, to one animation", WHOLE_IN_ANIMATIONS, making, one,
                    max(3, runs // 3))  # fmt: skip
        looking = process("-m", "tconv_anim", "gallery", RECIPES, "--out", folder)
        yield ratio("the same with nothing changed, to the bare imports", IDLE_IN_IMPORTS, looking,
                    process("-c", BARE), runs)  # fmt: skip
