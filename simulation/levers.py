"""Levers: the settings of a policy, team, organisation, labour market or partner that a scenario can change.

`levers.toml` is the table: code, scenario files and documentation all read it. A choice is stored in a record as
its index in the list of choices; the constants below name those indices for the rules.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .arguments import NUMBERS, settings_of, text
from .channels import CHANNELS, RULED
from .errors import TableError, VexError
from .messages import message, nearest

CLIENT_MANAGERS, COACHES = range(2)
INITIATIVE_MUNICIPALITY, INITIATIVE_PARTICIPANT, INITIATIVE_BOTH, INITIATIVE_COACH = range(4)
TOPIC_MUNICIPALITY, TOPIC_PLAN, TOPIC_PARTICIPANT = range(3)
INVITED_BY_LETTER, INVITED_BY_TELEPHONE = range(2)
FIXED_RULES, WHOLE_PICTURE = range(2)
LONGEST_WAITING, MOST_URGENT, CLOSEST_TO_WORK = range(3)

SCOPES = ("policy", "team", "organisation", "labour_market", "partners")
PAYERS = ("benefit_budget", "execution_budget", "partners")
"""Budgets that pay for a lever or a cost: the municipality's for benefits (BUIG) and for execution, and partners'."""
NO_CHANNEL, NOBODY = "none", "nobody"


@dataclass(frozen=True, slots=True)
class Lever:
    """One row of the lever table; `choices` is empty for a number or a yes-or-no, `least` the smallest number above 0,
    `only_of` the team that alone has the lever.

    `channel` is the channel of `explain` that carries the lever, `paid_by` the budget that pays for it. A row with
    `faults` can be read; a scenario that sets the lever is refused before it is run (`check_rows`).
    """

    name: str
    scope: str
    usual: bool | int | float | str
    unit: str = ""
    meaning: str = ""
    channel: str = ""
    paid_by: str = ""
    low: float | None = None
    high: float | None = None
    least: float = 0.0
    only_of: str = ""
    choices: tuple[str, ...] = ()

    def faults(self) -> Iterator[str]:
        """Yield what is wrong with the row: its channel, its payer, its usual value."""
        for field, known in (("channel", (*CHANNELS, NO_CHANNEL)), ("paid_by", (*PAYERS, NOBODY))):
            if getattr(self, field) not in known:
                yield (
                    f"{field} of the lever {self.scope}.{self.name} is one of {', '.join(known)}; "
                    f"got {getattr(self, field)!r}"
                )
        if self.channel in RULED and self.scope != "policy":
            yield f"only a lever of a policy has the channel {self.channel}; got {self.scope}.{self.name}"
        try:
            self.check(self.usual)
        except (TypeError, ValueError) as error:
            yield f"the usual value of the lever {self.scope}.{self.name}: {error}"

    @property
    def bounds(self) -> tuple[float, float]:
        """Lowest and highest value of a number; raises TableError for a row without them."""
        if self.low is None or self.high is None:
            raise TableError(f"the lever {self.scope}.{self.name} is a number and has low and high")
        return self.low, self.high

    def check(self, value):
        """Return `value` as this lever stores it; raises TypeError or ValueError with the rule and the value."""
        if self.choices:
            if not isinstance(value, str) or value not in self.choices:
                raise ValueError(
                    message(
                        "{name} is one of {choices}; got {value!r}",
                        name=self.name,
                        choices=", ".join(self.choices),
                        value=value,
                    )
                )
            return value
        if isinstance(self.usual, bool):
            if not isinstance(value, bool | np.bool_):
                raise TypeError(message("{name} is true or false; got {value!r}", name=self.name, value=value))
            return bool(value)
        if isinstance(value, bool) or not isinstance(value, NUMBERS):
            raise TypeError(message("{name} is a number; got {value!r}", name=self.name, value=value))
        low, high = self.bounds
        if not low <= value <= high:
            raise ValueError(
                message(
                    "{name} lies between {low:g} and {high:g} {unit}; got {value:g}",
                    name=self.name,
                    low=low,
                    high=high,
                    unit=message(self.unit),
                    value=value,
                )
            )
        if 0.0 < value < self.least:
            raise ValueError(
                message(
                    "{name} is 0, or {least:g} {unit} or more; got {value:g}",
                    name=self.name,
                    least=self.least,
                    unit=message(self.unit),
                    value=value,
                )
            )
        return float(value)

    def belongs_to(self, target: str) -> bool:
        """Return whether `target`, if it is a team, has this lever."""
        return not self.only_of or target == self.only_of

    def check_target(self, target: str) -> None:
        """Raise ValueError if the lever is not one of this team."""
        if not self.belongs_to(target):
            raise ValueError(
                message(
                    "{name} is a lever of {team} only: people keep their client manager during a run; got {target}",
                    name=self.name,
                    team=self.only_of,
                    target=target,
                )
            )

    def code(self, value):
        """Return `value` as a number for a record."""
        return self.choices.index(value) if self.choices else value


def read_levers() -> dict[str, dict[str, Lever]]:
    """Return the lever table: scope → name → lever."""
    rows = tomllib.loads((Path(__file__).parent / "levers.toml").read_text(encoding="utf-8"))
    return {
        scope: {
            name: Lever(name=name, scope=scope, **{**row, "choices": tuple(row.get("choices", ()))})
            for name, row in rows[scope].items()
        }
        for scope in SCOPES
    }


LEVERS = read_levers()
"""The lever table: scope → name → row."""

RULED_LEVERS = {
    channel: tuple(name for name, lever in LEVERS["policy"].items() if lever.channel == channel) for channel in RULED
}
"""Channel → levers of the policy that work and mind read; `explain` freezes each person's values of them."""
RULED_FIELDS = RULED_LEVERS | {"money": (*RULED_LEVERS["money"], "release_ends")}
"""Channel → fields of the policy that work and mind read: the levers, and what follows from them."""


