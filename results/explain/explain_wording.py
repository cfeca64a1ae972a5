"""What a page says of an explanation, in words: names of the parts, numbers, and what came out."""

from collections.abc import Mapping

import pandas as pd

from simulation.channels import CHANNELS
from simulation.measures import MEASURES

from ..statistics.shapley import REST, WHOLE
from ..statistics.summary import LEAST_TRIALS
from ..words import wording
from ..words.language import _, decimal, plural
from ..words.quantities import axis_unit

NOTHING = 1e-12
"""Below this a part is nothing but rounding."""


def part_name(part: str) -> str:
    """Return what readers call a part of the difference."""
    if part == REST:
        return _("Through none of these")
    return _("Whole difference") if part == WHOLE else _(CHANNELS[part].title)


def in_unit(measure: str, value: float) -> float:
    """Return a value as readers see it: a share out of 100."""
    return 100.0 * value if MEASURES[measure].share else value


def digits(measure: str) -> int:
    """Return the number of decimals of a part: small parts matter here."""
    return 3 if MEASURES[measure].unit == "0-1" else 2


def change(measure: str, value: float) -> str:
    """Return a difference with its sign."""
    return decimal(in_unit(measure, value), digits(measure), signed=True)


def level(measure: str, value: float) -> str:
    """Return the value of a measure itself."""
    words = decimal(in_unit(measure, value), digits(measure))
    return f"{words} %" if MEASURES[measure].share else words


def with_interval(row) -> str:
    """Return the difference of a row and its interval, if there are replications enough for one."""
    if row.n < LEAST_TRIALS:
        return change(row.measure, row.value)
    return _("{value} ({low} to {high})").format(
        value=change(row.measure, row.value), low=change(row.measure, row.low), high=change(row.measure, row.high)
    )


def is_clear(row) -> bool:
    """Return whether a part is clear after correction for their number, and readers would not see it as zero."""
    return bool(row.clear and round(abs(in_unit(row.measure, row.value)), digits(row.measure)) > 0.0)


def group_name(group: str, labels: Mapping[str, str]) -> str:
    """Return what readers call the group that is looked at."""
    return _("all simulated people") if group not in labels else wording.quoted(group, labels)


def headline(rows: pd.DataFrame) -> str:
    """Return what came out for one measure; silent about a difference that is not clear."""
    whole = _whole(rows)
    title = _(MEASURES[whole.measure].title)
    if whole.n < LEAST_TRIALS:
        return _("{measure}: what each channel contributes").format(measure=title)
    if rows[["value", "low", "high"]].abs().max().max() < NOTHING:
        return _("{measure}: no difference at all").format(measure=title)
    if not is_clear(whole):
        if whole.low <= 0.0 <= whole.high:
            return _("{measure}: it cannot be told whether the scenarios differ").format(measure=title)
        return _("{measure}: no clear difference, among all that are judged here").format(measure=title)
    most = _parts(rows).assign(along=lambda parts: parts["value"] * (1.0 if whole.value > 0.0 else -1.0))
    most = next(most.loc[[most["along"].idxmax()]].itertuples())
    unit = axis_unit(whole.measure)
    words = {"measure": title, "difference": f"{change(whole.measure, whole.value)} {unit}".strip()}
    if not is_clear(most):
        return _("{measure}: {difference}, through no channel clearly").format(**words)
    if most.part == REST:
        return _("{measure}: {difference}, the largest part through none of the channels").format(**words)
    words["channel"] = part_name(most.part)
    return _("{measure}: {difference}, the largest part through ‘{channel}’").format(**words)


def certainty(rows: pd.DataFrame) -> str:
    """Return which channels are clear on average, and whether they work against one another."""
    whole = _whole(rows)
    if whole.n < LEAST_TRIALS:
        return plural(
            "One replication; no interval can be given.",
            "{n} replications; from {least} on intervals are shown.",
            whole.n,
        ).format(n=whole.n, least=LEAST_TRIALS)
    clear = [row for row in _parts(rows).itertuples() if is_clear(row)]
    if not clear:
        return _("Of no channel the contribution is clear.")
    named = [
        _("{channel} {difference}").format(channel=part_name(row.part), difference=change(row.measure, row.value))
        for row in sorted(clear, key=lambda row: -abs(row.value))
    ]
    words = _("Clear on average: {list}.").format(list="; ".join(named))
    if any(row.value > 0.0 for row in clear) and any(row.value < 0.0 for row in clear):
        words += " " + _("These work against one another.")
    return words


def corrected(shares: pd.DataFrame) -> str:
    """Return the sentence on the correction of what is called clear in an explanation; empty with few replications."""
    if shares["n"].max() < LEAST_TRIALS:
        return ""
    return _(
        "What is called clear is so after correction for the {n} parts that are judged (Bonferroni); the intervals "
        "shown are not widened. That a part is not clear is not to say that it is nothing."
    ).format(n=len(shares))


def _whole(rows: pd.DataFrame):
    return next(rows[rows["part"] == WHOLE].itertuples())


def _parts(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["part"] != WHOLE]


def of_which(base: str, scenario: str, group: str, labels: Mapping[str, str]) -> str:
    """Return the line that says what is compared for whom."""
    return _("‘{scenario}’ against ‘{base}’, {group}, at the end of the run").format(
        scenario=scenario, base=base, group=group_name(group, labels)
    )


def runs_made(runs: pd.DataFrame) -> str:
    """Return how many runs the replications took."""
    n, total = len(runs), int(runs["runs"].sum())
    most = (1 + (1 << len(CHANNELS))) * n
    return _(
        "{total} runs for {n} replications; {spared} of {most} were the same as another and needed no run."
    ).format(total=decimal(total), n=decimal(n), spared=decimal(most - total), most=decimal(most))
