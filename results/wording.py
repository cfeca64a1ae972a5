"""How readers see numbers: names of groups, units, amounts and durations in plain words."""

from collections.abc import Iterable, Mapping

import pandas as pd

from simulation.measures import MEASURES

from .summary import ENOUGH_TRIALS

ALWAYS = "Simulations that rest on assumptions, not a forecast."
ON_WELLBEING = (
    "No measured figures on wellbeing by group were available: these results rest on assumptions alone."
)
WELLBEING = ("life_satisfaction", "health", "self_efficacy", "autonomy", "stress", "trust", "rapport")


def named(group: str, labels: Mapping[str, str]) -> str:
    """Return what readers call the group."""
    return labels.get(group) or group.replace("_", " ").capitalize()


def quoted(group: str, labels: Mapping[str, str]) -> str:
    """Return the name of the group as part of a sentence."""
    return f"‘{named(group, labels)}’"


def joined(words: list[str]) -> str:
    """Return words as an enumeration."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def plain(words: str) -> str:
    """Return words in the characters that every terminal has."""
    return words.translate(str.maketrans("−‘’\u00a0", "-'' "))


def range_of_trials(n: int) -> str:
    """Return what the range of `n` single trials is called: of few, no more than what it is."""
    few = f"lowest to highest of {n} simulated trials"
    return few if n < ENOUGH_TRIALS else "where 95 of 100 single trials lie"


def not_compared(groups: Iterable[str], labels: Mapping[str, str]) -> list[str]:
    """Return for each of these groups the sentence that says why it is compared with no other."""
    return [f"{quoted(group, labels)}: Nobody drew lots for this group; it is not compared." for group in groups]


def caution(measures: Iterable[str]) -> str:
    """Return what must be said with any result on these measures."""
    return f"{ALWAYS} {ON_WELLBEING}" if set(measures) & set(WELLBEING) else ALWAYS


def unit(measure: str, change: bool = False) -> str:
    """Return the unit of a value, or of a difference, as readers see it; may be empty."""
    if MEASURES[measure].share:
        return "per 100 people" if change else "%"
    text = MEASURES[measure].unit
    if text.startswith("points"):
        return "points"
    if text.startswith("euros"):
        return text
    return "a year" if text == "a person-year" else ""


def axis_unit(measure: str, change: bool = False) -> str:
    """Return the unit as it stands at an axis; a bare scale is called one."""
    text = MEASURES[measure].unit
    scale = f"on a scale of {text.replace('-', ' to ')}" if text[:1].isdigit() else text
    return unit(measure, change) or scale


def digits(measure: str) -> int:
    """Return the number of decimals that readers see."""
    row = MEASURES[measure]
    if row.share or row.unit == "a person-year":
        return 1
    return 0 if row.unit.startswith(("euros", "people")) else 2


def number(measure: str, value: float, signed: bool = False) -> str:
    """Return a value of the measure as a number: shares out of 100, euros whole. Zero has no sign."""
    if pd.isna(value):
        return "?"
    value = round(float(value) * (100.0 if MEASURES[measure].share else 1.0), digits(measure)) + 0.0
    return f"{value:{'+' if signed and value else ''},.{digits(measure)}f}".replace("-", "−")


def quantity(measure: str, value: float, change: bool = False) -> str:
    """Return a value, or a difference with its sign, with its unit."""
    return f"{number(measure, value, signed=change)} {unit(measure, change)}".strip()


def duration(weeks: int) -> str:
    """Return a number of weeks as people say it."""
    if weeks and weeks % 52 == 0:
        return "1 year" if weeks == 52 else f"{weeks // 52} years"
    if weeks and weeks % 13 == 0:
        return f"{weeks // 13 * 3} months"
    if weeks > 26:
        return f"about {round(weeks * 12 / 52)} months"
    return "1 week" if weeks == 1 else f"{weeks} weeks"
