"""All parameters that give a wanted size, or why there are none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, islice
from typing import Any, TypeAlias

from tconv_anim.core.conv_spec import ConvSpec, Op
from tconv_anim.core.errors import SpecError
from tconv_anim.core.parameters import LARGEST, Size, as_int, check_least, count_axes, per_axis
from tconv_anim.core.solve.axis import MAX_TRIED, Axis, common, placings, reach
from tconv_anim.options import CONVOLUTIONS, TRIED, Given

Tried: TypeAlias = int | range
"""A number, or all numbers of a range."""
Answer: TypeAlias = tuple[int, int, int, int]
"""Kernel size, stride, padding and dilation of one axis; its output_padding follows."""

SEARCHED = {
    "kernel_size": ("empty_kernel", 1), "stride": ("nonpositive_stride", 1), "padding": ("negative_padding", 0),
    "output_padding": ("negative_output_padding", 0), "dilation": ("nonpositive_dilation", 1),
}  # fmt: skip
"""What is searched for, and its least value with the error for less."""
MAX_FOUND = 10_000  # longer lists are not read
MAX_ALONE = 30_000  # answers of one axis
MAX_FOR_HINT = MAX_TRIED // 20
MAX_HINTS = 2  # with other values for what is limited


def solve(
    input_size: int | Size,
    output_size: int | Size,
    op: Op = "conv_transpose",
    *,
    kernel_size: Tried | tuple[Tried, ...] = TRIED["kernel_size"],
    stride: Tried | tuple[Tried, ...] | None = None,
    padding: Tried | tuple[Tried, ...] | None = None,
    output_padding: Tried | tuple[Tried, ...] | None = None,
    dilation: Tried | tuple[Tried, ...] = TRIED["dilation"],
) -> list[ConvSpec]:
    """All parameters that take an input of one size to an output of another.

    All but output_padding are equal on both axes if anything equal gives the size; else as few as possible differ.

    Parameters
    ----------
    input_size, output_size : a number for two equal axes, or one for each axis
    op : "conv" or "conv_transpose"
    kernel_size, stride, padding, output_padding, dilation : what to try: a number or a range, or a tuple with one for
        each axis. If it is not given: strides up to the largest of the sizes; every output_padding; padding below
        ``dilation*(kernel_size - 1) + 1``, as with more of it a window at the border holds no input, and only if that
        gives nothing as much for every kernel as for the largest.

    Returns
    -------
    list of ConvSpec
        One or more, simplest first: ordered by dilation, output_padding, padding, kernel_size and stride.

    Raises
    ------
    SpecError
        for impossible sizes; of kind "unsolved" if nothing gives the size; of kind "too_many" if the search takes
        long or finds very many.

    Examples
    --------
    >>> [(s.kernel_size[0], s.stride[0], s.padding[0]) for s in solve(4, 8, kernel_size=range(2, 4), dilation=1)]
    [(2, 2, 0), (3, 3, 2), (3, 2, 1)]
    >>> solve((3, 5), (7, 12), padding=0, output_padding=0)[0].kernel_size
    (3, 4)
    """
    if op not in CONVOLUTIONS:
        raise SpecError("unknown_op", {"op": op, "known": CONVOLUTIONS})
    ndim = count_axes(input_size, output_size)
    i, o = per_axis("input_size", input_size, ndim), per_axis("output_size", output_size, ndim)
    check_least("empty_spatial_input", "input_size", i, 1)
    check_least("empty_spatial_input", "output_size", o, 1)
    given = {"kernel_size": kernel_size, "stride": stride, "padding": padding, "output_padding": output_padding,
             "dilation": dilation}  # fmt: skip
    asked = {name: _ranges(name, value, ndim) for name, value in given.items() if value is not None}
    if op == "conv" and any(values[-1] for values in asked.get("output_padding", ())):
        raise SpecError("output_padding_in_conv", {"output_padding": output_padding}, hint=[{"output_padding": 0}])
    search = _Search(op, i, o, asked)
    found = search.answers(MAX_TRIED)
    if not found:
        raise search.unsolved()
    return found


@dataclass(frozen=True)
class _Search:
    """Sizes, and for each parameter that is limited what is tried on each axis."""

    op: Op
    input_size: Size
    output_size: Size
    asked: Mapping[str, tuple[range, ...]]

    def axes(self, *, wide: bool) -> list[Axis]:
        """Each axis, with what is tried by default; if wide, with the largest kernel's padding for every kernel."""
        most = {name: max(values[-1] for values in ranges) for name, ranges in self.asked.items()}
        largest = max(*self.input_size, *self.output_size) + 2 * most.get("padding", 0)
        default = {"stride": range(1, max(largest, most.get("output_padding", 0) + 1) + 1)}
        if wide:
            default["padding"] = range(min(reach(most["kernel_size"], most["dilation"]), LARGEST))
        return [
            Axis(self.op == "conv_transpose", i, o, default | {name: each[axis] for name, each in self.asked.items()})
            for axis, (i, o) in enumerate(zip(self.input_size, self.output_size, strict=True))
        ]

    def answers(self, most: int) -> list[ConvSpec]:
        """What gives the size, simplest first; refused if more than `most` kernels, strides and dilations are tried."""
        for wide in (False, True):
            axes = self.axes(wide=wide)
            found = list(islice(_equal(axes, most), MAX_FOUND + 1)) or list(islice(_unequal(axes, most), MAX_FOUND + 1))
            if len(found) > MAX_FOUND:
                raise SpecError("too_many:found", {"most": MAX_FOUND, "names": [*SEARCHED]})
            if found:
                return sorted((self._spec(axes, answer) for answer in _once(found)), key=_simplicity)
        return []

    def unsolved(self) -> SpecError:
        """Why nothing gives the size, and what to ask for instead."""
        axes = self.axes(wide=True)
        near = [None if any(_equal([axis], MAX_TRIED)) else axis.nearest() for axis in axes]
        wrong = next(n for n, sizes in enumerate(near) if sizes)
        axis, (least, most) = axes[wrong], near[wrong] or (None, None)
        kind = {(True, True): "between", (True, False): "smaller", (False, True): "larger"}.get(
            (least is not None, most is not None), "none")  # fmt: skip
        known = {
            "place": "" if axes[0] == axes[-1] else (" along the rows", " along the columns")[wrong],
            "found": axis.input_size, "wanted": axis.output_size, "smaller": least, "larger": most,
            "tried": [Given(n, _shown([each.tried[n] for each in axes])) for n in SEARCHED if n in axis.tried],
        }  # fmt: skip
        return SpecError(f"unsolved:{kind}", known, hint=self._ways(near))

    def _ways(self, near: Sequence[tuple[int | None, int | None] | None]) -> list[dict[str, Any]]:
        """The nearest output, and other values for as few as possible of the parameters that are limited."""
        ways: list[dict[str, Any]] = []
        sizes = [
            min((n for n in each if n), key=lambda n: abs(n - o), default=0) if each else o
            for each, o in zip(near, self.output_size, strict=True)
        ]
        if all(sizes) and self._instead({"output_size": tuple(sizes)}):
            ways.append({"output_size": tuple(sizes)})
        others: list[dict[str, Any]] = []
        limited = [name for name, ranges in self.asked.items() if {*ranges} != {TRIED.get(name)}]
        for count in range(1, len(limited) + 1):
            for names in combinations(limited, count):
                found = self._instead(dict.fromkeys(names))
                way = {name: getattr(found[0], name) for name in names} if found else {}
                if found and self._instead(way):
                    others.append(way)
            if others:
                break
        kernel = {"kernel_size": max(abs(i - o) for i, o in zip(self.input_size, self.output_size, strict=True)) + 1}
        if not others and self._instead(kernel):
            others.append(kernel)
        ways += others[:MAX_HINTS]
        return ways or [{name: SEARCHED[name][1] for name in limited} | {"output_size": self.input_size}]

    def _instead(self, way: Mapping[str, Any]) -> list[ConvSpec]:
        """What is found with other values, or with the default where they are None, if that takes no time."""
        asked = {name: ranges for name, ranges in self.asked.items() if name not in way}
        ndim = len(self.input_size)
        for name, value in way.items():
            if name in SEARCHED and (value is not None or name in TRIED):
                asked[name] = _ranges(name, TRIED[name] if value is None else value, ndim)
        changed = replace(self, output_size=way.get("output_size", self.output_size), asked=asked)
        try:
            return changed.answers(MAX_FOR_HINT)
        except SpecError:
            return []

    def _spec(self, axes: Sequence[Axis], answer: Sequence[Answer]) -> ConvSpec:
        extra = tuple(2 * p - axis.span(k, s, d) for axis, (k, s, p, d) in zip(axes, answer, strict=True))
        k, s, p, d = zip(*answer, strict=True)
        return ConvSpec(self.op, self.input_size, k, s, p, d, extra if axes[0].transposed else (0,))


