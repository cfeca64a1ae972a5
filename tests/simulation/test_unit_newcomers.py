"""Newcomers bring the help they have: an outsider's place or ticket becomes theirs."""

import numpy as np
import pytest
from partner_desk import MENTAL, desk, live_on

from simulation.newcomers import bring_help, is_handed_over, take_place_over, take_ticket_over
from simulation.people import IN_SERVICE, NO_HELP, PERSON_RECORD, SLOTS, WAITING, empty_records
from simulation.service import admit, move_outsiders
from simulation.waiting import FOREVER, OUTSIDER, TICKET, empty_queue, enqueue, tickets_of


def busy_desk():
    """A partner in its 60th week with a line of outsiders and all places in use."""
    at = desk(weeks=200, people=2, places=20, service=10.0, service_spread=0.5, town_arrivals=4.0, drop_out_week=0.03)
    live_on(at.queue, at.people, at.partner, 1, 60, at.p, at.luck, *np.zeros((3, 61)))
    at.people.helpers = 1
    return at


def arrive(at, row, slot, state, **fields):
    person = at.people[row]
    person.help[slot] = state
    for name, value in fields.items():
        getattr(person, name)[slot] = value
    bring_help(at.people, at.queue, np.array([row]), 61)
    return person


def test_a_newcomer_in_service_holds_the_place_of_an_outsider():
    at = busy_desk()
    before, in_service = at.queue.departures.finishing[0].copy(), at.partner.in_service
    person = arrive(at, 0, MENTAL, IN_SERVICE, help_until=64)
    gone = before - at.queue.departures.finishing[0]
    assert gone.sum() == 1
    assert np.flatnonzero(gone)[0] == 64 + np.flatnonzero(before[64:])[0]
    assert (at.partner.in_service, person.help[MENTAL], person.help_until[MENTAL]) == (in_service, IN_SERVICE, 64)


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5, 0.7, 0.9])
def test_a_newcomer_on_a_list_holds_the_ticket_of_the_first_outsider_who_joined_then_or_later(share):
    at = busy_desk()
    tickets = tickets_of(at.queue, 1)
    waits = tickets.joined[tickets.until >= 61]
    joined = int(waits[int(share * len(waits))])
    waiting, giving_up = at.partner.waiting, at.queue.departures.giving_up.sum()
    person = arrive(at, 1, MENTAL, WAITING, help_since=joined)
    held = tickets_of(at.queue, 1)
    assert person.help_since[MENTAL] == joined
    assert (held.holder == SLOTS + MENTAL).sum() == 1 and len(held) == len(tickets)
    assert at.partner.waiting == waiting
    assert giving_up - at.queue.departures.giving_up.sum() in (0, 1)  # none of one who would give up after the run


def test_a_newcomer_comes_without_help_where_no_outsider_has_any():
    at = desk(weeks=100, people=1, places=5, service=4.0)
    at.people.helpers = 1
    at.people.on_file = 0b11
    person = arrive(at, 0, MENTAL, IN_SERVICE, help_until=70, disclosed=1)
    assert (person.help[MENTAL], person.helpers, person.help_until[MENTAL]) == (NO_HELP, 0, 0)
    assert (person.disclosed[MENTAL], person.on_file) == (0, 0b01)


@pytest.mark.parametrize("state", [WAITING, IN_SERVICE])
def test_coming_changes_no_queue(state):
    books = []
    for comes in (False, True):
        at = busy_desk()
        if comes:
            arrive(at, 0, MENTAL, state, help_until=70, help_since=58)
            at.people.help_until[0, MENTAL] = 10**4  # keeps the place, or the ticket, as long as the run
        move_outsiders(at.queue, at.partner, 61, at.p, at.luck)
        admit(at.queue, at.people, at.partner, 61, at.luck)
        books.append((at.partner.waiting, at.partner.in_service))
    assert abs(books[0][0] - books[1][0]) <= 1 and books[0][1] == books[1][1]
    assert (tickets_of(at.queue, 1).holder == OUTSIDER).any()


def held_places(**finishing):
    """Return the queue of a partner whose outsiders finish in these weeks."""
    queue = empty_queue(2, 20)
    for week, count in finishing.items():
        queue.departures.finishing[1, int(week[1:])] = count
    return queue


