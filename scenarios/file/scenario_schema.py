"""Schema of a scenario file: the tables, their keys, and the type of each value.

Names and values of levers, parameters and partners are checked in `design_from_tables.py`.
"""

from types import UnionType
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from simulation.messages import message

from .faults import Fault, received, rule_of

Levers = dict[str, Any]


class FileTable(BaseModel):
    """A table of a scenario file: unknown keys and values of another type are faults."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class GroupTable(FileTable):
    """People under one policy."""

    size: int
    label: str = ""
    open: bool = False
    lot: float = 0.0
    surveyed: bool = False
    cohort: int | None = None
    policy: Levers = {}


class PostTable(FileTable):
    """Coaches who arrive and leave in the same weeks."""

    coaches: Annotated[int, Field(ge=1, le=10_000)] = 1
    arrives: int = 0
    leaves: int | None = None
    fte: float = 1.0


class GroupChange(FileTable):
    """Changes of a group's policy."""

    policy: Levers = {}


class ChangeTable(FileTable):
    """Changes after `week` weeks, with the same keys as in the rest of the file."""

    week: int
    groups: dict[str, GroupChange] = {}
    coach_team: Levers = {}
    manager_team: Levers = {}
    organisation: Levers = {}
    labour_market: Levers = {}
    partners: dict[str, Levers] = {}


class CallersTable(FileTable):
    """Coaches who recruit people one by one, all from the same week on."""

    coaches: int = 1
    from_week: int


class RecruitmentTable(FileTable):
    """Recruitment of a group before week 0; the defaults of missing keys are those of `Recruitment`."""

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


class ScenarioTable(FileTable):
    """A scenario file, merged with those that it extends."""

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
    """Return the errors of pydantic in `table` as faults."""
    groups = table.get("groups")
    pairs = groups.items() if isinstance(groups, dict) else ()
    sized = [name for name, group in pairs if isinstance(group, dict) and "size" in group]
    return [_fault(details, tuple(sized)) for details in error.errors(include_url=False)]


def _fault(error: ErrorDetails, groups: tuple[str, ...]) -> Fault:
    path = tuple(error["loc"])
    if error["type"] == "extra_forbidden":
        return Fault(path, message("{key!r} is no key here", key=path[-1]), str(path[-1]), keys_at(path[:-1]))
    if error["type"] == "missing" and path[0] == "groups" and path[-1] == "size":
        return Fault(
            path,
            message("this key is missing: {group!r} is a new group without a size", group=path[1]),
            str(path[1]),
            groups,
        )
    if error["type"] == "missing":
        return Fault(path, rule_of(error))
    return Fault(path, received(error))


def keys_at(path: tuple[str | int, ...]) -> tuple[str, ...]:
    """Return the keys that the table at `path` can have."""
    kind: Any = ScenarioTable
    for step in path:
        if isinstance(kind, type) and issubclass(kind, FileTable):
            kind = kind.model_fields[str(step)].annotation
            kind = get_args(kind)[0] if isinstance(kind, UnionType) else kind
        elif get_origin(kind) in (dict, list):
            kind = get_args(kind)[-1]
    return tuple(kind.model_fields) if isinstance(kind, type) and issubclass(kind, FileTable) else ()
