"""Unit: cost and effect of comparisons by hand: the plane, the frontier, prices and money by budget."""

from dataclasses import replace

import numpy as np
import pytest
from comparison_samples import sample_comparison

from results.comparison import value_figures
from results.comparison.compared_money import compared_money, money_pairs
from results.comparison.cost_effect import (
    CostEffect,
    best_shares,
    cost_effects,
    frontier,
    plane,
)
from results.run.money import StatedValues, fieller
from results.statistics.cost_effect_joint import joint
from results.statistics.prices import price
from results.statistics.summary import LEAST_TRIALS
from results.statistics.uncertainty import components, uncertainty_of

EFFECTS = {"exit_work": 0.03, "life_satisfaction": 0.4, "cost_coach": 40.0}
SAMPLE = sample_comparison({"s0": EFFECTS}, 20, 1, every=52, luck=0.05)


def test_the_plane_has_the_intervals_of_the_tables_and_the_correlation_of_cost_and_effect():
    dearer = replace(SAMPLE, money=SAMPLE.money.assign(cost_month=1000.0 * SAMPLE.money["exits_to_work"]))
    point = plane(cost_effects(dearer, draw=False)).set_index("effect").loc["exits_to_work"]
    rows = uncertainty_of(money_pairs(dearer, None, [104], ["everyone"], ("exits_to_work", "cost_all_budgets")))
    effect, cost = rows.itertuples()
    assert (point["effect_low"], point["effect_high"]) == pytest.approx((effect.low, effect.high))
    assert (point["cost_low"], point["cost_high"]) == pytest.approx((cost.low, cost.high))
    assert (point["extra_effect"], point["extra_cost"]) == pytest.approx((effect.difference, cost.difference))
    assert point["correlation"] == pytest.approx(1.0)
    cheaper = replace(SAMPLE, money=SAMPLE.money.assign(cost_month=-1000.0 * SAMPLE.money["exits_to_work"]))
    assert plane(cost_effects(cheaper, draw=False))["correlation"].iloc[0] == pytest.approx(-1.0)


