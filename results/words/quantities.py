"""The table of quantities: title, units, digits and factor of each measure, item of money and outcome of the trial.

The three kinds share no name. Texts are keys of the catalogue and are translated when they are shown.
"""

from dataclasses import dataclass

import pandas as pd

from simulation.measures import MEASURES, Measure

from .language import N_, _, decimal
from .wording import per_cent


@dataclass(frozen=True, slots=True)
class Quantity:
    """One row: `unit` follows a level in a sentence, `change_unit` a difference; `axis_unit` stands at an axis.

    Values are multiplied by `factor` and shown with `digits` decimals. `gap` is the text between a number and its unit.
    """

    title: str
    unit: str
    change_unit: str
    axis_unit: str
    digits: int
    factor: float = 1.0
    gap: str = " "


def _of_measure(row: Measure) -> Quantity:
    if row.share:
        change = N_("per 100 people")
        return Quantity(row.title, "%", change, change, 1, 100.0)
    if row.unit == "a person-year":
        unit = N_("a year")
        return Quantity(row.title, unit, unit, unit, 1)
    if row.unit.startswith("points"):
        unit = N_("points")
        return Quantity(row.title, unit, unit, unit, 2)
    unit = row.unit if row.unit.startswith("euros") else ""
    return Quantity(row.title, unit, unit, row.unit, 0 if row.unit.startswith(("euros", "people")) else 2)


def _euros(title: str) -> Quantity:
    return Quantity(title, N_("euros"), N_("euros"), N_("euros per person"), 0)


MONEY = {
    "cost_all_budgets": _euros(N_("Cost, all budgets together")),
    "net_position_benefit_budget": _euros(N_("Benefit budget (BUIG)")),
    "net_position_execution_budget": _euros(N_("Execution budget")),
    "net_position_partners": _euros(N_("Budgets of partners")),
    "net_position_municipality": _euros(N_("Municipality: benefit and execution")),
    "net_position_all_budgets": _euros(N_("All budgets together")),
    "net_benefit": _euros(N_("Net benefit at stated values")),
    "exits_to_work": Quantity(
        N_("Exits to work"), N_("per 100 people"), N_("per 100 people"), N_("per 100 people"), 1, 100.0
    ),
    "point_years": Quantity(
        N_("Point-years of life satisfaction"), N_("point-years per person"), N_("point-years per person"),
        N_("point-years per person"), 2,
    ),
}  # fmt: skip
"""Items of money and effects of a comparison."""


def _outcome(title: str, unit: str) -> Quantity:
    share, scale = unit == "per 100 people", unit.startswith(("scale", "steps"))
    digits = 0 if unit.startswith("euros") else 1 if unit.startswith(("per 100", "hours")) else 2
    return Quantity(title, unit, unit, unit, digits, 100.0 if share else 1.0, ", " if scale else " ")


TRIAL_QUANTITIES = {
    "exit_work_12": _outcome(N_("Full-time work within 1 year"), N_("per 100 people")),
    "exit_work_24": _outcome(N_("Full-time work within 2 years"), N_("per 100 people")),
    "on_benefit_24": _outcome(N_("On the benefit after 2 years"), N_("per 100 people")),
    "earnings_year_2": _outcome(N_("Net earnings in year 2"), N_("euros a month")),
    "hours_24": _outcome(N_("Paid hours after 2 years"), N_("hours a week")),
    "life_satisfaction_w1": _outcome(N_("Life satisfaction after 1 year"), N_("scale 0 to 10")),
    "health_w1": _outcome(N_("Health after 1 year"), N_("scale 1 to 5")),
    "self_efficacy_w1": _outcome(N_("Self-efficacy after 1 year"), N_("scale 0 to 1")),
    "trust_w1": _outcome(N_("Trust in the municipality after 1 year"), N_("scale 0 to 1")),
    "participation_w1": _outcome(N_("Participation ladder after 1 year"), N_("steps 1 to 6")),
    "finances_w1": _outcome(N_("Financial situation after 1 year"), N_("scale 1 to 5")),
    "life_satisfaction_w2": _outcome(N_("Life satisfaction after 2 years"), N_("scale 0 to 10")),
    "health_w2": _outcome(N_("Health after 2 years"), N_("scale 1 to 5")),
    "self_efficacy_w2": _outcome(N_("Self-efficacy after 2 years"), N_("scale 0 to 1")),
    "trust_w2": _outcome(N_("Trust in the municipality after 2 years"), N_("scale 0 to 1")),
    "participation_w2": _outcome(N_("Participation ladder after 2 years"), N_("steps 1 to 6")),
    "finances_w2": _outcome(N_("Financial situation after 2 years"), N_("scale 1 to 5")),
}
"""Outcomes of the trial as a researcher measures them."""
QUANTITIES = {name: _of_measure(row) for name, row in MEASURES.items()} | MONEY | TRIAL_QUANTITIES


def title(name: str) -> str:
    """Return the title of a quantity."""
    return _(QUANTITIES[name].title)


def noun(name: str) -> str:
    """Return the title as part of a sentence."""
    words = title(name)
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


def unit(name: str, change: bool = False) -> str:
    """Return the unit of a level, or of a difference; may be empty."""
    return _(QUANTITIES[name].change_unit if change else QUANTITIES[name].unit)


def axis_unit(name: str) -> str:
    """Return the unit of a difference for an axis; a bare scale is written out."""
    text = QUANTITIES[name].axis_unit
    if text[:1].isdigit():
        low, high = text.split("-")
        return _("on a scale of {low} to {high}").format(low=low, high=high)
    return _(text)


def digits(name: str) -> int:
    """Return the number of decimals that readers see."""
    return QUANTITIES[name].digits


def factor(name: str) -> float:
    """Return the number by which a value is multiplied before it is shown: 100 for shares."""
    return QUANTITIES[name].factor


def last_digit(name: str) -> float:
    """Return the value of the last digit that readers see."""
    return 10.0 ** -digits(name) / factor(name)


def amount(name: str, value: float, signed: bool = False) -> str:
    """Return a value without its unit, as the locale writes it; "?" for a missing value."""
    return "?" if pd.isna(value) else decimal(float(value) * factor(name), digits(name), signed)


def with_unit(name: str, value: float, change: bool = False) -> str:
    """Return a level, or a difference with its sign, with its unit."""
    words, of_what = amount(name, value, signed=change), unit(name, change)
    if of_what == "%":
        return per_cent(words)
    return f"{words}{QUANTITIES[name].gap}{of_what}" if of_what else words
