"""What views share: panels and their names, by channel; links that suit rows and planes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tconv_anim.core.sampling import SampleSpec
from tconv_anim.core.spec import ConvSpec
from tconv_anim.core.step import Array
from tconv_anim.core.trace import Trace
from tconv_anim.scenes.captions import exact_text, result_text, size_text
from tconv_anim.scenes.scene import Caption, Link, Outline, Panel, PanelId, Place, Role, Scene, Stroke


@dataclass(frozen=True)
class Board:
    """What stays the same through a view's scenes.

    Attributes
    ----------
    kernels : panels by the channels that they tie
    extents : outlines that always stand
    call, formula, note, lasting : of every caption
    """

    kernels: dict[tuple[int, int], Panel]
    extents: tuple[Outline, ...]
    call: str
    formula: str
    signs: tuple[str, ...]
    ndim: int
    note: str = ""
    lasting: bool = False

    def scene(
        self,
        inputs: dict[int, Panel],
        outputs: dict[int, Panel],
        progress: str,
        detail: str,
        outlines: tuple[Outline, ...] = (),
        ties: tuple[Link, ...] = (),
        sums: str = "",
    ) -> Scene:
        """One state of the picture."""
        return Scene(
            (*inputs.values(), *self.kernels.values(), *outputs.values()), (*self.extents, *outlines), ties,
            Caption(self.call, progress, detail, self.formula, self.note, sums, self.lasting), self.signs, self.ndim,
        )  # fmt: skip

    def kernel_outline(self, *channels: int) -> list[Outline]:
        """Marks the kernel between two channels, where there are others beside it."""
        kernel = self.kernels[channels[0], channels[1]]
        return [Outline(kernel.id, (0, 0, *kernel.shape), Stroke.WINDOW)] if len(self.kernels) > 1 else []


def panel_id(spec: ConvSpec | SampleSpec, part: str, *channels: int) -> PanelId:
    """A panel's part, and its channels where an op has several."""
    return PanelId(part, channels if _has_channels(spec) else ())


def part_title(spec: ConvSpec | SampleSpec, part: str, size: tuple[int, ...], *channels: int) -> str:
    """A panel's title, "input 3×3"; with several channels "input[1] 3×3", the index being PyTorch's."""
    index = f"[{', '.join(map(str, channels))}]" if _has_channels(spec) else ""
    return f"{part}{index} {size_text(size)}"


def kernel_title(spec: ConvSpec, size: tuple[int, ...], *index: int) -> str:
    """A kernel's title, "kernel 3×3"; with several channels its place in PyTorch's weight, "kernel[0, 1]"."""
    return f"kernel[{index[0]}, {index[1]}]" if _has_channels(spec) else f"kernel {size_text(size)}"


def _has_channels(spec: ConvSpec | SampleSpec) -> bool:
    return spec.in_channels * spec.out_channels > 1


def reached(spec: ConvSpec, input: int) -> range:
    """The output channels of an input channel's group."""
    count = spec.out_channels // spec.groups
    group = input // (spec.in_channels // spec.groups)
    return range(group * count, (group + 1) * count)


def first_input(spec: ConvSpec, output: int) -> int:
    """The first input channel of an output channel's group."""
    return output // (spec.out_channels // spec.groups) * (spec.in_channels // spec.groups)


def axes_text(counts: tuple[int, ...]) -> str:
    """How many rows and columns, or cells of a row: "row and column", "2 rows", "3 cells"; nothing for zeros.

    >>> axes_text((1, 1)), axes_text((0, 2)), axes_text((1,))
    ('row and column', '2 columns', 'cell')
    """
    names = ("row", "column") if len(counts) == 2 else ("cell",)
    told = [name if n == 1 else f"{n} {name}s" for name, n in zip(names, counts, strict=True) if n]
    return " and ".join(told)


def extra_note(spec: ConvSpec) -> str:
    """What output_padding does to the output, or nothing."""
    if not any(spec.output_padding):
        return ""
    verb = "come" if sum(spec.output_padding) > 1 else "comes"
    return f"the last {axes_text(spec.output_padding)} {verb} from output_padding"


