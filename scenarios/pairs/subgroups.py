"""Subgroups: mean differences of the same people under two policies, by their attributes at the start."""

import numpy as np
import pandas as pd

from simulation.population import LEAST_COUNT
from simulation.suppression import is_few

from .kept_measures import Persons

DIMENSIONS = {
    "everyone": ("everyone",),
    "load": ("light", "medium", "heavy"),
    "duration": ("under 1 year", "1 to 3 years", "3 to 10 years", "10 years and more"),
    "household": ("single", "single parent", "couple"),
    "sex": ("men", "women"),
    "age": ("under 35", "35 to 44", "45 to 54", "55 and over"),
    "education": ("low", "middle", "high"),
}
"""Dimension of subgroups → its levels. Load is the sum of the levels of all problems at the start."""
LOAD_FROM = (6, 12)
"""Least problem load of the levels medium and heavy: each level is about a third of the stock."""
YEARS_FROM, AGE_FROM = (1, 3, 10), (35, 45, 55)
ALL_LEVELS = [(dimension, level) for dimension, levels in DIMENSIONS.items() for level in levels]
FIRST_OF_DIMENSION = np.cumsum([0, *(len(levels) for levels in DIMENSIONS.values())])[:-1]
SUBGROUP_VALUES = (
    "exit_work", "off_benefit", "life_satisfaction", "better_work", "worse_work", "better_life", "worse_life",
)  # fmt: skip
"""Mean differences of three endpoints, scenario − base; shares of people better and worse off."""
CLEARLY = 0.5
"""Points of life satisfaction by which a person is better or worse off."""


def level_codes(start: dict[str, np.ndarray]) -> np.ndarray:
    """Return the index in `ALL_LEVELS` of each person in each dimension, shape (dimensions, people)."""
    people = len(start["age"])
    codes = (
        np.zeros(people, dtype=np.int64),
        np.searchsorted(LOAD_FROM, start["load"], side="right"),
        np.searchsorted(52 * np.array(YEARS_FROM), start["benefit_weeks"], side="right"),
        start["household"],
        start["female"],
        np.searchsorted(AGE_FROM, start["age"], side="right"),
        start["education"],
    )
    return np.stack(
        [first + np.asarray(code, dtype=np.int64) for first, code in zip(FIRST_OF_DIMENSION, codes, strict=True)]
    )


def person_differences(base: Persons, other: Persons) -> np.ndarray:
    """Return for each person 1 and the differences `SUBGROUP_VALUES`, shape (8, people); both have the same order."""
    work = other.left_for_work.astype(np.float64) - base.left_for_work
    life = other.life_satisfaction - base.life_satisfaction
    return np.stack(
        [
            np.ones(len(work)), work, other.off_benefit.astype(np.float64) - base.off_benefit, life,
            work > 0.0, work < 0.0, life > CLEARLY, life < -CLEARLY,
        ]
    )  # fmt: skip


def subgroup_sums(codes: np.ndarray, differences: np.ndarray) -> np.ndarray:
    """Return the sums of the differences in each level, shape (levels, 8): the number of people first."""
    flat = codes.ravel()
    sums = [np.bincount(flat, weights=np.tile(row, len(codes)), minlength=len(ALL_LEVELS)) for row in differences]
    return np.stack(sums, axis=1)


def withheld(sums: np.ndarray) -> np.ndarray:
    """Return the mask of sums over real people to withhold, shape as `sums` (groups, levels, 8); everyone is last.

    Counts of fewer than ten people are withheld, and the cells from which these could be computed: the same column of
    the other levels of the dimension, and of everyone.
    """
    hidden = is_few(np.abs(sums)) & (np.arange(sums.shape[2]) != SUBGROUP_VALUES.index("life_satisfaction") + 1)
    hidden |= is_few(sums[:, :, :1])
    changed = slice(SUBGROUP_VALUES.index("better_work") + 1, SUBGROUP_VALUES.index("worse_work") + 2)
    hidden[:, :, 1] |= hidden[:, :, changed].any(axis=2)
    for first, levels in zip(FIRST_OF_DIMENSION, DIMENSIONS.values(), strict=True):
        part = slice(first, first + len(levels))
        hidden[:, part] = hidden[:, part].any(axis=1, keepdims=True)
    hidden[-1] |= hidden.any(axis=0)
    return hidden


def means(sums: np.ndarray, real_people: bool) -> np.ndarray:
    """Return the number of people and the means of `SUBGROUP_VALUES`; NaN for nobody and for a withheld cell."""
    people = sums[..., :1]
    result = np.divide(sums, people, out=np.full_like(sums, np.nan), where=people > 0.0)
    result[..., :1] = people
    return np.where(withheld(sums), np.nan, result) if real_people else result


def withheld_in_all(frame: pd.DataFrame) -> pd.DataFrame:
    """Return `ComparisonFrames.subgroups` with every cell withheld in all replications if it is withheld in any."""
    columns = ["n", *SUBGROUP_VALUES]
    keys = [frame[key] for key in ("scenario", "group", "dimension", "level")]
    missing = frame[columns].isna().groupby(keys, observed=True, sort=False).transform("max")
    shown = frame.assign(**frame[columns].mask(missing))
    return shown[~(shown["n"] < LEAST_COUNT)].reset_index(drop=True)
