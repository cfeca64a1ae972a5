"""Resolved scenario: every setting with its value, and its value in the scenario that is extended."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, NamedTuple

from simulation.design import NEVER_LEAVES, CoachPost, Design
from simulation.levers import LEVERS, checked

from .design_from_tables import DESCRIPTION
from .faults import dotted, holds, line_of
from .scenario import Scenario, load
from .scenario_inheritance import at_line, merged, read_chain

ABSENT = None
"""Value of a setting that a scenario does not have."""

TEXT_KEYS = ("extends", "title", "question", "theme")
"""Keys of a file that are texts for readers, and `extends`."""

RUN_SETTINGS = ("weeks", "town", "least_age", "ends")
GROUP_SETTINGS = ("size", "open", "lot", "surveyed")
"""Settings of a run and of a group that are no levers."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting of `target` (group, team, partner or empty); `before` is its value in the extended scenario.

    The name of a post is (fte, arrives, leaves), that of a change (week, scope, lever).
    """

    scope: str
    target: str
    name: str | tuple
    value: object
    before: object

    @property
    def differs(self) -> bool:
        """Whether the value differs from that in the extended scenario."""
        return self.value != self.before


@dataclass(frozen=True, slots=True)
class Resolved:
    """A scenario, the scenario that it extends (or None), and all settings in the order of a scenario file."""

    scenario: Scenario
    extended: Scenario | None
    settings: tuple[Setting, ...]


def resolve(name: str) -> Resolved:
    """Resolve a scenario; raises ScenarioError."""
    chain = read_chain(name)
    scenario = load(name)
    extended = load(chain[1].path) if len(chain) > 1 else None
    return Resolved(scenario, extended, tuple(_compared(scenario.design, extended)))


class _Row(NamedTuple):
    """A setting without its value in the extended scenario."""

    scope: str
    target: str
    name: str | tuple
    value: object


def _compared(design: Design, extended: Scenario | None) -> Iterator[Setting]:
    before = {row[:3]: row for row in _rows(extended.design)} if extended else {}
    for row in _rows(design):
        earlier = before.pop(row[:3], None)
        value = earlier.value if earlier else ABSENT if extended else row.value
        yield Setting(*row, before=value)
    for row in before.values():
        yield Setting(*row[:3], value=ABSENT, before=row.value)


def _rows(design: Design) -> Iterator[_Row]:
    """Yield every setting of a design."""
    for name in RUN_SETTINGS:
        if getattr(design, name) is not None:
            yield _Row("world", "", name, getattr(design, name))
    for group in design.groups:
        for name in GROUP_SETTINGS:
            yield _Row("policy", group.name, name, getattr(group, name))
        yield from _levers("policy", group.name, group.policy)
    for team in ("coach_team", "manager_team"):
        yield from _levers("team", team, getattr(design, team))
    for post, number in _counted(design.posts).items():
        leaves = None if post.leaves == NEVER_LEAVES else post.leaves
        yield _Row("posts", "", (post.fte, post.arrives, leaves), number)
    yield from _levers("organisation", "", design.organisation)
    yield from _levers("labour_market", "", design.labour_market)
    for partner in design.partners:
        for name in DESCRIPTION:
            yield _Row("description", partner.name, name, getattr(partner, name))
        yield from _levers("partners", partner.name, design.partner_levers.get(partner.name, {}))
    for change in design.changes:
        week_and_lever = (change.week, change.scope, change.lever)
        yield _Row("changes", change.target or change.scope, week_and_lever, change.value)
    for name, value in design.parameters.items():
        yield _Row("parameters", "", name, value)
    for name in sorted(design.switched_off):
        yield _Row("switched_off", "", name, False)
    if design.recruitment is not None:
        for field in fields(design.recruitment):
            yield _Row("recruitment", "", field.name, getattr(design.recruitment, field.name))


def _levers(scope: str, target: str, values: Mapping[str, Any]) -> Iterator[_Row]:
    for name, value in checked(scope, values).items():
        if LEVERS[scope][name].belongs_to(target):
            yield _Row(scope, target, name, value)


def _counted(posts: tuple[CoachPost, ...]) -> dict[CoachPost, int]:
    return {post: posts.count(post) for post in dict.fromkeys(posts)}


def without_effect(name: str) -> list[str]:
    """Return 'file, line n: key' of every value in a scenario's own file that equals the inherited value."""
    chain = read_chain(name)
    if len(chain) < 2:
        return []
    base = merged(chain[1:])
    return [
        f"{at_line(chain[0].shown, line_of(chain[0].text, path))}: {dotted(path)}"
        for path, value in leaves(chain[0].table)
        if path[0] not in TEXT_KEYS and holds(base, path) and at(base, path) == value
    ]


def leaves(table: Mapping[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], object]]:
    """Yield the path and value of every entry of nested tables that is not a table."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from leaves(value, (*path, key))
        else:
            yield (*path, key), value


def at(table: Any, path: tuple[str, ...]) -> object:
    """Return the value at `path` in nested tables."""
    for step in path:
        table = table[step]
    return table
