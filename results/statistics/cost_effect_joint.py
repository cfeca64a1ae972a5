"""Joint distribution of the mean costs and effects of all scenarios against the base: means, covariance, draws."""

from dataclasses import dataclass, field

import numpy as np
from scipy.special import gammaincinv

from .spread_posterior import variances
from .uncertainty import LEAST_FREEDOM

SAMPLES = 4_000


@dataclass(frozen=True, slots=True)
class Joint:
    """Mean differences from the base of several quantities, and the covariance of these means.

    The covariance holds parameters and error of the mean as in `uncertainty`, and not the chance of one trial. It is
    NaN with fewer than two replications. `n` counts the complete replications, `sets` their parameter sets.
    `crowding` is Σ n_k² ÷ N². The columns of `axes` map independent components onto the quantities; `among` and
    `within` are the mean squares of each component between and within sets. If sets cannot be separated from chance,
    `among` is NaN and `error` is the variance of the mean for each unit of `within`.
    """

    mean: np.ndarray
    covariance: np.ndarray
    n: int
    sets: int = 1
    crowding: float = 1.0
    axes: np.ndarray = field(default_factory=lambda: np.empty((0, 0)))
    among: np.ndarray = field(default_factory=lambda: np.empty(0))
    within: np.ndarray = field(default_factory=lambda: np.empty(0))
    error: float = 0.0

    def pair(self, first: int, second: int) -> tuple[float, float, np.ndarray]:
        """Return the means of two quantities and their 2 × 2 covariance."""
        both = [first, second]
        return float(self.mean[first]), float(self.mean[second]), self.covariance[np.ix_(both, both)]

    def samples(self) -> np.ndarray:
        """Return `SAMPLES` draws of the means, shape samples × quantities; every call gives the same draws.

        The variance is estimated, so it is drawn first, as in the intervals: few sets or replications give long tails.
        """
        rng = np.random.default_rng(0)
        quantile, normal = rng.random(SAMPLES), rng.standard_normal((SAMPLES, len(self.within)))
        return self.mean + (self._spreads(quantile) * normal) @ self.axes.T

    def _spreads(self, quantile: np.ndarray) -> np.ndarray:
        """Return samples × axes: the standard deviations at each `quantile` of their distribution."""
        if np.isnan(self.among).all():
            chi = 2.0 * gammaincinv((self.n - 1) / 2.0, 1.0 - quantile)
            return np.sqrt((self.n - 1) / chi)[:, None] * np.sqrt(self.within * self.error)
        total = self.among + self.within
        share = np.divide(self.among, total, out=np.ones_like(total), where=total > 0.0)
        spread, luck, weight = variances(share, self.n, self.sets, self.crowding)
        spreads = np.empty((len(quantile), len(total)))
        for axis, (variance, of_each) in enumerate(zip(spread + luck, weight, strict=True)):
            order = np.argsort(variance)
            reached = np.cumsum(of_each[order]) - of_each[order] / 2.0
            spreads[:, axis] = np.interp(quantile, reached, np.sqrt(variance[order] * total[axis]))
        return spreads


def joint(values: np.ndarray, draws: np.ndarray) -> Joint:
    """Return the joint distribution of the rows of `values` (quantities × replications) over complete replications."""
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

    The parts add up to `whole`, or the only part equals `whole`. Axes times components give the quantities.
    """
    scale = np.sqrt(np.diag(whole))
    scale[scale == 0.0] = 1.0  # euros and shares differ by orders of magnitude
    values, vectors = np.linalg.eigh(whole / np.outer(scale, scale))
    values = np.where(values > 1e-12 * max(values.max(), 1e-300), values, 0.0)
    root = scale[:, None] * vectors * np.sqrt(values)
    back = np.divide(1.0, np.sqrt(values), out=np.zeros_like(values), where=values > 0.0)
    white = (vectors * back).T / scale
    rotation = np.linalg.eigh(white @ parts[0] @ white.T)[1]
    along = rotation.T @ white
    return root @ rotation, [np.maximum(np.einsum("ij,jk,ik->i", along, part, along), 0.0) for part in parts]
