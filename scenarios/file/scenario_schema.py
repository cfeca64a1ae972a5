"""The shape of a scenario file: which tables and keys there are, and what kind of value each takes.

What the keys mean (levers, parameters, partners) is the world's business and is checked in `building.py`.
"""

from types import UnionType
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from simulation.messages import message

from .faults import Fault, received, rule_of

Levers = dict[str, Any]


class Table(BaseModel):
    """A table in a scenario file: unknown keys and values of another kind are faults."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class GroupTable(Table):
    """People under one policy."""

    size: int
    label: str = ""
    open: bool = False
    lot: float = 0.0
    surveyed: bool = False
    cohort: int | None = None
    policy: Levers = {}


class PostTable(Table):
    """Coaches who arrive and leave in the same weeks."""

    coaches: Annotated[int, Field(ge=1, le=10_000)] = 1
    arrives: int = 0
    leaves: int | None = None
    fte: float = 1.0


class GroupChange(Table):
    """What changes in a group's policy."""

    policy: Levers = {}


class ChangeTable(Table):
    """What is different once `week` weeks have passed, in the same words as in the rest of the file."""

    week: int
    groups: dict[str, GroupChange] = {}
    coach_team: Levers = {}
    manager_team: Levers = {}
    organisation: Levers = {}
    labour_market: Levers = {}
    partners: dict[str, Levers] = {}


class CallersTable(Table):
    """Coaches who ask people one by one from the same week on."""

    coaches: int = 1
    from_week: int


class RecruitmentTable(Table):
    """How people of a group are recruited before week 0; what is not said here is as `Recruitment` has it."""

    pool: str
    target: int
    from_age: float | None = None
    status_holders: bool | None = None
    neighbourhoods: list[str] = []
    employability_to: float | None = None
    years_on_benefit: float | None = None
    letters: bool | None = None
    letters_week: int | None = None
    meetings: int | None = None
    meetings_week: int | None = None
    approach: str | None = None
    hours_week: float | None = None
    callers: list[CallersTable] = []


class ScenarioTable(Table):
    """A scenario file, with what it extends."""

    title: str = ""
    question: str = ""
    theme: str = ""
    control: str | None = None
    weeks: int = 104
    town: Annotated[int, Field(ge=1)] = 7000
    least_age: int = 27
    groups: dict[str, GroupTable] = {}
    coach_team: Levers = {}
    posts: list[PostTable] = []
    manager_team: Levers = {}
    organisation: Levers = {}
    labour_market: Levers = {}
    partners: dict[str, Levers] = {}
    parameters: dict[str, Any] = {}
    switched_off: list[str] = []
    changes: list[ChangeTable] = []
    ends: int | None = None
    recruitment: RecruitmentTable | None = None


def faults_of(error: ValidationError, table: dict) -> list[Fault]:
    """Return what pydantic found in `table`, in the words of this house."""
    groups = table.get("groups")
    pairs = groups.items() if isinstance(groups, dict) else ()
    sized = [name for name, group in pairs if isinstance(group, dict) and "size" in group]
    return [_fault(found, tuple(sized)) for found in error.errors(include_url=False)]


def _fault(found: dict, groups: tuple[str, ...]) -> Fault:
    path = tuple(found["loc"])
    if found["type"] == "extra_forbidden":
        return Fault(path, message("{key!r} is no key here", key=path[-1]), str(path[-1]), keys_at(path[:-1]))
    if found["type"] == "missing" and path[0] == "groups" and path[-1] == "size":
        return Fault(
            path,
            message("this key is missing: {group!r} is a new group without a size", group=path[1]),
            path[1],
            groups,
        )
    if found["type"] == "missing":
        return Fault(path, rule_of(found))
    return Fault(path, received(found))


def keys_at(path: tuple) -> tuple[str, ...]:
    """Return the keys that the table at `path` can have."""
    kind: Any = ScenarioTable
    for step in path:
        if isinstance(kind, type) and issubclass(kind, Table):
            kind = kind.model_fields[step].annotation
            kind = get_args(kind)[0] if isinstance(kind, UnionType) else kind
        elif get_origin(kind) in (dict, list):
            kind = get_args(kind)[-1]
    return tuple(kind.model_fields) if isinstance(kind, type) and issubclass(kind, Table) else ()
