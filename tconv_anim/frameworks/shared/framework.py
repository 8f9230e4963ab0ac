"""What a framework is: the layers that it reads. One file in the folder above for each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module

from tconv_anim.core.message import Clauses
from tconv_anim.core.spec import Spec
from tconv_anim.frameworks.shared.call import Arguments
from tconv_anim.options import framework_names


@dataclass(frozen=True)
class Reading:
    """What a reader finds in a call.

    Attributes
    ----------
    spec : of the op; a crop that no PyTorch parameters give is in a convolution's `padding` as (lo, hi) pairs
    notes : what differs from PyTorch
    flips_kernel : whether the framework rotates the kernel by 180° before it uses it
    """

    spec: Spec
    notes: Clauses = ()
    flips_kernel: bool = False


@dataclass(frozen=True)
class Framework:
    """A framework, as one file of this folder ends in it.

    Attributes
    ----------
    title : its name in sentences, such as "PyTorch"
    readers : of convolutions, by a pattern for the whole name; what its brackets match is the number of dimensions
    weightless : readers of layers without a weight
    layers : the names of the layers, for messages
    bias_argument : the argument that is False in a layer without a bias
    ops : the ops that draw what is not read, by its name without the number of dimensions
    functions : names of functions whose calls do not show any size, each with a layer to write instead
    """

    title: str
    readers: Mapping[str, Callable[[Arguments], Reading]]
    layers: tuple[str, ...]
    bias_argument: str = ""
    weightless: Mapping[str, Callable[[Arguments], Reading]] = field(default_factory=dict)
    ops: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    functions: Mapping[str, str] = field(default_factory=dict)


@cache
def frameworks() -> Mapping[str, Framework]:
    """Every framework by its name, found by folder."""
    home = __name__.removesuffix(".shared.framework")
    return {name: import_module(f"{home}.{name}").FRAMEWORK for name in framework_names()}
