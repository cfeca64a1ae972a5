"""Benefit norms by year: the table of the project, or a table of the user with the same keys."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from simulation.messages import N_, message, nearest

from .faults import ScenarioError, line_of, rule_of
from .scenario_inheritance import at_line, read_file

SHIPPED_NORMS = Path(__file__).parent / "norms.toml"
NORM_MESSAGES = {
    "extra_forbidden": N_("no key of a year"),
    "model_type": N_("a year is a table with single, couple and source"),
}
"""Type of an error in pydantic → message of this project, where `faults.FAULT_MESSAGES` has none for a year."""
Euros = Annotated[float, Field(gt=0)]


class Norms(BaseModel):
    """The norms of a year, in net euros a month, holiday pay included, with their source."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)

    single: Euros
    couple: Euros
    source: str
    url: str = ""


def read_norms(path: Path = SHIPPED_NORMS) -> dict[str, Norms]:
    """Read the norms of a file by year; raises ScenarioError with the line of the first fault."""
    file = read_file(path, path.name)
    if not file.table:
        raise ScenarioError(
            message("{file} holds no year: write a table like [2026] with single, couple and source", file=file.shown)
        )
    norms = {}
    for year, row in file.table.items():
        try:
            norms[year] = Norms.model_validate(row)
        except ValidationError as error:
            details = error.errors(include_url=False)[0]
            keys, word = (year, *details["loc"]), str(details["loc"][-1]) if details["loc"] else ""
            line = line_of(file.text, keys) or line_of(file.text, (year,))
            own = NORM_MESSAGES.get(details["type"])
            rule = message(own) if own else rule_of(details)
            if details["type"] != "missing":
                rule = message("{rule}; got {value!r}", rule=rule, value=details["input"])
            close = nearest(word, Norms.model_fields) if details["type"] == "extra_forbidden" else ""
            where = f"{at_line(file.shown, line)}: {'.'.join(map(str, keys))}"
            raise ScenarioError(f"{where}: {rule}{close}") from error
    return norms


def norms_of(year: str, table: Mapping[str, Norms]) -> Norms:
    """Return the norms of a year; raises ScenarioError that names the years of the table."""
    if year not in table:
        raise ScenarioError(
            message("there are no norms of {year}; there are those of {years}", year=year, years=", ".join(table))
        )
    return table[year]
