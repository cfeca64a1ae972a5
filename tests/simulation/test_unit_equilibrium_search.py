"""Unit: the search for the equilibrium: expected worsenings of the members of week 0."""

import math

import numpy as np
import pytest
from worlds import two_groups

from simulation.equilibrium import first_guess
from simulation.equilibrium_search import sum_worsening
from simulation.experiment import TrustExperiment
from simulation.people import FINANCES, HOUSING, MENTAL


@pytest.fixture
def world():
    """Return a world without web and bandwidth, of people without problems; the base rate is 0.01 · (level + 1)."""
    design = two_groups(
        size=3, weeks=4, switched_off=frozenset({"web", "bandwidth"}), parameters={"vulnerability": 0.4}
    )
    world = TrustExperiment(design, rng=1, equilibrium=first_guess(design)).world
    world.people.level, world.people.vulnerability, world.people.help = 0, 0.0, 0
    world.people.arrival_week = 0
    world.p[0].worsen[:] = 0.01 * np.arange(1, 5)
    return world


def sums_of(world):
    sums = np.zeros((9, 4))
    sum_worsening(world, sums)
    return sums


def test_chances_add_up_by_domain_and_level(world):
    people = world.people
    people.level[:, FINANCES] = (0, 1, 1, 3, 4, 4)[: len(people)]
    expected = np.zeros((9, 4))
    expected[:, 0] = 0.01 * len(people)
    expected[FINANCES] = (0.01, 2 * 0.02, 0.0, 0.04)  # at level 4 nothing can worsen
    assert sums_of(world) == pytest.approx(expected)


def test_vulnerability_counts_and_who_came_later_does_not(world):
    world.people.vulnerability[0] = 2.0
    world.people.arrival_week[1:] = 3
    expected = np.zeros((9, 4))
    expected[:, 0] = 0.01 * math.exp(0.4 * 2.0)
    assert sums_of(world) == pytest.approx(expected)


def test_sums_are_added_to_what_stands_there(world):
    sums = np.ones((9, 4))
    sum_worsening(world, sums)
    assert sums[HOUSING, 0] == pytest.approx(1.0 + 0.06) and sums[MENTAL, 3] == 1.0
