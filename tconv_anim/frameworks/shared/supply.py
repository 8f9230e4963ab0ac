"""What stands beside a layer's text and gives the names in it their values: options, arrays and --let."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from tconv_anim.core.parameters import Size

NONE: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True)
class Supply:
    """What is known before a layer is read.

    Attributes
    ----------
    input_size, kernel_size, in_channels, out_channels : of options or arrays
    weight_shape : of a given weight, in PyTorch's layout
    dims : the number of axes where the layer does not show it
    options : parameters of the operation that are given beside the layer, by our names
    names : of --let
    """

    input_size: int | Size | None = None
    kernel_size: int | Size | None = None
    in_channels: int | None = None
    out_channels: int | None = None
    weight_shape: Size | None = None
    dims: int | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    names: Mapping[str, Any] = field(default_factory=dict)

    def of(self, role: str, op: str, known: Mapping[str, Any]) -> Any:
        """What a parameter of a convolution is, or None; `known` are the layer's other parameters."""
        if role == "kernel_size":
            return self.kernel_size if self.weight_shape is None else self.weight_shape[2:]
        if role in ("in_channels", "out_channels"):
            return self._channels(role, op, known)
        if role == "groups" and "groups" not in self.options and self.weight_shape and op == "conv":
            inputs, several = self._channels("in_channels", op, {}), self.weight_shape[1]
            return inputs // several if inputs and several and inputs % several == 0 else None
        return self.options.get(role)

    def _channels(self, role: str, op: str, known: Mapping[str, Any]) -> int | None:
        count: int | None = getattr(self, role)
        if count is not None or self.weight_shape is None:
            return count
        if (role == "out_channels") == (op == "conv"):
            return self.weight_shape[0]
        groups = known.get("groups")
        return self.weight_shape[1] * groups if isinstance(groups, int) and groups > 0 else None
