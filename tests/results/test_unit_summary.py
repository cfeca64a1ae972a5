"""Unit: the interval of the average, the range of single trials, and paired differences."""

import numpy as np
import pandas as pd
import pytest
from outcome_samples import sample_outcomes

from results.statistics.summary import (
    STATISTICS,
    differences,
    empty_groups,
    over_replications,
    statistics,
    summarise,
    summarise_partners,
    within_replications,
)
from simulation.measures import NAMES
from simulation.outcomes import Outcomes


def one_measure(values: dict, scenario="made") -> pd.DataFrame:
    """Return a frame with a week, and for each group a value a replication."""
    rows = [
        {"scenario": scenario, "replication": number, "group": group, "week": 0, "trust": value}
        for group, of_group in values.items()
        for number, value in enumerate(of_group)
    ]
    return pd.DataFrame(rows)


def test_mean_interval_and_trial_range_against_hand_computed_values():
    summary = {name: value[0] for name, value in statistics(np.array([[3.0, 1.0, 2.0]])).items()}
    half = 4.302653 / np.sqrt(3)  # Student's t with 2 degrees of freedom, standard deviation 1
    assert summary["mean"] == 2.0
    assert summary["mean_low"] == pytest.approx(2.0 - half, rel=1e-6)
    assert summary["mean_high"] == pytest.approx(2.0 + half, rel=1e-6)
    assert summary["trial_low"] == 1.0
    assert summary["trial_high"] == 3.0
    assert summary["n"] == 3


def test_range_of_trials_is_lowest_to_highest_below_40_and_the_middle_95_of_100_from_40():
    few, enough = (statistics(np.arange(n, dtype=float)[None, :]) for n in (39, 41))
    assert (few["trial_low"][0], few["trial_high"][0]) == (0.0, 38.0)
    assert (enough["trial_low"][0], enough["trial_high"][0]) == (pytest.approx(1.0), pytest.approx(39.0))


def test_empty_groups_never_have_people():
    series = sample_outcomes(2, weeks=3, empty=("guidance",)).series
    late = (series["group"] == "coaching") & (series["week"] < 2)
    assert empty_groups(series.assign(n=series["n"].where(~late, 0))) == ["guidance"]


def test_missing_values_are_left_out():
    with_gaps = statistics(np.array([[np.nan, 3.0, 1.0, np.nan, 2.0]]))
    without = statistics(np.array([[1.0, 2.0, 3.0]]))
    assert {name: value[0] for name, value in with_gaps.items()} == {name: value[0] for name, value in without.items()}


@pytest.mark.parametrize(("values", "n", "mean"), [([5.0, np.nan], 1, 5.0), ([np.nan, np.nan], 0, np.nan)])
def test_fewer_than_two_values_have_no_bounds(values, n, mean):
    summary = {name: value[0] for name, value in statistics(np.array([values])).items()}
    assert summary.pop("n") == n
    assert summary.pop("mean") == pytest.approx(mean, nan_ok=True)
    assert all(np.isnan(value) for value in summary.values())


def test_without_variance_all_bounds_are_the_mean():
    summary = statistics(np.full((1, 7), 0.25))
    assert {summary[name][0] for name in summary if name != "n"} == {0.25}


def test_interval_of_the_mean_narrows_with_replications_and_range_of_trials_does_not():
    rng = np.random.default_rng(3)
    few, many = (statistics(rng.normal(size=(200, n))) for n in (200, 3200))
    mean_width, trial_width = (
        [np.mean(summary[f"{kind}_high"] - summary[f"{kind}_low"]) for summary in (few, many)]
        for kind in ("mean", "trial")
    )
    assert mean_width[0] / mean_width[1] == pytest.approx(4.0, rel=0.05)
    assert trial_width[0] / trial_width[1] == pytest.approx(1.0, rel=0.03)
    assert trial_width[1] == pytest.approx(2 * 1.96, rel=0.02)


def test_interval_covers_the_true_mean_in_95_of_100_cases():
    summary = statistics(np.random.default_rng(4).normal(size=(4000, 6)))
    covered = np.mean((summary["mean_low"] <= 0.0) & (summary["mean_high"] >= 0.0))
    assert covered == pytest.approx(0.95, abs=4 * np.sqrt(0.95 * 0.05 / 4000))


