"""Unit: power, coverage and biases over many trials have their closed forms."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from trial_samples import ARMS, sample_trial

from results.trial.estimates import estimate_all
from results.trial.power import power_table
from results.trial.trial_analysis import analyse, many_trials
from results.trial.trial_frames import Roles

ROLES = Roles("standard", ARMS, ("reference",))


def sample_estimates(trials=2000, effect=0.5, n=200, seed=1):
    rng = np.random.default_rng(seed)
    rows = []
    for replication in range(trials):
        arm, control = rng.normal(effect, 1.0, n), rng.normal(0.0, 1.0, n)
        se = np.sqrt(arm.var(ddof=1) / n + control.var(ddof=1) / n)
        estimate = arm.mean() - control.mean()
        p = 2 * stats.norm.sf(abs(estimate) / se)
        row = {"replication": replication, "model": "difference", "outcome": "health_w2", "arm": "guidance"}
        row |= {"n": n, "n_control": n, "control_mean": 0.0, "estimate": estimate, "se": se, "df": 2 * n - 2}
        row |= {"low": estimate - 1.96 * se, "high": estimate + 1.96 * se, "p": p, "p_corrected": min(1.0, 3 * p)}
        rows.append(row | {"truth": effect - 0.05})
    return pd.DataFrame(rows)


def test_power_is_the_closed_form():
    effect = 0.25
    row = power_table(sample_estimates(effect=effect)).iloc[0]
    sd = np.sqrt(2 / 200)
    closed = stats.norm.sf(1.96 - effect / sd) + stats.norm.cdf(-1.96 - effect / sd)
    assert row["power"] == pytest.approx(closed, abs=4 * np.sqrt(closed * (1 - closed) / 2000))
    assert row["power_low"] < row["power"] < row["power_high"]
    assert row["power_corrected"] < row["power"]
    assert row["sd"] == pytest.approx(sd, rel=0.07) and row["mean_se"] == pytest.approx(sd, rel=0.02)
    assert row["detectable"] == pytest.approx(2.8 * row["sd"])
    assert row["bias"] == pytest.approx(0.05, abs=4 * row["bias_se"])
    assert row["bias_se"] == pytest.approx(sd / np.sqrt(2000), rel=0.07)
    # the intervals are centred 0.05, half an error, away from the truth
    covered = stats.norm.cdf(1.96 - 0.5) - stats.norm.cdf(-1.96 - 0.5)
    assert row["coverage"] == pytest.approx(covered, abs=4 * np.sqrt(covered * (1 - covered) / 2000))


def test_a_true_effect_of_the_detectable_size_has_80_percent_power():
    row = power_table(sample_estimates(effect=2.8 * np.sqrt(2 / 200))).iloc[0]
    assert row["power"] == pytest.approx(0.8, abs=0.04)


def test_one_trial_has_no_spread_and_no_coverage():
    row = power_table(sample_estimates(trials=1)).iloc[0]
    assert np.isnan([row["sd"], row["detectable"], row["coverage"], row["bias_se"]]).all()


def test_the_bias_of_a_late_baseline_is_isolated():
    trials = [sample_trial(seed=seed, size=150, wellbeing={"guidance": 0.5}, late=0.4) for seed in range(5)]
    table = power_table(pd.concat([estimate_all(trial, ROLES) for trial in trials]))
    row = table.set_index(["model", "outcome", "arm"]).loc[("change", "health_w2", "guidance")]
    assert row["late_baseline_bias"] == pytest.approx(-0.4 * 0.5 * 0.8, abs=4 * row["late_baseline_bias_se"])
    assert row["late_baseline_bias_se"] < 0.05


def test_the_bias_of_non_response_is_isolated_from_the_answering_scale():
    def satisfied_controls_answer(persons, unobserved):
        return np.where((persons["group"] == "standard") & (unobserved < 0), 0.1, 0.9)

    trials = [sample_trial(seed=seed, size=200, answering=satisfied_controls_answer) for seed in range(5)]
    for trial in trials:
        trial.surveys["health"] *= 0.9  # an error of the answering scale, not of response
    estimates = pd.concat([estimate_all(trial, ROLES) for trial in trials])
    row = power_table(estimates).set_index(["model", "outcome", "arm"]).loc[("difference", "health_w2", "guidance")]
    # the unobserved variable of the respondents of control is mostly above zero
    shift = -0.3 * 0.8 * 0.8 * np.sqrt(2 / np.pi)
    assert row["response_bias"] == pytest.approx(shift, abs=4 * row["response_bias_se"])
    assert abs(row["response_bias"]) > 4 * row["response_bias_se"]
    assert row["bias"] - row["response_bias"] == pytest.approx(0.1 * 0.15, abs=0.05)
    assert "respondents_true" not in set(power_table(estimates)["model"])


def test_many_trials_are_summarised():
    tables = [analyse(sample_trial(seed=seed, size=60), "standard", 104) for seed in range(2)]
    many = many_trials({name: pd.concat([table[name] for table in tables]) for name in tables[0]})
    assert many.trials == 2 and set(many.power["model"]) == {"difference", "adjusted", "weighted", "change"}
    assert many.response["mean_share"].between(0.6, 0.95).all()
