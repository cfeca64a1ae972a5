"""Coach records: after a conversation, about every half year, the coach records the known facts about a participant.

A record holds only problems that were disclosed or seen. Source: process report, "Onderzoek" ("na het gesprek met
de deelnemer een korte vragenlijst … in beginsel iedere 6 maanden").
"""

from collections import namedtuple

import numpy as np

from .compiled import rule
from .levers import COACHES
from .measures import ladder_step
from .people import NEVER, SOCIAL, empty_records

RECORD = np.dtype(
    [
        (name, "i8")
        for name in ("row", "week", "contacts", "problems_known", "problem_score_known", "ladder_seen", "plan")
    ]
)
Records = namedtuple("Records", "table count rows last")
"""`table`: records of `RECORD`, the first `count[0]` filled; `rows`: the people with a coach; `last`: week of the last
record of each."""


def empty_records_of(design, world, values: dict) -> Records:
    """Return an empty table with room for all records of a run."""
    with_coach = world.policies.team[world.people["group"]] == COACHES
    rows = np.flatnonzero(with_coach)
    most = 1 + int(design.weeks / max(1.0, values["record_weeks"]))
    last = np.full(len(rows), NEVER)
    return Records(empty_records(RECORD, len(rows) * most), np.zeros(1, dtype=np.int64), rows, last)


@rule
def ladder_seen(person):
    """Return the step on the participation ladder as the coach sees it: isolation shows only where it was disclosed."""
    step = ladder_step(person)
    return 2 if step == 1 and not person.disclosed[SOCIAL] else step


@rule
def keep_records(world, records, week):
    """Let coaches write records after this week's conversations, half a year after the last record."""
    p = world.p[0]
    for index in range(len(records.rows)):
        person = world.people[records.rows[index]]
        if person.last_contact != week or world.policies[person.policy].team != COACHES:
            continue
        if week - records.last[index] < max(1.0, p.record_weeks):
            continue
        records.last[index] = week
        record = records.table[records.count[0]]
        records.count[0] += 1
        record.row = person.row
        record.week = week
        record.contacts = person.contacts
        for k in range(9):
            if person.disclosed[k]:
                record.problems_known += 1
                record.problem_score_known += person.level[k]
        record.ladder_seen = ladder_seen(person)
        record.plan = person.plan