def test_summary_has_the_columns_and_a_row_a_group_measure_and_week():
    outcomes = sample_outcomes(3, groups=("control", "coaching"), weeks=5)
    summary = summarise(outcomes)
    assert tuple(summary.columns) == ("scenario", "group", "measure", "week", *STATISTICS)
    assert len(summary) == 2 * 6 * len(NAMES)
    assert list(summary["group"].unique()) == ["control", "coaching"]
    assert list(summary["measure"].unique()) == list(NAMES)
    assert list(summary["week"][:6]) == [0, 1, 2, 3, 4, 5]


def test_summary_agrees_with_pandas():
    outcomes = sample_outcomes(45, weeks=4, seed=8)
    summary = summarise(outcomes).set_index(["group", "measure", "week"])
    series = outcomes.series.astype({"health": float})
    by_cell = series.groupby(["group", "week"], observed=True)["health"]
    for statistic, expected in {
        "mean": by_cell.mean(),
        "trial_low": by_cell.quantile(0.025),
        "trial_high": by_cell.quantile(0.975),
        "n": by_cell.count(),
    }.items():
        own = summary.xs("health", level="measure")[statistic]
        assert own[expected.index].to_numpy() == pytest.approx(expected.to_numpy())


def test_rows_in_any_order_give_the_same_summary():
    outcomes = sample_outcomes(4, weeks=3)
    mixed = outcomes.series.sample(frac=1.0, random_state=5).sort_values("group", kind="stable")
    again = summarise(Outcomes(mixed, outcomes.partners, outcomes.coaches))
    pd.testing.assert_frame_equal(again, summarise(outcomes))


def test_luck_shared_within_a_replication_cancels_in_differences():
    luck = np.random.default_rng(6).normal(size=30)
    frame = one_measure({"control": luck, "coaching": luck + 0.5})
    paired = over_replications(within_replications(frame, "control", ["trust"]), ["trust"]).iloc[0]
    assert paired["mean"] == pytest.approx(0.5)
    assert paired["mean_high"] - paired["mean_low"] == pytest.approx(0.0, abs=1e-12)
    assert list(within_replications(frame, "control", ["trust"])["group"].unique()) == ["coaching"]


def test_a_replication_without_control_has_no_difference():
    frame = one_measure({"control": [1.0, 1.0, np.nan], "coaching": [2.0, 4.0, 100.0]})
    summary = over_replications(within_replications(frame, "control", ["trust"]), ["trust"]).iloc[0]
    assert (summary["mean"], summary["n"]) == (2.0, 2)
    gone = frame[(frame["group"] != "control") | (frame["replication"] < 2)]
    summary = over_replications(within_replications(gone, "control", ["trust"]), ["trust"]).iloc[0]
    assert (summary["mean"], summary["n"]) == (2.0, 2)


def test_differences_are_group_minus_control():
    outcomes = sample_outcomes(5, luck=0.0, effects={"coaching": {"exit_work": 0.04}})
    rows = differences(outcomes, "control").set_index(["group", "measure", "week"])["mean"]
    assert rows["coaching", "exit_work", 104] == pytest.approx(0.04, abs=1e-6)
    assert rows["coaching", "exit_work", 52] == pytest.approx(0.02, abs=1e-6)
    assert rows["guidance", "exit_work", 104] == 0.0


def test_differences_stay_within_their_scenario():
    both = Outcomes.concatenate(
        [
            sample_outcomes(3, luck=0.0, weeks=2, scenario="base"),
            sample_outcomes(
                3,
                luck=0.0,
                weeks=2,
                scenario="other",
                effects={name: {"trust": 0.3} for name in ("control",)},
            ),
        ]
    )
    rows = differences(both, "control").set_index(["scenario", "group", "measure", "week"])["mean"]
    assert rows["base", "coaching", "trust", 2] == 0.0
    assert rows["other", "coaching", "trust", 2] == pytest.approx(-0.3, abs=1e-6)


def test_unknown_control_names_the_groups():
    with pytest.raises(ValueError, match="no group 'standard'; its groups are control, own_direction"):
        differences(sample_outcomes(2, weeks=1), "standard")


def test_a_replication_that_occurs_twice_is_refused():
    outcomes = sample_outcomes(2, weeks=1)
    with pytest.raises(ValueError, match="occurs twice"):
        summarise(Outcomes.concatenate([outcomes, outcomes]))


def test_partners_are_summarised_alike():
    waits = summarise_partners(sample_outcomes(3, luck=0.0, weeks=2))
    assert tuple(waits.columns) == ("scenario", "partner", "measure", "week", *STATISTICS)
    at = (waits["partner"] == "ggz") & (waits["measure"] == "wait_weeks")
    assert set(waits[at]["mean"]) == {16.0}
