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
def in_small_work(person):
    """Return whether the person has paid work that does not bring the norm, on the benefit or off it."""
    return beside_benefit(person) or (person.status == OUT_OF_WORK and person.contract > TRIAL_PLACEMENT)


@rule
def earns_the_norm(person, p):
    """Return whether the earnings of the person reach the norm."""
    earnings = earnings_month(paid_hours(person), person.wage_hour)
    return over_the_norm(earnings, norm_month(person.household, p))


@rule
def risk_block(person, u, p):
    """Let a start, change or loss of work block the payment of somebody on the benefit."""
    if person.status == ON_BENEFIT and u < p.block_at_change:
        block_payment(person, p)


@rule
def settle_income(person, week, p):
    """End or resume the benefit by comparing earnings with the norm, or end a time off it without enough work."""
    over = earns_the_norm(person, p)
    if person.status == ON_BENEFIT and over:
        person.exits_to_work += 1
        if person.exits_to_work == 1:
            person.first_exit_week = week
        leave_with_work(person, week)
    elif person.status == LEFT_FOR_WORK and not over:
        return_to_benefit(person, week, p)
    elif person.status == OUT_OF_WORK and over:
        find_enough_work(person, week)


@rule
def find_enough_work(person, week):
    """End a time off the benefit without enough work."""
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
    """Let work in hand end the benefit because a smaller household has a lower norm; this is no exit to work.

    Off the benefit, small work may become enough in the same way.
    """
    if not in_small_work(person) or not earns_the_norm(person, p):
        return
    if person.status == OUT_OF_WORK:
        find_enough_work(person, week)
        return
    person.household_exits += 1
    leave_with_work(person, week)


@rule
def return_to_benefit(person, week, p):
    """Return to the benefit, beside small work or without; after a long absence a new spell begins.

    Who claims the benefit states the earnings of that week.
    """
    person.status = ON_BENEFIT
    person.reported = earnings_month(paid_hours(person), person.wage_hour)
    if week - person.exit_week >= p.new_spell_after:
        person.benefit_weeks = 0.0
    person.next_contact = max(person.next_contact, week + 2.0)
    person.planned_for = person.next_contact
