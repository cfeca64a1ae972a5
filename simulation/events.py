"""The event log: every event in the lives of the logged people, one row an event.

No rule reads it. After every rule-set of the week each logged person is compared with the record before it;
each difference is an event. So the log is complete for the watched fields, and costs nothing when it is off.
"""

from collections import namedtuple
from collections.abc import Mapping

import numpy as np

from .event_detection import note_changes
from .people import PERSON_RECORD, empty_records

ALL_PEOPLE = 1 << 30
"""For `logged`: everybody."""

MOST_EVENTS_A_STEP = 100
"""No person has more events in one step: all watched fields can give 98 in total."""

COMPARED_AT_ONCE = 1000
"""People who are compared before the log is checked for room."""

WATCHED = (
    "status", "household", "level", "disclosed", "close_burden", "close_known", "crisis", "letters_lawful",
    "letters_duty", "warnings", "sanctions_imposed", "recoveries", "breaches", "blocks", "blocked", "coach",
    "no_shows", "attempts", "contacts", "plan", "assistance", "withdrawn", "left_study", "help", "partner",
    "help_since", "ended_week", "lead_until", "unpaid_activity",
    "target_group", "offers", "offers_taken", "jobs", "jobs_lost", "contract", "contract_until", "hours", "durable",
    "course_state", "round_sessions", "sessions", "acquaintances",
)  # fmt: skip


def words_of(names) -> np.ndarray:
    """Return a mask, all ones or all zeros, of the 64-bit words of a person's record that hold these fields."""
    mask = np.zeros(PERSON_RECORD.itemsize // 8, dtype=np.uint64)
    fields: Mapping = PERSON_RECORD.fields or {}
    for name in names:
        start, size = fields[name][1], PERSON_RECORD[name].itemsize
        mask[start // 8 : (start + size - 1) // 8 + 1] = np.uint64(2**64 - 1)
    return mask


WATCHED_WORDS = words_of(WATCHED)
HELP_WORDS = words_of(("help", "partner", "help_since", "ended_week"))
"""Most weeks change nothing in a record: words are compared first, and only a difference field by field."""

ENTRY = np.dtype(
    [
        ("row", "i4"), ("week", "i2"), ("step", "i1"), ("kind", "i1"), ("detail", "i2"), ("partner", "i2"),
        ("value", "f8"),
    ],
    align=True,
)  # fmt: skip

Log = namedtuple("Log", "rows before entries count start")
"""`rows`: the logged people; `start`: their records at week 0; `before`: the watched words of their records at the
last comparison; `entries`: records of `ENTRY`, the first `count[0]` filled."""


def logged_rows(people, most: int) -> np.ndarray:
    """Return the rows of the first `most` people of each group; `ALL_PEOPLE` is everybody."""
    groups = people["group"]
    return np.concatenate([np.flatnonzero(groups == group)[:most] for group in np.unique(groups)])


def empty_log(people, most: int) -> Log:
    """Return an empty log."""
    rows = logged_rows(people, most)
    before = empty_records(PERSON_RECORD, len(rows))
    before[:] = people[rows]
    entries = empty_records(ENTRY, MOST_EVENTS_A_STEP * COMPARED_AT_ONCE)
    return Log(rows, before, entries, np.zeros(1, dtype=np.int64), before.copy())


def note(log: Log, people, week: int, step: int, coaching: bool) -> Log:
    """Log every change since the last comparison; return the log, in larger storage if needed.

    `step` is the number of the rule-set that ran (`EVENT_STEPS`), `coaching` whether it is that of the coaches.
    """
    words, then = as_words(people), as_words(log.before)
    for first in range(0, len(log.rows), COMPARED_AT_ONCE):
        end = min(first + COMPARED_AT_ONCE, len(log.rows))
        if log.count[0] + MOST_EVENTS_A_STEP * (end - first) > len(log.entries):
            entries = empty_records(ENTRY, 2 * len(log.entries))
            entries[: log.count[0]] = log.entries[: log.count[0]]
            log = log._replace(entries=entries)
        note_changes(people, words, log, then, WATCHED_WORDS, HELP_WORDS, first, end, week, step, coaching)
    return log


def as_words(people) -> np.ndarray:
    """Return the records of people as 64-bit words, shape (people, words); the same memory."""
    return np.asarray(people).view(np.uint64).reshape(len(people), -1)

