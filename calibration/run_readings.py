"""Readings of one run: every weekly measure by group, and values that are not measures.

Used by `calibration/measured_values.py`. Beside the measures, by group:

- met: share of people on the benefit who have had a conversation since the start
- conversations_year: conversations for each year on the benefit and taking part, over the last 52 weeks
- backlog_quarter: `backlog`, mean of the last 13 weeks
- broken_promises, grants, businesses: broken promises, grants of special assistance, new businesses, a person so far
- trust_less_control: trust less that of the control group in the same trial
- response: share of the people asked who answered the survey

and of the town (`WHOLE_TOWN` as the group):

- caseload: clients in contact for each working coach
- pins_held, pins_residents, pins_professionals, pins_employers: VertrouwensPins held, in all and by kind of holder
- week_of_300_pins: first week with 300 VertrouwensPins or more
"""

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from scenarios.file.scenario import load
from simulation.design import Design
from simulation.experiment import TrustExperiment
from simulation.levers import COACHES
from simulation.measures import NAMES
from simulation.people import NOT_YET_HERE, ON_BENEFIT, SELF_EMPLOYED
from simulation.surveys import NOMINAL_WEEKS
from simulation.trial_data import surveys_of

READINGS_SEED = 1
WHOLE_TOWN = "all"
"""Value of the group column for coaches and pins."""
ENOUGH_PINS = 300


@dataclass(frozen=True, slots=True)
class Variant:
    """A variant of one of the project's scenarios. `usual`: the same people under the service as usual."""

    scenario: str
    usual: bool = False
    coaches: float | None = None
    displacement: float | None = None
    weeks: int | None = None
    without: tuple[str, ...] = field(default=())
    parameters: tuple[tuple[str, float], ...] = field(default=())

    def design(self) -> Design:
        """Return the design with the changes."""
        design = load(self.scenario).design
        changes: dict[str, Any] = {
            "switched_off": design.switched_off | set(self.without),
            "parameters": dict(design.parameters) | dict(self.parameters),
        }
        if self.weeks is not None:
            changes |= {"weeks": self.weeks, "ends": None}
        if self.displacement is not None:
            changes["labour_market"] = dict(design.labour_market) | {"displacement": self.displacement}
        if self.usual:
            groups = tuple(replace(group, policy={}) for group in design.groups)
            changes |= {"groups": groups, "posts": (), "ends": None}
        if self.coaches is not None:
            changes["posts"] = tuple(replace(post, fte=self.coaches / len(design.posts)) for post in design.posts)
        return replace(design, **changes)


def run_readings(scenario: Variant, replication: int) -> dict[tuple[str, str], np.ndarray]:
    """Run a scenario and return the weekly values by measure and group; NaN for weeks without a value."""
    model = TrustExperiment(scenario.design(), rng=READINGS_SEED, replication=replication)
    weeks, groups = model.design.weeks, [group.name for group in model.design.groups]
    names = "met", "taking_part", "broken_promises", "grants"
    own = {name: np.full((weeks + 1, len(groups)), np.nan) for name in names}
    own["businesses"] = np.zeros((weeks + 1, len(groups)))
    for week in range(1, weeks + 1):
        before = model.people.contract == SELF_EMPLOYED
        model.step()
        add_people(own, model.people, before, len(groups), week)
    series = model.book.series[: weeks + 1]
    values = {(name, group): series[:, g, k] for g, group in enumerate(groups) for k, name in enumerate(NAMES)}
    values |= {(name, group): weekly[:, g] for name, weekly in own.items() for g, group in enumerate(groups)}
    for group in groups:
        values["conversations_year", group] = by_year(values["contacts_held", group], values["taking_part", group])
        values["backlog_quarter", group] = mean_of_last(values["backlog", group], 13)
    values |= of_the_town(model) | of_surveys(model, groups)
    control = load(scenario.scenario).control
    if control:
        values |= {
            ("trust_less_control", group): values["trust", group] - values["trust", control] for group in groups
        }
    return values


def add_people(
    own: dict[str, np.ndarray], people: np.recarray, self_employed: np.ndarray, groups: int, week: int
) -> None:
    """Add the values of a week that are computed from the people, by group, to `own`."""
    members = np.bincount(people.group[people.status != NOT_YET_HERE], minlength=groups)
    here = people.status == ON_BENEFIT
    begun = (people.contract == SELF_EMPLOYED) & ~self_employed
    sums = {
        "broken_promises": (people.breaches, members),
        "grants": (people.assistance, members),
        "businesses": (begun, members),
        "met": (here & (people.contacts > 0), np.bincount(people.group[here], minlength=groups)),
    }
    for name, (values, whole) in sums.items():
        total = np.bincount(people.group, weights=values, minlength=groups)
        own[name][week] = np.divide(total, whole, out=np.full(groups, np.nan), where=whole > 0)
    own["businesses"][week] += own["businesses"][week - 1]
    own["taking_part"][week] = np.bincount(people.group[here & (people.withdrawn == 0)], minlength=groups)


def by_year(contacts: np.ndarray, taking_part: np.ndarray) -> np.ndarray:
    """Return the conversations of the last 52 weeks for each year on the benefit, from the values since the start.

    `taking_part` are the people of each week who are on the benefit and take part.
    """
    on_benefit = np.cumsum(np.where(np.arange(len(taking_part)) > 0, taking_part, 0.0))
    held = np.nan_to_num(contacts) * on_benefit / 52.0
    values = np.full(len(contacts), np.nan)
    values[52:] = 52.0 * (held[52:] - held[:-52]) / (on_benefit[52:] - on_benefit[:-52])
    return values


def mean_of_last(values: np.ndarray, weeks: int) -> np.ndarray:
    """Return the moving mean over `weeks` weeks, without weeks that have no value."""
    means = np.full(len(values), np.nan)
    for week in range(weeks, len(values)):
        last = values[week - weeks + 1 : week + 1]
        if not np.isnan(last).all():
            means[week] = np.nanmean(last)
    return means


def of_the_town(model: TrustExperiment) -> dict[tuple[str, str], np.ndarray]:
    """Return caseloads and pins by week."""
    values = {}
    coached = model.coaches.team == COACHES
    if coached.any():
        loads = model.book.coaches[: model.week + 1, coached, 0]
        working = ~np.isnan(loads)
        number = working.sum(axis=1)
        total = np.where(working, loads, 0.0).sum(axis=1)
        values["caseload", WHOLE_TOWN] = np.divide(total, number, out=np.full(len(total), np.nan), where=number > 0)
    if model.pins is not None:
        table = model.pins_by_week.astype(float)
        names = ("pins_residents", "pins_professionals", "pins_employers")
        values |= {(name, WHOLE_TOWN): table[:, kind] for kind, name in enumerate(names)}
        held = table.sum(axis=1)
        passed = np.flatnonzero(held >= ENOUGH_PINS)
        values["pins_held", WHOLE_TOWN] = held
        values["week_of_300_pins", WHOLE_TOWN] = np.full(len(held), passed[0] if len(passed) else np.nan)
    return values


def of_surveys(model: TrustExperiment, groups: list[str]) -> dict[tuple[str, str], np.ndarray]:
    """Return the response at the nominal week of each wave."""
    if not any(group.surveyed for group in model.design.groups):
        return {}
    table = surveys_of(model)
    values: dict[tuple[str, str], np.ndarray] = {}
    for (group, wave), answered in table.groupby(["group", "wave"], observed=True)["answered"]:
        weekly = values.setdefault(("response", str(group)), np.full(model.week + 1, np.nan))
        weekly[NOMINAL_WEEKS[int(wave)]] = answered.mean()
    return values

