"""The command `python -m calibration.plausible`: makes the plausible set anew and writes the files beside this one.

The same command resumes an interrupted run.
"""

import pickle
from pathlib import Path
from typing import Annotated

import numpy as np
import pandas as pd
import typer

from .stored_set import chosen, finished, kept_table, keys_of, tried_table, wave_table, write, write_starts
from .waves import CUTOFFS, PlausibleError, Wave, done, run, settings, stored

TRIES, SEED = 350, 1
"""Those of the committed set."""


def make(tries: int, seed: int, workers: int, work: Path) -> tuple[list[Wave], int]:
    """Try, keep and write; returns the waves and how many sets are kept."""
    waves = run(settings(tries, seed, work), work, workers)
    table = tried_table(waves)
    rows = chosen(table)
    if not len(rows):
        often = table["outside"].str.split().explode().value_counts().index[:3]
        raise PlausibleError(f"none of {len(table)} points tried holds; most often outside: {', '.join(often)}")
    by_number = {wave.number: wave for wave in waves}
    tried = list(rows[["wave", "number"]].itertuples(index=False, name=None))
    values = np.array([by_number[wave].values[number] for wave, number in tried])
    starts = [pickle.loads(stored(work / f"wave-{wave}", number).read_bytes())["start"] for wave, number in tried]
    more = done(finished, list(zip(values, starts, strict=True)), work / "kept", workers)
    write_starts([keys_of(row) for row in values], [[a, b["elder"]] for a, b in zip(starts, more, strict=True)])
    flows = pd.DataFrame([rest["flows"] for rest in more])
    flows.insert(0, "draw", range(len(flows)))
    write(table, wave_table(waves, table, CUTOFFS), kept_table(values), flows)
    return waves, len(rows)


def command(
    tries: Annotated[int, typer.Option(min=20, help="Points to try, over all waves.")] = TRIES,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the points.")] = SEED,
    workers: Annotated[int, typer.Option(min=1, help="Processes.")] = 2,
    work: Annotated[Path, typer.Option(help="Folder for what is tried so far.")] = Path("runs/plausible"),
) -> None:
    """Make the plausible set anew by history matching."""
    try:
        waves, kept = make(tries, seed, workers, work)
    except PlausibleError as error:
        typer.echo(f"plausible: {error}", err=True)
        raise typer.Exit(2) from error
    typer.echo(f"{sum(len(wave.unit) for wave in waves)} points tried, {kept} sets kept.", err=True)


if __name__ == "__main__":
    typer.run(command)
