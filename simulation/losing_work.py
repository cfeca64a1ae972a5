"""Losing work: other work at once, unemployment insurance (WW), other means, or the benefit again.

Losing work is not the same as coming back. Who does not find other work at once draws WW if insured. Who then has less
than the norm claims the benefit or does not; of those who do not, some claim later. Source: rows W03–W09.
"""

import math

from .benefit_status import in_small_work, return_to_benefit, risk_block
from .compiled import rule
from .demand import opens
from .income import earnings_month, norm_month, over_the_norm, paid_hours
from .insurance import draw_insurance, is_insured, ww_month
from .luck import DECISION, PERSON, draw4
from .people import LEFT_FOR_WORK, NO_WORK, ON_BENEFIT, OUT_OF_WORK, PERMANENT, TEMPORARY
from .problems import problem_load

HOLDING = DECISION["holding_work"]


@rule
def is_followed(person, week, p):
    """Return whether a person who left for work has had a recent conversation since the exit."""
    spoken = person.status == LEFT_FOR_WORK and person.last_contact > person.exit_week
    return spoken and week - person.last_contact <= 2.0 * p.aftercare_interval


@rule
def separation_chance(person, town, week, p):
    """Return the weekly chance of losing work; a downturn raises it."""
    if person.status == ON_BENEFIT or in_small_work(person):
        chance = p.separation_part_time
    else:
        chance = p.separation * (
            p.separation_kept + (1.0 - p.separation_kept) * math.exp(-person.tenure / p.separation_tenure)
        )
    if person.contract == PERMANENT:
        chance *= p.permanent_holds
    chance *= town.job_loss * (1.0 + p.separation_problems * problem_load(person) / 36.0)
    if person.blocked:
        chance *= p.separation_blocked
    if p.on_aftercare and is_followed(person, week, p):
        chance *= 1.0 - p.aftercare_holds
    return chance


@rule
def contract_length(mean, u):
    """Return the length of a contract in whole weeks: evenly between half and one and a half times the mean."""
    return max(1, int(mean * (0.5 + u) + 0.5))


@rule
def is_rehired(person, u_again, need, p):
    """Return whether somebody off the benefit who loses work finds other work at once."""
    return person.status != ON_BENEFIT and opens(u_again, p.rehired, need)


@rule
def lose_work(person, need, week, u_again, u_block, u_claim, p):
    """Lose work: find other work at once, or live on WW, on other means or on the benefit."""
    person.jobs_lost += 1
    if is_rehired(person, u_again, need, p):
        person.jobs += 1
        person.contracts += 1
        person.contract = TEMPORARY
        person.wage_hour = max(person.wage_hour, p.wage)
        person.tenure = 0
        person.contract_until = week + contract_length(p.contract_weeks, u_block)
        return
    if p.on_insurance and is_insured(person):
        draw_insurance(person, earnings_month(paid_hours(person), person.wage_hour), week, p)
    end_work(person)
    if person.status == LEFT_FOR_WORK:
        person.status = OUT_OF_WORK
        if is_short(person, week, p):
            claim(person, first_claim_chance(p), week, u_claim, u_block, p)
    else:
        risk_block(person, u_block, p)


@rule
def end_work(person):
    """Be without work."""
    person.contract = NO_WORK
    person.hours = 0.0
    person.wage_hour = 0.0
    person.tenure = 0
    person.chosen = 0


@rule
def is_short(person, week, p):
    """Return whether somebody without enough work has less earnings and WW than the norm of the benefit."""
    earnings = earnings_month(paid_hours(person), person.wage_hour)
    return not over_the_norm(earnings + ww_month(person, week, p), norm_month(person.household, p))


@rule
def first_claim_chance(p):
    """Return the chance to claim the benefit as soon as there is too little to live on."""
    return 1.0 - p.on_not_claiming * p.not_claiming


@rule
def claim(person, chance, week, u, u_block, p):
    """Claim the benefit with this chance; the first payment can be blocked."""
    if u < chance:
        return_to_benefit(person, week, p)
        risk_block(person, u_block, p)


@rule
def live_without_work(person, week, luck, p):
    """Live a week off the benefit without enough work; who is short may claim it, at once or later."""
    if person.status != OUT_OF_WORK or not is_short(person, week, p):
        return
    _, _, block, u = draw4(luck, HOLDING, PERSON, person.id, week, 0)
    until_now = not is_short(person, week - 1, p)
    claim(person, first_claim_chance(p) if until_now else p.claims_later, week, u, block, p)
