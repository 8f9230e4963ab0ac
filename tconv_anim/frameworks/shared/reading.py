"""What a reader finds in a call."""

from __future__ import annotations

from dataclasses import dataclass

from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.message import Clauses
from tconv_anim.core.spec import Spec


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

    def computes_as(self, other: Reading) -> bool:
        """Whether both compute the same, whatever their padding is called."""
        return self.flips_kernel == other.flips_kernel and _plain(self.spec) == _plain(other.spec)


def _plain(spec: Spec) -> tuple[object, ...]:
    if not isinstance(spec, ConvSpec):
        return (spec,)
    fields = {name: value for name, value in vars(spec).items() if name not in ("padding", "output_padding")}
    return spec.pads, *fields.values()
