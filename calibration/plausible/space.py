"""Space of the uncertain parameters: from a point of the unit cube to values within the ranges of the table.

Every parameter whose range is wider than a point is uncertain. It is drawn uniformly between `low` and `high`, and
uniformly in its logarithm where it is a rate (per week, year, conversation or session) with a low above
0 and a high of at least twice the low. Numbers of weeks, attempts, people or tables are rounded.
"""

import numpy as np
from scipy.stats import qmc

from simulation.parameters import PARAMETERS

DEFINITIONS = ("breach_undated",)
"""Parameters that define a word; whoever asks chooses them, and they are not drawn."""
UNCERTAIN = tuple(name for name, row in PARAMETERS.items() if row.low < row.high and name not in DEFINITIONS)
RATES = ("a week", "a year", "a conversation", "a session")
WHOLE_UNITS = ("weeks", "attempts", "people", "tables")
WHOLE_AS_WELL = ("assistance_most",)
EVEN = ("pin_acquaintances",)
ORDERED = (
    ("warm_handover_keeps", "handover_keeps"),
)
"""Pairs whose first parameter is at most the second by their meaning, though their ranges overlap. None of them is
drawn in the logarithm or rounded."""

PAIRS = tuple((UNCERTAIN.index(lower), UNCERTAIN.index(upper)) for lower, upper in ORDERED)

DIGITS = 6
"""Significant digits of a drawn value, so that a file holds exactly the simulated value."""


def is_logarithmic(name: str) -> bool:
    """Return whether a parameter is drawn uniformly in its logarithm."""
    row = PARAMETERS[name]
    return row.unit in RATES and row.low > 0.0 and row.high >= 2.0 * row.low


def step_of(name: str) -> float:
    """Return the step to which a value is rounded; 0 for none."""
    if name in EVEN:
        return 2.0
    return 1.0 if PARAMETERS[name].unit in WHOLE_UNITS or name in WHOLE_AS_WELL else 0.0


LOGARITHMIC = np.array([is_logarithmic(name) for name in UNCERTAIN])
PARAMETER_STEP = np.array([step_of(name) for name in UNCERTAIN])
LOW = np.array([PARAMETERS[name].low for name in UNCERTAIN])
HIGH = np.array([PARAMETERS[name].high for name in UNCERTAIN])


def values_at(unit: np.ndarray) -> np.ndarray:
    """Return the values, shape (points, parameters), at points of the unit cube of the same shape."""
    low, high = np.where(LOGARITHMIC, np.log(np.where(LOGARITHMIC, LOW, 1.0)), LOW), HIGH
    high = np.where(LOGARITHMIC, np.log(np.where(LOGARITHMIC, HIGH, 1.0)), high)
    values = low + unit * (high - low)
    values = np.where(LOGARITHMIC, np.exp(np.where(LOGARITHMIC, values, 0.0)), values)
    steps = np.where(PARAMETER_STEP > 0.0, PARAMETER_STEP, 1.0)
    values = np.where(PARAMETER_STEP > 0.0, np.round(values / steps) * steps, values)
    return np.clip(rounded(values), LOW, HIGH)


def rounded(values: np.ndarray) -> np.ndarray:
    """Return values to `DIGITS` significant digits."""
    size = np.floor(np.log10(np.abs(np.where(values == 0.0, 1.0, values))))
    texts = np.char.mod(f"%.{DIGITS}g", values)
    return np.where(size == size, texts.astype(float), values)


def units_of(values: np.ndarray) -> np.ndarray:
    """Return the inverse of `values_at`: positions of values in their ranges, 0…1."""
    logs = np.where(LOGARITHMIC, values, 1.0)
    low, high = np.where(LOGARITHMIC, LOW, 1.0), np.where(LOGARITHMIC, HIGH, 2.0)
    return np.where(LOGARITHMIC, np.log(logs / low) / np.log(high / low), (values - LOW) / (HIGH - LOW))


def respects_order(values: np.ndarray) -> np.ndarray:
    """Return the mask of points that respect `ORDERED`; `values` has shape (points, parameters)."""
    return np.all([values[:, lower] <= values[:, upper] for lower, upper in PAIRS], axis=0)


def latin_hypercube(count: int, seed: int, wave: int) -> np.ndarray:
    """Return the points of a Latin hypercube of `count` points that respect `ORDERED` (about three fifths)."""
    generator = np.random.default_rng([seed, wave])
    unit = qmc.LatinHypercube(d=len(UNCERTAIN), rng=generator).random(count)
    return unit[respects_order(LOW + unit * (HIGH - LOW))]


def overrides_at(values: np.ndarray) -> dict[str, float]:
    """Return the values of one point by name."""
    return {name: float(value) for name, value in zip(UNCERTAIN, values, strict=True)}
