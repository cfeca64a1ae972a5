"""Manifest of a run: arguments, design and software; enough to repeat it."""

import hashlib
import json
import platform
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np

from simulation.compiled import compiled_hash
from simulation.design import Design
from simulation.parameters import values_of
from simulation.world_hash import tables_hash

from ..file.mechanism import signature
from ..file.scenario import Scenario, outside_range

PACKAGES = ("vex", "mesa", "numba", "numpy", "pandas", "pyarrow")
FORMATS = {"run": 1, "comparison": 1, "explanation": 2}
"""Kind of run folder → current version number of its format."""
IDENTITY = {
    "run": ("population", "design_sha256", "each_week", "parameters_sha256", "rules", "tables", "seed"),
    "comparison": ("population", "parameters_sha256", "draws", "rules", "tables", "seed"),
    "explanation": (
        "population", "design_sha256", "base_design_sha256", "parameters_sha256", "draws", "rules", "tables", "seed",
    ),
}
"""Keys in which the manifests of a resumed run agree; the designs of compared scenarios have to agree as well."""


def now() -> str:
    """Return the time in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def plain_json(value: Any) -> Any:
    """Convert nested mappings, sets, sequences and numbers of numpy to JSON types; sets are sorted."""
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, Mapping):
        return {str(key): plain_json(item) for key, item in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(plain_json(item) for item in value)
    return [plain_json(item) for item in value] if isinstance(value, list | tuple) else value


def design_as_json(design: Design) -> dict:
    """Return the resolved design as JSON types; of an own population only hash, rows and columns."""
    return plain_json(asdict(replace(design, population=None))) | {"population": population_of(design)}


def population_of(design: Design) -> dict | None:
    """Return hash, rows and columns of an own population; None without one."""
    return None if design.population is None else design.population.described()


def sha256(content: object) -> str:
    """Return the SHA-256 of `content` as JSON with sorted keys."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def git_revision() -> str | None:
    """Return the git revision of this source, with -dirty when it was changed; None outside a repository."""
    here = Path(__file__)
    try:
        for command in (
            ["ls-files", "--error-unmatch", here.name],
            ["describe", "--always", "--dirty", "--abbrev=40"],
        ):
            completed = subprocess.run(
                ["git", "-C", str(here.parent), *command],
                capture_output=True,
                text=True,
                timeout=10,
                check=True,
            )
    except (OSError, subprocess.SubprocessError):
        return None
    return completed.stdout.strip() or None


def command_line(arguments: list[str]) -> str:
    """Return the command with absolute paths cut to their last part and the name of a population file replaced."""
    words = [_short(argument) for argument in [Path(arguments[0]).name, *arguments[1:]]]
    pairs = zip(["", *words], words, strict=False)
    return " ".join("FILE" if before == "--population" else _without_file(word) for before, word in pairs)


def _without_file(word: str) -> str:
    return "--population=FILE" if word.startswith("--population=") else word


def _short(argument: str) -> str:
    option, equals, value = argument.partition("=")
    if equals and option.startswith("-"):
        return f"{option}={_short(value)}"
    return Path(argument).name if Path(argument).is_absolute() else argument


def software() -> dict[str, str]:
    """Return the versions of Python and of the main packages."""
    versions = {"python": platform.python_version(), "platform": f"{platform.system()} {platform.machine()}"}
    for package in PACKAGES:
        try:
            versions[package] = version(package)
        except PackageNotFoundError:
            versions[package] = "not installed"
    return versions


def manifest_of(scenario: Scenario, seed: int, replications: int) -> dict:
    """Return the manifest of a new run."""
    return {
        **_heading("run", seed, replications),
        **scenario_record(scenario),
        "parameters_sha256": sha256(values_of(scenario.design.parameters)),
    }


def comparison_manifest(
    compared: Sequence[Scenario],
    seed: int,
    replications: int,
    draws: dict | None,
    precision: float | None,
    same_people: Mapping[str, Sequence[str]],
) -> dict:
    """Return the manifest of a new comparison; the first of `compared` is the base.

    `draws` identifies the parameter sets: name, sha256 and count; None: the values of the table.
    """
    return {
        **_heading("comparison", seed, replications),
        "base": compared[0].name,
        "scenarios": [scenario.name for scenario in compared],
        "population": population_of(compared[0].design),
        "parameters_sha256": sha256(values_of({})),
        "draws": draws,
        "precision": precision,
        "same_people": plain_json(same_people),
        "compared": [scenario_record(scenario) for scenario in compared],
    }


def explanation_manifest(
    base: Scenario, scenario: Scenario, seed: int, replications: int, draws: dict | None
) -> dict:
    """Return the manifest of a new explanation of `scenario` against `base`; `draws` as in `comparison_manifest`."""
    other = scenario_record(base)
    return {
        **_heading("explanation", seed, replications),
        **scenario_record(scenario),
        "parameters_sha256": sha256(values_of({})),
        "draws": draws,
        "base_design_sha256": other["design_sha256"],
        "base": {name: other[name] for name in ("scenario", "title", "design_sha256", "design")},
    }


def scenario_record(scenario: Scenario) -> dict:
    """Return the record of a scenario in a manifest."""
    design = design_as_json(scenario.design)
    return {
        "scenario": scenario.name,
        "title": scenario.title,
        "question": scenario.question,
        "control": scenario.control,
        "labels": scenario.labels,
        "design_sha256": sha256(design),
        "population": population_of(scenario.design),
        "outside_range": outside_range(scenario.design),
        "each_week": signature(scenario.each_week),
        "files": {name: hashlib.sha256(text.encode()).hexdigest() for name, text in scenario.files},
        "design": design,
    }


def _heading(kind: str, seed: int, replications: int) -> dict:
    return {
        "kind": kind,
        "format": FORMATS[kind],
        "status": "running",
        "seed": seed,
        "replications": {"asked": replications, "finished": 0, "failed": 0},
        "started": now(),
        "ended": None,
        "command": command_line(sys.argv or [""]),
        "rules": compiled_hash(),
        "tables": tables_hash(),
        "git_revision": git_revision(),
        "software": software(),
    }
