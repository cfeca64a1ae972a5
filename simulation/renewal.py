"""Renewal of an open stock: how many newcomers come, and who they are, so that the recipients stay as they are.

Those who leave the benefit are not like those who stay: they have fewer problems, are younger, and more often men.
Everybody grows older, couples part. Newcomers make up for it. Their numbers and attributes are no parameters: they are
solved with the equilibrium. Each round moves them against the drift of the recipients, divided by the share of
newcomers among the recipients. The inflow falls over the first years, because more and more of those who come are
people who left after week 0 and return.
"""

import math
from typing import NamedTuple

import numpy as np

from .measures import INDEX
from .people import IN_SERVICE, ON_BENEFIT, SLOTS
from .stationary_line import deviations

INFLOW_WEEKS = 26
"""Weeks with the same inflow."""
INFLOWS = 8
"""Half-years with an inflow of their own; the last holds from then on."""
AGE_GROUPS = (18.0, 27.0, 45.0, 57.0)
"""Least ages of the age groups of newcomers; the last ends at the pension age."""
QUANTILES = np.linspace(0.0, 1.0, 21)
"""Quantiles of the weeks of earnings release used so far."""
KNOTS = (0, 52, 208)
"""Weeks between which the help of simulated people is taken to change evenly."""
LOOK_EVERY = 4
"""Weeks between two looks at help and work."""
SURE_LENGTH = 3.0
"""Length of a line in its standard deviations from which one life shows its mean wait."""
MOST_SHIFT = 1.5
"""Greatest shift of a normal score of newcomers."""


class Composition(NamedTuple):
    """Who the recipients are: means and shares."""

    women: float
    ages: np.ndarray
    households: np.ndarray
    education: np.ndarray
    scores: np.ndarray
    spreads: np.ndarray
    employability: float
    trust: float
    satisfaction: float


def shares(codes: np.ndarray, count: int) -> np.ndarray:
    """Return the share of each code."""
    return np.bincount(codes, minlength=count) / max(len(codes), 1)


def age_group(age: np.ndarray) -> np.ndarray:
    """Return the number of the age group."""
    return np.searchsorted(AGE_GROUPS[1:], age, side="right")


def composition(stock) -> Composition:
    """Return who the people of a stock are."""
    scores = np.column_stack([stock.vulnerability, stock.level]).astype(float)
    return Composition(
        women=float(stock.female.mean()),
        ages=shares(age_group(stock.age), len(AGE_GROUPS)),
        households=shares(stock.household, 3),
        education=shares(stock.education, 3),
        scores=scores.mean(axis=0),
        spreads=np.maximum(scores.std(axis=0), 0.05),
        employability=float(stock.employability.mean()),
        trust=float(stock.trust.mean()),
        satisfaction=float(stock.life_satisfaction.mean()),
    )


def renewed(guess, model, before: Composition) -> dict:
    """Return inflow and attributes of newcomers that lack the drift of a life in which recipients began as `before`."""
    people = model.people
    stock = people[people.status == ON_BENEFIT]
    after, new = composition(stock), max(float((stock.arrival_week > 0).mean()), 0.05)

    def shares_against(name: str) -> np.ndarray:
        drift = getattr(after, name) - getattr(before, name)
        moved = np.maximum(getattr(guess, f"new_{name}") - drift / new, 0.0)
        return moved / moved.sum()

    def shift_against(name: str, shifted: float, most: float) -> float:
        drift = getattr(after, name) - getattr(before, name)
        return float(np.clip(shifted - drift / new, -most, most))

    scores = guess.new_scores - (after.scores - before.scores) / before.spreads / new
    return {
        "inflow": inflow_without_drift(guess.inflow, model.book.series[:, 0, INDEX["recipients"]]),
        "new_women": float(np.clip(guess.new_women - (after.women - before.women) / new, 0.05, 0.95)),
        "new_ages": shares_against("ages"),
        "new_households": shares_against("households"),
        "new_education": shares_against("education"),
        "new_scores": np.clip(scores, -MOST_SHIFT, MOST_SHIFT),
        "new_employability": shift_against("employability", guess.new_employability, 0.3),
        "new_trust": shift_against("trust", guess.new_trust, 0.2),
        "new_set_point": shift_against("satisfaction", guess.new_set_point, 1.5),
    }


