"""Words of `vex explain`: names of the parts, numbers, and sentences on the result."""

from collections.abc import Mapping
from typing import Protocol

import pandas as pd

from simulation.channels import CHANNELS
from simulation.measures import MEASURES

from ..statistics.shapley import REST, WHOLE
from ..statistics.summary import LEAST_TRIALS
from ..words import wording
from ..words.language import _, decimal, plural
from ..words.quantities import axis_unit

ROUNDING = 1e-12
"""Smaller parts are rounding errors."""


class Share(Protocol):
    """A row of `channel_shares`: the contribution of a part to the difference in a measure."""

    measure: str
    part: str
    value: float
    low: float
    high: float
    clear: bool
    n: int


def part_name(part: str) -> str:
    """Return the name of a part of the difference."""
    if part == REST:
        return _("Through none of these")
    return _("Whole difference") if part == WHOLE else _(CHANNELS[part].title)


def in_unit(measure: str, value: float) -> float:
    """Return a value in the unit for readers: shares out of 100."""
    return 100.0 * value if MEASURES[measure].share else value


def part_digits(measure: str) -> int:
    """Return the number of decimals; there are more than elsewhere, because parts are small."""
    return 3 if MEASURES[measure].unit == "0-1" else 2


def change(measure: str, value: float) -> str:
    """Return a difference with its sign."""
    return decimal(in_unit(measure, value), part_digits(measure), signed=True)


def level_words(measure: str, value: float) -> str:
    """Return the level of a measure, not a difference."""
    words = decimal(in_unit(measure, value), part_digits(measure))
    return f"{words} %" if MEASURES[measure].share else words


def share_with_interval(row: Share) -> str:
    """Return the value of a part with its interval, if there are enough replications for an interval."""
    if row.n < LEAST_TRIALS:
        return change(row.measure, row.value)
    return _("{value} ({low} to {high})").format(
        value=change(row.measure, row.value), low=change(row.measure, row.low), high=change(row.measure, row.high)
    )


def is_clear(row: Share) -> bool:
    """Return whether a part is clear after correction for the number of parts, and not rounded to zero."""
    return bool(row.clear and round(abs(in_unit(row.measure, row.value)), part_digits(row.measure)) > 0.0)


def group_name(group: str, labels: Mapping[str, str]) -> str:
    """Return the name of the group."""
    return _("all simulated people") if group not in labels else wording.quoted(group, labels)


def headline(rows: pd.DataFrame) -> str:
    """Return the result for one measure; a difference that is not clear gets no number.

    `rows` are the rows of `channel_shares` of the measure.
    """
    whole = _whole(rows)
    title = _(MEASURES[whole.measure].title)
    if whole.n < LEAST_TRIALS:
        return _("{measure}: what each channel contributes").format(measure=title)
    if rows[["value", "low", "high"]].abs().max().max() < ROUNDING:
        return _("{measure}: no difference at all").format(measure=title)
    if not is_clear(whole):
        if whole.low <= 0.0 <= whole.high:
            return _("{measure}: it cannot be told whether the scenarios differ").format(measure=title)
        return _("{measure}: no clear difference, among all that are judged here").format(measure=title)
    sign = 1.0 if whole.value > 0.0 else -1.0
    parts = _parts(rows)
    most = next(parts.loc[[(parts["value"] * sign).idxmax()]].itertuples())
    unit = axis_unit(whole.measure)
    words = {"measure": title, "difference": f"{change(whole.measure, whole.value)} {unit}".strip()}
    if not is_clear(most):
        return _("{measure}: {difference}, through no channel clearly").format(**words)
    if most.part == REST:
        return _("{measure}: {difference}, the largest part through none of the channels").format(**words)
    words["channel"] = part_name(most.part)
    return _("{measure}: {difference}, the largest part through ‘{channel}’").format(**words)


def certainty(rows: pd.DataFrame) -> str:
    """Return the sentence on the channels that are clear, and on opposite signs among them."""
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


def correction_sentence(shares: pd.DataFrame) -> str:
    """Return the sentence on the correction for the number of parts; empty with few replications."""
    if shares["n"].max() < LEAST_TRIALS:
        return ""
    return _(
        "What is called clear is so after correction for the {n} parts that are judged (Bonferroni); the intervals "
        "shown are not widened. That a part is not clear is not to say that it is nothing."
    ).format(n=len(shares))


def _whole(rows: pd.DataFrame) -> Share:
    return next(rows[rows["part"] == WHOLE].itertuples())


def _parts(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["part"] != WHOLE]


def subject_line(base: str, scenario: str, group: str, labels: Mapping[str, str]) -> str:
    """Return the line above a figure: the scenarios and the group."""
    return _("‘{scenario}’ against ‘{base}’, {group}, at the end of the run").format(
        scenario=scenario, base=base, group=group_name(group, labels)
    )


def runs_sentence(runs: pd.DataFrame) -> str:
    """Return the sentence on the number of runs; `runs` has the column runs, a row a replication."""
    n, total = len(runs), int(runs["runs"].sum())
    most = (1 + (1 << len(CHANNELS))) * n
    return _(
        "{total} runs for {n} replications; {spared} of {most} were the same as another and needed no run."
    ).format(total=decimal(total), n=decimal(n), spared=decimal(most - total), most=decimal(most))
