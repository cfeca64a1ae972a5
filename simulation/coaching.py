"""Coaching under finite time: each coach works through an agenda until the hours of the week are used up.

The agenda of the week lists due appointments, requests and crises in the order of the team's priority rule.
Conversations that do not fit become overdue; every six weeks overdue breaks the promise of a contact. Client managers
(klantmanagers) are the same kind of agent with more clients and another policy. Source: process report, phases 1–3.
"""

import numpy as np

from .compiled import array_rule, rule
from .draw_rows import ASKING_ROW, ORDER_ROW
from .institution import calls_about_payment, intercede
from .levers import CLOSEST_TO_WORK, COACHES, INITIATIVE_MUNICIPALITY, INITIATIVE_PARTICIPANT, LONGEST_WAITING
from .luck import CHUNK, DECISION, draw_block
from .meeting import hold_meeting
from .people import LEFT_FOR_WORK, ON_BENEFIT
from .problems import problem_load
from .trust import breach

ASKING = DECISION["asking"]
FREE_AGENDA = 1.0e9


@rule
def start_week_of_coaches(coaches, teams, week, p):
    """Give each coach the hours of this week, less the overrun of last week.

    A team that also serves people outside the simulation divides its hours in proportion to the numbers of clients.
    """
    for c in range(len(coaches)):
        coach = coaches[c]
        team = teams[coach.team]
        debt = min(0.0, coach.hours_left)
        coach.hours_week = coach.fte * team.hours_per_fte * coach.working
        if team.caseload > 0.0:
            coach.hours_week *= min(1.0, coach.caseload / (team.caseload * coach.fte))
        coach.hours_left = FREE_AGENDA if team.unlimited else coach.hours_week + debt
        coach.hours_used = 0.0
        grow_skill(coach, team, week, p)


@rule
def grow_skill(coach, team, week, p):
    """Raise the skill and the belief of a coach by training and case discussion."""
    if not coach.working or not p.on_learning:
        return
    if team.training_week >= 0 and week == max(team.training_week, coach.arrives + 4):
        coach.skill += p.training_teaches * (1.0 - coach.skill)
    if team.case_discussion:
        coach.skill += p.discussion_teaches * max(0.0, coach.ceiling - coach.skill)
        coach.belief += p.discussion_opens * (1.0 - coach.belief)


@rule
def asks(person, policy, u, p):
    """Return whether the person asks for a conversation this week; trust raises the chance."""
    chance = p.asking * person.trust
    if policy.initiative == INITIATIVE_MUNICIPALITY:
        chance *= p.asking_uninvited
    return u < chance


@rule
def agenda_score(person, team, week):
    """Return the priority of this person under the team's priority rule, 0…50; a higher score comes earlier."""
    if team.agenda_priority == LONGEST_WAITING:
        since = person.next_contact
        if person.asking:
            since = min(since, person.asked_week)
        return min(50.0, max(0.0, week - since))
    if team.agenda_priority == CLOSEST_TO_WORK:
        return 50.0 * person.employability
    return 25.0 * problem_load(person) / 36.0 + 25.0 * person.stress


@rule
def in_contact(person, policy, week):
    """Return whether the person is a client: on the benefit, or within aftercare."""
    if person.status == ON_BENEFIT:
        return True
    return person.status == LEFT_FOR_WORK and week - person.exit_week <= policy.aftercare_weeks


