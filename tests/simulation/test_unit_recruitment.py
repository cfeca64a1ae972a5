"""Recruitment: chances, calls under finite hours, the lot, and refused values."""

import math
from dataclasses import replace

import numpy as np
import pytest
from recruitment_samples import PLAN, numbers, small_town

from simulation.design import Group
from simulation.people import NEIGHBOURHOODS, PERSON_RECORD, empty_records
from simulation.recruitment import (
    Callers,
    Recruitment,
    are_excluded,
    asked_individually,
    attempts_until_reached,
    divide_by_lot,
    in_target_population,
    second_thoughts_chance,
    sign_up_chance,
    steps_out_chance,
)

EVERYONE_ANSWERS = {"answers_call": 1.0, "call_hours": 0.25, "talk_hours": 0.75}


def test_signing_up_is_a_logit_of_appeal_trust_confidence_and_load():
    p = numbers(signs_up_trust=2.0, signs_up_confidence=3.0, signs_up_load=-4.0, trust_mean=0.4, confidence_mean=0.5)
    utility = -1.0 + 2.0 * (0.6 - 0.4) + 3.0 * (0.7 - 0.5) - 4.0 * (18 / 36 - 0.25)
    assert sign_up_chance(-1.0, 0.6, 0.7, 18, p) == pytest.approx(1 / (1 + math.exp(-utility)))


def test_without_selection_only_the_channel_counts():
    p = numbers(switched_off=["selection"])
    anybody = sign_up_chance(-1.0, np.array([0.1, 0.9]), np.array([0.1, 0.9]), np.array([0, 36]), p)
    assert anybody == pytest.approx(1 / (1 + math.exp(1.0)))


def test_attempts_are_geometric():
    u = (np.arange(100_000) + 0.5) / 100_000
    number = attempts_until_reached(u, 0.35)
    for attempt in (1, 2, 3):
        assert (number == attempt).mean() == pytest.approx(0.35 * 0.65 ** (attempt - 1), abs=1e-4)


def test_with_chance_1_the_first_attempt_succeeds():
    assert attempts_until_reached(np.array([1e-10, 0.5, 1.0 - 1e-10]), 1.0).tolist() == [1, 1, 1]


def test_second_thoughts_come_week_by_week():
    p = numbers(second_thoughts=0.01)
    stays = 1.0 - second_thoughts_chance(0.3, np.array([0, 1, 6]), p)
    assert stays[0] == 1.0
    assert stays[2] == pytest.approx(stays[1] ** 6)
    assert second_thoughts_chance(0.5, 1, p) == pytest.approx(0.01, rel=0.01)
    assert second_thoughts_chance(0.3, 6, numbers(switched_off=["second_thoughts"])) == 0.0


def test_more_withdraw_where_nothing_changes_and_trust_is_low():
    p = numbers(steps_out=0.02, disappointed_leave=3.0)
    chance = steps_out_chance(np.array([0.5, 0.5, 0.2]), np.array([False, True, True]), p)
    assert chance == pytest.approx([0.02, 0.06, 0.078])
    calm = numbers(switched_off=["disappointment"], steps_out=0.02, disappointed_leave=3.0)
    assert steps_out_chance(0.5, True, calm) == pytest.approx(0.02)
    assert steps_out_chance(0.5, True, numbers(switched_off=["withdrawal"])) == 0.0


def test_the_lot_fills_groups_in_proportion():
    lots = np.random.default_rng(1).random(798)
    assert np.bincount(divide_by_lot(lots, [200, 199, 199, 200])).tolist() == [200, 199, 199, 200]
    for people in (1, 7, 803):
        counts = np.bincount(divide_by_lot(lots[:1].repeat(people), [3, 1]), minlength=2)
        assert counts.sum() == people
        assert abs(counts[0] - 0.75 * people) <= 0.5


def test_the_lot_depends_on_lot_numbers_only():
    lots = np.array([0.9, 0.1, 0.5, 0.3])
    assert divide_by_lot(lots, [1, 1]).tolist() == [1, 0, 1, 0]
    assert divide_by_lot(lots[::-1], [1, 1]).tolist() == [0, 1, 0, 1]


def called(people=500, signed=0, chance=1.0, plan=PLAN, **overrides):
    u = np.full((people, 2), 0.5)
    order = np.linspace(0.0, 1.0, people)
    return asked_individually(plan, order, u, np.full(people, chance), signed, numbers(**EVERYONE_ANSWERS | overrides))


