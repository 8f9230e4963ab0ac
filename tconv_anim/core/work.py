"""How much work an operation is, in exact whole numbers; what is too much, and the nearest that is not."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from numbers import Integral, Real
from typing import Any, NamedTuple, TypeVar

import numpy as np

from tconv_anim.core.errors import SpecError
from tconv_anim.core.ops import get_op
from tconv_anim.core.parameters import LARGEST
from tconv_anim.core.spec import Spec
from tconv_anim.options import COUNTS, NO_LIMIT, SMALLER, TconvError

MOST_STEPS = 100_000
MOST_PRODUCTS = 10**9
MOST_BYTES = 10**9  # of arrays and steps
MOST_TERMS = 256  # of a sum of letters
MOST_LETTERED = 5_000  # products of letters
MEGABYTE = 10**6
WRITTEN_BYTES = 48
"""Memory for a number of a trace as it is written out, at most."""
TOO_LARGE = "too_large"
"""The kind of all errors for what is larger than a limit."""


class Cost(NamedTuple):
    """What computing an operation takes.

    Attributes
    ----------
    steps : that are recorded
    products : of all steps together, as if groups had all channels
    cells : of all arrays
    numbers : of all steps, as JSON writes them
    bytes : of arrays and steps, at most
    """

    steps: int
    products: int
    cells: int
    numbers: int
    bytes: int


def cost(spec: Spec) -> Cost:
    """What computing an operation takes, from its spec alone.

    >>> from tconv_anim.core.conv_spec import ConvSpec
    >>> cost(ConvSpec("conv", 10**6, 3)).products == 9 * (10**6 - 2) ** 2
    True
    """
    if spec.stages:
        return Cost(*map(sum, zip(*map(cost, spec.stages), strict=True)))
    read, written = spec.in_channels * math.prod(spec.input_size), spec.out_channels * math.prod(spec.output_size)
    if spec.weight_shape:
        return _cost_of_convolution(spec, read + written)
    op = get_op(spec.op)
    steps = written if op.by_output else read
    window = _window(spec)
    cells = math.prod(window)
    shown = steps * (sum(window) + 2 * (1 if op.by_output else cells) + 8)
    weights = (min(steps, cells) if op.varies(spec) else 8) * cells
    held = steps * (3000 + 8 * sum(window) + 32 * (1 if op.by_output else cells)) + 16 * weights
    along = 1000 * sum(spec.output_size)
    return Cost(steps, steps * cells, read + written, shown + weights, held + along + 40 * (read + written))


def _window(spec: Spec) -> tuple[int, ...]:
    """How many cells a step of an operation without kernels reads or writes along each axis, at most."""
    op = get_op(spec.op)
    if not op.spreads:
        return (1,) * spec.ndim
    if not op.by_output:
        return tuple(-(-o // i) + 1 for i, o in zip(spec.input_size, spec.output_size, strict=True))
    return op.window(spec)


def _cost_of_convolution(spec: Any, cells: int) -> Cost:
    taps, weights = math.prod(spec.kernel_size), spec.in_channels * spec.out_channels * math.prod(spec.kernel_size)
    steps = spec.placements
    after = spec.out_channels * (taps if spec.transposed else 1)
    canvas = spec.out_channels * math.prod(spec.canvas_extent[1]) if spec.transposed else 0
    along = sum(n * (k + 20) for n, k in zip(spec.small_size, spec.kernel_size, strict=True))
    channels = spec.in_channels + spec.out_channels
    shown = steps * (channels + sum(spec.kernel_size) + (2 if spec.transposed else 1) * after + 8)
    held = steps * (1600 + 16 * after) + 8 * (along + 5 * weights + 3 * canvas + 5 * cells)
    return Cost(steps, steps * weights, cells + math.prod(spec.weight_shape), shown, held)


def check_cost(spec: Spec, limit: str | None = None, *, also: int = 0, written: int = 0) -> None:
    """Refuse what takes too long to compute, unless `limit` is "none", or more memory than there is for it.

    Parameters
    ----------
    also : steps of other operations on the same arrays that are to be computed as well
    written : how many numbers are written out as text

    Raises
    ------
    SpecError
        of kind "too_large"
    """
    found = cost(spec)
    steps = found.steps + also
    used = found.bytes + found.bytes // max(1, found.steps) * also + WRITTEN_BYTES * written
    if limit != NO_LIMIT:
        _check("steps", steps, MOST_STEPS)
        _check("products", found.products // max(1, found.steps) * steps, MOST_PRODUCTS)
    _check("bytes", -(-used // MEGABYTE), MOST_BYTES // MEGABYTE)


def check_letters(spec: Spec) -> None:
    """Refuse letters in what chooses between numbers, and sums of too many products of letters.

    Raises
    ------
    SpecError
        of kind "letters_chosen" or "too_large"
    """
    terms = made = 1
    for stage in spec.stages or (spec,):
        if not get_op(stage.op).linear:
            raise SpecError("letters_chosen", {"word": stage.op})
        read = 1 if spec.side_by_side else terms
        made += cost(stage).products * read
        terms = max(terms, _terms(stage)) if spec.side_by_side else terms * _terms(stage)
    _check("terms", terms, MOST_TERMS)
    _check("letters", made, MOST_LETTERED)


def _terms(spec: Any) -> int:
    """How many products are added up in an output cell, at most, without the bias."""
    if spec.stages:
        return math.prod(map(_terms, spec.stages))
    if not spec.weight_shape:
        return math.prod(_window(spec)) if get_op(spec.op).by_output else 1
    window = spec.kernel_size
    if spec.transposed:
        axes = zip(spec.input_size, spec.kernel_size, spec.effective_kernel_size, spec.stride, strict=True)
        window = tuple(min(i, k, -(-spread // s)) for i, k, spread, s in axes)
    count: int = math.prod(window) * spec.in_channels // spec.groups
    return count


def check_written(spec: Spec, *, steps: bool = True) -> None:
    """Refuse a trace that takes too much memory to write as text, with or without its steps; see `check_cost`."""
    found = cost(spec)
    check_cost(spec, NO_LIMIT, written=found.cells + found.numbers * steps)


def _check(what: str, count: int, most: int) -> None:
    if count > most:
        raise SpecError(f"{TOO_LARGE}:{what}", {"count": count, "most": most})


SIZES = {
    "scale_factor": 1, "upscale_factor": 1, "downscale_factor": 1, "output_size": 1, "input_size": 1, "kernel_size": 1,
    "stride": 1, "dilation": 1, "in_channels": 1, "out_channels": 1, "groups": 1, "padding": 0, "output_padding": 0,
}  # fmt: skip
"""What makes work large, and the least of each; of options that are equally large, the first is made smaller."""
ARRAYS = ("input", "weight")
TRIES = 3  # with what errors propose
Made = TypeVar("Made")
Make = Callable[[Mapping[str, Any]], Made]


def within_limits(make: Make[Made], given: Mapping[str, Any], sizes: Iterable[str] = SIZES) -> Made:
    """What `make` makes of options; what is too large for it is refused with the nearest options that are not.

    Parameters
    ----------
    make : plans and checks, and does no work; it is called with other options too
    sizes : the names of the options that can be made smaller
    """
    try:
        return make(given)
    except TconvError as error:
        if error.kind == TOO_LARGE and not error.hint and "{hint}" in error.sentences[error.case]:
            way = nearest(make, given, sizes) or nearest(make, given, ARRAYS)
            shapes = {name: np.shape(value) for name, value in way.items() if name in ARRAYS}
            error.parameters["instead"] = " and ".join(map(_array_words, shapes.items())) or SMALLER
            error.hint = (way,) if way and not shapes else ()
        raise


def _array_words(array: tuple[str, tuple[int, ...]]) -> str:
    """An array that is smaller, in words."""
    name, shape = array
    return f"{'an' if name == 'input' else 'a'} {name} of {'x'.join(map(str, shape))}"


def nearest(make: Make[Any], given: Mapping[str, Any], sizes: Iterable[str]) -> dict[str, Any]:
    """The nearest options that work: one that is smaller, or as few as possible; none if none are found."""
    named = [name for name in sizes if _largest(given.get(name)) > SIZES.get(name, 1)]
    named.sort(key=lambda name: -_largest(given[name]))
    for name in named:
        if found := _largest_working(make, given, name):
            return _with_both_counts(found, given)
    several = [[name for name in named if name in COUNTS], named]  # fewer channels rather than another kernel
    tries = (_largest_working(make, given, *names) for names in several if len(names) > 1)
    chosen = next(filter(None, tries), {})
    for name in [*chosen]:  # as large as the others allow
        rest = {**given, **chosen, name: given[name]}
        works, whole = _try(make, rest, {name: given[name]})
        chosen |= whole if works else _largest_working(make, rest, name)
    return _with_both_counts({name: value for name, value in chosen.items() if value is not given[name]}, given)


def _with_both_counts(way: dict[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """With both counts of channels if one changes, as the command line has one option for both."""
    if not any(name in way for name in COUNTS):
        return way
    return way | {name: given[name] for name in COUNTS if name in given and name not in way}


def _largest_working(make: Make[Any], given: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """The options with the largest values below the given ones that work, all kept to the same size."""
    for upwards in (True, False):  # from values that are refused for another reason
        low = min(SIZES.get(name, 1) for name in names)
        high = min(max(_largest(given[name]) for name in names) - 1, LARGEST)
        best: dict[str, Any] = {}
        while low <= high:
            most = (low + high) // 2
            capped = {name: _capped(given[name], max(most, SIZES.get(name, 1))) for name in names}
            works, changed = _try(make, given, capped)
            best = changed if works else best
            low, high = (most + 1, high) if works or (works is None and upwards) else (low, most - 1)
        if best:
            return best
    return {}


def _try(make: Make[Any], given: Mapping[str, Any], changed: dict[str, Any]) -> tuple[bool | None, dict[str, Any]]:
    """Whether changed options work, False if they are too large, None if they are refused for another reason.

    Of options that do not go together, such as a size that is not a multiple, the nearest that do are tried.
    """
    for _ in range(TRIES):
        try:
            make({**given, **changed})
        except TconvError as error:
            if error.kind == TOO_LARGE:
                return False, changed
            near = next((way for way in error.hint if len(way) == 1 and way.keys() <= changed.keys()), {})
            if not near or any(_largest(value) >= _largest(given[name]) for name, value in near.items()):
                return None, changed
            changed = {**changed, **near}
        else:
            return True, changed
    return None, changed


def _largest(value: Any) -> int:
    """The largest number of an option's value, rounded up, or side of an array; 0 of what has none."""
    if isinstance(value, np.ndarray):
        return max(value.shape[-2:], default=0)
    if isinstance(value, (list, tuple)):
        return max(map(_largest, value), default=0)
    if isinstance(value, bool) or not isinstance(value, Real):
        return 0
    if isinstance(value, Integral):
        return int(value)
    return math.ceil(float(value)) if math.isfinite(value) else 0


def _capped(value: Any, most: int) -> Any:
    """An option's value whose numbers, or an array whose sides are at most so large."""
    if isinstance(value, np.ndarray):
        return value[..., :most, :most] if value.ndim > 1 else value[:most]
    if isinstance(value, (list, tuple)):
        return tuple(_capped(item, most) for item in value)
    return min(value, most)
