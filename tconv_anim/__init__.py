"""Animations of convolution and transposed convolution, exact to the last digit.

>>> from tconv_anim import animate
>>> animation = animate("conv_transpose", input=[[0, 1], [2, 3]], weight=[[4, 7], [2, 2]])
>>> animation.trace.output
array([[[ 0,  4,  7],
        [ 8, 28, 23],
        [ 4, 10,  6]]])

``animation.save("x.gif")`` writes it; in a notebook it shows itself.
"""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False  # to import it takes a tenth of the start, in which an interrupt prints a traceback
if TYPE_CHECKING:
    from typing import Any

    from tconv_anim.animation import Animation, animate
    from tconv_anim.core.conv_spec import ConvSpec
    from tconv_anim.core.equivalents import disguise, undisguised, zero_inserted
    from tconv_anim.core.errors import SpecError
    from tconv_anim.core.linear import matrix, overlap_count, reached_by, reaches, receptive_field, replay, transpose
    from tconv_anim.core.operation import Disguise
    from tconv_anim.core.record import record
    from tconv_anim.core.solve import inverse, overlaps_evenly
    from tconv_anim.core.step import Step
    from tconv_anim.core.trace import Trace
    from tconv_anim.formats import OutputError
    from tconv_anim.frameworks import CodeError, LayerError, parse_layer, solve_like, to_code, to_layer
    from tconv_anim.options import OptionError
    from tconv_anim.publish.fitting import fit
    from tconv_anim.recipes.arrays import InputError
    from tconv_anim.recipes.values import Channels
    from tconv_anim.renderer.layout import LayoutError, NumbersWarning
    from tconv_anim.renderer.themes import ThemeError
    from tconv_anim.scenes.errors import MotionWarning

__version__ = "1.0.0"

_HOMES = {
    "animation": ("Animation", "animate"),
    "core.equivalents": ("disguise", "undisguised", "zero_inserted"),
    "core.linear": ("matrix", "overlap_count", "reached_by", "reaches", "receptive_field", "replay", "transpose"),
    "core.operation": ("Disguise",),
    "core.record": ("record",),
    "core.solve": ("inverse", "overlaps_evenly"),
    "core.errors": ("SpecError",),
    "core.conv_spec": ("ConvSpec",),
    "core.step": ("Step",),
    "core.trace": ("Trace",),
    "formats": ("OutputError",),
    "frameworks": ("CodeError", "LayerError", "parse_layer", "solve_like", "to_code", "to_layer"),
    "publish.fitting": ("fit",),
    "recipes.arrays": ("InputError",),
    "options": ("OptionError",),
    "recipes.values": ("Channels",),
    "renderer.layout": ("LayoutError", "NumbersWarning"),
    "renderer.themes": ("ThemeError",),
    "scenes.errors": ("MotionWarning",),
}
"""The public names and the modules that they live in."""

_MODULES = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "Animation", "Channels", "CodeError", "ConvSpec", "Disguise", "InputError", "LayerError", "LayoutError",
    "MotionWarning", "NumbersWarning", "OptionError", "OutputError", "SpecError", "Step", "ThemeError", "Trace",
    "animate", "disguise", "fit", "inverse", "matrix", "overlap_count", "overlaps_evenly", "parse_layer",
    "reached_by", "reaches", "receptive_field", "record", "replay", "solve_like", "to_code", "to_layer", "transpose",
    "undisguised", "zero_inserted",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used: the command line's --help needs none of them."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_MODULES])
