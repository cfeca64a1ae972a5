"""Summaries of many simulated trials: the average with its interval, and the range of single trials.

`mean_low` and `mean_high` bound the 95 % t-interval of the mean over replications; it narrows with more replications.
`trial_low` and `trial_high` bound the middle 95 % of single replications, the possible results of one trial of this
size; this range does not narrow. Below `ENOUGH_TRIALS` replications it cannot be estimated, and the two are the lowest
and the highest replication.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from simulation.measures import MEASURES, NAMES
from simulation.outcomes import PARTNER_COLUMNS, Outcomes

STATISTICS = ("mean", "mean_low", "mean_high", "trial_low", "trial_high", "n")
ENOUGH_TRIALS = 40
"""From this number of replications on, 2.5 % of them is at least one replication."""
LEAST_TRIALS = 10
"""From this number of replications on, readers are shown intervals and ranges; with fewer they are too wide to help."""


def empty_groups(series: pd.DataFrame) -> list[str]:
    """Return the groups with no people in any scenario, replication and week, or with too few to be shown."""
    most = series.groupby("group", observed=True, sort=False)["n"].max()
    return [str(group) for group in most.index[(most == 0) | most.isna()]]


def summarise(outcomes: Outcomes) -> pd.DataFrame:
    """Return the columns scenario, group, measure, week and `STATISTICS`; `n` counts replications with a value.

    With fewer than two values both intervals are NaN. The interval of the mean of a share stays within 0 … 1.
    """
    summary = over_replications(outcomes.series, NAMES)
    return within_bounds(summary, summary["measure"].isin([name for name in NAMES if MEASURES[name].share]))


def within_bounds(summary: pd.DataFrame, shares: pd.Series) -> pd.DataFrame:
    """Return `summary` with the intervals of the means clipped to 0 … 1 in the rows that the mask `shares` marks."""
    bounds = ["mean_low", "mean_high"]
    return summary.assign(**summary[bounds].where(~shares, summary[bounds].clip(0.0, 1.0)))


def differences(outcomes: Outcomes, control: str) -> pd.DataFrame:
    """Return the columns of `summarise` for group minus `control`, taken within each replication.

    Raises ValueError if a scenario has no group of that name.
    """
    return over_replications(within_replications(outcomes.series, control, NAMES), NAMES)


def summarise_partners(outcomes: Outcomes) -> pd.DataFrame:
    """Return scenario, partner, measure, week and `STATISTICS` of the waiting lists of partners."""
    return over_replications(outcomes.partners, PARTNER_COLUMNS, key="partner")


def over_replications(frame: pd.DataFrame, measures: Sequence[str], key: str = "group") -> pd.DataFrame:
    """Return scenario, `key`, measure, week and `STATISTICS` of the columns `measures`.

    `frame` has a row a scenario, replication, `key` and week.
    Raises ValueError if a replication occurs twice.
    """
    scenario, scenarios = _coded(frame["scenario"])
    group, groups = _coded(frame[key])
    week, weeks = _coded(frame["week"], sort=True)
    replication, replications = _coded(frame["replication"])
    cells, cell = np.unique((scenario * len(groups) + group) * len(weeks) + week, return_inverse=True)
    if len(np.unique(cell * len(replications) + replication)) < len(frame):
        raise ValueError("a replication occurs twice; concatenate outcomes of different replications")
    pair, cell_week = np.divmod(cells, max(1, len(weeks)))
    cell_scenario, cell_group = np.divmod(pair, max(1, len(groups)))
    parts: dict[str, list[np.ndarray]] = {name: [] for name in STATISTICS}
    for measure in measures:
        values = np.full((len(cells), len(replications)), np.nan)
        values[cell, replication] = frame[measure].to_numpy(dtype=np.float64)
        for name, column in statistics(values).items():
            parts[name].append(column)
    keys = {
        "scenario": np.tile(scenarios[cell_scenario], len(measures)),
        key: np.tile(groups[cell_group], len(measures)),
        "measure": np.repeat(np.asarray(measures, dtype=object), len(cells)),
        "week": np.tile(weeks[cell_week], len(measures)),
    }
    summary = pd.DataFrame(keys | {name: np.concatenate(columns) for name, columns in parts.items()})
    order = np.argsort(np.tile(pair, len(measures)), kind="stable")
    return summary.iloc[order].reset_index(drop=True)


def within_replications(frame: pd.DataFrame, control: str, measures: Sequence[str]) -> pd.DataFrame:
    """Return scenario, replication, week, group and `measures`: group minus `control`, for all groups but `control`.

    Raises ValueError if a scenario has no group of that name.
    """
    names = frame["group"].astype(str)
    is_control = (names == control).to_numpy()
    for scenario in frame["scenario"].unique():
        if not is_control[(frame["scenario"] == scenario).to_numpy()].any():
            known = ", ".join(names[(frame["scenario"] == scenario).to_numpy()].unique())
            raise ValueError(f"scenario {scenario} has no group {control!r}; its groups are {known}")
    keys = ["scenario", "replication", "week"]
    base = pd.MultiIndex.from_frame(frame.loc[is_control, keys])
    others = frame.loc[~is_control, [*keys, "group"]].reset_index(drop=True)
    index = base.get_indexer(pd.MultiIndex.from_frame(others[keys]))
    values = frame[list(measures)].to_numpy(dtype=np.float64)
    of_control = np.where((index >= 0)[:, None], values[is_control][index], np.nan)
    return others.join(pd.DataFrame(values[~is_control] - of_control, columns=list(measures)))


def statistics(values: np.ndarray) -> dict[str, np.ndarray]:
    """Return `STATISTICS` of each row of `values` (cells × replications); NaN marks a missing value."""
    values = np.sort(values, axis=1)
    n = np.sum(~np.isnan(values), axis=1)
    some, several = np.maximum(n, 1), n > 1
    mean = np.where(n > 0, np.nansum(values, axis=1) / some, np.nan)
    squares = np.nansum((values - mean[:, None]) ** 2, axis=1)
    freedom = np.maximum(n - 1, 1)
    tail = np.where(n < ENOUGH_TRIALS, 0.0, 0.025)
    half = np.where(several, stdtrit(freedom, 0.975) * np.sqrt(squares / freedom / some), np.nan)
    return {
        "mean": mean,
        "mean_low": mean - half,
        "mean_high": mean + half,
        "trial_low": np.where(several, _quantile(values, n, tail), np.nan),
        "trial_high": np.where(several, _quantile(values, n, 1.0 - tail), np.nan),
        "n": n,
    }


def _quantile(values: np.ndarray, n: np.ndarray, q: np.ndarray) -> np.ndarray:
    """Return the linearly interpolated quantile of sorted rows; only the first `n` values of a row count."""
    if values.shape[1] == 0:
        return np.full(len(values), np.nan)
    rank = q * np.maximum(n - 1, 0)
    below = rank.astype(np.int64)
    above = np.minimum(below + 1, np.maximum(n - 1, 0))
    low, high = (np.take_along_axis(values, index[:, None], axis=1)[:, 0] for index in (below, above))
    return low + (rank - below) * (high - low)


def _coded(column: pd.Series, sort: bool = False) -> tuple[np.ndarray, np.ndarray]:
    """Return the code of each value, and the value of each code."""
    codes, values = pd.factorize(column, sort=sort)
    return codes.astype(np.int64), np.asarray(values)
