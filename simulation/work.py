"""Work: contracts, hours, loss of work, return to the benefit, and other exits.

A trial placement (proefplaatsing) becomes a temporary contract, which is renewed or ends; a small business is another
way out. Income against the norm decides on the benefit; hours do not. Employability grows in work and decays without
it. Duration dependence follows from this decay and from the selection of those who remain.
Source: process report, phases 1–3 (Ingrid the driver, Fernando, Ingrid who starts a business).
"""

import math

from .compiled import rule
from .income import earnings_month, norm_month, over_the_norm, paid_hours
from .institution import block_payment
from .luck import DECISION, PERSON, draw4
from .people import (
    ACTIVATION,
    COUPLE,
    IN_SERVICE,
    LEFT_FOR_WORK,
    LEFT_OTHERWISE,
    NO_WORK,
    ON_BENEFIT,
    PERMANENT,
    SELF_EMPLOYED,
    TEMPORARY,
    TRIAL_PLACEMENT,
)
from .problems import problem_load

HOLDING = DECISION["holding_work"]
NO_END_DATE = 10**6
"""End week of a contract without an end date."""


@rule
def take_work(person, contract, hours, wage_hour, until, u_block, week, p):
    """Begin or change work. A change can block the payment; income decides on the benefit."""
    person.jobs += 1
    person.contract = contract
    person.hours = hours
    person.wage_hour = wage_hour
    person.tenure = 0
    person.contract_until = until
    person.unpaid_activity = 0
    if u_block < p.block_at_change:
        block_payment(person, p)
    settle_income(person, week, p)


@rule
def settle_income(person, week, p):
    """End or resume the benefit by comparing income with the norm."""
    earnings = earnings_month(paid_hours(person), person.wage_hour)
    over = over_the_norm(earnings, norm_month(person.household, p))
    if person.status == ON_BENEFIT and over:
        person.status = LEFT_FOR_WORK
        person.exit_week = week
        person.exits_to_work += 1
        if person.exits_to_work == 1:
            person.first_exit_week = week
        person.lead_until = week
        person.crisis = 0
        person.asking = 0
        person.overdue_weeks = 0
    elif person.status == LEFT_FOR_WORK and not over:
        return_to_benefit(person, week, p)


@rule
def return_to_benefit(person, week, p):
    """Return to the benefit; after a long absence a new spell begins."""
    person.status = ON_BENEFIT
    if week - person.exit_week >= p.new_spell_after:
        person.benefit_weeks = 0.0
    person.next_contact = max(person.next_contact, week + 2.0)


@rule
def begin_placement(person, week, p):
    """Begin a trial placement: work while the benefit is paid."""
    person.jobs += 1
    person.contract = TRIAL_PLACEMENT
    person.hours = p.placement_hours
    person.wage_hour = p.wage
    person.tenure = 0
    person.contract_until = week + p.placement_weeks
    person.chosen = 1
    person.unpaid_activity = 0


@rule
def start_business(world, person, week):
    """Start as self-employed, small at first."""
    p = world.p[0]
    hours, income, block, _ = draw4(world.luck, HOLDING, PERSON, person.id, week, 1)
    person.chosen = 1
    hours_week = p.business_hours_from + p.business_hours_span * hours
    income_hour = p.wage * (p.business_income_from + p.business_income_span * income)
    take_work(person, SELF_EMPLOYED, hours_week, income_hour, NO_END_DATE, block, week, p)


@rule
def is_followed(person, week, p):
    """Return whether a person who left for work has had a recent conversation since the exit."""
    spoken = person.status == LEFT_FOR_WORK and person.last_contact > person.exit_week
    return spoken and week - person.last_contact <= 2.0 * p.aftercare_interval


@rule
def separation_chance(person, week, p):
    """Return the weekly chance of losing work."""
    if person.status == ON_BENEFIT:
        chance = p.separation_part_time
    else:
        chance = p.separation * (
            p.separation_kept + (1.0 - p.separation_kept) * math.exp(-person.tenure / p.separation_tenure)
        )
    if person.contract == PERMANENT:
        chance *= p.permanent_holds
    chance *= 1.0 + p.separation_problems * problem_load(person) / 36.0
    if person.blocked:
        chance *= p.separation_blocked
    if p.on_aftercare and is_followed(person, week, p):
        chance *= 1.0 - p.aftercare_holds
    return chance


