"""`vex parameters` and `vex levers`: the tables of numbers and of what a policy can change."""

import csv
import sys
from typing import Annotated

import typer

from results.words.language import LANGUAGES, N_, _, current, in_language

from ..screen import screen

AsCsv = Annotated[bool, typer.Option("--csv", help="Comma-separated, for other programs.")]


def parameters(as_csv: AsCsv = False) -> None:
    """Show every parameter: value, unit, range, status, source, meaning."""
    from simulation.parameters import PARAMETERS

    show(
        N_("Parameters"),
        ("section", "name", "value", "low", "high", "unit", "status", "source", "meaning"),
        [
            (row.section, row.name, number(row.value), number(row.low), number(row.high))
            + (row.unit, row.status, row.source, row.meaning)
            for row in PARAMETERS.values()
        ],
        as_csv,
    )


def levers(as_csv: AsCsv = False) -> None:
    """Show every lever: scope, usual value, unit, range, meaning."""
    from simulation.levers import LEVERS

    with for_programs(as_csv):
        show(
            N_("Levers"),
            ("scope", "name", "usual", "values", "unit", "meaning"),
            [
                (scope, row.name, setting(row.usual), values_of(row), row.unit, row.meaning)
                for scope, rows in LEVERS.items()
                for row in rows.values()
            ],
            as_csv,
        )


def for_programs(as_csv: bool):
    """Return a context in which tables for programs are the same in every language."""
    return in_language(LANGUAGES[0] if as_csv else current())


def number(value: float) -> str:
    """Return a number without needless digits."""
    return f"{value:.10g}"


def setting(value) -> str:
    """Return a lever's value as a scenario file writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    return value if isinstance(value, str) else number(value)


def values_of(lever) -> str:
    """Return which values a lever takes."""
    if lever.choices:
        return " | ".join(lever.choices)
    if isinstance(lever.usual, bool):
        return "true | false"
    return _("{low} to {high}").format(low=number(lever.low), high=number(lever.high))


HEADS = (
    N_("section"), N_("name"), N_("value"), N_("low"), N_("high"), N_("unit"), N_("status"), N_("source"),
    N_("meaning"), N_("scope"), N_("usual"), N_("values"), N_("evidence"), N_("source-document"), N_("assumption"),
    N_("calibrated"),
)  # fmt: skip
"""Heads of columns, and the status of numbers, as readers see them."""


def show(title: str, columns: tuple[str, ...], rows: list[tuple], as_csv: bool) -> None:
    """Print a table, for eyes in the language that is in use, or for programs as it stands."""
    if as_csv:
        csv.writer(sys.stdout, lineterminator="\n").writerows([columns, *rows])
        return
    from rich.table import Table
    from rich.text import Text

    table = Table(title=_(title))
    for number, column in enumerate(columns):
        if column == "name":  # whole, however narrow the screen
            table.add_column(_(column), no_wrap=True, min_width=max(len(row[number]) for row in rows))
        else:
            table.add_column(_(column), overflow="fold")
    told = [columns.index(column) for column in ("unit", "status", "source", "meaning") if column in columns]
    for row in rows:
        table.add_row(*(Text(_(cell) if place in told else cell) for place, cell in enumerate(row)))
    screen().print(table)
