"""Which parameters overlap evenly, so that no checkerboard shows."""

from __future__ import annotations

import math
from dataclasses import replace

from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.errors import SpecError


def overlaps_evenly(spec: ConvSpec) -> bool:
    """Whether every output cell far from the edge gets equally many stamps, so that no checkerboard shows.

    It does if the stride divides the kernel and has no common factor with the dilation.
    """
    axes = zip(spec.kernel_size, spec.stride, spec.dilation, strict=True)
    return all(k % s == 0 and math.gcd(d, s) == 1 for k, s, d in axes)


def even_neighbours(spec: ConvSpec) -> list[ConvSpec]:
    """The nearest parameters that overlap evenly: with the same stride first, then with the same kernel.

    >>> [(s.kernel_size, s.stride) for s in even_neighbours(ConvSpec("conv_transpose", 3, 3, stride=2, padding=1))]
    [((4, 4), (2, 2)), ((3, 3), (3, 3))]
    """
    axes = list(zip(spec.kernel_size, spec.stride, spec.dilation, strict=True))
    coprime = tuple(d if math.gcd(d, s) == 1 else 1 for _, s, d in axes)
    kernel = tuple(max(1, (k + s // 2) // s) * s for k, s, _ in axes)  # the nearest multiple, rather up than down
    stride = tuple(
        min((n for n in range(1, k + 1) if k % n == 0 and math.gcd(n, d) == 1), key=lambda n: (abs(n - s), -n))
        for k, s, d in axes
    )
    found = []
    for changed in ({"kernel_size": kernel, "dilation": coprime}, {"stride": stride}):
        try:
            candidate = replace(spec, **changed)  # type: ignore[arg-type]
        except SpecError:
            continue
        if candidate != spec:
            found.append(candidate)
    return found
