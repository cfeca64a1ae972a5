"""Likeness: who started most like somebody, and whose life went the other way.

Two people are as far apart as the attributes with which they started: each in standard deviations among all people who
were counted, squared and added up. Household and sex count as one attribute each, whatever the number of their values.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd

from simulation.people import DOMAINS

ATTRIBUTES = (
    "age", "sex", "household", "young_children", "education", "years_on_benefit", "employability", "load", *DOMAINS,
)  # fmt: skip
"""In what people are held beside one another. `load` is the sum of the levels of the nine domains."""
KINDS = ("sex", "household")
SCHOOLING = {"low": 0.0, "middle": 1.0, "high": 2.0}


class MostAlike(NamedTuple):
    """The row of who started most like somebody, of how many, how far apart, and whether under the same policy."""

    row: pd.DataFrame
    among: int
    distance: float
    same_policy: bool


def distances(people: pd.DataFrame, one: pd.Series) -> pd.Series:
    """Return how far each row of `people` started from `one`, a row with the same columns."""
    squares = np.zeros(len(people))
    for name in ATTRIBUTES:
        if name in KINDS:
            parts = [(people[name] == kind, one[name] == kind, 0.5) for kind in sorted(people[name].unique())]
        elif name == "education":
            parts = [(people[name].map(SCHOOLING), SCHOOLING[one[name]], 1.0)]
        else:
            parts = [(people[name], one[name], 1.0)]
        for values, own, weight in parts:
            numbers = values.to_numpy(dtype=float)
            spread = numbers.std()
            squares += weight * ((numbers - float(own)) / (spread if spread > 0.0 else 1.0)) ** 2
    return pd.Series(np.sqrt(squares), index=people.index)


def most_alike(found: pd.DataFrame, mine: pd.DataFrame, course: str) -> MostAlike | None:
    """Return who of those in `found` with this `course` started most like the person of `mine`; None without any.

    Under one of the policies (lanes) of `mine` if there is anybody. Of equals the first counts.
    """
    one = mine.iloc[0]
    itself = (found["replication"] == one["replication"]) & (found["person"] == one["person"])
    rows = found[(found["course"] == course) & ~itself]
    same_policy = rows["lane"].isin(mine["lane"])
    rows = rows[same_policy] if same_policy.any() else rows
    if rows.empty:
        return None
    away = distances(found, one)[rows.index]
    among = len(rows.drop_duplicates(["replication", "person"]))
    nearest = away.sort_values(kind="stable").index[0]
    return MostAlike(rows.loc[[nearest]], among, float(away[nearest]), bool(same_policy.any()))
