"""English: what every message says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tconv_anim.core.message import Words
from tconv_anim.scenes.texts import Text, say
from tconv_anim.scenes.texts._words import Parts, capital, listed, opposite, said_together, spelled

LANGUAGE = "en"
NAMES_OF_SIZES = {
    "o": "output",
    "i": "input",
    "k": "kernel",
    "r": "factor",
    "lo": "padding before",
    "hi": "padding after",
}
KEYWORDS = {
    "input": r"\b(?:inputs?\b(?:\[[\d, ]+\])?|windows?\b)",
    "kernel": r"\bkernels?\b",
    "now": r"\b(?:stamps?|products?)\b",
}
ROUNDING = {"⌊": "(⌊ ⌋ rounds down)", "⌈": "(⌈ ⌉ rounds up)", "⌊⌈": "(⌊ ⌋ rounds down, ⌈ ⌉ rounds up)"}


def _sentence(words: Words) -> str:
    """What is said as a sentence; a first word that is code keeps its small letter."""
    text = say(words, LANGUAGE)
    first = text.split(" ")[0].rstrip(",:;")
    text = capital(text) if first.isalpha() else text
    return text if text[-1:] in ".?!…" else f"{text}."


def _lower(words: Words) -> str:
    """Words within a sentence."""
    text = say(words, LANGUAGE)
    return text[:1].lower() + text[1:]


def _either(items: Sequence[Words]) -> Parts:
    """Words with commas between them, and "or" before the last."""
    *others, last = items
    return (*listed(others), " or ", last) if others else (last,)


def _count(number: int, noun: str) -> str:
    """A number with its noun in singular or plural."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _several(counts: Sequence[str], noun: str) -> Parts:
    """Numbers of which each may be meant, with their noun."""
    return *_either(counts), f" {noun}{'' if tuple(counts) == ('1',) else 's'}"


def _a(size: str) -> str:
    """A size with its article: an 8×8, an 11×3, an 18×18, and a for all others."""
    first = size.partition("×")[0]
    return f"an {size}" if first in ("11", "18") or first.startswith("8") else f"a {size}"


def _each(does: str, least: int, most: int, noun: str) -> str:
    """What the cells of one side do to how many of the other."""
    return f"each {does} {_count(most, noun)}" if least == most else f"an {does} {least} to {_count(most, noun)}"


def _range(least: int, most: int) -> str:
    return str(least) if least == most else f"{least} to {most}"


def _axes(counts: Sequence[int], joint: str = " and ") -> str:
    """How many rows and columns, or cells of a row: "row and column", "2 rows", "3 cells"; nothing for a zero."""
    names = ("row", "column") if len(counts) == 2 else ("cell",)
    return joint.join(name if n == 1 else f"{n} {name}s" for name, n in zip(names, counts, strict=True) if n)


def _where(axis: int | None) -> str:
    """The axis that is meant, if they differ."""
    return "" if axis is None else f" of the {('rows', 'columns')[axis]}"


def _cell_index(*, ndim: int, channels: bool, framed: bool) -> str:
    """What the numbers in the brackets of a cell's name are, of which the first may be its channel."""
    place = "row, column" if ndim > 1 else "position"
    start = "0 within the dashed frame" if framed else "0"
    return f"{f'[channel, {place}] or ' if channels else ''}[{place}] of a cell, counted from {start}"


def _cut_off(cuts: Sequence[tuple[str, int, str]]) -> str:
    """What padding cuts off: "row", "column" or "cell", how many, and at which end, "start" or "end"."""
    return f"cut off: {', '.join(f'{_count(size, axis)} at the {end}' for axis, size, end in cuts)}"


def _ways(ways: Sequence[Words], *, comma: bool) -> Parts:
    """Parameters that overlap evenly, with commas between them if one of them is several."""
    return "for even overlap use ", *listed(ways, ", or " if comma else " or ")


def _part_of_cell(stride: int) -> str:
    """What a stride's window moves on the input."""
    return {1: "a whole input cell", 2: "half an input cell"}.get(stride, f"1/{stride} of an input cell")


def _of_inputs(values: Sequence[str], channels: Sequence[int]) -> str:
    """The numbers that input channels have at a place; without channels of the only one."""
    if len(values) > 2:
        return f"the {', '.join(values[:-1])} and {values[-1]} of inputs {channels[0]} to {channels[-1]}"
    named = (f"the {value} of input[{channel}]" for value, channel in zip(values, channels, strict=True))
    return " and ".join(named if channels else values)


def _where_stamps_go(inputs: int, added: int, outputs: int, to: int | None) -> str:
    """To which output the stamps of so many input channels are added."""
    if outputs == 1:
        stamps = "the stamp is" if inputs == 1 else "both stamps are" if inputs == 2 else "all stamps are"
        return f"{stamps} added{' to the output' if inputs == 1 else ''}"
    if to is not None:
        return f"the stamp is added to output[{to}]"
    return f"each {'row of stamps' if inputs > 1 < added else 'stamp'} is added to its output"


OP_TITLES = {
    "conv": "Convolution",
    "conv_transpose": "Transposed convolution",
    "avg_pool": "Average pooling",
    "adaptive_avg_pool": "Adaptive average pooling",
    "max_pool": "Max pooling",
    "adaptive_max_pool": "Adaptive max pooling",
    "max_unpool": "Max unpooling",
    "bilinear": "Bilinear upsampling",
    "bicubic": "Bicubic upsampling",
    "unfold": "Unfold (im2col)",
    "fold": "Fold (col2im)",
    "linear": "Linear upsampling",
    "nearest": "Nearest-neighbour upsampling",
    "nearest_exact": "Nearest-exact upsampling",
    "resize_conv": "Resize, then convolution",
    "compare": "Upsampling compared",
}
"""Titles of operations whose name alone does not say it well."""


def _steps(counts: Sequence[int]) -> str:
    """How far something moves along the axes: "2 cells", or "2 rows and 1 column"."""
    if len(set(counts)) == 1:
        return _count(counts[0], "cell")
    return f"{_count(counts[0], 'row')} or {_count(counts[1], 'column')}"


HOW_ENLARGED = {
    "nearest": "each value fills its block",
    "nearest_exact": "each value fills its block",
    "bilinear": "near values weigh more",
    "bicubic": "near values weigh more, some below 0",
    "bed_of_nails": "each value gets zeros beside it",
    "max_unpool": "each value goes back to where it was the maximum",
    "pixel_shuffle": "each channel fills one place of every block",
}
"""How an operation without a kernel fills the cells of its output."""

WAYS = {
    "nearest": "nearest neighbour",
    "nearest_exact": "nearest neighbour (exact)",
    "max_unpool": "max unpooling",
    "conv_transpose": "transposed convolution",
    "resize_conv": "resize, then convolution",
}
"""Names of ways to enlarge whose names in code do not say it well."""

SEEN = {
    (-1, -1): "above left of", (-1, 0): "above", (-1, 1): "above right of", (0, -1): "left of", (0, 1): "right of",
    (1, -1): "below left of", (1, 0): "below", (1, 1): "below right of", (-1,): "left of", (1,): "right of",
}  # fmt: skip
"""Where a cell is as another sees it, by the signs of rows and columns."""
AT = {
    (-1, -1): "top left", (-1, 0): "top middle", (-1, 1): "top right",
    (0, -1): "middle left", (0, 0): "middle", (0, 1): "middle right",
    (1, -1): "bottom left", (1, 0): "bottom middle", (1, 1): "bottom right",
    (-1,): "left", (0,): "middle", (1,): "right",
}  # fmt: skip
"""Where a weight is in a kernel, by the signs of rows and columns, or of the places of a single row."""


