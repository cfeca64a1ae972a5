"""What one unit more of an effect costs: a ratio of mean differences, with the interval of all other tables turned.

A price p is possible where cost − p × effect is not told from zero by the interval of `uncertainty.py` (Fieller's
argument with that interval in the place of Student's). So a price has a bounded interval exactly where the tables show
an effect that leaves out zero, and the table of prices and the frontier cannot judge differently.
"""

import math

import numpy as np

from .summary import LEAST_TRIALS
from .uncertainty import components

NO_PRICE = (math.nan,) * 3
STEPS, ROUNDS = 33, 9


def bounds(values: np.ndarray, draws: np.ndarray, comparisons: int = 1) -> tuple[float, float]:
    """Return the ends of the interval of parameters and error of the mean together, as the tables have it."""
    found = components(values[None, :], draws)
    half = found.halves(comparisons)["together"][0]
    return float(found.mean[0] - half), float(found.mean[0] + half)


def price(cost: np.ndarray, effect: np.ndarray, draws: np.ndarray, comparisons: int) -> tuple[float, float, float]:
    """Return mean(cost) ÷ mean(effect) and its 95 % interval, from values by replication.

    NaN unless the effect is clearly above zero as one of `comparisons`, or of fewer than `LEAST_TRIALS` replications.
    """
    there = np.isfinite(cost) & np.isfinite(effect)
    cost, effect, draws = cost[there], effect[there], draws[there]
    if len(cost) < LEAST_TRIALS or not bounds(effect, draws, comparisons)[0] > 0.0:
        return NO_PRICE
    middle = float(cost.mean() / effect.mean())
    return middle, _end(cost, effect, draws, middle, -1.0), _end(cost, effect, draws, middle, 1.0)


def _end(cost: np.ndarray, effect: np.ndarray, draws: np.ndarray, middle: float, side: float) -> float:
    """Return how far from `middle`, to this side, a price is still possible."""

    def told(away: np.ndarray) -> np.ndarray:
        """Return whether cost − price × effect is told from zero, for prices so far away."""
        rest = cost - (middle + side * away)[:, None] * effect
        found = components(rest, draws)
        return np.abs(found.mean) > found.halves()["together"]

    scale = abs(middle) + float(np.abs(cost).max() / effect.mean())
    if scale == 0.0:
        return middle
    away = np.concatenate([[0.0], scale * np.geomspace(1e-9, 1e9, 91)])
    for _round in range(ROUNDS):
        beyond = told(away)
        if not beyond.any():
            return math.nan
        last = int(np.argmax(beyond))
        away = np.linspace(away[max(0, last - 1)], away[last], STEPS)
    return middle + side * float(away[0])
