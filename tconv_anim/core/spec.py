"""Operations in checked parameters: what all of them tell, upsamplings and poolings, and several as one."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tconv_anim.core.parameters import Size
from tconv_anim.options import MULTIPLES


class Spec:
    """What the parameters of every operation tell, whatever the operation."""

    stages: tuple[Spec, ...] = ()
    """Of an operation that is made of others, the first to run first."""
    side_by_side: bool = False
    """Whether the stages read the same input, not each what the one before wrote."""

    if TYPE_CHECKING:  # fields of some specs, properties of others

        @property
        def op(self) -> str:
            """The operation's name."""

        @property
        def input_size(self) -> Size:
            """Spatial size of the input."""

        @property
        def output_size(self) -> Size:
            """Spatial size of the output."""

        @property
        def in_channels(self) -> int:
            """Of the input."""

        @property
        def out_channels(self) -> int:
            """Of the output."""

        @property
        def parameters(self) -> tuple[tuple[str, Any], ...]:
            """By PyTorch's names, one number per axis, with the default if a parameter was left out.

            One without a value, such as ``size`` when ``scale_factor`` is given, is not among them.
            """

    @property
    def ndim(self) -> int:
        """Number of spatial axes: 1 or 2."""
        return len(self.input_size)

    @property
    def weight_shape(self) -> Size:
        """Of the weight in PyTorch's layout; empty for an operation without one."""
        return ()

    @property
    def worked_cells(self) -> int:
        """Cells of the largest plane that is worked on, with the padding around it."""
        padding = self.get("padding")
        ends = padding if isinstance(padding, tuple) else (0,) * self.ndim
        padded: int = math.prod(i + 2 * p for i, p in zip(self.input_size, ends, strict=True))
        return max(padded, math.prod(self.output_size))

    def get(self, name: str) -> Any:
        """A parameter's value, None if it has none."""
        return dict(self.parameters).get(name)


@dataclass(frozen=True)
class OpSpec(Spec):
    """One upsampling or pooling, or one made of stages, made by its op's ``plan``; see `Spec`."""

    op: str
    input_size: Size
    output_size: Size
    in_channels: int
    out_channels: int
    parameters: tuple[tuple[str, Any], ...] = ()
    stages: tuple[Spec, ...] = ()
    side_by_side: bool = False


def one_after_another(op: str, stages: tuple[Spec, ...], parameters: tuple[tuple[str, Any], ...] = ()) -> OpSpec:
    """Stages of which the first reads the input, and each other what the one before wrote."""
    first, last = stages[0], stages[-1]
    sizes = first.input_size, last.output_size
    return OpSpec(op, *sizes, first.in_channels, last.out_channels, parameters, stages)


def in_pictures(spec: Spec) -> tuple[Spec, ...]:
    """The operations that have a picture each: all of small multiples, or the one."""
    return spec.stages if spec.op == MULTIPLES else (spec,)
