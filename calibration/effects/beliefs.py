"""Beliefs about effects, the model's bands beside them, and the aims at the values of the table.

`beliefs.csv`: mean and standard deviation of what a synthesis of published trials makes likely, and the rows of
`calibration/evidence/trial-effects.csv` behind it. A belief is no published number and no target of the calibration.
`aims.csv`: where the effects at the values of the table should lie.
"""

from functools import cache
from pathlib import Path

import pandas as pd

BELIEFS_FILE, AIMS_FILE = Path(__file__).with_name("beliefs.csv"), Path(__file__).with_name("aims.csv")
SPREADS = 1.64
"""Standard deviations on both sides of the mean that hold 90 % of a belief."""
INSIDE_BELIEF, OVERLAPS_BELIEF, OUTSIDE_BELIEF = "inside", "overlaps", "outside"

MEASURE_TITLES = {
    "exit_work": "exit to work, points",
    "durable_exit": "lasting work, points",
    "part_time": "part-time work, points",
    "life_satisfaction": "life satisfaction, 0-10",
    "trust": "trust, 0-1",
    "autonomy_sd": "autonomy, SD",
    "search_sd": "search, SD",
}
"""Measure → what readers see, with its unit."""


@cache
def read_beliefs() -> pd.DataFrame:
    """Return the beliefs: setting, measure, mean, sd, rows, remark, and the ends `low` and `high` of their 90 %."""
    table = pd.read_csv(BELIEFS_FILE, keep_default_na=False)
    return table.assign(low=table["mean"] - SPREADS * table["sd"], high=table["mean"] + SPREADS * table["sd"])


def belief_verdict(low: float, high: float, belief_low: float, belief_high: float) -> str:
    """Return whether a band of the model lies inside a belief, overlaps it, or lies outside it."""
    if belief_low <= low and high <= belief_high:
        return INSIDE_BELIEF
    return OUTSIDE_BELIEF if high < belief_low or low > belief_high else OVERLAPS_BELIEF


def beside_beliefs(effects: pd.DataFrame) -> pd.DataFrame:
    """Return the beliefs with the model's band over the sets and its value at the values of the table."""
    keys = ["setting", "measure"]
    over = effects[effects["sets"] == "plausible"].set_index(keys)
    table = effects[effects["sets"] == "table"].set_index(keys)
    rows = read_beliefs().copy()
    names = list(rows[keys].itertuples(index=False, name=None))
    rows["model"] = [over.at[name, "mean"] for name in names]
    rows["model_low"] = [over.at[name, "low"] for name in names]
    rows["model_high"] = [over.at[name, "high"] for name in names]
    rows["table"] = [table.at[name, "mean"] for name in names]
    rows["table_reach"] = [table.at[name, "half_width"] for name in names]
    ends = rows[["model_low", "model_high", "low", "high"]].itertuples(index=False, name=None)
    rows["verdict"] = [belief_verdict(*each) for each in ends]
    return rows


def read_aims() -> pd.DataFrame:
    """Return the aims: setting, measure, low, high; an end that is not a number is open."""
    return pd.read_csv(AIMS_FILE)
