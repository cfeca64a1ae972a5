"""Scenarios against the base: paired differences with intervals, for every measure, group and chosen week."""

from collections.abc import Collection, Sequence

import pandas as pd

from simulation.measures import NAMES

from .pairs import paired, weeks_of
from .uncertainty import uncertainty_of

COLUMNS = ("scenario", "base", "group", "measure", "week", "difference", "low", "high", "n")


def comparison_table(
    comparison,
    measures: Sequence[str] = NAMES,
    weeks: Sequence[int] | None = None,
    groups: Collection[str] | None = None,
    comparisons: int = 1,
) -> pd.DataFrame:
    """Return `COLUMNS`: each scenario minus the base, taken within replications.

    `weeks` are by default the stored multiples of 26 and the last; `groups` all with the same people in both.
    `low, high` bound the 95 % interval over parameters and error of the mean together, or, if parameters were not
    varied, over the error of the mean; they are NaN with one replication, and of fewer than `summary.LEAST_TRIALS`
    readers are not shown them. With `comparisons` above 1 the interval is at 1 − 0.05 ÷ `comparisons` (Bonferroni).
    Raises ValueError for a measure, week or group that is not there.
    """
    return uncertainty_table(comparison, measures, weeks, groups, comparisons)[list(COLUMNS)]


def uncertainty_table(
    comparison,
    measures: Sequence[str] = NAMES,
    weeks: Sequence[int] | None = None,
    groups: Collection[str] | None = None,
    comparisons: int = 1,
) -> pd.DataFrame:
    """Return the same rows with the three uncertainties apart (`uncertainty.uncertainty_of`).

    A cell that no replication has a value for, such as a group of other people, has no row.
    """
    series = comparison.series
    pairs = paired(comparison, series, measures, weeks_of(series) if weeks is None else weeks, groups)
    found = uncertainty_of(pairs, comparisons=comparisons)
    return found[found["n"] > 0].reset_index(drop=True)
