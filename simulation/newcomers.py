"""Newcomers (instroom): people who come on the benefit with the help that they have already.

Before, they were among everyone else in town: a newcomer who is being helped holds the place of an outsider, and one
who waits holds an outsider's ticket. So their coming changes neither the length of a list nor the use of places.
"""

import numpy as np

from .people import NO_HELP, SLOTS, WAITING
from .waiting import FOREVER, OUTSIDER, places_of


def bring_help(people, partners, queue, rows: np.ndarray, week: int) -> None:
    """Let newcomers bring the help they have; where no outsider has help to hand over, they come without."""
    which, slots = np.nonzero(people["help"][rows])
    for row, slot in zip(rows[which], slots, strict=True):
        person, number = people[row], int(people["partner"][row, slot])
        waits = person.help[slot] == WAITING
        taken = (
            take_ticket_over(queue, number, row, slot, person, week)
            if waits
            else take_place_over(queue, number, person.help_until[slot], week)
        )
        if not taken:
            person.help[slot], person.help_since[slot], person.help_until[slot] = NO_HELP, 0, 0
            person.helpers -= 1


def take_place_over(queue, number: int, until: int, week: int) -> bool:
    """Let the outsider who finishes next after week `until`, or else last before it, leave the place to a newcomer."""
    finishing = queue.departures["finishing"][number]
    later = np.flatnonzero(finishing[until:]) + until
    weeks = later[:1] if len(later) else np.flatnonzero(finishing[week:])[-1:] + week
    if not len(weeks):
        return False
    finishing[weeks[0]] -= 1
    return True


def take_ticket_over(queue, number: int, row: int, slot: int, person, week: int) -> bool:
    """Give the newcomer the ticket of the outsider on the list who joined nearest to the newcomer's own week."""
    places = places_of(queue, 2 * number + 1)
    tickets = queue.tickets[places]
    free = np.flatnonzero((tickets.holder == OUTSIDER) & (tickets.until >= week))
    if not len(free):
        return False
    at = free[np.argmin(np.abs(tickets.joined[free].astype(np.int64) - person.help_since[slot]))]
    ticket = queue.tickets[places[at]]
    if ticket.until < queue.departures.shape[1]:
        queue.departures["giving_up"][number, ticket.until] -= 1
    ticket.holder, ticket.until, ticket.stay = row * SLOTS + slot, FOREVER, 0
    person.help_since[slot] = ticket.joined
    return True
