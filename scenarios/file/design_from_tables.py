"""Design of the world from the tables of a scenario file; every fault is collected with its path."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from typing import Annotated, Any, get_type_hints

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError

from simulation.design import NEVER_LEAVES, USUAL_MANAGERS, Change, CoachPost, Design, Group, NoCoachError
from simulation.levers import LEVERS
from simulation.messages import message
from simulation.parameters import PARAMETERS, SWITCHES, check_overrides
from simulation.partners import PARTNERS_2018, PartnerSpec
from simulation.people import DOMAINS

from .faults import Fault, Faults, received
from .recruitment_table import recruitment_of
from .scenario_schema import ChangeTable, ScenarioTable

PARTNER_NAMES = tuple(partner.name for partner in PARTNERS_2018)
NESTED_TABLES = {
    "serves": dict[str, float],
    "refers_to": dict[str, Annotated[list[float], Field(min_length=2, max_length=2)]],
}
DESCRIPTION = {
    name: TypeAdapter(NESTED_TABLES.get(name, hint), config=ConfigDict(strict=True, allow_inf_nan=False))
    for name, hint in get_type_hints(PartnerSpec).items()
    if name not in ("name", "in_text", "short_name", "luck_number")
}
"""Attribute of a partner that the file can change, beside its levers → validation of its value."""
Path = tuple[str | int, ...]

_SOMEBODY = (Group(name="somebody", size=1),)


def build(table: ScenarioTable, name: str, faults: Faults) -> Design | None:
    """Return the design; None if there are faults."""
    with faults.at("weeks"):
        Design(groups=_SOMEBODY, weeks=table.weeks)
    with faults.at("ends"):
        Design(groups=_SOMEBODY, ends=table.ends)
    with faults.at("least_age"):
        Design(groups=_SOMEBODY, least_age=table.least_age)
    if table.control is not None and table.control not in table.groups:
        faults.append(
            Fault(("control",), message("{name!r} is no group", name=table.control), table.control, tuple(table.groups))
        )
    parts: dict[str, Any] = {
        "groups": tuple(_groups(table, faults)),
        "posts": tuple(_posts(table, faults)),
        "coach_team": valid_levers(("coach_team",), "team", table.coach_team, faults),
        "manager_team": USUAL_MANAGERS | valid_levers(("manager_team",), "team", table.manager_team, faults),
        "organisation": valid_levers(("organisation",), "organisation", table.organisation, faults),
        "labour_market": valid_levers(("labour_market",), "labour_market", table.labour_market, faults),
        **_partners(table, faults),
        "parameters": _parameters(table, faults),
        "switched_off": _switched_off(table, faults),
        "recruitment": recruitment_of(table, faults),
    }
    changes = list(_changes(table, faults))
    if faults:
        return None
    if not any(group.size for group in table.groups.values()):
        faults.append(Fault(("groups",), message("the population is empty: give a group a size above 0")))
        return None
    people = sum(group.size for group in table.groups.values())
    if table.town < people:
        rule = message(
            "there are at least as many recipients in town as people in the groups, {people}; got {town}",
            people=people, town=table.town,
        )  # fmt: skip
        faults.append(Fault(("town",), rule))
        return None
    try:
        design = Design(
            name=name, weeks=table.weeks, town=table.town, least_age=table.least_age, ends=table.ends, **parts
        )  # fmt: skip
    except (KeyError, TypeError, ValueError) as error:
        rule = str(error.args[0])
        if isinstance(error, NoCoachError):
            rule = message('{rule}: add [[posts]], or give the group team = "client_managers"', rule=rule)
        faults.append(Fault(("posts",), rule))
        return None
    for path, change in changes:
        with faults.at(*path):
            replace(design, changes=(change,))
    return None if faults else replace(design, changes=tuple(change for _, change in changes))


def valid_levers(path: Path, scope: str, values: Mapping[str, Any], faults: Faults) -> dict[str, Any]:
    """Return the valid levers of a scope."""
    checked = {}
    for name, value in values.items():
        if faults.known((*path, name), LEVERS[scope], message("lever of {scope}", scope=scope)):
            lever = LEVERS[scope][name]
            with faults.at(*path, name, valid=lever.choices, word=value):
                lever.check_target(str(path[-1]))
                checked[name] = lever.check(value)
    return checked


def _groups(table: ScenarioTable, faults: Faults) -> Iterator[Group]:
    for name, group in table.groups.items():
        policy = valid_levers(("groups", name, "policy"), "policy", group.policy, faults)
        with faults.at("groups", name, "size"):
            Group(name=name, size=group.size)
        with faults.at("groups", name, "lot"):
            Group(name=name, size=1, lot=group.lot)
        with faults.at("groups", name, "cohort"):
            yield Group(
                name=name,
                size=max(group.size, 0),
                cohort=group.cohort,
                label=group.label,
                open=group.open,
                lot=max(group.lot, 0.0),
                surveyed=group.surveyed,
                policy=policy,
            )


def _posts(table: ScenarioTable, faults: Faults) -> Iterator[CoachPost]:
    for number, post in enumerate(table.posts):
        leaves = NEVER_LEAVES if post.leaves is None else post.leaves
        with faults.at("posts", number):
            yield from (CoachPost(arrives=post.arrives, leaves=leaves, fte=post.fte),) * post.coaches


def _partners(table: ScenarioTable, faults: Faults) -> dict[str, Any]:
    partners = {partner.name: partner for partner in PARTNERS_2018}
    settings = {}
    for name, values in table.partners.items():
        if not faults.known(("partners", name), PARTNER_NAMES, message("partner")):
            continue
        path, lever_names = ("partners", name), LEVERS["partners"]
        for key in values:
            faults.known((*path, key), (*lever_names, *DESCRIPTION), message("lever or description of a partner"))
        chosen = {key: value for key, value in values.items() if key in lever_names}
        if chosen:
            settings[name] = valid_levers(path, "partners", chosen, faults)
        partners[name] = _described(path, partners[name], values, faults)
    return {"partners": tuple(partners.values()), "partner_levers": settings}


def _described(path: Path, partner: PartnerSpec, values: Mapping[str, Any], faults: Faults) -> PartnerSpec:
    """Return the partner with the attributes that the file changes."""
    for key in [field.name for field in fields(PartnerSpec) if field.name in values and field.name in DESCRIPTION]:
        try:
            value = DESCRIPTION[key].validate_python(values[key])
        except ValidationError as error:
            faults.append(Fault((*path, key), received(error.errors(include_url=False)[0])))
            continue
        for word in value if key in NESTED_TABLES else ():
            valid, what = (DOMAINS, message("life domain")) if key == "serves" else (PARTNER_NAMES, message("partner"))
            if not faults.known((*path, key, word), valid, what):
                return partner
        try:
            partner = replace(partner, **{key: value})
        except ValueError as error:
            faults.append(Fault((*path, key), message("{rule}; got {value!r}", rule=error, value=value)))
    return partner


def _parameters(table: ScenarioTable, faults: Faults) -> dict[str, float]:
    for name, value in table.parameters.items():
        if faults.known(("parameters", name), PARAMETERS, message("parameter")):
            with faults.at("parameters", name):
                check_overrides({name: value})
    return dict(table.parameters)


def _switched_off(table: ScenarioTable, faults: Faults) -> frozenset[str]:
    for number, name in enumerate(table.switched_off):
        if name not in SWITCHES:
            faults.append(
                Fault(("switched_off", number), message("{name!r} is no switch", name=name), name, tuple(SWITCHES))
            )
    return frozenset(table.switched_off)


def _changes(table: ScenarioTable, faults: Faults) -> Iterator[tuple[Path, Change]]:
    """Yield every change with its path in the file."""
    for number, change in enumerate(table.changes):
        if change.week >= table.weeks:
            rule = message(
                "a change falls before the end of the run, week {weeks}; got week {week}",
                weeks=table.weeks,
                week=change.week,
            )
            faults.append(Fault(("changes", number, "week"), rule))
            continue
        for path, scope, target, values in _changed(("changes", number), change, table, faults):
            for name, value in valid_levers(path, scope, values, faults).items():
                with faults.at("changes", number, "week"):
                    yield (
                        (*path, name),
                        Change(week=change.week, scope=scope, target=target, lever=name, value=value),
                    )


def _changed(
    path: Path, change: ChangeTable, table: ScenarioTable, faults: Faults
) -> Iterator[tuple[Path, str, str, Mapping[str, Any]]]:
    """Yield path, lever scope, target and levers of every table within a change."""
    for name, group in change.groups.items():
        if faults.known((*path, "groups", name), table.groups, message("group")):
            yield (*path, "groups", name, "policy"), "policy", name, group.policy
    for team in ("coach_team", "manager_team"):
        yield (*path, team), "team", team, getattr(change, team)
    for scope in ("organisation", "labour_market"):
        yield (*path, scope), scope, "", getattr(change, scope)
    for name, values in change.partners.items():
        if faults.known((*path, "partners", name), PARTNER_NAMES, message("partner")):
            yield (*path, "partners", name), "partners", name, values
