"""Coaching under finite time: each contact person works until the hours of the week are used up.

Crises and blocked payments come first, then the appointments of the week in the order of the team's priority rule; an
appointment for which no hours are left lapses. Then appointments for next week are made with who asked for one and who
is due. Client managers (klantmanagers) are the same kind of agent with more clients and another policy. Source: process
report, phases 1–3.
"""

import numpy as np

from .appointments import (
    HORIZON,
    drop_date,
    has_room,
    hear_of_appointment,
    in_contact,
    is_due,
    learn_from,
    let_lapse,
    let_pass,
    may_let_pass,
    needs_date,
    wait_undated,
)
from .coach_hours import charge_paid_hours, start_week_of_coaches
from .compiled import array_rule, rule
from .draw_rows import ASKING_ROW, ORDER_ROW
from .institution import calls_about_payment, intercede
from .levers import CLOSEST_TO_WORK, COACHES, INITIATIVE_BOTH, INITIATIVE_PARTICIPANT, LONGEST_WAITING
from .luck import CHUNK, DECISION, PERSON, draw4, draw_block
from .meeting import SHOWING_UP, hold_meeting, no_show_chance
from .people import NEVER, ON_BENEFIT
from .problems import problem_load

ASKING = DECISION["asking"]
AFTER_URGENT = 1.0
"""Position on the agenda from which the appointments of the week are listed."""
PLACES_ON_AGENDA = 1024.0
"""Positions on the agenda of a coach; a power of two, so that the coach can be read from a key without rounding."""
HANDLED = np.inf
"""Key of somebody whom the contact person has got to."""


@rule
def asks(person, policy, u, p):
    """Return whether the person asks for a conversation this week; trust raises the chance.

    Who was not told to call seldom does: where the participant has no part in the initiative.
    """
    chance = p.asking * person.trust
    if policy.initiative != INITIATIVE_PARTICIPANT and policy.initiative != INITIATIVE_BOTH:
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


@array_rule
def fill_agendas(world, week):
    """Count clients and diaries. Returns the agendas, and how many other people need a date.

    The agendas are rows of people, sorted by coach and priority: people in a crisis or with a blocked payment, then
    those with an appointment this week. The rows of the others who need a date are the first of `world.agenda_row`, in
    rising order, with their places in `world.agenda_key`: the smallest of a coach comes first.
    """
    p, people, policies, luck = world.p[0], world.people, world.policies, world.luck
    coaches, teams, tally, diary = world.coaches, world.teams, world.tally, world.diary
    key, row, draws = world.agenda_key, world.agenda_row, world.draws
    for c in range(len(coaches)):
        coaches[c].caseload = 0
        diary[c, :] = 0.0
    undated, agenda = 0, len(people)
    for i in range(len(people)):
        column = i % CHUNK
        if column == 0:
            draw_block(luck, ASKING, world.ids[i : i + CHUNK], week, 0, draws, ASKING_ROW)
        person = people[i]
        policy = policies[person.policy]
        calls = calls_about_payment(person, p) and person.status == ON_BENEFIT
        client = in_contact(person, policy, week)
        if not client:
            if person.appointment != NEVER:
                drop_date(person)
            if not calls:
                continue
        coaches[person.coach].caseload += 1
        due = client and is_due(person, policy, week, p)
        if due and person.status == ON_BENEFIT:
            tally[person.group].due += 1.0
        if policy.team == COACHES:
            tally[person.group].clients += 1.0
            tally[person.group].recipients += 1.0 if person.status == ON_BENEFIT else 0.0
        ahead = person.appointment - week
        if 0 < ahead < HORIZON:
            diary[person.coach, ahead] += 1.0
        may_ask = not person.asking and not due and person.status == ON_BENEFIT
        if may_ask and asks(person, policy, draws[ASKING_ROW, column], p):
            person.asking = 1
            person.asked_week = week
        place = person.coach * PLACES_ON_AGENDA + draws[ORDER_ROW, column]
        urgent = person.crisis or calls
        if not urgent and (ahead == 0 or needs_date(person, policy, week, p)):
            place += 50.0 - agenda_score(person, teams[coaches[person.coach].team], week)
        if urgent or ahead == 0:
            agenda -= 1
            key[agenda], row[agenda] = place + (0.0 if urgent else AFTER_URGENT), i
        elif needs_date(person, policy, week, p):
            key[undated], row[undated] = place, i
            undated += 1
    return row[agenda:][np.argsort(key[agenda:], kind="mergesort")], undated


