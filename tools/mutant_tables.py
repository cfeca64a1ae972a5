"""Tables of mutants: the stored result, the reasons of survivors, and what `docs/tests.md` shows of both."""

import csv
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from .line_coverage import PROJECT
from .markdown import code, markdown
from .mutant_trials import SURVIVED, TIMEOUT

RESULT = PROJECT / "tests" / "mutants.csv"
MUTANT_REASONS = PROJECT / "tests" / "mutant_reasons.csv"
"""Reason of each survivor, under file, function, mutation and text before and after; a line number would not last."""
NO_REASON = "**no reason yet**"


@dataclass(frozen=True, order=True, slots=True)
class TriedMutant:
    """A row of the result."""

    file: str
    line: int
    function: str
    mutation: str
    before: str
    after: str
    outcome: str
    test: str

    @property
    def key(self) -> tuple[str, ...]:
        """What a reason is stored under."""
        return self.file, self.function, self.mutation, self.before, self.after


def write_tried(tried: Iterable[TriedMutant], path: Path) -> None:
    """Write the result in the order of the files."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.DictWriter(file, [field.name for field in fields(TriedMutant)], lineterminator="\n")
        rows.writeheader()
        rows.writerows(asdict(row) for row in sorted(tried))


def read_tried() -> list[TriedMutant]:
    """Read the result; empty if there is none."""
    if not RESULT.exists():
        return []
    with RESULT.open(encoding="utf-8", newline="") as file:
        return [TriedMutant(**row | {"line": int(row["line"])}) for row in csv.DictReader(file)]  # type: ignore[arg-type]


def read_reasons() -> dict[tuple[str, ...], str]:
    """Read the reasons of survivors."""
    with MUTANT_REASONS.open(encoding="utf-8", newline="") as file:
        return {tuple(list(row.values())[:-1]): row["reason"] for row in csv.DictReader(file)}


def killed_share(tried: Iterable[TriedMutant]) -> float:
    """Return the share of mutants that a test noticed; a test that does not end has noticed."""
    outcomes = [row.outcome for row in tried]
    return sum(outcome != SURVIVED for outcome in outcomes) / len(outcomes)


def mutants_by_file() -> str:
    """Return the table of the mutants of each file and of all."""
    tried = read_tried()
    files = sorted({row.file for row in tried})
    rows = [counts(code(file), [row for row in tried if row.file == file]) for file in files]
    columns = ("file", "mutants", "killed", "of which by timeout", "survived", "share killed")
    return markdown(columns, [*rows, counts("all", tried)] if tried else [])


def counts(name: str, tried: list[TriedMutant]) -> tuple:
    """Return a row of the table of files."""
    number = Counter(row.outcome for row in tried)
    killed = len(tried) - number[SURVIVED]
    return name, len(tried), killed, number[TIMEOUT], number[SURVIVED], f"{killed_share(tried):.0%}"


def surviving_mutants() -> str:
    """Return the table of the survivors, each with its reason."""
    reasons = read_reasons()
    rows = [
        (
            code(f"{row.file}:{row.line}"),
            code(row.function),
            code(row.before),
            code(row.after),
            reasons.get(row.key, NO_REASON),
        )
        for row in read_tried()
        if row.outcome == SURVIVED
    ]
    return markdown(("line", "rule", "before", "after", "why no test notices"), rows)


MUTANT_TABLES = {"mutants_by_file": mutants_by_file, "surviving_mutants": surviving_mutants}
