"""Frequencies of lives like those in the process report, and of their opposites: `python -m calibration.lives`.

Runs the trial 60 times (seed 1, replications 0 to 59) with everyone logged and writes two files beside this file.
`life_patterns.csv`: per pattern and group, the number per 100 people with the start, the life and its opposite.
`life_steps.csv`: of people with a coach and the start of a rare life, the number who reached each step.
"""

from pathlib import Path

import pandas as pd

from scenarios.file.scenario import load
from scenarios.lives.life_patterns import (
    LIFE,
    TRACK,
    Event,
    accompanied_for_body,
    first,
    frequencies,
    lives_of,
    pattern_courses,
)
from simulation.events import ALL_PEOPLE
from simulation.experiment import TrustExperiment
from simulation.trial_data import TrialData
from simulation.week import EVENT_STEPS

LIVES_FILE = Path(__file__).parent / "life_patterns.csv"
STORED_STEPS = Path(__file__).parent / "life_steps.csv"
SCENARIO, LIVES_SEED, LIVES_REPLICATIONS = "tilburg-2018", 1, 60

PATTERN_STEPS = {
    "fernando": (
        "hard to reach, a body that does not work",
        "met, and did not step out",
        "for the body with company to rehabilitation, general practitioner or SIZA",
        "then admitted to a track",
        "then at work, a trial placement included",
        "the life: a placement that became a contract",
    ),
    "ingrid-driver": (
        "single mother, a year or more on the benefit without work, unsure of herself",
        "heard of a job through the coach",
        "the life: at work within ten weeks of hearing",
        "of these, in a trial placement that the coach asked for",
    ),
}
"""Pattern → its steps in order; a person who reaches a step has reached the steps before it."""


def fernando_steps(life: list[Event]) -> int:
    """Return the number of steps that a person with the start reached."""
    if not first(life, "meeting") or first(life, "withdrawal"):
        return 1
    care = first(life, "referral", test=accompanied_for_body)
    if care is None:
        return 2
    track = first(life, "admission", after=care.week, test=lambda e: e.partner in TRACK)
    if track is None:
        return 3
    job = first(life, "job", after=track.week)
    contract = first(life, "contract_after_placement", after=track.week)
    return 4 if job is None else 5 if contract is None else 6


def driver_steps(life: list[Event], course: str) -> int:
    """Return the number of steps that a person with the start reached."""
    leads = {e.week for e in life if e.event == "job_lead" and e.step == EVENT_STEPS["coaching"]}
    if not leads or course != LIFE:
        return 1 + bool(leads)
    placement = first(life, "job", test=lambda e: e.step == EVENT_STEPS["coaching"] and e.week in leads)
    return 3 + (placement is not None)


def steps(courses: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each step that people reached, columns pattern and step; `courses`: see `pattern_courses`."""
    rare = courses[courses["pattern"].isin(list(PATTERN_STEPS))]
    lives = lives_of(events[events["person"].isin(set(rare["person"]))])
    rows = []
    for row in rare.itertuples():
        life = lives[row.replication, row.person]
        reached = fernando_steps(life) if row.pattern == "fernando" else driver_steps(life, row.course)
        rows += [(row.pattern, step) for step in range(reached)]
    return pd.DataFrame(rows, columns=["pattern", "step"])


def measured_lives(replications: int = LIVES_REPLICATIONS) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Run the trial and return both files: the frame of `frequencies`; pattern, step, people."""
    design = load(SCENARIO).design
    coached = [group.name for group in design.groups if design.policy_of(group)["team"] == "coaches"]
    frames, people, reached = [], [], []
    for replication in range(replications):
        model = TrustExperiment(design, rng=LIVES_SEED, replication=replication, logged=ALL_PEOPLE)
        model.run_until(design.weeks)
        data = TrialData.of(model)
        frames.append(pattern_courses(data.events, data.persons, design.weeks))
        people.append(data.persons["group"].value_counts(sort=False))
        reached.append(steps(frames[-1][frames[-1]["group"].isin(coached)], data.events))
    counts = pd.concat(reached).value_counts()
    keys = [(name, step) for name, texts in PATTERN_STEPS.items() for step in range(len(texts))]
    rows = [(*key, int(counts.get(key, 0))) for key in keys]
    shares = frequencies(pd.concat(frames), sum(people)).round(3)
    return shares, pd.DataFrame(rows, columns=["pattern", "step", "people"])


if __name__ == "__main__":
    shares, reached = measured_lives()
    shares.to_csv(LIVES_FILE, index=False)
    reached.to_csv(STORED_STEPS, index=False)
