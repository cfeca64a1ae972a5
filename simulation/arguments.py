"""Checks of arguments: numbers that a caller gives, held against their rule before anything runs."""

import math

import numpy as np

NUMBERS = int | float | np.integer | np.floating
"""Types of a number; bool, a subclass of int, is refused by name."""


def whole_number(name: str, value: object, low: int | None = None, high: int | None = None) -> int:
    """Return `value` as an int; numpy integers and floats without a fraction are whole numbers, True is none.

    Raises TypeError for text, booleans and other types, ValueError for a fraction, nan or a value outside
    `low`…`high` (both allowed).
    """
    rule = f"{name} is a whole number{_range(low, high)}; got {value!r}"
    if isinstance(value, bool) or not isinstance(value, NUMBERS):
        raise TypeError(rule)
    if not isinstance(value, int | np.integer) and not float(value).is_integer():
        raise ValueError(rule)
    number = int(value)
    if (low is not None and number < low) or (high is not None and number > high):
        raise ValueError(rule)
    return number


def real_number(name: str, value: object, low: float | None = None, high: float | None = None) -> float:
    """Return `value` as a float.

    Raises TypeError for text, booleans and other types, ValueError for nan, infinity or a value outside `low`…`high`
    (both allowed).
    """
    rule = f"{name} is a number{_range(low, high)}; got {value!r}"
    if isinstance(value, bool) or not isinstance(value, NUMBERS):
        raise TypeError(rule)
    try:
        number = float(value)
    except OverflowError:
        raise ValueError(rule) from None
    if not math.isfinite(number) or (low is not None and number < low) or (high is not None and number > high):
        raise ValueError(rule)
    return number


def _range(low: float | None, high: float | None) -> str:
    if low is None:
        return "" if high is None else f" up to {high}"
    return f" from {low}" if high is None else f" from {low} to {high}"
