"""Behaviour: attendance of group courses and of the participants' meeting."""

from dataclasses import replace

import numpy as np
import pytest
from worlds import FREE, two_groups, usual_equilibrium

from scenarios.file.scenario import load
from simulation.courses import COURSES, places_in_round
from simulation.design import CoachPost
from simulation.experiment import TrustExperiment
from simulation.levers import COACHES
from simulation.participants_meeting import coming_chance
from simulation.people import IN_SERVICE, LEFT_FOR_WORK, WAITING

INVITED = FREE | {"group_training": True}


def design(**changes):
    organisation = {"participants_meeting": 40.0} | changes.pop("organisation", {})
    parameters = {"course_invites": 1.0} | changes.pop("parameters", {})
    return two_groups(size=200, weeks=60, policy=INVITED, organisation=organisation, parameters=parameters, **changes)


def started(design, **more):
    return TrustExperiment(design, rng=3, equilibrium=usual_equilibrium(), **more)


@pytest.mark.parametrize("factor", [0.5, 1.5])
def test_places_are_never_exceeded_and_all_taken_while_somebody_waits(factor):
    coaches = {"posts": (CoachPost(),) * 8}  # time for conversations, so that lists grow longer than a round
    model = started(two_groups(size=400, weeks=60, policy=INVITED, organisation={"course_places": factor},
                               parameters={"course_invites": 1.0}, **coaches))  # fmt: skip
    left_over = 0
    for week in range(1, 61):
        model.step()
        people = model.people
        for number, course in enumerate(model.world.courses):
            places, listed = places_in_round(course, model.town[0]), people.course == number
            attending = listed & (people.course_state == IN_SERVICE)
            assert attending.sum() <= places
            began = attending & (people.course_since == week)
            if began.any() and (listed & (people.course_state == WAITING)).any():
                assert began.sum() == places
                left_over += 1
    assert left_over > 0


def test_only_invited_people_attend():
    model = started(design())
    model.run_until(60)
    people = model.people
    assert people.sessions[people.group == 0].sum() > 0
    assert people.sessions[people.group == 1].sum() == 0
    assert people.acquaintances[people.group == 1].sum() == 0


def test_without_places_nobody_attends():
    model = started(design(organisation={"course_places": 0.0, "participants_meeting": -1.0}))
    model.run_until(60)
    assert model.people.sessions.sum() == 0
    assert len(model.world.ties) == 0


def test_a_course_waits_for_its_date():
    model = started(design(organisation={"courses_from": 42, "participants_meeting": -1.0}))
    model.run_until(42)
    assert model.people.sessions.sum() == 0
    model.run_until(50)
    assert model.people.sessions.sum() > 0


def test_the_longest_waiting_are_admitted_first():
    model = started(design(organisation={"courses_from": 30, "participants_meeting": -1.0}))
    model.run_until(30)
    waiting = model.people.copy()
    model.run_until(31)
    people = model.people
    began = (people.course_state == IN_SERVICE) & (waiting.course_state == 1)
    assert began.any()
    for number in np.unique(people.course[began]):
        left = (waiting.course == number) & (waiting.course_state == 1) & (people.course_state == 1)
        if left.any():
            first = waiting.course_since[began & (people.course == number)]
            assert first.max() <= waiting.course_since[left].min()


def test_losing_the_policy_ends_the_course():
    model = started(design(organisation={"participants_meeting": -1.0}))
    model.run_until(30)
    assert (model.people.course_state > 0).any()
    model.set_lever("policy", "group_training", False, "coached")
    model.people.acquaintances[0] = 1  # an acquaintance, so that the step of groups runs
    came = model.people.sessions.sum()
    model.run_until(60)
    assert model.people.sessions.sum() == came


def test_attendance_of_the_meeting_follows_the_chances():
    came, expected, variance = 0, 0.0, 0.0
    for replication in range(6):
        model = started(design(organisation={"course_places": 0.0}), replication=replication)
        model.run_until(40)
        # Chances at the end of week 40 differ slightly from the chances during week 41.
        invited = (model.people.group == 0) & (model.people.status <= LEFT_FOR_WORK) & (model.people.withdrawn == 0)
        chances = np.array([coming_chance(person, model.parameters[0]) for person in model.people[invited]])
        model.step()
        came += (model.people.sessions > 0).sum()
        expected, variance = expected + chances.sum(), variance + (chances * (1.0 - chances)).sum()
    assert abs(came - expected) < 4.0 * np.sqrt(variance)


def test_about_a_hundred_attend_the_meeting_of_the_trial():
    trial = load("tilburg-2018").design
    never = replace(trial, organisation={**trial.organisation, "participants_meeting": -1.0})
    came = []
    for replication in range(12):
        sessions = []
        for design in (trial, never):
            model = TrustExperiment(design, rng=5, replication=replication, equilibrium=usual_equilibrium())
            model.run_until(96)
            sessions.append(model.people.sessions.sum())
        came.append(sessions[0] - sessions[1])
    assert abs(np.mean(came) - 100.0) < 4.0 * np.std(came, ddof=1) / np.sqrt(len(came))


def test_sessions_led_by_coaches_cost_hours_in_a_run():
    number = [course.name for course in COURSES].index("leren_doe_je_nu")
    week = 30 + COURSES[number].starts
    parameters = {"round_least": 1.0}
    led = design(organisation={"courses_from": 30, "participants_meeting": -1.0}, parameters=parameters)
    used = []
    for hours in (COURSES[number].coach_hours, 0.0):
        model = started(led)
        model.run_until(week)
        model.world.courses.coach_hours[number] = hours
        model.step()
        attending = (model.people.course == number) & (model.people.course_state == IN_SERVICE)
        assert attending.any()
        used.append(model.coaches.hours_used[model.coaches.team == COACHES].sum())
    assert used[0] - used[1] == pytest.approx(COURSES[number].coach_hours)
