"""Max pooling, then unpooling with its indices, back to the size that was pooled."""

from __future__ import annotations

from tconv_anim.core.operation import ChainOp
from tconv_anim.core.ops import max_pool, max_unpool
from tconv_anim.core.parameters import Size
from tconv_anim.core.sampling import ChainSpec


def plan(
    channels: int,
    input_size: Size,
    *,
    kernel_size: int | Size,
    stride: int | Size | None = None,
    padding: int | Size = 0,
    dilation: int | Size = 1,
    ceil_mode: bool = False,
    output_size: int | Size | None = None,
) -> ChainSpec:
    """Check both; output_size None is the pooled input's size."""
    pool = max_pool.plan(
        channels, input_size, kernel_size=kernel_size, stride=stride, padding=padding, dilation=dilation,
        ceil_mode=ceil_mode,
    )  # fmt: skip
    unpool = max_unpool.plan(
        channels, pool.output_size, kernel_size=kernel_size, stride=stride, padding=padding,
        output_size=input_size if output_size is None else output_size,
    )  # fmt: skip
    return ChainSpec("max_pool+max_unpool", (pool, unpool))


OP = ChainOp(
    plan=plan,
    usual={"kernel_size": 2, "input_size": 4},
)