def usual(scope: str) -> dict:
    """Return every lever of `scope` at its usual value."""
    return {name: lever.usual for name, lever in LEVERS[scope].items()}


def lever_of(scope: str, name: str) -> Lever:
    """Return a lever; raises VexError with the nearest name if there is none of this scope or name."""
    if text("scope", scope) not in LEVERS:
        near = nearest(scope, LEVERS)
        raise VexError(message("{name!r} is no scope of levers{near}", name=scope, near=near))
    levers = LEVERS[scope]
    if text("lever", name) not in levers:
        near = nearest(name, levers) or message("; valid: {words}", words=", ".join(levers))
        raise VexError(message("{name!r} is no lever of {scope}{near}", name=name, scope=scope, near=near))
    return levers[name]


def checked(scope: str, values: Mapping, given_as: str = "") -> dict:
    """Return all levers of `scope`, those in `values` set; `given_as` is the name of the argument with the values.

    Raises TypeError for values that are no mapping, VexError for a name that is no lever, and the errors of
    `Lever.check`.
    """
    settings = usual(scope)
    for name, value in settings_of(given_as or scope, values).items():
        settings[name] = lever_of(scope, name).check(value)
    return settings


def check_rows(used: Iterable[tuple[str, str]]) -> None:
    """Raise TableError if the row of a used lever, a pair (scope, name), has faults."""
    if faults := [fault for scope, name in dict.fromkeys(used) for fault in LEVERS[scope][name].faults()]:
        raise TableError("; ".join(faults))


def lever_dtype(scope: str, more: tuple = ()) -> np.dtype:
    """Return the record of a scope: 64-bit floats for numbers, bytes for choices and yes-or-no."""
    fields = [
        (name, "i8" if lever.choices or isinstance(lever.usual, bool) else "f8")
        for name, lever in LEVERS[scope].items()
    ]
    return np.dtype(fields + list(more), align=True)


def write_lever(record, scope: str, name: str, value) -> None:
    """Set one lever of a record."""
    record[name] = LEVERS[scope][name].code(value)
