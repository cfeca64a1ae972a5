"""Unit: the participants' meeting: its week, who comes, and what it does."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from person_samples import rules, somebody, town_with
from worlds import two_groups

from simulation.courses import ATTENDING
from simulation.equilibrium import first_guess
from simulation.experiment import TrustExperiment
from simulation.luck import PERSON, draw4
from simulation.participants_meeting import (
    THE_MEETING,
    coming_chance,
    exchange_services,
    hold_meeting_of_participants,
    is_meeting,
)
from simulation.people import (
    FINANCES,
    LEFT_FOR_WORK,
    LEFT_OTHERWISE,
    NOT_YET_HERE,
    OUT_OF_WORK,
    PERSON_RECORD,
    SOCIAL,
    empty_records,
)


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


def test_pairs_of_willing_people_at_a_table_exchange_services_and_the_odd_last_stays_alone():
    """Table 0: rows 2, 4, 6, of whom 4 is not willing; table 1: rows 1, 3 and 5; row 0 sits alone at table 2."""
    people = empty_records(PERSON_RECORD, 8)
    people.level[:, FINANCES] = 3
    rows, table = np.array([2, 1, 4, 3, 6, 5, 0]), np.array([0, 1, 0, 1, 0, 1, 2])
    willing = np.array([True, True, False, True, True, True, True])
    exchange_services(people, rows, table, willing)
    assert people.level[:, FINANCES].tolist() == [3, 2, 2, 2, 3, 3, 2, 3]
    assert willing.tolist() == [False, False, False, False, False, True, True]


@given(st.lists(st.tuples(st.integers(0, 3), st.booleans()), max_size=20))
@settings(deadline=None, derandomize=True)
def test_at_each_table_all_willing_people_but_an_odd_last_save_money(seats):
    people = empty_records(PERSON_RECORD, len(seats))
    people.level[:, FINANCES] = 3
    table, willing = np.array([seat for seat, _ in seats], dtype=int), np.array([w for _, w in seats], dtype=bool)
    exchange_services(people, np.arange(len(seats)), table, willing.copy())
    saved = people.level[:, FINANCES] == 2
    for number in range(4):
        here = (table == number) & willing
        assert saved[here].sum() == here.sum() // 2 * 2
        assert saved[here].tolist() == sorted(saved[here], reverse=True)
    assert not saved[~willing].any()


@pytest.fixture
def world():
    """Return a world in which all who are invited come: rows 0 to 29; the rows after are not invited."""
    design = two_groups(size=30, weeks=4, policy={"group_training": True})
    world = TrustExperiment(design, rng=1, equilibrium=first_guess(design)).world
    world.p.gathering_comes, world.p.gathering_eases, world.p.services_exchanged = 1e9, 0.0, 0.0
    world.p.gathering_tables, world.p.session_encourages = 5.0, 0.1
    world.people.level[:, SOCIAL] = world.people.level[:, FINANCES] = 2
    world.people.self_efficacy, world.people.sessions = 0.5, 0
    return world


def test_everybody_with_group_training_is_invited_who_has_not_left_otherwise(world):
    people = world.people
    people.status[:4] = LEFT_OTHERWISE, LEFT_FOR_WORK, OUT_OF_WORK, NOT_YET_HERE
    rows, table = hold_meeting_of_participants(world, 2)
    assert rows.tolist() == [1, 2, *range(4, 30)]
    assert set(table.tolist()) == set(range(5))
    came = np.isin(np.arange(60), rows)
    assert people.sessions.tolist() == came.astype(int).tolist()
    assert people.self_efficacy == pytest.approx(np.where(came, 0.55, 0.5))
    assert (people.level[:, [SOCIAL, FINANCES]] == 2).all()


def test_people_come_by_their_own_luck(world):
    world.p.gathering_comes, world.p.gathering_alone, world.p.gathering_known = 0.5, 0.0, 0.0
    world.people.trust = world.people.rapport = 0.5
    rows, table = hold_meeting_of_participants(world, 2)
    luck = [draw4(world.luck, ATTENDING, PERSON, world.people.id[row], 2, THE_MEETING) for row in range(30)]
    assert rows.tolist() == [row for row in range(30) if luck[row][0] < 0.5]
    assert table.tolist() == [int(5 * luck[row][1]) for row in rows]


@pytest.mark.parametrize(("eases", "level"), [(1.0, 1), (0.0, 2)])
def test_the_meeting_may_ease_the_social_network(world, eases, level):
    world.p.gathering_eases = eases
    hold_meeting_of_participants(world, 2)
    assert (world.people.level[:30, SOCIAL] == level).all() and (world.people.level[30:, SOCIAL] == 2).all()


def test_where_all_are_willing_everybody_at_a_table_but_an_odd_last_saves_money(world):
    world.p.services_exchanged = 1.0
    _, table = hold_meeting_of_participants(world, 2)
    eased = (world.people.level[:30, FINANCES] == 1).sum()
    assert eased == sum(count // 2 * 2 for count in np.bincount(table))
