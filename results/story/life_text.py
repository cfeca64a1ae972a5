"""Text of one life: portrait, turning points by month, and ending.

Every sentence comes from the event log. Frequent small events are counted; of the others only those with the most
weight are in the text. Text and figure show the same `turning_points`.
"""

from collections.abc import Mapping
from itertools import islice
from typing import NamedTuple

import pandas as pd

from scenarios.lives.followed_life import BENEFIT, BESIDE, ELSEWHERE, PLACED, SHORT_OF_WORK, WORK

from ..words.language import N_, _, decimal, plural
from .event_sentences import OMITTED, EventContext, event_label, event_sentence, event_text
from .life_words import capitalised, domain_name, enumeration, partner_name, problem_name, pronouns_for

MAX_EVENTS, MAX_EVENTS_SHORT = 14, 5
"""Most events in the text of a life, and in a short text."""
REPETITION_PENALTY = 2
"""Added to the weight of a repeated sentence; a higher weight is less important."""
COUNTED_EVENTS = ("meeting", "no_show", "letter", "offer_refused")
"""Frequent events: counted in the text, and small marks in the figure."""
PORTRAITS = {
    ("woman", "single"): N_("A woman of {age}, single."),
    ("woman", "single parent"): N_("A woman of {age}, single parent."),
    ("woman", "couple"): N_("A woman of {age}, living with a partner."),
    ("man", "single"): N_("A man of {age}, single."),
    ("man", "single parent"): N_("A man of {age}, single parent."),
    ("man", "couple"): N_("A man of {age}, living with a partner."),
}
SCHOOLING_SENTENCES = {
    "low": N_("{he} has no more than basic schooling."),
    "middle": N_("{he} has had vocational schooling."),
    "high": N_("{he} has had higher education."),
}
ENDS = {
    WORK: N_("At the end, after {time}, {he} is off the benefit and in work."),
    BESIDE: N_("At the end, after {time}, {he} is on the benefit and works beside it."),
    PLACED: N_("At the end, after {time}, {he} is on the benefit, in a trial placement."),
    BENEFIT: N_("At the end, after {time}, {he} is on the benefit, without work."),
    SHORT_OF_WORK: N_("At the end, after {time}, {he} is off the benefit, without enough work."),
    ELSEWHERE: N_("At the end, after {time}, {he} is off the benefit, for another reason than work."),
}
ORDER = (
    "separation", "close_worse", "problem_worse", "crisis", "no_show", "meeting", "disclosure", "close_seen",
    "assistance", "referral", "helped", "not_helped", "problem_eased", "onward_referral", "self_referral", "admission",
    "job_lead", "durable_exit", "job_lost", "job", "contract_after_placement", "renewal", "exit_work", "return",
    "sanction", "recovery", "payment_blocked", "payment_released", "breach",
)  # fmt: skip
"""Order of the events of one step of a week; others come last."""


class Moment(NamedTuple):
    """An event in words: week, kind, subject, weight (1 is a turning point), sentence and label."""

    week: int
    event: str
    subject: str
    weight: int
    sentence: str
    label: str


def moments(sex: str, events: pd.DataFrame) -> list[Moment]:
    """Return the events of one person after the start in order, in the language in use.

    `events` has week, step, event, detail, partner and value.
    """
    at_start = events["event"].astype(str).str.endswith("_at_start")
    rank = {kind: index for index, kind in enumerate(ORDER)}
    rows = sorted(
        events[~at_start].itertuples(), key=lambda row: (row.week, row.step, rank.get(row.event, len(ORDER)))
    )
    words = pronouns_for(sex, contact_of(events))
    levels = {row.detail: row.value for row in events[at_start].itertuples() if row.event == "problem_at_start"}
    plans = {row.week for row in rows if row.event == "plan"}
    disclosed: dict[int, list[tuple[str, float]]] = {}
    for row in rows:
        if row.event == "disclosure":
            disclosed.setdefault(row.week, []).append((row.detail, row.value))
    result, met, on_benefit = [], False, True
    for row in without_streaks(rows):
        planned = row.event == "meeting" and row.week in plans
        context = EventContext(levels.get(row.detail, 0.0), not met, planned, on_benefit)
        met = met or row.event == "meeting"
        on_benefit = row.event in ("arrival", "return") or (on_benefit and not row.event.startswith("exit_"))
        if row.event in ("problem_worse", "problem_eased"):
            levels[row.detail] = row.value
        text = event_text(row, context)
        sentence = label = ""
        if text.weight < OMITTED:
            problems = disclosed.get(row.week, []) if row.event == "disclosure" else []
            sentence = event_sentence(row, text, words, problems)
            label = event_label(row, text, words, problems)
        result.append(Moment(int(row.week), row.event, text.subject, text.weight, sentence, label))
    return result


