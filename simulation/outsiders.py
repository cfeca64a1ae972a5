"""Outsiders, everyone else in town, at the partners: their queue at the start and their later arrivals.

A partner with a long line starts with the people who joined within one wait before the start; those in service have the
residual time of a stationary service. From there a partner with few places lives `BEFORE` weeks before week 0, so that
its line is as often empty, and as often long, as later. Simulated people then take the places of as many outsiders.
"""

import math
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from .compiled import rule
from .luck import DECISION, PARTNER, TOWN, poisson, uniforms
from .people import IN_SERVICE, NOT_YET_HERE, SLOTS, WAITING, empty_records
from .renewal import curve
from .stationary_line import all_arrivals, is_long, stay_quantiles
from .waiting import (
    ARRIVAL_FIELDS,
    ARRIVAL_RECORD,
    DRAWN_FOR,
    FOREVER,
    OUTSIDER,
    TICKET,
    Queue,
    arrivals_in_town,
    draw_outsider,
    log_staying,
    most_outsiders,
    with_lines,
)

START_QUEUE = DECISION["start_queue"]
LONGEST_STAY = 1040
"""Longest residual service in weeks; longer ones are cut off."""
BEFORE = 208
"""Weeks that a queue at few places lives before week 0: at least twice the time in which it forgets how it began."""
ADMITTED = -FOREVER
"""Week of giving up of somebody who waits no more."""


@rule
def live_before(partner, weeks, before, tickets, finishing, first, p, luck):
    """Let outsiders join in the `weeks` before week 0, and be admitted in the last `before` of them and in week 0.

    Returns the number of `tickets`: all who came, in the order of joining. The holder is 0 for an urgent one, else 1;
    `until` is `ADMITTED` for somebody who was admitted. `finishing` counts the outsiders who finish by weeks since
    -`before`; `first` (2,) are the heads of both lines.
    """
    log_waiting, log_serving = log_staying(partner.drop_out_week), log_staying(1.0 / partner.service)
    log_keeping = log_staying(p.drop_service)
    count = 0
    for back in range(int(math.ceil(weeks)), -1 if before > 0 else 0, -1):
        mean = min(1.0, weeks - back + 1.0) * partner.town_arrivals
        for arrival in range(poisson(luck, START_QUEUE, PARTNER, partner.luck_number, back, mean)):
            urgent, until, stay = draw_outsider(
                partner, -back, arrival, log_waiting, log_serving, log_keeping, luck
            )
            if until <= -before or (urgent and back > before):  # the urgent have been admitted already
                continue
            ticket = tickets[count]
            ticket.holder, ticket.joined, ticket.until, ticket.stay = 0 if urgent else 1, -back, until, stay
            count += 1
        if back >= before:
            continue
        partner.in_service -= finishing[before - back]
        for other in range(2):
            while partner.in_service < partner.places and first[other] < count:
                ticket = tickets[first[other]]
                first[other] += 1
                if ticket.holder == other and ticket.until > -back:
                    partner.in_service += 1
                    finishing[min(before - back + ticket.stay, len(finishing) - 1)] += 1
                    ticket.until = ADMITTED
    return count


@lru_cache(maxsize=512)
def residual_stay(service: float, spread: float, leaving: float) -> np.ndarray:
    """Return the cumulative distribution of the residual weeks of service, 1, 2, …, in the stationary state.

    A service ends early for a share `leaving` of those in service each week.
    """
    weeks = stay_quantiles(service, spread)
    ahead = np.arange(1, LONGEST_STAY + 1)
    still = 1.0 - np.searchsorted(weeks, ahead) / len(weeks)
    still *= (1.0 - leaving) ** (ahead - 1)
    return np.cumsum(still / still.sum())


@lru_cache(maxsize=512)
def residual_length(service: float, spread: float, leaving: float) -> np.ndarray:
    """Return the cumulative distribution of the weeks until a service is complete, unless it ends early."""
    weeks = stay_quantiles(service, spread)
    still = 1.0 - np.searchsorted(weeks, np.arange(1, LONGEST_STAY + 2)) / len(weeks)
    for ahead in range(LONGEST_STAY - 1, -1, -1):
        still[ahead] += (1.0 - leaving) * still[ahead + 1]
    return 1.0 - still[1:] / still[0]


