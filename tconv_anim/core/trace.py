"""An operation with its numbers and all its steps, computed, and written to JSON and back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from tconv_anim.core.arrays import as_numbers
from tconv_anim.core.errors import SpecError
from tconv_anim.core.operation import Arrays
from tconv_anim.core.ops import get_op, plan
from tconv_anim.core.spec import Spec, StagesSpec
from tconv_anim.core.step import Array, Step
from tconv_anim.options import CHAIN

JSON_FORMAT = "tconv-anim trace"
JSON_VERSION = 2
MOST_CELLS = 10**7  # worked on to read a document: a small one may ask for very many
DESCRIPTION = Path(__file__).with_suffix(".md")
TRACE_SCHEMA = Path(__file__).with_suffix(".schema.json")
NUMBERS = ("input", "weight", "bias", "indices", "output")


@dataclass(frozen=True, eq=False)
class Trace:
    """An operation with its numbers and all its steps. Traces with the same spec and arrays are equal.

    Attributes
    ----------
    spec : Spec
    input : (C_in, *input_size) array
    output : (C_out, *output_size) array
    steps : tuple of Step; those of an operation that is made of others are in its stages
    weight : (*spec.weight_shape) array, or None
    bias : (C_out,) array, zeros if none is given; None for an operation without a weight
    indices : int array of max_pool and max_unpool, or None; see `Arrays`
    stages : tuple of Trace, the first to run first, of an operation that is made of others
    """

    spec: Any  # a Spec, of the class that its operation has
    input: Array
    output: Array
    steps: tuple[Step, ...] = ()
    weight: Array = None  # type: ignore[assignment] # whoever reads it knows whether there is one
    bias: Array = None  # type: ignore[assignment]
    indices: Array = None  # type: ignore[assignment]
    stages: tuple[Trace, ...] = ()

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Trace):
            return NotImplemented
        same = (_same(getattr(self, name), getattr(other, name)) for name in NUMBERS)
        return self.spec == other.spec and self.stages == other.stages and all(same)

    def __hash__(self) -> int:
        return hash(self.spec)

    @property
    def last(self) -> Trace:
        """The last stage, or the operation itself."""
        return self.stages[-1] if self.stages else self

    def to_json(self, *, steps: bool = True) -> str:
        """The trace as JSON, described in docs/trace.md; `from_json` does not need the steps."""
        return json.dumps(_document(self, steps=steps), separators=(",", ":"))

    @staticmethod
    def from_json(text: str) -> Trace:
        """Read what `to_json` wrote; the steps are computed again, so that they fit the numbers.

        Raises
        ------
        SpecError
            of kind "not_a_trace" for other JSON, or of another kind for parameters that PyTorch refuses.
        """
        try:
            document = json.loads(text)
        except (TypeError, ValueError, RecursionError) as error:
            raise SpecError("not_a_trace", {"reason": error}) from None
        if not isinstance(document, dict) or document.get("format") != JSON_FORMAT:
            raise SpecError("not_a_trace:format", {"wanted": JSON_FORMAT})
        if document.get("version") != JSON_VERSION:
            raise SpecError("not_a_trace:version", {"version": document.get("version"), "wanted": JSON_VERSION})
        try:
            spec, arrays, output = _read(document)
        except SpecError:
            raise
        except KeyError as error:
            raise SpecError("not_a_trace:missing", {"missing": error}) from None
        except (AttributeError, RecursionError, TypeError, ValueError):
            raise SpecError("not_a_trace:damaged") from None
        trace = run(spec, arrays)
        if not _same(trace.output, output.astype(trace.output.dtype)):
            raise SpecError("not_a_trace:output")
        return trace


def _same(one: Array | None, other: Array | None) -> bool:
    if one is None or other is None:
        return one is other
    return one.dtype == other.dtype and np.array_equal(one, other)


def _document(trace: Trace, *, steps: bool) -> dict[str, Any]:
    spec = trace.spec
    sizes = ("in_channels", "input_size", "out_channels", "output_size")
    document: dict[str, Any] = {
        "format": JSON_FORMAT,
        "version": JSON_VERSION,
        "spec": {"op": spec.op, **{name: getattr(spec, name) for name in sizes}, "parameters": dict(spec.parameters)},
    }
    for name in NUMBERS:
        array: Array | None = getattr(trace, name)
        if array is not None:
            document[name] = array.tolist()
    if steps and trace.steps:
        weights: dict[tuple[Any, ...], int] = {}
        document["steps"] = [_step_document(step, weights) for step in trace.steps]
        if weights:
            document["weights"] = [{"parts": parts, "divisor": divisor} for *parts, divisor in weights]
    if trace.stages:
        document["stages"] = [_document(stage, steps=steps) for stage in trace.stages]
    return document


def _step_document(step: Step, weights: dict[tuple[Any, ...], int]) -> dict[str, Any]:
    """One step; weights that the operation sets are kept once, in `weights`, and named by their number."""
    document: dict[str, Any] = {"index": step.index, "cell": step.cell}
    for name, cells in (("reads", step.read), ("writes", step.written)):
        document[name] = [axis.tolist() for axis in (cells.channels, *cells.axes)]
    if step.shared.own_weights:
        document["weights"] = "weight"
    else:
        parts = (*step.blocks[0, 0].tolist(), step.divisor)
        document["weights"] = weights.setdefault(parts, len(weights))
    if step.shared.adds:
        document["before"] = step.before.ravel().tolist()
    return document | {"after": step.after.ravel().tolist()}


def _read(document: Mapping[str, Any]) -> tuple[Spec, Arrays, Array]:
    """The spec, the arrays and the output of a document, whose shapes go together."""
    stages = [_read(stage) for stage in document.get("stages", ())]
    told = document["spec"]
    size = _tuples(told["input_size"])
    if told["op"] == CHAIN:
        spec: Spec = StagesSpec(CHAIN, tuple(stage for stage, _, _ in stages))
    else:
        parameters = {name: _tuples(value) for name, value in told["parameters"].items()}
        if get_op(told["op"]).weighted:
            parameters["out_channels"] = told["out_channels"]
        spec = plan(told["op"], told["in_channels"], size, parameters)
    arrays = {name: as_numbers(name, document[name]) for name in NUMBERS if name in document}
    shapes = {
        "input": (spec.in_channels, *spec.input_size),
        "output": (spec.out_channels, *spec.output_size),
        "weight": spec.weight_shape,
        "bias": (spec.out_channels,),
    }
    if len(spec.stages) != len(stages):
        raise SpecError("not_a_trace:missing", {"missing": "stages"})
    for name, shape in shapes.items():
        needed = name in ("input", "output") or (spec.weight_shape and not spec.stages)
        if (name in arrays) != bool(needed):
            raise SpecError("not_a_trace:missing", {"missing": name})
        if name in arrays and arrays[name].shape != shape:
            raise SpecError("not_a_trace:shape", {"array": name, "found": arrays[name].shape, "wanted": shape})
    if spec.worked_cells > MOST_CELLS:
        raise SpecError("not_a_trace:large", {"cells": spec.worked_cells, "most": MOST_CELLS})
    output = arrays.pop("output")
    return spec, Arrays(**arrays, stages=tuple(own for _, own, _ in stages)), output


def _tuples(value: Any) -> Any:
    """JSON's lists as tuples, all the way down."""
    return tuple(_tuples(item) for item in value) if isinstance(value, list) else value


