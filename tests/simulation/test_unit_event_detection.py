"""Unit: detection of events: hand-made changes of a record, and the events that they are."""

import numpy as np
import pytest
from contact_samples import somebody

from simulation.courses import COURSES
from simulation.event_detection import (
    CAUSES,
    CONTRACTS,
    EVENT_KINDS,
    GROUP_NAMES,
    KIND_NAMES,
    LETTER_KINDS,
    has_changed,
    log_event,
    note_breaches,
    note_changes,
    note_contact,
    note_department,
    note_groups,
    note_help,
    note_life,
    note_status,
    note_steps,
    note_work,
)
from simulation.events import ENTRY, HELP_WORDS, WATCHED_WORDS, Log, as_words
from simulation.people import (
    ACTIVATION,
    BY_CONTACT,
    BY_PARTNER,
    BY_SELF,
    COUPLE,
    DOMAINS,
    DROPPED_OUT,
    FAILED,
    FINANCES,
    GAVE_UP,
    HOUSING,
    IN_SERVICE,
    LEFT_FOR_WORK,
    LEFT_OTHERWISE,
    MENTAL,
    NO_HELP,
    NO_WORK,
    NOT_YET_HERE,
    ON_BENEFIT,
    OUT_OF_WORK,
    PERMANENT,
    PERSON_RECORD,
    SINGLE,
    SUCCEEDED,
    TEMPORARY,
    TRIAL_PLACEMENT,
    WAITING,
    empty_records,
)

WEEK, STEP = 30, 2


def empty_log(rows=(), room=50):
    entries = empty_records(ENTRY, room)
    before = empty_records(PERSON_RECORD, len(rows))
    return Log(np.array(rows, dtype=np.int64), before, entries, np.zeros(1, dtype=np.int64), before.copy())


def listed(log):
    """Return (kind, detail, partner, value) of every event in the log, by name where there is one."""
    events = []
    for entry in log.entries[: log.count[0]]:
        kind = KIND_NAMES[entry.kind]
        detail = EVENT_KINDS[kind][entry.detail] if entry.detail >= 0 else ""
        events.append((kind, detail, int(entry.partner), float(entry.value)))
    return events


def plain(kind, value=0.0, detail=""):
    return kind, detail, -1, float(value)


def changed(was, **fields):
    """Return a copy of a record with other values; (index, value) changes an entry of a field with several."""
    person = empty_records(PERSON_RECORD, 1)
    person[:] = was
    for name, value in fields.items():
        if isinstance(value, tuple):
            person[0][name][value[0]] = value[1]
        else:
            person[0][name] = value
    return person[0]


def noted(rule, was, *more, **fields):
    """Return the events that a rule notes when a record changes in these fields; `more` are its other arguments."""
    log = empty_log()
    rule(changed(was, **fields), was, log, *more)
    return listed(log)


def now(rule, was, **fields):
    return noted(rule, was, WEEK, STEP, **fields)


def test_an_event_is_one_row_of_the_log_and_a_full_log_is_an_error():
    log, person = empty_log(room=2), somebody(row=7)
    log_event(log, person, WEEK, STEP, KIND_NAMES.index("hours"), 2, 5, 24.0)
    entry = log.entries[0]
    assert (entry.row, entry.week, entry.step, entry.detail, entry.partner, entry.value) == (7, 30, 2, 2, 5, 24.0)
    assert listed(log) == [("hours", CONTRACTS[2], 5, 24.0)]
    log_event(log, person, WEEK, STEP, 0, -1, -1, 0.0)
    with pytest.raises(OverflowError, match="longer than its storage"):
        log_event(log, person, WEEK, STEP, 0, -1, -1, 0.0)
    assert log.count[0] == 2


