"""Lives lived: one run in which people are followed, week by week and event by event."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from simulation.design import Design
from simulation.equilibrium import Equilibrium
from simulation.event_frame import events_of
from simulation.model import TrustExperiment
from simulation.people import DOMAINS, LEFT_FOR_WORK, LEFT_OTHERWISE, NO_WORK, ON_BENEFIT, TRIAL_PLACEMENT
from simulation.trial_data import persons_of

FOLLOWED = 1000
"""So many people of each group are followed."""
A_PROBLEM = 2
"""From this level on a part of life is a problem."""
WORK, BESIDE, PLACED, BENEFIT, ELSEWHERE = "work", "beside", "placed", "benefit", "elsewhere"
"""How a life stands at the end: in work off the benefit, in work beside it, in a trial placement, on the benefit
without any of these, or off it for another reason."""
IN_WORK = (WORK, BESIDE)
STATES = ("trust", "life_satisfaction", "problems", "on_benefit")
_EDUCATION = np.array(["low", "middle", "high"], dtype=object)


@dataclass(frozen=True, slots=True)
class Lives:
    """What became of the people who were followed in one run.

    `people`: a row a person who was there at the start: replication, person, group, what `conditions.COLUMNS` names, as
    it was at the start, and `end`. `persons` and `events`: as in `TrialData`. `states`: (weeks + 1, people, 4), the
    `STATES` after each week, in the order of `people`; problems is the number of parts of life that are a problem.
    """

    people: pd.DataFrame
    persons: pd.DataFrame
    events: pd.DataFrame
    states: np.ndarray

    def of(self, person: int) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Return the events and the weeks (week and `STATES`) of one person."""
        place = int(np.flatnonzero(self.people["person"] == person)[0])
        weeks = pd.DataFrame(self.states[:, place], columns=list(STATES))
        weeks.insert(0, "week", np.arange(len(weeks)))
        events = self.events[self.events["person"] == person].drop(columns=["replication", "person"])
        return events.reset_index(drop=True), weeks


def follow(design: Design, seed: int, replication: int, equilibrium: Equilibrium | None = None) -> Lives:
    """Run a design and return the lives in it; raises PrivacyError if its people are real."""
    model = TrustExperiment(design, rng=seed, replication=replication, equilibrium=equilibrium, logged=FOLLOWED)
    log = model.observed.log
    here = model.people["arrival_week"][log.rows] == 0
    rows, start = log.rows[here], log.start[here]
    states = np.empty((design.weeks + 1, len(rows), len(STATES)), dtype=np.float32)
    _read(model, rows, states[0])
    for week in range(1, design.weeks + 1):
        model.step()
        _read(model, rows, states[week])
    persons = persons_of(model).iloc[rows].reset_index(drop=True)
    return Lives(_people(model, persons, start, rows), persons, events_of(model), states)


def _read(model, rows: np.ndarray, table: np.ndarray) -> None:
    people = model.people
    table[:, 0] = people["trust"][rows]
    table[:, 1] = people["life_satisfaction"][rows]
    table[:, 2] = (people["level"][rows] >= A_PROBLEM).sum(axis=1)
    table[:, 3] = people["status"][rows] == ON_BENEFIT


def _people(model, persons: pd.DataFrame, start: np.ndarray, rows: np.ndarray) -> pd.DataFrame:
    status, contract = model.people["status"][rows], model.people["contract"][rows]
    columns = {
        "replication": persons["replication"],
        "person": persons["person"],
        "group": persons["group"].astype(str),
        "age": persons["age"],
        "sex": np.where(persons["female"], "woman", "man"),
        "household": persons["household"].astype(str).str.replace("_", " "),
        "young_children": persons["young_children"],
        "education": _EDUCATION[persons["education"]],
        "years_on_benefit": persons["benefit_years"],
        "load": persons["true_problem_load"],
        **{name: start["level"][:, place].astype(int) for place, name in enumerate(DOMAINS)},
        "trust": persons["true_trust"],
        "self_efficacy": persons["true_self_efficacy"],
        "employability": persons["true_employability"],
        "life_satisfaction": persons["true_life_satisfaction"],
        "work": start["contract"] != NO_WORK,
        "end": np.select(
            [status == LEFT_FOR_WORK, status == LEFT_OTHERWISE, contract == TRIAL_PLACEMENT, contract != NO_WORK],
            [WORK, ELSEWHERE, PLACED, BESIDE],
            BENEFIT,
        ),
    }
    return pd.DataFrame(columns)
