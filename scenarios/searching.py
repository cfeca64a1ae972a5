"""Searching a person: who is nearest the middle of some, and who starts most like another."""

import pandas as pd

YEARS, LOAD, AGE = 3.0, 3, 10.0
"""People start alike if they have the same household and differ by no more than this in time on benefit, in the sum of
their problems and in age."""


def chosen_among(rows: pd.DataFrame) -> tuple[tuple[int, int], int]:
    """Return (replication, person) of the one nearest the median problem load and time on benefit, and of how many.

    Distance is counted in standard deviations of `rows`; of equals the first counts.
    """
    rows = rows.sort_values(["replication", "person"], kind="stable", ignore_index=True)
    nearest = rows.iloc[int(sum(_away(rows, name) for name in ("load", "years_on_benefit")).argmin())]
    return (int(nearest["replication"]), int(nearest["person"])), len(rows)


def _away(rows: pd.DataFrame, name: str) -> pd.Series:
    spread = rows[name].std()
    return (rows[name] - rows[name].median()).abs() / (spread if spread > 0 else 1.0)


def alike(found: pd.DataFrame, key: tuple[int, int]) -> pd.Series:
    """Return who starts like the person of `key`, the person among them."""
    one = found[(found["replication"] == key[0]) & (found["person"] == key[1])].iloc[0]
    near = [(found[name] - one[name]).abs() <= most for name, most in
            (("years_on_benefit", YEARS), ("load", LOAD), ("age", AGE))]  # fmt: skip
    return (found["household"] == one["household"]) & near[0] & near[1] & near[2]


def likest(found: pd.DataFrame, mine: pd.DataFrame, course: str) -> pd.DataFrame | None:
    """Return the row of the person with this `course` who starts most like the one of `mine`; None if nobody has it.

    Under one of the policies of `mine` if there is somebody, in the same repetition of the world if there is.
    """
    one = mine.iloc[0]
    rows = found[(found["course"] == course) & (found["person"] != one["person"])]
    for near in (rows["lane"].isin(mine["lane"]), rows["replication"] == one["replication"]):
        near = near.reindex(rows.index)
        rows = rows[near] if near.any() else rows
    if rows.empty:
        return None
    away = (rows["age"] - one["age"]).abs() / AGE + (rows["load"] - one["load"]).abs() / LOAD
    away += (rows["years_on_benefit"] - one["years_on_benefit"]).abs() / YEARS
    away += (rows["household"] != one["household"]) * 2.0 + (rows["sex"] != one["sex"]) * 2.0
    return rows.loc[[away.sort_values(kind="stable").index[0]]]
