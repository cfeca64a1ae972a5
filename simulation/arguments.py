"""Checks of arguments: values that a caller gives, held against their rule before anything runs."""

import math
import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

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


def flag(name: str, value: object) -> bool:
    """Return `value` as a bool; raises TypeError for anything but True and False, such as a text or 1."""
    return bool(instance_of(name, value, bool | np.bool_, "True or False"))


def text(name: str, value: object) -> str:
    """Return `value` if it is a text; raises TypeError for anything else."""
    return instance_of(name, value, str, "a text")


def own_name(name: str, value: object) -> str:
    """Return `value` if it is a text that can be a name; raises TypeError for another type, ValueError if empty."""
    if not text(name, value):
        raise ValueError(f"{name} is a text of at least one character; got {value!r}")
    return str(value)


def path_of(name: str, value: object, what: str = "a path: a text or a pathlib.Path") -> Path:
    """Return `value` as a path; raises TypeError for another type, ValueError for an empty text."""
    if not isinstance(value, str | os.PathLike) or not isinstance(os.fspath(value), str):
        raise TypeError(f"{name} is {what}; got {value!r}")
    if not os.fspath(value):
        raise ValueError(f"{name} is {what}, not empty; got {value!r}")
    return Path(value)


def instance_of(name: str, value: object, kind, what: str):
    """Return `value` if it is a `kind`; raises TypeError, in which `what` describes the kind, for anything else."""
    if not isinstance(value, kind):
        raise TypeError(f"{name} is {what}; got {value!r}")
    return value


def tuple_of(name: str, values: object, kind, what: str) -> tuple:
    """Return `values` as a tuple.

    Raises TypeError, in which `what` describes the collection, for a single value, a text, a mapping, another type, or
    an item that is no `kind`.
    """
    if isinstance(values, kind):
        raise TypeError(f"{name} is {what}; got {values!r}: write [{values!r}]")
    if isinstance(values, str | bytes | Mapping) or not isinstance(values, Iterable):
        raise TypeError(f"{name} is {what}; got {values!r}")
    items = tuple(values)
    for item in items:
        if not isinstance(item, kind):
            raise TypeError(f"{name} is {what}; got {item!r} in it")
    return items


def names_of(name: str, values: object, what: str = "a collection of names") -> tuple[str, ...]:
    """Return `values` as a tuple of texts; raises TypeError for one text, another type, or an item that is no text."""
    return tuple_of(name, values, str, what)


def settings_of(name: str, values: object) -> Mapping:
    """Return `values` if it is a mapping from names to values; raises TypeError for anything else."""
    for key in instance_of(name, values, Mapping, "a mapping from names to values"):
        text(f"each name in {name}", key)
    return values  # type: ignore[return-value]  # instance_of checked it


def check_fields(record: object, check: Callable[[str, object], object], *names: str) -> None:
    """Give these fields of a frozen record the value that `check` returns for them."""
    for name in names:
        object.__setattr__(record, name, check(name, getattr(record, name)))


def _rule(name: str, kind: str, low: float | None, high: float | None, value: object) -> str:
    ends = ("" if low is None else f" from {low}") + (
        "" if high is None else f" {'up ' if low is None else ''}to {high}"
    )
    return f"{name} is {kind}{ends}; got {value!r}"
