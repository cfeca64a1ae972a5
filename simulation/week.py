"""One week, in this order. The list at the end is the table of contents of the rules.

What happens to one person after another without touching others is done in one pass over the people: the result is
the same as that of a pass for each rule, and a large population passes through memory less often.
"""

from .coaching import coaching
from .compiled import rule
from .institution import hear_from_department
from .mind import feel
from .noting import COACHING_STEP, LIFE_STEP, PARTNERS_STEP, PEERS_STEP, WORK_STEP
from .peers import peers
from .people import LEFT_FOR_WORK, NOT_YET_HERE, ON_BENEFIT
from .problems import live
from .search import offers_for, search_or_work
from .service import partners


@rule
def life_and_institution(world, week):
    """Let life happen to everyone, and the department to those on the benefit or just off it."""
    p, town, luck = world.p[0], world.town[0], world.luck
    people, policies = world.people, world.policies
    for i in range(len(people)):
        person = people[i]
        if person.status == NOT_YET_HERE:
            continue
        live(person, p, luck, week)
        if person.status == ON_BENEFIT or person.status == LEFT_FOR_WORK:
            hear_from_department(person, policies[person.policy], town, p, luck, week)


@rule
def work_and_mind(world, week):
    """Let everyone search or work, and let states of mind follow."""
    p, people, policies, luck = world.p[0], world.people, world.policies, world.luck
    town = world.town[0]
    hires = 0.0
    for i in range(len(people)):
        person = people[i]
        if person.status == NOT_YET_HERE:
            continue
        policy = policies[person.policy]
        if search_or_work(person, policy, offers_for(person, town), p, luck, week):
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
    # 9 Measure: the week's row in the book (`measures.py`)
    # 10 Observe: surveys, coach records, the benefit register (`surveys.py`, `records.py`, `register.py`)
)
"""The rule-sets in the order in which a week happens; each takes the world and the week. One
that needs more storage returns the world with it."""

STEPS = (LIFE_STEP, COACHING_STEP, PARTNERS_STEP, PEERS_STEP, WORK_STEP)
"""The step under which the event log notes what each of these rule-sets brought (`events.py`)."""
