"""Unit: prices, dominance, the frontier and acceptability of policies."""

import numpy as np
import pytest
from comparison_samples import sample_comparison, sample_values

from results.comparison.compared_money import compared_money
from results.comparison.cost_effect import (
    DOMINATED,
    EXTENDED,
    ON_FRONTIER,
    acceptability,
    best_in,
    best_shares,
    clearly,
    cost_effects,
    ever_best,
    frontier,
    plane,
    statuses,
)
from results.statistics.cost_effect_joint import joint
from results.statistics.uncertainty import components

PLANTED = {"better": {"exit_work": 0.03, "life_satisfaction": 0.4, "cost_coach": 40.0, "cost_benefit": -25.0}}
SAMPLE = sample_comparison(PLANTED, 40, 8, parameters=0.3)


def price(effects, **options):
    money = compared_money(sample_comparison({"s": effects}, 20, 1, **options), weeks=(104,), groups=("everyone",))
    return money.set_index("item").loc["cost_per_extra_exit"]


def test_a_price_only_where_the_effect_is_clearly_above_zero():
    row = price({"exit_work": 0.05, "cost_coach": 50.0}, luck=0.05)
    assert row["low"] < row["difference"] < row["high"]
    assert row["difference"] == pytest.approx(50.0 * 24 * 0.52 / 0.05, rel=0.1)
    for effects, why in (
        ({"cost_coach": 50.0}, "not clearly"),
        ({"exit_work": -0.05}, "below zero"),
        ({"exit_work": 0.05, "cost_benefit": -100.0}, "lower cost"),
    ):
        row = price(effects, luck=0.05)
        assert np.isnan(row["difference"]) and why in row["note"], effects


def test_dominance_by_hand():
    cost, gain = np.array([0.0, 10.0, 30.0, 40.0, 35.0]), np.array([0.0, -1.0, 1.0, 4.0, 4.0])
    marks = statuses(cost, gain)
    assert marks[0] == (ON_FRONTIER, None)
    assert marks[1] == (DOMINATED, 0)  # dearer and does less
    assert marks[2] == (EXTENDED, 4)  # 30 a unit, where the next step from 0 costs less than 9
    assert marks[3] == (DOMINATED, 4)  # as much for more
    assert marks[4] == (ON_FRONTIER, None)
    assert {status for status, _by in statuses(np.zeros(3), np.zeros(3))} == {ON_FRONTIER}
    assert [status for status, _by in statuses(np.array([0.0, 5.0, 20.0]), np.arange(3.0))] == [ON_FRONTIER] * 3


def test_policies_that_cost_and_do_the_same_have_the_same_status():
    status = statuses(np.array([0.0, 10.0, 10.0, 11.0]), np.array([0.0, 1.0, 1.0, 10.0]))
    assert status == [(ON_FRONTIER, None), (EXTENDED, 3), (EXTENDED, 3), (ON_FRONTIER, None)]


def test_a_policy_that_only_costs_is_best_at_no_value_of_the_effect():
    samples = np.zeros((10, 2, 2))
    samples[:, 1, 0] = 10.0
    for worth in (0.0, 5.0, np.inf):
        assert best_in(samples, worth).tolist() == [[True, False]] * 10
    samples[:, 1, 0] = 0.0
    assert best_in(samples, np.inf).all()


def test_the_frontier_marks_dominated_policies_and_prices_steps():
    effects = {
        "dear": {"exit_work": 0.02, "cost_coach": 80.0},
        "good": {"exit_work": 0.06, "cost_coach": 40.0},
        "bad": {"exit_work": -0.05, "cost_coach": 40.0},
    }
    rows = frontier(cost_effects(sample_comparison(effects, 20, 1, luck=0.05)))
    of = rows[rows["effect"] == "exits_to_work"].set_index("scenario")
    assert of["status"].to_dict() == {"base": ON_FRONTIER, "good": ON_FRONTIER, "dear": DOMINATED, "bad": DOMINATED}
    assert of.loc["good", "by"] == "base" and of.loc["dear", "by"] == "good"
    assert of.loc["good", "price_low"] < of.loc["good", "price"] < of.loc["good", "price_high"]
    assert (of.loc[["dear", "bad"], "never_best"] == 1.0).all() and (
        of.loc[["base", "good"], "never_best"] == 0.0
    ).all()


