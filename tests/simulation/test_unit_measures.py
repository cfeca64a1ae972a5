"""Unit: measures of a person: the value of hand-made people, counted by hand."""

import pytest
from contact_samples import policy_with, rules, somebody
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.measures import (
    bonus_paid,
    gets_help,
    health_score,
    is_active_unpaid,
    known_problems,
    ladder_of,
    ladder_step,
    load_of,
    people_known,
    problems_of,
    rapport_of,
    self_reliance_score,
    takes_part_now,
    took_part_in_group,
)
from simulation.people import (
    ACTIVATION,
    FINANCES,
    IN_SERVICE,
    LEFT_FOR_WORK,
    LEFT_OTHERWISE,
    MENTAL,
    ON_BENEFIT,
    OUT_OF_WORK,
    PERMANENT,
    SELF_EMPLOYED,
    SOCIAL,
    TEMPORARY,
    TRIAL_PLACEMENT,
    WAITING,
)

P = rules(full_time_from=32.0)
USUAL = policy_with()
LEVELS = [0, 1, 2, 3, 4, 0, 2, 1, 0]
PROPERTY = settings(deadline=None, derandomize=True)


def value(measure, person, policy=USUAL):
    return measure(person, policy, 10, P)


def with_levels(levels, **fields):
    return somebody(level=levels, **fields)


def helped_in(slot, state=IN_SERVICE, **fields):
    person = somebody(helpers=1, **fields)
    person.help[slot] = state
    return person


def test_levels_add_up_to_load_and_self_reliance_is_5_minus_their_mean():
    assert value(load_of, with_levels(LEVELS)) == 13
    assert value(self_reliance_score, with_levels(LEVELS)) == pytest.approx(5.0 - 13 / 9)
    assert value(self_reliance_score, with_levels([0] * 9)) == 5.0
    assert value(self_reliance_score, with_levels([4] * 9)) == 1.0


@pytest.mark.parametrize(("mental", "physical", "score"), [(0, 0, 5.0), (4, 0, 3.0), (0, 4, 3.0), (4, 4, 1.0)])
def test_health_is_5_minus_the_mean_of_mental_and_physical_health(mental, physical, score):
    assert value(health_score, with_levels([4, mental, physical, 4, 4, 4, 4, 4, 4])) == score
    assert value(health_score, with_levels([0, mental, physical, 0, 0, 0, 0, 0, 0])) == score


def test_a_problem_is_a_level_of_2_or_more():
    assert value(problems_of, with_levels(LEVELS)) == 4
    assert value(problems_of, with_levels([1] * 9)) == 0
    assert value(problems_of, with_levels([2] * 9)) == 9


def test_only_problems_that_were_disclosed_are_known():
    # told: the domains at levels 0, 1, 2 and 4; of these two are problems
    person = with_levels(LEVELS, disclosed=[1, 1, 1, 0, 1, 0, 0, 0, 0])
    assert value(known_problems, person) == 2


@PROPERTY
@given(st.lists(st.integers(0, 4), min_size=9, max_size=9), st.lists(st.integers(0, 1), min_size=9, max_size=9))
def test_no_more_problems_are_known_than_there_are(levels, disclosed):
    person = with_levels(levels, disclosed=disclosed)
    assert 0 <= value(known_problems, person) <= value(problems_of, person) == sum(level >= 2 for level in levels)
    assert value(known_problems, with_levels(levels, disclosed=[1] * 9)) == value(problems_of, person)
    assert 1.0 <= value(self_reliance_score, person) <= 5.0


