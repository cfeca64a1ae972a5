"""The price of one more unit of an effect: a ratio of mean differences with its interval.

A price p lies in the interval if the interval of `uncertainty.py` for cost − p × effect includes zero (Fieller's
theorem with that interval instead of Student's). A price therefore has a bounded interval exactly where the tables show
an interval of the effect without zero, and the table of prices and the frontier give the same verdict.
"""

import math

import numpy as np

from .summary import LEAST_TRIALS
from .uncertainty import components

NO_PRICE = (math.nan,) * 3
GRID_STEPS, GRID_ROUNDS = 33, 9


def bounds(values: np.ndarray, draws: np.ndarray, comparisons: int = 1) -> tuple[float, float]:
    """Return the interval over parameters and error of the mean, as in the tables."""
    parts = components(values[None, :], draws)
    half = parts.halves(comparisons)["combined"][0]
    return float(parts.mean[0] - half), float(parts.mean[0] + half)


def price(cost: np.ndarray, effect: np.ndarray, draws: np.ndarray, comparisons: int) -> tuple[float, float, float]:
    """Return mean(cost) ÷ mean(effect) and its 95 % interval, from values by replication.

    NaN with fewer than `LEAST_TRIALS` replications, and unless the effect, corrected for `comparisons`, is clearly
    above zero.
    """
    there = np.isfinite(cost) & np.isfinite(effect)
    cost, effect, draws = cost[there], effect[there], draws[there]
    if len(cost) < LEAST_TRIALS or not bounds(effect, draws, comparisons)[0] > 0.0:
        return NO_PRICE
    middle = float(cost.mean() / effect.mean())
    return middle, _end(cost, effect, draws, middle, -1.0), _end(cost, effect, draws, middle, 1.0)


def _end(cost: np.ndarray, effect: np.ndarray, draws: np.ndarray, middle: float, side: float) -> float:
    """Return the end of the interval of a price on one side (−1 or 1) of `middle`; NaN if it is unbounded."""

    def outside(away: np.ndarray) -> np.ndarray:
        """Return whether prices at these distances from `middle` lie outside the interval."""
        parts = components(cost - (middle + side * away)[:, None] * effect, draws)
        return np.abs(parts.mean) > parts.halves()["combined"]

    scale = abs(middle) + float(np.abs(cost).max() / effect.mean())
    if scale == 0.0:
        return middle
    away = np.concatenate([[0.0], scale * np.geomspace(1e-9, 1e9, 91)])
    for _round in range(GRID_ROUNDS):
        beyond = outside(away)
        if not beyond.any():
            return math.nan
        last = int(np.argmax(beyond))
        away = np.linspace(away[max(0, last - 1)], away[last], GRID_STEPS)
    return middle + side * float(away[0])
