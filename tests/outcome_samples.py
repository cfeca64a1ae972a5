"""Sample outcomes for the tests of results/, with known averages, differences and luck."""

from zlib import crc32

import numpy as np
import pandas as pd

from simulation.measures import MEASURES, NAMES
from simulation.outcomes import COACH_COLUMNS, PARTNER_COLUMNS, Outcomes

GROUPS = ("control", "own_direction", "guidance", "coaching")
LABELS = {
    "control": "Standard group",
    "own_direction": "Own direction",
    "guidance": "Intensive guidance",
    "coaching": "Coaching",
    "reference": "Reference group",
}
WITH_COACHES = ("own_direction", "guidance", "coaching")
START_END = {
    "exit_work": (0.0, 0.13), "durable_exit": (0.0, 0.09), "off_benefit": (0.0, 0.2),
    "exit_other": (0.0, 0.09),
    "part_time": (0.08, 0.09), "earnings_month": (530.0, 540.0), "unpaid_activity": (0.1, 0.12),
    "life_satisfaction": (6.2, 6.2), "health": (3.4, 3.4), "trust": (0.42, 0.43), "rapport": (0.4, 0.45),
    "contacts_held": (1.2, 1.5), "backlog": (0.1, 0.1), "cost_benefit": (1180.0, 970.0),
    "cost_execution": (240.0, 195.0), "cost_partner": (60.0, 70.0),
}  # fmt: skip
SPREAD = {"share": 0.023, "life_satisfaction": 0.09, "health": 0.07, "contacts_held": 0.1}


def luck_of(seed: int, name: str, *shape: int) -> np.ndarray:
    """Return standard normal luck by name, so that a new measure leaves the luck of every other as it was."""
    return np.random.default_rng([seed, crc32(name.encode())]).standard_normal(shape)


def sample_outcomes(
    replications=40, groups=GROUPS, weeks=104, effects=None, luck=1.0, seed=1, scenario="sample", first=0, empty=()
) -> Outcomes:
    """Return outcomes in which `effects[group][measure]` grows linearly to its value in the last week.

    `luck` scales the spread between replications; with 0 all replications are equal. The groups in `empty` have no
    people.
    """
    grow = np.arange(weeks + 1) / weeks
    lucks = {name: luck_of(seed, name, replications, len(groups)) for name in NAMES}
    rows = []
    for replication in range(first, first + replications):
        for number, group in enumerate(groups):
            columns = {}
            for name in NAMES:
                begin, end = START_END.get(name, (0.5, 0.5))
                effect = (effects or {}).get(group, {}).get(name, 0.0)
                size = SPREAD.get(name, SPREAD["share"] if MEASURES[name].share else 0.02 * abs(end))
                path = begin + (end - begin + effect + luck * size * lucks[name][replication - first, number]) * grow
                columns[name] = path.astype(np.float32)
            costs(columns, group)
            keys = {"scenario": scenario, "replication": replication, "group": group}
            rows.append(pd.DataFrame(keys | {"week": np.arange(weeks + 1), "n": 200} | columns))
    series = tidy(pd.concat(rows, ignore_index=True), "group", groups)
    nobody = series["group"].isin(empty)
    series.loc[nobody, "n"] = 0
    series.loc[nobody, list(NAMES)] = np.float32("nan")
    series.loc[nobody, "recipients"] = np.float32(0.0)
    return Outcomes(series, *queues(replications, weeks, luck, seed, scenario, first))


def costs(columns: dict, group: str) -> None:
    coached = group in WITH_COACHES
    weeks = len(columns["backlog"])
    columns["cost_coach"] = np.full(weeks, 55.0 if coached else 0.0, dtype=np.float32)
    columns["cost_bonus"] = np.zeros(weeks, dtype=np.float32)
    columns["cost_month"] = sum(
        columns[f"cost_{part}"] for part in ("benefit", "execution", "coach", "partner", "bonus")
    )
    if coached:
        columns["backlog"] = (0.35 * np.exp(-np.arange(weeks) / 20) + 0.02).astype(np.float32)
        columns["backlog"][:1] = np.nan


def queues(replications, weeks, luck, seed, scenario, first) -> tuple[pd.DataFrame, pd.DataFrame]:
    rng = np.random.default_rng(seed)
    partners, coaches = [], []
    for replication in range(first, first + replications):
        keys = {"scenario": scenario, "replication": replication}
        for partner, wait in (("ggz", 16.0), ("debt_help", 5.0)):
            drift = luck * np.cumsum(rng.standard_normal(weeks + 1)) * 0.1
            values = {
                "waiting": 80 + drift,
                "in_service": 200.0,
                "wait_weeks": wait + drift,
                "utilisation": 1.0,
            }
            partners.append(pd.DataFrame(keys | {"partner": partner, "week": np.arange(weeks + 1)} | values))
        values = {"caseload": 100.0, "utilisation": 0.9}
        coaches.append(pd.DataFrame(keys | {"coach": "coach 1", "week": np.arange(weeks + 1)} | values))
    partners = tidy(pd.concat(partners, ignore_index=True), "partner", ("ggz", "debt_help"))
    coaches = tidy(pd.concat(coaches, ignore_index=True), "coach", ("coach 1",))
    assert set(PARTNER_COLUMNS) < set(partners) and set(COACH_COLUMNS) < set(coaches)
    return partners, coaches


def tidy(frame: pd.DataFrame, kind: str, names) -> pd.DataFrame:
    keep = {"scenario", "replication", kind, "week", "n"}
    types = {name: np.float32 for name in frame.columns if name not in keep}
    frame = frame.astype(types | {"replication": np.int32, "week": np.int16, "scenario": "category"})
    return frame.assign(**{kind: pd.Categorical(frame[kind], categories=list(names))})
