"""Unit: the end of the experiment: what is handed over, what is forgotten, and the usual release again."""

import numpy as np
import pytest
from contact_samples import somebody
from worlds import COACHED, two_groups

from simulation.end_of_experiment import (
    count_usual_release,
    forget,
    hand_over_clients,
    return_to_usual_release,
)
from simulation.equilibrium import first_guess
from simulation.experiment import TrustExperiment
from simulation.people import DIGITAL, FINANCES, LEFT_FOR_WORK, MENTAL, NEVER, ON_BENEFIT, PERSON_RECORD, empty_records


def test_weeks_of_release_from_before_the_experiment_count_once_more():
    person = somebody(release_weeks=10, released_before=20)
    for _ in range(2):
        count_usual_release(person)
        assert (person.release_weeks, person.released_before) == (30, 0)


def test_everybody_returns_to_the_usual_release():
    people = empty_records(PERSON_RECORD, 3)
    people.release_weeks, people.released_before = (1, 2, 3), (10, 0, 30)
    return_to_usual_release(people)
    assert people.release_weeks.tolist() == [11, 2, 33]
    assert people.released_before.tolist() == [0, 0, 0]


def test_what_stands_on_file_from_before_is_known_and_the_rest_is_forgotten():
    person = somebody(close_known=1, on_file=1 << DIGITAL | 1 << MENTAL)
    person.disclosed[[FINANCES, DIGITAL]] = 1
    forget(person)
    assert person.close_known == 0
    assert np.flatnonzero(person.disclosed).tolist() == [DIGITAL]  # mental health was on file, and is over by now


@pytest.fixture
def world():
    """Return a world of three clients of a coach: two on the benefit, of whom the second never met the coach."""
    design = two_groups(size=3, weeks=20, policy=COACHED, parameters={"warm_handover_keeps": 0.5, "breach_takes": 0.2})
    world = TrustExperiment(design, rng=1, equilibrium=first_guess(design)).world
    people = world.people
    people.rapport, people.rapport_department, people.trust = 0.6, 0.1, 0.5
    people.contacts, people.status = (4, 0, 4, 0, 0, 0), ON_BENEFIT
    people.status[2] = LEFT_FOR_WORK
    people.disclosed, people.on_file, people.breaches = 1, 0, 0
    people.asking = people.date_owed = 1
    people.attempts, people.overdue_weeks, people.appointment = 2, 5, 12
    people.release_weeks, people.released_before = 4, 6
    return world


def hand_all_over(world, warm):
    world.town[0].warm_handover = warm
    hand_over_clients(world, np.arange(3), np.array([7, 8, 9]), np.array([15.5, 16.5, 17.5]), 10)
    return world.people


@pytest.mark.parametrize("warm", [0, 1])
def test_everybody_gets_the_manager_and_the_date_that_are_his_or_her_own(world, warm):
    people = hand_all_over(world, warm)
    assert people.coach[:3].tolist() == [7, 8, 9]
    assert people.next_contact[:3].tolist() == people.planned_for[:3].tolist() == [15.5, 16.5, 17.5]
    assert (people.with_coach_since[:3] == 10).all() and (people.appointment[:3] == NEVER).all()
    for field in ("asking", "date_owed", "attempts", "overdue_weeks", "released_before", "rapport_department"):
        assert (people[field][:3] == 0).all(), field
    assert (people.release_weeks[:3] == 10).all()
    assert (people.asking[3:] == 1).all() and (people.released_before[3:] == 6).all()  # no clients of a coach


def test_a_cold_end_is_a_breach_for_those_on_the_benefit_who_met_the_coach(world):
    people = hand_all_over(world, 0)
    assert people.breaches[:3].tolist() == [1, 0, 0]
    assert people.trust[:3].tolist() == pytest.approx([0.4, 0.5, 0.5])
    assert people.rapport[:3].tolist() == pytest.approx([0.1, 0.1, 0.1])  # that with the contact they kept
    assert people.disclosed[:3].any(axis=1).tolist() == [False, True, False]


def test_a_warm_end_keeps_a_share_of_rapport_and_all_that_is_known(world):
    people = hand_all_over(world, 1)
    assert (people.breaches[:3] == 0).all() and (people.trust[:3] == 0.5).all()
    assert people.rapport[:3].tolist() == pytest.approx([0.3, 0.3, 0.3])
    assert people.disclosed[:3].all()


def test_what_is_kept_is_never_less_than_the_rapport_with_the_contact_at_the_department(world):
    world.people.rapport_department[:3] = 0.4
    assert hand_all_over(world, 1).rapport[:3].tolist() == pytest.approx([0.4, 0.4, 0.4])
