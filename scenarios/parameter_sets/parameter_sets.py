"""Parameter values of a replication: those of the table, or one of several plausible sets."""

from dataclasses import dataclass, replace
from typing import Protocol

from simulation.design import Design
from simulation.equilibrium import Equilibrium


class Draws(Protocol):
    """Several parameter sets; `draws` are overrides by name, `sha256` is a hash of them."""

    name: str
    sha256: str
    draws: tuple[dict[str, float], ...]

    def equilibrium(self, number: int, design: Design) -> Equilibrium | None:
        """Return the stored starting point of this design with set `number`; None if there is none."""


@dataclass(frozen=True, slots=True)
class Table:
    """The values of the table, and no others."""

    name: str = "table"
    sha256: str = ""
    draws: tuple[dict[str, float], ...] = ({},)

    def equilibrium(self, number: int, design: Design) -> Equilibrium | None:
        """Return None: the table has no stored starting point."""
        return None


def draw_of(draws: Draws, replication: int) -> int:
    """Return the number of the parameter set that a replication has."""
    return replication % len(draws.draws)


def drawn(design: Design, draws: Draws, number: int) -> Design:
    """Return the design with parameter set `number`; parameters of the scenario override it."""
    if not draws.draws[number]:
        return design
    return replace(design, parameters={**draws.draws[number], **design.parameters})


def described(draws: Draws) -> dict | None:
    """Return the part of a manifest about the draws; None for the values of the table."""
    if draws == Table():
        return None
    return {"name": draws.name, "sha256": draws.sha256, "count": len(draws.draws)}
