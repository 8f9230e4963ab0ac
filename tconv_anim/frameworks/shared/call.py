"""A layer's call as data: its name, its arguments and their places. Nothing in it is evaluated but arithmetic."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, NoReturn

from tconv_anim.core.message import Clauses, message
from tconv_anim.core.parameters import LARGEST, Size
from tconv_anim.frameworks.shared.errors import ArgumentError, LayerError, refuse_length
from tconv_anim.frameworks.shared.scan import constants_in
from tconv_anim.frameworks.shared.signature import Declared
from tconv_anim.frameworks.shared.source import Source
from tconv_anim.frameworks.shared.supply import Supply
from tconv_anim.frameworks.shared.values import NoValue, Unknown, evaluate, key, name_of, names_in, solved, written
from tconv_anim.options import COUNTS, DIMS, OPTIONS, Given

DEFAULT_INPUT_SIZE = 3
DEFAULT_KERNEL_SIZE = 3
PRINTED = ("pad_mode", "data_format", "format")
"""Arguments whose words models print without quotation marks, any word that they take."""


@dataclass(frozen=True)
class Value:
    """An argument: its expression, its text and where it begins."""

    node: ast.expr
    text: str
    offset: int

    @property
    def plain(self) -> Any:
        """Its value if it needs no name, or else Ellipsis."""
        try:
            return evaluate(self.node, {})
        except (Unknown, NoValue):
            return Ellipsis


@dataclass(frozen=True, eq=False)
class Call:
    """A call in a text.

    Attributes
    ----------
    head : its dotted name
    positional, keywords : its arguments
    called : the keywords with which its result is called, as in ``MaxUnpool2d(2)(x, at, output_size=5)``
    source, start : the text that it is in, and where it begins there
    text : the call alone
    unpacked : whether it has arguments that only running it would show
    partial : whether arguments that it needs may be given later, as it is one of functools.partial
    """

    head: str
    positional: Sequence[Value]
    keywords: Mapping[str, Value]
    called: Mapping[str, Value]
    source: Source
    start: int
    text: str
    unpacked: Value | None = None
    partial: bool = False

    @property
    def is_open(self) -> bool:
        """Whether it may have arguments that it does not show."""
        return self.partial or self.unpacked is not None

    @property
    def name(self) -> str:
        """The last part of its name."""
        return self.head.rpartition(".")[2]


@dataclass
class Arguments:
    """A call's arguments, bound to what an entry declares."""

    call: Call
    entry: Declared
    framework: str
    ndim: int | None
    supply: Supply
    bound: dict[str, Value] = field(default_factory=dict)
    given: dict[str, Any] = field(default_factory=dict)
    used: list[str] = field(default_factory=list)
    named: dict[int, tuple[str, Any]] = field(default_factory=dict)
    drawn: list[tuple[str, int]] = field(default_factory=list)
    names: Mapping[str, Any] = field(default_factory=dict)
    assumed: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.input_size = self.supply.input_size
        self.in_channels = self.supply.in_channels
        self._bind()
        self._resolve()

    @property
    def name(self) -> str:
        """The layer's name."""
        return self.call.name

    def fail(self, kind: str, value: Value | None = None, **parameters: Any) -> NoReturn:
        """Refuse the layer, at the place of an argument.

        Raises
        ------
        LayerError
        """
        place = {} if value is None else self.call.source.place(value.offset)
        raise LayerError(kind, {**place, "call": self.name, "framework": self.framework, **parameters})

    def _bind(self) -> None:
        positional = self.entry.positional
        if self.entry.anything:
            return
        if self.call.unpacked is not None:
            kernel = self.entry.parameter("kernel_size")
            example = kernel if kernel in self.entry.names else self.entry.names[-1]
            self.fail("unpacked", self.call.unpacked, text=self.call.unpacked.text, argument=example)
        if len(self.call.positional) > len(positional):
            self.fail("too_many_arguments", self.call.positional[len(positional)], most=len(positional))
        self.bound = dict(zip(positional, self.call.positional, strict=False))
        for name, value in self.call.keywords.items():
            if name not in self.entry.names:
                if near := self.entry.near(name):
                    self.fail("misspelled_argument", value, argument=name, near=near[0])
                self.fail("unknown_argument", value, argument=name, known=self.entry.read_names)
            if name in self.bound:
                self.fail("repeated_argument", value, argument=name)
            self.bound[name] = value
        for name in self.entry.array_names:
            if name in self.bound and type(self.bound[name].plain) in (int, float):
                self.fail("array", self.bound[name], argument=name, text=self.bound[name].text)
        for name in self.entry.required:
            if name in self.bound or name in self.entry.array_names:
                continue
            if not self.call.partial:
                self.fail("missing_argument", argument=name)
            self.bound[name] = Value(ast.Name(name), name, self.call.start)

    def _resolve(self) -> None:
        """Give every argument that has a meaning its value."""
        self.given = {name: self.entry.defaults[name] for name in self.entry.read_names if name in self.entry.defaults}
        waiting = {name: value for name, value in self.bound.items() if name in self.entry.read_names}
        for name in waiting:
            self.given.pop(name, None)
        names = {key(name): value for name, value in self.supply.names.items()}
        while waiting and self._settled(waiting, names):
            pass
        if waiting:
            self._assume(waiting, names)
        counts = [
            name for name, value in waiting.items()
            if self.entry.role_of.get(name) in COUNTS and any(isinstance(n, ast.Name) for n in ast.walk(value.node))
        ]  # fmt: skip
        for name in counts:
            groups = self.role("groups", 1)
            self.given[name] = groups if isinstance(groups, int) and groups > 0 else 1
            self.drawn.append((waiting[name].text, self.given[name]))
        for name in counts:
            names |= solved(waiting[name].node, self.given[name], names)
            self._name(waiting.pop(name), self.given[name])
        while waiting and self._settled(waiting, names):
            pass
        self.names = names
        for name, value in waiting.items():
            self.refuse(name, value)
        self._check_numbers()

    def _assume(self, waiting: dict[str, Value], names: dict[str, Any]) -> None:
        """Give names the numbers that the text itself assigns to them, where nothing else does."""
        found = {
            name: value for name, value in constants_in(self.call.source.plain).items()
            if name not in names and any(name in names_in(argument.node) for argument in waiting.values())
        }  # fmt: skip
        if found:
            self.assumed = found
            names |= found
            while waiting and self._settled(waiting, names):
                pass

    def _settled(self, waiting: dict[str, Value], names: dict[str, Any]) -> bool:
        """Whether something of what waits for a value has got one."""
        before = len(waiting)
        for name, value in [*waiting.items()]:
            role = self._option(name)
            try:
                found = evaluate(value.node, names)
            except NoValue:
                self.fail("no_value", value, text=value.text)
            except Unknown:
                if name in PRINTED and isinstance(value.node, ast.Name):
                    self.given[name] = value.node.id
                    del waiting[name]
                    continue
                found = self.supply.of(role, self.entry.op, self._roles())
                if found is None:
                    continue
                names |= solved(value.node, _single(found), names)
                if role in self.supply.options or role == "kernel_size":
                    self.used.append(role)
            else:
                if found is None and name in self.entry.required:
                    raise ArgumentError("non_integer_param", {"argument": f"{name}=None"})
                asked = self.supply.options.get(role)
                if asked is not None and value.plain is Ellipsis and _single(asked) == _single(found):
                    self.used.append(role)  # a name in it is known by another argument, and agrees
            self.given[name] = found
            self._name(waiting.pop(name), found)
        return len(waiting) < before

    def _option(self, name: str) -> str:
        """Our name for a parameter; a size of an output is one of a page elsewhere."""
        return "output_size" if name == "size" else self.entry.role_of.get(name, name)

    def _name(self, value: Value, found: Any) -> None:
        """Remember what an argument that is no number comes to."""
        if isinstance(found, (int, float, tuple, list)) and value.plain is Ellipsis:
            self.named[value.offset] = value.text, found

    def refuse(self, name: str, value: Value) -> NoReturn:
        """Refuse an argument that nothing gives.

        Raises
        ------
        LayerError
        """
        role = self._option(name)
        names = [name for name in names_in(value.node) if name not in self.supply.names]
        if role not in OPTIONS and not names:
            self.fail("not_a_literal", value, argument=name)
        if role not in OPTIONS:
            self.fail("not_given:name", value, text=value.text, name=names[0], let="")
        if not names:
            self.fail("not_given:option", value, text=value.text, option=role)
        self.fail("not_given", value, text=value.text, option=role, name=names[0], let="")

    def _check_numbers(self) -> None:
        for name, value in self.given.items():
            numbers = value if isinstance(value, (list, tuple)) else (value,)
            if any(isinstance(number, int) and abs(number) > LARGEST for number in numbers) and name in self.bound:
                self.fail("long_number", self.bound[name])

    def _roles(self) -> dict[str, Any]:
        found = {role: self.given[name] for name, role in self.entry.role_of.items() if name in self.given}
        if "groups" not in self.entry.role_of.values():
            found["groups"] = 1
        return found

    def role(self, role: str, default: Any = None) -> Any:
        """The value of the parameter that has a role."""
        return self.given.get(self.entry.parameter(role), default)

    def items(self, name: str) -> list[Value | int] | None:
        """The items of a list that is an argument, those that nothing gives as they are written; None if it is none."""
        value = self.bound[name]
        with suppress(Unknown, NoValue):
            found = evaluate(value.node, self.names)
            return [*found] if isinstance(found, (list, tuple)) else None
        node = value.node
        if isinstance(node, ast.Call) and name_of(node.func) in ("stack", "pack", "TensorShape") and node.args:
            node = node.args[0]
        if not isinstance(node, (ast.List, ast.Tuple)):
            self.refuse(name, value)
        items: list[Value | int] = []
        for item in node.elts:
            try:
                items.append(evaluate(item, self.names))
            except (Unknown, NoValue):
                items.append(Value(item, written(item), value.offset))
        return items

    def text(self, name: str) -> str:
        """A bound argument as it was written, such as "activation='relu'"."""
        return f"{name}={self.bound[name].text}" if name in self.bound else f"{name}={self.given.get(name)!r}"

    def axes(self, *values: Any) -> int:
        """The number of axes, from the layer's name or from the first value that has one number for each."""
        if self.ndim is not None:
            return self.ndim
        sizes = () if self.supply.dims else (self.input_size, self.supply.kernel_size)
        for value in (*values, *sizes):
            if isinstance(value, (list, tuple)) and len(value) in DIMS:
                return len(value)
        if self.supply.weight_shape is not None and not self.supply.dims:
            return len(self.supply.weight_shape) - 2
        return self.supply.dims or 2

    def channels(self, default: Any) -> tuple[Any, Any]:
        """Input and output channels for a call that does not give them: as asked for, or the default."""
        known = {"groups": 1, **self._roles()}
        found = {role: self.supply.of(role, self.entry.op, known) for role in COUNTS}
        if self.in_channels is not None:
            found["in_channels"] = self.in_channels
        inputs, outputs = (default if found[role] is None else found[role] for role in COUNTS)
        return inputs, outputs

    def sizes(self, ndim: int, kernel: Any, dilation: Any) -> tuple[Size, Size]:
        """Input and kernel size for every axis; the default input is large enough for the kernel."""
        asked = self.supply.of("kernel_size", self.entry.op, {})
        wanted = DEFAULT_KERNEL_SIZE if asked is None else asked
        parameter = self.entry.parameter("kernel_size")
        k = each(ndim, parameter, wanted if kernel is None else kernel, is_option=kernel is None)
        d = each(ndim, self.entry.parameter("dilation"), dilation)
        spread = max(d_ * (k_ - 1) + 1 for k_, d_ in zip(k, d, strict=True))
        transposed = self.entry.op == "conv_transpose"
        default = DEFAULT_INPUT_SIZE if transposed else max(DEFAULT_INPUT_SIZE, spread)
        return each(ndim, "input_size", default if self.input_size is None else self.input_size, is_option=True), k

    @property
    def notes(self) -> Clauses:
        """What the names in the text come to."""
        found = (self.named[offset] for offset in sorted(self.named))
        names = ", ".join(dict.fromkeys(f"{text} = {_single(value)}" for text, value in found))
        return (message("names_are", names=names),) if names else ()


def _single(value: Any) -> Any:
    """One number in place of equal ones."""
    if isinstance(value, (tuple, list)) and value and value.count(value[0]) == len(value):
        return value[0]
    return value


def each(count: int, name: str, value: Any, *, is_option: bool = False) -> Size:
    """One whole number for each of `count` places; `is_option` if a parameter of ours was given, not an argument.

    Raises
    ------
    ArgumentError
    """
    values = tuple(value) if isinstance(value, (list, tuple)) else (value,)
    values = values * count if len(values) == 1 else values
    if len(values) != count:
        refuse_length(
            name, value, "one number" if count == 1 else f"one number or {count} numbers", is_option=is_option
        )
    for number in values:
        if not isinstance(number, int) or isinstance(number, bool):
            raise ArgumentError(
                "non_integer_param", {"argument": Given(name, number) if is_option else f"{name}={number!r}"}
            )
    return values
