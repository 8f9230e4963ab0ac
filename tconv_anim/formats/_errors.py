"""What is wrong with an output, or with a picture that should carry a recipe."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from tconv_anim.options import TconvError


class OutputError(TconvError):
    """An output that cannot be written."""

    sentences: ClassVar[Mapping[str, str]] = {
        "unknown_format": "format {format:quoted} is not known: use {formats:either}",
        "unknown_suffix": "cannot write {file}: suffix {suffix} is not known: use {suffixes:either}",
        "no_suffix": "cannot write {file:quoted}: the name has no suffix: end it in {suffixes:either}",
        "null_character": "cannot write {file:quoted}: a file name cannot hold a null character: leave it out",
        "is_folder": "cannot write {file}: it is a folder: name a file in it",
        "no_folder": "cannot write {file}: there is no folder {folder}: create it or name another",
        "not_writable": "cannot write {file}: it is not writable: name a file elsewhere",
        "link_to_itself": "cannot write {file}: it is a link to itself: name a file elsewhere",
        "not_written": "cannot write {file}: {reason}: name a file elsewhere",
        "not_removed": "cannot remove {file}: {reason}: remove it by hand",
    }


class CommentError(TconvError):
    """A picture without a recipe, or one that cannot be read."""

    sentences: ClassVar[Mapping[str, str]] = {
        "other_suffix": "{file} carries no recipe: give a {suffixes:either} file",
        "no_file": "there is no file {file}: name one that exists",
        "not_read": "cannot read {file}: {reason}: name another file",
        "broken": "cannot read {file}: it is not a complete {format} file: name another file",
        "no_recipe": "{file} carries no recipe: tconv-anim did not write it, or another program changed it",
    }
