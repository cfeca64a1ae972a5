"""The waiting list of a partner: two urgency classes, first come first served within each.

A ticket is (who, week of joining, week of giving up, weeks of service). Everyone else in town waits in the same
line. Their patience and length of service are drawn when they come, so that a week costs no more than its arrivals
and admissions; a participant's ticket is void once the person no longer waits for it, and is dropped when its turn
comes.
"""

import math
from collections import namedtuple

import numpy as np

from .compiled import rule
from .luck import DECISION, PARTNER, draw4, poisson
from .people import SLOTS, WAITING, empty_records, plain

TOWN_ARRIVALS, TOWN_PATIENCE = DECISION["town_arrivals"], DECISION["town_patience"]
OUTSIDER = -1
NOBODY = -2
FOREVER = 30000
"""A week that no run reaches; fits the 16-bit weeks of a person's record."""
BEFORE_START = 1000
"""Added to weeks of the town's draws, so that whoever came before week 0 has an address too."""

LINE = np.dtype([("first", "i8"), ("count", "i8")])
TICKET = np.dtype([("who", "i8"), ("joined", "i2"), ("until", "i2"), ("stay", "i2")], align=True)
DEPARTURES = np.dtype([("giving_up", "i8"), ("finishing", "i8")])
VISITOR = np.dtype([("urgent", "u1"), ("until", "i2"), ("stay", "i2")], align=True)
FORESEEN = ("town_arrivals", "drop_out_week", "town_urgent", "service", "service_spread")
"""Fields of a partner on which depends who of everyone else in town comes, how patient they are and how long they stay;
beside them it is the parameter `drop_service`."""
OUTLOOK = np.dtype([(name, "f8") for name in (*FORESEEN, "drop_service")])

Queue = namedtuple("Queue", "lines tickets departures visitors first_visitor outlook")
"""`lines` (2 a partner: urgent, other), `tickets` (lines, storage, a power of two) in a ring, and `departures`
(partners, weeks): how many of everyone else in town will give up waiting or finish in a week. `visitors` are all of
them who will come, as long as a partner is as in `outlook` (partners,); those of a partner and week w begin at
`first_visitor` (partners, weeks + 1)[partner, w]."""


@rule
def log_staying(leaving):
    """Return the logarithm of the chance to stay a week when a share `leaving` goes; 0 where nobody goes."""
    return math.log(1.0 - leaving) if leaving < 1.0 else -math.inf


@rule
def geometric_weeks(u, log_stay):
    """Return a whole number of weeks >= 1, memoryless, from the logarithm of the chance to stay a week."""
    if log_stay == 0.0:
        return FOREVER
    return 1 + int(min(FOREVER, math.log(u) / log_stay))


@rule
def service_weeks(partner, u, log_stay):
    """Return how long a service takes: between fixed (`service_spread` 0) and memoryless (1).

    `log_stay` is `log_staying(1 / partner.service)`.
    """
    if partner.service_spread >= 1.0:
        return min(FOREVER, geometric_weeks(u, log_stay))
    weeks = (1.0 - partner.service_spread) * partner.service
    if partner.service_spread > 0.0:
        weeks += partner.service_spread * geometric_weeks(u, log_stay)
    return max(1, min(FOREVER, int(weeks + 0.5)))


@rule
def enqueue(queue, line, who, joined, until, stay):
    """Add a ticket at the end of `line`; raises OverflowError if the list is full."""
    storage = queue.tickets.shape[1]
    if queue.lines[line].count >= storage:
        raise OverflowError("a waiting list is longer than its storage")
    ticket = queue.tickets[line, (queue.lines[line].first + queue.lines[line].count) & (storage - 1)]
    ticket.who = who
    ticket.joined = joined
    ticket.until = until
    ticket.stay = stay
    queue.lines[line].count += 1


@rule
def take_ticket(queue, partner, urgent, row, slot, week):
    """Let a participant join the list of a partner."""
    enqueue(queue, 2 * partner.id + (0 if urgent else 1), row * SLOTS + slot, week, FOREVER, 0)
    partner.waiting += 1


@rule
def arrivals_in_town(partner, week, luck):
    """Return how many of everyone else in town come to a partner in a week."""
    return poisson(luck, TOWN_ARRIVALS, PARTNER, partner.luck_number, week, partner.town_arrivals)


