"""Unit: acquaintances: new ties, and their influence on trust and hope."""

from dataclasses import replace

import numpy as np
import pytest
from person_samples import rules, somebody
from worlds import FREE, two_groups, usual_equilibrium

from simulation.courses import COURSES
from simulation.experiment import TrustExperiment
from simulation.luck import luck_of
from simulation.peers import TIE, become_acquainted, easing_by_company, influence_one_another, luck_of_pair
from simulation.people import LEFT_OTHERWISE, SOCIAL, empty_records

NAMES = [spec.name for spec in COURSES]


NOBODY_YET = np.empty((0, 5), dtype=np.int64)


@pytest.fixture
def model():
    return TrustExperiment(two_groups(size=40, weeks=8), rng=1, equilibrium=usual_equilibrium())


def ties_between(*pairs, until=100):
    ties = empty_records(TIE, len(pairs))
    for tie, (first, second) in zip(ties, pairs, strict=True):
        tie.first, tie.second, tie.until = first, second, until
    return ties


def test_the_luck_of_a_pair_does_not_depend_on_the_order():
    first, second, third = somebody(id=7), somebody(id=16777299), somebody(id=9)
    luck = luck_of(3, 1)
    assert luck_of_pair(luck, first, second, 12) == luck_of_pair(luck, second, first, 12)
    assert luck_of_pair(luck, first, second, 12) != luck_of_pair(luck, first, third, 12)
    assert luck_of_pair(luck, first, second, 12) != luck_of_pair(luck, first, second, 13)


def test_only_people_at_the_same_table_become_acquainted_each_pair_once(model):
    rows, tables = np.arange(6), np.array([0, 0, 0, 1, 1, 2])
    ties = become_acquainted(model.world, rows, tables, 1.0, 3, 5, NOBODY_YET)
    assert sorted(map(tuple, ties[:, :2])) == [(0, 1), (0, 2), (1, 2), (3, 4)]
    assert set(ties[:, 2]) == {5} and set(ties[:, 4]) == {3} and (ties[:, 3] > 5).all()
    known = model.world._replace(ties=ties_between((0, 1)))
    assert len(become_acquainted(known, rows, tables, 1.0, 3, 5, NOBODY_YET)) == 3
    assert len(become_acquainted(known, rows, tables, 1.0, 3, 101, NOBODY_YET)) == 4
    assert len(become_acquainted(model.world, rows, tables, 0.0, 3, 5, NOBODY_YET)) == 0


def test_pairs_become_acquainted_with_the_given_chance(model):
    rows = np.arange(80)
    weeks = range(1, 9)
    acquainted = sum(len(become_acquainted(model.world, rows, rows * 0, 0.1, 0, week, NOBODY_YET)) for week in weeks)
    pairs = 8 * 80 * 79 // 2
    assert abs(acquainted - 0.1 * pairs) < 4.0 * np.sqrt(pairs * 0.1 * 0.9)


def test_trust_and_hope_move_towards_the_mean_of_the_acquaintances_only(model):
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


def test_people_who_left_and_expired_ties_have_no_influence(model):
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


def test_the_peer_graph_holds_the_current_ties():
    policy = FREE | {"group_training": True}
    eager = {"course_invites": 1.0, "acquainted_session": 0.5, "acquaintance_weeks": 20.0}
    design = two_groups(size=150, weeks=60, policy=policy, parameters=eager)
    design = replace(design, organisation={"participants_meeting": 45.0})
    model = TrustExperiment(design, rng=2, equilibrium=usual_equilibrium())
    model.run_until(60)
    graph, ties = model.peer_graph, model.world.ties
    now = ties[ties["until"] >= 60]
    assert 0 < len(now) < len(ties)
    ids = model.people.id
    assert {frozenset(edge) for edge in graph.edges} == {frozenset((ids[t.first], ids[t.second])) for t in now}
    assert graph.number_of_edges() == len(now)
    assert {where for *_, where in graph.edges.data("where")} <= {*NAMES, "participants_meeting"}
    assert "participants_meeting" in {where for *_, where in graph.edges.data("where")}
    degree = dict(graph.degree)
    rows_present = [row for row in range(len(ids)) if model.people.status[row] != LEFT_OTHERWISE]
    assert all(degree.get(ids[row], 0) >= model.people.acquaintances[row] for row in rows_present)
