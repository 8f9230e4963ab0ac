"""Gradients: those of torch.autograd, and how much an output grows in whole numbers if an argument does."""

import json
from pathlib import Path

import numpy as np
import pytest

from tconv_anim import record
from tconv_anim.core.gradient import gradients
from tconv_anim.core.linear import transpose

LINES = (Path(__file__).parent / "data" / "gradients.jsonl").read_text(encoding="utf-8").splitlines()
CASES = [json.loads(line) for line in LINES]  # made by data/make_gradients.py
ARGUMENTS = {"input": "of_input", "weight": "of_weight", "bias": "of_bias"}


def traced(case, **changed):
    arrays = {name: case[name] for name in ARGUMENTS} | changed
    return record(case["op"], arrays["input"], arrays["weight"], arrays["bias"], **case["parameters"])


@pytest.mark.parametrize("case", CASES, ids=range(len(CASES)))
def test_gradients_are_those_of_autograd(case):
    found = gradients(traced(case), case["gradient"])
    assert found.input.output.tolist() == case["of_input"]
    assert found.of_weight.tolist() == case["of_weight"]
    assert found.of_bias.tolist() == case["of_bias"]
    assert np.array_equal(found.input.output, transpose(traced(case), case["gradient"]).output)


@pytest.mark.parametrize("case", CASES[:12], ids=range(12))
@pytest.mark.parametrize("argument", ARGUMENTS)
def test_a_gradient_is_how_much_the_loss_grows_with_an_argument(case, argument):
    """L = sum of g*y is linear in each argument, so a step of 1 in whole numbers is exact."""
    g, plain = np.array(case["gradient"]), traced(case)
    found = gradients(plain, g)
    expected = found.input.output if argument == "input" else getattr(found, ARGUMENTS[argument])
    assert expected.dtype.kind == "i"
    values = np.array(case[argument])
    for at in list(np.ndindex(values.shape))[::7]:
        more = values.copy()
        more[at] += 1
        grown = traced(case, **{argument: more}).output - plain.output
        assert (g * grown).sum() == expected[at], f"{argument}{at}"


@pytest.mark.parametrize("case", CASES, ids=range(len(CASES)))
def test_the_backward_pass_of_one_is_the_other(case):
    other = {"conv": "conv_transpose", "conv_transpose": "conv"}
    found = gradients(traced(case), case["gradient"])
    assert found.input.spec.op == other[case["op"]]
    assert np.array_equal(found.input.weight, case["weight"]), "the same kernel"
