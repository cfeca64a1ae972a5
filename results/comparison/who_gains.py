"""Who gains and who loses: differences from the base by problem load, duration, household, sex, age and education.

Better and worse off are counted person by person, under the same luck in both. The counts include people whom the
policy never reached: if one person is admitted, the next person waits, and the rest follows by chance. Under any
change some are therefore better and some worse off, and only the balance of the two is an effect of the policy.

With many subgroups, one interval in twenty leaves out zero by chance. A difference is therefore marked as clear only if
its interval at 1 − 0.05 ÷ (subgroups of that group × outcomes × scenarios) leaves out zero (Bonferroni). The difference
of all people of a group is judged as in the other tables (`multiple_testing.py`). A clear subgroup beside a subgroup
that is not clear does not show that the two differ.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from simulation.outcomes import EVERYONE

from ..statistics.multiple_testing import judgements
from ..statistics.summary import LEAST_TRIALS
from ..statistics.uncertainty import components

if TYPE_CHECKING:
    from scenarios.compare import Comparison

SHOWN_DIMENSIONS = (EVERYONE, "load", "duration", "household", "sex", "age", "education")
GAIN_OUTCOMES = {"exit_work": "work", "off_benefit": None, "life_satisfaction": "life"}
"""Outcome → suffix of its columns better_… and worse_…, if it has them."""
GAINS_COLUMNS = (
    "scenario", "base", "group", "dimension", "level", "people", "outcome", "difference", "low", "high", "better",
    "worse", "n", "subgroups", "comparisons", "clear",
)  # fmt: skip


def who_gains(comparison: "Comparison") -> pd.DataFrame:
    """Return `GAINS_COLUMNS`: a row a scenario, group, subgroup and outcome, at the last week.

    `difference`, with its 95 % interval (parameters and error of the mean), is the mean change of the same people;
    `better` and `worse` are shares of them (work: left through work in one scenario only; life satisfaction:
    more than half a point); `people` is their mean number. `clear` holds after correction for the number of
    `comparisons`, and never with fewer than `LEAST_TRIALS` replications.
    """
    frame = comparison.subgroups
    if frame.empty:
        return pd.DataFrame(columns=list(GAINS_COLUMNS))
    keys = ["scenario", "group", "dimension", "level"]
    names = frame[keys].astype(str)
    cell = names.groupby(keys, sort=False).ngroup().to_numpy()
    cells = names.drop_duplicates().reset_index(drop=True)
    replication, replications = pd.factorize(frame["replication"].to_numpy(), sort=True)
    draws = np.zeros(len(replications), dtype=np.int64)
    draws[replication] = frame["draw"].to_numpy()

    def by_replication(column: str) -> np.ndarray:
        values = np.full((len(cells), len(replications)), np.nan)
        values[cell, replication] = frame[column].to_numpy(dtype=np.float64)
        return values

    is_part = cells["dimension"] != EVERYONE
    subgroups = is_part.groupby([cells["scenario"], cells["group"]]).transform("sum").clip(lower=1).to_numpy()
    judged = np.where(is_part, subgroups * len(GAIN_OUTCOMES) * len(comparison.scenarios), judgements(comparison))
    parts = [_of_outcome(cells, outcome, by_replication, draws, judged) for outcome in GAIN_OUTCOMES]
    counts = {"subgroups": np.tile(subgroups, len(parts)), "comparisons": np.tile(judged, len(parts))}
    rows = pd.concat(parts, ignore_index=True).assign(base=comparison.base, **counts)
    return _in_order(rows[rows["n"] > 0], comparison.scenarios)[list(GAINS_COLUMNS)]


def _of_outcome(
    cells: pd.DataFrame,
    outcome: str,
    by_replication: Callable[[str], np.ndarray],
    draws: np.ndarray,
    comparisons: np.ndarray,
) -> pd.DataFrame:
    """Return a row a cell for one outcome; `by_replication` gives a column as cells × replications."""
    parts = components(by_replication(outcome), draws)
    half, wider = (parts.halves(count)["combined"] for count in (1, comparisons))
    rows = cells.assign(outcome=outcome, people=_mean(by_replication("n")), difference=parts.mean, n=parts.n)
    rows = rows.assign(low=parts.mean - half, high=parts.mean + half, better=np.nan, worse=np.nan)
    rows["clear"] = (np.abs(parts.mean) > wider) & (parts.n >= LEAST_TRIALS)
    if GAIN_OUTCOMES[outcome]:
        for side in ("better", "worse"):
            rows[side] = _mean(by_replication(f"{side}_{GAIN_OUTCOMES[outcome]}"))
    return rows


def _mean(values: np.ndarray) -> np.ndarray:
    known = ~np.isnan(values)
    n = known.sum(axis=1)
    return np.where(n > 0, np.where(known, values, 0.0).sum(axis=1) / np.maximum(n, 1), np.nan)


def _in_order(frame: pd.DataFrame, scenarios: tuple[str, ...]) -> pd.DataFrame:
    """Return the rows sorted by scenario, group (everyone first), outcome and dimension; levels keep their order."""
    keys = pd.DataFrame({
        "scenario": frame["scenario"].map(scenarios.index),
        "group": (frame["group"] != EVERYONE) * (1 + pd.factorize(frame["group"])[0]),
        "outcome": frame["outcome"].map(list(GAIN_OUTCOMES).index),
        "dimension": frame["dimension"].map({name: index for index, name in enumerate(SHOWN_DIMENSIONS)}).fillna(99),
    })  # fmt: skip
    return frame.loc[keys.sort_values(list(keys), kind="stable").index].reset_index(drop=True)
