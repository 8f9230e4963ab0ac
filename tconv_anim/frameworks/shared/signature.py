"""A call's parameters as its framework declares them: their order, their defaults, and what they are in PyTorch."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property
from typing import Any

from tconv_anim.frameworks.shared.reading import Reading

ROLES = ("in_channels", "out_channels", "kernel_size", "stride", "padding", "output_padding", "dilation", "groups",
         "padding_mode")  # fmt: skip
"""What a parameter of a convolution can be, in PyTorch's words, which are those of our options too."""

SHORT = {
    **dict.fromkeys(("k", "ks", "ksize", "kernel", "kernel_shape", "filter_size", "size"), "kernel_size"),
    **dict.fromkeys(("s", "strides", "step"), "stride"), **dict.fromkeys(("p", "pad", "pads"), "padding"),
    **dict.fromkeys(("d", "dil", "rate", "dilation_rate", "dilations"), "dilation"),
    **dict.fromkeys(("g", "group"), "groups"), **dict.fromkeys(("op", "out_pad", "outpad"), "output_padding"),
    **dict.fromkeys(("in", "inp", "cin", "c_in", "nin", "n_in", "in_ch", "in_c"), "in_channels"),
    **dict.fromkeys(("out", "cout", "c_out", "nout", "n_out", "out_ch", "out_c", "filters"), "out_channels"),
}  # fmt: skip
"""What people call parameters for short, or in other frameworks, with their roles."""


@dataclass(frozen=True)
class Declared:
    """A layer or function of a framework.

    Attributes
    ----------
    signature : its parameters as Python declares them, "in_channels, out_channels, kernel_size, stride=1"
    read : what makes a spec of its arguments
    op : "conv", "conv_transpose" or another op
    roles : parameters that have another name in PyTorch, with that name
    reads : further parameters that `read` looks at; those that nobody looks at may be any expression
    arrays : parameters that are arrays
    weighted : whether it has a weight
    function : whether it is a function, which is no method of something else
    rooted : whether it is meant only where its framework is named
    anything : whether it takes any arguments, as it is refused in any case
    """

    signature: str
    read: Callable[[Any], Reading]
    op: str = "conv"
    roles: Mapping[str, str] = field(default_factory=dict)
    reads: str = ""
    arrays: str = ""
    weighted: bool = True
    function: bool = False
    rooted: bool = False
    anything: bool = False

    @cached_property
    def _declared(self) -> ast.arguments:
        return ast.parse(f"lambda {self.signature}: 0", mode="eval").body.args  # type: ignore[attr-defined, no-any-return]

    @cached_property
    def positional(self) -> tuple[str, ...]:
        """Parameters that may be given by their place."""
        return tuple(argument.arg for argument in self._declared.args)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """All parameters."""
        return (*self.positional, *(argument.arg for argument in self._declared.kwonlyargs))

    @cached_property
    def defaults(self) -> Mapping[str, Any]:
        """The parameters that may be left out, with their values."""
        declared = self._declared
        last = declared.args[len(declared.args) - len(declared.defaults) :]
        pairs: list[tuple[ast.arg, ast.expr | None]] = [*zip(last, declared.defaults, strict=True)]
        pairs += zip(declared.kwonlyargs, declared.kw_defaults, strict=True)
        return {argument.arg: ast.literal_eval(value) for argument, value in pairs if value is not None}

    @cached_property
    def required(self) -> tuple[str, ...]:
        """The parameters that must be given."""
        return tuple(name for name in self.names if name not in self.defaults)

    @cached_property
    def role_of(self) -> Mapping[str, str]:
        """What each parameter is in PyTorch."""
        return {name: self.roles.get(name, name) for name in self.names if self.roles.get(name, name) in ROLES}

    @cached_property
    def read_names(self) -> tuple[str, ...]:
        """The parameters that have a meaning here."""
        further = self.reads.split()
        return tuple(name for name in self.names if name in self.role_of or name in further)

    @cached_property
    def array_names(self) -> tuple[str, ...]:
        """The parameters that are arrays."""
        return tuple(self.arrays.split())

    def near(self, name: str) -> list[str]:
        """The parameter that a name may mean: one that is called so for short, or the nearest name."""
        short = self.parameter(SHORT.get(name.lower(), ""))
        return [short] if short in self.read_names else get_close_matches(name, self.read_names, 1)

    def parameter(self, role: str) -> str:
        """The parameter that has a role, or the role's name where none has it."""
        return next((name for name, its in self.role_of.items() if its == role), role)

    def distance(self, count: int, keywords: Mapping[str, Any]) -> tuple[int, int]:
        """How many arguments of a call this does not know, and how many that it needs are not given."""
        given = {*self.positional[:count], *keywords}
        unknown = len(set(keywords) - set(self.names)) + max(0, count - len(self.positional))
        return unknown, sum(name not in given for name in self.required if name not in self.array_names)

    def fits(self, count: int, keywords: Mapping[str, Any], *, unpacked: bool = False) -> bool:
        """Whether a call with so many arguments by place and these by name can be one of this."""
        if self.anything:
            return True
        if count > len(self.positional) or not set(keywords) <= set(self.names):
            return False
        placed = self.positional[:count]
        if set(placed) & set(keywords):
            return False
        given = {*placed, *keywords}
        return unpacked or all(name in given for name in self.required if name not in self.array_names)
