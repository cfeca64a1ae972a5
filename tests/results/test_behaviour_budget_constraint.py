"""Behaviour: the figure of the budget constraint follows the income rules of the simulation."""

import pytest
from worlds import FREE, two_groups

from results.run.budget_constraint import budget_constraint, budget_finding, income_rules

LABELS = {"coached": "With release and bonus", "usual": "Service as usual"}


@pytest.fixture(scope="module")
def curves():
    return budget_constraint(two_groups(size=10, weeks=104, policy=FREE), LABELS)


def at(curves, household, rules, hours):
    row = curves[
        curves["household"].str.startswith(household)
        & curves["rules"].str.startswith(rules)
        & (abs(curves["hours"] - hours) < 0.01)
    ]
    return row["money"].iloc[0]


def test_without_work_there_is_the_norm_and_the_allowances(curves):
    assert at(curves, "Single", "Service", 0) == pytest.approx(992.12 + 60.0)
    assert at(curves, "Couple", "Service", 0) == pytest.approx(1417.32 + 60.0)


def test_full_time_work_pays_wage_and_bonus_less_costs(curves):
    # 40 hours × 9.10 × 52/12 = 1577.33; 20 + 40 × 1.20 = 68 of costs; 2,400 a year is 200 a month
    assert at(curves, "Single", "Service", 40) == pytest.approx(1577.33 - 68.0, abs=0.01)
    assert at(curves, "Single", "With", 40) == pytest.approx(1577.33 - 68.0 + 200.0, abs=0.01)


def test_the_earnings_release_rewards_small_jobs_and_crossing_the_norm_costs_money(curves):
    assert at(curves, "Single", "With", 10) > at(curves, "Single", "With", 0) + 100
    assert at(curves, "Single", "With", 26) < at(curves, "Single", "With", 24) - 150


def test_once_the_months_of_release_are_used_a_little_job_costs_money(curves):
    # 10 hours × 9.10 × 52/12 = 394.33; a quarter is 98.58; 20 + 10 × 1.20 = 32 of costs
    without_work = at(curves, "Single", "Service", 0)
    assert at(curves, "Single", "Service as usual: first", 10) == pytest.approx(without_work + 98.58 - 32.0, abs=0.01)
    assert at(curves, "Single", "Service as usual: after", 10) == pytest.approx(without_work - 32.0)


def test_the_title_gives_the_loss_at_the_norm_and_every_rule_has_a_line():
    design = two_groups(size=10, weeks=104, policy=FREE)
    summary = budget_finding(budget_constraint(design, LABELS))
    assert "loses up to" in summary.headline and "25 hours" in summary.headline
    figure = income_rules(design, LABELS)
    for axes in figure.axes:
        assert len([line for line in axes.lines if line.get_gid() != "pointer"]) == 3
