"""Unit: sums of money by hand, by budget, and a price of an exit only with a clear effect."""


import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from outcome_samples import sample_outcomes
from scipy.stats import t as student

from results.run.money import (
    CHEAPER,
    FEWER_EXITS,
    MONEY_COLUMNS,
    NOT_SHOWN,
    TOO_FEW_TRIALS,
    StatedValues,
    fieller,
    municipal_money,
    stated_values,
)
from results.words.quantities import with_unit
from simulation.outcomes import Outcomes

MONTHLY = {
    "cost_benefit": 1000.0,
    "cost_execution": 240.0,
    "cost_coach": 0.0,
    "cost_partner": 60.0,
    "cost_bonus": 0.0,
}


def outcomes_with(coaching=None, replications=6, weeks=104, exits=None, **options) -> Outcomes:
    """Return outcomes without luck, of control and coaching; `coaching` holds constants that differ.

    `exits` gives the share of exits of coaching at the end in each replication.
    """
    outcomes = sample_outcomes(replications, groups=("control", "coaching"), weeks=weeks, luck=0.0, **options)
    series = outcomes.series.assign(**MONTHLY, life_satisfaction=6.0)
    coached = series["group"] == "coaching"
    for name, value in (coaching or {}).items():
        series.loc[coached, name] = value
    if exits is not None:
        series.loc[coached, "exit_work"] = np.asarray(exits, dtype=np.float32)[series.loc[coached, "replication"]]
    return Outcomes(series.assign(cost_month=series[list(MONTHLY)].sum(axis=1)), outcomes.partners, outcomes.coaches)


def amounts(money: pd.DataFrame, statistic="mean") -> dict:
    return money.set_index(["group", "compared_with", "item"])[statistic].to_dict()


def test_two_years_are_24_months_and_week_0_costs_nothing():
    outcomes = outcomes_with()
    outcomes.series.loc[outcomes.series["week"] == 0, "cost_benefit"] = 1e6
    amount = amounts(municipal_money(outcomes))
    assert amount["control", "", "cost_benefit_budget"] == pytest.approx(24 * 1000.0)
    assert amount["control", "", "cost_execution_budget"] == pytest.approx(24 * 240.0)
    assert amount["control", "", "cost_partners"] == pytest.approx(24 * 60.0)


def test_budgets_add_up():
    amount = amounts(municipal_money(outcomes_with({"cost_coach": 55.0, "cost_bonus": 20.0})))
    of = {item: value for (group, _, item), value in amount.items() if group == "coaching"}
    assert of["cost_execution_budget"] == pytest.approx(24 * (240.0 + 55.0 + 20.0))
    assert of["cost_municipality"] == pytest.approx(of["cost_benefit_budget"] + of["cost_execution_budget"])
    assert of["cost_all_budgets"] == pytest.approx(of["cost_municipality"] + of["cost_partners"])


def test_net_position_is_money_saved_against_control_by_budget():
    money = municipal_money(outcomes_with({"cost_benefit": 900.0, "cost_coach": 70.0}), "control")
    amount = amounts(money)
    assert amount["coaching", "control", "net_position_benefit_budget"] == pytest.approx(24 * 100.0)
    assert amount["coaching", "control", "net_position_execution_budget"] == pytest.approx(-24 * 70.0)
    assert amount["coaching", "control", "net_position_municipality"] == pytest.approx(24 * 30.0)
    assert amount["coaching", "control", "net_position_partners"] == pytest.approx(0.0)
    assert tuple(money.columns) == MONEY_COLUMNS
    assert ("control", "control", "net_benefit") not in amount


def test_the_social_account_adds_stated_values_and_counts_no_transfers():
    changes = {"life_satisfaction": 6.5, "cost_coach": 50.0, "cost_benefit": 900.0, "cost_bonus": 30.0}
    outcomes = outcomes_with(changes, exits=[0.18] * 6)
    values = StatedValues(exit_to_work=10_000.0, point_year_pounds=10_000.0, euros_a_pound=1.2)
    amount = amounts(municipal_money(outcomes, "control", values))
    assert amount["coaching", "control", "point_years"] == pytest.approx(0.5 * 2)
    assert amount["coaching", "control", "exits_to_work"] == pytest.approx(0.05, abs=1e-6)
    expected = 12_000.0 * 1.0 + 10_000.0 * 0.05 - 24 * 50.0
    assert amount["coaching", "control", "net_benefit"] == pytest.approx(expected, rel=1e-5)


def test_there_is_a_social_account_on_request_only():
    assert "net_benefit" not in set(municipal_money(outcomes_with(exits=[0.5] * 6), "control")["item"])
    assert stated_values({}) is None and stated_values({"social_account": True}) == StatedValues()


