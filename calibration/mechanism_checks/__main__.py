"""Checks of mechanisms: `python -m calibration.mechanism_checks` measures the effect of each rule on people.

A check runs the same people with the same luck in several settings and computes values from the runs. Replication r has
parameter set r of the plausible set (background patterns only), or the values of the table. A value is the mean over
replications with its 95 % interval (t): over luck and parameters together for the plausible set, over luck for the
table. No parameter is set towards these values. `python -m tools.document_tables` writes them into docs/odd.md.
"""

from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from .check_list import CHECKS
from .check_replications import CHECK_REPLICATIONS, CHECKS_FILE, measure_checks


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
