"""Acceptance of work: a logit on the gain in income, the worth of working, and the burden an hour.

The same rule decides about an offer and about longer hours in the present job.
"""

import math

from .compiled import rule
from .income import gain_month
from .institution import has_duties
from .people import CARE, MENTAL, ON_BENEFIT, PHYSICAL


@rule
def bound_by_duties(person, policy, p):
    """Return whether duties act on the person's search: on the benefit and not exempt."""
    return p.on_duty and person.status == ON_BENEFIT and has_duties(person, policy)


@rule
def acceptance_chance(person, policy, hours, wage_hour, week, p):
    """Return the chance that the person accepts work of these hours at this wage (logit)."""
    burden = hours / 36.0
    utility = p.accept + p.accept_gain * gain_month(person, policy, hours, wage_hour, week, p) / 100.0
    utility += p.accept_worth * person.self_efficacy
    utility -= p.accept_care * person.level[CARE] / 4.0 * burden
    utility -= p.accept_health * max(person.level[MENTAL], person.level[PHYSICAL]) / 4.0 * burden
    utility -= p.on_bandwidth * p.accept_stress * person.stress * burden
    if bound_by_duties(person, policy, p):
        utility += p.accept_duty
    if hours < p.full_time_from:
        utility += p.accept_part_time
    return 1.0 / (1.0 + math.exp(-utility))
