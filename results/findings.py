"""Findings in sentences: what came out, and how sure that is.

Two questions are kept apart. Is the average over many simulated trials different from zero (95 % interval of
the mean)? Would one trial of this size have shown it (middle 95 % of single trials)? Where zero lies within
that range, a single trial finds the difference in less than about half of the cases.
"""

from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd

from simulation.measures import MEASURES

from .wording import duration, joined, number, quantity, quoted, unit

ONE_TRIAL = "One trial cannot tell a policy from luck."
MISS, SHOW = "more often miss this than show it", "more often show this than miss it"
NOT_KNOWN, NOT_CLEAR = "not known", "not clear"
HIDDEN, VISIBLE = "clear on average, hidden in one trial", "clear on average, visible in one trial"
CLEAR = (HIDDEN, VISIBLE)
NOUNS = {
    "exit_work": "people leaving for work",
    "durable_exit": "people holding work for half a year",
    "part_time": "people earning beside the benefit",
}
SENTENCES = {
    "exit_work": "people have left the benefit for work",
    "durable_exit": "people have left for work and held it half a year",
    "part_time": "people earn beside the benefit",
    "contacts_held": "conversations are held",
}


class Finding(NamedTuple):
    """What came out, and how certain it is; `certainty` may be empty."""

    headline: str
    certainty: str


