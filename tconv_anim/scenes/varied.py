"""What small multiples say: by which values their pictures differ."""

from __future__ import annotations

from itertools import product
from typing import Any

from tconv_anim.core.call_text import axes_text
from tconv_anim.core.message import Words, message
from tconv_anim.core.spec import Spec
from tconv_anim.scenes.number_text import size_text


def values_of(spec: Spec) -> list[tuple[Words, ...]]:
    """By which values each picture differs from the others, such as "stride 2", in the order of the stages."""
    names, values = zip(*spec.get("varied"), strict=True)
    return [
        tuple(_named(spec, name, (value,)) for name, value in zip(names, own, strict=True)) for own in product(*values)
    ]


def headings(spec: Spec) -> list[Words]:
    """The same as one text for each picture."""
    return [_joined(values) for values in values_of(spec)]


def all_values(spec: Spec) -> Words:
    """What differs with all of its values: "stride 1, 2, 3"."""
    return _joined(tuple(_named(spec, name, values) for name, values in spec.get("varied")))


def columns_of(spec: Spec) -> tuple[int, ...]:
    """How many pictures a row may have: of two parameters as many as the second has values."""
    varied = spec.get("varied")
    return (len(varied[-1][1]),) if len(varied) > 1 else tuple(range(1, len(spec.stages) + 1))


def _joined(items: tuple[Words, ...]) -> Words:
    return items[0] if len(items) == 1 else message("dots", items=items)


def _named(spec: Spec, name: str, values: tuple[Any, ...]) -> Words:
    """A parameter with values."""
    sizes = (size_text(value if isinstance(value, tuple) else (value,) * spec.ndim) for value in values)
    if name == "kernel_size":
        return message("kernel_of_size", size=", ".join(sizes))
    if name == "input_size":
        return message("input", index="", size=", ".join(sizes))
    return f"{name} {', '.join(map(value_text, values))}"


def value_text(value: Any) -> str:
    """A parameter's value; one for all axes if they agree, and each end of an axis if these differ.

    >>> value_text((2, 2)), value_text(((1, 0), (0, 2))), value_text("same")
    ('2', '(1, 0), (0, 2)', 'same')
    """
    if not isinstance(value, tuple):
        return str(value)
    if isinstance(value[0], tuple):
        return ", ".join(dict.fromkeys(f"({lo}, {hi})" for lo, hi in value))
    return axes_text(value)
