"""solve: every answer, and every claim that there is none, is compared with a search through everything."""

import itertools
import json
import random
from collections import defaultdict

import pytest

from tconv_anim.core.errors import SpecError
from tconv_anim.core.solve import solve

from .command import run

NAMES = ("kernel_size", "stride", "padding", "dilation")
SEEDS, QUESTIONS = 6, 100
LEAST = {"kernel_size": 1, "stride": 1, "padding": 0, "output_padding": 0, "dilation": 1}


def made(op, i, k, s, p, d, extra):
    """The output that PyTorch's formula gives; None for what PyTorch refuses."""
    if op == "conv":
        return (i + 2 * p - d * (k - 1) - 1) // s + 1 if i + 2 * p >= d * (k - 1) + 1 else None
    size = (i - 1) * s - 2 * p + d * (k - 1) + 1 + extra
    return size if size >= 1 and extra < max(s, d) else None


def everything(op, i, tried):
    """Every output of an axis, with the parameters that give it; padding may depend on the kernel."""
    for k, s, d in itertools.product(tried["kernel_size"], tried["stride"], tried["dilation"]):
        for p in tried.get("padding", range(d * (k - 1) + 1)):
            for extra in tried.get("output_padding", range(max(s, d))) if op == "conv_transpose" else [0]:
                size = made(op, i, k, s, p, d, extra)
                if size is not None:
                    yield size, (k, s, p, d, extra)


def expected(op, sizes, tried):
    """What solve is to find: what is equal on both axes, or what differs least."""
    axes = []
    for (i, o), own in zip(sizes, tried, strict=True):
        axes.append({answer for size, answer in everything(op, i, own) if size == o})
    differing = defaultdict(set)
    for answer in itertools.product(*axes):
        differing[sum(len(set(values)) > 1 for values in list(zip(*answer, strict=True))[:4])].add(answer)
    found = differing[min(differing)] if differing else set()
    return {answer for answer in found if not any(other in found for other in less_dilated(answer))}


def less_dilated(answer):
    """The same with a smaller dilation where the kernel has one tap, which dilation does not change."""
    choices = [range(1, d + 1) if k == 1 else [d] for k, _, _, d, _ in answer]
    for dilations in itertools.product(*choices):
        other = tuple((k, s, p, d, extra) for (k, s, p, _, extra), d in zip(answer, dilations, strict=True))
        if other != answer:
            yield other


def drawn(rng):
    """A question: keywords of solve, and what they try on each axis."""
    op, ndim = rng.choice(["conv", "conv_transpose"]), rng.choice([1, 2, 2])
    i, o = (tuple(rng.randint(1, 9) for _ in range(ndim)) for _ in range(2))
    if rng.random() < 0.3:
        i, o = i[:1] * ndim, o[:1] * ndim
    most = {"kernel_size": 4, "stride": 4, "padding": 3, "output_padding": 2, "dilation": 3}
    asked = {"kernel_size": range(1, 5), "dilation": range(1, 3)}
    for name in rng.sample([*LEAST], rng.randint(0, 3)):
        if name != "output_padding" or op == "conv_transpose":
            firsts = [rng.randint(LEAST[name], most[name]) for _ in range(rng.choice([1, ndim]))]
            each = [rng.choice([first, range(first, rng.randint(first, most[name]) + 1)]) for first in firsts]
            asked[name] = each[0] if len(each) == 1 else tuple(each)
    tried = [{name: axis_of(value, n) for name, value in asked.items()} for n in range(ndim)]
    last = {name: max(own[name][-1] for own in tried) for name in asked}
    strides = max(*i, *o, last.get("output_padding", 0) + 1 - 2 * last.get("padding", 0)) + 2 * last.get("padding", 0)
    wide = range(last["dilation"] * (last["kernel_size"] - 1) + 1)
    tried = [{"stride": range(1, strides + 1)} | own for own in tried]
    return op, i, o, asked, tried, [{"padding": wide} | own for own in tried]


def axis_of(value, axis):
    """What is tried on one axis."""
    each = value[axis] if isinstance(value, tuple) else value
    return each if isinstance(each, range) else range(each, each + 1)


