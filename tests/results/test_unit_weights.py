"""Unit: non-response weights remove the bias of observed variables, and no other bias."""

import numpy as np
import pandas as pd
from trial_samples import ARMS, sample_trial

from results.trial.trial_frames import Roles
from results.trial.weights import MAX_WEIGHT, effective_size, response_by_wave, response_weights, trimmed

ROLES = Roles("standard", ARMS, ("reference",))


def long_recipients_answer_less(persons, unobserved):
    """Return chances to answer that are lower after five years on the benefit."""
    return np.where(persons["benefit_years"] > 5, 0.25, 0.9)


def test_weights_remove_the_bias_of_observed_variables():
    trial = sample_trial(size=3000, answering=long_recipients_answer_less)
    years = trial.persons.set_index("person")["benefit_years"]
    for name in ("surveys", "truth"):
        frame = getattr(trial, name)
        frame["health"] = frame["health"] - 1.0 * (frame["person"].map(years) > 5)
    weight = response_weights(trial, ROLES)[2]
    answers = trial.surveys[trial.surveys["wave"] == 2].set_index("person")["health"]
    true = trial.truth[trial.truth["wave"] == 2]["health"].mean()
    answered = answers.notna()
    plain, weighted = answers.mean(), np.average(answers[answered], weights=weight[answered])
    error = answers.std() / np.sqrt(effective_size(weight))
    assert plain - true > 0.1
    # the logit has the logarithm of the years, not the threshold: it removes most of the bias
    assert abs(weighted - true) < 0.25 * (plain - true) + 3 * error
    assert trimmed(pd.Series([1.0] * 99 + [1000.0]), pd.Series([True] * 100)).max() == MAX_WEIGHT
    assert effective_size(weight) < answered.sum()


def test_weights_do_not_remove_the_bias_of_unobserved_variables():
    trial = sample_trial(size=3000, answering=lambda persons, unobserved: np.where(unobserved > 0, 0.9, 0.3))
    weight = response_weights(trial, ROLES)[2]
    answers = trial.surveys[trial.surveys["wave"] == 2].set_index("person")["trust"]
    true = trial.truth[trial.truth["wave"] == 2]["trust"].mean()
    answered = answers.notna()
    plain, weighted = answers.mean() - true, np.average(answers[answered], weights=weight[answered]) - true
    assert plain > 0.01
    assert weighted > 0.8 * plain


def test_response_counts_people_asked_and_respondents():
    def controls_answer_less(persons, _unobserved):
        return np.where(persons["group"] == "standard", 0.5, 0.9)

    trial = sample_trial(size=300, answering=controls_answer_less)
    table = response_by_wave(trial, ROLES, response_weights(trial, ROLES)).set_index(["group", "wave"])
    assert table["asked"].eq(300).all() and len(table) == 12
    row = table.loc[("standard", 2)]
    answers = trial.surveys.query("group == 'standard' and wave == 2")["answered"]
    assert row["answered"] == answers.sum() and row["low"] < row["share"] == answers.mean() < row["high"]
    assert row["n_effective"] <= row["answered"]
    assert table.loc[("guidance", 2), "share"] > 0.8 > 0.6 > row["share"]
