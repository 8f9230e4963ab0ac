"""What a picture is of, as values: the layer's call, the formula of the output's size, the equal convolution."""

from __future__ import annotations

from tconv_anim.core.call_text import size_formula
from tconv_anim.core.comparison import ComparisonSpec
from tconv_anim.core.equivalents import disguise
from tconv_anim.core.message import Clauses, Words, equation, message
from tconv_anim.core.ops import get_sample_op
from tconv_anim.core.sampling import ChainSpec, Disguise, SampleSpec, SampleTrace
from tconv_anim.core.spec import ConvSpec
from tconv_anim.core.trace import Chain
from tconv_anim.scenes.number_text import MINUS, number_text, parameter_text, signed_text

AnySpec = ConvSpec | SampleSpec | ChainSpec | ComparisonSpec


def call_words(spec: AnySpec) -> Words:
    """The layer's call, or those of several stages.

    >>> call_words(ConvSpec("conv_transpose", 3, 3, stride=2, padding=1))
    'ConvTranspose2d(1, 1, kernel_size=3, stride=2, padding=1)'
    """
    if isinstance(spec, ComparisonSpec):
        return message("compared", ops=", ".join(spec.ops))
    if isinstance(spec, ChainSpec):
        return message("calls_in_turn", calls=tuple(map(call_words, spec.stages)))
    return layer_call(spec)


def layer_call(spec: ConvSpec | SampleSpec) -> str:
    """The layer as PyTorch writes it; with `pads` or `crops` if PyTorch has no words for it."""
    if isinstance(spec, SampleSpec):
        return get_sample_op(spec.op).call(spec)
    name = f"{'ConvTranspose' if spec.transposed else 'Conv'}{spec.ndim}d"
    parts = [str(spec.in_channels), str(spec.out_channels), f"kernel_size={parameter_text(spec.kernel_size)}"]
    for parameter, default in (("stride", 1), ("padding", 0), ("output_padding", 0), ("dilation", 1)):
        values = getattr(spec, parameter)
        if isinstance(values, str):
            parts.append(f"{parameter}={values!r}")
        elif isinstance(values[0], tuple):  # beyond PyTorch's words
            parts.append(f"{'crops' if spec.transposed else 'pads'}={values}".replace("-", MINUS))
        elif any(v != default for v in values):
            parts.append(f"{parameter}={parameter_text(values)}")
    if spec.groups != 1:
        parts.append(f"groups={spec.groups}")
    if spec.padding_mode != "zeros":
        parts.append(f"padding_mode={spec.padding_mode!r}")
    return f"{name}({', '.join(parts)})"