def test_calls_take_the_hours_that_coaches_have():
    plan = replace(PLAN, hours_week=10.0, callers=(Callers(coaches=1, from_week=-3), Callers(coaches=2, from_week=-1)))
    week, agrees = called(plan=plan)
    assert [int((week == back).sum()) for back in (-3, -2, -1)] == [10, 10, 30]
    assert agrees.sum() == 50
    assert (np.flatnonzero(agrees) == np.arange(50)).all()


def test_calling_stops_at_the_end_of_the_week_that_passes_the_target():
    plan = replace(PLAN, target=101, hours_week=20.0, callers=(Callers(coaches=2, from_week=-9),))
    week, agrees = called(plan=plan)
    assert agrees.sum() == 120
    assert set(week.tolist()) == {-9, -8, -7, 0}
    assert called(plan=plan, signed=22)[1].sum() == 80
    assert called(plan=plan, signed=101)[1].sum() == 0
    assert not called(plan=plan, signed=101)[0].any()


def test_failed_calls_cost_time_and_bring_no_sign_up():
    plan = replace(PLAN, hours_week=9.0, callers=(Callers(coaches=1, from_week=-1),))
    week, agrees = called(plan=plan, answers_call=0.01, call_attempts=3.0)
    assert not agrees.any() and not week.any()


def test_nobody_is_called_without_callers():
    assert not called(plan=replace(PLAN, callers=()))[1].any()


def test_a_visit_costs_travel_time():
    plan = replace(PLAN, hours_week=12.0, approach="doorstep", callers=(Callers(coaches=1, from_week=-1),))
    week, _ = called(plan=plan, found_at_door=1.0, travel_hours=2.25)
    assert (week == -1).sum() == 4


def test_target_group_and_exclusions():
    people = empty_records(PERSON_RECORD, 6)
    people.age = [26.9, 27.0, 40.0, 40.0, 40.0, 40.0]
    people.status_holder[2] = 1
    people.neighbourhood = [1, 1, 1, 0, 1, 1]
    people.employability = [0.3, 0.3, 0.3, 0.3, 0.5, 0.3]
    people.benefit_weeks = [104.0, 104.0, 104.0, 104.0, 104.0, 103.0]
    plan = replace(PLAN, neighbourhoods=("Noord",), employability_to=0.4, years_on_benefit=2.0)
    assert NEIGHBOURHOODS[1] == "Noord"
    assert in_target_population(people, plan).tolist() == [True, True, True, False, False, False]
    assert are_excluded(people, plan).tolist() == [True, False, True, False, False, False]
    assert are_excluded(people, replace(plan, status_holders=True)).tolist() == [True] + [False] * 5


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"target": 0}, "at least one sign-up is wanted; got 0"),
        ({"from_age": 12.0}, "between 18 and 65"),
        ({"neighbourhoods": ("Nord",)}, "'Nord' is no neighbourhood"),
        ({"employability_to": 1.5}, "between 0 and 1; got 1.5"),
        ({"years_on_benefit": -1.0}, "0 or more; got -1"),
        ({"letters_week": 3}, "letters go out in week -52 to -1; got week 3"),
        ({"meetings_week": 0}, "meetings are held in week -52 to -1; got week 0"),
        ({"meetings": -1}, "0 meetings or more; got -1"),
        ({"approach": "e-mail"}, "by telephone or at the doorstep; got 'e-mail'"),
        ({"hours_week": 50.0}, "0 to 40 hours a week for it; got 50"),
    ],
)
def test_an_impossible_recruitment_is_refused(changes, words):
    with pytest.raises(ValueError, match=words):
        Recruitment(**{"pool": "town", "target": 100} | changes)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"recruitment": None}, "only where there is a"),
        ({"recruitment": replace(PLAN, pool="twon")}, "'twon' is no group"),
        ({"recruitment": replace(PLAN, pool="free")}, "the pool free has size 0"),
        ({"groups": (Group(name="town", size=9),)}, "nobody could start"),
        ({"groups": (Group(name="town", size=9), Group(name="x", size=3, lot=1.0))}, "has size 0; got 3"),
        ({"groups": (Group(name="town", size=9), Group(name="x", size=0, lot=1.0, open=True))}, "new recipients"),
    ],
)
def test_groups_that_do_not_fit_the_recruitment_are_refused(changes, words):
    with pytest.raises(ValueError, match=words):
        small_town(**changes)
