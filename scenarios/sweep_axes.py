"""Axes of a sweep: levers and parameters by their path in a scenario file, with their values.

`organisation.coach_fte` is not a lever of the world: it replaces the scenario's posts by the smallest number of equal
posts with this sum of fte, from week 0 to the end. 5 is five full-time coaches, 1.4 is two coaches of 0.7: clients are
divided equally over coaches, so that a coach of 0.4 fte would fall behind.
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from simulation.design import CoachPost, Design
from simulation.levers import LEVERS, Lever
from simulation.messages import argument, message, nearest
from simulation.parameters import PARAMETERS, check_overrides

from .file.faults import ScenarioError

COACH_FTE = "organisation.coach_fte"
MOST_FTE, MOST_VALUES = 10_000.0, 100
TEAM_TARGETS = {"team": "coach_team", "coach_team": "coach_team", "manager_team": "manager_team"}
VARY_EXAMPLES = "organisation.coach_fte=2..12", "policy.contacts_per_year=2,6,12"


SweptValue = float | bool | str
"""Value of a lever or parameter."""


@dataclass(frozen=True, slots=True)
class Axis:
    """A path and its values, in order."""

    path: str
    values: tuple[SweptValue, ...]

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rpartition(".")[2]

    @property
    def is_number(self) -> bool:
        """Whether all values are numbers."""
        return all(isinstance(value, float) for value in self.values)


def axis_fault(text: str, /, **values: object) -> ScenarioError:
    """Return the error of a faulty axis; in its text `{vary}` is the name of the argument."""
    return ScenarioError(message(text, vary=argument("vary", "--vary"), **values))


def examples() -> str:
    """Return examples of axes as the user writes them."""
    first, second = VARY_EXAMPLES
    return argument(f'vary=["{first}", "{second}"]', f"--vary {first} or --vary {second}")


def axis_of(words: str, design: Design) -> Axis:
    """Parse an axis such as `organisation.coach_fte=2..12`; raises ScenarioError."""
    path, equals, listed = words.partition("=")
    path = path.strip()
    if not equals or not path or not listed.strip():
        raise axis_fault(
            "{vary} has a path and values, as in {example}; got {words!r}", example=examples(), words=words
        )
    kind = _kind(path, design)
    values: list[SweptValue] = []
    for part in listed.split(","):
        values += _range(path, part.strip()) if ".." in part else [_value(path, part.strip(), kind)]
    if len(set(values)) < len(values):
        raise axis_fault("{vary} {path}: a value stands there twice; got {listed}", path=path, listed=listed)
    if len(values) > MOST_VALUES:
        raise axis_fault(
            "{vary} {path}: a sweep has at most {most} values on an axis; got {size}",
            path=path,
            most=MOST_VALUES,
            size=len(values),
        )
    axis = Axis(path, tuple(values))
    for value in values:
        varied(design, path, value)
    return axis


def _range(path: str, words: str) -> list[float]:
    ends, colon, step = words.partition(":")
    low, _, high = ends.partition("..")
    try:
        first, last, by = float(low), float(high), float(step) if colon else 1.0
    except ValueError:
        raise axis_fault(
            "{vary} {path}: a range is two numbers and, if not 1, a step, as in 2..12 or 2..12:2; got {words!r}",
            path=path,
            words=words,
        ) from None
    if not first < last or not by > 0.0:
        raise axis_fault("{vary} {path}: a range goes up, by a step above 0; got {words!r}", path=path, words=words)
    if (last - first) / by > MOST_VALUES:
        raise axis_fault(
            "{vary} {path}: a sweep has at most {most} values on an axis; got {words!r}",
            path=path,
            most=MOST_VALUES,
            words=words,
        )
    return [round(first + by * step_number, 10) for step_number in range(int((last - first) / by + 1e-9) + 1)]


def _value(path: str, word: str, lever: Lever | None) -> SweptValue:
    if lever is not None and lever.choices:
        return word
    if lever is not None and isinstance(lever.usual, bool):
        if word not in ("true", "false"):
            raise axis_fault(
                "{vary} {path}: {lever} is true or false; got {word!r}", path=path, lever=lever.name, word=word
            )
        return word == "true"
    try:
        return float(word)
    except ValueError:
        raise axis_fault("{vary} {path}: this is a number; got {word!r}", path=path, word=word) from None


def _kind(path: str, design: Design) -> Lever | None:
    """Return the lever at `path`; None for a parameter and for the coaches."""
    if path == COACH_FTE:
        return None
    scope, _, name = path.rpartition(".")
    if scope == "parameters":
        _known(path, name, PARAMETERS, "parameter")
        return None
    first, *middle = scope.split(".")
    if first == "groups" and len(middle) == 2 and middle[1] == "policy":
        _known(path, middle[0], [group.name for group in design.groups], message("group"))
        table = "policy"
    elif first == "partners" and len(middle) == 1:
        _known(path, middle[0], [partner.name for partner in design.partners], message("partner"))
        table = "partners"
    elif scope in TEAM_TARGETS:
        table = "team"
    elif scope in ("policy", "organisation", "labour_market"):
        table = scope
    else:
        raise axis_fault(
            "{vary} knows no path {path!r}; a path is policy.LEVER, groups.NAME.policy.LEVER, {coach_fte}, "
            "organisation.LEVER, coach_team.LEVER, manager_team.LEVER, partners.NAME.LEVER, labour_market.LEVER or "
            "parameters.NAME",
            path=path,
            coach_fte=COACH_FTE,
        )
    extra = ("coach_fte",) if table == "organisation" else ()
    _known(path, name, [*LEVERS[table], *extra], message("lever of {scope}", scope=table))
    return LEVERS[table][name]


def _known(path: str, word: str, valid: Iterable[str], what: str) -> None:
    valid = tuple(valid)
    if word not in valid:
        raise axis_fault(
            "{vary} {path}: {word!r} is no {what}{near}",
            path=path,
            word=word,
            what=what,
            near=nearest(word, valid),
        )


def varied(design: Design, path: str, value: SweptValue) -> Design:
    """Return the design with the value at `path`; raises ScenarioError if the value is impossible."""
    try:
        return _setter(path)(design, path, value)
    except (KeyError, TypeError, ValueError) as error:
        if isinstance(error, ScenarioError):
            raise
        raise axis_fault("{vary} {path}: {rule}", path=path, rule=error.args[0]) from error


def _setter(path: str) -> Callable[[Design, str, Any], Design]:
    if path == COACH_FTE:
        return _with_coaches
    return {"policy": _with_policy, "groups": _with_policy, "partners": _with_partner}.get(
        path.partition(".")[0], _with_table
    )


def _with_coaches(design: Design, path: str, fte: float) -> Design:
    if not 0.0 < fte <= MOST_FTE:
        raise ValueError(
            message(
                "there are more than 0 and at most {most:,.0f} full-time coaches; got {fte:g}", most=MOST_FTE, fte=fte
            )
        )
    if not coached(design):
        raise ValueError(message("no group of this scenario has coaches"))
    count = math.ceil(fte)
    return replace(design, posts=(CoachPost(fte=fte / count),) * count)


def coached(design: Design) -> list[str]:
    """Return the names of the groups with coaches."""
    return [group.name for group in design.groups if design.policy_of(group)["team"] == "coaches"]


def _with_policy(design: Design, path: str, value: SweptValue) -> Design:
    first, *rest = path.split(".")
    names = [rest[0]] if first == "groups" else coached(design)
    if not names:
        raise ValueError(message("no group of this scenario has coaches; name a group, as in groups.NAME.policy.LEVER"))
    _not_changed(design, "policy", rest[-1], names)
    return replace(
        design,
        groups=tuple(
            replace(group, policy={**group.policy, rest[-1]: value}) if group.name in names else group
            for group in design.groups
        ),
    )


def _with_partner(design: Design, path: str, value: SweptValue) -> Design:
    _, partner, lever = path.split(".")
    _not_changed(design, "partners", lever, [partner])
    levers = {**design.partner_levers, partner: {**design.partner_levers.get(partner, {}), lever: value}}
    return replace(design, partner_levers=levers)


def _with_table(design: Design, path: str, value: SweptValue) -> Design:
    scope, _, name = path.rpartition(".")
    if scope == "parameters":
        check_overrides({name: value})  # type: ignore[dict-item]  # it refuses text
    table = TEAM_TARGETS.get(scope, scope)
    _not_changed(design, "team" if scope in TEAM_TARGETS else scope, name, [table if scope in TEAM_TARGETS else ""])
    changed: dict[str, Any] = {table: {**getattr(design, table), name: value}}
    return replace(design, **changed)


def _not_changed(design: Design, scope: str, lever: str, targets: list[str]) -> None:
    """Raise ValueError if the scenario changes the lever during the run."""
    for change in design.changes:
        if (change.scope, change.lever) == (scope, lever) and change.target in targets:
            raise ValueError(
                message(
                    "the scenario itself changes {lever} in week {week}, which would undo what is varied; "
                    "take that change out of the file",
                    lever=lever,
                    week=change.week,
                )
            )
