"""An operation with its numbers and all its steps, computed, and written to JSON and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from tconv_anim.core.arrays import EXACT_FLOAT, as_numbers, largest
from tconv_anim.core.convolution import largest_sum
from tconv_anim.core.errors import SpecError
from tconv_anim.core.operation import Arrays
from tconv_anim.core.ops import get_op, plan
from tconv_anim.core.parameters import Size
from tconv_anim.core.progress import WRITING, passing
from tconv_anim.core.spec import Spec, one_after_another
from tconv_anim.core.step import Array, Step
from tconv_anim.core.symbols import are_finite, as_symbols, is_symbolic
from tconv_anim.core.work import check_cost, check_letters
from tconv_anim.options import CHAIN, MULTIPLES, NO_LIMIT

JSON_FORMAT = "tconv-anim trace"
JSON_VERSION = 2
DESCRIPTION = Path(__file__).with_suffix(".md")
TRACE_SCHEMA = Path(__file__).with_suffix(".schema.json")
NUMBERS = ("weight", "bias", "indices", "output")  # with the input, what a trace without stages holds


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
    gradient : (C_out, *output_size) array of a loss's gradient at the output, for views of the backward pass, or None
    unbiased : whether a layer says that it has no bias
    """

    spec: Any  # a Spec, of the class that its operation has
    input: Array
    output: Array
    steps: tuple[Step, ...] = ()
    weight: Array = None  # type: ignore[assignment] # whoever reads it knows whether there is one
    bias: Array = None  # type: ignore[assignment]
    indices: Array = None  # type: ignore[assignment]
    stages: tuple[Trace, ...] = ()
    gradient: Array | None = None
    unbiased: bool = False

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Trace):
            return NotImplemented
        same = (_same(getattr(self, name), getattr(other, name)) for name in ("input", "gradient", *NUMBERS))
        return self.spec == other.spec and self.stages == other.stages and all(same)

    def __hash__(self) -> int:
        return hash(self.spec)

    @property
    def symbolic(self) -> bool:
        """Whether it is made of letters, see `Polynomial`."""
        return is_symbolic(self.output)

    @property
    def is_blank(self) -> bool:
        """Whether nothing is computed, see `blank`."""
        return not self.steps and all(stage.is_blank for stage in self.stages)

    @property
    def last(self) -> Trace:
        """The last stage, or the operation itself."""
        return self.stages[-1] if self.stages else self

    def check_shown(self) -> None:
        """Refuse whole numbers that pictures and scripts, which have decimals, would round.

        Raises
        ------
        SpecError
            of kind "not_exact".
        """
        for stage in self.stages:
            stage.check_shown()
        if self.symbolic:
            return
        most = max(largest(self.input), largest(self.output))
        if self.weight is not None:
            most = largest_sum(self.spec, self.input, self.weight, self.bias)
        if self.output.dtype.kind == "i" and most > EXACT_FLOAT:
            raise SpecError("not_exact:shown")

    def to_json(self, *, steps: bool = True) -> str:
        """The trace as JSON, described in docs/trace.md; `from_json` does not need the steps."""
        if self.spec.op == MULTIPLES:
            raise SpecError("several_traces")
        head = {"format": JSON_FORMAT, "version": JSON_VERSION}
        document = _document(self, steps=steps)
        whole = head | {"spec": document.pop("spec"), "input": self.input.tolist()} | document
        import json  # which pictures need not

        return json.dumps(whole, separators=(",", ":"), default=_written)

    @staticmethod
    def from_json(text: str) -> Trace:
        """Read what `to_json` wrote; the steps are computed again, so that they fit the numbers.

        Raises
        ------
        SpecError
            of kind "not_a_trace" for other JSON, or of another kind for parameters that PyTorch refuses.
        """
        import json

        try:
            document = json.loads(text)
        except (TypeError, ValueError, RecursionError) as error:
            raise SpecError("not_a_trace", {"reason": error}) from None
        if not isinstance(document, dict) or document.get("format") != JSON_FORMAT:
            raise SpecError("not_a_trace:format", {"wanted": JSON_FORMAT})
        if document.get("version") != JSON_VERSION:
            raise SpecError("not_a_trace:version", {"version": document.get("version"), "wanted": JSON_VERSION})
        try:
            spec, arrays = _read(document, as_numbers("input", document["input"]))
            _check_shape("input", arrays.input, (spec.in_channels, *spec.input_size))
            if any(map(is_symbolic, _all_of(arrays))):
                check_letters(spec)
        except SpecError:
            raise
        except KeyError as error:
            raise SpecError("not_a_trace:missing", {"missing": error}) from None
        except (AttributeError, RecursionError, TypeError, ValueError):
            raise SpecError("not_a_trace:damaged") from None
        trace = run(spec, arrays)
        if not _has_numbers(trace, document):
            raise SpecError("not_a_trace:output")
        return trace


def _same(one: Array | None, other: Array | None) -> bool:
    if one is None or other is None:
        return one is other
    return one.dtype == other.dtype and np.array_equal(one, other)


def _has_numbers(trace: Trace, document: Mapping[str, Any]) -> bool:
    """Whether the arrays of a document and of its stages are those of the trace that was made of them."""
    own = all(_holds(getattr(trace, name), document[name]) for name in NUMBERS if name in document)
    return own and all(map(_has_numbers, trace.stages, document.get("stages", ())))


