"""Peers (lotgenoten): people who meet in a group may become acquainted, and acquaintances influence one another.

Trust and self-efficacy of a person move a little towards the mean of the acquaintances, up or down, and acquaintances
ease a thin social network. Source: process report, third phase ("het lotgenotencontact [bleek]
eveneens van grote waarde").
"""

import numpy as np

from .compiled import array_rule, rule
from .courses import begin_round, enrolled, hold_session, round_begins
from .luck import DECISION, PERSON, draw, draw4
from .participants_meeting import hold_meeting_of_participants, is_meeting
from .people import LEFT_OTHERWISE, SOCIAL, empty_records, plain_records
from .problems import ease
from .waiting import geometric_weeks, log_staying

ACQUAINTANCE = DECISION["acquaintance"]
TIE = np.dtype([("first", "i8"), ("second", "i8"), ("week", "i8"), ("until", "i8"), ("where", "i8")])
"""An acquaintance: the rows of two people (`first` has the smaller id), from `week` to `until`. `where` is the number
of the course; the number of courses is the code of the participants' meeting."""


@rule
def luck_of_pair(luck, person, other, week):
    """Return the uniforms of a pair; the order of the two people does not matter."""
    least, most = min(person.id, other.id), max(person.id, other.id)
    return draw4(luck, ACQUAINTANCE, PERSON, least, week, most)


@rule
def are_acquainted(ties, row, other, week):
    """Return whether two people, given by row, are acquainted."""
    for t in range(len(ties)):
        tie = ties[t]
        same_pair = (tie.first == row and tie.second == other) or (tie.first == other and tie.second == row)
        if week <= tie.until and same_pair:
            return True
    return False


@rule
def met_this_week(new, row, other):
    """Return whether two people, given by row, are in a tie of this week."""
    for t in range(len(new)):
        if (new[t, 0] == row and new[t, 1] == other) or (new[t, 0] == other and new[t, 1] == row):
            return True
    return False


@array_rule
def become_acquainted(world, rows, table, chance, where, week, new):
    """Return the ties that begin at the tables, shape (ties, 5), columns as `TIE`; pairs in `new` have met already."""
    people, p = world.people, world.p[0]
    log_stay = log_staying(1.0 / max(1.0, p.acquaintance_weeks))
    ties = np.empty((0, 5), dtype=np.int64)
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
                if u >= chance or are_acquainted(world.ties, rows[a], rows[b], week):
                    continue
                if met_this_week(new, rows[a], rows[b]):
                    continue
                if fill:
                    ties[count, 0] = rows[a] if person.id < other.id else rows[b]
                    ties[count, 1] = rows[b] if person.id < other.id else rows[a]
                    ties[count, 2] = week
                    ties[count, 3] = week + geometric_weeks(lasting, log_stay)
                    ties[count, 4] = where
                count += 1
        if not fill:
            ties = np.empty((count, 5), dtype=np.int64)
    return ties


@rule
def easing_by_company(acquaintances, p):
    """Return the weekly chance that acquaintances ease a thin social network."""
    return p.acquaintances_ease * min(1.0, acquaintances / p.acquaintances_enough)


@rule
def be_influenced(person, acquaintances, trust, hope, p, luck, week):
    """Apply a week of influence to one person; `trust` and `hope` sum trust and self-efficacy of the acquaintances."""
    person.acquaintances = acquaintances
    if acquaintances == 0:
        return
    person.trust += p.acquaintances_trust * (trust / acquaintances - person.trust)
    person.self_efficacy += p.acquaintances_hope * (hope / acquaintances - person.self_efficacy)
    # Pairs use the larger id as block, and id 0 is never the larger: block 0 is free for the person.
    u = draw(luck, ACQUAINTANCE, PERSON, person.id, week, 0)
    if person.level[SOCIAL] > 0 and u < easing_by_company(acquaintances, p):
        ease(person, SOCIAL, 1)


@array_rule
def influence_one_another(world, week):
    """Move trust and self-efficacy of everybody towards the means of the acquaintances, all from the same state."""
    people, ties, p = world.people, world.ties, world.p[0]
    if len(ties) == 0:
        return
    count = np.zeros(len(people), dtype=np.int64)
    trust, hope = np.zeros(len(people)), np.zeros(len(people))
    for t in range(len(ties)):
        tie = ties[t]
        first, second = people[tie.first], people[tie.second]
        if week > tie.until or first.status == LEFT_OTHERWISE or second.status == LEFT_OTHERWISE:
            continue
        count[tie.first] += 1
        count[tie.second] += 1
        trust[tie.first] += second.trust
        trust[tie.second] += first.trust
        hope[tie.first] += second.self_efficacy
        hope[tie.second] += first.self_efficacy
    for t in range(2 * len(ties)):
        i = ties[t // 2].first if t % 2 == 0 else ties[t // 2].second
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
    """Hold courses and meetings, and let acquaintances influence one another. Returns the new ties, shape (ties, 5)."""
    p, town = world.p[0], world.town[0]
    new = np.empty((0, 5), dtype=np.int64)
    if len(world.ties) == 0 and not anybody_invited(world.policies):
        return new
    influence_one_another(world, week)
    rows = enrolled(world)
    for number in range(len(world.courses)):
        if round_begins(world.courses[number], town, week):
            begin_round(world, number, rows, week)
    for number in range(len(world.courses)):
        came = hold_session(world, number, rows, week)
        if p.on_peers and len(came) > 1:
            more = become_acquainted(world, came, np.zeros_like(came), p.acquainted_session, number, week, new)
            new = np.concatenate((new, more))
    if is_meeting(town, p, week):
        came, table = hold_meeting_of_participants(world, week)
        if p.on_peers:
            more = become_acquainted(world, came, table, p.acquainted_gathering, len(world.courses), week, new)
            new = np.concatenate((new, more))
    return new


def with_new_ties(ties: np.recarray, new: np.ndarray) -> np.recarray:
    """Return the ties with the new ties appended."""
    grown = empty_records(TIE, len(ties) + len(new))
    fields = plain_records(grown)
    fields[: len(ties)] = plain_records(ties)
    fields[len(ties) :] = new.view(fields.dtype)[:, 0]
    return grown
