"""Whether the sizes, channels and arrays that are given agree."""

from __future__ import annotations

from tconv_anim.core.parameters import Size
from tconv_anim.core.step import Array
from tconv_anim.options import Given, OptionError


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
        about = {"given": Given(name, wanted), "found": found, "asked": op}
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
