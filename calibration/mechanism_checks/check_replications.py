"""Replications of the checks of mechanisms, and the mean of each value with its interval."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from calibration.replications import in_processes, mean_and_reach, with_set
from scenarios.parameter_sets import plausible_set
from simulation.equilibrium_search import equilibrium_of
from simulation.experiment import TrustExperiment

from .check_list import CHECKS, Check
from .check_settings import CheckRun, CheckSetting, record_run

CHECKS_FILE = Path(__file__).parent / "values.csv"
CHECK_COLUMNS = ("check", "sets", "value", "mean", "half_width", "n")
CHECK_SEED = 1
CHECK_REPLICATIONS = 50


def model_of(setting: CheckSetting, sets: str, replication: int) -> TrustExperiment:
    """Return the model of a setting in week 0.

    With parameters or switches of its own the setting has a starting point of its own, searched from that of the set.
    """
    design, start = with_set(setting.design(), sets, replication)
    if setting.parameters or setting.without:
        design = replace(design, parameters={**design.parameters, **dict(setting.parameters)})
        start = equilibrium_of(design, near=start)
    return TrustExperiment(design, rng=CHECK_SEED, replication=replication, equilibrium=start)


def run_of(setting: CheckSetting, sets: str, replication: int) -> CheckRun:
    """Run a setting and return its readings."""
    return record_run(model_of(setting, sets, replication), setting)


def one_replication(task: tuple[str, str, int]) -> dict[str, float]:
    """Return the values of a check in one replication."""
    name, sets, replication = task
    check = CHECKS[name]
    runs = {label: run_of(setting, sets, replication) for label, setting in check.settings.items()}
    return check.values(runs)


def rows_of_check(name: str, sets: str, rows: list[dict[str, float]]) -> list[dict]:
    """Return a row for each value of a check: mean, half-width of the 95 % interval, number of replications."""
    table = pd.DataFrame(rows)
    result = []
    for value in table.columns:
        numbers = table[value].dropna().to_numpy()
        result.append(row_of(name, sets, value, *mean_and_reach(numbers), len(numbers)))
    return result


def row_of(*cells: object) -> dict:
    """Return a row of the file of checks."""
    return dict(zip(CHECK_COLUMNS, cells, strict=True))


def rows_by_set(name: str, rows: list[dict[str, float]], sets: int) -> list[dict]:
    """Return how each value differs between the plausible sets, replication r having set r % sets.

    Rows: the mean; the standard deviation of the sets' means without what luck adds; the share of sets, in per cent,
    whose mean is above 0, and whose 95 % interval lies above, or below, 0, with the half-width of a binomial share.
    """
    table = pd.DataFrame(rows)
    number = np.arange(len(table)) % sets
    result = []
    for value in table.columns:
        by_set = table[value].groupby(number)
        mean, error, n = by_set.mean(), by_set.sem(), by_set.size()
        reach = stdtrit(n - 1, 0.975) * error
        spread = float(np.sqrt(max(0.0, mean.var(ddof=1) - (error**2).mean())))
        result.append(
            row_of(name, "plausible", f"{value}: mean", mean.mean(), stdtrit(sets - 1, 0.975) * mean.sem(), sets)
        )
        result.append(row_of(name, "plausible", f"{value}: standard deviation between sets", spread, np.nan, sets))
        for label, share in {
            "per cent of sets above 0": (mean > 0).mean(),
            "per cent of sets clearly above 0": (mean - reach > 0).mean(),
            "per cent of sets clearly below 0": (mean + reach < 0).mean(),
        }.items():
            reach_of_share = 100 * 1.96 * np.sqrt(share * (1 - share) / sets)
            result.append(row_of(name, "plausible", f"{value}: {label}", 100 * share, reach_of_share, sets))
    return result


def measure_checks(checks: dict[str, Check], replications: int, workers: int) -> pd.DataFrame:
    """Return the values of the checks, columns `CHECK_COLUMNS`."""
    rows = []
    for name, check in checks.items():
        for sets in check.sets:
            each = check.replications_per_set
            number = each * len(plausible_set.load_set().draws) if each else replications
            tasks = [(name, sets, replication) for replication in range(number)]
            done = in_processes(one_replication, tasks, workers, f"{name}, {sets}")
            rows += rows_by_set(name, done, number // each) if each else rows_of_check(name, sets, done)
    return pd.DataFrame(rows, columns=list(CHECK_COLUMNS))
