"""Summaries of many simulated trials: the average with its interval, and the range of single trials.

These are two different things. `mean_low` and `mean_high` bound the 95 % t-interval of the mean over
replications: how well the simulated average is known; it narrows with more replications. `trial_low` and
`trial_high` bound the middle 95 % of single replications: what one trial of this size could have come out at;
it does not narrow. Below `ENOUGH_TRIALS` replications such a range is not known: they are then the lowest and
highest replication.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from simulation.measures import MEASURES, NAMES
from simulation.outcomes import PARTNER_COLUMNS, Outcomes

STATISTICS = ("mean", "mean_low", "mean_high", "trial_low", "trial_high", "n")
COLUMNS = ("scenario", "group", "measure", "week", *STATISTICS)
ENOUGH_TRIALS = 40
"""From this number of replications on, 2.5 of 100 is at least one of them."""
LEAST_TRIALS = 10
"""From this number of replications on, readers are shown intervals and ranges: of fewer they are absurdly wide."""


def empty_groups(series: pd.DataFrame) -> list[str]:
    """Return the groups that have no people in any scenario, replication or week, or too few to be shown."""
    most = series.groupby("group", observed=True, sort=False)["n"].max()
    return [str(group) for group in most.index[(most == 0) | most.isna()]]


def summarise(outcomes: Outcomes) -> pd.DataFrame:
    """Return one row a scenario, group, measure and week (`COLUMNS`); `n` counts replications with a value.

    With fewer than two values both intervals are NaN. The interval of the mean of a share stays within 0 … 1.
    """
    summary = over_replications(outcomes.series, NAMES)
    return within_bounds(summary, summary["measure"].isin([name for name in NAMES if MEASURES[name].share]))


def within_bounds(summary: pd.DataFrame, shares: pd.Series) -> pd.DataFrame:
    """Return `summary` with the intervals of the means of `shares` cut off at 0 and 1: no share lies beyond."""
    bounds = ["mean_low", "mean_high"]
    return summary.assign(**summary[bounds].where(~shares, summary[bounds].clip(0.0, 1.0)))


def differences(outcomes: Outcomes, control: str) -> pd.DataFrame:
    """Return `COLUMNS` for group minus `control`, taken within each replication and then summarised.

    Raises ValueError if a scenario has no group of that name.
    """
    return over_replications(within_replications(outcomes.series, control, NAMES), NAMES)


def summarise_partners(outcomes: Outcomes) -> pd.DataFrame:
    """Return the same for the partners' waiting lists, with `partner` in the place of `group`."""
    return over_replications(outcomes.partners, PARTNER_COLUMNS, place="partner")


def over_replications(frame: pd.DataFrame, measures: Sequence[str], place: str = "group") -> pd.DataFrame:
    """Summarise the columns `measures` of a frame with scenario, replication, `place` and week.

    Raises ValueError if a replication occurs twice.
    """
    scenario, scenarios = _coded(frame["scenario"])
    group, groups = _coded(frame[place])
    week, weeks = _coded(frame["week"], sort=True)
    replication, replications = _coded(frame["replication"])
    cells, cell = np.unique((scenario * len(groups) + group) * len(weeks) + week, return_inverse=True)
    if len(np.unique(cell * len(replications) + replication)) < len(frame):
        raise ValueError("a replication occurs twice; put the outcomes of different replications together")
    at, cell_week = np.divmod(cells, max(1, len(weeks)))
    cell_scenario, cell_group = np.divmod(at, max(1, len(groups)))
    found = {name: [] for name in STATISTICS}
    for measure in measures:
        values = np.full((len(cells), len(replications)), np.nan)
        values[cell, replication] = frame[measure].to_numpy(dtype=np.float64)
        for name, column in statistics(values).items():
            found[name].append(column)
    keys = {
        "scenario": np.tile(scenarios[cell_scenario], len(measures)),
        place: np.tile(groups[cell_group], len(measures)),
        "measure": np.repeat(np.asarray(measures, dtype=object), len(cells)),
        "week": np.tile(weeks[cell_week], len(measures)),
    }
    summary = pd.DataFrame(keys | {name: np.concatenate(columns) for name, columns in found.items()})
    order = np.argsort(np.tile(at, len(measures)), kind="stable")
    return summary.iloc[order].reset_index(drop=True)


def within_replications(frame: pd.DataFrame, control: str, measures: Sequence[str]) -> pd.DataFrame:
    """Return group minus `control` in the same scenario, replication and week, without rows of `control`
    itself.

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
    found = base.get_indexer(pd.MultiIndex.from_frame(others[keys]))
    values = frame[list(measures)].to_numpy(dtype=np.float64)
    yardstick = np.where((found >= 0)[:, None], values[is_control][found], np.nan)
    return others.join(pd.DataFrame(values[~is_control] - yardstick, columns=list(measures)))


def statistics(values: np.ndarray) -> dict[str, np.ndarray]:
    """Return `STATISTICS` of each row of `values` (cells × replications); NaN: there is no value."""
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
    """Return the linearly interpolated quantile of sorted rows of which the first `n` are there."""
    if values.shape[1] == 0:
        return np.full(len(values), np.nan)
    place = q * np.maximum(n - 1, 0)
    below = place.astype(np.int64)
    above = np.minimum(below + 1, np.maximum(n - 1, 0))
    low, high = (np.take_along_axis(values, rank[:, None], axis=1)[:, 0] for rank in (below, above))
    return low + (place - below) * (high - low)


def _coded(column: pd.Series, sort: bool = False) -> tuple[np.ndarray, np.ndarray]:
    codes, values = pd.factorize(column, sort=sort)
    return codes.astype(np.int64), np.asarray(values)