def formula(spec: AnySpec) -> Clauses:
    """The output's size with its numbers; if the axes differ, with the numbers of each.

    >>> from tconv_anim.scenes.texts import say_all
    >>> say_all(formula(ConvSpec("conv", 5, 3, stride=2, padding=1)))
    'o = ⌊(i + 2p − k)/s⌋ + 1 = ⌊(5 + 2·1 − 3)/2⌋ + 1 = 3'
    >>> say_all(formula(ConvSpec("conv_transpose", 3, 3, stride=2, padding=1, output_padding=1)))
    'o = (i − 1)·s − 2p + k + op = (3 − 1)·2 − 2·1 + 3 + 1 = 6'
    """
    if isinstance(spec, ComparisonSpec):
        factor = parameter_text(b // a for a, b in zip(spec.input_size, spec.output_size, strict=True))
        return (message("list", items=(equation("o", "f·i"), equation("f", factor))),)
    if isinstance(spec, ChainSpec):
        return tuple(clause for stage in spec.stages for clause in formula(stage))
    if isinstance(spec, SampleSpec):
        return get_sample_op(spec.op).formula(spec)
    return size_formula("o", _symbols(spec), [_axis_numbers(spec, axis) for axis in range(spec.ndim)])


def border(spec: ConvSpec) -> Clauses:
    """The border of the zero-insertion view with its numbers, p′ = d(k − 1) − p.

    >>> from tconv_anim.scenes.texts import say_all
    >>> say_all(border(ConvSpec("conv_transpose", 3, 3, stride=2, padding=1)))
    'p′ = k − 1 − p = 3 − 1 − 1 = 1'
    >>> say_all(border(ConvSpec("conv_transpose", 3, 3, stride=2, padding=1, output_padding=1)))
    'p′ = k − 1 − p = 3 − 1 − 1 = 1, at the end p′ + op = 2'
    """
    dilated = max(spec.dilation) > 1
    reach = "d(k − 1)" if dilated else "k − 1"
    paired = not any(spec.output_padding) and any(lo != hi for lo, hi in spec.pads)  # crops that differ at the ends
    numbers: list[tuple[Words, ...]] = []
    for axis, (lo, hi) in enumerate(spec.pads):
        k, d = spec.kernel_size[axis], spec.dilation[axis]
        taps = f"{d}·({k} − 1)" if dilated else f"{k} − 1"
        start, end = (number_text(d * (k - 1) - crop) for crop in (lo, hi))
        at_end = equation(f"{reach} − hi" if paired else "p′ + op", end)
        result = message("at_the_end", start=start, end=at_end) if end != start else start
        numbers.append((f"{taps} − {signed_text(lo)}", result))
    return size_formula("p′", f"{reach} − {'lo' if paired else 'p'}", numbers)


def disguise_words(found: Disguise) -> Words:
    """One line, such as "ConvTranspose2d(1, 1, kernel_size=2, stride=2) with weights 1"."""
    equal = message("equal_convolution", call=layer_call(found.spec), weights=found.weights)
    return message("with_repeated_border", equal=equal) if found.repeat else equal


def disguise_note(asked: SampleSpec | SampleTrace | Chain) -> Clauses:
    """What a caption says of the equal convolution, if there is one."""
    found = disguise(asked)
    return (message("in_disguise", equal=disguise_words(found)),) if found else ()


def _symbols(spec: ConvSpec) -> str:
    """The formula in letters, with only the terms that the call uses."""
    dilated = max(spec.dilation) > 1
    symmetric = all(lo == hi for lo, hi in spec.pads)
    if spec.transposed:
        op = any(spec.output_padding)
        crops = "2p" if symmetric or op else "lo − hi"
        return f"(i − 1)·s − {crops} + {'d(k − 1) + 1' if dilated else 'k'}{' + op' if op else ''}"
    pads = "2p" if symmetric else "lo + hi"
    return f"⌊(i + {pads} − {'d(k − 1) − 1' if dilated else 'k'})/s⌋ + 1"


def _axis_numbers(spec: ConvSpec, axis: int) -> tuple[str, str]:
    """The same terms in numbers, and the output's size."""
    i, k, s, d, op = (getattr(spec, n)[axis] for n in
                      ("input_size", "kernel_size", "stride", "dilation", "output_padding"))  # fmt: skip
    lo, hi = spec.pads[axis]
    dilated = max(spec.dilation) > 1
    symmetric = all(a == b for a, b in spec.pads)
    result = str(spec.output_size[axis])
    if spec.transposed:
        has_op = any(spec.output_padding)
        crops = f"2·{signed_text(lo)}" if symmetric or has_op else f"{signed_text(lo)} − {signed_text(hi)}"
        kernel = f"{d}·({k} − 1) + 1" if dilated else f"{k}"
        return f"({i} − 1)·{s} − {crops} + {kernel}{f' + {op}' if has_op else ''}", result
    pads = f"2·{signed_text(lo)}" if symmetric else f"{signed_text(lo)} + {signed_text(hi)}"
    kernel = f"{d}·({k} − 1) − 1" if dilated else f"{k}"
    return f"⌊({i} + {pads} − {kernel})/{s}⌋ + 1", result
