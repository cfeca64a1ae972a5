"""The tables of a run: written whole or not at all, read with their checksums, laid together in order."""

from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from simulation.messages import message
from simulation.outcomes import Outcomes, empty_failures

from .resume import RunFolderError

RUN = ["scenario", "replication"]


def write_text(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    partial = path.with_name(path.name + ".partial")
    partial.write_text(text, encoding="utf-8")
    partial.replace(path)


def write_table(frame: pd.DataFrame, path: Path) -> None:
    """Write a Parquet file whole or not at all, so that damage to it is noticed."""
    partial = path.with_name(path.name + ".partial")
    frame.to_parquet(partial, compression="zstd", index=False, write_page_checksum=True)
    partial.replace(path)


def read_table(path: Path, columns: list[str] | None = None) -> pd.DataFrame:
    """Return the table in a Parquet file; raises RunFolderError if it cannot be read."""
    try:
        return pd.read_parquet(path, columns=columns, page_checksum_verification=True)
    except (OSError, ValueError, KeyError) as error:  # what pyarrow raises for a damaged or cut file
        raise damaged(path) from error


def damaged(path: Path) -> RunFolderError:
    """Return the error that names what is damaged, and says what to do."""
    return RunFolderError(
        message(
            "{path} is damaged and cannot be read. Give the command of the run again with the same --out: what is "
            "damaged is set aside, and the replications in it are run again",
            path=path,
        )
    )


def tables_of(kind: type) -> list[str]:
    """Return the tables of a class of frames in the order in which they are written.

    A replication counts as finished when it is in the last one, the series.
    """
    names = [field.name for field in fields(kind) if field.name not in ("series", "failures")]
    return [*sorted(names), "series"]


TABLES = tuple(tables_of(Outcomes))


class OutcomeStorage:
    """How a folder keeps what is finished of a run: the tables of a chunk as they are."""

    frames = Outcomes

    @staticmethod
    def write(part: Outcomes, folder: Path) -> None:
        """Write finished replications."""
        for table in TABLES:
            write_table(getattr(part, table), folder / f"{table}.parquet")
        part.failures.to_csv(folder / "failures.csv", index=False)

    @staticmethod
    def read(folder: Path) -> Outcomes:
        """Return finished replications."""
        return read_frames(folder, Outcomes)

    @staticmethod
    def runs(part: Outcomes) -> pd.DataFrame:
        """Return scenario and replication of the runs that did not fail."""
        return part.series[RUN].drop_duplicates().astype({"scenario": str})

    @staticmethod
    def frames_of_parts(parts: list[Outcomes]) -> list[Outcomes]:
        """Return the frames of all parts."""
        return parts


def in_order(kept: Any) -> Any:
    """Return the frames with replications in order, whoever ran them; failures that were made good are dropped."""
    tables = {name: _sorted(getattr(kept, name)) for name in tables_of(type(kept))}
    failures = kept.failures.drop_duplicates(RUN, keep="last")
    good = pd.MultiIndex.from_frame(tables["series"][RUN].drop_duplicates())
    failures = failures[~pd.MultiIndex.from_frame(failures[RUN]).isin(good)]
    return type(kept)(**tables, failures=failures.sort_values(RUN[::-1], kind="stable", ignore_index=True))


def _sorted(frame: pd.DataFrame) -> pd.DataFrame:
    place = frame["replication"].to_numpy(dtype=np.int64) * 2**16 + frame["scenario"].astype("category").cat.codes
    if not (np.diff(place) >= 0).all():
        frame = frame.iloc[np.argsort(place, kind="stable")].reset_index(drop=True)
    named = {name: frame[name] for name in frame if isinstance(frame[name].dtype, pd.CategoricalDtype)}
    return frame.assign(**{name: column.cat.set_categories(column.unique()) for name, column in named.items()})


def combine(kind: type, parts: list, real_people: bool) -> Any | None:
    """Return parts as one, in order; None without any."""
    if not parts:
        return None
    together = in_order(kind.frames.concatenate(parts))
    return together.of_real_people() if real_people else together


def read_frames(folder: Path, frames: type) -> Any:
    """Return the tables in a folder; raises RunFolderError if one of them is damaged."""
    tables = {table: read_table(folder / f"{table}.parquet") for table in tables_of(frames)}
    return frames(**tables, failures=_read_failures(folder / "failures.csv"))


def _read_failures(path: Path) -> pd.DataFrame:
    if not path.exists():
        return empty_failures()
    return pd.read_csv(path, dtype={"scenario": str, "replication": int, "error": str}, keep_default_na=False)


def write_failures(failures: pd.DataFrame, path: Path) -> None:
    """Write the failures; without any there is no file."""
    if len(failures):
        write_text(path, failures.to_csv(index=False))
    else:
        path.unlink(missing_ok=True)
