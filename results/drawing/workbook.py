"""Excel workbooks: one sheet for each table, and a first sheet with the meaning of sheets and columns."""

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from ..words.language import _
from .atomic_files import write_atomically

WIDEST, NARROWEST = 60, 9
"""Widths of columns, characters."""
AS_WRITTEN = {
    "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True,
}  # fmt: skip


def write_workbook(
    path: Path,
    tables: Mapping[str, pd.DataFrame],
    about: str,
    meanings: Mapping[str, str],
    columns: Mapping[str, str],
) -> Path:
    """Write `tables` by sheet name; the first sheet has `about`, the `meanings` of the sheets and of the `columns`.

    A missing value is an empty cell.
    """
    content = BytesIO()
    with xlsxwriter.Workbook(content, AS_WRITTEN) as book:
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        _write_meanings(book.add_worksheet(_("explanation")), tables, about, meanings, columns, bold, wrapped)
        for name, table in tables.items():
            _write_table(book.add_worksheet(name[:31]), table, bold)
    return write_atomically(path, lambda part: part.write_bytes(content.getvalue()))


def _write_table(sheet: Worksheet, table: pd.DataFrame, bold: Format) -> None:
    sheet.freeze_panes(1, 0)
    for index, (name, column) in enumerate(table.items()):
        sheet.set_column(index, index, _width(column, name))
        sheet.write_string(0, index, name, bold)
        for row, value in enumerate(column.astype(object).where(column.notna(), None).tolist(), start=1):
            if value is not None:
                sheet.write(row, index, value)


def _write_meanings(
    sheet: Worksheet,
    tables: Mapping[str, pd.DataFrame],
    about: str,
    meanings: Mapping[str, str],
    columns: Mapping[str, str],
    bold: Format,
    wrapped: Format,
) -> None:
    sheet.freeze_panes(1, 0)
    for index, width in enumerate((24, 24, 110)):
        sheet.set_column(index, index, width)
    sheet.write_row(0, 0, (_("sheet"), _("column"), _("meaning")), bold)
    sheet.write_string(1, 2, about, wrapped)
    row = 2
    for name, table in tables.items():
        sheet.write_string(row, 0, name, bold)
        sheet.write_string(row, 2, meanings.get(name, ""), wrapped)
        for line, column in enumerate(table.columns, start=row + 1):
            sheet.write_string(line, 1, column)
            sheet.write_string(line, 2, columns.get(f"{name}.{column}", columns.get(column, "")), wrapped)
        row += 1 + len(table.columns)


def _width(column: pd.Series, name: str) -> int:
    """Return the width of a column in characters, from its name and its values."""
    longest = len(name) + 2
    if column.dtype == object or isinstance(column.dtype, pd.StringDtype):
        longest = max([longest, *(len(str(value)) + 1 for value in column.dropna().unique())])
    return min(max(longest, NARROWEST), WIDEST)
