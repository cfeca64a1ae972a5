"""Unit: demand: the labour market times the offers left, one factor for every way into work."""

import pytest
from work_samples import town

from simulation.demand import demand, downturn, opens


@pytest.mark.parametrize(
    ("market", "left", "need"), [(1.0, 1.0, 1.0), (0.5, 0.8, 0.4), (3.0, 0.5, 1.5), (0.0, 1.0, 0.0)]
)
def test_demand_is_the_labour_market_times_the_offers_left(market, left, need):
    assert demand(town(labour_market=market, offers_left=left)) == pytest.approx(need)


def test_a_door_opens_with_its_chance_times_demand():
    assert opens(0.299, 0.6, 0.5)
    assert not opens(0.301, 0.6, 0.5)


def test_no_demand_opens_no_door_and_much_demand_no_more_than_all():
    assert not opens(1e-12, 1.0, 0.0)
    assert opens(1.0 - 1e-12, 0.5, 5.0)


@pytest.mark.parametrize(
    ("market", "elasticity", "factor"),
    [(1.0, 0.3, 1.0), (0.5, 0.0, 1.0), (0.25, 0.5, 2.0), (4.0, 0.5, 0.5), (0.0, 0.5, 0.1**-0.5), (0.05, 1.0, 10.0)],
)
def test_a_downturn_is_the_market_to_a_power_down_to_a_tenth(market, elasticity, factor):
    assert downturn(market, elasticity) == pytest.approx(factor)
