"""Findings in sentences: what came out, and how sure that is.

Two questions are kept apart. Is the average over many simulated trials different from zero (95 % interval of
the mean)? Would one trial of this size have shown it (middle 95 % of single trials)? Where zero lies within
that range, a single trial finds the difference in less than about half of the cases. Below `ENOUGH_TRIALS`
simulated trials nothing is said on single trials, below `LEAST_TRIALS` nothing on differences. What is missing in
the last week is not shown: no earlier week stands for it.

A headline that makes several comparisons calls one of them clear only if zero lies outside the t-interval at
1 − 0.05 ÷ the number of comparisons in that headline (Bonferroni): with no real difference at all, at most
about one headline in twenty then names one.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import pandas as pd
from scipy.special import stdtrit

from simulation.measures import MEASURES

from .summary import ENOUGH_TRIALS, LEAST_TRIALS
from .wording import duration, joined, number, quantity, quoted, unit

ONE_TRIAL = "One trial cannot tell a policy from luck."
MISS, SHOW = "more often miss this than show it", "more often show this than miss it"
NOT_KNOWN, NOT_CLEAR, HARDLY = "not known", "not clear", "hardly any difference"
ON_AVERAGE = "clear on average, too few trials to say more"
HIDDEN, VISIBLE = "clear on average, hidden in one trial", "clear on average, visible in one trial"
CLEAR = (HIDDEN, VISIBLE, ON_AVERAGE)
LEAST = {
    "life_satisfaction": 0.05, "health": 0.05, "self_reliance": 0.05, "ladder": 0.05, "problem_load": 0.36,
    "self_efficacy": 0.02, "trust": 0.02, "rapport": 0.02, "autonomy": 0.02, "stress": 0.02,
}  # fmt: skip
"""The smallest difference worth naming on a bounded scale; elsewhere any that readers do not see as zero."""
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

TOO_FEW = {
    "exit_work": "left for work ",
    "durable_exit": "left for work and held it half a year ",
    "part_time": "earn beside the benefit ",
}


class Finding(NamedTuple):
    """What came out, and how certain it is; `certainty` may be empty."""

    headline: str
    certainty: str


def at_end(frame: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Return the rows of the measure in the last week of the run, without groups that have no value then."""
    return frame[(frame["measure"] == measure) & frame["mean"].notna() & (frame["week"] == frame["week"].max())]


def interval(row, comparisons: int) -> tuple[float, float]:
    """Return the interval of the mean at 1 − 0.05 ÷ `comparisons`."""
    wider = stdtrit(row.n - 1, 1.0 - 0.025 / comparisons) / stdtrit(row.n - 1, 0.975)
    half = (row.mean_high - row.mean) * wider
    return row.mean - half, row.mean + half


def verdict(row, comparisons: int) -> str:
    """Return how much can be said of a row of differences that is one of `comparisons`.

    A difference that readers would see as zero is not clear, however narrow its interval.
    """
    if row.n < LEAST_TRIALS:
        return NOT_KNOWN
    low, high = interval(row, comparisons)
    if low <= 0.0 <= high or not number(row.measure, row.mean).strip("0.−"):
        return NOT_CLEAR
    if abs(row.mean) < LEAST.get(row.measure, 0.0):
        return HARDLY
    if row.n < ENOUGH_TRIALS:
        return ON_AVERAGE
    return HIDDEN if row.trial_low <= 0.0 <= row.trial_high else VISIBLE


def corrected(changes: pd.DataFrame | None, measures: Iterable[str]) -> str:
    """Return the sentence of the footnote on the correction of a headline on `measures`; may be empty."""
    ends = [at_end(changes, measure) for measure in measures] if changes is not None else []
    count = sum(int((rows["n"] >= LEAST_TRIALS).sum()) for rows in ends)
    if count < 2:
        return ""
    return (
        f"The title calls a difference clear where its 95 % interval, widened for the {count} comparisons made "
        "(Bonferroni), leaves out zero."
    )


