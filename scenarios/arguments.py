"""Checks of arguments that only a Python program can get wrong: sequences of scenarios and executors."""

from collections.abc import Iterable


def items_of(name: str, values: object) -> Iterable:
    """Return `values` if it is an iterable of scenarios; raises TypeError for a scenario, a text or another type."""
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise TypeError(f"{name} is a sequence of scenarios; got {values!r}: write [scenario]")
    return values


def check_executor(executor: object) -> None:
    """Raise TypeError for an executor that takes no tasks."""
    if executor is not None and not callable(getattr(executor, "submit", None)):
        raise TypeError(f"executor is an executor of concurrent.futures, or works like one; got {executor!r}")
