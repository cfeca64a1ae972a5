"""Volunteers: the number of people recruited, and the differences of participants from others and by lottery.

Runs the scenario `whole-experiment` many times. The comparison of participants with people who did not take part mixes
the effect of the policy with self-selection; the comparison by lottery does not. The world is calibrated to neither.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from scenarios.file.scenario import load
from simulation.experiment import TrustExperiment
from simulation.levers import COACHES
from simulation.recruitment import SIGNED_UP, STARTED


@dataclass(frozen=True, slots=True)
class PublishedCount:
    """A count or difference in every trial, with its published value."""

    meaning: str
    published: str
    rows: str


PUBLISHED_COUNTS = {
    "sign_ups": PublishedCount("people who sign up", "845", "D01"),
    "starters": PublishedCount("people who start", "798", "D02"),
    "withdraw_at_once": PublishedCount(
        "of these, withdraw on hearing the result of the lot", "a few", "process report"
    ),
    "participants_eligible": PublishedCount(
        "exit to work after two years, points: participants less those who could have taken part",
        "full-time outflow +4 to +5, taken as +1 to +7",
        "T01, T02",
    ),
    "participants_all": PublishedCount(
        "the same, less everyone on the benefit in week 0 who did not take part",
        "full-time outflow +4 to +5, taken as +1 to +7",
        "T01, T02",
    ),
    "control_eligible": PublishedCount(
        "the same, people drawn for the service as usual less those who could have taken part: who volunteers", "", ""
    ),
    "treated_control": PublishedCount(
        "exit to work after two years, points: with a coach by lot less the service as usual by lot",
        "no difference found",
        "T03",
    ),
}
"""Name → published value, and its source."""


def recruitment_counts(rng: int, **changes: Any) -> dict[str, float]:
    """Run one trial, recruitment included, and return every count."""
    model = TrustExperiment(replace(load("whole-experiment").design, **changes), rng=rng)
    at_once = model.people.left_study.sum()
    model.run_until(104)
    people = model.people
    start = people.recruited == STARTED
    coached = start & (model.policies.team[people.group] == COACHES)
    others = (people.arrival_week == 0) & ~start
    groups = {"start": start, "coached": coached, "usual": start & ~coached, "others": others}
    groups["eligible"] = others & (people.eligible == 1)
    left = {name: 100.0 * (people.exits_to_work[rows] > 0).mean() for name, rows in groups.items()}
    return {
        "sign_ups": float((people.recruited >= SIGNED_UP).sum()),
        "starters": float(start.sum()),
        "withdraw_at_once": float(at_once),
        "participants_eligible": left["start"] - left["eligible"],
        "participants_all": left["start"] - left["others"],
        "control_eligible": left["usual"] - left["eligible"],
        "treated_control": left["coached"] - left["usual"],
    }


def mean_trial(seeds: Iterable[int] = range(1, 21), **changes: Any) -> dict[str, float]:
    """Return the mean of each count over trials of several seeds, and as `…_sd` the spread of single trials."""
    trials = [recruitment_counts(seed, **changes) for seed in seeds]
    columns = {name: [counts[name] for counts in trials] for name in PUBLISHED_COUNTS}
    means = {name: float(np.mean(values)) for name, values in columns.items()}
    return means | {f"{name}_sd": float(np.std(values, ddof=1)) for name, values in columns.items()}
