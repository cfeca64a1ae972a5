"""Participants against people who did not take part: what the published "small plus" compares.

Nobody was put outside by lot, so the two sides differ by who came forward. Three estimates of the effect on those who
took part: the plain difference; regression adjustment; and the doubly robust one, which weights outsiders until they
resemble the participants and adjusts what is left. The last two remove what follows from things that researchers see
(age, sex, household, education, time on benefit, young children). None can remove what follows from things unseen,
such as trust and self-confidence. The control group is shown apart: it was treated like the outsiders, so whatever
difference it has is selection, not effect.
"""

import warnings

import numpy as np
import pandas as pd
import statsmodels.api as sm
from scipy.special import ndtr, ndtri

from ..words.language import N_
from .trial_frames import REGISTER_OUTCOMES, Roles, covariates, outcomes_of, people_of

COLUMNS = (
    "replication", "outcome", "who", "method", "n", "n_outside", "outside_mean", "estimate", "se", "low", "high", "p",
    "beyond_overlap",
)  # fmt: skip
WHO = {
    "participants": N_("all who took part"),
    "treated": N_("the arms"),
    "control": N_("the control group: selection alone"),
}
METHODS = {
    "plain": N_("plain difference"),
    "regression": N_("regression adjustment"),
    "doubly_robust": N_("matched and adjusted"),
}
LEAST = 20
"""Fewest people on either side."""


def against_outside(trial, roles: Roles) -> pd.DataFrame:
    """Return the difference of participants from eligible outsiders on every register outcome (`COLUMNS`).

    `beyond_overlap` is the share of participants who resemble no outsider: their chance of taking part, given what is
    seen, lies above that of every outsider. Without outsiders or register the frame has no rows.
    """
    people = people_of(trial)
    people = people[people["group"].isin([*roles.trial, *roles.outside])]
    seen = outcomes_of(trial, people)
    about = covariates(people).assign(young_children=people["young_children"].astype(float))
    about = about.loc[:, about.nunique() > 1]
    outside = people["group"].isin(roles.outside)
    sides = {
        "participants": people["group"].isin(roles.trial),
        "treated": people["group"].isin(roles.arms),
        "control": people["group"] == roles.control,
    }
    rows = []
    for who, inside in sides.items():
        if inside.sum() < LEAST or outside.sum() < LEAST:
            continue
        both = inside | outside
        inside_both, about_both = inside[both].to_numpy(), about[both].to_numpy(dtype=float)
        chance = chance_inside(inside_both, about_both)
        for outcome in (name for name in REGISTER_OUTCOMES if name in seen):
            values = seen.loc[both, outcome].to_numpy(dtype=float)
            for row in effects(values, inside_both, about_both, chance):
                rows.append({"outcome": outcome, "who": who} | row)
    frame = pd.DataFrame(rows, columns=list(COLUMNS[1:]))
    frame.insert(0, "replication", np.int32(trial.persons["replication"].iloc[0]))
    return frame


def chance_inside(inside: np.ndarray, about: np.ndarray) -> np.ndarray:
    """Return everybody's chance of being inside, by logistic regression on `about`."""
    exog = np.column_stack([np.ones(len(inside)), about])
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")  # near separation: the weights say so
        fit = sm.GLM(inside.astype(float), exog, family=sm.families.Binomial()).fit(maxiter=50)
        return np.clip(fit.predict(exog), 1e-6, 1.0 - 1e-6)


def effects(values: np.ndarray, inside: np.ndarray, about: np.ndarray, chance: np.ndarray) -> list[dict]:
    """Return the three estimates of the effect on those inside, with errors from their influence functions.

    statsmodels' TreatmentEffect has the same estimates (compared in the tests); its errors for the effect on the
    treated come from a numerical search that fails when the two models have different regressors.
    """
    exog = np.column_stack([np.ones(len(values)), about])
    usual = sm.OLS(values[~inside], exog[~inside]).fit()
    rest = values - usual.predict(exog)
    found = {
        "plain": _contrast(values, inside, np.ones(len(values))),
        "regression": _regression(rest, exog, inside, usual),
        "doubly_robust": _contrast(rest, inside, chance / (1.0 - chance)),
    }
    beyond = float(np.mean(chance[inside] > chance[~inside].max()))
    rows = []
    for method, (estimate, se) in found.items():
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


def _regression(rest: np.ndarray, exog: np.ndarray, inside: np.ndarray, usual) -> tuple[float, float]:
    """Return the mean of what outsiders' regression leaves unexplained inside, and its error."""
    n = inside.sum()
    here = exog[inside].mean(axis=0)
    covariance = usual.get_robustcov_results("HC2").cov_params()
    variance = rest[inside].var(ddof=1) / n + here @ covariance @ here
    return float(rest[inside].mean()), float(np.sqrt(variance))