@pytest.mark.parametrize(
    ("person", "step"),
    [
        (somebody(status=LEFT_FOR_WORK, contract=SELF_EMPLOYED), 6),
        (somebody(status=ON_BENEFIT, contract=TEMPORARY, unpaid_activity=1), 5),
        (somebody(status=ON_BENEFIT, contract=TRIAL_PLACEMENT), 5),
        (somebody(status=OUT_OF_WORK, contract=PERMANENT), 5),
        (helped_in(ACTIVATION, unpaid_activity=1), 4),
        (helped_in(ACTIVATION), 3),
        (helped_in(SOCIAL), 3),
        (helped_in(ACTIVATION, WAITING), 2),
        (helped_in(MENTAL), 2),
        (somebody(), 2),
        (with_levels([4, 4, 4, 4, 4, 2, 4, 4, 4]), 2),
        (with_levels([0, 0, 0, 0, 0, 3, 0, 0, 0]), 1),
        (somebody(status=OUT_OF_WORK), 2),
    ],
)
def test_the_step_on_the_participation_ladder(person, step):
    assert ladder_step(person) == value(ladder_of, person) == step


def test_who_is_isolated_and_gets_company_is_on_the_step_of_those_who_get_it():
    person = helped_in(SOCIAL)
    person.level[SOCIAL] = 4
    assert ladder_step(person) == 3


def test_help_counts_once_it_has_begun_in_whatever_slot():
    for slot in (FINANCES, MENTAL, ACTIVATION):
        assert value(gets_help, helped_in(slot)) == 1.0
        assert value(gets_help, helped_in(slot, WAITING)) == 0.0
    assert value(gets_help, somebody()) == 0.0
    both = helped_in(FINANCES, WAITING)
    both.helpers, both.help[ACTIVATION] = 2, IN_SERVICE
    assert value(gets_help, both) == 1.0


def test_an_unpaid_activity_is_counted_while_it_lasts():
    assert [value(is_active_unpaid, somebody(unpaid_activity=active)) for active in (0, 1)] == [0.0, 1.0]


def test_who_was_ever_at_a_session_took_part_in_a_group_and_people_known_are_counted():
    assert [value(took_part_in_group, somebody(sessions=sessions)) for sessions in (0, 1, 9)] == [0.0, 1.0, 1.0]
    assert [value(people_known, somebody(acquaintances=known)) for known in (0, 1, 7)] == [0, 1, 7]


@pytest.mark.parametrize(
    ("status", "withdrawn", "takes_part"),
    [(ON_BENEFIT, 0, 1.0), (ON_BENEFIT, 1, 0.0), (LEFT_FOR_WORK, 0, 0.0), (OUT_OF_WORK, 0, 0.0)],
)
def test_who_takes_part_is_on_the_benefit_and_has_not_stepped_out(status, withdrawn, takes_part):
    assert value(takes_part_now, somebody(status=status, withdrawn=withdrawn)) == takes_part


@pytest.mark.parametrize(
    ("status", "contract", "hours", "bonus"),
    [
        (LEFT_FOR_WORK, TEMPORARY, 32.0, 200.0),
        (LEFT_FOR_WORK, SELF_EMPLOYED, 40.0, 200.0),
        (LEFT_FOR_WORK, TEMPORARY, 31.9, 0.0),
        (ON_BENEFIT, TEMPORARY, 36.0, 0.0),
        (OUT_OF_WORK, TEMPORARY, 36.0, 0.0),
        (LEFT_OTHERWISE, TEMPORARY, 36.0, 0.0),
    ],
)
def test_a_bonus_of_2400_a_year_is_200_a_month_in_full_time_work_off_the_benefit(status, contract, hours, bonus):
    person = somebody(status=status, contract=contract, hours=hours)
    assert value(bonus_paid, person, policy_with(exit_bonus_year=2400.0)) == pytest.approx(bonus)
    assert value(bonus_paid, person, policy_with(exit_bonus_year=0.0)) == 0.0
    without = rules(("bonus",), full_time_from=32.0)
    assert bonus_paid(person, policy_with(exit_bonus_year=2400.0), 10, without) == 0.0


@pytest.mark.parametrize(("contact", "department", "rapport"), [(0.7, 0.2, 0.7), (0.1, 0.4, 0.4)])
def test_rapport_is_that_with_whom_the_person_is_closest_to(contact, department, rapport):
    assert value(rapport_of, somebody(rapport=contact, rapport_department=department)) == rapport
