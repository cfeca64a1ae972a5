"""A table on the screen, or as comma-separated values for other programs."""

import csv
import sys
from contextlib import AbstractContextManager
from typing import Annotated

import typer

from results.words.language import LANGUAGES, N_, _, current, in_language

from ..screen import screen

AsCsv = Annotated[bool, typer.Option("--csv", help="Comma-separated, for other programs.")]
HEADS = (
    N_("section"), N_("name"), N_("value"), N_("low"), N_("high"), N_("unit"), N_("status"), N_("source"),
    N_("meaning"), N_("scope"), N_("usual"), N_("values"), N_("evidence"), N_("source-document"), N_("assumption"),
    N_("calibrated"),
)  # fmt: skip
"""Heads of columns, and the status of numbers, as readers see them."""


def for_programs(as_csv: bool) -> AbstractContextManager[None]:
    """Return a context in which tables for programs are the same in every language."""
    return in_language(LANGUAGES[0] if as_csv else current())


def show(title: str, columns: tuple[str, ...], rows: list[tuple], as_csv: bool) -> None:
    """Print a table in the language in use, or untranslated as comma-separated values."""
    if as_csv:
        csv.writer(sys.stdout, lineterminator="\n").writerows([columns, *rows])
        return
    from rich.table import Table
    from rich.text import Text

    table = Table(title=_(title))
    for index, column in enumerate(columns):
        if column == "name":  # never wrapped, however narrow the screen
            table.add_column(_(column), no_wrap=True, min_width=max(len(row[index]) for row in rows))
        else:
            table.add_column(_(column), overflow="fold")
    texts = [columns.index(column) for column in ("unit", "status", "source", "meaning") if column in columns]
    for row in rows:
        table.add_row(*(Text(_(cell) if index in texts else cell) for index, cell in enumerate(row)))
    screen().print(table)
