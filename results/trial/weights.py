"""Survey response, and non-response weights: inverse probabilities of answering.

The probability comes from a logistic regression of answering on variables that researchers see of everybody: age, sex,
household, education, time on benefit, group, and from the register benefit status, earnings and full-time work. Weights
correct the bias that follows from these variables. They cannot correct the bias that follows from trust or attention,
because researchers see these only of respondents.
"""

import warnings

import numpy as np
import pandas as pd
import statsmodels.api as sm
from statsmodels.stats.proportion import proportion_confint

from simulation.trial_data import TrialData

from .trial_frames import Roles, covariates, eligible_people

MAX_WEIGHT = 5.0
"""Larger weights, relative to the average, are trimmed to this."""
RESPONSE_COLUMNS = ("replication", "group", "wave", "asked", "answered", "share", "low", "high", "n_effective")


def response_weights(trial: TrialData, roles: Roles) -> pd.DataFrame:
    """Return the weight of each respondent, indexed by person, a column a wave (1, 2); NaN for non-respondents.

    Weights are relative to the average in the wave before trimming at `MAX_WEIGHT`.
    """
    people = eligible_people(trial)
    people = people[people["group"].isin(roles.trial)]
    surveys = trial.surveys[trial.surveys["person"].isin(people.index)]
    by_wave = {}
    for wave in (1, 2):
        rows = surveys[surveys["wave"] == wave].set_index("person")
        if len(rows) and rows["answered"].any():
            predictors = _response_predictors(people.loc[rows.index], trial.register, 12 * wave, roles)
            chances = logistic_chances(predictors.to_numpy(dtype=float), rows["answered"].to_numpy(dtype=float))
            weights = 1.0 / pd.Series(chances, index=predictors.index).clip(1e-3, 1.0)
            by_wave[wave] = trimmed(weights, rows["answered"])
    return pd.DataFrame(by_wave, index=people.index)


def logistic_chances(predictors: np.ndarray, outcome: np.ndarray) -> np.ndarray:
    """Return the fitted probability that `outcome` is 1, by logistic regression with an intercept.

    `predictors` is people × variables. Where the two outcomes are separated, probabilities run to 0 or 1.
    """
    exog = np.column_stack([np.ones(len(outcome)), predictors])
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")  # separation: the caller bounds the probabilities
        fit = sm.GLM(outcome, exog, family=sm.families.Binomial()).fit(maxiter=50)
        return fit.predict(exog)


def trimmed(weights: pd.Series, answered: pd.Series) -> pd.Series:
    """Return weights relative to the average of respondents, at most `MAX_WEIGHT`; NaN for non-respondents."""
    weights = weights.where(answered.astype(bool))
    return (weights / weights.mean()).clip(upper=MAX_WEIGHT)


def effective_size(weights: pd.Series) -> float:
    """Return the effective sample size (Kish): (Σw)² ÷ Σw²."""
    weights = weights.dropna()
    return float(weights.sum() ** 2 / (weights**2).sum()) if len(weights) else 0.0


def response_by_wave(trial: TrialData, roles: Roles, weights: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the number of people asked and of respondents, by group and wave (`RESPONSE_COLUMNS`).

    `low` and `high` bound Wilson's 95 % interval of the share; `n_effective` is the effective size after weighting.
    """
    people = eligible_people(trial)
    surveys = trial.surveys[trial.surveys["person"].isin(people.index)]
    rows = []
    for group in roles.trial:
        for wave in sorted(surveys["wave"].unique()):
            asked = surveys[(surveys["group"] == group) & (surveys["wave"] == wave)]
            if asked.empty:
                continue
            answered = int(asked["answered"].sum())
            low, high = proportion_confint(answered, len(asked), method="wilson")
            n_effective = float(answered)
            if weights is not None and wave in weights:
                n_effective = effective_size(weights[wave].reindex(asked["person"]))
            share = answered / len(asked)
            rows.append((group, int(wave), len(asked), answered, share, low, high, n_effective))
    frame = pd.DataFrame(rows, columns=list(RESPONSE_COLUMNS[1:]))
    frame.insert(0, "replication", np.int32(trial.persons["replication"].iloc[0]))
    return frame


def _response_predictors(people: pd.DataFrame, register: pd.DataFrame, month: int, roles: Roles) -> pd.DataFrame:
    """Return the variables that researchers have for everybody after the wave of this month, indexed by person.

    Columns: the covariates, an indicator arm_NAME of each arm, on_benefit, earns, found_work; no constant columns.
    """
    predictors = covariates(people)
    for arm in roles.arms:
        predictors[f"arm_{arm}"] = (people["group"] == arm).astype(float)
    if len(register):
        upto = register[register["person"].isin(people.index) & (register["month"] <= month)]
        last = upto[upto["month"] == upto["month"].max()].set_index("person").reindex(people.index)
        predictors["on_benefit"] = last["on_benefit"].astype(float)
        predictors["earns"] = (last["earnings"].astype(float) > 0.0).astype(float)
        predictors["found_work"] = upto.groupby("person")["exit_work"].max().reindex(people.index).astype(float)
    predictors = predictors.fillna(0.0)
    return predictors.loc[:, predictors.nunique() > 1]
