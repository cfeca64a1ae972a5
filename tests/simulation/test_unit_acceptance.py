"""Unit: acceptance of work: a logit on gain, worth and burden."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from income_samples import BONUS, EXPERIMENT, PROPERTY, SHARE, policy
from work_samples import never_yet, rules

from simulation.acceptance import acceptance_chance, bound_by_duties, is_chosen, own_utility
from simulation.income import gain_month
from simulation.people import CARE, LEFT_FOR_WORK, MENTAL, ON_BENEFIT, OUT_OF_WORK, PHYSICAL, TEMPORARY

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


def push_of_duties_only(status, hours):
    """Return the chances of accepting with the push of duties and, by the logit, without it."""
    person = somebody(status=status)
    own = 1 / (1 + math.exp(-own_utility(person, policy(), hours, 10.0, 0, P)))
    return acceptance_chance(person, policy(), hours, 10.0, 0, P), own


@pytest.mark.parametrize("hours", [12.0, 36.0])
def test_the_own_utility_is_that_of_the_formula_without_duties_for_bound_and_free_people(hours):
    person = somebody(status=ON_BENEFIT)
    part_time = -0.9 if hours < 32 else 0.0
    burden = hours / 36 * (2.0 * 2 / 4 + 1.0 * 3 / 4 + 1.2 * 0.25)
    expected = -0.5 + 0.2 * gain_month(person, policy(), hours, 10.0, 0, P) / 100 + 1.5 * 0.6 - burden + part_time
    assert own_utility(person, policy(), hours, 10.0, 0, P) == pytest.approx(expected)
    pushed, own = push_of_duties_only(ON_BENEFIT, hours)
    assert math.log(pushed / (1 - pushed)) - math.log(own / (1 - own)) == pytest.approx(0.3)
    pushed, own = push_of_duties_only(OUT_OF_WORK, hours)
    assert pushed == pytest.approx(own)


@PROPERTY
@given(SHARE, SHARE, st.integers(0, 4), st.integers(0, 4), st.floats(8.0, 40.0), st.floats(9.0, 30.0))
def test_acceptance_is_a_chance_that_worth_raises_and_burden_lowers(worth, stress, care, mental, hours, wage):
    def chance(**changes):
        person = never_yet(**{"self_efficacy": 0.5 * worth, "stress": 0.5 * stress} | changes)
        person.level[CARE], person.level[MENTAL] = care, mental
        return acceptance_chance(person, policy(), hours, wage, 0, P)

    assert 0.0 < chance() < 1.0
    assert chance(self_efficacy=0.5 * worth + 0.5) > chance()
    assert chance(stress=0.5 * stress + 0.5) < chance()
    own = own_utility(never_yet(), policy(), hours, wage, 0, P)
    for field, weight in ((CARE, 2.0), (MENTAL, 1.0), (PHYSICAL, 1.0)):
        person = never_yet()
        person.level[field] = 4
        assert own - own_utility(person, policy(), hours, wage, 0, P) == pytest.approx(weight * hours / 36)


def test_work_is_chosen_if_a_lead_brought_it_or_if_no_push_of_duties_was_needed():
    pushed, own = push_of_duties_only(ON_BENEFIT, 36.0)
    between = 0.5 * (pushed + own)
    assert own < between < pushed
    person = somebody(status=ON_BENEFIT, lead_until=8)
    assert is_chosen(person, policy(), 36.0, 10.0, own - 1e-9, 8, P)
    assert not is_chosen(person, policy(), 36.0, 10.0, between, 8, P)  # the lead is over in the week of its end
    assert is_chosen(person, policy(), 36.0, 10.0, between, 7, P)
