"""Background patterns: regularities of recipients under the service as usual, and the published intervals.

The first parameter values were set by hand within these intervals; no value was set towards a difference between
groups. Flow and stock figures of different years are inconsistent (`evidence/README.md`): the intervals hold compatible
values for a stock in 2018.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from simulation.design import Design, Group
from simulation.experiment import TrustExperiment
from simulation.people import NEVER


@dataclass(frozen=True, slots=True)
class Pattern:
    """A published regularity; the world should lie between `low` and `high`."""

    meaning: str
    low: float
    high: float
    rows: str


PATTERNS = {
    "exit_work": Pattern("share of a stock that leaves for work in the first year", 0.05, 0.13, "B22-B24"),
    "exit_any": Pattern("share of a stock that leaves for any reason in the first year", 0.08, 0.20, "B20-B22, B08"),
    "part_time": Pattern("share with earnings beside the benefit", 0.065, 0.095, "B18"),
    "earnings": Pattern("their mean earnings, euros a month", 480.0, 580.0, "B19"),
    "short_to_long": Pattern(
        "exit rate of those under 1 year on benefit against those over 3 years", 2.0, 4.0, "B20, B21"
    ),
    "men_to_women": Pattern("share that leaves for work, men against women", 1.5, 2.3, "B23, B24"),
    "exempt": Pattern("share exempted from the duties by the department", 0.08, 0.12, "B17"),
    "mental_health_care": Pattern("share that receives mental health care at some time in a year", 0.20, 0.36, "P07"),
    "ggz_wait": Pattern("mean wait at the GGZ, weeks", 13.0, 17.0, "X64"),
    "debt_help_wait": Pattern("mean wait at debt help, weeks", 3.5, 7.0, "S17, S18"),
}
"""Name → interval, and its evidence rows."""


def stock(size: int = 6000, **changes: Any) -> Design:
    """Return a design of a closed stock of recipients, aged 18 and over by default, under the service as usual."""
    changes = {"least_age": 18} | changes
    return Design(name="stock", groups=(Group(name="recipients", size=size),), weeks=52, **changes)


def mean_patterns(seeds: Iterable[int] = range(1, 7), **changes: Any) -> dict[str, float]:
    """Return the mean of each pattern over stocks of several seeds."""
    readings = [background_patterns(TrustExperiment(stock(**changes), rng=seed)) for seed in seeds]
    return {name: float(np.mean([values[name] for values in readings])) for name in PATTERNS}


def background_patterns(model: TrustExperiment) -> dict[str, float]:
    """Run a stock for a year and return the value of each pattern."""
    people = model.people
    years = people.benefit_weeks.copy() / 52.0
    part_time, earnings = [], []
    cared = np.zeros(len(people), dtype=bool)
    mental = np.array(["mental_health" in spec.serves for spec in model.design.partners])
    for _ in range(52):
        model.run_for(1)
        working = (people.status == 0) & (people.contract > 1)
        here = people.status == 0
        part_time.append(working.sum() / here.sum())
        earnings.append((people.hours * people.wage_hour)[working].mean() * 52 / 12)
        cared |= (people.help[:, 1] == 2) & mental[people.partner[:, 1]]
    work = people.exits_to_work > 0
    left = work | (people.exit_week != NEVER)
    men, women = work[people.female == 0].mean(), work[people.female == 1].mean()
    waits = model.book.partners[:53, :, 2].mean(axis=0)
    return {
        "exit_work": work.mean(),
        "exit_any": left.mean(),
        "part_time": float(np.mean(part_time)),
        "earnings": float(np.mean(earnings)),
        "short_to_long": left[years < 1].mean() / left[years > 3].mean(),
        "men_to_women": men / women,
        "exempt": people.exempted.mean(),
        "mental_health_care": cared.mean(),
        "ggz_wait": waits[model.design.partner_number("ggz")],
        "debt_help_wait": waits[model.design.partner_number("debt_help")],
    }
