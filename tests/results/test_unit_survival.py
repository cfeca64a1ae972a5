"""Unit: survival curves, restricted means and log-rank tests by hand and on planted effects."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from trial_samples import ARMS, sample_trial

from results.trial.survival import exit_curves, exit_times, log_rank_tests, restricted_mean, survival_at
from results.trial.trial_frames import Roles

ROLES = Roles("standard", ARMS, ("reference",))


def trial_of(rows):
    """Return a trial with the columns that survival analysis reads; a row: group, first exit to work, last exit."""
    persons = pd.DataFrame(rows, columns=["group", "first_exit_work_week", "exit_week"])
    persons = persons.assign(person=np.arange(len(rows)), arrival_week=0, eligible=True)
    return SimpleNamespace(persons=persons, register=pd.DataFrame({"person": [], "month": [], "on_benefit": []}))


def test_kaplan_meier_equals_the_hand_computed_case():
    # at risk 6, 5, 3: exits to work at 10 and 20, one person moves away at 15 and another at 20
    rows = [("a", 10, 10), ("a", None, 15), ("a", 20, 20), ("a", None, 20), ("a", 40, 60), ("a", None, None)]
    times = exit_times(trial_of(rows), 52)
    assert times["week"].to_list() == [10, 15, 20, 20, 40, 52]
    assert times["left"].to_list() == [True, False, True, False, True, False]
    curve = exit_curves(times, ("a",), 52).set_index("week")
    stay = np.array([1.0, 5 / 6, 5 / 6, 5 / 6 * 3 / 4, 5 / 6 * 3 / 4 / 2])
    assert curve.loc[[9, 10, 19, 20, 40], "left"].to_numpy() == pytest.approx(1.0 - stay)
    assert curve.loc[[10, 11, 20, 21], "at_risk"].to_list() == [6, 5, 4, 2]
    variance = (5 / 6) ** 2 * (1 / (6 * 5))
    reach = np.exp(1.959964 * np.sqrt(variance) / (5 / 6 * abs(np.log(5 / 6))))
    assert curve.loc[10, ["low", "high"]].to_list() == pytest.approx([1 - (5 / 6) ** (1 / reach), 1 - (5 / 6) ** reach])
    mean, variance = restricted_mean(times, 52)
    areas = [10 * 1.0, 10 * 5 / 6, 20 * 5 / 8, 12 * 5 / 16]
    assert mean == pytest.approx(sum(areas))
    greenwood = [sum(areas[1:]) ** 2 / (6 * 5), sum(areas[2:]) ** 2 / (4 * 3), areas[3] ** 2 / (2 * 1)]
    assert variance == pytest.approx(sum(greenwood))


def test_log_rank_and_restricted_mean_detect_a_faster_group():
    trial = sample_trial(size=1500, work={"guidance": 0.15})
    table = log_rank_tests(exit_times(trial, 104), ROLES, 104).set_index("arm")
    assert table.loc["guidance", "p"] < 0.001 < table.loc["coaching", "p"]
    assert table.loc["guidance", "low"] > 0.0
    # 15 more of 100 leave, evenly between weeks 4 and 100: 52 weeks sooner each
    assert table.loc["guidance", "weeks_sooner"] == pytest.approx(0.15 * 52, abs=4 * table.loc["guidance", "se"])


def test_intervals_of_the_restricted_mean_cover_no_difference_in_95_of_100_data_sets():
    rng = np.random.default_rng(21)
    inside = []
    for _ in range(500):
        week = np.ceil(rng.exponential(150.0, 160))
        times = pd.DataFrame({"group": np.repeat(["standard", "guidance"], 80), "week": np.minimum(week, 104.0)})
        times["left"] = week <= 104.0
        row = log_rank_tests(times, ROLES, 104).iloc[0]
        inside.append(row["low"] <= 0.0 <= row["high"])
    assert abs(np.mean(inside) - 0.95) < 4 * np.sqrt(0.95 * 0.05 / 500)


def test_without_exits_survival_is_one_without_error():
    rows = pd.DataFrame({"week": [52.0, 52.0], "left": [False, False]})
    survival, errors = survival_at(rows, np.array([0.0, 30.0, 52.0]))
    assert survival.tolist() == [1.0, 1.0, 1.0] and errors.tolist() == [0.0, 0.0, 0.0]
