"""Flow and stock of an open town: exits and inflow a year as shares of the stock, and the spells of leavers.

Published flows and published stocks are inconsistent (`evidence/README.md`): entrants leave fast, long-term recipients
slowly, and the years differ. Both are measured here and shown side by side; the world is not calibrated to the flows.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from simulation.design import Design, Group
from simulation.experiment import TrustExperiment
from simulation.people import LEFT_FOR_WORK, NOT_YET_HERE, ON_BENEFIT, OUT_OF_WORK


@dataclass(frozen=True, slots=True)
class PublishedShare:
    """A published share; `kind` is a flow over the stock, a share of leavers, or of a stock followed for a year."""

    meaning: str
    kind: str
    published: str
    rows: str


FLOW, LEAVERS, STOCK = "flow over the stock, a year", "of those who leave", "of a stock, followed for a year"

PUBLISHED_SHARES = {
    "all_exits": PublishedShare("exits for any reason", FLOW, "0.256 of persons; 0.30 of benefits", "B08, B01; B13"),
    "work_exits": PublishedShare("exits to work", FLOW, "0.128", "B09, B08, B01"),
    "inflow_rate": PublishedShare("people who come on the benefit, those who return included", FLOW, "0.29", "B14"),
    "long_spells": PublishedShare("on the benefit for three years or more", LEAVERS, "0.25", "B10"),
    "long_spells_45": PublishedShare("the same, aged 45 and over", LEAVERS, "0.36", "B11"),
    "long_spells_27": PublishedShare("the same, aged 27 to 45", LEAVERS, "0.25", "B12"),
    "stock_all_exits": PublishedShare("left for any reason", STOCK, "0.10 (2006)", "B22"),
    "stock_work_exits": PublishedShare("left for work", STOCK, "0.085 found a job (2014)", "B23, B24"),
}
"""Name → published value, and its evidence rows."""


def town(**changes: Any) -> Design:
    """Return a design of an open town of 7,000 recipients under the service as usual, for two years."""
    recipients = Group(name="recipients", size=7000, open=True)
    return Design(name="town", groups=(recipients,), weeks=104, least_age=18, **changes)


def mean_shares(seeds: Iterable[int] = range(1, 7), **changes: Any) -> dict[str, float]:
    """Return the mean of each share over towns of several seeds."""
    readings = [town_shares(TrustExperiment(town(**changes), rng=seed)) for seed in seeds]
    return {name: float(np.mean([values[name] for values in readings])) for name in PUBLISHED_SHARES}


def town_shares(model: TrustExperiment) -> dict[str, float]:
    """Run a town for two years and return each share.

    Flows are of the second year, when there are newcomers; the stock is followed in the first year.
    """
    people = model.people
    first = people.status == ON_BENEFIT
    recipients, weeks, ages, to_work = [], [], [], []
    came = 0
    for week in range(1, 105):
        before, spell, exits = people.status.copy(), people.benefit_weeks.copy(), people.exits_to_work.copy()
        model.run_for(1)
        if week == 52:
            year = {
                "stock_all_exits": ((people.exit_week > 0) & first).sum() / first.sum(),
                "stock_work_exits": ((people.exits_to_work > 0) & first).sum() / first.sum(),
            }
        if week <= 52:
            continue
        now = people.status
        here = (before == ON_BENEFIT) | (people.arrival_week == week)
        left = here & (now != ON_BENEFIT)
        came += ((before == NOT_YET_HERE) & (people.arrival_week == week)).sum()
        came += (np.isin(before, (LEFT_FOR_WORK, OUT_OF_WORK)) & (now == ON_BENEFIT)).sum()
        recipients.append((now == ON_BENEFIT).sum())
        weeks.append(spell[left])
        ages.append(people.age[left])
        to_work.append((people.exits_to_work > exits)[left])
    stock = np.mean(recipients)
    spells, aged, worked = np.concatenate(weeks) / 52.0, np.concatenate(ages), np.concatenate(to_work)
    return year | {
        "all_exits": len(spells) / stock,
        "work_exits": worked.sum() / stock,
        "inflow_rate": came / stock,
        "long_spells": (spells >= 3.0).mean(),
        "long_spells_45": (spells >= 3.0)[aged >= 45.0].mean(),
        "long_spells_27": (spells >= 3.0)[(aged >= 27.0) & (aged < 45.0)].mean(),
    }
