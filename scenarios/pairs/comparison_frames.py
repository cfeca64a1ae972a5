"""Frames of a comparison, and the Parquet rows in which finished runs are saved: a self-contained row for each run.

A row holds the arrays of a run as bytes, and the names of their axes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import DTypeLike

from simulation.measures import NAMES
from simulation.outcomes import COACH_COLUMNS, EVERYONE, PARTNER_COLUMNS, Outcomes

from . import subgroups
from .kept_measures import CUMULATIVE, KeptRun
from .subgroups import ALL_LEVELS, DIMENSIONS, SUBGROUP_VALUES

TEXT_LIST = pa.list_(pa.string())
SCHEMA = pa.schema(
    {
        "scenario_index": pa.int16(), "scenario": pa.string(), "replication": pa.int32(),
        "draw": pa.int16(), "real_people": pa.bool_(), "weeks": pa.list_(pa.int16()), "groups": TEXT_LIST,
        "partners": TEXT_LIST, "coaches": TEXT_LIST, "paired": TEXT_LIST, "series": pa.binary(), "money": pa.binary(),
        "at_partners": pa.binary(), "of_coaches": pa.binary(), "subgroups": pa.binary(), "error": pa.string(),
    }
)  # fmt: skip
"""A row for each run. `scenario_index` is 0 for the base; `subgroups` is missing for the base."""
RUNS_FILE = "runs.parquet"
Row = dict[str, Any]
"""A row of the table with `SCHEMA`."""


@dataclass(frozen=True, slots=True)
class ComparisonFrames:
    """The frames of a comparison; each row has a scenario, a replication and a draw (see `Comparison`)."""

    series: pd.DataFrame
    money: pd.DataFrame
    partners: pd.DataFrame
    coaches: pd.DataFrame
    subgroups: pd.DataFrame
    failures: pd.DataFrame

    @staticmethod
    def concatenate(parts: list["ComparisonFrames"]) -> "ComparisonFrames":
        """Concatenate in the order given."""
        return ComparisonFrames(
            *(_stacked([getattr(part, table.name) for part in parts]) for table in fields(ComparisonFrames))
        )

    def of_real_people(self) -> "ComparisonFrames":
        """Return the frames; a cell that is missing in any replication is missing in all replications."""
        outcomes = Outcomes(self.series, self.partners, self.coaches).of_real_people()
        money = self.money.assign(**_masked(self.money, list(CUMULATIVE)))
        withheld = subgroups.withheld_in_all(self.subgroups)
        return ComparisonFrames(outcomes.series, money, outcomes.partners, outcomes.coaches, withheld, self.failures)


def _masked(frame: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    keys = [frame[key] for key in ("scenario", "group", "week")]
    return frame[columns].mask(frame[columns].isna().groupby(keys, observed=True, sort=False).transform("max"))


def _stacked(frames: list[pd.DataFrame]) -> pd.DataFrame:
    frames = [frame for frame in frames if len(frame)] or frames[:1]
    if len(frames) == 1:
        return frames[0].reset_index(drop=True)
    tables = [pa.Table.from_pandas(frame, preserve_index=False) for frame in frames]
    return pa.concat_tables(tables).unify_dictionaries().to_pandas()


def kept_row(key: Row, run: KeptRun, means: np.ndarray | None) -> Row:
    """Return the row of a run; `means` are those of `subgroups.means`, None for the base."""
    return key | {
        "coaches": run.coach_names,
        "series": _bytes(run.series),
        "money": _bytes(run.money),
        "at_partners": _bytes(run.partners),
        "of_coaches": _bytes(run.coaches),
        "subgroups": None if means is None else _bytes(means),
    }


def failed_row(key: Row, error: str) -> Row:
    """Return the row of a run that failed."""
    return key | {"error": error}


def runs_table(rows: Iterable[Row]) -> pa.Table:
    """Return the table of these rows, with `SCHEMA`."""
    return pa.Table.from_pylist(list(rows), schema=SCHEMA)


def _bytes(values: np.ndarray) -> bytes:
    return np.ascontiguousarray(values, dtype=np.float32).tobytes()


class ComparisonStorage:
    """Storage of finished chunks of a comparison: one Parquet file of rows for each chunk, and frames at the end."""

    frames = ComparisonFrames

    @staticmethod
    def write(part: pa.Table, folder: Path) -> None:
        """Write a chunk."""
        pq.write_table(part, folder / RUNS_FILE, compression="zstd", write_page_checksum=True)

    @staticmethod
    def read(folder: Path) -> pa.Table:
        """Read a chunk; raises an error of pyarrow for a damaged file."""
        with pq.ParquetFile(folder / RUNS_FILE, page_checksum_verification=True) as file:
            table = file.read()
        return table.select(SCHEMA.names).cast(SCHEMA)

    @staticmethod
    def runs(part: pa.Table) -> pd.DataFrame:
        """Return scenario and replication of the runs that did not fail."""
        return part.filter(pa.compute.is_null(part["error"])).select(["scenario", "replication"]).to_pandas()

    @staticmethod
    def frames_of_parts(parts: list[pa.Table]) -> list[ComparisonFrames]:
        """Return the frames of all chunks; a run in several chunks counts once."""
        return [frames_of(pa.concat_tables(parts))] if parts else []


def frames_of(table: pa.Table) -> ComparisonFrames:
    """Return the frames of all rows, replication by replication."""
    rows = sorted(table.to_pylist(), key=_run_key)
    good = list({_run_key(row): row for row in rows if row["error"] is None}.values())
    done = {_run_key(row) for row in good}
    bad = [row for row in rows if _run_key(row) not in done]
    scenarios = dict(sorted({row["scenario_index"]: row["scenario"] for row in rows}.items()))
    names = [scenarios.get(index, str(index)) for index in range(max(scenarios, default=0) + 1)]
    real_people = any(row["real_people"] for row in rows)
    keys = ("scenario", "replication", "error")
    failures = pd.DataFrame([[row[key] for key in keys] for row in bad], columns=list(keys))
    frames = {
        "series": _frame(good, names, "group", "groups", "series", ("n", *NAMES)),
        "money": _frame(good, names, "group", "groups", "money", CUMULATIVE),
        "partners": _frame(good, names, "partner", "partners", "at_partners", PARTNER_COLUMNS),
        "coaches": _frame(good, names, "coach", "coaches", "of_coaches", COACH_COLUMNS),
        "subgroups": _subgroups([row for row in good if row["subgroups"] is not None], names),
    }
    if not real_people:
        for name in ("series", "subgroups"):
            frames[name]["n"] = frames[name]["n"].astype(np.int32)
    return ComparisonFrames(**frames, failures=failures)


def _run_key(row: Row) -> tuple[int, int]:
    return row["replication"], row["scenario_index"]


def _frame(
    rows: list[Row], names: list[str], kind: str, labels: str, values: str, columns: Sequence[str]
) -> pd.DataFrame:
    """Return the frame of the arrays `values`, shape (weeks, things, columns) in each row.

    Columns: scenario, replication, draw, `kind` (the name of the thing), week, `columns`.
    """
    known = list(dict.fromkeys(name for row in rows for name in row[labels]))
    code = {name: number for number, name in enumerate(known)}
    own = [np.tile([code[name] for name in row[labels]], len(row["weeks"])) for row in rows]
    keys = _keys(rows, names, [len(codes) for codes in own])
    keys[kind] = pd.Categorical.from_codes(_joined(own, np.int16), known)
    keys["week"] = _joined([np.repeat(row["weeks"], len(row[labels])) for row in rows], np.int16)
    return _with_values(keys, rows, values, columns)


def _subgroups(rows: list[Row], names: list[str]) -> pd.DataFrame:
    """Return the frame of subgroups: scenario, replication, draw, group, dimension, level, n, `SUBGROUP_VALUES`."""
    known = [*dict.fromkeys(name for row in rows for name in row["paired"] if name != EVERYONE), EVERYONE]
    own = [np.repeat([known.index(name) for name in row["paired"]], len(ALL_LEVELS)) for row in rows]
    keys = _keys(rows, names, [len(codes) for codes in own])
    keys["group"] = pd.Categorical.from_codes(_joined(own, np.int16), known)
    level_index = np.tile(np.arange(len(ALL_LEVELS)), sum(len(row["paired"]) for row in rows))
    levels = list(dict.fromkeys(level for _, level in ALL_LEVELS))
    for name, part, categories in (("dimension", 0, list(DIMENSIONS)), ("level", 1, levels)):
        codes = np.array([categories.index(pair[part]) for pair in ALL_LEVELS], dtype=np.int8)
        keys[name] = pd.Categorical.from_codes(codes[level_index], categories)
    frame = _with_values(keys, rows, "subgroups", ("n", *SUBGROUP_VALUES))
    return frame[frame["n"] != 0].reset_index(drop=True)


def _keys(rows: list[Row], names: list[str], lengths: list[int]) -> dict[str, Any]:
    indices, numbers, draws = ([row[key] for row in rows] for key in ("scenario_index", "replication", "draw"))
    return {
        "scenario": pd.Categorical.from_codes(np.repeat(np.array(indices, dtype=np.int16), lengths), names),
        "replication": np.repeat(np.array(numbers, dtype=np.int32), lengths),
        "draw": np.repeat(np.array(draws, dtype=np.int16), lengths),
    }


def _with_values(keys: dict[str, Any], rows: list[Row], values: str, columns: Sequence[str]) -> pd.DataFrame:
    flat = np.frombuffer(b"".join(row[values] for row in rows), dtype=np.float32).reshape(-1, len(columns))
    return pd.DataFrame(keys | {name: flat[:, i].copy() for i, name in enumerate(columns)})


def _joined(arrays: list[np.ndarray], dtype: DTypeLike) -> np.ndarray:
    return np.concatenate(arrays).astype(dtype) if arrays else np.empty(0, dtype=dtype)
