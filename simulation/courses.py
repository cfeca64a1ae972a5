"""Group courses: a computer course, "Leren doe je nu" for single mothers, a job-search training (sollicitatietraining).

A coach invites people to a course that suits them, as far as the coach knows. People who want to come wait for a
round, and places go to those who have waited longest. Every session encourages a little; finishing a course may ease
the problem or bring a job lead. The table `courses.toml` has the courses and their places. Source: process report,
third phase.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .compiled import array_rule, rule
from .levers import COACHES
from .luck import DECISION, PERSON, draw, draw4
from .people import DOMAINS, IN_SERVICE, NO_HELP, NO_WORK, ON_BENEFIT, SINGLE_PARENT, WAITING, empty_records
from .problems import ease
from .trust import grow_rapport, treat

ATTENDING = DECISION["courses"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseSpec:
    """A row of `courses.toml`; `known_problem` is a life domain or empty."""

    name: str
    title: str
    sessions: int
    places: int
    weeks_between: int
    starts: int
    source: str
    known_problem: str = ""
    single_mothers: bool = False
    job_search: bool = False
    employability_from: float = 0.0
    coach_hours: float = 0.0
    cost_session: float = 0.0

    def __post_init__(self):
        if not 1 <= self.sessions <= self.weeks_between:
            raise ValueError(f"{self.name} has 1 to {self.weeks_between} sessions, one a week; got {self.sessions}")
        if self.places < 1 or self.starts < 0:
            raise ValueError(f"{self.name} has places and starts in week 0 or later; got {self.places}, {self.starts}")
        if self.known_problem not in ("", *DOMAINS):
            raise ValueError(f"{self.name} is for a life domain; got {self.known_problem!r}")


def read_courses() -> tuple[CourseSpec, ...]:
    """Return the table of courses."""
    rows = tomllib.loads((Path(__file__).parent / "courses.toml").read_text(encoding="utf-8"))
    return tuple(CourseSpec(name=name, **row) for name, row in rows.items())


COURSES = read_courses()
"""The courses, in the order of their numbers."""

COURSE_RECORD = np.dtype(
    [
        ("sessions", "i8"),
        ("places", "i8"),
        ("weeks_between", "i8"),
        ("starts", "i8"),
        ("known_problem", "i8"),
        ("single_mothers", "i8"),
        ("job_search", "i8"),
        ("employability_from", "f8"),
        ("coach_hours", "f8"),
        ("cost_session", "f8"),
    ],
    align=True,
)
"""One record a course; `known_problem` is the number of a domain, or -1."""


def build_courses() -> np.recarray:
    """Return the records of the courses."""
    records = empty_records(COURSE_RECORD, len(COURSES))
    for record, spec in zip(records, COURSES, strict=True):
        for name in COURSE_RECORD.names or ():
            record[name] = getattr(spec, name) if name != "known_problem" else -1
        if spec.known_problem:
            record.known_problem = DOMAINS.index(spec.known_problem)
    return records


@rule
def suits(course, person):
    """Return whether the course is for this person, as far as the coach knows."""
    k = course.known_problem
    if k >= 0 and not (person.disclosed[k] and person.level[k] >= 2):
        return False
    if course.single_mothers and not (person.female and person.household == SINGLE_PARENT and person.young_children):
        return False
    could_work = person.contract == NO_WORK and person.employability >= course.employability_from
    return could_work or not course.job_search


@rule
def joining_chance(person, quality, p):
    """Return the chance that in a conversation of this quality the coach invites and the person wants to come."""
    return min(1.0, p.course_invites * quality * (0.5 + person.trust))


@rule
def join_course(world, person, quality, week):
    """Put the person on the list of the first course that suits and was not followed before. Returns hours spent.

    Joining is a decision that follows one's own plan.
    """
    p = world.p[0]
    if not p.on_courses or person.course_state != NO_HELP:
        return 0.0
    if draw(world.luck, ATTENDING, PERSON, person.id, week, 0) >= joining_chance(person, quality, p):
        return 0.0
    for number in range(len(world.courses)):
        followed = person.courses_begun >> number & 1
        if not followed and suits(world.courses[number], person):
            person.course = number
            person.course_state = WAITING
            person.course_since = week
            treat(person, 1.0, p.plan_weighs * quality)
            return p.referral_hours
    return 0.0


@rule
def round_begins(course, town, week):
    """Return whether a round begins this week."""
    weeks = week - 1 - int(town.courses_from) - course.starts
    return weeks >= 0 and weeks % course.weeks_between == 0


@rule
def places_in_round(course, town):
    """Return how many people a round can take."""
    return int(course.places * town.course_places + 0.5)


@array_rule
def enrolled(world):
    """Return the rows of all people on the list of a course or in a round.

    Those who left the benefit, or whose policy has no courses, leave the course first.
    """
    people, policies, rows = world.people, world.policies, world.agenda_row
    count = 0
    for i in range(len(people)):
        person = people[i]
        if person.course_state == NO_HELP:
            continue
        if person.status != ON_BENEFIT or not policies[person.policy].group_training:
            person.course_state = NO_HELP
            continue
        rows[count] = i
        count += 1
    return rows[:count].copy()


@array_rule
def begin_round(world, number, rows, week):
    """Give the places of a round to those who have waited longest; with too few people there is no round."""
    people, p = world.people, world.p[0]
    key, row = world.agenda_key, world.agenda_row
    listed = 0
    for i in rows:
        person = people[i]
        if person.course == number and person.course_state == WAITING:
            key[listed] = person.course_since + draw(world.luck, ATTENDING, PERSON, person.id, week, 1)
            row[listed] = i
            listed += 1
    places = places_in_round(world.courses[number], world.town[0])
    if min(places, listed) < p.round_least:
        return
    order = np.argsort(key[:listed], kind="mergesort")
    for index in order[: min(places, listed)]:
        person = people[row[index]]
        person.course_state = IN_SERVICE
        person.course_since = week
        person.round_sessions = 0
        person.courses_begun |= 1 << number


@rule
def missing_chance(person, p):
    """Return the chance that a session is missed."""
    chance = p.session_missed + p.session_missed_distrust * (1.0 - person.trust)
    return min(0.95, chance + p.on_bandwidth * p.session_missed_stress * person.stress)


@rule
def come_to_session(person, tally, course, p):
    """Let the person attend a session, which encourages a little; with coaches in the room it builds rapport, too."""
    person.sessions += 1
    person.round_sessions += 1
    person.self_efficacy += p.session_encourages * (1.0 - person.self_efficacy)
    if course.coach_hours > 0.0:
        grow_rapport(person, p.session_binds, p)
    tally[person.group].service_cost += course.cost_session


@rule
def finish_course(person, course, p, luck, week):
    """End the round for one person; only those who came to enough sessions gain from it."""
    person.course_state = NO_HELP
    if person.round_sessions < p.course_enough * course.sessions:
        return
    eased, vacancy, _, _ = draw4(luck, ATTENDING, PERSON, person.id, week, 1)
    person.self_efficacy += p.finishing_encourages * (1.0 - person.self_efficacy)
    if course.known_problem >= 0 and eased < p.course_eases:
        ease(person, course.known_problem, 1)
    if course.job_search:
        person.employability += p.training_employability * (1.0 - person.employability)
        if p.on_leads and vacancy < p.training_lead:
            person.lead_until = week + p.lead_weeks


@rule
def lead_session(coaches, hours, p):
    """Take the hours of the coaches who lead a session off the week, in equal parts; they come to expect them."""
    working = 0
    for c in range(len(coaches)):
        if coaches[c].team == COACHES and coaches[c].working:
            working += 1
    for c in range(len(coaches)):
        if coaches[c].team == COACHES and coaches[c].working:
            coaches[c].hours_left -= hours / working
            coaches[c].hours_used += hours / working
            coaches[c].urgent_hours += p.planning_learns * hours / working


@array_rule
def hold_session(world, number, rows, week):
    """Hold this week's session of a course, if a round is on. Returns the rows of those who came."""
    people, p, course = world.people, world.p[0], world.courses[number]
    came = np.empty(len(rows), dtype=np.int64)
    count, expected = 0, 0
    for i in rows:
        person = people[i]
        if person.course != number or person.course_state != IN_SERVICE:
            continue
        expected += 1
        if draw(world.luck, ATTENDING, PERSON, person.id, week, 2) >= missing_chance(person, p):
            come_to_session(person, world.tally, course, p)
            came[count] = i
            count += 1
        if week - person.course_since >= course.sessions - 1:
            finish_course(person, course, p, world.luck, week)
    if expected > 0:
        lead_session(world.coaches, course.coach_hours, p)
    return came[:count]
