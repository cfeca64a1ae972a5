"""Newcomers bring the help they have: an outsider's place or ticket becomes theirs."""

import numpy as np
import pytest
from partner_desk import MENTAL, desk, live_on

from simulation.newcomers import bring_help
from simulation.people import IN_SERVICE, NO_HELP, SLOTS, WAITING
from simulation.service import admit, move_outsiders
from simulation.waiting import OUTSIDER, tickets_of


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