@rule
def lose_work(person, week, u_again, u_block, p):
    """Lose work: find another job at once, or return to the benefit."""
    person.jobs_lost += 1
    if person.status == LEFT_FOR_WORK and u_again > p.return_share:
        person.jobs += 1
        person.contract = TEMPORARY
        person.tenure = 0
        person.contract_until = week + p.contract_weeks
        return
    person.contract = NO_WORK
    person.hours = 0.0
    person.wage_hour = 0.0
    person.tenure = 0
    person.chosen = 0
    if person.status == LEFT_FOR_WORK:
        return_to_benefit(person, week, p)
    if u_block < p.block_at_change:
        block_payment(person, p)


@rule
def end_of_contract(person, week, u_renew, u_again, u_block, p):
    """Renew a temporary contract, make it permanent or end it; turn a placement into a contract or end it."""
    if person.contract == TRIAL_PLACEMENT:
        if u_renew < p.placement_holds:
            take_work(person, TEMPORARY, p.placement_hours, p.wage, week + p.contract_weeks, u_block, week, p)
        else:
            lose_work(person, week, 0.0, 1.0, p)
    elif u_renew < p.renewal:
        person.contract = PERMANENT if u_renew < p.renewal * p.made_permanent else TEMPORARY
        person.contract_until = week + p.renewal_weeks
    else:
        lose_work(person, week, u_again, u_block, p)


@rule
def grow_hours(person, week, u_block, p):
    """Let part-time work grow by four hours."""
    person.hours = min(p.full_time_from + p.full_time_span, person.hours + p.hours_step)
    if u_block < p.block_at_change:
        block_payment(person, p)
    settle_income(person, week, p)


@rule
def beside_benefit(person):
    """Return whether the person has earnings beside the benefit."""
    return person.status == ON_BENEFIT and person.contract > TRIAL_PLACEMENT


@rule
def hold_work(person, u, week, luck, p):
    """Update the work of an employed person for a week: kept, extended, changed or lost."""
    person.tenure += 1
    person.experience += 1.0 / 52.0
    person.employability += p.employability_work * (1.0 - person.employability)
    if person.contract <= TEMPORARY and week >= person.contract_until:
        renew, again, block, _ = draw4(luck, HOLDING, PERSON, person.id, week, 0)
        end_of_contract(person, week, renew, again, block, p)
    elif u < separation_chance(person, week, p):
        _, again, block, _ = draw4(luck, HOLDING, PERSON, person.id, week, 0)
        lose_work(person, week, again, block, p)
    elif u > 1.0 - p.hours_grow * p.on_hours_growth and beside_benefit(person):
        _, _, block, _ = draw4(luck, HOLDING, PERSON, person.id, week, 0)
        grow_hours(person, week, block, p)
    if beside_benefit(person):
        settle_income(person, week, p)
    if person.status == LEFT_FOR_WORK and week - person.exit_week >= 26:
        person.durable = 1


@rule
def lose_employability(person, p):
    """Let employability decay without work; unpaid activity or a track slows the decay."""
    decay = p.on_decay * p.employability_decay
    if person.unpaid_activity or person.help[ACTIVATION] == IN_SERVICE:
        decay *= p.activity_keeps
    person.employability += decay * (p.employability_floor - person.employability) * (
        person.employability > p.employability_floor
    )


@rule
def other_exit_chance(person, p):
    """Return the weekly chance of leaving the benefit for another reason than work."""
    yearly = p.other_exit + p.other_exit_entry * math.exp(-person.benefit_weeks / p.other_exit_fades)
    if person.household == COUPLE:
        yearly *= p.other_exit_couple
    if person.age < p.young_until:
        yearly *= p.other_exit_young
    return 1.0 - math.exp(-yearly / 52.0)


@rule
def leaves_otherwise(person, u, p):
    """Return whether the person leaves for another reason; the bound saves computing most chances."""
    return u < p.other_exit_most and u < other_exit_chance(person, p)


@rule
def leave_otherwise(person, week):
    """Leave the benefit for another reason: moving, income of a partner, pension age."""
    person.status = LEFT_OTHERWISE
    person.exit_week = week
    person.contract = NO_WORK
    person.hours = 0.0
    person.wage_hour = 0.0
    person.blocked = 0
    person.crisis = 0
    person.asking = 0
