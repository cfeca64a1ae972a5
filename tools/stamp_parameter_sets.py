"""The stamp of the stored parameter sets: proves that they hold for the rules and tables of today, then says so.

After a change that alters no result, such as a rule split in two, the sets hold but their hashes do not. The proof
solves and reads stored sets again and compares every number with the stored one.
"""

from typing import Annotated

import numpy as np
import pandas as pd
import typer

from calibration.plausible.bands import read_bands
from calibration.plausible.point_readings import elder_start, reading, starting_point
from calibration.plausible.stored_set import TRIED_FILE, keys_of, write_starts
from scenarios.parameter_sets.plausible_set import PROVENANCE, PlausibleSet, provenance, read_set, write_provenance
from simulation.equilibrium import Equilibrium

PROVED = 3
NOT_PROVED = 1
EIGENVALUE_ROUNDING = 1e-9
"""Correlations go through eigenvalues, whose last digits differ between machines."""


def main(
    every: Annotated[bool, typer.Option("--all", help="Prove every set, not the first, middle and last.")] = False,
) -> None:
    """Prove the stored parameter sets and stamp them with the hashes of today's rules and tables."""
    sets = read_set()
    count = len(sets.draws)
    numbers = range(count) if every else np.linspace(0, count - 1, PROVED).round().astype(int).tolist()
    kept = pd.read_csv(TRIED_FILE)
    kept = kept[kept["holds"]].head(count)
    for number in numbers:
        differing = set_differences(sets, number, kept.iloc[number])
        if differing:
            typer.echo(f"set {number} is not what it was: {', '.join(differing)}. Nothing was stamped;", err=True)
            typer.echo("python -m calibration.plausible makes the sets again", err=True)
            raise typer.Exit(NOT_PROVED)
        typer.echo(f"set {number}: the same as it was", err=True)
    keys = [keys_of(np.array(list(values.values()))) for values in sets.draws]
    if keys != [list(row) for row in sets.keys]:
        write_starts(keys, [[sets.starting_point(number, age) for age in range(2)] for number in range(count)])
    write_provenance()
    typer.echo(f"{PROVENANCE.name}: {provenance()}", err=True)


def set_differences(sets: PlausibleSet, number: int, tried: pd.Series) -> list[str]:
    """Return the parts of a set that differ when it is solved and read again: starting points or patterns, by name."""
    values = sets.draws[number]
    start = starting_point(values)
    elder = elder_start(values, start)
    differing = [
        f"{name} of the starting point ({age})"
        for age, solved in enumerate((start, elder))
        for name in Equilibrium.__slots__
        if not same(name, getattr(solved, name), getattr(sets.starting_point(number, age), name))
    ]
    patterns = reading(values, start)
    return differing + [name for name in read_bands() if float(f"{patterns[name]:.6g}") != float(f"{tried[name]:.6g}")]


def same(name: str, solved: object, stored: object) -> bool:
    """Return whether a part of a starting point is the same to the bit; linear algebra rounds as the machine does."""
    if name == "correlation":
        return bool(np.allclose(solved, stored, rtol=0.0, atol=EIGENVALUE_ROUNDING))  # type: ignore[arg-type]  # both are arrays
    return np.array_equal(solved, stored)  # type: ignore[arg-type]  # both are arrays or numbers


if __name__ == "__main__":
    typer.run(main)
