"""Unit: estimates of a trial recover planted effects, and their intervals and corrections keep their level."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats
from statsmodels.stats.multitest import multipletests
from trial_samples import ARMS, MEASURES, SPREAD, sample_trial

from results.trial.estimates import ESTIMATE_COLUMNS, differences_from_control, estimate_all, with_holm_correction
from results.trial.trial_frames import TRIAL_OUTCOMES, Roles, eligible_people, observed_outcomes
from results.trial.weights import response_weights

ROLES = Roles("standard", ARMS, ("reference",))


def row_of(frame, outcome, arm, model="difference"):
    rows = frame[(frame["outcome"] == outcome) & (frame["arm"] == arm) & (frame["model"] == model)]
    assert len(rows) == 1
    return rows.iloc[0]


@pytest.fixture(scope="module")
def planted():
    trial = sample_trial(size=1000, work={"guidance": 0.1}, wellbeing={"coaching": 0.5}, late=0.4, seed=3)
    return trial, estimate_all(trial, ROLES, response_weights(trial, ROLES))


@pytest.mark.parametrize("model", ["difference", "adjusted"])
def test_a_planted_effect_on_work_is_recovered(planted, model):
    row = row_of(planted[1], "exit_work_24", "guidance", model)
    assert abs(row["estimate"] - 0.1) < 4 * row["se"] < 0.08
    assert row["p"] < 0.001
    none = row_of(planted[1], "exit_work_24", "own_direction", model)
    assert abs(none["estimate"]) < 4 * none["se"]


@pytest.mark.parametrize("model", ["difference", "adjusted", "weighted"])
@pytest.mark.parametrize("index", range(6))
def test_a_planted_effect_on_wellbeing_is_recovered(planted, index, model):
    row = row_of(planted[1], f"{MEASURES[index]}_w2", "coaching", model)
    assert abs(row["estimate"] - 0.5 * SPREAD[index]) < 4 * row["se"]
    assert row["truth"] == pytest.approx(0.5 * SPREAD[index], abs=4 * SPREAD[index] * 0.87 * np.sqrt(2 / 1000))


def test_every_outcome_is_estimated_for_every_arm(planted):
    assert list(planted[1].columns) == list(ESTIMATE_COLUMNS)
    sizes = planted[1].groupby("model")["outcome"].nunique()
    assert sizes["difference"] == sizes["adjusted"] == len(TRIAL_OUTCOMES) == 17
    assert sizes["weighted"] == sizes["change"] == 12
    assert planted[1].groupby(["model", "outcome"])["arm"].nunique().eq(3).all()


def test_adjustment_for_a_predictor_of_the_outcome_narrows_the_interval():
    rng = np.random.default_rng(2)
    group = pd.Series(np.repeat(["standard", "guidance"], 150))
    covariates = pd.DataFrame({"age": rng.standard_normal(300)})
    values = covariates["age"] * 2.0 + rng.standard_normal(300) + 1.0 * (group == "guidance")
    plain, adjusted = (
        differences_from_control(values, group, ROLES, "x", "m", adjustment)[0] for adjustment in (None, covariates)
    )
    assert adjusted["se"] < 0.6 * plain["se"]
    assert abs(adjusted["estimate"] - 1.0) < 4 * adjusted["se"]


def test_without_covariates_errors_are_welch_errors():
    rng = np.random.default_rng(5)
    group = pd.Series(["standard"] * 40 + ["guidance"] * 90)
    values = pd.Series(np.concatenate([rng.normal(0, 3, 40), rng.normal(1, 1, 90)]))
    row = differences_from_control(values, group, ROLES, "x", "difference")[0]
    welch = stats.ttest_ind(values[40:], values[:40], equal_var=False)
    assert row["estimate"] / row["se"] == pytest.approx(welch.statistic)
    assert (row["n"], row["n_control"]) == (90, 40)


def test_intervals_cover_the_truth_in_95_of_100_data_sets_and_holm_keeps_its_level():
    rng = np.random.default_rng(8)
    group = pd.Series(np.repeat(["standard", *ARMS], [50, 40, 60, 50]))
    spread = group.map({"standard": 2.0, "own_direction": 1.0, "guidance": 0.5, "coaching": 1.5}).to_numpy()
    covariates = pd.DataFrame({"age": rng.standard_normal(200), "female": rng.random(200) < 0.5}).astype(float)
    inside, false_findings, sets = [], 0, 500
    for _ in range(sets):
        share, score = pd.Series(rng.random(200) < 0.3).astype(float), pd.Series(spread * rng.standard_normal(200))
        rows = differences_from_control(share, group, ROLES, "share", "difference")
        rows += differences_from_control(score, group, ROLES, "score", "difference")
        rows += differences_from_control(score, group, ROLES, "score", "adjusted", covariates)
        start, weight = pd.Series(rng.standard_normal(200)), pd.Series(1.0 + 2.0 * rng.random(200))
        rows += differences_from_control(score - start, group, ROLES, "score", "change")
        rows += differences_from_control(score, group, ROLES, "score", "weighted", weights=weight)
        frame = with_holm_correction(pd.DataFrame(rows))
        inside.append((frame["low"] <= 0.0) & (frame["high"] >= 0.0))
        false_findings += frame.loc[frame["model"] == "difference", "p_corrected"].min() < 0.05
    coverage = np.mean(inside, axis=0)
    assert len(coverage) == 15
    assert np.abs(coverage - 0.95).max() < 4 * np.sqrt(0.95 * 0.05 / sets)
    assert 0.005 < false_findings / sets < 0.05 + 4 * np.sqrt(0.05 * 0.95 / sets)


def test_holm_correction_by_hand_within_each_model():
    frame = pd.DataFrame({"model": ["a", "a", "a", "a", "b"], "p": [0.03, 0.01, np.nan, 0.02, 0.01]})
    # three p-values of model a: 3 × 0.01, then 2 × 0.02, then 0.03, which may not fall below the one before
    expected = [0.04, 0.03, np.nan, 0.04, 0.01]
    assert with_holm_correction(frame)["p_corrected"].to_list() == pytest.approx(expected, nan_ok=True)


def test_the_correction_equals_that_of_statsmodels():
    frame = pd.DataFrame({"model": "difference", "p": np.random.default_rng(4).random(30) ** 3})
    expected = multipletests(frame["p"], method="holm")[1]
    assert with_holm_correction(frame)["p_corrected"].to_numpy() == pytest.approx(expected)


def test_the_change_since_baseline_equals_person_fixed_effects(planted):
    trial, frame = planted
    row = row_of(frame, "health_w1", "coaching", "change")
    observed = observed_outcomes(trial, eligible_people(trial))[["health_w0", "health_w1"]].dropna()
    group = eligible_people(trial)["group"].astype(str).loc[observed.index]
    n = len(observed)
    y = np.concatenate([observed["health_w0"], observed["health_w1"]])
    wave, person = np.repeat([0.0, 1.0], n), np.tile(np.arange(n), 2)
    exog = np.column_stack([wave, *(wave * np.tile(group == arm, 2) for arm in ARMS)])

    def within(values):
        return values - (values[:n] + values[n:])[person] / 2

    fit = sm.OLS(within(y), np.column_stack([within(column) for column in exog.T])).fit(
        cov_type="cluster", cov_kwds={"groups": person}
    )
    assert row["estimate"] == pytest.approx(fit.params[3])
    assert row["se"] == pytest.approx(fit.bse[3], rel=0.01)


def test_the_truth_of_a_change_is_the_change_of_everybody_since_the_start(planted):
    trial, frame = planted
    true = trial.truth.pivot(index="person", columns="wave", values="health")
    change = (true[2] - true[0]).groupby(eligible_people(trial)["group"], observed=True).mean()
    expected = change["coaching"] - change["standard"]
    for model in ("change", "change_true_start"):
        assert row_of(frame, "health_w2", "coaching", model)["truth"] == pytest.approx(expected)
    level = true[2].groupby(eligible_people(trial)["group"], observed=True).mean()
    assert row_of(frame, "health_w2", "coaching")["truth"] == pytest.approx(level["coaching"] - level["standard"])


def test_a_late_baseline_hides_part_of_the_effect(planted):
    for measure, spread in zip(MEASURES, SPREAD, strict=True):
        late = row_of(planted[1], f"{measure}_w1", "coaching", "change")
        true = row_of(planted[1], f"{measure}_w1", "coaching", "change_true_start")
        assert (late["n"], late["n_control"]) == (true["n"], true["n_control"])
        assert abs(true["estimate"] - 0.5 * spread) < 4 * true["se"]
        assert late["estimate"] - true["estimate"] == pytest.approx(-0.4 * 0.5 * spread, abs=0.1 * spread)


def test_an_outcome_without_variation_has_no_interval_and_no_p():
    group = pd.Series(np.repeat(["standard", "guidance"], 10))
    row = differences_from_control(pd.Series(np.zeros(20)), group, ROLES, "x", "m")[0]
    assert row["estimate"] == 0.0
    assert np.isnan([row["se"], row["low"], row["high"], row["p"]]).all()
    assert differences_from_control(pd.Series(np.zeros(20)), pd.Series(["guidance"] * 20), ROLES, "x", "m") == []
