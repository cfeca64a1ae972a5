"""Appointments (afspraken): the dates that coaches and client managers give to people, and the diaries that hold them.

Every week, after its conversations, a contact person makes appointments for the next week until its hours are filled,
as far as experience can tell. Where conversations are planned ahead, the next date is put in the diary at the end of a
conversation. An appointment that does not fit in its week lapses: a promise that the municipality does not keep,
whoever made it. Who waits without a date has not been promised anything, but does not feel well treated.
"""

import math

from .compiled import rule
from .levers import INITIATIVE_MUNICIPALITY, INITIATIVE_PARTICIPANT
from .people import LEFT_FOR_WORK, NEVER, ON_BENEFIT
from .trust import breach_by_contact, treat

HORIZON = 64
"""Weeks that a diary reaches ahead."""

LEAST_PROMISED = 0.5
"""The fewest conversations a year that a policy can promise, if any: dates two years apart. Where none is promised
nobody is due; dates are kept in case a later policy promises some."""


@rule
def contact_interval(policy, p):
    """Return the weeks from a conversation to the next date that the policy foresees.

    Where the participant has the initiative it is an invitation after a silence: half a year at two conversations a
    year, longer if fewer are promised, and shorter in proportion if more are.
    """
    promised = max(policy.contacts_per_year, LEAST_PROMISED)
    interval = 52.0 / promised
    if policy.initiative == INITIATIVE_PARTICIPANT:
        return max(interval, p.silence_weeks * min(1.0, 2.0 / promised))
    return interval


@rule
def in_contact(person, policy, week):
    """Return whether the person is a client: on the benefit, or within aftercare."""
    if person.status == ON_BENEFIT:
        return True
    return person.status == LEFT_FOR_WORK and week - person.exit_week <= policy.aftercare_weeks


@rule
def takes_part_on_benefit(person):
    """Return whether the person is on the benefit and has not stepped out."""
    return person.status == ON_BENEFIT and not person.withdrawn


@rule
def is_due(person, policy, week, p):
    """Return whether the policy foresees a conversation by this week.

    On the benefit it is due at its date; in aftercare, one interval after the last conversation or the exit,
    and after a no-show at the next date.
    """
    if person.status == LEFT_FOR_WORK:
        followed = in_contact(person, policy, week) and (person.attempts == 0 or week >= person.next_contact)
        return followed and week - max(person.exit_week, person.last_contact) >= p.aftercare_interval
    return week >= person.next_contact and policy.contacts_per_year > 0.0


@rule
def needs_date(person, policy, week, p):
    """Return whether the person needs an appointment: one is asked for, or due by next week, and there is none."""
    if not in_contact(person, policy, week):
        return False
    if person.asking:
        return person.appointment != week + 1
    return person.appointment <= week and is_due(person, policy, week + 1, p)


@rule
def may_let_pass(person, policy):
    """Return whether the date is an invitation, which one may let pass: not a first date, a request or a fresh date."""
    if person.asking or person.attempts > 0 or person.date_owed or person.status != ON_BENEFIT:
        return False
    return policy.initiative == INITIATIVE_PARTICIPANT and person.last_contact > NEVER


@rule
def let_pass(person, policy, week, p):
    """Let an invitation pass: the next comes after an interval."""
    person.planned_for = week + 1 + contact_interval(policy, p)
    person.next_contact = person.planned_for
    person.overdue_weeks = 0


@rule
def expected_hours(coach, policy, p):
    """Return the mean hours of an appointment, no-shows included: by experience, at first by the length planned."""
    return coach.slot_hours if coach.slot_hours > 0.0 else policy.hours_per_contact + p.preparation


@rule
def learn_from(coach, policy, hours, p):
    """Let the coach learn from the hours that an appointment took."""
    expected = expected_hours(coach, policy, p)
    coach.slot_hours = expected + p.planning_learns * (hours - expected)


@rule
def has_room(coach, policy, unlimited, booked, p):
    """Return whether one more appointment fits in the next week, in which so many are booked.

    It fits if at least half of it does, so that weeks come out as planned on average; a first one always does, while
    there are hours at all.
    """
    hours = coach.hours_week + min(0.0, coach.hours_left) - coach.urgent_hours
    if unlimited or (booked == 0.0 and hours > 0.0):
        return True
    return (booked + 0.5) * expected_hours(coach, policy, p) <= hours


@rule
def hear_of_appointment(person, policy, p):
    """Tell the person about the date: who asked for it got it, others are summoned or invited.

    Another date after a no-show, or for an appointment that the municipality let lapse, is neither a new summons nor a
    new invitation.
    """
    owed, person.date_owed = person.date_owed, 0
    if person.asking or person.attempts > 0 or owed:
        return
    if policy.initiative == INITIATIVE_MUNICIPALITY:
        treat(person, 0.0, p.summons_weighs)
    else:
        treat(person, 1.0, p.invitation_weighs)


@rule
def book_ahead(person, coach, policy, unlimited, diary, week, p):
    """Put the next conversation in the diary: in the first week from its date on that is not booked too far.

    Where the participant has the initiative there is no date before the invitation.
    """
    planned = policy.planned_ahead and policy.initiative != INITIATIVE_PARTICIPANT
    if not planned or person.status != ON_BENEFIT or person.appointment > week:
        return
    first = max(1, int(math.floor(person.next_contact + 0.5)) - week)
    most = p.booked_ahead * coach.hours_week / expected_hours(coach, policy, p)
    for ahead in range(first, min(first + int(p.diary_weeks), HORIZON)):
        if unlimited or diary[ahead] < most:
            diary[ahead] += 1.0
            person.appointment = week + ahead
            person.in_diary = 1
            return


@rule
def drop_date(person):
    """Take the appointment, if there is one, off the person."""
    person.appointment = NEVER
    person.in_diary = 0


@rule
def lose_date(person):
    """Let the person lose the appointment, if there is one, through the municipality, which then owes another date."""
    if person.appointment != NEVER:
        person.date_owed = 1
    drop_date(person)


@rule
def let_lapse(person, p):
    """Let an appointment lapse that the municipality made and does not keep."""
    lose_date(person)
    person.lapsed += 1
    if p.on_lapses and p.breach_lapsed > 0.0:
        breach_by_contact(person, p.breach_lapsed, p)


@rule
def wait_undated(person, p):
    """Let the person wait another week without a date; every six weeks it weighs on how one feels treated."""
    person.overdue_weeks += 1
    if person.overdue_weeks % p.overdue_patience == 0:
        treat(person, 0.0, p.waiting_weighs)
        if p.breach_undated > 0.0:
            breach_by_contact(person, p.breach_undated, p)