@pytest.mark.parametrize(
    ("before", "after", "events"),
    [
        ({"level": (HOUSING, 2)}, {"level": (HOUSING, 3)}, [plain("problem_worse", 3, "housing")]),
        ({"level": (HOUSING, 2)}, {"level": (HOUSING, 1)}, [plain("problem_eased", 1, "housing")]),
        ({"level": (MENTAL, 3)}, {"disclosed": (MENTAL, 1)}, [plain("disclosure", 3, "mental_health")]),
        ({"disclosed": (MENTAL, 1)}, {"disclosed": (MENTAL, 0)}, [plain("over", 0, "mental_health")]),
        ({"household": COUPLE}, {"household": SINGLE}, [plain("separation")]),
        ({"close_burden": 1}, {"close_burden": 2}, [plain("close_worse", 2)]),
        ({"close_burden": 2}, {"close_burden": 1}, [plain("close_eased", 1)]),
        ({}, {"close_known": 1}, [plain("close_seen")]),
        ({"close_known": 1}, {"close_known": 0}, [plain("close_over")]),
        ({}, {"crisis": 1}, [plain("crisis")]),
        ({"crisis": 1}, {"crisis": 0}, [plain("crisis_over")]),
        ({"crisis": 1, "household": COUPLE}, {}, []),
    ],
)
def test_life(before, after, events):
    assert now(note_life, changed(somebody(), **before), **after) == events


@pytest.mark.parametrize(
    ("coaching", "fields", "causes"),
    [
        (False, {"breaches": 1, "blocks": 1}, {"payment": 1}),
        (False, {"breaches": 1, "sanctions_imposed": 1}, {"sanction": 1}),
        (False, {"breaches": 1, "coach": 4}, {"change_of_coach": 1}),
        (False, {"breaches": 1, "letters_lawful": 1, "letters_duty": 1}, {"letter": 1}),
        (True, {"breaches": 2, "lapsed": 1}, {"appointment": 1, "waiting": 1}),
        (False, {"breaches": 1}, {"other": 1}),
        (False, {"breaches": 4, "blocks": 1, "letters_duty": 2}, {"payment": 1, "letter": 2, "other": 1}),
        (True, {"breaches": 0, "blocks": 1}, {}),
    ],
)
def test_broken_promises_have_a_cause(coaching, fields, causes):
    events = noted(note_breaches, somebody(), WEEK, STEP, coaching, **fields)
    assert events == [plain("breach", causes[cause], cause) for cause in CAUSES if cause in causes]


@pytest.mark.parametrize(
    ("before", "after", "events"),
    [
        ({}, {"letters_lawful": 2}, [plain("letter", 2, LETTER_KINDS[0])]),
        ({}, {"letters_duty": 1}, [plain("letter", 1, LETTER_KINDS[1])]),
        ({}, {"warnings": 1}, [plain("warning")]),
        ({}, {"sanctions_imposed": 1, "sanction_week": 30, "sanction_until": 38}, [plain("sanction", 8)]),
        ({}, {"recoveries": 1, "debt": 640.0}, [plain("recovery", 640)]),
        ({}, {"blocked": 1, "blocks": 1}, [plain("payment_blocked")]),
        ({"blocked": 1, "blocks": 1}, {"blocked": 0}, [plain("payment_released")]),
        ({"blocked": 1, "blocks": 1}, {"blocks": 2}, [plain("payment_released"), plain("payment_blocked")]),
        ({}, {"blocks": 1}, [plain("payment_blocked"), plain("payment_released")]),
        ({}, {"breaches": 1, "blocked": 1, "blocks": 1}, [plain("breach", 1, "payment"), plain("payment_blocked")]),
    ],
)
def test_the_department(before, after, events):
    was = changed(somebody(), **before)
    assert noted(note_department, was, WEEK, STEP, False, **after) == events


@pytest.mark.parametrize(
    ("before", "after", "events"),
    [
        ({"attempts": 2}, {"no_shows": 1, "attempts": 0}, [plain("no_show", 3)]),
        ({"contacts": 4}, {"contacts": 5, "met_at_home": 0}, [plain("meeting", 5, "office")]),
        ({}, {"contacts": 1, "met_at_home": 1, "plan": 1}, [plain("meeting", 1, "home"), plain("plan")]),
        ({"assistance": 1}, {"assistance": 2}, [plain("assistance", 2)]),
        ({}, {"withdrawn": 1, "left_study": 1}, [plain("withdrawal"), plain("left_study")]),
        ({"coach": 2}, {"coach": 5}, [plain("change_of_coach", 5)]),
    ],
)
def test_contact(before, after, events):
    assert now(note_contact, changed(somebody(), **before), **after) == events


def help_of(before, after, slot=FINANCES):
    """Return the events when the help in a slot changes in these fields."""
    person = somebody()
    was = changed(person, **{name: (slot, value) for name, value in before.items()})
    return noted(note_help, was, slot, WEEK, STEP, **{name: (slot, value) for name, value in after.items()})


