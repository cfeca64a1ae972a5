"""Pairs: the values of each scenario and of the base in the same replication, as one dense array.

A pair has the same people, the same luck and the same parameter set in both. A replication that failed, or has no value
in the scenario or in the base, makes no pair.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from simulation.outcomes import EVERYONE

if TYPE_CHECKING:
    from scenarios.compare import Comparison


@dataclass(frozen=True, slots=True)
class Pairs:
    """`values` is scenario (the base first) × group × week × column × replication; NaN marks a missing value.

    `draws` is the number of the parameter set of each replication. Values are NaN where a group of a scenario does not
    hold the same people as in the base.
    """

    scenarios: tuple[str, ...]
    groups: tuple[str, ...]
    weeks: tuple[int, ...]
    columns: tuple[str, ...]
    values: np.ndarray
    draws: np.ndarray

    @property
    def base(self) -> str:
        """The scenario that the others are compared with."""
        return self.scenarios[0]

    @property
    def differences(self) -> np.ndarray:
        """Each scenario minus the base within the replication: scenario × group × week × column × replication."""
        return self.values[1:] - self.values[:1]

    def keys(self, column: str = "measure") -> pd.DataFrame:
        """Return scenario, base, group, `column` and week of every cell of `differences`, in its order."""
        levels = (self.scenarios[1:], self.groups, self.weeks, self.columns)
        codes = np.indices([len(level) for level in levels]).reshape(4, -1)
        keys = [np.asarray(level, dtype=object)[code] for level, code in zip(levels, codes, strict=True)]
        columns = dict(zip(("scenario", "group", "week", column), keys, strict=True)) | {"base": self.base}
        return pd.DataFrame(columns)[["scenario", "base", "group", column, "week"]].astype({"week": int})


def paired(
    comparison: "Comparison",
    frame: pd.DataFrame,
    columns: Sequence[str],
    weeks: Sequence[int],
    groups: Collection[str] | None = None,
) -> Pairs:
    """Return `columns` of a frame in these weeks as pairs.

    `frame` is `comparison.series` or another frame with its keys: scenario, replication, draw, group, week. Groups are
    those that are paired in some scenario, `everyone` first; with `groups` only these.
    Raises ValueError for an unknown column, week or group, or if a replication occurs twice.
    """
    scenarios = (comparison.base, *comparison.scenarios)
    known = list(dict.fromkeys(group for name in comparison.scenarios for group in comparison.same_people[name]))
    known.sort(key=lambda group: group != EVERYONE)
    _check_known("group", groups or (), known)
    _check_known("column", columns, frame.columns)
    _check_known("week", weeks, frame["week"].unique())
    chosen = tuple(group for group in known if groups is None or group in groups)
    codes = [
        _codes(frame["scenario"], scenarios), _codes(frame["group"], chosen), _codes(frame["week"], tuple(weeks))
    ]  # fmt: skip
    kept = np.logical_and.reduce([code >= 0 for code in codes])
    scenario, group, week = (code[kept] for code in codes)
    replication, replications = pd.factorize(frame["replication"].to_numpy()[kept], sort=True)
    shape = (len(scenarios), len(chosen), len(weeks), len(replications))
    cell = np.ravel_multi_index((scenario, group, week, replication), shape)
    if len(cell) and np.bincount(cell).max() > 1:
        raise ValueError("a replication occurs twice; concatenate outcomes of different replications")
    flat = np.full((len(columns), int(np.prod(shape))), np.nan)
    for index, column in enumerate(columns):
        flat[index, cell] = frame[column].to_numpy()[kept]
    values = np.moveaxis(flat.reshape(len(columns), *shape), 0, 3)
    for index, name in enumerate(scenarios[1:], start=1):
        values[index, [group not in comparison.same_people[name] for group in chosen]] = np.nan
    draws = np.zeros(len(replications), dtype=np.int64)
    draws[replication] = frame["draw"].to_numpy()[kept]
    return Pairs(scenarios, chosen, tuple(int(week) for week in weeks), tuple(columns), values, draws)


def weeks_of(frame: pd.DataFrame, every: int = 26) -> tuple[int, ...]:
    """Return the stored weeks after the start that are a multiple of `every`, and the last."""
    weeks = sorted(int(week) for week in frame["week"].unique())
    return tuple(week for week in weeks if (week and week % every == 0) or week == weeks[-1])


def _check_known(kind: str, wanted: Iterable, known: Iterable) -> None:
    known = list(known)
    missing = [name for name in wanted if name not in set(known)]
    if missing:
        raise ValueError(f"there is no {kind} {missing[0]!r}; there is {', '.join(map(str, known))}")


def _codes(column: pd.Series, names: tuple) -> np.ndarray:
    """Return the index of each value in `names`, −1 for a value that `names` does not hold."""
    codes, values = pd.factorize(column)
    index = {name: number for number, name in enumerate(names)}
    of_value = np.array([index.get(value, -1) for value in values], dtype=np.int64)
    return np.where(codes >= 0, of_value[codes], -1) if len(of_value) else np.full(len(codes), -1)
