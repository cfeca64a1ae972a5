"""Rules of the measures of benefit status and work; `measures.py` has their rows."""

from .benefit_status import beside_benefit
from .compiled import rule
from .income import earnings_month, paid_hours
from .people import LEFT_OTHERWISE, ON_BENEFIT, OUT_OF_WORK, TRIAL_PLACEMENT


@rule
def left_for_work(person, policy, week, p):
    """Count a person who has ever left the benefit through income from work."""
    return 1.0 if person.exits_to_work > 0 else 0.0


@rule
def held_work(person, policy, week, p):
    """Count a person who left through work and stayed off the benefit in work for 26 weeks."""
    return 1.0 if person.durable else 0.0


@rule
def is_recipient(person, policy, week, p):
    """Count a person on the benefit."""
    return 1.0 if person.status == ON_BENEFIT else 0.0


@rule
def is_off_benefit(person, policy, week, p):
    """Count a person who is not on the benefit."""
    return 1.0 if person.status != ON_BENEFIT else 0.0


@rule
def left_otherwise(person, policy, week, p):
    """Count a person who left the benefit for another reason than work."""
    return 1.0 if person.status == LEFT_OTHERWISE else 0.0


@rule
def is_out_of_work(person, policy, week, p):
    """Count a person off the benefit who lost work and has no paid work now."""
    return 1.0 if person.status == OUT_OF_WORK and person.contract <= TRIAL_PLACEMENT else 0.0


@rule
def earns_beside_benefit(person, policy, week, p):
    """Count a person with earnings beside the benefit."""
    return 1.0 if person.status == ON_BENEFIT and beside_benefit(person) else 0.0


@rule
def earned_beside_benefit(person, policy, week, p):
    """Return the net earnings beside the benefit, in euros a month."""
    if person.status == ON_BENEFIT and beside_benefit(person):
        return earnings_month(paid_hours(person), person.wage_hour)
    return 0.0
