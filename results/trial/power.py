"""Power, bias and coverage of the trial: many simulated trials, each analysed in the same way.

Power is the share of trials with p < 0.05. The minimum detectable effect (80 % power, two-sided 5 %) is 2.8 times the
standard deviation of the estimate over trials. Coverage is the share of trials with the true difference inside the 95 %
interval. The true difference of a survey outcome is the average over trials of the difference between all people,
without measurement error. The register has everybody, so the true difference of a register outcome is the average
estimate.
"""

import numpy as np
import pandas as pd
from statsmodels.stats.proportion import proportion_confint

from .estimates import UNOBSERVABLE

DETECTABLE = 2.8
"""1.96 + 0.84: the 97.5 % and 80 % points of the normal distribution."""
SIGNIFICANT = 0.05
POWER_COLUMNS = (
    "model", "outcome", "arm", "trials", "truth", "mean_estimate", "sd", "mean_se", "power", "power_low", "power_high",
    "power_corrected", "coverage", "detectable", "bias", "bias_se", "response_bias", "response_bias_se",
    "late_baseline_bias", "late_baseline_bias_se",
)  # fmt: skip


def power_table(estimates: pd.DataFrame) -> pd.DataFrame:
    """Return a row a model, outcome and arm (`POWER_COLUMNS`) from the estimates of many trials (`ESTIMATE_COLUMNS`).

    `bias` is the average of estimate − true difference in the same trial (survey outcomes only: non-response, late
    baselines and measurement together). Two parts of the bias have columns of their own: `response_bias`, the bias of
    non-response, from the true values of respondents; `late_baseline_bias`, the bias of a late and erroneous baseline:
    the difference in differences from the baseline survey minus the same from the true start. Spread, coverage and
    errors are NaN for a single trial.
    """
    parts = {
        ("difference", "response_bias"): _gaps(estimates, "respondents_true", None),
        ("change", "late_baseline_bias"): _gaps(estimates, "change", "change_true_start"),
    }
    rows = []
    for (model, outcome, arm), trials in estimates.groupby(["model", "outcome", "arm"], sort=False, observed=True):
        if model in UNOBSERVABLE:
            continue
        n = len(trials)
        truth = trials["truth"].mean() if trials["truth"].notna().any() else _mean_estimate(trials)
        inside = (trials["low"] <= truth) & (truth <= trials["high"])
        known = trials["p"].notna()
        power = (trials["p"] < SIGNIFICANT).mean()
        low, high = proportion_confint(round(power * n), n, method="wilson")
        sd = trials["estimate"].std(ddof=1)
        bias, bias_se = mean_and_error(trials["estimate"] - trials["truth"])
        rows.append(
            {
                "model": model, "outcome": outcome, "arm": arm, "trials": n, "truth": truth,
                "mean_estimate": trials["estimate"].mean(), "sd": sd, "mean_se": trials["se"].mean(), "power": power,
                "power_low": low, "power_high": high,
                "power_corrected": (trials["p_corrected"] < SIGNIFICANT).mean(),
                "coverage": inside[known].mean() if n > 1 and known.any() else np.nan, "detectable": DETECTABLE * sd,
                "bias": bias, "bias_se": bias_se,
            }
        )  # fmt: skip
    frame = pd.DataFrame(rows, columns=list(POWER_COLUMNS[:-4]))
    for (model, column), gaps in parts.items():
        means = [
            mean_and_error(gaps[row.outcome, row.arm])
            if row.model == model and (row.outcome, row.arm) in gaps
            else (np.nan, np.nan)
            for row in frame.itertuples()
        ]
        frame[[column, f"{column}_se"]] = np.array(means).reshape(-1, 2)
    return frame[list(POWER_COLUMNS)]


def any_significant(estimates: pd.DataFrame, model: str = "difference") -> pd.Series:
    """Return the share of trials with at least one significant difference: `plain`, and `corrected` (Holm)."""
    trials = estimates[estimates["model"] == model].groupby("replication")[["p", "p_corrected"]].min()
    share = (trials < SIGNIFICANT).mean()
    return pd.Series({"plain": share.get("p", np.nan), "corrected": share.get("p_corrected", np.nan)})


def outsiders_over_trials(outside: pd.DataFrame) -> pd.DataFrame:
    """Return the comparison with outsiders over trials, from `OUTSIDER_COLUMNS` of every trial.

    Columns: outcome, who, method, trials, mean_estimate, sd, mean_se, power, beyond_overlap.
    """
    estimates = outside.groupby(["outcome", "who", "method"], sort=False, observed=True)
    table = estimates.agg(
        trials=("estimate", "size"), mean_estimate=("estimate", "mean"), sd=("estimate", "std"), mean_se=("se", "mean"),
        power=("p", lambda p: (p < SIGNIFICANT).mean()), beyond_overlap=("beyond_overlap", "mean"),
    )  # fmt: skip
    return table.reset_index()


def response_over_trials(response: pd.DataFrame) -> pd.DataFrame:
    """Return the response over trials by group and wave, from `RESPONSE_COLUMNS` of every trial.

    Columns: group, wave, trials, asked, mean_share, least, most (lowest and highest trial), n_effective.
    """
    waves = response.groupby(["group", "wave"], sort=False, observed=True)
    table = waves.agg(
        trials=("share", "size"), asked=("asked", "mean"), mean_share=("share", "mean"), least=("share", "min"),
        most=("share", "max"), n_effective=("n_effective", "mean"),
    )  # fmt: skip
    return table.reset_index()


def mean_and_error(values: pd.Series) -> tuple[float, float]:
    """Return the mean over trials and its standard error."""
    values = values.dropna()
    error = values.std(ddof=1) / np.sqrt(len(values)) if len(values) > 1 else np.nan
    return (float(values.mean()) if len(values) else np.nan), float(error)


def _mean_estimate(trials: pd.DataFrame) -> float:
    """Return the truth of a register outcome: the average estimate; NaN for a single trial."""
    return trials["estimate"].mean() if len(trials) > 1 else np.nan


def _gaps(estimates: pd.DataFrame, model: str, other: str | None) -> dict[tuple, pd.Series]:
    """Return the estimate of `model` minus that of `other` (or the truth) of every trial, by outcome and arm."""
    keys = ["outcome", "arm", "replication"]
    rows = estimates[estimates["model"] == model].set_index(keys)
    if rows.empty:
        return {}
    reference = rows["truth"]
    if other is not None:
        reference = estimates[estimates["model"] == other].set_index(keys)["estimate"]
    gaps = rows["estimate"] - reference
    return {key: values for key, values in gaps.groupby(level=["outcome", "arm"])}
