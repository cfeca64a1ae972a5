"""What one trial could and could not have shown: many simulated trials, each analysed in the same way.

A trial is "clear" when its p-value lies below 0.05. Power is the share of trials that are clear. The smallest
difference that a trial of this size would usually find (minimum detectable effect: 80 % power, two-sided 5 %) is 2.8
times the spread of its estimate. Coverage is the share of trials whose 95 % interval holds the true difference. For
survey outcomes the truth is the average over all trials of the difference between all people, without measurement
error; for register outcomes, which everybody has, it is the average estimate itself.
"""

import numpy as np
import pandas as pd
from statsmodels.stats.proportion import proportion_confint

from .estimates import NOT_SEEN

DETECTABLE = 2.8
"""1.96 + 0.84: the 97.5 % and 80 % points of the normal distribution."""
SIGNIFICANT = 0.05
COLUMNS = (
    "model", "outcome", "arm", "trials", "truth", "mean_estimate", "sd", "mean_se", "power", "power_low", "power_high",
    "power_corrected", "coverage", "detectable", "bias", "bias_se", "response_bias", "response_bias_se",
    "late_baseline_bias", "late_baseline_bias_se",
)  # fmt: skip


def power_table(estimates: pd.DataFrame) -> pd.DataFrame:
    """Return one row a model, outcome and arm (`COLUMNS`) from the estimates of many trials.

    `bias` is the average of estimate − true difference in the same trial (survey outcomes only: not answering, late
    baselines and measurement together). Two parts of it are known by themselves: `response_bias` that of who does not
    answer, from the true values of who does; `late_baseline_bias` that of a late, erroneous baseline: the difference
    in differences from the baseline survey minus the one from the true start. With one trial, what needs several is
    NaN.
    """
    parts = {
        ("difference", "response_bias"): _gaps(estimates, "respondents_true", None),
        ("change", "late_baseline_bias"): _gaps(estimates, "change", "change_true_start"),
    }
    rows = []
    for (model, outcome, arm), trials in estimates.groupby(["model", "outcome", "arm"], sort=False, observed=True):
        if model in NOT_SEEN:
            continue
        n = len(trials)
        truth = trials["truth"].mean() if trials["truth"].notna().any() else _average(trials)
        inside = (trials["low"] <= truth) & (truth <= trials["high"])
        known = trials["p"].notna()
        clear = (trials["p"] < SIGNIFICANT).mean()
        low, high = proportion_confint(round(clear * n), n, method="wilson")
        sd = trials["estimate"].std(ddof=1)
        bias, bias_se = mean_and_error(trials["estimate"] - trials["truth"])
        rows.append(
            {
                "model": model, "outcome": outcome, "arm": arm, "trials": n, "truth": truth,
                "mean_estimate": trials["estimate"].mean(), "sd": sd, "mean_se": trials["se"].mean(), "power": clear,
                "power_low": low, "power_high": high,
                "power_corrected": (trials["p_corrected"] < SIGNIFICANT).mean(),
                "coverage": inside[known].mean() if n > 1 and known.any() else np.nan, "detectable": DETECTABLE * sd,
                "bias": bias, "bias_se": bias_se,
            }
        )  # fmt: skip
    frame = pd.DataFrame(rows, columns=list(COLUMNS[:-4]))
    for (model, column), gaps in parts.items():
        found = [
            mean_and_error(gaps[row.outcome, row.arm])
            if row.model == model and (row.outcome, row.arm) in gaps
            else (np.nan, np.nan)
            for row in frame.itertuples()
        ]
        frame[[column, f"{column}_se"]] = np.array(found).reshape(-1, 2)
    return frame[list(COLUMNS)]


def any_clear(estimates: pd.DataFrame, model: str = "difference") -> pd.Series:
    """Return the share of trials with at least one clear difference: `plain`, and `corrected` by Holm's method."""
    trials = estimates[estimates["model"] == model].groupby("replication")[["p", "p_corrected"]].min()
    share = (trials < SIGNIFICANT).mean()
    return pd.Series({"plain": share.get("p", np.nan), "corrected": share.get("p_corrected", np.nan)})


def outside_table(outside: pd.DataFrame) -> pd.DataFrame:
    """Return mean, spread and mean error of the comparison with outsiders over trials, a row an estimate."""
    keys = ["outcome", "who", "method"]
    found = outside.groupby(keys, sort=False, observed=True)
    table = found.agg(
        trials=("estimate", "size"), mean_estimate=("estimate", "mean"), sd=("estimate", "std"), mean_se=("se", "mean"),
        power=("p", lambda p: (p < SIGNIFICANT).mean()), beyond_overlap=("beyond_overlap", "mean"),
    )  # fmt: skip
    return table.reset_index()


def response_table(response: pd.DataFrame) -> pd.DataFrame:
    """Return the share that answered over trials, by group and wave: mean, lowest and highest trial."""
    found = response.groupby(["group", "wave"], sort=False, observed=True)
    table = found.agg(
        trials=("share", "size"), asked=("asked", "mean"), mean_share=("share", "mean"), least=("share", "min"),
        most=("share", "max"), n_effective=("n_effective", "mean"),
    )  # fmt: skip
    return table.reset_index()


def mean_and_error(values: pd.Series) -> tuple[float, float]:
    """Return the mean over trials and its standard error."""
    values = values.dropna()
    error = values.std(ddof=1) / np.sqrt(len(values)) if len(values) > 1 else np.nan
    return (float(values.mean()) if len(values) else np.nan), float(error)


def _average(trials: pd.DataFrame) -> float:
    """Return the truth of a register outcome: the average estimate, of which one trial says nothing."""
    return trials["estimate"].mean() if len(trials) > 1 else np.nan


def _gaps(estimates: pd.DataFrame, model: str, other: str | None) -> dict[tuple, pd.Series]:
    """Return by outcome and arm, for every trial, the estimate of `model` minus that of `other`, or minus the truth."""
    keys = ["outcome", "arm", "replication"]
    rows = estimates[estimates["model"] == model].set_index(keys)
    if rows.empty:
        return {}
    yardstick = rows["truth"]
    if other is not None:
        yardstick = estimates[estimates["model"] == other].set_index(keys)["estimate"]
    gaps = rows["estimate"] - yardstick
    return {key: values for key, values in gaps.groupby(level=["outcome", "arm"])}
