"""Waiting lists: first come, first served, the urgent first; tickets and the storage of a line."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from partner_desk import FAR, FINANCES, MENTAL, PROPERTY, desk

from simulation.luck import PARTNER, draw4, luck_of
from simulation.partners import PARTNER_RECORD
from simulation.people import IN_SERVICE, NO_HELP, PERSON_RECORD, SLOTS, WAITING, empty_records
from simulation.referral import join_list
from simulation.service import admit, end_help, move_outsiders
from simulation.waiting import (
    ARRIVAL_RECORD,
    BEFORE_START,
    FOREVER,
    LINE_RECORD,
    NO_HOLDER,
    OUTSIDER,
    TICKET,
    TOWN_PATIENCE,
    arrivals_in_town,
    draw_outsider,
    empty_queue,
    enqueue,
    geometric_weeks,
    join_drawn_ahead,
    join_line,
    log_staying,
    longest_wait,
    make_room,
    most_coming,
    next_in_line,
    place_of,
    still_waits,
    take_ticket,
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


# Rules of lines and tickets


@given(st.floats(1e-9, 1.0, exclude_max=True), st.floats(0.001, 0.999))
@PROPERTY
def test_geometric_weeks_are_the_first_week_by_whose_end_somebody_has_left(u, leaving):
    """After n weeks a share (1 − leaving)^n is left: who leaves in week n has a uniform between two such shares."""
    weeks = geometric_weeks(u, log_staying(leaving))
    assert weeks >= 1
    assert (1 - leaving) ** weeks <= u * (1 + 1e-9)
    assert (1 - leaving) ** (weeks - 1) >= u * (1 - 1e-9)


def test_who_never_leaves_stays_forever_and_who_surely_leaves_stays_a_week():
    assert geometric_weeks(0.5, log_staying(0.0)) == FOREVER
    assert geometric_weeks(1e-300, log_staying(1e-9)) == FOREVER + 1
    assert geometric_weeks(0.5, log_staying(1.0)) == 1


@given(st.integers(0, 4), st.integers(0, 200), st.integers(0, 15), st.integers(0, 15))
@PROPERTY
def test_the_places_of_a_line_are_a_ring(power, start, first, behind):
    line = empty_records(LINE_RECORD, 1)[0]
    room = 2**power
    line.start, line.room, line.first = start, room, first % room
    assert place_of(line, behind) == start + (first % room + behind) % room


@pytest.mark.parametrize(("urgent", "line"), [(1, 4), (0, 5)])
def test_a_ticket_of_a_participant_never_lapses_by_itself(urgent, line):
    queue, partner = empty_queue(3, 20), empty_records(PARTNER_RECORD, 1)[0]
    partner.id, partner.waiting = 2, 6
    take_ticket(queue, partner, urgent, 11, MENTAL, 8)
    assert queue.lines["count"].tolist() == [int(number == line) for number in range(6)]
    assert tickets_of(queue, line).tolist() == [(11 * SLOTS + MENTAL, 8, FOREVER, 0)]
    assert partner.waiting == 7 and not queue.departures.giving_up.any()


def test_fewer_come_by_the_share_of_the_places_that_simulated_people_hold():
    partner = empty_records(PARTNER_RECORD, 1)[0]
    partner.id, partner.luck_number, partner.town_arrivals = 1, 4, 50.0
    held = np.zeros((2, 3))
    held[1] = [0.0, 1.0, 0.4]
    come = [arrivals_in_town(partner, week, held, luck_of(2, 0)) for week in range(400)]
    assert come[1] == 0
    later = np.array(come[2:])  # after the last week of the table its last share holds
    assert abs(later.mean() - 30.0) < FAR * math.sqrt(30.0 / len(later))
    held[1] = 0.0
    assert come[0] == arrivals_in_town(partner, 0, held, luck_of(2, 0)) > 0


def outsider_desk(**fields):
    return desk(weeks=30, **{"drop_out_week": 0.2, "service": 5.0, "service_spread": 1.0, "town_urgent": 0.3} | fields)


@pytest.mark.parametrize("joined", [-3, 0, 12])
def test_an_outsider_has_urgency_patience_and_stay_of_its_own_luck(joined):
    at, leaving = outsider_desk(), 0.1
    for arrival in range(20):
        u = draw4(at.luck, TOWN_PATIENCE, PARTNER, at.partner.luck_number, joined + BEFORE_START, arrival)
        urgent, until, stay = draw_outsider(
            at.partner, joined, arrival, log_staying(0.2), log_staying(1 / 5.0), log_staying(leaving), at.luck
        )
        patience, length, early = (
            1 + int(math.log(u[word]) / math.log(chance)) for word, chance in ((1, 0.8), (2, 0.8), (3, 0.9))
        )
        assert (bool(urgent), until, stay) == (u[0] < 0.3, joined + patience, min(length, early))


def test_an_outsider_who_never_gives_up_waits_to_the_end():
    at = outsider_desk()
    _, until, _ = draw_outsider(at.partner, 12, 0, 0.0, log_staying(0.2), 0.0, at.luck)
    assert until == FOREVER


@pytest.mark.parametrize(
    ("urgent", "until", "joined", "line"),
    [
        (0, 9, 7, 1),
        (1, 9, 7, 0),
        (0, 8, 7, 1),
        (0, 7, 7, None),  # gone before this week
        (0, 9, -2, 1),
        (1, 9, -2, None),  # the urgent of before the start have been admitted
        (1, 9, 0, 0),
        (0, FOREVER, 7, 1),
    ],
)
def test_outsiders_join_unless_they_are_gone_and_are_expected_to_give_up(urgent, until, joined, line):
    at = desk(weeks=30)
    join_line(at.queue, at.partner, urgent, until, 6, 7, joined)
    assert at.queue.lines["count"].tolist() == [int(line == 0), int(line == 1)]
    assert at.partner.waiting == (line is not None)
    expected = [0] * at.queue.departures.shape[1]
    if line is not None:
        assert tickets_of(at.queue, line).tolist() == [(OUTSIDER, joined, until, 6)]
        if until < len(expected):
            expected[until] = 1
    assert at.queue.departures.giving_up[0].tolist() == expected


def test_outsiders_drawn_ahead_join_in_their_week():
    at = desk(weeks=30)
    arrivals = empty_records(ARRIVAL_RECORD, 5)
    arrivals.urgent, arrivals.until, arrivals.stay = [0, 1, 0, 0, 0], [9, 9, FOREVER, 6, 5], [1, 2, 3, 4, 5]
    queue = at.queue._replace(arrivals=arrivals, first_arrival=np.array([[0, 0, 0, 0, 0, 1, 5]]))
    join_drawn_ahead(queue, at.partner, 3)
    assert at.partner.waiting == 0
    join_drawn_ahead(queue, at.partner, 5)
    assert tickets_of(queue, 0).tolist() == [(OUTSIDER, 5, 9, 2)]
    # the last one had gone at once
    assert tickets_of(queue, 1).tolist() == [(OUTSIDER, 5, FOREVER, 3), (OUTSIDER, 5, 6, 4)]
    join_drawn_ahead(queue, at.partner, 4)
    assert tickets_of(queue, 1).tolist()[-1] == (OUTSIDER, 4, 9, 1)


@pytest.mark.parametrize(
    ("fields", "waits"),
    [
        ({}, True),
        ({"help": IN_SERVICE}, False),
        ({"help": NO_HELP}, False),
        ({"partner": 2}, False),
        ({"help_since": 6}, False),  # a ticket of an earlier time on the list
    ],
)
def test_a_participant_waits_while_on_this_list_for_this_problem_since_this_week(fields, waits):
    people, ticket = empty_records(PERSON_RECORD, 3), empty_records(TICKET, 1)[0]
    ticket.holder, ticket.joined, ticket.until = 2 * SLOTS + MENTAL, 5, FOREVER
    for name, value in ({"help": WAITING, "partner": 1, "help_since": 5} | fields).items():
        people[name][2, MENTAL] = value
    assert bool(still_waits(people, ticket, 1, 20)) == waits


def test_an_outsider_waits_until_the_week_of_giving_up():
    people, ticket = empty_records(PERSON_RECORD, 0), empty_records(TICKET, 1)[0]
    ticket.holder, ticket.until = OUTSIDER, 9
    assert [bool(still_waits(people, ticket, 0, week)) for week in (7, 8, 9, 10)] == [True, True, False, False]


def test_the_longest_wait_is_that_of_the_oldest_first_ticket_of_both_lines():
    queue = empty_queue(2, 20)
    assert longest_wait(queue, 1, 10) == 0
    for line, joined in ((1, -50), (3, 4), (3, 1), (2, 6)):
        enqueue(queue, line, OUTSIDER, joined, FOREVER, 1)
    assert longest_wait(queue, 1, 10) == 6  # joined in week 4: the ticket behind it is not looked at
    enqueue(queue, 2, OUTSIDER, 0, FOREVER, 1)
    assert longest_wait(queue, 1, 10) == 6
    next_in_line(queue, empty_records(PERSON_RECORD, 0), 1, 10)
    assert longest_wait(queue, 1, 10) == 10
    assert longest_wait(queue, 0, 10) == 60
