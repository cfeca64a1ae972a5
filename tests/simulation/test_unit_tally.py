"""Unit: what is counted by group during a week: conversations, appointments, waiting, and the cost of hours."""

import pytest
from contact_samples import rules

from simulation.people import empty_records
from simulation.start import TALLY
from simulation.tally import (
    appointments_lapsed,
    appointments_made,
    coach_cost,
    conversations_due,
    execution_cost,
    service_cost,
    waiting_undated,
)

P = rules(execution_year=2400.0, coach_hour=60.0)


def tally(**counts):
    record = empty_records(TALLY, 1)[0]
    for name, count in counts.items():
        record[name] = count
    return record


@pytest.mark.parametrize(
    ("measure", "count"),
    [
        (conversations_due, "due"),
        (appointments_made, "appointments"),
        (appointments_lapsed, "lapsed"),
        (waiting_undated, "backlog"),
    ],
)
def test_each_count_is_its_own_measure(measure, count):
    counts = {"due": 11.0, "appointments": 7.0, "lapsed": 3.0, "backlog": 5.0, "recipients": 90.0, "clients": 95.0}
    assert measure(tally(**counts), 100.0, P) == counts[count]
    assert measure(tally(**counts | {count: 0.0}), 100.0, P) == 0.0


def test_execution_costs_a_twelfth_of_a_year_for_each_benefit_less_the_hours_that_coaches_spare():
    # 100 benefits at 2400 / 12 euros; 3 hours a week at 60 euros for 52 weeks in 12 months are 780 euros
    assert execution_cost(tally(), 100.0, P) == pytest.approx(20_000.0)
    assert execution_cost(tally(spared_hours=3.0), 100.0, P) == pytest.approx(20_000.0 - 780.0)
    assert execution_cost(tally(cost_hours=3.0), 0.0, P) == 0.0


def test_hours_of_coaches_and_weeks_of_service_are_paid_for_52_weeks_in_12_months():
    assert coach_cost(tally(cost_hours=2.0, spared_hours=9.0), 100.0, P) == pytest.approx(2.0 * 60.0 * 52 / 12)
    assert service_cost(tally(service_cost=300.0, cost_hours=9.0), 100.0, P) == pytest.approx(1300.0)
