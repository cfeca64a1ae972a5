"""The table of quantities: one row a name, and numbers with units as readers see them."""

import pytest

from results.words import quantities
from results.words.language import in_language
from simulation.measures import MEASURES


def test_measures_money_and_outcomes_share_no_name():
    names = [*MEASURES, *quantities.MONEY, *quantities.TRIAL_QUANTITIES]
    assert len(names) == len(set(names)) and set(names) == set(quantities.QUANTITIES)


@pytest.mark.parametrize(
    ("name", "value", "level", "change"),
    [
        ("exit_work", 0.1234, "12.3 %", "+12.3 per 100 people"),
        ("life_satisfaction", 6.5, "6.50 points", "+6.50 points"),
        ("trust", 0.456, "0.46", "+0.46"),
        ("contacts_held", 3.26, "3.3 a year", "+3.3 a year"),
        ("recipients", 411.6, "412", "+412"),
        ("cost_month", 1234.5, "1,234 euros a person a month", "+1,234 euros a person a month"),
        ("exits_to_work", 0.02, "2.0 per 100 people", "+2.0 per 100 people"),
        ("point_years", 0.456, "0.46 point-years per person", "+0.46 point-years per person"),
        ("net_benefit", 12.3, "12 euros", "+12 euros"),
        ("exit_work_24", 0.09, "9.0 per 100 people", "+9.0 per 100 people"),
        ("health_w2", 0.25, "0.25, scale 1 to 5", "+0.25, scale 1 to 5"),
        ("hours_24", 3.14, "3.1 hours a week", "+3.1 hours a week"),
    ],
)
def test_a_value_and_a_difference_have_digits_and_unit(name, value, level, change):
    assert quantities.with_unit(name, value) == level
    assert quantities.with_unit(name, value, change=True) == change


def test_the_smallest_difference_that_readers_see():
    assert quantities.last_digit("exit_work") == pytest.approx(0.001)
    assert quantities.last_digit("net_benefit") == 1.0
    assert quantities.last_digit("point_years") == pytest.approx(0.01)


def test_a_missing_value_is_a_question_mark():
    assert quantities.amount("net_benefit", float("nan")) == quantities.amount("trust", float("nan"), True) == "?"


@pytest.mark.parametrize(
    ("name", "unit"),
    [("exit_work", "per 100 people"), ("trust", "on a scale of 0 to 1"), ("health", "score, 1-5"),
     ("net_benefit", "euros per person"), ("participation_w2", "steps 1 to 6")],
)  # fmt: skip
def test_an_axis_names_the_unit_of_a_difference(name, unit):
    assert quantities.axis_unit(name) == unit


def test_a_noun_begins_small_and_an_abbreviation_stays(monkeypatch):
    assert quantities.noun("net_position_benefit_budget") == "benefit budget (BUIG)"
    row = quantities.QUANTITIES["trust"]
    monkeypatch.setitem(quantities.QUANTITIES, "trust", type(row)("ZRM score", "", "", "", 2))
    assert quantities.noun("trust") == "ZRM score"


def test_words_follow_the_language():
    with in_language("nl"):
        assert quantities.with_unit("exit_work", 0.12, change=True) == "+12,0 per 100 mensen"
