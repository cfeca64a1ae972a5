"""Unit: comparisons recover planted differences, separate uncertainties, and add up money."""

import numpy as np
import pandas as pd
import pytest
from comparison_samples import COSTS, sample_comparison, sample_values
from openpyxl import load_workbook
from scipy.special import stdtrit

from results.comparison.compared_money import compared_money, costs
from results.comparison.comparison_files import tables_of_comparison, write_tables
from results.comparison.cost_effect import (
    ON_FRONTIER,
)
from results.comparison.who_gains import who_gains
from results.drawing.workbook import write_workbook
from results.run.money import StatedValues
from results.statistics.paired_differences import DIFFERENCE_COLUMNS, uncertainty_table
from results.statistics.uncertainty import NOT_SEPARATED, NOT_VARIED, components

PLANTED = {"better": {"exit_work": 0.03, "life_satisfaction": 0.4, "cost_coach": 40.0, "cost_benefit": -25.0}}
SAMPLE = sample_comparison(PLANTED, 40, 8, parameters=0.3)
NULL = sample_comparison({"same": {}}, 20, 4, luck=0.0)


def row_of(table, measure, group="everyone", week=104):
    return table[(table["measure"] == measure) & (table["group"] == group) & (table["week"] == week)].iloc[0]


def test_columns_weeks_and_groups():
    table = uncertainty_table(SAMPLE)
    assert set(DIFFERENCE_COLUMNS) <= set(table.columns)
    assert set(table["week"]) == {26, 52, 78, 104}
    assert set(table["group"]) == {"everyone", "control", "coaching"}
    assert set(table["n"]) == {40} and set(table["base"]) == {"base"}


def test_planted_differences_are_recovered():
    table = uncertainty_table(sample_comparison(PLANTED, 200, 1))
    for measure, effect in PLANTED["better"].items():
        row = row_of(table, measure)
        assert row["low"] < row["difference"] < row["high"]
        assert row["difference"] == pytest.approx(effect, rel=0.1)
    halfway = row_of(table, "exit_work", week=52)["difference"]
    assert halfway == pytest.approx(row_of(table, "exit_work")["difference"] / 2, rel=1e-4)


@pytest.mark.parametrize(("sets", "each"), [(5, 8), (10, 4), (50, 4)])
def test_interval_covers_the_average_under_another_parameter_set(sets, each):
    values, draws, truth = sample_values(np.random.default_rng(1), 4000, sets, each, parameter=1.0, luck=1.0)
    spread = components(values, draws)
    assert np.mean(np.abs(spread.mean - truth) <= spread.halves()["combined"]) == pytest.approx(0.95, abs=0.015)
    assert np.mean(spread.between) == pytest.approx(1.0, rel=0.06)
    assert np.mean(spread.within) == pytest.approx(1.0, rel=0.03)


CASES = 4000
ERROR = np.sqrt(0.95 * 0.05 / CASES)


@pytest.mark.parametrize("parameter", [0.2, 0.5, 1.0, 3.0])
@pytest.mark.parametrize("each", [1, 2, 4, 8])
def test_the_combined_interval_keeps_its_level_with_few_trials_a_set(each, parameter):
    values, draws, truth = sample_values(np.random.default_rng(20), CASES, 25, each, parameter, luck=1.0)
    spread = components(values, draws)
    off, half = np.abs(spread.mean - truth), spread.halves()["combined"]
    covered = np.mean(off <= half)
    # half a point below 95 is what the approximation may cost; four standard errors are chance
    assert covered >= 0.945 - 4.0 * ERROR
    if parameter >= 1.0 and each > 1:
        assert covered <= 0.955 + 4.0 * ERROR
    assert np.mean(off <= spread.halves(14)["combined"]) >= 1.0 - 0.05 / 14 - 4.0 * np.sqrt(0.05 / 14 / CASES)
    if each == 1:  # chance cannot be separated from parameters: the interval holds one trial under another set
        trial = truth + np.random.default_rng(21).standard_normal(CASES)
        assert np.mean(np.abs(spread.mean - trial) <= half) == pytest.approx(0.95, abs=4.0 * ERROR)


@pytest.mark.parametrize("parameter", [0.0, 0.3, 1.0])
def test_sets_with_unequal_numbers_of_trials_are_covered_too(parameter):
    rng = np.random.default_rng(22)
    draws = np.arange(35) % 25
    of_set = parameter * rng.standard_normal((CASES, 25))
    values, truth = of_set[:, draws] + rng.standard_normal((CASES, 35)), parameter * rng.standard_normal(CASES)
    spread = components(values, draws)
    assert np.mean(np.abs(spread.mean - truth) <= spread.halves()["combined"]) >= 0.94 - 4.0 * ERROR


def test_without_luck_the_interval_is_student_s_over_the_sets():
    of_set = np.random.default_rng(23).standard_normal(25)
    spread = components(np.tile(of_set, 4)[None, :], np.arange(100) % 25)
    expected = stdtrit(24, 0.975) * of_set.std(ddof=1) * np.sqrt(1.0 + 1.0 / 25.0)
    assert spread.halves()["combined"][0] == pytest.approx(expected, rel=1e-5)
    assert spread.halves()["parameters"][0] == pytest.approx(expected, rel=1e-5)


