"""What is not drawn because nobody would look at it, or could: too long, too large, too many channels."""

from __future__ import annotations

import math

from tconv_anim.core.solve import inverse
from tconv_anim.core.spec import ConvSpec
from tconv_anim.options import OptionError, check_whole
from tconv_anim.options import written as option_value
from tconv_anim.recipes.values import Channels
from tconv_anim.scenes.views import AnySpec, count_steps, counterpart

MAX_DRAWN = 2000  # placements in one animation: more than half an hour of looking
MAX_RECORDED = 100_000  # placements to pick from
MAX_PRODUCTS = 10**9  # computed for a trace
MAX_CHANNELS = 4  # drawn on each side
MAX_SAMPLED = 9  # of an upsampling or pooling, which has no kernels
MAX_CELLS = 10**6  # of a canvas or a padded input
MAX_MATRIX = 64  # rows and columns


def choose_channels(spec: AnySpec, wanted: Channels | None) -> Channels:
    """The channels that are drawn: those wanted, or all up to four, or the first as one for many.

    What has no kernels between its channels is drawn with up to nine.

    Raises
    ------
    OptionError
        for a channel that does not exist, or more than are legible.
    """
    counts = {"input": spec.in_channels, "output": spec.out_channels}
    most = MAX_CHANNELS if isinstance(spec, ConvSpec) else MAX_SAMPLED
    if wanted is None:
        inputs, outputs = (tuple(range(n if n <= most else 1)) for n in counts.values())
        return Channels(inputs, outputs)
    for (side, count), channels in zip(counts.items(), (wanted.inputs, wanted.outputs), strict=True):
        for channel in channels:
            if not 0 <= channel < count:
                raise OptionError(f"{side} channel {channel} does not exist: use 0 to {count - 1}")
        if not 1 <= len(channels) <= most or len(set(channels)) < len(channels):
            raise OptionError(f"{side} channels {','.join(map(str, channels))} cannot be drawn: "
                              f"name 1 to {most} different ones")  # fmt: skip
    if not isinstance(spec, ConvSpec):
        return wanted
    size = spec.in_channels // spec.groups
    for output in wanted.outputs:
        first = output // (spec.out_channels // spec.groups) * size
        if not any(first <= a < first + size for a in wanted.inputs):
            group = ", ".join(map(str, range(first, first + size)))
            raise OptionError(
                f"output channel {output} is not computed from the input channels drawn: add one of {group}"
            )
    return wanted


def count_placements(spec: AnySpec, view: str | None, *, pair: bool = False) -> int:
    """How many placements there are to show; in a pair, of the one that has more.

    Raises
    ------
    OptionError, SpecError
        for a pair without a counterpart
    """
    count = count_steps(view, spec)
    if pair:
        if not isinstance(spec, ConvSpec):
            raise OptionError(f"pair knows conv and conv_transpose, not {spec.op}: leave it out")
        count = max(count, count_steps(counterpart(view, spec.op), inverse(spec)))
    return count


def thinned(count: int, steps: range | None, every: int = 1, max_steps: int | None = None) -> range | None:
    """Every so many of `count` placements, or of the `steps` picked of them, and at most `max_steps`, evenly spaced.

    >>> thinned(100, None, every=10), thinned(100, range(1, 51), max_steps=20), thinned(9, None)
    (range(1, 101, 10), range(1, 51, 3), None)

    Raises
    ------
    OptionError
        for an `every` or `max_steps` below 1
    """
    check_whole("every", every)
    if max_steps is not None:
        check_whole("max_steps", max_steps)
    if (every == 1 and max_steps is None) or not (steps is None or isinstance(steps, range)):
        return steps  # which is refused where it is no range
    first, last, apart = (1, count, 1) if steps is None else (steps.start, min(steps.stop - 1, count), steps.step)
    apart *= every
    drawn = len(range(first, last + 1, apart))
    if max_steps is not None and drawn > max_steps:
        apart *= -(-drawn // max_steps)
    return None if steps is None and apart == 1 else range(first, last + 1, apart)


def check_length(spec: AnySpec, view: str | None, steps: range | None, *, pair: bool = False) -> None:
    """Refuse what would be absurdly long, or too large for its view.

    Raises
    ------
    OptionError
        for too many placements, for steps that are no range from 1 on or pick none of them, for too large a matrix
    SpecError
        for a pair without a counterpart
    """
    count = count_placements(spec, view, pair=pair)
    if isinstance(spec, ConvSpec):
        if view == "matrix":
            _check_matrix(spec)
        worked = spec.canvas_size if spec.transposed else spec.padded_size
        cells = max(math.prod(worked), math.prod(spec.output_size))
        weights = math.prod(spec.weight_shape)
    else:
        cells, weights = max(math.prod(spec.input_size), math.prod(spec.output_size)), spec.in_channels
    if cells > MAX_CELLS:
        raise OptionError(f"{cells} cells are too many to draw: use a smaller input, stride, dilation or padding")
    work = count * weights
    if count > MAX_RECORDED or work > MAX_PRODUCTS:
        raise OptionError(
            f"{count} placements of {weights} weights are too many to trace: "
            "use a smaller input, kernel or number of channels"
        )
    drawn = count
    if steps is not None:
        if not isinstance(steps, range) or steps.start < 1 or steps.step < 1:
            told = option_value(steps) if isinstance(steps, range) else repr(steps)
            raise OptionError(f"steps {told} do not count up from 1: give a range such as range(1, 10)")
        drawn = len(range(steps.start, min(steps.stop, count + 1), steps.step))
    if not drawn:
        assert steps is not None
        raise OptionError(f"steps {option_value(steps)} pick none of the {count} placements: count from 1 to {count}")
    if drawn > MAX_DRAWN:
        every = -(-count // MAX_DRAWN)
        raise OptionError(
            f"{drawn} placements are too many for one animation, {MAX_DRAWN} is the most: "
            f"pick some, such as --steps 1:{count}:{max(2, every)}"
        )


def _check_matrix(spec: ConvSpec) -> None:
    """A matrix is drawn as far as its structure can be seen, and with all channels."""
    rows, columns = spec.out_channels * math.prod(spec.output_size), spec.in_channels * math.prod(spec.input_size)
    if max(rows, columns) > MAX_MATRIX:
        raise OptionError(
            f"the matrix has {rows}x{columns} cells, {MAX_MATRIX}x{MAX_MATRIX} is the most that is drawn: "
            "use a smaller input or fewer channels"
        )
    if max(spec.in_channels, spec.out_channels) > MAX_CHANNELS:
        raise OptionError(f"view matrix draws all channels: use at most {MAX_CHANNELS} on each side")
