"""Tables as one Excel workbook: a sheet a table, and a first sheet that explains sheets and columns."""

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import pandas as pd
import xlsxwriter

from ..words.language import _
from .whole_files import whole

WIDEST, NARROWEST = 60, 9
"""Widths of columns, characters."""
AS_THEY_ARE = {
    "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True,
}  # fmt: skip


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
    content = BytesIO()
    with xlsxwriter.Workbook(content, AS_THEY_ARE) as book:
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        _explain(book.add_worksheet(_("explanation")), tables, about, meanings, columns, bold, wrapped)
        for name, table in tables.items():
            _lay_out(book.add_worksheet(name[:31]), table, bold)
    return whole(path, lambda part: part.write_bytes(content.getvalue()))


def _lay_out(sheet, table: pd.DataFrame, bold) -> None:
    sheet.freeze_panes(1, 0)
    for place, (name, column) in enumerate(table.items()):
        sheet.set_column(place, place, _width(column, name))
        sheet.write_string(0, place, name, bold)
        for row, value in enumerate(column.astype(object).where(column.notna(), None).tolist(), start=1):
            if value is not None:
                sheet.write(row, place, value)


def _explain(sheet, tables: Mapping, about: str, meanings: Mapping, columns: Mapping, bold, wrapped) -> None:
    sheet.freeze_panes(1, 0)
    for place, width in enumerate((24, 24, 110)):
        sheet.set_column(place, place, width)
    sheet.write_row(0, 0, (_("sheet"), _("column"), _("meaning")), bold)
    sheet.write_string(1, 2, about, wrapped)
    row = 2
    for name, table in tables.items():
        sheet.write_string(row, 0, name, bold)
        sheet.write_string(row, 2, meanings.get(name, ""), wrapped)
        for place, column in enumerate(table.columns, start=row + 1):
            sheet.write_string(place, 1, column)
            sheet.write_string(place, 2, columns.get(f"{name}.{column}", columns.get(column, "")), wrapped)
        row += 1 + len(table.columns)


def _width(column: pd.Series, name: str) -> int:
    """Return the width that the name and most values need."""
    longest = len(name) + 2
    if column.dtype == object or isinstance(column.dtype, pd.StringDtype):
        longest = max([longest, *(len(str(value)) + 1 for value in column.dropna().unique())])
    return min(max(longest, NARROWEST), WIDEST)
