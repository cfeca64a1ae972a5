"""Reading of one point of the parameter space: the starting point of the world, and its background patterns.

Both are of a stock of recipients of 18 and over, followed for a year under the service as usual. A first reading is of
one stock of 6,000. A point that it does not rule out gets a reading of two stocks. Every reading begins at a starting
point that was solved in full: a rough one would rule out points because of its own drift.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from simulation.equilibrium import Equilibrium, usual_design
from simulation.equilibrium_search import COARSE, FINE, NEAR, solve
from simulation.experiment import TrustExperiment
from simulation.people import SOCIAL

from ..patterns import background_patterns, stock

LEAST_AGES = (18, 27)
"""Least ages of the shipped scenarios: the whole town, and the trial."""
SEEDS = (1, 2)


def starting_point(overrides: dict[str, float]) -> Equilibrium:
    """Return the starting point of a stock of 18 and over."""
    design = usual_design(stock(parameters=overrides))
    return solve(design, FINE, solve(design, COARSE))


def elder_start(overrides: dict[str, float], near: Equilibrium) -> Equilibrium:
    """Return the starting point of a stock of 27 and over, solved from `near`, that of 18 and over."""
    return solve(usual_design(stock(parameters=overrides, least_age=LEAST_AGES[1])), NEAR, near)


def reading(overrides: dict[str, float], start: Equilibrium, seeds: Iterable[int] = SEEDS) -> dict[str, float]:
    """Return every pattern of `bands.toml`, the mean over stocks of these seeds."""
    return mean_reading(stock_readings(overrides, start, seeds))


def stock_readings(overrides: dict[str, float], start: Equilibrium, seeds: Iterable[int]) -> list[dict[str, Any]]:
    """Return the reading of each stock of these seeds."""
    design = stock(parameters=overrides)
    return [stock_reading(TrustExperiment(design, rng=seed, equilibrium=start)) for seed in seeds]


def mean_reading(stocks: Sequence[dict[str, Any]]) -> dict[str, float]:
    """Return the mean over readings of stocks, rounded; `drift` is the largest of a domain."""
    means = {name: float(np.mean([values[name] for values in stocks])) for name in stocks[0]}
    means["drift"] = float(np.max(np.abs(np.mean([values["drift"] for values in stocks], axis=0))))
    return {name: float(f"{value:.6g}") for name, value in means.items()}


def stock_reading(model: TrustExperiment) -> dict[str, Any]:
    """Return the patterns of one stock; `drift` is the change in the mean level by domain, shape (9,)."""
    people = model.people
    before = people.level.mean(axis=0, dtype=float)
    lonely = float((people.level[:, SOCIAL] >= 1).mean())
    values = background_patterns(model)
    drift = people.level.mean(axis=0, dtype=float) - before
    return values | {"lonely": lonely, "drift": drift, "contacts_year": float(people.contacts.mean())}