def _equal(axes: Sequence[Axis], most: int) -> Iterator[tuple[Answer, ...]]:
    """What gives every axis its size and is equal on all of them."""
    for k, s, d in placings(axes, most):
        for p in common([axis.paddings(k, s, d) for axis in axes]):
            yield ((k, s, p, d),) * len(axes)


def _unequal(axes: Sequence[Axis], most: int) -> Iterator[tuple[Answer, ...]]:
    """What gives two axes their sizes with as few differences as possible, where nothing equal does."""
    if len(axes) == 1 or axes[0] == axes[1]:
        return
    rows, columns = ([answer for (answer,) in islice(_equal([axis], most), MAX_ALONE + 1)] for axis in axes)
    if rows and columns and max(len(rows), len(columns)) > MAX_ALONE:
        raise SpecError("too_many:found", {"most": MAX_ALONE, "names": [*SEARCHED]})
    for count in (3, 2, 1, 0):
        pairs = (pair for places in combinations(range(4), count) for pair in _alike(rows, columns, places))
        first = next(pairs, None)
        if first is not None:
            yield first
            yield from pairs
            return


def _once(answers: list[tuple[Answer, ...]]) -> Iterable[tuple[Answer, ...]]:
    """Those that differ by more than the dilation of a kernel that has one tap, the smaller dilation first."""
    kept: dict[object, tuple[Answer, ...]] = {}
    for answer in sorted(answers, key=lambda axes: [d for *_, d in axes]):
        kept.setdefault(tuple((k, s, p, k > 1 and d) for k, s, p, d in answer), answer)
    return kept.values()


