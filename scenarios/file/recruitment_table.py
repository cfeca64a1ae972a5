"""Recruitment from the table `[recruitment]` of a scenario file; every fault is collected with its path."""

from simulation.messages import message
from simulation.people import NEIGHBOURHOODS
from simulation.recruitment import APPROACHES, Callers, Recruitment, lottery_faults

from .faults import Fault, Faults
from .scenario_schema import RecruitmentTable, ScenarioTable


def recruitment_of(table: ScenarioTable, faults: Faults) -> Recruitment | None:
    """Return the recruitment; None if the file has none or there are faults."""
    count, given = len(faults), table.recruitment
    if given is not None:
        _check_keys(given, faults)
    for path, rule in lottery_faults(table.groups, given):  # type: ignore[arg-type]  # reads only `pool`
        if given is not None and path[-1] == "pool":
            faults.append(Fault(path, rule, given.pool, tuple(table.groups)))
        else:
            faults.append(Fault(path, rule))
    if given is None or len(faults) > count:
        return None
    settings = {name: getattr(given, name) for name in given.model_fields_set}
    settings["neighbourhoods"] = tuple(given.neighbourhoods)
    settings["callers"] = tuple(Callers(coaches=row.coaches, from_week=row.from_week) for row in given.callers)
    return Recruitment(**settings)


def _check_keys(table: RecruitmentTable, faults: Faults) -> None:
    for number, row in enumerate(table.callers):
        with faults.at("recruitment", "callers", number):
            Callers(coaches=row.coaches, from_week=row.from_week)
    for number, name in enumerate(table.neighbourhoods):
        if name not in NEIGHBOURHOODS:
            rule = message("{name!r} is no neighbourhood", name=name)
            faults.append(Fault(("recruitment", "neighbourhoods", number), rule, name, NEIGHBOURHOODS))
    for name in table.model_fields_set - {"pool", "neighbourhoods", "callers"}:
        value = getattr(table, name)
        with faults.at("recruitment", name, valid=APPROACHES if name == "approach" else (), word=value):
            Recruitment(**{"pool": table.pool, "target": 1, name: value})
