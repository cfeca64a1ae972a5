"""The benefit register: benefit status, benefit and earnings of every person, month by month.

A month is 52/12 weeks; the week in which a month ends is divided over both. The benefit is the amount owed for the
month; a blocked payment comes later and counts in its own month. Exit to work by the rule of the researchers: earnings
of the month reach a share of the full-time statutory minimum wage (evidence row D27).
"""

from collections import namedtuple

import numpy as np

from .compiled import rule
from .income import WEEKS_A_MONTH, benefit_month, earnings_month, paid_hours
from .people import NOT_YET_HERE, ON_BENEFIT, empty_records

MONTH = np.dtype([("benefit", "f8"), ("earnings", "f8"), ("hours", "f8"), ("on_benefit", "u1"), ("exit_work", "u1")])
Register = namedtuple("Register", "months so_far closed")
"""`months`: records of `MONTH`, shape (months, people); `so_far`: those of the current month; `closed[0]`: number of
full months."""


def empty_register(weeks: int, people: int) -> Register:
    """Return an empty register of the whole months of a run."""
    months = weeks * 3 // 13
    return Register(empty_records(MONTH, (months, people)), empty_records(MONTH, people), np.zeros(1, dtype=np.int64))


@rule
def exit_threshold_month(p):
    """Return the earnings a month from which the register counts an exit to work."""
    return p.exit_threshold * p.wage * p.minimum_wage_hours * WEEKS_A_MONTH


@rule
def close_month(month, entry, person, p):
    """Write the month of a person into the register, and begin the next."""
    entry.benefit = month.benefit
    entry.earnings = month.earnings
    entry.hours = paid_hours(person)
    entry.on_benefit = person.status == ON_BENEFIT
    entry.exit_work = month.earnings >= exit_threshold_month(p)
    month.benefit = 0.0
    month.earnings = 0.0


@rule
def keep_register(world, register, week):
    """Add a week to the register; a month ends after every 13 thirds of a week."""
    p = world.p[0]
    closed = register.closed[0]
    end = 13 * (closed + 1)
    ends = 3 * week >= end and closed < len(register.months)
    before = (end - 3 * (week - 1)) / 3.0 if ends else 1.0
    for i in range(len(world.people)):
        person = world.people[i]
        if person.status == NOT_YET_HERE:
            continue
        month = register.so_far[i]
        benefit = benefit_month(person, world.policies[person.policy], week, p) / WEEKS_A_MONTH
        earnings = earnings_month(paid_hours(person), person.wage_hour) / WEEKS_A_MONTH
        month.benefit += before * benefit
        month.earnings += before * earnings
        if ends:
            close_month(month, register.months[closed, i], person, p)
            month.benefit = (1.0 - before) * benefit
            month.earnings = (1.0 - before) * earnings
    if ends:
        register.closed[0] += 1
