"""What is kept of every run of a comparison: a row a run as it comes, and the frames that all of them make.

A row holds the arrays of a run as bytes and the names of what they are of, so that it tells all by itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from simulation.measures import NAMES
from simulation.outcomes import COACH_COLUMNS, EVERYONE, PARTNER_COLUMNS, Outcomes

from . import subgroups
from .kept_measures import MONEY, KeptRun
from .subgroups import DIMENSIONS, LEVELS, VALUES

NAMES_OF = pa.list_(pa.string())
SCHEMA = pa.schema(
    {
        "place": pa.int16(), "scenario": pa.string(), "replication": pa.int32(), "draw": pa.int16(),
        "real_people": pa.bool_(), "weeks": pa.list_(pa.int16()), "groups": NAMES_OF, "partners": NAMES_OF,
        "coaches": NAMES_OF, "paired": NAMES_OF, "series": pa.binary(), "money": pa.binary(),
        "at_partners": pa.binary(), "of_coaches": pa.binary(), "subgroups": pa.binary(), "error": pa.string(),
    }
)  # fmt: skip
"""A row a run. `place` is that of the scenario, the base first; `subgroups` is missing for the base."""
FILE = "runs.parquet"


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
        """Return several as one, in the order given."""
        return ComparisonFrames(
            *(_stacked([getattr(part, table.name) for part in parts]) for table in fields(ComparisonFrames))
        )

    def of_real_people(self) -> "ComparisonFrames":
        """Return the same with every cell missing in all replications that is missing in one."""
        told = Outcomes(self.series, self.partners, self.coaches).of_real_people()
        money = self.money.assign(**_masked(self.money, list(MONEY)))
        same = subgroups.alike(self.subgroups)
        return ComparisonFrames(told.series, money, told.partners, told.coaches, same, self.failures)


def _masked(frame: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    keys = [frame[key] for key in ("scenario", "group", "week")]
    return frame[columns].mask(frame[columns].isna().groupby(keys, observed=True, sort=False).transform("max"))


def _stacked(frames: list[pd.DataFrame]) -> pd.DataFrame:
    frames = [frame for frame in frames if len(frame)] or frames[:1]
    if len(frames) == 1:
        return frames[0].reset_index(drop=True)
    tables = [pa.Table.from_pandas(frame, preserve_index=False) for frame in frames]
    return pa.concat_tables(tables).unify_dictionaries().to_pandas()



def kept_row(key: dict, seen: KeptRun, means: np.ndarray | None) -> dict:
    """Return the row of a run; `means` are those of `subgroups.means`, None without a pair."""
    return key | {
        "coaches": seen.coach_names,
        "series": _bytes(seen.series),
        "money": _bytes(seen.money),
        "at_partners": _bytes(seen.partners),
        "of_coaches": _bytes(seen.coaches),
        "subgroups": None if means is None else _bytes(means),
    }


def failed_row(key: dict, error: str) -> dict:
    """Return the row of a run that failed."""
    return key | {"error": error}


def table_of(rows: Iterable[dict]) -> pa.Table:
    """Return rows as a table."""
    return pa.Table.from_pylist(list(rows), schema=SCHEMA)


def _bytes(values: np.ndarray) -> bytes:
    return np.ascontiguousarray(values, dtype=np.float32).tobytes()


class ComparisonStorage:
    """How a folder keeps what is finished of a comparison: a Parquet file of rows a chunk, and frames at the end."""

    frames = ComparisonFrames

    @staticmethod
    def write(part: pa.Table, folder: Path) -> None:
        """Write finished rows."""
        pq.write_table(part, folder / FILE, compression="zstd", write_page_checksum=True)

    @staticmethod
    def read(folder: Path) -> pa.Table:
        """Return finished rows; raises what pyarrow raises for a damaged file."""
        with pq.ParquetFile(folder / FILE, page_checksum_verification=True) as file:
            table = file.read()
        return table.select(SCHEMA.names).cast(SCHEMA)

    @staticmethod
    def file(folder: Path) -> Path:
        """Return the file in which finished rows are."""
        return folder / FILE

    @staticmethod
    def runs(part: pa.Table) -> pd.DataFrame:
        """Return scenario and replication of the runs that did not fail."""
        return part.filter(pa.compute.is_null(part["error"])).select(["scenario", "replication"]).to_pandas()

    @staticmethod
    def frames_of_parts(parts: list[pa.Table]) -> list[ComparisonFrames]:
        """Return the frames of all rows, those of the same run once."""
        return [frames_of(pa.concat_tables(parts))] if parts else []


def frames_of(table: pa.Table) -> ComparisonFrames:
    """Return the frames of all rows, replication by replication."""
    rows = sorted(table.to_pylist(), key=lambda row: (row["replication"], row["place"]))
    good = list({(row["replication"], row["place"]): row for row in rows if row["error"] is None}.values())
    done = {(row["replication"], row["place"]) for row in good}
    bad = [row for row in rows if (row["replication"], row["place"]) not in done]
    scenarios = dict(sorted({row["place"]: row["scenario"] for row in rows}.items()))
    names = [scenarios.get(place, str(place)) for place in range(max(scenarios, default=0) + 1)]
    real_people = any(row["real_people"] for row in rows)
    keys = ("scenario", "replication", "error")
    failures = pd.DataFrame([[row[key] for key in keys] for row in bad], columns=list(keys))
    found = {
        "series": _frame(good, names, "group", "groups", "series", ("n", *NAMES)),
        "money": _frame(good, names, "group", "groups", "money", MONEY),
        "partners": _frame(good, names, "partner", "partners", "at_partners", PARTNER_COLUMNS),
        "coaches": _frame(good, names, "coach", "coaches", "of_coaches", COACH_COLUMNS),
        "subgroups": _subgroups([row for row in good if row["subgroups"] is not None], names),
    }
    if not real_people:
        for name in ("series", "subgroups"):
            found[name]["n"] = found[name]["n"].astype(np.int32)
    return ComparisonFrames(**found, failures=failures)


def _frame(rows: list[dict], names: list[str], kind: str, things: str, values: str, columns) -> pd.DataFrame:
    """Return the frame of the arrays `values`, shape (weeks, things, columns) in each row."""
    known = list(dict.fromkeys(name for row in rows for name in row[things]))
    place = {name: number for number, name in enumerate(known)}
    own = [np.tile([place[name] for name in row[things]], len(row["weeks"])) for row in rows]
    keys = _keys(rows, names, [len(codes) for codes in own])
    keys[kind] = pd.Categorical.from_codes(_joined(own, np.int16), known)
    keys["week"] = _joined([np.repeat(row["weeks"], len(row[things])) for row in rows], np.int16)
    return _with_values(keys, rows, values, columns)


def _subgroups(rows: list[dict], names: list[str]) -> pd.DataFrame:
    known = [*dict.fromkeys(name for row in rows for name in row["paired"] if name != EVERYONE), EVERYONE]
    own = [np.repeat([known.index(name) for name in row["paired"]], len(LEVELS)) for row in rows]
    keys = _keys(rows, names, [len(codes) for codes in own])
    keys["group"] = pd.Categorical.from_codes(_joined(own, np.int16), known)
    at = np.tile(np.arange(len(LEVELS)), sum(len(row["paired"]) for row in rows))
    levels = list(dict.fromkeys(level for _, level in LEVELS))
    for name, words, among in (("dimension", 0, list(DIMENSIONS)), ("level", 1, levels)):
        codes = np.array([among.index(pair[words]) for pair in LEVELS], dtype=np.int8)
        keys[name] = pd.Categorical.from_codes(codes[at], among)
    frame = _with_values(keys, rows, "subgroups", ("n", *VALUES))
    return frame[frame["n"] != 0].reset_index(drop=True)


def _keys(rows: list[dict], names: list[str], lengths: list[int]) -> dict:
    places, numbers, draws = ([row[key] for row in rows] for key in ("place", "replication", "draw"))
    return {
        "scenario": pd.Categorical.from_codes(np.repeat(np.array(places, dtype=np.int16), lengths), names),
        "replication": np.repeat(np.array(numbers, dtype=np.int32), lengths),
        "draw": np.repeat(np.array(draws, dtype=np.int16), lengths),
    }


def _with_values(keys: dict, rows: list[dict], values: str, columns) -> pd.DataFrame:
    flat = np.frombuffer(b"".join(row[values] for row in rows), dtype=np.float32).reshape(-1, len(columns))
    return pd.DataFrame(keys | {name: flat[:, place].copy() for place, name in enumerate(columns)})


def _joined(arrays: list[np.ndarray], dtype) -> np.ndarray:
    return np.concatenate(arrays).astype(dtype) if arrays else np.empty(0, dtype=dtype)
