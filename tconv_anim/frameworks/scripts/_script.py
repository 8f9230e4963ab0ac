"""How a framework writes a script. One file in this folder for each ends in a `Script`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module

from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.trace import Trace
from tconv_anim.options import CONVOLUTIONS, script_names


@dataclass(frozen=True)
class Script:
    """A framework for which scripts are written.

    Attributes
    ----------
    title : its name in sentences, such as "PyTorch"
    write : from traces, each of what the one before wrote, to the lines of a script that computes the last one's output
        and prints it as nested lists
    layer : from a convolution to its layer's call, which `parse_layer` reads; raises a CodeError where there is none
    writes : the ops that it writes; others only as the convolution that they equal
    words : whether its layers have the words "same" and "valid" for padding
    """

    title: str
    write: Callable[[Sequence[Trace]], list[str]]
    layer: Callable[[ConvSpec], str]
    writes: tuple[str, ...] = CONVOLUTIONS
    words: bool = False


@cache
def scripts() -> Mapping[str, Script]:
    """Every framework for which scripts are written by its name, found by folder."""
    home = __name__.rpartition(".")[0]
    return {name: import_module(f"{home}.{name}").SCRIPT for name in script_names()}
