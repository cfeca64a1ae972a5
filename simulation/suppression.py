"""Suppression: in a run on real people no count under ten people leaves the world.

The rule is applied twice. In a single replication, a count of 1 to 9 people, or of all but 1 to 9, becomes missing.
In several replications, a cell that is missing in one becomes missing in all, because the mean of the others would be
too high. Means over a whole group of ten or more people stay. Costs that are a number of people times a fixed amount
do not: execution (recipients) and payments such as the bonus, and with them the sum of all costs.
"""

import numpy as np
import pandas as pd

from .measures import MEASURES
from .population import LEAST_COUNT

NOT_OF_PEOPLE = tuple(name for name, row in MEASURES.items() if row.over in ("problems", "appointments"))
"""Shares of problems and of conversations: no number of people follows from them."""
SHARE_MEASURES = tuple(name for name, row in MEASURES.items() if row.share and name not in NOT_OF_PEOPLE)
PAYMENTS = tuple(name for name, row in MEASURES.items() if row.payment)
COUNTED = {
    "series": ("n", *MEASURES),
    "partners": ("waiting", "in_service", "utilisation"),
    "coaches": ("caseload",),
}
"""Columns in which something can be suppressed."""


def is_few(count: np.ndarray) -> np.ndarray:
    """Return where a count lies above none and under ten; shares times people are rounded."""
    return (count > 0.5) & (count < LEAST_COUNT - 0.5)


def few_of(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """Return where `part` or the rest of `whole` is few."""
    return is_few(part) | is_few(whole - part)


def suppress(frames: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return the `series`, `partners` and `coaches` of one replication (columns: `Outcomes`) without small counts."""
    series, partners, coaches = (frames[name].copy() for name in ("series", "partners", "coaches"))
    people = series["n"].to_numpy(dtype=np.float64)
    series["n"] = people.astype(np.float32)
    without_earnings = is_few(people * series["part_time"].to_numpy(dtype=np.float64))
    recipients = series["recipients"].to_numpy(dtype=np.float64)
    series.loc[few_of(recipients, people), ["recipients", "cost_execution"]] = np.nan
    for name in PAYMENTS:
        series.loc[series[name] > 0.0, name] = np.nan
    series.loc[series[["cost_execution", *PAYMENTS]].isna().any(axis=1), "cost_month"] = np.nan
    for name in SHARE_MEASURES:
        part = people * series[name].to_numpy(dtype=np.float64)
        series.loc[few_of(part, people), name] = np.nan
    series.loc[without_earnings, "earnings_month"] = np.nan
    series.loc[is_few(people), ["n", *MEASURES]] = np.nan
    for name in ("waiting", "in_service"):
        few = is_few(partners[name].to_numpy())
        partners.loc[few, [name, "utilisation"] if name == "in_service" else [name]] = np.nan
    coaches.loc[is_few(coaches["caseload"].to_numpy()), "caseload"] = np.nan
    return {"series": series, "partners": partners, "coaches": coaches}


def alike(frames: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return the frames of several replications; a cell missing in one replication is missing in all."""
    return {name: _alike(frame, name) for name, frame in frames.items()}


def _alike(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    unit = {"series": "group", "partners": "partner", "coaches": "coach"}[name]
    columns = [column for column in COUNTED[name] if column not in NOT_OF_PEOPLE]
    keys = [frame[key] for key in ("scenario", unit, "week")]
    missing = frame[columns].isna().groupby(keys, observed=True, sort=False).transform("max")
    return frame.assign(**frame[columns].mask(missing))
