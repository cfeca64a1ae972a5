"""Checks of arguments that only a Python program can get wrong, held against their rule before anything runs."""

from collections.abc import Iterable


def names_of(name: str, values: object, what: str = "a collection of names") -> tuple[str, ...]:
    """Return `values` as a tuple of texts; raises TypeError for a single text, another type or another item."""
    if isinstance(values, str):
        raise TypeError(f"{name} is {what}; got {values!r}: write [{values!r}]")
    if not isinstance(values, Iterable):
        raise TypeError(f"{name} is {what}; got {values!r}")
    texts = tuple(values)
    for text in texts:
        if not isinstance(text, str):
            raise TypeError(f"{name} is {what}; got {text!r} in it")
    return texts


def text(name: str, value: object) -> str:
    """Return `value` if it is a text; raises TypeError for anything else."""
    if not isinstance(value, str):
        raise TypeError(f"{name} is a text; got {value!r}")
    return value


def items_of(name: str, values: object) -> Iterable:
    """Return `values` if it is an iterable of scenarios; raises TypeError for a scenario, a text or another type."""
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise TypeError(f"{name} is a sequence of scenarios; got {values!r}: write [scenario]")
    return values


def check_executor(executor: object) -> None:
    """Raise TypeError for an executor that takes no tasks."""
    if executor is not None and not callable(getattr(executor, "submit", None)):
        raise TypeError(f"executor is an executor of concurrent.futures, or works like one; got {executor!r}")
