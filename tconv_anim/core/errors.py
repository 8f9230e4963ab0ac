"""What the compute core refuses, as values; the sentences are made from them when they are shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from tconv_anim.options import RECORD_OPTIONS, Option, TconvError

_NOT_POSITIVE = "{given} is not positive: use {hint} or more"
_UNSOLVED = "a size of {found}{place} does not become {wanted} with {tried:all}, which make "
_NEGATIVE = "{given} is negative: use {hint} or more"


class SpecError(TconvError):
    """An operation that PyTorch would refuse; `kind` names the constraint that is broken.

    >>> from tconv_anim import ConvSpec
    >>> ConvSpec("conv_transpose", input_size=3, kernel_size=3, output_padding=3)
    Traceback (most recent call last):
    ...
    tconv_anim.core.errors.SpecError: output_padding=3 is too large for stride=1: use output_padding=0 or stride=4
    """

    own_options: Mapping[str, Option] = RECORD_OPTIONS
    sentences: ClassVar[Mapping[str, str]] = {
        # names
        "unknown_op": "{op} is not known: use {known:either}",
        "unknown_op:not_enlarging": "{word} does not enlarge: {name:option} takes {known:all}",
        "unknown_op:repeated": "{name:option} names {word} twice: name each operation once",
        "unknown_op:empty": 'the list of operations is empty: give one or more, such as ["nearest"]',
        "unknown_op:none": "{name:option} names no operation: it takes {known:all}",
        "unknown_parameter": "{op} does not take {name:option}: it takes {known:option}",
        "unknown_parameter:near": "{op} does not take {name:option}: use {near:option}",
        "missing_parameter": "{op} needs {name:option}: use {hint}",
        "missing_parameter:weight": "{op} needs a weight: give one in PyTorch's layout, {layout}",
        "missing_parameter:op": 'an operation of the list has no op, only {found:all}: add one, such as op="conv"',
        "missing_parameter:indices": "{op} needs {name:option}: give those of a max_pool's trace",
        "unknown_dims": "{op} does not work over {dims}: use {hint}",
        # one parameter alone
        "non_integer_param": "{given} is not a whole number: give one, such as 2",
        "too_large": "{name:option} of {number} is too large, {most} is the most: use {hint}",
        "too_large:field": "a receptive field of {count} cells is too large for a table, {most} is the most: use a "
        "smaller kernel",
        "too_large:steps": "{count} placements take too long to compute, {most} is the most: use {hint}",
        "too_large:products": "{count} products take too long to compute, {most} is the most: use {hint}",
        "too_large:bytes": "its numbers take {count} MB of memory, {most} MB is the most: use {hint}",
        "too_large:terms": "sums of {count} products of letters are too long, {most} is the most: use {hint}",
        "too_large:letters": "{count} products of letters take too long to compute, {most} is the most: use {hint}",
        "letters_chosen": "{word} chooses between numbers, and letters have no order: give numbers",
        "param_length": "{name:option} has {count:count number}, {numbers:size}: "
        "give one, or one for each of the {axes} axes",
        "param_length:exactly": "{name:option} has {count:count number}, {numbers:size}: give {axes}",
        "param_length:none": "{name:option} has no number: give one for each axis",
        "param_length:pairs": "{padding} is not one (lo, hi) pair for each of the {axes} axes: use {hint}",
        "param_length:axes": "a size of {axes} axes is not supported: give one or two axes, such as 3 or 3x5",
        "non_boolean_param": "{given} is not True or False: use {hint}",
        "not_a_factor": "{given} is not a number: give one, such as 2 or 1.5",
        "negative_padding": _NEGATIVE,
        "negative_output_padding": _NEGATIVE,
        "nonpositive_stride": _NOT_POSITIVE,
        "nonpositive_dilation": _NOT_POSITIVE,
        "nonpositive_groups": _NOT_POSITIVE,
        "nonpositive_factor": _NOT_POSITIVE,
        "nonpositive_divisor": _NOT_POSITIVE,
        "empty_kernel": _NOT_POSITIVE,
        "empty_spatial_input": _NOT_POSITIVE,
        "channel_mismatch:nonpositive": _NOT_POSITIVE,
        "invalid_padding_string": "{padding} is not known: use same, valid or a number",
        "invalid_padding_mode": "{padding_mode} is not known: use {known:either}",
        # convolutions
        "string_padding_in_transposed": "{padding} is for conv only: give conv_transpose a number, such as {hint}",
        "padding_mode_in_transposed": "{padding_mode} is for conv only: use {hint}",
        "output_padding_in_conv": "{output_padding} is for conv_transpose only: use {hint}",
        "param_length:output_padding": "{output_padding} does not go with a (lo, hi) pair, "
        "which has it in hi: use {hint}",
        "same_with_stride": "{padding} does not go with {stride}: use {hint}",
        "groups_not_dividing_channels": "{groups} does not divide {given}: use {hint}",
        "reflect_padding_too_large": "{padding} needs more cells to reflect than an input of {found:size} has: "
        "use {hint}",
        "circular_padding_too_large": "{padding} needs more cells to repeat than an input of {found:size} has: "
        "use {hint}",
        "kernel_larger_than_padded_input": "{kernel_size}, that is {spread:size} cells, does not fit the "
        "padded input {found:size}: use {hint}",
        "kernel_larger_than_padded_input:dilated": "{kernel_size}, which {dilation} spreads to {spread:size}, "
        "does not fit the padded input {found:size}: use {hint}",
        "output_padding_too_large": "{output_padding} is too large for {stride}: use {hint}",
        "output_padding_too_large:dilated": "{output_padding} is too large for {stride} and {dilation}: use {hint}",
        "output_size_too_small": "{padding} crops the whole canvas of {found:size}: use {hint}",
        "no_inverse": "{output_padding} is not smaller than {stride}, so no conv leaves this size: use {hint}",
        "no_inverse:op": "{asked} is not a convolution, so it has no inverse: give one, such as Conv2d(1, 1, 3)",
        "no_gradient": "{asked} is not a convolution: gradients are shown for {known:either}",
        "no_gradient:padding_mode": "gradients are worked out for padding with zeros, not for {padding_mode}: "
        "use {hint}",
        # upsampling and pooling
        "size_and_scale_factor": "{op} takes {one:option} or {other:option}, not both: leave one out",
        "neither_size_nor_scale_factor": "{op} needs {one:option} or {other:option}: use {hint}",
        "nonpositive_output_size": "{given} makes an output of {output:size} from an input of {found:size}: use {hint}",
        "pool_padding_gt_half_kernel": "{padding} is more than half of {kernel_size}: use {hint}",
        "output_size_too_small:pool": "{kernel_size} does not fit an input of {found:size} with {padding}: use {hint}",
        "output_size_too_small:unpool": "{padding} leaves an output of {output:size}: use {hint}",
        "window_in_padding": "a window with {kernel_size} and {dilation} lies in the padding alone: use {hint}",
        "output_size_out_of_range": "{output_size} differs from {usual:size} by a stride or more: use {hint}",
        "output_size_out_of_range:factor": "{output_size} is not a multiple of {input_size}: use {hint}",
        "indices_shape": "{name:option} of shape {shape} does not go with an input of shape {wanted}: "
        "give a whole number for each cell",
        "index_out_of_range": "index {index} is not a cell of the {output:size} output, which has {count}: "
        "give the {name:option} that was pooled",
        "conflicting_indices": "different values go to index {index}: give indices that a max_pool found in one input",
        "channels_not_divisible": "{upscale_factor} needs a multiple of {multiple:count channel}, "
        "but the input has {found}: use {hint}",
        "channels_not_divisible:factors": "{word} enlarges both axes by the same factor, not by {factor:size}: "
        "use {hint}",
        "size_not_divisible": "{downscale_factor} does not divide {input_size}: use {hint}",
        "matrix_of_channels": "{op} reads one matrix of columns, but the input has {found:count channel}: use {hint}",
        "not_columns": "{input_size} is not the size of a matrix with {count:count column} for {output_size}, and a "
        "multiple of {multiple:count row} for {kernel_size}: use {hint}",
        "mixes_axes": "{word} mixes rows with columns, and what cells see is found along each axis alone: leave it out",
        "not_ones": "{op} counts placements, whatever their values: give an input of ones",
        # arrays
        "not_numbers": "{name:option} holds something other than finite numbers: give integers or decimals",
        "not_numbers:rows": "{name:option} has rows of different lengths: give as many numbers in each",
        "not_numbers:unreadable": "{name:option} cannot be read as an array: give integers or decimals, "
        "such as tensor.detach().cpu().numpy()",
        "not_numbers:masked": "{name:option} has masked cells: fill them, such as with filled(0)",
        "not_numbers:sums": "the sums are too large for floating-point numbers: use smaller values",
        "not_exact": "{name:option} holds a whole number that is too large for 64 bits: "
        "write it as a decimal, such as 2e19, to have it rounded",
        "not_exact:decimals": "{name:option} holds {value}, which would be rounded beside decimals: "
        "write {value}.0 to have it rounded",
        "not_exact:sums": "sums of these whole numbers may need more than {bits} bits, so they would not be exact: "
        "use smaller ones, or write a decimal, such as 5.0, to have them rounded",
        "not_exact:shown": "sums of these whole numbers may need more than 53 bits, so no picture or script shows them "
        "exactly: use smaller ones, or write decimals, such as 5.0, to have them rounded",
        "input_rank": "{name:option} has shape {shape}, which is not one sample over {dims:count dimension}: "
        "give {layout}",
        "input_rank:weight": "{name:option} has shape {shape}, which is not a kernel's: give {layout}",
        "channel_mismatch": "the weight is for an input of {expected:count channel}, but the input has {found}: "
        "give {expected:count channel}, or a weight for {found}",
        "channel_mismatch:compared": "{name:option} has {found:count channel}: give 1 or {expected}",
        "channel_mismatch:one_compared": "{name:option} has {found:count channel}: give 1, or several to ops that read "
        "several, such as pixel_shuffle",
        "bias_size": "{name:option} has shape {shape}: give {count:count number} in a list",
        "wrong_shape": "{name:option} has shape {shape}: give an array of shape {wanted}",
        # traces and searches
        "no_such_cell": "cell={cell} is not in an array of shape {shape}: give the channel and the position, from 0",
        "several_traces": "small multiples are several traces: write those in stages one by one",
        "not_a_trace": "the text is not JSON, {reason}: write it with Trace.to_json",
        "not_a_trace:format": "the JSON does not have the format {wanted:quoted}: write it with Trace.to_json",
        "not_a_trace:version": "version {version} of traces is not known: this program reads version {wanted}",
        "not_a_trace:missing": "the trace has no {missing}: write it with Trace.to_json",
        "not_a_trace:damaged": "the trace is not in the form of docs/trace.md: write it with Trace.to_json",
        "not_a_trace:stages": "the trace's stages do not go together: write it with Trace.to_json",
        "not_a_trace:output": "the trace's output is not what its numbers give: write it with Trace.to_json",
        "not_a_trace:shape": "the trace's {array} has shape {found}, but its spec needs {wanted}: "
        "write it with Trace.to_json",
        "unsolved:smaller": _UNSOLVED + "at most {smaller}: use {hint}",
        "unsolved:larger": _UNSOLVED + "at least {larger}: use {hint}",
        "unsolved:between": _UNSOLVED + "{smaller} or {larger}, nothing between: use {hint}",
        "unsolved:none": _UNSOLVED + "no output at all: use {hint}",
        "too_many": "more than {most} kernels, strides and dilations take long to try: "
        "limit {names:option}, or use smaller sizes",
        "too_many:found": "more than {most} sets of parameters give this size: limit {names:option}",
    }


def with_working_hints(error: SpecError, works: Callable[[dict[str, Any]], bool]) -> SpecError:
    """The same error with those of its ways out that work; with all of them if there are more mistakes."""
    error.hint = tuple(way for way in error.hint if works(dict(way))) or error.hint
    return error
