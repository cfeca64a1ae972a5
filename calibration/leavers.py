"""People who left the benefit for employee work in an open town, some time later, beside rows W03–W07.

The published figures are of people of all ages who left social assistance for employee work in 2021, 18 months later.
The self-employed count as in neither. `python -m calibration.leavers` prints the table.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np

from simulation.design import Design, Group
from simulation.experiment import TrustExperiment
from simulation.insurance import ww_month
from simulation.people import LEFT_FOR_WORK, ON_BENEFIT, PERMANENT, TEMPORARY

LATER = (26, 78)
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


def town(**changes: Any) -> Design:
    """Return a design of an open town of 7,000 recipients under the service as usual."""
    recipients = Group(name="recipients", size=7000, open=True)
    return Design(name="town", groups=(recipients,), weeks=LAST + max(LATER), least_age=18, **changes)


def readings(model: TrustExperiment) -> dict[tuple[str, int], float]:
    """Run a town to its end and return each share by reading and weeks after leaving."""
    people, p = model.people, model.parameters[0]
    exits = people.exits_to_work.copy()
    left = np.full(len(people), -1)
    counts: dict[int, list[np.ndarray]] = {weeks: [] for weeks in LATER}
    for week in range(1, model.design.weeks + 1):
        model.run_for(1)
        employee = (people.contract == TEMPORARY) | (people.contract == PERMANENT)
        new = (people.exits_to_work > exits) & (people.status == LEFT_FOR_WORK) & employee & (left < 0)
        left[new & (FIRST <= week <= LAST)] = week
        exits = people.exits_to_work.copy()
        for weeks in LATER:
            rows = np.flatnonzero((left == week - weeks) & (left >= 0))
            counts[weeks].append(np.column_stack([_state(people[rows], employee[rows], week, p)]))
    return {key: value for weeks in LATER for key, value in _shares(np.concatenate(counts[weeks]), weeks).items()}


def _state(people, employee: np.ndarray, week: int, p) -> np.ndarray:
    on_benefit = people.status == ON_BENEFIT
    drawing = np.array([ww_month(person, week, p) > 0.0 for person in people], dtype=bool)
    return np.column_stack([employee, on_benefit, ~employee & ~on_benefit, drawing & ~on_benefit, people.durable == 1])


def _shares(table: np.ndarray, weeks: int) -> dict[tuple[str, int], float]:
    work, benefit, neither, insured, lasting = table.mean(axis=0)
    jobless = table[:, 0] == 0
    values = (work, benefit, neither, insured, table[jobless, 1].mean(), lasting)
    return {(name, weeks): float(value) for name, value in zip(PUBLISHED, values, strict=True)}


def mean_readings(seeds: Iterable[int] = range(1, 7), **changes: Any) -> dict[tuple[str, int], tuple[float, float]]:
    """Return mean and half-width of the 95 % interval of each share over towns of several seeds."""
    runs = [readings(TrustExperiment(town(**changes), rng=seed)) for seed in seeds]
    values = {key: np.array([run[key] for run in runs]) for key in runs[0]}
    return {key: (row.mean(), 1.96 * row.std(ddof=1) / np.sqrt(len(row))) for key, row in values.items()}


def table(values: dict[tuple[str, int], tuple[float, float]]) -> str:
    """Return the readings as lines of text, in per cent."""
    lines = [f"{'of those who left for employee work':<62}{'26 weeks':>14}{'78 weeks':>14}{'published':>11}"]
    for name, (meaning, published, rows) in PUBLISHED.items():
        cells = "".join(f"{100 * mean:8.1f} ± {100 * half:3.1f}" for mean, half in (values[name, w] for w in LATER))
        lines.append(f"{meaning:<62}{cells}" + (f"{100 * published:6.0f} {rows}" if published is not None else ""))
    return "\n".join(lines)


if __name__ == "__main__":
    import sys

    sys.stdout.write(table(mean_readings()) + "\n")
