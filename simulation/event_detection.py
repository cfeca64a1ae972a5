"""Detection of events: each field of a person is compared with its value after the step before.

A state does not show events that happen more than once in a step; for those the records of people hold counts
(`blocks`, `jobs`, `jobs_lost`, `offers`) or the week (`ended_week`).
"""

import numpy as np

from .compiled import rule
from .courses import COURSES
from .people import (
    BY_CONTACT,
    BY_PARTNER,
    DOMAINS,
    DROPPED_OUT,
    FAILED,
    GAVE_UP,
    IN_SERVICE,
    LEFT_OTHERWISE,
    NO_HELP,
    NO_WORK,
    NOT_YET_HERE,
    ON_BENEFIT,
    SLOTS,
    TRIAL_PLACEMENT,
    WAITING,
)

SLOT_NAMES = (*DOMAINS, "activation")
GROUP_NAMES = (*(course.name for course in COURSES), "participants_meeting")
CONTRACTS = ("none", "trial_placement", "temporary", "permanent", "self_employed")
MEETING_OF_PARTICIPANTS = len(COURSES)
PLACES = ("office", "home")
LETTER_KINDS = ("lawfulness", "duties")
LAWFULNESS, DUTIES = range(2)
CAUSES = ("payment", "sanction", "change_of_coach", "letter", "appointment", "waiting", "other")

EVENT_KINDS = {
    "arrival": (), "return": (), "exit_work": (), "exit_other": (), "exit_household": (),
    "problem_worse": SLOT_NAMES, "problem_eased": SLOT_NAMES, "disclosure": SLOT_NAMES, "over": SLOT_NAMES,
    "separation": (), "close_worse": (), "close_eased": (), "close_seen": (), "close_over": (),
    "crisis": (), "crisis_over": (),
    "letter": LETTER_KINDS, "warning": (), "sanction": (), "recovery": (),
    "payment_blocked": (), "payment_released": (), "breach": CAUSES,
    "change_of_coach": (), "no_show": (), "meeting": PLACES, "plan": (), "assistance": (), "withdrawal": (),
    "left_study": (),
    "self_referral": SLOT_NAMES, "referral": SLOT_NAMES, "onward_referral": SLOT_NAMES,
    "admission": SLOT_NAMES, "helped": SLOT_NAMES, "not_helped": SLOT_NAMES, "gave_up_waiting": SLOT_NAMES,
    "dropped_out": SLOT_NAMES,
    "job_lead": (), "unpaid_begins": (), "unpaid_ends": (), "indication": (),
    "offer_refused": (), "offer_taken": (), "job": CONTRACTS, "contract_after_placement": CONTRACTS,
    "renewal": CONTRACTS, "hours": CONTRACTS, "job_lost": CONTRACTS, "durable_exit": (),
    "course_list": GROUP_NAMES, "session": GROUP_NAMES, "course_over": GROUP_NAMES, "acquainted": (),
    "survey_answered": (), "survey_unanswered": (), "coach_record": (),
    "problem_at_start": SLOT_NAMES, "known_at_start": SLOT_NAMES, "waiting_at_start": SLOT_NAMES,
    "in_service_at_start": SLOT_NAMES, "work_at_start": CONTRACTS, "unpaid_at_start": (),
}  # fmt: skip
"""Kind of event → names of its details, by number. Values: the new level or burden; the number of letters, broken
promises or assistances; weeks of a sanction; euros of debt after a recovery; which attempt or conversation; 1 if
accompanied at a referral; weeks waited or served at the end of one; hours a week; the wave; the new contact person's
row. Surveys and coach records are kept in tables of their own and stand in the log as the last step of the week; how
people start is its week 0."""

