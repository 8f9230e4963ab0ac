"""ConvSpec: sizes, normalisation, and errors with their ways out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.errors import SpecError


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


@given(st.data())
def test_what_an_error_proposes_works(data):
    """Each way out of a mistake leads to a convolution, or to another mistake that was there as well."""
    op = data.draw(st.sampled_from(["conv", "conv_transpose"]))
    number, pair = st.integers(1, 4), st.tuples(st.integers(1, 4), st.integers(1, 4))
    size = number | pair
    words = {"input_size": data.draw(size), "kernel_size": data.draw(size), "stride": data.draw(size),
             "padding": data.draw(st.integers(-1, 4) | st.sampled_from(["same", "valid"])),
             "dilation": data.draw(number), "output_padding": data.draw(st.integers(0, 3)),
             "padding_mode": data.draw(st.sampled_from(["zeros", "reflect", "circular"])),
             "groups": data.draw(number), "in_channels": data.draw(number)}  # fmt: skip
    words["out_channels"] = words["in_channels"]
    try:
        ConvSpec(op, **words)
    except SpecError as error:
        assert error.hint
        for way in error.hint:
            try:
                ConvSpec(op, **words | way)
            except SpecError as other:
                assert other.kind != error.kind, way


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


def test_the_ways_out_of_one_mistake_all_work():
    words = {"input_size": 3, "kernel_size": 9, "padding_mode": "reflect"}
    with pytest.raises(SpecError) as caught:
        ConvSpec("conv", **words)
    assert caught.value.hint == ({"input_size": (9, 9)},), "padding=3 would be too large to reflect"
    for way in caught.value.hint:
        ConvSpec("conv", **words | way)


def test_numbers_beyond_reason_are_refused():
    with pytest.raises(SpecError) as caught:
        ConvSpec("conv", 3, 3, 10**400)
    assert caught.value.kind == "too_large"
