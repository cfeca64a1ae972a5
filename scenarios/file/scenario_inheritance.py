"""Scenario inheritance: reading a file and the files that it extends, and overlaying their tables."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from simulation.messages import N_, message, nearest, translate_foreign

from .faults import ScenarioError, holds, line_of, why

SHIPPED = Path(__file__).parents[1] / "files"
TOML_RULES = (
    N_("Cannot declare {key} twice"),
    N_("Cannot mutate immutable namespace {key}"),
    N_("Cannot overwrite a value"),
    N_("Cannot redefine namespace {key}"),
    N_("Duplicate inline table key {key}"),
    N_("Escaped character is not a Unicode scalar value"),
    N_("Expected '=' after a key in a key/value pair"),
    N_("Expected ']' at the end of a table declaration"),
    N_("Expected ']]' at the end of an array declaration"),
    N_("Expected newline or end of document after a statement"),
    N_("Expected {sign}"),
    N_("Found invalid character {sign}"),
    N_("Illegal character {sign}"),
    N_("Invalid date or datetime"),
    N_("Invalid hex value"),
    N_("Invalid initial character for a key part"),
    N_("Invalid statement"),
    N_("Invalid value"),
    N_("Unclosed array"),
    N_("Unclosed inline table"),
    N_("Unescaped '\\' in a string"),
    N_("Unterminated string"),
)
"""Messages of Python's TOML reader."""


@dataclass(frozen=True, slots=True)
class ScenarioFile:
    """A parsed scenario file; `shown` is its name in messages."""

    path: Path
    shown: str
    text: str
    table: dict

    @property
    def name(self) -> str:
        """Name of the scenario: that of the file, without .toml."""
        return self.path.stem


def shipped() -> tuple[str, ...]:
    """Return the names of the scenarios that come with the package."""
    return tuple(sorted(path.stem for path in SHIPPED.glob("*.toml")))


def is_path(name: str) -> bool:
    """Return whether `name` is a path: it ends in .toml or has a slash."""
    return name.endswith(".toml") or "/" in name or "\\" in name


def find(name: str, beside: Path) -> Path:
    """Return the file of scenario `name`: of the package, or relative to folder `beside`; raises ScenarioError."""
    if is_path(name):
        path = beside / name
        if path.is_dir():
            raise ScenarioError(
                message(
                    "{name} is a folder; give a scenario file or one of {names}", name=name, names=", ".join(shipped())
                )
            )
        if not path.is_file():
            raise ScenarioError(
                message("there is no scenario file {name}{near}", name=name, near=nearest(Path(name).stem, shipped()))
            )
        return path
    if name not in shipped():
        near = nearest(name, shipped()) or message("; `vex scenarios` lists them")
        raise ScenarioError(message("there is no scenario {name!r}{near}", name=name, near=near))
    return SHIPPED / f"{name}.toml"


def read_file(path: Path, shown: str) -> ScenarioFile:
    """Read and parse a file; raises ScenarioError with the line of a syntax error."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
        return ScenarioFile(path, shown, text, tomllib.loads(text))
    except OSError as error:
        raise ScenarioError(message("{file} cannot be read: {why}", file=shown, why=why(error))) from error
    except UnicodeDecodeError as error:
        raise ScenarioError(
            message("{file} is no text in UTF-8: byte {byte} cannot be read", file=shown, byte=error.start)
        ) from error
    except tomllib.TOMLDecodeError as error:
        position = re.search(r" \(at line (\d+), column \d+\)$", str(error))
        line = int(position[1]) if position else len(text.rstrip().split("\n"))
        rule = translate_foreign(re.sub(r" \(at [^)]*\)$", "", str(error)), TOML_RULES)
        raise ScenarioError(
            message("{file}, line {line}: this is no valid TOML: {rule}", file=shown, line=line, rule=rule)
        ) from error


def at_line(file: str, line: int | None) -> str:
    """Return file and line as they appear in messages."""
    return message("{file}, line {line}", file=file, line=line)


def read_chain(name: str) -> tuple[ScenarioFile, ...]:
    """Read the scenario's file and those that it extends, in this order; raises ScenarioError."""
    path = find(name, Path())
    chain = [read_file(path, name if is_path(name) else path.name)]
    while "extends" in chain[-1].table:
        last = chain[-1]
        base = last.table["extends"]
        where = f"{at_line(last.shown, line_of(last.text, ('extends',)))}: extends"
        if not isinstance(base, str):
            raise ScenarioError(message("{where}: names one scenario; got {base!r}", where=where, base=base))
        try:
            path = find(base, last.path.parent)
        except ScenarioError as error:
            raise ScenarioError(f"{where}: {error}") from error
        if path.resolve() in [file.path.resolve() for file in chain]:
            circle = " → ".join([file.shown for file in chain] + [path.name])
            raise ScenarioError(
                message("{where}: scenarios extend one another in a circle: {circle}", where=where, circle=circle)
            )
        chain.append(read_file(path, base if is_path(base) else path.name))
    return tuple(chain)


def merged(chain: tuple[ScenarioFile, ...]) -> dict:
    """Merge the files into one table: tables key by key, lists and values replace those of the base."""
    table: dict = {}
    for file in reversed(chain):
        table = overlay(table, {key: value for key, value in file.table.items() if key != "extends"})
    return table


def overlay(base: dict, differences: dict) -> dict:
    """Return `base` overlaid with the differences."""
    result = dict(base)
    for key, value in differences.items():
        both = isinstance(value, dict) and isinstance(result.get(key), dict)
        result[key] = overlay(result[key], value) if both else value
    return result


def location(chain: tuple[ScenarioFile, ...], path: tuple[str | int, ...]) -> str:
    """Return 'file, line n' of the first file that sets `path`, or the longest part of it that a file sets."""
    for length in range(len(path), 0, -1):
        for file in chain:
            if holds(file.table, path[:length]):
                return at_line(file.shown, line_of(file.text, path[:length]))
    return chain[0].shown