@pytest.mark.parametrize(
    ("origin", "kind"), [(BY_SELF, "self_referral"), (BY_CONTACT, "referral"), (BY_PARTNER, "onward_referral")]
)
def test_a_referral_has_an_origin(origin, kind):
    after = {"help": WAITING, "help_since": WEEK, "partner": 3, "referred_by": origin, "accompanied": 1}
    assert help_of({}, after) == [(kind, "finances", 3, 1.0)]


@pytest.mark.parametrize(
    ("ending", "kind"),
    [(SUCCEEDED, "helped"), (FAILED, "not_helped"), (GAVE_UP, "gave_up_waiting"), (DROPPED_OUT, "dropped_out")],
)
def test_help_ends_in_four_ways_after_its_weeks(ending, kind):
    before = {"help": IN_SERVICE, "help_since": 18, "partner": 3, "ended_week": 5}
    after = {"help": NO_HELP, "ended_week": WEEK, "ended_as": ending}
    assert help_of(before, after, ACTIVATION) == [(kind, "activation", 3, 12.0)]


def test_admission_ends_the_wait_and_a_new_referral_may_follow_the_end_of_help_at_once():
    waits = {"help": WAITING, "help_since": 18, "partner": 3}
    assert help_of(waits, {"help": IN_SERVICE, "help_since": WEEK}) == [("admission", "finances", 3, 12.0)]
    serves = {"help": IN_SERVICE, "help_since": 18, "partner": 3}
    onward = {"help": WAITING, "help_since": WEEK, "partner": 6, "ended_week": WEEK, "ended_as": FAILED}
    onward |= {"referred_by": BY_PARTNER}
    expected = [("not_helped", "finances", 3, 12.0), ("onward_referral", "finances", 6, 0.0)]
    assert help_of(serves, onward) == expected
    at_once = onward | {"help": IN_SERVICE}
    assert help_of(serves, at_once) == [*expected, ("admission", "finances", 6, 0.0)]
    assert help_of(waits, {}) == []


@pytest.mark.parametrize(
    ("before", "after", "events"),
    [
        ({}, {"lead_until": WEEK + 8}, [plain("job_lead")]),
        ({"lead_until": WEEK + 8}, {"lead_until": WEEK}, []),  # a lead that is used up is no new one
        ({}, {"unpaid_activity": 1}, [plain("unpaid_begins")]),
        ({"unpaid_activity": 1}, {"unpaid_activity": 0}, [plain("unpaid_ends")]),
        ({}, {"target_group": 1}, [plain("indication")]),
    ],
)
def test_steps(before, after, events):
    assert now(note_steps, changed(somebody(), **before), **after) == events


MEETING = len(COURSES)


@pytest.mark.parametrize(
    ("before", "after", "events"),
    [
        ({}, {"course_state": WAITING, "course": 1}, [plain("course_list", 0, GROUP_NAMES[1])]),
        (
            {"course_state": IN_SERVICE, "course": 1, "round_sessions": 2, "sessions": 2},
            {"round_sessions": 3, "sessions": 3},
            [plain("session", 3, GROUP_NAMES[1])],
        ),
        (  # a first session after a round of one session
            {"course_state": IN_SERVICE, "course": 1, "round_sessions": 1, "sessions": 5},
            {"round_sessions": 1, "sessions": 6, "course_since": WEEK},
            [plain("session", 1, GROUP_NAMES[1])],
        ),
        ({}, {"sessions": 1}, [plain("session", 0, GROUP_NAMES[MEETING])]),
        (
            {"course_state": IN_SERVICE, "round_sessions": 1, "sessions": 1},
            {"round_sessions": 2, "sessions": 3},
            [plain("session", 2, GROUP_NAMES[0]), plain("session", 0, GROUP_NAMES[MEETING])],
        ),
        (
            {"course_state": IN_SERVICE, "course": 2, "round_sessions": 4},
            {"course_state": NO_HELP},
            [plain("course_over", 4, GROUP_NAMES[2])],
        ),
        ({"acquaintances": 1}, {"acquaintances": 3}, [plain("acquainted", 3)]),
        ({"acquaintances": 3}, {"acquaintances": 1}, []),
    ],
)
def test_groups(before, after, events):
    assert now(note_groups, changed(somebody(), **before), **after) == events


