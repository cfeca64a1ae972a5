"""The committed files of the plausible set, written from the waves: what was tried, what was kept, where it starts."""

from pathlib import Path

import numpy as np
import pandas as pd

from calibration.flows import FIGURES, flows, town
from calibration.patterns import stock
from simulation.equilibrium import Equilibrium, key_of
from simulation.model import TrustExperiment

from .bands import outside, read_bands
from .plausible_set import FOLDER, KEPT, STARTING, STARTS, TRIED
from .reading import LEAST_AGES
from .space import UNCERTAIN, overrides_at

FLOWS, WAVES = FOLDER / "flows.csv", FOLDER / "waves.csv"
MOST_KEPT = 60
"""Sets that are stored; of more that hold, those of the last waves, in which the emulators had seen most."""


def tried_table(waves) -> pd.DataFrame:
    """Return a row for each point tried: its wave and number, its readings, whether it holds and where it does not."""
    bands, rows = read_bands(), []
    for wave in waves:
        for number, row in enumerate(wave.readings):
            fails = outside(row, bands)
            readings = {name: row[name] for name in bands}
            rows.append(
                {"wave": wave.number, "number": number, "holds": not fails, "outside": " ".join(fails)} | readings
            )
    return pd.DataFrame(rows)


def chosen(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that are kept: those that hold, at most `MOST_KEPT`, in the order of the table."""
    return table[table["holds"]].tail(MOST_KEPT)


def wave_table(waves, table: pd.DataFrame, cutoffs) -> pd.DataFrame:
    """Return a row for each wave: points looked at, tried and holding, and the errors of the emulators."""
    rows = []
    for wave in waves:
        part = table[table["wave"] == wave.number]
        row = {"wave": wave.number, "cutoff": cutoffs[wave.number - 1], "looked_at": wave.looked_at}
        row |= {"tried": len(part), "hold": int(part["holds"].sum())}
        rows.append(row | {f"error_{name}": float(f"{error:.4g}") for name, error in wave.errors.items()})
    return pd.DataFrame(rows)


def kept_table(waves, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the values of the kept sets, a row each, a column for each uncertain parameter."""
    values = {wave.number: wave.values for wave in waves}
    table = pd.DataFrame(
        [values[wave][number] for wave, number in zip(rows["wave"], rows["number"], strict=True)], columns=UNCERTAIN
    )
    table.insert(0, "draw", range(len(table)))
    return table


def flows_of(values: np.ndarray, start: Equilibrium) -> dict[str, float]:
    """Return the flow and stock figures of an open town, which no set is held to."""
    found = flows(TrustExperiment(town(parameters=overrides_at(values)), rng=1, equilibrium=start))
    return {name: float(f"{found[name]:.4g}") for name in FIGURES}


def keys_of(values: np.ndarray) -> list[str]:
    """Return the keys of the starting points of a set, one for each least age."""
    return [key_of(stock(parameters=overrides_at(values), least_age=age)) for age in LEAST_AGES]


def write_starts(keys: list[list[str]], starts: list[list[Equilibrium]], path: Path = STARTS) -> None:
    """Write the starting points, by set and least age."""
    arrays = {
        name: np.array([[getattr(start, name) for start in pair] for pair in starts], dtype=float) for name in STARTING
    }
    np.savez_compressed(path, keys=np.array(keys), **arrays)


def write(tried: pd.DataFrame, waves: pd.DataFrame, kept: pd.DataFrame, found: pd.DataFrame) -> None:
    """Write the tables, kept sets with the row of `tried` they come from."""
    tried.to_csv(TRIED, index=False, float_format="%.6g")
    waves.to_csv(WAVES, index=False, float_format="%.6g")
    kept.to_csv(KEPT, index=False, float_format="%.6g")
    found.to_csv(FLOWS, index=False, float_format="%.6g")
