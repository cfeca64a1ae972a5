"""Participants against outsiders: the comparison behind the published "small plus".

Outsiders were not assigned by lot, so the two sides differ by self-selection. Three estimates of the effect on
participants: the plain difference; regression adjustment; and the doubly robust estimate, which weights outsiders until
they resemble participants and adjusts the remainder. The last two remove selection on observed variables (age, sex,
household, education, time on benefit, young children). No estimate removes selection on unobserved variables, such as
trust and self-confidence. The control group is shown separately: it was treated like the outsiders, so its difference
is selection, not effect.
"""

import numpy as np
import pandas as pd
import statsmodels.api as sm
from scipy.special import ndtr, ndtri
from statsmodels.regression.linear_model import RegressionResultsWrapper

from simulation.trial_data import TrialData

from ..words.language import N_
from .trial_frames import REGISTER_OUTCOMES, Roles, covariates, eligible_people, observed_outcomes
from .weights import logistic_chances

OUTSIDER_COLUMNS = (
    "replication", "outcome", "who", "method", "n", "n_outside", "outside_mean", "estimate", "se", "low", "high", "p",
    "beyond_overlap",
)  # fmt: skip
SIDES = {
    "participants": N_("all who took part"),
    "treated": N_("the arms"),
    "control": N_("the control group: selection alone"),
}
METHODS = {
    "plain": N_("plain difference"),
    "regression": N_("regression adjustment"),
    "doubly_robust": N_("matched and adjusted"),
}
MIN_PEOPLE = 20
"""Fewest people on either side of a comparison."""


def compare_with_outsiders(trial: TrialData, roles: Roles) -> pd.DataFrame:
    """Return the differences of participants from eligible outsiders on every register outcome (`OUTSIDER_COLUMNS`).

    `beyond_overlap` is the share of participants whose fitted chance of taking part is above that of every outsider.
    Without outsiders or register the frame has no rows.
    """
    people = eligible_people(trial)
    people = people[people["group"].isin([*roles.trial, *roles.outside])]
    observed = observed_outcomes(trial, people)
    predictors = covariates(people).assign(young_children=people["young_children"].astype(float))
    predictors = predictors.loc[:, predictors.nunique() > 1]
    outside = people["group"].isin(roles.outside)
    sides = {
        "participants": people["group"].isin(roles.trial),
        "treated": people["group"].isin(roles.arms),
        "control": people["group"] == roles.control,
    }
    rows = []
    for who, inside in sides.items():
        if inside.sum() < MIN_PEOPLE or outside.sum() < MIN_PEOPLE:
            continue
        both = inside | outside
        inside_both, predictors_both = inside[both].to_numpy(), predictors[both].to_numpy(dtype=float)
        chance = participation_chances(inside_both, predictors_both)
        for outcome in (name for name in REGISTER_OUTCOMES if name in observed):
            values = observed.loc[both, outcome].to_numpy(dtype=float)
            for row in effects_on_participants(values, inside_both, predictors_both, chance):
                rows.append({"outcome": outcome, "who": who} | row)
    frame = pd.DataFrame(rows, columns=list(OUTSIDER_COLUMNS[1:]))
    frame.insert(0, "replication", np.int32(trial.persons["replication"].iloc[0]))
    return frame


def participation_chances(inside: np.ndarray, predictors: np.ndarray) -> np.ndarray:
    """Return everybody's probability of taking part, by logistic regression on `predictors` (people × variables)."""
    return np.clip(logistic_chances(predictors, inside.astype(float)), 1e-6, 1.0 - 1e-6)


def effects_on_participants(
    values: np.ndarray, inside: np.ndarray, predictors: np.ndarray, chance: np.ndarray
) -> list[dict]:
    """Return the three estimates of the effect on participants, with errors from their influence functions.

    A row a method; its keys are those of `OUTSIDER_COLUMNS` from `method` on. statsmodels' TreatmentEffect has the same
    estimates (compared in the tests); its errors for the effect on the treated come from a numerical search that fails
    when the two models have different regressors.
    """
    exog = np.column_stack([np.ones(len(values)), predictors])
    outsider_fit = sm.OLS(values[~inside], exog[~inside]).fit()
    residuals = values - outsider_fit.predict(exog)
    estimates = {
        "plain": _contrast(values, inside, np.ones(len(values))),
        "regression": _mean_residual(residuals, exog, inside, outsider_fit),
        "doubly_robust": _contrast(residuals, inside, chance / (1.0 - chance)),
    }
    beyond = float(np.mean(chance[inside] > chance[~inside].max()))
    rows = []
    for method, (estimate, se) in estimates.items():
        known = se > 1e-12
        rows.append(
            {
                "method": method, "n": int(inside.sum()), "n_outside": int((~inside).sum()),
                "outside_mean": float(values[~inside].mean()), "estimate": estimate, "se": se if known else np.nan,
                "low": estimate - ndtri(0.975) * se if known else np.nan,
                "high": estimate + ndtri(0.975) * se if known else np.nan,
                "p": float(2.0 * ndtr(-abs(estimate) / se)) if known else np.nan, "beyond_overlap": beyond,
            }
        )  # fmt: skip
    return rows


def _contrast(values: np.ndarray, inside: np.ndarray, weight: np.ndarray) -> tuple[float, float]:
    """Return the mean inside minus the weighted mean outside, and its error."""
    mean, n = values[inside].mean(), inside.sum()
    weight = weight[~inside] / weight[~inside].sum()
    mean_outside = (weight * values[~inside]).sum()
    variance = ((values[inside] - mean) ** 2).sum() / n / (n - 1)
    variance += ((weight * (values[~inside] - mean_outside)) ** 2).sum()
    return float(mean - mean_outside), float(np.sqrt(variance))


def _mean_residual(
    residuals: np.ndarray, exog: np.ndarray, inside: np.ndarray, outsider_fit: RegressionResultsWrapper
) -> tuple[float, float]:
    """Return the mean residual of participants from the regression of outsiders, and its error."""
    n = inside.sum()
    mean_exog = exog[inside].mean(axis=0)
    covariance = outsider_fit.get_robustcov_results("HC2").cov_params()
    variance = residuals[inside].var(ddof=1) / n + mean_exog @ covariance @ mean_exog
    return float(residuals[inside].mean()), float(np.sqrt(variance))
