"""Advice works: every way out that an error proposes is followed, in Python and on the command line."""

import re
import shlex
from functools import partial
from typing import ClassVar

import pytest

from tconv_anim.animation import animate
from tconv_anim.cli.notes import doubts
from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.record import record
from tconv_anim.core.solve import inverse
from tconv_anim.frameworks import to_layer
from tconv_anim.options import TconvError, subclasses
from tconv_anim.recipes.arguments import arguments_of
from tconv_anim.recipes.reading import given, parse_words
from tconv_anim.scenes.timeline import too_short

from .command import mistake, run

COMMANDS = [
    ("unknown_dims", "--op pixel_shuffle --dims 1"),
    ("unknown_dims", "--op linear --dims 2"),
    ("matrix_of_channels", "--op fold --channels 2:1"),
    ("not_columns", "--op fold --input-size 5x4 --output-size 3 --kernel 2"),
    ("negative_padding", "--padding -1"),
    ("negative_padding", "--layer 'Conv2d(1, 1, kernel_size=3, padding=-1)'"),
    ("negative_output_padding", "--output-padding -1 --stride 2"),
    ("nonpositive_stride", "--stride 0x2"),
    ("nonpositive_dilation", "--op max_pool --dilation 0"),
    ("nonpositive_groups", "--groups 0"),
    ("nonpositive_factor", "--op pixel_unshuffle --downscale-factor 0"),
    ("nonpositive_divisor", "--op avg_pool --divisor-override -2"),
    ("empty_kernel", "--kernel 0"),
    ("empty_spatial_input", "--op nearest --input-size 0x3"),
    ("string_padding_in_transposed", "--padding same"),
    ("padding_mode_in_transposed", "--padding-mode reflect"),
    ("output_padding_in_conv", "--op conv --output-padding 1"),
    ("param_length:pairs", "--op conv --dims 1 --padding 0:1x0:2"),
    ("param_length:output_padding", "--padding 0:1 --output-padding 1 --stride 2"),
    ("same_with_stride", "--op conv --padding same --stride 2 --dilation 2"),
    ("groups_not_dividing_channels", "--groups 4 --channels 6:10"),
    ("groups_not_dividing_channels", "--layer 'Conv2d(in_channels=3, out_channels=2, kernel_size=3, groups=2)'"),
    ("reflect_padding_too_large", "--op conv --padding 4x1 --padding-mode reflect"),
    ("circular_padding_too_large", "--op conv --padding 4x1 --padding-mode circular"),
    ("kernel_larger_than_padded_input", "--op conv --kernel 5 --padding 0x2"),
    ("kernel_larger_than_padded_input", "--layer 'Conv2d(1, 1, 7)' --input-size 4"),
    ("kernel_larger_than_padded_input", "--op resize_conv --kernel 9x3 --padding valid --scale-factor 1.5x2"),
    ("kernel_larger_than_padded_input", "--op resize_conv --kernel 9x3 --padding valid --output-size 4"),
    ("kernel_larger_than_padded_input:dilated", "--op conv --dilation 3"),
    ("output_padding_too_large", "--output-padding 2x0"),
    ("output_padding_too_large", "--layer 'ConvTranspose2d(1, 1, kernel_size=3, output_padding=1)'"),
    ("output_padding_too_large:dilated", "--output-padding 3 --dilation 2x3"),
    ("output_size_too_small", "--padding 4x0"),
    ("output_size_too_small", "--layer 'ConvTranspose2d(1, 1, 3, padding=4)'"),
    ("neither_size_nor_scale_factor", "--layer 'Upsample(mode=\"nearest\")'"),
    ("nonpositive_output_size", "--op nearest --output-size 0"),
    ("nonpositive_output_size", "--op bilinear --scale-factor 0.1"),
    ("nonpositive_output_size", "--layer 'Upsample(size=0)'"),
    ("pool_padding_gt_half_kernel", "--op max_pool --padding 2"),
    ("output_size_too_small:pool", "--op avg_pool --kernel 9x2"),
    ("output_size_too_small:pool", "--layer 'MaxPool2d(kernel_size=9)' --input-size 4"),
    ("window_in_padding", "--op max_pool --input-size 1x4 --padding 1 --dilation 2x1"),
    ("output_size_out_of_range:factor", "--op compare --ops nearest --output-size 7"),
    ("channels_not_divisible", "--op pixel_shuffle --channels 3:1 --upscale-factor 2"),
    ("channels_not_divisible:factors", "--op compare --ops pixel_shuffle --output-size 6x9"),
    ("size_not_divisible", "--op pixel_unshuffle --input-size 4x7 --downscale-factor 3"),
    ("channels_of_arrays", "--input '[[[1]], [[2]]]' --channels 3:1"),
    ("stamps_of_channels", "--still stamps --channels 2:1"),
    ("stamps_of_channels", "--still stamps --layer 'Conv2d(in_channels=2, out_channels=3, kernel_size=3)'"),
    ("cells_twice", "--view connections --cells '0,0;0,0'"), ("no_such_cell", "--view connections --cells '9,9'"),
    ("too_many_cells", "--view receptive_field --cells '0,0;1,1'"),
    ("channels_of_op", "--op nearest --channels 2:3"),
    ("few_colors", "--colors 2"),
    ("too_small", "--size 60"),
    ("too_large", "--op conv --input-size 8x200 --kernel 7x199 --style flat --no-numbers --no-caption"),
    ("too_large", "--stride 1000000000000"),
    ("too_large", "--op conv --input-size 900 --kernel 899 --style flat --max-steps 1"),
    ("too_large:cells", "--layer 'Conv2d(1, 1, kernel_size=10001, padding=5000)'"),
    ("too_large:cells", "--op max_pool --input-size 2000x3 --channels 300:300 --max-steps 1"),
    ("too_large:cells", "--layer 'ConvTranspose2d(1, 1, kernel_size=3, stride=900)'"),
    ("too_large:steps", "trace --op pixel_shuffle --input-size 4000 --no-steps"),
    ("too_large:products", "trace --op conv --input-size 900 --kernel 800 --no-steps"),
    ("too_large:terms", "--op conv --input a --input-size 20 --kernel 17"),
    ("too_large:letters", "--op conv --input a --input-size 90"),
    ("no_backward", "--op conv --input-size 2 --kernel 1 --gradient '1,2;3,4'"),
    ("no_gradient:padding_mode", "--op conv --padding 1 --padding-mode reflect --view gradient"),
    ("too_large:bytes", "trace --channels 500:30000 --kernel 2"),
    ("too_large:bytes", "code --like jax --op pixel_shuffle --upscale-factor 200 --input-size 1"),
    ("too_large:matrix", "--view matrix --input-size 10 --max-steps 1"),
    ("too_large:channels", "--view matrix --input-size 2 --kernel 1 --channels 5:1"),
    ("too_large:connections", "--op avg_pool --view connections --input-size 350 --kernel 30 --stride 3 --max-steps 1"),
    ("only_planes", "--op nearest --dims 1 --view pixels"),
    ("steps_not_from_one", "--steps 0:4"),
    ("no_steps", "--steps 20:30"),
    ("no_such_step", "--still 10"),
    ("too_large:stamps", "--still stamps --input-size 9"),
    ("too_large:card", "--still card --input-size 15 --stride 2"),
    ("size_of_aspect", "--aspect 16:9 --size 640x480"),
    ("too_large:steps", "--input-size 46 --kernel 1 --no-numbers"),
    ("unread_layer", "--layer 'tf.nn.depth_to_space(x, 2)'"),
    ("max_kb_too_small", "--dims 1 --input-size 2 --kernel 1 --max-kb 1"),
    ("max_kb_too_small_thinned", "--max-kb 1"),
    ("max_kb_too_small_kept", "--size 500 --max-kb 1"),
    ("no_call", "code --like flax --op bilinear"),
    ("groups", "code --like keras --groups 2 --channels 2:2"),
    ("stride_and_dilation", "code --like keras --stride 2 --dilation 2"),
    ("no_inverse", "solve --inverse-of 'ConvTranspose2d(1, 1, 3, dilation=2, output_padding=1)' --input-size 3"),
    ("unsolved:smaller", "solve --input-size 5 --output-size 40 --op conv"),
    ("unsolved:larger", "solve --input-size 5 --output-size 9x8 --kernel 3x1..3 --stride 3 --padding 0"),
    ("unsolved:between", "solve --dims 1 --input-size 5 --output-size 4 --kernel 1 --op conv"),
    ("unsolved:none", "solve --input-size 3 --output-size 4x5 --output-padding 0x2 --stride 2 --dilation 1"),
]  # fmt: skip
"""A mistake of each kind whose sentence proposes options, as the command line."""