def answer_of(spec):
    """An answer in the form of `expected`."""
    values = (spec.kernel_size, spec.stride, spec.padding, spec.dilation, spec.output_padding)
    return tuple(zip(*values, strict=True))


def check_claims(error, op, axes):
    """Whether the outputs that an error names are the nearest."""
    claims, nearest = error.parameters, []
    for i, o, own in axes:
        if (i, o) == (claims["found"], claims["wanted"]):
            outputs = {size for size, _ in everything(op, i, own)}
            smaller = max((size for size in outputs if size < o), default=None)
            nearest.append((smaller, min((size for size in outputs if size > o), default=None), o in outputs))
    assert (claims["smaller"], claims["larger"], False) in nearest
    named = (claims["smaller"] is not None, claims["larger"] is not None)
    assert error.case == "unsolved:" + {(True, True): "between", (True, False): "smaller", (False, True): "larger",
                                        (False, False): "none"}[named]  # fmt: skip


@pytest.mark.parametrize("seed", range(SEEDS))
def test_solve_finds_what_a_search_through_everything_finds(seed):
    """Where that finds nothing either, the outputs that the error names are the nearest, and each of its ways works."""
    rng = random.Random(seed)
    found, differing, none = 0, 0, 0
    for _ in range(QUESTIONS):
        op, i, o, asked, tried, wide = drawn(rng)
        sizes = list(zip(i, o, strict=True))
        wanted = expected(op, sizes, tried) or expected(op, sizes, wide)
        try:
            answers = solve(i, o, op, **asked)
        except SpecError as error:
            assert error.kind == "unsolved"
            assert not wanted
            check_claims(error, op, [(*size, own) for size, own in zip(sizes, wide, strict=True)])
            assert error.hint
            for way in error.hint:
                assert solve(**{"input_size": i, "output_size": o, "op": op} | asked | way)
            none += 1
            continue
        assert {answer_of(spec) for spec in answers} == wanted
        assert {spec.output_size for spec in answers} == {o}
        found += 1
        differing += any(len({*getattr(answers[0], name)}) > 1 for name in NAMES)
    assert min(found, differing, none) > 3


def test_the_command_limits_what_is_tried_as_python_does():
    words = "--op conv --input-size 9x12 --output-size 5x4 --kernel 3x2..3 --stride 1..3 --padding 1x0 --dilation 1"
    found = json.loads(run("solve", *words.split(), "--json").stdout)
    limits = {"kernel_size": (3, range(2, 4)), "stride": range(1, 4), "padding": (1, 0), "dilation": 1}
    expected = solve((9, 12), (5, 4), "conv", **limits)
    assert [tuple(map(tuple, (each[name] for name in NAMES))) for each in found] == [
        tuple(getattr(spec, name) for name in NAMES) for spec in expected
    ]
    assert [each["stride"] for each in found] == [[2, 3]]


def test_the_command_solves_a_row():
    table = run("solve", "--dims", "1", "--input-size", "4", "--output-size", "8", "--kernel", "2").stdout
    assert table.splitlines()[1].endswith("ConvTranspose1d(1, 1, kernel_size=2, stride=2)")


def test_a_larger_padding_than_the_kernel_reaches_is_tried_last():
    assert all(spec.padding[0] < spec.kernel_size[0] for spec in solve(5, 11, "conv", dilation=1))
    assert solve(5, 13, "conv", dilation=1)[0].padding == (4, 4)
    assert [spec.padding for spec in solve(5, 25, "conv", kernel_size=1, padding=10)] == [(10, 10)]


def test_solve_names_the_simplest_first():
    first, *_ = solve(4, 8)
    assert (first.kernel_size, first.stride, first.padding) == ((2, 2), (2, 2), (0, 0))
    assert solve((4, 6), (8, 12), kernel_size=4)[0].padding == (1, 1)


def test_a_range_has_every_number():
    with pytest.raises(SpecError) as caught:
        solve(4, 8, kernel_size=range(2, 8, 2))
    assert caught.value.kind == "non_integer_param"
