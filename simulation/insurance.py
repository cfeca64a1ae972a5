"""Unemployment insurance (WW), and life off the benefit without work.

Who was an employee in 26 of the last 36 weeks draws WW for three months: 75 % of the wage for two months, then 70 %.
Work in a trial placement or a business gives no right to it. WW counts in full against the norm of the benefit. It ends
with the next job. Simplified: no longer right to WW by a longer work history, shares of net wages instead of gross.
"""

from .compiled import rule
from .people import PERMANENT, TEMPORARY

HISTORY = 2**36 - 1
"""Mask of the last 36 weeks."""
WEEKS_NEEDED = 26


@rule
def is_employee(person):
    """Return whether the person works for an employer; a trial placement or a business is no employee work."""
    return person.contract == TEMPORARY or person.contract == PERMANENT


@rule
def remember_week(person):
    """Write into the history of 36 weeks whether this week is one as employee."""
    person.employee_history = ((person.employee_history << 1) & HISTORY) + (1 if is_employee(person) else 0)


@rule
def weeks_as_employee(person):
    """Return how many of the last 36 weeks the person was an employee."""
    weeks, history = 0, person.employee_history
    while history > 0:
        weeks += history & 1
        history >>= 1
    return weeks


@rule
def is_insured(person):
    """Return whether the loss of this work gives a right to WW."""
    return is_employee(person) and weeks_as_employee(person) >= WEEKS_NEEDED


@rule
def draw_insurance(person, earnings, week, p):
    """Let the person draw WW from this week on, by the lost `earnings` a month."""
    person.ww_wage = earnings
    person.ww_until = week + p.ww_weeks


@rule
def ww_month(person, week, p):
    """Return the WW of this week, in euros a month."""
    if not p.on_insurance or week >= person.ww_until:
        return 0.0
    drawn = week - (person.ww_until - p.ww_weeks)
    share = p.ww_share_first if drawn < p.ww_first_weeks else p.ww_share
    return share * person.ww_wage