@rule
def serve(world, person, week):
    """Hold the conversation of a person who has an appointment this week, or is in need; or let the appointment lapse.

    For an appointment a coach works on for a while after the hours are used up, and makes up for it next week.
    """
    p, policy, coach = world.p[0], world.policies[person.policy], world.coaches[person.coach]
    calls, dated = calls_about_payment(person, p), person.appointment == week
    urgent = person.crisis or calls
    if not dated and not urgent:
        return
    if dated:
        world.tally[person.group].appointments += 1.0
    least = -p.overrun_hours if dated else 0.0
    if not coach.working or coach.hours_left <= least:
        if dated:
            world.tally[person.group].lapsed += 1.0
            let_lapse(person, p)
        return
    hours = intercede(person, p, world.luck, week) if calls else 0.0
    if dated or person.crisis:
        hours += hold_meeting(world, person, coach, policy, week)
    coach.hours_left -= hours
    coach.hours_used += hours
    if urgent:
        coach.urgent_hours += p.planning_learns * hours
    else:
        learn_from(coach, policy, hours, p)
    if policy.team == COACHES:
        world.tally[person.group].cost_hours += hours


@rule
def accepts(world, person, policy, week):
    """Return whether the person accepts an invitation: who would not come to an appointment lets it pass.

    The luck is that of the appointment itself, next week: one piece of luck decides once.
    """
    p = world.p[0]
    show, _, _, _ = draw4(world.luck, SHOWING_UP, PERSON, person.id, week + 1, 0)
    return not p.on_no_shows or show >= no_show_chance(person, policy, p)


@rule
def give_date(world, person, week):
    """Make an appointment for next week with who needs one. Returns whether the contact person had room for it."""
    p, policy, coach = world.p[0], world.policies[person.policy], world.coaches[person.coach]
    diary, unlimited = world.diary[person.coach], world.teams[coach.team].unlimited
    if not needs_date(person, policy, week, p):
        return True
    if not coach.working or not has_room(coach, policy, unlimited, diary[1], p):
        return False
    person.in_diary = 0
    passes = may_let_pass(person, policy) and not accepts(world, person, policy, week)
    hear_of_appointment(person, policy, p)
    if passes:
        let_pass(person, policy, week, p)
        return True
    diary[1] += 1.0
    person.appointment = week + 1
    person.overdue_weeks = 0
    return True


@rule
def first_on_list(key, following, n):
    """Return the index with the smallest key in the chain that starts at `n`, or -1 if all are handled."""
    first = -1
    while n >= 0:
        if key[n] < HANDLED and (first < 0 or key[n] <= key[first]):
            first = n
        n = following[n]
    return first


@array_rule
def give_dates(world, agenda, undated, week):
    """Make appointments for next week: with people on the agenda, then with the others who need a date by priority.

    A contact person stops when next week is full. Only until then the order matters, so nobody is sorted: a
    chain of the people of each contact person is searched for the first.
    """
    people, key, row = world.people, world.agenda_key, world.agenda_row
    for i in agenda:
        give_date(world, people[i], week)
    start, following = np.full(len(world.coaches), -1), np.empty(undated, np.int64)
    for n in range(undated):
        number = int(key[n] / PLACES_ON_AGENDA)
        start[number], following[n] = n, start[number]
    for number in range(len(world.coaches)):
        coach, at = world.coaches[number], start[number]
        while at >= 0:
            if world.teams[coach.team].unlimited:
                give_date(world, people[row[at]], week)
                at = following[at]
                continue
            first = first_on_list(key, following, at)
            if first < 0 or not coach.working:
                break
            key[first] = HANDLED
            if not give_date(world, people[row[first]], week) and coach.slot_hours > 0.0:
                break


@rule
def wait_for_date(person, policy, tally, week, p):
    """Let who needs a date and got none wait; who is due is in the backlog."""
    if person.appointment > week or not needs_date(person, policy, week, p):
        return
    due = is_due(person, policy, week, p)
    if due and person.status == ON_BENEFIT:
        tally.backlog += 1.0
    if due or person.asking:
        wait_undated(person, p)


@array_rule
def coaching(world, week):
    """Hold the week's conversations, and make appointments for the next."""
    p, people, policies, tally = world.p[0], world.people, world.policies, world.tally
    agenda, undated = fill_agendas(world, week)
    start_week_of_coaches(world.coaches, world.teams, week, p)
    for i in agenda:
        serve(world, people[i], week)
    give_dates(world, agenda, undated, week)
    for i in agenda:
        wait_for_date(people[i], policies[people[i].policy], tally[people[i].group], week, p)
    for i in world.agenda_row[:undated]:
        wait_for_date(people[i], policies[people[i].policy], tally[people[i].group], week, p)
    charge_paid_hours(world)
