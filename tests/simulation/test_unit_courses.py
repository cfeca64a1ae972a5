"""Unit: group courses: suitable people, rounds, places, sessions and their effects."""

import pytest
from person_samples import rules, somebody, town_with
from worlds import two_groups, usual_equilibrium

from simulation.courses import (
    COURSES,
    CourseSpec,
    build_courses,
    come_to_session,
    finish_course,
    joining_chance,
    lead_session,
    missing_chance,
    places_in_round,
    read_courses,
    round_begins,
    suits,
)
from simulation.design import CoachPost
from simulation.experiment import TrustExperiment
from simulation.luck import luck_of
from simulation.people import DIGITAL, NO_WORK, SINGLE, SINGLE_PARENT, TEMPORARY

NAMES = [spec.name for spec in COURSES]
RECORDS = build_courses()
COMPUTER, MOTHERS, SEARCH = RECORDS


def test_the_table_equals_the_report():
    assert read_courses() == COURSES
    assert NAMES == ["computer_course", "leren_doe_je_nu", "job_search_training"]
    assert COURSES[NAMES.index("leren_doe_je_nu")].sessions == 6
    assert all(spec.source and spec.title for spec in COURSES)


@pytest.mark.parametrize(
    "fault", [{"sessions": 0}, {"sessions": 9}, {"places": 0}, {"starts": -1}, {"known_problem": "dancing"}]
)
def test_an_impossible_course_is_refused(fault):
    row = {"sessions": 2, "places": 8, "weeks_between": 8, "starts": 0, "source": "-", "title": "-"}
    with pytest.raises(ValueError, match="dance"):
        CourseSpec(name="dance", **row | fault)


def test_only_disclosed_problems_lead_to_the_computer_course():
    person = somebody()
    person.level[DIGITAL] = 3
    assert not suits(COMPUTER, person)
    person.disclosed[DIGITAL] = 1
    assert suits(COMPUTER, person)
    person.level[DIGITAL] = 1
    assert not suits(COMPUTER, person)


def test_the_training_for_single_mothers_is_for_single_mothers_with_young_children():
    mother = {"female": 1, "household": SINGLE_PARENT, "young_children": 1}
    assert suits(MOTHERS, somebody(**mother))
    for other in ({"female": 0}, {"household": SINGLE}, {"young_children": 0}):
        assert not suits(MOTHERS, somebody(**mother | other))


def test_the_job_search_training_is_for_employable_people_without_work():
    assert suits(SEARCH, somebody(contract=NO_WORK))
    assert not suits(SEARCH, somebody(contract=TEMPORARY))
    assert not suits(SEARCH, somebody(employability=SEARCH.employability_from - 0.01))


def test_trust_raises_the_chance_of_joining_up_to_1():
    p = rules(course_invites=0.5)
    assert joining_chance(somebody(trust=0.5), 0.4, p) == pytest.approx(0.2)
    assert joining_chance(somebody(trust=0.9), 0.4, p) > joining_chance(somebody(trust=0.1), 0.4, p)
    assert joining_chance(somebody(trust=1.0), 1.0, rules(course_invites=1.0)) == 1.0


def test_rounds_begin_at_their_dates():
    town = town_with(courses_from=39.0)
    begin = [week - 1 for week in range(1, 105) if round_begins(MOTHERS, town, week)]
    assert begin == [39 + MOTHERS.starts + 26 * n for n in range(2)]


@pytest.mark.parametrize(("factor", "places"), [(0.0, 0), (1.0, 10), (0.25, 3), (2.0, 20)])
def test_places_follow_their_lever(factor, places):
    assert places_in_round(COMPUTER, town_with(course_places=factor)) == places


def test_stress_and_distrust_keep_people_from_a_session():
    p = rules(session_missed=0.1, session_missed_stress=0.2, session_missed_distrust=0.1)
    assert missing_chance(somebody(trust=1.0, stress=0.0), p) == pytest.approx(0.1)
    assert missing_chance(somebody(trust=0.0, stress=1.0), p) == pytest.approx(0.4)


@pytest.mark.parametrize(("sessions", "eased"), [(5, 0), (6, 1)])
def test_enough_sessions_ease_the_problem(sessions, eased):
    person, p = somebody(round_sessions=sessions, self_efficacy=0.5), rules(course_eases=1.0, course_enough=0.7)
    person.level[DIGITAL] = 3
    finish_course(person, COMPUTER, p, luck_of(1, 0), 20)
    assert person.level[DIGITAL] == 3 - eased
    assert (person.self_efficacy > 0.5) == bool(eased)


def test_a_job_search_training_brings_a_lead_and_employability():
    person, p = somebody(round_sessions=4, lead_until=-1), rules(training_lead=1.0, training_employability=0.5)
    finish_course(person, SEARCH, p, luck_of(1, 0), 20)
    assert person.lead_until == 20 + p.lead_weeks
    assert person.employability == pytest.approx(0.8)


@pytest.mark.parametrize("number", range(3))
def test_a_session_led_by_coaches_builds_rapport(number):
    two = two_groups(size=20, weeks=8)
    world = TrustExperiment(two, rng=1, equilibrium=usual_equilibrium()).world
    person, course = somebody(rapport=0.2), world.courses[number]
    come_to_session(person, world.tally, course, rules(session_binds=0.2, rapport_gain=0.1))
    assert person.rapport == pytest.approx(0.2 + (0.1 * 0.2 * 0.8 if course.coach_hours > 0.0 else 0.0))


def test_leading_a_session_costs_coaches_hours():
    two = two_groups(size=20, weeks=8, posts=(CoachPost(), CoachPost(), CoachPost(arrives=6)))
    coaches = TrustExperiment(two, rng=1, equilibrium=usual_equilibrium()).coaches
    coaches.hours_left[:] = 10.0
    lead_session(coaches, 6.0, rules(planning_learns=0.1))
    working = (coaches.team == 1) & (coaches.working == 1)
    assert coaches.hours_left[working].tolist() == [7.0, 7.0]
    assert coaches.urgent_hours[working].tolist() == pytest.approx([0.3, 0.3])
    assert (coaches.hours_left[~working] == 10.0).all()
