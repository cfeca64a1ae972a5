"""Search for work: efforts, job offers, and the check of applying.

There are two efforts, for part-time and for full-time work. Both come from self-efficacy, autonomy and duties, and
each from what a typical job of its kind would pay under the person's own income rules; problems, care and stress reduce
them. The chance of an offer depends on both efforts, employability, job leads and demand. People off the benefit
without enough work search as well, without duties.
"""

import math

from .acceptance import acceptance_chance, bound_by_duties, is_chosen
from .benefit_status import beside_benefit
from .compiled import rule
from .demand import demand
from .income import gain_month
from .institution import REFUSED_OFFER, TOO_LITTLE_APPLYING, note_offence, search_pressure
from .insurance import remember_week
from .losing_work import contract_length, live_without_work
from .luck import DECISION, PERSON, draw4
from .people import (
    CARE,
    LEFT_OTHERWISE,
    NO_WORK,
    ON_BENEFIT,
    OUT_OF_WORK,
    PERMANENT,
    TEMPORARY,
    TRIAL_PLACEMENT,
)
from .problems import problem_load
from .work import hold_work, leave_otherwise, leaves_otherwise, lose_employability, take_work

OFFERS = DECISION["offers"]


@rule
def offers_for(person, town):
    """Return the factor of the town on offers to this person: demand, and employers with a pin."""
    return demand(town) * (1.0 + town.employers_open * (1.0 - person.employability))


@rule
def search_drive(person, policy, week, p):
    """Return the drive behind both efforts: own motivation and duties, less what problems and care take."""
    own = p.effort_confidence * person.self_efficacy + p.effort_autonomy * person.autonomy
    pressure = 0.0
    if bound_by_duties(person, policy, p):
        own *= 1.0 - p.duty_crowds
    if person.status == ON_BENEFIT:
        pressure = search_pressure(person, policy, week, p)
    return own + pressure - p.effort_problems * problem_load(person) / 36.0 - p.effort_care * person.level[CARE] / 4.0


@rule
def effort_by_drive(person, drive, gain_effort, hours, policy, week, p):
    """Return the effort, 0…1, for jobs of typically `hours` a week; `gain_effort` weighs 100 euros of gain."""
    if p.on_search_gain and gain_effort > 0.0:
        typical_wage = p.wage * (1.0 + p.wage_premium)
        drive += gain_effort * gain_month(person, policy, hours, typical_wage, week, p) / 100.0
    return min(1.0, max(0.0, drive * (1.0 - p.on_bandwidth * p.effort_stress * person.stress)))


@rule
def search_efforts(person, policy, week, p):
    """Return the efforts for part-time and for full-time work, each 0…1."""
    drive = search_drive(person, policy, week, p)
    part_time = max(p.part_time_from + p.part_time_span / 3.0, person.hours + p.hours_step)
    full_time = p.full_time_from + p.full_time_span / 2.0
    part = effort_by_drive(person, drive, p.gain_effort_part_time, part_time, policy, week, p)
    return part, effort_by_drive(person, drive, p.gain_effort_full_time, full_time, policy, week, p)


@rule
def search_effort(person, policy, week, p):
    """Return the mean of both efforts, weighted by the kinds of jobs in the person's segment."""
    part, full = search_efforts(person, policy, week, p)
    return person.full_time_share * full + (1.0 - person.full_time_share) * part


@rule
def best_offer_chance(person, market, week, p):
    """Return the weekly chance of a job offer at full effort and full employability."""
    chance = p.offers * market
    if p.on_leads and week < person.lead_until:
        chance *= 1.0 + p.lead_helps
    if person.target_group:
        chance *= 1.0 + p.indication_helps
    if person.hours > 0.0:
        chance *= p.search_part_time
    return chance


@rule
def offer_chance(person, effort, market, week, p):
    """Return the weekly chance of a job offer."""
    fit = math.exp(-p.offers_employability * (1.0 - person.employability))
    return effort * fit * best_offer_chance(person, market, week, p)


