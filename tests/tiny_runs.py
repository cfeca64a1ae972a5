"""A tiny scenario, and replications that fail, are interrupted or die, for the tests of runs."""

import json
import os
from pathlib import Path

import pandas as pd

from scenarios.file.scenario import Scenario
from scenarios.run import run
from scenarios.run_folder.stored_tables import tables_of
from scenarios.work.workers import replicate_once
from simulation.design import CoachPost, Design, Group
from simulation.outcomes import Outcomes

TINY = Scenario(
    design=Design(
        name="tiny",
        groups=(Group(name="coached", size=20, policy={"team": "coaches"}), Group(name="usual", size=20)),
        posts=(CoachPost(),),
        weeks=3,
        town=100,
    ),
    control="usual",
)
REPLICATIONS = 6


def fails_in_three(design: Design, seed: int, replication: int) -> Outcomes:
    if replication == 3:
        raise ArithmeticError("the third is always wrong")
    return replicate_once(design, seed, replication)


def is_interrupted_in_three(design: Design, seed: int, replication: int) -> Outcomes:
    if replication == 3:
        raise KeyboardInterrupt
    return replicate_once(design, seed, replication)


def dies_in_three(design: Design, seed: int, replication: int) -> Outcomes:
    if replication == 3:
        os._exit(1)
    return replicate_once(design, seed, replication)


def never(design: Design, seed: int, replication: int) -> Outcomes:
    raise AssertionError("no replication may start")


def tiny_run(**options) -> Outcomes:
    return run(TINY, **{"replications": REPLICATIONS, "seed": 5, "progress": False, **options})


def assert_same(first: Outcomes, second: Outcomes):
    for table in tables_of(Outcomes):
        pd.testing.assert_frame_equal(getattr(first, table), getattr(second, table))


def manifest(folder: Path) -> dict:
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def replications(outcomes: Outcomes) -> list[int]:
    return sorted(outcomes.series["replication"].unique())
