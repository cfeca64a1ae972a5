"""Flow of an open town next to stock: exits and inflow a year as a share of the stock, and how long leavers were there.

Published flows and published stocks do not fit one another (`evidence/README.md`): entrants leave fast, long-term
recipients slowly, and the years are different ones. Both are measured here and shown side by side; nothing is set
towards the flows.
"""

from dataclasses import dataclass

import numpy as np

from simulation.design import Design, Group
from simulation.experiment import TrustExperiment
from simulation.people import LEFT_FOR_WORK, NOT_YET_HERE, ON_BENEFIT


@dataclass(frozen=True, slots=True)
class Figure:
    """A published share; `kind` says whether it is a flow over the stock, of leavers, or of a stock followed."""

    meaning: str
    kind: str
    published: str
    rows: str


FLOW, LEAVERS, STOCK = "flow over the stock, a year", "of those who leave", "of a stock, followed for a year"

FIGURES = {
    "all_exits": Figure("exits for any reason", FLOW, "0.256 of persons; 0.30 of benefits", "B08, B01; B13"),
    "work_exits": Figure("exits to work", FLOW, "0.128", "B09, B08, B01"),
    "inflow_rate": Figure("people who come on the benefit, those who return included", FLOW, "0.29", "B14"),
    "long_spells": Figure("on the benefit for three years or more", LEAVERS, "0.25", "B10"),
    "long_spells_45": Figure("the same, aged 45 and over", LEAVERS, "0.36", "B11"),
    "long_spells_27": Figure("the same, aged 27 to 45", LEAVERS, "0.25", "B12"),
    "stock_all_exits": Figure("left for any reason", STOCK, "0.10 (2006)", "B22"),
    "stock_work_exits": Figure("left for work", STOCK, "0.085 found a job (2014)", "B23, B24"),
}
"""Name → what was published, and the evidence rows."""


def town(**changes) -> Design:
    """Return a design of an open town of 7,000 recipients under the service as usual, for two years."""
    recipients = Group(name="recipients", size=7000, open=True)
    return Design(name="town", groups=(recipients,), weeks=104, least_age=18, **changes)


def mean_flows(seeds=range(1, 7), **changes) -> dict[str, float]:
    """Return the mean of each figure over towns of several seeds."""
    found = [flows(TrustExperiment(town(**changes), rng=seed)) for seed in seeds]
    return {name: float(np.mean([values[name] for values in found])) for name in FIGURES}


def flows(model) -> dict[str, float]:
    """Run a town for two years and return each figure: flows of the second year, when newcomers are in; stock of the
    first, over those who were there at the start."""
    people = model.people
    first = people.status == ON_BENEFIT
    recipients, weeks, ages, to_work = [], [], [], []
    came = 0
    for week in range(1, 105):
        before, spell = people.status.copy(), people.benefit_weeks.copy()
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
        came += ((before == LEFT_FOR_WORK) & (now == ON_BENEFIT)).sum()
        recipients.append((now == ON_BENEFIT).sum())
        weeks.append(spell[left])
        ages.append(people.age[left])
        to_work.append((now == LEFT_FOR_WORK)[left])
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
