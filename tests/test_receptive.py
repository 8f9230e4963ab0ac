"""Receptive fields through layers, against a count of the cells that the steps tie."""

import math
from contextlib import suppress
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.errors import SpecError
from tconv_anim.core.ops import get_op
from tconv_anim.core.solve.receptive import layers_of, paths, receptive_fields, tied_along
from tconv_anim.core.spec import Spec, one_after_another
from tconv_anim.core.trace import Trace
from tconv_anim.options import CHAIN, CONVOLUTIONS

from .command import mistake, run
from .strategies import chains


def in_turn(*layers: tuple[str, dict], size: int = 40) -> Spec:
    specs = []
    for op, more in layers:
        specs.append(ConvSpec(op, size, **{"kernel_size": 3} | more))
        size = specs[-1].output_size[0]
    return one_after_another(CHAIN, tuple(specs))


def stages_of(trace: Trace) -> list[Trace]:
    return [one for stage in trace.stages for one in stages_of(stage)] if trace.stages else [trace]


def reached_from(trace: Trace, cell: tuple[int, ...]) -> set[tuple[int, ...]]:
    """The input positions that an output position depends on, of all channels, by following steps back."""
    cells = {cell}
    for stage in reversed(stages_of(trace)):
        found = set()
        for step in stage.steps:
            ties = step.connects if get_op(stage.spec.op).linear else np.ones_like(step.connects)
            if not get_op(stage.spec.op).spreads and get_op(stage.spec.op).indexed:
                return set()  # where an unpooling writes depends on the values
            for row, written in enumerate(step.writes[:, 1:].tolist()):
                if tuple(written) in cells:
                    found |= {tuple(at) for at in step.sources[ties[row], 1:].tolist() if min(at) >= 0}
        cells = found
    return cells


@settings(max_examples=25)
@given(chains(40))
def test_the_cells_of_a_field_are_those_that_the_steps_tie(chain):
    assume(not any(get_op(stage.op).indexed for stage in layers_of(chain.spec)))
    if any(get_op(stage.op).columns for stage in layers_of(chain.spec)):
        with pytest.raises(SpecError, match="mixes rows with columns"):
            receptive_fields(chain.spec)
        return
    for cell in np.ndindex(*chain.spec.output_size):
        along = [np.flatnonzero(paths(chain.spec, axis, at)[0]).tolist() for axis, at in enumerate(cell)]
        product = {
            tuple(at) for at in np.stack(np.meshgrid(*along, indexing="ij"), axis=-1).reshape(-1, len(cell)).tolist()
        }
        assert product == reached_from(chain, cell)


@st.composite
def slid_chains(draw: st.DrawFn) -> Spec:
    """One to four convolutions and transposed convolutions of one axis."""
    size, layers = draw(st.integers(8, 40)), []
    for _ in range(draw(st.integers(1, 4))):
        drawn = [draw(st.integers(*ends)) for ends in ((1, 4), (1, 3), (0, 2), (1, 2))]
        kernel_size, stride, padding, dilation = drawn
        with suppress(SpecError):
            op = draw(st.sampled_from(CONVOLUTIONS))
            layers.append(ConvSpec(op, (size,), kernel_size, stride, padding, dilation))
            size = layers[-1].output_size[0]
    assume(layers)
    return one_after_another(CHAIN, tuple(layers))


@given(slid_chains())
def test_the_table_has_the_extent_jump_and_start_of_cells_whose_fields_no_border_cuts(spec):
    field = receptive_fields(spec)[-1]
    (least, most), jump, start = field.size[0], field.jump[0], field.start[0]
    firsts = {}
    for at in range(spec.output_size[0]):
        found = _uncut(spec, 0, at)
        if found is not None:
            assert least <= found[-1] - found[0] + 1 <= most
            firsts[at] = found[0]
    period = math.prod(one.stride[0] for one in layers_of(spec) if one.op == "conv_transpose")
    assert firsts.get(0, start) == start
    for at in firsts.keys() & {at + period for at in firsts}:
        assert firsts[at] - firsts[at - period] == jump * period


