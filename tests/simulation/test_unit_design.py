"""Unit: a design checks its numbers."""

from dataclasses import replace

import numpy as np
import pytest
from worlds import two_groups

from simulation.appointments import LEAST_PROMISED
from simulation.design import Change, CoachPost, Group
from simulation.levers import LEVERS

WRONG = (("52", TypeError), (True, TypeError), (52.5, ValueError), (float("nan"), ValueError), (np.inf, ValueError))


def change(week):
    return Change(week=week, scope="labour_market", lever="labour_market", value=0.5)


@pytest.mark.parametrize(("value", "error"), WRONG)
def test_a_number_that_is_not_whole_is_refused_with_rule_and_value(value, error):
    builders = {
        "weeks": lambda: two_groups(weeks=value),
        "town": lambda: two_groups(town=value),
        "least_age": lambda: two_groups(least_age=value),
        "ends": lambda: two_groups(ends=value),
        "size": lambda: Group(name="usual", size=value),
        "cohort": lambda: Group(name="usual", size=5, cohort=value),
        "arrives": lambda: CoachPost(arrives=value),
        "leaves": lambda: CoachPost(leaves=value),
        "week": lambda: change(value),
    }
    for name, build in builders.items():
        with pytest.raises(error, match=rf"^{name} is a whole number; got {value!r}$"):
            build()


@pytest.mark.parametrize(("value", "error"), [("1", TypeError), (False, TypeError), (float("nan"), ValueError)])
def test_a_wrong_number_of_hours_or_weight_is_refused(value, error):
    for name, build in {"fte": CoachPost, "lot": lambda lot: Group(name="usual", size=0, lot=lot)}.items():
        with pytest.raises(error, match=rf"^{name} is a number; got {value!r}$"):
            build(**{name: value})


def test_numpy_integers_and_whole_floats_become_ints():
    design = replace(two_groups(), weeks=np.int64(20), town=7000.0, ends=np.int16(8))
    assert design == replace(two_groups(), weeks=20, town=7000, ends=8)
    numbers = (design.weeks, design.town, design.ends, change(np.uint8(3)).week, Group(name="a", size=5.0).size)
    assert [type(number) for number in numbers] == [int] * 5


def test_a_policy_promises_no_conversation_or_at_least_one_in_two_years():
    for promised in (0.0, 0.5, 52.0):
        assert Group(name="few", size=1, policy={"contacts_per_year": promised}).policy["contacts_per_year"] == promised
    for promised in (0.1, 0.25, 0.49):
        with pytest.raises(ValueError, match=rf"^contacts_per_year is 0, or 0.5 a year or more; got {promised}$"):
            Group(name="few", size=1, policy={"contacts_per_year": promised})
    assert LEVERS["policy"]["contacts_per_year"].least == LEAST_PROMISED


def test_people_keep_their_client_manager_so_that_a_handover_is_a_lever_of_the_coaches_only():
    rule = "^handover is a lever of coach_team only: people keep their client manager during a run; got manager_team$"
    for value in (True, False):
        with pytest.raises(ValueError, match=rule):
            replace(two_groups(), manager_team={"caseload": 120.0, "handover": value})
        handover = Change(week=3, scope="team", target="manager_team", lever="handover", value=value)
        with pytest.raises(ValueError, match=rule):
            replace(two_groups(), changes=(handover,))
        coaches = replace(handover, target="coach_team")
        assert replace(two_groups(), coach_team={"handover": value}, changes=(coaches,)).changes == (coaches,)