@pytest.mark.parametrize(
    ("before", "after", "events"),
    [
        ({"status": NOT_YET_HERE}, {"status": ON_BENEFIT}, [plain("arrival")]),
        ({"status": LEFT_FOR_WORK}, {"status": ON_BENEFIT}, [plain("return")]),
        ({"status": OUT_OF_WORK}, {"status": ON_BENEFIT}, [plain("return")]),
        ({}, {"status": LEFT_FOR_WORK, "exits_to_work": 1}, [plain("exit_work")]),
        ({}, {"status": LEFT_FOR_WORK, "household_exits": 1}, [plain("exit_household")]),
        ({}, {"status": LEFT_OTHERWISE}, [plain("exit_other")]),
        ({}, {"exits_to_work": 1}, [plain("exit_work"), plain("return")]),  # left and came back in one step
        ({"status": LEFT_FOR_WORK}, {"status": OUT_OF_WORK}, []),
        ({"status": OUT_OF_WORK}, {"status": LEFT_FOR_WORK}, []),
    ],
)
def test_status(before, after, events):
    assert now(note_status, changed(somebody(), **before), **after) == events


JOB = {"contract": TEMPORARY, "hours": 24.0, "jobs": 1, "contract_until": 60}


@pytest.mark.parametrize(
    ("before", "after", "events"),
    [
        ({}, {"offers": 1, "offer_hours": 24.0}, [plain("offer_refused", 24)]),
        (
            {},
            JOB | {"offers": 1, "offers_taken": 1, "offer_hours": 24.0},
            [plain("offer_taken", 24), plain("job", 24, "temporary")],
        ),
        ({"contract": TRIAL_PLACEMENT}, JOB, [plain("contract_after_placement", 24, "temporary")]),
        (JOB, {"contract": NO_WORK, "hours": 0.0, "jobs_lost": 1}, [plain("job_lost", 24, "temporary")]),
        (
            JOB,
            {"contract": PERMANENT, "jobs": 2, "jobs_lost": 1},
            [plain("job_lost", 24, "temporary"), plain("job", 24, "permanent")],
        ),
        (JOB, {"contract": PERMANENT, "contract_until": 99}, [plain("renewal", 24, "permanent")]),
        (JOB, {"hours": 28.0}, [plain("hours", 28, "temporary")]),
        (JOB, {"hours": 28.0, "jobs": 2}, [plain("job", 28, "temporary")]),
        (JOB, {"durable": 1}, [plain("durable_exit")]),
        (JOB | {"status": ON_BENEFIT}, {"status": LEFT_FOR_WORK, "exits_to_work": 1}, [plain("exit_work")]),
    ],
)
def test_work(before, after, events):
    assert now(note_work, changed(somebody(), **before), **after) == events


def test_only_watched_bits_count_as_a_change():
    words, then = np.array([5, 8], dtype=np.uint64), np.array([4, 8], dtype=np.uint64)
    for mask, differs in (([1, 0], True), ([6, 255], False), ([0, 0], False), ([0, 255], False), ([255, 255], True)):
        assert bool(has_changed(words, then, np.array(mask, dtype=np.uint64))) == differs


def test_the_log_takes_the_logged_people_of_the_range_and_remembers_them():
    people = empty_records(PERSON_RECORD, 4)
    people.row = np.arange(4)
    log = empty_log(rows=(0, 2, 3))
    log.before[:] = people[[0, 2, 3]]
    people.crisis = 1
    people.stress = 0.9  # is not watched
    people.help[2, MENTAL], people.partner[2, MENTAL] = WAITING, 4
    people.coach[3] = 6
    words, then = as_words(people), as_words(log.before)

    def note(first, end):
        note_changes(people, words, log, then, WATCHED_WORDS, HELP_WORDS, first, end, WEEK, STEP, True)
        rows = log.entries.row[: log.count[0]].tolist()
        return list(zip(rows, [event[0] for event in listed(log)], strict=True))

    assert note(0, 2) == [(0, "crisis"), (2, "crisis"), (2, "self_referral")]
    assert note(0, 2) == [(0, "crisis"), (2, "crisis"), (2, "self_referral")]  # no change since
    assert note(2, 3)[3:] == [(3, "crisis"), (3, "change_of_coach")]
    assert [event[1] for event in listed(log)][2] == DOMAINS[MENTAL]
