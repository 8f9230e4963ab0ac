"""The words of every message, each once; and that every message has words."""

import ast
import string
from collections.abc import Iterator
from inspect import signature
from itertools import pairwise
from pathlib import Path

import pytest

import tconv_anim
from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.message import Words, equation
from tconv_anim.core.message import message as m
from tconv_anim.scenes.alt_text import alt_text
from tconv_anim.scenes.texts import DEFAULT_LANGUAGE, meets, pieces, say, say_all, texts

PACKAGE = Path(tconv_anim.__file__).parent
LANGUAGES = sorted(path.stem for path in (PACKAGE / "scenes" / "texts").glob("[!_]*.py"))
TEXTS = texts(DEFAULT_LANGUAGE)

STEP = m("step_of", step=3, count=9)
REASON = m("stride_does_not_divide", stride=2, kernel=3)
CONV = m("equal_convolution", call="Conv2d(1, 1, kernel_size=2)", weights=m("weights", value="1/4"))
CELL = m("input_cell", cell="0, 2")
NEAREST, TRANSPOSED = m("way_named", op="nearest"), m("way_named", op="conv_transpose")
SAID = {
    "set_up": (m("set_up"), "set-up"),
    "crop": (m("crop"), "crop"),
    "done": (m("done"), "done"),
    "legend_gradient": (m("legend_gradient"), "gradient of the loss at the output"),
    "as_im2col": (m("as_im2col"), "as a matrix product of columns"),
    "as_im2col_title": (m("as_im2col_title", op="Convolution"), "Convolution as columns: im2col"),
    "as_col2im_title": (m("as_col2im_title", op="Convolution"), "Convolution as columns: col2im"),
    "patches_as_columns": (m("patches_as_columns", size="9×4"), "patches as columns 9×4"),
    "kernel_as_row": (m("kernel_as_row", size="9×4"), "kernel as a row 9×4"),
    "kernel_as_column": (m("kernel_as_column", size="9×4"), "kernel as a column 9×4"),
    "input_as_row": (m("input_as_row", size="9×4"), "input as a row 9×4"),
    "output_as_row": (m("output_as_row"), "output as a row"),
    "columns_to_fold": (m("columns_to_fold", size="9×4"), "columns 9×4"),
    "patches_become_columns": (
        m("patches_become_columns"),
        "each patch of the input becomes a column, row by row; each kernel becomes a row",
    ),
    "patch_becomes_column": (m("patch_becomes_column", column=3), "the patch under the window becomes column 3"),
    "row_times_column": (m("row_times_column", column=3), "the kernel's row times column 3 gives one output number"),
    "row_is_folded": (m("row_is_folded", size="2×2"), "the row is folded back: the output is 2×2"),
    "columns_are_folded": (
        m("columns_are_folded"),
        "the kernel's column times each number of the input gives a column, which is folded back and added",
    ),
    "column_times_number": (m("column_times_number", values="2", column=3), "2 × the kernel's column gives column 3"),
    "column_is_added": (m("column_is_added", column=3), "column 3 is folded back into its window and added"),
    "by_padding_first": (m("by_padding_first"), "with its padding as a step of its own"),
    "by_padding_title": (m("by_padding_title", op="Convolution"), "Convolution: padding, then the window"),
    "pad_rows": (m("pad_rows"), "1. pad above and below"),
    "pad_columns": (m("pad_columns"), "1. pad left and right"),
    "pad_cells": (m("pad_cells"), "1. pad both ends"),
    "pad_none": (m("pad_none"), "1. padding 0"),
    "no_padding": (m("no_padding"), "nothing is added"),
    "pad_cuts": (m("pad_cuts"), "1. cut what negative padding cuts off"),
    "pad_slides": (m("pad_slides", stride="2"), "2. slide the window by stride 2"),
    "pad_places": (m("pad_places"), "places of the window"),
    "pad_grows": (m("pad_grows", how="zeros", size="5"), "zeros: 5"),
    "pad_with_zeros": (m("pad_with_zeros"), "zeros grow around the input"),
    "pad_by_reflecting": (m("pad_by_reflecting"), "the border mirrors the cells behind the edge"),
    "pad_by_replicating": (m("pad_by_replicating"), "the border repeats the cells at the edge"),
    "pad_from_other_side": (m("pad_from_other_side"), "the border repeats the cells of the other side"),
    "as_gradients": (m("as_gradients"), "with its backward pass: the gradients by input, kernel and bias"),
    "as_gradients_title": (m("as_gradients_title", op="Convolution"), "Convolution: the gradient flows back"),
    "loss_gradient": (m("loss_gradient", index="[1]", size="2×2"), "g[1] = dL/dy[1] 2×2"),
    "gradient_of_input": (m("gradient_of_input", index="", size="2×2"), "dL/dx 2×2"),
    "gradient_of_kernel": (m("gradient_of_kernel", index="", size="2×2"), "dL/dw 2×2"),
    "gradient_of_bias": (m("gradient_of_bias", index="[0]"), "dL/db[0]"),
    "gradient_forward": (m("gradient_forward"), "forward"),
    "gradient_by_input": (m("gradient_by_input"), "dL/dx = transposed convolution of g with the kernel"),
    "gradient_by_input_back": (m("gradient_by_input_back"), "dL/dx = convolution of g with the kernel"),
    "gradient_by_kernel": (m("gradient_by_kernel"), "dL/dw = correlation of x with g"),
    "gradient_by_kernel_back": (m("gradient_by_kernel_back"), "dL/dw = correlation of g with x"),
    "gradient_by_bias": (m("gradient_by_bias"), "dL/db = sum of g"),
    "gradient_sum_of_cell": (m("gradient_sum_of_cell", cell="0, 1", sum="1·2 = 2"), "dL/dx[0, 1] = 1·2 = 2"),
    "same_kernel": (m("same_kernel"), "the same kernel"),
    "gradient_opening": (m("gradient_opening"), "first forward, from the input x to the output y"),
    "gradient_goes_forward": (m("gradient_goes_forward"), "forward goes to the right: the loss L depends on y"),
    "gradient_x_is_conv_transpose": (
        m("gradient_x_is_conv_transpose"),
        "back to the left: each number of g scales the kernel; its stamp lands where its window was",
    ),
    "gradient_x_is_conv": (
        m("gradient_x_is_conv"),
        "back to the left: the window slides over g and reads what each input cell was added to",
    ),
    "gradient_w_is_correlation": (
        m("gradient_w_is_correlation"),
        "slide g over the input x, as a window: multiply cell by cell, and add the products",
    ),
    "gradient_w_exchanged": (
        m("gradient_w_exchanged"),
        "slide the input x over g, as a window: multiply cell by cell, and add the products",
    ),
    "gradient_w_products": (m("gradient_w_products"), "multiply input and g cell by cell, and add the products"),
    "gradient_channel_sums": (m("gradient_channel_sums", channel=1, sums=equation("1·2", 2)), "dL/dx[1]: 1·2 = 2"),
    "gradient_w_of_others": (
        m("gradient_w_of_others"),
        "the gradients of the other kernels come about in the same way",
    ),
    "gradient_b_is_sum": (
        m("gradient_b_is_sum"),
        "the bias is added to each output cell, so its gradient is the sum of g",
    ),
    "gradient_b_adds": (m("gradient_b_adds", totals=("5", "−1")), "the numbers of g add up to 5, −1"),
    "backward_of_conv": (
        m("backward_of_conv"),
        "the backward pass of a convolution is a transposed convolution with the same kernel",
    ),
    "backward_of_conv_transpose": (
        m("backward_of_conv_transpose"),
        "the backward pass of a transposed convolution is a convolution with the same kernel",
    ),
    "on_a_card": (m("on_a_card"), "summed up on one page"),
    "heading_zeros": (m("heading_zeros"), "zero insertion: a window over zeros"),
    "heading_matrix": (m("heading_matrix", matrix="Cᵀ", size="25×9"), "matrix Cᵀ 25×9"),
    "heading_rows": (m("heading_rows", matrix="C", size="25×25", first=11, last=15), "matrix C 25×25: rows 11 to 15"),
    "heading_stamp_counts": (m("heading_stamp_counts"), "how many stamps reach each cell"),
    "heading_window_counts": (m("heading_window_counts"), "how many windows read each cell"),
    "columns_of": (m("columns_of", first=11, last=15, count=25), "columns 11 to 15 of 25"),
    "row_times_x": (m("row_times_x", row=7, matrix="Cᵀ"), "row 7 of Cᵀ, times x"),
    "card_sizes": (m("card_sizes", input="4×4", output="2×2"), "input 4×4 → output 2×2"),
    "parameters_counted": (
        m("parameters_counted", shape="2·3·1·1 = ", weights=6, biases=3, total=9),
        "parameters: 2·3·1·1 = 6 weights; 9 with 3 biases",
    ),
    "parameters_without_bias": (
        m("parameters_without_bias", shape="2·3·1·1 = ", weights=6),
        "parameters: 2·3·1·1 = 6 weights, no bias",
    ),
    "no_parameters": (m("no_parameters"), "parameters: none"),
    "multiplications": (m("multiplications"), "multiplications"),
    "multiplications_counted": (
        m("multiplications_counted", places=m("input_cells", count=9), weights=1, total=9),
        "9 input cells × 1 weight = 9",
    ),
    "multiplications_over_zeros": (
        m("multiplications_over_zeros", words="9 × 9 = 81", outputs=25, weights=9, total=225),
        "9 × 9 = 81; by the window over zeros 25 × 9 = 225",
    ),
    "multiplications_drawn": (
        m("multiplications_drawn", inputs=1, outputs=2, words="9 × 9 = 81"),
        "as drawn, with 1 input and 2 output channels: 9 × 9 = 81",
    ),
    "card_draws_channels": (
        m("card_draws_channels", inputs=1, outputs=1),
        "drawn and added up: 1 input and 1 output channel alone",
    ),
    "matrix_left_out": (
        m("matrix_left_out", matrix="Cᵀ", size="225×64"),
        "the matrix Cᵀ has 225×64 numbers, too many for this page",
    ),
    "columns_left_out": (
        m("columns_left_out", size="36×4"),
        "the columns of patches have 36×4 numbers, too many for this page",
    ),
    "step_of": (STEP, "step 3 of 9"),
    "step_of_channel": (m("step_of_channel", step=3, count=9, channel=0), "step 3 of 9, channel 0"),
    "stamp_of": (m("stamp_of", stamp=2, count=4), "stamp 2 of 4"),
    "cell_of": (m("cell_of", cell=1, count=4), "cell 1 of 4"),
    "row_of": (m("row_of", row=8, count=16), "row 8 of 16"),
    "side_by_side": (m("side_by_side"), "side by side"),
    "stage_progress": (m("stage_progress", op="nearest", progress=STEP), "nearest, step 3 of 9"),
    "recipe_progress": (
        m("recipe_progress", recipe_step=m("recipe_4_window"), progress=STEP),
        "4. convolve with stride 1, step 3 of 9",
    ),
    "list": (m("list", items=(equation("1·2", 2), equation("3·1", 3), "…")), "1·2 = 2, 3·1 = 3, …"),
    "clauses": (m("clauses", items=("o = 6", m("done"))), "o = 6; done"),
    "dots": (m("dots", items=(m("kernel_of_size", size="3×3"), "stride 2")), "kernel 3×3 · stride 2"),
    "kernel_of_size": (m("kernel_of_size", size="3×3"), "kernel 3×3"),
    "channels_from_to": (m("channels_from_to", inputs=2, outputs=1), "2 input and 1 output channel"),
    "and": (m("and", first=m("gaps"), second=m("checkerboard")), "gaps and checkerboard"),
    "labelled": (m("labelled", label="conv", words="a"), "conv: a"),
    "own_progress": (
        m("own_progress", progress=STEP, words=m("flipped")),
        "step 3 of 9, turned by 180°",
    ),
    "rows": (m("rows", words=equation("3·2", 6)), "rows: 3·2 = 6"),
    "columns": (m("columns", words="6"), "columns: 6"),
    "of_rows": (m("of_rows", words=REASON), "kernel 3 is not a multiple of stride 2 (rows)"),
    "of_columns": (m("of_columns", words=REASON), "kernel 3 is not a multiple of stride 2 (columns)"),
    "rounded": (m("rounded", words=m("sums_written")), "the stamp is added to what was there (rounded)"),
    "plus": (m("plus", left="12", right="3"), "12 + 3"),
    "minus": (m("minus", left="12", right="3"), "12 − 3"),
    "approximately": (m("approximately", left="2/3", result="≈ 0.666667"), "2/3 ≈ 0.666667"),
    "plus_bias": (m("plus_bias", left="12", bias="−1"), "12 + bias −1"),
    "from_other_cells": (m("from_other_cells", amount=26), "26 from others"),
    "of_other_channels": (m("of_other_channels", amount="300", count=62), "300 of 62 others"),
    "output_channel_sums": (m("output_channel_sums", channel=1, sums=equation("1·2", 2)), "output[1]: 1·2 = 2"),
    "sums": (m("sums", items=("1·2 = 2", "1·3 = 3", "1·4 = 4"), shown=2), "1·2 = 2, 1·3 = 3"),
    "told": (m("told", progress=STEP, words=m("flipped")), "Step 3 of 9: turned by 180°."),
    "told_together": (m("told_together", items=("a", m("flipped"))), "a; turned by 180°"),
    "told_with_sums": (m("told_with_sums", words="a", sums=equation("1·2", 2)), "a (1·2 = 2)"),
    "numbers_are": (
        m("numbers_are", title="output", further="cropped", rows=("1, 2", "3")),
        "output, cropped: [1, 2], [3]",
    ),
    "cell_is": (m("cell_is", cell="0, 2", value="−1"), "[0, 2] = −1"),
    "more_cells": (m("more_cells", count=1), "1 more cell"),
    "compared": (m("compared", ops="nearest, bilinear"), "nearest, bilinear compared"),
    "calls_in_turn": (
        m("calls_in_turn", calls=("MaxPool2d(2)", "MaxUnpool2d(2)")),
        "MaxPool2d(2), then MaxUnpool2d(2)",
    ),
    "at_the_end": (m("at_the_end", start="1", end=equation("p′ + op", 2)), "1, at the end p′ + op = 2"),
    "size_in_letters": (m("size_in_letters", letters="d(k − 1) − 2p"), "dilation·(kernel − 1) − 2·padding"),
    "rounds": (m("rounds", brackets="⌊⌈"), "(⌊ ⌋ rounds down, ⌈ ⌉ rounds up)"),
    "without_last_window": (
        m("without_last_window", words=equation("o", 2)),
        "o = 2, without the last window, which starts beyond the input",
    ),
    "weight": (m("weight", value="1"), "weight 1"),
    "weights": (m("weights", value="1/4"), "weights 1/4"),
    "triangle_kernel": (m("triangle_kernel"), "the triangle kernel"),
    "cubic_kernel": (m("cubic_kernel"), "the cubic kernel"),
    "single_one": (m("single_one"), "a single 1 in each kernel"),
    "blurred_kernel": (m("blurred_kernel"), "the kernel blurred over each cell's copies"),
    "equal_convolution": (CONV, "Conv2d(1, 1, kernel_size=2) with weights 1/4"),
    "with_repeated_border": (
        m("with_repeated_border", equal=CONV),
        "Conv2d(1, 1, kernel_size=2) with weights 1/4, once the input's border is repeated",
    ),
    "in_disguise": (m("in_disguise", equal=CONV), "the same as Conv2d(1, 1, kernel_size=2) with weights 1/4"),
    "input": (m("input", index="[1]", size="3×5"), "input[1] 3×5"),
    "output": (m("output", index="", size="3×5"), "output 3×5"),
    "kernel": (m("kernel", size="3×3"), "kernel 3×3"),
    "kernel_of": (m("kernel_of", index="0, 1"), "kernel[0, 1]"),
    "stamps": (m("stamps"), "stamps"),
    "placements": (m("placements"), "column values"),
    "stamps_counted": (m("stamps_counted"), "stamps"),
    "channels_drawn_here": (m("channels_drawn_here", drawn=1, count=64), "1 of 64 channels drawn"),
    "input_channels": (m("input_channels", size="3×3", drawn=2, count=64), "input 3×3, 2 of 64 channels"),
    "input_channel": (m("input_channel", channel=1), "input[1]"),
    "padded_to": (m("padded_to", size="5×5"), "padding adds a border: 5×5"),
    "cropped_to": (m("cropped_to", size="2×2"), "cropped to 2×2"),
    "before_cropping": (m("before_cropping", size="7×7"), "7×7 before cropping"),
    "border_is_cropped": (m("border_is_cropped"), "the border is cropped"),
    "zeros_inserted": (m("zeros_inserted", size="5×5"), "with zeros 5×5"),
    "with_border": (m("with_border", size="7×7"), "with border 7×7"),
    "cropped": (m("cropped", size="3×3"), "cropped: 3×3"),
    "bordered_and_cropped": (m("bordered_and_cropped", size="3×5"), "bordered and cropped: 3×5"),
    "two_sizes": (
        m("two_sizes", first=m("zeros_inserted", size="5×5"), second=m("with_border", size="7×7")),
        "with zeros 5×5; with border 7×7",
    ),
    "flipped": (m("flipped"), "turned by 180°"),
    "turning": (m("turning"), "turning"),
    "stamps_of_channels": (m("stamps_of_channels", count=2), "stamps of 2 channels"),
    "stamps_per_cell": (m("stamps_per_cell", size="5×5"), "output 5×5: number of stamps on each cell"),
    "kernel_between": (m("kernel_between", input=1, output=0), "input 1 → output 0"),
    "legend_border": (m("legend_border"), "border of zeros"),
    "row_times_input": (m("row_times_input"), "times the input, cell by cell"),
    "kernel_in_each_row": (m("kernel_in_each_row", stride="1"), "each row: the kernel, moved by stride 1"),
    "kernel_in_each_column": (
        m("kernel_in_each_column", stride="2×1"),
        "each column: the kernel, moved by stride 2×1",
    ),
    "column_as_plane": (m("column_as_plane", size="5×5", framed=True), "one column: the dashed 5×5"),
    "row_as_plane": (m("row_as_plane", size="5×5", framed=False), "one row, as 5×5"),
    "weights_folded_back": (
        m("weights_folded_back"),
        "the weight of each input cell, also where padding repeats it",
    ),
    "kernel_in_its_place": (m("kernel_in_its_place"), "the kernel in its place"),
    "input_row_by_row": (m("input_row_by_row"), "input, row by row"),
    "output_row_by_row": (m("output_row_by_row"), "output, row by row"),
    "input_as_column": (m("input_as_column"), "input, as a column"),
    "output_as_column": (m("output_as_column"), "output, as a column"),
    "row_of_each_cell": (m("row_of_each_cell"), "a row for each output cell"),
    "column_of_each_cell": (m("column_of_each_cell"), "a column for each input cell"),
    "matrix_is_multiplied": (
        m("matrix_is_multiplied", product=equation("y", "Cᵀ·x")),
        "the matrix times x, the input as one column, is y, the output: y = Cᵀ·x",
    ),
    "other_way": (m("other_way", words="output[0] reads …"), "seen from the output, output[0] reads …"),
    "cell_index": (
        m("cell_index", ndim=2, channels=True, framed=True),
        "[channel, row, column] or [row, column] of a cell, counted from 0 within the dashed frame",
    ),
    "pair_of_stamp": (
        m("pair_of_stamp", words="each cell adds up 4 stamps", value="7", where=(-1, -1), product="7·1"),
        "each cell adds up 4 stamps; that of the 7 adds its top left: 7·1",
    ),
    "pair_in_stamp": (
        m("pair_in_stamp", value="2", where=(1, 1)),
        "in the stamp of the 2, the marked cell is at the bottom right: it gets 2 × the bottom right weight",
    ),
    "pair_in_window": (
        m("pair_in_window", value="2", where=(1, 1)),
        "in the window, the 2 is at the top left: so is this weight in the turned kernel",
    ),
    "pairs_of_stamps": (
        m("pairs_of_stamps", where=(-1, -1)),
        "the framed stamps add their top left numbers there",
    ),
    "products_of_marked": (
        m("products_of_marked", count=8, cells=2),
        "each marked cell is the sum of 8 products, written at their weights",
    ),
    "one_of_each_stamp": (
        m("one_of_each_stamp", count=8, cells=2),
        "each marked cell is the sum of 8 products, one of each stamp that lies on it",
    ),
    "weight_met_by_input": (
        m("weight_met_by_input", value="2", weight="3", where=(1, 1)),
        "in a transposed convolution the 2 adds 2 × kernel to the output: "
        "the marked cell gets 2 × the bottom right weight, 3",
    ),
    "seen_from_output": (
        m("seen_from_output", value="2", where=(1, 1)),
        "seen from that cell, the 2 is at the top left: so the kernel turns by 180°",
    ),
    "weight_met_by_output": (
        m("weight_met_by_output", output="0, 1", cell="1, 1", weight="3", where=(1, 0)),
        "output[0, 1] above input[1, 1] reads it with the kernel's bottom middle weight, 3",
    ),
    "lies_as_input": (
        m("lies_as_input", value="2", weight="3", where=(1, 1)),
        "turned by 180°, the kernel has that 3 at the top left, as the window has the 2",
    ),
    "lies_as_output": (
        m("lies_as_output", weight="3", where=(1, 1)),
        "turned by 180°, each weight lies where its output cell lies: the 3 at the top left",
    ),
    "kernel_as_given": (m("kernel_as_given"), "kernel as it is"),
    "kernel_turns": (m("kernel_turns"), "kernel turned"),
    "overlap_add": (m("overlap_add"), "overlap-add: stamps are added up"),
    "convolution": (m("convolution"), "convolution"),
    "transposed_convolution": (m("transposed_convolution"), "transposed convolution"),
    "conv": (m("conv"), "conv"),
    "transposed": (m("transposed"), "transposed"),
    "kernel_and_stride": (m("kernel_and_stride", kernel="3", stride="(2, 1)"), "kernel 3, stride (2, 1)"),
    "kernel_stride_and_dilation": (
        m("kernel_stride_and_dilation", kernel="3", stride="2", dilation="2"),
        "kernel 3, stride 2, dilation 2",
    ),
    "even_parameters": (m("even_parameters", parameters="kernel 4"), "kernel 4: even"),
    "uneven_parameters": (m("uneven_parameters", parameters="kernel 3"), "kernel 3: uneven"),
    "kernel_slides": (
        m("kernel_slides"),
        "the window slides over the input: one output number at each place. The kernel is not turned",
    ),
    "products_sum_to": (
        m("products_sum_to", result="≈ 0.3"),
        "multiply window and kernel cell by cell: the products add up to ≈ 0.3",
    ),
    "products_among_zeros": (
        m("products_among_zeros", result="32"),
        "multiply window and kernel cell by cell: zeros add nothing, the rest adds up to 32",
    ),
    "products_among_zeros_and_bias": (
        m("products_among_zeros_and_bias", result="33"),
        "multiply window and kernel cell by cell: zeros add nothing, the rest and the bias add up to 33",
    ),
    "window_of_zeros": (m("window_of_zeros", result="0"), "the window holds only zeros, so the result is 0"),
    "window_of_zeros_and_bias": (
        m("window_of_zeros_and_bias", result="5"),
        "the window holds only zeros, so the result is the bias, 5",
    ),
    "each_is_such_a_sum": (
        m("each_is_such_a_sum", words="the output is 2×2"),
        "the output is 2×2: each cell is such a sum, and the marked one is an example",
    ),
    "output_is": (m("output_is", size="3×3"), "the output is 3×3"),
    "output_has_cells": (m("output_has_cells", count=1), "the output has 1 cell"),
    "never_read": (m("never_read", counts=(0, 1)), "the last column is never read"),
    "never_read_of_padded": (
        m("never_read_of_padded", counts=(2, 1)),
        "the last 2 rows and column of the padded input are never read",
    ),
    "kernel_index_of_conv": (
        m("kernel_index_of_conv", groups=False),
        "kernel[output channel, input channel], counted from 0",
    ),
    "kernel_index_of_conv_transpose": (
        m("kernel_index_of_conv_transpose", groups=True),
        "kernel[input channel, output channel within its group], counted from 0",
    ),
    "cells_stamp": (m("cells_stamp"), "each input cell scales the kernel, and this stamp is added to the output"),
    "kernel_is_added": (
        m("kernel_is_added", value="2"),
        "the 2 scales the kernel; stamps that overlap add up",
    ),
    "channels_stamp": (
        m("channels_stamp", each=2, added=3, groups=2),
        "each input channel scales its own 2 kernels, one for each output of its group; "
        "each output adds up the stamps beside it",
    ),
    "stamps_are_added": (
        m("stamps_are_added", values=("8", "3"), channels=(0, 1), each=2, added=2, outputs=2, to=None),
        "the 8 of input[0] and the 3 of input[1], each × its own 2 kernels: each row of stamps is added to its output",
    ),
    "more_channels_are_added": (m("more_channels_are_added", count=3), "3 more channels are added"),
    "outside_of_output": (
        m("outside_of_output", words=m("kernel_is_added", value="1")),
        "the 1 scales the kernel; stamps that overlap add up, outside of the output",
    ),
    "sums_written": (m("sums_written"), "the stamp is added to what was there"),
    "sums_so_far_written": (m("sums_so_far_written"), "the stamp is added to the sums so far"),
    "whole_stamp_cropped": (
        m("whole_stamp_cropped", cell="0, 2"),
        "all of input[0, 2]'s stamp falls into the border that padding crops",
    ),
    "starts_at_bias": (m("starts_at_bias", bias="0.5"), "the output starts at the bias 0.5"),
    "starts_at_biases": (
        m("starts_at_biases", biases=("1", "−2", "…")),
        "every output cell starts at its channel's bias: 1, −2, …",
    ),
    "from_output_padding": (m("from_output_padding", counts=(1,)), "the last cell comes from output_padding"),
    "cells_cut_off": (
        m("cells_cut_off", cuts=(("row", 1, "start"), ("column", 2, "end"))),
        "cut off: 1 row at the start, 2 columns at the end",
    ),
    "border_cut_off": (m("border_cut_off"), "padding crops the border"),
    "padding_cuts": (
        m("padding_cuts", padding="1", whole="7×7", size="5×5"),
        "padding 1 crops the border, 7×7 → 5×5; in a convolution it adds zeros",
    ),
    "padding_in_both": (
        m("padding_in_both", padding="1", whole="7×7", size="5×5"),
        "padding 1 crops the border of the stamps, 7×7 → 5×5; from the window's input it took zeros",
    ),
    "padding_cuts_and_keeps": (
        m("padding_cuts_and_keeps", padding="1", output_padding="(1, 0)"),
        "padding 1 cuts, output_padding (1, 0) keeps the end",
    ),
    "no_overlap": (m("no_overlap", what=m("stamps")), "no stamps overlap"),
    "stamps_meet": (
        m("stamps_meet", cell=m("output_cell", cell="2, 2"), count=4),
        "output[2, 2] gets 4 stamps, one from each marked input cell",
    ),
    "cells_meet": (
        m("cells_meet", cell=m("output_cell", cell="2, 2"), count=4),
        "output[2, 2] reads 4 input cells, those that are marked",
    ),
    "channels_fill_block": (
        m("channels_fill_block", count=4, size="2×2"),
        "no padding, numbers only move: a 2×2 block takes the cells at the same place in 4 channels",
    ),
    "block_fills_channels": (
        m("block_fills_channels", count=4, size="2×2"),
        "numbers only move, without padding: the cells of each 2×2 block go to 4 channels",
    ),
    "meet_in_marked": (m("meet_in_marked", words="…", count=4), "…, here 4"),
    "some_received_none": (m("some_received_none"), "some cells received none"),
    "insert_zeros": (m("insert_zeros"), "insert zeros"),
    "add_border": (m("add_border"), "add a border of zeros"),
    "crop_negative_border": (m("crop_negative_border"), "crop, as p′ is negative"),
    "flip_kernel": (m("flip_kernel"), "turn the kernel by 180°"),
    "use_stride_1": (m("use_stride_1"), "move the window by 1"),
    "by_fractions": (m("by_fractions"), "by windows on the input as it is, 1/stride of a cell apart"),
    "by_fractions_title": (m("by_fractions_title", op="Convolution"), "Convolution: a fractional stride"),
    "window_moves_by": (
        m("window_moves_by", strides=(2, 3)),
        "from output cell to output cell the window moves by half an input cell down, "
        "1/3 of an input cell to the right",
    ),
    "middles_count": (
        m("middles_count"),
        "a weight counts where it meets the middle of a cell; the others would meet inserted zeros",
    ),
    "window_at": (
        m("window_at", cell="1, 2", middle="0.5, 1", count=1, of=9),
        "output[1, 2]: the window's middle is at [0.5, 1] of the input; 1 of 9 weights meets the middle of a cell",
    ),
    "same_as_with_zeros": (m("same_as_with_zeros"), "the same output as with zeros between the cells"),
    "recipe_given": (m("recipe_given"), "the input and the kernel as they are given"),
    "recipe_1": (m("recipe_1"), "1. compute z and p′"),
    "recipe_1_numbers": (
        m("recipe_1_numbers", z=equation("z", "s − 1", "2 − 1", 1)),
        "z = s − 1 = 2 − 1 = 1, and p′ as in the formula above",
    ),
    "recipe_2_rows": (m("recipe_2_rows"), "2. insert z rows of zeros"),
    "recipe_2_columns": (m("recipe_2_columns"), "2. insert z columns of zeros"),
    "recipe_2_cells": (m("recipe_2_cells"), "2. insert z zeros between the cells"),
    "recipe_2_none": (m("recipe_2_none", z=equation("z", 0)), "2. z = 0"),
    "recipe_2_no_neighbours": (m("recipe_2_no_neighbours"), "2. insert z zeros"),
    "no_zeros": (m("no_zeros"), "no zeros to insert"),
    "no_neighbours": (m("no_neighbours"), "none, for lack of neighbours to insert them between"),
    "recipe_3": (m("recipe_3"), "3. add the border of zeros"),
    "recipe_3_crop": (m("recipe_3_crop"), "3. crop, as p′ is negative"),
    "recipe_3_none": (m("recipe_3_none", border=equation("p′", 0)), "3. p′ = 0"),
    "size_now": (m("size_now", size="7×7"), "now 7×7"),
    "where_positive": (m("where_positive"), "where it is positive"),
    "size_left": (m("size_left", size="3×3"), "3×3 is left"),
    "no_border": (m("no_border"), "no border to add"),
    "recipe_4": (m("recipe_4"), "4. flip the kernel"),
    "recipe_4_window": (m("recipe_4_window"), "4. convolve with stride 1"),
    "turns": (m("turns"), "it turns by 180°"),
    "reversed": (m("reversed"), "it is reversed"),
    "single_cell_stays": (m("single_cell_stays"), "a single cell stays as it is"),
    "two_ways": (
        m("two_ways"),
        "two ways to the same numbers: stamps that add up, and a window over zeros",
    ),
    "window_looks_back": (
        m("window_looks_back"),
        "a transposed convolution goes from the input to the output, the window looks back from there: so the kernel "
        "is turned by 180°",
    ),
    "adds_by_stamp": (
        m("adds_by_stamp", value="7", weight="3", where=(-1, -1)),
        "a transposed convolution adds 7 × kernel here: its top left, 7 × 3, to the marked cell",
    ),
    "seen_in_window": (
        m("seen_in_window", value="7", where=(-1, -1)),
        "in the window of that output cell, the 7 is at the bottom right: so the kernel is turned by 180°",
    ),
    "same_output": (m("same_output"), "both ways give the same output"),
    "has_all_stamps": (m("has_all_stamps", cell="0, 2"), "output[0, 2] is finished, as no later stamp reaches it"),
    "no_stamp_reaches": (m("no_stamp_reaches", cell="0, 2"), "no stamp reaches output[0, 2]"),
    "input_of_window": (
        m("input_of_window", between=(m("zeros_between", stride=2),), rings=2, dilation=1),
        "stride 2: 1 zero between input cells; around them kernel − 1 = 2 rings of zeros",
    ),
    "of_overlap_add": (m("of_overlap_add", words="padding"), "overlap-add – padding"),
    "of_zero_insertion": (m("of_zero_insertion", words="stride"), "zero insertion – stride"),
    "window_sums_to": (
        m("window_sums_to", cell=m("no_stamp_reaches", cell="1"), result="0"),
        "no stamp reaches output[1]; the window over zeros gives 0, too",
    ),
    "so_many_ways": (m("so_many_ways", count=4), "4 ways to compute the same numbers"),
    "all_ways_give_the_same": (m("all_ways_give_the_same", count=4), "all 4 ways give the same output"),
    "reading_of_stamp": (
        m("reading_of_stamp", cell="input[0, 1]"),
        "the stamp of input[0, 1] is its number times a column of Cᵀ, and the column that is folded back",
    ),
    "reading_of_window": (
        m("reading_of_window", cell="output[0, 1]"),
        "the window of output[0, 1] is a column of patches, and its weights are a row of C",
    ),
    "heading_window": (m("heading_window"), "sliding window"),
    "heading_matrix_of_stamps": (m("heading_matrix_of_stamps", size="25×9"), "matrix Cᵀ 25×9: a column for each stamp"),
    "heading_matrix_of_windows": (m("heading_matrix_of_windows", size="9×25"), "matrix C 9×25: a row for each window"),
    "heading_col2im": (m("heading_col2im"), "columns, which are folded back: col2im"),
    "heading_im2col": (m("heading_im2col"), "patches as columns: im2col"),
    "by_all_ways": (m("by_all_ways"), "in all readings, side by side"),
    "by_all_ways_title": (m("by_all_ways_title", op="Convolution"), "Convolution: all readings"),
    "columns_add_up": (
        m("columns_add_up", product=equation("y", "Cᵀ·x")),
        "in y = Cᵀ·x, each number of x scales its own column, and the columns are added up",
    ),
    "matrix_is_sought": (m("matrix_is_sought"), "a matrix times x, the input, gives y, the output: which matrix?"),
    "first_window": (
        m("first_window", before="5×5", after="3×3", border=True),
        "the convolution 5×5 → 3×3 goes the other way: the dashed 5×5, row by row, is row 1 of C",
    ),
    "border_of_convolution": (
        m("border_of_convolution"),
        "the hatched border is the convolution's padding: weights on it are not in C",
    ),
    "each_window": (
        m("each_window", before="5×5", after="3×3"),
        "each place of the kernel is a row: C times a 5×5 image, row by row, is that convolution",
    ),
    "rows_become_columns": (
        m("rows_become_columns", number=5),
        "transposed, C becomes Cᵀ: its rows become columns; row 5 is now column 5",
    ),
    "matrix_of_convolution": (
        m("matrix_of_convolution", output="5×5", input="3×3"),
        "of the convolution 5×5 → 3×3: a row for each window",
    ),
    "first_row_placed": (
        m("first_row_placed", count=2, border=False),
        "for the first output cell, the kernels are here",
    ),
    "first_row": (m("first_row", matrix="C"), "read row by row, this is row 1 of C"),
    "window_of_convolution": (m("window_of_convolution"), "a window of the convolution"),
    "each_row": (m("each_row", matrix="C"), "each output cell has such a row: together they are C"),
    "row_times_x_is": (
        m("row_times_x_is", matrix="Cᵀ", result="33", count=4, bias=True, by_row=False),
        "now along a row: the marked row of Cᵀ times x is 33, the sum of 4 products and the bias",
    ),
    "is_row_times_x": (
        m("is_row_times_x", words="…", row=6, matrix="C"),
        "…; in the equation, row 6 of C times x is number 6 of y",
    ),
    "row_of_matrix": (
        m("row_of_matrix", row=2),
        "row 2 of C, the kernel at the place of this window, times x is number 2 of y",
    ),
    "row_of_c": (m("row_of_c", row=2), "row 2 of C, the weights of this output cell, times x is number 2 of y"),
    "matrix_x_above": (m("matrix_x_above"), "each number of x stands above its column"),
    "column_of_matrix": (
        m("column_of_matrix", value="7"),
        "the 7 in x scales its column of Cᵀ, and the result is added to y",
    ),
    "border_is_not_in_y": (
        m("border_is_not_in_y"),
        "the convolution's padding is cropped here: it is no part of y",
    ),
    "matrix_zeros": (
        m("matrix_zeros", written=True),
        "empty cells of the matrix are 0: the kernel is not there; a 0 that is written is a weight",
    ),
    "column_of_c": (
        m("column_of_c", column=3, value="7"),
        "7 × column 3 of C goes to y: the weights of this input cell",
    ),
    "over_divisor": (m("over_divisor", divisor=16), "each number over 16"),
    "which_of_input": (
        m("which_of_input"),
        "the finished output is taken apart: which cells does each input cell reach, and what does it give them?",
    ),
    "which_of_output": (
        m("which_of_output"),
        "the finished output is taken apart: which input cells does each of its cells read?",
    ),
    "of_its_channel": (m("of_its_channel", cells=m("output_cells", count=9)), "9 output cells of its channel"),
    "input_cell_connected": (
        m("input_cell_connected", cell=CELL, cells=m("output_cells", count=9)),
        "input[0, 2] reaches 9 output cells",
    ),
    "output_cell_connected": (
        m("output_cell_connected", cell=m("output_cell", cell="0"), cells=m("input_cells", count=1)),
        "output[0] reads 1 input cell",
    ),
    "input_cell_alone": (m("input_cell_alone", cell=CELL), "input[0, 2] reaches no output cell"),
    "output_cell_alone": (m("output_cell_alone", cell=m("output_cell", cell="0")), "output[0] reads no input cell"),
    "each_of_input": (m("each_of_input", least=1, most=4), "an input cell reaches 1 to 4 output cells"),
    "each_of_output": (m("each_of_output", least=4, most=4), "each output cell reads 4 input cells"),
    "of_marked_cells": (
        m(
            "of_marked_cells",
            way=m("as_connections"),
            cells=(m("input_cell", cell="0, 0"), m("input_cell", cell="1, 1")),
        ),
        "showing which cells are connected: input[0, 0], input[1, 1]",
    ),
    "read_together": (m("read_together", count=1), "1 input cell is read by more than one of them"),
    "reached_together": (m("reached_together", count=0), "no output cell is reached by more than one of them"),
    "at_these_values": (m("at_these_values"), "for these values; other values connect other cells"),
    "cells_are_added": (
        m("cells_are_added"),
        "each input cell is added, by its weights, to the cells that it reaches",
    ),
    "weights_are_added": (m("weights_are_added", value="2"), "2 × its weights is added"),
    "weights_of_channel_are_added": (
        m("weights_of_channel_are_added", value="2", channel=1),
        "2 × its weights of channel 1 is added",
    ),
    "how_many_input_cells": (m("how_many_input_cells"), "how many input cells reach each output cell"),
    "most_input_cells": (m("most_input_cells", count=2), "now up to 2 input cells for an output cell"),
    "input_cells_counted": (m("input_cells_counted"), "input cells"),
    "cells_stay_zero": (m("cells_stay_zero", count=12, of=16), "12 of 16 cells stay 0"),
    "are_means": (m("are_means", least=1, most=4), "means of 1 to 4 values"),
    "are_copies": (m("are_copies", least=4, most=4), "each value is copied 4 times"),
    "are_uneven_sums": (m("are_uneven_sums", counts=("1", "2", "4")), "adds 1, 2 or 4 products"),
    "are_sums": (m("are_sums", least=4, most=4), "sums of 4 products"),
    "are_even_sums": (m("are_even_sums", count=4, edges=True), "adds 4 products, fewer at edges"),
    "even_inside": (m("even_inside", count=4), "even inside: 4 input cells for each"),
    "several_side_by_side": (m("several_side_by_side"), "it is several operations side by side"),
    "not_side_by_side": (m("not_side_by_side"), "it is not several operations side by side"),
    "made_of_stages": (m("made_of_stages"), "it is made of several operations"),
    "not_made_of_stages": (m("not_made_of_stages"), "it is not made of several operations"),
    "has_no_kernel": (m("has_no_kernel"), "it has no kernel"),
    "has_a_kernel": (m("has_a_kernel"), "it has a kernel"),
    "reads_no_windows": (m("reads_no_windows"), "no step of it reads a window"),
    "writes_no_windows": (m("writes_no_windows"), "each step of it writes one cell, not a window of cells"),
    "goes_column_by_column": (m("goes_column_by_column"), "it goes column by column"),
    "not_linear": (m("not_linear"), "it is not linear, as which cells count depends on their values"),
    "reaches_one_cell": (m("reaches_one_cell"), "each input cell reaches at most one output cell"),
    "works_on_rows": (m("works_on_rows"), "it works on rows, not on planes"),
    "input_cell": (CELL, "input[0, 2]"),
    "output_cell": (m("output_cell", cell="0, 2"), "output[0, 2]"),
    "input_cell_of_channels": (m("input_cell_of_channels", cell="0, 2"), "input cell [0, 2]"),
    "output_cell_of_channels": (m("output_cell_of_channels", cell="0, 2"), "output cell [0, 2]"),
    "input_cells": (m("input_cells", count=1), "1 input cell"),
    "output_cells": (m("output_cells", count=9), "9 output cells"),
    "of_each_channel": (m("of_each_channel", cells=m("output_cells", count=9)), "9 output cells of each channel"),
    "of_each_channel_of_group": (
        m("of_each_channel_of_group", cells=m("output_cells", count=9)),
        "9 output cells of each channel of its group",
    ),
    "connected_and_padding": (
        m("connected_and_padding", cell=m("output_cell", cell="0"), cells=m("input_cells", count=2), outside=1),
        "output[0] reads 2 input cells and 1 of padding",
    ),
    "connected_and_cropped": (
        m("connected_and_cropped", cell=CELL, cells=m("output_cells", count=9), outside=5),
        "input[0, 2] reaches 9 output cells; padding crops 5 of them",
    ),
    "reads_nothing": (
        m("reads_nothing", cell=m("output_cell", cell="0"), outside=4),
        "output[0] reads no input cell, 4 of padding",
    ),
    "how_enlarged": (m("how_enlarged", op="nearest"), "each value fills its block"),
    "copy_of": (m("copy_of", value="7"), "a copy of 7"),
    "stronger_is_larger": (
        m("stronger_is_larger"),
        "the stronger the colour, the larger the number within its output",
    ),
    "ones_show_it": (
        m("ones_show_it"),
        "now every input is 1: an uneven output, such as the checkerboard, comes from the method",
    ),
    "ones_show_best": (
        m("ones_show_best"),
        "is the uneven pattern due to the input or to the method? An input of ones shows it",
    ),
    "ones_are_even": (m("ones_are_even"), "all equal"),
    "ones_are_even_inside": (m("ones_are_even_inside", count=9), "9, less only at edges"),
    "ones_are_uneven": (m("ones_are_uneven", counts=("1", "2", "4")), "1, 2 or 4"),
    "row_by_column": (m("row_by_column"), "row × column"),
    "near_and_far": (m("near_and_far", near=3, far=1), "near 3, far 1"),
    "near_makes": (m("near_makes", near=3, far=1), "4 = 3 + 1"),
    "copied_times": (m("copied_times", factor="2×2"), "input, each cell 2×2 times"),
    "weights_of_means": (m("weights_of_means"), "weights"),
    "for_each_cell": (m("for_each_cell"), "new for each cell"),
    "values_by_weights": (m("values_by_weights"), "value · weight"),
    "divided_by": (m("divided_by", divisor=16), "÷\u00a016"),
    "divided_by_sum": (m("divided_by_sum", divisor=16), "÷\u00a0their sum,\u00a016"),
    "way_is": (m("way_is", way=m("way_named", op="bilinear"), verdict=m("smooth")), "bilinear – smooth"),
    "blocky": (m("blocky"), "blocky"),
    "smooth": (m("smooth"), "smooth"),
    "with_checkerboard": (m("with_checkerboard"), "checkerboard"),
    "without_checkerboard": (m("without_checkerboard"), "no checkerboard"),
    "with_holes": (m("with_holes"), "holes"),
    "legend_larger": (m("legend_larger"), "the largest number"),
    "stamp_moves": (
        m("stamp_moves", counts=(2, 2)),
        "each input cell scales the kernel to a stamp; stamps lie 2 cells apart",
    ),
    "window_moves": (
        m("window_moves", counts=(1, 3)),
        "the window moves by 1 row or 3 columns: one output number at each place. The kernel is not turned",
    ),
    "legend_blank": (m("legend_blank"), "to be filled in"),
    "fill_in_output": (m("fill_in_output"), "fill in the output"),
    "fill_in_input": (m("fill_in_input"), "fill in the input"),
    "fill_in_kernel": (m("fill_in_kernel"), "fill in the kernel"),
    "border_in_words": (
        m("border_in_words"),
        "p′ is the width of the border of zeros: more padding makes it narrower",
    ),
    "window_moves_on": (m("window_moves_on", words="…"), "…; the window itself moves by 1"),
    "zeros_between": (
        m("zeros_between", stride=2),
        "stride 2: 1 zero between input cells",
    ),
    "zeros_between_by_axis": (
        m("zeros_between_by_axis"),
        "stride: zeros between input cells",
    ),
    "border_of_zeros": (
        m("border_of_zeros", without=2, padding=1, dilation=1, whole="7×7", size="5×5"),
        "border of zeros: kernel − 1 = 2 rings would give output 7×7; padding 1 takes 1 away: 5×5",
    ),
    "border_around": (
        m("border_around", rings=2, dilation=1),
        "around them kernel − 1 = 2 rings of zeros: just the corner of the first window is on the input",
    ),
    "zeros_come": (
        m("zeros_come", between=True, around=True),
        "a transposed convolution is a convolution with zeros between and around the input cells",
    ),
    "zeros_left_out": (
        m("zeros_left_out", rings=2, padding=1, whole="7×7", size="5×5"),
        "padding 1 takes 1 of the 2 rings away, so the output is 5×5, not 7×7",
    ),
    "zeros_crossed_out": (
        m("zeros_crossed_out", rings=2, padding=1),
        "for the window, it takes the crossed-out zeros away: 1 of the 2 rings around",
    ),
    "border_of_stamps": (m("border_of_stamps"), "padding will crop the hatched border of the stamps"),
    "stamp_then_windows": (
        m("stamp_then_windows"),
        "in each step a stamp is added; then the window computes the cells that are now finished",
    ),
    "turned_to_look_back": (
        m("turned_to_look_back"),
        "a stamp goes out from an input cell, a window looks back at it: so the kernel is turned by 180°",
    ),
    "same_products": (
        m("same_products", count=4),
        "both ways give the same output, here the sum of the same 4 products",
    ),
    "sum_of_layer_cell": (m("sum_of_layer_cell", number=1, cell="0, 2", sum="1·2 = 2"), "layer 1[0, 2] = 1·2 = 2"),
    "kernel_of_channels": (m("kernel_of_channels", input=1, output=0), "kernel 1 → 0"),
    "share_of_sum": (m("share_of_sum", share="1·2 = 2", sum="1·2 + 3·1 = 5"), "1·2 = 2, in 1·2 + 3·1 = 5"),
    "sum_of_cell": (m("sum_of_cell", cell="0, 1", sum="2·3 = 6"), "output[0, 1] = 2·3 = 6"),
    "part_of_marked": (
        m("part_of_marked", total="32", product="2·3 = 6", value="2"),
        "to the marked 32, the 2 gives 2·3 = 6",
    ),
    "marked_is": (m("marked_is", product="2·3 = 6"), "the marked cell is 2·3 = 6"),
    "cell_by_value": (m("cell_by_value", value="2"), "the 2"),
    "marked_input_cell": (m("marked_input_cell"), "the marked input cell"),
    "marked_output_cell": (m("marked_output_cell"), "the marked output cell"),
    "sums_of_products": (m("sums_of_products"), "sums of products"),
    "cells_are_weighed": (
        m("cells_are_weighed", words="it reads 2 cells", count=2),
        "it reads 2 cells: each × its weight, added up",
    ),
    "reaches_nothing": (
        m("reaches_nothing", cell=CELL, outside=4),
        "input[0, 2] reaches no output cell, 4 that padding crops",
    ),
    "how_many_stamps": (
        m("how_many_stamps"),
        "each input cell lays a stamp on the output: the kernel times its number",
    ),
    "only_stamps_counted": (
        m("only_stamps_counted"),
        "here only stamps are counted: +1 on each cell, whatever the numbers are",
    ),
    "numbers_left_out": (m("numbers_left_out"), "numbers left out"),
    "one_more_stamp": (
        m("one_more_stamp"),
        "the stamp of the marked input cell lands here: +1 on each cell that it covers",
    ),
    "axis_by_axis": (m("axis_by_axis"), "axis by axis"),
    "stamps_on_cell": (m("stamps_on_cell", sum="2·2 = 4"), "stamps on the marked cell: 2·2 = 4"),
    "along_axes": (
        m("along_axes"),
        "top: input columns that reach each output column; left: input rows that reach each row",
    ),
    "counts_multiply": (
        m("counts_multiply"),
        "a cell's count is their product: one stamp from each marked input cell",
    ),
    "equal_weights": (m("equal_weights"), "the kernel's weights are all alike"),
    "even_because": (m("even_because", stride="2", kernel="4"), "even, so no checkerboard: stride 2 divides kernel 4"),
    "some_get_more": (
        m("some_get_more", words="stripes: …"),
        "stripes: …; cells with more stamps stand out",
    ),
    "gaps_stay_empty": (m("gaps_stay_empty", words="gaps: …"), "gaps: …, so no stamp reaches some cells"),
    "each_cell_gets": (m("each_cell_gets", count=1), "each cell gets 1 stamp"),
    "inner_cells_get": (m("inner_cells_get", count=4), "far from the edges each cell gets 4 stamps"),
    "even_if_larger": (
        m("even_if_larger", count=9),
        "even in the middle of a larger output, where each cell would get 9 stamps",
    ),
    "only_edges": (m("only_edges"), "this one has only edges"),
    "uneven_if_larger": (
        m("uneven_if_larger", reasons=REASON),
        "uneven in a larger output: kernel 3 is not a multiple of stride 2",
    ),
    "too_small_to_show": (m("too_small_to_show"), "this one is too small to show it"),
    "uneven_because": (
        m("uneven_because", what=m("stripes"), reasons=REASON),
        "stripes: kernel 3 is not a multiple of stride 2",
    ),
    "gaps": (m("gaps"), "gaps"),
    "unevenness": (m("unevenness"), "uneven counts"),
    "stripes": (m("stripes"), "stripes"),
    "checkerboard": (m("checkerboard"), "checkerboard"),
    "stride_is_larger": (m("stride_is_larger", stride=3, kernel=2), "stride 3 is larger than kernel 2"),
    "stride_does_not_divide": (
        REASON,
        "kernel 3 is not a multiple of stride 2",
    ),
    "so_many_along_axis": (
        m("so_many_along_axis", reason=REASON, least=1, most=2),
        "kernel 3 is not a multiple of stride 2, so 1 or 2 stamps overlap along an axis",
    ),
    "shared_factor": (m("shared_factor", stride=2, dilation=4), "stride 2 and dilation 4 share a factor"),
    "two_reasons": (
        m("two_reasons", first=REASON, second=m("shared_factor", stride=2, dilation=2)),
        "kernel 3 is not a multiple of stride 2, and stride 2 and dilation 2 share a factor",
    ),
    "even_with": (
        m("even_with", ways=(m("kernel_value", number="4"), m("stride_value", number="3")), comma=False),
        "for even overlap use kernel 4 or stride 3",
    ),
    "as_drawn": (m("as_drawn", words="kernel 4"), "kernel 4 (small picture)"),
    "with_output": (m("with_output", parameters="kernel 4", size="8×8"), "kernel 4, output 8×8:"),
    "even_inner_cells": (m("even_inner_cells", count=4, edges=True), "4 on each inner cell"),
    "kernel_value": (m("kernel_value", number="(4, 2)"), "kernel (4, 2)"),
    "stride_value": (m("stride_value", number="3"), "stride 3"),
    "dilation_value": (m("dilation_value", number="1"), "dilation 1"),
    "with_change": (m("with_change", first="kernel 4", second="dilation 1"), "kernel 4 with dilation 1"),
    "reads_and_writes": (m("reads_and_writes"), "each step shows which input cells make which output cells"),
    "output_is_with_zeros": (
        m("output_is_with_zeros", size="4×4"),
        "the output is 4×4, zeros where nothing is written",
    ),
    "largest_is": (m("largest_is", count=4, result="7"), "the largest of 4 is 7"),
    "goes_to_cell": (m("goes_to_cell", result="7", cell="0, 2"), "7\u00a0goes\u00a0to\u00a0[0, 2]"),
    "goes_to_cell_of_channel": (
        m("goes_to_cell_of_channel", result="7", cell="0, 2", channel=1),
        "7 goes to [0, 2] of output channel 1",
    ),
    "goes_to_cells": (m("goes_to_cells", result="7", count=4), "7 goes to 4 cells"),
    "weighted_cells": (m("weighted_cells", count=4, result="2.5"), "4 cells by their weights: 2.5"),
    "mean_is": (m("mean_is", count=4, result="2.5"), "the mean of 4 cells is 2.5"),
    "window_ends": (
        m("window_ends", start=equation("⌊0·5/3⌋", 0), end=equation("⌈1·5/3⌉", 2)),
        "start ⌊0·5/3⌋ = 0, end before ⌈1·5/3⌉ = 2",
    ),
    "not_included": (m("not_included", words="end 2"), "end 2 (not included)"),
    "windows_share": (m("windows_share", input=5, output=2), "2 does not divide 5, so windows share cells"),
    "windows_differ": (
        m("windows_differ", input=5, output=3),
        "3 does not divide 5, so windows differ in size and share cells",
    ),
    "patches_are_columns": (
        m("patches_are_columns"),
        "each patch under the window becomes a column of the matrix, row by row",
    ),
    "columns_are_added": (
        m("columns_are_added"),
        "each column is laid back into its window; where windows overlap, the numbers add up",
    ),
    "columns_laid": (m("columns_laid"), "columns"),
    "sum_divided_is": (
        m("sum_divided_is", count=4, divisor=3, result="2.5"),
        "the sum of 4 cells, divided by 3, is 2.5",
    ),
    "mean_with_padding_is": (
        m("mean_with_padding_is", count=4, padding=5, result="2.5"),
        "the mean of 4 cells and 5 of padding is 2.5",
    ),
    "to_remembered_place": (
        m("to_remembered_place", words="70 goes to [1, 3]", window=2),
        "70 goes to [1, 3], where the maximum of window 2 was",
    ),
    "places_remembered": (m("places_remembered"), "the maxima's places are remembered"),
    "ways_from_to": (m("ways_from_to", count=1, start="3×3", end="6×6"), "1 way from 3×3 to 6×6"),
    "one_input": (m("one_input", size="4×4"), "each way makes 4×4 of the same input"),
    "weights_are_ones": (
        m("weights_are_ones"),
        "the weights of convolutions are 1",
    ),
    "way_copies": (
        m("way_copies", way=NEAREST, how=m("how_enlarged", op="nearest"), value="5"),
        "nearest neighbour: each value fills its block; this cell is a copy of the 5",
    ),
    "way_stays_zero": (
        m("way_stays_zero", way=NEAREST, how="each value gets zeros beside it"),
        "nearest neighbour: each value gets zeros beside it; this cell stays 0",
    ),
    "way_weighs": (
        m("way_weighs", way="bilinear", total=12),
        "bilinear: the nearer a value to the dot, where this cell lies, the more it weighs; together 12",
    ),
    "way_weighs_pairs": (
        m("way_weighs_pairs", way="bilinear", near=3, far=1, axes=2),
        "bilinear: along each axis this cell, the dot, is 1/4 cell from the nearer value and 3/4 from the farther: "
        "they weigh 3 and 1 of 4",
    ),
    "way_weighs_at_edge": (
        m("way_weighs_at_edge", way="bilinear", near=3, far=1),
        "bilinear: beyond the edge are no values, so the last one weighs 3\u00a0+\u00a01\u00a0=\u00a04",
    ),
    "way_divides": (
        m("way_divides", way="bilinear", divisor="16"),
        "bilinear: each value times its weight; the sum is divided by 16, the sum of the weights",
    ),
    "way_means": (
        m("way_means", way="bicubic", how="near values weigh more", count=9),
        "bicubic: a mean of 9 values; near values weigh more",
    ),
    "way_meets": (
        m("way_meets", way=TRANSPOSED, count=1, copies=False),
        "transposed convolution: the window meets 1 value; the zeros add nothing",
    ),
    "adds_evenly": (
        m("adds_evenly", way=TRANSPOSED, count=4, edges=True),
        "transposed convolution adds 4 products, fewer at edges: no checkerboard",
    ),
    "adds_unevenly": (
        m("adds_unevenly", way=TRANSPOSED, counts=("1", "2", "4"), verdict=m("with_checkerboard")),
        "transposed convolution, with zeros between, adds 1, 2 or 4 products: checkerboard",
    ),
    "with_padding": (m("with_padding", padding=1), "with padding 1"),
    "input_with_zeros": (m("input_with_zeros"), "input with zeros"),
    "last_by_output_padding": (
        m("last_by_output_padding", counts=(1, 1), size="6×6"),
        "last row, column: for output 6×6",
    ),
    "each_is_copied": (m("each_is_copied", factor="2×2"), "each cell is copied 2×2 times"),
    "zeros_go_between": (m("zeros_go_between", strides=(2, 2)), "stride 2 puts 1 zero between input cells"),
    "border_goes_around": (
        m("border_goes_around", padding=1, rings=None),
        "here padding 1 adds a border of zeros",
    ),
    "extra_makes_size": (
        m("extra_makes_size", counts=(1, 1), size="6×6", without="5×5"),
        "with the last row and column of zeros, the output_padding, the output is 6×6, not 5×5",
    ),
    "nothing_goes_around": (m("nothing_goes_around"), "the window slides over the input as it is"),
    "others_likewise": (m("others_likewise"), "the other cells are computed in the same way"),
    "every_input_is_one": (m("every_input_is_one"), "every input is 1"),
    "channels_come_from": (
        m("channels_come_from", count=4),
        "used for upsampling, after a convolution that computes the 4 channels",
    ),
    "plus_more": (m("plus_more", words="3 × kernel[1, 0]"), "+ 3 × kernel[1, 0]"),
    "way_named": (m("way_named", op="max_unpool"), "max unpooling"),
    "without_padding": (m("without_padding"), "no padding"),
    "row_by_row": (m("row_by_row"), "row by row, what the input completes"),
    "black_and_white": (
        m("black_and_white", heading=m("output", index="", size="8×8"), black="−3", white="7.5"),
        "output 8×8: black is −3, white 7.5",
    ),
    "same_connections": (m("same_connections"), "both connect the same cells"),
    "shape_comes_back": (
        m("shape_comes_back", there=m("convolution"), here=m("transposed_convolution")),
        "the convolution's input is the transposed convolution's output: the size comes back, the values do not",
    ),
    "values_come_back": (
        m("values_come_back", there=m("transposed_convolution"), here=m("convolution")),
        "the transposed convolution's input is the convolution's output: "
        "the size comes back, and here the values do, too",
    ),
    "inputs_drawn": (m("inputs_drawn", inputs=1, of_inputs=64), "drawn: 1 of 64 input channels"),
    "outputs_drawn": (m("outputs_drawn", outputs=1, of_outputs=32), "drawn: 1 of 32 output channels"),
    "inputs_and_outputs_drawn": (
        m("inputs_and_outputs_drawn", inputs=1, of_inputs=64, outputs=2, of_outputs=32),
        "drawn: 1 of 64 input and 2 of 32 output channels",
    ),
    "sums_over_all": (m("sums_over_all"), "sums run over all"),
    "sums_over_group": (m("sums_over_group"), "each sum runs over its group"),
    "products_are_added": (
        m("products_are_added"),
        "multiply window and kernel cell by cell, and add the products",
    ),
    "shortened_sums": (m("shortened_sums", count=2), "Σ 2 is a sum of 2 terms"),
    "small_number_from": (m("small_number_from"), "small number: the channel that a cell comes from"),
    "small_number_of_window": (m("small_number_of_window"), "small number: the window of the pooling"),
    "small_number_to": (m("small_number_to"), "small number: the channel that a cell goes to"),
    "rounded_cells": (m("rounded_cells"), "cells show rounded numbers"),
    "kernel_flipped_by_jax": (
        m("kernel_flipped_by_jax"),
        "JAX flips the kernel unless transpose_kernel=True: the stamp is the kernel turned by 180°",
    ),
    "crops_unlike_torch": (
        m("crops_unlike_torch", framework="Keras", lo=0, hi=1, axis=None),
        "Keras crops 0 at the start and 1 at the end, which no PyTorch call gives",
    ),
    "same_size_in_torch": (
        m("same_size_in_torch", crop="…", padding=1, output_padding=1, shift=1),
        "…: padding 1 with output_padding 1 has the same size, its values are shifted by 1",
    ),
    "pads_differ": (
        m("pads_differ", framework="ONNX", lo=0, hi=1, axis=1),
        "ONNX pads 0 at the start and 1 at the end of the columns",
    ),
    "argument_not_applied": (
        m("argument_not_applied", argument="activation='relu'"),
        "activation='relu' is not applied",
    ),
    "names_are": (m("names_are", names="ngf * 2 = 4"), "ngf * 2 = 4"),
    "left_out_between": (m("left_out_between", names="BatchNorm2d, ReLU"), "left out between them: BatchNorm2d, ReLU"),
    "how_many_ways": (m("how_many_ways"), "how many ways lead from the input to each cell?"),
    "ways_to_each": (
        m("ways_to_each", layer=2, least=4, most=9, where=m("of_layer", number=2)),
        "layer 2: 4 to 9 ways lead to each cell of layer 2",
    ),
    "gaps_between": (m("gaps_between"), "gaps"),
    "even_counts": (m("even_counts"), "even: 1"),
    "uneven_by": (m("uneven_by", ratio="2.25"), "uneven: 2.25"),
    "ways_with_gaps": (m("ways_with_gaps"), "no way leads to some cells: gaps"),
    "ways_even": (m("ways_even"), "far from the edges all cells get equally many"),
    "ways_uneven": (m("ways_uneven", ratio="2.25"), "far from the edges some cells get 2.25 times as many as others"),
    "uneven_in_turn": (
        m("uneven_in_turn", ratios="1 → 2.25"),
        "unevenness after each layer, the most ways divided by the least, far from the edges: 1 → 2.25",
    ),
    "ends_even": (m("ends_even"), "the output is even far from its edges"),
    "grows_with_layers": (m("grows_with_layers"), "the checkerboard grows with the layers"),
    "title_of_layers": (m("title_of_layers", count=3), "3 layers in turn"),
    "in_each_channel": (m("in_each_channel", words=m("of_layer", number=1)), "in each channel of layer 1"),
    "in_own_channel": (m("in_own_channel", words=m("of_layer", number=1)), "in its own channel of layer 1"),
    "in_own_group": (m("in_own_group", words=m("of_layer", number=1)), "in each channel of its group of layer 1"),
    "rest_outside": (m("rest_outside"), "the rest of its field lies outside of the input"),
    "plane": (m("plane", number=2, index="[1]", size="5×5"), "layer 2[1], 5×5"),
    "of_the_input": (m("of_the_input"), "of the input"),
    "of_the_output": (m("of_the_output"), "of the output"),
    "of_layer": (m("of_layer", number=2), "of layer 2"),
    "which_seen": (m("which_seen"), "which input cells does the marked output cell see?"),
    "which_reached": (m("which_reached"), "which output cells does the marked input cell reach?"),
    "extent_of_cells": (m("extent_of_cells", size="3×3", count=9), "3×3 = 9 cells"),
    "cells_counted": (m("cells_counted", count=1), "1 cell"),
    "cone_through": (
        m("cone_through", layer=3, cells=m("cells_counted", count=2), where=m("of_layer", number=2)),
        "through layer 3: 2 cells of layer 2",
    ),
    "cell_sees": (
        m("cell_sees", cells=m("extent_of_cells", size="7×7", count=49)),
        "receptive field: one output cell sees 7×7 = 49 cells of the input",
    ),
    "cell_reaches": (
        m("cell_reaches", cells=m("cells_counted", count=4)),
        "one input cell reaches 4 cells of the output",
    ),
    "as_one_layer": (
        m("as_one_layer", kernel="7", stride="1", padding="3"),
        "as one layer with kernel 7, stride 1 and padding 3",
    ),
    "ways_counted": (m("ways_counted"), "numbers count the ways from a cell to the marked one"),
    "ways_counted_from": (m("ways_counted_from"), "numbers count the ways from the marked cell to each"),
    "as_receptive_field": (m("as_receptive_field"), "showing what one cell sees through all layers"),
    "as_receptive_field_title": (m("as_receptive_field_title"), "Receptive field of one cell"),
    "as_reached_title": (m("as_reached_title"), "What one input cell reaches"),
    "layers_and_sizes": (m("layers_and_sizes", count=2, sizes="9 → 7 → 5"), "2 layers · 9 → 7 → 5"),
    "layers_in_turn": (m("layers_in_turn"), "each layer reads what the one before wrote"),
    "sizes_in_turn": (m("sizes_in_turn", sizes="9 → 7"), "the sizes in turn: 9 → 7"),
    "layer_reads": (
        m("layer_reads", layer=1, cell="0, 2", after=m("of_layer", number=1), count=9, before=m("of_the_input")),
        "layer 1: cell [0, 2] of layer 1 is computed from 9 cells of the input",
    ),
    "layer_reads_padding": (
        m(
            "layer_reads_padding",
            layer=2,
            cell="0",
            after=m("of_the_output"),
            count=1,
            before=m("of_layer", number=1),
            outside=2,
        ),
        "layer 2: cell [0] of the output is computed from 1 cell of layer 1 and 2 of padding",
    ),
    "layer_adds": (
        m("layer_adds", layer=2, cell="0, 1", before=m("of_layer", number=1), count=4, after=m("of_the_output")),
        "layer 2: cell [0, 1] of layer 1, times the kernel, is added to 4 cells of the output",
    ),
    "layer_writes": (
        m("layer_writes", layer=1, cell="0, 1", before=m("of_the_input"), count=1, after=m("of_layer", number=1)),
        "layer 1: cell [0, 1] of the input goes to 1 cell of layer 1",
    ),
    "first_channels_drawn": (m("first_channels_drawn"), "of layers with many channels the first is drawn"),
    "as_planes": (m("as_planes"), "as planes in a row"),
    "as_planes_title": (m("as_planes_title"), "Layer after layer"),
    "counts_drawn": (
        m("counts_drawn", names="latent", counts="1", option="--channels"),
        "nothing gives latent, drawn as 1: use --channels",
    ),
    "read_as": (
        m("read_as", framework="Keras", other="Paddle", option="--like paddle"),
        "read as Keras: for Paddle use --like paddle",
    ),
    "about": (
        m("about", call="PixelShuffle(2)", input_size="3×3", output_size="6×6", formula="o = i·r"),
        "PixelShuffle(2): 3×3 to 6×6, o = i·r",
    ),
    "step_count": (m("step_count", count=1), "1 step"),
    "in_steps": (m("in_steps", count=1), "in 1 step"),
    "in_steps_some_shown": (m("in_steps_some_shown", count=9, shown=3), "in 9 steps, of which 3 are shown"),
    "alt_text": (
        m("alt_text", what="PixelShuffle(2)", steps=m("in_steps", count=9), output="6×6"),
        "PixelShuffle(2), in 9 steps; the output is 6×6.",
    ),
    "every_stamp": (m("every_stamp"), "every scaled kernel in its place, and what they add up to"),
    "every_window": (m("every_window"), "every window with its products, and their sums"),
    "alt_op": (m("alt_op", call="PixelShuffle(2)", input="3×3"), "PixelShuffle(2) of a 3×3 input"),
    "alt_conv": (
        m("alt_conv", call="Conv1d(1, 1, kernel_size=2)", input="5", kernel="2"),
        "Convolution of a 5 input with a 2 kernel, Conv1d(1, 1, kernel_size=2)",
    ),
    "alt_conv_transpose": (
        m("alt_conv_transpose", call="ConvTranspose1d(1, 1, kernel_size=2)", input="5", kernel="2"),
        "Transposed convolution of a 5 input with a 2 kernel, ConvTranspose1d(1, 1, kernel_size=2)",
    ),
    "alt_way": (m("alt_way", what="…", way=m("as_matrix")), "…, as a product with a matrix"),
    "alt_pair_of_conv": (m("alt_pair_of_conv", what="…"), "…, beside the transposed convolution of its shape"),
    "alt_pair_of_conv_transpose": (
        m("alt_pair_of_conv_transpose", what="…"),
        "…, beside the convolution of its shape",
    ),
    "alt_pair_of_equal": (
        m("alt_pair_of_equal", what="…", call="Conv2d(1, 1, 2)"),
        "…, beside Conv2d(1, 1, 2), which it equals",
    ),
    "title_equal": (m("title_equal", op="Linear upsampling", other="Convolution"), "Linear upsampling = convolution"),
    "reordered_weights": (m("reordered_weights"), "the same weights in another order"),
    "hues_of_channels": (
        m("hues_of_channels"),
        "each hue is a channel of the convolution, before and after the shuffle",
    ),
    "clipped_colors": (
        m("clipped_colors", heading="output 4×4", count=3, total=16),
        "output 4×4: 3 of 16 pixels lie outside 0 to 255 and are clipped",
    ),
    "channel_of_color": (m("channel_of_color", channel=1), "green"),
    "as_colors": (m("as_colors"), "as pictures in colour"),
    "alt_multiples": (
        m("alt_multiples", what="…", values="stride 1, 2", steps=m("in_steps", count=9), sizes="stride 1: 3×3 → 5×5"),
        "… with stride 1, 2 side by side, in 9 steps: stride 1: 3×3 → 5×5.",
    ),
    "alt_compare": (
        m("alt_compare", input_size="3×3", output_size="6×6", steps=m("in_steps", count=9), ops=("nearest",)),
        "One way to enlarge a 3×3 input to 6×6, in 9 steps: nearest.",
    ),
    "legend_this_step": (m("legend_this_step"), "this step"),
    "legend_example": (m("legend_example"), "the example"),
    "legend_products": (m("legend_products"), "products with the kernel"),
    "legend_finished": (m("legend_finished"), "finished"),
    "legend_growing": (m("legend_growing"), "may still grow"),
    "legend_padding": (m("legend_padding"), "padding"),
    "legend_zero": (m("legend_zero"), "inserted zero"),
    "legend_empty": (m("legend_empty"), "nothing is added here"),
    "legend_extra": (m("legend_extra"), "from output_padding"),
    "legend_cropped": (m("legend_cropped"), "cropped by padding"),
    "sentence": (m("sentence", words="the 5 is added"), "The 5 is added."),
    "parameters_and_sizes": (
        m("parameters_and_sizes", parameters="kernel 3×3 · stride 2", input="3×3", output="7×7"),
        "input 3×3 · kernel 3×3 · stride 2 → output 7×7",
    ),
    "call_and_sizes": (
        m("call_and_sizes", call="MaxPool2d(2)", input="4×4", output="2×2"),
        "MaxPool2d(2) · input 4×4 → output 2×2",
    ),
    "title_of": (m("title_of", op="conv_transpose"), "Transposed convolution"),
    "title_in_turn": (
        m("title_in_turn", ops=(m("title_of", op="max_pool"), m("title_of", op="max_unpool"))),
        "Max pooling, then max unpooling",
    ),
    "title_pair": (
        m("title_pair", op=m("title_of", op="conv"), other=m("title_of", op="conv_transpose")),
        "Convolution and transposed convolution",
    ),
    "by_window_title": (m("by_window_title", op="Transposed convolution"), "Transposed convolution by inserted zeros"),
    "by_both_ways_title": (m("by_both_ways_title", op="Transposed convolution"), "Transposed convolution, both ways"),
    "by_recipe_title": (m("by_recipe_title", op="Transposed convolution"), "Transposed convolution in four steps"),
    "as_matrix_title": (m("as_matrix_title", op="Convolution"), "Convolution as a matrix"),
    "as_connections_title": (m("as_connections_title", op="Convolution"), "Convolution: what is connected"),
    "as_stamp_counts_title": (
        m("as_stamp_counts_title", op="Transposed convolution"),
        "Transposed convolution: overlapping stamps",
    ),
    "as_pixels_title": (m("as_pixels_title", op="Max pooling"), "Max pooling of an image"),
    "products_empty": (m("products_empty"), "products"),
    "stamp_empty": (m("stamp_empty"), "stamp"),
    "scaled_kernel": (m("scaled_kernel", value="5"), "5 × kernel"),
    "window_times_kernel": (m("window_times_kernel"), "window × kernel"),
    "input_times_kernel": (m("input_times_kernel", input=1, kernel="kernel[0, 1]"), "input[1] × kernel[0, 1]"),
    "value_times_kernel": (m("value_times_kernel", value="5", kernel="kernel[0, 1]"), "5 × kernel[0, 1]"),
    "adds_up_to": (m("adds_up_to", result="65"), "adds up to 65"),
    "with_channels_title": (m("with_channels_title", op="Convolution"), "Convolution with channels"),
    "in_groups_title": (m("in_groups_title", op="Convolution"), "Convolution in groups"),
    "depthwise_title": (m("depthwise_title", op="Convolution"), "Depthwise convolution"),
    "windows_are_added": (
        m("windows_are_added", channel=1),
        "output[1]: multiply each input's window by its own kernel, and add all products",
    ),
    "windows_and_bias_are_added": (
        m("windows_and_bias_are_added", channel=1),
        "output[1]: multiply each input's window by its own kernel, and add all products and the bias",
    ),
    "products_and_bias_are_added": (
        m("products_and_bias_are_added", result="7"),
        "multiply window and kernel cell by cell: the products and the bias add up to 7",
    ),
    "from_channels": (m("from_channels", channels=("0", "1")), "from inputs 0, 1"),
    "sum_of_stamps": (m("sum_of_stamps", count=9), "the sum of 9 stamps"),
    "sum_of_window": (m("sum_of_window", number=2, result="61"), "window 2: Σ = 61"),
    "every_stamp_title": (m("every_stamp_title", op="Convolution"), "Convolution: every stamp and their sum"),
    "every_window_title": (m("every_window_title", op="Convolution"), "Convolution: every window and its products"),
    "stamps_in_place": (
        m("stamps_in_place"),
        "each number of the input scales the kernel; the stamps lie where they are added, and add up",
    ),
    "windows_in_place": (
        m("windows_in_place"),
        "each window is multiplied by the kernel cell by cell; its products add up to an output number",
    ),
    "channels_added": (m("channels_added", count=62), "sum of 62 more channels"),
    "cells_sum": (m("cells_sum", what=m("stamps"), counts=("1", "2", "4")), "each cell adds up 1, 2 or 4 stamps"),
    "cells_sum_from_to": (
        m("cells_sum_from_to", what=m("stamps"), least="1", most="9"),
        "each cell adds up 1 to 9 stamps",
    ),
    "by_window": (m("by_window"), "by a window over the zero-inserted input"),
    "by_both_ways": (
        m("by_both_ways"),
        "by stamps that are added up and by a window over inserted zeros, in one picture",
    ),
    "by_recipe": (m("by_recipe"), "by the recipe of four steps"),
    "as_matrix": (m("as_matrix"), "as a product with a matrix"),
    "as_connections": (m("as_connections"), "showing which cells are connected"),
    "as_stamp_counts": (m("as_stamp_counts"), "counting the stamps on each output cell"),
    "output_cell_is": (m("output_cell_is", cell="0, 2", value=equation("1·2", 2)), "Output cell [0, 2]: 1·2 = 2"),
    "input_cell_reaches": (
        m("input_cell_reaches", cell="0, 2", value="5", count=2, weights="·1, ·(−2)"),
        "Input cell [0, 2] is 5 and reaches 2 output cells: ·1, ·(−2)",
    ),
    "input_cell_unread": (m("input_cell_unread", cell="4", value="5"), "Input cell [4] is 5; nothing reads it"),
    "player": (m("player"), "player"),
    "play": (m("play"), "play"),
    "pause": (m("pause"), "pause"),
    "pause_pictures": (m("pause_pictures"), "pause the pictures"),
    "play_pictures": (m("play_pictures"), "play the pictures"),
    "step_back": (m("step_back"), "step back"),
    "step_forward": (m("step_forward"), "step forward"),
    "step": (m("step"), "step"),
    "speed": (m("speed"), "speed"),
    "transcript": (m("transcript"), "what is said"),
    "point_at_cells": (m("point_at_cells"), "point at a cell"),
    "space_key": (m("space_key"), "space"),
    "at_the_start": (m("at_the_start"), "start"),
    "at_the_finish": (m("at_the_finish"), "end"),
    "as_pixels": (m("as_pixels"), "as pictures in grays"),
    "gallery": (m("gallery"), "Gallery"),
    "gallery_of_animations": (m("gallery_of_animations"), "Gallery of convolution animations"),
    "picture": (m("picture"), "1 picture"),
    "pictures": (m("pictures", count=2), "2 pictures"),
    "pictures_of": (m("pictures_of", count=2, of=9), "2 of 9 pictures"),
    "gallery_is_made": (
        m("gallery_is_made", pictures=m("pictures", count=1), index="x"),
        "1 picture, made by `tconv-anim gallery` from one recipe each: do not edit this page or a picture, edit the "
        "recipe. x, opened in a browser, searches and filters them.",
    ),
    "run_in_folder": (m("run_in_folder"), "Run a command that names a file in the folder of the recipes."),
    "also_as": (m("also_as", names=m("list", items=("a.svg", "a.html"))), "Also as a.svg, a.html."),
    "search": (m("search"), "Search"),
    "search_for": (m("search_for"), "Search titles, captions and commands"),
    "contents": (m("contents"), "Contents"),
    "filters": (m("filters"), "Filters"),
    "all": (m("all"), "all"),
    "yes": (m("yes"), "yes"),
    "no": (m("no"), "no"),
    "default": (m("default"), "default"),
    "show_all": (m("show_all"), "Show all"),
    "nothing_fits": (m("nothing_fits"), "Nothing fits. Show all, or search for less."),
    "copy": (m("copy"), "Copy"),
    "copy_command": (m("copy_command", name="Stamps"), "Copy the command of Stamps"),
    "copied": (m("copied"), "Copied"),
    "selected": (m("selected"), "Selected"),
    "in_full_size": (m("in_full_size"), "In full size"),
    "light": (m("light"), "Light"),
    "dark": (m("dark"), "Dark"),
    "to_light": (m("to_light"), "Switch to light colours"),
    "to_dark": (m("to_dark"), "Switch to dark colours"),
}


