"""Unit: sections of the report page, changed assumptions, rebuilt scenarios, and refusals."""

import json
from copy import deepcopy
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from comparison_samples import sample_comparison
from small_comparisons import BASE, BUSY, COPY, compare_small, manifest
from typer.testing import CliRunner

from results.page import page_tables
from results.page.changed_assumptions import changed
from results.page.not_known import parameters_used, what_is_not_known
from results.page.origin_sections import again_section
from results.page.outcome_sections import answer_section
from results.page.page import Contents
from results.words.language import in_language
from scenarios.file.scenario import load
from scenarios.run_folder.manifest import scenario_record
from scenarios.run_folder.rebuilt_scenarios import rebuilt
from scenarios.run_folder.store import RunFolderError
from vex.command import app
from vex.verbs.report import scenarios_as_run, silent


def design(scenario) -> dict:
    return json.loads(json.dumps(scenario_record(scenario)["design"]))


def text_of(section) -> str:
    return " ".join(getattr(block, "words", "") for block in section.blocks if block.kind in ("text", "code"))


def contents_of(comparison) -> Contents:
    return Contents(comparison=comparison, folder=Path("nowhere"))


@pytest.fixture(scope="module")
def compared(tmp_path_factory):
    folder = tmp_path_factory.mktemp("runs") / "small"
    return folder, compare_small(folder, COPY, BUSY, replications=2)


def test_the_answer_is_silent_where_the_interval_covers_zero():
    rows, section = answer_section(contents_of(sample_comparison({"more": {}}, replications=12)))
    work = rows[rows["measure"] == "exit_work"].iloc[0]
    assert work["low"] < 0.0 < work["high"]
    assert "it cannot be told whether more or fewer people have left for work" in text_of(section)
    assert "more people have" not in text_of(section) and "fewer people have left the" not in text_of(section)


def test_the_answer_states_clear_differences():
    _rows, section = answer_section(contents_of(sample_comparison({"more": {"exit_work": 0.2}}, replications=40)))
    assert "more people have left the benefit for work under" in text_of(section)
    assert len([block for block in section.blocks if block.look == "lead"]) == 4


def test_the_answer_is_about_the_chosen_group():
    comparison = sample_comparison({"more": {"exit_work": 0.2}}, replications=40)
    group = next(name for name in comparison.same_people["more"] if name != "everyone")
    contents = contents_of(replace(comparison, manifest={**comparison.manifest, "group": group}))
    assert set(answer_section(contents)[0]["group"]) == {group}
    assert "everyone" not in contents.scope and "everyone" in contents_of(comparison).scope


def test_two_replications_have_no_answer(compared):
    _rows, section = answer_section(contents_of(compared[1]))
    assert [block.look for block in section.blocks if block.look in ("lead", "note")] == ["note"]
    assert "too few" in text_of(section)


def test_failures_are_reported(compared):
    folder, comparison = compared
    rows = pd.DataFrame({"scenario": ["busy"], "replication": [1], "error": ["ZeroDivisionError: by hand"]})
    failed = replace(comparison, failures=rows)
    section = again_section(Contents(comparison=failed, folder=folder))
    assert "1 run failed and is left out." in text_of(section)
    table = next(block for block in section.blocks if block.kind == "table" and block.caption == "What failed")
    assert table.rows[0][2][1] == "ZeroDivisionError: by hand"
    assert "failed" not in text_of(again_section(Contents(comparison=comparison, folder=folder)))
    assert "failed" in text_of(answer_section(contents_of(failed))[1])


def test_a_scenario_that_is_the_base_changes_nothing():
    assert changed(design(BASE), design(COPY)) == []


def test_changes_are_listed_with_unit_meaning_and_both_values():
    base = load("tilburg-2018")
    rows = changed(design(base), design(load("two-contacts")))
    assert {(row.where, row.name, row.base, row.value, row.unit) for row in rows} == {
        ("Intensive guidance", "contacts_per_year", "6", "2", "a year"),
        ("Coaching", "contacts_per_year", "6", "2", "a year"),
    }
    assert all("conversations a year" in row.meaning for row in rows)
    (dated,) = changed(design(base), design(load("downturn")))
    assert dated.name == "labour_market, from week 52 on" and dated.base == "–"
    with in_language("nl"):
        (dated,) = changed(design(base), design(load("downturn")))
        assert (dated.where, dated.value) == ("hele stad", "0,75")


def leaves(value, path=()):
    if isinstance(value, dict | list) and value:
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(item, (*path, key))
    elif not isinstance(value, dict | list):
        yield path


