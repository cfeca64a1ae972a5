"""Population file: reading it, and a message with line, column, value and rule for every fault.

The format is comma-separated text in UTF-8 with a header, or with semicolons and decimal commas, as written by a Dutch
Excel. The messages contain values of the file and are for the screen only; nothing here writes.
"""

import csv
import io
import os
import re
from collections.abc import Iterator
from itertools import combinations, islice
from pathlib import Path

import numpy as np

from simulation.columns import COLUMNS, IMPOSSIBLE, Column, identifies
from simulation.design import MOST_IN_A_GROUP
from simulation.messages import N_, message, nearest
from simulation.population import NO_CODE, Population

from .faults import why
from .population_faults import PopulationError, RowFaults, too_young

MOST_ROWS = MOST_IN_A_GROUP - 1
ROWS_AT_ONCE = 20_000
NUMBER_PATTERN = re.compile(r"[+-]?\d+(\.\d+)?")
SEPARATOR_LINE = re.compile(r'"?sep=.?"?[,;]*(\n|$)', re.IGNORECASE)
"""First line of a file by Excel, which names the separator."""
NO_VALUES = ("na", "n/a", "nan", "null", "none", "-", "?", "onbekend", "unknown", "#n/b", "#n/a")
WITH_COMMA = re.compile(r"\d+,\d+")
MOST_COMMAS = 3
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


DUTCH_COLUMNS = {"leeftijd": "age", "geslacht": "sex", "opleiding": "education", "wijk": "neighbourhood"}
DUTCH_WORDS = {"vrouw": "woman", "v": "woman", "m": "man", "ja": "yes", "nee": "no"}
DUTCH_WORDS |= {"laag": "low", "midden": "middle", "hoog": "high", "alleenstaand": "single"}


def read_population(path: str | os.PathLike[str], synthetic: bool = False, least_age: float = 18.0) -> Population:
    """Read the people of a file; `synthetic` declares that no row describes a real person.

    Raises PopulationError with all faults at once; people younger than `least_age` are faults.
    """
    shown = os.fspath(path)
    text, skipped = _without_comments(_text(Path(path), shown))
    if not text.strip():
        raise PopulationError(
            message("{file} is empty; `vex population --template` shows what a file looks like", file=shown)
        )
    faults = RowFaults(shown)
    separator = _separator(text.split("\n", 1)[0], faults, skipped + 1)
    rows = _rows(text, separator, skipped, faults)
    names = _header(next(rows)[1], faults, skipped + 1)
    parts: list[dict[str, np.ndarray]] = []
    people = 0
    young: list[int] = []
    while chunk := list(islice(rows, ROWS_AT_ONCE)):
        people += len(chunk)
        if people > MOST_ROWS:
            raise PopulationError(
                message(
                    "{file} has more than {most:,} people, the most a population can have", file=shown, most=MOST_ROWS
                )
            )
        parts.append(_columns(names, chunk, separator == ";", least_age, young, faults))
    if young:
        faults.add(young[0], too_young(len(young), people, least_age), "age")
    faults.check()
    if not people:
        raise PopulationError(message("{file} has a header and no people below it", file=shown))
    columns = {name: np.concatenate([part[name] for part in parts]) for name in names}
    given = {name: values for name, values in columns.items() if _is_given(values).any()}
    return Population(columns=given, synthetic=synthetic)


def _text(path: Path, shown: str) -> str:
    if path.is_dir():
        raise PopulationError(message("{file} is a folder; give a CSV file", file=shown))
    try:
        raw = path.read_bytes()
    except FileNotFoundError as error:
        raise PopulationError(message("there is no population file {file}", file=shown)) from error
    except OSError as error:
        raise PopulationError(message("{file} cannot be read: {why}", file=shown, why=why(error))) from error
    if raw.startswith(WORKBOOKS):
        raise PopulationError(message("{file} is a workbook; save the sheet as 'CSV UTF-8'", file=shown))
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in raw:
        raise PopulationError(
            message(
                "{file} cannot be read: it was saved as Unicode text (UTF-16). "
                "In Excel choose Save as, 'CSV UTF-8 (comma delimited)'.",
                file=shown,
            )
        )
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise PopulationError(
            message(
                "{file}, line {line}: is no text in UTF-8, byte 0x{byte:02x} cannot be read; save it as 'CSV UTF-8'",
                file=shown,
                line=line,
                byte=raw[error.start],
            )
        ) from error


