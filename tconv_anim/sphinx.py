"""A Sphinx extension: the directive tconv makes its picture while a book is built, animated if the pages can be.

The files that a directive names are in its page's folder, unless conf.py says tconv_allow_outside = True.
Numbers that have no room in a picture are a warning, unless conf.py says suppress_warnings = ["tconv"].
A picture of an earlier build is used again if recipe, files, code and libraries have the digests that they had then.
"""

from __future__ import annotations

import posixpath
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from tconv_anim import __version__
from tconv_anim.formats._page import address_of, player_element, video_element
from tconv_anim.formats._shapes import shaped
from tconv_anim.formats._writing import write_bytes
from tconv_anim.options import TconvError
from tconv_anim.publish.making import animation_of, lacks, pictures_of
from tconv_anim.publish.manifest import code_digest, library_versions, recipe_digest
from tconv_anim.publish.witness import digest
from tconv_anim.recipes.paths import check_files, named_files
from tconv_anim.recipes.reading import parse_block
from tconv_anim.recipes.recipe import Recipe
from tconv_anim.recipes.writing import file_stem

if TYPE_CHECKING:
    from sphinx.builders import Builder
    from sphinx.writers.html5 import HTML5Translator

logger = logging.getLogger(__name__)
SUFFIXES = {"gif": "gif", "svg": "svg", "video": "mp4", "player": "html"}
"""What :format: may say, and the file that it makes."""
IMAGES = {"gif": "image/gif", "svg": "image/svg+xml", "pdf": "application/pdf", "png": "image/png"}
"""Files that a builder may show as images."""
USUAL = "gif"
ALIGNED = {
    "left": ";float:left",
    "center": ";display:block;margin-left:auto;margin-right:auto",
    "right": ";float:right",
}


class TconvPicture(nodes.General, nodes.Element):
    """A picture in all its forms, until it is known which of them the builder shows."""


class TconvFilm(nodes.image):
    """A video or a player in HTML; an image as far as copying its file goes."""


class TconvDirective(SphinxDirective):
    """``.. tconv:: OPTIONS``, or with a command's options or a recipe as content; the recipe's caption goes below."""

    optional_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec: ClassVar[dict[str, Any]] = {
        "format": lambda text: directives.choice(text, tuple(SUFFIXES)),
        "caption": directives.unchanged_required,
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
        suffix = SUFFIXES[self.options.get("format", USUAL)]
        try:
            recipe = parse_block(" ".join(self.arguments) or "\n".join(self.content), "tconv", folder)
            if recipe.outputs:
                raise self.error(f"tconv: {recipe.outputs[0]} names a file: leave it out, and choose with :format:")
            check_files(recipe, outside=self.config.tconv_allow_outside, way="tconv_allow_outside = True in conf.py")
            animation = animation_of(recipe)
            parts = (recipe_digest(recipe), code_digest(), library_versions())
            stem = f"{file_stem(animation.source.spec, animation.view)}_{digest(*map(str.encode, parts))[:12]}"
            made = Path(self.env.doctreedir) / "tconv"
            make(recipe, made / f"{stem}.{suffix}")
            for lack in lacks(animation):
                logger.warning(lack, location=self.get_location(), type="tconv")
        except TconvError as error:
            raise self.error(error.text(command_line=True)) from None
        for path in named_files(recipe):
            self.env.note_dependency(str(path))
        picture = TconvPicture(
            "", alt=self.options.get("alt", animation.alt_text), classes=self.options.get("class", [])
        )
        page = shaped(animation, suffix).page
        picture.attributes |= {"recipe": recipe, "path": str(made / stem), "suffix": suffix,
                               "extent": (page.width, page.height)}  # fmt: skip
        for name in ("align", "width"):
            if name in self.options:
                picture[name] = self.options[name]
        self.set_source_info(picture)
        result: nodes.Element = picture
        caption = self.options.get("caption", recipe.caption)
        if caption:
            result = nodes.figure("", picture)
            text, _ = self.state.inline_text(caption, self.lineno)
            result += nodes.caption("", "", *text)
        self.add_name(result)
        return [result]


def make(recipe: Recipe, path: Path) -> None:
    """Make a picture unless it is there: its name has the digests of all that it depends on. An SVG moves if it can."""
    if not path.is_file():
        options = {name: value for name, value in recipe.options.items() if name != "animate"}
        if path.suffix == ".svg" and "still" not in options:
            options["animate"] = recipe.options.get("animate", True)
        for _, data, _ in pictures_of(replace(recipe, options=options, outputs=(path.name,))):
            write_bytes(path, data)


def suffix_for(builder: Builder, suffix: str) -> str:
    """What a builder shows of a picture: a video or a player as HTML, or the best of its images; "" for none."""
    if suffix not in IMAGES:
        if builder.format == "html" and builder.name != "epub":
            return suffix
        suffix = USUAL
    return next((one for one in (suffix, "pdf", "png") if IMAGES[one] in builder.supported_image_types), "")


def choose_pictures(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Show each picture in the form that suits the builder, which is made if no earlier build did; or its alt text."""
    for picture in list(doctree.findall(TconvPicture)):
        suffix = suffix_for(app.builder, picture["suffix"])
        if not suffix:
            picture.replace_self(nodes.paragraph("", picture["alt"]))
            continue
        paths = [f"{picture['path']}.{one}" for one in ([suffix, "png"] if suffix == "mp4" else [suffix])]
        try:
            for path in paths:
                make(picture["recipe"], Path(path))
        except TconvError as error:
            logger.error(error.text(command_line=True), location=picture, type="tconv")
            continue
        for path in paths:
            app.env.images.add_file(docname, path)
            app.builder.images[path] = app.env.images[path][1]
        about = {"uri": paths[0], "candidates": {"*": paths[0]}, "alt": picture["alt"], "classes": picture["classes"]}
        place = {name: picture[name] for name in ("align", "width") if name in picture}
        if suffix in IMAGES:
            shown = nodes.image("", **about, **place)
        else:  # its width is no image's, from which Sphinx would link to the whole image
            shown = TconvFilm("", **about, paths=paths, extent=picture["extent"], place=place)
        shown["ids"], shown["names"] = picture["ids"], picture["names"]
        picture.replace_self(shown)


def visit_film(self: HTML5Translator, node: TconvFilm) -> None:
    """Write the element of a video or a player."""
    sources = [posixpath.join(self.builder.imgpath, address_of(self.builder.images[path])) for path in node["paths"]]
    about = {"id": " ".join(node["ids"][:1]), "class": " ".join(node["classes"]), "src": sources[0]}
    width = node["place"].get("width", "")
    style = f";width:{width}{'px' if width.isdigit() else ''}" if width else ""
    style += ALIGNED.get(node["place"].get("align", ""), "")
    if sources[1:]:
        about |= {"poster": sources[1], "preload": "none"}
        self.body.append(video_element(about, node["extent"], node["alt"], style))
    else:
        self.body.append(player_element(about, node["extent"], node["alt"], style))
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive; in conf.py: extensions = ["tconv_anim.sphinx"]."""
    app.add_node(TconvPicture)
    app.add_node(TconvFilm, html=(visit_film, None))
    app.add_directive("tconv", TconvDirective)
    app.add_config_value("tconv_allow_outside", False, "env", bool)
    app.add_config_value("tconv_code", code_digest(), "env", str)  # another edition reads every page again
    app.connect("doctree-resolved", choose_pictures)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
