"""ConvSpec: sizes, normalisation, and errors in one sentence with the way out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tconv_anim.core.errors import SpecError
from tconv_anim.core.spec import ConvSpec


def brute_force_size(i: int, k: int, s: int, p: int, d: int) -> int:
    """How many windows of a dilated kernel fit into the padded input."""
    return len([q for q in range(i + 2 * p) if q % s == 0 and q + d * (k - 1) < i + 2 * p])


@given(st.integers(1, 9), st.integers(1, 5), st.integers(1, 4), st.integers(0, 5), st.integers(1, 3))
def test_conv_has_as_many_output_cells_as_windows_fit(i, k, s, p, d):
    windows = brute_force_size(i, k, s, p, d)
    try:
        assert ConvSpec("conv", i, k, s, p, d).output_size == (windows, windows)
    except SpecError as error:
        assert error.kind == "kernel_larger_than_padded_input"
        assert windows == 0


@given(st.integers(1, 9), st.integers(1, 5), st.integers(1, 4), st.integers(0, 5), st.integers(1, 3))
def test_conv_transpose_restores_the_size_that_conv_started_from(i, k, s, p, d):
    try:
        forward = ConvSpec("conv", i, k, s, p, d)
    except SpecError:
        return
    output_padding = (i + 2 * p - (d * (k - 1) + 1)) % s
    back = ConvSpec("conv_transpose", forward.output_size, k, s, p, d, output_padding)
    assert back.output_size == forward.input_size
    assert back.small_size == forward.small_size
    assert back.big_size == forward.big_size
    assert back.placements == forward.placements


def test_a_number_stands_for_every_axis_and_two_axes_are_the_default():
    spec = ConvSpec("conv", (5, 7), 3, stride=2)
    assert (spec.kernel_size, spec.stride, spec.padding) == ((3, 3), (2, 2), (0, 0))
    assert ConvSpec("conv", 5, 3).input_size == (5, 5)
    assert ConvSpec("conv", (5,), (3,)).ndim == 1


def test_same_padding_puts_the_odd_cell_at_the_end():
    assert ConvSpec("conv", 5, (4, 3), padding="same").pads == ((1, 2), (1, 1))
    assert ConvSpec("conv", 5, (4, 3), padding="same").output_size == (5, 5)


def test_output_padding_moves_the_end_of_the_crop():
    assert ConvSpec("conv_transpose", 3, 3, 2, 1, output_padding=1).crops == ((1, 0), (1, 0))
    assert ConvSpec("conv_transpose", 3, 3, padding=((0, 1), (2, -1))).output_size == (4, 4)


def test_a_conv_has_no_crops():
    with pytest.raises(AttributeError, match="crops belong to conv_transpose"):
        _ = ConvSpec("conv", 3, 3).crops


@pytest.mark.parametrize(
    ("arguments", "kind", "sentence"),
    [
        (("conv", 3, 5), "kernel_larger_than_padded_input",
         "kernel 5x5 does not fit the padded input 3x3: use padding 1 or input size 5"),
        (("conv", (3, 9), 3, 1, 0, 2), "kernel_larger_than_padded_input",
         "kernel 3x3 (dilation 2 spreads it to 5x5) does not fit the padded input 3x9: "
         "use padding 1x0 or input size 5x9"),
        (("conv_transpose", 3, 3, 2, 0, 1, 2), "output_padding_too_large",
         "output_padding 2 is not smaller than stride 2 or dilation 1: use output_padding 1 or stride 3"),
        (("conv", 3, 3, 0), "nonpositive_stride", "stride 0x0 is not positive: use stride 1 or more"),
        (("conv", 3, 3, 1, -1), "negative_padding", "padding -1x-1 is negative: use padding 0 or more"),
        (("conv_transpose", 2, 2, 1, 2), "output_size_too_small",
         "padding 2 crops the whole 3x3 canvas: use padding 1 or input size 4"),
        (("conv", 3, 3, 1.5), "non_integer_param", "stride 1.5 is not a whole number: give one, such as 2"),
        (("conv", 3, 3, (1, 1, 1)), "param_length",
         "stride 1x1x1 has 3 numbers: give one, or one for each of 2 axes"),
        (("conv", (1, 2, 3), 3), "param_length",
         "a size of 3 axes is not supported: give one or two, such as 3 or 3x5"),
        (("conv", 3, 3, 2, "same"), "same_with_stride",
         "padding 'same' needs stride 1, not 2x2: give padding as a number"),
        (("deconv", 3, 3), "unknown_op", "op 'deconv' is not known: use conv or conv_transpose"),
        (("conv", 3, 3, 1, 0, 1, 1), "output_padding_in_conv",
         "output_padding belongs to conv_transpose: leave it 0 or use op conv_transpose"),
    ],
)  # fmt: skip
def test_a_mistake_is_one_sentence_with_the_way_out(arguments, kind, sentence):
    with pytest.raises(SpecError) as caught:
        ConvSpec(*arguments)
    assert (caught.value.kind, str(caught.value)) == (kind, sentence)


@given(st.data())
def test_what_an_error_proposes_works(data):
    """Taking the proposed padding or input size removes the error it was proposed for."""
    import re

    op = data.draw(st.sampled_from(["conv", "conv_transpose"]))
    number = st.integers(1, 4)
    words = {"input_size": data.draw(number), "kernel_size": data.draw(number), "stride": data.draw(number),
             "padding": data.draw(st.integers(0, 4)), "dilation": data.draw(number)}  # fmt: skip
    try:
        ConvSpec(op, **words)
    except SpecError as error:
        assert error.kind in ("kernel_larger_than_padded_input", "output_size_too_small")
        for name, proposed in re.findall(r"(padding|input size) (\d+)(?= or|$)", str(error)):
            better = words | {name.replace(" ", "_"): int(proposed)}
            ConvSpec(op, **better)


@given(
    st.text(max_size=3) | st.floats() | st.booleans() | st.none() | st.integers(-3, 5) | st.lists(st.integers(-1, 3))
)
def test_any_nonsense_is_a_spec_error_and_nothing_else(value):
    for name in ("stride", "padding", "dilation", "output_padding", "kernel_size", "input_size", "groups"):
        words = {"input_size": 3, "kernel_size": 3} | {name: value}
        try:
            ConvSpec("conv_transpose", **words)
        except SpecError as error:
            assert error.kind
            assert "\n" not in str(error)


@given(st.data())
def test_what_an_error_proposes_for_output_padding_works(data):
    pair = st.tuples(st.integers(1, 4), st.integers(1, 4))
    words = {"stride": data.draw(pair), "dilation": data.draw(pair), "output_padding": data.draw(pair)}
    try:
        ConvSpec("conv_transpose", 5, 3, **words)
    except SpecError as error:
        assert error.kind == "output_padding_too_large"
        less = str(error).split("use output_padding ")[1].split(" or ")[0]
        ConvSpec("conv_transpose", 5, 3, **words | {"output_padding": tuple(map(int, (less.split("x") * 2)[:2]))})


def test_numbers_beyond_reason_are_refused():
    with pytest.raises(SpecError, match="stride is larger than any convolution's: use 1000000000 or less"):
        ConvSpec("conv", 3, 3, 10**400)