def finding(
    summary: pd.DataFrame, changes: pd.DataFrame | None, measure: str, labels: Mapping, control: str | None
) -> Finding:
    """Say what came out for a measure at the end.

    `summary` and `changes` have the columns of `summary.COLUMNS`; without `changes` only levels are told.
    """
    if changes is None or not (changes["measure"] == measure).any():
        return Finding(level(summary, measure, labels), "")
    rows = at_end(changes, measure)
    if rows.empty:
        return Finding(too_few_people(measure), "")
    if rows["n"].max() < LEAST_TRIALS:
        return Finding(level(summary, measure, labels), no_range(int(rows["n"].max())))
    when, yardstick = f"After {duration(int(rows['week'].iloc[0]))}", quoted(control, labels)
    hidden = [quoted(group, labels) for group in not_shown(changes, rows)]
    silent = f"; not shown for {joined(hidden)}" if hidden else ""
    found = [(row, verdict(row, len(rows))) for row in rows.itertuples()]
    clear = [(row, of_row) for row, of_row in found if of_row in CLEAR]
    if not clear:
        bounds = [interval(row, len(rows)) for row, of_row in found if of_row != NOT_KNOWN]
        low, high = min(bound[0] for bound in bounds), max(bound[1] for bound in bounds)
        between = f"between {number(measure, low, True)} and {quantity(measure, high, True)}"
        lies = "difference lies" if len(rows) == 1 else "differences lie"
        return Finding(
            f"{when} {_none([of_row for _, of_row in found])} difference from {yardstick} in {noun(measure)}{silent}.",
            f"Over {rows['n'].max()} simulated trials the average {lies} {between}.",
        )
    up, down = [row for row, _ in clear if row.mean > 0.0], [row for row, _ in clear if row.mean < 0.0]
    rest = {
        said: [quoted(row.group, labels) for row, of_row in found if of_row == wanted]
        for wanted, said in ((HARDLY, "hardly any"), (NOT_CLEAR, "no clear"))
    }
    sides = zip(_more_less(measure), (up, down), strict=True)
    parts = [f"{said} in {_amounts(side, labels)}" for said, side in sides if side]
    tail = "".join(f"; {said} difference for {joined(names)}" for said, names in rest.items() if names)
    return Finding(f"{when} {', and '.join(parts)} than in {yardstick}{tail}{silent}.", single_trial(clear, labels))


def _none(verdicts: Iterable[str]) -> str:
    """Return what stands before “difference” where none of these verdicts is clear."""
    verdicts = set(verdicts) - {NOT_KNOWN}
    return {(HARDLY,): "hardly any", (NOT_CLEAR,): "no clear"}.get(tuple(verdicts), "hardly any or no clear")


def too_few(n: int) -> str:
    """Return the sentence that stands where nothing can be said of single trials."""
    return f"{n} simulated trials are too few to say what one trial of this size would show."


def no_range(n: int) -> str:
    """Return the sentence that stands where there are too few simulated trials for any interval."""
    return ONE_TRIAL if n < 2 else f"{n} simulated trials are too few for a range. Use at least 50 (--replications 50)."


def too_few_people(measure: str) -> str:
    """Return the sentence that stands where no difference is shown, because too few people stand behind it."""
    return f"Too few people {TOO_FEW.get(measure, '')}in each group to show a difference{_in(measure)}."


def _in(measure: str) -> str:
    return "" if measure in TOO_FEW else f" in {noun(measure)}"


def single_trial(rows: list, labels: Mapping[str, str]) -> str:
    """Return a sentence that says whether one trial of this size would show the differences in `rows`, which
    are pairs of a row and its verdict.
    """
    if any(of_row == ON_AVERAGE for _, of_row in rows):
        return too_few(min(row.n for row, _ in rows))
    hidden = [quoted(row.group, labels) for row, of_row in rows if of_row == HIDDEN]
    if len(hidden) in (0, len(rows)):
        return f"One trial of this size would {MISS if hidden else SHOW}."
    return f"One trial of this size would {MISS} for {joined(hidden)}, but not for the others."


