"""Conditions on how people start: `household == 'single parent' and load >= 8`, read without running any code.

A condition knows the names in `COLUMNS`, numbers, words in quotes, comparisons, `in`, `and`, `or`, `not`, and + - * /.
"""

import ast
import operator
from collections.abc import Callable, Mapping
from types import MappingProxyType

import pandas as pd

from simulation.messages import N_, message
from simulation.people import DOMAINS

from .faults import ScenarioError, nearest

NUMBER, YES_NO = N_("number"), N_("yes or no")
HOUSEHOLDS = ("single", "single parent", "couple")
COLUMNS: Mapping[str, str | tuple[str, ...]] = MappingProxyType(
    {
        "age": NUMBER, "sex": ("woman", "man"), "household": HOUSEHOLDS, "young_children": YES_NO,
        "education": ("low", "middle", "high"), "years_on_benefit": NUMBER, "load": NUMBER,
        **dict.fromkeys(DOMAINS, NUMBER), "trust": NUMBER, "self_efficacy": NUMBER,
        "employability": NUMBER, "life_satisfaction": NUMBER, "work": YES_NO,
    }
)  # fmt: skip
"""What a condition can ask about the start, and which values it has. `load` is the sum of the levels of the nine
domains, each 0 to 4; `work` is paid work beside the benefit; trust, self-efficacy and employability lie in 0 to 1."""

LONGEST = 500
_COMPARED = {
    ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}  # fmt: skip
_CALCULATED = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}
_JOINED = {ast.And: operator.and_, ast.Or: operator.or_}
Part = tuple[str | tuple[str, ...], Callable]
"""What kind of value a part of a condition has, and the function of a frame that gives it."""


class ConditionError(ScenarioError):
    """A condition that cannot be read; the message says which part, and what would be valid."""


def condition(text: str) -> Callable[[pd.DataFrame], pd.Series]:
    """Return the function that says for each row of a frame with `COLUMNS` whether it meets the condition.

    Raises ConditionError for what is no condition, before anything is run.
    """
    if len(text) > LONGEST:
        raise ConditionError(
            message("a condition has at most {most} characters; got {size}", most=LONGEST, size=len(text))
        )
    try:
        tree = ast.parse(text.strip(), mode="eval").body
        kind, value = _part(tree)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        if isinstance(error, ConditionError):
            raise
        raise ConditionError(
            message(
                "this is no condition: {text!r}; one is, for example, \"household == 'single parent' and load >= 8\"",
                text=text,
            )
        ) from error
    if kind != YES_NO:
        raise ConditionError(
            message("a condition is true or false of somebody; {text!r} is neither: compare it with a value", text=text)
        )
    return lambda frame: pd.Series(value(frame), index=frame.index).astype(bool)


def _part(node: ast.expr) -> Part:
    if isinstance(node, ast.Name):
        return _name(node)
    if isinstance(node, ast.Constant):
        return _constant(node)
    if isinstance(node, ast.Compare):
        return _comparison(node)
    if isinstance(node, ast.BoolOp):
        parts = [_needs(value, YES_NO) for value in node.values]
        join = _JOINED[type(node.op)]
        return YES_NO, lambda frame: _folded(join, [part(frame) for part in parts])
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        part = _needs(node.operand, YES_NO)
        return YES_NO, lambda frame: part(frame) == False  # noqa: E712 - also for a single value
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        part = _needs(node.operand, NUMBER)
        return NUMBER, lambda frame: -part(frame)
    if isinstance(node, ast.BinOp) and type(node.op) in _CALCULATED:
        left, right, of = _needs(node.left, NUMBER), _needs(node.right, NUMBER), _CALCULATED[type(node.op)]
        return NUMBER, lambda frame: of(left(frame), right(frame))
    raise ConditionError(
        message("{part!r} cannot stand in a condition; compare names with numbers or words", part=ast.unparse(node))
    )


