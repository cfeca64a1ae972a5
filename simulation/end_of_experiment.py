"""The end of the experiment: coaches leave, client managers take over, and the service is as usual again.

At the end of 2019 a warm handover (warme overdracht) was arranged: a short report on every participant, in a few
cases an introduction in person. Source: process report, "Afscheid en overdracht".
"""

import numpy as np

from .appointments import contact_interval, drop_date
from .compiled import rule
from .levers import COACHES
from .luck import PERSON, uniforms
from .people import NO_HELP, ON_BENEFIT
from .trust import breach, strongest_rapport

USUAL_RELEASE, NO_RELEASE, OWN_RELEASE = range(3)


def kind_of_release(policy, usual) -> int:
    """Return whether the earnings release of a policy is the usual one, none, or one of its own."""
    levers = ("release_share", "release_cap_month", "release_months")
    if all(policy[lever] == usual[lever] for lever in levers):
        return USUAL_RELEASE
    return OWN_RELEASE if all(policy[lever] > 0.0 for lever in levers) else NO_RELEASE


def foresee_end(policy, usual, ends: int | None) -> None:
    """Note in a policy when the experiment ends its earnings release, if it has one of its own; 0: never.

    After the end the week lies in the past, and nothing ends any more.
    """
    policy["release_ends"] = (ends or 0) if kind_of_release(policy, usual) == OWN_RELEASE else 0


@rule
def return_to_manager(person, manager, next_contact, week):
    """Give the person a client manager again, and the usual rules.

    The relation goes on with the contact at Work & Income that the person kept.
    """
    person.rapport = strongest_rapport(person)
    person.rapport_department = 0.0
    drop_date(person)
    person.date_owed = 0
    person.coach = manager
    person.with_coach_since = week
    person.planned_for = next_contact
    person.next_contact = next_contact
    person.overdue_weeks = 0
    count_usual_release(person)


@rule
def count_usual_release(person):
    """Let the count of the usual release go on where it stood before the experiment."""
    person.release_weeks += person.released_before
    person.released_before = 0


@rule
def forget(person):
    """Reduce what the new contact knows to the department's file from before the experiment."""
    person.close_known = 0
    for k in range(9):
        if not person.on_file >> k & 1:
            person.disclosed[k] = 0


@rule
def hand_over(person, warm, p):
    """Let the coach go, with a report and an introduction if `warm`; people who never met the coach lose no trust.

    Losing the coach is a change of contact, though the contact at Work & Income was there all the time.
    """
    person.rapport *= p.warm_handover_keeps if warm else 0.0
    if person.contacts == 0:
        return
    if not warm:
        forget(person)
        if person.status == ON_BENEFIT:
            breach(person, 1.0, p)


@rule
def return_to_usual_release(people):
    """Return everybody to the usual release, with a coach or without."""
    for i in range(len(people)):
        count_usual_release(people[i])


@rule
def hand_over_clients(world, rows, managers, dates, week):
    """Hand all clients over, each to a manager with a date for the next conversation."""
    warm = world.town[0].warm_handover
    for i in range(len(rows)):
        person = world.people[rows[i]]
        hand_over(person, warm, world.p[0])
        return_to_manager(person, managers[i], dates[i], week)
        person.asking = 0
        person.attempts = 0


def end_experiment(model, week: int) -> None:
    """Return every policy to the service as usual, and give everybody with a coach a client manager."""
    world, town = model.world, model.town[0]
    world.policies[:] = world.policies[-1]
    coached = world.coaches.team == COACHES
    clients = np.flatnonzero(coached[world.people["coach"]])
    world.people["course_state"] = NO_HELP
    return_to_usual_release(world.people)
    first, everyone = int(town.first_manager), len(world.coaches) - int(town.first_manager)
    new = np.arange(first + int(town.managers), first + everyone)
    if len(clients):
        interval = contact_interval(world.policies[-1], world.p[0])
        u = uniforms(model.luck, "takeover", PERSON, world.people["id"][clients], 1, week)[:, 0]
        dates = np.maximum(week, world.people["arrival_week"][clients]) + 1.0 + interval * u
        hand_over_clients(world, clients, new[np.arange(len(clients)) % len(new)], dates, week)
    world.coaches.working[new] = 1
    world.coaches.working[coached] = 0
    world.coaches.leaves[coached] = np.minimum(world.coaches.leaves[coached], week)
    town.managers = everyone
