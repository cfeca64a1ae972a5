"""Which parameter values a replication has: the table's, or one of a set of values that are all plausible."""

from dataclasses import dataclass, replace
from typing import Protocol

from simulation.design import Design
from simulation.equilibrium import Equilibrium


class Draws(Protocol):
    """A set of parameter sets; `draws` are overrides by name, `sha256` is a hash of them."""

    name: str
    sha256: str
    draws: tuple[dict[str, float], ...]

    def equilibrium(self, number: int, design: Design) -> Equilibrium | None:
        """Return the starting point of this design with set `number`; None: it is to be found."""


@dataclass(frozen=True, slots=True)
class Table:
    """The values of the table, and no others."""

    name: str = "table"
    sha256: str = ""
    draws: tuple[dict[str, float], ...] = ({},)

    def equilibrium(self, number: int, design: Design) -> Equilibrium | None:
        """Return no starting point: it is found from the design."""
        return None


def draw_of(draws: Draws, replication: int) -> int:
    """Return the number of the parameter set that a replication has."""
    return replication % len(draws.draws)


def drawn(design: Design, draws: Draws, number: int) -> Design:
    """Return the design with parameter set `number`; what the scenario says of a parameter itself comes first."""
    if not draws.draws[number]:
        return design
    return replace(design, parameters={**draws.draws[number], **design.parameters})


def described(draws: Draws) -> dict | None:
    """Return what a manifest says of the draws; None for the values of the table."""
    if draws == Table():
        return None
    return {"name": draws.name, "sha256": draws.sha256, "count": len(draws.draws)}
