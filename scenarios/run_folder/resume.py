"""Resuming a run folder: whether it is the same run, and the differences if it is not."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from simulation.errors import VexError
from simulation.messages import N_, argument, message

from .manifest import FORMATS, IDENTITY

NOT_SET = N_("not set")
MOST_SHOWN = 3


class RunFolderError(VexError):
    """An unusable run folder; the message has the reason and the remedy."""


def read_manifest(path: Path, kind: str | None = None) -> dict:
    """Read the manifest of a run folder; raises RunFolderError if there is none of this kind."""
    try:
        manifest = json.loads((path / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise RunFolderError(message("{path} is no run folder: it has no readable manifest.json", path=path)) from error
    if not isinstance(manifest, dict):
        raise RunFolderError(message("{path} is no run folder: its manifest.json is of something else", path=path))
    if kind is not None:
        _check_kind(path, manifest, kind)
    return manifest


FOLDER_KINDS = (N_("run"), N_("comparison"), N_("explanation"), N_("bottleneck"))
"""Kinds of run folders, as readers see them."""


def kind_of(manifest: dict) -> str:
    """Return the kind of a manifest: the oldest manifests, of runs, have none."""
    return manifest.get("kind", "run")


def _kind_for_readers(kind: str) -> str:
    return message(kind) if kind in FOLDER_KINDS else kind


def _check_kind(path: Path, manifest: dict, kind: str) -> None:
    actual = kind_of(manifest)
    if actual != kind:
        raise RunFolderError(
            message(
                "{path} holds a {found}, not a {kind}; choose another folder",
                path=path,
                found=_kind_for_readers(actual),
                kind=_kind_for_readers(kind),
            )
        )
    version = manifest.get("format", 1 if actual == "run" else 0)
    if version != FORMATS[kind]:
        older = N_(
            "{path} was made by an older version (format {made}, this version has {ours}), and stays as it is. Choose "
            "another folder and run it again: {command}"
        )
        newer = N_(
            "{path} was made by a newer version (format {made}, this version has {ours}), and stays as it is. Choose "
            "another folder and run it again: {command}"
        )
        command = manifest.get("command", message("its command is not known"))
        words = older if version < FORMATS[kind] else newer
        raise RunFolderError(message(words, path=path, made=version, ours=FORMATS[kind], command=command))


def unfinished(names: list[str], root: Path, kind: str = "comparison") -> Path | None:
    """Return the folder under `root` with the latest unfinished run of this kind and these scenarios, or None."""
    started: list[tuple[str, Path]] = []
    for path in root.glob("*/manifest.json"):
        try:
            manifest = read_manifest(path.parent, kind)
        except RunFolderError:
            continue
        if scenarios_of(manifest) == names and manifest["status"] != "finished":
            started.append((manifest["started"], path.parent))
    return max(started)[1] if started else None


def scenarios_of(manifest: dict) -> list[str]:
    """Return the names of the scenarios of a comparison or explanation, the base first."""
    if kind_of(manifest) == "explanation":
        return [manifest["base"]["scenario"], manifest["scenario"]]
    return manifest["scenarios"]


def is_of_real_people(path: Path) -> bool:
    """Return whether the run in a folder has an own population that was not declared synthetic."""
    population = read_manifest(path).get("population")
    return population is not None and not population["synthetic"]


def resumed_manifest(path: Path, manifest: dict) -> dict:
    """Return the manifest of the resumed run; raises RunFolderError if the folder holds another run."""
    try:
        before = read_manifest(path)
    except RunFolderError as error:
        raise RunFolderError(
            message("{path} is not empty and holds no run; choose another folder", path=path)
        ) from error
    _check_kind(path, before, kind_of(manifest))
    if kind_of(manifest) == "comparison":
        _check_comparison(path, before, manifest)
    for key in IDENTITY[kind_of(manifest)]:
        if before.get(key) != manifest[key]:
            raise RunFolderError(
                message(
                    "The folder {path} holds another run: scenario {scenario}, "
                    "seed {seed}. Choose another folder with {folder}. (not the same {key})",
                    folder=argument("folder=", "--out"),
                    path=path,
                    scenario=before.get("scenario", before.get("base")),
                    seed=before.get("seed"),
                    key=key,
                )
            )
    asked = max(manifest["replications"]["asked"], before["replications"]["asked"])
    counts = {**before["replications"], "asked": asked}
    fresh = {key: manifest[key] for key in ("command", "precision", "group", "measures") if key in manifest}
    return {**before, **fresh, "status": "running", "replications": counts, "ended": None}


def _check_comparison(path: Path, before: dict, manifest: dict) -> None:
    """Raise RunFolderError with the changed scenario and its differences, unless the scenarios are the same."""
    names = [before["scenarios"], manifest["scenarios"]]
    if names[0] != names[1]:
        raise RunFolderError(
            message(
                "{path} holds a comparison of {theirs}, not of {ours}; choose another folder with {folder}",
                folder=argument("folder=", "--out"),
                path=path,
                theirs=", ".join(names[0]),
                ours=", ".join(names[1]),
            )
        )
    for old, new in zip(before["compared"], manifest["compared"], strict=True):
        if old.get("each_week") != new["each_week"]:
            raise RunFolderError(
                message(
                    "The mechanism of {scenario} has changed since {path} was begun. Put it back as it was to go on, "
                    "or choose another folder with {folder} to begin anew; nothing was lost",
                    folder=argument("folder=", "--out"),
                    scenario=new["scenario"],
                    path=path,
                )
            )
        if old["design_sha256"] != new["design_sha256"]:
            changed = list(design_differences(old["design"], new["design"]))
            more = message(" (and {count} more)", count=len(changed) - MOST_SHOWN) if len(changed) > MOST_SHOWN else ""
            raise RunFolderError(
                message(
                    "The scenario {scenario} has changed since {path} was begun: {found}{more}. "
                    "Put it back as it was to go on, or choose another folder with {folder} to begin anew; nothing was "
                    "lost",
                    folder=argument("folder=", "--out"),
                    scenario=new["scenario"],
                    path=path,
                    found="; ".join(changed[:MOST_SHOWN]),
                    more=more,
                )
            )


def design_differences(old: Any, new: Any, path: str = "") -> Iterator[str]:
    """Yield a message for each difference between two designs in JSON: path, old value, new value."""
    old, new = _by_name(old), _by_name(new)
    if isinstance(old, dict) and isinstance(new, dict):
        for key in dict.fromkeys([*old, *new]):
            yield from design_differences(
                old.get(key, NOT_SET), new.get(key, NOT_SET), f"{path}.{key}" if path else key
            )
    elif old != new:
        yield message("{place} was {old} and is now {new}", place=path, old=_short(old), new=_short(new))


def _by_name(value: Any) -> Any:
    """Convert a list of tables to a table by name, or by number from 1 without names."""
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value) or not value:
        return value
    return {str(item.get("name", number)): item for number, item in enumerate(value, 1)}


def _short(value: Any) -> str:
    words = message(NOT_SET) if value == NOT_SET else json.dumps(value, ensure_ascii=False)
    return words if len(words) <= 60 else words[:57] + "..."
