"""People who left the benefit for employee work in an open town, some time later, beside rows W03–W07.

The published figures are of people of all ages who left social assistance for employee work in 2021, 18 months later.
The self-employed count as in neither. `python -m calibration.leavers` prints the table.
"""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from simulation.design import Design, Group
from simulation.experiment import TrustExperiment
from simulation.insurance import ww_month
from simulation.people import LEFT_FOR_WORK, ON_BENEFIT, PERMANENT, TEMPORARY

WEEKS_AFTER = (26, 78)
"""Weeks after leaving at which people are read."""
FIRST, LAST = 1, 104
"""Weeks of the exits that are followed."""

PUBLISHED = {
    "employee_work": ("in employee work", 0.74, "W03"),
    "on_benefit": ("on the benefit, beside work or without it", 0.09, "W06"),
    "neither": ("neither in employee work nor on the benefit", 0.19, "W04"),
    "insured": ("of all: on unemployment insurance, off the benefit", 0.03, "W05"),
    "benefit_of_jobless": ("of those without employee work: on the benefit", 0.27, "W07"),
    "lasting": ("worked for 26 weeks off the benefit without a break, at some time", None, ""),
}
"""Reading → meaning, share 78 weeks later, evidence row."""


def followed_town(**changes: Any) -> Design:
    """Return a design of an open town of 7,000 recipients under the service as usual."""
    recipients = Group(name="recipients", size=7000, open=True)
    return Design(name="town", groups=(recipients,), weeks=LAST + max(WEEKS_AFTER), least_age=18, **changes)


def leaver_shares(
    model: TrustExperiment, look: Callable[[TrustExperiment, int], None] | None = None
) -> dict[str, float]:
    """Run a town to its end and return each share; a name is that of a reading and the weeks after leaving.

    `look`, if given, is called with the town and the week after every week.
    """
    people, p = model.people, model.parameters[0]
    exits = people.exits_to_work.copy()
    left = np.full(len(people), -1)
    counts: dict[int, list[np.ndarray]] = {weeks: [] for weeks in WEEKS_AFTER}
    for week in range(1, model.design.weeks + 1):
        model.run_for(1)
        employee = (people.contract == TEMPORARY) | (people.contract == PERMANENT)
        new = (people.exits_to_work > exits) & (people.status == LEFT_FOR_WORK) & employee & (left < 0)
        left[new & (FIRST <= week <= LAST)] = week
        exits = people.exits_to_work.copy()
        if look is not None:
            look(model, week)
        for weeks in WEEKS_AFTER:
            rows = np.flatnonzero((left == week - weeks) & (left >= 0))
            counts[weeks].append(np.column_stack([_state(people[rows], employee[rows], week, p)]))
    return {key: value for weeks in WEEKS_AFTER for key, value in _shares(np.concatenate(counts[weeks]), weeks).items()}


def _state(people: Any, employee: np.ndarray, week: int, p: Any) -> np.ndarray:
    on_benefit = people.status == ON_BENEFIT
    drawing = np.array([ww_month(person, week, p) > 0.0 for person in people], dtype=bool)
    return np.column_stack([employee, on_benefit, ~employee & ~on_benefit, drawing & ~on_benefit, people.durable == 1])


def _shares(table: np.ndarray, weeks: int) -> dict[str, float]:
    work, benefit, neither, insured, lasting = table.mean(axis=0)
    jobless = table[:, 0] == 0
    values = (work, benefit, neither, insured, table[jobless, 1].mean(), lasting)
    return {f"{name}_{weeks}": float(value) for name, value in zip(PUBLISHED, values, strict=True)}


def mean_leavers(seeds: Iterable[int] = range(1, 7), **changes: Any) -> dict[str, float]:
    """Return the mean of each share over towns of several seeds."""
    return {name: float(values.mean()) for name, values in _by_seed(seeds, **changes).items()}


def _by_seed(seeds: Iterable[int], **changes: Any) -> dict[str, np.ndarray]:
    runs = [leaver_shares(TrustExperiment(followed_town(**changes), rng=seed)) for seed in seeds]
    return {name: np.array([run[name] for run in runs]) for name in runs[0]}


def table(values: dict[str, np.ndarray]) -> str:
    """Return the readings of several seeds as lines of text, in per cent, with the 95 % interval of the mean."""
    lines = [f"{'of those who left for employee work':<70}{'26 weeks':>14}{'78 weeks':>14}{'published':>11}"]
    for name, (meaning, published, rows) in PUBLISHED.items():
        runs = [values[f"{name}_{weeks}"] for weeks in WEEKS_AFTER]
        halves = [1.96 * run.std(ddof=1) / np.sqrt(len(run)) for run in runs]
        cells = "".join(f"{100 * run.mean():8.1f} ± {100 * half:3.1f}" for run, half in zip(runs, halves, strict=True))
        lines.append(f"{meaning:<70}{cells}" + (f"{100 * published:6.0f} {rows}" if published is not None else ""))
    return "\n".join(lines)


if __name__ == "__main__":
    import sys

    sys.stdout.write(table(_by_seed(range(1, 13))) + "\n")
