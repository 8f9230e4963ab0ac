"""Numbers that are given, as arrays; and those that are not given, drawn from a seed or all weights equal."""

from __future__ import annotations

import math
import numbers
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.errors import SpecError
from tconv_anim.core.progress import CHOOSING, passing
from tconv_anim.core.step import Array
from tconv_anim.core.symbols import is_symbolic, read_symbols

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

EXACT_INT = 2**63 - 1
EXACT_FLOAT = 2**53
PICTURE_FROM = 17  # cells of a side: from here on an input is a picture, without numbers
DEFAULT_SEED = 0
DIGITS = 9  # an input's numbers are 1 to 9
FEW_TAPS = 4  # a kernel of up to so many has numbers from 1 on, none twice
SMALL_TAPS, SMALL_WEIGHTS = 9, (1, 2, 3, 4, 2, 1, 3, 0, 1)  # a larger one, up to 3×3, and its numbers
WEIGHTS = (1, 2, 3, 2, 1, 3, 0)  # the numbers of one that is larger still, again and again, in a random order
SLOPES = (1, 2, 3, -1, 4, -2, 5, -3, 6)  # the numbers of a gradient; a small one has the first of them
APART_UP_TO = 4096  # cells; in a larger input, neighbours may be equal
MANY = 2**18  # random numbers at once
TRIES = 50  # to draw a kernel in which no number stands beside itself
HOPELESS = 40  # neighbours, as in 5×5: one kernel in three thousand; the last try is taken at once
STEP = 0x9E3779B97F4A7C15


def as_numbers(name: str, values: ArrayLike) -> Array:
    """An int64 or float64 array of numbers, arrays, tensors of torch, jax or tensorflow, or lists of them.

    Where texts such as "a" or "2*w00" are among them, the array is one of polynomials.

    Raises
    ------
    SpecError
        of kind "not_numbers"; of kind "not_exact" for whole numbers that would be rounded.
    """
    try:
        given = _readable(name, values)
        array: Array = np.asarray(given)
        if array.dtype.kind == "f" and isinstance(given, list) and largest(array) >= EXACT_FLOAT:
            exact = np.asarray(given, dtype=object)
            if _are_whole(exact):
                array = exact
            else:
                _check_made(name, exact, array)
    except SpecError:
        raise
    except (ValueError, RecursionError):
        raise SpecError("not_numbers:rows", {"name": name}) from None
    except (AttributeError, RuntimeError, TypeError):  # a tensor that is not in memory or has no numbers
        raise SpecError("not_numbers:unreadable", {"name": name}) from None
    if array.dtype.kind in "OU" and (symbols := read_symbols(array)) is not None:
        return symbols
    if array.dtype.kind in "biu" or (array.dtype.kind == "O" and _are_whole(array)):
        if array.dtype.kind in "uO" and any(not -EXACT_INT <= int(end) <= EXACT_INT for end in _ends(array)):
            raise SpecError("not_exact", {"name": name})
        return array.astype(np.int64)
    if array.dtype.kind != "f" or not np.isfinite(array).all():
        raise SpecError("not_numbers", {"name": name})
    return array.astype(np.float64)


def _readable(name: str, values: Any) -> Any:
    """What numpy reads, of tensors too, without importing their library."""
    if isinstance(values, (list, tuple)):
        return [value if type(value) in (int, float) else _readable(name, value) for value in values]
    if isinstance(values, numbers.Integral):
        return int(values)
    if getattr(values, "mask", False) is not False and np.any(values.mask):  # numpy.ma takes time to import
        raise SpecError("not_numbers:masked", {"name": name})
    if hasattr(values, "detach"):
        values = values.detach()
    if _is_short(values) and hasattr(values, "float"):
        values = values.float()
    elif _is_short(values) and hasattr(values, "astype"):
        values = values.astype("float32")
    if hasattr(values, "numpy"):
        values = values.numpy()
    return values.astype("float32") if _is_short(values) else values


def _is_short(values: Any) -> bool:
    """Whether a tensor holds floats of a type that numpy does not have."""
    return any(word in str(getattr(values, "dtype", "")) for word in ("bfloat16", "float8"))


def _check_made(name: str, given: Array, floats: Array) -> None:
    """Refuse decimals if making them rounded a whole number."""
    for value, made in zip(given.flat, floats.flat, strict=True):
        if isinstance(value, numbers.Integral) and int(value) != int(made):
            raise SpecError("not_exact:decimals", {"name": name, "value": int(value)})


def _are_whole(given: Array) -> bool:
    return all(isinstance(value, numbers.Integral) for value in given.flat)


