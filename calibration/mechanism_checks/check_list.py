"""The list of checks of mechanisms: statements, settings, and the values to compute from their runs."""

from collections.abc import Callable
from dataclasses import dataclass

from calibration.leavers import LAST, WEEKS_AFTER

from . import check_values as values
from .check_settings import GUIDANCE_POLICY, POLICY_OF_ARM, RELEASE_POLICY, CheckSetting
from .check_values import BREACH_DEFINITIONS, FREQUENCIES, INITIATIVES, Runs

AS_USUAL = CheckSetting()
MANY_PEOPLE = 4800
"""People in checks of small effects."""
REPLICATIONS_PER_SET = 10


@dataclass(frozen=True, slots=True)
class Check:
    """A check: the statement that it measures, its settings by label, and its values.

    `sets`: the kinds of parameter sets, the plausible set and the values of the table. `replications_per_set`: if
    given, every set of the plausible set runs so often, and the rows say how a value differs between sets.
    """

    statement: str
    settings: dict[str, CheckSetting]
    values: Callable[[Runs], dict[str, float]]
    sets: tuple[str, ...] = ("plausible",)
    replications_per_set: int = 0


def trust_settings() -> dict[str, CheckSetting]:
    """Return the arms and the service as usual under each definition of a breach."""
    settings = {}
    for definition, parameters in BREACH_DEFINITIONS.items():
        settings[f"usual, {definition}"] = CheckSetting(parameters=parameters)
        for arm, policy in POLICY_OF_ARM.items():
            settings[f"{arm}, {definition}"] = CheckSetting(policy=policy, parameters=parameters)
    return settings


ARM_SETTINGS = {arm: CheckSetting(policy=policy) for arm, policy in POLICY_OF_ARM.items()}
CONTESTED = {"displacement": 1.0}
CHECKS = {
    "demand": Check(
        "Without demand there is no new contract; guidance does less in a weaker market.",
        {
            "usual": AS_USUAL,
            "guidance": ARM_SETTINGS["guidance"],
            "usual, half": CheckSetting(labour_market={"labour_market": 0.5}),
            "guidance, half": CheckSetting(policy=GUIDANCE_POLICY, labour_market={"labour_market": 0.5}),
            "guidance, no demand": CheckSetting(policy=GUIDANCE_POLICY, labour_market={"labour_market": 0.0}),
        },
        values.no_demand,
    ),
    "displacement": Check(
        "With full displacement extra hires in an open town come at the cost of others.",
        {
            "usual": CheckSetting(weeks=208, open=True),
            "guidance": CheckSetting(weeks=208, open=True, policy=GUIDANCE_POLICY),
            "guidance, contested": CheckSetting(
                weeks=208, open=True, policy=GUIDANCE_POLICY, labour_market=CONTESTED
            ),
        },
        values.displacement,
    ),
    "downturn": Check(
        "A downturn raises job loss and inflow.",
        {"usual": CheckSetting(open=True), "downturn": CheckSetting(open=True, labour_market={"labour_market": 0.5})},
        values.in_a_downturn,
    ),
    "money": Check(
        "A bonus and a release move the search for work.",
        {
            "usual": AS_USUAL,
            "bonus": CheckSetting(policy={"exit_bonus_year": 24000.0}),
            "bonus of the trial": CheckSetting(policy={"exit_bonus_year": 2400.0}),
            "release": CheckSetting(policy=RELEASE_POLICY),
        },
        values.money,
    ),
    "release stops": Check(
        "What a release does does not grow after it stops.",
        {"usual": CheckSetting(weeks=208), "release": CheckSetting(weeks=208, policy=RELEASE_POLICY, ends=104)},
        values.release_stops,
    ),
    "exemption": Check(
        "Exempt people go on getting letters about entitlement; exemption alone hardly moves exits.",
        {"usual": AS_USUAL, "exempt": CheckSetting(policy={"exempt": True})},
        values.exemption,
        sets=("plausible", "table"),
    ),
    "exemption by set": Check(
        "What exemption alone does to exits has both signs over the sets.",
        {
            "usual": CheckSetting(people=2400),
            "exempt": CheckSetting(people=2400, policy={"exempt": True}),
        },
        values.exits_of_exempt,
        replications_per_set=REPLICATIONS_PER_SET,
    ),
    "sanctions": Check(
        "Sanctions move behaviour.",
        {
            "usual": AS_USUAL,
            "sanctions x 10": CheckSetting(policy={"sanctions": 10.0}),
            "no sanctions": CheckSetting(policy={"sanctions": 0.0}),
        },
        values.sanctions,
    ),
    "trust": Check("Trust of the arms under three definitions of a breach.", trust_settings(), values.trust_of_arms),
    "hours and trust": Check(
        "Hours that build no rapport do not lower trust; a coach changes nothing before the first meeting.",
        {
            "usual": AS_USUAL,
            "coached": CheckSetting(policy={"team": "coaches"}),
            "guidance": ARM_SETTINGS["guidance"],
            "not along": CheckSetting(policy=GUIDANCE_POLICY | {"goes_along": False}),
            "no courses": CheckSetting(policy=GUIDANCE_POLICY | {"group_training": False}),
        },
        values.hours_and_trust,
    ),
    "initiative": Check(
        "Each value of the initiative acts by its own events, where coaches have time.",
        {
            name: CheckSetting(policy=GUIDANCE_POLICY | {"initiative": name, "planned_ahead": False}, unlimited=True)
            for name in INITIATIVES
        },
        values.initiatives,
    ),
    "frequency": Check(
        "Conversations have diminishing returns.",
        {"usual": AS_USUAL}
        | {
            f"{frequency:g} a year": CheckSetting(
                policy=GUIDANCE_POLICY | {"contacts_per_year": frequency}, unlimited=True
            )
            for frequency in FREQUENCIES
        },
        values.by_frequency,
    ),
    "conversations": Check(
        "Conversations held, and the shortage of coaches.",
        ARM_SETTINGS | {"guidance, twice the coaches": CheckSetting(policy=GUIDANCE_POLICY, coaches_per_100=2.0)},
        values.conversations_held,
    ),
    "losing work": Check(
        "Losing work is not the same as coming back.",
        {"town": CheckSetting(open=True, people=3000, weeks=LAST + max(WEEKS_AFTER), least_age=18, leavers=True)},
        values.losing_work,
    ),
    "wellbeing": Check("What the arms do to states of mind.", ARM_SETTINGS | {"usual": AS_USUAL}, values.wellbeing),
    "waits": Check(
        "Shorter waits for mental health care matter.",
        {
            "usual": CheckSetting(people=MANY_PEOPLE),
            "twice": CheckSetting(people=MANY_PEOPLE, partner_levers={"ggz": {"places_factor": 2.0}}),
        },
        values.waits,
    ),
}
"""Name → check."""
