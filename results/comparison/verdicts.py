"""Verdicts on the differences from the base: clearly more or less, hardly any, not clear, not known.

A difference is clear if its interval over parameters and error of the mean leaves out zero. For the verdict the
interval is widened for the number of differences that are judged (`multiple_testing.py`); readers see the interval that
is not widened. "Hardly any difference" means that the whole widened interval lies within a small margin. An interval
that holds zero and reaches beyond the margin is not clear. A difference that is clear on its own but not after the
correction is "not enough": it is not called clear, and not called undecided either. A difference that readers see as
zero is never clear.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Protocol

import numpy as np
import pandas as pd

from simulation.measures import MEASURES
from simulation.outcomes import EVERYONE

from ..run.findings import NOT_CLEAR, NOT_KNOWN, margin
from ..run.money import StatedValues
from ..statistics.multiple_testing import judgements
from ..statistics.pairs import paired, weeks_of
from ..statistics.rows import DifferenceRow
from ..statistics.summary import LEAST_TRIALS
from ..statistics.uncertainty import components, uncertainty_of
from ..words.quantities import amount
from .compared_money import money_pairs

if TYPE_CHECKING:
    from scenarios.compare import Comparison

MORE, LESS, HARDLY, SAME = "more", "less", "hardly any", "the same"
NOT_ENOUGH = "not enough"
"""Only the widened interval holds zero; with `NOT_CLEAR` the interval that readers see holds it too."""
CLEAR = (MORE, LESS)


class JudgedRow(DifferenceRow, Protocol):
    """A row of `judged`."""

    verdict: str
    compared: int


def judged(
    comparison: "Comparison",
    measures: Iterable[str],
    weeks: Sequence[int] | None = None,
    group: str = EVERYONE,
    values: StatedValues | None = None,
) -> pd.DataFrame:
    """Return the columns of `uncertainty_of` for `group`, and the columns `verdict` and `compared`.

    `weeks` is the last week by default. `compared` is the number of scenarios that are compared with the base; verdicts
    are corrected for all of them. `measures` are names of `simulation.measures` and items of `compared_money`, and give
    the order of the rows; `values` are the stated values of `net_benefit`. A scenario with other people in `group` than
    the base has no rows.
    """
    measures = list(measures)
    weeks = weeks_of(comparison.series)[-1:] if weeks is None else weeks
    plain = [name for name in measures if name in MEASURES]
    money = [name for name in measures if name not in MEASURES]
    parts = []
    if plain:
        parts.append(paired(comparison, comparison.series, plain, weeks, (group,)))
    if money:
        parts.append(money_pairs(comparison, values, weeks, (group,), money))
    count = judgements(comparison)
    rows = pd.concat([uncertainty_of(pairs) for pairs in parts], ignore_index=True)
    halves = (components(pairs.differences, pairs.draws).halves(count)["combined"].ravel() for pairs in parts)
    rows["verdict"] = [
        verdict(row.measure, row.difference, row.difference - half, row.difference + half, row.n, (row.low, row.high))
        for row, half in zip(rows.itertuples(), np.concatenate(list(halves)), strict=True)
    ]
    rows["compared"] = len(comparison.scenarios)
    order = {name: index for index, name in enumerate(measures)}
    rows = rows[rows["n"] > 0].sort_values("measure", key=lambda names: names.map(order), kind="stable")
    return rows.reset_index(drop=True)


def verdict(
    measure: str, difference: float, low: float, high: float, n: int, shown: tuple[float, float] = (0.0, 0.0)
) -> str:
    """Return the verdict on a difference with this widened interval from `n` replications; readers see `shown`."""
    if n < LEAST_TRIALS:
        return NOT_KNOWN
    if difference == low == high == 0.0:
        return SAME
    if -margin(measure) < low and high < margin(measure):
        return HARDLY
    if not (low > 0.0 or high < 0.0) or not amount(measure, difference).strip("0,.−"):
        return NOT_CLEAR if shown[0] <= 0.0 <= shown[1] else NOT_ENOUGH
    return MORE if difference > 0.0 else LESS
