"""Run folder: the manifest and the tables of a run on disk.

Each finished chunk of replications is saved immediately, in a folder of its own in `finished/`; at the end, or when the
run is interrupted, the chunks are combined into one Parquet file for each table. No finished replication is lost.
"""

import errno
import json
import shutil
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pandas as pd

from simulation.messages import N_, argument, message
from simulation.outcomes import Outcomes

from ..file.faults import why
from .manifest import now
from .resume import RunFolderError, is_of_real_people, read_manifest, resumed_manifest
from .stored_tables import (
    RUN,
    Frames,
    OutcomeStorage,
    Storage,
    combine,
    damaged,
    read_frames,
    read_table,
    tables_of,
    write_failures,
    write_table,
    write_text,
)

FINISHED, SET_ASIDE = "finished", "set-aside"


def default_folder(name: str, root: Path = Path("runs")) -> Path:
    """Return the path of a new folder under `root`, named after the scenario and the time."""
    stem = f"{name}-{datetime.now():%Y%m%d-%H%M%S}"
    folder, number = root / stem, 2
    while folder.exists():
        folder, number = root / f"{stem}-{number}", number + 1
    return folder


@dataclass(slots=True)
class InMemory[Part, F: Frames]:
    """An in-memory store with the methods of a run folder."""

    storage: type[Storage[Part, F]]
    real_people: bool
    parts: list[Part] = field(default_factory=list)

    def finished(self) -> set[int]:
        """Return the empty set: an in-memory store keeps nothing of an earlier run."""
        return set()

    def add(self, part: Part) -> None:
        """Keep a finished chunk."""
        self.parts.append(part)

    def content(self) -> F | None:
        """Return the frames of all chunks so far; None without any."""
        return combine(self.storage.frames, self.storage.frames_of_parts(self.parts), self.real_people)

    def end(self, status: str) -> F | None:
        """Return the frames of all chunks; None without any."""
        return self.content()


@dataclass(slots=True)
class RunFolder[Part, F: Frames]:
    """The folder of one run: `manifest` is the content of manifest.json."""

    path: Path
    manifest: dict
    storage: type[Storage[Part, F]]
    _written: int = field(default=0)

    @classmethod
    def start(cls, path: Path, manifest: dict, storage: type[Storage[Part, F]]) -> "RunFolder[Part, F]":
        """Create the folder, or resume the run in it; raises RunFolderError if neither is possible."""
        try:
            path.mkdir(parents=True, exist_ok=True)
            if any(path.iterdir()):
                manifest = resumed_manifest(path, manifest)
            folder = cls(path, manifest, storage)
            (path / FINISHED).mkdir(exist_ok=True)
            folder._clear_up()
            folder.save()
        except OSError as error:
            raise RunFolderError(
                message("cannot write in {path}: {why}; choose another folder", path=path, why=why(error))
            ) from error
        return folder

    def _clear_up(self) -> None:
        """Remove partial files of a killed run, and set damaged chunks and tables aside."""
        for partial in [*self.path.glob("*.partial"), *(self.path / FINISHED).glob("*.partial")]:
            shutil.rmtree(partial) if partial.is_dir() else partial.unlink()
        for part in _chunks(self.path):
            try:
                _read_chunk(part, self.storage)
            except RunFolderError:
                self._set_aside(part)
        try:
            _read_combined(self.path, self.storage.frames)
        except RunFolderError:
            self._set_aside(self.path)

    def _set_aside(self, part: Path) -> None:
        folder = self.path / SET_ASIDE
        folder.mkdir(exist_ok=True)
        target = folder / (part.name if part != self.path else f"{datetime.now():%Y%m%d%H%M%S%f}")
        if part != self.path:
            part.rename(target)
        else:
            target.mkdir()
            for table in tables_of(self.storage.frames):
                (part / f"{table}.parquet").rename(target / f"{table}.parquet")
        self.manifest.setdefault("set_aside", []).append(target.relative_to(self.path).as_posix())

    def save(self) -> None:
        """Write the manifest."""
        write_text(self.path / "manifest.json", json.dumps(self.manifest, indent=2, ensure_ascii=False) + "\n")

    def add(self, part: Part) -> None:
        """Save a finished chunk atomically; raises RunFolderError if it cannot be written."""
        self._written += 1
        name = f"{datetime.now():%Y%m%d%H%M%S%f}-{self._written:06d}"
        partial = self.path / FINISHED / f"{name}.partial"
        try:
            partial.mkdir()
            self.storage.write(part, partial)
            partial.rename(partial.with_suffix(""))
        except OSError as error:
            shutil.rmtree(partial, ignore_errors=True)
            raise self._cannot_write(error) from error

    def _cannot_write(self, error: OSError) -> RunFolderError:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        no_room = N_(
            "cannot write in {path}: the disk is full. What was finished before is kept there. Make room and run it "
            "again with the same {folder}: it goes on from there"
        )
        broken = N_(
            "cannot write in {path}: {why}. What was finished before is kept there. Mend that and run it again with "
            "the same {folder}: it goes on from there"
        )
        words = no_room if full else broken
        return RunFolderError(
            message(words, path=self.path, why=why(error), folder=argument("folder", "--out"))
        )

    def finished(self) -> set[int]:
        """Return the replications that have every scenario on disk."""
        runs = [self.storage.runs(_read_chunk(part, self.storage)) for part in _chunks(self.path)]
        if _is_combined(self.path, self.storage.frames):
            rows = read_table(self.path / "series.parquet", RUN)
            runs.append(rows.drop_duplicates().astype({"scenario": str}))
        if not runs:
            return set()
        counts = pd.concat(runs).drop_duplicates()["replication"].value_counts()
        return {int(number) for number in counts.index[counts == len(self.manifest.get("scenarios", [""]))]}

    def content(self) -> F | None:
        """Read all finished replications; None without any."""
        return _read(self.path, self.storage)

    def end(self, status: str) -> F | None:
        """Combine all finished replications, write the status, and return them; None without any.

        With the status "stopped" nothing can be written: the folder stays as it is.
        """
        if status == "stopped":
            return None
        kept = self.content()
        failed = 0
        try:
            if kept is not None:
                for table in tables_of(self.storage.frames):
                    write_table(getattr(kept, table), self.path / f"{table}.parquet")
                failed = len(kept.failures)
                write_failures(kept.failures, self.path / "failures.csv")
                self.manifest["replications"]["finished"] = int(kept.series["replication"].nunique())
            self.manifest["replications"]["failed"] = failed
            self.manifest |= {"status": status, "ended": now()}
            self.save()
        except OSError as error:
            for partial in self.path.glob("*.partial"):
                partial.unlink(missing_ok=True)
            raise self._cannot_write(error) from error
        shutil.rmtree(self.path / FINISHED, ignore_errors=True)
        return kept


