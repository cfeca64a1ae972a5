"""Faults in a scenario file: file, line, rule, value received, nearest valid key."""

import tomllib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from pydantic_core import ErrorDetails

from simulation.errors import VexError
from simulation.messages import N_, message, nearest, translate_foreign

FAULT_MESSAGES = {
    "missing": N_("this key is missing"),
    "int_type": N_("should be a valid integer"),
    "int_from_float": N_("should be a valid integer, got a number with a fractional part"),
    "float_type": N_("should be a valid number"),
    "finite_number": N_("should be a finite number"),
    "string_type": N_("should be a valid string"),
    "bool_type": N_("should be a valid boolean"),
    "list_type": N_("should be a valid list"),
    "dict_type": N_("should be a valid table"),
    "model_type": N_("should be a valid table or instance of {class_name}"),
    "greater_than": N_("should be greater than {gt}"),
    "greater_than_equal": N_("should be greater than or equal to {ge}"),
    "less_than_equal": N_("should be less than or equal to {le}"),
    "too_short": N_("{field_type} should have at least {min_length} items after validation, not {actual_length}"),
    "too_long": N_("{field_type} should have at most {max_length} items after validation, not {actual_length}"),
}
"""Type of an error in pydantic → message of this project."""
REASONS = (
    N_("Permission denied"),
    N_("Operation not permitted"),
    N_("No such file or directory"),
    N_("File exists"),
    N_("Is a directory"),
    N_("Not a directory"),
    N_("Directory not empty"),
    N_("No space left on device"),
    N_("Disk quota exceeded"),
    N_("Read-only file system"),
    N_("File name too long"),
    N_("Input/output error"),
    N_("Too many open files"),
    N_("Access is denied"),
    N_("The system cannot find the path specified"),
    N_("The system cannot find the file specified"),
    N_("There is not enough space on the disk"),
)
"""Messages of operating systems about files."""


class ScenarioError(VexError):
    """An invalid scenario; the message has a line for each fault: where it is and which rule is broken."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A broken rule at `path` (keys and list positions); `word` is the word received, `valid` the words allowed."""

    path: tuple[str | int, ...]
    rule: str
    word: str = ""
    valid: tuple[str, ...] = ()

    def text(self) -> str:
        """Return the path, the rule and the nearest valid word."""
        where = dotted(self.path)
        return f"{where + ': ' if where else ''}{self.rule}{nearest(self.word, self.valid)}"


class Faults(list[Fault]):
    """The faults of a scenario file, collected so that all are reported at once."""

    @contextmanager
    def at(self, *path: str | int, valid: Iterable[str] = (), word: object = "") -> Iterator[None]:
        """Turn an error raised inside the block into a fault at `path`."""
        try:
            yield
        except (KeyError, TypeError, ValueError) as error:
            self.append(Fault(path, str(error.args[0]), str(word), tuple(valid)))

    def known(self, path: tuple[str | int, ...], valid: Iterable[str], what: str) -> bool:
        """Return whether the last key of `path` is in `valid`; add a fault if it is not."""
        names, name = tuple(valid), path[-1]
        if name not in names:
            self.append(Fault(path, message("{name!r} is no {what}", name=name, what=what), str(name), names))
        return name in names


def rule_of(error: ErrorDetails) -> str:
    """Return the rule behind an error of pydantic, worded as in this project."""
    if rule := FAULT_MESSAGES.get(error["type"]):
        return message(rule, **error.get("ctx", {}))
    return error["msg"].replace("Input should be", "should be").replace("dictionary", "table")


def received(error: ErrorDetails) -> str:
    """Return the rule behind an error of pydantic, and the value received."""
    return message("{rule}; got {value!r}", rule=rule_of(error), value=error["input"])


def why(error: OSError) -> str:
    """Return the reason why a file cannot be read or written."""
    return translate_foreign(error.strerror or str(error), REASONS)


def dotted(path: tuple[str | int, ...]) -> str:
    """Return `path` as written in a scenario file; list positions count from 1."""
    words = ""
    for step in path:
        words += f"[{step + 1}]" if isinstance(step, int) else f".{step}"
    return words.removeprefix(".")


def holds(table: Any, path: tuple[str | int, ...]) -> bool:
    """Return whether `table` has a value at `path`."""
    for step in path:
        in_dict = isinstance(table, dict) and step in table
        in_list = isinstance(table, list) and isinstance(step, int) and step < len(table)
        if not in_dict and not in_list:
            return False
        table = table[step]
    return True


def line_of(text: str, path: tuple[str | int, ...]) -> int | None:
    """Return the line of TOML `text` that sets `path`: the first line up to which the text has a value there."""
    lines = text.replace("\r\n", "\n").split("\n")
    start = 1
    for number in range(1, len(lines) + 1):
        try:
            table = tomllib.loads("\n".join(lines[:number]))
        except tomllib.TOMLDecodeError:
            continue  # inside a value of several lines
        if holds(table, path):
            return start
        start = number + 1
    return None
