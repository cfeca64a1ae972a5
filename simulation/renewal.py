"""Renewal of an open stock: how many newcomers come, and who they are, so that the recipients stay as they are.

Those who leave the benefit are not like those who stay: they have fewer problems, are younger, and more often men.
Everybody grows older, couples part. Newcomers make up for it. Their numbers and attributes are no parameters: they are
solved with the equilibrium. Each round moves them against the drift of the recipients, divided by the share of
newcomers among the recipients. The inflow falls over the first years, because more and more of those who come are
people who left after week 0 and return.
"""

from typing import NamedTuple

import numpy as np

from .measures import INDEX
from .people import IN_SERVICE, ON_BENEFIT, SLOTS

INFLOW_WEEKS = 26
"""Weeks with the same inflow."""
INFLOWS = 8
"""Half-years with an inflow of their own; the last holds from then on."""
AGE_GROUPS = (18.0, 27.0, 45.0, 57.0)
"""Least ages of the age groups of newcomers; the last ends at the pension age."""
QUANTILES = np.linspace(0.0, 1.0, 21)
"""Quantiles of the weeks of earnings release used so far."""
LOOK_EVERY = 8
"""Weeks between two looks at help and work."""
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

    scores = guess.new_scores - (after.scores - before.scores) / before.spreads / new
    return {
        "inflow": inflow_without_drift(guess.inflow, model.book.series[:, 0, INDEX["recipients"]]),
        "new_women": float(np.clip(guess.new_women - (after.women - before.women) / new, 0.05, 0.95)),
        "new_ages": shares_against("ages"),
        "new_households": shares_against("households"),
        "new_education": shares_against("education"),
        "new_scores": np.clip(scores, -MOST_SHIFT, MOST_SHIFT),
        "new_employability": float(
            np.clip(guess.new_employability - (after.employability - before.employability) / new, -0.3, 0.3)
        ),
    }


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


class Looks:
    """What is seen of help and work during a life, every `LOOK_EVERY` weeks.

    `served` (2, partners) adds up who is in service: members of week 0; newcomers, unless they came with their help.
    `newcomers` adds up how many have come. `working` adds up part-time tables.
    """

    def __init__(self, model, part_time):
        self.model, self.part_time = model, part_time
        self.served = np.zeros((2, len(model.partners)))
        self.newcomers, self.looks, self.tables = 0, 0, []

    def live(self, weeks: int) -> None:
        """Let the model live so many weeks, and look."""
        while self.model.week < weeks:
            self.model.run_until(min(weeks, self.model.week + LOOK_EVERY))
            self.look(self.model.week > weeks // 2)

    def look(self, late: bool) -> None:
        """Look at everybody now; at work only in the later half."""
        people = self.model.people
        came = people.arrival_week
        rows, slots = np.nonzero((people.help == IN_SERVICE) & (came <= self.model.week)[:, None])
        own = people.help_since[rows, slots] >= came[rows]
        partner = people.partner[rows, slots]
        count = self.served.shape[1]
        self.served[0] += np.bincount(partner[came[rows] == 0], minlength=count)
        self.served[1] += np.bincount(partner[(came[rows] > 0) & own], minlength=count)
        self.newcomers += int(((came > 0) & (came <= self.model.week)).sum())
        self.looks += 1
        if late:
            self.tables.append(self.part_time(people[people.status == ON_BENEFIT]))

    def served_each(self) -> np.ndarray:
        """Return the mean number in service for each member of week 0, and for each newcomer so far, (2, partners)."""
        members = int((self.model.people.arrival_week == 0).sum())
        return self.served / np.array([[max(members * self.looks, 1)], [max(self.newcomers, 1)]])

    def part_time_table(self) -> np.ndarray:
        """Return the mean part-time table."""
        return np.mean(self.tables, axis=0)


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
