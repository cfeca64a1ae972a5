"""Tables of words for readers, shown in the terminal or written as Markdown."""

from collections.abc import Iterable
from dataclasses import dataclass

from rich import box
from rich.console import JustifyMethod
from rich.table import Table
from rich.text import Text

from ..words.wording import plain

FIRST_WIDTH, OTHER_WIDTH = 30, 15
"""Widest first column and other columns in the terminal."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A title, columns and rows of words; a cell may have two lines. `note` is a line below the table."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


def terminal(sheets: Iterable[Sheet]) -> Table:
    """Return the sheets in one column, in characters that every terminal can show."""
    page = Table.grid()
    for sheet in sheets:
        table = Table(
            box=box.SIMPLE_HEAD, show_edge=False, padding=(0, 1, 0, 0), title=f"\n{plain(sheet.title)}",
            title_justify="left", title_style="bold",
        )  # fmt: skip
        for index, column in enumerate(sheet.columns):
            justify: JustifyMethod = "right" if index else "left"
            wide = OTHER_WIDTH if index else FIRST_WIDTH
            table.add_column(Text(plain(column), justify=justify), justify=justify, max_width=wide, overflow="fold")
        for row in sheet.rows:
            table.add_row(*(_two_lines(cell) for cell in row))
        page.add_row(table)
        if sheet.note:
            page.add_row(Text(plain(sheet.note), style="dim"))
    return page


def sheet_as_markdown(sheet: Sheet) -> str:
    """Return the sheet in Markdown."""
    lines = [sheet.columns, ("---", *("---:" for _ in sheet.columns[1:])), *sheet.rows]
    cells = [[cell.replace("|", "/").replace("*", "\\*").replace("\n", "<br>") for cell in line] for line in lines]
    table = "\n".join(f"| {' | '.join(line)} |" for line in cells)
    note = f"\n\n{sheet.note}".replace("*", "\\*") if sheet.note else ""
    return f"### {sheet.title}\n\n{table}{note}\n"


def _two_lines(cell: str) -> Text:
    first, *others = plain(cell).split("\n")
    text = Text(first)
    for line in others:
        text.append(f"\n{line}", style="dim")
    return text