def test_acceptability_at_zero_and_at_infinity():
    rng = np.random.default_rng(4)
    samples = np.concatenate([np.zeros((5000, 1, 2)), rng.normal([[100.0, 0.5]], [[100.0, 1.0]], (5000, 1, 2))], axis=1)
    at_zero, at_infinity = best_shares(samples, np.array([0.0, np.inf]))
    assert at_zero[0] == pytest.approx((samples[:, 1, 0] > 0.0).mean())
    assert at_infinity[1] == pytest.approx((samples[:, 1, 1] > 0.0).mean())
    assert best_shares(np.zeros((10, 4, 2)), np.array([5.0, np.inf])) == pytest.approx(np.full((2, 4), 0.25))
    curve = acceptability(cost_effects(SAMPLE))
    assert curve.groupby(["effect", "worth"])["probability"].sum().to_numpy() == pytest.approx(1.0)


def test_joint_agrees_with_the_components():
    rng = np.random.default_rng(5)
    values, draws, _truth = sample_values(rng, 3, 10, 6, parameter=1.0, luck=0.5)
    values *= [[1.0], [1000.0], [0.001]]
    known, alone = joint(values, draws), components(values, draws)
    expected = alone.within / alone.n + alone.between * (1.0 + alone.crowding)
    assert np.diag(known.covariance) == pytest.approx(expected)
    ends = np.quantile(known.samples() - known.mean, 0.975, axis=0)
    assert ends == pytest.approx(alone.halves()["combined"], rel=0.05)


@pytest.mark.parametrize(("sets", "n"), [(1, 12), (12, 12), (5, 40)])
def test_draws_of_costs_and_effects_reach_as_far_as_the_intervals(sets, n):
    rng = np.random.default_rng(11)
    draws = np.arange(n) % sets
    values = rng.standard_normal((1, sets))[:, draws] + 0.5 * rng.standard_normal((1, n))
    known, alone = joint(np.vstack([values, 5.0 * values]), draws), components(values, draws)
    samples = known.samples() - known.mean
    assert np.quantile(np.abs(samples[:, 0]), 0.95) == pytest.approx(alone.halves()["combined"][0], rel=0.06)
    assert samples[:, 1] == pytest.approx(5.0 * samples[:, 0])


def test_a_policy_is_ever_best_if_it_is_best_at_some_value_of_the_effect():
    # base, good value, a dear step beyond it, and one that lies above the line between the two
    points = np.array([[0.0, 0.0], [100.0, 1.0], [400.0, 2.0], [260.0, 1.5]])
    exact = np.array([[0.0, 0.0], [100.0, 1.0], [100.0 + 1e-5, 1.0 + 1e-9], [1.0, -1.0]])
    assert ever_best(np.array([points])).tolist() == [[True, True, True, False]]
    narrow = np.array([[0.0, 0.0], [1000.0, 1.0], [2000.5, 2.0], [5000.0, 2.5]])
    assert ever_best(np.array([narrow])).all()  # each is the best between two prices, however near they lie
    assert ever_best(np.array([exact]))[0].tolist() == [True, True, True, False]
    assert ever_best(np.zeros((3, 4, 2))).all()
    rng = np.random.default_rng(30)
    samples = rng.standard_normal((200, 5, 2))
    worths = [0.0, *np.geomspace(1e-4, 1e4, 4000), np.inf]
    seen = np.any([best_in(samples, worth) for worth in worths], axis=0)
    assert (ever_best(samples) == seen).mean() > 0.995 and (ever_best(samples) >= seen).all()


def test_the_limit_for_never_best_rises_with_the_number_of_policies():
    assert clearly(2) == pytest.approx(1.0 - 0.05 / 4) and clearly(20) > clearly(2) > 0.95


def test_few_trials_have_points_but_no_curve():
    few = cost_effects(sample_comparison(PLANTED, 3, 1))
    assert acceptability(few).empty
    assert len(plane(few)) == 1 and frontier(few)["never_best"].isna().all()
