"""Unit: group courses: suitable people, rounds, places, sessions and their effects."""

import numpy as np
import pytest
from hypothesis import given
from income_samples import PROPERTY, SHARE
from person_samples import rules, somebody, town_with
from worlds import COACHED, two_groups, usual_equilibrium

from simulation.courses import (
    ATTENDING,
    COURSES,
    CourseSpec,
    begin_round,
    build_courses,
    come_to_session,
    enrolled,
    finish_course,
    hold_session,
    join_course,
    joining_chance,
    lead_session,
    missing_chance,
    places_in_round,
    read_courses,
    round_begins,
    suits,
)
from simulation.design import CoachPost
from simulation.equilibrium import first_guess
from simulation.experiment import TrustExperiment
from simulation.luck import PERSON, draw, luck_of
from simulation.people import (
    DIGITAL,
    IN_SERVICE,
    LEFT_FOR_WORK,
    NO_HELP,
    NO_WORK,
    ON_BENEFIT,
    SINGLE,
    SINGLE_PARENT,
    TEMPORARY,
    WAITING,
)

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


@PROPERTY
@given(SHARE, SHARE, SHARE)
def test_joining_and_missing_are_chances_and_trust_and_calm_help(trust, stress, quality):
    p = rules()
    joins, misses = (
        joining_chance(somebody(trust=trust), quality, p),
        missing_chance(somebody(trust=trust, stress=stress), p),
    )
    assert 0.0 <= joins <= 1.0 and 0.0 <= misses <= 0.95
    assert joins <= joining_chance(somebody(trust=1.0), quality, p)
    assert missing_chance(somebody(trust=1.0, stress=0.0), p) <= misses
    assert misses <= missing_chance(somebody(trust=0.0, stress=1.0), p)


WEEK = 30
CERTAIN = {"course_invites": 1.0, "plan_weighs": 0.5, "session_missed": 0.0, "session_missed_distrust": 0.0}


def world_of(people=6, **parameters):
    """Return a world of people with a coach and group training, in no course, whom the computer course suits."""
    design = two_groups(
        size=people, weeks=60, policy=COACHED | {"group_training": True},
        parameters=CERTAIN | {"session_missed_stress": 0.0} | parameters,
    )  # fmt: skip
    world = TrustExperiment(design, rng=1, equilibrium=first_guess(design)).world
    everybody = world.people
    everybody.status, everybody.contract, everybody.course_state, everybody.courses_begun = (
        ON_BENEFIT,
        NO_WORK,
        NO_HELP,
        0,
    )
    everybody.level, everybody.disclosed, everybody.trust, everybody.employability = 0, 0, 0.5, 0.0
    everybody.level[:, DIGITAL], everybody.disclosed[:, DIGITAL] = 3, 1
    return world


def test_who_joins_waits_for_the_first_suitable_course_and_takes_a_step_of_the_own_plan():
    world = world_of()
    person = world.people[0]
    person.fair_treatment = 0.4
    assert join_course(world, person, 1.0, WEEK) == world.p[0].referral_hours > 0.0
    assert (person.course, person.course_state, person.course_since) == (0, WAITING, WEEK)
    assert person.fair_treatment == pytest.approx(0.4 + 0.5 * 0.6)
    assert join_course(world, person, 1.0, WEEK + 1) == 0.0  # is on a list already
    assert person.course_since == WEEK


def test_a_course_that_was_followed_is_not_offered_again():
    world = world_of()
    person = world.people[0]
    person.courses_begun = 1
    assert join_course(world, person, 1.0, WEEK) == 0.0 and person.course_state == NO_HELP
    person.employability = 1.0  # the job-search training suits, too
    assert join_course(world, person, 1.0, WEEK) > 0.0 and person.course == 2


def test_the_luck_of_the_week_decides_against_the_chance_of_joining():
    world = world_of(people=40)
    quality = 0.4  # the chance is 0.4 · (0.5 + 0.5)
    joined = [join_course(world, person, quality, WEEK) > 0.0 for person in world.people[:40]]
    luck = [draw(world.luck, ATTENDING, PERSON, person.id, WEEK, 0) for person in world.people[:40]]
    assert joined == [u < 0.4 for u in luck] and 0 < sum(joined) < 40


def test_without_courses_nobody_joins():
    world = world_of()
    world.p[0].on_courses = 0.0
    assert join_course(world, world.people[0], 1.0, WEEK) == 0.0


