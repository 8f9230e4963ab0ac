"""Start-up: whole processes, from the shell's view."""

from collections.abc import Iterator

from tests.benchmarks.measure import Row, process, ratio

BARE = "import numpy, PIL.Image, PIL.ImageFont, click"


def startup(runs: int) -> Iterator[Row]:
    command = process("-m", "tconv_anim", "--stride", "2", "--padding", "1", "--kernel", "3")
    yield ratio("README's command to the imports of numpy, Pillow and click", 2.5, command, process("-c", BARE), runs)
    click = process("-c", "import click")
    for said, arguments, code in (
        ("--help", ["--help"], 0),
        ("a wrong option", ["--strid", "2"], 2),
        ("a wrong value", ["--stride", "2y"], 2),
    ):
        command = process("-m", "tconv_anim", *arguments, code=code)
        yield ratio(f"{said} to the import of click", 1.5, command, click, runs)
