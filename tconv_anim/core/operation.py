"""What the file of an operation in core/ops brings, as its ``OP``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tconv_anim.core.message import Clauses
from tconv_anim.core.parameters import Pads, Size, per_axis
from tconv_anim.core.sampling import ChainSpec, Disguise, SampleSpec, SampleTrace
from tconv_anim.core.spec import ConvSpec, Op
from tconv_anim.core.step import Array, Step
from tconv_anim.options import DIMS

Enlarge = Callable[[Size, Size], dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Operation:
    """What every operation says of itself.

    Attributes
    ----------
    plan : ``plan(channels, input_size, *, parameters...)`` checks the parameters and gives a spec
        Its keywords are the parameters that the operation takes.
    dims : the numbers of spatial axes that it works over
    weighted : whether it has a weight, whose kernel_size and out_channels are two of plan's parameters
    indexed : whether it needs the indices of a max pooling
    least_channels : the smallest number of input channels that goes with the parameters
    enlarge : parameters that take an input to a multiple of its size: ``enlarge(factor, output_size)``
        None for an operation that `compare` does not compare.
    usual : what a picture of it shows if nothing else is given: parameters, input_size
    """

    plan: Callable[..., ConvSpec | SampleSpec | ChainSpec]
    dims: tuple[int, ...] = DIMS
    weighted: bool = False
    indexed: bool = False
    least_channels: Callable[[Mapping[str, Any]], int] = lambda parameters: 1  # noqa: ARG005
    enlarge: Enlarge | None = None
    usual: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ConvOp(Operation):
    """A convolution or transposed convolution.

    Attributes
    ----------
    run : ``run(spec, input, weight, bias)`` gives the output and the steps
    """

    run: Callable[[ConvSpec, Array, Array, Array], tuple[Array, tuple[Step, ...]]]
    weighted: bool = True


def plan_conv(
    op: Op,
    channels: int,
    input_size: Size,
    *,
    kernel_size: int | Size,
    out_channels: int = 1,
    stride: int | Size = 1,
    padding: int | Size | str | Pads = 0,
    dilation: int | Size = 1,
    output_padding: int | Size = 0,
    groups: int = 1,
    padding_mode: str = "zeros",
) -> ConvSpec:
    """Check a convolution or transposed convolution."""
    return ConvSpec(
        op, input_size, per_axis("kernel_size", kernel_size, len(input_size)), stride, padding,  # type: ignore[arg-type]
        dilation, output_padding, groups, channels, out_channels, padding_mode,  # type: ignore[arg-type]
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class SampleOp(Operation):
    """An upsampling or pooling.

    Attributes
    ----------
    run : ``run(spec, input, indices)`` gives a SampleTrace; the indices are max_unpool's
    call : the call as PyTorch writes it
    formula : the output's size with its numbers
    disguise : the convolution that it equals, or None if it equals none
    by_output : whether a step is about an output cell, not about an input cell
    """

    plan: Callable[..., SampleSpec]
    run: Callable[[SampleSpec, Array, Array | None], SampleTrace]
    call: Callable[[SampleSpec], str]
    formula: Callable[[SampleSpec], Clauses]
    disguise: Callable[[SampleSpec], Disguise | None] = lambda spec: None  # noqa: ARG005
    by_output: bool = False


@dataclass(frozen=True, kw_only=True)
class ChainOp(Operation):
    """An operation made of others, one after the other.

    Attributes
    ----------
    disguise : the convolution that it equals, of the spec and the weight, or None if it equals none
    """

    plan: Callable[..., ChainSpec]
    disguise: Callable[[ChainSpec, Array], Disguise | None] = lambda spec, weight: None  # noqa: ARG005
