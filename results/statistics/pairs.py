"""Pairs: each scenario and the base side by side, replication by replication, as one dense array.

A pair is one replication in both: the same people, the same luck, the same parameter set. What failed or has no
value in one of the two is no pair.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from simulation.outcomes import EVERYONE


@dataclass(frozen=True, slots=True)
class Pairs:
    """`values` is scenario (the base first) × group × week × column × replication; NaN: there is no value.

    `draws` is the number of the parameter set of each replication. Values of a group that does not hold the same
    people in a scenario as in the base are NaN there.
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
        kinds = (self.scenarios[1:], self.groups, self.weeks, self.columns)
        at = np.indices([len(kind) for kind in kinds]).reshape(4, -1)
        names = [np.asarray(kind, dtype=object)[code] for kind, code in zip(kinds, at, strict=True)]
        made = dict(zip(("scenario", "group", "week", column), names, strict=True)) | {"base": self.base}
        return pd.DataFrame(made)[["scenario", "base", "group", column, "week"]].astype({"week": int})


def paired(
    comparison, frame: pd.DataFrame, columns: Sequence[str], weeks: Sequence[int], groups: Collection[str] | None = None
) -> Pairs:
    """Return `columns` of `comparison.series`, or of a frame with the same keys, in these weeks as pairs.

    Groups are all that are paired in some scenario, `everyone` first; or only those in `groups`.
    Raises ValueError for a column, week or group that is not there, or if a replication occurs twice.
    """
    scenarios = (comparison.base, *comparison.scenarios)
    known = list(dict.fromkeys(group for name in comparison.scenarios for group in comparison.same_people[name]))
    known.sort(key=lambda group: group != EVERYONE)
    _there("group", groups or (), known)
    _there("column", columns, frame.columns)
    _there("week", weeks, frame["week"].unique())
    chosen = tuple(group for group in known if groups is None or group in groups)
    places = [
        _places(frame["scenario"], scenarios), _places(frame["group"], chosen), _places(frame["week"], tuple(weeks))
    ]  # fmt: skip
    kept = np.logical_and.reduce([place >= 0 for place in places])
    scenario, group, week = (place[kept] for place in places)
    replication, replications = pd.factorize(frame["replication"].to_numpy()[kept], sort=True)
    shape = (len(scenarios), len(chosen), len(weeks), len(replications))
    cell = np.ravel_multi_index((scenario, group, week, replication), shape)
    if len(cell) and np.bincount(cell).max() > 1:
        raise ValueError("a replication occurs twice; put the outcomes of different replications together")
    flat = np.full((len(columns), int(np.prod(shape))), np.nan)
    for place, column in enumerate(columns):
        flat[place, cell] = frame[column].to_numpy()[kept]
    values = np.moveaxis(flat.reshape(len(columns), *shape), 0, 3)
    for at, name in enumerate(scenarios[1:], start=1):
        values[at, [group not in comparison.same_people[name] for group in chosen]] = np.nan
    draws = np.zeros(len(replications), dtype=np.int64)
    draws[replication] = frame["draw"].to_numpy()[kept]
    return Pairs(scenarios, chosen, tuple(int(week) for week in weeks), tuple(columns), values, draws)


def weeks_of(frame: pd.DataFrame, every: int = 26) -> tuple[int, ...]:
    """Return the stored weeks after the start that are a multiple of `every`, and the last."""
    weeks = sorted(int(week) for week in frame["week"].unique())
    return tuple(week for week in weeks if (week and week % every == 0) or week == weeks[-1])


def _there(kind: str, wanted, known) -> None:
    missing = [name for name in wanted if name not in set(known)]
    if missing:
        raise ValueError(f"there is no {kind} {missing[0]!r}; there is {', '.join(map(str, known))}")


def _places(column: pd.Series, names: tuple) -> np.ndarray:
    """Return the place of each value in `names`, −1 for one that is not among them."""
    codes, values = pd.factorize(column)
    place = {name: number for number, name in enumerate(names)}
    of_value = np.array([place.get(value, -1) for value in values], dtype=np.int64)
    return np.where(codes >= 0, of_value[codes], -1) if len(of_value) else np.full(len(codes), -1)
