"""The calendar: dated changes of levers, coaches and newcomers, the end of the experiment, vacancies, pins."""

from .coaches import change_of_coaches
from .displacement import compete
from .end_of_experiment import NO_RELEASE, USUAL_RELEASE, end_experiment, foresee_end, kind_of_release
from .errors import VexError
from .levers import lever_of, write_lever
from .messages import message
from .newcomers import bring_help
from .partners import PartnerSpec
from .people import ON_BENEFIT
from .pins import spread_pins


def apply_calendar(model, week: int) -> None:
    """Carry out everything that is due before week `week` begins."""
    passed = week - 1
    if passed == model.design.ends:
        end_experiment(model, passed)
    for change in model.design.changes:
        if change.week == passed:
            apply_change(model, change.scope, change.target, change.lever, change.value)
    change_of_coaches(model, passed)
    if model.is_open:
        come_in(model, week)
    compete(model, passed)
    spread_pins(model, passed)


def come_in(model, week: int) -> None:
    """Let the new recipients of a week come on the benefit."""
    new = model.arrivals.get(week)
    if new is not None:
        model.people["status"][new] = ON_BENEFIT
        bring_help(model.people, model.world.queue, new, week)


def apply_change(model, scope: str, target: str, lever: str, value) -> None:
    """Set one lever of the world; raises VexError if there is no such scope, lever or target."""
    row = lever_of(scope, lever)
    check_target(scope, target, model.design.targets(scope))
    row.check_target(target)
    value = row.check(value)
    if scope == "policy":
        number = [group.name for group in model.design.groups].index(target)
        policy, usual = model.policies[number], model.policies[-1]
        before = kind_of_release(policy, usual)
        write_lever(policy, scope, lever, value)
        after = kind_of_release(policy, usual)
        foresee_end(policy, usual, model.design.ends)
        if after != before:
            count_release_anew(model.people, model.people["policy"] == number, before, after)
    elif scope == "team":
        write_lever(model.teams[("manager_team", "coach_team").index(target)], scope, lever, value)
    elif scope == "partners":
        apply_partner_lever(model, model.design.partner_number(target), lever, value)
    else:
        write_lever(model.town[0], scope, lever, value)


def count_release_anew(people, rows, before: int, after: int) -> None:
    """Count the weeks of a release that begins from zero; those of the usual one go on where they stood.

    Weeks of any release count as used when the usual one returns; weeks without a release do not.
    """
    if before != NO_RELEASE:
        people["released_before"][rows] += people["release_weeks"][rows]
    people["release_weeks"][rows] = 0
    if after == USUAL_RELEASE:
        people["release_weeks"][rows] = people["released_before"][rows]
        people["released_before"][rows] = 0


def check_target(scope: str, target: str, targets: list[str]) -> None:
    """Raise VexError with the valid targets unless `target` is one."""
    if target not in targets:
        raise VexError(
            message(
                "{target!r} is no target in {scope}; targets: {targets}",
                target=target,
                scope=scope,
                targets=", ".join(map(repr, targets)),
            )
        )


def apply_partner_lever(model, number: int, lever: str, value: float) -> None:
    """Set a lever of a partner, relative to the partner of 2018 in a town of this size."""
    spec: PartnerSpec = model.design.partners[number]
    partner = model.partners[number]
    if lever == "places_factor":
        partner.places = round(spec.places * model.scale * value)
    elif lever == "open":
        partner.closed = not value
    elif lever == "intake_week":
        partner.intake_week = value
    elif lever == "service_factor":
        partner.service = max(1.0, spec.service * value)
    elif lever == "town_arrivals_factor":
        partner.town_arrivals = model.usual_town_arrivals[number] * value
