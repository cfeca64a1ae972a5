"""Every lever at its ends and at an extreme within its bounds, against a base policy, with the values of the table.

`expectations.csv` has the values, and the expected signs with reasons, written down before the first run. The base is
the coaching package with a coach for every 100 people; a lever that does nothing there has a base in which it can.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from calibration.mechanism_checks.check_replications import run_of
from calibration.mechanism_checks.check_settings import (
    COACHING_POLICY,
    PEOPLE_IN_CHECK,
    PER_COACH,
    CheckRun,
    CheckSetting,
)
from calibration.mechanism_checks.check_values import no_shows
from calibration.replications import in_processes, mean_and_reach
from simulation.design import CoachPost
from simulation.levers import LEVERS, Lever
from simulation.measures import MEASURES
from simulation.partners import PARTNERS_2018

from .effect_replications import FOLDER_OF_EFFECTS
from .effect_settings import as_written

EXPECTATIONS_FILE, ENDS_FILE = FOLDER_OF_EFFECTS / "expectations.csv", FOLDER_OF_EFFECTS / "ends.csv"
END_REPLICATIONS = 30
END_WEEK = 78
"""Week in which the experiment ends, in the base of levers that act at the end."""
TURNOVER_WEEK = 52
COACHES_IN_BASE = PEOPLE_IN_CHECK // PER_COACH
TURNOVER = tuple(CoachPost(leaves=TURNOVER_WEEK) for _ in range(COACHES_IN_BASE // 2)) + tuple(
    CoachPost(arrives=arrives) for arrives in (0, TURNOVER_WEEK) for _ in range(COACHES_IN_BASE // 2)
)

BASES: dict[str, CheckSetting] = {
    "coaching": CheckSetting(policy=COACHING_POLICY),
    "duties": CheckSetting(policy=COACHING_POLICY | {"exempt": False}),
    "usual": CheckSetting(),
    "turnover": CheckSetting(policy=COACHING_POLICY, posts=TURNOVER),
    "ending": CheckSetting(policy=COACHING_POLICY, ends=END_WEEK),
    "surveyed": CheckSetting(policy=COACHING_POLICY, surveyed=True),
    "pins": CheckSetting(policy=COACHING_POLICY, organisation={"pins": 100}),
    "unlimited": CheckSetting(policy=COACHING_POLICY, unlimited=True),
}
"""Base policies: `turnover` replaces half of the coaches in week 52, `ending` ends the experiment in week 78."""

FIELDS_OF_READING = {
    "letters": ("letters_lawful", "letters_duty"), "withdrawn": ("withdrawn",), "breaches": ("breaches",),
    "grants": ("assistance",), "jobs_lost": ("jobs_lost",),
}  # fmt: skip
"""Reading of people at the end → the fields whose mean a person it sums."""
POINTS = 100.0
MAIN_MEASURES = ("exit_work", "part_time", "life_satisfaction", "trust", "contacts_held")
WAITS_FROM = 91
"""First week of the last quarter."""


def fields_reading(names: tuple[str, ...]) -> Callable[[CheckRun], float]:
    """Return the reading that sums the means of fields of people."""
    return lambda run: sum(run.each(name) for name in names)


def measure_reading(name: str) -> Callable[[CheckRun], float]:
    """Return the reading of a measure after 104 weeks, a share in points."""
    return lambda run: run.at(name) * (POINTS if MEASURES[name].share else 1.0)


def mean_wait(run: CheckRun) -> float:
    """Return the mean wait at the partners in the last quarter, in weeks."""
    return float(run.waits[WAITS_FROM:].mean())


READINGS: dict[str, Callable[[CheckRun], float]] = {
    **{name: measure_reading(name) for name in MEASURES},
    **{name: fields_reading(fields) for name, fields in FIELDS_OF_READING.items()},
    "no_shows": lambda run: POINTS * no_shows(run),
    "wait": mean_wait,
    "response": lambda run: POINTS * run.response,
}
"""Measure → its value in a run."""


def read_expectations(path: Path = EXPECTATIONS_FILE) -> pd.DataFrame:
    """Return the expectations, a row each: scope, target, lever, value, base, through, measure, sign, why."""
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def lever_value(lever: Lever, written: str) -> Any:
    """Return a value of a lever from its text; raises ValueError outside the bounds of the lever."""
    if lever.choices:
        return lever.check(written)
    if isinstance(lever.usual, bool):
        return lever.check({"true": True, "false": False}[written])
    number = lever.check(float(written))
    return int(number) if isinstance(lever.usual, int) else number


def base_value(base: CheckSetting, scope: str, target: str, lever: str) -> str:
    """Return the value that a lever has in a base, as a scenario file has it."""
    design = base.design()
    given = {
        "policy": base.policy,
        "team": design.manager_team if target == "manager_team" else design.coach_team,
        "organisation": design.organisation,
        "labour_market": design.labour_market,
        "partners": {},
    }[scope]
    return as_written(given.get(lever, LEVERS[scope][lever].usual))


def moved(base: CheckSetting, scope: str, target: str, lever: str, value: Any) -> CheckSetting:
    """Return the base with one lever at another value; of partners, all partners."""
    if scope == "policy":
        return replace(base, policy=base.policy | {lever: value})
    if scope == "team":
        team = "manager_team" if target == "manager_team" else "coach_team"
        return replace(base, **{team: getattr(base, team) | {lever: value}})
    if scope == "partners":
        return replace(base, partner_levers={spec.name: {lever: value} for spec in PARTNERS_2018})
    return replace(base, **{scope: getattr(base, scope) | {lever: value}})


def readings_of(run: CheckRun, measures: list[str]) -> dict[str, float]:
    """Return the readings of a run."""
    return {name: READINGS[name](run) for name in measures}


def ends_in(replication: int) -> list[dict]:
    """Return the effect of every lever in one replication: scope, target, lever, value, base, measure, effect."""
    rows = []
    table = read_expectations()
    measures = list(dict.fromkeys([*MAIN_MEASURES, *table["measure"]]))
    bases = {name: readings_of(run_of(base, "table", replication), measures) for name, base in BASES.items()}
    for keys, expected in table.groupby(["scope", "target", "lever", "value", "base"], sort=False):
        scope, target, lever, written, base = map(str, keys)
        setting = moved(BASES[base], scope, target, lever, lever_value(LEVERS[scope][lever], written))
        shown = list(dict.fromkeys([*MAIN_MEASURES, *expected["measure"]]))
        values = readings_of(run_of(setting, "table", replication), shown)
        rows += [
            dict(zip(END_KEYS, keys, strict=True)) | {"measure": name, "effect": values[name] - bases[base][name]}
            for name in shown
        ]
    return rows


END_KEYS = ("scope", "target", "lever", "value", "base")


def measure_ends(replications: int, workers: int) -> pd.DataFrame:
    """Return the table of levers at their ends: scope, target, lever, value, base, measure, mean, half_width, n."""
    done = pd.DataFrame(sum(in_processes(ends_in, list(range(replications)), workers, "levers"), []))
    rows = [
        (*keys, *mean_and_reach(np.asarray(group, dtype=float)), len(group))
        for keys, group in done.groupby([*END_KEYS, "measure"], sort=False)["effect"]
    ]
    return pd.DataFrame(rows, columns=[*END_KEYS, "measure", "mean", "half_width", "n"])
