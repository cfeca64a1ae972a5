"""Unit: group courses, the participants' meeting and acquaintances, one rule at a time."""

import numpy as np
import pytest
from worlds import FREE, but, two_groups, usual_equilibrium

from simulation.courses import (
    COURSES,
    CourseSpec,
    build_courses,
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
from simulation.parameters import parameter_record
from simulation.participants_meeting import coming_chance, is_meeting
from simulation.peers import TIE, become_acquainted, easing_by_company, influence_one_another, luck_of_pair
from simulation.people import (
    DIGITAL,
    LEFT_OTHERWISE,
    NO_WORK,
    PERSON,
    SINGLE,
    SINGLE_PARENT,
    SOCIAL,
    TEMPORARY,
    empty_records,
)
from simulation.start import TOWN_RECORD

NAMES = [spec.name for spec in COURSES]
RECORDS = build_courses()
COMPUTER, MOTHERS, SEARCH = RECORDS


def rules(**values):
    return parameter_record(values, (), np.zeros(9))[0]


def somebody(**fields):
    person = empty_records(PERSON, 1)[0]
    person.trust, person.rapport, person.employability = 0.5, 0.5, 0.6
    for name, value in fields.items():
        person[name] = value
    return person


def town_with(**levers):
    town = empty_records(TOWN_RECORD, 1)[0]
    for name, value in levers.items():
        town[name] = value
    return town


NOBODY_YET = np.empty((0, 5), dtype=np.int64)


@pytest.fixture
def model():
    return TrustExperiment(two_groups(size=40, weeks=8), rng=1, equilibrium=usual_equilibrium())


def ties_between(*pairs, until=100):
    ties = empty_records(TIE, len(pairs))
    for tie, (one, other) in zip(ties, pairs, strict=True):
        tie.one, tie.other, tie.until = one, other, until
    return ties


def test_the_table_is_what_the_report_says():
    assert read_courses() == COURSES
    assert NAMES == ["computer_course", "leren_doe_je_nu", "job_search_training"]
    assert COURSES[NAMES.index("leren_doe_je_nu")].sessions == 6
    assert all(spec.source and spec.title for spec in COURSES)


@pytest.mark.parametrize(
    "fault", [{"sessions": 0}, {"sessions": 9}, {"places": 0}, {"starts": -1}, {"known_problem": "dancing"}]
)
def test_a_course_that_cannot_be_is_refused(fault):
    row = {"sessions": 2, "places": 8, "weeks_between": 8, "starts": 0, "source": "-", "title": "-"}
    with pytest.raises(ValueError, match="dance"):
        CourseSpec(name="dance", **row | fault)


def test_only_what_the_coach_knows_leads_to_the_computer_course():
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


def test_the_job_search_training_is_for_those_out_of_work_who_could_work():
    assert suits(SEARCH, somebody(contract=NO_WORK))
    assert not suits(SEARCH, somebody(contract=TEMPORARY))
    assert not suits(SEARCH, somebody(employability=SEARCH.employability_from - 0.01))


def test_who_trusts_joins_more_and_no_chance_exceeds_one():
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
def test_who_came_often_enough_takes_something_along(sessions, eased):
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


def test_coaches_who_lead_a_session_pay_for_it_in_hours():
    two = two_groups(size=20, weeks=8, posts=(CoachPost(), CoachPost(), CoachPost(arrives=6)))
    coaches = TrustExperiment(two, rng=1, equilibrium=usual_equilibrium()).coaches
    coaches.hours_left[:] = 10.0
    lead_session(coaches, 6.0)
    working = (coaches.team == 1) & (coaches.working == 1)
    assert coaches.hours_left[working].tolist() == [7.0, 7.0]
    assert (coaches.hours_left[~working] == 10.0).all()


def test_the_meeting_is_in_its_week_only():
    town, p = town_with(participants_meeting=95.0), rules()
    assert [week for week in range(1, 105) if is_meeting(town, p, week)] == [96]
    never = town_with(participants_meeting=-1.0)
    assert not any(is_meeting(never, p, week) for week in range(105))


def test_trust_rapport_and_company_bring_people_to_the_meeting():
    p = rules(gathering_comes=0.3, gathering_alone=0.5, gathering_known=0.5)
    alone = somebody()
    alone.level[SOCIAL] = 4
    assert coming_chance(somebody(), p) == pytest.approx(0.3)
    assert coming_chance(alone, p) == pytest.approx(0.15)
    assert coming_chance(somebody(acquaintances=2), p) == pytest.approx(0.45)
    assert coming_chance(somebody(trust=0.9, rapport=0.9), p) > 0.3 > coming_chance(somebody(trust=0.1), p)


def test_a_pair_has_the_same_luck_whoever_is_named_first():
    one, other, third = somebody(id=7), somebody(id=16777299), somebody(id=9)
    luck = luck_of(3, 1)
    assert luck_of_pair(luck, one, other, 12) == luck_of_pair(luck, other, one, 12)
    assert luck_of_pair(luck, one, other, 12) != luck_of_pair(luck, one, third, 12)
    assert luck_of_pair(luck, one, other, 12) != luck_of_pair(luck, one, other, 13)


def test_only_people_at_the_same_table_become_acquainted_each_pair_once(model):
    rows, tables = np.arange(6), np.array([0, 0, 0, 1, 1, 2])
    found = become_acquainted(model.world, rows, tables, 1.0, 3, 5, NOBODY_YET)
    assert sorted(map(tuple, found[:, :2])) == [(0, 1), (0, 2), (1, 2), (3, 4)]
    assert set(found[:, 2]) == {5} and set(found[:, 4]) == {3} and (found[:, 3] > 5).all()
    known = model.world._replace(ties=ties_between((0, 1)))
    assert len(become_acquainted(known, rows, tables, 1.0, 3, 5, NOBODY_YET)) == 3
    assert len(become_acquainted(known, rows, tables, 1.0, 3, 101, NOBODY_YET)) == 4
    assert len(become_acquainted(model.world, rows, tables, 0.0, 3, 5, NOBODY_YET)) == 0


def test_pairs_become_acquainted_as_often_as_the_chance_says(model):
    rows = np.arange(80)
    made = sum(len(become_acquainted(model.world, rows, rows * 0, 0.1, 0, week, NOBODY_YET)) for week in range(1, 9))
    pairs = 8 * 80 * 79 // 2
    assert abs(made - 0.1 * pairs) < 4.0 * np.sqrt(pairs * 0.1 * 0.9)


def test_trust_and_hope_move_towards_the_mean_of_ones_acquaintances_and_nobody_elses(model):
    people = model.people
    people.trust[:4], people.self_efficacy[:4] = [0.2, 0.8, 0.4, 0.5], [0.9, 0.1, 0.3, 0.5]
    people.level[:, SOCIAL] = 0
    before = people.copy()
    world = model.world._replace(ties=ties_between((0, 1), (0, 2)))
    influence_one_another(world, 3)
    step, hope = model.parameters[0].acquaintances_trust, model.parameters[0].acquaintances_hope
    assert people.trust[0] == pytest.approx(0.2 + step * (0.6 - 0.2))
    assert people.trust[1] == pytest.approx(0.8 + step * (0.2 - 0.8))
    assert people.self_efficacy[2] == pytest.approx(0.3 + hope * (0.9 - 0.3))
    assert people.acquaintances[:4].tolist() == [2, 1, 1, 0]
    assert people[3:].tobytes() == before[3:].tobytes()


def test_who_moved_away_and_what_is_over_no_longer_matters(model):
    people = model.people
    people.level[:, SOCIAL] = 0
    people.status[1] = LEFT_OTHERWISE
    before = people.copy()
    influence_one_another(model.world._replace(ties=ties_between((0, 1))), 3)
    influence_one_another(model.world._replace(ties=ties_between((0, 2))), 101)
    assert people.tobytes() == before.tobytes()


def test_acquaintances_ease_a_thin_social_network():
    p = rules(acquaintances_ease=0.006, acquaintances_enough=3.0)
    assert easing_by_company(1, p) == pytest.approx(0.002)
    assert easing_by_company(3, p) == easing_by_company(9, p) == pytest.approx(0.006)


def test_acquaintances_ease_in_the_world(model):
    people = model.people
    people.level[:, SOCIAL] = 2
    model.world.p.acquaintances_ease = 1.0
    influence_one_another(model.world._replace(ties=ties_between((0, 1), (0, 2), (0, 3))), 3)
    assert people.level[0, SOCIAL] == 1
    assert (people.level[4:, SOCIAL] == 2).all()


def test_the_peer_graph_is_the_ties_of_now():
    policy = FREE | {"group_training": True}
    eager = {"course_invites": 1.0, "acquainted_session": 0.5, "acquaintance_weeks": 20.0}
    design = two_groups(size=150, weeks=60, policy=policy, parameters=eager)
    design = but(design, organisation={"participants_meeting": 45.0})
    model = TrustExperiment(design, rng=2, equilibrium=usual_equilibrium())
    model.run_until(60)
    graph, ties = model.peer_graph, model.world.ties
    now = ties[ties["until"] >= 60]
    assert 0 < len(now) < len(ties)
    ids = model.people.id
    assert {frozenset(edge) for edge in graph.edges} == {frozenset((ids[t.one], ids[t.other])) for t in now}
    assert graph.number_of_edges() == len(now)
    assert {where for *_, where in graph.edges.data("where")} <= {*NAMES, "participants_meeting"}
    assert "participants_meeting" in {where for *_, where in graph.edges.data("where")}
    degree = dict(graph.degree)
    here = [row for row in range(len(ids)) if model.people.status[row] != LEFT_OTHERWISE]
    assert all(degree.get(ids[row], 0) >= model.people.acquaintances[row] for row in here)