@pytest.mark.parametrize("key", TEXTS)
def test_a_message_says_this(key):
    words, text = SAID[key]
    assert words.key == key
    assert say(words) == text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_says_every_message_with_a_space_between_letters_of_two_scripts(language):
    for key in SAID.keys() & texts(language).keys():
        text = say(SAID[key][0], language)
        assert text
        assert not any(meets(*pair) for pair in pairwise(text)), text


OTHER_NUMBERS: list[tuple[Words, str]] = [
    (m("pair_in_stamp", value="2", where=(0, 0)),
     "in the stamp of the 2, the marked cell is in the middle: it gets 2 × the middle weight"),
    (m("pair_in_window", value="2", where=(0, 0)),
     "in the window, the 2 is in the middle: so is this weight in the turned kernel"),
    (m("first_window", before="5×5", after="3×3", border=False),
     "the convolution 5×5 → 3×3 goes the other way: the covered 5×5, row by row, is row 1 of C"),
    (m("input_of_window", between=(), rings=None, dilation=1), "around the input a border of zeros"),
    (m("input_of_window", between=(), rings=4, dilation=2),
     "around the input dilation × (kernel − 1) = 4 rings of zeros"),
    (m("products_of_marked", count=2, cells=1), "the marked cell is the sum of 2 products, written at their weights"),
    (m("one_of_each_stamp", count=2, cells=1),
     "the marked cell is the sum of 2 products, one of each stamp that lies on it"),
    (m("zeros_left_out", rings=None, padding=None, whole="7×7", size="5×5"),
     "padding takes the crossed-out zeros away, so the output is 5×5, not 7×7"),
    (m("pair_of_stamp", words="…", value="a", where=(0, 0), product="a·b"),
     "…; that of the a adds its middle: a·b"),
    (m("pair_of_stamp", words="", value="2", where=(), product="2·3"), "the stamp of the 2 adds 2·3"),
    (m("pairs_of_stamps", where=()), "the framed stamps add their marked numbers there"),
    (m("has_all_stamps", cell=""), "the marked cell is finished, as no later stamp reaches it"),
    (m("border_around", rings=None, dilation=1),
     "around them a border of zeros: just the corner of the first window is on the input"),
    (m("zeros_come", between=False, around=True),
     "a transposed convolution is a convolution with zeros around the input cells"),
    (m("row_times_x_is", matrix="C", result="6", count=1, bias=False, by_row=True),
     "the marked row of C times x is 6, 1 product"),

    (m("cells_are_weighed", words="it reads 1 cell", count=1), "it reads 1 cell, times its weight in the kernel"),
    (m("of_other_channels", amount="5", count=1), "5 of 1 other"),
    (m("never_read", counts=(1, 1)), "the last row and column are never read"),
    (m("never_read", counts=(3,)), "the last 3 cells are never read"),
    (m("from_output_padding", counts=(1, 1)), "the last row and column come from output_padding"),
    (m("more_channels_are_added", count=1), "1 more channel is added"),
    (m("output_has_cells", count=4), "the output has 4 cells"),
    (m("cells_cut_off", cuts=(("cell", 2, "end"),)), "cut off: 2 cells at the end"),
    (m("input_cells", count=2), "2 input cells"),
    (m("each_cell_gets", count=4), "each cell gets 4 stamps"),
    (
        m("even_with", ways=("kernel 4 with dilation 1", "stride 3"), comma=True),
        "for even overlap use kernel 4 with dilation 1, or stride 3",
    ),
    (m("crops_unlike_torch", framework="JAX", lo=0, hi=1, axis=0),
     "JAX crops 0 at the start and 1 at the end of the rows, which no PyTorch call gives"),
    (m("step_count", count=9), "9 steps"),
    (m("way_weighs_pairs", way="bilinear", near=3, far=1, axes=1),
     "bilinear: this cell, the dot, is 1/4 cell from the nearer value and 3/4 from the farther: "
     "they weigh 3 and 1 of 4"),
    (m("way_weighs_at_edge", way="bilinear", near=0, far=0),
     "bilinear: beyond the edge are no values, so the last one weighs more"),
    (m("zeros_go_between", strides=(2, 3)), "stride puts zeros between input cells"),
    (m("zeros_crossed_out", rings=None, padding=None), "for the window, it takes the crossed-out zeros away"),
    (m("border_goes_around", padding=None, rings=None), "a border of zeros goes around"),
    (m("border_goes_around", padding=1, rings=1),
     "of 2 rings of zeros around, padding takes 1 away: 1 is left"),
    (m("border_goes_around", padding=0, rings=2), "2 rings of zeros go around"),
    (m("with_padding", padding=None), "with padding"),
    (m("way_meets", way=TRANSPOSED, count=9, copies=True), "transposed convolution: the window meets 9 copied values"),
    (m("adds_evenly", way=TRANSPOSED, count=1, edges=False),
     "transposed convolution adds 1 product in every cell: no checkerboard"),
    (m("in_steps", count=9), "in 9 steps"),
    (m("in_steps_some_shown", count=81, shown=1), "in 81 steps, of which 1 is shown"),
    (m("alt_compare", input_size="3×3", output_size="6×6", steps="in 9 steps", ops=("nearest", "bilinear")),
     "2 ways to enlarge a 3×3 input to 6×6, in 9 steps: nearest, bilinear."),
]  # fmt: skip


