"""Benefit status follows from income: leaving the benefit with work, coming back, and payments blocked on the way.

Earnings against the norm decide, hours never do. Starting, changing or losing work can block the payment of the benefit
of somebody who is on it, as happened to Wendy; nobody who has left it waits for a payment. Who crosses the norm
because the household became smaller has not left for work and is counted apart.
"""

from .compiled import rule
from .income import earnings_month, norm_month, over_the_norm, paid_hours
from .institution import block_payment
from .people import LEFT_FOR_WORK, ON_BENEFIT, OUT_OF_WORK, TRIAL_PLACEMENT


@rule
def beside_benefit(person):
    """Return whether the person has earnings beside the benefit."""
    return person.status == ON_BENEFIT and person.contract > TRIAL_PLACEMENT


@rule
def risk_block(person, u, p):
    """Let a start, change or loss of work block the payment of somebody on the benefit."""
    if person.status == ON_BENEFIT and u < p.block_at_change:
        block_payment(person, p)


@rule
def settle_income(person, week, p):
    """End or resume the benefit by comparing earnings with the norm, or end a time off the benefit without work."""
    earnings = earnings_month(paid_hours(person), person.wage_hour)
    over = over_the_norm(earnings, norm_month(person.household, p))
    if person.status == ON_BENEFIT and over:
        person.exits_to_work += 1
        if person.exits_to_work == 1:
            person.first_exit_week = week
        leave_with_work(person, week)
    elif person.status == LEFT_FOR_WORK and not over:
        return_to_benefit(person, week, p)
    elif person.status == OUT_OF_WORK:
        person.status = LEFT_FOR_WORK
        person.working_since = week


@rule
def leave_with_work(person, week):
    """Leave the benefit with work that pays more than the norm; nothing is paid any more that could be blocked."""
    person.status = LEFT_FOR_WORK
    person.exit_week = week
    person.working_since = week
    person.lead_until = week
    person.blocked = 0
    person.offence = 0
    person.crisis = 0
    person.asking = 0
    person.date_owed = 0
    person.overdue_weeks = 0


@rule
def cross_by_household(person, week, p):
    """Let work in hand end the benefit because a smaller household has a lower norm; this is no exit to work."""
    if not beside_benefit(person):
        return
    earnings = earnings_month(paid_hours(person), person.wage_hour)
    if over_the_norm(earnings, norm_month(person.household, p)):
        person.household_exits += 1
        leave_with_work(person, week)


@rule
def return_to_benefit(person, week, p):
    """Return to the benefit; after a long absence a new spell begins."""
    person.status = ON_BENEFIT
    if week - person.exit_week >= p.new_spell_after:
        person.benefit_weeks = 0.0
    person.next_contact = max(person.next_contact, week + 2.0)
    person.planned_for = person.next_contact
