"""Time to the first exit to work: Kaplan-Meier curves, log-rank tests, restricted means.

Other exits (moving, a partner's income, pension age) and the end of the trial are censoring. The curve is therefore the
share that would have left for work without other exits; with many other exits it lies above the plain share of people
who left for work.
"""

import numpy as np
import pandas as pd
from scipy.special import ndtri
from statsmodels.duration.survfunc import SurvfuncRight, survdiff

from simulation.trial_data import TrialData

from .trial_frames import Roles, eligible_people

CURVE_COLUMNS = ("replication", "group", "week", "left", "low", "high", "at_risk")
LOG_RANK_COLUMNS = (
    "replication", "arm", "events", "events_control", "chi_squared", "p", "weeks_sooner", "se", "low", "high", "horizon"
)  # fmt: skip
_Z = ndtri(0.975)


def exit_times(trial: TrialData, weeks: int) -> pd.DataFrame:
    """Return the weeks until the first exit to work or until censoring, indexed by person.

    Columns: group, week (0 < week ≤ weeks), left (bool: left for work).
    """
    people = eligible_people(trial)
    left = people["first_exit_work_week"].notna()
    end = pd.Series(float(weeks), index=people.index)
    gone = people["exit_week"].notna() & ~left
    end = end.where(~gone, people["exit_week"].astype(float))
    end = end.where(~left, people["first_exit_work_week"].astype(float))
    return pd.DataFrame({"group": people["group"], "week": end.clip(0.5, weeks), "left": left & (end <= weeks)})


def exit_curves(times: pd.DataFrame, groups: tuple[str, ...], weeks: int, replication: int = 0) -> pd.DataFrame:
    """Return the share that has left for work in each group and week, with 95 % intervals (`CURVE_COLUMNS`).

    `times` as of `exit_times`. Intervals are on the complementary log-log scale, so that they stay between 0 and 1.
    """
    frames = []
    for group in groups:
        rows = times[times["group"] == group]
        if rows.empty:
            continue
        stay, se = survival_at(rows, np.arange(weeks + 1))
        with np.errstate(divide="ignore", invalid="ignore"):
            reach = np.exp(_Z * se / (stay * np.abs(np.log(stay))))
            low, high = 1.0 - stay ** (1.0 / reach), 1.0 - stay**reach
        exact, at_risk = se == 0.0, (rows["week"].to_numpy()[:, None] >= np.arange(weeks + 1)).sum(axis=0)
        left = 1.0 - stay
        columns = (left, np.where(exact, left, low), np.where(exact, left, high), at_risk)
        frame = pd.DataFrame(dict(zip(CURVE_COLUMNS[3:], columns, strict=True)))
        frame.insert(0, "week", np.arange(weeks + 1))
        frame.insert(0, "group", group)
        frames.append(frame)
    frame = pd.concat(frames, ignore_index=True)
    frame.insert(0, "replication", np.int32(replication))
    return frame


def survival_at(rows: pd.DataFrame, at: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the Kaplan-Meier survival (share that has not left) and Greenwood's error at the times `at`.

    `rows` has week and left, as of `exit_times`.
    """
    curve = SurvfuncRight(rows["week"].to_numpy(dtype=float), rows["left"].to_numpy(dtype=int))
    if not len(curve.surv_times):
        return np.ones(len(at)), np.zeros(len(at))
    index = np.searchsorted(curve.surv_times, at, side="right") - 1
    before = index < 0
    # after everybody has left, Greenwood's formula is undefined
    errors = np.nan_to_num(curve.surv_prob_se, nan=0.0)
    return np.where(before, 1.0, curve.surv_prob[index]), np.where(before, 0.0, errors[index])


def log_rank_tests(times: pd.DataFrame, roles: Roles, weeks: int, replication: int = 0) -> pd.DataFrame:
    """Return the log-rank test and the difference in restricted mean time of each arm against control.

    `times` as of `exit_times`; columns `LOG_RANK_COLUMNS`. `weeks_sooner` is the mean lead of the arm at the first exit
    to work, counted within the first `weeks`.
    """
    control = times[times["group"] == roles.control]
    rows = []
    for arm in roles.arms:
        of_arm = times[times["group"] == arm]
        if of_arm.empty or control.empty:
            continue
        both = pd.concat([of_arm, control])
        chi, p = np.nan, np.nan
        if both["left"].any():
            chi, p = survdiff(
                both["week"].to_numpy(dtype=float),
                both["left"].to_numpy(dtype=int),
                (both["group"] == arm).to_numpy(dtype=int),
            )
        (mean, variance), (mean_0, variance_0) = restricted_mean(of_arm, weeks), restricted_mean(control, weeks)
        sooner, se = mean_0 - mean, float(np.sqrt(variance + variance_0))
        bounds = (sooner - _Z * se, sooner + _Z * se)
        events = (int(of_arm["left"].sum()), int(control["left"].sum()))
        rows.append((arm, *events, float(chi), float(p), sooner, se, *bounds, weeks))
    frame = pd.DataFrame(rows, columns=list(LOG_RANK_COLUMNS[1:]))
    frame.insert(0, "replication", np.int32(replication))
    return frame


def restricted_mean(rows: pd.DataFrame, weeks: int) -> tuple[float, float]:
    """Return the restricted mean time to the exit within `weeks` (area under Kaplan-Meier), and its variance."""
    curve = SurvfuncRight(rows["week"].to_numpy(dtype=float), rows["left"].to_numpy(dtype=int))
    inside = curve.surv_times < weeks
    starts = np.concatenate([[0.0], curve.surv_times[inside]])
    stay = np.concatenate([[1.0], curve.surv_prob[inside]])
    areas = stay * np.diff(np.concatenate([starts, [float(weeks)]]))
    after = np.cumsum(areas[::-1])[::-1][1:]
    events, at_risk = curve.n_events[inside], curve.n_risk[inside]
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = np.where(at_risk > events, after**2 * events / (at_risk * (at_risk - events)), 0.0)
    return float(areas.sum()), float(parts.sum())
