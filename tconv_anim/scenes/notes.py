"""What a look at the picture alone does not show: notes of a caption, and what colours mean."""

from __future__ import annotations

from collections.abc import Collection

from tconv_anim.core.call_text import axes_text
from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.message import Clauses, Message, Words, message
from tconv_anim.core.spec import Spec, in_pictures
from tconv_anim.options import CARD, FINISHED, STAMPS
from tconv_anim.recipes.values import Channels
from tconv_anim.scenes.number_text import size_text
from tconv_anim.scenes.scene import WINDOWS, Role, Stroke

ROUNDED = message("rounded_cells")
CHANNEL, WINDOW = "channel", "window"
"""What small numbers in cells say."""


def extra_note(spec: ConvSpec) -> Clauses:
    """What output_padding adds to the output, if it does."""
    return (message("from_output_padding", counts=spec.output_padding),) if any(spec.output_padding) else ()


def cells_note(spec: ConvSpec) -> Clauses:
    """How cells are named, and what output_padding adds to the output, if it does."""
    return (indices_note(spec, framed=is_framed(spec)), *extra_note(spec))


def is_framed(spec: ConvSpec) -> bool:
    """Whether the output has a border that padding crops, beyond a dashed frame."""
    return spec.transposed and any(crop > 0 for pads in spec.pads for crop in pads)


def crop_words(spec: ConvSpec) -> Message:
    """Why the border goes."""
    if isinstance(spec.padding, str) or isinstance(spec.padding[0], tuple):
        names = ("row", "column") if spec.ndim == 2 else ("cell",)
        cuts = (
            (name, size, end)
            for name, pair in zip(names, spec.crops, strict=True)
            for end, size in zip(("start", "end"), pair, strict=True)
            if size > 0
        )
        return message("cells_cut_off", cuts=tuple(cuts))
    padding = axes_text(spec.padding)
    if not any(spec.output_padding):
        before = (size + sum(pads) for size, pads in zip(spec.output_size, spec.pads, strict=True))
        return message("padding_cuts", padding=padding, whole=size_text(before), size=size_text(spec.output_size))
    return message("padding_cuts_and_keeps", padding=padding, output_padding=axes_text(spec.output_padding))


def border_note(spec: ConvSpec) -> Message | None:
    """How wide the border of inserted zeros is that replaces a padding, where it is the same at every end."""
    borders, crops = {reach - 1 for reach in spec.effective_kernel_size}, {crop for pads in spec.pads for crop in pads}
    if len(borders) > 1 or len(crops) > 1 or any(spec.output_padding):
        return None
    (border,), (crop,) = borders, crops
    if not 0 <= crop <= border > 0:
        return None
    whole = size_text(size + 2 * crop for size in spec.output_size)
    sizes = {"whole": whole, "size": size_text(spec.output_size)}
    return message("border_of_zeros", without=border, padding=crop, dilation=max(spec.dilation), **sizes)


def left_out_rings(spec: ConvSpec) -> dict[str, object]:
    """How many rings the border has without padding, and how many of them padding takes; None if ends are different."""
    note = border_note(spec)
    return {"rings": note and note["without"], "padding": note and note["padding"]}


def indices_note(spec: Spec, *, framed: bool = False) -> Message:
    """What the numbers in the brackets of a cell's name are, of which the first may be its channel.

    Where the output is `framed`, they begin within its frame.
    """
    return message("cell_index", ndim=spec.ndim, channels=spec.out_channels > 1, framed=framed)


def kernels_note(spec: ConvSpec) -> Clauses:
    """How kernels are numbered, if there are several."""
    if spec.in_channels * spec.out_channels == 1:
        return ()
    groups = spec.groups > 1
    return (message("kernel_index_of_conv_transpose" if spec.transposed else "kernel_index_of_conv", groups=groups),)


def channels_note(spec: Spec, drawn: Channels) -> Clauses:
    """How many channels are drawn, and what the sums run over, if not all channels are drawn."""
    spec = in_pictures(spec)[0]
    if spec.side_by_side:
        return ()
    inputs = {"inputs": len(drawn.inputs), "of_inputs": spec.in_channels}
    outputs = {"outputs": len(drawn.outputs), "of_outputs": spec.out_channels}
    some_inputs, some_outputs = len(drawn.inputs) < spec.in_channels, len(drawn.outputs) < spec.out_channels
    if some_inputs and some_outputs:
        counts = message("inputs_and_outputs_drawn", **inputs, **outputs)
    elif some_inputs:
        counts = message("inputs_drawn", **inputs)
    elif some_outputs:
        counts = message("outputs_drawn", **outputs)
    else:
        return ()
    if not spec.weight_shape:
        return (counts,)
    return counts, message("sums_over_all" if spec.get("groups") == 1 else "sums_over_group")


MEANINGS = (
    (Role.OUTPUT_IN_PLAY, message("legend_this_step")),
    (Role.OUTPUT, message("legend_finished")),
    (Role.OUTPUT_GROWING, message("legend_growing")),
    (Role.GRADIENT, message("legend_gradient")),
    (Role.ZERO, message("legend_zero")),
    (Role.PADDING, message("legend_padding")),
    (Role.EMPTY, message("legend_empty")),
    (Role.BLANK, message("legend_blank")),
    (Role.EXTRA, message("legend_extra")),
    (Role.LEVEL_9, message("legend_larger")),
    (Role.CROPPED, message("legend_cropped")),
)


def cell_notes(*, rounded: bool, shortened: int, tagged: Collection[str] = ()) -> Clauses:
    """What the small numbers in the cells of these parts say, and what cells show less of than there is."""
    small = (
        message("small_number_of_window")
        if part == WINDOW
        else message("small_number_to" if part == "input" else "small_number_from")
        for part in tagged
    )
    return (
        *small,
        *((ROUNDED,) if rounded else ()),
        *((message("shortened_sums", count=shortened),) if shortened else ()),
    )


def legend(
    roles: Collection[int], spec: Spec, *, still: int | str | None = None, marked: Clauses = ()
) -> tuple[tuple[int | Stroke, Words], ...]:
    """The roles among these that are explained, each with its meaning; no step is now in some `still` pictures.

    Before them the strokes of the cells that are `marked`, each with the cell's name.

    Around the input of a conv_transpose, and of what is compared, there is no padding, but a border of zeros.
    """
    op = in_pictures(spec)[0].op
    meanings = dict(MEANINGS)
    if op in ("conv_transpose", "compare"):
        meanings |= {Role.PADDING: message("legend_border")}
    if still in (CARD, FINISHED):
        meanings |= {Role.OUTPUT_IN_PLAY: message("legend_example")}
    if still == STAMPS:
        meanings |= {Role.OUTPUT_IN_PLAY: message("legend_products")}
        meanings = {role: words for role, words in meanings.items() if role not in (Role.OUTPUT, Role.OUTPUT_WAITING)}
    if still == CARD:  # of which a note and a heading tell
        meanings = {role: words for role, words in meanings.items() if role not in (Role.EMPTY, Role.LEVEL_9)}
    found = tuple((role, words) for role, words in meanings.items() if role in roles)
    framed: tuple[tuple[int | Stroke, Words], ...] = tuple(zip(WINDOWS, marked, strict=False))
    return (*framed, *(found if len(found) > 1 else ()))