CALLS = [
    ("too_large:time", animate, {"step_ms": 600_000, "hold_ms": 600_000}),
    ("too_large:time", animate, {"step_ms": 600_000, "hold_ms": 600_000, "input_size": 4, "pace": "lesson"}),
    ("missing_parameter", record, {"op": "max_pool", "input": [[1, 2], [3, 4]]}),
    ("neither_size_nor_scale_factor", record, {"op": "nearest", "input": [[1, 2]]}),
    ("non_boolean_param", record, {"op": "max_pool", "input": [[1, 2], [3, 4]], "kernel_size": 2, "ceil_mode": 2}),
    ("channel_mismatch:nonpositive", ConvSpec, {"op": "conv", "input_size": 3, "kernel_size": 3, "out_channels": 0}),
    ("output_size_too_small:unpool", record, {"op": "max_unpool", "input": [[1]], "indices": [[0]], "kernel_size": 2,
                                              "padding": 1, "dims": 2}),
    ("output_size_out_of_range", record, {"op": "max_unpool", "input": [[1]], "indices": [[0]], "kernel_size": 2,
                                          "output_size": 9, "dims": 2}),
    ("no_inverse", lambda **given: inverse(ConvSpec("conv_transpose", 3, 3, dilation=2, **given)),
     {"output_padding": 1}),
    ("no_layer", partial(to_layer, ConvSpec("conv", 3, 3, padding=1, padding_mode="reflect")), {"like": "keras"}),
    ("crop", partial(to_layer, ConvSpec("conv_transpose", 2, 2, padding=((-1, 0), (0, 0)))), {"like": "onnx"}),
    ("pads", partial(to_layer, ConvSpec("conv", 2, 2, padding=1, padding_mode="reflect")), {"like": "onnx"}),
    ("one_number", lambda **given: _undoubted(given), {"input": "8"}),
    ("too_short", lambda **given: _lasting(animate(motion="smooth", traced=False, **given)), {"step_ms": 799}),
    ("left_out:all", lambda **given: _shown(animate(stride=2, padding=1, **given)), {"size": (480, 480)}),
    ("left_out:some", lambda **given: _shown(animate(input_size=5, kernel_size=2, view="matrix", **given)),
     {"steps": range(1, 2), "size": (1280, 720)}),
    ("left_out:some", lambda **given: _shown(animate(input_size=4, view="matrix", **given)),
     {"steps": range(1, 2), "aspect": "16:9"}),
]  # fmt: skip
"""A mistake of each kind that no command line makes, and those of the core alone."""


