"""Unit: matching removes selection on observed variables, and no other selection."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from statsmodels.treatment.treatment_effects import TreatmentEffect
from trial_samples import ARMS, sample_trial

from results.trial.participants_v_outsiders import (
    compare_with_outsiders,
    effects_on_participants,
    participation_chances,
)
from results.trial.trial_analysis import analyse, one_trial
from results.trial.trial_frames import Roles, covariates, eligible_people, observed_outcomes

ROLES = Roles("standard", ARMS, ("reference",))


def test_matching_removes_selection_on_observed_variables():
    trial = sample_trial(size=600, outside=3000, selection=(1.0, 0.0), seed=2)
    rows = compare_with_outsiders(trial, ROLES).set_index(["outcome", "who", "method"])
    rows = rows.loc["exit_work_24"].loc["participants"]
    assert rows.loc["plain", "estimate"] == pytest.approx(0.04, abs=4 * rows.loc["plain", "se"])
    assert rows.loc["plain", "low"] > 0.0
    for method in ("regression", "doubly_robust"):
        assert abs(rows.loc[method, "estimate"]) < 3 * rows.loc[method, "se"]
        assert rows.loc["plain", "estimate"] - rows.loc[method, "estimate"] > 0.025


def test_matching_does_not_remove_selection_on_unobserved_variables():
    trial = sample_trial(size=600, outside=3000, selection=(0.0, 1.0), seed=2)
    rows = compare_with_outsiders(trial, ROLES).set_index(["outcome", "who", "method"])
    rows = rows.loc["exit_work_24"]
    for method in ("plain", "regression", "doubly_robust"):
        row = rows.loc[("participants", method)]
        assert row["estimate"] == pytest.approx(0.04, abs=4 * row["se"]) and row["low"] > 0.0
    # no group was treated here: the control group shows the same selection
    assert rows.loc[("control", "doubly_robust"), "estimate"] == pytest.approx(0.04, abs=0.06)


def test_estimates_equal_those_of_statsmodels():
    trial = sample_trial(size=300, outside=1500, selection=(1.0, 0.0), work={"guidance": 0.2})
    people = eligible_people(trial)
    values = observed_outcomes(trial, people)["exit_work_24"].to_numpy()
    inside = (people["group"] != "reference").to_numpy()
    predictors = covariates(people).to_numpy()
    exog = sm.add_constant(predictors)
    library = TreatmentEffect(sm.OLS(values, exog), inside.astype(int), sm.Logit(inside, exog).fit(disp=0))
    chance = participation_chances(inside, predictors)
    estimates = {row["method"]: row["estimate"] for row in effects_on_participants(values, inside, predictors, chance)}
    assert estimates["regression"] == pytest.approx(library.ra(False, effect_group=1)[0])
    assert estimates["doubly_robust"] == pytest.approx(library.ipw_ra(False, effect_group=1)[0], abs=0.003)


def test_errors_equal_the_spread_of_estimates_over_data_sets():
    estimates = []
    rng = np.random.default_rng(6)
    for _ in range(300):
        predictors = rng.standard_normal((400, 2))
        inside = rng.random(400) < 1 / (1 + np.exp(1.0 - predictors[:, 0]))
        values = predictors @ [1.0, 0.5] + rng.standard_normal(400)
        estimates += effects_on_participants(values, inside, predictors, participation_chances(inside, predictors))
    frame = pd.DataFrame(estimates).groupby("method")
    for method in ("regression", "doubly_robust"):
        rows = frame.get_group(method)
        assert rows["se"].mean() == pytest.approx(rows["estimate"].std(), rel=0.2)
        assert abs(rows["estimate"].mean()) < 4 * rows["estimate"].std() / np.sqrt(300)


def test_outsiders_were_present_at_the_start_and_eligible():
    trial = sample_trial(size=60, outside=200)
    persons = trial.persons
    reference = persons.index[persons["group"] == "reference"]
    persons.loc[reference[:50], "eligible"] = False
    persons.loc[reference[50:80], "arrival_week"] = 7
    assert analyse(trial, "standard", 104)["outside"]["n_outside"].eq(120).all()
    assert one_trial(trial, "standard", 104).curves.query("group == 'reference' and week == 0")["at_risk"].item() == 120
