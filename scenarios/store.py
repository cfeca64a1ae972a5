"""A run on disk: a folder with a manifest and three tables.

Finished replications are put aside in `finished/` as they come, a folder for each chunk; at the end, or when
the run is interrupted, they are laid together in one Parquet file a table. What was finished is never lost.
"""

import json
import shutil
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pandas as pd

from simulation.outcomes import Outcomes, empty_failures

from .manifest import IDENTITY, manifest_of, now
from .scenario import Scenario

TABLES = ("coaches", "partners", "series")
"""In the order in which they are written: a replication counts as finished when it is in the last one."""
FINISHED = "finished"


class RunFolderError(ValueError):
    """A run folder that cannot be used; the message says why and what to do."""


def default_folder(name: str, root: Path = Path("runs")) -> Path:
    """Return a folder under `root` that does not exist yet: the scenario's name and the time."""
    stem = f"{name}-{datetime.now():%Y%m%d-%H%M%S}"
    folder, number = root / stem, 2
    while folder.exists():
        folder, number = root / f"{stem}-{number}", number + 1
    return folder


def write_text(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    partial = path.with_name(path.name + ".partial")
    partial.write_text(text, encoding="utf-8")
    partial.replace(path)


def write_table(frame: pd.DataFrame, path: Path) -> None:
    """Write a Parquet file whole or not at all."""
    partial = path.with_name(path.name + ".partial")
    frame.to_parquet(partial, compression="zstd", index=False)
    partial.replace(path)


def in_order(outcomes: Outcomes) -> Outcomes:
    """Return the outcomes with replications in order; failures that were made good are dropped."""
    tables = [_sorted(getattr(outcomes, name)) for name in ("series", "partners", "coaches")]
    failures = outcomes.failures
    failures = failures[~failures["replication"].isin(tables[0]["replication"])]
    failures = failures.drop_duplicates("replication", keep="last")
    return Outcomes(*tables, _sorted(failures))


def _sorted(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.sort_values("replication", kind="stable", ignore_index=True)


@dataclass(slots=True)
class RunFolder:
    """The folder of one run; `manifest` is what stands in manifest.json."""

    path: Path
    manifest: dict
    _written: int = field(default=0)

    @classmethod
    def start(cls, path: Path, scenario: Scenario, seed: int, replications: int) -> "RunFolder":
        """Make the folder, or take up the run in it; raises RunFolderError when that cannot be."""
        manifest = manifest_of(scenario, seed, replications)
        try:
            path.mkdir(parents=True, exist_ok=True)
            if any(path.iterdir()):
                manifest = _taken_up(path, manifest, replications)
            folder = cls(path, manifest)
            (path / FINISHED).mkdir(exist_ok=True)
            folder.save()
        except OSError as error:
            raise RunFolderError(f"cannot write in {path}: {error.strerror}; choose another folder") from error
        return folder

    def save(self) -> None:
        """Write the manifest."""
        write_text(self.path / "manifest.json", json.dumps(self.manifest, indent=2, ensure_ascii=False) + "\n")

    def add(self, outcomes: Outcomes) -> None:
        """Put finished replications aside, all tables of them or none."""
        self._written += 1
        name = f"{datetime.now():%Y%m%d%H%M%S%f}-{self._written:06d}"
        partial = self.path / FINISHED / f"{name}.partial"
        partial.mkdir()
        for table in TABLES:
            write_table(getattr(outcomes, table), partial / f"{table}.parquet")
        outcomes.failures.to_csv(partial / "failures.csv", index=False)
        partial.rename(partial.with_suffix(""))

    def finished(self) -> set[int]:
        """Return the replications that are on disk."""
        done: set[int] = set()
        for folder in _parts(self.path):
            done.update(pd.read_parquet(folder / "series.parquet", columns=["replication"])["replication"].unique())
        return {int(number) for number in done}

    def outcomes(self) -> Outcomes | None:
        """Return all that is on disk; None when that is nothing."""
        return _read(self.path)

    def end(self, status: str) -> Outcomes | None:
        """Lay all finished replications together and write the status; return them."""
        outcomes = self.outcomes()
        failed = 0
        if outcomes is not None:
            for table in TABLES:
                write_table(getattr(outcomes, table), self.path / f"{table}.parquet")
            failed = len(outcomes.failures)
            _write_failures(outcomes.failures, self.path / "failures.csv")
            self.manifest["replications"]["finished"] = int(outcomes.series["replication"].nunique())
        self.manifest["replications"]["failed"] = failed
        self.manifest |= {"status": status, "ended": now()}
        self.save()
        shutil.rmtree(self.path / FINISHED, ignore_errors=True)
        return outcomes


def open_run(folder: str | Path) -> tuple[dict, Outcomes]:
    """Return the manifest and the outcomes of a run; raises RunFolderError when there is none."""
    path = Path(folder)
    manifest, outcomes = read_manifest(path), _read(path)
    if outcomes is None:
        raise RunFolderError(f"{path} holds no finished replication")
    return manifest, outcomes


def read_manifest(path: Path) -> dict:
    """Return the manifest of the run in a folder; raises RunFolderError when there is none."""
    try:
        return json.loads((path / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise RunFolderError(f"{path} is no run folder: it has no readable manifest.json") from error


def _taken_up(path: Path, manifest: dict, replications: int) -> dict:
    """Return the manifest of the run in the folder, if it is the same run."""
    try:
        before = read_manifest(path)
    except RunFolderError as error:
        raise RunFolderError(f"{path} is not empty and holds no run; choose another folder") from error
    for key in IDENTITY:
        if before.get(key) != manifest[key]:
            raise RunFolderError(
                f"The folder {path} holds another run: scenario {before.get('scenario')}, seed {before.get('seed')}. "
                f"Choose another folder with --out. (not the same {key})"
            )
    asked = max(replications, before["replications"]["asked"])
    counts = {**before["replications"], "asked": asked}
    return {
        **before,
        "status": "running",
        "replications": counts,
        "ended": None,
        "command": manifest["command"],
    }


def _parts(path: Path) -> list[Path]:
    """Return the folders with tables: the run's own, if it was laid together, and the finished chunks."""
    whole = [path] if all((path / f"{table}.parquet").exists() for table in TABLES) else []
    chunks = (path / FINISHED).glob("*") if (path / FINISHED).exists() else []
    return whole + sorted(chunk for chunk in chunks if chunk.suffix != ".partial")


def _read(path: Path) -> Outcomes | None:
    parts = []
    seen: dict[str, set] = {table: set() for table in TABLES}
    for folder in _parts(path):
        frames = {}
        for table in TABLES:
            frame = pd.read_parquet(folder / f"{table}.parquet")
            frames[table] = frame[~frame["replication"].isin(seen[table])]
            seen[table].update(frame["replication"].unique())
        parts.append(Outcomes(**frames, failures=_read_failures(folder / "failures.csv")))
    if not parts:
        return None
    together = in_order(Outcomes.together(parts))
    people = read_manifest(path).get("population")
    return together.of_real_people() if people and not people["synthetic"] else together


def _read_failures(path: Path) -> pd.DataFrame:
    if not path.exists():
        return empty_failures()
    return pd.read_csv(path, dtype={"scenario": str, "replication": int, "error": str}, keep_default_na=False)


def _write_failures(failures: pd.DataFrame, path: Path) -> None:
    if len(failures):
        write_text(path, failures.to_csv(index=False))
    else:
        path.unlink(missing_ok=True)
