"""Posterior of the average under another parameter set, with the variance between sets estimated.

With K sets and N replications, only the mean squares between and within sets, M and s²_e, inform the variance between
sets s²_a and the variance of luck. The estimate s²_a = (M − s²_e) ÷ n₀ is too uncertain to be used as if it were exact:
with few replications a set, or little variance, it is often zero, and an interval that uses it misses the truth too
often. The interval is therefore averaged over the posterior of the two variances. With flat priors on their logarithms
and s²_a ≥ 0, the variance of luck is (N − K) s²_e ÷ χ²_{N−K}, the sum of luck and spread is (K − 1) M ÷ χ²_{K−1}, and
the sum is the larger (Box and Tiao, Bayesian Inference in Statistical Analysis, 1973, on the random effects model).
Given both, the average under another set is normal around the mean with variance s²_a (1 + Σ n_k² ÷ N²) + s²_e ÷ N.

Without luck this is Student's t with K − 1 degrees of freedom. For sets with unequal numbers of replications, M has a
χ² distribution only approximately.
"""

from functools import lru_cache

import numpy as np
from scipy.special import gammainc, gammaincinv, ndtr

GRID = np.concatenate([np.linspace(0.02, 0.9, 45), np.linspace(0.9, 1.0, 17)[1:]])
"""Shares M ÷ (M + s²_e) at which intervals are computed; intervals between them are interpolated."""
BISECTIONS = 40


def posterior_half_widths(
    among: np.ndarray, within: np.ndarray, n: np.ndarray, sets: np.ndarray, crowding: np.ndarray, inside: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return half-widths of the parameters alone, and of parameters and error of the mean combined.

    All arguments are arrays of one shape: the mean squares between and within sets, the numbers of replications and
    sets, Σ n_k² ÷ N², and the share of the distribution below the upper end. NaN where `among` is NaN.
    """
    result = np.full((2, *np.shape(among)), np.nan)
    known = ~np.isnan(among)
    designs = np.column_stack([part[known].astype(float) for part in (n, sets, np.round(crowding, 12), inside)])
    total = among[known] + within[known]
    share = np.divide(among[known], total, out=np.ones_like(total), where=total > 0.0)
    widths = np.empty((2, len(total)))
    for design in np.unique(designs, axis=0):
        here = (designs == design).all(axis=1)
        for kind, curve in enumerate(_curves(*design)):
            widths[kind, here] = np.interp(share[here], GRID, curve) * np.sqrt(total[here])
    result[:, known] = widths
    return result[0], result[1]


@lru_cache(maxsize=512)
def _curves(n: float, sets: float, crowding: float, inside: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the two half-widths at the shares of `GRID`, in units of √(M + s²_e)."""
    spread, luck, weight = variances(GRID, n, sets, crowding)
    return _half(spread, weight, inside), _half(spread + luck, weight, inside)


def variances(
    share: np.ndarray, n: float, sets: float, crowding: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the posterior of the variances of parameters and of luck at each `share` of M in M + s²_e = 1.

    Variance of parameters, variance of luck and weight are arrays of shares × nodes; weights add up to 1.
    """
    e_at, e_weight = _nodes(16, 2)
    b_at, b_weight = _nodes(32, 4)
    few, many = sets - 1.0, n - sets
    share = np.maximum(share, GRID[0])
    luck = (1.0 - share)[:, None] * many / (2.0 * gammaincinv(many / 2.0, 1.0 - e_at))
    with np.errstate(divide="ignore"):
        allowed = gammainc(few / 2.0, share[:, None] * few / luck / 2.0)  # probability that the sum exceeds luck
    allowed = np.maximum(allowed, 1e-250)
    chi = 2.0 * gammaincinv(few / 2.0, allowed[..., None] * b_at)
    both = share[:, None, None] * few / chi
    each = n * (1.0 - crowding) / few
    spread = np.maximum(both - luck[..., None], 0.0) / each * (1.0 + crowding)
    weight = (allowed * e_weight)[..., None] * b_weight
    luck = np.broadcast_to(luck[..., None] / n, spread.shape)
    flat = [part.reshape(len(share), -1) for part in (spread, luck, weight)]
    return flat[0], flat[1], flat[2] / flat[2].sum(axis=1, keepdims=True)


def _nodes(count: int, power: int) -> tuple[np.ndarray, np.ndarray]:
    """Return quadrature nodes between 0 and 1 and their weights; nodes are dense near 0, where the tails come from."""
    at, weight = np.polynomial.legendre.leggauss(count)
    at = (at + 1.0) / 2.0
    return at**power, weight / 2.0 * power * at ** (power - 1)


def _half(variance: np.ndarray, weight: np.ndarray, inside: float) -> np.ndarray:
    """Return for each row the half-width around zero of a mixture of normals with these variances."""
    spread = np.sqrt(np.maximum(variance, 1e-300))
    low, high = np.full(len(spread), np.log(1e-12)), np.log(60.0 * spread.max(axis=1))
    for _time in range(BISECTIONS):
        middle = (low + high) / 2.0
        outside = (weight * ndtr(-np.exp(middle)[:, None] / spread)).sum(axis=1) > 1.0 - inside
        low, high = np.where(outside, middle, low), np.where(outside, high, middle)
    return np.exp(high)
