"""The plausible set as others use it: the kept parameter sets, and the committed starting point of each."""

import csv
import hashlib
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

import numpy as np

from simulation.design import Design
from simulation.equilibrium import Equilibrium, key_of

FOLDER = Path(__file__).parent / "background-2018"
KEPT, STARTS = FOLDER / "kept.csv", FOLDER / "starts.npz"
NAME = "background-2018"
STARTING = tuple(field.name for field in fields(Equilibrium))


@dataclass(frozen=True, slots=True, eq=False)
class PlausibleSet:
    """Kept parameter sets, numbered from 0; each gives the values of all uncertain parameters by name.

    `sha256` is that of the files they and their starting points stand in. `keys` and
    `starts` hold the solved starting points.
    """

    name: str
    sha256: str
    draws: tuple[dict[str, float], ...]
    keys: tuple[tuple[str, ...], ...]
    starts: dict[str, np.ndarray]

    def equilibrium(self, number: int, design: Design) -> Equilibrium | None:
        """Return the committed starting point of set `number` if it is that of `design`, else None.

        `design` has the set's parameters already. Raises IndexError for a number that is none.
        """
        try:
            return self.starting_point(number, self.keys[number].index(key_of(design)))
        except ValueError:
            return None

    def nearest(self, number: int, design: Design) -> Equilibrium | None:
        """Return the set's starting point, near which that of `design` is; None with more or fewer partners."""
        found = self.starting_point(number, int(design.least_age >= 23))
        return found if len(found.displaced) == len(design.partners) else None

    def starting_point(self, number: int, age: int) -> Equilibrium:
        """Return the starting point of set `number`, for the least age at place `age` among those of the file."""
        parts = {name: self.starts[name][number, age] for name in STARTING}
        return Equilibrium(**{name: float(part) if part.ndim == 0 else part.copy() for name, part in parts.items()})


@cache
def load() -> PlausibleSet:
    """Return the committed set; the order of the sets is that of the file."""
    text = KEPT.read_bytes()
    rows = csv.DictReader(text.decode("utf-8").splitlines())
    draws = tuple({name: float(value) for name, value in row.items() if name != "draw"} for row in rows)
    with np.load(STARTS) as stored:
        starts = {name: stored[name] for name in STARTING}
        keys = tuple(tuple(str(key) for key in row) for row in stored["keys"])
    if not len(draws) == len(keys) == len(starts["worsen"]):
        raise ValueError(f"{KEPT.name} has {len(draws)} sets and {STARTS.name} {len(keys)}: make both anew")
    return PlausibleSet(NAME, hashlib.sha256(text + STARTS.read_bytes()).hexdigest(), draws, keys, starts)