def test_of_equal_effects_the_cheapest_policy_is_best_at_any_value():
    samples = np.array([[[0.0, 1.0], [5.0, 1.0], [-9.0, 0.0]]])
    assert best_shares(samples, np.array([np.inf, 0.0])).tolist() == [[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]


def known_costs(n: int, spread: float = 0.001, comparisons: int = 22, draws=None) -> CostEffect:
    """Return the base at zero, then 100 for 0.1, then 400 for 0.2: the second step costs 3000 a unit.

    `spread` is that of the smaller effect, from trial to trial.
    """
    luck = np.random.default_rng(8).standard_normal((4, n))
    luck -= luck.mean(axis=1, keepdims=True)
    values = np.array([[100.0], [0.1], [400.0], [0.2]]) + np.array([[1.0], [spread], [1.0], [0.001]]) * luck
    draws = np.zeros(n, dtype=int) if draws is None else draws
    known = joint(values, draws)
    cost, gain = np.array([0.0, *known.mean[::2]]), np.array([0.0, *known.mean[1::2]])
    return CostEffect("exits_to_work", ("base", "a", "b"), cost, gain, known, np.zeros(4), None, values, draws,
                      comparisons)  # fmt: skip


def test_a_step_along_the_frontier_is_priced_against_the_previous_step():
    rows = frontier([known_costs(20)]).set_index("scenario")
    assert rows["by"].to_dict() == {"base": "", "a": "base", "b": "a"}
    assert rows["price"].to_numpy() == pytest.approx([np.nan, 1000.0, 3000.0], nan_ok=True)
    assert rows.loc["b", "price_low"] < 3000.0 < rows.loc["b", "price_high"]
    assert frontier([known_costs(9)])["price"].isna().all()
    assert frontier([known_costs(20, spread=0.3)])["price"].isna().all()


@pytest.mark.parametrize("sets", [1, 5, 20])
def test_a_price_has_an_interval_if_the_widened_interval_of_the_effect_leaves_out_zero(sets):
    draws = np.arange(20) % sets
    for spread in (0.02, 0.06, 0.1, 0.14, 0.2, 0.4):
        costed = known_costs(20, spread, draws=draws)
        parts = components(costed.values[1:2], draws)
        clear = bool(parts.mean[0] > parts.halves(22)["combined"][0])
        row = frontier([costed]).set_index("scenario").loc["a"]
        assert np.isfinite([row["price"], row["price_low"], row["price_high"]]).all() == clear
        assert row["price"] != row["price"] or row["price_low"] < row["price"] < row["price_high"]


def test_a_price_needs_the_least_number_of_trials_with_both_values():
    cost, effect = 100.0 + np.arange(12.0), 0.1 + 0.001 * np.arange(12.0)
    some, all_there = effect.copy(), slice(0, LEAST_TRIALS)
    some[LEAST_TRIALS:] = np.nan
    draws = np.zeros(12, dtype=int)
    result = price(cost, some, draws, 1)
    assert np.isfinite(result).all() and result == price(cost[all_there], effect[all_there], draws[all_there], 1)
    some[0] = np.nan
    assert np.isnan(price(cost, some, draws, 1)).all()


def test_a_cost_of_nothing_has_a_price_of_nothing():
    effect = 0.1 + 0.001 * np.arange(12.0)
    assert price(np.zeros(12), effect, np.zeros(12, dtype=int), 1) == (0.0, 0.0, 0.0)


def test_an_interval_of_a_price_is_fieller_s_with_one_set():
    rng = np.random.default_rng(9)
    cost, effect = 100.0 + 30.0 * rng.standard_normal(20), 0.1 + 0.03 * rng.standard_normal(20)
    assert price(cost, effect, np.zeros(20, dtype=int), 1) == pytest.approx(fieller(cost, effect), rel=1e-6)


def test_the_table_of_prices_and_the_frontier_have_the_same_price_of_a_first_step():
    effects = {"s": {"exit_work": 0.1, "cost_coach": 30.0}}
    comparison = sample_comparison(effects, 30, 6, luck=0.05, parameters=0.1, every=104)
    money = compared_money(comparison).query("group == 'everyone' and item == 'cost_per_extra_exit'").iloc[0]
    step = frontier(cost_effects(comparison)).query("effect == 'exits_to_work' and scenario == 's'").iloc[0]
    assert np.isfinite(step["price"])
    assert tuple(money[["difference", "low", "high"]]) == pytest.approx(
        tuple(step[["price", "price_low", "price_high"]])
    )


def test_money_by_budget_and_the_price_at_the_end():
    effects = {"exit_work": 0.1, "cost_partner": 30.0, "cost_bonus": 20.0, "cost_coach": 10.0, "cost_benefit": -5.0}
    money = compared_money(sample_comparison({"s": effects}, 20, 1, luck=0.05), StatedValues(exit_to_work=10_000.0))
    of = money[(money["week"] == 104) & (money["group"] == "everyone")].set_index("item")["difference"]
    assert of["cost_partner"] > 100.0 and of["cost_bonus"] > 80.0 and of["cost_benefit"] < 0.0
    execution = of["cost_execution"] + of["cost_coach"] + of["cost_bonus"]
    assert of["net_position_partners"] == pytest.approx(-of["cost_partner"])
    assert of["net_position_execution_budget"] == pytest.approx(-execution)
    assert of["net_position_municipality"] == pytest.approx(-execution - of["cost_benefit"])
    worth = 10_000.0 * of["exits_to_work"] + 14_820.0 * of["point_years"]
    spent = of["cost_execution"] + of["cost_coach"] + of["cost_partner"]
    assert of["net_benefit"] == pytest.approx(worth - spent, rel=1e-4)
    assert of["cost_per_extra_exit"] == pytest.approx(of["cost_all_budgets"] / of["exits_to_work"], rel=1e-4)


def test_the_plane_is_drawn_with_effects_to_the_right_and_costs_upwards():
    effects = cost_effects(SAMPLE, draw=False, social_account=True)
    points = plane(effects)
    figure = value_figures.cost_effectiveness(points, frontier(effects), SAMPLE.titles)
    marks = [mark for mark in figure.findobj() if mark.get_gid() == "mark:s0"]
    at = [(float(mark.get_xdata()[0]), float(mark.get_ydata()[0])) for mark in marks]
    factors = {"exits_to_work": 100.0, "point_years": 1.0}
    expected = [(row.extra_effect * factors[row.effect], row.extra_cost) for row in points.itertuples()]
    assert at == [pytest.approx(pair) for pair in expected]
