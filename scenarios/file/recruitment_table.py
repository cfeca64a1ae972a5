"""From the table `[recruitment]` of a scenario file to a recruitment, every fault noted with its place."""

from simulation.messages import message
from simulation.people import NEIGHBOURHOODS
from simulation.recruitment import APPROACHES, Callers, Recruitment, lottery_faults

from .faults import Fault, Faults
from .scenario_schema import RecruitmentTable, ScenarioTable


def recruitment_of(table: ScenarioTable, faults: Faults) -> Recruitment | None:
    """Return the recruitment, or None when the file has none or there are faults."""
    count = len(faults)
    if table.recruitment is not None:
        _check_keys(table.recruitment, faults)
    for path, rule in lottery_faults(table.groups, table.recruitment):
        is_pool = path[-1] == "pool"
        faults.append(Fault(path, rule, table.recruitment.pool if is_pool else "", tuple(table.groups) * is_pool))
    if table.recruitment is None or len(faults) > count:
        return None
    given = table.recruitment
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
