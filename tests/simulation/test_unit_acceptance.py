"""Unit: acceptance of work: a logit on gain, worth and burden."""

import math

import pytest
from income_samples import BONUS, EXPERIMENT, policy
from work_samples import never_yet, rules

from simulation.acceptance import acceptance_chance, bound_by_duties
from simulation.income import gain_month
from simulation.people import CARE, LEFT_FOR_WORK, MENTAL, ON_BENEFIT, OUT_OF_WORK, TEMPORARY

P = rules(
    accept=-0.5, accept_gain=0.2, accept_worth=1.5, accept_care=2.0, accept_health=1.0, accept_stress=1.2,
    accept_duty=0.3, accept_part_time=-0.9, full_time_from=32.0,
)  # fmt: skip


def somebody(**fields):
    person = never_yet(self_efficacy=0.6, stress=0.25, **fields)
    person.level[CARE], person.level[MENTAL] = 2, 3
    return person


@pytest.mark.parametrize(
    ("levers", "status", "hours", "more"),
    [
        ({}, ON_BENEFIT, 36.0, 0.3),
        ({"exempt": True}, ON_BENEFIT, 36.0, 0.0),
        ({}, OUT_OF_WORK, 36.0, 0.0),
        (BONUS, ON_BENEFIT, 36.0, 0.3),
        ({}, ON_BENEFIT, 12.0, 0.3 - 0.9),
        (EXPERIMENT, ON_BENEFIT, 12.0, 0.3 - 0.9),
    ],
)
def test_the_chance_follows_the_formula(levers, status, hours, more):
    person, levers = somebody(status=status), policy(**levers)
    gain = gain_month(person, levers, hours, 10.0, 0, P)
    burden = hours / 36 * (2.0 * 2 / 4 + 1.0 * 3 / 4 + 1.2 * 0.25)
    utility = -0.5 + 0.2 * gain / 100 + 1.5 * 0.6 - burden + more
    assert acceptance_chance(person, levers, hours, 10.0, 0, P) == pytest.approx(1 / (1 + math.exp(-utility)))


def test_more_to_keep_part_time_makes_full_time_work_less_worth_while():
    part_timer = somebody(hours=12.0, wage_hour=10.0, contract=TEMPORARY, release_weeks=26)
    kept = acceptance_chance(part_timer, policy(**EXPERIMENT), 36.0, 10.0, 0, P)
    assert kept < acceptance_chance(part_timer, policy(), 36.0, 10.0, 0, P)


@pytest.mark.parametrize(
    ("levers", "status", "exempted", "bound"),
    [({}, ON_BENEFIT, 0, True), ({}, ON_BENEFIT, 1, False), ({"exempt": True}, ON_BENEFIT, 0, False),
     ({}, OUT_OF_WORK, 0, False), ({}, LEFT_FOR_WORK, 0, False)],
)  # fmt: skip
def test_duties_bind_those_on_the_benefit_who_are_not_exempt(levers, status, exempted, bound):
    person = somebody(status=status, exempted=exempted)
    assert bool(bound_by_duties(person, policy(**levers), P)) == bound
    assert not bound_by_duties(person, policy(**levers), rules(["duty"]))
