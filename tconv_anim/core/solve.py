"""Which parameters give a wanted size, and which of them overlap evenly."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice, product

from tconv_anim.core.conv_spec import ConvSpec, Op
from tconv_anim.core.errors import SpecError
from tconv_anim.core.parameters import LARGEST, Size, as_int, check_least, count_axes, per_axis
from tconv_anim.core.spec import Spec
from tconv_anim.options import CONVOLUTIONS

KERNELS = range(1, 8)
DILATIONS = range(1, 3)
MAX_FOUND = 10_000  # longer lists are not read
MAX_TRIED = 1_000_000  # kernels, dilations and strides: about a second


def solve(
    input_size: int | Size,
    output_size: int | Size,
    op: Op = "conv_transpose",
    kernels: Iterable[int] = KERNELS,
    dilations: Iterable[int] = DILATIONS,
) -> list[ConvSpec]:
    """All parameters that take an input of one size to an output of another, equal on every axis but output_padding.

    Parameters
    ----------
    input_size, output_size : a number for two equal axes, or one for each axis
    op : "conv" or "conv_transpose"
    kernels, dilations : those to try. Strides are tried up to the larger of the two sizes, and padding below
        ``dilation*(kernel - 1) + 1``: with more of it a window at the border would hold no input.

    Returns
    -------
    list of ConvSpec
        Simplest first: ordered by dilation, output_padding, padding, kernel and stride.

    Raises
    ------
    SpecError
        for impossible sizes; of kind "too_many" if the search takes long or finds very many.

    Examples
    --------
    >>> [(s.kernel_size[0], s.stride[0], s.padding[0]) for s in solve(4, 8, kernels=(2, 4), dilations=(1,))]
    [(2, 2, 0), (4, 2, 1), (4, 3, 3)]
    """
    if op not in CONVOLUTIONS:
        raise SpecError("unknown_op", {"op": op, "known": CONVOLUTIONS})
    ndim = count_axes(input_size, output_size)
    i, o = per_axis("input_size", input_size, ndim), per_axis("output_size", output_size, ndim)
    check_least("empty_spatial_input", "input_size", i, 1)
    check_least("empty_spatial_input", "output_size", o, 1)
    tried = {"kernel_size": kernels, "dilation": dilations}
    ks, ds = (sorted({as_int(name, n) for n in islice(ns, MAX_TRIED + 1)}) for name, ns in tried.items())
    found = list(islice(_candidates(op, i, o, ks, ds), MAX_FOUND + 1))
    if len(found) > MAX_FOUND:
        raise SpecError("too_many:found", {"most": MAX_FOUND})
    return sorted(found, key=_simplicity)


def inverse(spec: Spec) -> ConvSpec:
    """The conv_transpose that restores a conv's input size, or the conv that belongs to a conv_transpose.

    Kernel, stride, padding and dilation stay, the channels are exchanged; the conv_transpose's output_padding is
    ``(input_size + 2*padding - effective_kernel_size) mod stride`` (Dumoulin & Visin 2016, relation 14).

    Raises
    ------
    SpecError
        of kind "no_inverse" if the spec is of another op, or if output_padding is not smaller than the stride: no conv
        leaves so many cells over.

    Examples
    --------
    >>> inverse(ConvSpec("conv", 16, 5, stride=3, padding=2, in_channels=10, out_channels=20)).output_size
    (16, 16)
    >>> inverse(ConvSpec("conv_transpose", 3, 3, stride=2, padding=1)).output_size
    (3, 3)
    """
    if not isinstance(spec, ConvSpec):
        raise SpecError("no_inverse:op", {"asked": spec.op if not spec.stages else spec.stages[-1].op})
    if spec.transposed:
        return _undone(spec)
    axes = list(zip(spec.padded_size, spec.effective_kernel_size, spec.stride, spec.pads, strict=True))
    rest = tuple((padded - ke) % s for padded, ke, s, _ in axes)
    plain = all(lo == hi >= 0 for lo, hi in spec.pads)
    return ConvSpec(
        "conv_transpose", spec.output_size, spec.kernel_size, spec.stride,
        tuple(lo for lo, _ in spec.pads) if plain else tuple((lo, hi - r) for (*_, (lo, hi)), r in
                                                             zip(axes, rest, strict=True)),
        spec.dilation, rest if plain else (0,), spec.groups, spec.out_channels, spec.in_channels,
    )  # fmt: skip


def _undone(spec: ConvSpec) -> ConvSpec:
    """The conv that has the sizes of a conv_transpose, exchanged."""
    conv = ConvSpec(
        "conv", spec.output_size, spec.kernel_size, spec.stride, spec.padding, spec.dilation, (0,), spec.groups,
        spec.out_channels, spec.in_channels,
    )  # fmt: skip
    if conv.output_size != spec.input_size:
        rest = tuple(op % s for op, s in zip(spec.output_padding, spec.stride, strict=True))
        known = {"output_padding": spec.output_padding, "stride": spec.stride}
        raise SpecError("no_inverse", known, hint=[{"output_padding": rest}])
    return conv


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


def _candidates(op: Op, i: Size, o: Size, kernels: list[int], dilations: list[int]) -> Iterator[ConvSpec]:
    tried = 0
    for k, d in product(kernels, dilations):
        if k == 1 and d > 1:
            continue
        reach = d * (k - 1) + 1
        axes = list(zip(i, o, strict=True) if op == "conv_transpose" else zip(o, i, strict=True))
        strides = range(1, _largest_stride(axes, reach) + 1)
        tried += 1 + len(strides)
        if tried > MAX_TRIED:
            raise SpecError("too_many", {"most": MAX_TRIED})
        for s in strides:
            yield from _fitting(op, i, o, k, s, d)


def _largest_stride(axes: list[tuple[int, int]], reach: int) -> int:
    """The largest stride to try: with it all placements still lie on the padded larger side."""
    return min([max(map(max, axes)), *((big + reach - 2) // (small - 1) for small, big in axes if small > 1)])


def _fitting(op: Op, i: Size, o: Size, k: int, s: int, d: int) -> Iterator[ConvSpec]:
    """Every padding that gives the size.

    All placements of the kernel together are ``(small - 1)*stride + reach`` long. What the output has beyond
    that is output_padding, or cells that a conv leaves over.
    """
    reach = d * (k - 1) + 1
    transposed = op == "conv_transpose"
    sides = zip(i, o, strict=True) if transposed else zip(o, i, strict=True)
    spans = [(small - 1) * s + reach - big for small, big in sides]
    slack = (max(s, d) if transposed else s) - 1
    for p in range(max(0, -(-max(spans) // 2)), min(reach - 1, (min(spans) + slack) // 2, LARGEST) + 1):
        try:
            spec = ConvSpec(op, i, (k,), (s,), (p,), (d,), tuple(2 * p - span if transposed else 0 for span in spans))
        except SpecError:
            continue
        if spec.output_size == o:
            yield spec


def _simplicity(spec: ConvSpec) -> tuple[int, ...]:
    assert not isinstance(spec.padding, str)
    padding = spec.padding[0]
    assert isinstance(padding, int)
    return spec.dilation[0], sum(spec.output_padding), padding, spec.kernel_size[0], spec.stride[0]
