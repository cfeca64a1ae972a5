"""Unit: intervals, pairs, covariances and verdicts of comparisons by hand."""

from dataclasses import replace
from io import StringIO
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from comparison_samples import sample_comparison
from rich.console import Console
from scipy.stats import t

from results.comparison import comparison_figures, gains_figure
from results.comparison.answer import answer
from results.comparison.comparison_files import about, figures_of_comparison, tables_of_comparison
from results.comparison.comparison_screen import comparison_screen
from results.comparison.verdicts import MORE, NOT_ENOUGH, judged
from results.comparison.who_gains import who_gains
from results.run.money import StatedValues
from results.statistics.cost_effect_joint import joint
from results.statistics.multiple_testing import BUDGET_ITEMS, HEADLINE_OUTCOMES, STATEMENTS, judgements
from results.statistics.paired_differences import uncertainty_table
from results.statistics.pairs import paired, weeks_of
from results.statistics.summary import LEAST_TRIALS
from results.statistics.uncertainty import LEAST_FREEDOM, NOT_SEPARATED, VARIED, Components, components

EFFECTS = {"exit_work": 0.03, "life_satisfaction": 0.4, "cost_coach": 40.0}
SAMPLE = sample_comparison({"s0": EFFECTS}, 20, 1, every=52, luck=0.05)


def with_group_losing():
    """Return a comparison in which the group `coaching` loses what the others gain."""
    frames = {name: getattr(SAMPLE, name).copy() for name in ("series", "money", "subgroups")}
    for frame in frames.values():
        frame["group"] = frame["group"].astype(str)
        there = (frame["scenario"] == "s0") & (frame["group"] == "coaching")
        for name, less in (("exit_work", 0.2), ("exits_to_work", 0.2), ("life_satisfaction", 3), ("cost_month", 5000)):
            if name in frame:
                frame.loc[there & (frame.get("week", 104) == 104), name] -= less
    return replace(SAMPLE, **frames)


@pytest.mark.parametrize("among", [49.0, 6.0])
def test_intervals_by_hand(among):
    moments = (np.array([value]) for value in (20.0, 4.0, 0.0, 4.0, 16.0, max(0.0, among - 4.0) / 5.0, 0.25, among))
    known = Components(*moments)
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
    moments = joint(values, np.zeros(12, dtype=int))
    assert moments.n == 12
    assert moments.covariance == pytest.approx(np.cov(values) / 12)
    lone = joint(values, np.arange(12))
    assert lone.covariance == pytest.approx(np.cov(values) * (1.0 + 1.0 / 12.0))


def test_weeks_that_are_shown_are_half_years_and_the_last():
    assert weeks_of(pd.DataFrame({"week": [60, 0, 4, 26, 28, 52, 0]})) == (26, 52, 60)


def test_a_group_with_other_people_is_not_compared():
    two = sample_comparison({"a": {}, "b": {}}, 4, 1, every=104)
    two = replace(two, same_people={"a": ("control", "everyone"), "b": ("everyone",)})
    table = uncertainty_table(two, measures=["trust"], weeks=(104,))
    assert table[["scenario", "group"]].to_numpy().tolist() == [["a", "everyone"], ["a", "control"], ["b", "everyone"]]


def test_a_replication_that_occurs_twice_is_refused():
    with pytest.raises(ValueError, match="a replication occurs twice"):
        paired(SAMPLE, pd.concat([SAMPLE.series, SAMPLE.series]), ["trust"], [104])


def test_a_difference_has_the_same_verdict_in_every_table_and_figure():
    comparison = sample_comparison({"a": {"exit_work": 0.02}, "b": {}}, 30, 1, luck=0.3, every=52)
    assert judgements(comparison) == 28 and len(STATEMENTS) == 14
    assert {*HEADLINE_OUTCOMES, *BUDGET_ITEMS} - {*STATEMENTS} == {"net_position_all_budgets"}
    alone = judged(comparison, ("exit_work",)).set_index("scenario")["verdict"]
    among = (
        judged(comparison, (*HEADLINE_OUTCOMES, *BUDGET_ITEMS))
        .query("measure == 'exit_work'")
        .set_index("scenario")["verdict"]
    )
    assert alone.to_dict() == among.to_dict()


