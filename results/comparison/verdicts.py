"""What can be said of each difference from the base: clearly more or less, hardly any, not clear, not known.

A difference is clear if its interval over parameters and error of the mean leaves out zero. The interval is widened for
the number of differences that are judged (`statements.py`) before it is judged; the intervals that readers see are
not widened. There is hardly any difference where the whole widened interval lies within a small margin, and nowhere
else: where it covers zero and more than that, the comparison cannot tell. A difference that is clear by itself and not
among all that are judged is not enough to be called clear, and it is not said that nobody can tell. One that readers
would see as zero is never clear.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from simulation.measures import MEASURES

from ..run.findings import margin as margin_of_measure
from ..statistics.multiple_testing import judgements
from ..statistics.pairs import paired, weeks_of
from ..statistics.summary import LEAST_TRIALS
from ..statistics.uncertainty import components, uncertainty_of
from ..words.quantities import amount, last_digit
from .compared_money import money_pairs

MORE, LESS, HARDLY, SAME, NOT_KNOWN = "more", "less", "hardly any", "the same", "not known"
NOT_CLEAR, NOT_ENOUGH = "not clear", "not enough"
"""The interval that readers see covers zero; it does not, but the one that is widened does."""
CLEAR = (MORE, LESS)


def judged(
    comparison,
    measures: Sequence[str],
    weeks: Sequence[int] | None = None,
    group: str = "everyone",
    values=None,
) -> pd.DataFrame:
    """Return the rows of `uncertainty_of` for `group` with columns `verdict` and `compared`.

    `weeks` is by default the last. `compared` is the number of scenarios that are compared with the base, for all of
    which verdicts are corrected.

    `measures` are names of `simulation.measures` and items of `compared_money`, in any order; `values` are the
    `StatedValues` of `net_benefit`. Scenarios whose `group` holds other people than that of the base have no rows.
    """
    weeks = weeks_of(comparison.series)[-1:] if weeks is None else weeks
    plain = [name for name in measures if name in MEASURES]
    money = [name for name in measures if name not in MEASURES]
    found = []
    if plain:
        found.append(paired(comparison, comparison.series, plain, weeks, (group,)))
    if money:
        found.append(money_pairs(comparison, values, weeks, (group,), money))
    count = judgements(comparison)
    rows = pd.concat([uncertainty_of(pairs) for pairs in found], ignore_index=True)
    halves = (components(pairs.differences, pairs.draws).halves(count)["combined"].ravel() for pairs in found)
    rows["verdict"] = [
        verdict(row.measure, row.difference, row.difference - half, row.difference + half, row.n, (row.low, row.high))
        for row, half in zip(rows.itertuples(), np.concatenate(list(halves)), strict=True)
    ]
    rows["compared"] = len(comparison.scenarios)
    order = {name: place for place, name in enumerate(measures)}
    rows = rows[rows["n"] > 0].sort_values("measure", key=lambda names: names.map(order), kind="stable")
    return rows.reset_index(drop=True)


def verdict(
    measure: str, difference: float, low: float, high: float, n: int, shown: tuple[float, float] = (0.0, 0.0)
) -> str:
    """Return what can be said of a difference with this widened interval from `n` replications; readers see `shown`."""
    if n < LEAST_TRIALS:
        return NOT_KNOWN
    if difference == low == high == 0.0:
        return SAME
    if -margin(measure) < low and high < margin(measure):
        return HARDLY
    if not (low > 0.0 or high < 0.0) or not amount(measure, difference).strip("0,.−"):
        return NOT_CLEAR if shown[0] <= 0.0 <= shown[1] else NOT_ENOUGH
    return MORE if difference > 0.0 else LESS


def margin(measure: str) -> float:
    """Return the difference below which hardly any is said: for money, half of the last digit that readers see."""
    return margin_of_measure(measure) if measure in MEASURES else last_digit(measure) / 2.0
