"""A life, told: who it is, the turning points month by month, and how it stands at the end.

Small things are counted rather than told one by one, and where much happens only what weighs most is told. Nothing is
told that is not in the event log. Text and figure tell the same `turning_points`.
"""

from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd

from scenarios.lives.followed_life import BENEFIT, BESIDE, ELSEWHERE, PLACED, WORK

from ..words.language import N_, _, decimal, plural
from .event_sentences import NOT_TOLD, Around, label, sentence, told_of
from .life_words import begun, domain_name, listed, partner_name, problem_name, words_for

MOST_TOLD, MOST_SHORT = 14, 5
"""Events that are told of a life, and of one that is told shortly."""
AGAIN = 2
"""What is said a second time weighs so much less."""
COUNTS = ("meeting", "no_show", "letter", "offer_refused")
"""What comes again and again: counted in the text, and a small mark each in the figure."""
WHO = {
    ("woman", "single"): N_("A woman of {age}, single."),
    ("woman", "single parent"): N_("A woman of {age}, single parent."),
    ("woman", "couple"): N_("A woman of {age}, living with a partner."),
    ("man", "single"): N_("A man of {age}, single."),
    ("man", "single parent"): N_("A man of {age}, single parent."),
    ("man", "couple"): N_("A man of {age}, living with a partner."),
}
SCHOOLING = {
    "low": N_("{he} has no more than basic schooling."),
    "middle": N_("{he} has had vocational schooling."),
    "high": N_("{he} has had higher education."),
}
ENDS = {
    WORK: N_("At the end, after {time}, {he} is off the benefit and in work."),
    BESIDE: N_("At the end, after {time}, {he} is on the benefit and works beside it."),
    PLACED: N_("At the end, after {time}, {he} is on the benefit, in a trial placement."),
    BENEFIT: N_("At the end, after {time}, {he} is on the benefit, without work."),
    ELSEWHERE: N_("At the end, after {time}, {he} is off the benefit, for another reason than work."),
}
ORDER = (
    "separation", "close_worse", "problem_worse", "crisis", "no_show", "meeting", "disclosure", "close_seen",
    "assistance", "referral", "helped", "not_helped", "problem_eased", "onward_referral", "self_referral", "admission",
    "job_lead", "job_lost", "job", "contract_after_placement", "renewal", "exit_work", "return", "sanction",
    "payment_blocked", "payment_released", "breach",
)  # fmt: skip
"""In which order the events of one step of a week are told; others come last."""


class Moment(NamedTuple):
    """Something that happened: week, kind of event, what it is about, weight (1 is a turning point), and in words."""

    week: int
    event: str
    about: str
    weight: int
    sentence: str
    label: str


def moments(sex: str, events: pd.DataFrame) -> list[Moment]:
    """Return what happened to one person after the start, in order, in the language in use."""
    at_start = events["event"].astype(str).str.endswith("_at_start")
    rank = {kind: place for place, kind in enumerate(ORDER)}
    rows = sorted(
        events[~at_start].itertuples(), key=lambda row: (row.week, row.step, rank.get(row.event, len(ORDER)))
    )
    words = words_for(sex, contact_of(events))
    levels = {row.detail: row.value for row in events[at_start].itertuples() if row.event == "problem_at_start"}
    plans = {row.week for row in rows if row.event == "plan"}
    heard: dict[int, list] = {}
    for row in rows:
        if row.event == "disclosure":
            heard.setdefault(row.week, []).append((row.detail, row.value))
    found, met = [], False
    for row in without_streaks(rows):
        around = Around(levels.get(row.detail, 0.0), not met, row.event == "meeting" and row.week in plans)
        met = met or row.event == "meeting"
        if row.event in ("problem_worse", "problem_eased"):
            levels[row.detail] = row.value
        told = told_of(row, around)
        text = short = ""
        if told.weight < NOT_TOLD:
            together = heard.get(row.week, ()) if row.event == "disclosure" else ()
            text, short = (words_of(row, told, words, together) for words_of in (sentence, label))
        found.append(Moment(int(row.week), row.event, told.about, told.weight, text, short))
    return found


def without_streaks(rows: list) -> list:
    """Return the events without missed appointments that are followed by one more in the same row of them."""
    kept, later = [], 0
    for row in reversed(rows):
        if row.event == "no_show":
            goes_on, later = later > row.value, row.value
            if goes_on:
                row = row._replace(value=1.0)
        elif row.event == "meeting":
            later = 0
        kept.append(row)
    return kept[::-1]


def contact_of(events: pd.DataFrame) -> str:
    """Return what the contact person is called, as far as the events show it."""
    kinds = set(events["event"])
    if "coach_record" in kinds:
        return "coach"
    return "client_manager" if "meeting" in kinds else "contact"


def month_of(week: int) -> int:
    """Return the month, counted from 1, in which a week falls."""
    return 1 + max(0, week - 1) * 12 // 52


def turning_points(happened: list[Moment], most: int = MOST_TOLD) -> list[Moment]:
    """Return the events that are told, in order: the `most` that weigh most, the same within a month once."""
    once = _once(happened)
    told = set(sorted(once, key=lambda moment: moment.weight)[:most])
    return [moment for moment in once if moment in told]


def left_out(happened: list[Moment], told: list[Moment]) -> int:
    """Return how many events could be told, are not among those `told`, and are not counted by their kind either."""
    return sum(moment.event not in COUNTS for moment in set(_once(happened)) - set(told))


