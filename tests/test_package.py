"""What is packed, and what the files around the package say of it."""

import re
import runpy
import subprocess
import sys
import tomllib
import zlib
from fnmatch import fnmatchcase
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from tconv_anim import __version__

from .readme import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LEFT_OUT = {".ci", ".gitignore"}
"""What a source distribution needs nothing of."""
ALWAYS_IN = {"pyproject.toml", "LICENSE"}
MAX_WHEEL_BYTES = 3_000_000


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_the_version_is_the_newest_of_the_changelog_and_the_one_to_cite():
    newest, date = re.search(r"^## \[(\d[^]]*)\] - (\S+)$", text("CHANGELOG.md"), re.MULTILINE).groups()
    cited = dict(line.split(": ", 1) for line in text("CITATION.cff").splitlines() if re.match(r"[a-z-]+: ", line))
    assert newest == __version__ == cited["version"]
    assert cited["date-released"] == date
    assert cited["license"] == PROJECT["project"]["license"]


def test_a_source_distribution_has_all_that_is_kept():
    try:
        tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no clone")
    packed = PROJECT["tool"]["hatch"]["build"]["targets"]["sdist"]["include"]
    kept = {line.partition("/")[0] for line in tracked.splitlines()} - LEFT_OUT - ALWAYS_IN
    assert {name for name in kept if not any(fnmatchcase(name, pattern) for pattern in packed)} == set()
    assert {"docs/recipe.schema.json", "docs/trace.schema.json"} <= set(tracked.splitlines())


def test_a_wheel_is_small_and_has_types_and_fonts():
    files = [path for path in (ROOT / "tconv_anim").rglob("*") if path.is_file() and path.suffix != ".pyc"]
    assert sum(len(zlib.compress(path.read_bytes(), 6)) for path in files) < MAX_WHEEL_BYTES
    assert {"py.typed", "OFL.txt", "trace.schema.json", "medium.ttf"} <= {path.name for path in files}


def test_every_python_that_is_named_is_tried_by_the_workflow():
    named = re.findall(r"Python :: (3\.\d+)", "\n".join(PROJECT["project"]["classifiers"]))
    assert named == ["3.11", "3.12", "3.13", "3.14"]
    assert PROJECT["project"]["requires-python"] == f">={named[0]}"
    tried = set(re.findall(r'"(3\.\d+)"', text(".github/workflows/ci.yml")))
    assert tried == set(named)


def test_the_readme_says_whose_pictures_are():
    assert "Pictures, slides and pages that you make with it are yours" in text("README.md")
    for name in ("LICENSE", "CITATION.cff", "SECURITY.md"):
        assert f"({name})" in text("README.md")
        assert Path(ROOT / name).is_file()


def test_a_package_index_shows_the_readme_with_addresses_of_the_repository(monkeypatch):
    interface = ModuleType("hatchling.metadata.plugin.interface")
    interface.MetadataHookInterface = SimpleNamespace
    monkeypatch.setitem(sys.modules, interface.__name__, interface)  # which only a build has
    hook = runpy.run_path(str(ROOT / "hatch_build.py"))
    assert "readme" in PROJECT["project"]["dynamic"]
    assert "custom" in PROJECT["tool"]["hatch"]["metadata"]["hooks"]
    for urls, base in (({}, ""), ({"Repository": "https://github.com/a/b.git"}, "https://github.com/a/b")):
        project = {"urls": urls}
        hook["ReadmeHook"](root=ROOT).update(project)
        made = project["readme"]["text"]
        if not base:
            assert made == text("README.md")
            continue
        back = made.replace(f"{base}/blob/HEAD/", "").replace(f"{base}/raw/HEAD/", "")
        assert back == text("README.md"), "nothing else changed"
        outside = re.sub(r"^```.*?^```$|`[^`\n]+`", "", made, flags=re.M | re.S)
        links = re.findall(r"(!?)\[[^]]*\]\(([^)]+)\)", outside)
        assert len(links) > 30
        for image, link in links:
            assert link.startswith("https://")
            assert not image or link.startswith(f"{base}/raw/HEAD/gallery/")
    assert hook["absolute"]("`[a](b)` [a](b#c) [a](#c)", "https://gitlab.com/a/b/") == (
        "`[a](b)` [a](https://gitlab.com/a/b/-/blob/HEAD/b#c) [a](#c)"
    )
