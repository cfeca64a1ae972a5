"""What researchers estimate from one trial: differences from the control group, by the groups people were put in.

Intention to treat: everybody counts in the group that the lot gave, whatever happened later. Differences are least
squares on group indicators with errors robust to unequal variances (HC2; without covariates these are Welch's). The
intervals use the t-distribution. p-values are corrected for the number of comparisons by Holm's method, over all
outcomes and arms of one model: with no real difference anywhere, at most 5 % of trials then name one.
"""

import warnings

import numpy as np
import pandas as pd
import statsmodels.api as sm

from ..words.language import N_
from .trial_frames import OUTCOMES, SURVEY_OUTCOMES, Roles, covariates, in_waves, outcomes_of, people_of

COLUMNS = (
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
NOT_SEEN = ("respondents_true", "change_true_start")
"""Models that need what researchers never see."""
LEAST = 3
"""Fewest people with a value in an arm, and in the control group, for a difference."""


def estimates(trial, roles: Roles, weights: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return every difference of one trial (`COLUMNS`), corrected for the number of comparisons.

    `weights` (person × wave) adds the weighted model. `truth` is the difference between all people of the groups,
    without measurement error, where it is known: it is not for researchers.
    """
    people = people_of(trial)
    people = people[people["group"].isin(roles.trial)]
    seen = outcomes_of(trial, people)
    true = in_waves(trial.truth, people).reindex(people.index)
    about = covariates(people)
    rows = []
    for outcome in (name for name in OUTCOMES if name in seen):
        rows += differences(seen[outcome], people["group"], roles, outcome, "difference")
        rows += differences(seen[outcome], people["group"], roles, outcome, "adjusted", about)
    for outcome in (name for name in SURVEY_OUTCOMES if name in seen):
        measure, wave = outcome.rsplit("_w", 1)
        if weights is not None and int(wave) in weights:
            weight = weights[int(wave)].reindex(people.index)
            rows += differences(seen[outcome], people["group"], roles, outcome, "weighted", weights=weight)
        if outcome in true:
            answered = true[outcome].where(seen[outcome].notna())
            rows += differences(answered, people["group"], roles, outcome, "respondents_true")
        for model, start in (("change", seen), ("change_true_start", true)):
            # the same people in both, so that the two differ in the baseline alone
            baseline = start.get(f"{measure}_w0")
            if baseline is not None and f"{measure}_w0" in seen:
                change = (seen[outcome] - baseline).where(seen[f"{measure}_w0"].notna())
                rows += differences(change, people["group"], roles, outcome, model)
    frame = pd.DataFrame(rows, columns=list(COLUMNS[1:-2]))
    means = true.groupby(people["group"], observed=True).mean()
    frame["truth"] = [_truth(row, means, roles) for row in frame.itertuples()]
    frame.insert(0, "replication", np.int32(trial.persons["replication"].iloc[0]))
    return corrected(frame)[list(COLUMNS)]


def differences(
    values: pd.Series,
    group: pd.Series,
    roles: Roles,
    outcome: str,
    model: str,
    about: pd.DataFrame | None = None,
    weights: pd.Series | None = None,
) -> list[dict]:
    """Return one row an arm: its difference from control among those with a value.

    All are by person in the same order; values and weights are NaN where there is none, and those people are left
    out. `about` are covariates that are added to the group indicators; with `weights` the fit is weighted. A difference
    without any variation has no error and no p-value.
    """
    y, names = values.to_numpy(dtype=float), group.to_numpy()
    weight = np.ones(len(y)) if weights is None else weights.to_numpy(dtype=float)
    there = np.isfinite(y) & np.isfinite(weight)
    sizes = {name: int((names[there] == name).sum()) for name in roles.trial}
    arms = [arm for arm in roles.arms if sizes[arm] >= LEAST]
    if not arms or sizes[roles.control] < LEAST:
        return []
    there &= np.isin(names, [roles.control, *arms])
    y, names, weight = y[there], names[there], weight[there]
    columns = [np.ones(len(y)), *((names == arm).astype(float) for arm in arms)]
    if about is not None:
        rows = about.to_numpy(dtype=float)[there]
        columns += [column for column in rows.T if np.ptp(column) > 0.0]
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")  # a few people and many covariates: the error is then not known, and said
        fit = sm.WLS(y, np.column_stack(columns), weights=weight).fit(cov_type="HC2", use_t=True)
        interval, p = fit.conf_int(), fit.pvalues
    control = names == roles.control
    mean = float(np.average(y[control], weights=weight[control]))
    result = []
    for place, arm in enumerate(arms, start=1):
        known = bool(np.isfinite(fit.bse[place]) and fit.bse[place] > 1e-12 and fit.df_resid > 0)
        low, high = interval[place] if known else (np.nan, np.nan)
        result.append(
            {
                "model": model, "outcome": outcome, "arm": arm, "n": sizes[arm], "n_control": sizes[roles.control],
                "control_mean": mean, "estimate": float(fit.params[place]),
                "se": float(fit.bse[place]) if known else np.nan, "df": float(fit.df_resid), "low": float(low),
                "high": float(high), "p": float(p[place]) if known else np.nan,
            }
        )  # fmt: skip
    return result


def corrected(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with `p_corrected`: Holm's correction over all outcomes and arms of each model."""
    frame = frame.assign(p_corrected=np.nan)
    for _, rows in frame[frame["p"].notna()].groupby("model", sort=False):
        frame.loc[rows.index, "p_corrected"] = holm(rows["p"].to_numpy())
    return frame


def holm(p: np.ndarray) -> np.ndarray:
    """Return p-values corrected by Holm's method: the smallest times their number, the next times one less, …"""
    order = np.argsort(p, kind="stable")
    result = np.empty(len(p))
    result[order] = np.minimum(1.0, np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1)))
    return result


def _truth(row, means: pd.DataFrame, roles: Roles) -> float:
    """Return the difference between all people of the arm and of the control group; NaN for register outcomes."""
    if row.outcome not in means:
        return np.nan
    values = means[row.outcome]
    if row.model.startswith("change"):
        values = values - means[f"{row.outcome.rsplit('_w', 1)[0]}_w0"]
    return float(values[row.arm] - values[roles.control])
