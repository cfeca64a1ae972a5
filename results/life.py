"""A life, told: the events of one person as dated sentences in plain English.

Small things of one week go into one sentence; letters, offers refused and other things that come again and again are
counted rather than told one by one.
"""

from datetime import date, timedelta

import pandas as pd

from .clauses import DOMAINS, WEIGHTS, WORK, sentences, title

START = date(2018, 1, 1)
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
HOUSEHOLDS = {"single": "alone", "single_parent": "alone with children", "couple": "with a partner"}
SCHOOLING = ("no more than basic schooling", "vocational schooling", "higher education")
HELP_AT_START = {
    "in_service_at_start": "There is help already, from",
    "waiting_at_start": "The name is on the waiting list of",
}
ENDS = {
    "arrival": "The story ends on the benefit.",
    "return": "The story ends on the benefit.",
    "exit_work": "The story ends in work, off the benefit.",
    "exit_other": "The story ends off the benefit.",
}


def tell(person: pd.Series, events: pd.DataFrame, group: str = "") -> str:
    """Return the life of one person as text.

    `person` is a row of `TrialData.persons`, `events` the event log (others may be in it), `group` what readers call
    the group.
    """
    own = events[events["person"] == person["person"]]
    at_start = own[own["event"].astype(str).str.endswith("_at_start")]
    later = own.drop(at_start.index)
    words = {"He": "He", "his": "his", "him": "him", "he": "he"}
    if person["female"]:
        words = {"He": "She", "his": "her", "him": "her", "he": "she"}
    words["contact"] = contact_of(later)
    told = [(int(week), sentences(happened, words)) for week, happened in later.groupby("week", sort=True)]
    story = dated([(week, clauses) for week, clauses in told if clauses], words)
    return "\n".join([portrait(person, at_start, group), "", *story, "", summary(own)])


def dated(told: list[tuple[int, list[str]]], words: dict) -> list[str]:
    """Return a line a week; conversations of which there is nothing else to tell stand in one line with the first."""
    talk = f"{words['He']} talks with the {words['contact']}."
    lines, again = [], []
    for place, (week, clauses) in enumerate(told):
        bare = clauses == [talk]
        if not (bare and again):
            lines.append(f"{day(week)}. {' '.join(clauses)}")
        again = [*again, day(week)] if bare else []
        last = place + 1 == len(told) or told[place + 1][1] != [talk]
        if len(again) > 1 and last:
            lines[-1] = f"{again[0]}. {talk[:-1]}, and again on {listed(again[1:])}."
    return lines


def contact_of(events: pd.DataFrame) -> str:
    """Return what the contact person is called, as far as the events show it."""
    kinds = set(events["event"])
    if "coach_record" in kinds:
        return "coach"
    return "client manager" if "meeting" in kinds else "contact person"


def day(week: int) -> str:
    """Return the Monday of the week that leads to the state of `week`."""
    on = START + timedelta(weeks=max(0, week - 1))
    return f"{on.day} {MONTHS[on.month - 1]} {on.year}"


def portrait(person: pd.Series, at_start: pd.DataFrame, group: str) -> str:
    """Return who this is and where the story begins."""
    who = "woman" if person["female"] else "man"
    home = HOUSEHOLDS[person["household"]]
    if person["young_children"]:
        home = home.replace("alone with children", "alone with young children").replace(
            "with a partner", "with a partner and young children"
        )
    years = person["benefit_years"]
    since = "less than a year" if years < 1 else f"{years:.0f} year{'s' if round(years) != 1 else ''}"
    text = [
        f"Person {person['person']}, a {who} of {int(person['age'])}, lives {home} in {person['neighbourhood']}, has "
        f"{SCHOOLING[person['education']]} and has been on the benefit for {since}."
    ]
    if group:
        text.append(f"Group: {group}.")
    named = at_start[(at_start["event"] == "problem_at_start") & (at_start["value"] >= 2)]
    named = named.sort_values("value", ascending=False, kind="stable")
    known = set(at_start.loc[at_start["event"] == "known_at_start", "detail"])
    if len(named):
        text.append(
            "At the start there is "
            + listed([f"{WEIGHTS[int(row.value)]} with {DOMAINS[row.detail]}" for row in named.itertuples()])
            + "."
        )
        hidden = [DOMAINS[name] for name in named["detail"] if name not in known]
        if hidden:
            text.append("The municipality does not know about " + listed(hidden, "or") + ".")
    else:
        text.append("At the start no part of life is a problem.")
    for event, words in HELP_AT_START.items():
        rows = at_start[at_start["event"] == event].itertuples()
        partners = [f"{title(row.partner)} for {DOMAINS[row.detail]}" for row in rows]
        if partners:
            text.append(f"{words} {listed(partners)}.")
    for row in at_start.itertuples():
        if row.event == "work_at_start":
            text.append(f"There is {WORK[row.detail]} of {row.value:.0f} hours a week beside the benefit.")
        elif row.event == "unpaid_at_start":
            text.append("There is an unpaid activity.")
    return " ".join(text)


def listed(words: list[str], last: str = "and") -> str:
    """Return words as an enumeration."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"


def summary(events: pd.DataFrame) -> str:
    """Return what came again and again, counted, and how it stands at the end."""
    count = events["event"].value_counts()
    letters = int(events.loc[events["event"] == "letter", "value"].sum())
    counted = [
        (int(count.get("meeting", 0)), "conversation", "conversations"),
        (int(count.get("no_show", 0)), "missed appointment", "missed appointments"),
        (letters, "letter from the department", "letters from the department"),
        (int(count.get("offer_refused", 0)), "job offer that was not taken", "job offers that were not taken"),
        (int(count.get("survey_answered", 0)), "questionnaire filled in", "questionnaires filled in"),
    ]
    parts = [f"{number} {one if number == 1 else many}" for number, one, many in counted if number]
    in_all = f"In all: {listed(parts)}." if parts else "Nobody was in touch in all this time."
    moves = events.loc[events["event"].isin(list(ENDS)), "event"]
    end = ENDS[moves.iloc[-1]] if len(moves) else ENDS["return"]
    beside = work_at_end(events)
    if beside and end == ENDS["return"]:
        end = f"{end[:-1]}, with {beside} beside it."
    return f"{in_all} {end}"


def work_at_end(events: pd.DataFrame) -> str:
    """Return the work that somebody has at the end, in words; empty if there is none."""
    kinds = ("work_at_start", "job", "contract_after_placement", "renewal", "job_lost")
    work = events[events["event"].isin(kinds)]
    if work.empty:
        return ""
    last = work.iloc[-1]
    return "" if last["event"] == "job_lost" else WORK[last["detail"]]
