"""What the errors of the compute core say, in the words of Python and of the command line."""

import json

import numpy as np
import pytest

from tconv_anim.animation import animate
from tconv_anim.core.comparison import plan_comparison
from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.errors import SpecError
from tconv_anim.core.linear import reaches, transpose
from tconv_anim.core.ops import enlarging_ops, plan
from tconv_anim.core.record import record
from tconv_anim.core.solve import inverse, solve
from tconv_anim.core.solve.gradient import check_gradient
from tconv_anim.core.solve.receptive import receptive_fields
from tconv_anim.core.trace import Trace
from tconv_anim.frameworks import parse_layer

from . import sentences

PLANE = [[[1, 2], [3, 4]]]
ENLARGING = ", ".join(enlarging_ops())
KERNEL = "(*kernel) or (C_out, C_in/groups, *kernel)"
HUGE = json.loads(record("conv_transpose", [1, 2, 3], [1], padding=2, stride=2).to_json())
HUGE["spec"]["parameters"] |= {"stride": 10**9, "padding": 10**9}
TRACE = json.loads(record("conv", PLANE[0], [[1]]).to_json())


class Unreadable:
    """A tensor that is not in memory."""

    def __array__(self, dtype=None, copy=None):
        raise TypeError


def spec(*arguments, **more):
    return lambda: ConvSpec(*arguments, **more)


def recorded(op, input=PLANE, **parameters):
    return lambda: record(op, input, **parameters)


def planned(op, channels=1, size=(2, 2), **parameters):
    return lambda: plan(op, channels, size, parameters)


def compared(*arguments):
    return lambda: plan_comparison(*arguments)


def read(**changed):
    return lambda: Trace.from_json(json.dumps(TRACE | changed))


