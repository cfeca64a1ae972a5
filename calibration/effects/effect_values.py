"""Effects of a run against the service as usual, of the same people and luck, and bands over parameter sets."""

from collections.abc import Callable, Mapping

import numpy as np

from calibration.mechanism_checks.check_settings import CheckRun
from calibration.mechanism_checks.check_values import measure_more, points_more
from simulation.people import NOT_YET_HERE

BAND = (0.05, 0.95)
"""A band over sets lies between these quantiles."""


def autonomy_sd(run: CheckRun, usual: CheckRun) -> float:
    """Return the difference in autonomy in standard deviations between people under the service as usual."""
    spread = usual.people["autonomy"][usual.people["status"] != NOT_YET_HERE].std()
    return measure_more(run, usual, "autonomy") / float(spread)


def search_sd(run: CheckRun, usual: CheckRun) -> float:
    """Return the difference in search effort, in standard deviations, of those on the benefit without work."""
    return (run.search - usual.search) / usual.search_spread


def in_points(measure: str) -> Callable[[CheckRun, CheckRun], float]:
    """Return the function that gives the difference of a share in points."""
    return lambda run, usual: points_more(run, usual, measure)


def in_units(measure: str) -> Callable[[CheckRun, CheckRun], float]:
    """Return the function that gives the difference of a measure in its own units."""
    return lambda run, usual: measure_more(run, usual, measure)


EFFECT_MEASURES: dict[str, Callable[[CheckRun, CheckRun], float]] = {
    "exit_work": in_points("exit_work"),
    "durable_exit": in_points("durable_exit"),
    "part_time": in_points("part_time"),
    "life_satisfaction": in_units("life_satisfaction"),
    "trust": in_units("trust"),
    "autonomy_sd": autonomy_sd,
    "search_sd": search_sd,
}
"""Measure → its difference after 104 weeks."""


def effects_of(run: CheckRun, usual: CheckRun, measures: Mapping[str, Callable] = EFFECT_MEASURES) -> dict[str, float]:
    """Return the difference in each measure."""
    return {name: difference(run, usual) for name, difference in measures.items()}


def band_over_sets(values: np.ndarray, luck: float) -> tuple[float, float]:
    """Return the 90 % band of an effect over parameter sets without luck, from one replication of each set.

    `luck` is the variance of an effect between replications with the same set. The values are moved towards their mean
    until they vary as the sets do, and no more.
    """
    varies, mean = float(values.var(ddof=1)), float(values.mean())
    kept = np.sqrt(max(0.0, varies - luck) / varies) if varies > 0.0 else 0.0
    low, high = np.quantile(mean + kept * (values - mean), BAND)
    return float(low), float(high)
