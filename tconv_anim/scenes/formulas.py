"""What a picture is of, as values: the layer's call, the formula of the output's size, the equal convolution."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tconv_anim.core.call_text import in_letters, signed_text, size_formula
from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.equivalents import disguise
from tconv_anim.core.message import Clauses, Equation, Message, Words, equation, message
from tconv_anim.core.operation import Disguise
from tconv_anim.core.ops import get_op
from tconv_anim.core.spec import Spec
from tconv_anim.core.trace import Trace
from tconv_anim.options import CHAIN, MULTIPLES
from tconv_anim.scenes.number_text import number_text, size_text
from tconv_anim.scenes.varied import headings, value_text


def call_words(spec: Spec) -> Words:
    """The layer's call, or those of several stages.

    >>> call_words(ConvSpec("conv_transpose", 3, 3, stride=2, padding=1))
    'ConvTranspose2d(1, 1, kernel_size=3, stride=2, padding=1)'
    """
    return get_op(spec.op).call(spec)


PARAMETERS = (
    ("stride", 1), ("padding", 0), ("output_padding", 0), ("dilation", 1), ("groups", 1), ("padding_mode", "zeros"),
)  # fmt: skip
MOST_CALLS = 2  # of layers one after the other that are written out
"""The parameters that a picture names, if they are not these; of padding it says that there is none."""


def parameters(spec: Spec) -> Words:
    """The sizes and parameters of a convolution; of other operations the call and its sizes.

    >>> from tconv_anim.scenes.texts import say
    >>> say(parameters(ConvSpec("conv_transpose", 3, 3, stride=2, padding=1)))
    'input 3×3 · kernel 3×3 · stride 2 · padding 1 → output 5×5'
    """
    if spec.op == MULTIPLES:
        return _in_common(spec)
    sizes = {"input": size_text(spec.input_size), "output": size_text(spec.output_size)}
    if spec.op == CHAIN and len(spec.stages) > MOST_CALLS:
        every = (spec.input_size, *(stage.output_size for stage in spec.stages))
        return message("layers_and_sizes", count=len(spec.stages), sizes=" → ".join(map(size_text, every)))
    if spec.stages or not spec.weight_shape:
        call = call_words(spec)
        if not spec.stages and spec.in_channels != spec.out_channels:
            channels = message("channels_from_to", inputs=spec.in_channels, outputs=spec.out_channels)
            call = message("dots", items=(call, channels))
        return message("call_and_sizes", call=call, **sizes) if not spec.side_by_side else ""
    parameters = message("dots", items=tuple(named_parameters(spec)))
    return message("parameters_and_sizes", parameters=parameters, **sizes)


def named_parameters(spec: Spec) -> Iterator[Words]:
    """The kernel's size, the channels if there are several, and the parameters of a convolution.

    >>> from tconv_anim.scenes.texts import say
    >>> [*map(say, named_parameters(ConvSpec("conv", 3, 3, stride=2)))]
    ['kernel 3×3', 'stride 2', 'no padding']
    """
    yield message("kernel_of_size", size=size_text(spec.get("kernel_size")))
    yield from _chosen(spec).values()


def _chosen(spec: Spec) -> dict[str, Words]:
    """The channels and parameters of a convolution that are not the usual ones, and that there is no padding."""
    found: dict[str, Words] = {}
    if spec.in_channels * spec.out_channels > 1:
        found["channels"] = message("channels_from_to", inputs=spec.in_channels, outputs=spec.out_channels)
    for name, usual in PARAMETERS:
        if name == "stride" or spec.get(name) not in (usual, (usual,) * spec.ndim, None):
            found[name] = f"{name} {value_text(spec.get(name))}{_meant(spec) if name == 'padding' else ''}"
        elif name == "padding":
            found[name] = message("without_padding")
    return found


def _meant(spec: Spec) -> str:
    """What a padding that is a word comes to, if it is the same at every end."""
    ends = {end for pair in spec.pads for end in pair} if isinstance(spec, ConvSpec) else set()
    return f" = {ends.pop()}" if isinstance(spec.get("padding"), str) and len(ends) == 1 else ""


def _in_common(spec: Spec) -> Words:
    """What the pictures of small multiples have in common: the input's size, the kernel, the parameters."""
    first, varied = spec.stages[0], dict(spec.get("varied"))
    found: dict[str, Words] = {"input_size": message("input", index="", size=size_text(first.input_size))}
    if first.weight_shape:
        found["kernel_size"] = message("kernel_of_size", size=size_text(first.get("kernel_size")))
    usual = {name: (value, (value,) * first.ndim) for name, value in PARAMETERS}
    others = ((n, v) for n, v in first.parameters if v is not False and v not in usual.get(n, ()))
    found |= _chosen(first) if first.weight_shape else {n: f"{n} {value_text(v)}" for n, v in others}
    return message("dots", items=tuple(words for name, words in found.items() if name not in varied))


