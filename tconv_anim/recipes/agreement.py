"""The arrays that are given, and whether they agree with the sizes and channels that are given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tconv_anim.core.arrays import as_numbers
from tconv_anim.core.errors import SpecError
from tconv_anim.core.parameters import Size
from tconv_anim.core.record import count_axes, read_weight, with_channels
from tconv_anim.core.spec import Spec
from tconv_anim.core.step import Array
from tconv_anim.core.symbols import family
from tconv_anim.options import Given, OptionError
from tconv_anim.recipes.number_texts import read_numbers, shortened

ARRAYS = ("input", "weight", "bias", "gradient")
COUNTS = ("in_channels", "out_channels")


def is_letter(value: Any) -> bool:
    """Whether a value is a letter that stands for an array, whose cells are named by it and their index."""
    return isinstance(value, str) and len(value) == 1 and value.isalpha()


@dataclass(frozen=True, eq=False)
class GivenArrays:
    """The numbers that are given, as arrays, and how the others are made."""

    input: Array | None
    weight: Array | None
    bias: Array | None
    gradient: Array | None
    box: bool
    seed: int
    letters: Mapping[str, str] = field(default_factory=dict)

    @staticmethod
    def of(given: dict[str, Any], letters: Mapping[str, str], *, box: bool, seed: int) -> GivenArrays:
        """Take the arrays out of the options."""
        x, w, b, g = (_numbers(name, given.pop(name)) if name in given else None for name in ARRAYS)
        for name, array, size in (("input", x, "input_size"), ("weight", w, "kernel_size")):
            if array is not None and size in given and not ends_with(array.shape, given[size]):
                raise OptionError(
                    "other_size", {"array": name, "shape": array.shape, "size": given[size], "name": size}
                )
        return GivenArrays(x, w, b, g, box, seed, letters)

    @property
    def names(self) -> tuple[str, ...]:
        """The options that give a weight and a bias."""
        given = {"weight": self.box or self.weight is not None, "bias": self.bias is not None}
        return tuple(name for name, there in given.items() if there or name in self.letters)

    def laid_out(self, op: str, given: Mapping[str, Any], dims: int | None) -> tuple[int, Array | None, Array | None]:
        """The number of spatial axes, and input and weight with their channel axes."""
        parameters = {name: value for name, value in given.items() if name not in ("dims", "input_size", *COUNTS)}
        ndim, bare = count_axes([{"op": op, **parameters, "weight": self.weight}], self.input, dims)
        x = None if self.input is None else with_channels("input", self.input, ndim, bare)
        return ndim, x, None if self.weight is None else read_weight(op, self.weight, ndim)

    def seed_of(self, x: Array | None, w: Array | None) -> int | None:
        """The seed, if something is drawn from it."""
        there = {"input": x, "weight": w}
        return self.seed if any(array is None and name not in self.letters for name, array in there.items()) else None


def _numbers(name: str, values: Any) -> Array:
    """What is given for an array: numbers, or a text of them as on the command line."""
    if not isinstance(values, str) or values.isidentifier():
        return as_numbers(name, values)
    found = read_numbers(Given(name, shortened(values)), values)
    return found.reshape(-1) if name == "bias" else found


def sized(name: str, size: int | Size, array: Array | None, dims: int) -> Size:
    """A spatial size with one number for each axis; an array's own if there is one."""
    if array is not None:
        return array.shape[-dims:]
    sizes = tuple(size) if isinstance(size, (list, tuple)) else (size,)
    if len(sizes) not in (1, dims):
        raise OptionError("axes_of_size", {"given": Given(name, sizes), "sizes": sizes, "axes": dims})
    return sizes * (dims // len(sizes))


def agreed(name: str, wanted: int | None, found: int, why: str = "arrays", op: str = "") -> int:
    """A count of channels, which must be what is found if it is asked for."""
    if wanted is not None and wanted != found:
        about = {"given": Given(name, wanted), "wanted": wanted, "found": found, "asked": op}
        raise OptionError(f"channels_of_{why}", about, hint=[{name: found}])
    return found


def check_weight(weight: Array, wanted: tuple[int, ...]) -> None:
    """Refuse a weight that is not the layer's.

    Raises
    ------
    OptionError
        of kind "weight_of_layer"; another case for one whose axes are in the order of Keras, Flax and JAX
    """
    if weight.shape == wanted:
        return
    turned = len(weight.shape) == len(wanted) and (*weight.shape[-1:-3:-1], *weight.shape[:-2]) == wanted
    about = {"name": "weight", "shape": weight.shape, "wanted": wanted}
    raise OptionError("weight_of_layer:channels_last" if turned else "weight_of_layer", about)


def ends_with(shape: tuple[int, ...], size: int | Size) -> bool:
    """Whether an array has this spatial size; a number is the size of every axis."""
    sizes = size if isinstance(size, (list, tuple)) else (size,) * min(len(shape), 2)
    return shape[-len(sizes) :] == tuple(sizes) or (len(shape) == 1 and shape[0] == size)


def at_output(gradient: Array | None, letters: Mapping[str, str], spec: Spec) -> Array | None:
    """A given gradient with its channel axis, (C_out, *output_size), or that of a letter; None if none is given."""
    wanted = (spec.out_channels, *spec.output_size)
    if "gradient" in letters:
        return family(letters["gradient"], wanted, 1)
    if gradient is None:
        return None
    shape = gradient.shape[1:] if gradient.ndim > len(wanted) and len(gradient) == 1 else gradient.shape
    plane = (*(1,) * (len(wanted) - len(shape)), *shape)  # of one channel, without its axis
    found = gradient.reshape(plane) if plane == wanted else gradient
    if found.shape != wanted:
        raise SpecError("wrong_shape", {"name": "gradient", "shape": gradient.shape, "wanted": wanted})
    return found
