"""Three uncertainties of a paired difference, kept apart by components of variance.

A difference of replication r, with parameter set k, is d = μ + a_k + e_r. One-way analysis of variance over the sets
(N replications, K sets, n_k replications of set k):

- within, the chance of one trial:  s²_e = Σ (d − mean of its set)² ÷ (N − K);
- between, the parameters:          s²_a = (M − s²_e) ÷ n₀, where M = Σ n_k (mean of set k − mean)² ÷ (K − 1) and
                                    n₀ = (N − Σ n_k² ÷ N) ÷ (K − 1); below zero it is zero.

The half-widths of the 95 % intervals around the mean difference, t_f being Student's t with f degrees of freedom:

- error of the mean:   t_{N−K} √(s²_e ÷ N). How well the average over these sets is known; it narrows with more
  replications.
- parameters:          t_f √(s²_a (1 + Σ n_k² ÷ N²)). Where the average under another plausible set would lie;
  more replications do not narrow it. f is Satterthwaite's for s²_a, between (K − 1) ÷ 2 and K − 1.
- chance of one trial: t_{N−K} √(s²_e (1 + 1/N)). Where one trial would come out if the parameters were known.
- error of the mean and parameters together: the root of the sum of the squares of the first two.

With one set parameters are not varied: N − 1 takes the place of N − K, and the third is not there. Where fewer than
`LEAST_FREEDOM` replications share their set with another, parameters and chance cannot be told apart: then the
interval together is that of one trial under unknown parameters, t_{N−1} √(s² (1 + 1/N)), which holds both.

How often the interval together covers the average under another set, in 6,000 simulated data sets, by the spread of
parameters ÷ the spread of the chance of one trial:

- 1 or more: in 95 of 100 cases with many replications a set (200 with 25 sets), in 90 to 94 with about one or two a
  set (30 with 25: 90), and in 92 with only 3 sets;
- 0.2 to 0.5: in 83 to 94, because s²_a is then often estimated as zero;
- 0, no parameter variance at all: in 97 to 98 (the mean itself).
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from .pairs import Pairs

LEAST_FREEDOM = 5
"""So many replications more than parameter sets are needed to tell parameters and chance apart."""
NOT_VARIED, VARIED, TOGETHER = "not varied", "varied", "not told apart from chance"


@dataclass(frozen=True, slots=True)
class Components:
    """Components of variance, an array each; `between` is NaN where there is none or it cannot be told apart.

    `n` replications with a value, `sets` parameter sets among them, `mean`, `within` and its degrees of `freedom`,
    and `crowding`, Σ n_k² ÷ N²: 1 ÷ sets if all have as many replications.
    """

    n: np.ndarray
    sets: np.ndarray
    mean: np.ndarray
    within: np.ndarray
    freedom: np.ndarray
    between: np.ndarray
    crowding: np.ndarray

    def halves(self, comparisons: int = 1) -> dict[str, np.ndarray]:
        """Return the half-widths `mean`, `trial`, `parameters` and `together` at 1 − 0.05 ÷ `comparisons`."""
        inside = 1.0 - 0.025 / comparisons
        t_within = stdtrit(np.maximum(self.freedom, 1), inside)
        some, sets = np.maximum(self.n, 1), np.maximum(self.sets - 1, 1)
        with np.errstate(invalid="ignore", divide="ignore"):
            luck = self.within * sets / (some * (1.0 - self.crowding))
            scale = (self.between + luck) ** 2 / sets + luck**2 / np.maximum(self.freedom, 1)
            t_sets = stdtrit(np.clip(self.between**2 / scale, np.maximum(1.0, sets / 2.0), sets), inside)
        t_sets = np.where(self.between == 0.0, 0.0, t_sets)
        mean = t_within * np.sqrt(self.within / some)
        trial = t_within * np.sqrt(self.within * (1.0 + 1.0 / some))
        parameters = t_sets * np.sqrt(self.between * (1.0 + self.crowding))
        together = np.where(np.isnan(parameters), np.where(self.sets > 1, trial, mean), np.hypot(mean, parameters))
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
        between = np.maximum(among / (sets - 1) - within, 0.0) / size
    found = (n, sets, mean, within, freedom, np.where(apart, between, np.nan), crowding)
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
