"""Behaviour: flow and stock of an open town: entrants and leavers add up, and entrants leave faster than the stock."""

from dataclasses import replace

import pytest
from worlds import usual_equilibrium

from calibration.flows import PUBLISHED_SHARES, town, town_shares
from simulation.design import Group
from simulation.experiment import TrustExperiment
from simulation.measures import INDEX


@pytest.fixture(scope="module")
def town_flows():
    design = replace(town(), groups=(Group(name="recipients", size=1500, open=True),))
    model = TrustExperiment(design, rng=1, equilibrium=usual_equilibrium())
    return town_shares(model), model


def test_every_figure_is_a_share(town_flows):
    values, _ = town_flows
    assert set(values) == set(PUBLISHED_SHARES)
    assert all(0.0 < value < 1.0 for value in values.values())


def test_entrants_minus_leavers_equal_the_change_of_the_stock(town_flows):
    values, model = town_flows
    recipients = model.book.series[:, 0, INDEX["recipients"]]
    change = (values["inflow_rate"] - values["all_exits"]) * recipients[53:].mean()
    assert change == pytest.approx(recipients[104] - recipients[52])


def test_the_flow_over_the_stock_exceeds_the_loss_of_a_stock(town_flows):
    values, _ = town_flows
    assert values["all_exits"] > values["stock_all_exits"] > values["stock_work_exits"]
    assert values["all_exits"] > values["work_exits"] > values["stock_work_exits"]
