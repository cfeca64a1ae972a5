"""A small town with recruitment, for the tests of recruitment."""

import numpy as np
from worlds import COACHED, FREE, usual_equilibrium

from simulation.design import CoachPost, Design, Group
from simulation.experiment import TrustExperiment
from simulation.parameters import parameter_record
from simulation.recruitment import STARTED, Callers, Recruitment

PLAN = Recruitment(pool="town", target=300, callers=(Callers(coaches=2, from_week=-9),))

SIMPLER = {
    "file_errors": {"parameters": {"file_error": 0.0}},
    "selection": {"parameters": dict.fromkeys(("signs_up_trust", "signs_up_confidence", "signs_up_load"), 0.0)},
    "second_thoughts": {"parameters": {"second_thoughts": 0.0}},
    "disappointment": {"parameters": {"disappointment": 0.0, "disappointed_leave": 1.0}},
    "withdrawal": {"parameters": {"steps_out": 0.0, "withdraw": 0.0}},
}
"""Switch of recruitment → the same effect by parameters alone; `test_behaviour_switches.py` has the other switches."""


def small_town(**changes) -> Design:
    """Return a design of a town of 1,500 with recruitment for three groups."""
    return Design(
        **{
            "name": "small town",
            "groups": (
                Group(name="free", size=0, lot=2.0, policy=FREE),
                Group(name="coached", size=0, lot=1.0, policy=COACHED),
                Group(name="usual", size=0, lot=2.0),
                Group(name="town", size=1500, open=True),
            ),
            "weeks": 20,
            "least_age": 18,
            "posts": (CoachPost(), CoachPost()),
            "recruitment": PLAN,
        }
        | changes
    )


def started(design: Design, rng: int = 1) -> TrustExperiment:
    """Return the world of a design in week 0."""
    return TrustExperiment(design, rng=rng, equilibrium=usual_equilibrium())


def starters(model):
    """Return the records of the people who started."""
    return model.people[model.people.recruited == STARTED]


def numbers(switched_off=(), **overrides):
    """Return the record of parameters of the rules of recruitment."""
    return parameter_record(overrides, frozenset(switched_off), np.zeros((9, 4)))[0]
