"""The site is built without a warning, and every link within it leads somewhere."""

import re
import subprocess
import sys
from html import unescape
from urllib.parse import unquote, urlsplit

import pytest

from tests.readme import ROOT

pytest.importorskip("furo", reason="the extra docs is not installed")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    out = tmp_path_factory.mktemp("site")
    command = [
        sys.executable,
        "-m",
        "sphinx",
        "-q",
        "-W",
        "--keep-going",
        "-d",
        f"{out}.trees",
        str(ROOT / "docs"),
        str(out),
    ]
    built = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (built.returncode, built.stderr) == (0, "")
    return out


def test_every_link_within_the_site_leads_to_a_page_and_a_place_in_it(site):
    pages = {page: page.read_text(encoding="utf-8") for page in site.glob("*.html")}
    places = {page: set(re.findall(r'\bid="([^"]+)"', text)) for page, text in pages.items()}
    broken, checked = [], 0
    for page, text in pages.items():
        for link in map(unescape, re.findall(r'\b(?:href|src)="([^"]+)"', text)):
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            checked += 1
            if not target.exists() or (parts.fragment and target in places and parts.fragment not in places[target]):
                broken.append((page.name, link))
    assert not broken
    assert checked > 500


def test_the_readme_is_the_first_page_and_leads_to_every_other(site):
    first = (site / "index.html").read_text(encoding="utf-8")
    for page in (ROOT / "docs").glob("*.md"):
        assert f'href="{page.stem}.html' in first or page.stem == "index"
    assert 'href="gallery/index.html"' in first
    assert '<a href="../index.html">' in (site / "gallery" / "index.html").read_text(encoding="utf-8")


def test_the_tutorial_has_pages_to_explore(site):
    tutorial = (site / "tutorial.html").read_text(encoding="utf-8")
    pages = re.findall(r'<iframe src="([^"]+)"[^>]* title="tconv-anim explore ', tutorial)
    assert pages == ["explore/explore_conv.html", "explore/explore_transposed.html"]
    assert all("explore" in (site / page).read_text(encoding="utf-8") for page in pages)


def test_the_api_has_every_public_name(site):
    import tconv_anim

    shown = (site / "api.html").read_text(encoding="utf-8")
    assert [name for name in tconv_anim.__all__ if f'id="tconv_anim.{name}"' not in shown] == []
