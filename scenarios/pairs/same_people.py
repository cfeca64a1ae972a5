"""Do two designs have the same people, and which of their groups do?"""

from collections.abc import Sequence

from simulation.design import Design
from simulation.inflow import inflow_factors
from simulation.messages import argument, message
from simulation.outcomes import EVERYONE
from simulation.parameters import PARAMETERS, values_of

from ..file.faults import ScenarioError
from ..file.scenario import Scenario


def check_compared(base: Scenario, scenarios: Sequence[Scenario]) -> None:
    """Raise ScenarioError, one line for each fault, unless base and scenarios can be compared person by person."""
    if not scenarios:
        raise ScenarioError(message("give at least one scenario to compare with {base}", base=base.name))
    names = [scenario.name for scenario in (base, *scenarios)]
    faults = [
        message("{name} is named twice: to compare a scenario with itself, copy its file under another name", name=name)
        for name in dict.fromkeys(names)
        if names.count(name) > 1
    ]
    for scenario in (base, *scenarios):
        if any(group.name == EVERYONE for group in scenario.design.groups):
            faults.append(
                message(
                    "{scenario} has a group of the name {everyone}, which in a comparison are all simulated people "
                    "together: give the group another name",
                    scenario=scenario.name,
                    everyone=EVERYONE,
                )
            )
    for scenario in scenarios:
        faults += [
            message(
                "{scenario} cannot be compared with {base} on the same people: {what}",
                scenario=scenario.name,
                base=base.name,
                what=what,
            )
            for what in people_differ(base.design, scenario.design)
        ]
    if faults:
        raise ScenarioError("\n".join(faults))


def check_paired(group: str, base: Scenario, scenarios: Sequence[Scenario]) -> None:
    """Raise ScenarioError with the valid groups unless `group` has the same people in base and scenarios."""
    paired = [same_people(base.design, scenario.design) for scenario in scenarios]
    names = [group.name for group in base.design.groups if all(group.name in same for same in paired)]
    if group not in (EVERYONE, *names):
        raise ScenarioError(
            message(
                "{argument}: {group!r} is no group with the same people in all scenarios; such groups are {names}",
                argument=argument("group", "--group"),
                group=group,
                names=", ".join((EVERYONE, *names)),
            )
        )


def people_differ(base: Design, other: Design) -> list[str]:
    """Return a message for each difference between the people of two designs; none if they are the same."""
    differences = []
    for name, was, now in (
        ("weeks", base.weeks, other.weeks),
        ("least_age", base.least_age, other.least_age),
    ):
        if was != now:
            differences.append(message("{name} is {now} and in the base {was}", name=name, now=now, was=was))
    if base.population != other.population:
        differences.append(message("not both have the same population file"))
    base_groups, other_groups = _cohorts(base), _cohorts(other)
    for cohort in sorted({*base_groups, *other_groups}):
        if base_groups.get(cohort) != other_groups.get(cohort):
            differences.append(
                message(
                    "cohort {cohort} is {now} and in the base {was}",
                    cohort=cohort,
                    now=_words(other_groups.get(cohort)),
                    was=_words(base_groups.get(cohort)),
                )
            )
    open_groups = any(group.open for group in (*base.groups, *other.groups))
    if open_groups and base.weeks == other.weeks and _inflow(base) != _inflow(other):
        differences.append(message("the labour market moves the inflow, so that not the same people come in"))
    for name, row in PARAMETERS.items():
        if base.parameters.get(name, row.value) == other.parameters.get(name, row.value):
            continue
        if name != "inflow_market" and (row.section == "population" or name.startswith(("prevalence_", "severity_"))):
            differences.append(message("the parameter {name} differs, so that other people are drawn", name=name))
    return differences


def same_people(base: Design, other: Design) -> tuple[str, ...]:
    """Return the names of the groups that have the same people in both designs, in the order of `other`."""
    lots = _lots(base) == _lots(other)
    base_groups = {group.name: (*_stock(base, number), group.lot) for number, group in enumerate(base.groups)}
    other_groups = {group.name: (*_stock(other, number), group.lot) for number, group in enumerate(other.groups)}
    by_lot = _named_by_lot(base) | _named_by_lot(other)
    return tuple(
        name
        for name, group in other_groups.items()
        if base_groups.get(name) == group and (lots or name not in by_lot)
    )


def _stock(design: Design, number: int) -> tuple:
    group = design.groups[number]
    return design.cohort_of(number), group.size, group.open


def _cohorts(design: Design) -> dict[int, tuple]:
    return {
        design.cohort_of(number): (group.size, group.open) for number, group in enumerate(design.groups) if group.size
    }


def _inflow(design: Design) -> list[float]:
    return inflow_factors(design, values_of(design.parameters)).tolist()


def _words(stock: tuple | None) -> str:
    if stock is None:
        return message("nobody")
    size, is_open = stock
    return message("{size} people, newcomers come in", size=size) if is_open else message("{size} people", size=size)


def _lots(design: Design) -> tuple | None:
    """Return a signature of recruitment and lottery; None without recruitment."""
    if design.recruitment is None:
        return None
    drawn = tuple((group.name, group.lot) for group in design.groups if group.lot > 0.0)
    return design.recruitment, drawn, design.partners, dict(design.parameters), design.switched_off


def _named_by_lot(design: Design) -> set[str]:
    if design.recruitment is None:
        return set()
    return {design.recruitment.pool, *(group.name for group in design.groups if group.lot > 0.0)}
