"""Work: contracts, hours, and other exits.

A trial placement (proefplaatsing) becomes a temporary contract, which is renewed or ends; a small business is another
way out. Each of these needs demand, and longer hours do too. Employability grows in work and decays without it.
Duration dependence follows from this decay and from the selection of those who remain.
Source: process report, phases 1–3 (Ingrid the driver, Fernando, Ingrid who starts a business).
"""

import math

from .acceptance import acceptance_chance
from .benefit_status import cross_by_household, in_small_work, risk_block, settle_income
from .compiled import rule
from .demand import demand, opens
from .institution import leaves_after_measure
from .losing_work import HOLDING, contract_length, lose_work, separation_chance
from .luck import PERSON, draw4
from .people import (
    ACTIVATION,
    COUPLE,
    IN_SERVICE,
    LEFT_FOR_WORK,
    LEFT_OTHERWISE,
    NO_WORK,
    PERMANENT,
    SELF_EMPLOYED,
    TEMPORARY,
    TRIAL_PLACEMENT,
)

NO_END_DATE = 10**6
"""End week of a contract without an end date."""
LASTING = 26
"""Weeks off the benefit in work without a break that make work lasting."""


@rule
def take_work(person, contract, hours, wage_hour, until, u_block, week, p):
    """Begin or change work by a new contract. Income decides on the benefit; who stays on it can find it blocked."""
    person.jobs += 1
    person.contracts += 1
    person.contract = contract
    person.hours = hours
    person.wage_hour = wage_hour
    person.tenure = 0
    person.contract_until = until
    person.unpaid_activity = 0
    person.ww_until = min(person.ww_until, week)
    settle_income(person, week, p)
    risk_block(person, u_block, p)


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
def end_of_contract(person, need, week, u_renew, u_again, u_block, u_claim, p):
    """Renew a temporary contract, make it permanent or end it; turn a placement into a contract or end it."""
    if person.contract == TRIAL_PLACEMENT:
        if opens(u_renew, p.placement_holds, need):
            until = week + contract_length(p.contract_weeks, u_again)
            take_work(person, TEMPORARY, p.placement_hours, p.wage, until, u_block, week, p)
        else:
            lose_work(person, need, week, 1.0, 1.0, 1.0, p)
    elif opens(u_renew, p.renewal, need):
        person.contract = PERMANENT if opens(u_renew, p.renewal * p.made_permanent, need) else TEMPORARY
        person.contract_until = week + contract_length(p.renewal_weeks, u_again)
    else:
        lose_work(person, need, week, u_again, u_block, u_claim, p)


@rule
def consider_more_hours(person, policy, week, u_accept, u_block, p):
    """Accept or refuse that part-time work grows by a step."""
    hours = min(p.full_time_from + p.full_time_span, person.hours + p.hours_step)
    if u_accept < acceptance_chance(person, policy, hours, person.wage_hour, week, p):
        person.hours = hours
        settle_income(person, week, p)
        risk_block(person, u_block, p)


@rule
def hold_work(person, policy, town, u, week, luck, p):
    """Update the work of an employed person for a week: kept, extended, changed or lost.

    Longer hours have luck of their own: who refuses them may claim the benefit in the same week by that of block 0.
    """
    need = demand(town)
    if not person.durable and lasts(person, week):
        person.durable = 1
    person.tenure += 1
    person.experience += 1.0 / 52.0
    person.employability += p.employability_work * (1.0 - person.employability)
    cross_by_household(person, week, p)
    if person.contract <= TEMPORARY and week >= person.contract_until:
        renew, again, block, claims = draw4(luck, HOLDING, PERSON, person.id, week, 0)
        end_of_contract(person, need, week, renew, again, block, claims, p)
    elif u < separation_chance(person, town, week, p):
        _, again, block, claims = draw4(luck, HOLDING, PERSON, person.id, week, 0)
        lose_work(person, need, week, again, block, claims, p)
    elif in_small_work(person) and opens(1.0 - u, p.hours_grow * p.on_hours_growth, need):
        accept, block, _, _ = draw4(luck, HOLDING, PERSON, person.id, week, 2)
        consider_more_hours(person, policy, week, accept, block, p)


@rule
def lasts(person, week):
    """Return whether work that ended the benefit has been held for half a year without a break, up to this week."""
    return person.status == LEFT_FOR_WORK and person.exits_to_work > 0 and week - person.working_since >= LASTING


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
def other_exit_chance(person, week, p):
    """Return the weekly chance of leaving the benefit for another reason than work."""
    yearly = p.other_exit + p.other_exit_entry * math.exp(-person.benefit_weeks / p.other_exit_fades)
    if person.household == COUPLE:
        yearly *= p.other_exit_couple
    if person.age < p.young_until:
        yearly *= p.other_exit_young
    return 1.0 - math.exp(-yearly * leaves_after_measure(person, week, p) / 52.0)


@rule
def leaves_otherwise(person, u, week, p):
    """Return whether the person leaves for another reason; the bound saves computing most chances."""
    most = p.other_exit_most * leaves_after_measure(person, week, p)
    return u < most and u < other_exit_chance(person, week, p)


@rule
def leave_otherwise(person, week):
    """Leave the benefit for another reason: moving, income of a partner, pension age."""
    person.status = LEFT_OTHERWISE
    person.exit_week = week
    person.contract = NO_WORK
    person.hours = 0.0
    person.wage_hour = 0.0
    person.blocked = 0
    person.offence = 0
    person.crisis = 0
    person.asking = 0
