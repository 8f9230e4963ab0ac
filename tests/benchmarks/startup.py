"""Start-up: whole processes, from the shell's view."""

from collections.abc import Iterator

from tests.benchmarks.measure import Row, cpu_of_processes, process, ratio

BARE = "import numpy, PIL.Image, PIL.ImageFont, click"


def startup(runs: int) -> Iterator[Row]:
    asked = ["--stride", "2", "--padding", "1", "--kernel", "3"]
    gif, bare = process("-m", "tconv_anim", *asked), process("-c", BARE)
    yield ratio("README's command to the imports of numpy, Pillow and click", 2.5, gif, bare, runs)
    yield ratio("CPU time of the same", 2.0, gif, bare, runs, clock=cpu_of_processes)
    for said, arguments in (
        ("an SVG", [*asked, "-o", "x.svg"]),
        ("a page", [*asked, "-o", "x.html"]),
        ("trace", ["trace", *asked]),
    ):
        yield ratio(f"{said} to the GIF", 1.0, process("-m", "tconv_anim", *arguments), gif, runs)
    click = process("-c", "import click")
    for said, arguments, code in (
        ("--help", ["--help"], 0),
        ("a wrong option", ["--strid", "2"], 2),
        ("a wrong value", ["--stride", "2y"], 2),
    ):
        command = process("-m", "tconv_anim", *arguments, code=code)
        yield ratio(f"{said} to the import of click", 1.5, command, click, runs)
