"""Behaviour: a partner that closes takes nobody in, and nobody waits for it."""

from dataclasses import replace

import numpy as np
import pytest

from scenarios.file.scenario import load
from simulation.design import Change
from simulation.model import TrustExperiment
from simulation.people import IN_SERVICE, WAITING

CLOSES, WEEKS = 8, 24


@pytest.fixture(scope="module")
def design():
    trial = load("tilburg-2018").design
    groups = tuple(replace(group, size=300) for group in trial.groups)
    return replace(trial, groups=groups, weeks=WEEKS)


def busy_with(model, number, state):
    people = model.people
    return int(((people.help == state) & (people.partner == number)).sum())


def test_a_partner_that_closes_takes_nobody_in_and_lets_nobody_wait(design):
    name = "contourdetwern"
    number = design.partner_number(name)
    closing = replace(design, changes=(Change(week=CLOSES, scope="partners", target=name, lever="open", value=False),))
    as_usual, closes = TrustExperiment(design), TrustExperiment(closing)
    as_usual.run_until(CLOSES)
    closes.run_until(CLOSES)
    assert np.array_equal(as_usual.people, closes.people)
    served = busy_with(closes, number, IN_SERVICE)
    assert served > 3 and busy_with(closes, number, WAITING) > 3
    joined = closes.list_joins()[number]
    closes.run_until(CLOSES + 1)
    assert busy_with(closes, number, WAITING) == 0
    assert 0 < busy_with(closes, number, IN_SERVICE) <= served
    closes.run_until(WEEKS)
    as_usual.run_until(WEEKS)
    assert closes.list_joins()[number] == joined < as_usual.list_joins()[number]
    assert closes.partners[number].admitted == 0
