"""What is known of costs and effects together: means, covariance and draws of all scenarios against the base."""

from dataclasses import dataclass

import numpy as np
from scipy.special import gammaincinv

from .spread_posterior import variances
from .uncertainty import LEAST_FREEDOM

SAMPLES = 4_000


@dataclass(frozen=True, slots=True)
class Joint:
    """Mean differences from the base of several quantities, and the covariance of what is not known of them.

    Both hold parameters and error of the mean as in `uncertainty`; not the chance of one trial. The covariance is NaN
    with fewer than two replications. `n` counts replications that have every value, `sets` parameter sets among them.
    Of `axes`, which are independent of one another, `among` and `within` are the mean squares between and within sets;
    `axes` × them gives the quantities. Without sets that can be told apart `among` is NaN, and `error` the variance of
    what is not known for each unit of `within`.
    """

    mean: np.ndarray
    covariance: np.ndarray
    n: int
    sets: int = 1
    crowding: float = 1.0
    axes: np.ndarray | None = None
    among: np.ndarray | None = None
    within: np.ndarray | None = None
    error: float = 0.0

    def pair(self, first: int, second: int) -> tuple[float, float, np.ndarray]:
        """Return the means of two quantities and their 2 × 2 covariance."""
        places = [first, second]
        return float(self.mean[first]), float(self.mean[second]), self.covariance[np.ix_(places, places)]

    def samples(self) -> np.ndarray:
        """Return `SAMPLES` draws from what is not known (the same ones every time).

        How wide it is, is not known either, and drawn first: as in the intervals, so that few sets or replications make
        long tails.
        """
        rng = np.random.default_rng(0)
        wide, normal = rng.random(SAMPLES), rng.standard_normal((SAMPLES, len(self.within)))
        return self.mean + (self._spreads(wide) * normal) @ self.axes.T

    def _spreads(self, wide: np.ndarray) -> np.ndarray:
        """Return samples × axes: standard deviations, of which share `wide` are smaller."""
        if np.isnan(self.among).all():
            chi = 2.0 * gammaincinv((self.n - 1) / 2.0, 1.0 - wide)
            return np.sqrt((self.n - 1) / chi)[:, None] * np.sqrt(self.within * self.error)
        total = self.among + self.within
        share = np.divide(self.among, total, out=np.ones_like(total), where=total > 0.0)
        spread, luck, weight = variances(share, self.n, self.sets, self.crowding)
        found = np.empty((len(wide), len(total)))
        for axis, (variance, of_each) in enumerate(zip(spread + luck, weight, strict=True)):
            order = np.argsort(variance)
            reached = np.cumsum(of_each[order]) - of_each[order] / 2.0
            found[:, axis] = np.interp(wide, reached, np.sqrt(variance[order] * total[axis]))
        return found


def joint(values: np.ndarray, draws: np.ndarray) -> Joint:
    """Return what is known of the rows of `values` (quantities × replications), from replications with all of them."""
    complete = ~np.isnan(values).any(axis=0)
    values, draws = values[:, complete], draws[complete]
    count, n = values.shape
    if n < 2:
        mean = values.mean(axis=1) if n else np.full(count, np.nan)
        return Joint(mean, np.full((count, count), np.nan), n)
    mean = values.mean(axis=1)
    centred = values - mean[:, None]
    _, number, of_each = np.unique(draws, return_inverse=True, return_counts=True)
    sets, crowding = len(of_each), float((of_each**2).sum()) / n**2
    whole = centred @ centred.T
    if sets == 1 or n - sets < LEAST_FREEDOM:
        variance, error = whole / (n - 1), 1.0 / n if sets == 1 else 1.0 + 1.0 / n
        axes, (within,) = _axes(variance, variance)
        return Joint(mean, variance * error, n, sets, crowding, axes, np.full(count, np.nan), within, error)
    sums = np.stack([np.bincount(number, weights=row, minlength=sets) for row in centred])
    between = sums / of_each @ sums.T
    among, within = between / (sets - 1), (whole - between) / (n - sets)
    axes, (among, within) = _axes(among + within, among, within)
    spread = np.maximum(among - within, 0.0) * (sets - 1) / (n * (1.0 - crowding)) * (1.0 + crowding)
    return Joint(mean, axes * (spread + within / n) @ axes.T, n, sets, crowding, axes, among, within)


def _axes(whole: np.ndarray, *parts: np.ndarray) -> tuple[np.ndarray, list[np.ndarray]]:
    """Return axes along which all `parts` of a covariance are independent, and the variances of each part along them.

    Parts add up to `whole`, or are it; quantities are the axes times what is drawn along them.
    """
    scale = np.sqrt(np.diag(whole))
    scale[scale == 0.0] = 1.0  # euros and shares differ by orders of magnitude
    values, vectors = np.linalg.eigh(whole / np.outer(scale, scale))
    values = np.where(values > 1e-12 * max(values.max(), 1e-300), values, 0.0)
    root = scale[:, None] * vectors * np.sqrt(values)
    back = np.divide(1.0, np.sqrt(values), out=np.zeros_like(values), where=values > 0.0)
    white = (vectors * back).T / scale
    turned = np.linalg.eigh(white @ parts[0] @ white.T)[1]
    along = turned.T @ white
    return root @ turned, [np.maximum(np.einsum("ij,jk,ik->i", along, part, along), 0.0) for part in parts]