def test_every_difference_between_designs_is_listed():
    base = design(load("whole-experiment"))
    base["partners"] = base["partners"][:2]
    silent = []
    for path in leaves(base):
        if path[0] in ("name", "population"):
            continue
        other = deepcopy(base)
        part = other
        for key in path[:-1]:
            part = part[key]
        old = part[path[-1]]
        number = isinstance(old, int | float) and not isinstance(old, bool)
        part[path[-1]] = old + 1 if number else not old if isinstance(old, bool) else "other"
        if path[0] == "groups" and path[-1] in ("name", "label") or path[-1] in ("scope", "lever", "target"):
            continue
        if not changed(base, other):
            silent.append(path)
    assert silent == []


def test_rebuilt_scenarios_equal_those_of_the_run(compared):
    folder, _comparison = compared
    scenarios = rebuilt(manifest(folder))
    assert [one.design for one in scenarios] == [BASE.design, COPY.design, BUSY.design]
    assert [one.title for one in scenarios] == [BASE.title, COPY.title, BUSY.title]


@pytest.mark.parametrize("name", ["whole-experiment", "downturn", "partner-closed", "vertrouwenspin"])
def test_shipped_scenarios_are_rebuilt(compared, name):
    scenario = load(name)
    record = manifest(compared[0]) | {"compared": [json.loads(json.dumps(scenario_record(scenario)))]}
    assert rebuilt(record)[0].design == scenario.design


def test_changed_scenarios_are_not_rebuilt(compared):
    record = manifest(compared[0])
    spoilt = deepcopy(record)
    spoilt["compared"][1]["design"]["weeks"] = 9
    with pytest.raises(RunFolderError, match="not the one that was run"):
        rebuilt(spoilt)
    with pytest.raises(RunFolderError, match="other rules"):
        rebuilt(record | {"rules": "0"})


def test_story_and_network_are_of_the_scenarios_as_they_were_run(compared):
    without = {}
    told = manifest(compared[0])
    scenarios = scenarios_as_run(told, "story", without, silent)
    assert [scenario.name for scenario in scenarios] == told["scenarios"] and not without


@pytest.mark.parametrize("which", ["rules", "tables"])
def test_story_and_network_of_other_rules_are_left_out(compared, which):
    without = {}
    assert scenarios_as_run(manifest(compared[0]) | {which: "0"}, "story", without, silent) is None
    assert "other rules" in without["story"]


def test_lives_of_real_people_are_left_out(compared):
    without = {}
    record = manifest(compared[0]) | {"population": {"synthetic": False, "rows": 40}}
    assert scenarios_as_run(record, "story", without, silent) is None
    assert "real" in without["story"]


def test_the_plausible_set_is_named_and_counted():
    result = parameters_used({"name": "first", "sha256": "0", "count": 64}, 12)
    assert "‘first’" in result and "64 sets" in result and "12 were used" in result
    assert "same parameter values" in parameters_used(None, 1)
    assert len(what_is_not_known(None, 1)) > 8


def refused(folder) -> str:
    done = CliRunner().invoke(app, ["report", str(folder)])
    assert done.exit_code == 2
    assert done.stderr.startswith("vex: ") and done.stderr.count("\n") == 1
    return done.stderr


def test_a_folder_that_holds_no_comparison_is_refused(tmp_path):
    assert "no run folder" in refused(tmp_path / "none")
    (tmp_path / "manifest.json").write_text('{"kind": "run", "scenario": "twelve-coaches"}', encoding="utf-8")
    assert "vex compare twelve-coaches tilburg-2018" in refused(tmp_path)
    (tmp_path / "manifest.json").write_text('{"kind": "bottleneck"}', encoding="utf-8")
    assert "vex compare tilburg-2018 twelve-coaches" in refused(tmp_path)
    (tmp_path / "manifest.json").write_text('{"kind": "comparison", "sweep": {}}', encoding="utf-8")
    assert "surface.csv" in refused(tmp_path)
    (tmp_path / "manifest.json").write_text('{"kind": "comp', encoding="utf-8")
    assert "no run folder" in refused(tmp_path)


def test_a_damaged_comparison_is_refused(tmp_path):
    compare_small(tmp_path / "run", COPY, replications=1)
    (tmp_path / "run" / "series.parquet").write_bytes(b"nothing")
    assert str(tmp_path) in refused(tmp_path / "run")


def test_the_range_of_one_trial_of_other_people_is_wider_by_the_gain_of_pairing():
    row = pd.DataFrame(
        {"measure": "life_satisfaction", "difference": 0.1, "trial_low": 0.0, "trial_high": 0.2,
         "paired_to_unpaired": 0.2}, index=[0],  # fmt: skip
    )
    assert page_tables._with_other_people(next(row.itertuples())) == "-0.40 to +0.60".replace("-", "−")
    assert page_tables._with_other_people(next(row.assign(paired_to_unpaired=0.0).itertuples())) == "?"