def test_the_combined_interval_is_never_narrower_than_the_error_of_the_mean():
    values, draws, _truth = sample_values(np.random.default_rng(24), 500, 25, 2, parameter=0.0, luck=1.0)
    halves = components(values, draws).halves()
    assert (halves["combined"] >= halves["mean"]).all() and (halves["parameters"] > 0.0).all()


@pytest.mark.parametrize(("sets", "each"), [(1, 12), (1, 200), (8, 25)])
def test_interval_covers_the_mean(sets, each):
    values, draws, _truth = sample_values(np.random.default_rng(2), 4000, sets, each, parameter=0.0, luck=1.0)
    spread = components(values, draws)
    covered = np.abs(spread.mean - 0.5) <= spread.halves()["mean"]
    assert covered.mean() == pytest.approx(0.95, abs=0.012)
    assert np.mean(np.abs(spread.mean - 0.5) <= spread.halves()["combined"]) >= 0.94


def test_interval_of_one_trial_covers_the_next_trial():
    rng = np.random.default_rng(3)
    values, draws, _truth = sample_values(rng, 4000, 1, 20, parameter=0.0, luck=1.0)
    spread = components(values, draws)
    following = 0.5 + rng.standard_normal(4000)
    assert np.mean(np.abs(spread.mean - following) <= spread.halves()["trial"]) == pytest.approx(0.95, abs=0.012)


def test_components_by_hand_and_below_zero_is_zero():
    spread = components(np.array([[1.0, 5.0, 2.0, 6.0, 3.0, 7.0, 2.0, 6.0, 2.0, 6.0]]), np.arange(10) % 2)
    assert spread.mean[0] == 4.0 and spread.freedom[0] == 8
    assert spread.within[0] == pytest.approx((1 + 0 + 1 + 0 + 0) * 2 / 8)
    assert spread.between[0] == pytest.approx((5 * 4 * 2 - 0.5) / 5)
    level = components(
        np.array([[1.0, 2.0, 2.0, 1.0, 3.0, 3.0, 1.0, 1.0]]), np.repeat([0, 1], 4)[[0, 4, 1, 5, 2, 6, 3, 7]]
    )
    assert level.between[0] == 0.0


def test_one_set_has_no_parameter_uncertainty_and_single_replications_do_not_separate_it():
    table = uncertainty_table(sample_comparison(PLANTED, 12, 1))
    assert set(table["parameters"]) == {NOT_VARIED} and table["parameters_low"].isna().all()
    assert (table["low"] == table["mean_low"]).all()
    lone = uncertainty_table(sample_comparison(PLANTED, 12, 12, parameters=0.3))
    assert set(lone["parameters"]) == {NOT_SEPARATED} and lone["parameter_spread"].isna().all()
    assert (lone["low"] == lone["trial_low"]).all()


def test_null_is_exactly_zero_everywhere():
    by_name = tables_of_comparison(NULL)
    uncertain = by_name["uncertainty"]
    numbers = uncertain.drop(columns=["week", "sets", "n", "paired_to_unpaired"]).select_dtypes("number")
    assert (numbers.to_numpy() == 0.0).all()
    for name, columns in {
        "comparison": ["difference", "low", "high"],
        "who-gains": ["difference", "low", "high"],
        "plane": ["extra_effect", "extra_cost", "effect_low", "effect_high", "cost_low", "cost_high"],
    }.items():
        assert (by_name[name][columns].to_numpy() == 0.0).all(), name
    money = by_name["money"]
    prices = money["item"].str.startswith("cost_per")
    assert (money.loc[~prices, ["difference", "low", "high"]].to_numpy() == 0.0).all()
    assert money.loc[prices, "difference"].isna().all()
    assert not by_name["who-gains"]["clear"].any()
    assert set(by_name["frontier"]["status"]) == {ON_FRONTIER}


def test_paired_is_narrower_where_luck_is_shared_and_not_where_it_is_not():
    shared = uncertainty_table(sample_comparison(PLANTED, 40, 1, luck=0.3, shared=1.0))["paired_to_unpaired"].dropna()
    assert shared.median() == pytest.approx(np.sqrt(0.09 / 1.09), rel=0.15)
    assert (shared < 0.8).all()
    apart = uncertainty_table(sample_comparison(PLANTED, 40, 1, luck=1.0, shared=0.0))["paired_to_unpaired"].dropna()
    assert apart.median() == pytest.approx(1.0, abs=0.08)


def test_a_failed_run_is_no_pair_and_other_people_are_not_compared():
    series = SAMPLE.series[~((SAMPLE.series["scenario"] == "better") & (SAMPLE.series["replication"] < 3))]
    part = type(SAMPLE)(**{**vars(SAMPLE), "series": series, "same_people": {"better": ("control", "everyone")}})
    table = uncertainty_table(part)
    assert set(table["n"]) == {37}
    assert set(table["group"]) == {"control", "everyone"}
    with pytest.raises(ValueError, match="there is no measure|there is no column 'wealth'"):
        uncertainty_table(SAMPLE, measures=["wealth"])


