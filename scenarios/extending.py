"""Scenario files and the files that they extend: reading them and laying differences over the base."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from .faults import ScenarioError, holds, line_of, nearest

SHIPPED = Path(__file__).parent / "files"


@dataclass(frozen=True, slots=True)
class ScenarioFile:
    """A scenario file as read; `shown` is the name that messages use."""

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
    """Return whether `name` is meant as a file: it ends in .toml or names a folder."""
    return name.endswith(".toml") or "/" in name or "\\" in name


def find(name: str, beside: Path) -> Path:
    """Return the file of scenario `name`, shipped or relative to folder `beside`; raises ScenarioError."""
    if is_path(name):
        path = beside / name
        if path.is_dir():
            raise ScenarioError(f"{name} is a folder; give a scenario file or one of {', '.join(shipped())}")
        if not path.is_file():
            raise ScenarioError(f"there is no scenario file {name}{nearest(Path(name).stem, shipped())}")
        return path
    if name not in shipped():
        near = nearest(name, shipped()) or "; `vex scenarios` lists them"
        raise ScenarioError(f"there is no scenario {name!r}{near}")
    return SHIPPED / f"{name}.toml"


def read(path: Path, shown: str) -> ScenarioFile:
    """Return the file, parsed; raises ScenarioError with the line of a fault in its TOML."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
        return ScenarioFile(path, shown, text, tomllib.loads(text))
    except OSError as error:
        raise ScenarioError(f"{shown} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ScenarioError(f"{shown} is no text in UTF-8: byte {error.start} cannot be read") from error
    except tomllib.TOMLDecodeError as error:
        found = re.search(r" \(at line (\d+), column \d+\)$", str(error))
        line = int(found[1]) if found else len(text.rstrip().split("\n"))
        rule = re.sub(r" \(at [^)]*\)$", "", str(error))
        raise ScenarioError(f"{shown}, line {line}: this is no valid TOML: {rule}") from error


def read_chain(name: str) -> tuple[ScenarioFile, ...]:
    """Return the scenario's file and those that it extends, nearest first; raises ScenarioError."""
    path = find(name, Path())
    chain = [read(path, name if is_path(name) else path.name)]
    while "extends" in chain[-1].table:
        last = chain[-1]
        base = last.table["extends"]
        where = f"{last.shown}, line {line_of(last.text, ('extends',))}: extends"
        if not isinstance(base, str):
            raise ScenarioError(f"{where}: names one scenario; got {base!r}")
        try:
            path = find(base, last.path.parent)
        except ScenarioError as error:
            raise ScenarioError(f"{where}: {error}") from error
        if path.resolve() in [file.path.resolve() for file in chain]:
            circle = " → ".join([file.shown for file in chain] + [path.name])
            raise ScenarioError(f"{where}: scenarios extend one another in a circle: {circle}")
        chain.append(read(path, base if is_path(base) else path.name))
    return tuple(chain)


def merged(chain: tuple[ScenarioFile, ...]) -> dict:
    """Return one table: tables are laid over each other key by key, lists and values replace."""
    table: dict = {}
    for file in reversed(chain):
        table = laid_over(table, {key: value for key, value in file.table.items() if key != "extends"})
    return table


def laid_over(base: dict, differences: dict) -> dict:
    """Return `base` with the differences laid over it."""
    result = dict(base)
    for key, value in differences.items():
        both = isinstance(value, dict) and isinstance(result.get(key), dict)
        result[key] = laid_over(result[key], value) if both else value
    return result


def place(chain: tuple[ScenarioFile, ...], path: tuple) -> str:
    """Return 'file, line n' of the file that sets `path`, or as much of it as is set anywhere."""
    for length in range(len(path), 0, -1):
        for file in chain:
            if holds(file.table, path[:length]):
                return f"{file.shown}, line {line_of(file.text, path[:length])}"
    return chain[0].shown
