"""Numbers in a layer's text: literals, their arithmetic, and names that are given. Nothing else is evaluated."""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Mapping
from typing import Any

WORDS = ("same", "valid", "causal", "zeros", "reflect", "replicate", "circular", "notset", "same_upper", "same_lower",
         "nearest", "nearest-exact", "linear", "bilinear", "bicubic", "trilinear", "area")  # fmt: skip
"""Words that models print without quotation marks."""
JSON_WORDS = {"true": True, "false": False, "null": None}
MOST_BITS = 256
MOST_ITEMS = 64
_OPERATORS: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv, ast.Mod: operator.mod, ast.Pow: operator.pow,
    ast.LShift: operator.lshift, ast.RShift: operator.rshift, ast.BitAnd: operator.and_, ast.BitOr: operator.or_,
    ast.BitXor: operator.xor,
}  # fmt: skip
_SIGNS: dict[type[ast.unaryop], Callable[[Any], Any]] = {ast.USub: operator.neg, ast.UAdd: operator.pos}
_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "int": int, "float": float, "round": round, "abs": abs, "min": min, "max": max, "tuple": tuple, "list": list,
    "ceil": math.ceil, "floor": math.floor,
}  # fmt: skip


class Unknown(Exception):  # noqa: N818
    """What has no value: a name that nothing gives, or an expression that is not computed."""


class NoValue(Exception):  # noqa: N818
    """Arithmetic without a result, such as a division by 0."""


Names = Mapping[str, Any]


def evaluate(node: ast.expr, names: Names) -> Any:
    """The value of an expression.

    Raises
    ------
    Unknown
        for a name that is not in `names`, or what is no arithmetic
    NoValue
        for arithmetic that has no result, or one that is far too large
    """
    try:
        return _value(node, names)
    except (ArithmeticError, ValueError, TypeError, RecursionError) as error:
        raise NoValue from error


def _value(node: ast.expr, names: Names) -> Any:
    if isinstance(node, ast.Constant):
        if node.value is ...:
            raise Unknown
        return node.value
    if isinstance(node, (ast.Tuple, ast.List)):
        items = [_value(item, names) for item in node.elts]
        return tuple(items) if isinstance(node, ast.Tuple) else items
    if isinstance(node, ast.UnaryOp) and type(node.op) in _SIGNS:
        return _SIGNS[type(node.op)](_number(_value(node.operand, names)))
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS and not _is_word(node):
        return _computed(node.op, _value(node.left, names), _value(node.right, names))
    if isinstance(node, ast.Call) and not node.keywords and name_of(node.func) in _FUNCTIONS:
        return _FUNCTIONS[name_of(node.func)](*(_value(argument, names) for argument in node.args))
    if isinstance(node, ast.NamedExpr):
        return _value(node.value, names)
    if isinstance(node, ast.Subscript) and not any(name in names for name in keys_of(node)):
        return _item(_value(node.value, names), _value(node.slice, names))
    return named(node, names)


def _item(values: Any, at: Any) -> Any:
    """An item of a list; every item of what one number stands for is this number."""
    if isinstance(values, (tuple, list)) and isinstance(at, int):
        if not -len(values) <= at < len(values):
            raise ValueError
        return values[at]
    if isinstance(values, int) and isinstance(at, int):
        return values
    raise Unknown


def name_of(node: ast.expr) -> str:
    """The last part of a dotted name, or ""."""
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def named(node: ast.expr, names: Names) -> Any:
    """The value of a name, an attribute or an item, by its whole text or its last part."""
    for key in keys_of(node):
        if key in names:
            return names[key]
    if isinstance(node, ast.Name) and node.id in JSON_WORDS:
        return JSON_WORDS[node.id]
    if _is_word(node):
        return written(node).replace(" ", "")
    raise Unknown


def _is_word(node: ast.expr) -> bool:
    """Whether it is a word without quotation marks, of which one has a hyphen."""
    names = [node] if isinstance(node, ast.Name) else [node.left, node.right] if isinstance(node, ast.BinOp) else []
    if not names or not all(isinstance(name, ast.Name) for name in names):
        return False
    return written(node).replace(" ", "").lower() in WORDS