def _without_comments(text: str) -> tuple[str, int]:
    """Return the text without its leading comments and `sep=;`, and the number of lines before it."""
    skipped = 0
    while text.startswith(("#", '"#')) or SEPARATOR_LINE.match(text):
        text, skipped = text.partition("\n")[2], skipped + 1
    return text, skipped


def _separator(header: str, faults: RowFaults, line: int) -> str:
    for wrong, name in (("\t", N_("tabs")), ("|", N_("upright bars"))):
        if wrong in header and not {",", ";"} & set(header):
            faults.add(line, message("columns are separated by commas or semicolons; got {name}", name=message(name)))
            faults.check()
    return ";" if ";" in header else ","


def _rows(text: str, separator: str, skipped: int, faults: RowFaults) -> Iterator[tuple[int, list[str]]]:
    """Yield the first line and the cells of every row that is not blank."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = skipped + 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, cells
            line = skipped + reader.line_num + 1
    except csv.Error as error:
        unclosed = "unexpected end" in str(error) or "field larger" in str(error)
        never = N_("a quotation mark opens here and is never closed")
        inside = N_("a quotation mark stands inside a cell, where none can be")
        faults.add(line, message(never if unclosed else inside))


def _header(cells: list[str], faults: RowFaults, line: int) -> list[str]:
    names = [cell.strip().casefold() for cell in cells]
    if not set(names) & set(COLUMNS) and any(NUMBER_PATTERN.fullmatch(name.replace(",", ".")) for name in names):
        faults.add(
            line,
            message("the first line holds the names of the columns; got {value} for a name", value=_quoted(cells[0])),
        )
        faults.check()
    for i, name in enumerate(names):
        if not name:
            faults.add(line, message("column {number} has no name", number=i + 1))
        elif identifies(name):
            rule = message(
                "column {name!r} says who a person is; take it out, the simulation has no use for it", name=name
            )
            faults.add(line, rule)
        elif name in DUTCH_COLUMNS:
            faults.add(line, message("{name!r} is no column; write {english}", name=name, english=DUTCH_COLUMNS[name]))
        elif name not in COLUMNS:
            faults.add(
                line,
                message(
                    "{name!r} is no column{near}; see `vex population --columns`",
                    name=name,
                    near=nearest(name, tuple(COLUMNS)),
                ),
            )
        elif name in names[:i]:
            faults.add(line, message("column {name!r} stands here twice", name=name))
    faults.check()
    return names


def _columns(
    names: list[str],
    rows: list[tuple[int, list[str]]],
    decimal_comma: bool,
    least_age: float,
    young: list[int],
    faults: RowFaults,
) -> dict[str, np.ndarray]:
    """Return the values of some rows by column: codes or numbers, missing where a cell is empty; extend `young`."""
    whole = []
    for line, cells in rows:
        if len(cells) == len(names):
            whole.append((line, cells))
            continue
        split = None if decimal_comma else _decimal_comma(names, cells)
        if split:
            _add_comma(line, *split, faults)
        else:
            faults.add(
                line, message("the row has {cells} cells and the header {names}", cells=len(cells), names=len(names))
            )
    lines = [line for line, _ in whole]
    values = {}
    for i, name in enumerate(names):
        cells = [row[i].strip() for _, row in whole]
        values[name] = _values(COLUMNS[name], lines, cells, decimal_comma, faults)
    if "age" in values:
        young += [line for line, age in zip(lines, values["age"], strict=True) if age < least_age]
    for columns, is_impossible, rule in IMPOSSIBLE:
        if set(columns) <= set(names):
            given = np.all([_is_given(values[name]) for name in columns], axis=0)
            for row in np.flatnonzero(given & is_impossible(*(values[name] for name in columns))):
                one, other = (f"{name} {whole[row][1][names.index(name)].strip()}" for name in columns)
                faults.add(lines[row], message(rule), columns[0], message("{one} and {other}", one=one, other=other))
    return values


def _values(column: Column, lines: list[int], cells: list[str], decimal_comma: bool, faults: RowFaults) -> np.ndarray:
    missing = NO_CODE if column.coded else np.nan
    values = np.full(len(cells), missing, dtype=np.int8 if column.coded else np.float64)
    codes = _codes(column)
    for row, cell in enumerate(cells):
        if not cell:
            continue
        value, rule = _value(column, codes, cell.replace(",", ".") if decimal_comma else cell)
        if value is None and not column.coded and WITH_COMMA.fullmatch(cell) and not decimal_comma:
            _add_comma(lines[row], column.name, cell, faults)
        elif value is None:
            _add_value(lines[row], column, cell, rule, faults)
        else:
            values[row] = value
    return values


def _codes(column: Column) -> dict[str, int]:
    return {word.casefold(): code for code, word in enumerate(column.words)}


def _value(column: Column, codes: dict[str, int], cell: str) -> tuple[float | None, str]:
    """Return the code or number in a cell, or None and the broken rule."""
    if column.words:
        return codes.get(cell.casefold()), message("is one of {words}", words=", ".join(column.words))
    return _number(column, cell)


def _decimal_comma(names: list[str], cells: list[str]) -> tuple[str, str] | None:
    """Return column and number split by a decimal comma, if only that explains a row with too many cells."""
    extra = len(cells) - len(names)
    if not 0 < extra <= MOST_COMMAS:
        return None
    ways = []
    for cut in combinations(range(len(names)), extra):
        left = iter(cell.strip() for cell in cells)
        row = [next(left) + "." + next(left) if i in cut else next(left) for i in range(len(names))]
        columns = [COLUMNS[name] for name in names]
        if any(columns[i].coded for i in cut):
            continue
        if all(
            not cell or _value(column, _codes(column), cell)[0] is not None
            for column, cell in zip(columns, row, strict=True)
        ):
            ways.append((names[cut[0]], row[cut[0]].replace(".", ",")))
    return ways[0] if len(ways) == 1 else None


def _add_comma(line: int, column: str, cell: str, faults: RowFaults) -> None:
    text = message(
        "{cell} has a decimal comma. Save the file with semicolons between the columns, or write {number}.",
        cell=cell, number=cell.replace(",", "."),
    )  # fmt: skip
    rule = message("that is a decimal comma. Save the file with semicolons between the columns, or write a point.")
    faults.add(line, rule, column, cell, text)


def _number(column: Column, cell: str) -> tuple[float | None, str]:
    """Return the number in a cell, or None and the broken rule."""
    if not NUMBER_PATTERN.fullmatch(cell):
        endless = cell.casefold().strip("+-") in ("inf", "infinity")
        return None, message("is a finite number") if endless else message("is a number")
    value = float(cell)
    if column.whole and value != int(value):
        return None, message("is a whole number")
    if column.has(value):
        return value, ""
    most, under = N_("is at least {low:g} and at most {high:g}"), N_("is at least {low:g} and under {high:g}")
    return None, message(under if column.under else most, low=column.low, high=column.high)


def _add_value(line: int, column: Column, cell: str, rule: str, faults: RowFaults) -> None:
    if cell.casefold() in NO_VALUES:
        rule = message("what is not known is left empty")
    english = DUTCH_WORDS.get(cell.casefold())
    if english in column.words:
        rule += message("; write {english}", english=english)
    near = nearest(cell, column.words) if len(column.words) > 3 else ""
    text = message("{rule}; got {got}", rule=rule, got=_quoted(cell)) + near
    faults.add(line, rule, column.name, _quoted(cell), text)


def _quoted(cell: str) -> str:
    return repr(cell if len(cell) <= 40 else cell[:40] + "…")


def _is_given(values: np.ndarray) -> np.ndarray:
    return ~np.isnan(values) if values.dtype == np.float64 else values != NO_CODE