def residual_weeks(u: np.ndarray, chances: np.ndarray) -> np.ndarray:
    """Return residual weeks, at least 1, of these uniforms."""
    return 1 + np.minimum(np.searchsorted(chances, u), LONGEST_STAY - 1)


class StartingQueue(NamedTuple):
    """The outsiders at a partner in week 0: tickets in the order of joining, and the weeks in which others finish."""

    tickets: np.recarray
    finishing: np.ndarray


def queue_before(partner, spec, p, luck, scale: float, weeks: int) -> StartingQueue:
    """Return the queue in week 0 of a partner to which only outsiders come; nobody finishes later than `weeks`."""
    leaving = float(p.drop_service)
    admissions = scale * spec.admissions(leaving)
    before = 0 if is_long(admissions, spec.wait_weeks, spec.drop_out_week) or partner.places == 0 else BEFORE
    line_weeks = float(spec.line_weeks(leaving))
    chances = residual_stay(float(partner.service), float(partner.service_spread), leaving)
    u = uniforms(luck, "start_queue", TOWN, np.arange(partner.places), 1, week=int(partner.luck_number))[:, 0]
    horizon = before + weeks + 1
    finishing = np.bincount(np.minimum(residual_weeks(u, chances), horizon - 1), minlength=horizon)
    partner.in_service = partner.places
    most = most_outsiders(np.array((line_weeks + before + 2.0) * partner.town_arrivals))
    tickets = empty_records(TICKET, int(most))
    first = np.zeros(2, dtype=np.int64)
    count = live_before(partner, line_weeks + before, before, tickets, finishing, first, p, luck)
    waiting = tickets[:count].view(np.recarray)
    return StartingQueue(
        waiting[waiting.until > 0], np.repeat(np.arange(1, weeks + 1), finishing[before + 1 :])
    )


def evenly(count: int, places: int) -> np.ndarray:
    """Return the places, 0 to `places` - 1, of `count` people spread evenly over them; all, if there are too few."""
    return ((np.arange(count if places else 0) + 0.5) * places / max(count, 1)).astype(np.int64)


def take_over_line(people, rows, slots, tickets, luck) -> tuple[np.recarray, np.recarray]:
    """Return the urgent line, and the other line, in which simulated people wait in place of as many outsiders.

    `rows` and `slots` name the simulated people. Each joined when somebody on the list had whom the own draw chooses,
    so that a person's week of joining does not depend on how many others are simulated.
    """
    other = np.flatnonzero(tickets.holder == 1)
    own = empty_records(TICKET, len(rows))
    own.holder, own.until = rows * SLOTS + slots, FOREVER
    own.joined = people["help_since"][rows, slots]
    kept = np.ones(len(tickets), dtype=bool)
    if len(other):
        u = uniforms(luck, "start_help", 0, people["id"][rows], 4 * SLOTS)[np.arange(len(rows)), 4 * slots + 2]
        own.joined = tickets.joined[other[(u * len(other)).astype(np.int64)]]
        kept[other[evenly(len(rows), len(other))]] = False
        people["help_since"][rows, slots] = own.joined
    left = tickets[kept]
    urgent, left = left[left.holder == 0].copy(), left[left.holder == 1].copy()
    urgent.holder = left.holder = OUTSIDER
    both = np.concatenate([left, own])
    line = both[np.argsort(both["joined"], kind="stable")].view(np.recarray)
    return urgent, line


def share_held(came: np.ndarray, specs, equilibrium, scale: float, weeks: int) -> np.ndarray:
    """Return the share of each partner's places that simulated people hold, shape (partners, weeks + 1).

    `came` are the weeks of arrival of all simulated people. Those who hold a place and never joined its list, because
    they came with their help, hold it in place of an outsider who had joined; they do not count here.
    """
    members = (came == 0).sum()
    newcomers = np.cumsum(np.bincount(came[came > 0], minlength=weeks + 1)[: weeks + 1])
    each = curve(equilibrium.served, np.arange(weeks + 1))
    held = each[:, 0] * members + each[:, 1] * newcomers[:, None]
    places = np.array([max(scale * spec.places, 1e-9) for spec in specs])
    return np.clip(held / places, 0.0, 1.0).T


