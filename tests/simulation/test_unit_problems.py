"""Unit: problems: the chance to worsen, levels and their bounds, and shocks."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from person_samples import somebody

from simulation.equilibrium_search import shares_above
from simulation.parameters import parameter_record
from simulation.people import (
    COUPLE,
    DOMAINS,
    FINANCES,
    HOUSING,
    IN_SERVICE,
    LEFT_FOR_WORK,
    MENTAL,
    NO_HELP,
    ON_BENEFIT,
    SINGLE,
    SINGLE_PARENT,
)
from simulation.problems import drift_of_problem, ease, problem_load, strike, worsen, worsening_chance

PROPERTY = settings(deadline=None, derandomize=True)
RATES = np.arange(1.0, 37.0).reshape(9, 4) / 1e4
P = parameter_record(
    {"vulnerability": 0.4, "stress_worsens": 0.5, "service_protects": 0.6, "web_scale": 1.0,
     "web_finances__mental_health": 0.8},
    (), RATES,
)[0]  # fmt: skip


def burdened(level, help_now=NO_HELP):
    person = somebody()
    person.level[:], person.help[:] = 0, NO_HELP
    person.level[MENTAL], person.level[FINANCES] = level, 2
    person.help[MENTAL] = help_now
    person.vulnerability, person.stress = 1.5, 0.4
    return person


@pytest.mark.parametrize("level", range(4))
def test_the_chance_to_worsen_follows_the_formula_with_the_rate_of_the_level(level):
    pull = 0.4 * 1.5 + 0.8 * 2 / 4
    expected = RATES[MENTAL, level] * math.exp(pull) * (1 + 0.5 * 0.4)
    assert worsening_chance(burdened(level), MENTAL, P) == pytest.approx(expected)
    assert worsening_chance(burdened(level, IN_SERVICE), MENTAL, P) == pytest.approx(0.6 * expected)


def test_a_draw_just_below_the_chance_worsens_and_just_above_does_not():
    for level in range(4):
        chance = worsening_chance(burdened(level), MENTAL, P)
        for draw, after in ((0.999 * chance, level + 1), (1.001 * chance, level)):
            person = burdened(level)
            drift_of_problem(person, MENTAL, draw, 10.0, P)
            assert person.level[MENTAL] == after


def test_an_acute_problem_does_not_worsen():
    person = burdened(4)
    assert worsening_chance(person, MENTAL, P) == 0.0
    drift_of_problem(person, MENTAL, 0.0, 10.0, P)
    assert person.level[MENTAL] == 4


def test_the_bound_on_the_rates_is_the_largest_of_a_domain():
    assert P.worsen_most.tolist() == pytest.approx(RATES.max(axis=1).tolist())


def test_shares_above_a_level_count_people_by_domain():
    levels = np.zeros((4, 9), dtype=np.int8)
    levels[:, 0] = 0, 1, 3, 4
    assert shares_above(levels)[0].tolist() == [0.75, 0.5, 0.5, 0.25] and not shares_above(levels)[1:].any()


LEVELS = st.integers(0, 4)


@given(st.lists(LEVELS, min_size=9, max_size=9))
@PROPERTY
def test_the_load_is_the_sum_of_the_levels(levels):
    assert problem_load(somebody(level=levels)) == sum(levels)


@given(LEVELS, st.integers(0, 4), st.booleans())
@PROPERTY
def test_levels_stay_within_0_and_4_and_a_problem_that_is_over_is_not_disclosed_any_more(level, steps, disclosed):
    eased, worse = (somebody(level=[1] * 9, disclosed=[1] * 9) for _ in range(2))
    for person in (eased, worse):
        person.level[MENTAL], person.disclosed[MENTAL] = level, disclosed
    ease(eased, MENTAL, steps)
    worsen(worse, MENTAL, steps)
    assert (eased.level[MENTAL], worse.level[MENTAL]) == (max(0, level - steps), min(4, level + steps))
    assert eased.disclosed[MENTAL] == (disclosed and level > steps) and worse.disclosed[MENTAL] == disclosed
    for person in (eased, worse):
        assert np.delete(person.level, MENTAL).tolist() == np.delete(person.disclosed, MENTAL).tolist() == [1] * 8


SHOCKS = {
    "illness": 0.1, "break_up": 0.1, "eviction": 0.1, "crisis": 0.2, "close_worsens": 0.1, "close_eases": 0.2,
    "close_helped": 0.5,
}  # fmt: skip


def struck(switched_off=(), illness=0.5, upheaval=0.5, close=0.5, **fields):
    p = parameter_record(SHOCKS, switched_off, RATES)[0]
    person = somebody(**{"status": ON_BENEFIT, "household": SINGLE} | fields)
    strike(person, illness, upheaval, close, p)
    return person


def levels_of(person):
    return {name: int(level) for name, level in zip(DOMAINS, person.level, strict=True) if level}


@pytest.mark.parametrize(
    ("illness", "levels"),
    [(0.049, {"mental_health": 1}), (0.051, {"physical_health": 1}), (0.099, {"physical_health": 1}), (0.101, {})],
)
def test_an_illness_is_of_the_mind_or_of_the_body_in_half_of_the_cases_each(illness, levels):
    assert levels_of(struck(illness=illness)) == levels
    assert levels_of(struck(("shocks",), illness=illness)) == {}


@pytest.mark.parametrize(("young", "household"), [(0, SINGLE), (1, SINGLE_PARENT)])
def test_a_couple_that_parts_loses_company_and_money(young, household):
    parted = struck(upheaval=0.099, household=COUPLE, young_children=young)
    assert (parted.household, levels_of(parted)) == (household, {"finances": 1, "social_network": 1})
    together = struck(upheaval=0.101, household=COUPLE, young_children=young)
    assert (together.household, levels_of(together)) == (COUPLE, {})
    assert levels_of(struck(upheaval=0.099)) == {}


@pytest.mark.parametrize(
    ("finances", "upheaval", "status", "housing", "crisis"),
    [
        (3, 0.901, ON_BENEFIT, 2, 1),
        (4, 0.901, ON_BENEFIT, 2, 1),
        (2, 0.901, ON_BENEFIT, 0, 0),
        (3, 0.899, ON_BENEFIT, 0, 0),
        (3, 0.901, LEFT_FOR_WORK, 2, 0),
    ],
)
def test_eviction_threatens_people_in_heavy_debt(finances, upheaval, status, housing, crisis):
    person = struck(upheaval=upheaval, status=status, level=[finances] + [0] * 8)
    assert (person.level[HOUSING], person.crisis) == (housing, crisis)


@pytest.mark.parametrize("load", [9, 18, 36])
def test_a_crisis_is_as_frequent_as_the_load_is_heavy(load):
    chance = 0.2 * load / 18
    for u in (1 - chance - 1e-9, 1 - chance + 1e-9):
        person = struck(illness=u, level=[load // 9] * 9)
        assert person.crisis == (u > 1 - chance)
        assert not struck(illness=u, level=[load // 9] * 9, status=LEFT_FOR_WORK).crisis
        assert not struck(("crises",), illness=u, level=[load // 9] * 9).crisis
    assert not struck(illness=1 - 1e-9).crisis


@pytest.mark.parametrize(
    ("close", "before", "known", "burden", "still_known"),
    [
        (0.099, 0, 0, 1, 0),
        (0.099, 4, 0, 4, 0),
        (0.101, 2, 0, 2, 0),
        (0.799, 2, 0, 2, 0),
        (0.801, 2, 0, 1, 0),
        (0.701, 2, 1, 1, 1),  # once it is known it eases half as often again
        (0.699, 2, 1, 2, 1),
        (0.801, 1, 1, 0, 0),
        (0.801, 0, 0, 0, 0),
    ],
)
def test_the_burden_of_people_close_by_grows_and_eases(close, before, known, burden, still_known):
    person = struck(close=close, close_burden=before, close_known=known)
    assert (person.close_burden, person.close_known) == (burden, still_known)
    unmoved = struck(("close_people",), close=close, close_burden=before, close_known=known)
    assert (unmoved.close_burden, unmoved.close_known) == (before, known)
