"""What is wrong in a scenario file: file, line, rule, value received, nearest valid key."""

import difflib
import tomllib
from collections.abc import Iterable
from contextlib import contextmanager
from dataclasses import dataclass

from simulation.errors import VexError
from simulation.messages import N_, message, translate_foreign

KINDS = {
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
"""What pydantic finds, in the words of this house."""
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
"""What the operating system says of files."""


class ScenarioError(VexError):
    """A scenario that cannot be; the message says where and why, one line a fault."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A rule that is broken at `path` (keys and list positions); `word` is nearest to one of `valid`."""

    path: tuple
    rule: str
    word: str = ""
    valid: tuple = ()

    def text(self) -> str:
        """Return the rule with its place in the file and the nearest valid word."""
        where = dotted(self.path)
        return f"{where + ': ' if where else ''}{self.rule}{nearest(self.word, self.valid)}"


class Faults(list):
    """Faults found so far."""

    @contextmanager
    def at(self, *path, valid: Iterable = (), word: object = ""):
        """Turn an error raised inside into a fault at `path`."""
        try:
            yield
        except (KeyError, TypeError, ValueError) as error:
            self.append(Fault(path, str(error.args[0]), str(word), tuple(valid)))

    def known(self, path: tuple, valid: Iterable, what: str) -> bool:
        """Return whether the last key of `path` is one of `valid`; add a fault if not."""
        valid, name = tuple(valid), path[-1]
        if name not in valid:
            self.append(Fault(path, message("{name!r} is no {what}", name=name, what=what), str(name), valid))
        return name in valid


def rule_of(found: dict) -> str:
    """Return the rule that pydantic found broken, in the words of this house."""
    if rule := KINDS.get(found["type"]):
        return message(rule, **found.get("ctx", {}))
    return found["msg"].replace("Input should be", "should be").replace("dictionary", "table")


def received(found: dict) -> str:
    """Return the rule that pydantic found broken, and the value received."""
    return message("{rule}; got {value!r}", rule=rule_of(found), value=found["input"])


def why(error: OSError) -> str:
    """Return in words why a file cannot be read or written."""
    return translate_foreign(error.strerror or str(error), REASONS)


def nearest(word: str, valid: tuple) -> str:
    """Return '; nearest valid: …', or all valid words when none is like `word` and they are few."""
    if not word or not valid:
        return ""
    close = difflib.get_close_matches(word, valid, n=1, cutoff=0.5)
    if close:
        return message("; nearest valid: {word}", word=close[0])
    return message("; valid: {words}", words=", ".join(valid)) if len(valid) <= 20 else ""


def dotted(path: tuple) -> str:
    """Return `path` as in a scenario file; list positions count from 1."""
    words = ""
    for step in path:
        words += f"[{step + 1}]" if isinstance(step, int) else f".{step}"
    return words.removeprefix(".")


def holds(table: object, path: tuple) -> bool:
    """Return whether `table` has something at `path`."""
    for step in path:
        inside = isinstance(table, dict) and step in table
        inside = inside or (isinstance(table, list) and isinstance(step, int) and step < len(table))
        if not inside:
            return False
        table = table[step]
    return True


def line_of(text: str, path: tuple) -> int | None:
    """Return the line of TOML `text` that sets `path`: the first at which the text so far holds it."""
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
