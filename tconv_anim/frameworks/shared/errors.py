"""What can be wrong with a layer's text, and with asking for a script."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, NoReturn

from tconv_anim.core.errors import SpecError
from tconv_anim.options import LIKE, Option, TconvError


class LayerError(TconvError):
    """A layer that cannot be read; `parameters` holds the column, counted from 1, where one is to blame."""

    sentences: ClassVar[Mapping[str, str]] = {
        "not_text": "{layer} is not text: write a call in quotation marks, such as \"Conv2d(1, 1, 3)\"",
        "no_call": "layer text, {at}: expected the call of a layer, such as Conv2d(1, 1, 3)",
        "no_call:weights": "{file} is a file of weights, and not the call of a layer: write the layer, such as "
                           "\"ConvTranspose2d(2, 1, 3, stride=2)\", and name the file with {weight:option}",
        "no_call:file": "{file} is not the call of a layer: write \"@{file}\" to read the layers of a file",
        "not_closed": "layer text, {at}: expected {bracket}",
        "nested_too_deep": "the layer's text has too many nested brackets: write one call, such as Conv2d(1, 1, 3)",
        "unpacked": "layer text, {at}: only running it would show what {text} holds: write its arguments, such as "
                    "{argument}=3",
        "array": "layer text, {at}: {argument} of {call} is an array, not {text}: write its name, or a layer such as "
                 "Conv2d(1, 1, 3)",
        "long_number": "layer text, {at}: expected a smaller number",
        "no_value": "layer text, {at}: {text} has no value that can be used: write a number",
        "not_given": "layer text, {at}: nothing gives {text}: add {option:option}, or {name} to {let:option}",
        "not_given:name": "layer text, {at}: nothing gives {text}: add {name} to {let:option}, or write its value",
        "not_given:option": "layer text, {at}: nothing gives {text}: add {option:option}, or write a number",
        "long_text": "the layer's text has more than {most} characters: keep only the lines with the layer",
        "several_layers": "the text has {several:count layer}, {layers}: choose one with "
                          "{pick:option}, or several that run one after the other, such as 1,2 or all",
        "unknown_pick": "{pick} is no layer of the text: use {layers}",
        "no_class_name": "a configuration alone does not say which layer it is: add its class_name, such as "
                         '{{"class_name": "Conv2DTranspose", "config": {{...}}}}',
        "summary": "a summary of a model does not show its kernels: write a layer's call, or what get_config() or "
                   "print() gives",
        "like_beside_name": "{like} does not go with {call} of {framework}: leave it out",
        "unread_framework": "{call} of {framework} is not read: write it as PyTorch does, such as {example}",
        "two_convolutions": "{call} of {framework} is two convolutions, one after the other: write two layers, "
                            "{depthwise} and {pointwise}",
        "unread_convolution": "{call} of {framework} is not read, as it is no plain convolution: write a layer such as "
                              "Conv2d(1, 1, 3)",
        "unread_argument": "{call} of {framework} with {argument} is not read: {accepted}",
        "both_paddings": "{call} of {framework} takes auto_pad or pads, but not both: leave one of them out",
        "no_output_shape": "{argument} does not go with an input of size {extent:size}: {call} of {framework} takes "
                           "{accepted}",
        "not_a_literal": "layer text, {at}: expected a number, a tuple of numbers or a word for {argument}",
        "too_many_arguments": "layer text, {at}: {call} takes {most:count argument} at most",
        "misspelled_argument": "layer text, {at}: unknown argument {argument}: did you mean {near}?",
        "unknown_argument": "layer text, {at}: unknown argument {argument}: {call} takes {known:all}",
        "repeated_argument": "layer text, {at}: {argument} is given twice: leave one out",
        "missing_argument": "{call} needs {argument}: add it, such as {argument}=3",
        "misspelled_layer": "layer {call:quoted} is not known: did you mean {near}?",
        "unknown_layer": "layer {call:quoted} is not known: use {known:either}",
        "unknown_layer:framework": "layer {call:quoted} of {framework} is not known: use {known:either}",
        "three_dimensions": "layer {call:quoted} has three dimensions: use a layer with one or two",
        "unread_layer": "layer {call:quoted} is not read: use {hint} instead of a layer",
        "unknown_word": "{call} of {framework} does not know {argument}: use {known:either}",
        "output_padding_range": "{argument} is out of range for {call} of {framework}: use {accepted}",
        "strides_and_dilation": "{call} of {framework} takes strides or dilation_rate above 1, but not both: "
                                "set one of them to 1",
        "uneven_pooling": "{call} with {argument} reads one cell more at the end, which needs strides above 1: "
                          "use them, an odd pool_size or padding='valid'",
        "negative_pads": "{argument} has a negative number, which {framework} does not take: use 0 or more",
        "wrong_shape": "{argument} is not the shape of an input: write {accepted}",
        "shape_and_size": "{argument} does not go with an input of size {extent:size}: leave one out",
        "shape_and_channels": "{argument} does not go with an input of {channel_count:count channel}: leave one out",
    }  # fmt: skip


class ArgumentError(SpecError):
    """An argument of a layer that has too few or too many numbers, or none that is whole."""

    sentences: ClassVar[Mapping[str, str]] = {
        "param_length": "{argument:option} has the wrong length: give {accepted}",
        "non_integer_param": "{argument} is not a whole number: give one, such as 2",
    }


def refuse_length(name: str, value: Any, accepted: str, *, is_option: bool = False) -> NoReturn:
    """Refuse an argument that has too few or too many numbers.

    Raises
    ------
    ArgumentError
    """
    argument = name if is_option else f"{name}={value!r}"
    raise ArgumentError("param_length", {"argument": argument, "accepted": accepted})


class CodeError(TconvError):
    """What a framework has no call for; the hint names the frameworks that have one."""

    own_options: Mapping[str, Option] = {"like": LIKE}
    sentences: ClassVar[Mapping[str, str]] = {
        "unknown_framework": "{like} is not known: use {known:either}",
        "no_script": "there is no script for {asked}: one can be written for {known:either}",
        "letters": "letters are no numbers of {framework}: give numbers",
        "no_call": "{framework} has no call for this {asked}: use {hint}",
        "no_layer": "{framework} has no layer for this {asked}: use {hint}",
        "groups": "{framework} has no transposed convolution with groups: use {hint}",
        "stride_and_dilation": "{framework} has no transposed convolution with both stride and dilation above 1: "
                               "use {hint}",
        "crop": "{framework} has no pads and output_padding that crop this output: use {hint}",
        "pads": "Conv of {framework} only pads, and only with zeros: use {hint}",
    }  # fmt: skip
