"""Waits for care: `python -m calibration.waits` measures what a month of waiting costs those referred.

Every replication lives an open town of 7,000 recipients for 208 weeks with the same people and luck under four numbers
of places at mental health care (`care_runs.py`), with parameter set r of the plausible set, or the values of the table.
The values stand in `waits.csv`; `python -m tools.document_tables` writes them into docs/waits.md. No parameter is set
towards these values.
"""

from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from calibration.mechanism_checks.check_replications import CHECK_REPLICATIONS
from calibration.replications import in_processes

from .care_replications import SETS, WAITS_FILE, waits_replication
from .care_values import CARE_COLUMNS, table_of_waits


def write_waits(
    only: Annotated[list[str] | None, typer.Option(help="Kinds of sets: plausible, table; both by default.")] = None,
    replications: Annotated[int, typer.Option(min=2, help="Replications of each kind of set.")] = CHECK_REPLICATIONS,
    workers: Annotated[int, typer.Option(min=1, help="Processes.")] = 2,
    out: Annotated[Path, typer.Option(help="CSV file to write.")] = WAITS_FILE,
) -> None:
    """Measure what waiting for mental health care costs, and write the values; rows of other kinds of sets stay."""
    unknown = sorted(set(only or ()) - set(SETS))
    if unknown:
        typer.echo(f"{unknown[0]!r} is no kind of sets; kinds: {', '.join(SETS)}", err=True)
        raise typer.Exit(2)
    measured = [sets for sets in SETS if not only or sets in only]
    before = pd.read_csv(out) if out.exists() else pd.DataFrame(columns=list(CARE_COLUMNS))
    tables = {sets: rows for sets, rows in before.groupby("sets")}
    for sets in measured:
        tasks = [(sets, replication) for replication in range(replications)]
        tables[sets] = table_of_waits(sets, in_processes(waits_replication, tasks, workers, f"waits, {sets}"))
        rows = pd.concat([tables[each] for each in SETS if each in tables], ignore_index=True)
        rows.to_csv(out, index=False, float_format="%.6g")


if __name__ == "__main__":
    typer.run(write_waits)
