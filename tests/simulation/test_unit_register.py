"""Unit: the benefit register: a month of hand-made people."""

import pytest
from contact_samples import rules, somebody

from simulation.people import LEFT_FOR_WORK, NO_WORK, ON_BENEFIT, TEMPORARY, TRIAL_PLACEMENT, empty_records
from simulation.register import MONTH, close_month, exit_threshold_month

P = rules(exit_threshold=0.7, wage=9.0, minimum_wage_hours=36.0)
THRESHOLD = 0.7 * 9.0 * 36.0 * 52 / 12


def closed(benefit, earnings, **fields):
    """Return the entry of a month with these euros, and what is left for the next."""
    month, entry = empty_records(MONTH, 2)
    month.benefit, month.earnings = benefit, earnings
    close_month(month, entry, somebody(**fields), P)
    return entry, month


def test_an_exit_to_work_begins_at_a_share_of_the_full_time_minimum_wage_of_a_month():
    assert exit_threshold_month(P) == pytest.approx(982.8)
    assert exit_threshold_month(P) == pytest.approx(THRESHOLD)


@pytest.mark.parametrize(("earnings", "exits"), [(THRESHOLD + 0.01, 1), (THRESHOLD - 0.01, 0), (0.0, 0)])
@pytest.mark.parametrize("status", [ON_BENEFIT, LEFT_FOR_WORK])
def test_the_earnings_of_the_month_make_an_exit_whatever_the_benefit(earnings, exits, status):
    entry, _ = closed(100.0, earnings, status=status)
    assert (entry.exit_work, entry.on_benefit) == (exits, int(status == ON_BENEFIT))
    assert (entry.benefit, entry.earnings) == (100.0, earnings)


@pytest.mark.parametrize(("contract", "hours"), [(TEMPORARY, 24.0), (TRIAL_PLACEMENT, 0.0), (NO_WORK, 0.0)])
def test_hours_in_the_register_are_paid_hours(contract, hours):
    entry, _ = closed(0.0, 0.0, contract=contract, hours=24.0)
    assert entry.hours == hours


def test_the_next_month_begins_with_nothing():
    _, month = closed(700.0, 300.0)
    assert (month.benefit, month.earnings) == (0.0, 0.0)