def _holds(array: Array, values: Any) -> bool:
    """Whether an array is what a document has."""
    if is_symbolic(array):
        return np.array_equal(array, as_symbols(as_numbers("output", values)))
    return bool(array.tolist() == values)


def _written(value: Any) -> Any:
    """A polynomial as JSON has it: as text, or a number if it has no letters and no JSON number rounds it."""
    number = value.number
    if number is None or float(number) != number:
        return str(value)
    return int(number) if number == int(number) else float(number)


def _document(trace: Trace, *, steps: bool) -> dict[str, Any]:
    """What a trace or one of its stages holds; nothing of what another stage holds."""
    spec = trace.spec
    shown = {"op": spec.op}
    if spec.op != CHAIN:
        shown |= {name: getattr(spec, name) for name in ("in_channels", "input_size", "out_channels", "output_size")}
        shown["parameters"] = dict(spec.parameters)
    document: dict[str, Any] = {"spec": shown}
    if trace.stages:
        return document | {"stages": [_document(stage, steps=steps) for stage in trace.stages]}
    for name in NUMBERS:
        array: Array | None = getattr(trace, name)
        if array is not None:
            document[name] = array.tolist()
    if steps:
        weights: dict[tuple[Any, ...], int] = {}
        steps_written = passing(trace.steps, WRITING, len(trace.steps))
        document["steps"] = [_step_document(step, weights) for step in steps_written]
        if weights:
            document["weights"] = [{"parts": parts, "divisor": divisor} for *parts, divisor in weights]
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


def _read(document: Mapping[str, Any], x: Array) -> tuple[Spec, Arrays]:
    """The spec and the arrays of a document, whose shapes go together; `x` is what the first stage reads."""
    stages = [_read(stage, x) for stage in document.get("stages", ())]
    specs = tuple(stage for stage, _ in stages)
    shown = document["spec"]
    if shown["op"] == CHAIN:
        ends = [((a.out_channels, *a.output_size), (b.in_channels, *b.input_size)) for a, b in pairwise(specs)]
        if not stages or any(written != read for written, read in ends):
            raise SpecError("not_a_trace:stages")
        spec: Spec = one_after_another(CHAIN, specs)
    else:
        parameters = {name: _tuples(value) for name, value in shown["parameters"].items()}
        if get_op(shown["op"]).weighted:
            parameters["out_channels"] = shown["out_channels"]
        spec = plan(shown["op"], shown["in_channels"], _tuples(shown["input_size"]), parameters)
    if spec.stages != specs:
        raise SpecError("not_a_trace:stages")
    check_cost(spec, NO_LIMIT)  # a small document may ask for very many numbers
    if stages:
        return spec, Arrays(x, stages=tuple(own for _, own in stages))
    arrays: dict[str, Any] = {name: as_numbers(name, document[name]) for name in NUMBERS if name in document}
    shapes = {"output": (spec.out_channels, *spec.output_size)}
    if spec.weight_shape:
        shapes |= {"weight": spec.weight_shape, "bias": (spec.out_channels,)}
    for name, shape in shapes.items():
        if name not in arrays:
            raise SpecError("not_a_trace:missing", {"missing": name})
        _check_shape(name, arrays[name], shape)
    del arrays["output"]
    return spec, Arrays(x, **arrays)


def _check_shape(name: str, array: Array, shape: Size) -> None:
    if array.shape != shape:
        raise SpecError("not_a_trace:shape", {"array": name, "found": array.shape, "wanted": shape})


def _tuples(value: Any) -> Any:
    """JSON's lists as tuples, all the way down."""
    return tuple(_tuples(item) for item in value) if isinstance(value, list) else value


def blank(spec: Spec) -> Trace:
    """A trace without steps, whose numbers are zeros that take no memory: as large as the trace of a spec, no more."""

    def zeros(*shape: int) -> Array:
        return np.broadcast_to(np.zeros((), np.int8), shape)  # a type that no trace has: it is equal to none

    weighted = bool(spec.weight_shape)
    indexed = get_op(spec.op).remembers or get_op(spec.op).indexed
    return Trace(
        spec, zeros(spec.in_channels, *spec.input_size), zeros(spec.out_channels, *spec.output_size), (),
        zeros(*spec.weight_shape) if weighted else None,  # type: ignore[arg-type] # as `run` gives it
        zeros(spec.out_channels) if weighted else None,  # type: ignore[arg-type]
        zeros(spec.in_channels, *spec.output_size) if indexed else None,  # type: ignore[arg-type]
        tuple(map(blank, spec.stages)),
    )  # fmt: skip


def _all_of(arrays: Arrays) -> list[Array]:
    """The input, weight and bias of an operation and of its stages."""
    own = [array for array in (arrays.input, arrays.weight, arrays.bias) if array is not None]
    return own + [array for stage in arrays.stages for array in _all_of(stage)]


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
        finite = are_finite(output) and all(are_finite(step.after) for step in steps)
    if not finite:
        raise SpecError("not_numbers:sums")
    return Trace(spec, used.input, output, steps, used.weight, used.bias, used.indices)  # type: ignore[arg-type]


def _run_stages(spec: Spec, arrays: Arrays) -> Trace:
    """Each stage reads what the one before wrote, or, side by side, the first channels of the same input.

    An unpooling takes its indices from the pooling before it that none has taken yet.
    """
    x, stages = arrays.input, []
    remembered: list[Array] = []
    for stage, own in zip(spec.stages, arrays.stages, strict=True):
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
