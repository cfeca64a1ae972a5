"""Scenarios against the base: paired differences with intervals, for every measure, group and chosen week."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from simulation.measures import NAMES

from .pairs import paired, weeks_of
from .uncertainty import uncertainty_of

if TYPE_CHECKING:
    from scenarios.compare import Comparison

DIFFERENCE_COLUMNS = ("scenario", "base", "group", "measure", "week", "difference", "low", "high", "n")


def uncertainty_table(
    comparison: "Comparison",
    measures: Sequence[str] = NAMES,
    weeks: Sequence[int] | None = None,
    groups: Collection[str] | None = None,
    comparisons: int = 1,
) -> pd.DataFrame:
    """Return each scenario minus the base, within replications: `DIFFERENCE_COLUMNS` and those of `uncertainty_of`.

    `weeks` are by default the stored multiples of 26 and the last; `groups` all groups with the same people in both.
    `low` and `high` bound the 95 % interval over parameters and error of the mean, or over the error of the mean alone
    if parameters were not varied. They are NaN with one replication; readers are shown no interval of fewer than
    `summary.LEAST_TRIALS`. With `comparisons` above 1 the interval is at 1 − 0.05 ÷ `comparisons` (Bonferroni). A cell
    without a value in any replication, such as a group of other people, has no row. Raises ValueError for an unknown
    measure, week or group.
    """
    series = comparison.series
    pairs = paired(comparison, series, measures, weeks_of(series) if weeks is None else weeks, groups)
    rows = uncertainty_of(pairs, comparisons=comparisons)
    return rows[rows["n"] > 0].reset_index(drop=True)