def _ends(array: Array) -> tuple[Any, ...]:
    return (array.min(), array.max()) if array.size else ()


def largest(array: Array) -> Any:
    """The largest absolute value, exact; 0 if there is none."""
    return max((abs(end.item()) for end in _ends(array)), default=0)


def as_floats(name: str, array: Array) -> Array:
    """Numbers as decimals; letters stay letters.

    Raises
    ------
    SpecError
        of kind "not_exact" for a whole number that would be rounded.
    """
    if is_symbolic(array):
        return array
    floats = array.astype(np.float64)
    if array.dtype.kind == "i" and largest(array) > EXACT_FLOAT:
        _check_made(name, array, floats)
    return floats


def check_sums(most: int) -> None:
    """Refuse sums of whole numbers that may need more than 64 bits: they would not be exact.

    Raises
    ------
    SpecError
        of kind "not_exact"
    """
    if most > EXACT_INT:
        raise SpecError("not_exact:sums", {"bits": 64})


def check_means(array: Array, parts: int) -> None:
    """Refuse whole numbers of which `parts` together may not be exact as a decimal, in which means are taken.

    Raises
    ------
    SpecError
        of kind "not_exact"
    """
    if array.dtype.kind == "i" and largest(array) * parts > EXACT_FLOAT:
        raise SpecError("not_exact:sums", {"bits": 53})


def box_weight(spec: ConvSpec) -> Array:
    """A kernel of equal weights that keeps an input's brightness, (*spec.weight_shape)."""
    share = math.prod(spec.stride) if spec.transposed else 1
    inputs = spec.in_channels // spec.groups
    return np.full(spec.weight_shape, share / (math.prod(spec.kernel_size) * inputs))


class Draws:
    """Random whole numbers of 64 bits by splitmix64 (Steele, Lea, Flood 2014); each stream has others.

    >>> random = Draws(0, 0)
    >>> [next(random) % 100 for _ in range(4)]
    [35, 0, 79, 44]
    >>> Draws(0, 0).many(4) % 100
    array([35,  0, 79, 44], dtype=uint64)
    """

    def __init__(self, seed: int, stream: int) -> None:
        self.state = (seed * 1_000_003 + stream) * STEP

    def __iter__(self) -> Draws:
        return self

    def __next__(self) -> int:
        self.state += STEP
        mixed = self.state % 2**64
        mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9 % 2**64
        mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EB % 2**64
        return mixed ^ mixed >> 31

    def skip(self, count: int) -> None:
        """Leave out the next numbers."""
        self.state += count * STEP

    def many(self, count: int) -> Array:
        """The next numbers at once."""
        mixed = np.arange(1, count + 1, dtype=np.uint64)
        mixed *= np.uint64(STEP)
        mixed += np.uint64(self.state % 2**64)
        for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB), (31, 1)):
            mixed ^= mixed >> np.uint64(shift)
            mixed *= np.uint64(factor)
        self.skip(count)
        return mixed


def shuffled(values: list[int], random: Draws) -> list[int]:
    """The values in a random order."""
    values = list(values)
    for last in range(len(values) - 1, 0, -1):
        other = next(random) % (last + 1)
        values[last], values[other] = values[other], values[last]
    return values


def draw_input(size: tuple[int, ...], seed: int = DEFAULT_SEED) -> Array:
    """Numbers from 1 to 9, (*size): all different for nine cells or fewer, and else from those next to them.

    >>> draw_input((3, 3)).tolist()
    [[2, 1, 4], [6, 7, 9], [3, 5, 8]]
    """
    random, cells = Draws(seed, 0), math.prod(size)
    if cells <= DIGITS:
        return np.array(shuffled(list(range(1, cells + 1)), random), np.int64).reshape(size)
    values = (random.many(cells) % np.uint64(DIGITS)).astype(np.int64).reshape(size)
    if cells <= APART_UP_TO:
        for place in np.ndindex(*size):
            taken = {int(values[near]) for near in _before(place, size)}
            while int(values[place]) in taken:
                values[place] = (values[place] + 1) % DIGITS
    return values + 1


def draw_gradient(size: tuple[int, ...], seed: int = DEFAULT_SEED) -> Array:
    """Small numbers, some of them negative, (*size): all different for nine cells or fewer.

    >>> draw_gradient((2, 2)).tolist()
    [[-1, 2], [1, 3]]
    """
    found: Array = np.array(SLOPES)[draw_input(size, seed + 1) - 1]
    return found


