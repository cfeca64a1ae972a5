"""Results in the work folder of the search: one npz file each, of starting points as arrays and all else as JSON."""

import io
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from scenarios.parameter_sets.plausible_set import STARTING
from simulation.equilibrium import Equilibrium


def result_file(folder: Path, number: int) -> Path:
    """Return the file of a stored result."""
    return folder / f"{number:04d}.npz"


def write_result(path: Path, result: Mapping[str, Any]) -> None:
    """Write a result whole or not at all; its values are starting points, or what JSON holds."""
    starts = {name: value for name, value in result.items() if isinstance(value, Equilibrium)}
    rest = json.dumps({name: value for name, value in result.items() if name not in starts})
    arrays: dict[str, Any] = {
        f"{name}.{field}": np.asarray(getattr(start, field)) for name, start in starts.items() for field in STARTING
    }
    content = io.BytesIO()
    np.savez(content, allow_pickle=False, rest=np.array(rest), starts=np.array(list(starts), dtype=str), **arrays)
    partial = path.with_suffix(f".{os.getpid()}")
    partial.write_bytes(content.getvalue())
    partial.replace(path)


def read_result(path: Path) -> dict[str, Any]:
    """Return a result that `write_result` wrote."""
    with np.load(path, allow_pickle=False) as stored:
        result = json.loads(stored["rest"].item())
        for name in stored["starts"].tolist():
            arrays = {field: stored[f"{name}.{field}"] for field in STARTING}
            result[name] = Equilibrium(**{field: of if of.ndim else of.item() for field, of in arrays.items()})
    return result
