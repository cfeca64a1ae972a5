"""Sweeps of one scenario over a grid of levers, on the same people with the same luck."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Unpack

from simulation.design import Design
from simulation.measures import MEASURES
from simulation.messages import argument, message, nearest
from simulation.outcomes import EVERYONE

from .compare import Comparison, ComparisonOptions, compare
from .file.faults import ScenarioError
from .file.scenario import Scenario
from .run import check_scenarios
from .sweep_axes import Axis, axis_fault, axis_of, coached, examples, varied

MOST_POINTS = 400


@dataclass(frozen=True, slots=True)
class Sweep:
    """The comparison of a sweep: `points` holds for each of its scenarios the value on every axis.

    The base of the comparison is the unchanged scenario. `coached` are the groups with coaches.
    """

    axes: tuple[Axis, ...]
    points: dict[str, tuple]
    coached: tuple[str, ...]
    comparison: Comparison


def sweep(
    scenario: Scenario,
    vary: Sequence[str],
    **options: Unpack[ComparisonOptions],
) -> Sweep:
    """Run the scenario at every point of the grid that `vary` spans; `options` are arguments of `compare`.

    `vary` holds texts such as `organisation.coach_fte=2..12` or `policy.contacts_per_year=2,6,12`. Raises ScenarioError
    for a lever or value that cannot be varied, and the errors of `compare`.
    """
    check_scenarios("sweep", [scenario])
    axes = axes_of(scenario, vary)
    grid = dict(zip(grid_names(axes), grid_values(axes), strict=True))
    compared = [at_point(scenario, name, axes, values) for name, values in grid.items()]
    notes = {"sweep": {"vary": list(vary), "points": {name: list(values) for name, values in grid.items()}}}
    comparison = compare(scenario, compared, notes=notes, **options)
    return Sweep(axes, grid, tuple(coached(scenario.design)), comparison)


def axes_of(scenario: Scenario, vary: Sequence[str]) -> tuple[Axis, ...]:
    """Return the axes of a grid; raises ScenarioError for an unknown axis or a grid of too many points."""
    if not vary:
        raise ScenarioError(message("a sweep varies something: give {example}", example=examples()))
    axes = tuple(axis_of(words, scenario.design) for words in vary)
    paths = [axis.path for axis in axes]
    for path in paths:
        if paths.count(path) > 1:
            raise axis_fault("{vary} {path} is given twice; give all its values at once", path=path)
    size = 1
    for axis in axes:
        size *= len(axis.values)
    if size > MOST_POINTS:
        raise ScenarioError(
            message("a sweep has at most {most} points; got {size}: take larger steps", most=MOST_POINTS, size=size)
        )
    return axes


def swept_groups(design: Design, group: str | None, measure: str) -> tuple[str, ...]:
    """Return the groups of a sweep; raises ScenarioError for an unknown group or measure.

    Default: all groups with coaches, or everyone if no group has coaches.
    """
    if measure not in MEASURES:
        rule = message(
            "{argument}: {measure!r} is no measure", argument=argument("measure", "--measure"), measure=measure
        )
        raise ScenarioError(rule + nearest(measure, tuple(MEASURES)))
    if group is None:
        return tuple(coached(design)) or (EVERYONE,)
    names = (EVERYONE, *(each.name for each in design.groups))
    if group not in names:
        rule = message("{argument}: {group!r} is no group", argument=argument("group", "--group"), group=group)
        raise ScenarioError(rule + nearest(group, names))
    return (group,)


def grid_values(axes: Sequence[Axis]) -> list[tuple]:
    """Return the points of the grid, a value on each axis; the last axis varies fastest."""
    return list(itertools.product(*(axis.values for axis in axes)))


def grid_names(axes: Sequence[Axis]) -> list[str]:
    """Return the names of the points of the grid."""
    return [point_name(axes, values) for values in grid_values(axes)]


def point_name(axes: Sequence[Axis], values: Sequence) -> str:
    """Return the name of a point of the grid, such as `coach_fte=2, contacts_per_year=6`."""
    names = [axis.name for axis in axes]
    shown = [axis.path if names.count(axis.name) > 1 else axis.name for axis in axes]
    return ", ".join(f"{name}={in_words(value)}" for name, value in zip(shown, values, strict=True))


def in_words(value: object) -> str:
    """Return a value as a scenario file writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)


def at_point(scenario: Scenario, name: str, axes: Sequence[Axis], values: Sequence) -> Scenario:
    """Return the scenario with a value on each axis; raises ScenarioError if these values exclude one another."""
    design = scenario.design
    for axis, value in zip(axes, values, strict=True):
        design = varied(design, axis.path, value)
    return replace(scenario, title=name, design=replace(design, name=name))
