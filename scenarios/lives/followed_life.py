"""Followed lives: one run with the weekly states and the events of the people who are followed."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from simulation.design import Design
from simulation.equilibrium import Equilibrium
from simulation.event_frame import events_of
from simulation.experiment import TrustExperiment
from simulation.people import DOMAINS, LEFT_FOR_WORK, NO_WORK, ON_BENEFIT, OUT_OF_WORK, TRIAL_PLACEMENT
from simulation.trial_data import persons_of

FOLLOWED = 1000
"""Number of people of each group who are followed."""
A_PROBLEM = 2
"""Least level at which a life domain is a problem."""
WORK, BESIDE, PLACED, BENEFIT = "work", "beside", "placed", "benefit"
SHORT_OF_WORK, ELSEWHERE = "short_of_work", "elsewhere"
"""State of a life at the end: in work and off the benefit, in work beside the benefit, in a trial placement, on the
benefit without any of these; off the benefit after work was lost, without enough work; off it for another reason."""
IN_WORK = (WORK, BESIDE)
STATES = ("trust", "life_satisfaction", "problems", "on_benefit")
_EDUCATION = np.array(["low", "middle", "high"], dtype=object)


@dataclass(frozen=True, slots=True)
class Lives:
    """The lives of the people followed in one run.

    `people`: a row for each followed person who was there at the start; columns replication, person, group, those of
    `conditions.CONDITION_NAMES` at the start, and `end`. `persons` and `events`: as in `TrialData`. `states`: shape
    (weeks + 1, people, 4), the `STATES` after each week, in the order of `people`; problems is the number of domains
    with a problem.
    """

    people: pd.DataFrame
    persons: pd.DataFrame
    events: pd.DataFrame
    states: np.ndarray

    def of(self, person: int) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Return events (week, step, event, detail, partner, value) and weeks (week, `STATES`) of one person."""
        row = int(np.flatnonzero(self.people["person"] == person)[0])
        weeks = pd.DataFrame(self.states[:, row], columns=list(STATES))
        weeks.insert(0, "week", np.arange(len(weeks)))
        events = self.events[self.events["person"] == person].drop(columns=["replication", "person"])
        return events.reset_index(drop=True), weeks


def follow(design: Design, seed: int, replication: int, equilibrium: Equilibrium | None = None) -> Lives:
    """Run a design once and return the followed lives; raises PrivacyError for real people."""
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


def _read(model: TrustExperiment, rows: np.ndarray, table: np.ndarray) -> None:
    """Copy the `STATES` of these people to `table`, shape (people, 4)."""
    people = model.people
    table[:, 0] = people["trust"][rows]
    table[:, 1] = people["life_satisfaction"][rows]
    table[:, 2] = (people["level"][rows] >= A_PROBLEM).sum(axis=1)
    table[:, 3] = people["status"][rows] == ON_BENEFIT


def _people(model: TrustExperiment, persons: pd.DataFrame, start: np.ndarray, rows: np.ndarray) -> pd.DataFrame:
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
        **{name: start["level"][:, domain].astype(int) for domain, name in enumerate(DOMAINS)},
        "trust": persons["true_trust"],
        "self_efficacy": persons["true_self_efficacy"],
        "employability": persons["true_employability"],
        "life_satisfaction": persons["true_life_satisfaction"],
        "work": start["contract"] != NO_WORK,
        "end": np.select(
            [
                status == LEFT_FOR_WORK, status == OUT_OF_WORK, status != ON_BENEFIT, contract == TRIAL_PLACEMENT,
                contract != NO_WORK,
            ],
            [WORK, SHORT_OF_WORK, ELSEWHERE, PLACED, BESIDE],
            BENEFIT,
        ),
    }
    return pd.DataFrame(columns)
