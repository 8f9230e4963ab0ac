"""The words and numbers beside the picture: the call, the size formula, cell texts, alt text."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence

from tconv_anim.core.comparison import ComparisonSpec
from tconv_anim.core.equivalents import disguise
from tconv_anim.core.ops import get_sample_op
from tconv_anim.core.sampling import ChainSpec, Disguise, SampleSpec, SampleTrace
from tconv_anim.core.spec import ConvSpec
from tconv_anim.core.trace import Chain

MINUS = "\N{MINUS SIGN}"
MAX_CHARACTERS = 6  # a longer number is shortened in a cell
MAX_TERMS = 9  # of a sum that is written out; a 3x3 kernel's
MAX_SUMS = 3  # of a stamp that are written out


def size_text(size: Iterable[int]) -> str:
    """3×5."""
    return "×".join(str(n) for n in size)


def parameter_text(values: Iterable[int]) -> str:
    """One number where the axes agree, (3, 5) otherwise."""
    values = tuple(values)
    return str(values[0]) if len(set(values)) == 1 else f"({', '.join(map(str, values))})"


def number_text(value: float) -> str:
    """A cell's number: exact where it takes no more than six characters, otherwise to three or four digits.

    >>> number_text(-7.0), number_text(117.5), number_text(4.5625), number_text(1 / 3), number_text(-1234.56)
    ('−7', '117.5', '4.5625', '0.333', '−1235')
    >>> number_text(123456.0), number_text(12345678.0), number_text(0.00001234)
    ('123456', '1.2e7', '1.2e-5')
    """
    if math.isinf(value):
        return "∞" if value > 0 else f"{MINUS}∞"
    exact = str(int(value)) if value == int(value) else repr(float(value))
    size = abs(value)
    if len(exact.lstrip("-")) <= MAX_CHARACTERS and "e" not in exact:
        text = exact
    elif size >= 10**MAX_CHARACTERS or 0 < size < 0.001:
        mantissa, exponent = f"{value:.1e}".split("e")
        text = f"{mantissa.removesuffix('.0')}e{int(exponent)}"
    elif size >= 1000:
        text = f"{value:.0f}"
    else:
        text = f"{value:.4g}" if size >= 100 else f"{value:.3g}"
    return text.replace("-", MINUS) if value < 0 else text


def is_rounded(value: float) -> bool:
    """Whether a cell shows less than the whole number; where there is none, it shows all of it.

    >>> is_rounded(1 / 3), is_rounded(117.5), is_rounded(math.nan), is_rounded(-math.inf)
    (True, False, False, False)
    """
    return math.isfinite(value) and float(number_text(value).replace(MINUS, "-")) != value


def exact_text(value: float) -> str:
    """A number in a caption, to six significant digits."""
    text = f"{value:.6g}" if abs(value) < 10**MAX_CHARACTERS else f"{value:.10g}"
    return text.replace("-", MINUS)


def result_text(value: float) -> str:
    """A result in a caption, marked where it is rounded.

    >>> result_text(12.0), result_text(2 / 3)
    ('12', '≈ 0.666667')
    """
    text = exact_text(value)
    return text if float(text.replace(MINUS, "-")) == value else f"≈ {text}"


def pair_text(value: float, operator: str, term: float) -> str:
    """A cell in play: what stands there and what meets it, "10+2" or "3×−1"; a NaN value leaves "+2"."""
    left = "" if value != value else number_text(value)
    if operator == "+":
        return left + (number_text(term) if term < 0 else f"+{number_text(term)}")
    return f"{left}{operator}{number_text(term)}"


def products_text(values: Sequence[float], weights: Sequence[float], bias: float, total: float) -> str:
    """The products under a window and what they sum to; of many the first and the last.

    >>> products_text([1, 0, 4], [2, 1, -3], 0, -10), products_text(range(20), [1] * 20, 5, 195)
    ('1·2 + 0·1 + 4·(−3) = −10', '0·1 + 1·1 + 2·1 + … + 19·1 + bias 5 = 195')
    """
    terms = [f"{_factor(v)}·{_factor(w)}" for v, w in zip(values, weights, strict=True)]
    if len(terms) > MAX_TERMS:
        terms = [*terms[:3], "…", terms[-1]]
    if bias:
        terms.append(f"bias {exact_text(bias)}")
    return f"{' + '.join(terms)}{_equals(total)}"


def additions_text(before: Sequence[float], value: float, weights: Sequence[float]) -> str:
    """What a stamp does to its cells: those first that held something before (not NaN), and of many only some.

    >>> additions_text([math.nan, 10, 3], 5, [7, 2, -1]), additions_text([math.nan] * 9, 2, range(9))
    ('10 + 5·2 = 20, 3 + 5·(−1) = −2, 5·7 = 35', '2·0 = 0, 2·1 = 2, 2·2 = 4, …')
    """
    cells = sorted(zip(before, weights, strict=True), key=lambda cell: math.isnan(cell[0]))
    told = len(cells) if len(cells) <= MAX_SUMS + 1 else MAX_SUMS  # no "…" in place of a single one
    sums = []
    for start, weight in cells[:told]:
        there = "" if math.isnan(start) else f"{exact_text(start)} + "
        total = (0 if math.isnan(start) else start) + value * weight
        sums.append(f"{there}{_factor(value)}·{_factor(weight)}{_equals(total)}")
    return ", ".join([*sums, "…"] if len(cells) > told else sums)


def _factor(value: float) -> str:
    """A factor of a product, a negative one in brackets."""
    return f"({exact_text(value)})" if value < 0 else exact_text(value)


def _equals(total: float) -> str:
    result = result_text(total)
    return f" {result}" if result.startswith("≈") else f" = {result}"


def call_text(spec: ConvSpec | SampleSpec | ChainSpec | ComparisonSpec) -> str:
    """The layer as PyTorch writes it; `pads` or `crops` where PyTorch has no words.

    >>> call_text(ConvSpec("conv_transpose", 3, 3, stride=2, padding=1))
    'ConvTranspose2d(1, 1, kernel_size=3, stride=2, padding=1)'
    """
    if isinstance(spec, ComparisonSpec):
        return f"{', '.join(spec.ops)} compared"
    if isinstance(spec, ChainSpec):
        return ", then ".join(map(call_text, spec.stages))
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


def formula_text(spec: ConvSpec | SampleSpec | ChainSpec | ComparisonSpec) -> str:
    """The output size with its numbers, for every axis that differs.

    >>> formula_text(ConvSpec("conv", 5, 3, stride=2, padding=1))
    'o = ⌊(i + 2p − k)/s⌋ + 1 = ⌊(5 + 2·1 − 3)/2⌋ + 1 = 3'
    >>> formula_text(ConvSpec("conv_transpose", 3, 3, stride=2, padding=1, output_padding=1))
    'o = (i − 1)·s − 2p + k + op = (3 − 1)·2 − 2·1 + 3 + 1 = 6'
    """
    if isinstance(spec, ComparisonSpec):
        return f"o = f·i, f = {parameter_text(b // a for a, b in zip(spec.input_size, spec.output_size, strict=True))}"
    if isinstance(spec, ChainSpec):
        return joined(*map(formula_text, spec.stages))
    if isinstance(spec, SampleSpec):
        return get_sample_op(spec.op).formula(spec)
    numbers = [_axis_formula(spec, axis) for axis in range(spec.ndim)]
    shape = f"o = {_symbols(spec)}"
    if len(set(numbers)) == 1:
        return f"{shape} = {numbers[0]}"
    return f"{shape}; rows: {numbers[0]}; columns: {numbers[1]}"


def border_text(spec: ConvSpec) -> str:
    """The border of the zero-insertion view with its numbers, p′ = d(k − 1) − p.

    >>> border_text(ConvSpec("conv_transpose", 3, 3, stride=2, padding=1))
    'p′ = k − 1 − p = 3 − 1 − 1 = 1'
    >>> border_text(ConvSpec("conv_transpose", 3, 3, stride=2, padding=1, output_padding=1))
    'p′ = k − 1 − p = 3 − 1 − 1 = 1, at the end p′ + op = 2'
    """
    dilated = max(spec.dilation) > 1
    reach = "d(k − 1)" if dilated else "k − 1"
    paired = not any(spec.output_padding) and any(lo != hi for lo, hi in spec.pads)  # crops that differ at the ends
    numbers = []
    for axis, (lo, hi) in enumerate(spec.pads):
        k, d = spec.kernel_size[axis], spec.dilation[axis]
        taps = f"{d}·({k} − 1)" if dilated else f"{k} − 1"
        start, end = (number_text(d * (k - 1) - crop) for crop in (lo, hi))
        at_end = f"{reach} − hi" if paired else "p′ + op"
        numbers.append(f"{taps} − {_signed(lo)} = {start}" + (f", at the end {at_end} = {end}" if end != start else ""))
    symbols = f"p′ = {reach} − {'lo' if paired else 'p'}"
    if len(set(numbers)) == 1:
        return f"{symbols} = {numbers[0]}"
    return f"{symbols}; rows: {numbers[0]}; columns: {numbers[1]}"


def joined(*notes: str) -> str:
    """Those notes that say something."""
    return "; ".join(filter(None, notes))


def alt_text(
    spec: ConvSpec | SampleSpec | ChainSpec | ComparisonSpec,
    steps: int,
    view: str | None = None,
    *,
    pair: bool = False,
    shown: int | None = None,
) -> str:
    """One sentence for readers who do not see the picture, of all steps or of as many as are `shown`.

    >>> alt_text(ConvSpec("conv", 4, 3), 4, "matrix")[:80]
    'Convolution of a 4×4 input with a 3×3 kernel, Conv2d(1, 1, kernel_size=3), as a '
    """
    count = f"in {steps} step{'s' if steps > 1 else ''}"
    count += f", of which {shown} {'are' if shown > 1 else 'is'} shown" if shown is not None else ""
    sizes = f"{size_text(spec.input_size)} input"
    if isinstance(spec, ComparisonSpec):
        ways = f"{len(spec.ops)} ways" if len(spec.ops) > 1 else "One way"
        return f"{ways} to enlarge a {sizes} to {size_text(spec.output_size)}, {count}: {', '.join(spec.ops)}."
    view_text = "".join(f", {text}" for text in (_VIEW_TEXTS.get(view or "", ""),) if text)
    if isinstance(spec, ConvSpec):
        word = "Transposed convolution" if spec.transposed else "Convolution"
        view_text += (
            f", beside the {'convolution' if spec.transposed else 'transposed convolution'} of its shape"
            if pair
            else ""
        )
        what = f"{word} of a {sizes} with a {size_text(spec.kernel_size)} kernel, {call_text(spec)}"
    else:
        what = f"{call_text(spec)} of a {sizes}"
    return f"{what}{view_text}, {count}; the output is {size_text(spec.output_size)}."


_VIEW_TEXTS = {
    "zero_insertion": "by a window over the zero-inserted input",
    "both": "by stamps that are added up and by a window over inserted zeros, side by side",
    "steps": "by the recipe of four steps",
    "matrix": "as a product with a matrix",
    "connections": "showing which cells are tied",
    "overlap": "counting the stamps on each output cell",
    "pixels": "as pictures in grays",
}


def escape_markdown(text: str) -> str:
    r"""Text as the alt text of an image in Markdown.

    >>> print(escape_markdown(r"a [b] \c"))
    a \[b\] \\c
    """
    return re.sub(r"([\\\[\]])", r"\\\1", text)


def _signed(number: int) -> str:
    return f"({MINUS}{-number})" if number < 0 else str(number)


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


def _axis_formula(spec: ConvSpec, axis: int) -> str:
    """The same terms in numbers."""
    i, k, s, d, op = (getattr(spec, n)[axis] for n in
                      ("input_size", "kernel_size", "stride", "dilation", "output_padding"))  # fmt: skip
    lo, hi = spec.pads[axis]
    dilated = max(spec.dilation) > 1
    symmetric = all(a == b for a, b in spec.pads)
    result = spec.output_size[axis]
    if spec.transposed:
        has_op = any(spec.output_padding)
        crops = f"2·{_signed(lo)}" if symmetric or has_op else f"{_signed(lo)} − {_signed(hi)}"
        kernel = f"{d}·({k} − 1) + 1" if dilated else f"{k}"
        return f"({i} − 1)·{s} − {crops} + {kernel}{f' + {op}' if has_op else ''} = {result}"
    pads = f"2·{_signed(lo)}" if symmetric else f"{_signed(lo)} + {_signed(hi)}"
    kernel = f"{d}·({k} − 1) − 1" if dilated else f"{k}"
    return f"⌊({i} + {pads} − {kernel})/{s}⌋ + 1 = {result}"


def disguise_text(found: Disguise) -> str:
    """One line, such as "ConvTranspose2d(1, 1, kernel_size=2, stride=2) with weights 1"."""
    border = ", once the input's border is repeated" if found.repeat else ""
    return f"{call_text(found.spec)} with {found.weight_text}{border}"


def disguise_note(asked: SampleSpec | SampleTrace | Chain) -> str:
    """What a caption says of it; nothing where it equals no convolution."""
    found = disguise(asked)
    return f"in disguise: {disguise_text(found)}" if found else ""
