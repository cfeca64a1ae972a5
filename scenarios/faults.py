"""What is wrong in a scenario file: file, line, rule, value received, nearest valid key."""

import difflib
import tomllib
from collections.abc import Iterable
from contextlib import contextmanager
from dataclasses import dataclass


class ScenarioError(ValueError):
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
            self.append(Fault(path, f"{name!r} is no {what}", str(name), valid))
        return name in valid


def nearest(word: str, valid: tuple) -> str:
    """Return '; nearest valid: …', or all valid words when none is like `word` and they are few."""
    if not word or not valid:
        return ""
    close = difflib.get_close_matches(word, valid, n=1, cutoff=0.5)
    if close:
        return f"; nearest valid: {close[0]}"
    return f"; valid: {', '.join(valid)}" if len(valid) <= 20 else ""


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
