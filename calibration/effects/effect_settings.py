"""Settings whose effects are measured: each lever of a package alone, and the packages.

Packages are the groups of the trial and later policies of Tilburg; their levers come from the scenario files, without
the possibility to step out. One group of recipients has the policy; see `check_settings.py`.
"""

from dataclasses import replace
from functools import cache
from typing import Any

from calibration.mechanism_checks.check_settings import (
    COACHING_POLICY,
    GUIDANCE_POLICY,
    OWN_DIRECTION_POLICY,
    RELEASE_POLICY,
    CheckSetting,
)
from scenarios.file.scenario import load
from simulation.levers import LEVERS
from simulation.partners import PARTNERS_2018

USUAL_SETTING = CheckSetting()
NO_TEAM_WORK = {"case_discussion": False, "training_week": -1}
"""Coaches as client managers are: without case discussion and training."""
DOE_MEE_COACHES = 2 / 60 * 100
"""Coaches for each 100 people of the pilot Doe Mee."""

ABLATIONS: dict[str, tuple[str, ...]] = {
    "leads": ("leads",),
    "introductions": ("introductions",),
    "placements": ("placements",),
    "leads, introductions, placements": ("leads", "introductions", "placements"),
    "partners: what coaches add": ("company", "familiarity"),
    "partners: all closed": (),
    "trust": ("rapport", "breaches", "lapses", "fairness"),
    "money": ("release", "later_release", "bonus"),
    "duties": ("letters", "warnings", "sanctions", "deterrence", "threat", "duty", "applying_checks"),
}
"""Group of mechanisms → its switches. Partners are closed by their lever `open`, as no switch closes them."""
CLOSED_PARTNERS = {spec.name: {"open": False} for spec in PARTNERS_2018}
ABLATED = {"guidance": GUIDANCE_POLICY, "coaching": COACHING_POLICY}


def scenario_policy(scenario: str, group: str) -> dict[str, Any]:
    """Return the levers of a group of a scenario file that differ from the service as usual, but for stepping out."""
    (policy,) = (each.policy for each in load(scenario).design.groups if each.name == group)
    return {name: value for name, value in policy.items() if name != "may_withdraw" and value != usual_value(name)}


def usual_value(lever: str) -> Any:
    """Return the value of a lever of a policy under the service as usual."""
    return LEVERS["policy"][lever].usual


@cache
def packages() -> dict[str, CheckSetting]:
    """Return the packages by name."""
    without_courses = {"courses_from": 520}
    return {
        "release": CheckSetting(policy=RELEASE_POLICY),
        "own_direction": CheckSetting(policy=OWN_DIRECTION_POLICY),
        "guidance": CheckSetting(policy=GUIDANCE_POLICY),
        "coaching": CheckSetting(policy=COACHING_POLICY),
        "coaching, not exempt": CheckSetting(policy=COACHING_POLICY | {"exempt": False}),
        "doe mee": CheckSetting(
            policy=scenario_policy("doe-mee", "doe_mee"), coaches_per_100=DOE_MEE_COACHES, organisation=without_courses
        ),
        "perspectief": CheckSetting(policy=scenario_policy("perspectief", "recipients"), organisation=without_courses),
    }


@cache
def levers_alone() -> dict[str, CheckSetting]:
    """Return every lever that differs in a package, moved alone from the service as usual to the package's value.

    Where people get coaches alone, these come without training, case discussion and coordination; the client managers
    get each of the three by itself.
    """
    values = {(lever, value) for package in packages().values() for lever, value in package.policy.items()}
    order = {name: number for number, name in enumerate(LEVERS["policy"])}
    settings = {}
    for lever, value in sorted(values | {("may_withdraw", True)}, key=lambda pair: (order[pair[0]], str(pair[1]))):
        if value == usual_value(lever):
            continue
        setting = CheckSetting(policy={lever: value})
        if lever == "team":
            setting = replace(setting, coach_team=NO_TEAM_WORK, organisation={"coordination": False})
        settings[f"{lever} = {as_written(value)}"] = setting
    return settings | {
        "case_discussion = true": CheckSetting(manager_team={"case_discussion": True}),
        "training_week = 6": CheckSetting(manager_team={"training_week": 6}),
        "coordination = true": CheckSetting(organisation={"coordination": True, "coordination_from": 8}),
    }


def as_written(value: Any) -> str:
    """Return the value of a lever as a scenario file has it, without quotation marks."""
    return str(value).lower() if isinstance(value, bool) else f"{value:g}" if isinstance(value, float) else str(value)


def measured_settings() -> dict[str, CheckSetting]:
    """Return all settings whose effects are measured."""
    return levers_alone() | packages()


def kind_of_setting(setting: str) -> str:
    """Return whether a setting is a lever alone or a package."""
    return "package" if setting in packages() else "lever"


def ablated(setting: CheckSetting, group: str) -> CheckSetting:
    """Return a setting in the world without a group of mechanisms; without any where the group is empty."""
    if not group:
        return setting
    closed = CLOSED_PARTNERS if group == "partners: all closed" else {}
    return replace(setting, without=ABLATIONS[group], partner_levers=closed)