def keys_of(node: ast.expr) -> tuple[str, ...]:
    """What a name is called: ``self.cfg.dim`` is also ``dim``, and so is ``cfg["dim"]``; () for what is no name."""
    if isinstance(node, ast.Name):
        return (node.id,)
    if isinstance(node, ast.Attribute):
        return (key(written(node)), node.attr)
    if isinstance(node, ast.Subscript):
        item = node.slice.value if isinstance(node.slice, ast.Constant) else None
        return (key(written(node)), *((item,) if isinstance(item, str) else ()))
    if isinstance(node, ast.Call) and name_of(node.func) in ("getattr", "get") and node.args:
        last = node.args[-1 if name_of(node.func) == "getattr" and len(node.args) == 2 else 0]
        item = last.value if isinstance(last, ast.Constant) else None
        return (key(written(node)), *((item,) if isinstance(item, str) else ()))
    return ()


def names_in(node: ast.AST) -> list[str]:
    """The names that an expression needs, by their last part, in order; none if it is not computed anyhow."""
    if any(map(_is_never_computed, ast.walk(node))):
        return []
    if isinstance(node, ast.Call) and not keys_of(node):
        return [name for argument in node.args for name in names_in(argument)]
    if isinstance(node, ast.expr) and (keys := keys_of(node)):
        return [keys[-1]]
    return [name for child in ast.iter_child_nodes(node) for name in names_in(child)]


def _is_never_computed(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        return not keys_of(node) and name_of(node.func) not in _FUNCTIONS
    return isinstance(node, (ast.IfExp, ast.Compare, ast.BoolOp, ast.Lambda))


def key(text: str) -> str:
    """A name's text without blanks, with one kind of quotation marks."""
    return "".join(text.split()).replace('"', "'")


def written(node: ast.expr) -> str:
    """An expression as Python writes it."""
    try:
        return ast.unparse(node)
    except (ValueError, RecursionError):  # a long number cannot be written
        return ""


def solved(node: ast.expr, value: Any, names: Names) -> dict[str, Any]:
    """The names of an expression that are known once it has a value: n of ``2 * n``, kh and kw of ``(kh, kw)``."""
    if keys := keys_of(node):
        return dict.fromkeys(keys, value)
    if isinstance(node, (ast.Tuple, ast.List)):
        values = value if isinstance(value, (tuple, list)) else (value,) * len(node.elts)
        if len(values) != len(node.elts):
            return {}
        found: dict[str, Any] = {}
        for item, each in zip(node.elts, values, strict=True):
            found |= solved(item, each, names)
        return found
    if isinstance(node, ast.BinOp) and isinstance(value, int):
        return _solved_arithmetic(node, value, names)
    return {}


def _solved_arithmetic(node: ast.BinOp, value: int, names: Names) -> dict[str, Any]:
    for unknown, known, first in ((node.left, node.right, True), (node.right, node.left, False)):
        try:
            other = evaluate(known, names)
        except (Unknown, NoValue):
            continue
        if not isinstance(other, int):
            continue
        if isinstance(node.op, ast.Mult) and other and value % other == 0:
            return solved(unknown, value // other, names)
        if isinstance(node.op, ast.Add):
            return solved(unknown, value - other, names)
        if isinstance(node.op, ast.Sub):
            return solved(unknown, value + other if first else other - value, names)
    return {}


def _number(value: Any) -> Any:
    if not isinstance(value, (int, float)):
        raise TypeError
    return value


def _computed(op: ast.operator, left: Any, right: Any) -> Any:
    """Arithmetic of two numbers, or a tuple repeated or joined; refused where the result would be huge."""
    lists = [value for value in (left, right) if isinstance(value, (tuple, list))]
    if isinstance(left, str) or isinstance(right, str):
        raise Unknown
    if len(lists) == 2 and isinstance(op, ast.Add):
        result = left + right
        return _few(result)
    if len(lists) == 1 and isinstance(op, ast.Mult):
        times = right if lists[0] is left else left
        if not isinstance(times, int) or len(lists[0]) * max(0, times) > MOST_ITEMS:
            raise ValueError
        return lists[0] * times
    if lists:
        raise TypeError
    if isinstance(left, int) and isinstance(right, int):
        bits = left.bit_length() + right.bit_length()
        if isinstance(op, (ast.Pow, ast.LShift)):
            bits = left.bit_length() * abs(right) if isinstance(op, ast.Pow) else left.bit_length() + abs(right)
        if bits > MOST_BITS:
            raise OverflowError
    result = _OPERATORS[type(op)](_number(left), _number(right))
    if not isinstance(result, (int, float)):  # a root of a negative number
        raise ValueError
    return result


def _few(items: Any) -> Any:
    if len(items) > MOST_ITEMS:
        raise ValueError
    return items
