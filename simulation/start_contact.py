"""The start of relations: who is new with a coach, who has long known the client manager, and whose date is when."""

import numpy as np

from .appointments import contact_interval
from .levers import CLIENT_MANAGERS, COACHES
from .luck import PERSON, uniforms
from .people import ON_BENEFIT
from .renewal import QUANTILES

NEW_WEEKS = 52
"""Weeks on the benefit in which some have not had a first conversation with their client manager."""


def start_contact(world, values, luck, equilibrium) -> None:
    """Begin relations: new with a coach, long-standing with a client manager.

    Who has a coach keeps the contact at Work & Income. The dates of the clients of client managers, and how many have
    an appointment for the first week, are those of the equilibrium: some have waited for a date, and a few who came in
    the last year have not met. Client managers know from experience what appointments and crises take. The
    conversations of newcomers fall due evenly over the interval after they come.
    """
    people = world.people
    own, usual_rules = world.policies[people.policy], world.policies[-1]
    u = uniforms(luck, "start_contact", PERSON, people.id, 4)
    coached, new = own.team == COACHES, people.arrival_week > 0
    interval = np.array([contact_interval(policy, world.p[0]) for policy in world.policies])[people.policy]
    first = 1.0 + people.arrival_week + u[:, 0] * values["first_round_weeks"]
    until_due = np.where(new, u[:, 0], np.interp(u[:, 0], QUANTILES, equilibrium.dates))
    regular = people.arrival_week + until_due * interval
    people.next_contact = np.where(coached, first, regular)
    people.planned_for = people.next_contact
    people.appointment[~coached & ~new & (u[:, 0] < equilibrium.dated)] = 1
    people.asking = ~coached & ~new & (u[:, 3] < equilibrium.asking)
    asked = 2.0 * equilibrium.asked_weeks * u[:, 3] / max(equilibrium.asking, 1e-9)
    people.asked_week = np.where(people.asking == 1, -asked.astype(int), people.asked_week)
    changed = np.zeros(len(people), dtype=bool)
    for lever in ("release_share", "release_cap_month", "release_months"):
        changed |= own[lever] != usual_rules[lever]
    people.released_before[changed] = people.release_weeks[changed]
    people.release_weeks[changed] = 0
    people.on_file = people.disclosed @ (1 << np.arange(9))
    unmet = (people.benefit_weeks < NEW_WEEKS) & (u[:, 2] < equilibrium.unmet)
    since = np.maximum(1, np.minimum(u[:, 1] * 104, people.benefit_weeks).astype(int))
    people.with_coach_since = np.where(coached | new | unmet, people.arrival_week, -since)
    people.plan = ~coached & ~new & ~unmet
    people.rapport[new | unmet] = 0.0
    people.rapport_department = np.where(coached, people.rapport, 0.0)
    people.rapport[coached] = 0.0
    managers = np.flatnonzero(world.coaches.team == CLIENT_MANAGERS)
    clients = np.bincount(people.coach[people.status == ON_BENEFIT], minlength=len(world.coaches))
    world.coaches.slot_hours[managers] = equilibrium.slot_hours
    world.coaches.urgent_hours[managers] = equilibrium.urgent_hours * clients[managers]
