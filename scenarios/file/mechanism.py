"""A mechanism of the user's own: a Python function of the model that a scenario calls before each week."""

import hashlib
import inspect
import sys
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from types import FunctionType
from typing import TYPE_CHECKING

from simulation.errors import VexError

if TYPE_CHECKING:
    from simulation.experiment import TrustExperiment

EachWeek = Callable[["TrustExperiment"], object]
"""Takes the model before week 1, 2, … and changes it in place; the return value is ignored."""


class MechanismError(VexError):
    """A function that cannot be used as a mechanism, or a verb that takes no mechanism."""


def run_weeks(model: "TrustExperiment", each_week: EachWeek | None, weeks: int) -> None:
    """Run the model up to the end of week `weeks`, with a call of `each_week` before each week."""
    if each_week is None:
        model.run_until(weeks)
        return
    for week in range(model.week + 1, weeks + 1):
        each_week(model)
        model.run_until(week)


def function_of(each_week: EachWeek) -> FunctionType:
    """Return the function without the arguments that a partial binds; raises MechanismError for others."""
    function = each_week
    while isinstance(function, partial):
        function = function.func
    if not isinstance(function, FunctionType):
        raise MechanismError(f"each_week is a function of the model, or a functools.partial of one; got {each_week!r}")
    try:
        inspect.signature(each_week).bind("model")
    except TypeError as error:
        rule = "each_week is called with the model and nothing else"
        raise MechanismError(f"{rule}; {function.__name__}: {error}") from None
    return function


def qualified_name(each_week: EachWeek) -> str:
    """Return module and name of the function, such as `letters.fewer_letters`."""
    function = function_of(each_week)
    return f"{function.__module__}.{function.__qualname__}"


def signature(each_week: EachWeek | None) -> dict[str, str] | None:
    """Return the manifest's entry of a mechanism: qualified name, SHA-256 of its source; None without a mechanism.

    The source is that of the function alone, with the arguments that a partial binds. Functions that it calls are not
    part of it. Without readable source the entry holds no hash.
    """
    if each_week is None:
        return None
    entry = {"function": qualified_name(each_week)}
    try:
        source = inspect.getsource(function_of(each_week))
    except (OSError, TypeError):
        return entry
    return entry | {"sha256": hashlib.sha256(f"{source}{_bound(each_week)}".encode()).hexdigest()}


def _bound(each_week: EachWeek) -> str:
    bound = []
    while isinstance(each_week, partial):
        bound.append(repr((each_week.args, sorted(each_week.keywords.items()))))
        each_week = each_week.func
    return "".join(bound)


def check_mechanisms(
    mechanisms: Iterable[EachWeek | None], *, processes: bool, executor: bool = False, stored: bool = False
) -> None:
    """Raise MechanismError for a function that workers cannot import, or that a run folder cannot identify.

    `processes`: worker processes of this machine do the work; `executor`: some other executor does; `stored`: the run
    is kept in a folder.
    """
    for each_week in mechanisms:
        if each_week is None:
            continue
        name = qualified_name(each_week)
        if (processes or executor or stored) and not _is_importable(function_of(each_week)):
            raise MechanismError(
                f"{name} cannot be imported, which workers and run folders need: each_week is a function defined with "
                "def at the top level of a module; got a lambda, a nested function or a method"
            )
        if processes and function_of(each_week).__module__ == "__main__" and not is_script():
            raise MechanismError(
                f"{name} cannot be imported by worker processes: define it in a file, import it from there, or use "
                "workers=1"
            )
        if stored and "sha256" not in (signature(each_week) or {}):
            raise MechanismError(
                f"the source of {name} cannot be read, so that a run folder cannot tell whether it changed: define it "
                "in a file"
            )


def check_without_mechanism(verb: str, scenarios: Iterable) -> None:
    """Raise MechanismError if a scenario has a mechanism: `verb` would leave it out."""
    for scenario in scenarios:
        if scenario.each_week is not None:
            raise MechanismError(
                f"{verb} takes no scenario with a mechanism of its own; "
                f"{scenario.name} has {qualified_name(scenario.each_week)}"
            )


def is_script() -> bool:
    """Return whether the main module is a file that worker processes can import."""
    return Path(getattr(sys.modules["__main__"], "__file__", None) or "<none>").is_file()


def _is_importable(function: FunctionType) -> bool:
    value: object = sys.modules.get(function.__module__)
    for name in function.__qualname__.split("."):
        value = getattr(value, name, None)
    return value is function