class OneWayError(TconvError):
    """One way out of an error, in the words of its sentence."""

    sentences: ClassVar = {"way": "{hint}"}


def _shown(animation):
    if animation.left_out is not None:
        raise animation.left_out


def _undoubted(given):
    for doubt in doubts(given):
        raise doubt


def _lasting(animation):
    if (error := too_short(animation)) is not None:
        raise error


def words_of(error, way):
    """What the sentence says of one way."""
    alone = OneWayError("way", hint=[way])
    alone.own_options = error.own_options
    return alone.text(command_line=True)


def with_arguments(layer, arguments):
    """The text of a layer with other arguments, each of which is in place of one of its name."""
    for name, value in arguments.items():
        layer, count = re.subn(rf"\b{name}=[^,)]+", f"{name}={value}", layer)
        if not count:
            layer = f"{layer.rstrip(')')}{'' if layer.endswith('()') else ', '}{name}={value})"
    return layer


def follow(words, advice):
    """A command line with what the advice says in place of options of these names."""
    if advice.startswith(("--layer with ", "--inverse-of with ")):
        option, _, arguments = advice.partition(" with ")
        place = words.index(option) + 1
        changed = with_arguments(words[place], dict(each.split("=", 1) for each in arguments.split(" and ")))
        return [*words[:place], changed, *words[place + 1 :]]
    counts = re.findall(r"(\d+) (in|out)put channel", advice)
    if counts:
        both = dict(zip(("in", "out"), words[words.index("--channels") + 1].split(":"), strict=True))
        both |= {side: count for count, side in counts}
        advice = f"--channels {both['in']}:{both['out']}"
    for option, value in (shlex.split(part) for part in re.split(r" and (?=--)", advice)):
        for old in (option, "--layer") if option == "--op" else (option,):
            if old in words:
                place = words.index(old)
                words = [*words[:place], *words[place + 2 :]]
        words = [*words, option, value]
    return words


@pytest.mark.parametrize(("case", "line"), COMMANDS, ids=[line for _, line in COMMANDS])
def test_what_a_command_proposes_works(case, line, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    words = shlex.split(line)
    error = mistake(*words)
    assert error.case == case
    assert error.hint
    for way in error.hint:
        advice = words_of(error, way)
        assert advice in error.text(command_line=True)
        output = [] if words[0] in ("code", "solve", "trace") else ["-o", "x.gif" if "--max-kb" in words else "x.png"]
        result = run(*follow(words, advice), *output)
        assert result.exit_code == 0, result.stderr


PICTURES = [row for row in COMMANDS if row[1].startswith("-") and "--max-kb" not in row[1]]


@pytest.mark.parametrize(("case", "line"), PICTURES, ids=[line for _, line in PICTURES])
def test_what_python_proposes_works(case, line):
    keywords = arguments_of(given(parse_words(shlex.split(line), "").options))
    with pytest.raises(TconvError) as caught:
        animate(**keywords).check_drawable()
    assert caught.value.case == case
    for way in caught.value.hint:
        changed = {**keywords, **way}
        if isinstance(changed.get("layer"), dict):
            changed["layer"] = with_arguments(keywords["layer"], changed["layer"])
        elif "op" in way:
            del changed["layer"]
        animate(**changed).check_drawable()


@pytest.mark.parametrize(("case", "call", "keywords"), CALLS, ids=[case for case, *_ in CALLS])
def test_what_a_function_proposes_works(case, call, keywords):
    with pytest.raises(TconvError) as caught:
        call(**keywords)
    assert (caught.value.case, bool(caught.value.hint)) == (case, True)
    for way in caught.value.hint:
        call(**{**keywords, **way})


def test_every_sentence_that_proposes_options_is_followed():
    followed = {case for case, *_ in (*COMMANDS, *CALLS)}
    ours = [error for error in subclasses() if error.__module__.startswith("tconv_anim.")]
    proposing = {case for error in ours for case, sentence in error.sentences.items() if "{hint}" in sentence}
    assert proposing - followed == set()