def _before(place: tuple[int, ...], size: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """The cells next to one along the last two axes that come before it."""
    *outer, column = place
    if column:
        yield (*outer, column - 1)
    if len(outer) > 1 and outer[-1]:
        columns = (near for near in range(column - 1, column + 2) if 0 <= near < size[-1])
        yield from ((*outer[:-1], outer[-1] - 1, near) for near in columns)


def draw_weight(shape: tuple[int, ...], ndim: int, seed: int = DEFAULT_SEED) -> Array:
    """Kernels of small numbers, (*shape), `ndim` of the axes being spatial: 0 to 3 in equal parts, but fewer zeros.

    A kernel of up to four taps has 1 to 4, none twice. A larger one has no number beside itself as far as that can be
    had, and is not symmetric. One of up to nine taps has a 4, and its corners, or the ends of its row, are all
    different, so that flipping and turning can be told apart.

    >>> draw_weight((1, 1, 3, 3), 2)[0, 0].tolist()
    [[3, 0, 1], [1, 2, 3], [2, 1, 4]]
    """
    random, kernel, kernels = Draws(seed, 1), shape[len(shape) - ndim :], shape[: len(shape) - ndim]
    weight = np.zeros(shape, np.int64)
    drawn = _kernels(kernel, random)
    for place in passing(np.ndindex(*kernels), CHOOSING, math.prod(kernels)):
        weight[place] = next(drawn)
    return weight


def _kernels(size: tuple[int, ...], random: Draws) -> Iterator[Array]:
    """One kernel after the other."""
    taps = math.prod(size)
    while taps <= FEW_TAPS:
        yield np.array(shuffled(list(range(1, FEW_TAPS + 1)), random)[:taps], np.int64).reshape(size)
    while taps > APART_UP_TO:
        yield np.resize(WEIGHTS, taps)[np.argsort(random.many(taps), kind="stable")].reshape(size)
    neighbours = sum(taps - taps // length for length in size)
    tries = TRIES if neighbours < HOPELESS else 1
    shuffles = _shuffles(size, random, TRIES - tries)
    while True:
        for _ in range(tries):
            kernel, good = next(shuffles)
            if good:
                break
        yield kernel


def _shuffles(size: tuple[int, ...], random: Draws, left_out: int) -> Iterator[tuple[Array, bool]]:
    """Weights in random orders, and whether no number is beside itself and flipping can be seen.

    Many are made at once, each from the next numbers, as if it was made alone; `left_out` are passed over before each.
    """
    taps, count = math.prod(size), 1
    small = taps <= SMALL_TAPS
    while True:
        draws = random.many(count * (left_out + 1) * (taps - 1)).reshape(count, left_out + 1, taps - 1)[:, -1]
        values = np.tile(np.resize(SMALL_WEIGHTS if small else WEIGHTS, taps), (count, 1))
        rows = np.arange(count)
        for last, drawn in zip(range(taps - 1, 0, -1), draws.T, strict=True):
            other = (drawn % np.uint64(last + 1)).astype(np.intp)
            values[rows, other], values[:, last] = values[:, last].copy(), values[rows, other]
        if small:
            _set_apart(values, _corners(size))
        kernels = values.reshape(count, *size)
        beside = np.zeros(count, bool)
        for axis in range(1, kernels.ndim):
            beside |= (np.diff(kernels, axis=axis) == 0).reshape(count, -1).any(axis=1)
        symmetric = (values == values[:, ::-1]).all(axis=1)
        yield from zip(kernels, (~beside & ~symmetric).tolist(), strict=True)
        count = max(1, min(2 * count, MANY // draws[0].size // (left_out + 1)))


def _corners(size: tuple[int, ...]) -> list[int]:
    """The places of a kernel's corners, row by row; its ends, if it has not two axes."""
    ends = [sorted({0, length - 1}) for length in size] if len(size) == 2 else [[0, math.prod(size) - 1]]
    rows, columns = ([0], ends[0]) if len(ends) == 1 else ends
    return [row * size[-1] + column for row in rows for column in columns]


def _set_apart(values: Array, corners: list[int]) -> None:
    """Exchange what is in corners of kernels, (count, taps), with other taps until all are different, and none 0."""
    others = np.setdiff1d(np.arange(values.shape[1]), corners)
    for n, corner in enumerate(corners):
        taken = np.pad(values[:, corners[:n]], ((0, 0), (1, 0)))  # also 0
        rest = values[:, others]
        fits = (rest[:, :, np.newaxis] != taken[:, np.newaxis]).all(axis=2)
        alike = (values[:, corner, np.newaxis] == taken).any(axis=1)
        rows = np.flatnonzero(alike & fits.any(axis=1))
        places = others[fits.argmax(axis=1)][rows]
        values[rows, corner], values[rows, places] = values[rows, places], values[rows, corner].copy()
