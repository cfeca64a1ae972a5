"""Unit: inflow: numbers by week follow the labour market, and newcomers keep their luck."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from simulation import inflow
from simulation.design import Change, Design, Group
from simulation.equilibrium import first_guess
from simulation.errors import VexError
from simulation.experiment import TrustExperiment
from simulation.inflow import MOST_A_WEEK, InflowError, check_market, inflow_factors, market_by_week, newcomers
from simulation.luck import luck_of
from simulation.model import ExperimentModel
from simulation.parameters import parameter_record, values_of
from simulation.people import empty_records
from simulation.renewal import INFLOWS
from simulation.start import TOWN_RECORD
from simulation.synthesis import NEWCOMER, person_ids

VALUES = values_of({"inflow_market": 0.5})
LUCK = luck_of(4, 0)


def design(size=2000, weeks=40, changes=(), **more):
    groups = (Group(name="town", size=size, open=True), Group(name="closed", size=60))
    return Design(groups=groups, weeks=weeks, town=3000, changes=changes, **more)


TOWN = replace(first_guess(design()), inflow=np.full(INFLOWS, 0.5))
"""A starting point at which half of the recipients come in a year."""


def slump(week, value=0.25):
    return (Change(week=week, scope="labour_market", lever="labour_market", value=value),)


def test_the_market_of_a_week_is_that_of_the_last_change_before_it():
    changes = (*slump(5, 0.5), *slump(3, 2.0))
    market = market_by_week(design(weeks=8, changes=changes, labour_market={"labour_market": 1.5}))
    assert market.tolist() == [1.5, 1.5, 1.5, 2.0, 2.0, 0.5, 0.5, 0.5]


def test_the_inflow_is_the_market_to_a_power():
    town = design(weeks=3, changes=slump(1))
    assert inflow_factors(town, VALUES) == pytest.approx([1.0, 2.0, 2.0])
    off = design(weeks=3, changes=slump(1), switched_off=frozenset({"downturn"}))
    assert inflow_factors(off, VALUES).tolist() == [1.0, 1.0, 1.0]


def test_the_mean_number_of_newcomers_follows_the_formula():
    weekly = [
        np.bincount(newcomers(design(changes=slump(20)), VALUES, TOWN, luck_of(s, 0), 0)[1], minlength=41)
        for s in range(30)
    ]
    calm, low = np.mean(weekly, axis=0)[1:21], np.mean(weekly, axis=0)[21:]
    usual = 2000 * 0.5 / 52
    for counts, mean in ((calm, usual), (low, 2 * usual)):
        assert abs(counts.mean() - mean) < 4 * np.sqrt(mean / (30 * 20))


def test_a_newcomer_is_addressed_by_week_and_number():
    ids, weeks = newcomers(design(), VALUES, TOWN, LUCK, 0)
    assert (weeks[:2000] == 0).all() and (np.diff(weeks) >= 0).all()
    first = person_ids(0, 1, NEWCOMER)[0]
    for week in range(1, 41):
        own = ids[weeks == week]
        assert own.tolist() == (first + (week - 1) * MOST_A_WEEK + np.arange(len(own))).tolist()
    assert newcomers(design(), VALUES, TOWN, LUCK, 1)[1].tolist() == [0] * 60


def test_a_change_leaves_earlier_newcomers_and_their_contacts_alone():
    calm, low = (
        TrustExperiment(town, rng=4, equilibrium=first_guess(town)).people
        for town in (design(200, 20), design(200, 20, slump(10, 0.1)))
    )
    early, same = calm[calm.arrival_week <= 10], low[low.arrival_week <= 10]
    for name in ("id", "arrival_week", "coach", "age", "level", "trust", "next_contact"):
        assert early[name].tobytes() == same[name].tobytes(), name
    assert (low.arrival_week > 10).sum() > 1.3 * (calm.arrival_week > 10).sum()


def running(week=10, **more):
    """Return what the check of a change in a running model needs."""
    town = design(changes=slump(20), **more)
    record = parameter_record({"inflow_market": 0.5}, town.switched_off, np.zeros((9, 4)))
    is_open = any(group.open for group in town.groups)
    return SimpleNamespace(design=town, week=week, parameters=record, is_open=is_open)


@pytest.mark.parametrize("value", [0.25, 2.0])
def test_a_labour_market_that_would_bring_other_newcomers_is_set_in_the_design(value):
    with pytest.raises(VexError, match=r"give the change to the design: Change\(week=10, scope='labour_market'"):
        check_market(running(), value)


def test_a_labour_market_that_leaves_the_newcomers_as_they_are_can_be_set_in_a_running_model():
    check_market(running(week=10), 1.0)
    check_market(running(week=20), 0.25)
    check_market(running(switched_off=frozenset({"downturn"})), 0.25)
    closed = running()
    closed.is_open = False
    check_market(closed, 0.25)


def test_a_running_model_refuses_and_keeps_its_market():
    model = running()
    model.town = empty_records(TOWN_RECORD, 1)
    model.town.labour_market = 1.0
    with pytest.raises(VexError, match="before week 0"):
        ExperimentModel.set_lever(model, "labour_market", "labour_market", 0.25)
    assert model.town[0].labour_market == 1.0
    ExperimentModel.set_lever(model, "labour_market", "displacement", 0.25)
    assert model.town[0].displacement == 0.25


def test_more_newcomers_than_addresses_are_refused(monkeypatch):
    monkeypatch.setattr(inflow, "MOST_A_WEEK", 3)
    with pytest.raises(InflowError, match="at most 3 people come into a group in a week; got"):
        newcomers(design(), VALUES, TOWN, LUCK, 0)
