"""Outsiders, everyone else in town, at the partners: their queue at the start and their later arrivals.

The queue starts at its stationary length: the people on the list joined within one wait before the start, and those in
service have the residual time of a stationary service.
"""

import math
from functools import lru_cache

import numpy as np

from .compiled import rule
from .luck import DECISION, PARTNER, TOWN, poisson, uniforms
from .partners import stay_quantiles
from .people import IN_SERVICE, NOT_YET_HERE, SLOTS, WAITING, empty_records
from .waiting import (
    ARRIVAL_FIELDS,
    ARRIVAL_RECORD,
    DRAWN_FOR,
    FOREVER,
    Queue,
    arrivals_in_town,
    draw_outsider,
    enqueue,
    log_staying,
    outsiders_join,
)

START_QUEUE = DECISION["start_queue"]
LONGEST_STAY = 1040
"""Longest residual service in weeks; longer ones are cut off."""


@rule
def fill_line(queue, people, partner, weeks, rows, slots, p, luck):
    """Put the people who joined a partner in the `weeks` before the start on the waiting list, week by week.

    `rows` and `slots` name the participants on the list in the order of joining.
    """
    queued = 0
    for back in range(int(math.ceil(weeks)), -1, -1):
        while queued < len(rows) and people[rows[queued]].help_since[slots[queued]] <= -back:
            person = people[rows[queued]]
            slot = slots[queued]
            line = 2 * partner.id + (0 if person.urgent[slot] else 1)
            enqueue(queue, line, rows[queued] * SLOTS + slot, person.help_since[slot], FOREVER, 0)
            partner.waiting += 1
            queued += 1
        if back > 0:
            part = min(1.0, weeks - (back - 1))
            mean = part * partner.town_arrivals
            arrivals = poisson(luck, START_QUEUE, PARTNER, partner.luck_number, back, mean)
            outsiders_join(queue, partner, arrivals, 0, -back, p, luck)


@lru_cache(maxsize=512)
def residual_stay(service: float, spread: float, leaving: float) -> np.ndarray:
    """Return the cumulative distribution of the residual weeks of service, 1, 2, …, in the stationary state."""
    weeks = stay_quantiles(service, spread)
    ahead = np.arange(1, LONGEST_STAY + 1)
    still = 1.0 - np.searchsorted(weeks, ahead) / len(weeks)
    still *= (1.0 - leaving) ** (ahead - 1)
    return np.cumsum(still / still.sum())


def fill_places(partner, finishing: np.ndarray, count: int, leaving: float, luck) -> None:
    """Give `count` outsiders a place at the start, each with a residual time of service.

    `finishing`, shape (weeks,), counts the outsiders who finish in a week.
    """
    if count <= 0:
        return
    chances = residual_stay(float(partner.service), float(partner.service_spread), leaving)
    u = uniforms(luck, "start_queue", TOWN, np.arange(count), 1, week=int(partner.luck_number))[:, 0]
    until = 1 + np.minimum(np.searchsorted(chances, u), LONGEST_STAY - 1)
    horizon = len(finishing)
    finishing += np.bincount(until[until < horizon], minlength=horizon)
    partner.in_service += count


def start_queues(people, partners, queue, p, luck, specs, equilibrium, scale: float) -> None:
    """Let every partner start with all places taken and with the waiting list of its wait in 2018.

    `scale` is the size of the town relative to the town of the table. Arrivals of outsiders are all arrivals less the
    admissions of simulated people under the service as usual.
    """
    leaving = float(p.drop_service)
    here = int((people["status"] != NOT_YET_HERE).sum())
    rows, slots = np.nonzero(people["help"])
    states, numbers = people["help"][rows, slots], people["partner"][rows, slots]
    served = np.bincount(numbers[states == IN_SERVICE], minlength=len(specs))
    waits = np.flatnonzero(states == WAITING)
    waits = waits[np.argsort(people["help_since"][rows[waits], slots[waits]], kind="stable")]
    for number, spec in enumerate(specs):
        partner = partners[number]
        partner.town_arrivals = max(0.0, scale * spec.arrivals(leaving) - here * equilibrium.displaced[number])
        partner.wait_weeks = spec.wait_weeks
        line = waits[numbers[waits] == number]
        weeks = float(spec.line_weeks(leaving))
        fill_line(queue, people, partner, weeks, rows[line], slots[line], p, luck)
        partner.in_service = served[number]
        fill_places(
            partner, queue.departures["finishing"][number], int(partner.places) - int(served[number]), leaving, luck
        )


@rule
def count_arrivals(partners, weeks, counts, luck):
    """Write the numbers of arriving outsiders from week 1 on into `counts`, shape (partners, weeks + 1)."""
    for number in range(len(partners)):
        for week in range(1, weeks + 1):
            counts[number, week] = arrivals_in_town(partners[number], week, luck)


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
    count_arrivals(partners, weeks, counts, luck)
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
