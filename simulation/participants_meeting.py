"""The meeting that participants held for participants on 1 November 2019 (deelnemersbijeenkomst).

Everybody whose policy has group training is invited, also people who work ("Ondanks dat ik vandaag moet werken,
wil ik even bij jullie zijn"). People talk at tables, and services are exchanged (dienstenbank). Source: process
report, "De afronding".
"""

import numpy as np

from .compiled import array_rule, rule
from .courses import ATTENDING
from .luck import PERSON, draw4
from .people import FINANCES, LEFT_OTHERWISE, NOT_YET_HERE, SOCIAL
from .problems import ease

THE_MEETING = 2
"""Block of the draws; blocks 0 and 1 belong to the courses."""


@rule
def is_meeting(town, p, week):
    """Return whether the participants meet in this week."""
    return p.on_participants_meeting and town.participants_meeting >= 0.0 and week - 1 == town.participants_meeting


@rule
def coming_chance(person, p):
    """Return the chance to come; trust, rapport and acquaintances raise it, a thin social network lowers it."""
    chance = p.gathering_comes * (0.5 + person.trust) * (0.5 + person.rapport)
    chance *= 1.0 - p.gathering_alone * person.level[SOCIAL] / 4.0
    if person.acquaintances > 0:
        chance *= 1.0 + p.gathering_known
    return min(1.0, chance)


@rule
def exchange_services(people, rows, table, willing):
    """Let pairs of willing people at a table exchange services, such as a job about the house; both save money.

    Pairs form in the order of `rows`; an odd last person exchanges nothing.
    """
    for a in range(len(rows)):
        if not willing[a]:
            continue
        for b in range(a + 1, len(rows)):
            if willing[b] and table[b] == table[a]:
                ease(people[rows[a]], FINANCES, 1)
                ease(people[rows[b]], FINANCES, 1)
                willing[a] = willing[b] = False
                break


@array_rule
def hold_meeting_of_participants(world, week):
    """Hold the participants' meeting. Returns the rows of the people who came, and their tables."""
    people, policies, p = world.people, world.policies, world.p[0]
    rows = np.empty(len(people), dtype=np.int64)
    table = np.empty(len(people), dtype=np.int64)
    willing = np.zeros(len(people), dtype=np.bool_)
    count = 0
    for i in range(len(people)):
        person = people[i]
        away = person.status == LEFT_OTHERWISE or person.status == NOT_YET_HERE
        if away or not policies[person.policy].group_training:
            continue
        comes, seat, company, service = draw4(world.luck, ATTENDING, PERSON, person.id, week, THE_MEETING)
        if comes >= coming_chance(person, p):
            continue
        person.sessions += 1
        person.self_efficacy += p.session_encourages * (1.0 - person.self_efficacy)
        if company < p.gathering_eases:
            ease(person, SOCIAL, 1)
        willing[count] = service < p.services_exchanged
        rows[count] = i
        table[count] = int(seat * p.gathering_tables)
        count += 1
    exchange_services(people, rows[:count], table[:count], willing[:count])
    return rows[:count], table[:count]