def level(summary: pd.DataFrame, measure: str, labels: Mapping[str, str]) -> str:
    """Return a sentence with the lowest and highest group average at the end, and of which groups if not of all."""
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
    # an empty group has no recipients, and nothing else has a value
    hidden = not_shown(summary[summary["measure"] != "recipients"], rows)
    when = f"fter {duration(int(rows['week'].iloc[0]))}"
    if not hidden:
        return f"A{when} {said}{spread}."
    whose = joined([quoted(group, labels) for group in rows["group"].unique()])
    said = said.replace(" of every 100 people", " of every 100", 1)
    return f"Of the people in {whose}, a{when} {said}{spread}."


def not_shown(frame: pd.DataFrame, rows: pd.DataFrame) -> list[str]:
    """Return the groups that have some value in `frame` and are missing in `rows`."""
    return [group for group in frame.loc[frame["mean"].notna(), "group"].unique() if group not in set(rows["group"])]


def overview(changes: pd.DataFrame, measures: list[str], labels: Mapping[str, str], control: str) -> Finding:
    """Say which of several measures differ from `control` in some group, and which one trial shows."""
    rows = {measure: list(at_end(changes, measure).itertuples()) for measure in measures}
    rows = {measure: found for measure, found in rows.items() if found}
    if not rows:
        return Finding("No differences to show.", "")
    when, yardstick = f"After {duration(int(next(iter(rows.values()))[0].week))}", quoted(control, labels)
    n = max(row.n for found in rows.values() for row in found)
    if n < LEAST_TRIALS:
        trials = "one simulated trial" if n < 2 else f"{n} simulated trials"
        return Finding(f"{when}: the differences from {yardstick} in {trials}.", no_range(n))
    count = sum(map(len, rows.values()))
    found = {measure: [(row, verdict(row, count)) for row in of_one] for measure, of_one in rows.items()}
    clear = {measure: [pair for pair in pairs if pair[1] in CLEAR] for measure, pairs in found.items()}
    rest = {measure: _none(of_row for _, of_row in pairs) for measure, pairs in found.items() if not clear[measure]}
    clear = {measure: pairs for measure, pairs in clear.items() if pairs}
    if not clear:
        said = _none(of_row for pairs in found.values() for _, of_row in pairs)
        return Finding(f"{when} {said} difference from {yardstick} in any of these outcomes.", "")
    said = joined([_direction(measure, [row for row, _ in pairs]) for measure, pairs in clear.items()])
    some = " in some groups" if max(len(pairs) for pairs in found.values()) > 1 else ""
    tail = "".join(
        f"; {none} difference in {joined([noun(measure) for measure in rest if rest[measure] == none])}"
        for none in dict.fromkeys(rest.values())
    )
    return Finding(f"{when}, on average{some}, compared with {yardstick}: {said}{tail}.", _shown(clear))


def _shown(clear: Mapping[str, list]) -> str:
    """Return a sentence that says for which measures one trial would show a clear difference."""
    pairs = [pair for of_one in clear.values() for pair in of_one]
    if any(of_row == ON_AVERAGE for _, of_row in pairs):
        return too_few(min(row.n for row, _ in pairs))
    visible = [noun(measure) for measure, of_one in clear.items() if VISIBLE in (of_row for _, of_row in of_one)]
    only = f" only for {joined(visible)}" if visible and len(visible) < len(clear) else ""
    return f"One trial of this size would {SHOW if visible else MISS}{only}."


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
    up = sum(row.mean > 0.0 for row in rows)
    groups = "1 group" if up == 1 else f"{up} groups"
    return f"{noun(measure)} (up in {groups}, down in {len(rows) - up})"


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
