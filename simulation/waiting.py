"""Waiting lists of partners: two urgency classes, first come first served within each.

Participants and outsiders, everyone else in town, wait on the same lists. A ticket has the holder, the week of joining,
the week of giving up and the weeks of service. Patience and length of service of an outsider are drawn on arrival, so
that the work of a week depends only on its arrivals and admissions. The ticket of a participant who no longer waits is
void; it is dropped at its turn.
"""

import math
from collections import namedtuple

import numpy as np

from .compiled import rule
from .luck import DECISION, PARTNER, draw4, poisson
from .people import SLOTS, WAITING, empty_records, plain_records

TOWN_ARRIVALS, TOWN_PATIENCE = DECISION["town_arrivals"], DECISION["town_patience"]
OUTSIDER = -1
"""Holder of an outsider's ticket; a participant's ticket has row × SLOTS + slot."""
NO_HOLDER = -2
"""Holder where no ticket is left."""
FOREVER = 30000
"""A week after the end of every run; it fits the 16-bit weeks of a person's record."""
BEFORE_START = 1000
"""Offset of weeks in the addresses of draws, so that outsiders who came before week 0 have an address too."""

LINE_RECORD = np.dtype([("start", "i8"), ("room", "i8"), ("first", "i8"), ("count", "i8")])
TICKET = np.dtype([("holder", "i8"), ("joined", "i2"), ("until", "i2"), ("stay", "i2")], align=True)
DEPARTURES = np.dtype([("giving_up", "i8"), ("finishing", "i8")])
ARRIVAL_RECORD = np.dtype([("urgent", "u1"), ("until", "i2"), ("stay", "i2")], align=True)
ARRIVAL_FIELDS = ("town_arrivals", "drop_out_week", "town_urgent", "service", "service_spread")
"""Fields of a partner on which the arrivals of outsiders, their patience and their stay depend, beside the parameter
`drop_service`."""
DRAWN_FOR = np.dtype([(name, "f8") for name in (*ARRIVAL_FIELDS, "drop_service")])

Queue = namedtuple("Queue", "lines tickets departures arrivals first_arrival drawn_for held")
"""`lines` (2 a partner: urgent, other) are rings of `room` places, a power of two, in `tickets` from place `start` on.
`departures` (partners, weeks): the numbers of outsiders who will give up waiting or finish in a week. `arrivals` has
the outsiders of all weeks, drawn ahead for partners with the fields in `drawn_for` (partners,); those of a partner and
week w begin at `first_arrival` (partners, weeks + 1)[partner, w]. `held` (partners, weeks) is the share of the places
that simulated people hold under the service as usual: the share by which fewer outsiders come."""

LEAST_ROOM = 64
"""Places of the ring of a short line."""


@rule
def log_staying(leaving):
    """Return the logarithm of the chance to stay a week when a share `leaving` leaves; 0 if nobody leaves."""
    return math.log(1.0 - leaving) if leaving < 1.0 else -math.inf


@rule
def geometric_weeks(u, log_stay):
    """Return a whole number of weeks >= 1, memoryless, from the logarithm of the chance to stay a week."""
    if log_stay == 0.0:
        return FOREVER
    return 1 + int(min(FOREVER, math.log(u) / log_stay))


@rule
def service_weeks(partner, u, log_stay):
    """Return the length of a service in weeks: between fixed (`service_spread` 0) and memoryless (1).

    `log_stay` is `log_staying(1 / partner.service)`.
    """
    if partner.service_spread >= 1.0:
        return min(FOREVER, geometric_weeks(u, log_stay))
    weeks = (1.0 - partner.service_spread) * partner.service
    if partner.service_spread > 0.0:
        weeks += partner.service_spread * geometric_weeks(u, log_stay)
    return max(1, min(FOREVER, int(weeks + 0.5)))


@rule
def place_of(line, behind):
    """Return the place in `tickets` of the ticket that is `behind` the first of a line."""
    return line.start + ((line.first + behind) & (line.room - 1))


