"""Benefit norms by year: the table that comes with the project, or one of the user's own in the same words."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from simulation.messages import N_, message

from .faults import ScenarioError, line_of, nearest, rule_of
from .scenario_inheritance import at_line, read

SHIPPED_NORMS = Path(__file__).parent / "norms.toml"
RULES = {
    "extra_forbidden": N_("no key of a year"),
    "model_type": N_("a year is a table with single, couple and source"),
}
"""What pydantic finds, in the words of this house; the rest it says well enough."""
Euros = Annotated[float, Field(gt=0)]


class Norms(BaseModel):
    """The norms of a year, in net euros a month, holiday pay included; `source` says where they were read."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)

    single: Euros
    couple: Euros
    source: str
    url: str = ""


def read_norms(path: Path = SHIPPED_NORMS) -> dict[str, Norms]:
    """Return the norms in a file by year; raises ScenarioError with the line of a fault."""
    file = read(path, path.name)
    if not file.table:
        raise ScenarioError(
            message("{file} holds no year: write a table like [2026] with single, couple and source", file=file.shown)
        )
    norms = {}
    for year, row in file.table.items():
        try:
            norms[year] = Norms.model_validate(row)
        except ValidationError as error:
            found = error.errors(include_url=False)[0]
            place, word = (year, *found["loc"]), str(found["loc"][-1]) if found["loc"] else ""
            line = line_of(file.text, place) or line_of(file.text, (year,))
            own = RULES.get(found["type"])
            rule = message(own) if own else rule_of(found)
            if found["type"] != "missing":
                rule = message("{rule}; got {value!r}", rule=rule, value=found["input"])
            close = nearest(word, tuple(Norms.model_fields)) if found["type"] == "extra_forbidden" else ""
            where = f"{at_line(file.shown, line)}: {'.'.join(map(str, place))}"
            raise ScenarioError(f"{where}: {rule}{close}") from error
    return norms


def norms_of(year: str, table: Mapping[str, Norms]) -> Norms:
    """Return the norms of a year; raises ScenarioError with the years that there are."""
    if year not in table:
        raise ScenarioError(
            message("there are no norms of {year}; there are those of {years}", year=year, years=", ".join(table))
        )
    return table[year]
