"""Unit: acquaintances: new ties, and their influence on trust and hope."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from contact_samples import policy_with
from hypothesis import given, settings
from hypothesis import strategies as st
from person_samples import rules, somebody
from worlds import FREE, two_groups, usual_equilibrium

from simulation.courses import COURSES
from simulation.equilibrium import first_guess
from simulation.experiment import TrustExperiment
from simulation.luck import PERSON, draw, luck_of
from simulation.peers import (
    ACQUAINTANCE,
    TIE,
    anybody_invited,
    are_acquainted,
    be_influenced,
    become_acquainted,
    easing_by_company,
    influence_one_another,
    luck_of_pair,
    met_this_week,
    peers,
)
from simulation.people import IN_SERVICE, LEFT_OTHERWISE, SOCIAL, WAITING, empty_records

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


def test_two_people_are_acquainted_in_either_order_until_the_tie_ends():
    ties = ties_between((0, 1), (4, 2), until=30)
    for row, other in ((0, 1), (1, 0), (2, 4), (4, 2)):
        assert are_acquainted(ties, row, other, 30)
        assert not are_acquainted(ties, row, other, 31)
    for row, other in ((0, 2), (1, 4), (0, 0), (3, 5)):
        assert not are_acquainted(ties, row, other, 30)
    again = np.concatenate((ties_between((0, 1), until=5), ties_between((0, 1), until=40))).view(np.recarray)
    assert are_acquainted(again, 1, 0, 30)
    assert not are_acquainted(empty_records(TIE, 0), 0, 1, 1)


def test_a_pair_has_met_this_week_in_either_order():
    new = np.array([[0, 1, 5, 9, 0], [4, 2, 5, 9, 0]])
    assert all(met_this_week(new, *pair) for pair in ((0, 1), (1, 0), (2, 4), (4, 2)))
    assert not any(met_this_week(new, *pair) for pair in ((0, 2), (1, 4), (5, 9), (0, 0)))
    assert not met_this_week(NOBODY_YET, 0, 1)


def test_who_met_this_week_elsewhere_is_not_acquainted_again(model):
    rows, new = np.arange(3), np.array([[2, 0, 5, 9, 0]])
    ties = become_acquainted(model.world, rows, rows * 0, 1.0, 1, 5, new)
    assert sorted(map(tuple, ties[:, :2])) == [(0, 1), (1, 2)]


def influenced(acquaintances, their_trust, their_hope, **fields):
    p = rules(acquaintances_trust=0.1, acquaintances_hope=0.2, acquaintances_ease=0.0)
    person = somebody(**{"trust": 0.4, "self_efficacy": 0.6, "acquaintances": 9} | fields)
    be_influenced(person, acquaintances, their_trust, their_hope, p, luck_of(3, 1), 5)
    return person


def test_influence_moves_a_person_towards_the_mean_of_the_acquaintances():
    person = influenced(4, 4 * 0.9, 4 * 0.1)
    assert (person.trust, person.self_efficacy) == pytest.approx((0.4 + 0.1 * 0.5, 0.6 - 0.2 * 0.5))
    assert person.acquaintances == 4
    alone = influenced(0, 0.0, 0.0)
    assert (alone.trust, alone.self_efficacy, alone.acquaintances) == (0.4, 0.6, 0)


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=6), st.floats(0, 1), st.floats(0, 1))
@settings(deadline=None, derandomize=True, max_examples=50)
def test_influence_never_leads_beyond_the_person_and_the_mean(others, trust, hope):
    trusts, hopes = (sum(values) for values in zip(*others, strict=True))
    person = influenced(len(others), trusts, hopes, trust=trust, self_efficacy=hope)
    for after, before, mean in (
        (person.trust, trust, trusts / len(others)), (person.self_efficacy, hope, hopes / len(others)),
    ):  # fmt: skip
        assert min(before, mean) - 1e-12 <= after <= max(before, mean) + 1e-12


def test_company_eases_a_thin_network_by_a_level_with_its_chance():
    p = rules(acquaintances_ease=0.5, acquaintances_enough=2.0)
    for number in range(30):
        for known, chance in ((1, 0.25), (2, 0.5), (3, 0.5)):
            person = somebody(id=number)
            person.level[SOCIAL] = 3
            be_influenced(person, known, 0.0, 0.0, p, luck_of(3, 1), 5)
            eased = draw(luck_of(3, 1), ACQUAINTANCE, PERSON, number, 5, 0) < chance
            assert person.level[SOCIAL] == (2 if eased else 3)


def test_groups_are_for_policies_that_invite_to_them():
    none, some = policy_with(group_training=False), policy_with(group_training=True)
    for policies, invited in (([none, none], False), ([none, some], True), ([some, none], True), ([some], True)):
        records = np.concatenate([np.array([policy]) for policy in policies]).view(np.recarray)
        assert bool(anybody_invited(records)) == invited


def meeting_world(**changes):
    """Return a world of 12 invited and 12 other people, in week 1 of which all participants come to the meeting."""
    design = two_groups(
        size=12, weeks=4, policy=FREE | {"group_training": True}, organisation={"participants_meeting": 0.0},
        parameters={"acquainted_gathering": 1.0, "gathering_tables": 1.0}, **changes,
    )  # fmt: skip
    world = TrustExperiment(design, rng=1, equilibrium=first_guess(design)).world
    world.p.gathering_comes = 1e9
    return world


def test_a_week_of_groups_returns_the_ties_of_the_meeting():
    world = meeting_world()
    new = peers(world, 1)
    assert sorted(map(tuple, new[:, :2])) == list(combinations(range(12), 2))
    assert set(new[:, 2]) == {1} and set(new[:, 4]) == {len(COURSES)}
    assert world.people.sessions.tolist() == [1] * 12 + [0] * 12
    assert len(peers(world, 2)) == 0 and world.people.sessions.sum() == 12


def test_without_peers_people_who_meet_stay_strangers():
    world = meeting_world(switched_off=frozenset({"peers"}))
    assert len(peers(world, 1)) == 0
    assert world.people.sessions.sum() == 12


def test_where_nobody_is_invited_acquaintances_stay_as_long_as_their_ties():
    world = meeting_world()
    world.policies.group_training = 0
    assert len(peers(world, 1)) == 0 and not world.people.sessions.any()
    known = world._replace(ties=ties_between((0, 1), until=3))
    assert len(peers(known, 3)) == 0 and known.people.acquaintances[:3].tolist() == [1, 1, 0]
    peers(known, 4)
    assert not known.people.acquaintances.any()


def test_a_round_of_a_course_begins_in_its_week_and_its_sessions_make_acquaintances():
    world = meeting_world(switched_off=frozenset({"participants_meeting"}))
    world.p.acquainted_session, world.p.round_least, world.p.session_missed = 1.0, 2.0, 0.0
    world.p.session_missed_distrust = world.p.session_missed_stress = 0.0
    people, number = world.people, 0
    begins = world.courses[number].starts + 1
    people.course[:3], people.course_state[:3], people.course_since[:3] = number, WAITING, -5
    new = peers(world, begins)
    assert people.course_state[:3].tolist() == [IN_SERVICE] * 3
    assert sorted(map(tuple, new[:, [0, 1, 4]])) == [(0, 1, number), (0, 2, number), (1, 2, number)]