@rule
def enqueue(queue, line, holder, joined, until, stay):
    """Add a ticket at the end of `line`; raises OverflowError if its storage is full."""
    at = queue.lines[line]
    if at.count >= at.room:
        raise OverflowError("a waiting list is longer than its storage")
    ticket = queue.tickets[place_of(at, at.count)]
    ticket.holder = holder
    ticket.joined = joined
    ticket.until = until
    ticket.stay = stay
    at.count += 1


@rule
def take_ticket(queue, partner, urgent, row, slot, week):
    """Put a participant on the waiting list of a partner."""
    enqueue(queue, 2 * partner.id + (0 if urgent else 1), row * SLOTS + slot, week, FOREVER, 0)
    partner.waiting += 1


@rule
def arrivals_in_town(partner, week, held, luck):
    """Return the number of outsiders who come to a partner in a week; simulated people hold a share of its places."""
    mean = partner.town_arrivals * (1.0 - held[partner.id, min(week, held.shape[1] - 1)])
    return poisson(luck, TOWN_ARRIVALS, PARTNER, partner.luck_number, week, mean)


@rule
def draw_outsider(partner, joined, arrival, log_waiting, log_serving, log_keeping, luck):
    """Return urgency, week of giving up and weeks of service of an outsider.

    The logarithms are of the chances to stay a week: on the list, in the service, and without leaving it early.
    """
    number = partner.luck_number
    urgent, patience, length, leaving = draw4(luck, TOWN_PATIENCE, PARTNER, number, joined + BEFORE_START, arrival)
    until = min(FOREVER, joined + geometric_weeks(patience, log_waiting))
    stay = min(service_weeks(partner, length, log_serving), geometric_weeks(leaving, log_keeping))
    return urgent < partner.town_urgent, until, stay


@rule
def join_line(queue, partner, urgent, until, stay, week, joined):
    """Put an outsider who came in week `joined` on the waiting list, unless gone before `week`.

    Urgent outsiders who came before the start have been admitted already.
    """
    if until <= week or (joined < 0 and urgent):
        return
    enqueue(queue, 2 * partner.id + (0 if urgent else 1), OUTSIDER, joined, until, stay)
    partner.waiting += 1
    if until < queue.departures.shape[1]:
        queue.departures[partner.id, until].giving_up += 1


@rule
def outsiders_join(queue, partner, arrivals, week, joined, p, luck):
    """Draw the outsiders who came in week `joined`, and put them on the waiting list unless gone before `week`."""
    log_waiting = log_staying(partner.drop_out_week)
    log_serving = log_staying(1.0 / partner.service)
    log_keeping = log_staying(p.drop_service)
    for arrival in range(arrivals):
        urgent, until, stay = draw_outsider(partner, joined, arrival, log_waiting, log_serving, log_keeping, luck)
        join_line(queue, partner, urgent, until, stay, week, joined)


@rule
def join_drawn_ahead(queue, partner, week):
    """Put the outsiders who were drawn ahead for this week on the waiting list."""
    for number in range(queue.first_arrival[partner.id, week], queue.first_arrival[partner.id, week + 1]):
        arrival = queue.arrivals[number]
        join_line(queue, partner, arrival.urgent, arrival.until, arrival.stay, week, week)


@rule
def drawn_ahead_holds(queue, partner, p):
    """Return whether the partner still has the fields for which its arrivals were drawn ahead."""
    then = queue.drawn_for[partner.id]
    return (
        partner.town_arrivals == then.town_arrivals
        and partner.drop_out_week == then.drop_out_week
        and partner.town_urgent == then.town_urgent
        and partner.service == then.service
        and partner.service_spread == then.service_spread
        and p.drop_service == then.drop_service
    )


