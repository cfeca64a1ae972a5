"""A run on disk: a folder with a manifest and its tables.

Finished replications are put aside in `finished/` as they come, a folder for each chunk; at the end, or when
the run is interrupted, they are laid together in one Parquet file a table. What was finished is never lost.
What is kept is a class of frames, such as `Outcomes`: each table has a scenario and a replication in every row.
"""

import errno
import json
import shutil
from dataclasses import dataclass, field, fields
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from simulation.outcomes import Outcomes, empty_failures

from .manifest import now
from .taking_up import RunFolderError, is_of_real_people, read_manifest, taken_up

FINISHED, SET_ASIDE = "finished", "set-aside"
RUN = ["scenario", "replication"]


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
    """Write a Parquet file whole or not at all, so that damage to it is noticed."""
    partial = path.with_name(path.name + ".partial")
    frame.to_parquet(partial, compression="zstd", index=False, write_page_checksum=True)
    partial.replace(path)


def read_table(path: Path, columns: list[str] | None = None) -> pd.DataFrame:
    """Return the table in a Parquet file; raises RunFolderError if it cannot be read."""
    try:
        return pd.read_parquet(path, columns=columns, page_checksum_verification=True)
    except (OSError, ValueError, KeyError) as error:  # what pyarrow raises for a damaged or cut file
        raise RunFolderError(
            f"{path} is damaged and cannot be read. Give the command of the run again with the same --out: the file is "
            f"set aside, and the replications in it are run again"
        ) from error


def tables_of(kind: type) -> list[str]:
    """Return the tables of a class of frames in the order in which they are written.

    A replication counts as finished when it is in the last one, the series.
    """
    names = [field.name for field in fields(kind) if field.name not in ("series", "failures")]
    return [*sorted(names), "series"]


TABLES = tuple(tables_of(Outcomes))


def in_order(kept: Any) -> Any:
    """Return the frames with replications in order, whoever ran them; failures that were made good are dropped."""
    tables = {name: _sorted(getattr(kept, name)) for name in tables_of(type(kept))}
    failures = kept.failures.drop_duplicates(RUN, keep="last")
    good = pd.MultiIndex.from_frame(tables["series"][RUN].drop_duplicates())
    failures = failures[~pd.MultiIndex.from_frame(failures[RUN]).isin(good)]
    return type(kept)(**tables, failures=failures.sort_values(RUN[::-1], kind="stable", ignore_index=True))


def _sorted(frame: pd.DataFrame) -> pd.DataFrame:
    frame = frame.sort_values(RUN[::-1], kind="stable", ignore_index=True)
    named = {name: frame[name] for name in frame if isinstance(frame[name].dtype, pd.CategoricalDtype)}
    return frame.assign(**{name: column.cat.set_categories(column.unique()) for name, column in named.items()})


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
        return _as_one(self.kind, self.parts, self.real_people)

    def end(self, status: str) -> Any | None:
        """Return all that was kept; None when that is nothing."""
        return self.content()


def _as_one(kind: type, parts: list, real_people: bool) -> Any | None:
    if not parts:
        return None
    together = in_order(kind.together(parts))
    return together.of_real_people() if real_people else together


