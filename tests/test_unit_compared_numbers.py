"""Numbers of comparisons by hand: intervals, pairs, covariances, prices of steps, and whose numbers they are."""

from dataclasses import replace
from io import StringIO

import numpy as np
import pandas as pd
import pytest
from made_comparisons import made_comparison
from rich.console import Console
from scipy.stats import t

from results import compare_figures, gains_figure, value_figures
from results.compare_report import about, figures, tables
from results.compare_sentences import answer
from results.compare_table import comparison_screen
from results.compared_money import compared_money, money_pairs
from results.cost_effect import (
    CostEffect,
    best_shares,
    cost_effects,
    frontier,
    plane,
)
from results.joint import Joint, joint
from results.money import StatedValues
from results.paired import comparison_table
from results.pairs import paired, weeks_of
from results.summary import LEAST_TRIALS
from results.uncertainty import Components, uncertainty_of
from results.verdicts import MORE, NOT_CLEAR, judged
from results.who_gains import who_gains

EFFECTS = {"exit_work": 0.03, "life_satisfaction": 0.4, "cost_coach": 40.0}
MADE = made_comparison({"s0": EFFECTS}, 20, 1, every=52, luck=0.05)
TITLES = {"base": "Now", "a": "A", "b": "B", "c": "C", "d": "D"}


def of_one_group():
    """Return a comparison in which the group `coaching` loses what the others gain."""
    made = {name: getattr(MADE, name).copy() for name in ("series", "money", "subgroups")}
    for frame in made.values():
        frame["group"] = frame["group"].astype(str)
        there = (frame["scenario"] == "s0") & (frame["group"] == "coaching")
        for name, less in (("exit_work", 0.2), ("exits_to_work", 0.2), ("life_satisfaction", 3), ("cost_month", 5000)):
            if name in frame:
                frame.loc[there & (frame.get("week", 104) == 104), name] -= less
    return replace(MADE, **made)


def test_intervals_by_hand():
    one = (np.array([value]) for value in (20.0, 4.0, 0.0, 4.0, 16.0, 9.0, 0.25))
    known = Components(*one)
    luck = 4.0 * 3 / (20 * 0.75)
    freedom = 81.0 / ((9.0 + luck) ** 2 / 3 + luck**2 / 16)
    for comparisons in (1, 5):
        inside = 1.0 - 0.025 / comparisons
        mean, trial = t.ppf(inside, 16) * np.sqrt(4.0 / 20.0), t.ppf(inside, 16) * np.sqrt(4.0 * (1.0 + 1.0 / 20.0))
        parameters = t.ppf(inside, freedom) * np.sqrt(9.0 * 1.25)
        found = known.halves(comparisons)
        expected = {"mean": mean, "trial": trial, "parameters": parameters, "together": np.hypot(mean, parameters)}
        assert {name: half[0] for name, half in found.items()} == pytest.approx(expected)


def test_what_is_not_known_of_several_quantities_by_hand():
    values = np.random.default_rng(1).standard_normal((2, 12))
    one = joint(values, np.zeros(12, dtype=int))
    assert (one.freedom, one.n) == (11, 12)
    assert one.covariance == pytest.approx(np.cov(values) / 12)
    lone = joint(values, np.arange(12))
    assert lone.freedom == 11
    assert lone.covariance == pytest.approx(np.cov(values) * (1.0 + 1.0 / 12.0))
    assert joint(values, np.arange(12) % 4).freedom == 3


def test_weeks_that_are_shown_are_half_years_and_the_last():
    assert weeks_of(pd.DataFrame({"week": [60, 0, 4, 26, 28, 52, 0]})) == (26, 52, 60)


def test_a_group_of_other_people_is_not_compared_where_it_is_so():
    two = made_comparison({"a": {}, "b": {}}, 4, 1, every=104)
    two = replace(two, same_people={"a": ("control", "everyone"), "b": ("everyone",)})
    found = comparison_table(two, measures=["trust"], weeks=(104,))
    assert found[["scenario", "group"]].to_numpy().tolist() == [["a", "everyone"], ["a", "control"], ["b", "everyone"]]


def test_a_replication_that_occurs_twice_is_refused():
    with pytest.raises(ValueError, match="a replication occurs twice"):
        paired(MADE, pd.concat([MADE.series, MADE.series]), ["trust"], [104])