@rule
def still_waits(people, ticket, number, week):
    """Return whether the holder of a ticket still waits for partner `number`."""
    if ticket.holder == OUTSIDER:
        return ticket.until > week
    person = people[ticket.holder // SLOTS]
    slot = ticket.holder % SLOTS
    return person.help[slot] == WAITING and person.partner[slot] == number and person.help_since[slot] == ticket.joined


@rule
def next_in_line(queue, people, number, week):
    """Take the next ticket of partner `number`, urgent ones first.

    Returns (holder, joined, until, stay); the holder is `NO_HOLDER` if no ticket is left.
    """
    for line in range(2 * number, 2 * number + 2):
        at = queue.lines[line]
        while at.count > 0:
            ticket = queue.tickets[place_of(at, 0)]
            at.first = (at.first + 1) & (at.room - 1)
            at.count -= 1
            if still_waits(people, ticket, number, week):
                return ticket.holder, ticket.joined, ticket.until, ticket.stay
    return NO_HOLDER, 0, 0, 0


@rule
def longest_wait(queue, number, week):
    """Return the weeks since the oldest first ticket of partner `number` was taken, 0 without tickets."""
    longest = 0
    for line in range(2 * number, 2 * number + 2):
        at = queue.lines[line]
        if at.count > 0:
            longest = max(longest, week - queue.tickets[place_of(at, 0)].joined)
    return longest


def empty_queue(partners: int, weeks: int, storage: int = LEAST_ROOM) -> Queue:
    """Return empty waiting lists with `storage` places each, a power of two."""
    lines = empty_records(LINE_RECORD, 2 * partners)
    lines.room = storage
    lines.start = storage * np.arange(2 * partners)
    return Queue(
        lines,
        empty_records(TICKET, storage * 2 * partners),
        empty_records(DEPARTURES, (partners, weeks)),
        *nothing_drawn_ahead(partners),
        np.zeros((partners, weeks)),
    )


def nothing_drawn_ahead(partners: int) -> tuple[np.recarray, np.ndarray, np.recarray]:
    """Return `arrivals`, `first_arrival` and `drawn_for` of a queue without arrivals drawn ahead."""
    drawn_for = empty_records(DRAWN_FOR, partners)
    drawn_for[:] = (np.nan,) * (len(ARRIVAL_FIELDS) + 1)
    return empty_records(ARRIVAL_RECORD, 0), np.zeros((partners, 1), dtype=np.int64), drawn_for


def places_of(queue: Queue, line: int) -> np.ndarray:
    """Return the places in `tickets` of the tickets of a line in their order."""
    start, room, first, count = queue.lines[line].item()
    return start + (first + np.arange(count)) % room


def tickets_of(queue: Queue, line: int) -> np.recarray:
    """Return a copy of the tickets of a line in their order, void ones included."""
    return queue.tickets[places_of(queue, line)]


def most_outsiders(means: np.ndarray) -> np.ndarray:
    """Return numbers above every Poisson draw of these means, but for one in 10**20."""
    return means + 10.0 * np.sqrt(means) + 25.0


def make_room(queue: Queue, partners, people: int, week: int) -> Queue:
    """Return the queue with room for everybody who may join a line this week.

    Those are the outsiders of a week and half of the `people`. If a line is too short for them, tickets of outsiders
    who gave up before `week` are dropped, and lines get storage for twice as many.
    """
    coming, lines = most_coming(partners, people), plain_records(queue.lines)
    if (lines["count"] + coming <= lines["room"]).all():
        return queue
    kept = []
    for line in range(len(lines)):
        tickets = tickets_of(queue, line)
        kept.append(tickets[(tickets.holder != OUTSIDER) | (tickets.until > week)])
    return with_lines(queue, kept, partners, people)


def most_coming(partners, people: int) -> np.ndarray:
    """Return how many may join each line in a week: its outsiders and half of the people."""
    return np.repeat(most_outsiders(plain_records(partners)["town_arrivals"]), 2) + 0.5 * people


def with_lines(queue: Queue, lines: list, partners, people: int) -> Queue:
    """Return the queue with these tickets as its lines, each with storage for twice as many as may come."""
    counts = np.array([len(line) for line in lines])
    needed = np.maximum(2.0 * counts + most_coming(partners, people), LEAST_ROOM)
    rooms = 1 << np.ceil(np.log2(needed)).astype(np.int64)
    records = empty_records(LINE_RECORD, len(lines))
    starts = np.cumsum(rooms) - rooms
    records.room, records.count, records.start = rooms, counts, starts
    tickets = empty_records(TICKET, int(rooms.sum()))
    for start, own in zip(starts.tolist(), lines, strict=True):
        tickets[start : start + len(own)] = own
    return queue._replace(lines=records, tickets=tickets)
