"""Mutations: every change of one place in a rule that its tests should notice.

A mutant is the source with one expression or statement replaced; the rest of the file stays as it is, byte for byte.
"""

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass

DECORATORS = {"rule", "array_rule"}
NEGATED = {
    ast.Lt: ast.GtE, ast.GtE: ast.Lt, ast.Gt: ast.LtE, ast.LtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
}  # fmt: skip
STRICTNESS = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt}
SWAPPED = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult}
EXTREMES = {"min": "max", "max": "min"}
BOOLEAN = (ast.Compare, ast.BoolOp)
ARITHMETIC = (ast.BinOp, ast.IfExp)


@dataclass(frozen=True, order=True, slots=True)
class Mutant:
    """One change of a rule: `replacement` for the bytes from `start` to `end` of a file.

    `first_line` and `last_line` are those of the statement: a test that runs none of them cannot notice the change.
    """

    file: str
    start: int
    end: int
    mutation: str
    replacement: str
    function: str
    line: int
    first_line: int
    last_line: int
    before: str
    after: str


def mutants_of(file: str, source: str) -> list[Mutant]:
    """Return every mutant of the rules in a file, in the order of the file."""
    content = source.encode()
    starts = _line_starts(content)
    mutants = []
    for function in ast.parse(source).body:
        if not isinstance(function, ast.FunctionDef) or not is_rule(function):
            continue
        for statement in _statements(function.body):
            first, last = _own_lines(statement)
            for node, mutation, changed in _changes(statement, function):
                start, end = _span(node, starts)
                after = ast.unparse(changed)
                mutants.append(
                    Mutant(
                        file=file,
                        start=start,
                        end=end,
                        mutation=mutation,
                        replacement=f"({after})" if isinstance(changed, ast.expr) else after,
                        function=function.name,
                        line=node.lineno,
                        first_line=first,
                        last_line=last,
                        before=ast.unparse(node),
                        after=after,
                    )
                )
    return sorted(mutants)


def mutated(source: str, mutant: Mutant) -> str:
    """Return the source with the change of the mutant."""
    content = source.encode()
    return (content[: mutant.start] + mutant.replacement.encode() + content[mutant.end :]).decode()


def is_rule(function: ast.FunctionDef) -> bool:
    """Return whether a function is decorated as a rule of the world."""
    return any(isinstance(name, ast.Name) and name.id in DECORATORS for name in function.decorator_list)


def _statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield every statement of a body and of the blocks in it, without docstrings and errors that are raised."""
    for statement in body:
        text = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
        if text or isinstance(statement, ast.Raise):
            continue
        yield statement
        for block in ("body", "orelse"):
            yield from _statements(getattr(statement, block, []))


def _own_lines(statement: ast.stmt) -> tuple[int, int]:
    """Return the first and last line of a statement; of a block, the lines of its head."""
    body = getattr(statement, "body", None)
    return statement.lineno, max(statement.lineno, body[0].lineno - 1) if body else statement.end_lineno or 0


def _changes(statement: ast.stmt, function: ast.FunctionDef) -> Iterator[tuple[ast.stmt | ast.expr, str, ast.AST]]:
    """Yield the place, the name and the result of every change of one statement, without the blocks in it."""
    if _may_be_removed(statement, function):
        yield statement, "statement removed", ast.Pass()
    if isinstance(statement, ast.AugAssign) and type(statement.op) in SWAPPED:
        yield statement, "operator swapped", _with(statement, op=SWAPPED[type(statement.op)]())
    if isinstance(statement, ast.Return) and statement.value is not None:
        yield from _changes_of_result(statement.value)
    if isinstance(statement, ast.If | ast.While) and not isinstance(statement.test, (*BOOLEAN, ast.UnaryOp)):
        yield statement.test, "condition negated", ast.UnaryOp(ast.Not(), statement.test)
    for expression in _own_expressions(statement):
        for node in ast.walk(expression):
            if isinstance(node, ast.expr):
                yield from ((node, name, changed) for name, changed in _changes_of_expression(node))


def _changes_of_result(value: ast.expr) -> Iterator[tuple[ast.expr, str, ast.expr]]:
    """Yield a changed result: a truth value negated, a number plus one; a constant is changed as a constant."""
    if isinstance(value, BOOLEAN):
        yield value, "result changed", ast.UnaryOp(ast.Not(), value)
    elif isinstance(value, ARITHMETIC) or _is_extreme(value):
        yield value, "result changed", ast.BinOp(value, ast.Add(), ast.Constant(1))


def _changes_of_expression(node: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        kind = type(node.ops[0])
        if kind in NEGATED:
            yield "comparison negated", _with(node, ops=[NEGATED[kind]()])
        if kind in STRICTNESS:
            yield "strictness changed", _with(node, ops=[STRICTNESS[kind]()])
    elif isinstance(node, ast.BinOp) and type(node.op) in SWAPPED:
        yield "operator swapped", _with(node, op=SWAPPED[type(node.op)]())
    elif isinstance(node, ast.BoolOp):
        yield "and/or swapped", _with(node, op=ast.Or() if isinstance(node.op, ast.And) else ast.And())
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.USub):
        yield "not dropped" if isinstance(node.op, ast.Not) else "sign dropped", node.operand
    elif isinstance(node, ast.Call) and _is_extreme(node):
        yield "min/max swapped", _with(node, func=ast.Name(EXTREMES[ast.unparse(node.func)]))
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool | int | float):
        value = not node.value if isinstance(node.value, bool) else node.value + 1
        yield "constant changed", ast.Constant(value)


def _is_extreme(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in EXTREMES


def _may_be_removed(statement: ast.stmt, function: ast.FunctionDef) -> bool:
    """Return whether the function still has all its names without the statement; else every test would notice."""
    if isinstance(statement, ast.Assign):
        return all(_is_bound_elsewhere(target, statement, function) for target in statement.targets)
    if isinstance(statement, ast.Return):
        return statement.value is None
    return isinstance(statement, ast.AugAssign | ast.Expr | ast.Continue | ast.Break)


def _is_bound_elsewhere(target: ast.expr, statement: ast.Assign, function: ast.FunctionDef) -> bool:
    """Return whether the names of a target have a value before; a field or an item of an array always has."""
    names = {node.id for node in ast.walk(target) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    earlier = {arg.arg for arg in function.args.args}
    for node in ast.walk(function):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.lineno < statement.lineno:
            earlier.add(node.id)
    return names <= earlier


def _own_expressions(statement: ast.stmt) -> Iterator[ast.expr]:
    """Yield the expressions of a statement that are in none of its blocks."""
    for __, value in ast.iter_fields(statement):
        parts = value if isinstance(value, list) else [value]
        yield from (part for part in parts if isinstance(part, ast.expr))


def _with[Node: ast.AST](node: Node, **changes: object) -> Node:
    changed = copy.copy(node)
    for field, value in changes.items():
        setattr(changed, field, value)
    return changed


def _line_starts(content: bytes) -> list[int]:
    starts = [0]
    for line in content.split(b"\n"):
        starts.append(starts[-1] + len(line) + 1)
    return starts


def _span(node: ast.stmt | ast.expr, starts: list[int]) -> tuple[int, int]:
    """Return the first byte of a node and the byte after its last."""
    assert node.end_lineno is not None and node.end_col_offset is not None
    return starts[node.lineno - 1] + node.col_offset, starts[node.end_lineno - 1] + node.end_col_offset
