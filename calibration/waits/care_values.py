"""Values of the waits for care: differences between two settings, of those referred and of the town, per month of wait.

A difference is between the same people with the same luck. Those referred are chosen by what happens to them as usual,
so that they are the same people in every setting.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from simulation.income import WEEKS_A_MONTH
from simulation.people import NEVER

from .care_runs import CARE_STATES, READ_WEEKS, USUAL_PLACES, CareRun

REFERRED_UNTIL = 52
"""Last week of joining the list for those who are followed."""
IN_POINTS = ("in work", "lasting work", "admitted at least once", "gave up the first time")
WAIT_CONTRASTS = {
    "longer": ("longer", USUAL_PLACES),
    "shorter": ("shorter", USUAL_PLACES),
    "longer against shorter": ("longer", "shorter"),
    "no waiting list": ("no waiting list", USUAL_PLACES),
}
"""Contrast → the setting that is compared, and the setting with which it is compared."""
MONTHS_WAITED = "months waited"
CARE_COLUMNS = (
    "sets", "contrast", "who", "reading", "week", "usual", "mean", "half_width", "a_month", "a_month_half_width", "n",
)  # fmt: skip


def followed(usual: CareRun) -> dict[str, np.ndarray]:
    """Return masks of those who are followed: on the list in week 0 or joining within a year; of these, those treated.

    Treated: admitted as usual within two years.
    """
    referred = (usual.joined > NEVER) & (usual.joined <= REFERRED_UNTIL)
    return {"referred": referred, "treated": referred & (usual.admitted > NEVER) & (usual.admitted <= READ_WEEKS[0])}


def months_waited(run: CareRun, other: CareRun, who: np.ndarray) -> float:
    """Return the mean months that people waited in `run`, of those admitted in both runs from the same first list."""
    both = who & (run.admitted > NEVER) & (other.admitted > NEVER) & (run.joined > NEVER) & (other.joined > NEVER)
    return float((run.admitted - run.joined)[both].mean()) / WEEKS_A_MONTH


def care_readings(run: CareRun, who: np.ndarray, week: int) -> dict[str, float]:
    """Return the mean of each reading of these people after `week` weeks; shares in points."""
    values = {name: float(run.states[week][name][who].mean()) for name in CARE_STATES}
    values["weeks in care"] = float(run.care[week][who].mean())
    values["admitted at least once"] = float(((run.admitted > NEVER) & (run.admitted <= week))[who].mean())
    values["gave up the first time"] = float(((run.gave_up > NEVER) & (run.gave_up <= week))[who].mean())
    return {name: 100.0 * value if name in IN_POINTS else value for name, value in values.items()}


def care_differences(runs: Mapping[str, CareRun]) -> list[tuple]:
    """Return (contrast, who, reading, week, value as usual, difference, more months waited) of one replication."""
    groups, rows = followed(runs[USUAL_PLACES]), []
    for contrast, (name, against) in WAIT_CONTRASTS.items():
        run, other = runs[name], runs[against]
        for who, mask in groups.items():
            more = months_waited(run, other, mask) - months_waited(other, run, mask)
            rows.append(
                (contrast, who, MONTHS_WAITED, READ_WEEKS[0], months_waited(runs[USUAL_PLACES], run, mask), more, more)
            )
            for week in READ_WEEKS:
                usual, first, second = (care_readings(each, mask, week) for each in (runs[USUAL_PLACES], run, other))
                rows += [(contrast, who, key, week, usual[key], first[key] - second[key], more) for key in first]
        more = months_waited(run, other, groups["referred"]) - months_waited(other, run, groups["referred"])
        for week in READ_WEEKS:
            usual, first, second = (each.town[week] for each in (runs[USUAL_PLACES], run, other))
            rows += [(contrast, "town", key, week, usual[key], first[key] - second[key], more) for key in first]
    return rows


def table_of_waits(sets: str, replications: list[list[tuple]]) -> pd.DataFrame:
    """Return a row for each value, columns `CARE_COLUMNS`, from the `care_differences` of the replications.

    Per month: the mean difference divided by the mean of the months waited more. Its interval is that of a ratio of two
    means (delta method).
    """
    columns = ["contrast", "who", "reading", "week", "usual", "difference", "more"]
    frame = pd.DataFrame([row for rows in replications for row in rows], columns=columns)
    rows = []
    for key, own in frame.groupby(columns[:4], sort=False):
        n = len(own)
        reach = float(stdtrit(n - 1, 0.975)) / np.sqrt(n)
        mean, more = own["difference"].mean(), own["more"].mean()
        a_month = mean / more
        rest = (own["difference"] - a_month * own["more"]).std(ddof=1)
        rows.append(
            (sets, *key, own["usual"].mean(), mean, reach * own["difference"].std(ddof=1))
            + (a_month, reach * rest / abs(more), n)
        )
    return pd.DataFrame(rows, columns=list(CARE_COLUMNS))