def without_streaks(rows: list) -> list:
    """Return the event rows (named tuples), where only the last missed appointment of a streak keeps its value.

    Earlier missed appointments get the value 1, so that they are left out of the text.
    """
    kept, later = [], 0.0
    for row in reversed(rows):
        if row.event == "no_show":
            followed, later = later > row.value, row.value
            if followed:
                row = row._replace(value=1.0)
        elif row.event == "meeting":
            later = 0.0
        kept.append(row)
    return kept[::-1]


def contact_of(events: pd.DataFrame) -> str:
    """Return the kind of contact person (a key of `CONTACTS`), as far as the events show it."""
    kinds = set(events["event"])
    if "coach_record" in kinds:
        return "coach"
    return "client_manager" if "meeting" in kinds else "contact"


def month_of(week: int) -> int:
    """Return the month, counted from 1, in which a week falls."""
    return 1 + max(0, week - 1) * 12 // 52


def turning_points(life: list[Moment], most: int = MAX_EVENTS) -> list[Moment]:
    """Return the `most` important events in order; repetitions within a month are dropped.

    Where a blocked payment is told, its release is told too: no reader should think that no money came for months.
    """
    distinct = _distinct(life)
    chosen = set(sorted(distinct, key=lambda moment: moment.weight)[:most])
    for index, moment in enumerate(distinct):
        if moment in chosen and moment.event == "payment_blocked":
            later = (other for other in distinct[index:] if other.event == "payment_released")
            chosen.update(islice(later, 1))
    return [moment for moment in distinct if moment in chosen]


def count_left_out(life: list[Moment], points: list[Moment]) -> int:
    """Return the number of events neither among the turning `points` nor counted by kind (`COUNTED_EVENTS`)."""
    return sum(moment.event not in COUNTED_EVENTS for moment in set(_distinct(life)) - set(points))


def _distinct(life: list[Moment]) -> list[Moment]:
    """Return the events with a sentence, once a month; a repeated sentence gets `REPETITION_PENALTY`."""
    distinct: dict[tuple[int, str], Moment] = {}
    used = set()
    for moment in life:
        if moment.weight < OMITTED:
            penalty = REPETITION_PENALTY * (moment.sentence in used)
            key = (month_of(moment.week), moment.sentence)
            distinct.setdefault(key, moment._replace(weight=moment.weight + penalty))
            used.add(moment.sentence)
    return list(distinct.values())


def course_of_life(points: list[Moment]) -> list[str]:
    """Return turning points as text, a line a month."""
    months: dict[int, list[str]] = {}
    for moment in points:
        months.setdefault(month_of(moment.week), []).append(moment.sentence)
    return [_("Month {n}. {sentences}").format(n=month, sentences=" ".join(lines)) for month, lines in months.items()]


def portrait(person: Mapping, events: pd.DataFrame) -> str:
    """Return the portrait of a person at the start.

    `person` has the columns of `LiveStory.people`; `events` are the person's own in one of the lanes.
    """
    words = pronouns_for(person["sex"], "contact")
    text = [_(PORTRAITS[person["sex"], person["household"]]).format(age=decimal(int(person["age"])))]
    if person["young_children"]:
        text.append(_("There are young children at home."))
    years = round(person["years_on_benefit"])
    since = plural(
        "{he} has been on the benefit for {n} year.", "{he} has been on the benefit for {n} years.", years
    ) if years else _("{he} has been on the benefit for less than a year.")  # fmt: skip
    text += [since.format(n=decimal(years), **words), _(SCHOOLING_SENTENCES[person["education"]]).format(**words)]
    start = events[events["event"].astype(str).str.endswith("_at_start")]
    text += [*_problem_sentences(start), *_help_sentences(start)]
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
    return " ".join(capitalised(words) for words in text)


