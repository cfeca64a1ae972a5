"""Committed files of the plausible set: the points tried, the sets kept, and their starting points."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from scenarios.parameter_sets.plausible_set import KEPT, STARTING, STARTS, write_provenance
from simulation.equilibrium import Equilibrium, key_of
from simulation.experiment import TrustExperiment

from ..flows import PUBLISHED_SHARES, town, town_shares
from ..patterns import stock
from .bands import far_outside, outside, read_bands
from .point_readings import LEAST_AGES, elder_start
from .space import UNCERTAIN, overrides_at
from .waves import Wave

SEARCH_FOLDER = Path(__file__).parent
FLOWS_FILE, WAVES_FILE, TRIED_FILE = (SEARCH_FOLDER / f"{name}.csv" for name in ("flows", "waves", "tried"))
MOST_KEPT = 150
"""Maximum number of stored sets: the first that hold, so that more tries never change the number of a set."""


def tried_table(waves: Sequence[Wave]) -> pd.DataFrame:
    """Return a row for each point tried: wave, number, stocks (1 or 2), holds, outside, and every pattern.

    `outside` names the patterns outside their band; for a reading of one stock those far outside.
    """
    bands, rows = read_bands(), []
    for wave in waves:
        for number, (first, both) in enumerate(zip(wave.first, wave.both, strict=True)):
            fails = outside(both, bands) if both else far_outside(first, bands)
            row: dict = {"wave": wave.number, "number": number, "stocks": 2 if both else 1}
            row |= {"holds": not fails, "outside": " ".join(fails)}
            rows.append(row | {name: (both or first)[name] for name in bands})
    return pd.DataFrame(rows)


def kept_points(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that are kept: those that hold, at most `MOST_KEPT`, in the order of the table."""
    return table[table["holds"]].head(MOST_KEPT)


def wave_table(
    waves: Sequence[Wave], table: pd.DataFrame, cutoffs: Sequence[float | None]
) -> pd.DataFrame:
    """Return a row for each wave: wave, cutoff, looked_at, tried, twice, hold (numbers of points), error_PATTERN."""
    rows = []
    for wave in waves:
        part = table[table["wave"] == wave.number]
        row = {"wave": wave.number, "cutoff": cutoffs[wave.number - 1], "looked_at": wave.looked_at}
        row |= {"tried": len(part), "twice": int((part["stocks"] == 2).sum()), "hold": int(part["holds"].sum())}
        rows.append(row | {f"error_{name}": float(f"{error:.4g}") for name, error in wave.errors.items()})
    return pd.DataFrame(rows)


def kept_table(values: np.ndarray) -> pd.DataFrame:
    """Return the values of the kept sets, a row each, a column for each uncertain parameter."""
    table = pd.DataFrame(values, columns=UNCERTAIN)
    table.insert(0, "draw", range(len(table)))
    return table


def flows_of(values: np.ndarray, start: Equilibrium) -> dict[str, float]:
    """Return the flow and stock shares of an open town; they rule no set out."""
    shares = town_shares(TrustExperiment(town(parameters=overrides_at(values)), rng=1, equilibrium=start))
    return {name: float(f"{shares[name]:.4g}") for name in PUBLISHED_SHARES}


def finished(values: np.ndarray, start: Equilibrium) -> dict:
    """Return the other stored values of a kept set: the starting point of 27 and over, flow and stock shares."""
    return {"elder": elder_start(overrides_at(values), start), "flows": flows_of(values, start)}


def keys_of(values: np.ndarray) -> list[str]:
    """Return the keys of the starting points of a set, one key for each least age."""
    return [key_of(stock(parameters=overrides_at(values), least_age=age)) for age in LEAST_AGES]


def write_starts(keys: list[list[str]], starts: list[list[Equilibrium]], path: Path = STARTS) -> None:
    """Write the starting points, by set and least age."""
    arrays: dict[str, Any] = {
        name: np.array([[getattr(start, name) for start in pair] for pair in starts], dtype=float) for name in STARTING
    }
    np.savez_compressed(path, allow_pickle=False, keys=np.array(keys), **arrays)


def write_set(tried: pd.DataFrame, waves: pd.DataFrame, kept: pd.DataFrame, shares: pd.DataFrame) -> None:
    """Write the tables, and the hashes of the rules and tables to which they belong."""
    tried.to_csv(TRIED_FILE, index=False, float_format="%.6g")
    waves.to_csv(WAVES_FILE, index=False, float_format="%.6g")
    kept.to_csv(KEPT, index=False, float_format="%.6g")
    shares.to_csv(FLOWS_FILE, index=False, float_format="%.6g")
    write_provenance()
