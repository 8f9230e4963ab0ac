"""The gradient of a loss at the output: as it is given, or of letters."""

from __future__ import annotations

from collections.abc import Mapping

from tconv_anim.core.errors import SpecError
from tconv_anim.core.spec import Spec
from tconv_anim.core.step import Array
from tconv_anim.core.symbols import family


def at_output(gradient: Array | None, letters: Mapping[str, str], spec: Spec) -> Array | None:
    """A given gradient with its channel axis, (C_out, *output_size), or that of a letter; None if none is given."""
    wanted = (spec.out_channels, *spec.output_size)
    if "gradient" in letters:
        return family(letters["gradient"], wanted, 1)
    if gradient is None:
        return None
    shape = gradient.shape[1:] if gradient.ndim > len(wanted) and len(gradient) == 1 else gradient.shape
    plane = (*(1,) * (len(wanted) - len(shape)), *shape)  # of one channel, without its axis
    found = gradient.reshape(plane) if plane == wanted else gradient
    if found.shape != wanted:
        raise SpecError("wrong_shape", {"name": "gradient", "shape": gradient.shape, "wanted": wanted})
    return found