def _uncut(spec: Spec, axis: int, at: int) -> list[int] | None:
    """The field of an output position by following every tap back; None if it is empty or cut."""
    cells = {at}
    for layer in reversed(layers_of(spec)):
        found = set()
        kernel, stride, dilation = (layer.get(name) for name in ("kernel_size", "stride", "dilation"))
        pad = layer.pads[axis][0] if layer.weight_shape else layer.get("padding")[axis]
        for cell in cells:
            for tap in range(kernel[axis]):
                spread = tap * (dilation[axis] if dilation else 1)
                if get_op(layer.op).slides == "read":
                    found.add(cell * stride[axis] - pad + spread)
                elif (cell + pad - spread) % stride[axis] == 0:
                    found.add((cell + pad - spread) // stride[axis])
        cells = found
        if not cells or min(cells) < 0 or max(cells) >= layer.input_size[axis]:
            return None
    return sorted(cells)


@pytest.mark.parametrize(
    ("spec", "size", "jump", "start"),
    [
        (in_turn(*[("conv", {})] * 3), (7, 7), 1, 0),
        (in_turn(*[("conv", {"padding": 1})] * 3), (7, 7), 1, -3),
        (in_turn(*[("conv", {"kernel_size": 2, "dilation": 2**n}) for n in range(3)]), (8, 8), 1, 0),
        (in_turn(*[("conv", {"stride": 2, "padding": 1})] * 2), (7, 7), 4, -3),
        (in_turn(("conv_transpose", {"stride": 2, "padding": 1})), (1, 2), Fraction(1, 2), 0),
        (in_turn(("conv", {"stride": 2, "padding": 1}), ("conv_transpose", {"stride": 2, "padding": 1})), (3, 5), 1,
         -1),
        (in_turn(("conv_transpose", {"kernel_size": 1, "stride": 2}), ("conv", {"kernel_size": 1, "stride": 2})),
         (1, 1), 1, 0),
    ],
)  # fmt: skip
def test_these_fields_are_known(spec, size, jump, start):
    field = receptive_fields(spec)[-1]
    assert (field.size, field.jump, field.start) == ((size,) * 2, (jump,) * 2, (start,) * 2)


def test_ways_are_counted_from_both_ends_alike():
    spec = in_turn(*[("conv", {})] * 3, size=9)
    assert paths(spec, 0, 1)[0].tolist() == [0, 1, 3, 6, 7, 6, 3, 1, 0]
    for at, back in enumerate(np.array([paths(spec, 0, out)[0] for out in range(3)]).T):
        assert paths(spec, 0, at, back=False)[-1].tolist() == back.tolist()


def test_a_repeated_border_is_read_where_it_is_copied_from():
    spec = ConvSpec("conv", 4, 3, padding=1, padding_mode="replicate")
    assert tied_along(spec, 0)[0].tolist() == [2, 1, 0, 0]


def test_the_command_prints_the_table_and_refuses_what_does_not_fit():
    calls = ["Conv2d(1, 4, (3, 1), padding=(1, 0))", "ConvTranspose2d(4, 1, 3, stride=2)"]
    result = run("receptive-field", *(word for call in calls for word in ("--layer", call)), "--input-size", "5")
    lines = [" ".join(line.split()) for line in result.stdout.splitlines()]
    assert lines == [
        "layer output size jump start",
        "input 5×5 1 1 0",
        "1 Conv2d(1, 4, kernel_size=(3, 1), padding=(1, 0)) 5×5 3x1 1 -1x0",
        "2 ConvTranspose2d(4, 1, kernel_size=3, stride=2) 11×11 3..4x1..2 1/2 -2x-1",
    ]
    assert (
        mistake("receptive-field", "--layer", "Conv2d(1, 1, 3)", "--layer", "Conv2d(2, 1, 3)").kind == "other_channels"
    )
    assert (
        mistake("receptive-field", "--kernel", "99999999", "--op", "conv", "--padding", "99999999").kind == "too_large"
    )