@array_rule
def fill_agendas(world, week):
    """Count the clients of each coach and return the agendas: rows of people, sorted by coach and priority.

    An agenda has the clients with a due conversation, a request, a crisis or a blocked payment. `world.agenda_key` and
    `world.agenda_row` are scratch space.
    """
    p, people, policies, luck = world.p[0], world.people, world.policies, world.luck
    coaches, teams, tally = world.coaches, world.teams, world.tally
    key, row, draws = world.agenda_key, world.agenda_row, world.draws
    for c in range(len(coaches)):
        coaches[c].caseload = 0
    listed = 0
    for i in range(len(people)):
        column = i % CHUNK
        if column == 0:
            draw_block(luck, ASKING, world.ids[i : i + CHUNK], week, 0, draws, ASKING_ROW)
        person = people[i]
        policy = policies[person.policy]
        calls = calls_about_payment(person, p) and person.status <= LEFT_FOR_WORK
        client = in_contact(person, policy, week)
        if not client and not calls:
            continue
        coaches[person.coach].caseload += 1
        due = client and is_due(person, policy, week, p)
        may_ask = not person.asking and not due and person.status == ON_BENEFIT
        if may_ask and asks(person, policy, draws[ASKING_ROW, column], p):
            person.asking = 1
            person.asked_week = week
        if not (due or person.asking or person.crisis or calls):
            continue
        if due:
            tally[person.group].due += 1.0
        position = 100.0 - agenda_score(person, teams[coaches[person.coach].team], week)
        if person.crisis or calls:
            position = 0.0
        elif due and policy.planned_ahead and person.plan:
            position -= p.planned_ahead_weeks
        key[listed] = person.coach * 1000.0 + position + draws[ORDER_ROW, column]
        row[listed] = i
        listed += 1
    return row[:listed][np.argsort(key[:listed], kind="mergesort")]


@rule
def is_due(person, policy, week, p):
    """Return whether a conversation is due.

    On the benefit it is due at its date; in aftercare, one interval after the last conversation or the exit.
    """
    if person.status == LEFT_FOR_WORK:
        followed = in_contact(person, policy, week)
        return followed and week - max(person.exit_week, person.last_contact) >= p.aftercare_interval
    return week >= person.next_contact and policy.contacts_per_year > 0.0


@rule
def wants_conversation(person, policy, week, p):
    """Return whether a conversation is due, asked for, or called for by a crisis."""
    return is_due(person, policy, week, p) or person.asking or person.crisis


@rule
def is_promised(person, policy):
    """Return whether the missing conversation was promised.

    The first conversation is promised to everybody with a coach. Later ones are promised if the coach shares the
    initiative, or if the participant has it and asked.
    """
    if policy.initiative == INITIATIVE_MUNICIPALITY:
        return False
    return policy.initiative != INITIATIVE_PARTICIPANT or person.asking or not person.plan


@rule
def wait_longer(world, person, policy, week):
    """Let a contact that does not fit become overdue; every six weeks overdue breaks a promise."""
    p = world.p[0]
    due = is_due(person, policy, week, p)
    if due:
        world.tally[person.group].unserved += 1.0
    if not due and not person.asking:
        return
    person.overdue_weeks += 1
    if is_promised(person, policy) and p.on_overdue_breach and person.overdue_weeks % p.overdue_patience == 0:
        breach(person, p.overdue_size, p)


@rule
def charge_paid_hours(world):
    """Turn hours spent on each group into paid hours; idle hours of coaches are paid too."""
    p, team = world.p[0], world.teams[COACHES]
    paid = 0.0
    for c in range(len(world.coaches)):
        if world.coaches[c].team == COACHES and world.coaches[c].working:
            paid += world.coaches[c].fte * p.coach_hours_paid
    spent = 0.0
    for g in range(len(world.tally)):
        spent += world.tally[g].cost_hours
    if spent > 0.0:
        factor = p.coach_hours_paid / max(1.0, team.hours_per_fte) if team.unlimited else paid / spent
        for g in range(len(world.tally)):
            world.tally[g].cost_hours *= factor


@array_rule
def coaching(world, week):
    """Hold the week's conversations."""
    p = world.p[0]
    agenda = fill_agendas(world, week)
    start_week_of_coaches(world.coaches, world.teams, week, p)
    for i in agenda:
        person = world.people[i]
        policy = world.policies[person.policy]
        coach = world.coaches[person.coach]
        if coach.working and coach.hours_left > 0.0:
            hours = 0.0
            if calls_about_payment(person, p):
                hours += intercede(person, p, world.luck, week)
            if wants_conversation(person, policy, week, p):
                hours += hold_meeting(world, person, coach, policy, week)
            coach.hours_left -= hours
            coach.hours_used += hours
            if policy.team == COACHES:
                world.tally[person.group].cost_hours += hours
        else:
            wait_longer(world, person, policy, week)
    charge_paid_hours(world)
