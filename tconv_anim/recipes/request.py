"""What is to be computed, as people ask for it: a layer or parameters, arrays or sizes and a seed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from tconv_anim.core.arrays import box_weight, draw_gradient, draw_input, draw_weight
from tconv_anim.core.comparison import arrays_of, compared_input, plan_comparison
from tconv_anim.core.conv_spec import CONV_PARAMETERS, ConvSpec
from tconv_anim.core.errors import SpecError
from tconv_anim.core.operation import Arrays
from tconv_anim.core.ops import check_names, get_op, takes
from tconv_anim.core.record import (
    POOLING,
    Own,
    arrays_of_stages,
    check_stages,
    count_axes,
    plan_after_pooling,
    plan_stages,
    with_channels,
    with_weight,
)
from tconv_anim.core.spec import Spec
from tconv_anim.core.step import Array
from tconv_anim.core.symbols import family, is_symbolic
from tconv_anim.core.trace import Trace, run
from tconv_anim.core.work import check_letters
from tconv_anim.options import (
    BOX,
    CHAIN,
    COMPARE,
    CONVOLUTIONS,
    DIMS,
    OPTIONS,
    Given,
    OptionError,
    TconvError,
    check_whole,
    legible,
)
from tconv_anim.recipes.agreement import ARRAYS, COUNTS, GivenArrays, agreed, at_output, is_letter, sized
from tconv_anim.recipes.layers import as_calls, is_call, is_several
from tconv_anim.recipes.layers.beside import OF_LAYER, read_beside
from tconv_anim.recipes.values import varied_in

if TYPE_CHECKING:
    from tconv_anim.core.message import Clauses

DEFAULT_SIZE = 3  # of input and kernel
SIZES = ("input_size", "kernel_size")


@dataclass(frozen=True, eq=False)
class Request:
    """What is to be computed, checked but not computed yet.

    Attributes
    ----------
    spec : Spec
    input, weight, bias : the given arrays with their channel axes; None for what is drawn from the seed, for no bias
    gradient : (C_out, *output_size) array of a loss's gradient at the output, if one is given
    seed : of what is not given; None if both arrays are given
    call, note : the layer as it was written, and how it differs from PyTorch
    flips_kernel : whether the layer's framework flips the weight by 180° before it uses it
    box : whether the weight is "box", the same everywhere
    stages : of operations one after the other, the weights and biases that are given
    flips : of these, whether each flips its weight as `flips_kernel` says
    letters : of which array a letter is given that is its name with an index in each cell, such as "w"
    beside : what else reads the layer again as it was read: --let, --like, and what names in it stand for
    advice : what is said of the layer on the command line alone
    parts : of small multiples, what each picture shows
    unbiased : whether the layer says that it has no bias
    """

    spec: Spec
    input: Array | None = None
    weight: Array | None = None
    bias: Array | None = None
    seed: int | None = None
    call: str = ""
    note: Clauses = ()
    flips_kernel: bool = False
    box: bool = False
    stages: tuple[Own, ...] = ()
    flips: tuple[bool, ...] = ()
    letters: Mapping[str, str] = field(default_factory=dict)
    beside: tuple[tuple[str, Any], ...] = ()
    advice: Clauses = ()
    gradient: Array | None = None
    parts: tuple[Request, ...] = ()
    unbiased: bool = False

    @staticmethod
    def of(op: str | Sequence[str | Mapping[str, Any]] = "conv_transpose", **options: Any) -> Request:
        """Check a request.

        Parameters
        ----------
        op : an operation, "compare", or a list of operations that run one after the other, as `record` takes it, or of
            layers, each a call or a dict with it as ``layer`` and its weight and bias
        **options : keywords of `animate` that say what to compute; None is the same as leaving one out

        Raises
        ------
        SpecError, LayerError, OptionError
        """
        given = {name: value for name, value in options.items() if value is not None}
        for name in varied_in(given):
            raise OptionError("several_values", {"given": Given(name, given[name])})
        seed = given.pop("seed", OPTIONS["seed"].default)
        layer = given.pop("layer", None)
        ops = given.pop("ops", None)
        check_whole("seed", seed)
        if isinstance(layer, list | tuple) and len(layer) == 1:
            (layer,) = layer
        texts = layer if isinstance(layer, list | tuple) and layer else (layer,)
        if layer is not None and not all(isinstance(text, str) for text in texts):
            raise OptionError("not_a_layers", {"given": Given("layer", layer)})
        for name in OF_LAYER if layer is None else ():
            if name in given:
                raise OptionError("without_layer", {"option": name, "layer": ""})
        dims = given.get("dims")
        if dims is not None and (dims not in DIMS or not isinstance(dims, int) or isinstance(dims, bool)):
            raise OptionError("unknown_word", {"given": Given("dims", dims), "words": DIMS})
        letters = {name: given.pop(name) for name in ARRAYS if is_letter(given.get(name))}
        box = isinstance(given.get("weight"), str) and given["weight"].isidentifier()
        if box and given.pop("weight") != BOX:
            raise OptionError("unknown_weight", {"given": Given("weight", options["weight"]), "words": (BOX,)})
        arrays = GivenArrays.of(given, letters, box=box, seed=seed)
        found = _request(op, layer, ops, arrays, given)
        made = replace(found, letters=letters, gradient=at_output(arrays.gradient, letters, found.spec))
        if made.symbolic:
            check_letters(made.spec)
        return made

    @property
    def symbolic(self) -> bool:
        """Whether letters are among what is given."""
        if self.parts:
            return any(part.symbolic for part in self.parts)
        own = (self.input, self.weight, self.bias, self.gradient, *(array for pair in self.stages for array in pair))
        return bool(self.letters) or any(is_symbolic(array) for array in own if array is not None)

    @property
    def is_given(self) -> bool:
        """Whether an input or a weight is given."""
        given = self.input is not None or self.weight is not None
        return given or bool(self.letters.keys() & {"input", "weight"})

    @property
    def told(self) -> dict[str, Any]:
        """What a picture says of it, and what makes it again, by the keywords of an `Animation`."""
        drawn = self.spec.op == CHAIN or not self.is_given  # weights of several layers are no options
        return {
            "call": legible(self.call), "note": self.note, "seed": self.seed if drawn else None,
            "kernel_flipped": self.flips_kernel, "beside": self.beside, "advice": self.advice,
        }  # fmt: skip

    def record(self, *, backward: bool = False) -> Trace:
        """Draw what was not given, and trace it; for the `backward` pass with a gradient at the output."""
        if self.parts:
            stages = tuple(part.record() for part in self.parts)
            return Trace(self.spec, stages[0].input, stages[0].output, stages=stages)
        found, given = self._record(), self.gradient
        if backward and given is None:
            given = draw_gradient(found.output.shape, self.seed or 0)
        return found if given is None else replace(found, gradient=given)

    def _record(self) -> Trace:
        spec, seed = self.spec, self.seed or 0
        if spec.side_by_side:
            given = self._input() if "input" in self.letters else self.input
            return run(spec, arrays_of(spec, compared_input(spec, given)))
        x = self._input()
        if self.stages:
            flips = self.flips or (False,) * len(self.stages)
            own = []
            for n, (stage, (given, bias), flip) in enumerate(zip(spec.stages, self.stages, flips, strict=True)):
                weight = self._weight(stage, given, seed + n)
                own.append((_flipped(weight, stage.ndim) if flip else weight, bias))
            return run(spec, arrays_of_stages(spec, x, own))
        weight = self._weight(spec, self.weight, seed)
        if weight is not None and self.flips_kernel:
            weight = _flipped(weight, spec.ndim)
        bias = family(self.letters["bias"], (spec.out_channels,), 1) if "bias" in self.letters else self.bias
        return replace(run(spec, with_weight(spec, Arrays(x, weight, bias))), unbiased=self.unbiased)

    def _input(self) -> Array:
        """The input that is given, or that a letter or the seed makes."""
        shape = (self.spec.in_channels, *self.spec.input_size)
        if "input" in self.letters:
            return family(self.letters["input"], shape, 1)
        return draw_input(shape, self.seed or 0) if self.input is None else self.input

    def _weight(self, spec: Spec, given: Array | None, seed: int) -> Array | None:
        """The weight of an operation or of its stage that has one."""
        weighted: Any = next((stage for stage in (spec, *spec.stages) if stage.weight_shape), None)
        if given is not None or weighted is None:
            return given
        if "weight" in self.letters:
            return family(self.letters["weight"], weighted.weight_shape, 2)
        return box_weight(weighted) if self.box else draw_weight(weighted.weight_shape, weighted.ndim, seed)


def _flipped(weight: Array | None, ndim: int) -> Array | None:
    """A weight that is rotated by 180° in each of its kernels."""
    return None if weight is None else np.flip(weight, tuple(range(-ndim, 0)))


def _request(op: Any, layer: Any, ops: Any, arrays: GivenArrays, given: dict[str, Any]) -> Request:
    """What is asked for by a layer, or by an operation and its parameters, or by several of them."""
    several = layer is not None and is_several(layer, given.get("pick"))
    if several or (layer is None and isinstance(op, list | tuple) and any(map(is_call, op))):
        from tconv_anim.recipes.layers.chain import asked_layers  # imported when layers follow each other

        return Request(**asked_layers(as_calls(layer) if several else op, arrays, given), seed=arrays.seed)
    if layer is None and op == COMPARE:
        return _of_comparison(ops, arrays, given)
    if layer is None and not isinstance(op, str):
        return _of_stages(op, arrays, given)
    if layer is None and ops is not None:
        raise OptionError("ops_without_compare", {"ops": ops, "op": op})
    try:
        if layer is not None:
            return _of_layer(layer, arrays, given)
        if op in CONVOLUTIONS:
            return _of_convolution(op, arrays, given)
        return _of_sampling(str(op), arrays, given)
    except SpecError as error:
        error.own_options = {"size": OPTIONS["output_size"]}  # PyTorch's size, which is a page's here
        ways = [{"output_size" if n == "size" else n: value for n, value in way.items()} for way in error.hint]
        if layer is not None:
            beside = [way for way in ways if _is_read(layer, arrays, given | way)]
            ways = beside or [{"layer": way} for way in error.hint]
        error.hint = tuple(ways)
        raise


def _of_comparison(ops: Any, arrays: GivenArrays, given: Mapping[str, Any]) -> Request:
    sizes = ("input_size", "output_size", "kernel_size")
    check_names(COMPARE, (*given, *arrays.names), ("ops", "input", *sizes, "seed"))
    i, o, kernel_size = map(given.get, sizes)
    spec = plan_comparison(ops, i, o, arrays.input, arrays.seed, kernel_size)
    return Request(spec, arrays.input, seed=arrays.seed)


def _of_convolution(op: Any, arrays: GivenArrays, given: Mapping[str, Any]) -> Request:
    names = tuple(name for name in given if name not in ("dims", "input_size", *COUNTS))
    check_names(op, names, ("kernel_size", *CONV_PARAMETERS))
    dims, x, w = arrays.laid_out(op, given, given.get("dims"))
    parameters = {name: given[name] for name in CONV_PARAMETERS if name in given}
    inputs, outputs = _channels(op, x, w, given)
    i, k = (sized(name, given.get(name, DEFAULT_SIZE), one, dims) for name, one in zip(SIZES, (x, w), strict=True))
    spec = ConvSpec(op, i, k, in_channels=inputs, out_channels=outputs, **parameters)
    return Request(spec, x, w, arrays.bias, arrays.seed_of(x, w), box=arrays.box)


def _of_layer(text: str, arrays: GivenArrays, given: Mapping[str, Any]) -> Request:
    """A layer says its parameters itself; what its call leaves open or only names comes from arrays or options."""
    layer, x, w, beside = read_beside(text, arrays.laid_out, arrays.names, given)
    if arrays.bias is not None and layer.unbiased:
        raise OptionError("bias_beside_layer", {"argument": layer.unbiased, "bias": arrays.bias.tolist()})
    drawn = x is None or (w is None and bool(layer.spec.weight_shape))
    return Request(
        layer.spec, x, w, arrays.bias, arrays.seed if drawn else None, layer.text, layer.note, layer.flips_kernel,
        arrays.box, beside=beside, advice=layer.advice, unbiased=bool(layer.unbiased),
    )  # fmt: skip


def _of_sampling(op: str, arrays: GivenArrays, given: Mapping[str, Any]) -> Request:
    """A request of an upsampling or pooling; what is not given is what its op usually shows."""
    found = get_op(op)
    weighted = found.weighted
    known = takes(op)
    if found.indexed:  # a pooling remembers where the values go back to
        found = get_op(POOLING)
        known = (*takes(POOLING), "output_size")
    parameters = {name: value for name, value in given.items() if name not in ("dims", "input_size", *COUNTS)}
    if "output_size" in parameters and "size" in known:
        parameters["size"] = parameters.pop("output_size")
    check_names(op, (*parameters, *arrays.names), (*known, "weight", "bias") if weighted else known)
    ndim, x, w = arrays.laid_out(op, given, given.get("dims"))
    usual = {name: value for name, value in found.usual.items() if name in known}
    if "size" in parameters:
        usual.pop("scale_factor", None)
    parameters = usual | parameters
    if weighted and w is not None:
        parameters |= {"kernel_size": w.shape[2:], "out_channels": w.shape[0]}
    elif weighted:
        parameters["out_channels"] = given.get("out_channels", 1)
    usually = found.fitting(parameters) or found.usual.get("input_size", DEFAULT_SIZE)
    size = sized("input_size", given.get("input_size", usually), x, ndim)
    count = given.get("in_channels") or found.least_channels(parameters)
    if x is not None:
        count = agreed("in_channels", given.get("in_channels"), x.shape[0])
    spec = plan_after_pooling(op, count, size, parameters)
    agreed("out_channels", given.get("out_channels"), spec.out_channels, "arrays" if weighted else "op", op)
    drawn = x is None or (weighted and w is None)
    return Request(spec, x, w, arrays.bias, arrays.seed if drawn else None, box=arrays.box)


def _of_stages(ops: Sequence[str | Mapping[str, Any]], arrays: GivenArrays, given: Mapping[str, Any]) -> Request:
    """A request of operations one after the other; each has what is not given as its op usually shows it."""
    stages: list[Mapping[str, Any]] = []
    for stage in check_stages(ops):
        usual = {name: value for name, value in get_op(stage["op"]).usual.items() if name in takes(stage["op"])}
        if get_op(stage["op"]).indexed or {"size", "output_size"} & stage.keys():
            usual = {}
        if stage.get("weight") is not None:
            usual.pop("kernel_size", None)
        stages.append({**usual, **stage})
    check_names(CHAIN, (*given, *arrays.names), ("dims", "input_size", "in_channels"))
    ndim, bare = count_axes(stages, arrays.input, given.get("dims"))
    x = None if arrays.input is None else with_channels("input", arrays.input, ndim, bare)
    first = get_op(stages[0]["op"])
    size = sized("input_size", given.get("input_size", first.usual.get("input_size", DEFAULT_SIZE)), x, ndim)
    count = given.get("in_channels") or first.least_channels(stages[0])
    if x is not None:
        count = agreed("in_channels", given.get("in_channels"), x.shape[0])
    spec, own = plan_stages(stages, count, size)
    return Request(spec, x, seed=arrays.seed, stages=own)


def _is_read(layer: str, arrays: GivenArrays, given: Mapping[str, Any]) -> bool:
    """Whether a layer is read with these options beside it."""
    with suppress(TconvError):
        return bool(_of_layer(layer, arrays, given))
    return False


def _channels(op: str, x: Array | None, w: Array | None, given: Mapping[str, Any]) -> tuple[int, int]:
    """Channel counts as given, as the arrays have them, or 1."""
    inputs, outputs = (given.get(name) for name in COUNTS)
    if x is not None:
        inputs = agreed("in_channels", inputs, x.shape[0])
    if w is not None:
        groups = given.get("groups", 1)
        several = w.shape[1] * (groups if isinstance(groups, int) else 1)
        first, second = (w.shape[0], several) if op == "conv_transpose" else (several, w.shape[0])
        inputs, outputs = first if inputs is None else inputs, agreed("out_channels", outputs, second)
    return 1 if inputs is None else inputs, 1 if outputs is None else outputs
