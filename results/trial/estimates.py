"""Estimates of one trial: differences_from_control from the control group by intention to treat.

Everybody counts in the group assigned by lot, whatever happened later. Differences are least squares on group
indicators with errors robust to unequal variances (HC2; without covariates these are Welch's). The intervals use the
t-distribution. p-values are corrected for the number of comparisons by Holm's method, over all outcomes and arms of one
model: without any true difference, at most 5 % of trials then report a difference.
"""

import warnings

import numpy as np
import pandas as pd
import statsmodels.api as sm

from simulation.trial_data import TrialData

from ..words.language import N_
from .trial_frames import (
    SURVEY_OUTCOMES,
    TRIAL_OUTCOMES,
    Roles,
    covariates,
    eligible_people,
    observed_outcomes,
    wide_waves,
)

ESTIMATE_COLUMNS = (
    "replication", "model", "outcome", "arm", "n", "n_control", "control_mean", "estimate", "se", "df", "low", "high",
    "p", "p_corrected", "truth",
)  # fmt: skip
MODELS = {
    "difference": N_("difference of means"),
    "adjusted": N_("adjusted for age, sex, household, education and time on benefit"),
    "weighted": N_("respondents weighted for who did not answer"),
    "change": N_("difference in change since the baseline survey (difference in differences)"),
    "respondents_true": N_("difference of means of who answered, had they answered without error in the nominal week"),
    "change_true_start": N_("the change, had the baseline been taken without error at the start"),
}
UNOBSERVABLE = ("respondents_true", "change_true_start")
"""Models that need true values, which researchers never see."""
MIN_WITH_VALUE = 3
"""Fewest people with a value in an arm, and in the control group, for a difference."""


def estimate_all(trial: TrialData, roles: Roles, weights: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the differences_from_control of one trial for every model, outcome and arm (`ESTIMATE_COLUMNS`).

    `weights` (person × wave) adds the weighted model. `truth` is the difference between all people of the groups
    without measurement error, NaN for register outcomes; researchers never see it.
    """
    people = eligible_people(trial)
    people = people[people["group"].isin(roles.trial)]
    observed = observed_outcomes(trial, people)
    true = wide_waves(trial.truth, people).reindex(people.index)
    adjustment = covariates(people)
    rows = []
    for outcome in (name for name in TRIAL_OUTCOMES if name in observed):
        rows += differences_from_control(observed[outcome], people["group"], roles, outcome, "difference")
        rows += differences_from_control(observed[outcome], people["group"], roles, outcome, "adjusted", adjustment)
    for outcome in (name for name in SURVEY_OUTCOMES if name in observed):
        measure, wave = outcome.rsplit("_w", 1)
        if weights is not None and int(wave) in weights:
            weight = weights[int(wave)].reindex(people.index)
            rows += differences_from_control(
                observed[outcome], people["group"], roles, outcome, "weighted", weights=weight
            )
        if outcome in true:
            answered = true[outcome].where(observed[outcome].notna())
            rows += differences_from_control(answered, people["group"], roles, outcome, "respondents_true")
        for model, start in (("change", observed), ("change_true_start", true)):
            # the same people in both models, so that only the baseline differs
            baseline = start.get(f"{measure}_w0")
            if baseline is not None and f"{measure}_w0" in observed:
                change = (observed[outcome] - baseline).where(observed[f"{measure}_w0"].notna())
                rows += differences_from_control(change, people["group"], roles, outcome, model)
    frame = pd.DataFrame(rows, columns=list(ESTIMATE_COLUMNS[1:-2]))
    means = true.groupby(people["group"], observed=True).mean()
    frame["truth"] = [_truth(row.outcome, row.model, row.arm, means, roles) for row in frame.itertuples()]
    frame.insert(0, "replication", np.int32(trial.persons["replication"].iloc[0]))
    return with_holm_correction(frame)[list(ESTIMATE_COLUMNS)]


def differences_from_control(
    values: pd.Series,
    group: pd.Series,
    roles: Roles,
    outcome: str,
    model: str,
    adjustment: pd.DataFrame | None = None,
    weights: pd.Series | None = None,
) -> list[dict]:
    """Return a row an arm: its difference from control among people with a value.

    `values`, `group`, `adjustment` and `weights` have the same order of people; people without a value or weight (NaN)
    are left out. `adjustment` holds covariates beside the group indicators; with `weights` the fit is weighted. A
    difference without any variation has no error and no p-value. Keys of a row: model, outcome, arm, n, n_control,
    control_mean, estimate, se, df, low, high, p.
    """
    y, names = values.to_numpy(dtype=float), group.to_numpy()
    weight = np.ones(len(y)) if weights is None else weights.to_numpy(dtype=float)
    present = np.isfinite(y) & np.isfinite(weight)
    sizes = {name: int((names[present] == name).sum()) for name in roles.trial}
    arms = [arm for arm in roles.arms if sizes[arm] >= MIN_WITH_VALUE]
    if not arms or sizes[roles.control] < MIN_WITH_VALUE:
        return []
    present &= np.isin(names, [roles.control, *arms])
    y, names, weight = y[present], names[present], weight[present]
    columns = [np.ones(len(y)), *((names == arm).astype(float) for arm in arms)]
    if adjustment is not None:
        rows = adjustment.to_numpy(dtype=float)[present]
        columns += [column for column in rows.T if np.ptp(column) > 0.0]
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")  # few people and many covariates: the error is unknown, and reported as NaN
        fit = sm.WLS(y, np.column_stack(columns), weights=weight).fit(cov_type="HC2", use_t=True)
        interval, p = fit.conf_int(), fit.pvalues
    control = names == roles.control
    mean = float(np.average(y[control], weights=weight[control]))
    result = []
    for index, arm in enumerate(arms, start=1):
        known = bool(np.isfinite(fit.bse[index]) and fit.bse[index] > 1e-12 and fit.df_resid > 0)
        low, high = interval[index] if known else (np.nan, np.nan)
        result.append(
            {
                "model": model, "outcome": outcome, "arm": arm, "n": sizes[arm], "n_control": sizes[roles.control],
                "control_mean": mean, "estimate": float(fit.params[index]),
                "se": float(fit.bse[index]) if known else np.nan, "df": float(fit.df_resid), "low": float(low),
                "high": float(high), "p": float(p[index]) if known else np.nan,
            }
        )  # fmt: skip
    return result


def with_holm_correction(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame (with model and p) with `p_corrected`: Holm's correction over all rows of each model."""
    frame = frame.assign(p_corrected=np.nan)
    for _model, rows in frame[frame["p"].notna()].groupby("model", sort=False):
        frame.loc[rows.index, "p_corrected"] = _holm(rows["p"].to_numpy())
    return frame


def _holm(p: np.ndarray) -> np.ndarray:
    """Return p-values corrected by Holm's method; `multipletests` of statsmodels takes 100 ms a call for the same."""
    order = np.argsort(p, kind="stable")
    result = np.empty(len(p))
    result[order] = np.minimum(1.0, np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1)))
    return result


def _truth(outcome: str, model: str, arm: str, means: pd.DataFrame, roles: Roles) -> float:
    """Return the difference between all people of the arm and of the control group; NaN for register outcomes."""
    if outcome not in means:
        return np.nan
    values = means[outcome]
    if model.startswith("change"):
        values = values - means[f"{outcome.rsplit('_w', 1)[0]}_w0"]
    return float(values[arm] - values[roles.control])
