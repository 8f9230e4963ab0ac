"""What the errors of formats/ say, in Python and on the command line: the only place that has their words."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tconv_anim.animation import animate
from tconv_anim.formats import (
    CommentError,
    OutputError,
    check_taken,
    format_of,
    load_format,
    read_comment,
)
from tconv_anim.formats._writing import check_writable
from tconv_anim.publish.files import remove

from . import sentences

SUFFIXES = ".gif, .html, .md, .mp4, .pdf, .png, .pptx, .svg, .txt, .webm or .webp"
WITH_RECIPE = ".gif, .html, .md, .mp4, .pdf, .png, .pptx, .svg, .webm or .webp"
Call = Callable[[], object]

CASES: list[tuple[Any, ...]] = [
    (OutputError, "unknown_format", lambda: load_format("xyz"),
     "format 'xyz' is not known: use gif, html, md, mp4, pdf, png, pptx, svg, txt, webm or webp"),
    (OutputError, "option_of_others", lambda: check_taken({"loop": 1}, ["png", "svg"]),
     "loop=1 changes nothing in a .png or .svg: leave loop out, or write a .gif, .html, .pptx or .webp",
     "--loop 1 changes nothing in a .png or .svg: leave --loop out, or write a .gif, .html, .pptx or .webp"),
    (OutputError, "beside_still", lambda: check_taken({"hold_ms": 40, "still": 3}, ["gif"]),
     "hold_ms=40 changes nothing in a still picture: leave hold_ms out, or still",
     "--hold-ms 40 changes nothing in a still picture: leave --hold-ms out, or --still"),
    (OutputError, "not_installed", lambda: load_format("mp4", written=True),
     'a .mp4 is written by av, which is not installed: pip install "tconv-anim[video]"'),
    (OutputError, "not_shown", lambda: animate().show("pdf"),
     "a notebook does not show .pdf: use gif, html, md, mp4, png, svg, txt, webm or webp"),
    (OutputError, "unknown_suffix", lambda: format_of("a.xyz"),
     f"cannot write a.xyz: suffix .xyz is not known: use {SUFFIXES}"),
    (OutputError, "no_suffix", lambda: format_of(""),
     f"cannot write '': the name has no suffix: end it in {SUFFIXES}"),
    (OutputError, "too_many_files", lambda: animate(input_size=8, step_ms=10_000, motion="smooth").save("%d.png"),
     "motion='smooth' makes 16825 files, and 10000 is the limit: leave motion out, or show fewer placements with "
     "max_steps",
     "--motion smooth makes 16825 files, and 10000 is the limit: leave --motion out, or show fewer placements with "
     "--max-steps"),
    (OutputError, "numbered_animation", lambda: check_writable("%d.gif"),
     "cannot write %d.gif: numbered files are stills: end the name in .pdf, .png or .svg"),
    (OutputError, "several_numbers", lambda: check_writable("%d%d.png"),
     "cannot write %d%d.png: the name has several numbers: leave one of them"),
    (OutputError, "null_character", lambda: check_writable("a\0.gif"),
     r"cannot write 'a\x00.gif': a file name cannot hold a null character: leave it out"),
    (OutputError, "is_folder", lambda: check_writable("folder"),
     "cannot write folder: it is a folder: name a file in it"),
    (OutputError, "no_folder", lambda: check_writable("none/a.gif"),
     "cannot write none/a.gif: there is no folder none: create it or name another"),
    (OutputError, "not_writable", lambda: check_writable("closed.gif"),
     "cannot write closed.gif: it is not writable: name a file elsewhere"),
    (OutputError, "link_to_itself", lambda: check_writable("loop.gif"),
     "cannot write loop.gif: it is a link to itself: name a file elsewhere"),
    (OutputError, "not_written", lambda: check_writable(f"{'a' * 300}.gif"),
     f"cannot write {'a' * 300}.gif: File name too long: name a file elsewhere"),
    (OutputError, "not_removed", lambda: remove(Path("folder")),
     "cannot remove folder: Is a directory: remove it by hand"),
    (CommentError, "other_suffix", lambda: read_comment("a.bmp"),
     f"a.bmp carries no recipe: give a {WITH_RECIPE} file"),
    (CommentError, "other_suffix", lambda: read_comment("a.txt"),
     f"a.txt carries no recipe: give a {WITH_RECIPE} file"),
    (CommentError, "no_file", lambda: read_comment("none.gif"),
     "there is no file none.gif: name one that exists"),
    (CommentError, "not_read", lambda: read_comment("folder.gif"),
     "cannot read folder.gif: Is a directory: name another file"),
    (CommentError, "broken", lambda: read_comment("broken.gif"),
     "cannot read broken.gif: it is not a complete GIF file: name another file"),
    (CommentError, "too_many_pixels", lambda: read_comment("huge.gif"),
     "cannot read huge.gif: it says that it has more than 16000000 pixels: name another file"),
    (CommentError, "too_long", lambda: read_comment("long.svg"),
     "the recipe in long.svg has more than 500000 letters: name another file"),
    (CommentError, "no_recipe", lambda: read_comment("plain.html"),
     "plain.html carries no recipe: tconv-anim did not write it, or another program changed it"),
]  # fmt: skip


@pytest.mark.skipif(os.name == "nt", reason="systems name their errors in their own words")
@pytest.mark.parametrize("case", CASES, ids=[case[1] for case in CASES])
def test_an_error_says_what_is_wrong_and_what_to_write_instead(tmp_path, monkeypatch, case):
    kind = case[1]
    monkeypatch.chdir(tmp_path)
    for folder in ("folder", "folder.gif"):
        Path(folder).mkdir()
    Path("loop.gif").symlink_to("loop.gif")
    Path("broken.gif").write_text("GIF")
    Path("plain.html").write_text("<p>")
    Path("long.svg").write_text(f'<svg xmlns="http://www.w3.org/2000/svg"><metadata>{"x" * 500_001}</metadata></svg>')
    Path("huge.gif").write_bytes(
        b"GIF89a\xff\xff\xff\xff\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\xff\xff\xff\xff\0\2\2L\1\0;"
    )
    if kind == "not_installed":
        monkeypatch.setattr("tconv_anim.formats.find_spec", lambda _: None)
    if kind == "not_writable":  # root may write everywhere
        monkeypatch.setattr(os, "access", lambda *_: False)
    sentences.check(*case)


def test_every_sentence_has_a_case():
    sentences.check_complete(CASES, "formats")
