"""The sources of mutants, each with one small change; and the source that notes which of its statements are reached."""

import ast
from collections.abc import Iterator
from copy import deepcopy
from itertools import accumulate
from pathlib import Path
from typing import Any

SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult, ast.Mod: ast.Div,
    ast.Pow: ast.Mult, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.And: ast.Or,
    ast.Or: ast.And, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
}  # fmt: skip
NAMES = {"min": "max", "max": "min", "any": "all", "all": "any", "floor": "ceil", "zeros": "ones", "ones": "zeros"}


def changed(node: ast.AST) -> Iterator[ast.AST]:
    """The node with one change, for each change that it can have."""
    if isinstance(node, (ast.BinOp, ast.BoolOp, ast.AugAssign)) and type(node.op) in SWAPS:
        yield _with(node, op=SWAPS[type(node.op)]())
    if isinstance(node, ast.Compare) and type(node.ops[0]) in SWAPS:
        yield _with(node, ops=[SWAPS[type(node.ops[0])](), *node.ops[1:]])
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield _with(node, value=not node.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int):
        yield from (_with(node, value=node.value + by) for by in (-1, 1))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.Not, ast.USub, ast.Invert)):
        yield node.operand
    if isinstance(node, ast.Name) and node.id in NAMES and isinstance(node.ctx, ast.Load):
        yield _with(node, id=NAMES[node.id])
    if isinstance(node, ast.Attribute) and node.attr in NAMES:
        yield _with(node, attr=NAMES[node.attr])
    if isinstance(node, ast.Slice) and (node.lower or node.upper):
        yield _with(node, lower=node.upper, upper=node.lower)
    if isinstance(node, ast.IfExp):
        yield _with(node, body=node.orelse, orelse=node.body)


def _with(node: ast.AST, **fields: object) -> ast.AST:
    copy = deepcopy(node)
    for name, value in fields.items():
        setattr(copy, name, value)
    return copy


def mutants(source: str) -> Iterator[tuple[int, str]]:
    """The line of each statement that can be changed, with the source that has one change there."""
    starts = [0, *accumulate(len(line.encode()) for line in source.splitlines(keepends=True))]
    raw = source.encode()
    for line, node in _computed(ast.parse(source), 0):
        start, stop = starts[node.lineno - 1] + node.col_offset, starts[node.end_lineno - 1] + node.end_col_offset
        for other in changed(node):
            text = ast.unparse(other)
            text = text if isinstance(node, (ast.Slice, ast.AugAssign)) else f"({text})"
            yield line, (raw[:start] + text.encode() + raw[stop:]).decode()


def _computed(node: ast.AST, line: int) -> Iterator[tuple[int, Any]]:
    """The nodes that have a place, without those whose change nobody sees, or only a reader of a sentence."""
    for name, value in ast.iter_fields(node):
        children = value if isinstance(value, list) else [value]
        here = node.body[0].lineno if isinstance(node, ast.FunctionDef) and name == "args" else line
        for child in [] if name in ("annotation", "returns", "decorator_list") else children:
            if isinstance(child, ast.keyword) and child.arg == "strict":
                continue
            if isinstance(child, ast.AST) and not isinstance(child, ast.JoinedStr):
                mine = child.lineno if isinstance(child, ast.stmt) else here
                if hasattr(child, "lineno"):
                    yield mine, child
                yield from _computed(child, mine)


def marked(path: Path, source: str) -> ast.Module:
    """The source with a call of `__reached__((path, line))` at every statement of a function."""
    tree = ast.parse(source)
    for node in list(ast.walk(tree))[1:]:
        for name in ("body", "orelse", "finalbody"):
            block = getattr(node, name, None)
            if isinstance(block, list):
                setattr(node, name, [line for statement in block for line in _with_mark(path, statement)])
    return tree


def _with_mark(path: Path, statement: ast.stmt) -> list[ast.stmt]:
    mark = ast.parse(f"__reached__(({str(path)!r}, {statement.lineno}))").body[0]
    is_docstring = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    return [statement, mark] if is_docstring else [mark, statement]
