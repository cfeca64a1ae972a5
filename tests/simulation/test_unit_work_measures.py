"""Unit: measures of benefit status and work: the value of hand-made people, counted by hand."""

import pytest
from contact_samples import policy_with, rules, somebody

from simulation.people import (
    LEFT_FOR_WORK,
    LEFT_OTHERWISE,
    NO_WORK,
    ON_BENEFIT,
    OUT_OF_WORK,
    PERMANENT,
    SELF_EMPLOYED,
    TEMPORARY,
    TRIAL_PLACEMENT,
)
from simulation.work_measures import (
    earned_beside_benefit,
    earns_beside_benefit,
    held_work,
    is_off_benefit,
    is_out_of_work,
    is_recipient,
    left_for_work,
    left_otherwise,
)

P, USUAL = rules(), policy_with()


def value(measure, **fields):
    return measure(somebody(**fields), USUAL, 10, P)


@pytest.mark.parametrize(
    ("status", "recipient", "otherwise"),
    [(ON_BENEFIT, 1.0, 0.0), (LEFT_FOR_WORK, 0.0, 0.0), (OUT_OF_WORK, 0.0, 0.0), (LEFT_OTHERWISE, 0.0, 1.0)],
)
def test_everybody_is_on_the_benefit_or_off_it(status, recipient, otherwise):
    assert value(is_recipient, status=status) == recipient
    assert value(is_off_benefit, status=status) == 1.0 - recipient
    assert value(left_otherwise, status=status) == otherwise


@pytest.mark.parametrize("status", [ON_BENEFIT, LEFT_FOR_WORK, OUT_OF_WORK, LEFT_OTHERWISE])
def test_an_exit_to_work_counts_for_good_and_once(status):
    assert [value(left_for_work, status=status, exits_to_work=exits) for exits in (0, 1, 3)] == [0.0, 1.0, 1.0]
    assert value(left_for_work, status=status, household_exits=1) == 0.0
    assert [value(held_work, status=status, exits_to_work=1, durable=held) for held in (0, 1)] == [0.0, 1.0]


@pytest.mark.parametrize(
    ("status", "contract", "out"),
    [
        (OUT_OF_WORK, NO_WORK, 1.0),
        (OUT_OF_WORK, TRIAL_PLACEMENT, 1.0),  # not paid
        (OUT_OF_WORK, TEMPORARY, 0.0),
        (OUT_OF_WORK, SELF_EMPLOYED, 0.0),
        (ON_BENEFIT, NO_WORK, 0.0),
        (LEFT_OTHERWISE, NO_WORK, 0.0),
    ],
)
def test_out_of_work_is_who_lost_work_off_the_benefit_and_has_no_paid_work(status, contract, out):
    assert value(is_out_of_work, status=status, contract=contract) == out


@pytest.mark.parametrize(
    ("status", "contract", "earned"),
    [
        (ON_BENEFIT, TEMPORARY, 520.0),  # 12 hours a week at 10 euros for 52 weeks in 12 months
        (ON_BENEFIT, PERMANENT, 520.0),
        (ON_BENEFIT, SELF_EMPLOYED, 520.0),
        (ON_BENEFIT, TRIAL_PLACEMENT, 0.0),
        (ON_BENEFIT, NO_WORK, 0.0),
        (OUT_OF_WORK, TEMPORARY, 0.0),
        (LEFT_FOR_WORK, TEMPORARY, 0.0),
    ],
)
def test_earnings_beside_the_benefit_are_those_of_paid_work_on_it(status, contract, earned):
    work = {"status": status, "contract": contract, "hours": 12.0, "wage_hour": 10.0}
    assert value(earned_beside_benefit, **work) == pytest.approx(earned)
    assert value(earns_beside_benefit, **work) == (1.0 if earned else 0.0)
