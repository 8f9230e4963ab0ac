"""Layers that run one after the other: sizes and channels follow from one to the next, and errors name the layer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from tconv_anim.core.arrays import as_numbers
from tconv_anim.core.errors import SpecError
from tconv_anim.core.message import Clauses, message
from tconv_anim.core.ops import get_op, takes
from tconv_anim.core.parameters import Size
from tconv_anim.core.record import Own, check_stages, plan_behind, read_weight, with_channels
from tconv_anim.core.spec import Spec, one_after_another
from tconv_anim.core.work import TOO_LARGE
from tconv_anim.options import CHAIN, DIMS, OPTIONS, OptionError, TconvError
from tconv_anim.recipes.agreement import GivenArrays, agreed, check_weight, sized
from tconv_anim.recipes.layers import is_call
from tconv_anim.recipes.layers.beside import values_of

MOST_TRIED = 64  # for an input that is large enough for all layers
DEFAULT_SIZE = 3  # of an input
BESIDE = ("dims", "input_size", "in_channels", "out_channels", "let", "like")
"""What is said of layers that run one after the other; their own calls say the rest."""
NAMED = ("kernel_size", "stride", "padding", "output_padding", "dilation")
"""What goes beside layers if one of them only names it, such as ``ConvTranspose1d(1, 1, k, stride=s)``."""


class ChainError(TconvError):
    """Layers that cannot run one after the other; the sentence names the one at which they stop."""

    sentences: ClassVar[Mapping[str, str]] = {
        "in_layer": "layer {number}, {called}: {error}",
        "other_channels": "layer {number}, {called}, takes {wanted:count channel}, but {before} has {found}: write "
        "layers whose channels fit each other",
        "other_axes": "layer {number}, {called}, works over {found:count dimension}, but the first over {wanted}: "
        "write layers of one kind",
        "no_pooling": "layer {number}, {called}, needs the places that a max pooling remembers: put one before it, "
        "such as MaxPool2d(2)",
        "array_of_layers": "{array:option} belongs to one layer, and there are {count}: leave it out, or in Python "
        "give it beside its layer",
        "pick_of_layers": "{pick} chooses from one text, and there are {count}: write the layers one by one",
    }


@dataclass(frozen=True)
class Layered:
    """One of the layers: a call in a text, with its place among the calls there; or an operation as `record` takes it.

    Attributes
    ----------
    own : what a dict gives beside the call, its weight and bias, or the operation with its parameters
    """

    text: str = ""
    pick: int | str | None = None
    called: str = ""
    own: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Planned:
    """Layers one after the other, checked.

    Attributes
    ----------
    spec : with a stage for each layer
    own : the weight and the bias that each is given
    flips : whether each flips its weight before it uses it
    note : how they differ from PyTorch, and what is left out between them
    advice : what else is said of them on the command line
    """

    spec: Spec
    own: tuple[Own, ...]
    flips: tuple[bool, ...]
    note: Clauses
    advice: Clauses


def parts_of(items: str | Sequence[Any], pick: str | None = None) -> tuple[tuple[Layered, ...], tuple[str, ...]]:
    """The layers, and what a text has between them that is left out.

    Parameters
    ----------
    items : a text with several layers; or layers and operations, each a text with a bracket or a dict with ``layer``,
        and the name of an operation or a dict as `record` takes it

    Raises
    ------
    LayerError, ChainError, OptionError, SpecError
    """
    if isinstance(items, str):
        from tconv_anim.frameworks import pick_several

        places, left_out = pick_several(items, pick or "")
        return tuple(Layered(items, place, name) for place, name in places.items()), left_out
    if pick is not None:
        raise ChainError("pick_of_layers", {"pick": pick, "count": len(items)})
    return tuple(map(_part, items)), ()


def _part(item: Any) -> Layered:
    if not is_call(item):
        (stage,) = check_stages([item])
        usual = get_op(stage["op"])
        given = {name: value for name, value in usual.usual.items() if name in takes(stage["op"])}
        skipped = usual.indexed or {"size", "output_size", "weight"} & stage.keys()
        return Layered(called=stage["op"], own={**({} if skipped else given), **stage})
    own = dict(item) if isinstance(item, Mapping) else {"layer": item}
    text = own.pop("layer")
    if not isinstance(text, str) or own.keys() - {"weight", "bias"}:
        wrong = next(iter(own.keys() - {"weight", "bias"}), "layer")
        raise OptionError("beside_layer", {"option": wrong, "layer": str(text)})
    return Layered(text, called=_shortened(text) or "which is empty", own=own)


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else f"{line[:60]}…"


def shown_axes_of(parts: Sequence[Layered], like: str | None) -> int | None:
    """The number of axes that the first of the layers shows which shows it."""
    from tconv_anim.frameworks import glance

    for number, part in enumerate(parts, start=1):
        with _naming(number, part):
            found = glance(part.text, like, part.pick)[1] if part.text else None
        if found is not None:
            return found
    return None


def asked_layers(items: str | Sequence[Any], arrays: GivenArrays, given: Mapping[str, Any]) -> dict[str, Any]:
    """What a request is of layers one after the other: a text that holds several, or several as `parts_of` takes them.

    Parameters
    ----------
    given : the other options

    Raises
    ------
    ChainError, LayerError, SpecError, OptionError
    """
    pick, like = given.get("pick"), given.get("like")
    parts, left_out = parts_of(items, pick)
    for name in arrays.names:
        raise ChainError("array_of_layers", {"array": name, "count": len(parts)})
    x, dims, shown = arrays.input, given.get("dims"), shown_axes_of(parts, like)
    if dims is not None and shown not in (None, dims):
        raise OptionError("beside_layer", {"option": "dims", "layer": ""})
    dims = dims or shown or (x.ndim if x is not None and x.ndim in DIMS else max(DIMS))
    if x is not None:
        x = with_channels("input", x, dims)
    own = {name: value for name, value in given.items() if name != "pick"}
    found = plan_parts(parts, dims, own, None if x is None else x.shape, left_out)
    told = {
        "layer": items if isinstance(items, str) else tuple(part.text for part in parts), "pick": pick,
        "let": tuple(values_of(given.get("let", {})).items()), "like": like,
        **{name: given[name] for name in NAMED if name in given},
    }  # fmt: skip
    again = all(part.text and not part.own for part in parts)
    beside = tuple((name, value) for name, value in told.items() if (value or name in NAMED) and again)
    return {
        "spec": found.spec, "input": x, "note": found.note, "stages": found.own, "flips": found.flips,
        "beside": beside, "advice": found.advice,
    }  # fmt: skip


def plan_parts(
    parts: Sequence[Layered], dims: int, given: Mapping[str, Any], shape: Size | None, left_out: tuple[str, ...] = ()
) -> Planned:
    """Check layers one after the other; without an input or its size, with the smallest that is enough for all.

    Parameters
    ----------
    dims : number of spatial axes
    given : those of the options that go beside layers
    shape : (channels, *size) of the input, if there is one
    left_out : what a text has between them

    Raises
    ------
    ChainError, SpecError, OptionError
    """
    unknown = next((name for name in given if name not in (*BESIDE, *NAMED)), None)
    if unknown is not None:
        raise OptionError("beside_layer", {"option": unknown, "layer": ""})
    named = {name: given[name] for name in NAMED if name in given}
    channels = given.get("in_channels")
    asked = None if "input_size" not in given else sized("input_size", given["input_size"], None, dims)
    if shape is not None:
        channels, asked = agreed("in_channels", channels, shape[0]), shape[1:]
    chain = _Chain(parts, dims, values_of(given.get("let", {})), given.get("like"), named)
    try:
        found = chain.planned(channels, asked)
    except ChainError as error:
        larger = chain.large_enough(channels, asked) if error.parameters.get("small") else None
        if larger is None or asked is not None:
            inner = error.parameters.get("error")
            if inner is not None and larger is not None and shape is None:
                inner.hint = ({"input_size": larger[0]},)
            raise
        found = chain.planned(channels, larger)
    agreed("out_channels", given.get("out_channels"), found.spec.out_channels, "layer")
    between = (message("left_out_between", names=", ".join(left_out)),) if left_out else ()
    return replace(found, note=(*found.note, *between))


@dataclass(frozen=True)
class _Chain:
    parts: Sequence[Layered]
    dims: int
    let: Mapping[str, Any]
    like: str | None
    named: Mapping[str, Any]

    def large_enough(self, channels: int | None, asked: Size | None) -> Size | None:
        """The smallest size of an input, larger than the one that is asked for, that is enough for all layers."""
        for side in range(max(asked or (1,)) + 1, MOST_TRIED + 1):
            size = (side,) * self.dims
            try:
                self.planned(channels, size)
            except ChainError as error:
                if not error.parameters.get("small"):
                    raise
            else:
                return size
        return None

    def planned(self, channels: int | None, size: Size | None) -> Planned:
        """All layers, the first on an input of this size."""
        specs: list[Spec] = []
        own: list[Own] = []
        layers: list[Any] = []
        for number, part in enumerate(self.parts, start=1):
            with _naming(number, part, first=not specs):
                layer, spec, arrays = self._next(specs, part, channels, size)
            before = f"layer {number - 1}" if specs else "the input"
            if channels is not None and spec.in_channels != channels:
                known = {"wanted": spec.in_channels, "found": channels, "before": before}
                raise ChainError("other_channels", {"number": number, "called": part.called, **known})
            channels, size = spec.out_channels, spec.output_size
            specs.append(spec)
            own.append(arrays)
            layers.append(layer)
        read = [layer for layer in layers if layer is not None]
        for name in self.named:
            if not any(name in layer.used for layer in read):
                raise OptionError("beside_layer", {"option": name, "layer": ""})
        return Planned(
            one_after_another(CHAIN, tuple(specs)), tuple(own),
            tuple(layer is not None and layer.flips_kernel for layer in layers),
            tuple(dict.fromkeys(clause for layer in read for clause in layer.note)),
            tuple(dict.fromkeys(clause for layer in read for clause in layer.advice)),
        )  # fmt: skip

    def _next(
        self, before: list[Spec], part: Layered, channels: int | None, size: Size | None
    ) -> tuple[Any, Spec, Own]:
        """One layer behind those before it: how it is read, its spec, its own weight and bias."""
        if not part.text and "op" in part.own:
            found, first = get_op(part.own["op"]), DEFAULT_SIZE
            if size is None:
                first = found.usual.get("input_size", first)
            known = channels or found.least_channels(part.own)
            return None, *plan_behind(before, part.own, known, size or (first,) * self.dims)
        from tconv_anim.frameworks import glance, read_layer

        axes = glance(part.text, self.like, part.pick)[1]
        if axes not in (None, self.dims):
            raise ChainError("other_axes", {"found": axes, "wanted": self.dims})
        w, b = (part.own.get(name) for name in ("weight", "bias"))
        w = None if w is None else read_weight("conv", as_numbers("weight", w), self.dims)
        b = None if b is None else as_numbers("bias", b)
        layer = read_layer(
            part.text, size, self.named.get("kernel_size"), channels, None, self.dims,
            weight_shape=None if w is None else w.shape, let=self.let, like=self.like, pick=part.pick,
            options={name: value for name, value in self.named.items() if name != "kernel_size"},
        )  # fmt: skip
        spec = layer.spec
        if spec.stages and get_op(spec.stages[-1].op).indexed:
            spec = spec.stages[-1]
            stage = {"op": spec.op, **{name: value for name, value in spec.parameters if name != "output_size"}}
            if sum(get_op(one.op).remembers - get_op(one.op).indexed for one in before) < 1:
                raise ChainError("no_pooling")
            spec, _ = plan_behind(before, stage, channels or spec.in_channels, size or spec.input_size)
        if b is not None and layer.unbiased:
            raise OptionError("bias_beside_layer", {"argument": layer.unbiased, "bias": b.tolist()})
        if w is not None:
            check_weight(w, spec.weight_shape)
        return layer, spec, (w, b)


@contextmanager
def _naming(number: int, part: Layered, *, first: bool = False) -> Iterator[None]:
    """Say in every error of a layer which one it is; what is changed instead is the layer itself, or the first input.

    Raises
    ------
    ChainError
    """
    where = {"number": number, "called": part.called}
    try:
        yield
    except ChainError as error:
        error.parameters |= where
        raise
    except TconvError as error:
        if error.kind == TOO_LARGE:
            raise
        small = any("input_size" in way for way in error.hint)
        if isinstance(error, SpecError):
            error.own_options = {"size": OPTIONS["output_size"]}  # PyTorch's size, which is a page's here
            sizes = [way for way in error.hint if "input_size" in way and first]
            others = (way for way in error.hint if not way.keys() & {"input_size", "in_channels"})
            error.hint = (*({"layer": way} for way in others), *sizes)
            error.parameters.setdefault("instead", "a larger input" if small else "layers that fit each other")
        raise ChainError("in_layer", {**where, "error": error, "small": small}) from error