def at_end(frame: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Return the rows of the measure in its last week, without groups that have no value."""
    rows = frame[(frame["measure"] == measure) & frame["mean"].notna()]
    return rows[rows["week"] == rows["week"].max()]


def verdict(row) -> str:
    """Return how much can be said of a row of differences.

    A difference that readers would see as zero is not clear, however narrow its interval.
    """
    if row.n < 2:
        return NOT_KNOWN
    if row.mean_low <= 0.0 <= row.mean_high or not number(row.measure, row.mean).strip("0.−"):
        return NOT_CLEAR
    return HIDDEN if row.trial_low <= 0.0 <= row.trial_high else VISIBLE


def finding(
    summary: pd.DataFrame, changes: pd.DataFrame | None, measure: str, labels: Mapping, control: str | None
) -> Finding:
    """Say what came out for a measure at the end.

    `summary` and `changes` have the columns of `summary.COLUMNS`; without `changes` only levels are told.
    """
    rows = at_end(changes, measure) if changes is not None else pd.DataFrame()
    if rows.empty:
        return Finding(level(summary, measure), "")
    if rows["n"].max() < 2:
        return Finding(level(summary, measure), ONE_TRIAL)
    when, yardstick = f"After {duration(int(rows['week'].iloc[0]))}", quoted(control, labels)
    clear = [row for row in rows.itertuples() if verdict(row) in CLEAR]
    if not clear:
        low, high = rows["mean_low"].min(), rows["mean_high"].max()
        between = f"between {number(measure, low, True)} and {quantity(measure, high, True)}"
        lies = "difference lies" if len(rows) == 1 else "differences lie"
        return Finding(
            f"{when} no clear difference from {yardstick} in {noun(measure)}.",
            f"Over {rows['n'].max()} simulated trials the average {lies} {between}.",
        )
    up, down = [row for row in clear if row.mean > 0.0], [row for row in clear if row.mean < 0.0]
    rest = [quoted(row.group, labels) for row in rows.itertuples() if verdict(row) == NOT_CLEAR]
    sides = zip(_more_less(measure), (up, down), strict=True)
    parts = [f"{said} in {_amounts(side, labels)}" for said, side in sides if side]
    tail = f"; no clear difference for {joined(rest)}" if rest else ""
    return Finding(f"{when} {', and '.join(parts)} than in {yardstick}{tail}.", single_trial(clear, labels))


def single_trial(rows: list, labels: Mapping[str, str]) -> str:
    """Return a sentence that says whether one trial of this size would show the differences in `rows`."""
    hidden = [quoted(row.group, labels) for row in rows if verdict(row) == HIDDEN]
    if len(hidden) in (0, len(rows)):
        return f"One trial of this size would {MISS if hidden else SHOW}."
    return f"One trial of this size would {MISS} for {joined(hidden)}, but not for the others."


def level(summary: pd.DataFrame, measure: str) -> str:
    """Return a sentence with the lowest and highest group average at the end."""
    rows = at_end(summary, measure)
    if rows.empty:
        return f"{MEASURES[measure].title}: no values."
    low, high = (number(measure, value) for value in (rows["mean"].min(), rows["mean"].max()))
    value = low if low == high else f"{low} to {high}"
    if MEASURES[measure].share and measure in SENTENCES:
        said = f"{value} of every 100 {SENTENCES[measure]}"
    else:
        said = f"{MEASURES[measure].title.lower()} is {value} {unit(measure)}".strip()
    spread = "" if low == high else ", depending on the group"
    return f"After {duration(int(rows['week'].iloc[0]))} {said}{spread}."


def overview(changes: pd.DataFrame, measures: list[str], labels: Mapping[str, str], control: str) -> Finding:
    """Say which of several measures differ from `control` in some group, and which one trial shows."""
    rows = {measure: list(at_end(changes, measure).itertuples()) for measure in measures}
    rows = {measure: found for measure, found in rows.items() if found}
    if not rows:
        return Finding("No differences to show.", "")
    when, yardstick = f"After {duration(int(next(iter(rows.values()))[0].week))}", quoted(control, labels)
    if max(row.n for found in rows.values() for row in found) < 2:
        return Finding(f"{when}: the differences from {yardstick} in one simulated trial.", ONE_TRIAL)
    clear = {measure: [row for row in found if verdict(row) in CLEAR] for measure, found in rows.items()}
    unclear = [noun(measure) for measure, found in clear.items() if not found]
    clear = {measure: found for measure, found in clear.items() if found}
    if not clear:
        return Finding(f"{when} no clear difference from {yardstick} in any of these outcomes.", "")
    visible = [noun(measure) for measure, found in clear.items() if VISIBLE in map(verdict, found)]
    only = f" only for {joined(visible)}" if visible and len(visible) < len(clear) else ""
    said = joined([_direction(measure, found) for measure, found in clear.items()])
    some = " in some groups" if max(len(found) for found in rows.values()) > 1 else ""
    tail = f"; no clear difference in {joined(unclear)}" if unclear else ""
    return Finding(
        f"{when}, on average{some}, compared with {yardstick}: {said}{tail}.",
        f"One trial of this size would {SHOW if visible else MISS}{only}.",
    )


def noun(measure: str) -> str:
    """Return the measure as a noun in a running sentence."""
    return NOUNS.get(measure, MEASURES[measure].title.lower())


def _direction(measure: str, rows: list) -> str:
    """Return the noun with its direction, if all rows agree on it."""
    counted = measure in SENTENCES
    if all(row.mean > 0.0 for row in rows):
        return f"{'more' if counted else 'higher'} {noun(measure)}"
    if all(row.mean < 0.0 for row in rows):
        return f"{'fewer' if counted else 'lower'} {noun(measure)}"
    return f"{noun(measure)} (up in one group, down in another)"


def _more_less(measure: str) -> tuple[str, str]:
    if measure in SENTENCES:
        return f"more {SENTENCES[measure]}", f"fewer {SENTENCES[measure]}"
    title = MEASURES[measure].title.lower()
    return f"{title} is higher", f"{title} is lower"


def _amounts(rows: list, labels: Mapping[str, str]) -> str:
    """Return the groups with their differences, the largest first; of more than three only the span."""
    rows = sorted(rows, key=lambda row: -abs(row.mean))
    measure = rows[0].measure
    most = quantity(measure, rows[0].mean, True)
    if len(rows) > 3:
        span = f"{number(measure, rows[-1].mean, True)} to {most}"
        return f"{len(rows)} groups ({span}, most in {quoted(rows[0].group, labels)})"
    amounts = [most, *(number(measure, row.mean, True) for row in rows[1:])]
    return joined([f"{quoted(row.group, labels)} ({said})" for row, said in zip(rows, amounts, strict=True)])
