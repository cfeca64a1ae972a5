"""Life patterns: life courses like those in the process report, recognised in the event log, and their opposites.

Wendy, Fernando and the two Ingrids of the report are people; a pattern is an outline of their stories. Each pattern has
a start (events or attributes after which the life can go either way), the life as in the report, its opposite, and for
the two longest patterns a life that comes close. A life with the start and none of these is in between.

A pattern asks for what the report tells and no more. Lives counted (of 35,880 people with a coach, 60 trials with the
values of the table) when a definition was brought closer to its text:

- Wendy "goes there faithfully" when work begins: the care goes on then, or has helped; before, any care in the past was
  enough, also care she had given up (31 lives, then 16). Her wages begin with the work, so a trial placement is no
  beginning and the contract after it is one (18). She kept the work after the days without money; the report names no
  eight weeks from the beginning: the work is kept until four weeks after the payment is made (19).
- Fernando has company to care for his body; before, company to the same partner for another problem was enough (2
  lives, then 1).
- Ingrid "worked once, but not since her marriage": the report gives no time on the benefit, and five years were asked.
  Now it is a year, from which statistics speak of long-term unemployment (11 lives, then 25).
"""

from collections import defaultdict
from collections.abc import Callable, Collection
from typing import NamedTuple, Protocol

import pandas as pd

KEEPS_WEEKS = 4
BLOCK_AROUND = (-2, 4)
LEAD_LASTS = 10
LONG_YEARS = 1.0
UNSURE = 0.5
MENTAL_CARE = ("ggz", "addiction_care")
BODY = ("rehabilitation", "general_practitioner", "siza")
TRACK = ("practice_diagnosis", "temporary_jobs", "tilburg_actief", "krachtcentrale_013")
LIFE, CLOSE, OPPOSITE, BETWEEN = "life", "close", "opposite", "between"
LIFE_COURSES = (LIFE, CLOSE, OPPOSITE)


class Event(NamedTuple):
    """One row of the log."""

    week: int
    step: int
    event: str
    detail: str
    partner: str
    value: float


class Person(Protocol):
    """A row of `TrialData.persons`."""

    replication: int
    person: int
    group: str
    female: bool
    household: str
    benefit_years: float
    true_self_efficacy: float


def lives_of(events: pd.DataFrame) -> dict[tuple[int, int], list[Event]]:
    """Return the events of each (replication, person) in order, from `TrialData.events`."""
    lives: dict[tuple[int, int], list[Event]] = defaultdict(list)
    names = ("replication", "person", *Event._fields)
    columns = [events[name].astype(str) if name == "event" else events[name] for name in names]
    for replication, person, *rest in zip(*(column.tolist() for column in columns), strict=True):
        lives[replication, person].append(Event(*rest))
    return lives


def had_problem(life: list[Event], domains: Collection[str], before: int) -> bool:
    """Return whether one of the domains was a problem at some time up to week `before`."""
    kinds = ("problem_at_start", "problem_worse", "disclosure")
    return any(e.event in kinds and e.detail in domains and e.value >= 2 and e.week <= before for e in life)


def first(
    life: list[Event],
    *kinds: str,
    after: int = -1,
    until: int | None = None,
    test: Callable[[Event], bool] | None = None,
) -> Event | None:
    """Return the first event of these kinds in the weeks `after` to `until`, both included, that meets `test`."""
    for event in life:
        in_weeks = event.week >= after and (until is None or event.week <= until)
        if event.event in kinds and in_weeks and (test is None or test(event)):
            return event
    return None


def care_bears_fruit(life: list[Event], week: int) -> bool:
    """Return whether care for substance use or mental health goes on in this week, or has helped before."""
    in_care: set[tuple[str, str]] = set()
    for event in life:
        if event.week > week or event.partner not in MENTAL_CARE:
            continue
        if event.event == "helped":
            return True
        if event.event in ("admission", "in_service_at_start"):
            in_care.add((event.detail, event.partner))
        elif event.event in ("not_helped", "dropped_out"):
            in_care.discard((event.detail, event.partner))
    return bool(in_care)


def begins_paid_work(event: Event) -> bool:
    """Return whether wages begin: a job or a business, or the contract after a trial placement."""
    return event.event == "contract_after_placement" or (event.event == "job" and event.detail != "trial_placement")


def wendy(person: Person, life: list[Event], last_week: int) -> str:
    """Return the course of Wendy: in care for substance use or mental health, begins work, the payment is blocked."""
    for job in filter(begins_paid_work, life):
        low, high = job.week + BLOCK_AROUND[0], job.week + BLOCK_AROUND[1]
        blocked = first(life, "payment_blocked", after=low, until=high)
        had = had_problem(life, ("substance_use", "mental_health"), job.week)
        if blocked is None or not had or not care_bears_fruit(life, job.week):
            continue
        released = first(life, "payment_released", after=blocked.week)
        paid = last_week if released is None else max(job.week, released.week)
        kept = paid + KEEPS_WEEKS
        if first(life, "job_lost", after=job.week, until=kept - 1):
            return OPPOSITE
        return LIFE if released and kept <= last_week else BETWEEN
    return ""