@pytest.mark.parametrize(("words", "text"), OTHER_NUMBERS)
def test_a_message_says_this_of_other_numbers(words, text):
    assert say(words) == text


def test_the_alt_text_says_what_is_to_be_seen():
    spec = ConvSpec("conv_transpose", 3, 3, stride=2, padding=1)
    assert say(alt_text(spec, 9)) == (
        "Transposed convolution of a 3×3 input with a 3×3 kernel, "
        "ConvTranspose2d(1, 1, kernel_size=3, stride=2, padding=1), in 9 steps; the output is 5×5."
    )


def test_a_line_breaks_before_the_signs_of_an_equation_alone():
    """Not where a text has one, nor before what follows the equation."""
    inner = m("recipe_1_numbers", z=equation("z", "s − 1", 1))
    assert pieces(inner) == ("z", " = s − 1", " = 1, and p′ as in the formula above")
    assert pieces("padding = 1") == ("padding = 1",)
    assert pieces(m("list", items=(equation("a", 1), equation("b", 2)))) == ("a", " = 1, b", " = 2")
    assert pieces(equation("p′", m("at_the_end", start="1", end=equation("q", 2)))) == (
        "p′",
        " = 1, at the end q",
        " = 2",
    )


def test_equal_messages_are_one_in_a_set_and_say_the_same():
    assert len({m("step_of", step=1, count=9), m("step_of", step=1, count=9), STEP}) == 2
    assert say_all((STEP, "x", equation("o", 3))) == "step 3 of 9; x; o = 3"


