"""Sentences on a comparison: intervals, the people it is about, cautions and corrections, names of scenarios."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import pandas as pd

from simulation.outcomes import EVERYONE

from ..statistics.multiple_testing import STATEMENTS
from ..statistics.rows import DifferenceRow
from ..statistics.summary import LEAST_TRIALS
from ..statistics.uncertainty import LEAST_FREEDOM, NOT_SEPARATED, NOT_VARIED
from ..words import wording
from ..words.language import N_, _, decimal, plural
from ..words.quantities import amount

if TYPE_CHECKING:
    from scenarios.compare import Comparison

CANNOT_TELL = N_("That is not to say that there is none: where an interval covers zero, this comparison cannot tell.")
LEFT_OUT = N_(
    "Take care: what is not known of the parameters is left out here (one set of values). The intervals are therefore "
    "too narrow for decisions, and with the plausible set of parameter values the verdicts may be others."
)
WELLBEING_ITEMS = ("net_benefit", "point_years")


def interval_words(row: DifferenceRow) -> str:
    """Return the interval of a row in words."""
    low, high = (amount(row.measure, value, True) for value in (row.low, row.high))
    return _("{low} to {high}").format(low=low, high=high)


def comparison_caution(measures: Iterable[str]) -> str:
    """Return the caution for results on these measures and items of money."""
    on_wellbeing = set(measures) & {*wording.WELLBEING, *WELLBEING_ITEMS}
    return wording.caution(["life_satisfaction"] if on_wellbeing else [])


def people(comparison: "Comparison", group: str = EVERYONE) -> str:
    """Return the sentence on the group that results are about, with its size at the end of a simulated trial.

    A group of real people below the smallest count has no number.
    """
    series = comparison.series
    rows = series[(series["group"] == group) & (series["week"] == series["week"].max())]
    count = rows.loc[rows["scenario"] == comparison.base, "n"].mean()
    if group == EVERYONE:
        words = _("This is about all {n} simulated people together.")
        return words.format(n=decimal(count)) if count > 0.0 else _("This is about all simulated people together.")
    name = wording.quoted(group, comparison.labels)
    if not count > 0.0:
        return _("This is about the group {group} alone.").format(group=name)
    words = _("This is about the group {group} alone: {n} simulated people.").format(group=name, n=decimal(count))
    return f"{words} {_('Coaches are paid whatever they do: what is saved on one group may be spent on another.')}"


def scope(comparison: "Comparison", group: str = EVERYONE) -> str:
    """Return the sentences on the group of an answer; for everyone also the option that selects a group."""
    words = people(comparison, group)
    if group != EVERYONE:
        return words
    also = _("Also those whom nothing changes for, such as people without a coach, count in each average.")
    words = f"{words} {also}"
    paired = [comparison.same_people[scenario] for scenario in comparison.scenarios]
    names = [name for name in paired[0] if name != EVERYONE and all(name in others for others in paired)]
    if not names:
        return words
    options = ", ".join(f"--group {name}" for name in names)
    return f"{words} {_('For one group alone, add one of: {options}.').format(options=options)}"


def warning(comparison: "Comparison") -> str:
    """Return the warning above results without varied parameters; empty if they were varied."""
    return _(LEFT_OUT) if comparison.draws < 2 else ""


def basis(rows: pd.DataFrame) -> str:
    """Return the sentences on the meaning of the intervals, or on their absence with few trials.

    `rows` has the columns `parameters`, `sets` and `n` of `uncertainty.uncertainty_of`.
    """
    n, sets = int(rows["n"].max()), int(rows["sets"].max())
    if n < LEAST_TRIALS:
        return few(n)
    known = set(rows["parameters"])
    if known == {NOT_VARIED}:
        return _(
            "Intervals (95 %): error of the average over {n} simulated trials with one set of parameter values. How "
            "uncertain those values are is not in them."
        ).format(n=n)
    if NOT_SEPARATED in known:
        return _(
            "Intervals (95 %): {n} simulated trials with {sets} plausible sets of parameter values. These are too few "
            "trials to tell parameters and chance apart, so that the intervals hold both: use at least {enough}."
        ).format(n=n, sets=sets, enough=sets + max(sets, LEAST_FREEDOM))
    return _(
        "Intervals (95 %): {n} simulated trials with {sets} plausible sets of parameter values. They hold both what is "
        "not known of the parameters and the error of the average; not the chance of one trial."
    ).format(n=n, sets=sets)


def few(n: int) -> str:
    """Return the sentence for too few simulated trials for an interval."""
    words = plural(
        "One simulated trial cannot tell a policy from luck: use at least 50 (--replications 50).",
        "{n} simulated trials are too few for an interval: use at least 50 (--replications 50).",
        max(1, n),
    )
    return words.format(n=n)


def widened(scenarios: int) -> str:
    """Return the sentence on the correction for multiple testing."""
    return plural(
        "What is called clear is so after correction for {n} differences that are judged in words, {outcomes} outcomes "
        "under {scenarios} scenario (Bonferroni); the intervals shown are not widened.",
        "What is called clear is so after correction for {n} differences that are judged in words, {outcomes} outcomes "
        "under {scenarios} scenarios (Bonferroni); the intervals shown are not widened.",
        scenarios,
    ).format(n=len(STATEMENTS) * scenarios, outcomes=len(STATEMENTS), scenarios=scenarios)


def names(scenarios: Iterable[str], titles: Mapping[str, str]) -> str:
    """Return names of scenarios for a sentence; of more than three, their number."""
    quoted = [wording.quoted(name, titles) for name in scenarios]
    return wording.joined(quoted) if len(quoted) < 4 else _("{n} scenarios").format(n=len(quoted))