def accompanied_for_body(event: Event) -> bool:
    """Return whether a referral was to care for the body, and the contact person went along."""
    return event.partner in BODY and event.detail == "physical_health" and event.value > 0


def fernando(person: Person, life: list[Event], last_week: int) -> str:
    """Return the course of Fernando: hard to reach, physical problem; accompanied to care, a track and a contract."""
    met = first(life, "meeting")
    missed = sum(e.event == "no_show" and (met is None or e.week <= met.week) for e in life)
    if missed < 2 or not had_problem(life, ("physical_health",), met.week if met else last_week):
        return ""
    if met is None or first(life, "withdrawal"):
        return OPPOSITE
    accompanied = first(life, "referral", test=accompanied_for_body)
    if accompanied is None:
        return BETWEEN
    track = first(life, "admission", after=accompanied.week, test=lambda e: e.partner in TRACK)
    if track and first(life, "contract_after_placement", after=track.week):
        return LIFE
    body = [e for e in life if e.detail == "physical_health" and e.week >= accompanied.week]
    if track or any(e.event == "helped" for e in body):
        return CLOSE
    return OPPOSITE if any(e.event in ("gave_up_waiting", "dropped_out") for e in body) else BETWEEN


def ingrid_driver(person: Person, life: list[Event], last_week: int) -> str:
    """Return the course of Ingrid the driver: single mother, long without work, unsure of herself; a job lead."""
    mother = person.female and person.household == "single_parent"
    long = person.benefit_years >= LONG_YEARS and not first(life, "work_at_start")
    if not (mother and long and person.true_self_efficacy < UNSURE):
        return ""
    for lead in (e for e in life if e.event == "job_lead" and e.step == 2):
        if first(life, "job", after=lead.week, until=lead.week + LEAD_LASTS):
            return LIFE
    return CLOSE if first(life, "job") else OPPOSITE


def ingrid_craft(person: Person, life: list[Event], last_week: int) -> str:
    """Return the course of Ingrid the craftswoman: sent to self-employment advice, and then a business or none."""

    def advice(event: Event) -> bool:
        return event.partner == "self_employment_advice"

    sent = first(life, "referral", "onward_referral", test=advice)
    if sent is None:
        return ""
    if first(life, "job", after=sent.week, test=lambda e: e.detail == "self_employed"):
        return LIFE
    over = first(life, "helped", "not_helped", "gave_up_waiting", "dropped_out", after=sent.week, test=advice)
    return OPPOSITE if over else BETWEEN


LIFE_PATTERNS: dict[str, Callable[[Person, list[Event], int], str]] = {
    "wendy": wendy,
    "fernando": fernando,
    "ingrid-driver": ingrid_driver,
    "ingrid-craft": ingrid_craft,
}
"""Pattern → the function that gives the course of a life, "" for a life without the start."""


def pattern_courses(events: pd.DataFrame, persons: pd.DataFrame, last_week: int) -> pd.DataFrame:
    """Return a row for each logged person and pattern whose start they had.

    Columns: replication, person, group, pattern, course. `events` and `persons` are those of `TrialData`.
    """
    lives, rows = lives_of(events), []
    for person in persons.itertuples():
        life = lives.get((person.replication, person.person), [])
        for name, pattern in LIFE_PATTERNS.items():
            course = pattern(person, life, last_week)
            if course:
                rows.append((person.replication, person.person, person.group, name, course))
    return pd.DataFrame(rows, columns=["replication", "person", "group", "pattern", "course"])


def courses_of(name: str, events: pd.DataFrame, persons: pd.DataFrame, last_week: int) -> pd.Series:
    """Return the course of one pattern in one run by person, for people with its start."""
    lives, by_person = lives_of(events), {}
    for person in persons.itertuples():
        life = lives.get((person.replication, person.person), [])
        by_person[person.person] = LIFE_PATTERNS[name](person, life, last_week)
    return pd.Series({person: course for person, course in by_person.items() if course}, dtype=object)


def frequencies(courses: pd.DataFrame, people: pd.Series) -> pd.DataFrame:
    """Return per pattern and group the number per 100 people with the start, the life, the near life, the opposite.

    `courses` is of `pattern_courses`, of one run or several; `people` the number of logged people by group. Columns:
    pattern, group, people, start, life, close, opposite.
    """
    rows = []
    for name in LIFE_PATTERNS:
        for group, number in people[people > 0].items():
            own = courses[(courses["pattern"] == name) & (courses["group"] == group)]["course"]
            shares = [
                100.0 * count / number for count in (len(own), *((own == course).sum() for course in LIFE_COURSES))
            ]
            rows.append((name, group, int(number), *shares))
    return pd.DataFrame(rows, columns=["pattern", "group", "people", "start", *LIFE_COURSES])
