"""Unit: intervals, pairs, covariances and prices of comparisons by hand."""

from dataclasses import replace
from io import StringIO
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from comparison_samples import sample_comparison
from rich.console import Console
from scipy.stats import t

from results.comparison import comparison_figures, gains_figure, value_figures
from results.comparison.answer import answer
from results.comparison.compared_money import compared_money, money_pairs
from results.comparison.comparison_files import about, figures, tables
from results.comparison.comparison_screen import comparison_screen
from results.comparison.cost_effect import (
    CostEffect,
    best_shares,
    cost_effects,
    frontier,
    plane,
)
from results.comparison.verdicts import MORE, NOT_ENOUGH, judged
from results.comparison.who_gains import who_gains
from results.run.money import StatedValues, fieller
from results.statistics.cost_effect_joint import joint
from results.statistics.multiple_testing import BUDGETS, OUTCOMES, STATEMENTS, judgements
from results.statistics.paired_differences import comparison_table
from results.statistics.pairs import paired, weeks_of
from results.statistics.prices import price
from results.statistics.summary import LEAST_TRIALS
from results.statistics.uncertainty import LEAST_FREEDOM, NOT_SEPARATED, VARIED, Components, components, uncertainty_of

EFFECTS = {"exit_work": 0.03, "life_satisfaction": 0.4, "cost_coach": 40.0}
SAMPLE = sample_comparison({"s0": EFFECTS}, 20, 1, every=52, luck=0.05)
TITLES = {"base": "Now", "a": "A", "b": "B", "c": "C", "d": "D"}


def of_one_group():
    """Return a comparison in which the group `coaching` loses what the others gain."""
    made = {name: getattr(SAMPLE, name).copy() for name in ("series", "money", "subgroups")}
    for frame in made.values():
        frame["group"] = frame["group"].astype(str)
        there = (frame["scenario"] == "s0") & (frame["group"] == "coaching")
        for name, less in (("exit_work", 0.2), ("exits_to_work", 0.2), ("life_satisfaction", 3), ("cost_month", 5000)):
            if name in frame:
                frame.loc[there & (frame.get("week", 104) == 104), name] -= less
    return replace(SAMPLE, **made)


@pytest.mark.parametrize("among", [49.0, 6.0])
def test_intervals_by_hand(among):
    one = (np.array([value]) for value in (20.0, 4.0, 0.0, 4.0, 16.0, max(0.0, among - 4.0) / 5.0, 0.25, among))
    known = Components(*one)
    rng = np.random.default_rng(1)
    luck, both = 16 * 4.0 / rng.chisquare(16, 4_000_000), 3 * among / rng.chisquare(3, 4_000_000)
    luck, both = luck[both > luck], both[both > luck]
    normal = np.abs(rng.standard_normal(len(luck)))
    spread = (both - luck) / 5.0 * 1.25
    for comparisons in (1, 5):
        inside = 1.0 - 0.025 / comparisons
        half_widths = {name: half[0] for name, half in known.halves(comparisons).items()}
        assert half_widths["mean"] == pytest.approx(t.ppf(inside, 16) * np.sqrt(4.0 / 20.0))
        assert half_widths["trial"] == pytest.approx(t.ppf(inside, 16) * np.sqrt(4.0 * (1.0 + 1.0 / 20.0)))
        expected = np.quantile(normal * np.sqrt(spread), 2.0 * inside - 1.0)
        assert half_widths["parameters"] == pytest.approx(expected, rel=0.01)
        expected = np.quantile(normal * np.sqrt(spread + luck / 20.0), 2.0 * inside - 1.0)
        assert half_widths["combined"] == pytest.approx(expected, rel=0.01)
    many = known.halves(np.array([5]))
    assert many["combined"] == pytest.approx(known.halves(5)["combined"])


@pytest.mark.parametrize("among", [0.0, 0.01, 1.0, 4.0, 50.0])
def test_an_interval_is_never_narrower_than_the_error_of_the_mean(among):
    known = Components(*(np.array([value]) for value in (20.0, 15.0, 0.0, 4.0, 5.0, 0.0, 1.0 / 15.0, among)))
    halves = known.halves()
    assert halves["combined"] >= halves["mean"]


def test_parameters_and_chance_are_separated_from_the_least_freedom_on():
    values = np.random.default_rng(2).standard_normal((1, 4 + LEAST_FREEDOM))
    for replications, what in ((3 + LEAST_FREEDOM, NOT_SEPARATED), (4 + LEAST_FREEDOM, VARIED)):
        spread = components(values[:, :replications], np.arange(replications) % 4)
        assert spread.parameters == what


