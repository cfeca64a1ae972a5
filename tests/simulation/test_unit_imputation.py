"""Unit: imputation: distances on given values, and the donors that are alike or nearest."""

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from income_samples import PROPERTY

from simulation.imputation import ALIKE, NEAREST, choose_alike, distance_within

VALUES = arrays(float, 4, elements=st.floats(-5.0, 5.0))
GIVEN = arrays(bool, 4)


@PROPERTY
@given(VALUES, GIVEN, VALUES)
def test_the_distance_is_that_of_the_given_values(own, given, other):
    expected = float(((own - other)[given] ** 2).sum())
    assert math.isclose(distance_within(own, given, other, np.inf), expected, abs_tol=1e-12)
    assert distance_within(own, given, other, expected + 1e-9) < np.inf
    if expected > 1e-6:
        assert distance_within(own, given, other, 0.5 * expected) == np.inf


def chosen_from(own, given, theirs):
    """Return the donors that can be chosen for one person, in the order of the uniforms that choose them."""
    donors, chosen = np.array(theirs, dtype=float)[:, None], []
    for u in np.linspace(0.0005, 0.9995, 1000):
        number = np.empty(1, dtype=np.int64)
        choose_alike(np.array([[own]], dtype=float), np.array([[given]]), donors, np.array([u]), number)
        if not chosen or number[0] != chosen[-1]:
            chosen.append(int(number[0]))
    return chosen


def test_with_few_donors_alike_the_nearest_are_chosen_from():
    theirs = np.arange(40.0)[::-1]  # the donor at the end is at 0
    assert chosen_from(0.0, True, theirs) == list(range(30, 40))
    assert len(chosen_from(0.0, True, theirs)) == NEAREST


def test_with_many_donors_alike_all_of_them_are_chosen_from():
    theirs = [*np.linspace(-ALIKE, ALIKE, 25), ALIKE + 0.01, -ALIKE - 0.01, 3.0]
    assert chosen_from(0.0, True, theirs) == list(range(25))


def test_a_value_that_is_not_given_does_not_count():
    assert chosen_from(0.0, False, np.arange(12.0)) == list(range(12))


def test_every_person_has_donors_of_his_or_her_own():
    theirs = np.repeat(np.arange(3.0), 30)[:, None]
    own, given, chosen = np.array([[2.0], [0.0], [1.0]]), np.ones((3, 1), dtype=bool), np.empty(3, dtype=np.int64)
    choose_alike(own, given, theirs, np.array([0.0, 0.5, 0.999]), chosen)
    assert chosen.tolist() == [60, 15, 59]
