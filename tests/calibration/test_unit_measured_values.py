"""Unit: values measured in the shipped scenarios, and their tables."""

import numpy as np
import pandas as pd
import pytest

from calibration import run_readings
from calibration.lives import PATTERN_STEPS, STORED_STEPS
from calibration.measured_values import CONTRASTS, MEASURED_FILE, Contrast, summarised
from calibration.run_readings import WHOLE_TOWN, Variant, by_year, mean_of_last
from scenarios.file.scenario import load
from scenarios.file.scenario_inheritance import shipped
from simulation.measures import MEASURES
from tools import measured_tables
from tools.measured_tables import Cell, difference, digits_of_half_width, level_cell

ROWS = pd.read_csv(MEASURED_FILE)


def test_the_file_holds_every_comparison_and_nothing_else():
    expected = {
        (name, measure, group, week)
        for name, contrast in CONTRASTS.items()
        for measures, weeks, groups in contrast.reads
        for measure in measures
        for group in groups
        for week in weeks
    }
    keys = list(ROWS[["comparison", "measure", "group", "week"]].itertuples(index=False, name=None))
    assert len(keys) == len(set(keys))
    assert set(keys) == expected
    assert (ROWS["n"] <= ROWS["comparison"].map({name: row.replications for name, row in CONTRASTS.items()})).all()
    assert ROWS["value"].notna().all()


@pytest.mark.parametrize("name", CONTRASTS)
def test_comparisons_name_scenarios_measures_and_groups_that_exist(name):
    contrast = CONTRASTS[name]
    for world in filter(None, (contrast.scenario, contrast.against)):
        assert world.scenario in shipped()
        assert world.design().weeks >= max(week for _, weeks, _ in contrast.reads for week in weeks)
    measures = {name for names, _, _ in contrast.reads for name in names}
    assert all(name in MEASURES or f" {name}" in run_readings.__doc__ for name in measures)
    assert set(contrast.as_it_stands) <= measures
    groups = {group for _, _, groups in contrast.reads for group in groups}
    assert groups <= {WHOLE_TOWN, *(group.name for group in load(contrast.scenario.scenario).design.groups)}


def test_the_two_worlds_of_a_comparison_have_the_same_people():
    for contrast in filter(lambda contrast: contrast.against, CONTRASTS.values()):
        design, reference = contrast.scenario.design(), contrast.against.design()
        groups, others = ([(g.name, g.size, g.cohort) for g in world.groups] for world in (design, reference))
        assert groups == others
        assert (design.town, design.least_age) == (reference.town, reference.least_age)


def test_comparisons_take_differences_except_of_levels():
    contrast = Contrast(Variant("a"), Variant("b"), 2, ((("trust", "backlog"), (1, 2), ("g",)),), ("backlog",))
    read = {
        "a": {("trust", "g"): np.array([0.0, 0.5, 0.7]), ("backlog", "g"): np.array([0.0, 0.2, 0.3])},
        "b": {("trust", "g"): np.array([0.0, 0.25, 0.2]), ("backlog", "g"): np.array([0.0, 0.1, 0.1])},
    }
    values = contrast.of(lambda world: read[world.scenario])
    assert values == {
        ("trust", "g", 1): 0.25, ("trust", "g", 2): pytest.approx(0.5), ("backlog", "g", 1): 0.2,
        ("backlog", "g", 2): 0.3,
    }  # fmt: skip


def test_means_have_the_interval_of_student():
    rows_in = [("one", "trust", "g", 1, value) for value in (1.0, 2.0, 3.0, np.nan)]
    row = summarised(rows_in).iloc[0]
    assert (row["value"], row["n"]) == (2.0, 3)
    assert row["spread"] == pytest.approx(1.0)
    assert row["half_width"] == pytest.approx(4.3027 / np.sqrt(3), rel=1e-4)


def test_conversations_of_a_year_follow_from_cumulative_means():
    recipients = np.full(105, 10.0)
    held = np.where(np.arange(105) <= 52, 0.5, 1.0).cumsum() - 0.5  # half a conversation a week, then a whole
    on_benefit = np.arange(105) * 10.0
    contacts = np.divide(52.0 * held, on_benefit, out=np.full(105, np.nan), where=on_benefit > 0)
    yearly = by_year(contacts, recipients)
    assert np.isnan(yearly[51])
    assert yearly[[52, 104]] == pytest.approx([2.6, 5.2])


def test_a_mean_of_the_last_weeks_leaves_out_weeks_without_a_value():
    mean = mean_of_last(np.array([np.nan, 1.0, np.nan, 3.0, 5.0]), 2)
    assert np.isnan(mean[:2]).all()
    assert mean[2:].tolist() == [1.0, 3.0, 4.0]


@pytest.mark.parametrize(
    ("half_width", "places"), [(0.3, 1), (0.03, 2), (0.01, 2), (3.0, 1), (0.0098, 2), (0.000002, 5), (0.0, 2)]
)
def test_a_value_is_shown_to_the_digit_of_its_interval(half_width, places):
    assert digits_of_half_width(half_width) == places


def test_cells_show_shares_in_points(monkeypatch):
    exits, trust = Cell(0.0123, 0.002, 0.01, 9), Cell(-0.01, 0.004, 0.01, 9)
    table = {("c", "exit_work", "g", 52): exits, ("c", "trust", "g", 52): trust}
    table["c", "trust", "g", 0] = Cell(-0.0001, 0.2, 1.0, 9)
    monkeypatch.setattr(measured_tables, "stored_cells", lambda: table)
    assert difference("c", "exit_work", "g", 52) == "+1.2 ± 0.2"
    assert difference("c", "trust", "g", 52) == "-0.010 ± 0.004"
    assert difference("c", "trust", "g", 0) == "+0.0 ± 0.2"
    assert level_cell("c", "exit_work", "g", 52, 1) == "1.2"


def test_steps_of_a_life_are_nested():
    for pattern, rows in pd.read_csv(STORED_STEPS).groupby("pattern"):
        assert rows["step"].tolist() == list(range(len(PATTERN_STEPS[pattern])))
        assert rows["people"].is_monotonic_decreasing
