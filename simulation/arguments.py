"""Checks of arguments: numbers that a caller gives, held against their rule before anything runs."""

import math

import numpy as np

NUMBERS = (int, float, np.integer, np.floating)
"""Types of a number; bool, a subclass of int, is refused by name."""


def whole_number(name: str, value: object, low: float | None = None, high: float | None = None) -> int:
    """Return `value` as an int; numpy integers and floats without a fraction are whole numbers, True is none.

    Raises TypeError for text, booleans and other types, ValueError for a fraction, nan or a value outside
    `low`…`high` (both allowed).
    """
    if isinstance(value, bool) or not isinstance(value, NUMBERS):
        raise TypeError(_rule(name, "a whole number", low, high, value))
    whole = isinstance(value, int | np.integer) or float(value).is_integer()
    if not whole or (low is not None and value < low) or (high is not None and value > high):
        raise ValueError(_rule(name, "a whole number", low, high, value))
    return int(value)


def real_number(name: str, value: object, low: float | None = None, high: float | None = None) -> float:
    """Return `value` as a float.

    Raises TypeError for text, booleans and other types, ValueError for nan, infinity or a value outside `low`…`high`
    (both allowed).
    """
    if isinstance(value, bool) or not isinstance(value, NUMBERS):
        raise TypeError(_rule(name, "a number", low, high, value))
    try:
        number = float(value)
    except OverflowError:
        raise ValueError(_rule(name, "a number", low, high, value)) from None
    if not math.isfinite(number) or (low is not None and number < low) or (high is not None and number > high):
        raise ValueError(_rule(name, "a number", low, high, value))
    return number


def _rule(name: str, kind: str, low: float | None, high: float | None, value: object) -> str:
    ends = ("" if low is None else f" from {low}") + (
        "" if high is None else f" {'up ' if low is None else ''}to {high}"
    )
    return f"{name} is {kind}{ends}; got {value!r}"