def test_the_plane_has_the_intervals_of_the_tables_and_the_correlation_of_cost_and_effect():
    dearer = replace(MADE, money=MADE.money.assign(cost_month=1000.0 * MADE.money["exits_to_work"]))
    found = plane(cost_effects(dearer, draw=False)).set_index("effect").loc["exits_to_work"]
    rows = uncertainty_of(money_pairs(dearer, None, [104], ["everyone"], ("exits_to_work", "cost_all_budgets")))
    effect, cost = rows.itertuples()
    assert (found["effect_low"], found["effect_high"]) == pytest.approx((effect.low, effect.high))
    assert (found["cost_low"], found["cost_high"]) == pytest.approx((cost.low, cost.high))
    assert (found["extra_effect"], found["extra_cost"]) == pytest.approx((effect.difference, cost.difference))
    assert found["correlation"] == pytest.approx(1.0)
    cheaper = replace(MADE, money=MADE.money.assign(cost_month=-1000.0 * MADE.money["exits_to_work"]))
    assert plane(cost_effects(cheaper, draw=False))["correlation"].iloc[0] == pytest.approx(-1.0)


def test_of_equal_effects_the_cheapest_is_the_best_whatever_an_effect_is_worth():
    samples = np.array([[[0.0, 1.0], [5.0, 1.0], [-9.0, 0.0]]])
    assert best_shares(samples, np.array([np.inf, 0.0])).tolist() == [[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]


def known_costs(n: int, samples=None, half=(2.0, 0.002, 2.0, 0.002)) -> CostEffect:
    """Return the base at zero, then 100 for 0.1, then 400 for 0.2: the second step costs 3000 a unit."""
    cost, gain = np.array([0.0, 100.0, 400.0]), np.array([0.0, 0.1, 0.2])
    known = Joint(np.array([100.0, 0.1, 400.0, 0.2]), np.diag([1.0, 1e-6, 1.0, 1e-6]), n - 1, n)
    return CostEffect("exits_to_work", ("base", "a", "b"), cost, gain, known, np.array(half), samples)


def test_a_step_along_the_frontier_is_priced_against_the_step_before():
    rows = frontier([known_costs(20)]).set_index("scenario")
    assert rows["by"].to_dict() == {"base": "", "a": "base", "b": "a"}
    assert rows["price"].to_numpy() == pytest.approx([np.nan, 1000.0, 3000.0], nan_ok=True)
    assert rows.loc["b", "price_low"] < 3000.0 < rows.loc["b", "price_high"]
    assert frontier([known_costs(3)])["price"].isna().all()
    unclear = frontier([known_costs(20, half=(2.0, 0.2, 2.0, 0.002))]).set_index("scenario")["price"]
    assert np.isnan(unclear["a"]) and unclear["b"] == pytest.approx(3000.0)


def test_sentences_are_about_the_group_that_is_asked_for():
    made = of_one_group()
    of_all, of_group = answer(made), answer(made, "coaching")
    assert "more people" in of_all.work and "higher" in of_all.wellbeing and "more money" in of_all.money
    assert of_all.basis.startswith("This is about all 200 simulated people together.")
    name = "‘" + made.labels.get("coaching", "Coaching") + "’"
    assert all(words.startswith(f"Group {name}. After 2 years, ") or "Over 2 years" in words for words in of_group[:3])
    assert "fewer people" in of_group.work and "lower" in of_group.wellbeing and "less money" in of_group.money
    assert of_group.basis.startswith(f"This is about the group {name} alone: 200 simulated people.")
    assert of_group.basis in about(made, "coaching")
    console = Console(width=120, record=True, file=StringIO())
    console.print(comparison_screen(made, "coaching"))
    text = console.export_text()
    assert "fewer people" in text and "Only the group" in text and "-17." in text


def test_tables_and_figures_are_about_the_group_that_is_asked_for(monkeypatch):
    made, drawn = of_one_group(), []
    for module, name in (
        (compare_figures, "paired_differences"), (compare_figures, "difference_over_time"),
        (gains_figure, "gains_and_losses"),
    ):  # fmt: skip
        monkeypatch.setattr(module, name, lambda rows, *titles, name=name, **texts: drawn.append((name, rows, texts)))
    found = tables(made, group="coaching")
    for name, draw in figures(made, StatedValues(), found, "coaching").items():
        if name not in ("cost-effectiveness", "acceptability"):
            draw()
    assert len(drawn) == 6
    for name, rows, texts in drawn:
        assert set(rows["group"]) == {"coaching"}, name
        assert "alone: 200 simulated people" in texts["kicker"], name
    assert {name: set(found[name]["group"]) for name in ("plane", "frontier", "acceptability")} == {
        name: {"coaching"} for name in ("plane", "frontier", "acceptability")
    }
    assert found["plane"]["extra_effect"].iloc[0] < 0.0 < tables(made)["plane"]["extra_effect"].iloc[0]
    assert set(found["comparison"]["group"]) == {"everyone", "control", "coaching"}


def test_whose_money_it_is_and_what_a_price_is_at_the_end():
    effects = {"exit_work": 0.1, "cost_partner": 30.0, "cost_bonus": 20.0, "cost_coach": 10.0, "cost_benefit": -5.0}
    money = compared_money(made_comparison({"s": effects}, 20, 1, luck=0.05), StatedValues(exit_to_work=10_000.0))
    of = money[(money["week"] == 104) & (money["group"] == "everyone")].set_index("item")["difference"]
    assert of["cost_partner"] > 100.0 and of["cost_bonus"] > 80.0 and of["cost_benefit"] < 0.0
    execution = of["cost_execution"] + of["cost_coach"] + of["cost_bonus"]
    assert of["net_position_partners"] == pytest.approx(-of["cost_partner"])
    assert of["net_position_execution_budget"] == pytest.approx(-execution)
    assert of["net_position_municipality"] == pytest.approx(-execution - of["cost_benefit"])
    worth = 10_000.0 * of["exits_to_work"] + 14_820.0 * of["point_years"]
    assert of["net_benefit"] == pytest.approx(worth - of["cost_all_budgets"], rel=1e-4)
    assert of["cost_per_extra_exit"] == pytest.approx(of["cost_all_budgets"] / of["exits_to_work"], rel=1e-4)


def test_who_gains_has_people_and_plain_intervals_and_nothing_clear_of_few_trials():
    planted = {("sex", "women"): {"life_satisfaction": 5.0}}
    made = made_comparison({"s": {}}, 20, 1, every=104, subgroup_effects=planted)
    row = who_gains(made).query("group == 'everyone' and level == 'women' and outcome == 'life_satisfaction'").iloc[0]
    rows = made.subgroups
    own = rows[(rows["group"] == "everyone") & (rows["level"] == "women")]["life_satisfaction"].to_numpy()
    half = t.ppf(0.975, 19) * own.std(ddof=1) / np.sqrt(20)
    assert (row["low"], row["high"]) == pytest.approx((own.mean() - half, own.mean() + half))
    assert row["people"] == 60.0 and row["clear"]
    few = replace(made, subgroups=rows[rows["replication"] < LEAST_TRIALS - 1])
    assert not who_gains(few)["clear"].any()


def test_of_many_scenarios_more_is_asked_before_one_is_clear():
    luck = np.random.default_rng(6).standard_normal(20)
    luck = (luck - luck.mean()) / luck.std(ddof=1)
    said = []
    for count in (1, 8):
        made = made_comparison({f"s{number}": {} for number in range(count)}, 20, 1, ("control",), 26, luck=0.0)
        series = made.series.astype({"exit_work": float})
        there = (series["scenario"] == "s0") & (series["week"] == 26)
        number = series.loc[there, "replication"].to_numpy()
        series.loc[there, "exit_work"] += 0.03 + 0.03 * np.sqrt(20) / 2.5 * luck[number]
        rows = judged(replace(made, series=series), ("exit_work",))
        said.append(rows["verdict"].iloc[0])
        assert rows["low"].iloc[0] > 0.0
    assert said == [MORE, NOT_CLEAR]


def test_the_plane_is_drawn_with_effects_to_the_right_and_costs_upwards():
    found = cost_effects(MADE, draw=False)
    points = plane(found)
    figure = value_figures.cost_effectiveness(points, frontier(found), MADE.titles)
    marks = [mark for mark in figure.findobj() if mark.get_gid() == "mark:s0"]
    at = [(float(mark.get_xdata()[0]), float(mark.get_ydata()[0])) for mark in marks]
    factors = {"exits_to_work": 100.0, "point_years": 1.0}
    expected = [(row.extra_effect * factors[row.effect], row.extra_cost) for row in points.itertuples()]
    assert at == [pytest.approx(pair) for pair in expected]