def test_a_replication_without_a_value_is_ignored():
    values, draws = np.random.default_rng(3).standard_normal((1, 20)), np.arange(20) % 4
    values[0, [3, 7, 8]] = np.nan
    there = ~np.isnan(values[0])
    some, all_there = components(values, draws), components(values[:, there], draws[there])
    for name in Components.__slots__:
        assert getattr(some, name) == pytest.approx(getattr(all_there, name)), name


def test_the_covariance_of_several_quantities_by_hand():
    values = np.random.default_rng(1).standard_normal((2, 12))
    one = joint(values, np.zeros(12, dtype=int))
    assert one.n == 12
    assert one.covariance == pytest.approx(np.cov(values) / 12)
    lone = joint(values, np.arange(12))
    assert lone.covariance == pytest.approx(np.cov(values) * (1.0 + 1.0 / 12.0))


def test_weeks_that_are_shown_are_half_years_and_the_last():
    assert weeks_of(pd.DataFrame({"week": [60, 0, 4, 26, 28, 52, 0]})) == (26, 52, 60)


def test_a_group_with_other_people_is_not_compared():
    two = sample_comparison({"a": {}, "b": {}}, 4, 1, every=104)
    two = replace(two, same_people={"a": ("control", "everyone"), "b": ("everyone",)})
    table = comparison_table(two, measures=["trust"], weeks=(104,))
    assert table[["scenario", "group"]].to_numpy().tolist() == [["a", "everyone"], ["a", "control"], ["b", "everyone"]]


def test_a_replication_that_occurs_twice_is_refused():
    with pytest.raises(ValueError, match="a replication occurs twice"):
        paired(SAMPLE, pd.concat([SAMPLE.series, SAMPLE.series]), ["trust"], [104])


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
        one = known_costs(20, spread, draws=draws)
        parts = components(one.values[1:2], draws)
        clear = bool(parts.mean[0] > parts.halves(22)["combined"][0])
        row = frontier([one]).set_index("scenario").loc["a"]
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
    made = sample_comparison({"s": {"exit_work": 0.1, "cost_coach": 30.0}}, 30, 6, luck=0.1, parameters=0.2, every=104)
    money = compared_money(made).query("group == 'everyone' and item == 'cost_per_extra_exit'").iloc[0]
    step = frontier(cost_effects(made)).query("effect == 'exits_to_work' and scenario == 's'").iloc[0]
    assert np.isfinite(step["price"])
    assert tuple(money[["difference", "low", "high"]]) == pytest.approx(
        tuple(step[["price", "price_low", "price_high"]])
    )


def test_a_difference_has_the_same_verdict_in_every_table_and_figure():
    made = sample_comparison({"a": {"exit_work": 0.02}, "b": {}}, 30, 1, luck=0.3, every=52)
    assert judgements(made) == 22 and len(STATEMENTS) == 11
    assert {*OUTCOMES, *BUDGETS} - {*STATEMENTS} == {"net_position_all_budgets"}
    alone = judged(made, ("exit_work",)).set_index("scenario")["verdict"]
    among = judged(made, (*OUTCOMES, *BUDGETS)).query("measure == 'exit_work'").set_index("scenario")["verdict"]
    assert alone.to_dict() == among.to_dict()


def test_without_effect_few_comparisons_report_a_clear_difference():
    pages, made = 2000, SimpleNamespace(scenarios=("a", "b"))
    rng = np.random.default_rng(10)
    for sets in (1, 4):
        values = rng.standard_normal((pages, judgements(made), 20))
        spread = components(values, np.arange(20) % sets)
        named = (np.abs(spread.mean) > spread.halves(judgements(made))["combined"]).any(axis=1).mean()
        assert named <= 0.05 + 3.0 * np.sqrt(0.05 * 0.95 / pages)
        assert (np.abs(spread.mean) > spread.halves()["mean"]).any(axis=1).mean() > 0.4  # without correction


def test_sentences_are_about_the_chosen_group():
    made = of_one_group()
    of_all, of_group = answer(made), answer(made, "coaching")
    assert "more people" in of_all.work and "higher" in of_all.wellbeing and "more money" in of_all.money
    assert of_all.whom.startswith("This is about all 200 simulated people together.")
    name = "‘" + made.labels.get("coaching", "Coaching") + "’"
    assert all(words.startswith(f"Group {name}. After 2 years, ") or "Over 2 years" in words for words in of_group[2:5])
    assert "fewer people" in of_group.work and "lower" in of_group.wellbeing and "less money" in of_group.money
    assert of_group.whom.startswith(f"This is about the group {name} alone: 200 simulated people.")
    assert of_group.whom in about(made, "coaching")
    console = Console(width=120, record=True, file=StringIO())
    console.print(comparison_screen(made, "coaching"))
    text = console.export_text()
    assert "fewer people" in text and "Only the group" in text and "-17." in text