def start_queues(people, partners, queue, p, luck, specs, equilibrium, scale: float) -> Queue:
    """Return the queue in week 0, and let every partner start in it.

    `scale` is the size of the town relative to the town of the table. Simulated people in service or on a list take the
    places of outsiders; the arrivals of outsiders are lower by the share of the places that simulated people hold.
    """
    leaving, weeks = float(p.drop_service), queue.departures.shape[1] - 1
    rows, slots = np.nonzero((people["help"] > 0) & (people["status"] != NOT_YET_HERE)[:, None])
    states, numbers = people["help"][rows, slots], people["partner"][rows, slots]
    queue.held[:] = share_held(people["arrival_week"], specs, equilibrium, scale, weeks)
    arrivals, lines = all_arrivals(specs, leaving, scale) * equilibrium.demand, []
    for number, spec in enumerate(specs):
        partner = partners[number]
        partner.wait_weeks = spec.wait_weeks
        partner.town_arrivals = arrivals[number]
        before = queue_before(partner, spec, p, luck, scale, weeks)
        waits = np.flatnonzero((numbers == number) & (states == WAITING))
        urgent, line = take_over_line(people, rows[waits], slots[waits], before.tickets, luck)
        lines += [urgent, line]
        served = int(((numbers == number) & (states == IN_SERVICE)).sum())
        others = np.delete(before.finishing, evenly(served, len(before.finishing))) if served else before.finishing
        partner.waiting, partner.in_service = len(urgent) + len(line), len(others) + served
        leave = queue.departures[number]
        leave["finishing"] += np.bincount(others, minlength=weeks + 1)
        until = np.concatenate([urgent.until, line.until[line.holder == OUTSIDER]])
        leave["giving_up"] += np.bincount(until[until <= weeks], minlength=weeks + 1)
    return with_lines(queue, lines, partners, len(people))


@rule
def count_arrivals(partners, weeks, held, counts, luck):
    """Write the numbers of arriving outsiders from week 1 on into `counts`, shape (partners, weeks + 1)."""
    for number in range(len(partners)):
        for week in range(1, weeks + 1):
            counts[number, week] = arrivals_in_town(partners[number], week, held, luck)


@rule
def draw_arrivals(queue, partners, p, luck):
    """Draw all outsiders who will arrive."""
    log_keeping = log_staying(p.drop_service)
    for number in range(len(partners)):
        partner = partners[number]
        log_waiting, log_serving = log_staying(partner.drop_out_week), log_staying(1.0 / partner.service)
        for week in range(queue.first_arrival.shape[1] - 1):
            first = queue.first_arrival[number, week]
            for index in range(first, queue.first_arrival[number, week + 1]):
                arrival = queue.arrivals[index]
                arrival.urgent, arrival.until, arrival.stay = draw_outsider(
                    partner, week, index - first, log_waiting, log_serving, log_keeping, luck
                )


def draw_arrivals_ahead(queue: Queue, partners, weeks: int, p, luck) -> Queue:
    """Return the queue with all arrivals of outsiders, drawn ahead for the present fields of the partners.

    These arrivals do not depend on the policy, so that all scenarios of a comparison share them.
    """
    counts = np.zeros((len(partners), weeks + 1), dtype=np.int64)
    count_arrivals(partners, weeks, queue.held, counts, luck)
    first = np.zeros((len(partners), weeks + 2), dtype=np.int64)
    first.ravel()[1:] = np.cumsum(np.column_stack([counts, np.zeros(len(partners), dtype=np.int64)]))[:-1]
    drawn_for = empty_records(DRAWN_FOR, len(partners))
    for name in ARRIVAL_FIELDS:
        drawn_for[name] = partners[name]
    drawn_for.drop_service = p.drop_service
    drawn = queue._replace(
        arrivals=empty_records(ARRIVAL_RECORD, int(counts.sum())), first_arrival=first, drawn_for=drawn_for
    )
    draw_arrivals(drawn, partners, p, luck)
    return drawn
