"""Three uncertainties of a paired difference, separated by components of variance.

A difference of replication r, with parameter set k, is d = μ + a_k + e_r. One-way analysis of variance over the sets
(N replications, K sets, n_k replications of set k):

- within, the chance of one trial:  s²_e = Σ (d − mean of its set)² ÷ (N − K);
- between, the parameters:          s²_a = (M − s²_e) ÷ n₀, where M = Σ n_k (mean of set k − mean)² ÷ (K − 1) and
                                    n₀ = (N − Σ n_k² ÷ N) ÷ (K − 1); below zero it is zero.

The half-widths of the 95 % intervals around the mean difference, t_f being Student's t with f degrees of freedom:

- error of the mean:   t_{N−K} √(s²_e ÷ N). The error of the average over these sets; it narrows with more replications.
- parameters:          the range of the average under another plausible set; more replications do not narrow it.
- chance of one trial: t_{N−K} √(s²_e (1 + 1/N)). The range of the result of one trial with known parameters.
- combined:            the range of the average under another set, with the error of the mean.

The two with parameters do not use the estimate of s²_a as if it were exact: with few replications a set it is often
zero where s²_a is not (`spread_posterior.py`). The combined interval is never narrower than the error of the mean.

With one set, parameters are not varied: N − 1 replaces N − K, and there is no interval of parameters. Where fewer than
`LEAST_FREEDOM` replications share their set with another, parameters and chance cannot be separated. The combined
interval is then that of one trial under unknown parameters, t_{N−1} √(s² (1 + 1/N)), which holds both and is wider than
an interval of the average.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from scenarios.pairs.precision import LEAST_FREEDOM

from .pairs import Pairs
from .spread_posterior import posterior_half_widths

NOT_VARIED, VARIED, NOT_SEPARATED = "not varied", "varied", "not told apart from chance"


@dataclass(frozen=True, slots=True)
class Components:
    """Components of variance, an array each; `between` is NaN where it is not estimated.

    `n`: replications with a value; `sets`: their parameter sets; `within`: variance within sets, with its degrees of
    `freedom`; `among`: mean square between sets (M above); `crowding`: Σ n_k² ÷ N², which is 1 ÷ sets if all sets have
    the same number of replications.
    """

    n: np.ndarray
    sets: np.ndarray
    mean: np.ndarray
    within: np.ndarray
    freedom: np.ndarray
    between: np.ndarray
    crowding: np.ndarray
    among: np.ndarray

    def halves(self, comparisons: int | np.ndarray = 1) -> dict[str, np.ndarray]:
        """Return the half-widths `mean`, `trial`, `parameters` and `combined` at 1 − 0.05 ÷ `comparisons`."""
        inside = np.broadcast_to(1.0 - 0.025 / np.asarray(comparisons), self.mean.shape)
        t_within = stdtrit(np.maximum(self.freedom, 1), inside)
        some = np.maximum(self.n, 1)
        mean = t_within * np.sqrt(self.within / some)
        trial = t_within * np.sqrt(self.within * (1.0 + 1.0 / some))
        parameters, both = posterior_half_widths(self.among, self.within, self.n, self.sets, self.crowding, inside)
        not_separated = np.where(self.sets > 1, trial, mean)
        combined = np.where(np.isnan(self.between), not_separated, np.maximum(mean, both))
        return {"mean": mean, "trial": trial, "parameters": parameters, "combined": combined}

    @property
    def parameters(self) -> np.ndarray:
        """Whether parameters were varied and separated from chance: `NOT_VARIED`, `VARIED` or `NOT_SEPARATED`."""
        return np.where(self.sets < 2, NOT_VARIED, np.where(np.isnan(self.between), NOT_SEPARATED, VARIED))


def components(values: np.ndarray, draws: np.ndarray) -> Components:
    """Return the components of variance of each cell of `values` (… × replications; NaN marks a missing value)."""
    replications = values.shape[-1]
    flat = values.reshape(-1, replications)
    number = np.unique(draws, return_inverse=True)[1]
    of_set = np.zeros((replications, number.max(initial=-1) + 1))
    of_set[np.arange(replications), number] = 1.0
    there = ~np.isnan(flat)
    n = there.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(there, flat, 0.0).sum(axis=1) / n
        centred = np.where(there, flat - mean[:, None], 0.0)
        counts = n[:, None].astype(float) if of_set.shape[1] == 1 else there.astype(float) @ of_set
        sets = (counts > 0).sum(axis=1)
        total = (centred**2).sum(axis=1)
        among = ((centred @ of_set) ** 2 / np.maximum(counts, 1.0)).sum(axis=1)
        crowding = (counts**2).sum(axis=1) / n.astype(float) ** 2
        separated = (sets > 1) & (n - sets >= LEAST_FREEDOM)
        among = np.where(separated, among, 0.0)
        freedom = n - np.where(separated, sets, 1)
        within = np.where(n > 1, np.maximum(total - among, 0.0) / np.maximum(freedom, 1), np.nan)
        size = n * (1.0 - crowding) / (sets - 1)
        among = np.where(separated, among / (sets - 1), np.nan)
        between = np.maximum(among - within, 0.0) / size
    parts = (n, sets, mean, within, freedom, between, crowding, among)
    return Components(*(part.reshape(values.shape[:-1]) for part in parts))


def uncertainty_of(pairs: Pairs, column: str = "measure", comparisons: int = 1) -> pd.DataFrame:
    """Return a row a cell of `pairs`: the difference with its three uncertainties and the gain of pairing.

    Columns: scenario, base, group, `column`, week, difference; low, high: error of the mean and parameters combined;
    mean_low, mean_high, trial_low, trial_high, parameters_low, parameters_high: each on its own; trial_spread,
    parameter_spread: standard deviations; paired_to_unpaired: width of the interval of the mean ÷ its width with
    different luck in the two scenarios; parameters, sets, n. Intervals are at 1 − 0.05 ÷ `comparisons`.
    """
    parts = components(pairs.differences, pairs.draws)
    halves = parts.halves(comparisons)
    low, high = parts.mean - halves["combined"], parts.mean + halves["combined"]
    columns = {"difference": parts.mean, "low": low, "high": high}
    for kind in ("mean", "trial", "parameters"):
        columns |= {f"{kind}_low": parts.mean - halves[kind], f"{kind}_high": parts.mean + halves[kind]}
    columns["trial_spread"], columns["parameter_spread"] = np.sqrt(parts.within), np.sqrt(parts.between)
    columns["paired_to_unpaired"] = _to_unpaired(pairs, parts)
    columns |= {"parameters": parts.parameters, "sets": parts.sets, "n": parts.n}
    return pairs.keys(column).assign(**{name: values.ravel() for name, values in columns.items()})


def _to_unpaired(pairs: Pairs, paired: Components) -> np.ndarray:
    """Return the ratio of the standard errors, paired ÷ unpaired, both from the variance within parameter sets."""
    there = ~np.isnan(pairs.differences)
    scenario, base = (
        components(np.where(there, part, np.nan), pairs.draws).within for part in (pairs.values[1:], pairs.values[:1])
    )
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.sqrt(paired.within / (scenario + base))
