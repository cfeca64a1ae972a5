"""A small base and scenarios for the tests of comparisons, and a run that kills itself while writing."""

import json
import os
import signal
import sys
from dataclasses import dataclass, replace
from pathlib import Path

from scenarios.compare import Comparison, compare
from scenarios.file.scenario import Scenario
from scenarios.pairs.comparison_frames import ComparisonStorage
from scenarios.parameter_sets.parameter_sets import POINT
from simulation.design import CoachPost, Design, Group
from simulation.equilibrium_search import equilibrium_of

GROUPS = (
    Group(name="coached", size=20, label="With a coach", policy={"team": "coaches", "contacts_per_year": 12.0}),
    Group(name="usual", size=20, label="As usual"),
)
BASE = Scenario(
    design=Design(name="base", groups=GROUPS, posts=(CoachPost(),), weeks=8, town=100),
    title="As it is",
    question="What is?",
    control="usual",
)
SEED, REPLICATIONS = 5, 4
FRAMES = ("series", "money", "partners", "coaches", "subgroups", "failures")


def scenario(name: str, **changes) -> Scenario:
    """Return the base under another name with changes in its design."""
    return replace(BASE, title=f"Title of {name}", design=replace(BASE.design, name=name, **changes))


COPY = scenario("copy")
BUSY = scenario("busy", posts=(CoachPost(fte=0.1),))


@dataclass(frozen=True)
class TwoSets:
    """Two parameter sets that differ in the skill of coaches."""

    name: str = "two"
    sha256: str = "abc"
    draws: tuple = ({"coach_skill": 0.2}, {"coach_skill": 0.9})

    def equilibrium(self, number, design):
        """Return the starting point of the values in the table."""
        return equilibrium_of(replace(design, parameters={}))


def compare_small(folder: Path | None = None, *scenarios: Scenario, base: Scenario = BASE, **options) -> Comparison:
    """Compare the base with scenarios in a few replications."""
    usual = {"replications": REPLICATIONS, "seed": SEED, "progress": False, "folder": folder, "draws": POINT}
    return compare(base, scenarios or (COPY, BUSY), **usual | options)


def tables(folder: Path) -> dict[str, bytes]:
    """Return the bytes of every table in a folder."""
    return {path.name: path.read_bytes() for path in folder.glob("*.parquet")}


def assert_same(first: Path, second: Path) -> None:
    """Fail unless both folders have every table, equal to the byte."""
    assert set(tables(first)) == {f"{name}.parquet" for name in FRAMES[:-1]}
    assert tables(first) == tables(second)


def manifest(folder: Path) -> dict:
    """Return the manifest in a folder."""
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def die_while_writing(folder: Path, piece: int) -> None:
    """Run the comparison, and kill this process while it writes chunk number `piece`."""
    written, write = [], ComparisonStorage.write

    def write_or_die(part, folder):
        written.append(folder)
        write(part, folder)
        if len(written) == piece:
            os.kill(os.getpid(), signal.SIGKILL)

    ComparisonStorage.write = staticmethod(write_or_die)
    compare_small(folder)


if __name__ == "__main__":
    die_while_writing(Path(sys.argv[1]), int(sys.argv[2]))
