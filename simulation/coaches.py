"""Coaches and client managers (klantmanagers): their records, and the change of coach when a colleague comes or goes.

A post (`CoachPost` in the design) is filled from a week on and may end. When a coach comes or goes, clients move until
all coaches of the team have equal shares. A change of contact costs rapport, and doors that the old one would have
opened (DK03). With a handover the old coach introduces the new one and the appointments hold; without it they lapse.
"""

import numpy as np

from .appointments import in_contact, lose_date
from .compiled import rule
from .luck import PERSON, uniforms
from .people import LEFT_OTHERWISE
from .quality import has_met
from .record_fields import ANY, AT_LEAST_0, EVERY_WEEK, FLAG, SHARE, Field, record_of
from .trust import breach

BY_POST = "a post is filled and left as the design says (`CoachPost`)"

COACH_FIELDS = (
    Field("id", "i8", AT_LEAST_0, fixed="it is the permanent number of the record"),
    Field("team", "i8", FLAG, fixed="the clients of a coach belong to the team"),
    Field("working", "i8", FLAG),
    Field("arrives", "i8", ANY, fixed=BY_POST),
    Field("leaves", "i8", ANY, fixed=BY_POST),
    Field("fte", "f8", (0.01, None)),
    Field("skill", "f8", SHARE),
    Field("ceiling", "f8", SHARE),
    Field("belief", "f8", SHARE),
    Field("hours_week", "f8", AT_LEAST_0, fixed=EVERY_WEEK),
    Field("hours_left", "f8", ANY),
    Field("hours_used", "f8", AT_LEAST_0, fixed=EVERY_WEEK),
    Field("caseload", "i8", AT_LEAST_0, fixed=EVERY_WEEK),
    Field("slot_hours", "f8", AT_LEAST_0),
    Field("urgent_hours", "f8", AT_LEAST_0),
)

COACH_RECORD = record_of(COACH_FIELDS)
"""One record a coach. `hours_left` below zero is the overrun of the last conversation; the next week pays it back. By
experience an appointment takes `slot_hours` on average, and crises and calls `urgent_hours` of a week."""


def change_of_coaches(model, week: int) -> None:
    """Let coaches start and leave in this week, and redistribute the clients of their teams."""
    if week not in model.weeks_of_posts:
        return
    coaches = model.coaches
    present = ((coaches.arrives <= week) & (coaches.leaves > week)).astype(np.int64)
    changed = present != coaches.working
    if not changed.any():
        return
    coaches.working[:] = present
    for team in np.unique(coaches.team[changed]):
        share_clients(model, int(team), week)


def share_clients(model, team: int, week: int) -> None:
    """Give every working coach of `team` an equal share of its clients; as few people as possible change coach.

    Raises ValueError if the team has no working coach.
    """
    people, coaches = model.people, model.coaches
    working = np.flatnonzero((coaches.team == team) & (coaches.working == 1))
    if not len(working):
        raise ValueError(f"no coach of team {team} is working in week {week}")
    coach_of = people["coach"]
    clients = np.flatnonzero((coaches.team[coach_of] == team) & (people["status"] != LEFT_OTHERWISE))
    luck = uniforms(model.luck, "takeover", PERSON, people["id"][clients], 1, week)[:, 0]
    order = clients[np.argsort(luck, kind="stable")]
    fair = np.zeros(len(coaches), dtype=np.int64)
    fair[working] = len(clients) // len(working) + (np.arange(len(working)) < len(clients) % len(working))
    held = np.bincount(coach_of[clients], minlength=len(coaches))
    leaving = order[_rank_among_equals(coach_of[order]) >= fair[coach_of[order]]]
    room = np.repeat(np.arange(len(coaches)), np.maximum(0, fair - held))
    move_clients(model.world, leaving, room[: len(leaving)], week)


def _rank_among_equals(values: np.ndarray) -> np.ndarray:
    """Return for each entry the number of equal entries before it."""
    order = np.argsort(values, kind="stable")
    ordered = values[order]
    first = np.searchsorted(ordered, ordered)
    ranks = np.empty(len(values), dtype=np.int64)
    ranks[order] = np.arange(len(values)) - first
    return ranks


@rule
def move_clients(world, rows, coaches, week):
    """Give people a new coach, with or without the team's handover; who is no client any more does not notice."""
    p = world.p[0]
    for i in range(len(rows)):
        person = world.people[rows[i]]
        if in_contact(person, world.policies[person.policy], week):
            change_contact(person, world.teams[world.coaches[coaches[i]].team].handover, week, p)
        person.coach = coaches[i]


@rule
def change_contact(person, with_handover, week, p):
    """Let the contact person change; people who never met the old one lose nothing but the date."""
    met = has_met(person)
    person.with_coach_since = week
    if not with_handover:
        lose_date(person)
    if not met:
        return
    person.rapport *= p.handover_keeps if with_handover else 0.0
    if not with_handover:
        person.lead_until = min(person.lead_until, week)
        breach(person, 1.0, p)
