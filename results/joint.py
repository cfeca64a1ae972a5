"""What is known of costs and effects together: means, covariance and draws of all scenarios against the base."""

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from .uncertainty import LEAST_FREEDOM

SAMPLES = 4_000


@dataclass(frozen=True, slots=True)
class Joint:
    """Mean differences from the base of several quantities, the covariance of what is not known, and its `freedom`.

    The covariance holds parameters and error of the mean as in `uncertainty`; not the chance of one trial. It is NaN
    with fewer than two replications. `n` counts replications that have every value.
    """

    mean: np.ndarray
    covariance: np.ndarray
    freedom: int
    n: int

    @property
    def t(self) -> float:
        """Student's quantile of a 95 % interval."""
        return float(stdtrit(max(1, self.freedom), 0.975))

    def pair(self, first: int, second: int) -> tuple[float, float, np.ndarray]:
        """Return the means of two quantities and their 2 × 2 covariance."""
        places = [first, second]
        return float(self.mean[first]), float(self.mean[second]), self.covariance[np.ix_(places, places)]

    def samples(self) -> np.ndarray:
        """Return `SAMPLES` draws from the normal distribution of what is not known (the same ones every time)."""
        scale = np.sqrt(np.maximum(np.diag(self.covariance), 1e-300))
        values, vectors = np.linalg.eigh(self.covariance / np.outer(scale, scale))
        root = scale[:, None] * vectors * np.sqrt(np.maximum(values, 0.0))
        return self.mean + np.random.default_rng(0).standard_normal((SAMPLES, len(self.mean))) @ root.T


def joint(values: np.ndarray, draws: np.ndarray) -> Joint:
    """Return what is known of the rows of `values` (quantities × replications), from replications with all of them."""
    complete = ~np.isnan(values).any(axis=0)
    values, draws = values[:, complete], draws[complete]
    count, n = values.shape
    if n < 2:
        mean = values.mean(axis=1) if n else np.full(count, np.nan)
        return Joint(mean, np.full((count, count), np.nan), 0, n)
    mean = values.mean(axis=1)
    centred = values - mean[:, None]
    _, number, of_each = np.unique(draws, return_inverse=True, return_counts=True)
    sets, crowding = len(of_each), float((of_each**2).sum()) / n**2
    if sets == 1:
        return Joint(mean, centred @ centred.T / (n - 1) / n, n - 1, n)
    if n - sets < LEAST_FREEDOM:
        return Joint(mean, centred @ centred.T / (n - 1) * (1.0 + 1.0 / n), n - 1, n)
    sums = np.stack([np.bincount(number, weights=row, minlength=sets) for row in centred])
    among = sums / of_each @ sums.T
    within = (centred @ centred.T - among) / (n - sets)
    between = _possible((among / (sets - 1) - within) * (sets - 1) / (n * (1.0 - crowding)))
    return Joint(mean, within / n + between * (1.0 + crowding), sets - 1, n)


def _possible(covariance: np.ndarray) -> np.ndarray:
    """Return the nearest covariance without negative variances in any direction."""
    scale = np.sqrt(np.abs(np.diag(covariance)))
    scale[scale == 0.0] = 1.0  # euros and shares differ by orders of magnitude
    values, vectors = np.linalg.eigh(covariance / np.outer(scale, scale))
    return (vectors * np.maximum(values, 0.0)) @ vectors.T * np.outer(scale, scale)
