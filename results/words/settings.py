"""Unit and meaning of the settings of a scenario, for readers, in English; those of a run and a group stand here."""

from simulation.levers import LEVERS
from simulation.parameters import PARAMETERS, SWITCHES

RUN_MEANINGS = {
    "weeks": ("weeks", "length of a run"),
    "town": ("recipients", "recipients in town: everyone else uses the same partners and waits in the same lines"),
    "least_age": ("years", "youngest age of those drawn"),
    "ends": ("week", "week in which the experiment ends and everybody returns to the service as usual"),
}
GROUP_MEANINGS = {
    "size": ("people", "people at the start"),
    "open": ("-", "new recipients of the town come in as time passes"),
    "lot": ("weight", "weight in the lottery that divides people who were recruited"),
    "surveyed": ("-", "the researchers' questionnaires go to these people"),
}


def unit_and_meaning(scope: str, name: str) -> tuple[str, str]:
    """Return unit and meaning of a setting; empty texts if its name says enough."""
    if scope == "world":
        return RUN_MEANINGS[name]
    if scope == "policy" and name in GROUP_MEANINGS:
        return GROUP_MEANINGS[name]
    if scope in LEVERS:
        return LEVERS[scope][name].unit, LEVERS[scope][name].meaning
    if scope == "parameters":
        return PARAMETERS[name].unit, PARAMETERS[name].meaning
    return ("-", SWITCHES[name].meaning) if scope == "switched_off" else ("", "")
