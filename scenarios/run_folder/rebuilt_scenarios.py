"""Scenarios rebuilt from the manifest of a comparison or run, exactly as they were run."""

from collections.abc import Mapping
from dataclasses import fields
from typing import get_type_hints

from pydantic import TypeAdapter, ValidationError

from simulation.compiled import compiled_hash
from simulation.design import Design
from simulation.messages import message
from simulation.world_hash import tables_hash

from ..file.scenario import Scenario
from .manifest import design_as_json, sha256
from .store import RunFolderError

NOT_READ = ("population",)
_FIELDS = {
    name: TypeAdapter(hint)
    for name, hint in get_type_hints(Design).items()
    if name in {field.name for field in fields(Design)} and name not in NOT_READ
}


def rebuilt(manifest: Mapping) -> list[Scenario]:
    """Rebuild the scenarios of a comparison, the base first.

    Raises RunFolderError if a rebuilt scenario would differ from the scenario that was run: with an own population,
    whose rows are in no manifest; with a mechanism of its own; with other rules; or if the rebuilt design differs from
    that in the manifest.
    """
    if manifest["population"]:
        raise RunFolderError(
            message("the people of this comparison are of a file, and the run folder does not hold them")
        )
    if (manifest["rules"], manifest.get("tables")) != (compiled_hash(), tables_hash()):
        raise RunFolderError(
            message("the comparison was made with other rules than this version has; make it again to tell more")
        )
    own = [row["scenario"] for row in manifest["compared"] if row.get("each_week")]
    if own:
        raise RunFolderError(
            message("{scenario} has a mechanism of its own, which the run folder does not hold", scenario=own[0])
        )
    return [_scenario(row) for row in manifest["compared"]]


def design_of_run(manifest: Mapping) -> Design | None:
    """Rebuild the design of a run from its manifest; None if that is not possible, as for people of a file."""
    same_rules = (manifest.get("rules"), manifest.get("tables")) == (compiled_hash(), tables_hash())
    if manifest.get("population") or not same_rules:
        return None
    try:
        return _scenario(manifest).design
    except RunFolderError:
        return None


def _scenario(row: Mapping) -> Scenario:
    if sha256(row["design"]) != row["design_sha256"]:
        raise RunFolderError(
            message("the design of {scenario} in the manifest is not the one that was run", scenario=row["scenario"])
        )
    try:
        design = Design(**{name: kind.validate_python(row["design"][name]) for name, kind in _FIELDS.items()})
    except (KeyError, TypeError, ValueError, ValidationError) as error:
        raise RunFolderError(
            message("the scenario {scenario} cannot be made from the manifest anew", scenario=row["scenario"])
        ) from error
    if design_as_json(design) != row["design"]:
        raise RunFolderError(
            message(
                "the scenario {scenario} made from the manifest is another than the one run", scenario=row["scenario"]
            )
        )
    return Scenario(design=design, title=row["title"], question=row["question"], control=row["control"])
