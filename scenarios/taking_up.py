"""Taking up a run folder again: whether it holds the same run, and what differs if it does not."""

import json
from collections.abc import Iterator
from pathlib import Path

from .manifest import FORMATS, IDENTITY

NOT_SET = "not set"
SHOWN = 3


class RunFolderError(ValueError):
    """A run folder that cannot be used; the message says why and what to do."""


def read_manifest(path: Path, kind: str | None = None) -> dict:
    """Return the manifest of the run in a folder; raises RunFolderError when there is none of this kind."""
    try:
        manifest = json.loads((path / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise RunFolderError(f"{path} is no run folder: it has no readable manifest.json") from error
    if not isinstance(manifest, dict):
        raise RunFolderError(f"{path} is no run folder: its manifest.json is of something else")
    if kind is not None:
        _check_kind(path, manifest, kind)
    return manifest


def kind_of(manifest: dict) -> str:
    """Return what a manifest is of; runs of before there were other kinds do not say it."""
    return manifest.get("kind", "run")


def _check_kind(path: Path, manifest: dict, kind: str) -> None:
    found = kind_of(manifest)
    if found != kind:
        raise RunFolderError(f"{path} holds a {found}, not a {kind}; choose another folder")
    made = manifest.get("format", 1 if found == "run" else 0)
    if made != FORMATS[kind]:
        age = "older" if made < FORMATS[kind] else "newer"
        raise RunFolderError(
            f"{path} was made by an {age} version (format {made}, this version has {FORMATS[kind]}), and stays as it "
            f"is. Choose another folder and run it again: {manifest.get('command', 'its command is not known')}"
            .replace("an newer", "a newer")
        )


def unfinished(names: list[str], root: Path, kind: str = "comparison") -> Path | None:
    """Return the folder under `root` with the last run of this kind and these scenarios that was not finished."""
    found = []
    for path in root.glob("*/manifest.json"):
        try:
            manifest = read_manifest(path.parent, kind)
        except RunFolderError:
            continue
        if scenarios_of(manifest) == names and manifest["status"] != "finished":
            found.append((manifest["started"], path.parent))
    return max(found)[1] if found else None


def scenarios_of(manifest: dict) -> list[str]:
    """Return the names of the scenarios that are held beside one another, that of the base first."""
    if kind_of(manifest) == "explanation":
        return [manifest["base"]["scenario"], manifest["scenario"]]
    return manifest["scenarios"]


def is_of_real_people(path: Path) -> bool:
    """Return whether the run in a folder is on a population that was not declared synthetic."""
    people = read_manifest(path).get("population")
    return bool(people) and not people["synthetic"]


def taken_up(path: Path, manifest: dict) -> dict:
    """Return the manifest with which the run in the folder goes on; raises RunFolderError unless it is the same run."""
    try:
        before = read_manifest(path)
    except RunFolderError as error:
        raise RunFolderError(f"{path} is not empty and holds no run; choose another folder") from error
    _check_kind(path, before, kind_of(manifest))
    if kind_of(manifest) == "comparison":
        _check_comparison(path, before, manifest)
    for key in IDENTITY[kind_of(manifest)]:
        if before.get(key) != manifest[key]:
            raise RunFolderError(
                f"The folder {path} holds another run: scenario {before.get('scenario', before.get('base'))}, "
                f"seed {before.get('seed')}. Choose another folder with --out. (not the same {key})"
            )
    asked = max(manifest["replications"]["asked"], before["replications"]["asked"])
    counts = {**before["replications"], "asked": asked}
    fresh = {key: manifest[key] for key in ("command", "precision", "group", "measures") if key in manifest}
    return {**before, **fresh, "status": "running", "replications": counts, "ended": None}


def _check_comparison(path: Path, before: dict, manifest: dict) -> None:
    """Say which scenario is not what it was, and what is different in it."""
    names = [before["scenarios"], manifest["scenarios"]]
    if names[0] != names[1]:
        raise RunFolderError(
            f"{path} holds a comparison of {', '.join(names[0])}, not of {', '.join(names[1])}; "
            "choose another folder with --out"
        )
    for old, new in zip(before["compared"], manifest["compared"], strict=True):
        if old["design_sha256"] != new["design_sha256"]:
            found = list(differences(old["design"], new["design"]))
            more = f" (and {len(found) - SHOWN} more)" if len(found) > SHOWN else ""
            raise RunFolderError(
                f"The scenario {new['scenario']} has changed since {path} was begun: {'; '.join(found[:SHOWN])}{more}. "
                "Put it back as it was to go on, or choose another folder with --out to begin anew; nothing was lost"
            )


def differences(old, new, place: str = "") -> Iterator[str]:
    """Yield what differs between two designs as JSON, in words: place, old value, new value."""
    old, new = _by_name(old), _by_name(new)
    if isinstance(old, dict) and isinstance(new, dict):
        for key in dict.fromkeys([*old, *new]):
            yield from differences(old.get(key, NOT_SET), new.get(key, NOT_SET), f"{place}.{key}" if place else key)
    elif old != new:
        yield f"{place} was {_short(old)} and is now {_short(new)}"


def _by_name(value):
    """Return lists of named tables as a table by name, other lists of tables by number from 1."""
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value) or not value:
        return value
    return {str(item.get("name", number)): item for number, item in enumerate(value, 1)}


def _short(value) -> str:
    words = value if value == NOT_SET else json.dumps(value, ensure_ascii=False)
    return words if len(words) <= 60 else words[:57] + "..."
