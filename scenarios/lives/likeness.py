"""Likeness: the person who started most like a given person and whose life took another course.

The distance between two people is Euclidean over their attributes at the start, each divided by its standard deviation
over all people. Household and sex count as one attribute each, with any number of values.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd

from simulation.people import DOMAINS

ATTRIBUTES = (
    "age", "sex", "household", "young_children", "education", "years_on_benefit", "employability", "load", *DOMAINS,
)  # fmt: skip
"""Attributes of the distance. `load` is the sum of the levels of the nine domains."""
UNORDERED = ("sex", "household")
SCHOOLING = {"low": 0.0, "middle": 1.0, "high": 2.0}


class MostAlike(NamedTuple):
    """The row of the most similar person, the number of candidates, the distance, and whether policies are the same."""

    row: pd.DataFrame
    among: int
    distance: float
    same_policy: bool


def distances(people: pd.DataFrame, person: pd.Series) -> pd.Series:
    """Return the distance of each row of `people`, a frame with the columns `ATTRIBUTES`, to the row `person`."""
    squares = np.zeros(len(people))
    for name in ATTRIBUTES:
        if name in UNORDERED:
            parts = [(people[name] == kind, person[name] == kind, 0.5) for kind in sorted(people[name].unique())]
        elif name == "education":
            parts = [(people[name].map(SCHOOLING), SCHOOLING[person[name]], 1.0)]
        else:
            parts = [(people[name], person[name], 1.0)]
        for values, own, weight in parts:
            numbers = values.to_numpy(dtype=float)
            spread = numbers.std()
            squares += weight * ((numbers - float(own)) / (spread if spread > 0.0 else 1.0)) ** 2
    return pd.Series(np.sqrt(squares), index=people.index)


def most_alike(people: pd.DataFrame, chosen: pd.DataFrame, course: str) -> MostAlike | None:
    """Return the row of `people` with this `course` that started most like the person of `chosen`; None without any.

    Both frames are of `Search.people` with a column `course`. A row in a lane of `chosen` goes before a row in
    another lane; the first of equally distant rows counts.
    """
    person = chosen.iloc[0]
    is_same = (people["replication"] == person["replication"]) & (people["person"] == person["person"])
    rows = people[(people["course"] == course) & ~is_same]
    same_policy = rows["lane"].isin(chosen["lane"])
    rows = rows[same_policy] if same_policy.any() else rows
    if rows.empty:
        return None
    distance = distances(people, person)[rows.index]
    among = len(rows.drop_duplicates(["replication", "person"]))
    nearest = distance.sort_values(kind="stable").index[0]
    return MostAlike(rows.loc[[nearest]], among, float(distance[nearest]), bool(same_policy.any()))
