"""A run on disk: a folder with a manifest and its tables.

Finished replications are put aside in `finished/` as they come, a folder for each chunk; at the end, or when
the run is interrupted, they are laid together in one Parquet file a table. What was finished is never lost.
What is kept is a class of frames, such as `Outcomes`: each table has a scenario and a replication in every row.
"""

import errno
import json
import shutil
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from simulation.messages import N_, message
from simulation.outcomes import Outcomes

from ..file.faults import why
from .manifest import now
from .resume import RunFolderError, is_of_real_people, read_manifest, resumed_manifest
from .stored_tables import (
    RUN,
    OutcomeStorage,
    combine,
    damaged,
    read_frames,
    read_table,
    tables_of,
    write_failures,
    write_table,
    write_text,
)  # fmt: skip

FINISHED, SET_ASIDE = "finished", "set-aside"


def default_folder(name: str, root: Path = Path("runs")) -> Path:
    """Return a folder under `root` that does not exist yet: the scenario's name and the time."""
    stem = f"{name}-{datetime.now():%Y%m%d-%H%M%S}"
    folder, number = root / stem, 2
    while folder.exists():
        folder, number = root / f"{stem}-{number}", number + 1
    return folder


@dataclass(slots=True)
class InMemory:
    """What a run gives, kept in memory; the same to whoever runs it as a folder."""

    kind: type
    real_people: bool
    parts: list = field(default_factory=list)

    def finished(self) -> set[int]:
        """Return the replications that are there: none."""
        return set()

    def add(self, part: Any) -> None:
        """Keep finished replications."""
        self.parts.append(part)

    def content(self) -> Any | None:
        """Return all that was kept so far; None when that is nothing."""
        return combine(self.kind, self.kind.frames_of_parts(self.parts), self.real_people)

    def end(self, status: str) -> Any | None:
        """Return all that was kept; None when that is nothing."""
        return self.content()


@dataclass(slots=True)
class RunFolder:
    """The folder of one run; `manifest` is what stands in manifest.json, `kind` the class of frames that is kept."""

    path: Path
    manifest: dict
    kind: type = OutcomeStorage
    _written: int = field(default=0)

    @classmethod
    def start(cls, path: Path, manifest: dict, kind: type = OutcomeStorage) -> "RunFolder":
        """Make the folder, or take up the run in it; raises RunFolderError when that cannot be."""
        try:
            path.mkdir(parents=True, exist_ok=True)
            if any(path.iterdir()):
                manifest = resumed_manifest(path, manifest)
            folder = cls(path, manifest, kind)
            (path / FINISHED).mkdir(exist_ok=True)
            folder._clear_up()
            folder.save()
        except OSError as error:
            raise RunFolderError(
                message("cannot write in {path}: {why}; choose another folder", path=path, why=why(error))
            ) from error
        return folder

    def _clear_up(self) -> None:
        """Remove what was being written when a run was killed, and set aside what cannot be read."""
        for partial in [*self.path.glob("*.partial"), *(self.path / FINISHED).glob("*.partial")]:
            shutil.rmtree(partial) if partial.is_dir() else partial.unlink()
        for part in _pieces(self.path):
            try:
                _read_piece(part, self.kind)
            except RunFolderError:
                self._set_aside(part)
        try:
            _read_whole(self.path, self.kind)
        except RunFolderError:
            self._set_aside(self.path)

    def _set_aside(self, part: Path) -> None:
        aside = self.path / SET_ASIDE
        aside.mkdir(exist_ok=True)
        target = aside / (part.name if part != self.path else f"{datetime.now():%Y%m%d%H%M%S%f}")
        if part != self.path:
            part.rename(target)
        else:
            target.mkdir()
            for table in tables_of(self.kind.frames):
                (part / f"{table}.parquet").rename(target / f"{table}.parquet")
        self.manifest.setdefault("set_aside", []).append(target.relative_to(self.path).as_posix())

    def save(self) -> None:
        """Write the manifest."""
        write_text(self.path / "manifest.json", json.dumps(self.manifest, indent=2, ensure_ascii=False) + "\n")

    def add(self, part: Any) -> None:
        """Put finished replications aside, all tables of them or none; raises RunFolderError if that cannot be."""
        self._written += 1
        name = f"{datetime.now():%Y%m%d%H%M%S%f}-{self._written:06d}"
        partial = self.path / FINISHED / f"{name}.partial"
        try:
            partial.mkdir()
            self.kind.write(part, partial)
            partial.rename(partial.with_suffix(""))
        except OSError as error:
            shutil.rmtree(partial, ignore_errors=True)
            raise self._cannot_write(error) from error

    def _cannot_write(self, error: OSError) -> RunFolderError:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        no_room = N_(
            "cannot write in {path}: the disk is full. What was finished before is kept there. Make room and give the "
            "same command again with the same --out: it goes on from there"
        )
        broken = N_(
            "cannot write in {path}: {why}. What was finished before is kept there. Mend that and give the same "
            "command again with the same --out: it goes on from there"
        )
        return RunFolderError(message(no_room if full else broken, path=self.path, why=why(error)))

    def finished(self) -> set[int]:
        """Return the replications that are on disk with all their scenarios."""
        found = [self.kind.runs(_read_piece(part, self.kind)) for part in _pieces(self.path)]
        if _is_whole(self.path, self.kind.frames):
            whole = read_table(self.path / "series.parquet", RUN)
            found.append(whole.drop_duplicates().astype({"scenario": str}))
        if not found:
            return set()
        counts = pd.concat(found).drop_duplicates()["replication"].value_counts()
        return {int(number) for number in counts.index[counts == len(self.manifest.get("scenarios", [""]))]}

    def content(self) -> Any | None:
        """Return all that is on disk; None when that is nothing."""
        return _read(self.path, self.kind)

    def end(self, status: str) -> Any | None:
        """Lay all finished replications together and write the status; return them.

        With the status "stopped", nothing can be written: all stays as it is.
        """
        if status == "stopped":
            return None
        kept = self.content()
        failed = 0
        try:
            if kept is not None:
                for table in tables_of(self.kind.frames):
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


