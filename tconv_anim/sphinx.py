"""A Sphinx extension: the directive tconv makes its picture while a book is built, animated if the pages can be.

The files that a directive names are in its page's folder, unless conf.py says tconv_allow_outside = True.
Numbers that have no room in a picture are a warning, unless conf.py says suppress_warnings = ["tconv"].
A picture that an earlier build made is used again if it shows the same, see `witness`.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from tconv_anim import __version__
from tconv_anim.formats._writing import write_bytes
from tconv_anim.options import TconvError
from tconv_anim.publish.making import animation_of, lacks, pictures_of
from tconv_anim.publish.markdown.pages import picture_stem
from tconv_anim.publish.witness import witness
from tconv_anim.recipes.paths import check_files, named_files
from tconv_anim.recipes.reading import parse_block

logger = logging.getLogger(__name__)
MOVING, STILL = "image/gif", "image/png"


class TconvPicture(nodes.General, nodes.Element):
    """A picture, moving and still, until it is known which of the two the builder shows."""


class TconvDirective(SphinxDirective):
    """``.. tconv:: OPTIONS``, or with a command's options or a recipe as content; the recipe's caption goes below."""

    optional_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec: ClassVar[dict[str, Any]] = {
        "alt": directives.unchanged,
        "align": lambda text: directives.choice(text, ("left", "center", "right")),
        "width": directives.length_or_percentage_or_unitless,
        "class": directives.class_option,
        "name": directives.unchanged,
    }

    def run(self) -> list[nodes.Node]:
        """Make the picture, and give the node that shows it."""
        if bool(self.arguments) == bool(self.content):
            raise self.error("tconv: write options such as --stride 2, either after it or as its content")
        folder = Path(self.env.doc2path(self.env.docname)).parent
        try:
            recipe = parse_block(" ".join(self.arguments) or "\n".join(self.content), "tconv", folder)
            check_files(recipe, outside=self.config.tconv_allow_outside, way="tconv_allow_outside = True in conf.py")
            animation = animation_of(recipe)
            made = Path(self.env.doctreedir) / "tconv"
            stem = f"{picture_stem(recipe, animation)}_{witness(animation, 'gif')[:8]}"
            outputs = tuple(f"{stem}.{s}" for s in ("gif", "png") if not (made / f"{stem}.{s}").is_file())
            for name, data in pictures_of(replace(recipe, outputs=outputs), animation):
                write_bytes(made / name, data)
            for lack in lacks(animation):
                logger.warning(lack, location=self.get_location(), type="tconv")
        except TconvError as error:
            raise self.error(error.text(command_line=True)) from None
        for path in named_files(recipe):
            self.env.note_dependency(str(path))
        picture = TconvPicture(
            "", alt=self.options.get("alt", animation.alt_text), classes=self.options.get("class", [])
        )
        picture["paths"] = {kind: str(made / f"{stem}.{s}") for kind, s in ((MOVING, "gif"), (STILL, "png"))}
        for name in ("align", "width"):
            if name in self.options:
                picture[name] = self.options[name]
        self.set_source_info(picture)
        result: nodes.Element = picture
        if recipe.caption:
            result = nodes.figure("", picture)
            text, _ = self.state.inline_text(recipe.caption, self.lineno)
            result += nodes.caption("", "", *text)
        self.add_name(result)
        return [result]


def choose_pictures(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Show the GIF if the builder can, or else the PNG of the finished picture, or else the alt text."""
    for picture in list(doctree.findall(TconvPicture)):
        kind = next((kind for kind in (MOVING, STILL) if kind in app.builder.supported_image_types), None)
        if kind is None:
            picture.replace_self(nodes.paragraph("", picture["alt"]))
            continue
        path = picture["paths"][kind]
        app.env.images.add_file(docname, path)
        image = nodes.image("", uri=path, candidates={"*": path}, alt=picture["alt"], classes=picture["classes"])
        for name in ("align", "width", "ids", "names"):
            if picture.get(name):
                image[name] = picture[name]
        picture.replace_self(image)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive; in conf.py: extensions = ["tconv_anim.sphinx"]."""
    app.add_node(TconvPicture)
    app.add_directive("tconv", TconvDirective)
    app.add_config_value("tconv_allow_outside", False, "env", bool)
    app.connect("doctree-resolved", choose_pictures)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
