"""What is kept of every replication of an explanation: the value of each set of live channels, and how many runs."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from .run_folder.stored_tables import RUN, read_frames, tables_of, write_failures, write_table

VALUES = ("replication", "draw", "live", "group", "measure", "value")
KINDS = {"replication": "int32", "draw": "int16", "runs": "int32", "value": "float64"}


@dataclass(frozen=True, slots=True)
class Sets:
    """The frames of an explanation, each row with scenario and replication.

    `series`: and `VALUES`, a row a measure, group and set of live channels; `runs`: and how many runs that took;
    `failures`: and the error.
    """

    series: pd.DataFrame
    runs: pd.DataFrame
    failures: pd.DataFrame

    @staticmethod
    def of(scenario: str, tables: dict[str, pd.DataFrame]) -> "Sets":
        """Return what one replication gave, tables `values` and `runs`."""
        none = Sets.empty()
        series, runs = (tables[name].assign(scenario=scenario) for name in ("values", "runs"))
        return Sets(_typed(series[list(none.series)]), _typed(runs[list(none.runs)]), none.failures)

    @staticmethod
    def failed(scenario: str, numbers: tuple[int, ...], error: str) -> "Sets":
        """Return replications that failed."""
        rows = pd.DataFrame({"scenario": scenario, "replication": list(numbers), "error": error})
        none = Sets.empty()
        return Sets(none.series, none.runs, _typed(rows))

    @staticmethod
    def empty() -> "Sets":
        """Return the frames without any row."""
        columns = (["scenario", *VALUES], [*RUN, "runs"], [*RUN, "error"])
        return Sets(*(_typed(pd.DataFrame({name: [] for name in names}, dtype=object)) for names in columns))

    @staticmethod
    def concatenate(parts: list["Sets"]) -> "Sets":
        """Return several as one, in the order given."""
        frames = ([getattr(part, name) for part in parts] for name in ("series", "runs", "failures"))
        return Sets(*(pd.concat([one for one in some if len(one)] or some[:1], ignore_index=True) for some in frames))


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.astype({name: kind for name, kind in KINDS.items() if name in frame})


class KeptSets:
    """How a folder keeps what is finished of an explanation: the tables of a chunk as they are."""

    frames = Sets

    @staticmethod
    def write(part: Sets, folder: Path) -> None:
        """Write finished replications."""
        for table in tables_of(Sets):
            write_table(getattr(part, table), folder / f"{table}.parquet")
        write_failures(part.failures, folder / "failures.csv")

    @staticmethod
    def read(folder: Path) -> Sets:
        """Return finished replications."""
        return read_frames(folder, Sets)

    @staticmethod
    def runs(part: Sets) -> pd.DataFrame:
        """Return scenario and replication of those that did not fail."""
        return part.series[RUN].drop_duplicates()

    @staticmethod
    def frames_of_parts(parts: list[Sets]) -> list[Sets]:
        """Return the frames of all parts."""
        return parts