def open_folder(path: Path, what: str, kind: type) -> tuple[dict, Any]:
    """Return the manifest and the frames of a run of the sort `what`; raises RunFolderError when there is none."""
    manifest, kept = read_manifest(path, what), _read(path, kind)
    if kept is None:
        raise RunFolderError(message("{path} holds no finished replication", path=path))
    return manifest, kept


def _is_whole(path: Path, frames: type) -> bool:
    """Return whether the tables of the run were laid together."""
    return all((path / f"{table}.parquet").exists() for table in tables_of(frames))


def _pieces(path: Path) -> list[Path]:
    """Return the folders of finished chunks."""
    chunks = (path / FINISHED).glob("*") if (path / FINISHED).exists() else []
    return sorted(chunk for chunk in chunks if chunk.suffix != ".partial")


def _read_piece(part: Path, kind: type) -> Any:
    try:
        return kind.read(part)
    except RunFolderError:
        raise
    except (OSError, ValueError, KeyError) as error:
        raise damaged(part) from error


def _read_whole(path: Path, kind: type) -> list:
    return [read_frames(path, kind.frames)] if _is_whole(path, kind.frames) else []


def _read(path: Path, kind: type) -> Any | None:
    found = _read_whole(path, kind) + kind.frames_of_parts([_read_piece(part, kind) for part in _pieces(path)])
    if len(found) > 1:
        seen: dict[str, pd.MultiIndex | None] = dict.fromkeys(tables_of(kind.frames))
        found = [kind.frames(**_new(part, seen), failures=part.failures) for part in found]
    return combine(kind, found, is_of_real_people(path))


def _new(content: Any, seen: dict) -> dict[str, pd.DataFrame]:
    """Return the tables without the runs that were seen before, and note those that are new."""
    frames = {}
    for table in seen:
        frame = getattr(content, table)
        runs = pd.MultiIndex.from_frame(frame[RUN].drop_duplicates().astype({"scenario": str}))
        if seen[table] is not None and runs.isin(seen[table]).any():
            rows = pd.MultiIndex.from_frame(frame[RUN].astype({"scenario": str}))
            frame = frame[~rows.isin(seen[table])]
        seen[table] = runs if seen[table] is None else seen[table].append(runs)
        frames[table] = frame
    return frames