def about(spec: Spec) -> Message:
    """The call, the sizes, the formula with its numbers."""
    if spec.op == MULTIPLES:
        each = zip(headings(spec), spec.stages, strict=True)
        return message("clauses", items=tuple(message("labelled", label=n, words=about(one)) for n, one in each))
    sizes = {"input_size": size_text(spec.input_size), "output_size": size_text(spec.output_size)}
    return message("about", call=call_words(spec), **sizes, formula=message("clauses", items=formula(spec)))


def formula(spec: Spec) -> Clauses:
    """The output's size with its numbers, if the axes differ with those of each; and what its brackets mean.

    >>> from tconv_anim.scenes.texts import say_all
    >>> say_all(formula(ConvSpec("conv", 5, 3, stride=2, padding=1)))
    'output = ⌊(input + 2·padding − kernel)/stride⌋ + 1 = ⌊(5 + 2·1 − 3)/2⌋ + 1 = 3; (⌊ ⌋ rounds down)'
    >>> say_all(formula(ConvSpec("conv_transpose", 3, 3, stride=2, padding=1)))
    'output = (input − 1)·stride − 2·padding + kernel = (3 − 1)·2 − 2·1 + 3 = 5'
    """
    found = get_op(spec.op).formula(spec)
    brackets = "".join(bracket for bracket in "⌊⌈" if bracket in str(found))
    return (*found, message("rounds", brackets=brackets)) if brackets else found


def formula_in_letters(spec: Spec) -> Clauses:
    """The same in letters, short, as papers have it.

    >>> from tconv_anim.scenes.texts import say_all
    >>> say_all(formula_in_letters(ConvSpec("conv_transpose", 3, 3, stride=2, padding=1)))
    'o = (i − 1)·s − 2p + k = (3 − 1)·2 − 2·1 + 3 = 5'
    """
    return tuple(map(_unspelled, get_op(spec.op).formula(spec)))


def _unspelled(words: Words) -> Words:
    """Words in which sizes are the letters that they are made from."""
    if isinstance(words, Equation):
        return Equation(tuple(map(_unspelled, words.sides)))
    if not isinstance(words, Message):
        return words
    if words.key == "size_in_letters":
        letters: str = words["letters"]
        return letters
    return replace(words, values=tuple((name, _unspelled_value(of)) for name, of in words.values))


def _unspelled_value(value: object) -> object:
    """A message's value, of which words or several may be unspelled."""
    if isinstance(value, tuple):
        return tuple(map(_unspelled_value, value))
    return _unspelled(value) if isinstance(value, Message | Equation) else value


def border(spec: ConvSpec) -> Clauses:
    """The border of the zero-insertion view with its numbers, p′ = d(k − 1) − p.

    >>> from tconv_anim.scenes.texts import say_all
    >>> say_all(border(ConvSpec("conv_transpose", 3, 3, stride=2, padding=1)))
    'p′ = kernel − 1 − padding = 3 − 1 − 1 = 1'
    >>> say_all(border(ConvSpec("conv_transpose", 3, 3, stride=2, padding=1, output_padding=1)))
    'p′ = kernel − 1 − padding = 3 − 1 − 1 = 1, at the end p′ + output_padding = 2'
    """
    dilated = max(spec.dilation) > 1
    reach = "d(k − 1)" if dilated else "k − 1"
    paired = not any(spec.output_padding) and any(lo != hi for lo, hi in spec.pads)  # crops that differ at the ends
    numbers: list[tuple[Words, ...]] = []
    for axis, (lo, hi) in enumerate(spec.pads):
        k, d = spec.kernel_size[axis], spec.dilation[axis]
        taps = f"{d}·({k} − 1)" if dilated else f"{k} − 1"
        start, end = (number_text(d * (k - 1) - crop) for crop in (lo, hi))
        at_end = equation(in_letters(f"{reach} − hi" if paired else "p′ + op"), end)
        result = message("at_the_end", start=start, end=at_end) if end != start else start
        numbers.append((f"{taps} − {signed_text(lo)}", result))
    return size_formula("p′", f"{reach} − {'lo' if paired else 'p'}", numbers)


def disguise_words(found: Disguise) -> Words:
    """One line, such as "ConvTranspose2d(1, 1, kernel_size=2, stride=2) with weights 1"."""
    equal = message("equal_convolution", call=call_words(found.spec), weights=found.weights)
    return message("with_repeated_border", equal=equal) if found.repeat else equal


def disguise_note(asked: Spec | Trace) -> Clauses:
    """What a caption says of the equal convolution, if there is one."""
    found = disguise(asked)
    return (message("in_disguise", equal=disguise_words(found)),) if found else ()
