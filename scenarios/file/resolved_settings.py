"""A scenario as fully resolved: every setting with its value, and what it was in the scenario that is extended."""

from collections.abc import Iterator
from dataclasses import dataclass, fields

from simulation.design import NEVER_LEAVES, CoachPost, Design
from simulation.levers import LEVERS, checked
from simulation.parameters import PARAMETERS, SWITCHES

from .design_from_tables import DESCRIPTION
from .faults import dotted, holds, line_of
from .scenario import Scenario, load
from .scenario_inheritance import at_line, merged, read_chain

ABSENT = None
"""The value of what a scenario does not have."""

TEXTS = ("extends", "title", "question", "theme")
"""Keys at the top of a file that are for readers."""

WORLD = {
    "weeks": ("weeks", "length of a run"),
    "town": ("recipients", "recipients in town: everyone else uses the same partners and waits in the same lines"),
    "least_age": ("years", "youngest age of those drawn"),
    "ends": ("week", "week in which the experiment ends and everybody returns to the service as usual"),
}
GROUP = {
    "size": ("people", "people at the start"),
    "open": ("-", "new recipients of the town come in as time passes"),
    "lot": ("weight", "weight in the lottery that divides people who were recruited"),
    "surveyed": ("-", "the researchers' questionnaires go to these people"),
}


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: `scope` and `target` (group, team, partner or empty) say of what; `before` is the extended value."""

    scope: str
    target: str
    name: str
    value: object
    before: object
    unit: str
    meaning: str

    @property
    def differs(self) -> bool:
        """Whether the value is another than in the scenario that is extended."""
        return self.value != self.before


@dataclass(frozen=True, slots=True)
class Resolved:
    """A scenario, the one that it extends (or None), and all settings in the order of a scenario file."""

    scenario: Scenario
    extended: Scenario | None
    settings: tuple[Setting, ...]


def resolve(name: str) -> Resolved:
    """Return the scenario as resolved; raises ScenarioError."""
    chain = read_chain(name)
    scenario = load(name)
    extended = load(chain[1].path) if len(chain) > 1 else None
    return Resolved(scenario, extended, tuple(_compared(scenario.design, extended)))


def _compared(design: Design, extended: Scenario | None) -> Iterator[Setting]:
    before = {row[:3]: row for row in _all(extended.design)} if extended else {}
    for row in _all(design):
        earlier = before.pop(row[:3], (ABSENT,) * 4)[3] if extended else row[3]
        yield Setting(*row[:4], earlier, *row[4:])
    for row in before.values():
        yield Setting(*row[:3], ABSENT, *row[3:])


def _all(design: Design) -> Iterator[tuple]:
    """Yield scope, target, name, value, unit and meaning of every setting of a design."""
    for name, (unit, meaning) in WORLD.items():
        if getattr(design, name) is not None:
            yield "world", "", name, getattr(design, name), unit, meaning
    for group in design.groups:
        for name, (unit, meaning) in GROUP.items():
            yield "policy", group.name, name, getattr(group, name), unit, meaning
        yield from _levers("policy", group.name, group.policy)
    for team in ("coach_team", "manager_team"):
        yield from _levers("team", team, getattr(design, team))
    for post, number in _counted(design.posts).items():
        leaves = None if post.leaves == NEVER_LEAVES else post.leaves
        yield "posts", "", (post.fte, post.arrives, leaves), number, "coaches", ""
    yield from _levers("organisation", "", design.organisation)
    yield from _levers("labour_market", "", design.labour_market)
    for partner in design.partners:
        for name in DESCRIPTION:
            yield "description", partner.name, name, getattr(partner, name), "", ""
        yield from _levers("partners", partner.name, design.partner_levers.get(partner.name, {}))
    for change in design.changes:
        lever = LEVERS[change.scope][change.lever]
        where = (change.week, change.lever)
        yield "changes", change.target or change.scope, where, change.value, lever.unit, lever.meaning
    for name, value in design.parameters.items():
        yield "parameters", "", name, value, PARAMETERS[name].unit, PARAMETERS[name].meaning
    for name in sorted(design.switched_off):
        yield "switched_off", "", name, False, "-", SWITCHES[name].meaning
    if design.recruitment is not None:
        for field in fields(design.recruitment):
            yield "recruitment", "", field.name, getattr(design.recruitment, field.name), "", ""


def _levers(scope: str, target: str, values) -> Iterator[tuple]:
    for name, value in checked(scope, values).items():
        lever = LEVERS[scope][name]
        yield scope, target, name, value, lever.unit, lever.meaning


def _counted(posts: tuple[CoachPost, ...]) -> dict[CoachPost, int]:
    return {post: posts.count(post) for post in dict.fromkeys(posts)}


def without_effect(name: str) -> list[str]:
    """Return 'file, line n: key' of every value in a scenario's own file that what it extends has already."""
    chain = read_chain(name)
    if len(chain) < 2:
        return []
    base = merged(chain[1:])
    return [
        f"{at_line(chain[0].shown, line_of(chain[0].text, path))}: {dotted(path)}"
        for path, value in leaves(chain[0].table)
        if path[0] not in TEXTS and holds(base, path) and at(base, path) == value
    ]


def leaves(table: dict, path: tuple = ()) -> Iterator[tuple[tuple, object]]:
    """Yield the path and value of everything in a table that is no table itself."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from leaves(value, (*path, key))
        else:
            yield (*path, key), value


def at(table: dict, path: tuple) -> object:
    """Return what stands at `path` in a table of tables."""
    for step in path:
        table = table[step]
    return table