KIND_NAMES = tuple(EVENT_KINDS)
(
    ARRIVAL, RETURN, EXIT_WORK, EXIT_OTHER, EXIT_HOUSEHOLD, WORSE, EASED, DISCLOSURE, OVER, SEPARATION, CLOSE_WORSE,
    CLOSE_EASED, CLOSE_SEEN, CLOSE_OVER, CRISIS, CRISIS_OVER, LETTER, WARNING, SANCTION, RECOVERY, BLOCKED, RELEASED,
    BREACH, CHANGE_OF_COACH, NO_SHOW, MEETING, PLAN, ASSISTANCE, WITHDRAWAL, LEFT_STUDY, BY_ONESELF, BY_COACH, ONWARD,
    ADMISSION, HELPED, NOT_HELPED, GIVEN_UP, DROPPED, LEAD, UNPAID_BEGINS, UNPAID_ENDS, INDICATION, REFUSED, TAKEN, JOB,
    AFTER_PLACEMENT, RENEWAL, HOURS, JOB_LOST, DURABLE, ON_COURSE_LIST, SESSION, COURSE_OVER, ACQUAINTED,
) = range(54)  # fmt: skip


@rule
def log_event(log, person, week, step, kind, detail, partner, value):
    """Add an event to the log; raises OverflowError if it is full."""
    index = log.count[0]
    if index >= len(log.entries):
        raise OverflowError("the event log is longer than its storage")
    entry = log.entries[index]
    entry.row = person.row
    entry.week = week
    entry.step = step
    entry.kind = kind
    entry.detail = detail
    entry.partner = partner
    entry.value = value
    log.count[0] = index + 1


@rule
def note_life(person, was, log, week, step):
    """Note problems, disclosures, people close by and crises."""
    for k in range(9):
        if person.level[k] != was.level[k]:
            kind = WORSE if person.level[k] > was.level[k] else EASED
            log_event(log, person, week, step, kind, k, -1, person.level[k])
        if person.disclosed[k] != was.disclosed[k]:
            log_event(log, person, week, step, DISCLOSURE if person.disclosed[k] else OVER, k, -1, person.level[k])
    if person.household != was.household:
        log_event(log, person, week, step, SEPARATION, -1, -1, 0.0)
    if person.close_burden != was.close_burden:
        kind = CLOSE_WORSE if person.close_burden > was.close_burden else CLOSE_EASED
        log_event(log, person, week, step, kind, -1, -1, person.close_burden)
    if person.close_known != was.close_known:
        log_event(log, person, week, step, CLOSE_SEEN if person.close_known else CLOSE_OVER, -1, -1, 0.0)
    if person.crisis != was.crisis:
        log_event(log, person, week, step, CRISIS if person.crisis else CRISIS_OVER, -1, -1, 0.0)


@rule
def note_breaches(person, was, log, week, step, coaching):
    """Note broken promises by cause; without another cause, one of the coaching step was the wait for a date."""
    left = person.breaches - was.breaches
    for cause in range(7):
        most = (
            person.blocks - was.blocks,
            person.sanctions_imposed - was.sanctions_imposed,
            1 if person.coach != was.coach else 0,
            person.letters_lawful + person.letters_duty - was.letters_lawful - was.letters_duty,
            person.lapsed - was.lapsed,
            left if coaching else 0,
            left,
        )[cause]
        count = min(left, most)
        if count > 0:
            log_event(log, person, week, step, BREACH, cause, -1, count)
            left -= count


@rule
def note_department(person, was, log, week, step, coaching):
    """Note letters, warnings, sanctions, recoveries and payments; a payment may be released and blocked in one step."""
    if person.breaches != was.breaches:
        note_breaches(person, was, log, week, step, coaching)
    if person.letters_lawful != was.letters_lawful:
        log_event(log, person, week, step, LETTER, LAWFULNESS, -1, person.letters_lawful - was.letters_lawful)
    if person.letters_duty != was.letters_duty:
        log_event(log, person, week, step, LETTER, DUTIES, -1, person.letters_duty - was.letters_duty)
    if person.warnings != was.warnings:
        log_event(log, person, week, step, WARNING, -1, -1, 0.0)
    if person.sanctions_imposed != was.sanctions_imposed:
        log_event(log, person, week, step, SANCTION, -1, -1, person.sanction_until - person.sanction_week)
    if person.recoveries != was.recoveries:
        log_event(log, person, week, step, RECOVERY, -1, -1, person.debt)
    if was.blocked and (not person.blocked or person.blocks != was.blocks):
        log_event(log, person, week, step, RELEASED, -1, -1, 0.0)
    if person.blocks != was.blocks:
        log_event(log, person, week, step, BLOCKED, -1, -1, 0.0)
        if not person.blocked:
            log_event(log, person, week, step, RELEASED, -1, -1, 0.0)


