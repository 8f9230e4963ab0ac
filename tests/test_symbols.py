"""Letters instead of numbers: exact in the core, set as mathematics in pictures, text everywhere else."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tconv_anim.animation import animate
from tconv_anim.core.linear import matrix, replay
from tconv_anim.core.operation import Arrays
from tconv_anim.core.ops import get_op
from tconv_anim.core.record import record
from tconv_anim.core.symbols import as_symbols, differ, family, is_symbolic
from tconv_anim.core.symbols.mathematics import UPRIGHT, cell_lines, plain, runs, sum_text
from tconv_anim.core.symbols.polynomial import Polynomial, parse
from tconv_anim.core.trace import Trace, run
from tconv_anim.formats import read_comment
from tconv_anim.frameworks import CodeError, to_code
from tconv_anim.options import TconvError, op_names
from tconv_anim.recipes.arrays import read_array
from tconv_anim.recipes.request import Request
from tconv_anim.renderer.fonts import TEXT, measure
from tconv_anim.renderer.marks import Text
from tconv_anim.scenes.views import views_for

from .pictures import faults_of
from .strategies import recorded

SQUARE = [["a", "b"], ["c", "d"]]
LINEAR = [op for op in op_names() if get_op(op).linear and op != "overlap_count"]


def numbers_in(array: np.ndarray, values: dict[str, Any]) -> np.ndarray:
    """An array of letters with numbers for its letters."""
    flat = [cell.substituted(values) if isinstance(cell, Polynomial) else cell for cell in array.ravel().tolist()]
    return np.array(flat, object).reshape(array.shape)


def lettered(trace: Trace) -> tuple[Trace, dict[str, Any]]:
    """The same operation of letters, and the numbers that they stand for."""
    names = {"input": "x", "weight": "w", "bias": "b"}
    values: dict[str, Any] = {}

    def letters(name: str, array: np.ndarray | None) -> np.ndarray | None:
        if array is None:
            return None
        made = family(names[name], array.shape, 1)
        exact = [Fraction(value) for value in array.ravel().tolist()]
        values.update({str(cell): value for cell, value in zip(made.ravel().tolist(), exact, strict=True)})
        return made

    def arrays(part: Trace, x: np.ndarray) -> Arrays:
        own = {name: letters(name, getattr(part, name)) for name in ("weight", "bias")}
        return Arrays(x, **own, indices=part.indices, stages=tuple(arrays(stage, x) for stage in part.stages))

    return run(trace.spec, arrays(trace, letters("input", trace.input))), values


def products_of(trace: Trace) -> int:
    """How much work it is."""
    return sum(step.blocks.size for stage in trace.stages or (trace,) for step in stage.steps)


@pytest.mark.parametrize("op", LINEAR)
def test_numbers_put_in_for_the_letters_give_every_number_of_every_step(op):
    @given(recorded(op).filter(lambda trace: products_of(trace) < 150))
    @settings(max_examples=4, deadline=None)
    def holds(trace: Trace) -> None:
        made, values = lettered(trace)
        for one, other in zip(made.stages or (made,), trace.stages or (trace,), strict=True):
            assert is_symbolic(one.output)
            pairs = [(one.output, other.output)]
            pairs += [
                (getattr(a, name), getattr(b, name))
                for a, b in zip(one.steps, other.steps, strict=True)
                for name in ("before", "after", "products", "total", "values")
            ]
            for letters, numbers in pairs:
                np.testing.assert_allclose(numbers_in(letters, values).astype(float), numbers, rtol=1e-12, atol=1e-11)
        assert not differ(replay(made), made.output).any()
        if made.last.bias is None:
            assert not differ(matrix(made) @ made.input.ravel(), made.output.ravel()).any()

    holds()


def test_the_classic_sums_of_a_transposed_convolution():
    made = record("conv_transpose", SQUARE, family("w", (3, 3)), stride=2)
    assert str(made.output[0, 2, 2]) == "a*w22 + b*w20 + c*w02 + d*w00"
    column = [str(cell) for cell in matrix(made).dense()[:, 0] if cell]
    assert column == [f"w{i}{j}" for i in range(3) for j in range(3)]


@pytest.mark.parametrize(
    ("text", "written"),
    [("0a", "0"), ("1a", "a"), ("2a", "2*a"), ("-a", "-a"), ("a - a", "0"), ("b*a", "a*b"), ("a*a", "a^2"),
     ("0.5a + 1/2*a", "a"), ("w₁₀·x", "w10*x"), ("b + a*c - 3", "a*c + b - 3"), ("1e2e", "100*e"), ("α", "α")],
)  # fmt: skip
def test_products_are_simplified(text, written):
    assert str(parse(text)) == written
    assert parse(written) == parse(text)


def test_python_takes_letters_and_numbers_written_as_on_the_command_line():
    read = animate(input="a,b;c,d", weight="1,2;3,w", bias="-1").trace
    listed = animate(input=SQUARE, weight=[[1, 2], [3, "w"]], bias=[-1]).trace
    assert read == listed
    assert animate(input="[[1, 2], [3, 4]]", weight="1,2").trace == animate(input="1,2;3,4", weight=[[1, 2]]).trace
    for kind, options in (
        ("not_a_number", {"input": "x.npy"}), ("not_numbers", {"input": "photograph"}),
        ("unequal_rows", {"weight": "1,2;3"}), ("unknown_weight", {"weight": "circle"}),
    ):  # fmt: skip
        with pytest.raises(TconvError) as caught:
            animate(**options)
        assert caught.value.kind == kind


@pytest.mark.parametrize("text", ["", "-", "a b", "a+", "+-a", "nan", "inf", "1/0a", "a_", "photograph", "a!", "a,b"])
def test_what_is_no_sum_of_letters_is_not_read(text):
    assert parse(text) is None


def test_letters_and_numbers_are_read_where_no_file_and_no_keyword_has_that_name(tmp_path, monkeypatch):
    assert read_array("input", "a,2;-3.5,2w00").tolist() == [[parse("a"), 2], [parse("-7/2"), parse("2*w00")]]
    assert read_array("weight", "w") == "w"
    assert read_array("input", '[["a", 1]]').tolist() == [[parse("a"), 1]]
    monkeypatch.chdir(tmp_path)
    (tmp_path / "w").write_text("1")
    with pytest.raises(ValueError, match="neither numbers nor the name"):
        read_array("weight", "w")
    (tmp_path / "a.csv").write_text("a,b\n1,2")
    with pytest.raises(ValueError, match="not a number"):
        read_array("input", "a.csv")
    assert Request.of(weight="box").box


def test_a_letter_stands_for_an_array_whose_cells_have_an_index_from_0():
    made = Request.of("conv", input="x", weight="w", bias="b", kernel_size=(1, 2), in_channels=2, out_channels=2)
    found = made.record()
    assert str(found.input[1, 0, 2]) == "x102"
    assert str(found.weight[1, 0, 0, 1]) == "w1001"
    assert [str(cell) for cell in found.bias] == ["b0", "b1"]
    assert made.seed is None
    one = Request.of("conv_transpose", input="x", weight="w", bias="b", input_size=1, kernel_size=1).record()
    assert str(one.output[0, 0, 0]) == "w*x + b"
    long = Request.of("conv", input=[[0] * 12], weight="w", kernel_size=(1, 12)).record()
    assert [str(cell) for cell in long.weight[0, 0, 0, [1, 11]]] == ["w0_1", "w0_11"]


def test_a_trace_of_letters_is_text_and_is_read_back():
    made = record("bilinear", [["a", 1], [0.5, "d"]], scale_factor=2)
    document = json.loads(made.to_json(steps=False))
    assert document["input"] == [[["a", 1], [0.5, "d"]]]
    assert document["output"][0][1][1] == "9/16*a + 1/16*d + 9/32"
    assert Trace.from_json(made.to_json()) == made
    document["output"][0][0][0] = "b"
    with pytest.raises(ValueError, match="output is not what its numbers give"):
        Trace.from_json(json.dumps(document))


def test_a_picture_carries_its_letters(tmp_path):
    path = tmp_path / "x.svg"
    animate(input=SQUARE, weight="w", kernel_size=2, stride=2).save(path)
    assert 'input = "a,b;c,d"' in read_comment(path)
    assert 'weight = "w00,w01;w10,w11"' in read_comment(path)


def test_letters_are_slanted_and_indices_lie_below_the_line():
    text = sum_text(parse("a*w01 - 2h^2 + 字"))
    assert plain(text) == "a·w₀₁ − 2·h² + 字"
    assert [part for part, italic in runs(text) if italic] == ["a", "w", "h"]
    assert measure(text.split(" ")[0], 20, TEXT) == measure("a·w₀₁", 20, TEXT)
    assert [plain(line) for line in cell_lines(parse("a - 2b + 0.75c"))] == ["a", "− 2·b", "+ 0.75·c"]


@pytest.mark.parametrize("fmt", ["svg", "pdf", "html", "gif"])
def test_every_format_writes_letters(fmt):
    data = animate(input=SQUARE, weight="w", kernel_size=2, stride=2).to_bytes(fmt)
    if fmt in ("svg", "html"):
        assert '<tspan font-style="italic">w</tspan>₀₁' in data.decode()
        assert not set(data.decode()) & UPRIGHT.keys()


def test_a_cell_shows_each_product_of_a_sum_that_fits_and_else_their_number():
    made = animate(input=SQUARE, weight="w", stride=2, style="flat")
    lines = [plain(mark.shape.text) for mark in made.marks() if mark.key[2:4] == (2, 2) and mark.key[0].part == "output"
             and isinstance(mark.shape, Text)]  # fmt: skip
    assert lines == ["a·w₂₂", "+ b·w₂₀", "+ c·w₀₂", "+ d·w₀₀"]
    small = animate("conv", input="x", weight="w", style="flat")
    assert "Σ 9" in [mark.shape.text for mark in small.marks() if isinstance(mark.shape, Text)]
    said = [mark.shape.text for mark in small.marks(1) if mark.key[0] in ("sum", "caption")]
    assert any(plain(line).startswith("w₀₀·x₀₀ + ") for line in said)
    assert "Σ 9 is a sum of 9 terms" in said


@pytest.mark.parametrize("view", [name for name in views_for("conv_transpose") if name != "pixels"])
def test_every_view_draws_letters_without_faults(view):
    size = (1000 if view == "all" else 900), 700
    made = animate(input=[["a", "2b"]], weight="w", kernel_size=2, stride=1, bias="c", view=view, size=size)
    assert faults_of(made, every=4) == []


@pytest.mark.parametrize(
    "options",
    [
        {"input": [["α", "字"], ["alpha", "−2b"]], "weight": "ω", "style": "flat", "kernel_size": 2},
        {"input": [["-a", "a+b"], [0, 0.1]], "weight": [["-w", 1], [0, "3"]]},
        {"op": "conv", "input": "x", "weight": "w", "kernel_size": 2, "still": "stamps"},
        {"op": "conv", "input": [["a", "b"]], "weight": [["u", "v"]], "pair": True, "style": "flat"},
        {"op": "conv", "input": "x", "weight": "w", "kernel_size": 2, "in_channels": 2, "style": "flat", "bias": "b"},
        {"op": "bilinear", "input": "x", "input_size": 2, "output_size": 3, "view": "connections", "theme": "dark"},
        {"op": "resize_conv", "input": "x", "input_size": 2, "weight": "w", "kernel_size": 2, "style": "flat"},
        {"op": "compare", "input": SQUARE, "ops": ["bilinear", "conv_transpose"]},
        {"op": "bilinear", "input": SQUARE, "scale_factor": 2, "view": "matrix"},
    ],
)
def test_pictures_of_letters_have_no_faults(options):
    made = animate(options.pop("op", "conv_transpose"), **options)
    assert made.left_out is None
    assert faults_of(made, every=1 if made.view == "matrix" else 4) == []  # what is in play is bold


@given(st.lists(st.tuples(st.integers(-3, 3), st.sampled_from("abc"), st.sampled_from("abc")), max_size=5))
@settings(max_examples=30, deadline=None)
def test_arithmetic_is_that_of_numbers(terms):
    values = {"a": 7, "b": -5, "c": Fraction(3, 2)}
    total = sum((factor * parse(one) * parse(other) for factor, one, other in terms), parse("0"))
    expected = sum(factor * values[one] * values[other] for factor, one, other in terms)
    assert total.substituted(values) == expected
    assert (total - 1) * 2 / 4 == parse(str(total)) / 2 - Fraction(1, 2)
    assert bool(total) == (str(total) != "0")


def test_a_number_among_letters_is_equal_to_that_number():
    assert as_symbols(np.array([2.5, 1])).tolist() == [2.5, 1]
    assert hash(parse("3")) == hash(3)
    assert float(parse("1/4")) == 0.25
    with pytest.raises(TypeError):
        float(parse("a"))


def test_letters_have_no_script():
    with pytest.raises(CodeError):
        to_code(record("conv", SQUARE, [["w"]]), "torch")


def test_sums_with_letters_are_as_large_as_those_of_numbers_may_be():
    """A factor, of letters or of none, is one that a decimal can have."""
    large = [["1e99*1e99*1e99", "a"]]
    for small, factor in ((2, 1e12), ("b", "1e12*b")):
        assert record("conv", large, [[small]]).output.size == 2
        with pytest.raises(TconvError) as caught:
            record("conv", large, [[factor]])
        assert (caught.value.kind, caught.value.case) == ("not_numbers", "not_numbers:sums")