def run(spec: Spec, arrays: Arrays) -> Trace:
    """Trace a checked operation.

    Raises
    ------
    SpecError
        for arrays that do not go together, or sums that are too large
    """
    if spec.stages:
        return _run_stages(spec, arrays)
    found = get_op(spec.op)
    assert found.run is not None
    with np.errstate(over="ignore", invalid="ignore"):
        used, output, steps = found.run(spec, arrays)
        finite = np.isfinite(output).all() and all(np.isfinite(step.after).all() for step in steps)
    if not finite:
        raise SpecError("not_numbers:sums")
    return Trace(spec, used.input, output, steps, used.weight, used.bias, used.indices)  # type: ignore[arg-type]


def _run_stages(spec: Spec, arrays: Arrays) -> Trace:
    """Each stage reads what the one before wrote, or, side by side, the first channels of the same input.

    An unpooling takes its indices from the pooling before it that none has taken yet.
    """
    x, stages = arrays.input, []
    remembered: list[Array] = []
    for stage, own in zip(spec.stages, arrays.stages or [Arrays(x)] * len(spec.stages), strict=True):
        given = replace(own, input=arrays.input[: stage.in_channels] if spec.side_by_side else x)
        found = get_op(stage.op)
        if found.indexed and given.indices is None and remembered:
            given = replace(given, indices=remembered.pop())
        done = run(stage, given)
        if found.remembers and done.indices is not None:
            remembered.append(done.indices)
        stages.append(done)
        x = done.output
    output = np.concatenate([stage.output for stage in stages]) if spec.side_by_side else x
    return Trace(spec, arrays.input, output, stages=tuple(stages))
