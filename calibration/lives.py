"""How often lives like those in the process report occur, and their opposites: `python -m calibration.lives`.

Runs the trial 60 times (seed 1, replications 0 to 59) with everybody logged and writes two files beside this one.
`life_patterns.csv`: per pattern and group, of 100 people, how many had the start, the life and its opposite.
`life_steps.csv`: how far those with a coach came who had the start of a rare life.
"""

from pathlib import Path

import pandas as pd

from scenarios.file.scenario import load
from scenarios.lives.life_patterns import BODY, LIFE, TRACK, courses, first, frequencies, lives_of
from simulation.events import ALL_PEOPLE
from simulation.experiment import TrustExperiment
from simulation.trial_data import TrialData
from simulation.week import EVENT_STEPS

STORED = Path(__file__).parent / "life_patterns.csv"
STORED_STEPS = Path(__file__).parent / "life_steps.csv"
SCENARIO, SEED, REPLICATIONS = "tilburg-2018", 1, 60

STEPS = {
    "fernando": (
        "hard to reach, a body that does not work",
        "met, and did not step out",
        "with company to rehabilitation, general practitioner or SIZA",
        "then admitted to a track",
        "then at work, a trial placement included",
        "the life: a placement that became a contract",
    ),
    "ingrid-driver": (
        "single mother, long on the benefit, unsure of herself",
        "heard of a job through the coach",
        "the life: at work within ten weeks of hearing",
        "of these, in a trial placement that the coach asked for",
    ),
}
"""Pattern → its steps in order; who takes one has taken those before."""


def fernando_steps(life) -> int:
    """Return how many steps somebody with the start came."""
    if not first(life, "meeting") or first(life, "withdrawal"):
        return 1
    care = first(life, "referral", test=lambda e: e.partner in BODY and e.value > 0)
    track = care and first(life, "admission", after=care.week, test=lambda e: e.partner in TRACK)
    job = track and first(life, "job", after=track.week)
    contract = job and first(life, "contract_after_placement", after=track.week)
    return 2 + sum(step is not None for step in (care, track, job, contract))


def driver_steps(life, course: str) -> int:
    """Return how many steps somebody with the start came."""
    leads = {e.week for e in life if e.event == "job_lead" and e.step == EVENT_STEPS["coaching"]}
    if not leads or course != LIFE:
        return 1 + bool(leads)
    asked = first(life, "job", test=lambda e: e.step == EVENT_STEPS["coaching"] and e.week in leads)
    return 3 + (asked is not None)


def steps(found: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """Return, of `courses` of people with a coach, how many came to each step."""
    rare = found[found["pattern"].isin(list(STEPS))]
    lives = lives_of(events[events["person"].isin(set(rare["person"]))])
    rows = []
    for row in rare.itertuples():
        life = lives[row.replication, row.person]
        came = fernando_steps(life) if row.pattern == "fernando" else driver_steps(life, row.course)
        rows += [(row.pattern, step) for step in range(came)]
    return pd.DataFrame(rows, columns=["pattern", "step"])


def measured(replications: int = REPLICATIONS) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the frequencies over so many runs, and how far people came."""
    design = load(SCENARIO).design
    coached = [group.name for group in design.groups if design.policy_of(group)["team"] == "coaches"]
    found, people, came = [], [], []
    for replication in range(replications):
        model = TrustExperiment(design, rng=SEED, replication=replication, logged=ALL_PEOPLE)
        model.run_until(design.weeks)
        data = TrialData.of(model)
        found.append(courses(data.events, data.persons, design.weeks))
        people.append(data.persons["group"].value_counts(sort=False))
        came.append(steps(found[-1][found[-1]["group"].isin(coached)], data.events))
    counts = pd.concat(came).value_counts()
    keys = [(name, step) for name, words in STEPS.items() for step in range(len(words))]
    taken = [(*key, int(counts.get(key, 0))) for key in keys]
    far = pd.DataFrame(taken, columns=["pattern", "step", "people"])
    return frequencies(pd.concat(found), sum(people)).round(3), far


if __name__ == "__main__":
    shares, far = measured()
    shares.to_csv(STORED, index=False)
    far.to_csv(STORED_STEPS, index=False)
