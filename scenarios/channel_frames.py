"""Frames of an explanation: the value of every measure under each set of live channels, and the number of runs."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from .run_folder.stored_tables import RUN, read_frames, tables_of, write_failures, write_table

VALUE_KEYS = ("replication", "draw", "live", "group", "measure", "value")
DTYPES = {"replication": "int32", "draw": "int16", "runs": "int32", "value": "float64"}
CHANNEL_TABLES = ("series", "runs", "failures")


@dataclass(frozen=True, slots=True)
class ChannelFrames:
    """The frames of an explanation; the first two columns of each are scenario and replication.

    `series`: scenario and `VALUE_KEYS`, a row a measure, group and set of live channels. `runs`: runs, the number of
    runs of the replication. `failures`: error.
    """

    series: pd.DataFrame
    runs: pd.DataFrame
    failures: pd.DataFrame

    @staticmethod
    def of(scenario: str, tables: dict[str, pd.DataFrame]) -> "ChannelFrames":
        """Return the frames of one replication from its tables `values` and `runs`."""
        empty = ChannelFrames.empty()
        series, runs = (tables[name].assign(scenario=scenario) for name in ("values", "runs"))
        return ChannelFrames(_typed(series[list(empty.series)]), _typed(runs[list(empty.runs)]), empty.failures)

    @staticmethod
    def failed(scenario: str, numbers: tuple[int, ...], error: str) -> "ChannelFrames":
        """Return the frames of failed replications."""
        rows = pd.DataFrame({"scenario": scenario, "replication": list(numbers), "error": error})
        empty = ChannelFrames.empty()
        return ChannelFrames(empty.series, empty.runs, _typed(rows))

    @staticmethod
    def empty() -> "ChannelFrames":
        """Return frames without rows."""
        columns = (["scenario", *VALUE_KEYS], [*RUN, "runs"], [*RUN, "error"])
        return ChannelFrames(*(_typed(pd.DataFrame({name: [] for name in names}, dtype=object)) for names in columns))

    @staticmethod
    def concatenate(parts: list["ChannelFrames"]) -> "ChannelFrames":
        """Concatenate in the order given."""
        return ChannelFrames(*(_concatenated([getattr(part, table) for part in parts]) for table in CHANNEL_TABLES))

    def of_real_people(self) -> "ChannelFrames":
        """Raise RuntimeError: an explanation of real people is refused before it runs."""
        raise RuntimeError("an explanation of real people was run")


def _concatenated(frames: list[pd.DataFrame]) -> pd.DataFrame:
    """Concatenate the frames that have rows; an empty frame could change the dtypes."""
    return pd.concat([frame for frame in frames if len(frame)] or frames[:1], ignore_index=True)


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.astype({name: dtype for name, dtype in DTYPES.items() if name in frame})


class ChannelStorage:
    """Storage of finished chunks of an explanation: the tables as they are (see `stored_tables.Storage`)."""

    frames = ChannelFrames

    @staticmethod
    def write(part: ChannelFrames, folder: Path) -> None:
        """Write a chunk."""
        for table in tables_of(ChannelFrames):
            write_table(getattr(part, table), folder / f"{table}.parquet")
        write_failures(part.failures, folder / "failures.csv")

    @staticmethod
    def read(folder: Path) -> ChannelFrames:
        """Read a chunk."""
        return read_frames(folder, ChannelFrames)

    @staticmethod
    def runs(part: ChannelFrames) -> pd.DataFrame:
        """Return scenario and replication of the runs that did not fail."""
        return part.series[RUN].drop_duplicates()

    @staticmethod
    def frames_of_parts(parts: list[ChannelFrames]) -> list[ChannelFrames]:
        """Return the frames of all chunks: the chunks."""
        return parts
