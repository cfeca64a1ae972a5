"""Conditions on people at the start, such as `household == 'single parent' and load >= 8`, parsed without running code.

A condition has names (`CONDITION_NAMES`), numbers, words in quotes, comparisons, `in`, `and`, `or`, `not`, and + - * /.
"""

import ast
import operator
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import pandas as pd

from simulation.messages import N_, message, nearest
from simulation.people import DOMAINS

from .faults import ScenarioError

NUMBER, YES_NO = N_("number"), N_("yes or no")
HOUSEHOLD_WORDS = ("single", "single parent", "couple")
CONDITION_NAMES: Mapping[str, str | tuple[str, ...]] = MappingProxyType(
    {
        "age": NUMBER, "sex": ("woman", "man"), "household": HOUSEHOLD_WORDS, "young_children": YES_NO,
        "education": ("low", "middle", "high"), "years_on_benefit": NUMBER, "load": NUMBER,
        **dict.fromkeys(DOMAINS, NUMBER), "trust": NUMBER, "self_efficacy": NUMBER,
        "employability": NUMBER, "life_satisfaction": NUMBER, "work": YES_NO,
    }
)  # fmt: skip
"""Name in a condition → kind of its value, or the words allowed. `load` is the sum of the levels of the nine domains,
each 0 to 4; `work` is paid work beside the benefit; trust, self-efficacy and employability lie in 0 to 1."""

LONGEST_CONDITION = 500
Function = Callable[[Any, Any], Any]
_COMPARISONS: dict[type[ast.cmpop], Function] = {
    ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}  # fmt: skip
_ARITHMETIC: dict[type[ast.operator], Function] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
}  # fmt: skip
_LOGIC: dict[type[ast.boolop], Function] = {ast.And: operator.and_, ast.Or: operator.or_}
Kind = str | tuple[str, ...]
Value = Callable[[pd.DataFrame], Any]
ConditionPart = tuple[Kind, Value]
"""Kind of value of a part of a condition, and the function that evaluates it on a frame: a Series or a single value."""


class ConditionError(ScenarioError):
    """An invalid condition; the message names the part and the valid alternatives."""


def condition(text: str) -> Callable[[pd.DataFrame], pd.Series]:
    """Parse a condition: return the function from a frame with `CONDITION_NAMES` to a mask of its rows.

    Raises ConditionError for an invalid condition.
    """
    if len(text) > LONGEST_CONDITION:
        raise ConditionError(
            message("a condition has at most {most} characters; got {size}", most=LONGEST_CONDITION, size=len(text))
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


def _part(node: ast.expr) -> ConditionPart:
    if isinstance(node, ast.Name):
        return _name(node)
    if isinstance(node, ast.Constant):
        return _constant(node)
    if isinstance(node, ast.Compare):
        return _comparison(node)
    if isinstance(node, ast.BoolOp):
        parts = [_needs(value, YES_NO) for value in node.values]
        join = _LOGIC[type(node.op)]
        return YES_NO, lambda frame: _folded(join, [part(frame) for part in parts])
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        part = _needs(node.operand, YES_NO)
        return YES_NO, lambda frame: part(frame) == False  # noqa: E712 - also for a single value
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        part = _needs(node.operand, NUMBER)
        return NUMBER, lambda frame: -part(frame)
    if isinstance(node, ast.BinOp) and type(node.op) in _ARITHMETIC:
        left, right, of = _needs(node.left, NUMBER), _needs(node.right, NUMBER), _ARITHMETIC[type(node.op)]
        return NUMBER, lambda frame: of(left(frame), right(frame))
    raise ConditionError(
        message("{part!r} cannot stand in a condition; compare names with numbers or words", part=ast.unparse(node))
    )


def _folded(join: Function, values: list[Any]) -> Any:
    result = values[0]
    for value in values[1:]:
        result = join(result, value)
    return result


def _name(node: ast.Name) -> ConditionPart:
    if node.id not in CONDITION_NAMES:
        near = nearest(node.id, tuple(CONDITION_NAMES)) or message(
            "; there is {names}", names=", ".join(CONDITION_NAMES)
        )
        raise ConditionError(
            message("{name!r} is nothing that is known of how people start{near}", name=node.id, near=near)
        )
    return CONDITION_NAMES[node.id], lambda frame: frame[node.id]


def _constant(node: ast.Constant) -> ConditionPart:
    value = node.value
    if isinstance(value, bool):
        return YES_NO, lambda frame: pd.Series(value, index=frame.index)
    if isinstance(value, int | float):
        return NUMBER, lambda frame: float(value)
    if isinstance(value, str):
        return (value,), lambda frame: value
    raise ConditionError(message("a condition compares with numbers and words in quotes; got {value!r}", value=value))


def _needs(node: ast.expr, kind: str) -> Value:
    actual, value = _part(node)
    if actual != kind:
        raise ConditionError(message("{part!r} is not a {kind}", part=ast.unparse(node), kind=message(kind)))
    return value


def _comparison(node: ast.Compare) -> ConditionPart:
    sides = [node.left, *node.comparators]
    parts = [_two_sided(sides[i], operation, sides[i + 1]) for i, operation in enumerate(node.ops)]
    return YES_NO, lambda frame: _folded(operator.and_, [part(frame) for part in parts])


def _two_sided(left: ast.expr, operation: ast.cmpop, right: ast.expr) -> Value:
    kind, value = _part(left)
    if isinstance(operation, ast.In | ast.NotIn):
        return _membership(kind, value, operation, right)
    if type(operation) not in _COMPARISONS:
        raise ConditionError(
            message(
                "a condition compares with == != < <= > >= or in; got {right!r} otherwise", right=ast.unparse(right)
            )
        )
    kind_2, value_2 = _part(right)
    _check_same(left, kind, right, kind_2)
    if isinstance(kind, tuple) and not isinstance(operation, ast.Eq | ast.NotEq):
        raise ConditionError(message("words are compared with == or !=; got {left!r}", left=ast.unparse(left)))
    of = _COMPARISONS[type(operation)]
    return lambda frame: pd.Series(of(value(frame), value_2(frame)), index=frame.index)


def _membership(kind: Kind, value: Value, operation: ast.cmpop, right: ast.expr) -> Value:
    items = right.elts if isinstance(right, ast.List | ast.Tuple | ast.Set) else []
    constants = [item for item in items if isinstance(item, ast.Constant)]
    if not isinstance(right, ast.List | ast.Tuple | ast.Set) or len(constants) < len(items):
        raise ConditionError(
            message("`in` needs a list of values, such as ['low', 'middle']; got {right!r}", right=ast.unparse(right))
        )
    for item in constants:
        _check_same(item, kind, item, _constant(item)[0])
    values, inside = [item.value for item in constants], isinstance(operation, ast.In)
    return lambda frame: pd.Series(value(frame), index=frame.index).isin(values) == inside


def _check_same(left: ast.expr, kind: Kind, right: ast.expr, kind_2: Kind) -> None:
    """Raise ConditionError unless the two kinds are the same and every word is allowed."""
    if isinstance(kind, tuple) != isinstance(kind_2, tuple) or (not isinstance(kind, tuple) and kind != kind_2):
        raise ConditionError(
            message("{left!r} and {right!r} are not of the same kind", left=ast.unparse(left), right=ast.unparse(right))
        )
    if isinstance(kind, tuple) and isinstance(kind_2, tuple):
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
