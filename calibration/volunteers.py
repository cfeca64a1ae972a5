"""Volunteers: how many people are recruited, and what comparing them with the others shows beside what the lot shows.

The scenario `whole-experiment`, many times. The comparison of participants with people who did not take part mixes what
was done with who volunteered; the lot does not. Nothing is set towards either difference.
"""

from dataclasses import dataclass, replace

import numpy as np

from scenarios.file.scenario import load
from simulation.experiment import TrustExperiment
from simulation.levers import COACHES
from simulation.recruitment import SIGNED_UP, STARTED


@dataclass(frozen=True, slots=True)
class Count:
    """What is counted or compared in every trial, and what was published about it."""

    meaning: str
    published: str
    rows: str


COUNTS = {
    "sign_ups": Count("people who sign up", "845", "D01"),
    "starters": Count("people who start", "798", "D02"),
    "withdraw_at_once": Count("of these, withdraw on hearing the result of the lot", "a few", "process report"),
    "participants_eligible": Count(
        "exit to work after two years, points: participants less those who could have taken part",
        "full-time outflow +4 to +5, taken as +1 to +7",
        "T01, T02",
    ),
    "participants_all": Count(
        "the same, less everyone on the benefit in week 0 who did not take part",
        "full-time outflow +4 to +5, taken as +1 to +7",
        "T01, T02",
    ),
    "control_eligible": Count(
        "the same, people drawn for the service as usual less those who could have taken part: who volunteers", "", ""
    ),
    "treated_control": Count(
        "exit to work after two years, points: with a coach by lot less the service as usual by lot",
        "no difference found",
        "T03",
    ),
}
"""Name → what was published, and where."""


def trial(rng: int, **changes) -> dict[str, float]:
    """Run one trial from its recruitment on and return every count."""
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


def mean_trial(seeds=range(1, 21), **changes) -> dict[str, float]:
    """Return the mean of each count over trials of several seeds, and as `…_sd` the spread of single trials."""
    found = [trial(seed, **changes) for seed in seeds]
    columns = {name: [one[name] for one in found] for name in COUNTS}
    means = {name: float(np.mean(values)) for name, values in columns.items()}
    return means | {f"{name}_sd": float(np.std(values, ddof=1)) for name, values in columns.items()}