def open_run(folder: str | Path) -> tuple[dict, Outcomes]:
    """Return the manifest and the outcomes of a run; raises RunFolderError when there is none."""
    return open_folder(Path(folder), "run", OutcomeStorage)


def open_folder[Part, F: Frames](path: Path, kind: str, storage: type[Storage[Part, F]]) -> tuple[dict, F]:
    """Return manifest and frames of a run folder of kind `kind`; raises RunFolderError if the folder holds none."""
    manifest, kept = read_manifest(path, kind), _read(path, storage)
    if kept is None:
        raise RunFolderError(message("{path} holds no finished replication", path=path))
    return manifest, kept


def _is_combined(path: Path, frames: type[Frames]) -> bool:
    """Return whether the chunks of the run were combined into one file for each table."""
    return all((path / f"{table}.parquet").exists() for table in tables_of(frames))


def _chunks(path: Path) -> list[Path]:
    """Return the folders of finished chunks."""
    chunks = (path / FINISHED).glob("*") if (path / FINISHED).exists() else []
    return sorted(chunk for chunk in chunks if chunk.suffix != ".partial")


def _read_chunk[Part, F: Frames](part: Path, storage: type[Storage[Part, F]]) -> Part:
    try:
        return storage.read(part)
    except RunFolderError:
        raise
    except (OSError, ValueError, KeyError) as error:
        raise damaged(part) from error


def _read_combined[F: Frames](path: Path, frames: type[F]) -> list[F]:
    return [read_frames(path, frames)] if _is_combined(path, frames) else []


def _read[Part, F: Frames](path: Path, storage: type[Storage[Part, F]]) -> F | None:
    chunks = [_read_chunk(part, storage) for part in _chunks(path)]
    parts = _read_combined(path, storage.frames) + storage.frames_of_parts(chunks)
    if len(parts) > 1:
        seen: dict[str, pd.MultiIndex | None] = dict.fromkeys(tables_of(storage.frames))
        parts = [storage.frames(**_new(part, seen), failures=part.failures) for part in parts]
    return combine(storage.frames, parts, is_of_real_people(path))


def _new(part: Frames, seen: dict[str, pd.MultiIndex | None]) -> dict[str, pd.DataFrame]:
    """Return the tables without the runs in `seen`, by table, and add the other runs to `seen`."""
    frames = {}
    for table in seen:
        frame = getattr(part, table)
        runs = pd.MultiIndex.from_frame(frame[RUN].drop_duplicates().astype({"scenario": str}))
        before = seen[table]
        if before is not None and runs.isin(before).any():
            rows = pd.MultiIndex.from_frame(frame[RUN].astype({"scenario": str}))
            frame = frame[~rows.isin(before)]
        seen[table] = runs if before is None else before.append(runs)
        frames[table] = frame
    return frames
