"""Response surface of a sweep, and its tipping points.

The tipping point on a numeric axis is the smallest value from which on, up to the end of the axis, the share of
people who wait without a date stays at or under the threshold. The share is the mean over the stored weeks (every
fourth) and over the groups of the sweep, weighted by their people.
"""

import itertools
from typing import Any

import numpy as np
import pandas as pd

from scenarios.sweep import Sweep, in_words
from scenarios.sweep_axes import COACH_FTE, Axis
from simulation.measures import MEASURES

from ..statistics.uncertainty import components
from ..words.language import N_, _

ALWAYS_MEASURED = ("backlog", "trust", "exit_work", "life_satisfaction")
"""Measures of every response surface, beside the chosen measure."""
WITHIN, BELOW, ABOVE = N_("within the range"), N_("at or below the range swept"), N_("not within the range swept")


def axis_words(axis: Axis) -> str:
    """Return the name of an axis for readers."""
    return _("full-time coaches") if axis.path == COACH_FTE else axis.name.replace("_", " ")


def by_replication(sweep: Sweep, measures: list[str], groups: tuple[str, ...]) -> pd.DataFrame:
    """Return scenario, replication and a column a measure, means over the groups weighted by their people.

    Measures are those at the end; `backlog` is the mean over the run.
    """
    series = sweep.comparison.series
    series = series[series["group"].isin(groups) & (series["week"] > 0)]
    keys = ["scenario", "replication"]
    last = series[series["week"] == series["week"].max()]
    columns = {name: _weighted(last if name != "backlog" else series, name, keys) for name in measures}
    return pd.DataFrame(columns).reset_index()


def _weighted(rows: pd.DataFrame, measure: str, keys: list[str]) -> pd.Series:
    value = rows[measure].astype(np.float64)
    weight = rows["n"].astype(np.float64).where(value.notna(), 0.0)
    parts = pd.DataFrame({key: rows[key] for key in keys} | {"sum": value.fillna(0.0) * weight, "weight": weight})
    sums = parts.groupby(keys, observed=True, sort=False)[["sum", "weight"]].sum()
    return (sums["sum"] / sums["weight"].where(sums["weight"] > 0.0)).rename(measure)


def response_surface(sweep: Sweep, measure: str, groups: tuple[str, ...]) -> pd.DataFrame:
    """Return a row a point of the grid.

    Columns: a column an axis (its path), n, and MEASURE, MEASURE_low, MEASURE_high of each measure; `difference`,
    `difference_low` and `difference_high` of `measure` from the base scenario, paired. The 95 % intervals hold the
    uncertainty of parameters and the error of the mean (`uncertainty.py`).
    """
    measures = list(dict.fromkeys([measure, *ALWAYS_MEASURED]))
    runs = by_replication(sweep, measures, groups)
    base = runs[runs["scenario"] == sweep.comparison.base].set_index("replication")[measure]
    draws = sweep.comparison.series.groupby("replication")["draw"].first()
    rows = []
    for name, values in sweep.points.items():
        own = runs[runs["scenario"] == name].set_index("replication")
        row = {axis.path: value for axis, value in zip(sweep.axes, values, strict=True)} | {"n": len(own)}
        for column in measures:
            row |= _interval(column, own[column], draws)
        rows.append(row | _interval("difference", own[measure] - base.reindex(own.index), draws))
    return pd.DataFrame(rows)


def _interval(name: str, values: pd.Series, draws: pd.Series) -> dict[str, float]:
    values = values.dropna()
    mean = float(values.mean()) if len(values) else np.nan
    spread = components(values.to_numpy(dtype=float)[None, :], draws.reindex(values.index).to_numpy())
    half = float(spread.halves()["combined"][0]) if len(values) > 1 else np.nan
    low, high = mean - half, mean + half
    if name in MEASURES and MEASURES[name].share:
        low, high = max(low, 0.0), min(high, 1.0)
    return {name: mean, f"{name}_low": low, f"{name}_high": high}


def capacity_axis(axes: tuple[Axis, ...]) -> Axis | None:
    """Return the axis of the tipping point: the number of coaches, else the first numeric axis; None without any."""
    numbers = [axis for axis in axes if axis.is_number and len(axis.values) > 1]
    return next((axis for axis in numbers if axis.path == COACH_FTE), numbers[0] if numbers else None)


def tipping_points(surface: pd.DataFrame, axes: tuple[Axis, ...], threshold: float) -> pd.DataFrame:
    """Return the tipping points, a row for each combination of values on the other axes.

    Columns: a column each other axis; `axis`; `tipping`, the smallest value of `axis` from which on the share of
    people who wait without a date stays at or under the threshold; `low` and `high`, the same for the bounds of the
    interval of that share (NaN outside the range); threshold; `note`, the position of the tipping point (`WITHIN`,
    `BELOW`, `ABOVE`). Without a numeric axis there are no rows.
    """
    axis = capacity_axis(axes)
    if axis is None:
        return pd.DataFrame(columns=["axis", "tipping", "low", "high", "threshold", "note"])
    others = [other for other in axes if other is not axis]
    rows = []
    for values in itertools.product(*(other.values for other in others)):
        line = surface
        for other, value in zip(others, values, strict=True):
            line = line[line[other.path] == value]
        line = line.sort_values(axis.path)
        at = line[axis.path].to_numpy(dtype=float)
        bounds = {
            name: _smallest(at, line[column].to_numpy(dtype=float), threshold)
            for name, column in (("tipping", "backlog"), ("low", "backlog_low"), ("high", "backlog_high"))
        }
        note = ABOVE if np.isnan(bounds["tipping"]) else BELOW if bounds["tipping"] == at[0] else WITHIN
        row = {other.path: value for other, value in zip(others, values, strict=True)}
        rows.append(row | {"axis": axis.path, **bounds, "threshold": threshold, "note": note})
    return pd.DataFrame(rows)


def _smallest(at: np.ndarray, shares: np.ndarray, threshold: float) -> float:
    """Return the smallest value from which on the shares stay at or under the threshold; NaN if the last is above."""
    breaks = np.flatnonzero(~(shares <= threshold))
    first = breaks[-1] + 1 if len(breaks) else 0
    return float(at[first]) if first < len(at) else np.nan


def lines_of(sweep: Sweep, axis: Axis) -> dict[str, dict[str, Any]]:
    """Return the combinations of values on the axes other than `axis`: name → axis path → value."""
    others = [other for other in sweep.axes if other is not axis]
    lines = {}
    for values in itertools.product(*(other.values for other in others)):
        pairs = list(zip(others, values, strict=True))
        lines[", ".join(f"{axis_words(other)} {in_words(value)}" for other, value in pairs)] = {
            other.path: value for other, value in pairs
        }
    return lines