def test_without_effect_few_comparisons_report_a_clear_difference():
    pages, comparison = 2000, SimpleNamespace(scenarios=("a", "b"))
    rng = np.random.default_rng(10)
    for sets in (1, 4):
        values = rng.standard_normal((pages, judgements(comparison), 20))
        spread = components(values, np.arange(20) % sets)
        named = (np.abs(spread.mean) > spread.halves(judgements(comparison))["combined"]).any(axis=1).mean()
        assert named <= 0.05 + 3.0 * np.sqrt(0.05 * 0.95 / pages)
        assert (np.abs(spread.mean) > spread.halves()["mean"]).any(axis=1).mean() > 0.4  # without correction


def test_sentences_are_about_the_chosen_group():
    comparison = with_group_losing()
    of_all, of_group = answer(comparison), answer(comparison, "coaching")
    assert "more people" in of_all.work and "higher" in of_all.wellbeing and "more money" in of_all.money
    assert of_all.scope.startswith("This is about all 200 simulated people together.")
    name = "‘" + comparison.labels.get("coaching", "Coaching") + "’"
    assert all(words.startswith(f"Group {name}. After 2 years, ") or "Over 2 years" in words for words in of_group[2:5])
    assert "fewer people" in of_group.work and "lower" in of_group.wellbeing and "less money" in of_group.money
    assert of_group.scope.startswith(f"This is about the group {name} alone: 200 simulated people.")
    assert of_group.scope in about(comparison, "coaching")
    console = Console(width=120, record=True, file=StringIO())
    console.print(comparison_screen(comparison, "coaching"))
    text = console.export_text()
    assert "fewer people" in text and "Only the group" in text and "-17." in text


def test_tables_and_figures_are_about_the_chosen_group(monkeypatch):
    comparison, drawn = with_group_losing(), []
    for module, name in (
        (comparison_figures, "paired_differences"), (comparison_figures, "difference_over_time"),
        (gains_figure, "gains_and_losses"),
    ):  # fmt: skip
        monkeypatch.setattr(module, name, lambda rows, *titles, name=name, **texts: drawn.append((name, rows, texts)))
    by_name = tables_of_comparison(comparison, group="coaching")
    for name, draw in figures_of_comparison(comparison, StatedValues(), by_name, "coaching").items():
        if name not in ("cost-effectiveness", "acceptability"):
            draw()
    assert len(drawn) == 6
    for name, rows, texts in drawn:
        assert set(rows["group"]) == {"coaching"}, name
        assert "alone: 200 simulated people" in texts["kicker"], name
    assert {name: set(by_name[name]["group"]) for name in ("plane", "frontier", "acceptability")} == {
        name: {"coaching"} for name in ("plane", "frontier", "acceptability")
    }
    assert (
        by_name["plane"]["extra_effect"].iloc[0]
        < 0.0
        < tables_of_comparison(comparison)["plane"]["extra_effect"].iloc[0]
    )
    assert set(by_name["comparison"]["group"]) == {"everyone", "control", "coaching"}


def test_who_gains_has_uncorrected_intervals_and_no_verdict_with_few_trials():
    planted = {("sex", "women"): {"life_satisfaction": 5.0}}
    comparison = sample_comparison({"s": {}}, 20, 1, every=104, subgroup_effects=planted)
    rows = who_gains(comparison)
    row = rows.query("group == 'everyone' and level == 'women' and outcome == 'life_satisfaction'").iloc[0]
    rows = comparison.subgroups
    own = rows[(rows["group"] == "everyone") & (rows["level"] == "women")]["life_satisfaction"].to_numpy()
    half = t.ppf(0.975, 19) * own.std(ddof=1) / np.sqrt(20)
    assert (row["low"], row["high"]) == pytest.approx((own.mean() - half, own.mean() + half))
    assert row["people"] == 60.0 and row["clear"]
    few = replace(comparison, subgroups=rows[rows["replication"] < LEAST_TRIALS - 1])
    assert not who_gains(few)["clear"].any()


def test_with_many_scenarios_a_difference_must_be_larger_to_be_clear():
    luck = np.random.default_rng(6).standard_normal(20)
    luck = (luck - luck.mean()) / luck.std(ddof=1)
    result = []
    for count in (1, 8):
        comparison = sample_comparison({f"s{number}": {} for number in range(count)}, 20, 1, ("control",), 26, luck=0.0)
        series = comparison.series.astype({"exit_work": float})
        there = (series["scenario"] == "s0") & (series["week"] == 26)
        number = series.loc[there, "replication"].to_numpy()
        series.loc[there, "exit_work"] += 0.03 + 0.03 * np.sqrt(20) / 3.6 * luck[number]
        rows = judged(replace(comparison, series=series), ("exit_work",))
        result.append(rows["verdict"].iloc[0])
        assert rows["low"].iloc[0] > 0.0
    assert result == [MORE, NOT_ENOUGH]
