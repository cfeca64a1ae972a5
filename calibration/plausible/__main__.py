"""Search for the plausible set: `python -m calibration.plausible` writes its files.

The same command resumes an interrupted search.
"""

from pathlib import Path
from typing import Annotated

import numpy as np
import pandas as pd
import typer

from .stored_set import finished, kept_points, kept_table, keys_of, tried_table, wave_table, write_set, write_starts
from .waves import CUTOFFS, PlausibleError, Wave, done, run_waves, settings
from .work_folder import read_result, result_file

TRIES, SEED = 650, 1
"""Arguments of the committed set."""


def search(tries: int, seed: int, workers: int, work: Path) -> tuple[list[Wave], int]:
    """Try points, write the files, and return the waves and the number of kept sets."""
    waves = run_waves(settings(tries, seed, work), work, workers)
    table = tried_table(waves)
    rows = kept_points(table)
    if not len(rows):
        often = table["outside"].str.split().explode().value_counts().index[:3]
        raise PlausibleError(f"none of {len(table)} points tried holds; most often outside: {', '.join(often)}")
    by_number = {wave.number: wave for wave in waves}
    points = list(rows[["wave", "number"]].itertuples(index=False, name=None))
    values = np.array([by_number[wave].values[number] for wave, number in points])
    starts = [read_result(result_file(work / f"wave-{wave}", number))["start"] for wave, number in points]
    more = done(finished, list(zip(values, starts, strict=True)), work / "kept", workers)
    write_starts([keys_of(row) for row in values], [[a, b["elder"]] for a, b in zip(starts, more, strict=True)])
    shares = pd.DataFrame([row["flows"] for row in more])
    shares.insert(0, "draw", range(len(shares)))
    write_set(table, wave_table(waves, table, CUTOFFS), kept_table(values), shares)
    return waves, len(rows)


def command(
    tries: Annotated[int, typer.Option(min=20, help="Points to try, over all waves.")] = TRIES,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the points.")] = SEED,
    workers: Annotated[int, typer.Option(min=1, help="Processes.")] = 2,
    work: Annotated[Path, typer.Option(help="Folder of the points tried so far.")] = Path("runs/plausible"),
) -> None:
    """Search for the plausible set by history matching."""
    try:
        waves, kept = search(tries, seed, workers, work)
    except PlausibleError as error:
        typer.echo(f"plausible: {error}", err=True)
        raise typer.Exit(2) from error
    typer.echo(f"{sum(len(wave.unit) for wave in waves)} points tried, {kept} sets kept.", err=True)


if __name__ == "__main__":
    typer.run(command)
