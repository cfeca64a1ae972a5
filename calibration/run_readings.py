"""Reading one run: every weekly measure by group, and what the book of measures does not hold.

Used by `calibration/measured_values.py`. `OWN` names what is read off the people, coaches and pins beside the measures.
"""

from dataclasses import dataclass, field, replace

import numpy as np

from scenarios.file.scenario import load
from simulation.experiment import TrustExperiment
from simulation.levers import COACHES
from simulation.measures import NAMES
from simulation.people import NOT_YET_HERE, ON_BENEFIT, SELF_EMPLOYED
from simulation.surveys import NOMINAL_WEEKS
from simulation.trial_data import surveys_of

SEED = 1
TOWN = "all"
"""In the place of a group: coaches, pins and other things of no group."""

OWN = {
    "met": "share of those on the benefit who have had a conversation since the start",
    "conversations_year": "conversations held for each year on the benefit, over the last 52 weeks",
    "overdue_quarter": "`overdue`, mean of the last 13 weeks",
    "broken_promises": "broken promises a person so far",
    "grants": "grants of special assistance a person so far",
    "businesses": "businesses begun a person so far",
    "trust_less_control": "trust less that of the control group in the same trial",
    "caseload": "clients in contact for each working coach",
    "response": "share of those asked who answered the survey",
    "pins_residents": "VertrouwensPins held by residents",
    "pins_professionals": "VertrouwensPins held by professionals",
    "pins_employers": "VertrouwensPins held by employers",
    "pins_held": "VertrouwensPins held",
    "week_of_300_pins": "first week with 300 VertrouwensPins or more",
}
"""Name → meaning."""

ENOUGH_PINS = 300


@dataclass(frozen=True, slots=True)
class World:
    """A shipped scenario, and what is different in it. `usual`: the same people under the service as usual."""

    scenario: str
    usual: bool = False
    coaches: float | None = None
    displacement: float | None = None
    weeks: int | None = None
    without: tuple[str, ...] = field(default=())
    parameters: tuple[tuple[str, float], ...] = field(default=())

    def design(self):
        """Return the design."""
        design = load(self.scenario).design
        changes = {
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


def reading(world: World, replication: int) -> dict[tuple[str, str], np.ndarray]:
    """Run a world and return its values by week, by measure and group; NaN where a week has none."""
    model = TrustExperiment(world.design(), rng=SEED, replication=replication)
    weeks, groups = model.design.weeks, [group.name for group in model.design.groups]
    own = {name: np.full((weeks + 1, len(groups)), np.nan) for name in ("met", "broken_promises", "grants")}
    own["businesses"] = np.zeros((weeks + 1, len(groups)))
    for week in range(1, weeks + 1):
        before = model.people.contract == SELF_EMPLOYED
        model.step()
        note_people(own, model.people, before, len(groups), week)
    series = model.book.series[: weeks + 1]
    found = {(name, group): series[:, g, k] for g, group in enumerate(groups) for k, name in enumerate(NAMES)}
    found |= {(name, group): values[:, g] for name, values in own.items() for g, group in enumerate(groups)}
    for group in groups:
        found["conversations_year", group] = by_year(found["contacts_held", group], found["recipients", group])
        found["overdue_quarter", group] = mean_of_last(found["overdue", group], 13)
    found |= of_the_town(model) | of_surveys(model, groups)
    control = load(world.scenario).control
    if control:
        found |= {
            ("trust_less_control", group): found["trust", group] - found["trust", control] for group in groups
        }
    return found


def note_people(own: dict, people, self_employed: np.ndarray, groups: int, week: int) -> None:
    """Note what is read off the people in a week."""
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


def by_year(contacts: np.ndarray, recipients: np.ndarray) -> np.ndarray:
    """Return the conversations of the last 52 weeks for each year on the benefit, from those since the start."""
    on_benefit = np.cumsum(np.where(np.arange(len(recipients)) > 0, recipients, 0.0))
    held = np.nan_to_num(contacts) * on_benefit / 52.0
    values = np.full(len(contacts), np.nan)
    values[52:] = 52.0 * (held[52:] - held[:-52]) / (on_benefit[52:] - on_benefit[:-52])
    return values


def mean_of_last(values: np.ndarray, weeks: int) -> np.ndarray:
    """Return for each week the mean of that one and those before, `weeks` in all; weeks without a value left out."""
    means = np.full(len(values), np.nan)
    for week in range(weeks, len(values)):
        last = values[week - weeks + 1 : week + 1]
        if not np.isnan(last).all():
            means[week] = np.nanmean(last)
    return means


def of_the_town(model) -> dict[tuple[str, str], np.ndarray]:
    """Return caseloads and pins by week."""
    found = {}
    coached = model.coaches.team == COACHES
    if coached.any():
        loads = model.book.coaches[: model.week + 1, coached, 0]
        working = ~np.isnan(loads)
        number = working.sum(axis=1)
        total = np.where(working, loads, 0.0).sum(axis=1)
        found["caseload", TOWN] = np.divide(total, number, out=np.full(len(total), np.nan), where=number > 0)
    if model.pins is not None:
        table = model.pins_by_week.astype(float)
        names = ("pins_residents", "pins_professionals", "pins_employers")
        found |= {(name, TOWN): table[:, kind] for kind, name in enumerate(names)}
        held = table.sum(axis=1)
        passed = np.flatnonzero(held >= ENOUGH_PINS)
        found["pins_held", TOWN] = held
        found["week_of_300_pins", TOWN] = np.full(len(held), passed[0] if len(passed) else np.nan)
    return found


def of_surveys(model, groups: list[str]) -> dict[tuple[str, str], np.ndarray]:
    """Return the response at the nominal week of each wave."""
    if not any(group.surveyed for group in model.design.groups):
        return {}
    table = surveys_of(model)
    found = {}
    for (group, wave), answered in table.groupby(["group", "wave"], observed=True)["answered"]:
        values = found.setdefault(("response", str(group)), np.full(model.week + 1, np.nan))
        values[NOMINAL_WEEKS[int(wave)]] = answered.mean()
    return found