def test_tables_and_figures_are_about_the_chosen_group(monkeypatch):
    made, drawn = of_one_group(), []
    for module, name in (
        (comparison_figures, "paired_differences"), (comparison_figures, "difference_over_time"),
        (gains_figure, "gains_and_losses"),
    ):  # fmt: skip
        monkeypatch.setattr(module, name, lambda rows, *titles, name=name, **texts: drawn.append((name, rows, texts)))
    by_name = tables(made, group="coaching")
    for name, draw in figures(made, StatedValues(), by_name, "coaching").items():
        if name not in ("cost-effectiveness", "acceptability"):
            draw()
    assert len(drawn) == 6
    for name, rows, texts in drawn:
        assert set(rows["group"]) == {"coaching"}, name
        assert "alone: 200 simulated people" in texts["kicker"], name
    assert {name: set(by_name[name]["group"]) for name in ("plane", "frontier", "acceptability")} == {
        name: {"coaching"} for name in ("plane", "frontier", "acceptability")
    }
    assert by_name["plane"]["extra_effect"].iloc[0] < 0.0 < tables(made)["plane"]["extra_effect"].iloc[0]
    assert set(by_name["comparison"]["group"]) == {"everyone", "control", "coaching"}


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
    assert of["net_benefit"] == pytest.approx(worth - of["cost_all_budgets"], rel=1e-4)
    assert of["cost_per_extra_exit"] == pytest.approx(of["cost_all_budgets"] / of["exits_to_work"], rel=1e-4)


def test_who_gains_has_uncorrected_intervals_and_no_verdict_with_few_trials():
    planted = {("sex", "women"): {"life_satisfaction": 5.0}}
    made = sample_comparison({"s": {}}, 20, 1, every=104, subgroup_effects=planted)
    row = who_gains(made).query("group == 'everyone' and level == 'women' and outcome == 'life_satisfaction'").iloc[0]
    rows = made.subgroups
    own = rows[(rows["group"] == "everyone") & (rows["level"] == "women")]["life_satisfaction"].to_numpy()
    half = t.ppf(0.975, 19) * own.std(ddof=1) / np.sqrt(20)
    assert (row["low"], row["high"]) == pytest.approx((own.mean() - half, own.mean() + half))
    assert row["people"] == 60.0 and row["clear"]
    few = replace(made, subgroups=rows[rows["replication"] < LEAST_TRIALS - 1])
    assert not who_gains(few)["clear"].any()


def test_with_many_scenarios_a_difference_must_be_larger_to_be_clear():
    luck = np.random.default_rng(6).standard_normal(20)
    luck = (luck - luck.mean()) / luck.std(ddof=1)
    said = []
    for count in (1, 8):
        made = sample_comparison({f"s{number}": {} for number in range(count)}, 20, 1, ("control",), 26, luck=0.0)
        series = made.series.astype({"exit_work": float})
        there = (series["scenario"] == "s0") & (series["week"] == 26)
        number = series.loc[there, "replication"].to_numpy()
        series.loc[there, "exit_work"] += 0.03 + 0.03 * np.sqrt(20) / 3.6 * luck[number]
        rows = judged(replace(made, series=series), ("exit_work",))
        said.append(rows["verdict"].iloc[0])
        assert rows["low"].iloc[0] > 0.0
    assert said == [MORE, NOT_ENOUGH]


def test_the_plane_is_drawn_with_effects_to_the_right_and_costs_upwards():
    effects = cost_effects(SAMPLE, draw=False)
    points = plane(effects)
    figure = value_figures.cost_effectiveness(points, frontier(effects), SAMPLE.titles)
    marks = [mark for mark in figure.findobj() if mark.get_gid() == "mark:s0"]
    at = [(float(mark.get_xdata()[0]), float(mark.get_ydata()[0])) for mark in marks]
    factors = {"exits_to_work": 100.0, "point_years": 1.0}
    expected = [(row.extra_effect * factors[row.effect], row.extra_cost) for row in points.itertuples()]
    assert at == [pytest.approx(pair) for pair in expected]
