"""Who answered the survey, and weights for who did not: inverse probabilities of answering.

The probability comes from a logistic regression of answering on what researchers see: age, sex, household, education,
time on benefit, group, and in the register whether somebody is on the benefit, has earnings and has found work that
supports. Weights therefore mend what follows from these; they cannot mend what follows from trust or attention, which
researchers see only in those who answer.
"""

import warnings

import numpy as np
import pandas as pd
import statsmodels.api as sm
from statsmodels.stats.proportion import proportion_confint

from .trial_frames import Roles, covariates, people_of

MOST = 5.0
"""Nobody counts for more than this many times the average: larger weights are cut off here."""
RESPONSE_COLUMNS = ("replication", "group", "wave", "asked", "answered", "share", "low", "high", "n_effective")


def answer_weights(trial, roles: Roles) -> pd.DataFrame:
    """Return a weight for everybody who answered, person × wave (1, 2), NaN for who did not.

    Weights are relative to the average in the wave before trimming at `MOST`.
    """
    people = people_of(trial)
    people = people[people["group"].isin(roles.trial)]
    surveys = trial.surveys[trial.surveys["person"].isin(people.index)]
    found = {}
    for wave in (1, 2):
        rows = surveys[surveys["wave"] == wave].set_index("person")
        if len(rows) and rows["answered"].any():
            about = _seen(people.loc[rows.index], trial.register, 12 * wave, roles)
            found[wave] = trimmed(1.0 / chances(about, rows["answered"]), rows["answered"])
    return pd.DataFrame(found, index=people.index)


def chances(about: pd.DataFrame, answered: pd.Series) -> pd.Series:
    """Return the probability of answering by logistic regression on `about`."""
    exog = np.column_stack([np.ones(len(about)), about.to_numpy(dtype=float)])
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")  # a group in which all answer: its chance runs to 1, as it should
        fit = sm.GLM(answered.to_numpy(dtype=float), exog, family=sm.families.Binomial()).fit(maxiter=50)
        fitted = fit.predict(exog)
    return pd.Series(fitted, index=about.index).clip(1e-3, 1.0)


def trimmed(weights: pd.Series, answered: pd.Series) -> pd.Series:
    """Return weights relative to the average of those who answered, none above `MOST`; NaN for the others."""
    weights = weights.where(answered.astype(bool))
    return (weights / weights.mean()).clip(upper=MOST)


def effective(weights: pd.Series) -> float:
    """Return how many people of equal weight would say as much (Kish): (Σw)² ÷ Σw²."""
    weights = weights.dropna()
    return float(weights.sum() ** 2 / (weights**2).sum()) if len(weights) else 0.0


def response(trial, roles: Roles, weights: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return how many were asked and answered, by group and wave (`RESPONSE_COLUMNS`).

    `low` and `high` bound Wilson's 95 % interval of the share; `n_effective` is after weighting.
    """
    people = people_of(trial)
    surveys = trial.surveys[trial.surveys["person"].isin(people.index)]
    rows = []
    for group in roles.trial:
        for wave in sorted(surveys["wave"].unique()):
            asked = surveys[(surveys["group"] == group) & (surveys["wave"] == wave)]
            if asked.empty:
                continue
            answered = int(asked["answered"].sum())
            low, high = proportion_confint(answered, len(asked), method="wilson")
            effect = float(answered)
            if weights is not None and wave in weights:
                effect = effective(weights[wave].reindex(asked["person"]))
            share = answered / len(asked)
            rows.append((group, int(wave), len(asked), answered, share, low, high, effect))
    frame = pd.DataFrame(rows, columns=list(RESPONSE_COLUMNS[1:]))
    frame.insert(0, "replication", np.int32(trial.persons["replication"].iloc[0]))
    return frame


def _seen(people: pd.DataFrame, register: pd.DataFrame, month: int, roles: Roles) -> pd.DataFrame:
    """Return what researchers know of everybody, answered or not, when the wave of this month is over."""
    about = covariates(people)
    for arm in roles.arms:
        about[f"arm_{arm}"] = (people["group"] == arm).astype(float)
    if len(register):
        upto = register[register["person"].isin(people.index) & (register["month"] <= month)]
        last = upto[upto["month"] == upto["month"].max()].set_index("person").reindex(people.index)
        about["on_benefit"] = last["on_benefit"].astype(float)
        about["earns"] = (last["earnings"].astype(float) > 0.0).astype(float)
        about["found_work"] = upto.groupby("person")["exit_work"].max().reindex(people.index).astype(float)
    about = about.fillna(0.0)
    return about.loc[:, about.nunique() > 1]
