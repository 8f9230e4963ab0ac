"""The site: pip install ".[docs]" && sphinx-build -W docs site."""

import re
import shlex
import shutil
import subprocess
import sys
from html import escape
from pathlib import Path

from docutils import nodes
from sphinx.addnodes import pending_xref

from tconv_anim import __version__

project = "tconv-anim"
version = release = __version__
copyright = "the authors of tconv-anim"  # noqa: A001 # Sphinx's name
extensions = ["myst_parser", "tconv_anim.sphinx", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
html_theme = "furo"
html_title = "tconv-anim"
html_copy_source = False
myst_heading_anchors = 3
autodoc_typehints = "none"
napoleon_google_docstring = False

PAGES = {
    "README.md": "index",
    "README.zh.md": "chinese",
    "CONTRIBUTING.md": "contributing",
    "CHANGELOG.md": "changelog",
}
"""Pages beside docs/, and what they are on the site."""
GALLERY = "gallery"
EXPLORE = "explore"
STILL = """
addEventListener("load", () => {
  const wanted = matchMedia("(prefers-reduced-motion: reduce)").matches;
  for (const image of document.querySelectorAll(wanted ? "img[src$='.gif'], img[src$='.webp']" : "none")) {
    if (image.complete) halt(image);
    else image.addEventListener("load", () => halt(image));
  }
});
"""
FRAME_PX = 620
"""The height of the frame of a page to explore."""


def link_outside(app, doctree) -> None:
    """Lead links to files beside docs/ to their pages; those to source files are names."""
    root = Path(app.srcdir).parent
    for link in list(doctree.findall(pending_xref)):
        target = link["reftarget"].removeprefix(f"{root}/").lstrip("./")
        target += ".md" if link["refdomain"] == "doc" and (root / f"{target}.md").exists() else ""
        if target == f"{GALLERY}/README.md":
            link.replace_self(nodes.reference("", "", *link.children, refuri=f"{GALLERY}/index.html"))
        elif target in PAGES:
            anchor = f"#{link['reftargetid']}" if link.get("reftargetid") else ""
            link.replace_self(nodes.reference("", "", *link.children, refuri=f"{PAGES[target]}.html{anchor}"))
        elif (root / target).exists():
            link.replace_self(link.children)


def show_explorable_pages(app, docname, source) -> None:  # noqa: ARG001
    """Show below each block of commands the pages that its tconv-anim explore makes."""
    if app.builder.format != "html":
        return

    def with_pages(match):
        commands = [line for line in match[1].splitlines() if line.startswith("tconv-anim explore ")]
        return "\n".join([match[0], *(f"\n```{{raw}} html\n{explorable(app, line)}\n```" for line in commands)])

    source[0] = re.sub(r"^```sh\n(.*?)^```$", with_pages, source[0], flags=re.M | re.S)


def explorable(app, command) -> str:
    """Make the page of a command, and give the frame that shows it."""
    folder = Path(app.outdir) / EXPLORE
    folder.mkdir(parents=True, exist_ok=True)
    words = shlex.split(command)
    subprocess.run([sys.executable, "-m", "tconv_anim", *words[1:]], cwd=folder, check=True, capture_output=True)
    name = words[words.index("-o") + 1]
    place = f'src="{EXPLORE}/{name}" loading="lazy" style="border:0;width:100%;height:{FRAME_PX}px"'
    return f'<iframe {place} title="{escape(command)}"></iframe>'


def escape_stars(app, what, name, thing, options, lines) -> None:  # noqa: ARG001
    """Shapes such as (C, *spatial) are no emphasis."""
    lines[:] = [
        "`".join(part if n % 2 else part.replace("*", r"\*") for n, part in enumerate(line.split("`")))
        for line in lines
    ]


def add_gallery(app, exception) -> None:
    """Put the gallery with its search beside the pages, and a link back to them into it."""
    if exception is None and app.builder.format == "html":
        shutil.copytree(Path(app.srcdir).parent / GALLERY, Path(app.outdir) / GALLERY, dirs_exist_ok=True)
        page = Path(app.outdir) / GALLERY / "index.html"
        text = page.read_text(encoding="utf-8")
        page.write_text(text.replace("<h1>", f'<a href="../index.html">{project}</a>\n<h1>', 1), encoding="utf-8")


def keep_still(app) -> None:
    """Show the finished pictures in place of those that move to readers who want no motion."""
    script = Path(app.srcdir).parent / "tconv_anim" / "publish" / "gallery" / "still.js"
    app.add_js_file(None, body=script.read_text(encoding="utf-8") + STILL)


def setup(app) -> None:
    """Register what is above."""
    app.connect("builder-inited", keep_still)
    app.connect("autodoc-process-docstring", escape_stars, priority=100)  # before napoleon
    app.connect("source-read", show_explorable_pages)
    app.connect("doctree-read", link_outside)
    app.connect("build-finished", add_gallery)
