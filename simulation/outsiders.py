"""Everyone else in town at the partners: how many come, and the queue at the start.

The queue starts at its stationary length: whoever waits joined in the weeks of one wait before the start, and those
in service have the remaining time that an observer finds.
"""

import math
from functools import lru_cache

import numpy as np

from .compiled import rule
from .luck import DECISION, PARTNER, TOWN, poisson, uniforms
from .partners import stay_quantiles
from .people import IN_SERVICE, NOT_YET_HERE, SLOTS, WAITING, empty_records
from .waiting import (
    FORESEEN,
    FOREVER,
    OUTLOOK,
    VISITOR,
    Queue,
    arrivals_in_town,
    draw_visitor,
    enqueue,
    log_staying,
    outsiders_join,
)

START_QUEUE = DECISION["start_queue"]
LONGEST = 1040
"""Weeks of service beyond which nobody is followed."""


@rule
def fill_line(queue, people, partner, weeks, rows, slots, p, luck):
    """Stand everyone in line who joined a partner in the `weeks` before the start, week by week.

    `rows` and `slots` name the participants in line, those who joined first in front.
    """
    told = 0
    for back in range(int(math.ceil(weeks)), -1, -1):
        while told < len(rows) and people[rows[told]].help_since[slots[told]] <= -back:
            person = people[rows[told]]
            slot = slots[told]
            line = 2 * partner.id + (0 if person.urgent[slot] else 1)
            enqueue(queue, line, rows[told] * SLOTS + slot, person.help_since[slot], FOREVER, 0)
            partner.waiting += 1
            told += 1
        if back > 0:
            part = min(1.0, weeks - (back - 1))
            mean = part * partner.town_arrivals
            arrivals = poisson(luck, START_QUEUE, PARTNER, partner.luck_number, back, mean)
            outsiders_join(queue, partner, arrivals, 0, -back, p, luck)


@lru_cache(maxsize=512)
def residual_stay(service: float, spread: float, leaving: float) -> np.ndarray:
    """Return the cumulative chances of 1, 2, … more weeks of service for somebody met in service."""
    weeks = stay_quantiles(service, spread)
    ahead = np.arange(1, LONGEST + 1)
    still = 1.0 - np.searchsorted(weeks, ahead) / len(weeks)
    still *= (1.0 - leaving) ** (ahead - 1)
    return np.cumsum(still / still.sum())


def fill_places(partner, finishing: np.ndarray, count: int, leaving: float, luck) -> None:
    """Give `count` of everyone else in town a place at the start, each with the time still to go.

    `finishing`, shape (weeks,), counts how many of them finish in a week.
    """
    if count <= 0:
        return
    chances = residual_stay(float(partner.service), float(partner.service_spread), leaving)
    u = uniforms(luck, "start_queue", TOWN, np.arange(count), 1, week=int(partner.luck_number))[:, 0]
    until = 1 + np.minimum(np.searchsorted(chances, u), LONGEST - 1)
    horizon = len(finishing)
    finishing += np.bincount(until[until < horizon], minlength=horizon)
    partner.in_service += count


def start_queues(people, partners, queue, p, luck, specs, equilibrium, scale: float) -> None:
    """Let every partner start full, with the queue of its wait in 2018.

    `scale` is the town against the town of the table. Arrivals of everyone else in town are all arrivals less those
    whose place the simulated people take under the service as usual.
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
def count_visitors(partners, weeks, counts, luck):
    """Write into `counts`, shape (partners, weeks + 1), how many of everyone else in town come from week 1 on."""
    for number in range(len(partners)):
        for week in range(1, weeks + 1):
            counts[number, week] = arrivals_in_town(partners[number], week, luck)


@rule
def draw_visitors(queue, partners, p, luck):
    """Draw all of everyone else in town who will come."""
    log_keeping = log_staying(p.drop_service)
    for number in range(len(partners)):
        partner = partners[number]
        log_waiting, log_serving = log_staying(partner.drop_out_week), log_staying(1.0 / partner.service)
        for week in range(queue.first_visitor.shape[1] - 1):
            first = queue.first_visitor[number, week]
            for place in range(first, queue.first_visitor[number, week + 1]):
                visitor = queue.visitors[place]
                visitor.urgent, visitor.until, visitor.stay = draw_visitor(
                    partner, week, place - first, log_waiting, log_serving, log_keeping, luck
                )


def foresee(queue: Queue, partners, weeks: int, p, luck) -> Queue:
    """Return the queue with everyone else in town drawn beforehand who will come while the partners are as they are.

    They come in the same way whatever the policy: for all scenarios of a comparison they are drawn once.
    """
    counts = np.zeros((len(partners), weeks + 1), dtype=np.int64)
    count_visitors(partners, weeks, counts, luck)
    first = np.zeros((len(partners), weeks + 2), dtype=np.int64)
    first.ravel()[1:] = np.cumsum(np.column_stack([counts, np.zeros(len(partners), dtype=np.int64)]))[:-1]
    outlook = empty_records(OUTLOOK, len(partners))
    for name in FORESEEN:
        outlook[name] = partners[name]
    outlook.drop_service = p.drop_service
    foreseen = queue._replace(
        visitors=empty_records(VISITOR, int(counts.sum())), first_visitor=first, outlook=outlook
    )
    draw_visitors(foreseen, partners, p, luck)
    return foreseen
