"""Rules of the measures of benefit status and work; `measures.py` has their rows."""

from .benefit_status import beside_benefit
from .compiled import rule
from .income import earnings_month, paid_hours
from .people import LEFT_OTHERWISE, NEVER, NO_WORK, ON_BENEFIT, OUT_OF_WORK, TRIAL_PLACEMENT
from .work import LASTING


@rule
def left_for_work(person, policy, week, p):
    """Count a person who has ever left the benefit through income from work."""
    return 1.0 if person.exits_to_work > 0 else 0.0


@rule
def held_work(person, policy, week, p):
    """Count a person who left through work and stayed off the benefit in work for 26 weeks."""
    return 1.0 if person.durable else 0.0


@rule
def participates(person):
    """Return whether the person works, a trial placement included, or has an unpaid activity."""
    return person.contract != NO_WORK or person.unpaid_activity > 0


@rule
def note_taking_part(person, week):
    """Record the week in which the person began to take part without a break, for observers."""
    if not participates(person):
        person.takes_part_since = NEVER
    elif person.takes_part_since == NEVER:
        person.takes_part_since = week


@rule
def is_taking_part(person, policy, week, p):
    """Count a person who takes part now."""
    return 1.0 if participates(person) else 0.0


@rule
def has_long_taken_part(person, policy, week, p):
    """Count a person who has taken part for 26 weeks without a break, of the simulated weeks."""
    since = person.takes_part_since
    return 1.0 if since != NEVER and week - since >= LASTING and participates(person) else 0.0


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
