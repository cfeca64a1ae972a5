"""Waiting lists: first come, first served, the urgent first; tickets and the storage of a line."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from partner_desk import FINANCES, MENTAL, PROPERTY, desk

from simulation.partners import PARTNER_RECORD
from simulation.people import IN_SERVICE, NO_HELP, PERSON_RECORD, SLOTS, WAITING, empty_records
from simulation.referral import join_list
from simulation.service import admit, end_help, move_outsiders
from simulation.waiting import (
    FOREVER,
    NO_HOLDER,
    OUTSIDER,
    empty_queue,
    enqueue,
    make_room,
    most_coming,
    next_in_line,
    tickets_of,
)


def joins(at, row, week, level=2, slot=MENTAL):
    at.people.level[row, slot] = level
    join_list(at.queue, at.people[row], slot, at.partner, 0, week)


def admitted_in_turn(at, week, count):
    """Return the rows of the people who are admitted in `count` weeks with one free place each."""
    turns = []
    for later in range(count):
        waited = at.people.help == WAITING
        at.partner.places = at.partner.in_service + 1
        admit(at.queue, at.people, at.partner, week + later, at.luck)
        turns += np.flatnonzero((waited & (at.people.help == IN_SERVICE)).any(axis=1)).tolist()
    return turns


def test_first_come_first_served():
    at = desk(weeks=60, people=5)
    for week, row in enumerate((3, 0, 4, 1, 2)):
        joins(at, row, week)
    assert admitted_in_turn(at, 10, 6) == [3, 0, 4, 1, 2]
    assert at.partner.waiting == 0


def test_the_urgent_go_first_and_first_come_first_served_among_them():
    at = desk(weeks=60, people=7)
    for week, (row, level) in enumerate([(3, 2), (0, 4), (4, 3), (1, 4), (2, 2), (6, 3), (5, 4)]):
        joins(at, row, week, level)
    assert admitted_in_turn(at, 10, 7) == [0, 1, 5, 3, 4, 2, 6]


def test_a_later_urgent_person_goes_before_people_who_wait():
    at = desk(weeks=60, people=3)
    joins(at, 0, 0)
    joins(at, 1, 1)
    assert admitted_in_turn(at, 2, 1) == [0]
    joins(at, 2, 3, level=4)
    assert admitted_in_turn(at, 4, 2) == [2, 1]


def test_outsiders_wait_in_the_same_line():
    at = desk(weeks=60, people=2, places=0)
    enqueue(at.queue, 1, OUTSIDER, 0, FOREVER, 5)
    at.partner.waiting += 1
    joins(at, 0, 1)
    enqueue(at.queue, 1, OUTSIDER, 2, 4, 5)
    enqueue(at.queue, 1, OUTSIDER, 2, FOREVER, 5)
    at.partner.waiting += 1
    joins(at, 1, 3)
    assert admitted_in_turn(at, 4, 1) == []
    assert admitted_in_turn(at, 5, 1) == [0]
    assert admitted_in_turn(at, 6, 1) == []
    assert admitted_in_turn(at, 7, 1) == [1]
    assert at.partner.waiting == 0


def test_leaving_the_list_forfeits_the_ticket():
    at = desk(weeks=60, people=4)
    for row in range(4):
        joins(at, row, row)
    end_help(at.people[0], MENTAL, at.partner)
    end_help(at.people[1], MENTAL, at.partner)
    assert at.partner.waiting == 2
    joins(at, 1, 5)
    assert admitted_in_turn(at, 6, 5) == [2, 3, 1]
    assert at.partner.waiting == 0
    assert at.people.help[0, MENTAL] == NO_HELP


def test_a_ticket_holds_for_its_partner_and_its_problem_only():
    at = desk(weeks=60, people=2)
    joins(at, 0, 0, slot=MENTAL)
    joins(at, 0, 0, slot=FINANCES)
    joins(at, 1, 1, slot=MENTAL)
    at.people.partner[1, MENTAL] = 7
    end_help(at.people[0], MENTAL, at.partner)
    assert next_in_line(at.queue, at.people, 0, 2)[0] == 0 * SLOTS + FINANCES
    assert next_in_line(at.queue, at.people, 0, 2)[0] == NO_HOLDER


def test_the_service_begins_in_the_week_of_admission_and_lasts_its_length():
    at = desk(weeks=60, people=1, places=1, service=12.0)
    joins(at, 0, 3)
    admit(at.queue, at.people, at.partner, 9, at.luck)
    person = at.people[0]
    assert (person.help[MENTAL], person.help_since[MENTAL], person.help_until[MENTAL]) == (IN_SERVICE, 9, 21)
    assert (at.partner.in_service, at.partner.waiting, at.partner.admitted) == (1, 0, 1)


def test_the_running_wait_follows_the_waits_of_admitted_people():
    at = desk(weeks=400, storage=4096, places=200, service=1.0, wait_weeks=20.0)
    for week in range(1, 300):
        move_outsiders(at.queue, at.partner, week, at.p, at.luck)
        for _ in range(4):
            enqueue(at.queue, 1, OUTSIDER, week - 6, FOREVER, 1)
            at.partner.waiting += 1
        before = at.partner.wait_weeks
        admit(at.queue, at.people, at.partner, week, at.luck)
        assert at.partner.wait_weeks == pytest.approx(before + (0.02 * 4 + 0.05) * (6.0 - before))
    assert at.partner.wait_weeks == pytest.approx(6.0)


# Storage of a line


@PROPERTY
@given(st.lists(st.tuples(st.integers(0, 1), st.booleans()), max_size=80))
def test_making_room_keeps_everybody_in_order(steps):
    queue = empty_queue(1, 10, 4)
    people, partners = empty_records(PERSON_RECORD, 1), empty_records(PARTNER_RECORD, 1)
    expected = [[], []]
    for number, (line, takes) in enumerate(steps):
        queue = make_room(queue, partners, 0, 0)
        assert (queue.lines["count"] + most_coming(partners, 0) <= queue.lines["room"]).all()
        if takes:
            turn = expected[0] or expected[1]
            next_ticket = next_in_line(queue, people, 0, 0)
            assert next_ticket == ((OUTSIDER, 0, FOREVER, turn.pop(0)) if turn else (NO_HOLDER, 0, 0, 0))
        else:
            enqueue(queue, line, OUTSIDER, 0, FOREVER, number + 1)
            expected[line].append(number + 1)
    for turn in expected:
        for stay in turn:
            assert next_in_line(queue, people, 0, 0)[3] == stay
    assert next_in_line(queue, people, 0, 0)[0] == NO_HOLDER


def test_there_is_room_for_all_who_may_come_in_a_week():
    partners = empty_records(PARTNER_RECORD, 1)
    partners.town_arrivals = 100.0
    assert most_coming(partners, 40).tolist() == [100 + 10 * 10 + 25 + 20] * 2
    queue = empty_queue(1, 10, 256)
    for _ in range(256 - 245):
        enqueue(queue, 1, OUTSIDER, 0, FOREVER, 1)
    assert make_room(queue, partners, 40, 1) is queue
    enqueue(queue, 1, OUTSIDER, 0, FOREVER, 1)
    assert make_room(queue, partners, 40, 1).lines.room.tolist() == [256, 512]


def test_making_room_drops_outsiders_who_gave_up():
    queue, partners = empty_queue(1, 10, 4), empty_records(PARTNER_RECORD, 1)
    for until in (3, 9, 5):
        enqueue(queue, 1, OUTSIDER, 0, until, until)
    enqueue(queue, 1, 7, 0, FOREVER, 0)
    assert tickets_of(make_room(queue, partners, 0, 5), 1).until.tolist() == [9, FOREVER]


def test_a_line_without_room_is_an_error():
    queue = empty_queue(1, 10, 2)
    enqueue(queue, 0, OUTSIDER, 0, FOREVER, 1)
    enqueue(queue, 0, OUTSIDER, 0, FOREVER, 1)
    with pytest.raises(OverflowError, match="a waiting list is longer than its storage"):
        enqueue(queue, 0, OUTSIDER, 0, FOREVER, 1)
