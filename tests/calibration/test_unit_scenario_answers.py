"""Unit: answers of the shipped policies: their sides exist, are comparable, and the means and intervals are right."""

import numpy as np
import pandas as pd
import pytest

from calibration.scenario_answers import (
    ANSWER_COLUMNS,
    ANSWER_MEASURES,
    ANSWERS,
    ANSWERS_FILE,
    answers_of_replication,
    answers_table,
    group_readings,
)
from scenarios.file.scenario import load


@pytest.mark.parametrize("name", ANSWERS)
def test_both_sides_exist_and_have_the_same_people_or_are_divided_by_lot(name):
    policy, base = ANSWERS[name].policy, ANSWERS[name].base
    groups = {}
    for side in (policy, base):
        groups[side] = next(group for group in load(side.scenario).design.groups if group.name == side.group)
    if policy.scenario == base.scenario:
        assert policy.group != base.group
    else:
        assert policy.group == base.group and groups[policy].size == groups[base].size > 0


def test_the_mean_has_an_interval_of_t_and_shares_are_in_points():
    values = np.arange(len(ANSWER_MEASURES), dtype=float)
    differences = [dict.fromkeys(ANSWERS, values + shift) for shift in (-1.0, 0.0, 1.0)]
    table = answers_table(differences).set_index(["answer", "measure"])
    assert list(answers_table(differences).columns) == list(ANSWER_COLUMNS)
    for number, measure in enumerate(ANSWER_MEASURES):
        scale = 1.0 if measure in ("life_satisfaction", "trust", "contacts_held") else 100.0
        row = table.loc[("perspectief", measure)]
        assert row["mean"] == scale * number and row["n"] == 3
        assert row["half_width"] == pytest.approx(scale * 4.302653 / np.sqrt(3))


def test_an_answer_is_the_difference_of_two_runs(monkeypatch):
    def numbered(scenario, replication):
        return {group.name: np.full(3, float(len(scenario) + replication + len(group.name)))
                for group in load(scenario).design.groups}  # fmt: skip

    monkeypatch.setattr("calibration.scenario_answers.group_readings", numbered)
    answers = answers_of_replication(7)
    assert answers["doe-mee"].tolist() == [len("doe_mee") - len("usual_service")] * 3
    assert answers["bonus-alone"].tolist() == [len("bonus-alone") - len("tilburg-2018")] * 3


def test_a_run_gives_every_measure_of_every_group(monkeypatch):
    monkeypatch.setattr("calibration.scenario_answers.ANSWER_SEED", 2)
    values = group_readings("tilburg-2018", 0)
    assert set(values) == {"own_direction", "guidance", "coaching", "standard", "reference"}
    assert all(len(row) == len(ANSWER_MEASURES) and np.isfinite(row).all() for row in values.values())


def test_the_file_has_every_answer():
    table = pd.read_csv(ANSWERS_FILE)
    assert list(table.columns) == list(ANSWER_COLUMNS)
    assert set(zip(table["answer"], table["measure"], strict=True)) == {
        (name, measure) for name in ANSWERS for measure in ANSWER_MEASURES
    }
