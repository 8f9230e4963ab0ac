"""Linear interpolation: an output cell is a weighted mean of the two input cells around it."""

from __future__ import annotations

from functools import partial

from tconv_anim.core.interpolation import (
    as_triangle_kernel,
    enlarge,
    interpolate_text,
    plan_means,
    scaled_formula,
    weighted_means,
)
from tconv_anim.core.operation import Operation

OP = Operation(
    plan=partial(plan_means, "linear"),
    run=weighted_means,
    call=partial(interpolate_text, "linear"),
    formula=scaled_formula,
    equals=as_triangle_kernel,
    dims=(1,),
    by_output=True,
    enlarge=enlarge,
    usual={"scale_factor": 2},
)
