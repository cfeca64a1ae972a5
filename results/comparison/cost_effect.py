"""Costs against effects: cost-effectiveness plane, frontier with dominated policies, and acceptability.

Costs are those of all budgets, per person since the start; effects are exits to work and, in the social account,
point-years of life satisfaction per person. Uncertainty is drawn from `cost_effect_joint`: parameters and error of the
mean, not the chance of one trial.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from simulation.outcomes import EVERYONE

from ..run.money import EFFECTS
from ..statistics.cost_effect_joint import Joint, joint
from ..statistics.multiple_testing import judgements
from ..statistics.pairs import paired
from ..statistics.prices import NO_PRICE, price
from ..statistics.summary import LEAST_TRIALS
from ..statistics.uncertainty import components
from ..words.language import N_, _
from .compared_money import ITEM_UNITS, money_with_budgets

if TYPE_CHECKING:
    from scenarios.compare import Comparison

MOST = {"exits_to_work": 100_000.0, "point_years": 40_000.0}
"""Effect → highest worth of a unit in the acceptability curve, euros."""
CURVE_STEPS = 50
ON_FRONTIER, DOMINATED, EXTENDED = (
    N_("on the frontier"), N_("dominated"), N_("extendedly dominated")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CostEffect:
    """Cost and effect of every scenario, the base first, as differences from the base, and their joint distribution.

    `name` is the item of the effect. `values` are the differences by replication: cost and effect of each scenario
    other than the base in turn; `draws` are the parameter sets of the replications. `half` has the half-widths of the
    intervals of `known`, as in the other tables. `samples` is draws × scenarios × (cost, effect), or None with fewer
    than `LEAST_TRIALS` replications. A price is shown if an effect is clear, corrected for `comparisons`.
    """

    name: str
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


def cost_effects(
    comparison: "Comparison", group: str = EVERYONE, draw: bool = True, social_account: bool = False
) -> list[CostEffect]:
    """Return costs and exits to work at the last week; without `draw` no samples.

    For the `social_account` point-years of life satisfaction are an effect too.

    Raises ValueError for a group that is not paired in any scenario.
    """
    last = int(comparison.money["week"].max())
    frame = money_with_budgets(comparison, None, (last,))
    result = []
    for effect in EFFECTS if social_account else ("exits_to_work",):
        pairs = paired(comparison, frame, ("cost_all_budgets", effect), (last,), (group,))
        kept = [index for index, values in enumerate(pairs.differences) if np.isfinite(values).any()]
        values = pairs.differences[kept, 0, 0].reshape(2 * len(kept), -1)
        known = joint(values, pairs.draws)
        means = np.concatenate([[0.0, 0.0], known.mean]).reshape(-1, 2)
        half = components(values, pairs.draws).halves()["combined"]
        samples = None
        if draw and known.n >= LEAST_TRIALS:
            samples = known.samples().reshape(-1, len(kept), 2)
            samples = np.concatenate([np.zeros((len(samples), 1, 2)), samples], axis=1)
        scenarios = (pairs.base, *(pairs.scenarios[1 + index] for index in kept))
        cost, gain = means.T
        count = judgements(comparison)
        result.append(CostEffect(effect, scenarios, cost, gain, known, half, samples, values, pairs.draws, count))
    return result


def plane(effects: list[CostEffect]) -> pd.DataFrame:
    """Return a row a scenario other than the base and effect: extra effect and cost with intervals, their correlation.

    Columns: scenario, base, effect, unit, extra_effect, effect_low, effect_high, extra_cost, cost_low, cost_high,
    correlation (of cost and effect), n.
    """
    rows = []
    for effect in effects:
        error = np.sqrt(np.diag(effect.known.covariance)).reshape(-1, 2)
        for index, scenario in enumerate(effect.scenarios[1:]):
            cost, gain, both = effect.known.pair(2 * index, 2 * index + 1)
            half_cost, half_gain = effect.half[2 * index : 2 * index + 2]
            spread = error[index].prod()
            row: dict[str, object] = {"scenario": scenario, "base": effect.scenarios[0]}
            row |= {"effect": effect.name, "unit": _(ITEM_UNITS[effect.name])}
            row |= {"extra_effect": gain, "effect_low": gain - half_gain, "effect_high": gain + half_gain}
            row |= {"extra_cost": cost, "cost_low": cost - half_cost, "cost_high": cost + half_cost}
            rows.append(row | {"correlation": both[0, 1] / spread if spread > 0.0 else 0.0, "n": effect.n})
    return pd.DataFrame(rows)


def best_shares(samples: np.ndarray, worth: np.ndarray) -> np.ndarray:
    """Return worth × scenarios: the share of the draws in which each has the highest net benefit at each `worth`.

    `worth` is the worth of a unit of the effect, euros; at infinity the largest effect is the best, then the lowest
    cost. Equally good scenarios share a draw.
    """
    best = (best_in(samples, value) for value in worth)
    return np.array([(choice / choice.sum(axis=1, keepdims=True)).mean(axis=0) for choice in best])


def best_in(samples: np.ndarray, worth: float) -> np.ndarray:
    """Return draws × scenarios: a mask of the highest net benefit at this `worth`, with several if they are equal."""
    cost, gain = samples[..., 0], samples[..., 1]
    net = gain if np.isinf(worth) else worth * gain - cost
    best = net >= net.max(axis=1, keepdims=True) - 1e-12 * np.abs(net).max(initial=1.0)
    if np.isinf(worth):
        best &= cost <= np.where(best, cost, np.inf).min(axis=1, keepdims=True) + 1e-9
    return best


def acceptability(effects: list[CostEffect]) -> pd.DataFrame:
    """Return effect, worth (euros), scenario (the base included), probability of the highest net benefit.

    There are no rows with fewer than `LEAST_TRIALS` replications.
    """
    parts = []
    for effect in effects:
        if effect.samples is not None:
            worth = np.linspace(0.0, MOST[effect.name], CURVE_STEPS + 1)
            shares = best_shares(effect.samples, worth)
            keys = {"effect": effect.name, "worth": np.repeat(worth, len(effect.scenarios))}
            names = {"scenario": np.tile(np.array(effect.scenarios, dtype=object), len(worth))}
            parts.append(pd.DataFrame(keys | names | {"probability": shares.ravel()}))
    columns = ["effect", "worth", "scenario", "probability"]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)


def frontier(effects: list[CostEffect]) -> pd.DataFrame:
    """Return a row an effect and scenario, the cheapest first: on the frontier, or dominated and by which scenario.

    Columns: effect, scenario, extra_cost, extra_effect, status, by, price, price_low, price_high, never_best.
    Dominated: `by` costs no more and has no smaller effect, and is better in cost or in effect. Extendedly dominated: a
    mixture of two others dominates it. `price`: euros for one more unit than the scenario before it on the frontier
    (`by`), only if the effect of that step is clearly above zero (`prices.py`). `never_best`: share of draws in which
    it is not the best choice at any worth of the effect.
    """
    rows = []
    for effect in effects:
        status = statuses(effect.cost, effect.gain)
        never = _never_best(effect)
        before = None
        for index in _by_cost(effect):
            kind, by = status[index]
            step = NO_PRICE
            if kind == ON_FRONTIER:
                by, before = before, index
                step = _price(effect, by, index) if by is not None else step
            row = {"effect": effect.name, "scenario": effect.scenarios[index], "extra_cost": effect.cost[index]}
            row |= {"extra_effect": effect.gain[index], "status": kind}
            row["by"] = "" if by is None else effect.scenarios[by]
            row |= dict(zip(("price", "price_low", "price_high"), step, strict=True))
            rows.append(row | {"never_best": never[index]})
    return pd.DataFrame(rows)


def _by_cost(effect: CostEffect) -> list[int]:
    """Return the indices of the scenarios, the cheapest first, then the largest effect."""
    return sorted(range(len(effect.scenarios)), key=lambda index: (effect.cost[index], -effect.gain[index], index))


def statuses(cost: np.ndarray, gain: np.ndarray) -> list[tuple[str, int | None]]:
    """Return for each policy its status and the index of the policy that dominates it.

    An extendedly dominated policy is dominated by the next policy on the frontier with a larger effect. Policies with
    the same cost and effect have the same status.
    """
    points, of_each = np.unique(np.column_stack([cost, gain]), axis=0, return_inverse=True)
    if len(points) < len(cost):
        first = [int(np.flatnonzero(of_each == point)[0]) for point in range(len(points))]
        of_points = [(kind, None if by is None else first[by]) for kind, by in statuses(*points.T)]
        return [of_points[point] for point in of_each]
    count = len(cost)
    result: list[tuple[str, int | None]] = [(ON_FRONTIER, None)] * count
    for index in range(count):
        better = [
            other for other in range(count)
            if cost[other] <= cost[index] and gain[other] >= gain[index]
            and (cost[other] < cost[index] or gain[other] > gain[index])
        ]  # fmt: skip
        if better:
            result[index] = (DOMINATED, _nearest_in_cost(better, cost, gain, index))
    not_dominated = (index for index in range(count) if result[index][0] == ON_FRONTIER)
    line = sorted(not_dominated, key=lambda index: (gain[index], cost[index]))
    kept: list[int] = []
    for index in line:
        while len(kept) > 1 and _steeper(cost, gain, kept[-2], kept[-1], index):
            result[kept.pop()] = (EXTENDED, index)
        kept.append(index)
    on_frontier = set(kept)
    for index in line:
        if index not in on_frontier:
            larger = (other for other in kept if gain[other] > gain[index])
            result[index] = (EXTENDED, min(larger, key=lambda other: gain[other]))
    return result


def _nearest_in_cost(candidates: list[int], cost: np.ndarray, gain: np.ndarray, index: int) -> int:
    return min(candidates, key=lambda other: (cost[other] - cost[index], -gain[other]))


def _steeper(cost: np.ndarray, gain: np.ndarray, first: int, middle: int, last: int) -> bool:
    """Return whether the step to `middle` costs more a unit than the step from `middle` to `last`."""
    to_middle = (cost[middle] - cost[first]) * (gain[last] - gain[middle])
    to_last = (cost[last] - cost[middle]) * (gain[middle] - gain[first])
    return to_middle > to_last and gain[last] > gain[middle]


def _price(effect: CostEffect, before: int, index: int) -> tuple[float, float, float]:
    """Return the price of one more unit with its interval; NaN if the step has no effect clearly above zero."""
    base = np.zeros((1, 2, effect.values.shape[1]))
    of_each = np.concatenate([base, effect.values.reshape(-1, 2, effect.values.shape[1])])
    cost, gain = of_each[index] - of_each[before]
    return price(cost, gain, effect.draws, effect.comparisons)


def _never_best(effect: CostEffect) -> np.ndarray:
    if effect.samples is None:
        return np.full(len(effect.scenarios), np.nan)
    return 1.0 - ever_best(effect.samples).mean(axis=0)


def ever_best(samples: np.ndarray) -> np.ndarray:
    """Return draws × scenarios: a mask of scenarios that are a best choice at some worth of the effect, from 0 on.

    Against a scenario with a smaller effect the worth must exceed a price; against a scenario with a larger effect
    it must be below a price; against a scenario with the same effect the cost must not be higher.
    """
    cost, gain = samples[..., 0], samples[..., 1]
    result = np.empty(cost.shape, dtype=bool)
    for index in range(cost.shape[1]):
        dearer, more = cost[:, index, None] - cost, gain[:, index, None] - gain
        with np.errstate(divide="ignore", invalid="ignore"):
            worth = dearer / more
        least = np.where(more > 0.0, worth, 0.0).max(axis=1, initial=0.0)
        most = np.where(more < 0.0, worth, np.inf).min(axis=1)
        as_cheap = ((more != 0.0) | (dearer <= 0.0)).all(axis=1)
        result[:, index] = as_cheap & (least <= most * (1.0 + 1e-9)) & (most >= 0.0)
    return result


def clearly(scenarios: int) -> float:
    """Return the smallest share of draws in which a policy is not the best that counts as clearly dominated.

    It is corrected for the number of policies, the base included, and of effects (Bonferroni).
    """
    return 1.0 - 0.05 / (len(EFFECTS) * scenarios)