@rule
def note_contact(person, was, log, week, step):
    """Note attempts, conversations, the plan, special assistance, stepping out and changes of coach."""
    if person.no_shows != was.no_shows:
        log_event(log, person, week, step, NO_SHOW, -1, -1, was.attempts + 1)
    if person.contacts != was.contacts:
        log_event(log, person, week, step, MEETING, person.met_at_home, -1, person.contacts)
    if person.plan != was.plan:
        log_event(log, person, week, step, PLAN, -1, -1, 0.0)
    if person.assistance != was.assistance:
        log_event(log, person, week, step, ASSISTANCE, -1, -1, person.assistance)
    if person.withdrawn != was.withdrawn:
        log_event(log, person, week, step, WITHDRAWAL, -1, -1, 0.0)
    if person.left_study != was.left_study:
        log_event(log, person, week, step, LEFT_STUDY, -1, -1, 0.0)
    if person.coach != was.coach:
        log_event(log, person, week, step, CHANGE_OF_COACH, -1, -1, person.coach)


@rule
def note_help(person, was, log, slot, week, step):
    """Note the end of help, a referral with its origin, and admission."""
    ended = person.ended_week[slot] != was.ended_week[slot]
    if ended:
        kind = HELPED
        if person.ended_as[slot] == FAILED:
            kind = NOT_HELPED
        elif person.ended_as[slot] == GAVE_UP:
            kind = GIVEN_UP
        elif person.ended_as[slot] == DROPPED_OUT:
            kind = DROPPED
        log_event(log, person, week, step, kind, slot, was.partner[slot], week - was.help_since[slot])
    if person.help[slot] != NO_HELP and (was.help[slot] == NO_HELP or ended):
        kind = BY_ONESELF
        if person.referred_by[slot] == BY_CONTACT:
            kind = BY_COACH
        elif person.referred_by[slot] == BY_PARTNER:
            kind = ONWARD
        log_event(log, person, week, step, kind, slot, person.partner[slot], person.accompanied[slot])
    if person.help[slot] == IN_SERVICE and (was.help[slot] != IN_SERVICE or ended):
        waited = 0 if was.help[slot] == NO_HELP or ended else week - was.help_since[slot]
        log_event(log, person, week, step, ADMISSION, slot, person.partner[slot], waited)


@rule
def note_steps(person, was, log, week, step):
    """Note job leads, unpaid activities and the target-group indication."""
    if person.lead_until != was.lead_until and person.lead_until > week:
        log_event(log, person, week, step, LEAD, -1, -1, 0.0)
    if person.unpaid_activity != was.unpaid_activity:
        kind = UNPAID_BEGINS if person.unpaid_activity else UNPAID_ENDS
        log_event(log, person, week, step, kind, -1, -1, 0.0)
    if person.target_group != was.target_group:
        log_event(log, person, week, step, INDICATION, -1, -1, 0.0)


