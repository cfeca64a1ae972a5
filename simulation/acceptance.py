"""Acceptance of work: a logit on the gain in income, the worth of working, and the burden an hour.

The same rule decides about an offer and about longer hours in the present job. Work is chosen if the person would have
accepted it without the push of duties, by the same luck.
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
def own_utility(person, policy, hours, wage_hour, week, p):
    """Return the utility of work of these hours at this wage, without the push of duties."""
    burden = hours / 36.0
    utility = p.accept + p.accept_gain * gain_month(person, policy, hours, wage_hour, week, p) / 100.0
    utility += p.accept_worth * person.self_efficacy
    utility -= p.accept_care * person.level[CARE] / 4.0 * burden
    utility -= p.accept_health * max(person.level[MENTAL], person.level[PHYSICAL]) / 4.0 * burden
    utility -= p.on_bandwidth * p.accept_stress * person.stress * burden
    if hours < p.full_time_from:
        utility += p.accept_part_time
    return utility


@rule
def acceptance_chance(person, policy, hours, wage_hour, week, p):
    """Return the chance that the person accepts work of these hours at this wage (logit)."""
    utility = own_utility(person, policy, hours, wage_hour, week, p)
    if bound_by_duties(person, policy, p):
        utility += p.accept_duty
    return 1.0 / (1.0 + math.exp(-utility))


@rule
def is_chosen(person, policy, hours, wage_hour, u, week, p):
    """Return whether work accepted by the uniform `u` is chosen: a lead brought it, or it needed no push of duties."""
    if person.lead_until > week:
        return True
    return u < 1.0 / (1.0 + math.exp(-own_utility(person, policy, hours, wage_hour, week, p)))
