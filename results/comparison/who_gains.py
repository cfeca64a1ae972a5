"""Who gains and who loses: differences from the base by problem load, duration, household, sex, age and education.

Better or worse off is told person by person, under the same luck in both. Whoever differs includes people whom the
policy never touched: where one person takes a place, the next waits, and what follows from that is chance. So some
are better and some worse off under any change, and only the balance of the two belongs to the policy.

Many subgroups are looked at, and by chance alone one in twenty intervals would leave out zero. A difference is
therefore marked as clear only if its interval at 1 − 0.05 ÷ (subgroups of that group × outcomes × scenarios) leaves
out zero (Bonferroni). That of all people of a group is judged as in the other tables (`statements.py`). That one
subgroup is clear and another is not does not say that they differ.
"""

import numpy as np
import pandas as pd

from ..statistics.multiple_testing import judgements
from ..statistics.summary import LEAST_TRIALS
from ..statistics.uncertainty import components

DIMENSIONS = ("everyone", "load", "duration", "household", "sex", "age", "education")
OUTCOMES = {"exit_work": "work", "off_benefit": None, "life_satisfaction": "life"}
"""Outcome → the ending of its shares better and worse off, if it has them."""
COLUMNS = (
    "scenario", "base", "group", "dimension", "level", "people", "outcome", "difference", "low", "high", "better",
    "worse", "n", "subgroups", "comparisons", "clear",
)  # fmt: skip


def who_gains(comparison) -> pd.DataFrame:
    """Return `COLUMNS`: a row a scenario, group, subgroup and outcome, at the last week.

    `difference` with its 95 % interval (`uncertainty`: parameters and error of the mean) is the mean change of the same
    people; `better` and `worse` are shares of them (work: left through work in one and not in the other; life
    satisfaction: more than half a point); `people` is their mean number. `clear` holds after correction for the
    number of `comparisons`, and never with fewer than `LEAST_TRIALS` replications.
    """
    frame = comparison.subgroups
    if frame.empty:
        return pd.DataFrame(columns=list(COLUMNS))
    keys = ["scenario", "group", "dimension", "level"]
    names = frame[keys].astype(str)
    cell = names.groupby(keys, sort=False).ngroup().to_numpy()
    first = names.drop_duplicates().reset_index(drop=True)
    replication, replications = pd.factorize(frame["replication"].to_numpy(), sort=True)
    draws = np.zeros(len(replications), dtype=np.int64)
    draws[replication] = frame["draw"].to_numpy()

    def spread(column: str) -> np.ndarray:
        values = np.full((len(first), len(replications)), np.nan)
        values[cell, replication] = frame[column].to_numpy(dtype=np.float64)
        return values

    is_part = first["dimension"] != "everyone"
    subgroups = is_part.groupby([first["scenario"], first["group"]]).transform("sum").clip(lower=1).to_numpy()
    judged = np.where(is_part, subgroups * len(OUTCOMES) * len(comparison.scenarios), judgements(comparison))
    parts = [_of_outcome(first, outcome, spread, draws, judged) for outcome in OUTCOMES]
    made = pd.concat(parts, ignore_index=True)
    made = made.assign(base=comparison.base).assign(
        **{name: np.tile(numbers, len(parts)) for name, numbers in (("subgroups", subgroups), ("comparisons", judged))}
    )
    return _in_order(made[made["n"] > 0], comparison.scenarios)[list(COLUMNS)]


def _of_outcome(first: pd.DataFrame, outcome: str, spread, draws: np.ndarray, comparisons: np.ndarray) -> pd.DataFrame:
    found = components(spread(outcome), draws)
    half, wider = (found.halves(count)["combined"] for count in (1, comparisons))
    made = first.assign(outcome=outcome, people=_mean(spread("n")), difference=found.mean, n=found.n)
    made = made.assign(low=found.mean - half, high=found.mean + half, better=np.nan, worse=np.nan)
    made["clear"] = (np.abs(found.mean) > wider) & (found.n >= LEAST_TRIALS)
    if OUTCOMES[outcome]:
        for side in ("better", "worse"):
            made[side] = _mean(spread(f"{side}_{OUTCOMES[outcome]}"))
    return made


def _mean(values: np.ndarray) -> np.ndarray:
    there = ~np.isnan(values)
    n = there.sum(axis=1)
    return np.where(n > 0, np.where(there, values, 0.0).sum(axis=1) / np.maximum(n, 1), np.nan)


def _in_order(frame: pd.DataFrame, scenarios: tuple[str, ...]) -> pd.DataFrame:
    """Return the rows by scenario, group (everyone first), outcome, dimension, and level as it came."""
    places = pd.DataFrame({
        "scenario": frame["scenario"].map(scenarios.index),
        "group": (frame["group"] != "everyone") * (1 + pd.factorize(frame["group"])[0]),
        "outcome": frame["outcome"].map(list(OUTCOMES).index),
        "dimension": frame["dimension"].map({name: place for place, name in enumerate(DIMENSIONS)}).fillna(99),
    })  # fmt: skip
    return frame.loc[places.sort_values(list(places), kind="stable").index].reset_index(drop=True)