@rule
def draw_visitor(partner, joined, arrival, log_waiting, log_serving, log_keeping, luck):
    """Return of one of everyone else in town whether it is urgent, the week of giving up, and the weeks of service.

    The logarithms are those of the chances to stay a week: in line, in the service, and of not leaving it early.
    """
    number = partner.luck_number
    urgent, patience, length, leaving = draw4(luck, TOWN_PATIENCE, PARTNER, number, joined + BEFORE_START, arrival)
    until = min(FOREVER, joined + geometric_weeks(patience, log_waiting))
    stay = min(service_weeks(partner, length, log_serving), geometric_weeks(leaving, log_keeping))
    return urgent < partner.town_urgent, until, stay


@rule
def stand_in_line(queue, partner, urgent, until, stay, week, joined):
    """Let one of everyone else in town who came in week `joined` stand in line, if still there in `week`.

    Urgent ones who came before the start have been admitted already.
    """
    if until <= week or (joined < 0 and urgent):
        return
    enqueue(queue, 2 * partner.id + (0 if urgent else 1), OUTSIDER, joined, until, stay)
    partner.waiting += 1
    if until < queue.departures.shape[1]:
        queue.departures[partner.id, until].giving_up += 1


@rule
def outsiders_join(queue, partner, arrivals, week, joined, p, luck):
    """Let everyone else in town who came in week `joined` stand in line, if still there in `week`."""
    log_waiting = log_staying(partner.drop_out_week)
    log_serving = log_staying(1.0 / partner.service)
    log_keeping = log_staying(p.drop_service)
    for arrival in range(arrivals):
        urgent, until, stay = draw_visitor(partner, joined, arrival, log_waiting, log_serving, log_keeping, luck)
        stand_in_line(queue, partner, urgent, until, stay, week, joined)


@rule
def visitors_join(queue, partner, week):
    """Let those of everyone else in town stand in line who were drawn beforehand for this week."""
    for number in range(queue.first_visitor[partner.id, week], queue.first_visitor[partner.id, week + 1]):
        visitor = queue.visitors[number]
        stand_in_line(queue, partner, visitor.urgent, visitor.until, visitor.stay, week, week)


@rule
def is_as_foreseen(queue, partner, p):
    """Return whether the partner is as it was when those who come were drawn beforehand."""
    then = queue.outlook[partner.id]
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
    """Return whether the ticket for partner `number` is still somebody who waits."""
    if ticket.who == OUTSIDER:
        return ticket.until > week
    person = people[ticket.who // SLOTS]
    slot = ticket.who % SLOTS
    return person.help[slot] == WAITING and person.partner[slot] == number and person.help_since[slot] == ticket.joined


@rule
def next_in_line(queue, people, number, week):
    """Take the next ticket of partner `number`, urgent ones first.

    Returns (who, joined, until, stay), or who = `NOBODY`.
    """
    for line in range(2 * number, 2 * number + 2):
        while queue.lines[line].count > 0:
            ticket = queue.tickets[line, queue.lines[line].first]
            queue.lines[line].first = (queue.lines[line].first + 1) & (queue.tickets.shape[1] - 1)
            queue.lines[line].count -= 1
            if still_waits(people, ticket, number, week):
                return ticket.who, ticket.joined, ticket.until, ticket.stay
    return NOBODY, 0, 0, 0


@rule
def longest_wait(queue, number, week):
    """Return the weeks since the first ticket in line at partner `number` was taken, 0 if there is none."""
    longest = 0
    for line in range(2 * number, 2 * number + 2):
        if queue.lines[line].count > 0:
            longest = max(longest, week - queue.tickets[line, queue.lines[line].first].joined)
    return longest


def empty_queue(partners: int, weeks: int, storage: int) -> Queue:
    """Return waiting lists without anybody."""
    return Queue(
        empty_records(LINE, 2 * partners),
        empty_records(TICKET, (2 * partners, storage)),
        empty_records(DEPARTURES, (partners, weeks)),
        *nobody_foreseen(partners),
    )


def nobody_foreseen(partners: int) -> tuple[np.recarray, np.ndarray, np.recarray]:
    """Return visitors, their places and the outlook of a queue for which nobody was drawn beforehand."""
    outlook = empty_records(OUTLOOK, partners)
    outlook[:] = (np.nan,) * len(OUTLOOK)
    return empty_records(VISITOR, 0), np.zeros((partners, 1), dtype=np.int64), outlook


def make_room(queue: Queue) -> Queue:
    """Return the queue with waiting lists at most half full, in larger storage if need be."""
    storage = queue.tickets.shape[1]
    if max(plain(queue.lines)["count"].tolist(), default=0) * 2 <= storage:
        return queue
    order = (queue.lines["first"][:, None] + np.arange(storage)) % storage
    tickets = np.take_along_axis(queue.tickets, order, axis=1)
    queue.lines["first"] = 0
    return queue._replace(tickets=np.concatenate([tickets, np.zeros_like(tickets)], axis=1).view(np.recarray))
