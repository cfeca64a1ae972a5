"""Words that all results share: names of groups, enumerations, durations, and the cautions."""

from collections.abc import Iterable, Mapping

from ..statistics.summary import ENOUGH_TRIALS
from .language import N_, _, plural

NO_FORECAST = N_("Simulations that rest on assumptions, not a forecast.")
ON_WELLBEING = N_(
    "Wellbeing: elsewhere, similar policies mostly showed no clear effect, and most sizes could not be read. Tilburg's "
    "own tables were not available."
)
ON_TAKING_PART = N_(
    "Taking part: elsewhere, no convincing effect on unpaid activity was found, so that more of it here is a doubtful "
    "result."
)
WORK_QUESTION, WELLBEING_QUESTION = N_("Work"), N_("Self-reliance, wellbeing and health")
PART_QUESTION = N_("Taking part in society")
"""The three criteria of Tilburg's own plan for the experiment."""
ONE_SET = N_(
    "Parameters: the values of the table alone; how uncertain they are is in none of these ranges (vex compare has it)."
)
WELLBEING = ("life_satisfaction", "health", "self_efficacy", "autonomy", "stress", "trust", "rapport")


def named(group: str, labels: Mapping[str, str]) -> str:
    """Return the label of a group or scenario."""
    return _(labels.get(group) or group.replace("_", " ").capitalize())


def quoted(group: str, labels: Mapping[str, str]) -> str:
    """Return the label in quotation marks, for a sentence."""
    return f"‘{named(group, labels)}’"


def joined(words: list[str]) -> str:
    """Return the parts as an enumeration."""
    if len(words) == 1:
        return words[0]
    return _("{others} and {last}").format(others=", ".join(words[:-1]), last=words[-1])


def plain(words: str) -> str:
    """Return words in characters that every terminal can show."""
    return words.translate(str.maketrans("−‘’\u00a0", "-'' "))


def range_of_trials(n: int) -> str:
    """Return the name of the range of `n` single trials; of few trials it is the lowest to the highest."""
    if n < ENOUGH_TRIALS:
        return _("lowest to highest of {n} simulated trials").format(n=n)
    return _("where 95 of 100 single trials lie")


def not_compared(groups: Iterable[str], labels: Mapping[str, str]) -> list[str]:
    """Return, for each group, a sentence with the reason why it is not compared."""
    words = _("{group}: Nobody drew lots for this group; it is not compared.")
    return [words.format(group=quoted(group, labels)) for group in groups]


def caution(measures: Iterable[str]) -> str:
    """Return the caution for results on these measures."""
    return f"{_(NO_FORECAST)} {_(ON_WELLBEING)}" if set(measures) & set(WELLBEING) else _(NO_FORECAST)


def per_cent(number: str) -> str:
    """Return a number with a per cent sign."""
    return _("{number} %").format(number=number)


def duration(weeks: int) -> str:
    """Return a number of weeks in weeks, months or years."""
    if weeks and weeks % 52 == 0:
        return plural("{n} year", "{n} years", weeks // 52).format(n=weeks // 52)
    if weeks and weeks % 13 == 0:
        return _("{n} months").format(n=weeks // 13 * 3)
    if weeks > 26:
        return _("about {n} months").format(n=round(weeks * 12 / 52))
    return plural("{n} week", "{n} weeks", weeks).format(n=weeks)


def kicker(title: str, question: str) -> str:
    """Return the line above a figure: title and question of a scenario."""
    return " ".join(part for part in (f"{_(title)}." if title else "", _(question)) if part)