def _folded(join: Callable, values: list):
    result = values[0]
    for value in values[1:]:
        result = join(result, value)
    return result


def _name(node: ast.Name) -> Part:
    if node.id not in COLUMNS:
        near = nearest(node.id, tuple(COLUMNS)) or message("; there is {names}", names=", ".join(COLUMNS))
        raise ConditionError(
            message("{name!r} is nothing that is known of how people start{near}", name=node.id, near=near)
        )
    return COLUMNS[node.id], lambda frame: frame[node.id]


def _constant(node: ast.Constant) -> Part:
    value = node.value
    if isinstance(value, bool):
        return YES_NO, lambda frame: pd.Series(value, index=frame.index)
    if isinstance(value, int | float):
        return NUMBER, lambda frame: float(value)
    if isinstance(value, str):
        return (value,), lambda frame: value
    raise ConditionError(message("a condition compares with numbers and words in quotes; got {value!r}", value=value))


def _needs(node: ast.expr, kind: str) -> Callable:
    found, value = _part(node)
    if found != kind:
        raise ConditionError(message("{part!r} is not a {kind}", part=ast.unparse(node), kind=message(kind)))
    return value


def _comparison(node: ast.Compare) -> Part:
    sides = [node.left, *node.comparators]
    parts = [_one(sides[place], operation, sides[place + 1]) for place, operation in enumerate(node.ops)]
    return YES_NO, lambda frame: _folded(operator.and_, [part(frame) for part in parts])


def _one(left: ast.expr, operation: ast.cmpop, right: ast.expr) -> Callable:
    kind, value = _part(left)
    if isinstance(operation, ast.In | ast.NotIn):
        return _membership(kind, value, operation, right)
    if type(operation) not in _COMPARED:
        raise ConditionError(
            message(
                "a condition compares with == != < <= > >= or in; got {right!r} otherwise", right=ast.unparse(right)
            )
        )
    kind_2, value_2 = _part(right)
    _check_same(left, kind, right, kind_2)
    if isinstance(kind, tuple) and not isinstance(operation, ast.Eq | ast.NotEq):
        raise ConditionError(message("words are compared with == or !=; got {left!r}", left=ast.unparse(left)))
    of = _COMPARED[type(operation)]
    return lambda frame: pd.Series(of(value(frame), value_2(frame)), index=frame.index)


def _membership(kind, value: Callable, operation: ast.cmpop, right: ast.expr) -> Callable:
    if not isinstance(right, ast.List | ast.Tuple | ast.Set) or not all(
        isinstance(item, ast.Constant) for item in right.elts
    ):
        raise ConditionError(
            message("`in` needs a list of values, such as ['low', 'middle']; got {right!r}", right=ast.unparse(right))
        )
    for item in right.elts:
        _check_same(item, kind, item, _constant(item)[0])
    values, wanted = [item.value for item in right.elts], isinstance(operation, ast.In)
    return lambda frame: pd.Series(value(frame), index=frame.index).isin(values) == wanted


def _check_same(left: ast.expr, kind, right: ast.expr, kind_2) -> None:
    """Raise ConditionError if the two are no values of the same kind, or a word is none of the words there are."""
    if isinstance(kind, tuple) != isinstance(kind_2, tuple) or (not isinstance(kind, tuple) and kind != kind_2):
        raise ConditionError(
            message("{left!r} and {right!r} are not of the same kind", left=ast.unparse(left), right=ast.unparse(right))
        )
    if isinstance(kind, tuple):
        valid, words = (kind, kind_2) if len(kind) >= len(kind_2) else (kind_2, kind)
        for word in words:
            if word not in valid:
                there_is = ", ".join(valid)
                raise ConditionError(
                    message(
                        "{word!r} is none of the values{near}; there is {there_is}",
                        word=word,
                        near=nearest(word, valid),
                        there_is=there_is,
                    )
                )