def _once(happened: list[Moment]) -> list[Moment]:
    """Return what can be told, the same within a month once; what was said before weighs less."""
    once: dict[tuple[int, str], Moment] = {}
    said_before = set()
    for moment in happened:
        if moment.weight < NOT_TOLD:
            again = AGAIN * (moment.sentence in said_before)
            once.setdefault((month_of(moment.week), moment.sentence), moment._replace(weight=moment.weight + again))
            said_before.add(moment.sentence)
    return list(once.values())


def course_of_life(told: list[Moment]) -> list[str]:
    """Return turning points as text, a line a month."""
    months: dict[int, list[str]] = {}
    for moment in told:
        months.setdefault(month_of(moment.week), []).append(moment.sentence)
    return [_("Month {n}. {sentences}").format(n=month, sentences=" ".join(said)) for month, said in months.items()]


def portrait(person: Mapping, events: pd.DataFrame) -> str:
    """Return who this is and where the story begins; `events` are the person's own in one of the lanes."""
    words = words_for(person["sex"], "contact")
    text = [_(WHO[person["sex"], person["household"]]).format(age=decimal(int(person["age"])))]
    if person["young_children"]:
        text.append(_("There are young children at home."))
    years = round(person["years_on_benefit"])
    since = plural(
        "{he} has been on the benefit for {n} year.", "{he} has been on the benefit for {n} years.", years
    ) if years else _("{he} has been on the benefit for less than a year.")  # fmt: skip
    text += [since.format(n=decimal(years), **words), _(SCHOOLING[person["education"]]).format(**words)]
    start = events[events["event"].astype(str).str.endswith("_at_start")]
    text += [*_problems(start), *_help(start)]
    for row in start.itertuples():
        if row.event == "work_at_start":
            beside = plural(
                "At the start there is work beside the benefit, {n} hour a week.",
                "At the start there is work beside the benefit, {n} hours a week.",
                round(row.value),
            )
            text.append(beside.format(n=decimal(row.value)))
        elif row.event == "unpaid_at_start":
            text.append(_("At the start there is voluntary work."))
    return " ".join(begun(words) for words in text)


def _problems(start: pd.DataFrame) -> list[str]:
    named = start[(start["event"] == "problem_at_start") & (start["value"] >= 2)]
    named = named.sort_values("value", ascending=False, kind="stable")
    if named.empty:
        return [_("At the start no part of life is a problem.")]
    problems = listed([problem_name(row.detail, row.value) for row in named.itertuples()])
    text = [_("At the start: {problems}.").format(problems=problems)]
    known = set(start.loc[start["event"] == "known_at_start", "detail"])
    hidden = [domain_name(name) for name in named["detail"] if name not in known]
    if hidden:
        unknown = listed(hidden, _("or"))
        text.append(_("The municipality does not know about the trouble with {domains}.").format(domains=unknown))
    return text


def _help(start: pd.DataFrame) -> list[str]:
    text = []
    for event, words in (
        ("in_service_at_start", N_("There is help already, from {partners}.")),
        ("waiting_at_start", N_("There is a place on the waiting list of {partners}.")),
    ):
        rows = start[start["event"] == event]
        partners = list(dict.fromkeys(partner_name(row.partner) for row in rows.itertuples()))
        if partners:
            text.append(_(words).format(partners=listed(partners)))
    return text


def counted(events: pd.DataFrame, untold: int = 0) -> str:
    """Return what came again and again, in numbers, and how many events of less weight are not told."""
    count = events["event"].astype(str).value_counts()
    letters = int(events.loc[events["event"] == "letter", "value"].sum())
    met, missed, refused = (int(count.get(kind, 0)) for kind in ("meeting", "no_show", "offer_refused"))
    parts = [
        (met, plural("{n} conversation", "{n} conversations", met)),
        (missed, plural("{n} missed appointment", "{n} missed appointments", missed)),
        (letters, plural("{n} letter from the department", "{n} letters from the department", letters)),
        (refused, plural("{n} job offer not taken", "{n} job offers not taken", refused)),
    ]
    said = [words.format(n=decimal(number)) for number, words in parts if number]
    text = _("In all: {counts}.").format(counts=listed(said)) if said else _("Nobody was in touch in all this time.")
    if untold:
        words = plural(
            "{n} event of less weight is not told here.", "{n} events of less weight are not told here.", untold
        )
        text += " " + words.format(n=decimal(untold))
    return text


def ending(person: Mapping, weeks: pd.DataFrame) -> str:
    """Return how it stands at the end, beside the start."""
    words = words_for(person["sex"], "contact")
    start, last = weeks.iloc[0], weeks.iloc[-1]
    end = _(ENDS[person["end"]]).format(time=lasting(int(last["week"])), **words)
    mind = _(
        "Satisfaction with life: from {life_then} to {life_now} of 10; trust in the municipality: from {trust_then} to "
        "{trust_now} of 10; parts of life that are a problem: from {then} to {now}."
    ).format(
        life_then=decimal(start["life_satisfaction"], 1), life_now=decimal(last["life_satisfaction"], 1),
        trust_then=decimal(10 * start["trust"], 1), trust_now=decimal(10 * last["trust"], 1),
        then=decimal(start["problems"]), now=decimal(last["problems"]),
    )  # fmt: skip
    return f"{end} {mind}"


def lasting(weeks: int) -> str:
    """Return a length of time in years or months."""
    if weeks % 52 == 0:
        return plural("{n} year", "{n} years", weeks // 52).format(n=decimal(weeks // 52))
    if weeks < 9:
        return plural("{n} week", "{n} weeks", weeks).format(n=decimal(weeks))
    months = round(weeks * 12 / 52)
    return plural("{n} month", "{n} months", months).format(n=decimal(months))


