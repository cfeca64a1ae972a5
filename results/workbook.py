"""Tables as one Excel workbook: a sheet a table, and a first sheet that explains sheets and columns."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from .files import whole
from .language import _

WIDEST, NARROWEST = 60, 9
"""Widths of columns, characters."""
BOLD, TOP = Font(bold=True), Alignment(wrap_text=True, vertical="top")


def write_workbook(
    path: Path,
    tables: Mapping[str, pd.DataFrame],
    about: str,
    meanings: Mapping[str, str],
    columns: Mapping[str, str],
) -> Path:
    """Write `tables` by sheet name. The first sheet says `about`, then `meanings` of sheets and of `columns`.

    An empty cell is a value that is not there.
    """
    book = Workbook(write_only=True)
    _explain(book, tables, about, meanings, columns)
    for name, table in tables.items():
        sheet = book.create_sheet(name[:31])
        sheet.freeze_panes = "A2"
        for place, column in enumerate(table.columns, start=1):
            sheet.column_dimensions[get_column_letter(place)].width = _width(table[column], column)
        sheet.append([_bold(sheet, column) for column in table.columns])
        cells = table.astype(object).where(table.notna(), None)
        for row in cells.itertuples(index=False, name=None):
            sheet.append(row)
    return whole(path, book.save)


def _explain(book: Workbook, tables: Mapping, about: str, meanings: Mapping[str, str], columns: Mapping[str, str]):
    sheet = book.create_sheet(_("explanation"))
    sheet.freeze_panes = "A2"
    for letter, width in zip("ABC", (24, 24, 110), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.append([_bold(sheet, title) for title in (_("sheet"), _("column"), _("meaning"))])
    sheet.append([None, None, _wrapped(sheet, about)])
    for name, table in tables.items():
        sheet.append([_bold(sheet, name), None, _wrapped(sheet, meanings.get(name, ""))])
        for column in table.columns:
            sheet.append([None, column, _wrapped(sheet, columns.get(f"{name}.{column}", columns.get(column, "")))])


def _bold(sheet, words: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=words)
    cell.font = BOLD
    return cell


def _wrapped(sheet, words: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=words)
    cell.alignment = TOP
    return cell


def _width(column: pd.Series, name: str) -> int:
    """Return the width that the name and most values need."""
    longest = len(name) + 2
    if column.dtype == object or isinstance(column.dtype, pd.StringDtype):
        longest = max([longest, *(len(str(value)) + 1 for value in column.dropna().unique())])
    return min(max(longest, NARROWEST), WIDEST)
