"""One week, in this order. The list at the end is the table of contents of the rules.

What happens to one person after another without touching others is done in one pass over the people: the result is
the same as that of a pass for each rule, and a large population passes through memory less often.
"""

import math

from .coaching import coaching
from .compiled import rule
from .event_detection import COACHING_STEP, LIFE_STEP, PARTNERS_STEP, PEERS_STEP, WORK_STEP
from .institution import feel_watched_less, hear_from_department, mark_addressed
from .luck import DECISION, TOGETHER, draw_together
from .mind import feel
from .peers import peers
from .people import LEFT_FOR_WORK, NOT_YET_HERE, ON_BENEFIT
from .problems import live, mark_stirred
from .search import OFFERS, offers_for, search_or_work
from .service import partners

LIFE, LETTERS = DECISION["life"], DECISION["letters"]


@rule
def life_and_institution(world, week):
    """Let life happen to everyone, and the department to those on the benefit or just off it."""
    p, town, luck = world.p[0], world.town[0], world.luck
    people, policies, draws, frailty = world.people, world.policies, world.draws, world.frailty
    for first in range(0, len(people), TOGETHER):
        ids = world.ids[first : first + TOGETHER]
        for block in range(3):
            draw_together(luck, LIFE, ids, week, block, draws, 4 * block)
        draw_together(luck, LETTERS, ids, week, 0, draws, 12)
        stirred, addressed = draws[16, : len(ids)], draws[17, : len(ids)]
        mark_stirred(draws, frailty[1, first:], p, stirred)
        mark_addressed(draws, policies, town, p, addressed)
        for place in range(len(ids)):
            person = people[first + place]
            if person.status == NOT_YET_HERE:
                continue
            person.age += 1.0 / 52.0
            pull = p.on_vulnerability * p.vulnerability * person.vulnerability
            if pull != frailty[0, first + place]:
                frailty[0, first + place], frailty[1, first + place] = pull, math.exp(pull)
                stirred[place] = 1.0
            if stirred[place] > 0.0:
                live(person, p, draws, place, frailty[1, first + place])
            if person.status == ON_BENEFIT:
                feel_watched_less(person, p)
            elif person.status != LEFT_FOR_WORK:
                continue
            if addressed[place] > 0.0 or person.blocked:
                hear_from_department(
                    person, policies[person.policy], town, p, draws[12, place], draws[13, place], draws[14, place],
                    draws[15, place], week,
                )  # fmt: skip


@rule
def work_and_mind(world, week):
    """Let everyone search or work, and let states of mind follow."""
    p, people, policies, luck = world.p[0], world.people, world.policies, world.luck
    town = world.town[0]
    hires, draws = 0.0, world.draws
    for first in range(0, len(people), TOGETHER):
        ids = world.ids[first : first + TOGETHER]
        draw_together(luck, OFFERS, ids, week, 0, draws, 0)
        for place in range(len(ids)):
            person = people[first + place]
            if person.status == NOT_YET_HERE:
                continue
            policy, market = policies[person.policy], offers_for(person, town)
            if search_or_work(person, policy, market, p, luck, draws[0, place], draws[1, place], draws[2, place], week):
                hires += 1.0
            feel(person, policy, week, p)
    town.hires = hires


WEEK = (
    # 1 Calendar: changes, who comes and goes, the end, pins (`calendar.py`, `ending.py`, `displacement.py`, `pins.py`)
    # 2 Life: problems worsen, ease and spill over; shocks (`problems.py`)
    # 3 Institution: letters, checks, sanctions, payments (`institution.py`)
    life_and_institution,
    # 4 Coaching: conversations, no-shows, disclosures, referrals, leads (`coaching.py`, `meeting.py`, `referral.py`)
    coaching,
    # 5 Partners: looking for help, dropping out, finishing, admission, onward referral (`service.py`, `waiting.py`)
    partners,
    # 6 Peers: group sessions and acquaintances (`courses.py`, `participants_meeting.py`, `peers.py`)
    peers,
    # 7 Work: search, offers, work held and lost, return, other exits (`search.py`, `work.py`, `income.py`)
    # 8 Mind: stress, autonomy, self-efficacy, trust, life satisfaction (`mind.py`, `trust.py`)
    work_and_mind,
    # 9 Measure: the week's row in the book (`measures.py`, `weekly_measures.py`)
    # 10 Observe: surveys, coach records, the benefit register (`surveys.py`, `records.py`, `register.py`)
)
"""The rule-sets in the order in which a week happens; each takes the world and the week. One in which people become
acquainted returns the new ties."""

STEPS = (LIFE_STEP, COACHING_STEP, PARTNERS_STEP, PEERS_STEP, WORK_STEP)
"""The step under which the event log notes what each of these rule-sets brought (`events.py`)."""