@dataclass(slots=True)
class RunFolder:
    """The folder of one run; `manifest` is what stands in manifest.json, `kind` the class of frames that is kept."""

    path: Path
    manifest: dict
    kind: type = Outcomes
    _written: int = field(default=0)

    @classmethod
    def start(cls, path: Path, manifest: dict, kind: type = Outcomes) -> "RunFolder":
        """Make the folder, or take up the run in it; raises RunFolderError when that cannot be."""
        try:
            path.mkdir(parents=True, exist_ok=True)
            if any(path.iterdir()):
                manifest = taken_up(path, manifest)
            folder = cls(path, manifest, kind)
            (path / FINISHED).mkdir(exist_ok=True)
            folder._clear_up()
            folder.save()
        except OSError as error:
            raise RunFolderError(f"cannot write in {path}: {error.strerror}; choose another folder") from error
        return folder

    def _clear_up(self) -> None:
        """Remove what was being written when a run was killed, and set aside what cannot be read."""
        for partial in [*self.path.glob("*.partial"), *(self.path / FINISHED).glob("*.partial")]:
            shutil.rmtree(partial) if partial.is_dir() else partial.unlink()
        for part in _parts(self.path, self.kind):
            try:
                _read_part(part, self.kind)
            except RunFolderError:
                self._set_aside(part)

    def _set_aside(self, part: Path) -> None:
        aside = self.path / SET_ASIDE
        aside.mkdir(exist_ok=True)
        target = aside / (part.name if part != self.path else f"{datetime.now():%Y%m%d%H%M%S%f}")
        if part != self.path:
            part.rename(target)
        else:
            target.mkdir()
            for table in tables_of(self.kind):
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
            for table in tables_of(self.kind):
                write_table(getattr(part, table), partial / f"{table}.parquet")
            part.failures.to_csv(partial / "failures.csv", index=False)
            partial.rename(partial.with_suffix(""))
        except OSError as error:
            shutil.rmtree(partial, ignore_errors=True)
            raise self._cannot_write(error) from error

    def _cannot_write(self, error: OSError) -> RunFolderError:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        what = "the disk is full" if full else f"{error.strerror or error}"
        way_out = "Make room" if full else "Mend that"
        return RunFolderError(
            f"cannot write in {self.path}: {what}. What was finished before is kept there. {way_out} and give the same "
            "command again with the same --out: it goes on from there"
        )

    def finished(self) -> set[int]:
        """Return the replications that are on disk with all their scenarios."""
        found = [read_table(part / "series.parquet", RUN) for part in _parts(self.path, self.kind)]
        if not found:
            return set()
        runs = pd.concat([frame.drop_duplicates().astype({"scenario": str}) for frame in found]).drop_duplicates()
        counts = runs["replication"].value_counts()
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
                for table in tables_of(self.kind):
                    write_table(getattr(kept, table), self.path / f"{table}.parquet")
                failed = len(kept.failures)
                _write_failures(kept.failures, self.path / "failures.csv")
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
    return open_folder(Path(folder), "run", Outcomes)


def open_folder(path: Path, what: str, kind: type) -> tuple[dict, Any]:
    """Return the manifest and the frames of a run of the sort `what`; raises RunFolderError when there is none."""
    manifest, kept = read_manifest(path, what), _read(path, kind)
    if kept is None:
        raise RunFolderError(f"{path} holds no finished replication")
    return manifest, kept


def _parts(path: Path, kind: type) -> list[Path]:
    """Return the folders with tables: the run's own, if it was laid together, and the finished chunks."""
    whole = [path] if all((path / f"{table}.parquet").exists() for table in tables_of(kind)) else []
    chunks = (path / FINISHED).glob("*") if (path / FINISHED).exists() else []
    return whole + sorted(chunk for chunk in chunks if chunk.suffix != ".partial")


def _read_part(part: Path, kind: type) -> Any:
    frames = {table: read_table(part / f"{table}.parquet") for table in tables_of(kind)}
    return kind(**frames, failures=_read_failures(part / "failures.csv"))


def _read(path: Path, kind: type) -> Any | None:
    parts = []
    seen: dict[str, pd.MultiIndex | None] = dict.fromkeys(tables_of(kind))
    for part in _parts(path, kind):
        content = _read_part(part, kind)
        parts.append(kind(**_new(content, seen), failures=content.failures))
    return _as_one(kind, parts, is_of_real_people(path))


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


def _read_failures(path: Path) -> pd.DataFrame:
    if not path.exists():
        return empty_failures()
    return pd.read_csv(path, dtype={"scenario": str, "replication": int, "error": str}, keep_default_na=False)


def _write_failures(failures: pd.DataFrame, path: Path) -> None:
    if len(failures):
        write_text(path, failures.to_csv(index=False))
    else:
        path.unlink(missing_ok=True)
