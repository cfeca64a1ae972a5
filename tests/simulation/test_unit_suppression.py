"""Unit: suppression of small counts."""

import numpy as np
import pandas as pd
import pytest

from simulation.measures import MEASURES
from simulation.suppression import SHARE_MEASURES, alike, suppress


def frames(n, **values):
    series = {"scenario": "s", "replication": 0, "group": "g", "week": [0], "n": [n]}
    series |= {name: [np.float32(0.5)] for name in MEASURES} | {name: [np.float32(v)] for name, v in values.items()}
    partners = pd.DataFrame({"partner": ["p"], "waiting": [9.0], "in_service": [9.0], "utilisation": [0.5]})
    coaches = pd.DataFrame({"coach": ["c", "d"], "caseload": [9.0, 10.0]})
    return {"series": pd.DataFrame(series), "partners": partners, "coaches": coaches}


@pytest.mark.parametrize(
    ("count", "shown"),
    [(0, True), (1, False), (9, False), (10, True), (90, True), (91, False), (99, False), (100, True)],
)
def test_numerators_and_their_complements_from_one_to_nine_are_missing(count, shown):
    for name in SHARE_MEASURES:
        frame = suppress(frames(100, **{name: count / 100}))["series"]
        assert frame[name].notna().item() == shown
    assert suppress(frames(100, recipients=count))["series"]["recipients"].notna().item() == shown
    earnings = suppress(frames(100, part_time=count / 100))["series"]["earnings_month"]
    assert earnings.isna().item() == (1 <= count <= 9)


def test_a_group_under_ten_is_missing_and_so_are_small_queues_and_caseloads():
    assert suppress(frames(9))["series"][["n", *MEASURES]].isna().all(axis=None)
    assert suppress(frames(10))["series"]["life_satisfaction"].notna().all()
    frame = suppress(frames(100))
    assert frame["partners"][["waiting", "in_service", "utilisation"]].isna().all(axis=None)
    assert frame["coaches"]["caseload"].isna().to_list() == [True, False]


def test_a_cell_missing_in_any_replication_is_missing_in_all():
    series = pd.concat([frames(100)["series"].assign(replication=r, week=w) for r in range(3) for w in (0, 1)])
    series.loc[(series["replication"] == 1) & (series["week"] == 0), ["part_time", "not_held"]] = np.nan
    frame = alike({"series": series.reset_index(drop=True)})["series"]
    assert frame["part_time"].isna().to_list() == [True, False, True, False, True, False]
    assert frame["not_held"].isna().sum() == 1


def test_costs_that_count_people_are_left_out():
    row = dict.fromkeys(MEASURES, 0.5) | {"recipients": 47.0, "cost_execution": 225.0, "cost_bonus": 12.0}
    series = pd.DataFrame([{"n": 50.0} | row, {"n": 50.0} | row | {"recipients": 30.0, "cost_bonus": 0.0}])
    nobody = pd.DataFrame({"waiting": [], "in_service": [], "utilisation": [], "caseload": []})
    frame = suppress({"series": series, "partners": nobody, "coaches": nobody})["series"]
    assert frame[["cost_execution", "cost_bonus", "cost_month"]].isna().to_numpy().tolist() == [[True] * 3, [False] * 3]
    assert frame[["cost_benefit", "cost_coach", "cost_partner"]].notna().to_numpy().all()