@pytest.mark.parametrize(
    ("until", "week", "left"),
    [
        (8, 2, {4: 1, 12: 2, 15: 1}),  # the first who finishes in or after week 8
        (8, 8, {4: 1, 12: 2, 15: 1}),
        (12, 2, {4: 1, 8: 1, 12: 1, 15: 1}),
        (9, 2, {4: 1, 8: 1, 12: 1, 15: 1}),
        (16, 2, {4: 1, 8: 1, 12: 2}),  # nobody finishes later: the last before it
        (30_000, 2, {4: 1, 8: 1, 12: 2}),  # after the end of the run
        (1, 2, {8: 1, 12: 2, 15: 1}),
    ],
)
def test_the_place_that_a_newcomer_takes_is_that_of_who_finishes_next_then(until, week, left):
    queue = held_places(w4=1, w8=1, w12=2, w15=1)
    assert take_place_over(queue, 1, until, week)
    finishing = queue.departures.finishing
    assert {number: count for number, count in enumerate(finishing[1].tolist()) if count} == left
    assert not finishing[0].any()


def test_there_is_no_place_where_no_outsider_is_helped_any_more():
    queue = held_places(w4=1)
    assert not take_place_over(queue, 1, 10, 5)  # who finished in week 4 holds no place in week 5
    assert not take_place_over(queue, 0, 10, 1)
    assert queue.departures.finishing[1, 4] == 1
    assert take_place_over(queue, 1, 10, 4)
    assert not take_place_over(queue, 1, 10, 4)


def test_only_the_ticket_of_an_outsider_who_still_waits_is_handed_over():
    ticket = empty_records(TICKET, 1)[0]
    for ticket.holder, ticket.until in ((OUTSIDER, 9), (OUTSIDER, FOREVER)):
        assert is_handed_over(ticket, 9)
    for ticket.holder, ticket.until in ((OUTSIDER, 8), (3, 9)):
        assert not is_handed_over(ticket, 9)


LINE = ((OUTSIDER, -6, 50), (OUTSIDER, -4, 3), (OUTSIDER, -2, 15), (7, -1, FOREVER), (OUTSIDER, 1, FOREVER))
"""Holder, week of joining and week of giving up of five in a line."""


@pytest.mark.parametrize(("since", "at"), [(-9, 0), (-6, 0), (-5, 2), (-4, 2), (-2, 2), (-1, 4), (1, 4), (2, 4)])
def test_the_ticket_that_a_newcomer_takes_is_the_first_from_then_on_else_the_last_before(since, at):
    queue = empty_queue(2, 20, 8)
    queue.lines.first[3] = 6  # the line runs over the end of its ring
    for holder, joined, until in LINE:
        enqueue(queue, 3, holder, joined, until, 5)
        if holder == OUTSIDER and until < 20:
            queue.departures.giving_up[1, until] += 1
    person = empty_records(PERSON_RECORD, 1)[0]
    person.row, person.partner[MENTAL], person.help_since[MENTAL] = 9, 1, since
    assert take_ticket_over(queue, person, MENTAL, 4)
    line = tickets_of(queue, 3)
    expected = list(LINE)
    expected[at] = (9 * SLOTS + MENTAL, LINE[at][1], FOREVER)
    assert [(ticket.holder, ticket.joined, ticket.until) for ticket in line] == expected
    assert line.stay.tolist() == [0 if behind == at else 5 for behind in range(5)]
    assert person.help_since[MENTAL] == LINE[at][1]
    assert queue.departures.giving_up[1].sum() == (1 if LINE[at][2] == 15 else 2)
    assert queue.departures.giving_up[1, 3] == 1


def test_there_is_no_ticket_where_no_outsider_waits():
    queue = empty_queue(1, 20, 8)
    person = empty_records(PERSON_RECORD, 1)[0]
    for holder, until in ((7, FOREVER), (OUTSIDER, 3)):
        enqueue(queue, 1, holder, 0, until, 5)
    assert not take_ticket_over(queue, person, MENTAL, 4)
    assert tickets_of(queue, 1).holder.tolist() == [7, OUTSIDER]