def test_the_default_value_of_an_exit_is_zero_and_stated_values_are_in_the_note():
    money = municipal_money(outcomes_with(exits=[0.5] * 6), "control", StatedValues())
    assert amounts(money)["coaching", "control", "net_benefit"] == pytest.approx(0.0, abs=1e-6)
    note = money.loc[money["item"] == "net_benefit", "note"].item()
    assert "an exit to work 0 euros" in note
    assert "14,820 euros (13,000 pounds, M08, at 1.14)" in note
    assert "mostly showed no clear effect" in note


def price(**arguments) -> pd.Series:
    money = municipal_money(outcomes_with(**arguments), "control")
    return money[money["item"] == "cost_per_extra_exit"].iloc[0]


def test_cost_per_extra_exit_where_the_effect_is_clear():
    row = price(coaching={"cost_coach": 50.0}, exits=[0.17, 0.18, 0.19, 0.17, 0.18] * 2, replications=10)
    assert row["mean"] == pytest.approx(24 * 50.0 / 0.048, rel=1e-5)
    assert 0.0 < row["mean_low"] < row["mean"] < row["mean_high"]


@pytest.mark.parametrize(
    ("coaching", "exits", "note"),
    [
        ({"cost_coach": 50.0}, [0.03, 0.25, 0.10, 0.20, 0.05, 0.16] * 2, NOT_SHOWN),
        ({"cost_coach": 50.0}, [0.13] * 12, NOT_SHOWN),
        ({"cost_coach": 50.0}, [0.07, 0.08, 0.09, 0.07, 0.08, 0.09] * 2, FEWER_EXITS),
        ({"cost_benefit": 900.0}, [0.17, 0.18, 0.19, 0.17, 0.18, 0.19] * 2, CHEAPER),
        ({"cost_coach": 50.0}, [0.17, 0.18, 0.19, 0.17, 0.18, 0.19, 0.17, 0.18, 0.19], TOO_FEW_TRIALS),
        ({"cost_coach": 50.0}, [0.5], TOO_FEW_TRIALS),
    ],
)
def test_without_a_clear_effect_the_price_is_withheld_with_the_reason(coaching, exits, note):
    row = price(coaching=coaching, exits=exits, replications=len(exits))
    assert np.isnan(row["mean"])
    assert row["note"] == note


def test_fieller_without_variance_is_the_ratio():
    assert fieller(np.full(5, 30.0), np.full(5, 2.0)) == pytest.approx((15.0, 15.0, 15.0))


@given(st.integers(0, 10_000), st.floats(-5.0, 5.0))
def test_fieller_bounds_are_the_ratios_that_the_pairs_do_not_reject(seed, mean):
    rng = np.random.default_rng(seed)
    below = 3.0 + rng.normal(size=12)
    above = mean + below + rng.normal(size=12)
    ratio, low, high = fieller(above, below)
    assert low < ratio < high
    for bound in (low, high):
        rest = above - bound * below
        distance = abs(rest.mean()) / (rest.std(ddof=1) / np.sqrt(12))
        assert distance == pytest.approx(student.ppf(0.975, 11), rel=1e-6)


def test_fieller_is_unbounded_where_the_divisor_may_be_zero():
    assert np.isnan(fieller(np.array([1.0, 2.0, 3.0]), np.array([-1.0, 0.5, 1.0]))[1])


def test_money_is_paired_within_replications():
    outcomes = outcomes_with({"cost_coach": 50.0})
    for name in ("cost_benefit", "cost_month"):
        outcomes.series[name] += 40.0 * outcomes.series["replication"]
    money = municipal_money(outcomes, "control").set_index(["group", "item"])
    row = money.loc[("coaching", "net_position_municipality")]
    assert row["mean_low"] == pytest.approx(-1200.0)
    assert row["mean_high"] == pytest.approx(-1200.0)
    level = money.loc[("coaching", "cost_municipality")]
    assert level["mean_high"] - level["mean_low"] > 1000.0


@pytest.mark.parametrize("wrong", [-1.0, float("nan"), float("inf")])
def test_a_stated_value_is_a_number_from_zero(wrong):
    with pytest.raises(ValueError, match="exit_to_work is 0 or more"):
        StatedValues(exit_to_work=wrong)


def test_costs_are_read_as_euros_a_person_a_month():
    assert with_unit("cost_month", 1234.0) == "1,234 euros a person a month"


@pytest.mark.parametrize("empty", ["coaching", "control"])
def test_a_group_without_people_costs_nothing_and_is_not_shown(empty):
    money = municipal_money(sample_outcomes(3, weeks=10, empty=(empty,)), "control")
    assert empty not in set(money["group"]) | set(money["compared_with"])
    assert money.loc[money["compared_with"] == "", "mean"].notna().all()
