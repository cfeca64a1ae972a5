"""How long until somebody first leaves the benefit for work: Kaplan-Meier curves, log-rank tests, restricted means.

Leaving for another reason (moving, a partner's income, pension age) ends what can be seen: it censors, as does the end
of the trial. The curve therefore reads as the share that would have left for work if nobody left otherwise; where other
exits are many, it lies above the plain share of people who left for work.
"""

import numpy as np
import pandas as pd
from scipy.special import ndtri
from statsmodels.duration.survfunc import SurvfuncRight, survdiff

from .trial_frames import Roles, people_of

CURVE_COLUMNS = ("replication", "group", "week", "left", "low", "high", "at_risk")
TEST_COLUMNS = (
    "replication", "arm", "events", "events_control", "chi_squared", "p", "weeks_sooner", "se", "low", "high", "horizon"
)  # fmt: skip
_REACH = ndtri(0.975)


def times(trial, weeks: int) -> pd.DataFrame:
    """Return weeks until the first exit to work or until it can no longer be seen, by person.

    Columns: group, week (0 < week ≤ weeks), left (for work: bool).
    """
    people = people_of(trial)
    left = people["first_exit_work_week"].notna()
    end = pd.Series(float(weeks), index=people.index)
    gone = people["exit_week"].notna() & ~left
    end = end.where(~gone, people["exit_week"].astype(float))
    end = end.where(~left, people["first_exit_work_week"].astype(float))
    return pd.DataFrame({"group": people["group"], "week": end.clip(0.5, weeks), "left": left & (end <= weeks)})


def curves(times_of: pd.DataFrame, groups: tuple[str, ...], weeks: int, replication: int = 0) -> pd.DataFrame:
    """Return the share that has left for work in each group and week, with 95 % intervals (`CURVE_COLUMNS`).

    Intervals are on the complementary log-log scale, so that they stay between 0 and 1.
    """
    frames = []
    for group in groups:
        rows = times_of[times_of["group"] == group]
        if rows.empty:
            continue
        stay, se = survival_at(rows, np.arange(weeks + 1))
        with np.errstate(divide="ignore", invalid="ignore"):
            reach = np.exp(_REACH * se / (stay * np.abs(np.log(stay))))
            low, high = 1.0 - stay ** (1.0 / reach), 1.0 - stay**reach
        none, at_risk = se == 0.0, (rows["week"].to_numpy()[:, None] >= np.arange(weeks + 1)).sum(axis=0)
        left = 1.0 - stay
        columns = (left, np.where(none, left, low), np.where(none, left, high), at_risk)
        frame = pd.DataFrame(dict(zip(CURVE_COLUMNS[3:], columns, strict=True)))
        frame.insert(0, "week", np.arange(weeks + 1))
        frame.insert(0, "group", group)
        frames.append(frame)
    frame = pd.concat(frames, ignore_index=True)
    frame.insert(0, "replication", np.int32(replication))
    return frame


def survival_at(rows: pd.DataFrame, at: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the Kaplan-Meier estimate of not having left, and Greenwood's error, at the times `at`."""
    curve = SurvfuncRight(rows["week"].to_numpy(dtype=float), rows["left"].to_numpy(dtype=int))
    if not len(curve.surv_times):
        return np.ones(len(at)), np.zeros(len(at))
    place = np.searchsorted(curve.surv_times, at, side="right") - 1
    before = place < 0
    # where everybody has left, Greenwood's formula has no value
    errors = np.nan_to_num(curve.surv_prob_se, nan=0.0)
    return np.where(before, 1.0, curve.surv_prob[place]), np.where(before, 0.0, errors[place])


def against_control(times_of: pd.DataFrame, roles: Roles, weeks: int, replication: int = 0) -> pd.DataFrame:
    """Return for each arm against control the log-rank test and the difference in restricted mean time.

    `weeks_sooner` is by how many weeks, of the first `weeks`, the first exit to work came sooner on average.
    """
    control = times_of[times_of["group"] == roles.control]
    rows = []
    for arm in roles.arms:
        of_arm = times_of[times_of["group"] == arm]
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
        bounds = (sooner - _REACH * se, sooner + _REACH * se)
        events = (int(of_arm["left"].sum()), int(control["left"].sum()))
        rows.append((arm, *events, float(chi), float(p), sooner, se, *bounds, weeks))
    frame = pd.DataFrame(rows, columns=list(TEST_COLUMNS[1:]))
    frame.insert(0, "replication", np.int32(replication))
    return frame


def restricted_mean(rows: pd.DataFrame, weeks: int) -> tuple[float, float]:
    """Return the mean time without exit to work within `weeks`, and its variance (area under Kaplan-Meier)."""
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
