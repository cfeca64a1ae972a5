"""Measure speed and memory: each case in a process of its own, as a table and in `benchmarks/RESULTS.md`."""

import json
import os
import platform
import subprocess
import sys
from collections.abc import Callable, Iterable
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Annotated

import typer

from .cases import CASES

Cells = tuple[str, str, str, str, str, str]
HEAD: Cells = ("case", "content", "median (range)", "a person-week", "peak memory", "aim")
RESULTS = Path(__file__).with_name("RESULTS.md")
NOTES = Path(__file__).with_name("NOTES.md")


def measure(case: str) -> dict:
    """Return the measurements of a case from a fresh process."""
    command = [sys.executable, "-m", "benchmarks.cases", case]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parent.parent)
    return json.loads(done.stdout.strip().splitlines()[-1])


def spread(seconds: list[float]) -> str:
    """Return median and range in a readable unit."""
    unit, factor = ("ms", 1e3) if median(seconds) < 1 else ("s", 1.0)
    low, middle, high = (factor * value for value in (min(seconds), median(seconds), max(seconds)))
    return f"{middle:.3g} {unit}" + (f" ({low:.3g}–{high:.3g})" if len(seconds) > 1 else "")


def ratio(values: list[float], digits: int) -> str:
    """Return median and range of ratios."""
    low, middle, high = (f"{value:.{digits}f}" for value in (min(values), median(values), max(values)))
    return f"{middle} times ({low}–{high})"


def per_person_week(row: dict) -> str:
    """Return the median of microseconds a person-week."""
    return f"{median(row['seconds']) / row['people'] / row['weeks'] * 1e6:.2f} µs"


def size(row: dict) -> str:
    """Return people and weeks of a measured world."""
    return f"{row['people']:,} people, {row['weeks']} weeks"


def world_rows(name: str, aim: str) -> Callable[[dict], list[Cells]]:
    """Return the function that makes the row of a single world."""

    def rows(case: dict) -> list[Cells]:
        return [(name, size(case), spread(case["seconds"]), per_person_week(case), f"{case['peak_mib']:.0f} MiB", aim)]

    return rows


def event_log_rows(case: dict) -> list[Cells]:
    """Return a row for each scenario: seconds with the log ÷ seconds without it."""
    rows = []
    for name in ("tilburg-2018", "whole-experiment"):
        ratios = [logged / plain for plain, logged in case[name]]
        content = f"{name}, 200 of each group logged ÷ nobody logged"
        rows.append(("event log", content, ratio(ratios, 2), "", "", "1.5 times"))
    return rows


def scaling_rows(case: dict) -> list[Cells]:
    """Return a row for each number of people and weeks."""
    return [
        ("scaling", size(row), spread(row["seconds"]), per_person_week(row), "", "0.3 µs, linear")
        for row in case["rows"]
    ]


def plain_mesa_rows(case: dict) -> list[Cells]:
    """Return the row of plain Mesa: its seconds ÷ ours."""
    ratios = [plain / ours for ours, plain in case["pairs"]]
    content = f"{case['people']:,} people, 104 weeks: plain Mesa ÷ this"
    return [("plain Mesa", content, ratio(ratios, 1), "", "", "5 times")]


def ensemble_rows(case: dict) -> list[Cells]:
    """Return the row of the ensemble."""
    return [("ensemble", "200 trials, 2 processes", spread(case["seconds"]), "", "", "8 s")]


def comparison_rows(case: dict) -> list[Cells]:
    """Return the rows of the comparison: run, report, size on disk."""
    content = "5 policies × 200 replications, plausible set, 2 processes"
    return [
        ("comparison", f"{content}: run and stored", spread([case["compared"]]), "", "", "30 s together"),
        ("comparison", "the same: tables, figures, page", spread([case["reported"]]), "", "", ""),
        ("comparison", "the same: on disk", f"{case['stored_mb']:.1f} MB", "", "", "50 MB"),
    ]


def compilation_rows(case: dict) -> list[Cells]:
    """Return the rows of the first run in an empty cache."""
    return [
        ("first run ever", "compiling the rules", spread([case["compile"]]), "", "", "30 s"),
        ("first run ever", "solving the equilibrium", spread([case["equilibrium"]]), "", "", ""),
    ]


ROWS: dict[str, Callable[[dict], list[Cells]]] = {
    "trial": world_rows("trial", "60 ms"),
    "city": world_rows("city", "0.4 s"),
    "whole_experiment": world_rows("whole experiment", "0.5 s"),
    "country": world_rows("country", "25 s, 1.5 GiB"),
    "event_log": event_log_rows,
    "scaling": scaling_rows,
    "against_plain_mesa": plain_mesa_rows,
    "ensemble": ensemble_rows,
    "comparison": comparison_rows,
    "compilation": compilation_rows,
}
"""Case → its rows of the table, in the order of the table."""


def table(rows: Iterable[Cells]) -> str:
    """Return rows as a table in Markdown."""
    return "\n".join("| " + " | ".join(row) + " |" for row in (HEAD, ("---",) * 6, *rows))


def machine() -> str:
    """Return processor count, system and versions."""
    versions = ", ".join(f"{name} {version(name)}" for name in ("numpy", "numba", "mesa", "pandas"))
    system = f"{os.cpu_count()} cores {platform.machine()}, {platform.system()}"
    return f"{system}, Python {platform.python_version()}, {versions}"


def main(
    cases: Annotated[
        list[str] | None,
        typer.Argument(help=f"Some of: {', '.join(CASES)}. Without a case all run and RESULTS.md is written."),
    ] = None,
) -> None:
    """Measure speed and memory, and print a table."""
    if unknown := set(cases or ()) - set(CASES):
        raise typer.BadParameter(f"unknown case {', '.join(sorted(unknown))}; cases are {', '.join(CASES)}")
    rows: list[Cells] = []
    for case in cases or ROWS:
        typer.echo(f"{case} …", err=True)
        rows += ROWS[case](measure(case))
    typer.echo(table(rows))
    if not cases:
        head = f"# Benchmarks\n\nMade by `uv run python -m benchmarks`.\n\n{machine()}\n\n"
        RESULTS.write_text(head + table(rows) + "\n\n" + NOTES.read_text(encoding="utf-8"), encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
