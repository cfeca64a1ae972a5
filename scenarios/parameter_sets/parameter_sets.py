"""Parameter values of a replication: those of the table, or one of several plausible sets."""

from dataclasses import dataclass, replace
from typing import Protocol, runtime_checkable

from simulation.design import Design
from simulation.equilibrium import Equilibrium


@runtime_checkable
class Draws(Protocol):
    """A set of parameter sets."""

    @property
    def name(self) -> str:
        """Name of the set, as in the manifest."""

    @property
    def sha256(self) -> str:
        """Hash of the set."""

    @property
    def draws(self) -> tuple[dict[str, float], ...]:
        """Parameter sets: overrides by name."""

    def equilibrium(self, number: int, design: Design) -> Equilibrium | None:
        """Return the starting point of this design with set `number`; None: it is computed from the design."""


@dataclass(frozen=True, slots=True)
class TableValues:
    """The values of the parameter table, as one parameter set."""

    name: str = "table"
    sha256: str = ""
    draws: tuple[dict[str, float], ...] = ({},)

    def equilibrium(self, number: int, design: Design) -> Equilibrium | None:
        """Return None: the starting point is computed from the design."""
        return None


POINT = TableValues()
"""The values of the parameter table alone, instead of the plausible set."""


def draw_of(draws: Draws, replication: int) -> int:
    """Return the number of the parameter set that a replication has."""
    return replication % len(draws.draws)


def drawn(design: Design, draws: Draws, number: int) -> Design:
    """Return the design with parameter set `number`; parameters of the scenario override it."""
    if not draws.draws[number]:
        return design
    return replace(design, parameters={**draws.draws[number], **design.parameters})


def described(draws: Draws) -> dict | None:
    """Return the manifest entry of the draws; None for the values of the table."""
    if draws == POINT:
        return None
    return {"name": draws.name, "sha256": draws.sha256, "count": len(draws.draws)}
