"""What a machine sets never matters: seeds of hashes; for matplotlib variables, unwritable folders, a matplotlibrc."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fuzz.__main__ import PROGRESS

HOSTILE = b"backend: nonsense\nfont.family: \xff\xfe\npath.simplify: perhaps\ntext.usetex: True\nsavefig.dpi: -1\n"
SURROUNDINGS = {
    "backend and seed of hashes": {"MPLBACKEND": "nonsense", "PYTHONHASHSEED": "4"},
    "backend of a notebook": {"MPLBACKEND": "module://matplotlib_inline.backend_inline"},
    "folder that is a file": {"MPLCONFIGDIR": "matplotlibrc", "HOME": "matplotlibrc", "XDG_CONFIG_HOME": "/dev/null"},
    "rc file by a variable": {"MATPLOTLIBRC": "matplotlibrc"},
}
OUTPUTS = ("a.gif", "a.html", "a.png", "a.svg")
PICTURE = ("--numbers", "--max-steps", "2")
IN_PYTHON = """
import os, sys
from tconv_anim import animate
before = dict(os.environ)
animation = animate(max_steps=2)
for name in ("a.gif", "a.html", "a.png", "a.svg"):
    animation.save(name)
assert dict(os.environ) == before
print([name for name in sys.modules if name.partition(".")[0] == "matplotlib"])
"""


def run(*words: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MPL", "MATPLOTLIB"))}
    return subprocess.run(
        [sys.executable, *words], cwd=folder, env={**environment, **variables}, capture_output=True, text=True
    )


def lasting(said: str) -> list[str]:
    """What is said whatever the time: lines of progress come where a machine is slow."""
    return [line for line in said.splitlines() if not re.fullmatch(PROGRESS, line)]


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """What is made, and said, where nothing is set."""
    folder = tmp_path_factory.mktemp("plain")
    outputs = [word for name in OUTPUTS for word in ("-o", name)]
    done = run("-m", "tconv_anim", *PICTURE, *outputs, folder=folder, PYTHONHASHSEED="1")
    assert done.returncode == 0, done.stderr
    return {name: (folder / name).read_bytes() for name in OUTPUTS}, lasting(done.stderr)


@pytest.fixture(params=SURROUNDINGS)
def surroundings(request, tmp_path):
    (tmp_path / "matplotlibrc").write_bytes(HOSTILE)
    return SURROUNDINGS[request.param]


def test_files_and_messages_are_the_same_in_any_surroundings(tmp_path, surroundings, undisturbed):
    files, said = undisturbed
    outputs = [word for name in OUTPUTS for word in ("-o", name)]
    done = run("-m", "tconv_anim", *PICTURE, *outputs, folder=tmp_path, **surroundings)
    assert done.returncode == 0, done.stderr
    assert lasting(done.stderr) == said
    assert {name: (tmp_path / name).read_bytes() for name in OUTPUTS} == files


def test_a_gallery_is_made_in_any_surroundings(tmp_path, surroundings):
    (tmp_path / "r").mkdir()
    for name in ("a", "b"):
        (tmp_path / "r" / f"{name}.toml").write_text(f"stride = {len(name)}\nmax-steps = 1\n")
    for more in ((), ("--check",)):
        done = run("-m", "tconv_anim", "gallery", "r", "--jobs", "2", *more, folder=tmp_path, **surroundings)
        assert done.returncode == 0, done.stderr
        assert done.stderr.splitlines()[-1].split(", ")[0] in ("made 2", "2 up to date")
        assert not [line for line in done.stderr.splitlines() if "atplotlib" in line]


def test_python_makes_files_in_any_surroundings_and_matplotlib_is_not_imported(tmp_path, surroundings):
    done = run("-c", IN_PYTHON, folder=tmp_path, **surroundings)
    assert (done.returncode, done.stdout, done.stderr) == (0, "[]\n", "")
    assert all((tmp_path / name).stat().st_size for name in OUTPUTS)