def demand_lacking(model) -> np.ndarray:
    """Return the factor on the arrivals at each partner with which its wait of 2018 would have come out.

    A wait longer by a week needs more arrivals by the share that gives up in a week. A short line varies much from life
    to life, and one life moves the guess by little there.
    """
    leaving, waits = float(model.parameters[0].drop_service), model.book.partners[INFLOW_WEEKS:, :, 2].mean(axis=0)
    factors = []
    for spec, wait in zip(model.design.partners, waits, strict=True):
        length = deviations(model.scale * spec.admissions(leaving), spec.wait_weeks, spec.drop_out_week)
        step = 1.5 * min(1.0, (length / SURE_LENGTH) ** 2) * spec.drop_out_week * (spec.wait_weeks - wait)
        factors.append(math.exp(min(0.2, max(-0.2, step))))
    return np.array(factors)


def inflow_without_drift(inflow: np.ndarray, recipients: np.ndarray) -> np.ndarray:
    """Return the inflow a year per recipient, by half-year, that keeps the number of recipients as it was."""
    ends = np.minimum(np.arange(INFLOWS + 1) * INFLOW_WEEKS, len(recipients) - 1)
    change = np.diff(recipients[ends]) / recipients[0]
    return np.maximum(inflow - 52.0 / INFLOW_WEEKS * change, 0.0)


def inflow_in(inflow: np.ndarray, week: int) -> float:
    """Return the inflow of a week, a year per recipient."""
    return float(inflow[min((week - 1) // INFLOW_WEEKS, INFLOWS - 1)])


def release_quantiles(stock) -> np.ndarray:
    """Return quantiles of the weeks of release used: of those without earnings, then of those with, shape (2, 21)."""
    working = stock.contract > 1
    parts = (stock.release_weeks[working == kind] for kind in (False, True))
    return np.array([np.quantile(part, QUANTILES) if len(part) else np.zeros(len(QUANTILES)) for part in parts])


def tent(weeks: np.ndarray) -> np.ndarray:
    """Return the weight of each of `KNOTS` in a curve that is straight between them, shape (weeks, knots)."""
    return np.column_stack([np.interp(weeks, KNOTS, row) for row in np.eye(len(KNOTS))])


def curve(at_knots: np.ndarray, weeks: np.ndarray) -> np.ndarray:
    """Return the values in these weeks of curves with values `at_knots`, shape (knots, …)."""
    return np.tensordot(tent(weeks), at_knots, axes=1)


class Looks:
    """What is seen of help and work during a life, every `LOOK_EVERY` weeks.

    A look has the week, the numbers of members of week 0 and of newcomers so far, and who of them is in service,
    (2, partners); newcomers who came with their help do not count.
    """

    def __init__(self, model, part_time):
        self.model, self.part_time = model, part_time
        self.weeks, self.people, self.served, self.tables = [], [], [], []

    def live(self, weeks: int) -> None:
        """Let the model live so many weeks, and look."""
        self.look()
        while self.model.week < weeks:
            self.model.run_until(min(weeks, self.model.week + LOOK_EVERY))
            self.look()

    def look(self) -> None:
        """Look at everybody now."""
        people, week = self.model.people, self.model.week
        came = people.arrival_week
        rows, slots = np.nonzero((people.help == IN_SERVICE) & (came <= week)[:, None])
        partner, count = people.partner[rows, slots], len(self.model.partners)
        new = (came[rows] > 0) & (people.help_since[rows, slots] >= came[rows])
        self.weeks.append(week)
        self.people.append([(came == 0).sum(), ((came > 0) & (came <= week)).sum()])
        self.served.append([np.bincount(partner[who], minlength=count) for who in (came[rows] == 0, new)])
        self.tables.append(self.part_time(people[people.status == ON_BENEFIT]))

    def served_each(self) -> np.ndarray:
        """Return the number in service for each member of week 0 and each newcomer so far, (3, 2, partners)."""
        weights, people, served = tent(np.array(self.weeks)), np.array(self.people, dtype=float), np.array(self.served)
        fitted = [
            np.linalg.lstsq(weights * people[:, [who]], served[:, who].astype(float), rcond=None)[0] for who in range(2)
        ]
        return np.maximum(np.stack(fitted, axis=1), 0.0)

    def part_time_table(self) -> np.ndarray:
        """Return the mean part-time table of the later half."""
        return np.mean(self.tables[len(self.tables) // 2 :], axis=0)


def first_newcomers(values: dict, ages: np.ndarray) -> dict:
    """Return newcomers like the stock, which has these ages, for the search to begin with."""
    parents, couples = values["single_parents"], values["couples"]
    low, high = values["education_low"], values["education_high"]
    return {
        "inflow": np.full(INFLOWS, 0.25),
        "new_ages": shares(age_group(ages), len(AGE_GROUPS)),
        "new_households": np.array([1.0 - parents - couples, parents, couples]),
        "new_education": np.array([low, 1.0 - low - high, high]),
        "new_scores": np.zeros(SLOTS),
        "new_women": values["women"],
    }
