"""Which parameters give a wanted size, and which of them overlap evenly."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import replace

from tconv_anim.spec import OPS, ConvSpec, Op, Size, SpecError

KERNELS = range(1, 8)
DILATIONS = range(1, 3)


def solve(
    input_size: int | Size,
    output_size: int | Size,
    op: Op = "conv_transpose",
    kernels: Iterable[int] = KERNELS,
    dilations: Iterable[int] = DILATIONS,
) -> list[ConvSpec]:
    """All parameters, equal on every axis, that take an input of one size to an output of another.

    Parameters
    ----------
    input_size, output_size : a number for two equal axes, or one for each axis
    op : "conv" or "conv_transpose"
    kernels, dilations : those to try. Stride and padding are tried as far as they can matter: strides up to the
        larger of the two sizes, padding below ``dilation*(kernel - 1) + 1``, beyond which a border holds no input.

    Returns
    -------
    list of ConvSpec
        Simplest first: without dilation before with it, then by output_padding, padding, kernel and stride.

    Examples
    --------
    >>> [(s.kernel_size[0], s.stride[0], s.padding[0]) for s in solve(4, 8, kernels=(2, 4), dilations=(1,))]
    [(2, 2, 0), (4, 2, 1), (4, 3, 3)]
    """
    if op not in OPS:
        raise SpecError("unknown_op", f"op {op!r} is not known: use {' or '.join(OPS)}")
    i, o = (tuple(size) if isinstance(size, (list, tuple)) else (size, size) for size in (input_size, output_size))
    if not all(isinstance(n, int) for n in (*i, *o)):
        raise SpecError("non_integer_param", f"sizes {input_size} and {output_size} are not whole numbers")
    if len(i) != len(o):
        raise SpecError("param_length", f"input size {input_size} and output size {output_size} have other axes")
    for name, sizes in (("input size", i), ("output size", o)):
        if min(sizes) < 1:
            raise SpecError("empty_spatial_input", f"{name} {'x'.join(map(str, sizes))} is not positive: use 1 or more")
    kernels, dilations = sorted(set(kernels)), sorted(set(dilations))
    found = [spec for k in kernels for d in dilations if k > 1 or d == 1 for spec in _fitting(op, i, o, k, d)]
    return sorted(found, key=_simplicity)


def inverse(spec: ConvSpec) -> ConvSpec:
    """The conv_transpose that takes a conv's output back to its input's size, or the conv whose size one takes back.

    Kernel, stride, padding and dilation stay, the channels are exchanged; the conv_transpose's output_padding is
    ``(input_size + 2*padding - effective_kernel_size) mod stride`` (Dumoulin & Visin 2016, relation 14).

    Raises
    ------
    SpecError
        of kind "no_inverse" where output_padding is not smaller than the stride: no conv leaves that much over.

    Examples
    --------
    >>> inverse(ConvSpec("conv", 16, 5, stride=3, padding=2, in_channels=10, out_channels=20)).output_size
    (16, 16)
    >>> inverse(ConvSpec("conv_transpose", 3, 3, stride=2, padding=1)).output_size
    (3, 3)
    """
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
    """The conv whose size a conv_transpose restores."""
    conv = ConvSpec(
        "conv", spec.output_size, spec.kernel_size, spec.stride, spec.padding, spec.dilation, (0,), spec.groups,
        spec.out_channels, spec.in_channels,
    )  # fmt: skip
    if conv.output_size != spec.input_size:
        extra, s = ("x".join(map(str, sizes)) for sizes in (spec.output_padding, spec.stride))
        raise SpecError(
            "no_inverse",
            f"no conv has this inverse: use an output_padding smaller than the stride, {extra} is not below {s}",
        )
    return conv


def overlaps_evenly(spec: ConvSpec) -> bool:
    """Whether every output cell far from the edge gets equally many stamps, so that no checkerboard shows.

    It does where the stride divides the kernel and has no common factor with the dilation.
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


def _fitting(op: Op, i: Size, o: Size, k: int, d: int) -> Iterator[ConvSpec]:
    reach = d * (k - 1) + 1
    for s in range(1, max(*i, *o) + 1):
        for p in range(reach):
            missing = {b - ((a - 1) * s - 2 * p + reach) for a, b in zip(i, o, strict=True)}
            extra = missing.pop() if op == "conv_transpose" and len(missing) == 1 else 0
            if extra < 0:
                continue
            try:
                spec = ConvSpec(op, i, (k,), (s,), (p,), (d,), (extra,))
            except SpecError:
                continue
            if spec.output_size == o:
                yield spec


def _simplicity(spec: ConvSpec) -> tuple[int, ...]:
    assert not isinstance(spec.padding, str)
    padding = spec.padding[0]
    assert isinstance(padding, int)
    return spec.dilation[0], spec.output_padding[0], padding, spec.kernel_size[0], spec.stride[0]
