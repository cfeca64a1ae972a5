"""Measures that a comparison keeps of one scenario in one replication.

The kept weeks are every fourth, every half year and the last. Beside the groups there is `everyone`: all simulated
people. Its means are weighted means of the groups; the weight is the number of cases that a measure is a mean over.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from simulation.design import Design
from simulation.equilibrium import Equilibrium
from simulation.experiment import TrustExperiment
from simulation.measures import COSTS, INDEX, MEASURES, NAMES
from simulation.outcomes import Outcomes
from simulation.people import NOT_YET_HERE, ON_BENEFIT
from simulation.population import is_sensitive
from simulation.suppression import suppress

from ..file.mechanism import EachWeek, run_weeks

KEPT_EVERY, HALF_YEAR = 4, 26
MONTHS_A_WEEK = 12.0 / 52.0
COST_MEASURES = (*COSTS, "cost_month")
CUMULATIVE = (*COST_MEASURES, "point_years", "exits_to_work")
"""Cumulative since week 0: euros a person, life satisfaction in point-years a person, share that left for work."""


def kept_weeks(weeks: int) -> list[int]:
    """Return the kept weeks of a run of `weeks` weeks."""
    return sorted({*range(0, weeks + 1, KEPT_EVERY), *range(0, weeks + 1, HALF_YEAR), weeks})


@dataclass(frozen=True, slots=True)
class Persons:
    """The people of the world at the end of a run, sorted by id."""

    ids: np.ndarray
    group: np.ndarray
    left_for_work: np.ndarray
    off_benefit: np.ndarray
    life_satisfaction: np.ndarray


@dataclass(frozen=True, slots=True)
class KeptRun:
    """The kept measures of a run. Shapes: `series` (weeks, groups + 1, 1 + measures), people first; `money` (weeks,
    groups + 1, 8); `partners` (weeks, partners, 4); `coaches` (weeks, coaches, 2). The last group is everyone.
    `start` has the attributes of `persons` at week 0.
    """

    series: np.ndarray
    money: np.ndarray
    partners: np.ndarray
    coaches: np.ndarray
    coach_names: list[str]
    persons: Persons
    start: dict[str, np.ndarray]


def run_and_keep(
    design: Design,
    seed: int,
    replication: int,
    equilibrium: Equilibrium | None = None,
    each_week: EachWeek | None = None,
) -> KeptRun:
    """Run a design once from beginning to end and return its kept measures."""
    weeks = kept_weeks(design.weeks)
    model = TrustExperiment(
        design, rng=seed, replication=replication, equilibrium=equilibrium, surveyed=False,
        measured=None if is_sensitive(design) else frozenset(weeks),
    )  # fmt: skip
    run_weeks(model, each_week, design.weeks)
    return kept_of(model, weeks)


def kept_of(model: TrustExperiment, weeks: list[int]) -> KeptRun:
    """Return the measures of a finished run in these weeks; of real people without counts under ten."""
    book = model.book
    weekly = np.concatenate([book.members[:, :, None], book.series], axis=2)
    whole = of_everyone(book.series, book.members, book.problems, book.appointments)
    partners, coaches = book.partners, book.coaches
    if is_sensitive(model.design):
        weekly, whole, partners, coaches = _without_small_counts(model, weekly, whole)
    series = np.concatenate([weekly, whole[:, None, :]], axis=1)
    persons, start = _persons(model)
    return KeptRun(
        series=series[weeks],
        money=cumulated(series)[weeks],
        partners=partners[weeks],
        coaches=coaches[weeks],
        coach_names=model.coach_names,
        persons=persons,
        start=start,
    )


def of_everyone(values: np.ndarray, members: np.ndarray, problems: np.ndarray, dates: np.ndarray) -> np.ndarray:
    """Return number and means of all people, shape (weeks, 1 + measures).

    `values` has shape (weeks, groups, measures), the others (weeks, groups).
    """
    recipients = values[:, :, INDEX["recipients"]]
    counts = {
        "people": members,
        "recipients": recipients,
        "earners": members * np.nan_to_num(values[:, :, INDEX["part_time"]]),
        "problems": problems,
        "benefit_weeks": np.concatenate([np.zeros_like(recipients[:1]), np.cumsum(recipients[1:], axis=0)]),
        "appointments": dates,
        "group": members,
    }
    weights = np.stack([counts[row.over] for row in MEASURES.values()], axis=2)
    sums = np.where(weights > 0.0, values * weights, 0.0).sum(axis=1)
    total = weights.sum(axis=1)
    means = np.divide(sums, total, out=np.full_like(sums, np.nan), where=total > 0.0)
    totals = [INDEX[name] for name, row in MEASURES.items() if row.over == "group"]
    means[:, totals] = values[:, :, totals].sum(axis=1)
    return np.concatenate([members.sum(axis=1)[:, None], means], axis=1)


def cumulated(series: np.ndarray) -> np.ndarray:
    """Return the values of `CUMULATIVE` by week, shape (weeks, groups, 8), from the weekly series with people first."""
    weekly = np.zeros((*series.shape[:2], len(CUMULATIVE)))
    for index, name in enumerate(COST_MEASURES):
        weekly[1:, :, index] = series[1:, :, 1 + INDEX[name]] * MONTHS_A_WEEK
    weekly[1:, :, len(COST_MEASURES)] = series[1:, :, 1 + INDEX["life_satisfaction"]] / 52.0
    result = np.cumsum(weekly, axis=0)
    result[:, :, -1] = series[:, :, 1 + INDEX["exit_work"]]
    return result


def _persons(model: TrustExperiment) -> tuple[Persons, dict[str, np.ndarray]]:
    people = model.people
    here = np.flatnonzero(people["status"] != NOT_YET_HERE)
    rows = here[np.argsort(people["id"][here], kind="stable")]
    persons = Persons(
        ids=people["id"][rows],
        group=people["group"][rows],
        left_for_work=people["exits_to_work"][rows] > 0,
        off_benefit=people["status"][rows] != ON_BENEFIT,
        life_satisfaction=people["life_satisfaction"][rows],
    )
    then = {name: model.observed.start[name][rows] for name in ("age", "household", "benefit_weeks")}
    then |= {name: people[name][rows] for name in ("female", "education")}
    return persons, then | {"load": model.observed.load[rows]}


def _without_small_counts(model: TrustExperiment, weekly: np.ndarray, whole: np.ndarray) -> tuple[np.ndarray, ...]:
    """Return series of the groups and of everyone, partners and coaches without small counts of real people.

    A cell that is withheld for a group is withheld for everyone too.
    """
    shown = Outcomes.of(model)
    names = ["n", *NAMES]
    groups = shown.series[names].to_numpy(dtype=np.float64).reshape(weekly.shape)
    frame = pd.DataFrame(whole, columns=names)
    suppressed = suppress({"series": frame, "partners": shown.partners, "coaches": shown.coaches})["series"]
    hidden = (np.isnan(groups) & ~np.isnan(weekly)).any(axis=1)
    everyone = np.where(hidden, np.nan, suppressed[names].to_numpy(dtype=np.float64))
    partners = shown.partners.iloc[:, 4:].to_numpy(dtype=np.float64).reshape(model.book.partners.shape)
    coaches = shown.coaches.iloc[:, 4:].to_numpy(dtype=np.float64).reshape(model.book.coaches.shape)
    return groups, everyone, partners, coaches
