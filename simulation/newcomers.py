"""Newcomers (instroom): people who come on the benefit with the help that they have already.

Before, they were among everyone else in town: a newcomer who is being helped holds the place of an outsider, and one
who waits holds an outsider's ticket. So their coming changes neither the length of a list nor the use of places.
"""

from .compiled import rule
from .people import DOMAINS, NO_HELP, SLOTS, WAITING
from .waiting import FOREVER, OUTSIDER, place_of


@rule
def bring_help(people, queue, rows, week):
    """Let newcomers bring the help they have; where no outsider has help to hand over, they come without.

    Then there is no referral either by which the department would know the problem.
    """
    for row in rows:
        person = people[row]
        for slot in range(SLOTS):
            if person.help[slot] == NO_HELP:
                continue
            if person.help[slot] == WAITING:
                handed_over = take_ticket_over(queue, person, slot, week)
            else:
                handed_over = take_place_over(queue, person.partner[slot], person.help_until[slot], week)
            if not handed_over:
                person.help[slot] = NO_HELP
                person.help_since[slot] = 0
                person.help_until[slot] = 0
                person.helpers -= 1
                if slot < len(DOMAINS):
                    person.disclosed[slot] = 0
                    person.on_file &= ~(1 << slot)


@rule
def take_place_over(queue, number, until, week):
    """Let an outsider leave a place: the first who finishes in or after week `until`, else the last before it."""
    weeks = queue.departures.shape[1]
    for then in range(min(until, weeks), weeks):
        if queue.departures[number, then].finishing > 0:
            queue.departures[number, then].finishing -= 1
            return True
    for then in range(min(until, weeks) - 1, week - 1, -1):
        if queue.departures[number, then].finishing > 0:
            queue.departures[number, then].finishing -= 1
            return True
    return False


@rule
def is_handed_over(ticket, week):
    """Return whether a ticket is of an outsider who still waits."""
    return ticket.holder == OUTSIDER and ticket.until >= week


@rule
def take_ticket_over(queue, person, slot, week):
    """Give the newcomer an outsider's ticket: of those who joined in the newcomer's week or later the first, else the
    last before it. A line is in the order of joining.
    """
    number = person.partner[slot]
    line = queue.lines[2 * number + 1]
    low, high = 0, line.count
    while low < high:
        middle = (low + high) // 2
        if queue.tickets[place_of(line, middle)].joined < person.help_since[slot]:
            low = middle + 1
        else:
            high = middle
    at = -1
    for behind in range(low, line.count):
        if is_handed_over(queue.tickets[place_of(line, behind)], week):
            at = behind
            break
    if at < 0:
        for behind in range(low - 1, -1, -1):
            if is_handed_over(queue.tickets[place_of(line, behind)], week):
                at = behind
                break
    if at < 0:
        return False
    ticket = queue.tickets[place_of(line, at)]
    if ticket.until < queue.departures.shape[1]:
        queue.departures[number, ticket.until].giving_up -= 1
    ticket.holder = person.row * SLOTS + slot
    ticket.until = FOREVER
    ticket.stay = 0
    person.help_since[slot] = ticket.joined
    return True