def _alike(rows: list[Answer], columns: list[Answer], places: Sequence[int]) -> Iterator[tuple[Answer, Answer]]:
    """Answers of two axes that are equal in these places."""
    of_columns = defaultdict(list)
    for answer in columns:
        of_columns[tuple(answer[place] for place in places)].append(answer)
    for answer in rows:
        for other in of_columns.get(tuple(answer[place] for place in places), ()):
            yield answer, other


def _ranges(name: str, value: Any, ndim: int) -> tuple[range, ...]:
    """What is tried on each axis."""
    ends = []
    for tried in value if isinstance(value, (list, tuple)) else (value,):
        whole = isinstance(tried, range) and tried and tried.step == 1
        ends.append([as_int(name, end) for end in ((tried[0], tried[-1]) if whole else (tried, tried))])
    firsts, lasts = (per_axis(name, end, ndim) for end in zip(*ends, strict=True))
    kind, least = SEARCHED[name]
    check_least(kind, name, firsts, least)
    return tuple(range(first, last + 1) for first, last in zip(firsts, lasts, strict=True))


def _shown(ranges: Sequence[range]) -> Any:
    """What is tried, as one writes it."""
    each = [tried if len(tried) > 1 else tried[0] for tried in ranges]
    return each[0] if all(tried == each[0] for tried in each) else tuple(each)


def _simplicity(spec: ConvSpec) -> list[Any]:
    values = [getattr(spec, name) for name in ("dilation", "output_padding", "padding", "kernel_size", "stride")]
    return [*map(sum, values), values]