def _at(where: tuple[int, ...]) -> str:
    """Where a cell is, such as "at the top left"."""
    return f"at the {AT[where]}" if any(where) else "in the middle"


TEXTS: Mapping[str, Text] = {
    # What colours mean.
    "legend_this_step": "this step",
    "legend_example": "the example",
    "legend_products": "products with the kernel",
    "legend_finished": "finished",
    "legend_growing": "may still grow",
    "legend_padding": "padding",
    "legend_gradient": "gradient of the loss at the output",
    "legend_border": "border of zeros",
    "legend_zero": "inserted zero",
    "legend_empty": "nothing is added here",
    "legend_blank": "to be filled in",
    "fill_in_output": "fill in the output",
    "fill_in_input": "fill in the input",
    "fill_in_kernel": "fill in the kernel",
    "legend_extra": "from output_padding",
    "legend_larger": "the largest number",
    "legend_cropped": "cropped by padding",
    # Where we are.
    "set_up": "set-up",
    "crop": "crop",
    "done": "done",
    "step_of": "step {step} of {count}",
    "step_of_channel": "step {step} of {count}, channel {channel}",
    "stamp_of": "stamp {stamp} of {count}",
    "cell_of": "cell {cell} of {count}",
    "row_of": "row {row} of {count}",
    "side_by_side": "side by side",
    "stage_progress": "{op}, {progress}",
    "recipe_progress": "{recipe_step}, {progress}",
    # What joins other words.
    "list": lambda items: listed(items),
    "clauses": lambda items: listed(items, "; "),
    "and": "{first} and {second}",
    "labelled": "{label}: {words}",
    "sentence": lambda words: _sentence(words),
    "own_progress": "{progress}, {words}",
    "rows": "rows: {words}",
    "columns": "columns: {words}",
    "of_rows": "{words} (rows)",
    "of_columns": "{words} (columns)",
    "rounded": "{words} (rounded)",
    # Sums.
    "plus": "{left} + {right}",
    "minus": "{left} − {right}",
    "approximately": "{left} {result}",
    "plus_bias": "{left} + bias {bias}",
    "of_other_channels": lambda amount, count: f"{amount} of {_count(count, 'other')}",
    "sum_of_cell": "output[{cell}] = {sum}",
    "sum_of_layer_cell": "layer {number}[{cell}] = {sum}",
    "output_channel_sums": "output[{channel}]: {sums}",
    "sums": lambda items, shown: listed(items[:shown]),
    # A step in words.
    "told": lambda progress, words: (capital(say(progress, LANGUAGE)), ": ", words, "."),
    "told_together": lambda items: said_together(items, "; ", " ", LANGUAGE),
    "told_with_sums": "{words} ({sums})",
    "numbers_are": lambda title, further, rows: (
        title,
        *((", ", further) if further else ()),
        ": ",
        ", ".join(f"[{row}]" for row in rows),
    ),
    "cell_is": "[{cell}] = {value}",
    "more_cells": lambda count: f"{_count(count, 'more cell')}",
    # Calls and formulas.
    "compared": "{ops} compared",
    "size_in_letters": lambda letters: spelled(letters, NAMES_OF_SIZES),
    "rounds": lambda brackets: ROUNDING[brackets],
    "calls_in_turn": lambda calls: listed(calls, ", then "),
    "at_the_end": "{start}, at the end {end}",
    "without_last_window": "{words}, without the last window, which starts beyond the input",
    "weight": "weight {value}",
    "weights": "weights {value}",
    "triangle_kernel": "the triangle kernel",
    "cubic_kernel": "the cubic kernel",
    "single_one": "a single 1 in each kernel",
    "reordered_weights": "the same weights in another order",
    "blurred_kernel": "the kernel blurred over each cell's copies",
    "equal_convolution": "{call} with {weights}",
    "with_repeated_border": "{equal}, once the input's border is repeated",
    "in_disguise": "the same as {equal}",
    "parameters_and_sizes": "input {input} · {parameters} → output {output}",
    "dots": lambda items: listed(items, " · "),
    "kernel_of_size": "kernel {size}",
    "without_padding": "no padding",
    "channels_from_to": lambda inputs, outputs: f"{inputs} input and {_count(outputs, 'output channel')}",
    "call_and_sizes": "{call} · input {input} → output {output}",
    # The title of the page.
    "title_of": lambda op: OP_TITLES.get(op, capital(op.replace("_", " "))),
    "title_in_turn": lambda ops: (ops[0], *(part for op in ops[1:] for part in (", then ", _lower(op)))),
    "title_equal": lambda op, other: (op, " = ", _lower(other)),
    "title_pair": lambda op, other: (op, " and ", _lower(other)),
    "by_window_title": "{op} by inserted zeros",
    "with_channels_title": "{op} with channels",
    "in_groups_title": "{op} in groups",
    "depthwise_title": lambda op: ("Depthwise ", _lower(op)),
    "by_both_ways_title": "{op}, both ways",
    "by_recipe_title": "{op} in four steps",
    "as_matrix_title": "{op} as a matrix",
    "as_connections_title": "{op}: what is connected",
    "as_stamp_counts_title": "{op}: overlapping stamps",
    "as_pixels_title": "{op} of an image",
    # Titles and headings.
    "input": "input{index} {size}",
    "output": "output{index} {size}",
    "kernel": "kernel {size}",
    "kernel_of": "kernel[{index}]",
    "kernel_between": "input {input} → output {output}",
    "kernel_of_channels": "kernel {input} → {output}",
    "products_empty": "products",
    "stamp_empty": "stamp",
    "scaled_kernel": "{value} × kernel",
    "sum_of_stamps": lambda count: f"the sum of {_count(count, 'stamp')}",
    "sum_of_window": "window {number}: Σ = {result}",
    "every_stamp_title": "{op}: every stamp and their sum",
    "every_window_title": "{op}: every window and its products",
    "stamps_in_place": "each number of the input scales the kernel; the stamps lie where they are added, and add up",
    "windows_in_place": "each window is multiplied by the kernel cell by cell; its products add up to an output number",
    "window_times_kernel": "window × kernel",
    "input_times_kernel": "input[{input}] × {kernel}",
    "plus_more": "+ {words}",
    "value_times_kernel": "{value} × {kernel}",
    "adds_up_to": "adds up to {result}",
    "from_channels": lambda channels: ("from ", "input " if len(channels) == 1 else "inputs ", *listed(channels)),
    "channels_added": lambda count: f"sum of {_count(count, 'more channel')}",
    "stamps": "stamps",
    "stamps_counted": "stamps",
    "stamps_of_channels": "stamps of {count} channels",
    "stamps_per_cell": "output {size}: number of stamps on each cell",
    "placements": "column values",
    "channels_drawn_here": "{drawn} of {count} channels drawn",
    "input_channels": lambda size, drawn, count: (
        f"input {size}, {f'{drawn} of ' if drawn < count else ''}{count} channels"
    ),
    "input_channel": "input[{channel}]",
    "padded_to": "padding adds a border: {size}",
    "cropped_to": "cropped to {size}",
    "before_cropping": "{size} before cropping",
    "border_is_cropped": "the border is cropped",
    "zeros_inserted": "with zeros {size}",
    "with_border": "with border {size}",
    "cropped": "cropped: {size}",
    "bordered_and_cropped": "bordered and cropped: {size}",
    "two_sizes": "{first}; {second}",
    "flipped": "turned by 180°",
    "turning": "turning",
    "column_as_plane": lambda size, framed: f"one column{': the dashed ' if framed else ', as '}{size}",
    "row_as_plane": lambda size, framed: f"one row{': the dashed ' if framed else ', as '}{size}",
    "weights_folded_back": "the weight of each input cell, also where padding repeats it",
    "kernel_in_its_place": "the kernel in its place",
    "kernel_in_each_row": "each row: the kernel, moved by stride {stride}",
    "kernel_in_each_column": "each column: the kernel, moved by stride {stride}",
    "row_of_each_cell": "a row for each output cell",
    "column_of_each_cell": "a column for each input cell",
    "input_row_by_row": "input, row by row",
    "output_row_by_row": "output, row by row",
    "input_as_column": "input, as a column",
    "output_as_column": "output, as a column",
    "overlap_add": "overlap-add: stamps are added up",
    "convolution": "convolution",
    "transposed_convolution": "transposed convolution",
    "conv": "conv",
    "transposed": "transposed",
    "kernel_and_stride": "kernel {kernel}, stride {stride}",
    "kernel_stride_and_dilation": "kernel {kernel}, stride {stride}, dilation {dilation}",
    "even_parameters": "{parameters}: even",
    "uneven_parameters": "{parameters}: uneven",
    # Sliding window.
    "window_moves": lambda counts: (
        f"the window moves by {_steps(counts)}: one output number at each place. The kernel is not turned"
    ),
    "kernel_slides": "the window slides over the input: one output number at each place. The kernel is not turned",
    "products_are_added": "multiply window and kernel cell by cell, and add the products",
    "products_sum_to": "multiply window and kernel cell by cell: the products add up to {result}",
    "products_and_bias_are_added": (
        "multiply window and kernel cell by cell: the products and the bias add up to {result}"
    ),
    "products_among_zeros": "multiply window and kernel cell by cell: zeros add nothing, the rest adds up to {result}",
    "products_among_zeros_and_bias": (
        "multiply window and kernel cell by cell: zeros add nothing, the rest and the bias add up to {result}"
    ),
    "window_of_zeros": "the window holds only zeros, so the result is {result}",
    "window_of_zeros_and_bias": "the window holds only zeros, so the result is the bias, {result}",
    "windows_are_added": "output[{channel}]: multiply each input's window by its own kernel, and add all products",
    "windows_and_bias_are_added": (
        "output[{channel}]: multiply each input's window by its own kernel, and add all products and the bias"
    ),
    "output_is": "the output is {size}",
    "each_is_such_a_sum": "{words}: each cell is such a sum, and the marked one is an example",
    "output_has_cells": lambda count: f"the output has {_count(count, 'cell')}",
    "never_read": lambda counts: f"the last {_axes(counts)} {'are' if sum(counts) > 1 else 'is'} never read",
    "never_read_of_padded": lambda counts: (
        f"the last {_axes(counts)} of the padded input {'are' if sum(counts) > 1 else 'is'} never read"
    ),
    "kernel_index_of_conv": lambda groups: (
        f"kernel[output channel, input channel{' within its group' if groups else ''}], counted from 0"
    ),
    "kernel_index_of_conv_transpose": lambda groups: (
        f"kernel[input channel, output channel{' within its group' if groups else ''}], counted from 0"
    ),
    # Overlap-add.
    "cells_stamp": "each input cell scales the kernel, and this stamp is added to the output",
    "stamp_moves": lambda counts: f"each input cell scales the kernel to a stamp; stamps lie {_steps(counts)} apart",
    "kernel_is_added": "the {value} scales the kernel; stamps that overlap add up",
    "channels_stamp": lambda each, added, groups: (
        f"each input {'cell' if added == groups == 1 else 'channel'} scales its own ",
        "kernel; " if each == 1 else f"{each} kernels, one for each output{' of its group' if groups > 1 else ''}; ",
        ("each output adds up the stamps beside it" if each * groups > 1 else f"the output adds up {added} stamps")
        if added > 1
        else f"{'its' if each == 1 else 'each'} stamp is added to its own output",
    ),
    "stamps_are_added": lambda values, channels, each, added, outputs, to: (
        _of_inputs(values, channels),
        f", each × its own {'kernel' if each == 1 else f'{each} kernels'}: "
        if len(values) > 1
        else f" × {'its kernel' if each == 1 else f'each of its {each} kernels'}: ",
        _where_stamps_go(len(values), added, outputs, to),
    ),
    "more_channels_are_added": lambda count: f"{_count(count, 'more channel')} {'are' if count > 1 else 'is'} added",
    "outside_of_output": "{words}, outside of the output",
    "sums_written": "the stamp is added to what was there",
    "sums_so_far_written": "the stamp is added to the sums so far",
    "whole_stamp_cropped": "all of input[{cell}]'s stamp falls into the border that padding crops",
    "starts_at_bias": "the output starts at the bias {bias}",
    "starts_at_biases": lambda biases: (
        "every output cell starts at its channel's bias: ",
        *listed(biases),
    ),
    "from_output_padding": lambda counts: (
        f"the last {_axes(counts)} {'come' if sum(counts) > 1 else 'comes'} from output_padding"
    ),
    "cells_cut_off": _cut_off,
    "border_cut_off": "padding crops the border",
    "padding_cuts": "padding {padding} crops the border, {whole} → {size}; in a convolution it adds zeros",
    "padding_in_both": "padding {padding} crops the border of the stamps, {whole} → {size}; "
    "from the window's input it took zeros",
    "padding_cuts_and_keeps": "padding {padding} cuts, output_padding {output_padding} keeps the end",
    "no_overlap": "no {what} overlap",
    "cells_sum": lambda what, counts: ("each cell adds up ", *_either(counts), " ", what),
    "cells_sum_from_to": "each cell adds up {least} to {most} {what}",
    "some_received_none": "some cells received none",
    "stamps_meet": "{cell} gets {count} stamps, one from each marked input cell",
    "cells_meet": "{cell} reads {count} input cells, those that are marked",
    "channels_fill_block": "no padding, numbers only move: a {size} block takes the cells at the same place in {count} "
    "channels",
    "block_fills_channels": "numbers only move, without padding: the cells of each {size} block go to {count} channels",
    "channels_come_from": "used for upsampling, after a convolution that computes the {count} channels",
    "meet_in_marked": lambda words, count: (words, f", here {count}" if count > 1 else ""),
    # Gradients.
    "as_im2col": "as a matrix product of columns",
    "as_im2col_title": "{op} as columns: im2col",
    "as_col2im_title": "{op} as columns: col2im",
    "patches_as_columns": "patches as columns {size}",
    "kernel_as_row": "kernel as a row {size}",
    "kernel_as_column": "kernel as a column {size}",
    "input_as_row": "input as a row {size}",
    "output_as_row": "output as a row",
    "columns_to_fold": "columns {size}",
    "patches_become_columns": "each patch of the input becomes a column, row by row; each kernel becomes a row",
    "patch_becomes_column": "the patch under the window becomes column {column}",
    "row_times_column": "the kernel's row times column {column} gives one output number",
    "row_is_folded": "the row is folded back: the output is {size}",
    "columns_are_folded": "the kernel's column times each number of the input gives a column, "
    "which is folded back and added",
    "column_times_number": "{values} × the kernel's column gives column {column}",
    "column_is_added": "column {column} is folded back into its window and added",
    "by_padding_first": "with its padding as a step of its own",
    "by_padding_title": "{op}: padding, then the window",
    "pad_rows": "1. pad above and below",
    "pad_columns": "1. pad left and right",
    "pad_cells": "1. pad both ends",
    "pad_none": "1. padding 0",
    "no_padding": "nothing is added",
    "pad_cuts": "1. cut what negative padding cuts off",
    "pad_slides": "2. slide the window by stride {stride}",
    "pad_places": "places of the window",
    "pad_grows": "{how}: {size}",
    "pad_with_zeros": "zeros grow around the input",
    "pad_by_reflecting": "the border mirrors the cells behind the edge",
    "pad_by_replicating": "the border repeats the cells at the edge",
    "pad_from_other_side": "the border repeats the cells of the other side",
    "as_gradients_title": "{op}: the gradient flows back",
    "loss_gradient": "g{index} = dL/dy{index} {size}",
    "gradient_of_input": "dL/dx{index} {size}",
    "gradient_of_kernel": "dL/dw{index} {size}",
    "gradient_of_bias": "dL/db{index}",
    "gradient_forward": "forward",
    "gradient_by_input": "dL/dx = transposed convolution of g with the kernel",
    "gradient_by_input_back": "dL/dx = convolution of g with the kernel",
    "gradient_by_kernel": "dL/dw = correlation of x with g",
    "gradient_by_kernel_back": "dL/dw = correlation of g with x",
    "gradient_by_bias": "dL/db = sum of g",
    "same_kernel": "the same kernel",
    "gradient_opening": "first forward, from the input x to the output y",
    "gradient_goes_forward": "forward goes to the right: the loss L depends on y",
    "gradient_x_is_conv_transpose": "back to the left: each number of g scales the kernel; "
    "its stamp lands where its window was",
    "gradient_x_is_conv": "back to the left: the window slides over g and reads what each input cell was added to",
    "gradient_w_is_correlation": "slide g over the input x, as a window: multiply cell by cell, and add the products",
    "gradient_w_exchanged": "slide the input x over g, as a window: multiply cell by cell, and add the products",
    "gradient_w_products": "multiply input and g cell by cell, and add the products",
    "gradient_channel_sums": "dL/dx[{channel}]: {sums}",
    "gradient_sum_of_cell": "dL/dx[{cell}] = {sum}",
    "gradient_w_of_others": "the gradients of the other kernels come about in the same way",
    "gradient_b_is_sum": "the bias is added to each output cell, so its gradient is the sum of g",
    "gradient_b_adds": lambda totals: ("the numbers of g add up to ", *listed(totals)),
    "backward_of_conv": "the backward pass of a convolution is a transposed convolution with the same kernel",
    "backward_of_conv_transpose": "the backward pass of a transposed convolution is a convolution with the same kernel",
    # Zero insertion and the recipe of four steps.
    "border_in_words": "p′ is the width of the border of zeros: more padding makes it narrower",
    "zeros_between": lambda stride: f"stride {stride}: {_count(stride - 1, 'zero')} between input cells",
    "zeros_between_by_axis": "stride: zeros between input cells",
    "window_moves_on": "{words}; the window itself moves by 1",
    "border_of_zeros": lambda without, padding, dilation, whole, size: (
        f"border of zeros: {'kernel − 1' if dilation == 1 else 'dilation × (kernel − 1)'} = {_count(without, 'ring')} ",
        f"would give output {whole}; padding {padding} takes {padding} away: {size}"
        if padding
        else f"for output {size}",
    ),
    "border_around": lambda rings, dilation: (
        "around them ",
        f"{'kernel − 1' if dilation == 1 else 'dilation × (kernel − 1)'} = {_count(rings, 'ring')} of zeros"
        if rings
        else "a border of zeros",
        ": just the corner of the first window is on the input",
    ),
    "zeros_come": lambda between, around: (
        "a transposed convolution is a convolution with zeros ",
        " and ".join(["between"] * between + ["around"] * around),
        " the input cells",
    ),
    "insert_zeros": "insert zeros",
    "add_border": "add a border of zeros",
    "crop_negative_border": "crop, as p′ is negative",
    "flip_kernel": "turn the kernel by 180°",
    "use_stride_1": "move the window by 1",
    "by_fractions": "by windows on the input as it is, 1/stride of a cell apart",
    "by_fractions_title": "{op}: a fractional stride",
    "window_moves_by": lambda strides: (
        "from output cell to output cell the window moves by ",
        _part_of_cell(strides[0])
        if len(set(strides)) == 1
        else f"{_part_of_cell(strides[0])} down, {_part_of_cell(strides[1])} to the right",
    ),
    "middles_count": "a weight counts where it meets the middle of a cell; the others would meet inserted zeros",
    "window_at": lambda cell, middle, count, of: (
        f"output[{cell}]: the window's middle is at [{middle}] of the input; "
        f"{count} of {_count(of, 'weight')} {'meets' if count == 1 else 'meet'} the middle of a cell"
    ),
    "same_as_with_zeros": "the same output as with zeros between the cells",
    "recipe_given": "the input and the kernel as they are given",
    "recipe_1": "1. compute z and p′",
    "recipe_1_numbers": "{z}, and p′ as in the formula above",
    "recipe_2_rows": "2. insert z rows of zeros",
    "recipe_2_columns": "2. insert z columns of zeros",
    "recipe_2_cells": "2. insert z zeros between the cells",
    "recipe_2_none": "2. {z}",
    "recipe_2_no_neighbours": "2. insert z zeros",
    "no_zeros": "no zeros to insert",
    "no_neighbours": "none, for lack of neighbours to insert them between",
    "recipe_3": "3. add the border of zeros",
    "recipe_3_crop": "3. crop, as p′ is negative",
    "recipe_3_none": "3. {border}",
    "size_now": "now {size}",
    "where_positive": "where it is positive",
    "size_left": "{size} is left",
    "no_border": "no border to add",
    "recipe_4": "4. flip the kernel",
    "recipe_4_window": "4. convolve with stride 1",
    "turns": "it turns by 180°",
    "reversed": "it is reversed",
    "single_cell_stays": "a single cell stays as it is",
    # Both ways side by side.
    "two_ways": "two ways to the same numbers: stamps that add up, and a window over zeros",
    "border_of_stamps": "padding will crop the hatched border of the stamps",
    "stamp_then_windows": "in each step a stamp is added; then the window computes the cells that are now finished",
    "adds_by_stamp": lambda value, weight, where: (
        f"a transposed convolution adds {value} × kernel here: ",
        f"its {AT[where]}, {value} × {weight}, to the marked cell",
    ),
    "seen_in_window": lambda value, where: (
        f"in the window of that output cell, the {value} is at the {AT[opposite(where)]}: ",
        "so the kernel is turned by 180°",
    ),
    "same_output": "both ways give the same output",
    "zeros_left_out": lambda rings, padding, whole, size: (
        f"padding {padding} takes {padding} of the {_count(rings, 'ring')} away"
        if rings
        else "padding takes the crossed-out zeros away",
        f", so the output is {size}, not {whole}",
    ),
    "zeros_crossed_out": lambda rings, padding: (
        "for the window, it takes the crossed-out zeros away",
        f": {padding} of the {_count(rings, 'ring')} around" if rings else "",
    ),
    "turned_to_look_back": "a stamp goes out from an input cell, a window looks back at it: so the kernel is turned by "
    "180°",
    "window_looks_back": "a transposed convolution goes from the input to the output, the window looks back from "
    "there: so the kernel is turned by 180°",
    "same_products": "both ways give the same output, here the sum of the same {count} products",
    "has_all_stamps": lambda cell: (
        f"output[{cell}]" if cell else "the marked cell",
        " is finished, as no later stamp reaches it",
    ),
    "no_stamp_reaches": "no stamp reaches output[{cell}]",
    "input_of_window": lambda between, rings, dilation: (
        *(("; ".join(map(say, between)), "; ") if between else ()),
        "around ",
        "them " if between else "the input ",
        f"{'kernel − 1' if dilation == 1 else 'dilation × (kernel − 1)'} = {_count(rings, 'ring')} of zeros"
        if rings
        else "a border of zeros",
    ),
    "of_overlap_add": "overlap-add – {words}",
    "of_zero_insertion": "zero insertion – {words}",
    "window_sums_to": "{cell}; the window over zeros gives {result}, too",
    # A matrix.
    "so_many_ways": "{count} ways to compute the same numbers",
    "all_ways_give_the_same": "all {count} ways give the same output",
    "reading_of_stamp": "the stamp of {cell} is its number times a column of Cᵀ, and the column that is folded back",
    "reading_of_window": "the window of {cell} is a column of patches, and its weights are a row of C",
    "heading_window": "sliding window",
    "heading_matrix_of_stamps": "matrix Cᵀ {size}: a column for each stamp",
    "heading_matrix_of_windows": "matrix C {size}: a row for each window",
    "heading_col2im": "columns, which are folded back: col2im",
    "heading_im2col": "patches as columns: im2col",
    "by_all_ways": "in all readings, side by side",
    "by_all_ways_title": "{op}: all readings",
    "matrix_is_multiplied": "the matrix times x, the input as one column, is y, the output: {product}",
    "column_of_c": "{value} × column {column} of C goes to y: the weights of this input cell",
    "over_divisor": "each number over {divisor}",
    "columns_add_up": "in {product}, each number of x scales its own column, and the columns are added up",
    "matrix_of_convolution": "of the convolution {output} → {input}: a row for each window",
    "matrix_is_sought": "a matrix times x, the input, gives y, the output: which matrix?",
    "first_window": lambda before, after, border: (
        f"the convolution {before} → {after} goes the other way: ",
        f"the {'dashed' if border else 'covered'} {before}, row by row, is row 1 of C",
    ),
    "border_of_convolution": "the hatched border is the convolution's padding: weights on it are not in C",
    "each_window": "each place of the kernel is a row: C times a {before} image, row by row, is that convolution",
    "rows_become_columns": "transposed, C becomes Cᵀ: its rows become columns; row {number} is now column {number}",
    "first_row_placed": lambda count, border: (
        f"for the first output cell, the {'kernel is' if count == 1 else 'kernels are'} here"
        f"{'; the hatched border is padding' if border else ''}"
    ),
    "first_row": "read row by row, this is row 1 of {matrix}",
    "window_of_convolution": "a window of the convolution",
    "each_row": "each output cell has such a row: together they are {matrix}",
    "row_times_x_is": lambda matrix, result, count, bias, by_row: (
        "" if by_row else "now along a row: ",
        f"the marked row of {matrix} times x is ",
        result,
        f", {'the sum of ' if count > 1 or bias else ''}{_count(count, 'product')}{' and the bias' if bias else ''}",
    ),
    "is_row_times_x": "{words}; in the equation, row {row} of {matrix} times x is number {row} of y",
    "row_of_matrix": "row {row} of C, the kernel at the place of this window, times x is number {row} of y",
    "column_of_matrix": "the {value} in x scales its column of Cᵀ, and the result is added to y",
    "row_of_c": "row {row} of C, the weights of this output cell, times x is number {row} of y",
    "matrix_x_above": "each number of x stands above its column",
    "border_is_not_in_y": "the convolution's padding is cropped here: it is no part of y",
    "matrix_zeros": lambda written: (
        "empty cells of the matrix are 0: the kernel is not there"
        f"{'; a 0 that is written is a weight' if written else ''}"
    ),
    # Connections.
    "input_cell": "input[{cell}]",
    "output_cell": "output[{cell}]",
    "input_cell_of_channels": "input cell [{cell}]",
    "output_cell_of_channels": "output cell [{cell}]",
    "cell_by_value": "the {value}",
    "marked_input_cell": "the marked input cell",
    "marked_output_cell": "the marked output cell",
    "input_cells": lambda count: _count(count, "input cell"),
    "output_cells": lambda count: _count(count, "output cell"),
    "of_each_channel": "{cells} of each channel",
    "of_each_channel_of_group": "{cells} of each channel of its group",
    "other_way": "seen from the output, {words}",
    "sums_of_products": "sums of products",
    "cell_index": _cell_index,
    "pair_of_stamp": lambda words, value, where, product: (
        words,
        f"{'; that' if words else 'the stamp'} of the {value} adds {f'its {AT[where]}: ' if where else ''}{product}",
    ),
    "pair_in_stamp": lambda value, where: (
        f"in the stamp of the {value}, the marked cell is {_at(where)}: it gets {value} × the {AT[where]} weight"
    ),
    "pair_in_window": lambda value, where: (
        f"in the window, the {value} is {_at(opposite(where))}: so is this weight in the turned kernel"
    ),
    "one_of_each_stamp": lambda count, cells: (
        f"{'the' if cells == 1 else 'each'} marked cell is the sum of {count} products, "
        "one of each stamp that lies on it"
    ),
    "products_of_marked": lambda count, cells: (
        f"{'the' if cells == 1 else 'each'} marked cell is the sum of {count} products, written at their weights"
    ),
    "pairs_of_stamps": lambda where: f"the framed stamps add their {AT[where] if where else 'marked'} numbers there",
    "weight_met_by_input": lambda value, weight, where: (
        f"in a transposed convolution the {value} adds {value} × kernel to the output: ",
        f"the marked cell gets {value} × the {AT[where]} weight, {weight}",
    ),
    "seen_from_output": lambda value, where: (
        f"seen from that cell, the {value} is at the {AT[opposite(where)]}: ",
        "so the kernel turns by 180°",
    ),
    "weight_met_by_output": lambda output, cell, weight, where: (
        f"output[{output}] {SEEN[opposite(where)]} input[{cell}] ",
        f"reads it with the kernel's {AT[where]} weight, {weight}",
    ),
    "lies_as_input": lambda value, weight, where: (
        f"turned by 180°, the kernel has that {weight} at the {AT[opposite(where)]}, as the window has the {value}"
    ),
    "lies_as_output": lambda weight, where: (
        "turned by 180°, each weight lies where its output cell lies: ",
        f"the {weight} at the {AT[opposite(where)]}",
    ),
    "kernel_as_given": "kernel as it is",
    "kernel_turns": "kernel turned",
    "connected_and_padding": "{cell} reads {cells} and {outside} of padding",
    "connected_and_cropped": "{cell} reaches {cells}; padding crops {outside} of them",
    "part_of_marked": "to the marked {total}, the {value} gives {product}",
    "marked_is": "the marked cell is {product}",
    "cells_are_weighed": lambda words, count: (
        words,
        ", times its weight in the kernel" if count == 1 else ": each × its weight, added up",
    ),
    "reads_nothing": "{cell} reads no input cell, {outside} of padding",
    "reaches_nothing": "{cell} reaches no output cell, {outside} that padding crops",
    "which_of_input": "the finished output is taken apart: which cells does each input cell reach, and what does "
    "it give them?",
    "which_of_output": "the finished output is taken apart: which input cells does each of its cells read?",
    "of_its_channel": "{cells} of its channel",
    "input_cell_connected": "{cell} reaches {cells}",
    "output_cell_connected": "{cell} reads {cells}",
    "input_cell_alone": "{cell} reaches no output cell",
    "output_cell_alone": "{cell} reads no input cell",
    "each_of_input": lambda least, most: _each("input cell reaches", least, most, "output cell"),
    "each_of_output": lambda least, most: _each("output cell reads", least, most, "input cell"),
    "of_marked_cells": lambda way, cells: (way, ": ", *listed(cells)),
    "read_together": lambda count: (
        f"{_count(count, 'input cell') if count else 'no input cell'} {'are' if count > 1 else 'is'} "
        "read by more than one of them"
    ),
    "reached_together": lambda count: (
        f"{_count(count, 'output cell') if count else 'no output cell'} {'are' if count > 1 else 'is'} "
        "reached by more than one of them"
    ),
    "at_these_values": "for these values; other values connect other cells",
    "cells_are_added": "each input cell is added, by its weights, to the cells that it reaches",
    "weights_are_added": "{value} × its weights is added",
    "weights_of_channel_are_added": "{value} × its weights of channel {channel} is added",
    # Ways to enlarge.
    "cells_stay_zero": "{count} of {of} cells stay 0",
    "are_means": lambda least, most: f"means of {_range(least, most)} values",
    "are_copies": lambda least, most: (
        "each value moves to one cell" if most == 1 else f"each value is copied {_range(least, most)} times"
    ),
    "are_uneven_sums": lambda counts: ("adds ", *_several(counts, "product")),
    "are_even_sums": lambda count, edges: f"adds {_count(count, 'product')}{', fewer at edges' if edges else ''}",
    "are_sums": lambda least, most: f"sums of {_range(least, most)} products",
    # Overlap.
    "title_of_layers": lambda count: f"{_count(count, 'layer')} in turn",
    "how_many_ways": "how many ways lead from the input to each cell?",
    "ways_to_each": lambda layer, least, most, where: (
        f"layer {layer}: {_range(least, most)} ways lead to each cell ",
        where,
    ),
    "gaps_between": "gaps",
    "even_counts": "even: 1",
    "uneven_by": "uneven: {ratio}",
    "ways_with_gaps": "no way leads to some cells: gaps",
    "ways_even": "far from the edges all cells get equally many",
    "ways_uneven": "far from the edges some cells get {ratio} times as many as others",
    "uneven_in_turn": "unevenness after each layer, the most ways divided by the least, far from the edges: {ratios}",
    "ends_even": "the output is even far from its edges",
    "grows_with_layers": "the checkerboard grows with the layers",
    "how_many_input_cells": "how many input cells reach each output cell",
    "most_input_cells": lambda count: f"now up to {_count(count, 'input cell')} for an output cell",
    "input_cells_counted": "input cells",
    "even_inside": lambda count: f"even inside: {_count(count, 'input cell')} for each",
    "how_many_stamps": "each input cell lays a stamp on the output: the kernel times its number",
    "only_stamps_counted": "here only stamps are counted: +1 on each cell, whatever the numbers are",
    "numbers_left_out": "numbers left out",
    "one_more_stamp": "the stamp of the marked input cell lands here: +1 on each cell that it covers",
    "stamps_on_cell": "stamps on the marked cell: {sum}",
    "axis_by_axis": "axis by axis",
    "along_axes": "top: input columns that reach each output column; left: input rows that reach each row",
    "counts_multiply": "a cell's count is their product: one stamp from each marked input cell",
    "equal_weights": "the kernel's weights are all alike",
    "even_because": "even, so no checkerboard: stride {stride} divides kernel {kernel}",
    "some_get_more": "{words}; cells with more stamps stand out",
    "gaps_stay_empty": "{words}, so no stamp reaches some cells",
    "each_cell_gets": lambda count: f"each cell gets {_count(count, 'stamp')}",
    "inner_cells_get": lambda count: f"far from the edges each cell gets {_count(count, 'stamp')}",
    "even_if_larger": lambda count: (
        f"even in the middle of a larger output, where each cell would get {_count(count, 'stamp')}"
    ),
    "only_edges": "this one has only edges",
    "uneven_if_larger": "uneven in a larger output: {reasons}",
    "too_small_to_show": "this one is too small to show it",
    "uneven_because": "{what}: {reasons}",
    "gaps": "gaps",
    "unevenness": "uneven counts",
    "stripes": "stripes",
    "checkerboard": "checkerboard",
    "stride_is_larger": "stride {stride} is larger than kernel {kernel}",
    "stride_does_not_divide": "kernel {kernel} is not a multiple of stride {stride}",
    "so_many_along_axis": "{reason}, so {least} or {most} stamps overlap along an axis",
    "shared_factor": "stride {stride} and dilation {dilation} share a factor",
    "two_reasons": "{first}, and {second}",
    "even_with": _ways,
    "with_output": "{parameters}, output {size}:",
    "even_inner_cells": lambda count, edges: f"{count} on each{' inner' * edges} cell",
    "as_drawn": "{words} (small picture)",
    "kernel_value": "kernel {number}",
    "stride_value": "stride {number}",
    "dilation_value": "dilation {number}",
    "with_change": "{first} with {second}",
    # Why a view does not draw an operation.
    "several_side_by_side": "it is several operations side by side",
    "not_side_by_side": "it is not several operations side by side",
    "made_of_stages": "it is made of several operations",
    "not_made_of_stages": "it is not made of several operations",
    "has_no_kernel": "it has no kernel",
    "has_a_kernel": "it has a kernel",
    "reads_no_windows": "no step of it reads a window",
    "writes_no_windows": "each step of it writes one cell, not a window of cells",
    "goes_column_by_column": "it goes column by column",
    "not_linear": "it is not linear, as which cells count depends on their values",
    "reaches_one_cell": "each input cell reaches at most one output cell",
    "works_on_rows": "it works on rows, not on planes",
    # Upsampling, pooling and chains.
    "reads_and_writes": "each step shows which input cells make which output cells",
    "output_is_with_zeros": "the output is {size}, zeros where nothing is written",
    "largest_is": "the largest of {count} is {result}",
    "goes_to_cell": "{result}\u00a0goes\u00a0to\u00a0[{cell}]",
    "goes_to_cell_of_channel": "{result} goes to [{cell}] of output channel {channel}",
    "goes_to_cells": "{result} goes to {count} cells",
    "weighted_cells": "{count} cells by their weights: {result}",
    "mean_is": "the mean of {count} cells is {result}",
    "window_ends": "start {start}, end before {end}",
    "windows_differ": "{output} does not divide {input}, so windows differ in size and share cells",
    "windows_share": "{output} does not divide {input}, so windows share cells",
    "not_included": "{words} (not included)",
    "patches_are_columns": "each patch under the window becomes a column of the matrix, row by row",
    "columns_are_added": "each column is laid back into its window; where windows overlap, the numbers add up",
    "columns_laid": "columns",
    "sum_divided_is": "the sum of {count} cells, divided by {divisor}, is {result}",
    "mean_with_padding_is": "the mean of {count} cells and {padding} of padding is {result}",
    "places_remembered": "the maxima's places are remembered",
    "to_remembered_place": "{words}, where the maximum of window {window} was",
    # A comparison.
    "ways_from_to": lambda count, start, end: f"{_count(count, 'way')} from {start} to {end}",
    "one_input": "each way makes {size} of the same input",
    "weights_are_ones": "the weights of convolutions are 1",
    "way_copies": "{way}: {how}; this cell is a copy of the {value}",
    "way_stays_zero": "{way}: {how}; this cell stays 0",
    "way_weighs": "{way}: the nearer a value to the dot, where this cell lies, the more it weighs; together {total}",
    "way_weighs_pairs": lambda way, near, far, axes: (
        way,
        f": {'along each axis ' if axes > 1 else ''}this cell, the dot, is {far}/{near + far} cell from the nearer ",
        f"value and {near}/{near + far} from the farther: they weigh {near} and {far} of {near + far}",
    ),
    "way_weighs_at_edge": lambda way, near, far: (
        way,
        ": beyond the edge are no values, so the last one weighs ",
        f"{near}\u00a0+\u00a0{far}\u00a0=\u00a0{near + far}" if near else "more",
    ),
    "way_divides": "{way}: each value times its weight; the sum is divided by {divisor}, the sum of the weights",
    "way_means": lambda way, how, count: (way, f": a mean of {_count(count, 'value')}; ", how),
    "way_meets": lambda way, count, copies: (
        way,
        f": the window meets {_count(count, 'copied value' if copies else 'value')}",
        "" if copies else "; the zeros add nothing",
    ),
    "adds_evenly": lambda way, count, edges: (
        way,
        f" adds {_count(count, 'product')}{', fewer at edges' if edges else ' in every cell'}: no checkerboard",
    ),
    "adds_unevenly": lambda way, counts, verdict: (
        way,
        ", with zeros between, adds ",
        *_several(counts, "product"),
        ": ",
        verdict,
    ),
    "with_padding": lambda padding: f"with padding {padding}" if padding else "with padding",
    "input_with_zeros": "input with zeros",
    "last_by_output_padding": lambda counts, size: f"last {_axes(counts, ', ')}: for output {size}",
    "each_is_copied": "each cell is copied {factor} times",
    "zeros_go_between": lambda strides: (
        f"stride {strides[0]} puts {_count(strides[0] - 1, 'zero')} between input cells"
        if len(set(strides)) == 1
        else "stride puts zeros between input cells"
    ),
    "border_goes_around": lambda padding, rings: (
        f"of {_count(padding + rings, 'ring')} of zeros around, padding takes {padding} away: {rings} "
        f"{'is' if rings == 1 else 'are'} left"
        if padding and rings
        else f"{_count(rings, 'ring')} of zeros {'goes' if rings == 1 else 'go'} around"
        if rings
        else f"here padding {padding} adds a border of zeros"
        if padding
        else "a border of zeros goes around"
    ),
    "extra_makes_size": lambda counts, size, without: (
        f"with the last {_axes(counts)} of zeros, the output_padding, the output is {size}, not {without}"
    ),
    "nothing_goes_around": "the window slides over the input as it is",
    "others_likewise": "the other cells are computed in the same way",
    "every_input_is_one": "every input is 1",
    "how_enlarged": lambda op: HOW_ENLARGED[op],
    "way_named": lambda op: WAYS.get(op, op.replace("_", " ")),
    "copy_of": "a copy of {value}",
    "from_other_cells": "{amount} from others",
    "way_is": "{way} – {verdict}",
    "blocky": "blocky",
    "smooth": "smooth",
    "with_checkerboard": "checkerboard",
    "without_checkerboard": "no checkerboard",
    "with_holes": "holes",
    "ones_show_it": "now every input is 1: an uneven output, such as the checkerboard, comes from the method",
    "ones_show_best": "is the uneven pattern due to the input or to the method? An input of ones shows it",
    "ones_are_even": "all equal",
    "ones_are_even_inside": "{count}, less only at edges",
    "ones_are_uneven": lambda counts: _either(counts),
    "stronger_is_larger": "the stronger the colour, the larger the number within its output",
    "copied_times": "input, each cell {factor} times",
    "weights_of_means": "weights",
    "for_each_cell": "new for each cell",
    "values_by_weights": "value · weight",
    "row_by_column": "row × column",
    "near_and_far": "near {near}, far {far}",
    "near_makes": lambda near, far: f"{near + far} = {near} + {far}",
    "divided_by": "÷\u00a0{divisor}",
    "divided_by_sum": "÷\u00a0their sum,\u00a0{divisor}",
    # A picture in grays.
    "row_by_row": "row by row, what the input completes",
    "clipped_colors": "{heading}: {count} of {total} pixels lie outside 0 to 255 and are clipped",
    "channel_of_color": lambda channel: ("red", "green", "blue")[channel],
    "black_and_white": "{heading}: black is {black}, white {white}",
    # A pair.
    "hues_of_channels": "each hue is a channel of the convolution, before and after the shuffle",
    "same_connections": "both connect the same cells",
    "shape_comes_back": "the {there}'s input is the {here}'s output: the size comes back, the values do not",
    "values_come_back": (
        "the {there}'s input is the {here}'s output: the size comes back, and here the values do, too"
    ),
    # Notes on what is drawn.
    "inputs_drawn": "drawn: {inputs} of {of_inputs} input channels",
    "outputs_drawn": "drawn: {outputs} of {of_outputs} output channels",
    "inputs_and_outputs_drawn": ("drawn: {inputs} of {of_inputs} input and {outputs} of {of_outputs} output channels"),
    "sums_over_all": "sums run over all",
    "sums_over_group": "each sum runs over its group",
    "small_number_from": "small number: the channel that a cell comes from",
    "small_number_to": "small number: the channel that a cell goes to",
    "small_number_of_window": "small number: the window of the pooling",
    "rounded_cells": "cells show rounded numbers",
    "shortened_sums": "Σ {count} is a sum of {count} terms",
    # Layers of other frameworks.
    "kernel_flipped_by_jax": (
        "JAX flips the kernel unless transpose_kernel=True: the stamp is the kernel turned by 180°"
    ),
    "crops_unlike_torch": lambda framework, lo, hi, axis: (
        f"{framework} crops {lo} at the start and {hi} at the end{_where(axis)}, which no PyTorch call gives"
    ),
    "same_size_in_torch": (
        "{crop}: padding {padding} with output_padding {output_padding} has the same size, its values are shifted by "
        "{shift}"
    ),
    "pads_differ": lambda framework, lo, hi, axis: (
        f"{framework} pads {lo} at the start and {hi} at the end{_where(axis)}"
    ),
    "argument_not_applied": "{argument} is not applied",
    "names_are": "{names}",
    "left_out_between": "left out between them: {names}",
    "counts_drawn": "nothing gives {names}, drawn as {counts}: use {option}",
    "read_as": "read as {framework}: for {other} use {option}",
    # What is said of a cell that is pointed at.
    "output_cell_is": "Output cell [{cell}]: {value}",
    "input_cell_reaches": lambda cell, value, count, weights: (
        f"Input cell [{cell}] is {value} and reaches {_count(count, 'output cell')}: {weights}"
    ),
    "input_cell_unread": "Input cell [{cell}] is {value}; nothing reads it",
    # The player.
    "player": "player",
    "play": "play",
    "pause_pictures": "pause the pictures",
    "play_pictures": "play the pictures",
    "pause": "pause",
    "step_back": "step back",
    "step_forward": "step forward",
    "step": "step",
    "speed": "speed",
    "transcript": "what is said",
    "point_at_cells": "point at a cell",
    "space_key": "space",
    "at_the_start": "start",
    "at_the_finish": "end",
    # What a picture is of.
    "about": "{call}: {input_size} to {output_size}, {formula}",
    # A summary.
    "columns_of": "columns {first} to {last} of {count}",
    "multiplications": "multiplications",
    "heading_rows": "matrix {matrix} {size}: rows {first} to {last}",
    "heading_stamp_counts": "how many stamps reach each cell",
    "heading_window_counts": "how many windows read each cell",
    "columns_left_out": "the columns of patches have {size} numbers, too many for this page",
    "card_sizes": "input {input} → output {output}",
    "on_a_card": "summed up on one page",
    "heading_zeros": "zero insertion: a window over zeros",
    "heading_matrix": "matrix {matrix} {size}",
    "row_times_x": "row {row} of {matrix}, times x",
    "parameters_without_bias": lambda shape, weights: f"parameters: {shape}{_count(weights, 'weight')}, no bias",
    "parameters_counted": lambda shape, weights, biases, total: (
        f"parameters: {shape}{_count(weights, 'weight')}; "
        f"{total} with {'a bias' if biases == 1 else f'{biases} biases'}"
    ),
    "multiplications_counted": lambda places, weights, total: (
        places,
        f" × {_count(weights, 'weight')} = {total}",
    ),
    "multiplications_over_zeros": "{words}; by the window over zeros {outputs} × {weights} = {total}",
    "multiplications_drawn": lambda inputs, outputs, words: (
        f"as drawn, with {inputs} input and {_count(outputs, 'output channel')}: ",
        words,
    ),
    "no_parameters": "parameters: none",
    "card_draws_channels": lambda inputs, outputs: (
        f"drawn and added up: {inputs} input and {_count(outputs, 'output channel')} alone"
    ),
    "matrix_left_out": "the matrix {matrix} has {size} numbers, too many for this page",
    # The sentence for readers who do not see the picture.
    "step_count": lambda count: _count(count, "step"),
    "in_steps": lambda count: f"in {_count(count, 'step')}",
    "in_steps_some_shown": lambda count, shown: (
        f"in {_count(count, 'step')}, of which {shown} {'are' if shown > 1 else 'is'} shown"
    ),
    "alt_text": "{what}, {steps}; the output is {output}.",
    "every_stamp": "every scaled kernel in its place, and what they add up to",
    "every_window": "every window with its products, and their sums",
    "alt_op": lambda call, input: (call, f" of {_a(input)} input"),  # noqa: A006 # a value's name, also below
    "alt_conv": lambda input, kernel, call: (  # noqa: A006
        f"Convolution of {_a(input)} input with {_a(kernel)} kernel, ",
        call,
    ),
    "alt_conv_transpose": lambda input, kernel, call: (  # noqa: A006
        f"Transposed convolution of {_a(input)} input with {_a(kernel)} kernel, ",
        call,
    ),
    "alt_way": "{what}, {way}",
    "alt_pair_of_equal": "{what}, beside {call}, which it equals",
    "alt_pair_of_conv": "{what}, beside the transposed convolution of its shape",
    "alt_pair_of_conv_transpose": "{what}, beside the convolution of its shape",
    "alt_multiples": "{what} with {values} side by side, {steps}: {sizes}.",
    "alt_compare": lambda input_size, output_size, steps, ops: (
        f"{f'{len(ops)} ways' if len(ops) > 1 else 'One way'} to enlarge {_a(input_size)} input to {output_size}, ",
        steps,
        f": {', '.join(ops)}.",
    ),
    "by_window": "by a window over the zero-inserted input",
    "by_both_ways": "by stamps that are added up and by a window over inserted zeros, in one picture",
    "by_recipe": "by the recipe of four steps",
    "as_gradients": "with its backward pass: the gradients by input, kernel and bias",
    "as_matrix": "as a product with a matrix",
    "plane": "layer {number}{index}, {size}",
    "of_the_input": "of the input",
    "of_the_output": "of the output",
    "of_layer": "of layer {number}",
    "which_seen": "which input cells does the marked output cell see?",
    "which_reached": "which output cells does the marked input cell reach?",
    "extent_of_cells": "{size} = {count} cells",
    "cells_counted": lambda count: _count(count, "cell"),
    "cone_through": "through layer {layer}: {cells} {where}",
    "cell_sees": "receptive field: one output cell sees {cells} of the input",
    "cell_reaches": "one input cell reaches {cells} of the output",
    "as_one_layer": "as one layer with kernel {kernel}, stride {stride} and padding {padding}",
    "rest_outside": "the rest of its field lies outside of the input",
    "ways_counted": "numbers count the ways from a cell to the marked one",
    "ways_counted_from": "numbers count the ways from the marked cell to each",
    "as_receptive_field": "showing what one cell sees through all layers",
    "as_receptive_field_title": "Receptive field of one cell",
    "as_reached_title": "What one input cell reaches",
    "layers_and_sizes": lambda count, sizes: f"{_count(count, 'layer')} · {sizes}",
    "in_each_channel": "in each channel {words}",
    "in_own_channel": "in its own channel {words}",
    "in_own_group": "in each channel of its group {words}",
    "layers_in_turn": "each layer reads what the one before wrote",
    "sizes_in_turn": "the sizes in turn: {sizes}",
    "layer_reads": lambda layer, cell, after, count, before: (
        f"layer {layer}: cell [{cell}] ",
        after,
        f" is computed from {_count(count, 'cell')} ",
        before,
    ),
    "layer_reads_padding": lambda layer, cell, after, count, before, outside: (
        f"layer {layer}: cell [{cell}] ",
        after,
        f" is computed from {_count(count, 'cell')} ",
        before,
        f" and {outside} of padding",
    ),
    "layer_adds": lambda layer, cell, before, count, after: (
        f"layer {layer}: cell [{cell}] ",
        before,
        f", times the kernel, is added to {_count(count, 'cell')} ",
        after,
    ),
    "layer_writes": lambda layer, cell, before, count, after: (
        f"layer {layer}: cell [{cell}] ",
        before,
        f" goes to {_count(count, 'cell')} ",
        after,
    ),
    "first_channels_drawn": "of layers with many channels the first is drawn",
    "as_planes": "as planes in a row",
    "as_planes_title": "Layer after layer",
    "as_connections": "showing which cells are connected",
    "as_stamp_counts": "counting the stamps on each output cell",
    "as_colors": "as pictures in colour",
    "as_pixels": "as pictures in grays",
    # The pages of a gallery.
    "gallery": "Gallery",
    "gallery_of_animations": "Gallery of convolution animations",
    "picture": "1 picture",
    "pictures": lambda count: _count(count, "picture"),
    "pictures_of": "{count} of {of} pictures",
    "gallery_is_made": (
        "{pictures}, made by `tconv-anim gallery` from one recipe each: do not edit this page or a "
        "picture, edit the recipe. {index}, opened in a browser, searches and filters them."
    ),
    "run_in_folder": "Run a command that names a file in the folder of the recipes.",
    "also_as": "Also as {names}.",
    "search": "Search",
    "search_for": "Search titles, captions and commands",
    "contents": "Contents",
    "filters": "Filters",
    "all": "all",
    "yes": "yes",
    "no": "no",
    "default": "default",
    "show_all": "Show all",
    "nothing_fits": "Nothing fits. Show all, or search for less.",
    "copy": "Copy",
    "copy_command": "Copy the command of {name}",
    "copied": "Copied",
    "selected": "Selected",
    "in_full_size": "In full size",
    "light": "Light",
    "dark": "Dark",
    "to_light": "Switch to light colours",
    "to_dark": "Switch to dark colours",
}
