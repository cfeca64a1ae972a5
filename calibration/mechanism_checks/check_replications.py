"""Replications of the checks of mechanisms, and the mean of each value with its interval."""

import multiprocessing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.special import stdtrit
from tqdm import tqdm

from scenarios.parameter_sets import plausible_set
from scenarios.parameter_sets.parameter_sets import POINT, drawn
from simulation.equilibrium_search import equilibrium_of
from simulation.experiment import TrustExperiment

from .check_list import CHECKS, Check
from .check_settings import CheckRun, CheckSetting, record_run

CHECKS_FILE = Path(__file__).parent / "values.csv"
CHECK_COLUMNS = ("check", "sets", "value", "mean", "half_width", "n")
CHECK_SEED = 1
CHECK_REPLICATIONS = 50


def run_of(setting: CheckSetting, sets: str, replication: int) -> CheckRun:
    """CheckRun a setting and return its readings."""
    draws = plausible_set.load_set() if sets == "plausible" else POINT
    number = replication % len(draws.draws)
    design = drawn(setting.design(), draws, number)
    start = draws.equilibrium(number, design)
    if setting.parameters:
        design = replace(design, parameters={**design.parameters, **dict(setting.parameters)})
        start = equilibrium_of(design, near=start)
    return record_run(TrustExperiment(design, rng=CHECK_SEED, replication=replication, equilibrium=start), setting)


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
        n = len(numbers)
        spread = float(numbers.std(ddof=1)) if n > 1 else float("nan")
        half_width = float(stdtrit(n - 1, 0.975)) * spread / np.sqrt(n) if n > 1 else float("nan")
        mean = float(numbers.mean()) if n else float("nan")
        cells = (name, sets, value, mean, half_width, n)
        result.append(dict(zip(CHECK_COLUMNS, cells, strict=True)))
    return result


def measure_checks(checks: dict[str, Check], replications: int, workers: int) -> pd.DataFrame:
    """Return the values of the checks, columns `CHECK_COLUMNS`."""
    rows = []
    context = multiprocessing.get_context("spawn")
    with context.Pool(workers) as pool:
        for name, check in checks.items():
            for sets in check.sets:
                tasks = [(name, sets, replication) for replication in range(replications)]
                done = tqdm(pool.imap(one_replication, tasks), total=len(tasks), desc=f"{name}, {sets}")
                rows += rows_of_check(name, sets, list(done))
    return pd.DataFrame(rows, columns=list(CHECK_COLUMNS))
