"""Parameters and switches: every number of the world, with its source.

`parameters.toml` is the table that code, documentation and calibration read. A design may override any value by
name for the whole world, never for one group. Rules get one record, in which the nine rows of a life domain and the
edges of the problem web stand as arrays.
"""

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .arguments import NUMBERS, settings_of
from .errors import VexError
from .messages import message, nearest
from .people import DOMAINS, empty_records

STATUSES = ("evidence", "source-document", "assumption", "calibrated")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One row of the parameter table."""

    name: str
    section: str
    value: float
    low: float
    high: float
    unit: str
    status: str
    source: str
    meaning: str

    def __post_init__(self):
        if self.status not in STATUSES:
            raise ValueError(
                message(
                    "status of {name} is one of {statuses}; got {status!r}",
                    name=self.name,
                    statuses=", ".join(STATUSES),
                    status=self.status,
                )
            )
        if not self.low <= self.value <= self.high:
            raise ValueError(
                message(
                    "{name} = {value:g} lies outside its range {low:g}…{high:g}",
                    name=self.name,
                    value=self.value,
                    low=self.low,
                    high=self.high,
                )
            )


def _rows(file_name: str) -> dict:
    return tomllib.loads((Path(__file__).parent / file_name).read_text(encoding="utf-8"))


def read_parameters() -> dict[str, Parameter]:
    """Return the parameter table; raises ValueError if two sections have a parameter of the same name."""
    table: dict[str, Parameter] = {}
    for section, rows in _rows("parameters.toml").items():
        for name, row in rows.items():
            if name in table:
                raise ValueError(
                    message(
                        "{name} stands in section {first} and in section {section}",
                        name=name,
                        first=table[name].section,
                        section=section,
                    )
                )
            table[name] = Parameter(name=name, section=section, **row)
    return table


PARAMETERS = read_parameters()
"""The parameter table: name → row."""

SWITCHES = _rows("switches.toml")
"""Every mechanism: name → its meaning, and the world without it."""

EDGES = tuple(name for name in PARAMETERS if name.startswith("web_") and "__" in name)


def _domain_family(name: str) -> str | None:
    for domain in DOMAINS:
        if name.endswith("_" + domain):
            return name.removesuffix("_" + domain)
    return None


FAMILIES = tuple(dict.fromkeys(family for n in PARAMETERS if (family := _domain_family(n)) and n not in EDGES))
"""Parameters with a row for each life domain, such as `easing`."""

PLAIN = tuple(n for n in PARAMETERS if n not in EDGES and _domain_family(n) is None)

PARAMETER_RECORD = np.dtype(
    [(name, "f8") for name in PLAIN]
    + [(name, "f8", (9,)) for name in FAMILIES]
    + [("web", "f8", (9, 9)), ("web_most", "f8", (9,)), ("worsen", "f8", (9, 4)), ("worsen_most", "f8", (9,))]
    + [("unpaid_starts", "f8"), ("found_alone_most", "f8"), ("other_exit_most", "f8")]
    + [("on_" + name, "f8") for name in SWITCHES],
    align=True,
)
"""The record that rules read. `worsen` is solved by `equilibrium.py`; `web[j, k]` is how much j worsens k;
`web_most`, `worsen_most`, `found_alone_most` and `other_exit_most` are upper bounds; rules skip the events that these
exclude."""


def check_overrides(overrides: Mapping[str, float]) -> None:
    """Raise VexError for a name that is no parameter, TypeError or ValueError for a value that cannot be."""
    for name, value in settings_of("parameters", overrides).items():
        if name not in PARAMETERS:
            raise VexError(message("{name!r} is no parameter{near}", name=name, near=nearest(name, PARAMETERS)))
        if type(value) is not float and (isinstance(value, bool) or not isinstance(value, NUMBERS)):
            raise TypeError(message("{name} is a number; got {value!r}", name=name, value=value))
        if not -math.inf < value < math.inf:
            raise ValueError(message("{name} is a finite number; got {value!r}", name=name, value=value))
        if PARAMETERS[name].low >= 0.0 and value < 0.0:
            raise ValueError(message("{name} cannot be negative; got {value:g}", name=name, value=value))


def values_of(overrides: Mapping[str, float]) -> dict[str, float]:
    """Return every parameter's value, those in `overrides` replaced."""
    check_overrides(overrides)
    return {name: float(overrides.get(name, row.value)) for name, row in PARAMETERS.items()}


def parameter_record(overrides: Mapping[str, float], switched_off, worsen) -> np.recarray:
    """Return the record that rules read, as an array of length 1.

    `switched_off` names mechanisms; `worsen`, shape (9, 4), are the base rates a week of worsening, by domain and
    level.
    """
    values = values_of(overrides)
    record = empty_records(PARAMETER_RECORD, 1)
    row = record[0]
    for name in PLAIN:
        row[name] = values[name]
    for family in FAMILIES:
        row[family] = [values[f"{family}_{domain}"] for domain in DOMAINS]
    for name in EDGES:
        cause, effect = name.removeprefix("web_").split("__")
        row["web"][DOMAINS.index(cause), DOMAINS.index(effect)] = values[name]
    for name in SWITCHES:
        row["on_" + name] = 0.0 if name in switched_off else 1.0
    row["worsen"], row["worsen_most"] = worsen, np.max(worsen, axis=1)
    row["web_most"] = np.exp(row["on_web"] * row["web_scale"] * row["web"].sum(axis=0))
    row["found_alone_most"] = row["found_alone"].sum()
    most = (row["other_exit"] + row["other_exit_entry"]) * max(1.0, row["other_exit_couple"])
    row["other_exit_most"] = most * max(1.0, row["other_exit_young"]) / 52.0
    share = values["unpaid_share"]
    row["unpaid_starts"] = values["unpaid_ends"] * share / (1.0 - share)
    return record
