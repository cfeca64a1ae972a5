"""The start of relations: who is new with a coach, who has long known the client manager, and whose date is when."""

import numpy as np

from .appointments import contact_interval
from .levers import COACHES
from .luck import PERSON, uniforms


def start_contact(world, values, luck, backlog: float) -> None:
    """Begin relations: new with a coach, long-standing with a client manager.

    Who has a coach keeps the contact at Work & Income. A share `backlog` of the clients of client managers has waited
    for a date; the others have theirs spread over the interval, and appointments for the first week.
    """
    people = world.people
    own, usual_rules = world.policies[people.policy], world.policies[-1]
    u = uniforms(luck, "start_contact", PERSON, people.id, 4)
    coached, new = own.team == COACHES, people.arrival_week > 0
    interval = np.array([contact_interval(policy, world.p[0]) for policy in world.policies])[people.policy]
    first = 1.0 + people.arrival_week + u[:, 0] * values["first_round_weeks"]
    waited = np.where(new, 0.0, backlog)
    regular = 1.0 + people.arrival_week + (u[:, 0] - waited) * interval / (1.0 - waited)
    people.next_contact = np.where(coached, first, regular)
    people.planned_for = people.next_contact
    in_first_week = ~coached & (people.next_contact >= 1.0) & (people.next_contact < 2.0)
    people.appointment[in_first_week] = 1
    changed = np.zeros(len(people), dtype=bool)
    for lever in ("release_share", "release_cap_month", "release_months"):
        changed |= own[lever] != usual_rules[lever]
    people.released_before[changed] = people.release_weeks[changed]
    people.release_weeks[changed] = 0
    people.on_file = people.disclosed @ (1 << np.arange(9))
    people.with_coach_since = np.where(coached | new, people.arrival_week, -(u[:, 1] * 104).astype(int))
    people.plan = ~coached & ~new
    people.rapport[new] = 0.0
    people.rapport_department = np.where(coached, people.rapport, 0.0)
    people.rapport[coached] = 0.0