def kernels_note(spec: ConvSpec) -> str:
    """How kernels are numbered where groups make it hard to guess, or nothing."""
    if spec.groups == 1:
        return ""
    return "kernel[input, output within its group]" if spec.transposed else "kernel[output, input within its group]"


def count_text(drawn: int, count: int) -> str:
    """What to say where not all channels are drawn, or nothing."""
    return f"{drawn} of {count} channels drawn" if drawn < count else ""


def channel_panels(
    spec: ConvSpec | SampleSpec,
    part: str,
    drawn: tuple[int, ...],
    roles: Array,
    values: Array,
    size: tuple[int, ...],
    subtitle: str = "",
) -> dict[int, Panel]:
    """Panels of an input's or output's drawn channels, one below the other.

    `roles` is (rows, columns), `values` (channels, rows, columns), `size` what the title says.
    """
    count = spec.in_channels if part == "input" else spec.out_channels
    return {
        channel: Panel(
            panel_id(spec, part, channel), part_title(spec, part, size, channel), roles,
            values[channel].astype(float), subtitle=subtitle or count_text(len(drawn), count), place=(row, 0),
        )
        for row, channel in enumerate(drawn)
    }  # fmt: skip


def input_panels(trace: Trace, drawn: tuple[int, ...], ndim: int) -> dict[int, Panel]:
    """Panels of the bare input."""
    roles = np.full(trace.spec.input_size, Role.INPUT, np.int8)
    return channel_panels(trace.spec, "input", drawn, roles, trace.input, trace.spec.input_size[-ndim:])


def padding_text(spec: ConvSpec, ndim: int) -> str:
    """What padding makes of the input's size, or nothing."""
    ends = [end for pads in spec.pads for end in pads]
    if not any(ends):
        return ""
    return f"{'padded' if min(ends) >= 0 else 'cropped'} to {size_text(spec.padded_size[-ndim:])}"


def cropping_text(canvas_size: tuple[int, ...], ndim: int) -> str:
    """How large the output is before padding crops it."""
    return f"{size_text(canvas_size[-ndim:])} before cropping"


def kernel_panel(values: Array, id: PanelId, title: str, subtitle: str, place: tuple[int, int]) -> Panel:
    """A kernel's panel; `values` is (rows, columns)."""
    roles = np.full(values.shape, Role.KERNEL, np.int8)
    return Panel(id, title, roles, values.astype(float), subtitle=subtitle, place=place)


def sum_text(parts: list[float], others: int, rest: float, bias: float, total: float) -> str:
    """How the channels' products and the bias sum up: "12 + 17 + bias 1 = 30"; "12 + 300 of 62 others = 312"."""
    terms = [(part, "") for part in parts]
    if others:
        terms.append((rest, f" of {others} other{'s' if others > 1 else ''}"))
    if bias:
        terms.append((bias, ""))
    text = ""
    for index, (value, what) in enumerate(terms):
        word = "bias " if bias and index == len(terms) - 1 else ""
        sign = " − " if value < 0 and not word else " + "
        amount = exact_text(value if word or not index else abs(value))
        text += f"{sign if index else ''}{word}{amount}{what}"
    result = result_text(total)
    return f"{text} {result}" if result.startswith("≈") else f"{text} = {result}"


def links(start: Place, end: Place, ndim: int, dilation: int) -> list[Link]:
    """Ties a cell to its window: by the window's corners, or, between rows, one line for each tap of the kernel.

    Exactly one of the boxes is a single cell; the window's taps are `dilation` cells apart.
    """
    if ndim == 2:
        return [Link(start, end)]
    window_first = start[1][3] - start[1][1] > 1
    panel, (top, left, bottom, right) = start if window_first else end
    taps = [(panel, (top, column, bottom, column + 1)) for column in range(left, right, dilation)]
    return [Link(tap, end) if window_first else Link(start, tap) for tap in taps]