@rule
def note_groups(person, was, log, week, step):
    """Note the list for a course, sessions, the end of a course, and acquaintances."""
    if person.course_state == WAITING and was.course_state != WAITING:
        log_event(log, person, week, step, ON_COURSE_LIST, person.course, -1, 0.0)
    new_round = person.course_since == week and person.round_sessions > 0
    of_course = person.round_sessions != was.round_sessions or new_round
    if of_course and person.sessions != was.sessions:
        log_event(log, person, week, step, SESSION, person.course, -1, person.round_sessions)
    if person.sessions - was.sessions > of_course:
        log_event(log, person, week, step, SESSION, MEETING_OF_PARTICIPANTS, -1, 0.0)
    if was.course_state != NO_HELP and person.course_state == NO_HELP:
        log_event(log, person, week, step, COURSE_OVER, was.course, -1, person.round_sessions)
    if person.acquaintances > was.acquaintances:
        log_event(log, person, week, step, ACQUAINTED, -1, -1, person.acquaintances)


@rule
def note_status(person, was, log, week, step):
    """Note arrival, return and exits; who loses work or finds it again off the benefit is noted by the job alone."""
    kind = -1
    if person.exits_to_work != was.exits_to_work:
        kind = EXIT_WORK
    elif person.household_exits != was.household_exits:
        kind = EXIT_HOUSEHOLD
    elif person.status == LEFT_OTHERWISE and was.status != LEFT_OTHERWISE:
        kind = EXIT_OTHER
    if kind >= 0:
        log_event(log, person, week, step, kind, -1, -1, 0.0)
    if person.status == ON_BENEFIT and (kind >= 0 or was.status != ON_BENEFIT):
        log_event(log, person, week, step, ARRIVAL if was.status == NOT_YET_HERE else RETURN, -1, -1, 0.0)


@rule
def note_work(person, was, log, week, step):
    """Note offers, work begun, changed and lost, and benefit status."""
    if person.offers != was.offers:
        kind = TAKEN if person.offers_taken != was.offers_taken else REFUSED
        log_event(log, person, week, step, kind, -1, -1, person.offer_hours)
    begun, lost = person.jobs - was.jobs, person.jobs_lost - was.jobs_lost
    if lost > 0:
        log_event(log, person, week, step, JOB_LOST, was.contract, -1, was.hours)
    elif begun > 0 and was.contract == TRIAL_PLACEMENT:
        log_event(log, person, week, step, AFTER_PLACEMENT, person.contract, -1, person.hours)
        begun -= 1
    if begun > 0:
        log_event(log, person, week, step, JOB, person.contract, -1, person.hours)
    if person.jobs == was.jobs and lost == 0 and person.contract != NO_WORK:
        if person.contract_until != was.contract_until:
            log_event(log, person, week, step, RENEWAL, person.contract, -1, person.hours)
        if person.hours != was.hours:
            log_event(log, person, week, step, HOURS, person.contract, -1, person.hours)
    note_status(person, was, log, week, step)
    if person.durable != was.durable:
        log_event(log, person, week, step, DURABLE, -1, -1, 0.0)


@rule
def has_changed(words, then, watched):
    """Return whether two records differ in the bits of the mask `watched`."""
    differing = np.uint64(0)
    for word in range(len(watched)):
        differing |= (words[word] ^ then[word]) & watched[word]
    return differing != np.uint64(0)


@rule
def note_changes(people, words, log, then, watched, of_help, first, end, week, step, coaching):
    """Log every change since the last comparison, for the logged people with index `first` to before `end`.

    `words` and `then` are the records of `people` and of `log.before` as 64-bit words; `watched` and `of_help` are
    masks of the watched words and of those that belong to help.
    """
    for index in range(first, end):
        row = log.rows[index]
        if not has_changed(words[row], then[index], watched):
            continue
        person = people[row]
        was = log.before[index]
        note_life(person, was, log, week, step)
        note_department(person, was, log, week, step, coaching)
        note_contact(person, was, log, week, step)
        if has_changed(words[row], then[index], of_help):
            for slot in range(SLOTS):
                note_help(person, was, log, slot, week, step)
        note_steps(person, was, log, week, step)
        note_groups(person, was, log, week, step)
        note_work(person, was, log, week, step)
        for word in range(len(watched)):
            then[index, word] = words[row, word]
