"""Tables of a run: atomic writing, reading with checksums, and concatenation in order of replication."""

from dataclasses import fields
from pathlib import Path
from typing import Any, Protocol, Self

import numpy as np
import pandas as pd

from simulation.messages import argument, message
from simulation.outcomes import Outcomes, empty_failures

from .resume import RunFolderError

RUN = ["scenario", "replication"]


class Frames(Protocol):
    """The frames kept of a run, a dataclass such as `Outcomes`: every table has scenario and replication in each row.

    `series` is required: a replication is finished when it is in `series`. `failures`: scenario, replication, error.
    """

    def __init__(self, **tables: pd.DataFrame) -> None: ...

    @property
    def series(self) -> pd.DataFrame:
        """The table that is written last."""

    @property
    def failures(self) -> pd.DataFrame:
        """A row for each run that failed."""

    @staticmethod
    def concatenate(parts: list) -> Any:  # frames of the same class; a static method cannot say Self
        """Concatenate in the order given."""

    def of_real_people(self) -> Self:
        """Return the frames with the small counts of real people withheld."""


class Storage[Part, F: Frames](Protocol):
    """Storage of finished chunks in a run folder: `frames`, the class of the frames, and how chunks are kept."""

    frames: type[F]

    @staticmethod
    def write(part: Part, folder: Path) -> None:
        """Write a chunk."""

    @staticmethod
    def read(folder: Path) -> Part:
        """Read a chunk."""

    @staticmethod
    def runs(part: Part) -> pd.DataFrame:
        """Return scenario and replication of the runs that did not fail."""

    @staticmethod
    def frames_of_parts(parts: list[Part]) -> list[F]:
        """Return the frames of all chunks."""


def write_text(path: Path, text: str) -> None:
    """Write a file atomically."""
    partial = path.with_name(path.name + ".partial")
    partial.write_text(text, encoding="utf-8")
    partial.replace(path)


def write_table(frame: pd.DataFrame, path: Path) -> None:
    """Write a Parquet file atomically, with checksums that reveal later damage."""
    partial = path.with_name(path.name + ".partial")
    frame.to_parquet(partial, compression="zstd", index=False, write_page_checksum=True)
    partial.replace(path)


def read_table(path: Path, columns: list[str] | None = None) -> pd.DataFrame:
    """Read a Parquet file; raises RunFolderError if it is damaged."""
    try:
        return pd.read_parquet(path, columns=columns, page_checksum_verification=True)
    except (OSError, ValueError, KeyError) as error:  # pyarrow raises these for a damaged or truncated file
        raise damaged(path) from error


def damaged(path: Path) -> RunFolderError:
    """Return the error for a damaged file, with the remedy."""
    return RunFolderError(
        message(
            "{path} is damaged and cannot be read. Make the run again with the same {folder}: what is "
            "damaged is set aside, and the replications in it are run again",
            path=path,
            folder=argument("folder", "--out"),
        )
    )


def tables_of(frames: type) -> list[str]:
    """Return the tables of a class of frames in the order of writing: `series` last."""
    names = [field.name for field in fields(frames) if field.name not in ("series", "failures")]
    return [*sorted(names), "series"]


class OutcomeStorage:
    """Storage of finished chunks of a run: the tables as they are."""

    frames = Outcomes

    @staticmethod
    def write(part: Outcomes, folder: Path) -> None:
        """Write a chunk."""
        for table in tables_of(Outcomes):
            write_table(getattr(part, table), folder / f"{table}.parquet")
        part.failures.to_csv(folder / "failures.csv", index=False)

    @staticmethod
    def read(folder: Path) -> Outcomes:
        """Read a chunk."""
        return read_frames(folder, Outcomes)

    @staticmethod
    def runs(part: Outcomes) -> pd.DataFrame:
        """Return scenario and replication of the runs that did not fail."""
        return part.series[RUN].drop_duplicates().astype({"scenario": str})

    @staticmethod
    def frames_of_parts(parts: list[Outcomes]) -> list[Outcomes]:
        """Return the frames of all chunks: the chunks."""
        return parts


def _by_replication[F: Frames](kept: F) -> F:
    """Return the frames sorted by replication, without failures of runs that finished in a later attempt."""
    tables = {name: _sorted(getattr(kept, name)) for name in tables_of(type(kept))}
    failures = kept.failures.drop_duplicates(RUN, keep="last")
    finished = pd.MultiIndex.from_frame(tables["series"][RUN].drop_duplicates())
    failures = failures[~pd.MultiIndex.from_frame(failures[RUN]).isin(finished)]
    return type(kept)(**tables, failures=failures.sort_values(RUN[::-1], kind="stable", ignore_index=True))


def _sorted(frame: pd.DataFrame) -> pd.DataFrame:
    key = frame["replication"].to_numpy(dtype=np.int64) * 2**16 + frame["scenario"].astype("category").cat.codes
    if not (np.diff(key) >= 0).all():
        frame = frame.iloc[np.argsort(key, kind="stable")].reset_index(drop=True)
    named = {name: frame[name] for name in frame if isinstance(frame[name].dtype, pd.CategoricalDtype)}
    return frame.assign(**{name: column.cat.set_categories(column.unique()) for name, column in named.items()})


def combine[F: Frames](frames: type[F], parts: list[F], real_people: bool) -> F | None:
    """Concatenate parts and sort them by replication; None without parts."""
    if not parts:
        return None
    combined = _by_replication(frames.concatenate(parts))
    return combined.of_real_people() if real_people else combined


def read_frames[F: Frames](folder: Path, frames: type[F]) -> F:
    """Read the tables of a folder; raises RunFolderError if a table is damaged."""
    tables = {table: read_table(folder / f"{table}.parquet") for table in tables_of(frames)}
    return frames(**tables, failures=_read_failures(folder / "failures.csv"))


def _read_failures(path: Path) -> pd.DataFrame:
    if not path.exists():
        return empty_failures()
    return pd.read_csv(path, dtype={"scenario": str, "replication": int, "error": str}, keep_default_na=False)


def write_failures(failures: pd.DataFrame, path: Path) -> None:
    """Write the failures; delete the file if there are none."""
    if len(failures):
        write_text(path, failures.to_csv(index=False))
    else:
        path.unlink(missing_ok=True)
