"""Values of levers and parameters as a scenario file writes them."""

from typing import TYPE_CHECKING

from results.words.language import _

if TYPE_CHECKING:
    from simulation.levers import Lever


def number(value: float) -> str:
    """Return a number without needless digits."""
    return f"{value:.10g}"


def setting(value: bool | str | float) -> str:
    """Return a lever's value as a scenario file writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    return value if isinstance(value, str) else number(value)


def values_in_words(lever: "Lever") -> str:
    """Return the values that a lever takes, in words."""
    if lever.choices:
        return " | ".join(lever.choices)
    if isinstance(lever.usual, bool):
        return "true | false"
    assert lever.low is not None and lever.high is not None  # a lever without choices that is no switch has a range
    return _("{low} to {high}").format(low=number(lever.low), high=number(lever.high))
