"""Three uncertainties of a paired difference, kept apart by components of variance.

A difference of replication r, with parameter set k, is d = μ + a_k + e_r. One-way analysis of variance over the sets
(N replications, K sets, n_k replications of set k):

- within, the chance of one trial:  s²_e = Σ (d − mean of its set)² ÷ (N − K);
- between, the parameters:          s²_a = (M − s²_e) ÷ n₀, where M = Σ n_k (mean of set k − mean)² ÷ (K − 1) and
                                    n₀ = (N − Σ n_k² ÷ N) ÷ (K − 1); below zero it is zero.

The half-widths of the 95 % intervals around the mean difference, t_f being Student's t with f degrees of freedom:

- error of the mean:   t_{N−K} √(s²_e ÷ N). How well the average over these sets is known; it narrows with more
  replications.
- parameters:          where the average under another plausible set would lie; more replications do not narrow it.
- chance of one trial: t_{N−K} √(s²_e (1 + 1/N)). Where one trial would come out if the parameters were known.
- error of the mean and parameters together: where the average under another set would lie, as well as it is known.

The two with parameters do not take s²_a as if it were known: with few replications a set it is often estimated as zero
where it is not (`posterior.py`). The interval is never narrower than the error of the mean alone.

With one set parameters are not varied: N − 1 takes the place of N − K, and the third is not there. Where fewer than
`LEAST_FREEDOM` replications share their set with another, parameters and chance cannot be told apart: then the
interval together is that of one trial under unknown parameters, t_{N−1} √(s² (1 + 1/N)), which holds both, and is
wider than one of the average alone would be.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from .pairs import Pairs
from .spread_posterior import half_widths

LEAST_FREEDOM = 5
"""So many replications more than parameter sets are needed to tell parameters and chance apart."""
NOT_VARIED, VARIED, TOGETHER = "not varied", "varied", "not told apart from chance"


@dataclass(frozen=True, slots=True)
class Components:
    """Components of variance, an array each; `between` is NaN where there is none or it cannot be told apart.

    `n` replications with a value, `sets` parameter sets among them, `mean`, `within` and its degrees of `freedom`,
    `among`, the mean square between sets (M above), and `crowding`, Σ n_k² ÷ N²: 1 ÷ sets if all have as many
    replications.
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
        """Return the half-widths `mean`, `trial`, `parameters` and `together` at 1 − 0.05 ÷ `comparisons`."""
        inside = np.broadcast_to(1.0 - 0.025 / np.asarray(comparisons), self.mean.shape)
        t_within = stdtrit(np.maximum(self.freedom, 1), inside)
        some = np.maximum(self.n, 1)
        mean = t_within * np.sqrt(self.within / some)
        trial = t_within * np.sqrt(self.within * (1.0 + 1.0 / some))
        parameters, both = half_widths(self.among, self.within, self.n, self.sets, self.crowding, inside)
        unapart = np.where(self.sets > 1, trial, mean)
        together = np.where(np.isnan(self.between), unapart, np.maximum(mean, both))
        return {"mean": mean, "trial": trial, "parameters": parameters, "together": together}

    @property
    def parameters(self) -> np.ndarray:
        """What is known of parameters: `NOT_VARIED`, `VARIED` or `TOGETHER`."""
        return np.where(self.sets < 2, NOT_VARIED, np.where(np.isnan(self.between), TOGETHER, VARIED))


def components(values: np.ndarray, draws: np.ndarray) -> Components:
    """Return the components of variance of each cell of `values` (… × replications; NaN: no value)."""
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
        apart = (sets > 1) & (n - sets >= LEAST_FREEDOM)
        among = np.where(apart, among, 0.0)
        freedom = n - np.where(apart, sets, 1)
        within = np.where(n > 1, np.maximum(total - among, 0.0) / np.maximum(freedom, 1), np.nan)
        size = n * (1.0 - crowding) / (sets - 1)
        among = np.where(apart, among / (sets - 1), np.nan)
        between = np.maximum(among - within, 0.0) / size
    found = (n, sets, mean, within, freedom, between, crowding, among)
    return Components(*(part.reshape(values.shape[:-1]) for part in found))


def uncertainty_of(pairs: Pairs, column: str = "measure", comparisons: int = 1) -> pd.DataFrame:
    """Return a row a cell of `pairs`: the difference with its three uncertainties and what pairing gains.

    `low, high`: error of the mean and parameters together. `mean_…`, `trial_…`, `parameters_…`: each alone.
    `trial_spread`, `parameter_spread`: standard deviations. `paired_to_unpaired`: width of the interval of the mean
    ÷ its width if the two scenarios had had different luck. Intervals are at 1 − 0.05 ÷ `comparisons`.
    """
    found = components(pairs.differences, pairs.draws)
    halves = found.halves(comparisons)
    made = {"difference": found.mean, "low": found.mean - halves["together"], "high": found.mean + halves["together"]}
    for kind in ("mean", "trial", "parameters"):
        made |= {f"{kind}_low": found.mean - halves[kind], f"{kind}_high": found.mean + halves[kind]}
    made["trial_spread"], made["parameter_spread"] = np.sqrt(found.within), np.sqrt(found.between)
    made["paired_to_unpaired"] = _to_unpaired(pairs, found)
    made |= {"parameters": found.parameters, "sets": found.sets, "n": found.n}
    return pairs.keys(column).assign(**{name: part.ravel() for name, part in made.items()})


def _to_unpaired(pairs: Pairs, found: Components) -> np.ndarray:
    """Return the ratio of the standard errors, paired ÷ unpaired, both from the variance within parameter sets."""
    there = ~np.isnan(pairs.differences)
    scenario, base = (
        components(np.where(there, part, np.nan), pairs.draws).within for part in (pairs.values[1:], pairs.values[:1])
    )
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.sqrt(found.within / (scenario + base))