@rule
def draw_offer(person, policy, luck, week, p):
    """Draw hours and wage of an offer: full-time in proportion to share and effort. Returns also the uniform left."""
    full_time, size, premium, accept = draw4(luck, OFFERS, PERSON, person.id, week, 1)
    part, full = search_efforts(person, policy, week, p)
    weight = person.full_time_share * full
    hours = p.part_time_from + p.part_time_span * size * size
    if full_time * (weight + (1.0 - person.full_time_share) * part) < weight:
        hours = p.full_time_from + p.full_time_span * size
    return hours, p.wage * (1.0 - p.wage_premium * math.log(premium)), accept


@rule
def weigh_offer(person, policy, luck, week, p):
    """Consider an offer: accept it, or refuse it, which under duties is an offence."""
    hours, wage_hour, accept = draw_offer(person, policy, luck, week, p)
    permanent, block, length, _ = draw4(luck, OFFERS, PERSON, person.id, week, 2)
    person.offers += 1
    person.offer_hours = hours
    if hours <= person.hours:
        return
    if accept >= acceptance_chance(person, policy, hours, wage_hour, week, p):
        if person.status == ON_BENEFIT:
            note_offence(person, REFUSED_OFFER, policy)
        return
    person.offers_taken += 1
    person.chosen = is_chosen(person, policy, hours, wage_hour, accept, week, p)
    contract = PERMANENT if permanent < p.permanent_offers else TEMPORARY
    until = week + contract_length(p.contract_weeks, length)
    take_work(person, contract, hours, wage_hour, until, block, week, p)


@rule
def check_applying(person, policy, u, week, p):
    """Let the department check now and then whether a person under duties applies enough."""
    checked = p.on_applying_checks and u < p.applying_checked and bound_by_duties(person, policy, p)
    if checked and search_effort(person, policy, week, p) < p.effort_expected:
        note_offence(person, TOO_LITTLE_APPLYING, policy)


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
def spend_week_on_benefit(person, policy, leaving, applying, week, p):
    """Count the week on the benefit, and let the person leave otherwise or be checked."""
    person.benefit_weeks += 1.0
    count_release(person, p)
    if person.status != ON_BENEFIT:
        return
    if p.on_other_exits and leaves_otherwise(person, leaving, week, p):
        leave_otherwise(person, week)
    elif person.contract != TRIAL_PLACEMENT:
        check_applying(person, policy, applying, week, p)


@rule
def look_for_work(person, policy, market, luck, offer, week, p):
    """Let the person search; the bounds on the chance of an offer spare most people the rest."""
    possible = offer < best_offer_chance(person, market, week, p) and offer < offer_chance(person, 1.0, market, week, p)
    if possible and offer < offer_chance(person, search_effort(person, policy, week, p), market, week, p):
        weigh_offer(person, policy, luck, week, p)


@rule
def search_or_work(person, policy, town, p, luck, offer, leaving, holding, applying, week):
    """Update work and job search of one person for a week."""
    before = person.status
    if before == LEFT_OTHERWISE:
        change_activity(person, holding, p)
        return
    remember_week(person)
    if person.contract != NO_WORK:
        hold_work(person, policy, town, holding, week, luck, p)
    else:
        lose_employability(person, p)
        change_activity(person, holding, p)
    if before == OUT_OF_WORK:
        live_without_work(person, week, luck, p)
    elif before == ON_BENEFIT:
        spend_week_on_benefit(person, policy, leaving, applying, week, p)
    if before != ON_BENEFIT and before != OUT_OF_WORK:
        return
    if person.status != ON_BENEFIT and person.status != OUT_OF_WORK:
        return
    if person.age >= p.pension_age:
        leave_otherwise(person, week)
    elif person.contract != TRIAL_PLACEMENT:
        look_for_work(person, policy, offers_for(person, town), luck, offer, week, p)
