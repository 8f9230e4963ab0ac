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
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tconv_anim.animation import Animation, animate
    from tconv_anim.code import CodeError, to_code
    from tconv_anim.dialects import parse_layer
    from tconv_anim.dialects.call import LayerError
    from tconv_anim.disguises import disguise, undisguised
    from tconv_anim.fitting import fit
    from tconv_anim.inputs import InputError
    from tconv_anim.layout import LayoutError
    from tconv_anim.recording import record
    from tconv_anim.request import OptionError
    from tconv_anim.sample import Disguise, SampleSpec, SampleStep, SampleTrace
    from tconv_anim.scene import Channels
    from tconv_anim.solve import inverse, overlaps_evenly
    from tconv_anim.spec import ConvSpec, SpecError
    from tconv_anim.step import Step
    from tconv_anim.theme import ThemeError
    from tconv_anim.trace import Chain, Trace, replay, zero_inserted
    from tconv_anim.writers import OutputError

__version__ = "0.1.0"

_HOMES = {
    "Animation": "animation", "animate": "animation", "Channels": "scene", "OptionError": "request",
    "CodeError": "code", "to_code": "code", "LayerError": "dialects.call", "parse_layer": "dialects",
    "inverse": "solve", "overlaps_evenly": "solve",
    "fit": "fitting", "InputError": "inputs", "LayoutError": "layout", "OutputError": "writers", "ThemeError": "theme",
    "ConvSpec": "spec", "SpecError": "spec", "Step": "step",
    "Disguise": "sample", "SampleSpec": "sample", "SampleStep": "sample", "SampleTrace": "sample",
    "disguise": "disguises", "undisguised": "disguises",
    "Chain": "trace", "Trace": "trace", "record": "recording", "replay": "trace", "zero_inserted": "trace",
}  # fmt: skip

__all__ = [
    "Animation", "Chain", "Channels", "CodeError", "ConvSpec", "Disguise", "InputError", "LayerError", "LayoutError",
    "OptionError", "OutputError", "SampleSpec", "SampleStep", "SampleTrace", "SpecError", "Step", "ThemeError",
    "Trace", "animate", "disguise", "fit", "inverse", "overlaps_evenly", "parse_layer", "record", "replay", "to_code",
    "undisguised", "zero_inserted",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used: the command line's --help needs none of them."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])
