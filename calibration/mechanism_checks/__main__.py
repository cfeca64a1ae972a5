"""Checks of mechanisms: `python -m calibration.mechanism_checks` measures the effect of each rule on people.

A check runs the same people with the same luck in several settings and computes values from the runs. Replication r has
parameter set r of the plausible set (background patterns only), or the values of the table. A value is the mean over
replications with its 95 % interval (t): over luck and parameters together for the plausible set, over luck for the
table. No parameter is set towards these values. `python -m tools.document_tables` writes them into docs/odd.md.
"""

import multiprocessing
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import numpy as np
import pandas as pd
import typer
from scipy.special import stdtrit
from tqdm import tqdm

from scenarios.parameter_sets import plausible_set
from scenarios.parameter_sets.parameter_sets import POINT, drawn
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
    if setting.parameters:
        design = replace(design, parameters={**design.parameters, **dict(setting.parameters)})
    start = draws.equilibrium(number, design)
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


def write_checks(
    only: Annotated[list[str] | None, typer.Option(help="Names of checks; all without this option.")] = None,
    replications: Annotated[int, typer.Option(min=2, help="Replications of each check.")] = CHECK_REPLICATIONS,
    workers: Annotated[int, typer.Option(min=1, help="Processes.")] = 2,
    out: Annotated[Path, typer.Option(help="CSV file to write.")] = CHECKS_FILE,
) -> None:
    """Measure the checks of mechanisms and write them; rows of checks that are not measured stay."""
    unknown = sorted(set(only or ()) - set(CHECKS))
    if unknown:
        typer.echo(f"{unknown[0]!r} is no check; checks: {', '.join(CHECKS)}", err=True)
        raise typer.Exit(2)
    checks = {name: check for name, check in CHECKS.items() if not only or name in only}
    table = measure_checks(checks, replications, workers)
    if out.exists():
        before = pd.read_csv(out)
        kept = before[before["check"].isin(CHECKS) & ~before["check"].isin(checks)]
        table = pd.concat([kept, table], ignore_index=True)
    order = {name: number for number, name in enumerate(CHECKS)}
    table = table.sort_values("check", key=lambda names: names.map(order), kind="stable")
    table.to_csv(out, index=False, float_format="%.6g")


if __name__ == "__main__":
    typer.run(write_checks)