CASES = [
    ("unknown_op", spec("deconv", 3, 3), "op='deconv' is not known: use conv or conv_transpose",
     "--op deconv is not known: use conv or conv_transpose"),
    ("unknown_op", recorded("bilineer"), "op='bilineer' is not known: use bilinear",
     "--op bilineer is not known: use bilinear"),
    ("unknown_op:not_enlarging", compared(["max_pool"]), f"max_pool does not enlarge: ops takes {ENLARGING}",
     f"max_pool does not enlarge: --ops takes {ENLARGING}"),
    ("unknown_op:repeated", compared(["nearest", "nearest"]),
     "ops names nearest twice: name each operation once", "--ops names nearest twice: name each operation once"),
    ("unknown_op:none", compared([]), f"ops names no operation: it takes {ENLARGING}",
     f"--ops names no operation: it takes {ENLARGING}"),
    ("unknown_parameter", recorded("nearest", scale_factor=2, align_corners=False),
     "op='nearest' does not take align_corners: it takes size, scale_factor, dims, limit",
     "--op nearest does not take --align-corners: it takes --output-size, --scale-factor, --dims, --limit"),
    ("unknown_parameter", recorded("conv", PLANE[0], weight=[[1]], kernel_size=2),
     "op='conv' does not take kernel_size: it takes weight, bias, stride, padding, dilation, output_padding, groups, "
     "padding_mode, dims, limit",
     "--op conv does not take --kernel: it takes --weight, --bias, --stride, --padding, --dilation, --output-padding, "
     "--groups, --padding-mode, --dims, --limit"),
    ("unknown_parameter:near", recorded("nearest", scalefactor=2),
     "op='nearest' does not take scalefactor: use scale_factor",
     "--op nearest does not take scalefactor: use --scale-factor"),
    ("missing_parameter", recorded("max_pool"), "op='max_pool' needs kernel_size: use kernel_size=2",
     "--op max_pool needs --kernel: use --kernel 2"),
    ("missing_parameter:weight", recorded("conv_transpose"),
     "op='conv_transpose' needs a weight: give one in PyTorch's layout, (C_in, C_out/groups, *kernel)",
     "--op conv_transpose needs a weight: give one in PyTorch's layout, (C_in, C_out/groups, *kernel)"),
    ("missing_parameter:weight", recorded("resize_conv"),
     "op='resize_conv' needs a weight: give one in PyTorch's layout, (C_out, C_in/groups, *kernel)",
     "--op resize_conv needs a weight: give one in PyTorch's layout, (C_out, C_in/groups, *kernel)"),
    ("missing_parameter:op", lambda: record([{"kernel_size": 2}], PLANE),
     'an operation of the list has no op, only kernel_size: add one, such as op="conv"'),
    ("unknown_op:empty", lambda: record([], PLANE),
     'the list of operations is empty: give one or more, such as ["nearest"]'),
    ("missing_parameter:indices", recorded("max_unpool", kernel_size=2),
     "op='max_unpool' needs indices: give those of a max_pool's trace",
     "--op max_unpool needs indices: give those of a max_pool's trace"),
    ("unknown_dims", recorded("pixel_shuffle", upscale_factor=1, dims=1),
     "op='pixel_shuffle' does not work over dims=1: use dims=2",
     "--op pixel_shuffle does not work over --dims 1: use --dims 2"),
    ("unknown_dims", recorded("nearest", scale_factor=1, dims=3),
     "op='nearest' does not work over dims=3: use dims=1 or dims=2",
     "--op nearest does not work over --dims 3: use --dims 1 or --dims 2"),
    ("non_integer_param", spec("conv", 3, 3, 1.5), "stride=1.5 is not a whole number: give one, such as 2",
     "--stride 1.5 is not a whole number: give one, such as 2"),
    ("too_large", spec("conv", 3, 3, 10**400),
     "stride of 10^400 is too large, 1000000000 is the most: use smaller sizes",
     "--stride of 10^400 is too large, 1000000000 is the most: use smaller sizes"),
    ("too_large", recorded("nearest", scale_factor=1e308),
     "scale_factor of 10^308 is too large, 1000000000 is the most: use scale_factor=1544",
     "--scale-factor of 10^308 is too large, 1000000000 is the most: use --scale-factor 1544"),
    ("too_large:steps", recorded("nearest", size=1000, input=np.zeros((1, 500, 500))),
     "250000 placements take too long to compute, 100000 is the most: use an input of 1x316x316"),
    ("too_large:terms", recorded("conv", [[["a"] * 20] * 20], weight=[[1] * 17] * 17),
     "sums of 289 products of letters are too long, 256 is the most: use smaller sizes",
     "sums of 289 products of letters are too long, 256 is the most: use smaller sizes"),
    ("too_large:letters", recorded("conv", [[["a"] * 90] * 90], weight=[[1] * 3] * 3),
     "69697 products of letters take too long to compute, 5000 is the most: use an input of 1x25x25",
     "69697 products of letters take too long to compute, 5000 is the most: use an input of 1x25x25"),
    ("letters_chosen", recorded("max_pool", [[["a", "b"]]], kernel_size=1),
     "max_pool chooses between numbers, and letters have no order: give numbers",
     "max_pool chooses between numbers, and letters have no order: give numbers"),
    ("mixes_axes", lambda: receptive_fields(plan("unfold", 1, (4, 4), {"kernel_size": 2})),
     "unfold mixes rows with columns, and what cells see is found along each axis alone: leave it out"),
    ("too_large:field", lambda: receptive_fields(ConvSpec("conv", 10**7, 10**7)),
     "a receptive field of 10000000 cells is too large for a table, 1000000 is the most: use a smaller kernel"),
    ("too_large:products", recorded("max_pool", np.zeros((1, 500, 500)), kernel_size=200, stride=1),
     "3624040000 products take too long to compute, 1000000000 is the most: use an input of 1x238x238"),
    ("too_large:bytes", recorded("conv_transpose", [1, 2, 3], weight=[1], stride=10**9, padding=10**9),
     "its numbers take 48001 MB of memory, 1000 MB is the most: use stride=20833217 and padding=20833217",
     "its numbers take 48001 MB of memory, 1000 MB is the most: use --stride 20833217 and --padding 20833217"),
    ("param_length", spec("conv", 3, 3, (1, 1, 1)),
     "stride has 3 numbers, 1x1x1: give one, or one for each of the 2 axes",
     "--stride has 3 numbers, 1x1x1: give one, or one for each of the 2 axes"),
    ("param_length", recorded("nearest", size=(1, 2, 3)),
     "size has 3 numbers, 1x2x3: give one, or one for each of the 2 axes",
     "--output-size has 3 numbers, 1x2x3: give one, or one for each of the 2 axes"),
    ("param_length:none", spec("conv", 3, 3, ()), "stride has no number: give one for each axis",
     "--stride has no number: give one for each axis"),
    ("param_length:exactly", spec("conv", (3,), (3,), (1, 1)), "stride has 2 numbers, 1x1: give 1",
     "--stride has 2 numbers, 1x1: give 1"),
    ("param_length:pairs", spec("conv", 3, 3, padding=((0, 1, 2),)),
     "padding=((0, 1, 2),) is not one (lo, hi) pair for each of the 2 axes: use padding=((0, 1), (0, 1))",
     "--padding ((0, 1, 2),) is not one (lo, hi) pair for each of the 2 axes: use --padding 0:1x0:1"),
    ("param_length:axes", spec("conv", (1, 2, 3), 3),
     "a size of 3 axes is not supported: give one or two axes, such as 3 or 3x5"),
    ("param_length:output_padding", spec("conv_transpose", 3, 3, 2, ((0, 1), (0, 1)), output_padding=1),
     "output_padding=1 does not go with a (lo, hi) pair, which has it in hi: use output_padding=0",
     "--output-padding 1 does not go with a (lo, hi) pair, which has it in hi: use --output-padding 0"),
    ("non_boolean_param", recorded("max_pool", kernel_size=2, ceil_mode=1),
     "ceil_mode=1 is not True or False: use ceil_mode=True or ceil_mode=False",
     "--ceil-mode 1 is not True or False: use --ceil-mode or --no-ceil-mode"),
    ("not_a_factor", recorded("nearest", scale_factor="2"),
     "scale_factor='2' is not a number: give one, such as 2 or 1.5",
     "--scale-factor 2 is not a number: give one, such as 2 or 1.5"),
    ("negative_padding", spec("conv", 3, 3, padding=-1), "padding=-1 is negative: use padding=0 or more",
     "--padding -1 is negative: use --padding 0 or more"),
    ("negative_output_padding", spec("conv_transpose", 3, 3, output_padding=(0, -1)),
     "output_padding=(0, -1) is negative: use output_padding=0 or more",
     "--output-padding 0x-1 is negative: use --output-padding 0 or more"),
    ("nonpositive_stride", spec("conv", 3, 3, 0), "stride=0 is not positive: use stride=1 or more",
     "--stride 0 is not positive: use --stride 1 or more"),
    ("nonpositive_dilation", spec("conv", 3, 3, dilation=0), "dilation=0 is not positive: use dilation=1 or more",
     "--dilation 0 is not positive: use --dilation 1 or more"),
    ("nonpositive_groups", spec("conv", 3, 3, groups=0), "groups=0 is not positive: use groups=1 or more",
     "--groups 0 is not positive: use --groups 1 or more"),
    ("nonpositive_divisor", planned("avg_pool", kernel_size=2, divisor_override=0),
     "divisor_override=0 is not positive: use divisor_override=1 or more",
     "--divisor-override 0 is not positive: use --divisor-override 1 or more"),
    ("nonpositive_factor", planned("pixel_shuffle", upscale_factor=0),
     "upscale_factor=0 is not positive: use upscale_factor=1 or more",
     "--upscale-factor 0 is not positive: use --upscale-factor 1 or more"),
    ("empty_kernel", spec("conv_transpose", 3, 0), "kernel_size=0 is not positive: use kernel_size=1 or more",
     "--kernel 0 is not positive: use --kernel 1 or more"),
    ("empty_spatial_input", spec("conv_transpose", 0, 3), "input_size=0 is not positive: use input_size=1 or more",
     "--input-size 0 is not positive: use --input-size 1 or more"),
    ("channel_mismatch:nonpositive", spec("conv", 3, 3, in_channels=0),
     "in_channels=0 is not positive: use in_channels=1 or more",
     "0 input channels is not positive: use 1 input channel or more"),
    ("invalid_padding_string", spec("conv", 3, 3, padding="full"),
     "padding='full' is not known: use same, valid or a number",
     "--padding full is not known: use same, valid or a number"),
    ("invalid_padding_mode", spec("conv", 3, 3, padding_mode="mirror"),
     "padding_mode='mirror' is not known: use zeros, reflect, replicate or circular",
     "--padding-mode mirror is not known: use zeros, reflect, replicate or circular"),
    ("string_padding_in_transposed", spec("conv_transpose", 3, 3, padding="same"),
     "padding='same' is for conv only: give conv_transpose a number, such as padding=0",
     "--padding same is for conv only: give conv_transpose a number, such as --padding 0"),
    ("padding_mode_in_transposed", spec("conv_transpose", 3, 3, padding_mode="reflect"),
     "padding_mode='reflect' is for conv only: use padding_mode='zeros'",
     "--padding-mode reflect is for conv only: use --padding-mode zeros"),
    ("output_padding_in_conv", spec("conv", 3, 3, output_padding=1),
     "output_padding=1 is for conv_transpose only: use output_padding=0",
     "--output-padding 1 is for conv_transpose only: use --output-padding 0"),
    ("same_with_stride", spec("conv", 3, 3, 2, "same"),
     "padding='same' does not go with stride=2: use stride=1 or padding=1",
     "--padding same does not go with --stride 2: use --stride 1 or --padding 1"),
    ("groups_not_dividing_channels", spec("conv", 3, 3, groups=4, in_channels=6, out_channels=4),
     "groups=4 does not divide in_channels=6: use groups=2 or in_channels=8",
     "--groups 4 does not divide 6 input channels: use --groups 2 or 8 input channels"),
    ("reflect_padding_too_large", spec("conv", 3, 3, padding=3, padding_mode="reflect"),
     "padding=3 needs more cells to reflect than an input of 3x3 has: "
     "use padding=2 or input_size=4 or padding_mode='zeros'",
     "--padding 3 needs more cells to reflect than an input of 3x3 has: "
     "use --padding 2 or --input-size 4 or --padding-mode zeros"),
    ("circular_padding_too_large", spec("conv", 1, 5, padding="same", padding_mode="circular"),
     "padding='same' needs more cells to repeat than an input of 1x1 has: use input_size=2 or padding_mode='zeros'",
     "--padding same needs more cells to repeat than an input of 1x1 has: "
     "use --input-size 2 or --padding-mode zeros"),
    ("kernel_larger_than_padded_input", spec("conv", 3, 5),
     "kernel_size=5, that is 5x5 cells, does not fit the padded input 3x3: use padding=1 or input_size=5",
     "--kernel 5, that is 5x5 cells, does not fit the padded input 3x3: use --padding 1 or --input-size 5"),
    ("kernel_larger_than_padded_input:dilated", spec("conv", (3, 9), 3, 1, 0, 2),
     "kernel_size=3, which dilation=2 spreads to 5x5, does not fit the padded input 3x9: "
     "use padding=(1, 0) or input_size=(5, 9)",
     "--kernel 3, which --dilation 2 spreads to 5x5, does not fit the padded input 3x9: "
     "use --padding 1x0 or --input-size 5x9"),
    ("output_padding_too_large", spec("conv_transpose", 3, 3, output_padding=3),
     "output_padding=3 is too large for stride=1: use output_padding=0 or stride=4",
     "--output-padding 3 is too large for --stride 1: use --output-padding 0 or --stride 4"),
    ("output_padding_too_large:dilated", spec("conv_transpose", 3, 3, 1, 0, 2, 2),
     "output_padding=2 is too large for stride=1 and dilation=2: use output_padding=1 or stride=3",
     "--output-padding 2 is too large for --stride 1 and --dilation 2: use --output-padding 1 or --stride 3"),
    ("output_size_too_small", spec("conv_transpose", 2, 2, 1, 2),
     "padding=2 crops the whole canvas of 3x3: use padding=1 or input_size=4",
     "--padding 2 crops the whole canvas of 3x3: use --padding 1 or --input-size 4"),
    ("no_inverse", lambda: inverse(ConvSpec("conv_transpose", 3, 3, dilation=3, output_padding=2)),
     "output_padding=2 is not smaller than stride=1, so no conv leaves this size: use output_padding=0",
     "--output-padding 2 is not smaller than --stride 1, so no conv leaves this size: use --output-padding 0"),
    ("no_inverse:op", lambda: inverse(parse_layer("MaxPool2d(2)")),
     "max_pool is not a convolution, so it has no inverse: give one, such as Conv2d(1, 1, 3)"),
    ("no_gradient", lambda: check_gradient(parse_layer("MaxPool2d(2)")),
     "max_pool is not a convolution: gradients are shown for conv or conv_transpose"),
    ("no_gradient:padding_mode", lambda: check_gradient(ConvSpec("conv", 4, 3, padding=1, padding_mode="reflect")),
     "gradients are worked out for padding with zeros, not for padding_mode='reflect': use padding_mode='zeros'",
     "gradients are worked out for padding with zeros, not for --padding-mode reflect: use --padding-mode zeros"),
    ("size_and_scale_factor", recorded("nearest", size=2, scale_factor=2),
     "op='nearest' takes size or scale_factor, not both: leave one out",
     "--op nearest takes --output-size or --scale-factor, not both: leave one out"),
    ("neither_size_nor_scale_factor", recorded("bilinear"),
     "op='bilinear' needs size or scale_factor: use scale_factor=2",
     "--op bilinear needs --output-size or --scale-factor: use --scale-factor 2"),
    ("nonpositive_output_size", recorded("nearest", scale_factor=0.3),
     "scale_factor=0.3 makes an output of 0x0 from an input of 2x2: use scale_factor=1",
     "--scale-factor 0.3 makes an output of 0x0 from an input of 2x2: use --scale-factor 1"),
    ("nonpositive_output_size", lambda: animate("nearest", output_size=0),
     "output_size=0 makes an output of 0x0 from an input of 3x3: use output_size=1",
     "--output-size 0 makes an output of 0x0 from an input of 3x3: use --output-size 1"),
    ("pool_padding_gt_half_kernel", recorded("max_pool", kernel_size=3, padding=2),
     "padding=2 is more than half of kernel_size=3: use padding=1",
     "--padding 2 is more than half of --kernel 3: use --padding 1"),
    ("output_size_too_small:pool", recorded("avg_pool", kernel_size=5),
     "kernel_size=5 does not fit an input of 2x2 with padding=0: use input_size=5 or kernel_size=2",
     "--kernel 5 does not fit an input of 2x2 with --padding 0: use --input-size 5 or --kernel 2"),
    ("output_size_too_small:unpool", planned("max_unpool", size=(1, 1), kernel_size=1, padding=1),
     "padding=1 leaves an output of -1x-1: use padding=0", "--padding 1 leaves an output of -1x-1: use --padding 0"),
    ("window_in_padding", recorded("max_pool", kernel_size=2, padding=1, dilation=3),
     "a window with kernel_size=2 and dilation=3 lies in the padding alone: use dilation=1",
     "a window with --kernel 2 and --dilation 3 lies in the padding alone: use --dilation 1"),
    ("output_size_out_of_range", planned("max_unpool", kernel_size=2, output_size=(6, 4)),
     "output_size=(6, 4) differs from 4x4 by a stride or more: use output_size=(5, 4)",
     "--output-size 6x4 differs from 4x4 by a stride or more: use --output-size 5x4"),
    ("output_size_out_of_range:factor", compared(["nearest"], 3, 4),
     "output_size=4 is not a multiple of input_size=3: use output_size=6",
     "--output-size 4 is not a multiple of --input-size 3: use --output-size 6"),
    ("indices_shape", recorded("max_unpool", kernel_size=2, indices=[[[0, 1]]]),
     "indices of shape (1, 1, 2) does not go with an input of shape (1, 2, 2): give a whole number for each cell"),
    ("index_out_of_range", recorded("max_unpool", kernel_size=2, indices=[[[0, 3], [9, 16]]]),
     "index 16 is not a cell of the 4x4 output, which has 16: give the output_size that was pooled",
     "index 16 is not a cell of the 4x4 output, which has 16: give the --output-size that was pooled"),
    ("conflicting_indices", recorded("max_unpool", kernel_size=2, indices=[[[0, 3], [9, 3]]]),
     "different values go to index 3: give indices that a max_pool found in one input"),
    ("channels_not_divisible", recorded("pixel_shuffle", upscale_factor=2),
     "upscale_factor=2 needs a multiple of 4 channels, but the input has 1: use in_channels=4",
     "--upscale-factor 2 needs a multiple of 4 channels, but the input has 1: use 4 input channels"),
    ("channels_not_divisible:factors", compared(["pixel_shuffle"], (1, 2), (2, 6)),
     "pixel_shuffle enlarges both axes by the same factor, not by 2x3: use output_size=(2, 4)",
     "pixel_shuffle enlarges both axes by the same factor, not by 2x3: use --output-size 2x4"),
    ("size_not_divisible", recorded("pixel_unshuffle", downscale_factor=3),
     "downscale_factor=3 does not divide input_size=2: use input_size=3",
     "--downscale-factor 3 does not divide --input-size 2: use --input-size 3"),
    ("matrix_of_channels", planned("fold", channels=2, size=(4, 4), kernel_size=2, output_size=3),
     "op='fold' reads one matrix of columns, but the input has 2 channels: use in_channels=1",
     "--op fold reads one matrix of columns, but the input has 2 channels: use 1 input channel"),
    ("not_columns", planned("fold", size=(5, 4), kernel_size=2, output_size=3),
     "input_size=(5, 4) is not the size of a matrix with 4 columns for output_size=3, and a multiple of 4 rows for "
     "kernel_size=2: use input_size=4",
     "--input-size 5x4 is not the size of a matrix with 4 columns for --output-size 3, and a multiple of 4 rows for "
     "--kernel 2: use --input-size 4"),
    ("not_ones", recorded("overlap_count", kernel_size=2),
     "op='overlap_count' counts placements, whatever their values: give an input of ones",
     "--op overlap_count counts placements, whatever their values: give an input of ones"),
    ("not_numbers", recorded("conv", [["a!"]], weight=[[1]]),
     "input holds something other than finite numbers: give integers or decimals",
     "--input holds something other than finite numbers: give integers or decimals"),
    ("not_numbers:rows", recorded("conv", [[1, 2], [3]], weight=[[1]]),
     "input has rows of different lengths: give as many numbers in each",
     "--input has rows of different lengths: give as many numbers in each"),
    ("not_numbers:masked", recorded("nearest", np.ma.masked_equal([[1, 2]], 2), scale_factor=2),
     "input has masked cells: fill them, such as with filled(0)",
     "--input has masked cells: fill them, such as with filled(0)"),
    ("not_numbers:unreadable", recorded("nearest", Unreadable(), scale_factor=2),
     "input cannot be read as an array: give integers or decimals, such as tensor.detach().cpu().numpy()",
     "--input cannot be read as an array: give integers or decimals, such as tensor.detach().cpu().numpy()"),
    ("not_exact", recorded("conv", [[2**63]], weight=[[1]]),
     "input holds a whole number that is too large for 64 bits: write it as a decimal, such as 2e19, to have it "
     "rounded",
     "--input holds a whole number that is too large for 64 bits: write it as a decimal, such as 2e19, to have it "
     "rounded"),
    ("not_exact:decimals", recorded("conv", [[2**53 + 1]], weight=[[0.5]]),
     "input holds 9007199254740993, which would be rounded beside decimals: write 9007199254740993.0 to have it "
     "rounded",
     "--input holds 9007199254740993, which would be rounded beside decimals: write 9007199254740993.0 to have it "
     "rounded"),
    ("not_exact:sums", recorded("conv", [[2**62]], weight=[[4]]),
     "sums of these whole numbers may need more than 64 bits, so they would not be exact: use smaller ones, or write a "
     "decimal, such as 5.0, to have them rounded"),
    ("not_numbers:sums", recorded("avg_pool", [1.7e308, 1.7e308], kernel_size=2),
     "the sums are too large for floating-point numbers: use smaller values"),
    ("not_exact:shown", lambda: animate("conv", input=[[94906267]], weight=[[94906269]]).to_bytes(),
     "sums of these whole numbers may need more than 53 bits, so no picture or script shows them exactly: "
     "use smaller ones, or write decimals, such as 5.0, to have them rounded"),
    ("input_rank", recorded("nearest", [PLANE, PLANE], scale_factor=2),
     "input has shape (2, 1, 2, 2), which is not one sample over 2 dimensions: give (*size) or (channels, *size)",
     "--input has shape (2, 1, 2, 2), which is not one sample over 2 dimensions: give (*size) or (channels, *size)"),
    ("input_rank:weight", recorded("conv", weight=3),
     f"weight has shape (), which is not a kernel's: give {KERNEL}",
     f"--weight has shape (), which is not a kernel's: give {KERNEL}"),
    ("channel_mismatch", recorded("conv", weight=np.ones((1, 2, 1, 1))),
     "the weight is for an input of 2 channels, but the input has 1: give 2 channels, or a weight for 1"),
    ("channel_mismatch:compared", compared(("nearest", "pixel_shuffle"), None, None, np.ones((2, 2, 2))),
     "input has 2 channels: give 1 or 4", "--input has 2 channels: give 1 or 4"),
    ("channel_mismatch:one_compared", compared(None, None, None, np.ones((2, 2, 2))),
     "input has 2 channels: give 1, or several to ops that read several, such as pixel_shuffle",
     "--input has 2 channels: give 1, or several to ops that read several, such as pixel_shuffle"),
    ("bias_size", recorded("conv", PLANE[0], weight=[[1]], bias=[1, 2]), "bias has shape (2,): give 1 number in a list",
     "--bias has shape (2,): give 1 number in a list"),
    ("wrong_shape", lambda: transpose(record("conv", PLANE[0], [[1]]), [1, 2]),
     "values has shape (2,): give an array of shape (1, 2, 2)"),
    ("no_such_cell", lambda: reaches(record("conv", PLANE[0], [[1]]), (0, 2, 0)),
     "cell=(0, 2, 0) is not in an array of shape (1, 2, 2): give the channel and the position, from 0"),
    ("several_traces", lambda: animate(stride="1,2").trace.to_json(),
     "small multiples are several traces: write those in stages one by one"),
    ("not_a_trace", lambda: Trace.from_json("{"),
     "the text is not JSON, Expecting property name enclosed in double quotes: line 1 column 2 (char 1): "
     "write it with Trace.to_json"),
    ("not_a_trace:format", read(format="other"),
     "the JSON does not have the format 'tconv-anim trace': write it with Trace.to_json"),
    ("not_a_trace:version", read(version=9), "version 9 of traces is not known: this program reads version 2"),
    ("not_a_trace:missing", lambda: Trace.from_json('{"format": "tconv-anim trace", "version": 2}'),
     "the trace has no 'input': write it with Trace.to_json"),
    ("not_a_trace:damaged", read(spec=[]),
     "the trace is not in the form of docs/trace.md: write it with Trace.to_json"),
    ("not_a_trace:stages", read(spec={"op": "chain"}),
     "the trace's stages do not go together: write it with Trace.to_json"),
    ("not_a_trace:output", read(output=[[[1, 2], [3, 5]]]),
     "the trace's output is not what its numbers give: write it with Trace.to_json"),
    ("too_large:bytes", lambda: Trace.from_json(json.dumps(HUGE)),
     "its numbers take 48001 MB of memory, 1000 MB is the most: use smaller sizes"),
    ("not_a_trace:shape", read(input=[[[1, 2, 3]]]),
     "the trace's input has shape (1, 1, 3), but its spec needs (1, 2, 2): write it with Trace.to_json"),
    ("too_many", lambda: solve(1, 10**6, kernel_size=range(1, 100)),
     "more than 500000 kernels, strides and dilations take long to try: limit kernel_size, stride, dilation, or use "
     "smaller sizes",
     "more than 500000 kernels, strides and dilations take long to try: limit --kernel, --stride, --dilation, or use "
     "smaller sizes"),
    ("too_many:found", lambda: solve(200, 200, "conv", kernel_size=range(1, 2000), dilation=range(1, 60)),
     "more than 10000 sets of parameters give this size: limit kernel_size, stride, padding, output_padding, dilation",
     "more than 10000 sets of parameters give this size: limit --kernel, --stride, --padding, --output-padding, "
     "--dilation"),
    ("unsolved:smaller", lambda: solve(5, 40, "conv"),
     "a size of 5 does not become 40 with kernel_size=range(1, 8), stride=range(1, 41), padding=range(0, 13), "
     "dilation=range(1, 3), which make at most 29: use output_size=29 or kernel_size=36",
     "a size of 5 does not become 40 with --kernel 1..7, --stride 1..40, --padding 0..12, --dilation 1..2, which make "
     "at most 29: use --output-size 29 or --kernel 36"),
    ("unsolved:larger", lambda: solve(5, (9, 8), kernel_size=(3, range(1, 4)), stride=3, padding=0),
     "a size of 5 along the rows does not become 9 with kernel_size=(3, range(1, 4)), stride=3, padding=0, "
     "dilation=range(1, 3), which make at least 15: use output_size=(15, 13) or stride=1 or padding=4",
     "a size of 5 along the rows does not become 9 with --kernel 3x1..3, --stride 3, --padding 0, --dilation 1..2, "
     "which make at least 15: use --output-size 15x13 or --stride 1 or --padding 4"),
    ("unsolved:between", lambda: solve((5,), (4,), "conv", kernel_size=1),
     "a size of 5 does not become 4 with kernel_size=1, stride=range(1, 6), padding=0, dilation=range(1, 3), "
     "which make 3 or 5, nothing between: use output_size=3 or kernel_size=2",
     "a size of 5 does not become 4 with --kernel 1, --stride 1..5, --padding 0, --dilation 1..2, "
     "which make 3 or 5, nothing between: use --output-size 3 or --kernel 2"),
    ("unsolved:none", lambda: solve(3, (4, 5), output_padding=(0, 2), stride=2, dilation=1),
     "a size of 3 along the columns does not become 5 with kernel_size=range(1, 8), stride=2, padding=range(0, 7), "
     "output_padding=(0, 2), dilation=1, which make no output at all: use stride=3 or output_padding=(0, 1)",
     "a size of 3 along the columns does not become 5 with --kernel 1..7, --stride 2, --padding 0..6, "
     "--output-padding 0x2, --dilation 1, which make no output at all: use --stride 3 or --output-padding 0x1"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=[case[0] for case in CASES])
def test_an_error_says_this(case):
    kind, cause, *said = case
    sentences.check(SpecError, kind, cause, *said)


def test_every_sentence_has_a_case():
    sentences.check_complete([(SpecError, case[0]) for case in CASES], "core")