def test_money_adds_up_over_items_and_budgets():
    money = compared_money(SAMPLE, StatedValues(exit_to_work=10_000.0))
    of = money[(money["week"] == 104) & (money["group"] == "everyone")].set_index("item")["difference"]
    assert of[list(COSTS)].sum() == pytest.approx(of["cost_all_budgets"], rel=1e-4)
    assert of["cost_all_budgets"] == pytest.approx(-of["net_position_all_budgets"])
    municipal = of["net_position_benefit_budget"] + of["net_position_execution_budget"]
    assert of["net_position_municipality"] == pytest.approx(municipal)
    assert municipal + of["net_position_partners"] == pytest.approx(of["net_position_all_budgets"], rel=1e-4)
    worth = 10_000.0 * of["exits_to_work"] + 14_820.0 * of["point_years"]
    spent = of["cost_all_budgets"] - of["cost_benefit"] - of["cost_bonus"]
    assert of["net_benefit"] == pytest.approx(worth - spent, rel=1e-4)
    assert not {"net_benefit", "cost_per_point_year"} & set(compared_money(SAMPLE)["item"])
    assert "cost_per_point_year" in of.index
    levels = costs(SAMPLE).set_index(["scenario", "group", "item"])["mean"]
    change = levels["better", "everyone", "cost_coach"] - levels["base", "everyone", "cost_coach"]
    assert change == pytest.approx(of["cost_coach"], rel=1e-4)


def test_who_gains_finds_the_planted_subgroup_only():
    planted = {("sex", "women"): {"life_satisfaction": 0.5}}
    others = 0
    for seed in range(1, 5):
        table = who_gains(sample_comparison({"s": {}}, 40, 1, subgroup_effects=planted, seed=seed, every=104))
        clear = table[table["clear"] & (table["group"] == "everyone")]
        found = (clear[["dimension", "level", "outcome"]] == ["sex", "women", "life_satisfaction"]).all(axis=1)
        assert found.sum() == 1
        others += (~found).sum()
        women = clear[found].iloc[0]
        # luck of a replication: two runs of 0.2 spreads of 0.09 each, and 0.3 spreads of its own of the subgroup
        error = 0.09 * np.sqrt((2 * 0.2**2 + 0.3**2) / 40)
        assert abs(women["difference"] - 0.5) < 4 * error and women["better"] > women["worse"]
        assert women["low"] < women["difference"] < women["high"]
    # by chance one in twenty corrected families has a clear difference that is none
    assert others <= 1
    assert set(table["subgroups"]) == {19}
    assert set(table.loc[table["dimension"] != "everyone", "comparisons"]) == {19 * 3}
    assert set(table.loc[table["dimension"] == "everyone", "comparisons"]) == {14}


def test_without_effect_few_subgroups_are_clear():
    marked = [who_gains(sample_comparison({"s": {}}, 12, 1, seed=seed, every=104)) for seed in range(3)]
    rows = pd.concat([table[table["dimension"] != "everyone"] for table in marked])
    assert rows["clear"].mean() < 0.02


def test_the_workbook_holds_the_same_as_the_csvs(tmp_path):
    by_name = tables_of_comparison(SAMPLE)
    paths = write_tables(by_name, tmp_path, "what it is")
    book = load_workbook(tmp_path / "tables.xlsx")
    assert book.sheetnames == ["explanation", *by_name]
    for name in by_name:
        csv = pd.read_csv(tmp_path / f"{name}.csv", keep_default_na=False, na_values=[""])
        head, *rows = book[name].iter_rows(values_only=True)
        sheet = pd.DataFrame(rows, columns=head).replace({None: np.nan})
        pd.testing.assert_frame_equal(sheet, csv, check_dtype=False)
        assert book[name].freeze_panes == "A2" and book[name]["A1"].font.bold
    explained = {row[1]: row[2] for row in book["explanation"].iter_rows(values_only=True) if row[1]}
    assert all(explained[column] for table in by_name.values() for column in table)
    assert {path.name for path in paths} == {*(f"{name}.csv" for name in by_name), "tables.xlsx"}


def test_texts_in_the_workbook_stay_texts_and_columns_are_explained_for_their_sheet(tmp_path):
    texts, long = ["=1+1", "https://tilburg.nl", "007", None], "a table with a name that is too long"
    by_name = {"first": pd.DataFrame({"text": texts}), long: pd.DataFrame({"text": ["b"]})}
    path = write_workbook(tmp_path / "book.xlsx", by_name, "", {}, {"text": "any", "first.text": "its own"})
    book = load_workbook(path)
    assert book.sheetnames == ["explanation", *(name[:31] for name in by_name)]
    cells = [row[0] for row in book["first"].iter_rows(min_row=2)]
    assert [cell.value for cell in cells] == texts[:3]
    assert {cell.data_type for cell in cells} == {"s"} and not any(cell.hyperlink for cell in cells)
    assert [row[2] for row in book["explanation"].iter_rows(values_only=True) if row[1] == "text"] == ["its own", "any"]
