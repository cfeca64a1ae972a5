"""Search for work: job offers, and their acceptance.

The chance of an offer depends on effort, employability and job leads. Effort comes from self-efficacy, autonomy and the
duty to apply; problems, care and stress reduce it. Acceptance weighs the monthly gain under the person's own income
rules, the worth of working, and the burden of care, health and stress an hour.
"""

import math

from .compiled import rule
from .income import gain_month
from .institution import has_duties
from .luck import DECISION, PERSON, draw4
from .people import (
    CARE,
    LEFT_FOR_WORK,
    MENTAL,
    NO_WORK,
    ON_BENEFIT,
    PERMANENT,
    PHYSICAL,
    TEMPORARY,
    TRIAL_PLACEMENT,
)
from .problems import problem_load
from .work import beside_benefit, hold_work, leave_otherwise, leaves_otherwise, lose_employability, take_work

OFFERS = DECISION["offers"]


@rule
def offers_for(person, town):
    """Return the factor of the town on offers to this person: labour market, displacement, employers with a pin."""
    return town.labour_market * town.offers_left * (1.0 + town.employers_open * (1.0 - person.employability))


@rule
def search_effort(person, policy, p):
    """Return the search effort, 0…1."""
    clear = 1.0 - p.on_bandwidth * p.effort_stress * person.stress
    own = p.effort_confidence * person.self_efficacy + p.effort_autonomy * person.autonomy
    duty = 0.0
    if p.on_duty and has_duties(person, policy):
        duty = p.effort_duty * clear
    taken = p.effort_problems * problem_load(person) / 36.0 + p.effort_care * person.level[CARE] / 4.0
    return min(1.0, max(0.0, (own + duty - taken) * clear))


@rule
def offer_chance(person, effort, market, week, p):
    """Return the weekly chance of a job offer."""
    return best_offer_chance(person, effort, market, week, p) * math.exp(
        -p.offers_employability * (1.0 - person.employability)
    )


@rule
def best_offer_chance(person, effort, market, week, p):
    """Return the weekly chance of a job offer at full employability."""
    chance = p.offers * market * effort
    if p.on_leads and week < person.lead_until:
        chance *= 1.0 + p.lead_helps
    if person.target_group:
        chance *= 1.0 + p.indication_helps
    if person.hours > 0.0:
        chance *= p.search_part_time
    return chance


@rule
def acceptance_chance(person, policy, hours, wage_hour, week, p):
    """Return the chance that the person accepts an offer (logit)."""
    burden = hours / 36.0
    utility = p.accept + p.accept_gain * gain_month(person, policy, hours, wage_hour, week, p) / 100.0
    utility += p.accept_worth * person.self_efficacy
    utility -= p.accept_care * person.level[CARE] / 4.0 * burden
    utility -= p.accept_health * max(person.level[MENTAL], person.level[PHYSICAL]) / 4.0 * burden
    utility -= p.on_bandwidth * p.accept_stress * person.stress * burden
    if p.on_duty and has_duties(person, policy):
        utility += p.accept_duty
    if hours < p.full_time_from:
        utility += p.accept_part_time
    return 1.0 / (1.0 + math.exp(-utility))


@rule
def weigh_offer(person, policy, luck, week, p):
    """Draw the hours and the wage of an offer. Returns whether the person accepts it."""
    full_time, size, premium, accept = draw4(luck, OFFERS, PERSON, person.id, week, 1)
    permanent, block, _, _ = draw4(luck, OFFERS, PERSON, person.id, week, 2)
    hours = p.part_time_from + p.part_time_span * size * size
    if full_time < person.full_time_share:
        hours = p.full_time_from + p.full_time_span * size
    wage_hour = p.wage * (1.0 - p.wage_premium * math.log(premium))
    person.offers += 1
    person.offer_hours = hours
    if hours <= person.hours or accept >= acceptance_chance(person, policy, hours, wage_hour, week, p):
        return False
    person.offers_taken += 1
    person.chosen = 1 if not has_duties(person, policy) or person.lead_until > week else 0
    contract = PERMANENT if permanent < p.permanent_offers else TEMPORARY
    take_work(person, contract, hours, wage_hour, week + p.contract_weeks, block, week, p)
    return True


@rule
def count_release(person, p):
    """Count a week of the earnings release if the person has earnings beside the benefit."""
    if beside_benefit(person):
        person.release_weeks += 1


@rule
def change_activity(person, u, p):
    """Let an unpaid activity begin or end without help."""
    if not p.on_unpaid:
        return
    if person.unpaid_activity:
        if u < p.unpaid_ends:
            person.unpaid_activity = 0
    elif u > 1.0 - p.unpaid_starts:
        person.unpaid_activity = 1


@rule
def search_or_work(person, policy, market, p, luck, offer, leaving, holding, week):
    """Update work and job search of one person for a week. Returns whether an offer was accepted."""
    searching = person.status == ON_BENEFIT
    if not searching and person.status != LEFT_FOR_WORK:
        return False
    if person.contract != NO_WORK:
        hold_work(person, holding, week, luck, p)
    else:
        lose_employability(person, p)
        change_activity(person, holding, p)
    if not searching:
        return False
    person.benefit_weeks += 1.0
    count_release(person, p)
    if person.status != ON_BENEFIT:
        return False
    if person.age >= p.pension_age or (p.on_other_exits and leaves_otherwise(person, leaving, p)):
        leave_otherwise(person, week)
        return False
    if person.contract != TRIAL_PLACEMENT and offer < best_offer_chance(person, 1.0, market, week, p):
        effort = search_effort(person, policy, p)
        if offer < best_offer_chance(person, effort, market, week, p) and offer < offer_chance(
            person, effort, market, week, p
        ):
            return weigh_offer(person, policy, luck, week, p)
    return False
