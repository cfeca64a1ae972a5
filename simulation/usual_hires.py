"""Usual hires: the second life of the same people, under the service as usual, which displacement needs.

It is simulated before the model that needs it, with the same seed, replication and equilibrium.
"""

from dataclasses import replace

import numpy as np

from .design import USUAL_MANAGERS, Change, Design
from .displacement import LEVER, UsualHires
from .equilibrium import Equilibrium
from .model import ExperimentModel
from .start import without_news

FIRST_YEAR = 52


def usual_hires_of(design: Design, seed: int, replication: int, equilibrium: Equilibrium) -> UsualHires:
    """Return how many offers the same people take under the service as usual.

    Only the labour market and its dated changes are those of the design. The mean of the first year is without dated
    changes: it may not depend on later weeks.
    """
    changes = tuple(change for change in design.changes if change.lever == "labour_market")
    weeks = max(FIRST_YEAR, design.weeks)
    by_week = _hires(design, changes, weeks, seed, replication, equilibrium)
    first = _hires(design, (), FIRST_YEAR, seed, replication, equilibrium) if changes else by_week
    return UsualHires(by_week, float(first[1 : FIRST_YEAR + 1].mean()))


def as_usual(design: Design, changes: tuple[Change, ...], weeks: int) -> Design:
    """Return the design with the service as usual for everybody and these dated changes only."""
    return replace(
        design,
        groups=tuple(replace(group, policy={}) for group in design.groups),
        no_news=frozenset(without_news(design)),
        weeks=weeks,
        posts=(),
        ends=None,
        coach_team={},
        manager_team=dict(USUAL_MANAGERS),
        organisation={},
        labour_market={name: value for name, value in design.labour_market.items() if name != LEVER},
        partner_levers={},
        changes=changes,
    )


def _hires(
    design: Design, changes: tuple[Change, ...], weeks: int, seed: int, replication: int, equilibrium: Equilibrium
) -> np.ndarray:
    """Return the offers taken in each week, shape (weeks + 1,)."""
    model = ExperimentModel(as_usual(design, changes, weeks), seed, replication, equilibrium=equilibrium)
    hires = np.zeros(weeks + 1)
    for week in range(1, weeks + 1):
        model.step()
        hires[week] = model.town[0].hires
    return hires