def messages() -> Iterator[tuple[Path, ast.Call]]:
    """Every call in the package that makes a message."""
    for path in sorted(PACKAGE.rglob("*.py")):
        if path == PACKAGE / "core" / "message.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(ast.Name("message" | "Message")):
                    yield path, node


def keys(call: ast.Call) -> list[str]:
    """The keys between which a call chooses: literals, so that they can be found."""
    found = [node.value for node in _choices(call.args[0]) if isinstance(node, ast.Constant)]
    assert len(found) == len(list(_choices(call.args[0]))), f"line {call.lineno}: write the key out"
    return found


def _choices(node: ast.expr) -> Iterator[ast.expr]:
    if isinstance(node, ast.IfExp):
        yield from _choices(node.body)
        yield from _choices(node.orelse)
    else:
        yield node


def test_every_key_that_is_used_has_a_text_and_every_text_is_used():
    assert {key for _, call in messages() for key in keys(call)} == set(TEXTS)


def test_a_message_has_the_values_that_its_text_names():
    for path, call in messages():
        given = {keyword.arg for keyword in call.keywords}
        for key in keys(call):
            assert None in given or given == names(key), f"{path.name}, line {call.lineno}: {key}"


def names(key: str, language: str = DEFAULT_LANGUAGE) -> set[str]:
    """The values that a text names."""
    text = texts(language)[key]
    if callable(text):
        return set(signature(text).parameters)
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_every_text_of_the_same_values(language):
    said = texts(language)
    file = f"scenes/texts/{language}.py"
    assert not (missing := [key for key in TEXTS if key not in said]), f"{file}: write a text for {missing}"
    assert not (unknown := [key for key in said if key not in TEXTS]), f"{file}: en.py has no {unknown}: leave them out"
    for key in TEXTS:
        assert names(key, language) == names(key), f"{file}: {key} does not name the values that it names in en.py"


@pytest.mark.parametrize(
    ("size", "said"), [("8×8", "an 8×8"), ("11×3", "an 11×3"), ("18", "an 18"), ("111", "a 111"), ("3×8", "a 3×8")]
)
def test_an_alt_text_has_the_article_that_suits_a_size(size, said):
    assert say(m("alt_op", call="x", input=size)) == f"x of {said} input"