def test_who_left_the_benefit_or_lost_the_policy_leaves_the_course_first():
    world = world_of()
    people = world.people
    people.course_state[:5] = (WAITING, IN_SERVICE, NO_HELP, WAITING, IN_SERVICE)
    people.status[3], people.policy[4] = LEFT_FOR_WORK, world.town[0].usual_policy
    assert enrolled(world).tolist() == [0, 1]
    assert people.course_state[:6].tolist() == [WAITING, IN_SERVICE, NO_HELP, NO_HELP, NO_HELP, NO_HELP]


def on_the_list(world, weeks):
    """Put the first people on the list of the computer course, since these weeks."""
    world.people.course_state[: len(weeks)], world.people.course[: len(weeks)] = WAITING, 0
    world.people.course_since[: len(weeks)] = weeks
    return np.arange(len(weeks))


def test_places_of_a_round_go_to_those_who_have_waited_longest():
    world = world_of(round_least=2.0)
    people, world.town[0].course_places = world.people, 0.3  # three of ten places
    rows = on_the_list(world, (9, 3, 20, 5, 28, 12))
    people.course[3], people.round_sessions[:6] = 1, 4  # the fourth waits for another course
    begin_round(world, 0, rows, WEEK)
    assert people.course_state[:6].tolist() == [IN_SERVICE, IN_SERVICE, WAITING, WAITING, WAITING, IN_SERVICE]
    began = people.course_state == IN_SERVICE
    assert (people.course_since[began] == WEEK).all() and (people.round_sessions[began] == 0).all()
    assert (people.courses_begun == began).all()  # the bit of the first course


@pytest.mark.parametrize(("waiting", "begins"), [(3, False), (4, True)])
def test_a_round_needs_enough_people(waiting, begins):
    world = world_of(round_least=4.0)
    begin_round(world, 0, on_the_list(world, (1,) * waiting), WEEK)
    assert (world.people.course_state == IN_SERVICE).sum() == (waiting if begins else 0)


def in_the_round(world, count, since):
    rows = on_the_list(world, (since,) * count)
    world.people.course_state[:count], world.people.round_sessions[:count] = IN_SERVICE, 0
    world.people.sessions = 0
    return rows


def test_everybody_in_the_round_comes_where_nobody_misses_a_session():
    world = world_of(session_encourages=0.1)
    people, rows = world.people, in_the_round(world, 4, WEEK)
    people.course_state[1], people.course[2], people.self_efficacy = WAITING, 1, 0.5
    assert hold_session(world, 0, rows, WEEK).tolist() == [0, 3]
    assert people.sessions[:4].tolist() == people.round_sessions[:4].tolist() == [1, 0, 0, 1]
    assert people.self_efficacy[:4].tolist() == pytest.approx([0.55, 0.5, 0.5, 0.55])
    assert (people.course_state[[0, 3]] == IN_SERVICE).all()


def test_the_luck_of_the_week_decides_who_misses_a_session():
    world = world_of(people=40, session_missed=0.4)
    luck = [draw(world.luck, ATTENDING, PERSON, person.id, WEEK, 2) for person in world.people[:40]]
    came = hold_session(world, 0, in_the_round(world, 40, WEEK), WEEK).tolist()
    assert came == [i for i, u in enumerate(luck) if u >= 0.4] and 0 < len(came) < 40


def test_the_last_session_ends_the_round_and_coaches_give_hours_to_every_session():
    world = world_of(course_enough=2.0)  # nobody came often enough
    rows, sessions = in_the_round(world, 2, WEEK), world.courses[0].sessions
    world.courses[0].coach_hours, world.coaches.hours_left = 3.0, 10.0
    working = (world.coaches.team == 1) & (world.coaches.working == 1)
    for week in range(WEEK, WEEK + sessions):
        assert (world.people.course_state[:2] == IN_SERVICE).all()
        hold_session(world, 0, rows, week)
    assert (world.people.course_state[:2] == NO_HELP).all()
    assert (10.0 - world.coaches.hours_left[working]).sum() == pytest.approx(3.0 * sessions)
    hold_session(world, 0, rows, WEEK + sessions)  # nobody is in the round: nobody leads it
    assert (10.0 - world.coaches.hours_left[working]).sum() == pytest.approx(3.0 * sessions)
