"""Costs against effects: the plane, which policies are dominated, and which is best at which value of an effect.

Costs are those of all budgets together, per person since the start; effects are exits to work and point-years of life
satisfaction per person. What is not known is drawn from `joint`: parameters and error of the mean, not the luck of one
trial.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..run.money import EFFECTS, StatedValues
from ..statistics.cost_effect_joint import Joint, joint
from ..statistics.multiple_testing import judgements
from ..statistics.pairs import paired
from ..statistics.prices import NO_PRICE, price
from ..statistics.summary import LEAST_TRIALS
from ..statistics.uncertainty import components
from ..words.language import N_, _
from .compared_money import UNITS, money_with_budgets

MOST = {"exits_to_work": 100_000.0, "point_years": 40_000.0}
"""Up to what a unit of the effect may be worth in the acceptability curve, euros."""
STEPS = 50
ON_FRONTIER, DOMINATED, EXTENDED = (
    N_("on the frontier"), N_("dominated"), N_("extendedly dominated")
)  # fmt: skip



@dataclass(frozen=True, slots=True)
class CostEffect:
    """Cost and effect of every scenario, the base first, as differences from the base; and what is not known of them.

    `values` are the differences by replication, cost and effect of each scenario other than the base in turn, and
    `draws` the parameter sets of the replications; `half` has the half-widths of the intervals of `known`, as in the
    other tables; `samples` is draws × scenarios × (cost, effect), or None of fewer than `LEAST_TRIALS` replications. A
    price is shown where an effect is clear as one of `comparisons`.
    """

    effect: str
    scenarios: tuple[str, ...]
    cost: np.ndarray
    gain: np.ndarray
    known: Joint
    half: np.ndarray
    samples: np.ndarray | None
    values: np.ndarray
    draws: np.ndarray
    comparisons: int

    @property
    def n(self) -> int:
        """The number of replications."""
        return self.known.n


def cost_effects(comparison, group: str = "everyone", draw: bool = True) -> list[CostEffect]:
    """Return costs and effects at the last week, one for each of `money.EFFECTS`; without `draw` no samples.

    Raises ValueError for a group that is paired in no scenario.
    """
    last = int(comparison.money["week"].max())
    frame = money_with_budgets(comparison, StatedValues(), (last,))
    made = []
    for effect in EFFECTS:
        pairs = paired(comparison, frame, ("cost_all_budgets", effect), (last,), (group,))
        kept = [at for at, values in enumerate(pairs.differences) if np.isfinite(values).any()]
        values = pairs.differences[kept, 0, 0].reshape(2 * len(kept), -1)
        known = joint(values, pairs.draws)
        means = np.concatenate([[0.0, 0.0], known.mean]).reshape(-1, 2)
        half = components(values, pairs.draws).halves()["combined"]
        samples = None
        if draw and known.n >= LEAST_TRIALS:
            samples = known.samples().reshape(-1, len(kept), 2)
            samples = np.concatenate([np.zeros((len(samples), 1, 2)), samples], axis=1)
        scenarios = (pairs.base, *(pairs.scenarios[1 + at] for at in kept))
        uncertain = (known, half, samples, values, pairs.draws, judgements(comparison))
        made.append(CostEffect(effect, scenarios, means[:, 0], means[:, 1], *uncertain))
    return made


def plane(found: list[CostEffect]) -> pd.DataFrame:
    """Return a row a scenario other than the base and effect: extra effect and cost with intervals, their correlation.

    Columns: scenario, base, effect, unit, extra_effect, effect_low, effect_high, extra_cost, cost_low, cost_high,
    correlation (of what is not known), n.
    """
    rows = []
    for one in found:
        error = np.sqrt(np.diag(one.known.covariance)).reshape(-1, 2)
        for at, scenario in enumerate(one.scenarios[1:]):
            cost, gain, both = one.known.pair(2 * at, 2 * at + 1)
            half_cost, half_gain = one.half[2 * at : 2 * at + 2]
            spread = error[at].prod()
            row = {"scenario": scenario, "base": one.scenarios[0], "effect": one.effect, "unit": _(UNITS[one.effect])}
            row |= {"extra_effect": gain, "effect_low": gain - half_gain, "effect_high": gain + half_gain}
            row |= {"extra_cost": cost, "cost_low": cost - half_cost, "cost_high": cost + half_cost}
            rows.append(row | {"correlation": both[0, 1] / spread if spread > 0.0 else 0.0, "n": one.n})
    return pd.DataFrame(rows)


def best_shares(samples: np.ndarray, worth: np.ndarray) -> np.ndarray:
    """Return worth × scenarios: in which share of the draws each has the highest net benefit at each `worth`.

    `worth` is what a unit of the effect is worth, euros; at infinity the largest effect is the best, then the lowest
    cost. Scenarios that are equally good share.
    """
    best = (best_in(samples, value) for value in worth)
    return np.array([(one / one.sum(axis=1, keepdims=True)).mean(axis=0) for one in best])


def best_in(samples: np.ndarray, worth: float) -> np.ndarray:
    """Return draws × scenarios: which has the highest net benefit at this `worth`, several if they are equally good."""
    cost, gain = samples[..., 0], samples[..., 1]
    net = gain if np.isinf(worth) else worth * gain - cost
    best = net >= net.max(axis=1, keepdims=True) - 1e-12 * np.abs(net).max(initial=1.0)
    if np.isinf(worth):
        best &= cost <= np.where(best, cost, np.inf).min(axis=1, keepdims=True) + 1e-9
    return best


def acceptability(found: list[CostEffect]) -> pd.DataFrame:
    """Return effect, worth (euros), scenario (the base included) and probability that it has the highest net benefit.

    Without rows of fewer than `LEAST_TRIALS` replications.
    """
    parts = []
    for one in found:
        if one.samples is not None:
            worth = np.linspace(0.0, MOST[one.effect], STEPS + 1)
            shares = best_shares(one.samples, worth)
            keys = {"effect": one.effect, "worth": np.repeat(worth, len(one.scenarios))}
            named = {"scenario": np.tile(np.array(one.scenarios, dtype=object), len(worth))}
            parts.append(pd.DataFrame(keys | named | {"probability": shares.ravel()}))
    columns = ["effect", "worth", "scenario", "probability"]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)


def frontier(found: list[CostEffect]) -> pd.DataFrame:
    """Return for each effect and scenario, cheapest first, whether it is on the frontier or dominated, and by which.

    Columns: effect, scenario, extra_cost, extra_effect, status, by, price, price_low, price_high, never_best.
    Dominated: `by` costs no more and does no less, and one of the two strictly. Extendedly dominated: a mixture of two
    others does. `price`: euros for a unit more than the scenario before it on the frontier (`by`), only where that step
    is clearly above zero, as `prices` judges it. `never_best`: share of draws in which it is the best choice at no
    value of the effect at all.
    """
    rows = []
    for one in found:
        status = statuses(one.cost, one.gain)
        never = _never_best(one)
        before = None
        for at in sorted(range(len(one.scenarios)), key=lambda at: (one.cost[at], -one.gain[at], at)):
            kind, by = status[at]
            step = NO_PRICE
            if kind == ON_FRONTIER:
                by, before = before, at
                step = _price(one, by, at) if by is not None else step
            row = {"effect": one.effect, "scenario": one.scenarios[at], "extra_cost": one.cost[at]}
            row |= {"extra_effect": one.gain[at], "status": kind, "by": "" if by is None else one.scenarios[by]}
            row |= dict(zip(("price", "price_low", "price_high"), step, strict=True))
            rows.append(row | {"never_best": never[at]})
    return pd.DataFrame(rows)


def statuses(cost: np.ndarray, gain: np.ndarray) -> list[tuple[str, int | None]]:
    """Return for each policy its status and the place of the one that dominates it.

    Of an extendedly dominated policy that is the next policy on the frontier with a larger effect. Policies that cost
    and do exactly the same have the same status.
    """
    points, of_each = np.unique(np.column_stack([cost, gain]), axis=0, return_inverse=True)
    if len(points) < len(cost):
        first = [int(np.flatnonzero(of_each == point)[0]) for point in range(len(points))]
        told = [(kind, None if by is None else first[by]) for kind, by in statuses(*points.T)]
        return [told[point] for point in of_each]
    count = len(cost)
    found: list[tuple[str, int | None]] = [(ON_FRONTIER, None)] * count
    for at in range(count):
        better = [
            other for other in range(count)
            if cost[other] <= cost[at] and gain[other] >= gain[at]
            and (cost[other] < cost[at] or gain[other] > gain[at])
        ]  # fmt: skip
        if better:
            found[at] = (DOMINATED, min(better, key=lambda other: (cost[other] - cost[at], -gain[other])))
    line = sorted((at for at in range(count) if found[at][0] == ON_FRONTIER), key=lambda at: (gain[at], cost[at]))
    kept: list[int] = []
    for at in line:
        while len(kept) > 1 and _steeper(cost, gain, kept[-2], kept[-1], at):
            found[kept.pop()] = (EXTENDED, at)
        kept.append(at)
    on_line = set(kept)
    for at in line:
        if at not in on_line:
            found[at] = (EXTENDED, min((to for to in kept if gain[to] > gain[at]), key=lambda to: gain[to]))
    return found


def _steeper(cost, gain, first: int, middle: int, last: int) -> bool:
    """Return whether the step to `middle` costs more a unit than the step from there to `last`."""
    one = (cost[middle] - cost[first]) * (gain[last] - gain[middle])
    two = (cost[last] - cost[middle]) * (gain[middle] - gain[first])
    return one > two and gain[last] > gain[middle]


def _price(one: CostEffect, before: int, at: int) -> tuple[float, float, float]:
    """Return what a unit more costs with its interval, NaN where the effect of that step is not clearly above zero."""
    base = np.zeros((1, 2, one.values.shape[1]))
    of_each = np.concatenate([base, one.values.reshape(-1, 2, one.values.shape[1])])
    return price(*(of_each[at] - of_each[before]), one.draws, one.comparisons)


def _never_best(one: CostEffect) -> np.ndarray:
    if one.samples is None:
        return np.full(len(one.scenarios), np.nan)
    return 1.0 - ever_best(one.samples).mean(axis=0)


def ever_best(samples: np.ndarray) -> np.ndarray:
    """Return draws × scenarios: whether there is any worth of the effect, from 0 on, at which each is a best choice.

    Against another with less effect it needs a worth above some price; against one with more effect, below one; against
    one with as much effect it must not cost more.
    """
    cost, gain = samples[..., 0], samples[..., 1]
    found = np.empty(cost.shape, dtype=bool)
    for at in range(cost.shape[1]):
        dearer, more = cost[:, at, None] - cost, gain[:, at, None] - gain
        with np.errstate(divide="ignore", invalid="ignore"):
            worth = dearer / more
        least = np.where(more > 0.0, worth, 0.0).max(axis=1, initial=0.0)
        most = np.where(more < 0.0, worth, np.inf).min(axis=1)
        as_cheap = ((more != 0.0) | (dearer <= 0.0)).all(axis=1)
        found[:, at] = as_cheap & (least <= most * (1.0 + 1e-9)) & (most >= 0.0)
    return found


def clearly(scenarios: int) -> float:
    """Return in which share of draws a policy must never be the best choice to be called clearly dominated.

    Corrected for the policies, the base among them, and the effects by which they are judged (Bonferroni).
    """
    return 1.0 - 0.05 / (len(EFFECTS) * scenarios)
