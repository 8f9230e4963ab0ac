"""English: what every message says."""

from __future__ import annotations

from collections.abc import Mapping

from tconv_anim.scenes.texts import Text


def _where(axis: int | None) -> str:
    """The axis that is meant, if they differ."""
    return "" if axis is None else f" of the {('rows', 'columns')[axis]}"


TEXTS: Mapping[str, Text] = {
    "set_up": "set-up",
    "done": "done",
    "step_of": "step {step} of {count}",
    # layers of other frameworks
    "kernel_flipped_by_jax": (
        "JAX flips the kernel unless transpose_kernel=True: the stamp is the kernel turned by 180°"
    ),
    "crops_unlike_torch": lambda framework, lo, hi, axis: (
        f"{framework} crops {lo} at the start and {hi} at the end{_where(axis)}, which no PyTorch call gives"
    ),
    "same_size_in_torch": (
        "{crop}: padding {padding} with output_padding {output_padding} has the same size, its values are shifted by "
        "{shift}"
    ),
    "pads_differ": lambda framework, lo, hi, axis: (
        f"{framework} pads {lo} at the start and {hi} at the end{_where(axis)}"
    ),
    "argument_not_applied": "{argument} is not applied",
}