def _problem_sentences(start: pd.DataFrame) -> list[str]:
    named = start[(start["event"] == "problem_at_start") & (start["value"] >= 2)]
    named = named.sort_values("value", ascending=False, kind="stable")
    if named.empty:
        return [_("At the start no part of life is a problem.")]
    problems = enumeration([problem_name(row.detail, row.value) for row in named.itertuples()])
    text = [_("At the start: {problems}.").format(problems=problems)]
    known = set(start.loc[start["event"] == "known_at_start", "detail"])
    hidden = [domain_name(name) for name in named["detail"] if name not in known]
    if hidden:
        unknown = enumeration(hidden, _("or"))
        text.append(_("The municipality does not know about the trouble with {domains}.").format(domains=unknown))
    return text


def _help_sentences(start: pd.DataFrame) -> list[str]:
    text = []
    for event, words in (
        ("in_service_at_start", N_("There is help already, from {partners}.")),
        ("waiting_at_start", N_("There is a place on the waiting list of {partners}.")),
    ):
        rows = start[start["event"] == event]
        partners = list(dict.fromkeys(partner_name(row.partner) for row in rows.itertuples()))
        if partners:
            text.append(_(words).format(partners=enumeration(partners)))
    return text


def counts_sentence(events: pd.DataFrame, untold: int = 0) -> str:
    """Return the numbers of frequent events (`COUNTED_EVENTS`), and of the `untold` events of less weight."""
    count = events["event"].astype(str).value_counts()
    letters = int(events.loc[events["event"] == "letter", "value"].sum())
    met, missed, refused = (int(count.get(kind, 0)) for kind in ("meeting", "no_show", "offer_refused"))
    parts = [
        (met, plural("{n} conversation", "{n} conversations", met)),
        (missed, plural("{n} missed appointment", "{n} missed appointments", missed)),
        (letters, plural("{n} letter from the department", "{n} letters from the department", letters)),
        (refused, plural("{n} job offer not taken", "{n} job offers not taken", refused)),
    ]
    counts = [words.format(n=decimal(number)) for number, words in parts if number]
    text = _("Nobody was in touch in all this time.")
    if counts:
        text = _("In all: {counts}.").format(counts=enumeration(counts))
    if untold:
        words = plural(
            "{n} event of less weight is not told here.", "{n} events of less weight are not told here.", untold
        )
        text += " " + words.format(n=decimal(untold))
    return text


def ending(person: Mapping, weeks: pd.DataFrame) -> str:
    """Return the state at the end beside the start; `weeks` has the state of the person week by week."""
    words = pronouns_for(person["sex"], "contact")
    start, last = weeks.iloc[0], weeks.iloc[-1]
    end = _(ENDS[person["end"]]).format(time=time_span(int(last["week"])), **words)
    mind = _(
        "Satisfaction with life: from {life_then} to {life_now} of 10; trust in the municipality: from {trust_then} to "
        "{trust_now} of 10; parts of life that are a problem: from {then} to {now}."
    ).format(
        life_then=decimal(start["life_satisfaction"], 1), life_now=decimal(last["life_satisfaction"], 1),
        trust_then=decimal(10 * start["trust"], 1), trust_now=decimal(10 * last["trust"], 1),
        then=decimal(start["problems"]), now=decimal(last["problems"]),
    )  # fmt: skip
    return f"{end} {mind}"


def time_span(weeks: int) -> str:
    """Return a length of time in years, months or weeks."""
    if weeks % 52 == 0:
        return plural("{n} year", "{n} years", weeks // 52).format(n=decimal(weeks // 52))
    if weeks < 9:
        return plural("{n} week", "{n} weeks", weeks).format(n=decimal(weeks))
    months = round(weeks * 12 / 52)
    return plural("{n} month", "{n} months", months).format(n=decimal(months))


