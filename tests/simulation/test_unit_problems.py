"""Unit: problems: the chance to worsen has a base rate by domain and level."""

import math

import numpy as np
import pytest
from person_samples import somebody

from simulation.equilibrium_search import shares_above
from simulation.parameters import parameter_record
from simulation.people import FINANCES, IN_SERVICE, MENTAL, NO_HELP
from simulation.problems import drift_of_problem, worsening_chance

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
