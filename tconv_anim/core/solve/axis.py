"""One axis of a search: which parameters take its input to its output, and which outputs are near."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tconv_anim.core.errors import SpecError
from tconv_anim.core.parameters import LARGEST

MAX_TRIED = 500_000  # kernels, dilations and strides: about a second


@dataclass(frozen=True)
class Axis:
    """One axis: its sizes, and what is tried on it; of padding and output_padding only where it is limited."""

    transposed: bool
    input_size: int
    output_size: int
    tried: Mapping[str, range]

    def span(self, k: int, s: int, d: int) -> int:
        """By how much all placements of the kernel together are longer than the side under its taps."""
        small, big = self._sides()
        return (small - 1) * s + reach(k, d) - big

    def limits(self, k: int, s: int, d: int) -> tuple[range, range]:
        """The paddings to try, and how much may be left beyond all placements: output_padding, or cells of a conv."""
        padding = self.tried.get("padding", range(min(reach(k, d), LARGEST)))
        if not self.transposed:
            return padding, range(s)
        return padding, common([self.tried.get("output_padding", range(LARGEST)), range(max(s, d))])

    def paddings(self, k: int, s: int, d: int) -> range:
        """Every padding that gives the size."""
        padding, rest = self.limits(k, s, d)
        if not rest:
            return rest
        span = self.span(k, s, d)
        return common([padding, range(-(-(span + rest[0]) // 2), (span + rest[-1]) // 2 + 1)])

    def largest_stride(self, k: int, d: int) -> int:
        """With a larger stride, placements lie outside of the padded side, whatever output_padding it allows."""
        (small, _), (padding, _) = self._sides(), self.limits(k, 1, d)
        within = (2 * padding[-1] - self.span(k, 0, d)) // (small - 1) if small > 1 else LARGEST
        return max(within, self.tried.get("output_padding", range(1)).start)

    def nearest(self) -> tuple[int | None, int | None]:
        """The nearest smaller and the nearest larger output that can be had."""
        found = {size for placing in placings([self], MAX_TRIED, larger=1) for size in self._near(*placing)}
        smaller = (size for size in found if 1 <= size < self.output_size)
        larger = (size for size in found if self.output_size < size <= LARGEST)
        return max(smaller, default=None), min(larger, default=None)

    def _near(self, k: int, s: int, d: int) -> Iterator[int]:
        """Some outputs with this kernel, stride and dilation, the nearest among them."""
        (padding, rest), span = self.limits(k, s, d), self.span(k, s, d)
        if not self.transposed:
            fitting = range(-((self.input_size - reach(k, d)) // 2), LARGEST + 1)
            padding, rest = common([padding, fitting]), range(1)
        for extra in {*rest[:2], *rest[-2:]} if padding else ():
            middle = -(-(span + extra) // 2)
            for p in {min(max(p, padding[0]), padding[-1]) for p in (middle - 1, middle)}:
                left = span + extra - 2 * p
                yield self.output_size + (left if self.transposed else -left // s)

    def _sides(self) -> tuple[int, int]:
        sizes = self.input_size, self.output_size
        return sizes if self.transposed else sizes[::-1]


def placings(axes: Sequence[Axis], most: int, larger: int = 0) -> Iterator[tuple[int, int, int]]:
    """Every kernel size, stride and dilation that all axes try, but strides that are too large or only so many of them.

    Raises
    ------
    SpecError
        of kind "too_many" if there are more than `most`.
    """
    kernels, strides, dilations = (
        common([axis.tried[name] for axis in axes]) for name in ("kernel_size", "stride", "dilation")
    )
    count = 0
    for k in kernels:
        for d in dilations:
            within = strides[: bisect_right(strides, min(axis.largest_stride(k, d) for axis in axes)) + larger]
            count += 1 + len(within)
            if count > most:
                raise SpecError("too_many", {"most": MAX_TRIED, "names": ["kernel_size", "stride", "dilation"]})
            for s in within:
                yield k, s, d


def common(ranges: Sequence[range]) -> range:
    """What several ranges share."""
    return range(max(each.start for each in ranges), min(each.stop for each in ranges))


def reach(k: int, d: int) -> int:
    """Cells from a kernel's first tap to its last."""
    return d * (k - 1) + 1
