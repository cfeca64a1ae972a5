"""Peers (lotgenoten): people who come together in a group may become acquainted, and then matter to one another.

Along the ties trust and self-efficacy move a little towards the mean of one's acquaintances, for better or worse, and
knowing people eases a thin social network. Source: process report, third phase ("het lotgenotencontact [bleek]
eveneens van grote waarde").
"""

import numpy as np

from .compiled import array_rule, rule
from .courses import begin_round, enrolled, hold_session, round_begins
from .luck import DECISION, PERSON, draw, draw4
from .participants_meeting import hold_meeting_of_participants, is_meeting
from .people import LEFT_FOR_WORK, SOCIAL, empty_records, plain
from .problems import ease
from .waiting import geometric_weeks, log_staying

ACQUAINTANCE = DECISION["acquaintance"]
TIE = np.dtype([("one", "i8"), ("other", "i8"), ("week", "i8"), ("until", "i8"), ("where", "i8")])
"""An acquaintance: the rows of two people (`one` has the smaller id), from `week` to `until`; `where` is the number
of the course, or the number of courses for the participants' meeting."""


@rule
def luck_of_pair(luck, person, other, week):
    """Return the uniforms of a pair; the same whoever is named first."""
    least, most = min(person.id, other.id), max(person.id, other.id)
    return draw4(luck, ACQUAINTANCE, PERSON, least, week, most)


@rule
def know_one_another(ties, one, other, week):
    """Return whether two people, given by row, are acquainted."""
    for t in range(len(ties)):
        tie = ties[t]
        if week <= tie.until and ((tie.one == one and tie.other == other) or (tie.one == other and tie.other == one)):
            return True
    return False


@rule
def met_already(new, one, other):
    """Return whether two people, given by row, are among the ties made this week."""
    for t in range(len(new)):
        if (new[t, 0] == one and new[t, 1] == other) or (new[t, 0] == other and new[t, 1] == one):
            return True
    return False


@array_rule
def become_acquainted(world, rows, table, chance, where, week, new):
    """Return the ties that people at the same table make beside those `new` this week, shape (ties, 5) as `TIE`."""
    people, p = world.people, world.p[0]
    log_stay = log_staying(1.0 / max(1.0, p.acquaintance_weeks))
    found = np.empty((0, 5), dtype=np.int64)
    for fill in range(2):
        count = 0
        for a in range(len(rows)):
            for b in range(a + 1, len(rows)):
                if table[a] != table[b]:
                    continue
                person, other = people[rows[a]], people[rows[b]]
                at_course, course_lasts, at_meeting, meeting_lasts = luck_of_pair(world.luck, person, other, week)
                u, lasting = at_course, course_lasts
                if where == len(world.courses):
                    u, lasting = at_meeting, meeting_lasts
                if u >= chance or know_one_another(world.ties, rows[a], rows[b], week):
                    continue
                if met_already(new, rows[a], rows[b]):
                    continue
                if fill:
                    found[count, 0] = rows[a] if person.id < other.id else rows[b]
                    found[count, 1] = rows[b] if person.id < other.id else rows[a]
                    found[count, 2] = week
                    found[count, 3] = week + geometric_weeks(lasting, log_stay)
                    found[count, 4] = where
                count += 1
        if not fill:
            found = np.empty((count, 5), dtype=np.int64)
    return found


@rule
def easing_by_company(acquaintances, p):
    """Return the weekly chance that acquaintances ease a thin social network."""
    return p.acquaintances_ease * min(1.0, acquaintances / p.acquaintances_enough)


@rule
def be_influenced(person, acquaintances, trust, hope, p, luck, week):
    """Let the acquaintances of one person, whose trust and self-efficacy are summed, matter for a week."""
    person.acquaintances = acquaintances
    if acquaintances == 0:
        return
    person.trust += p.acquaintances_trust * (trust / acquaintances - person.trust)
    person.self_efficacy += p.acquaintances_hope * (hope / acquaintances - person.self_efficacy)
    # Block 0 is free for the person: as the larger id of a pair 0 does not occur.
    u = draw(luck, ACQUAINTANCE, PERSON, person.id, week, 0)
    if person.level[SOCIAL] > 0 and u < easing_by_company(acquaintances, p):
        ease(person, SOCIAL, 1)


@array_rule
def influence_one_another(world, week):
    """Let trust and self-efficacy move towards the mean of one's acquaintances, all at once, and company ease."""
    people, ties, p = world.people, world.ties, world.p[0]
    if len(ties) == 0:
        return
    count = np.zeros(len(people), dtype=np.int64)
    trust, hope = np.zeros(len(people)), np.zeros(len(people))
    for t in range(len(ties)):
        tie = ties[t]
        one, other = people[tie.one], people[tie.other]
        if week > tie.until or one.status > LEFT_FOR_WORK or other.status > LEFT_FOR_WORK:
            continue
        count[tie.one] += 1
        count[tie.other] += 1
        trust[tie.one] += other.trust
        trust[tie.other] += one.trust
        hope[tie.one] += other.self_efficacy
        hope[tie.other] += one.self_efficacy
    for t in range(2 * len(ties)):
        i = ties[t // 2].one if t % 2 == 0 else ties[t // 2].other
        if count[i] >= 0:
            be_influenced(people[i], count[i], trust[i], hope[i], p, world.luck, week)
            count[i] = -1


@rule
def anybody_invited(policies):
    """Return whether any policy invites to groups."""
    invited = False
    for policy in policies:
        invited |= policy.group_training != 0
    return invited


@array_rule
def peers(world, week):
    """Let people come together and matter to one another. Returns the new ties, shape (ties, 5)."""
    p, town = world.p[0], world.town[0]
    found = np.empty((0, 5), dtype=np.int64)
    if len(world.ties) == 0 and not anybody_invited(world.policies):
        return found
    influence_one_another(world, week)
    rows = enrolled(world)
    for number in range(len(world.courses)):
        if round_begins(world.courses[number], town, week):
            begin_round(world, number, rows, week)
    for number in range(len(world.courses)):
        came = hold_session(world, number, rows, week)
        if p.on_peers and len(came) > 1:
            new = become_acquainted(world, came, np.zeros_like(came), p.acquainted_session, number, week, found)
            found = np.concatenate((found, new))
    if is_meeting(town, p, week):
        came, table = hold_meeting_of_participants(world, week)
        if p.on_peers:
            new = become_acquainted(world, came, table, p.acquainted_gathering, len(world.courses), week, found)
            found = np.concatenate((found, new))
    return found


def with_new_ties(ties: np.recarray, new: np.ndarray) -> np.recarray:
    """Return the ties with the new ones behind them."""
    grown = empty_records(TIE, len(ties) + len(new))
    fields = plain(grown)
    fields[: len(ties)] = plain(ties)
    fields[len(ties) :] = new.view(fields.dtype)[:, 0]
    return grown
