"""The plausible set for use: the kept parameter sets, and the stored starting point of each.

The set holds for the rules and tables under which it was made. `provenance.json` has their hashes; a set whose rules
or tables have changed since is refused. `tools/stamp_parameter_sets.py` proves that a set still holds and stamps it.
"""

import csv
import hashlib
import json
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from simulation.design import Design
from simulation.equilibrium import Equilibrium, key_of
from simulation.messages import N_, argument, message
from simulation.world_hash import rules_hash, tables_hash

from ..file.faults import ScenarioError
from .parameter_sets import Draws

SET_FOLDER = Path(__file__).parent / "background-2018"
KEPT, STARTS, PROVENANCE = SET_FOLDER / "kept.csv", SET_FOLDER / "starts.npz", SET_FOLDER / "provenance.json"
NAME = "background-2018"
STARTING = tuple(field.name for field in fields(Equilibrium))
CHANGED = {
    "rules": N_("the rules"),
    "tables": N_("the tables"),
    "rules tables": N_("the rules and the tables"),
}  # fmt: skip


class StaleSetError(ScenarioError):
    """A stored parameter set of other rules or tables; the message says which, and gives the remedy."""


@dataclass(frozen=True, slots=True, eq=False)
class PlausibleSet:
    """Kept parameter sets, numbered from 0; each gives the values of all uncertain parameters by name.

    `sha256` is the hash of the two files. `keys` and
    `starts` hold the solved starting points.
    """

    name: str
    sha256: str
    draws: tuple[dict[str, float], ...]
    keys: tuple[tuple[str, ...], ...]
    starts: dict[str, np.ndarray]

    def equilibrium(self, number: int, design: Design) -> Equilibrium | None:
        """Return the stored starting point of set `number` if `design` has the same equilibrium, else None.

        `design` has the set's parameters already. Raises IndexError for an unknown number.
        """
        try:
            return self.starting_point(number, self.keys[number].index(key_of(design)))
        except ValueError:
            return None

    def nearest(self, number: int, design: Design) -> Equilibrium | None:
        """Return the set's starting point as a nearby guess for `design`; None with another number of partners."""
        start = self.starting_point(number, int(design.least_age >= 23))
        return start if len(start.demand) == len(design.partners) else None

    def starting_point(self, number: int, age: int) -> Equilibrium:
        """Return the starting point of set `number` for the least age with index `age` in the file."""
        parts: dict[str, Any] = {name: self.starts[name][number, age] for name in STARTING}
        values: dict[str, Any] = {name: part.copy() if part.ndim else float(part) for name, part in parts.items()}
        return Equilibrium(**values)


def load_set() -> PlausibleSet:
    """Return the stored set; raises StaleSetError if rules or tables have changed since it was made."""
    check_provenance()
    return read_set()


@cache
def read_set() -> PlausibleSet:
    """Return the stored set, stale or not; the order of the sets is that of the file."""
    text = KEPT.read_bytes()
    rows = csv.DictReader(text.decode("utf-8").splitlines())
    draws = tuple({name: float(value) for name, value in row.items() if name != "draw"} for row in rows)
    with np.load(STARTS, allow_pickle=False) as stored:
        starts = {name: stored[name] for name in STARTING}
        keys = tuple(tuple(str(key) for key in row) for row in stored["keys"])
    if not len(draws) == len(keys) == len(starts["worsen"]):
        raise ValueError(f"{KEPT.name} has {len(draws)} sets and {STARTS.name} {len(keys)}: make both anew")
    return PlausibleSet(NAME, hashlib.sha256(text + STARTS.read_bytes()).hexdigest(), draws, keys, starts)


def provenance() -> dict[str, str]:
    """Return the hashes of the rules and tables that run now."""
    return {"rules": rules_hash(), "tables": tables_hash()}


def write_provenance() -> None:
    """Write down that the stored set belongs to the rules and tables that run now."""
    PROVENANCE.write_text(json.dumps(provenance(), indent=2) + "\n", encoding="utf-8")


def check_provenance() -> None:
    """Raise StaleSetError if the stored set belongs to other rules or tables."""
    stored = json.loads(PROVENANCE.read_text(encoding="utf-8"))
    changed = [name for name, value in provenance().items() if stored.get(name) != value]
    if changed:
        which = CHANGED[" ".join(changed)]
        raise StaleSetError(
            message(
                "The parameter sets {name} are stale: {changed} have changed since the sets were made. Make them "
                "again with python -m calibration.plausible, or go without them: {point}",
                point=argument("draws=vex.POINT", "--point"),
                name=NAME,
                changed=message(which),
            )
        )


def given_or_default(draws: Draws | None) -> Draws:
    """Return the parameter sets that a caller gives, by default the plausible set; raises TypeError for others."""
    if draws is None:
        return load_set()
    if not isinstance(draws, Draws):
        raise TypeError(f"draws is vex.POINT, a set of parameter sets, or None for the plausible set; got {draws!r}")
    return draws
