"""Unit: an opened run folder has the shape of the result that wrote it; language of stories; tables of notebooks."""

from dataclasses import fields

import pandas as pd
import pytest
from small_comparisons import BASE, BUSY

import vex

FEW = {"replications": 2, "seed": 5, "progress": False}


def assert_same(first, second):
    assert type(first) is type(second) and repr(first) == repr(second)
    for column in fields(first):
        ours, theirs = getattr(first, column.name), getattr(second, column.name)
        if isinstance(ours, pd.DataFrame):
            pd.testing.assert_frame_equal(ours, theirs, check_dtype=len(ours) > 0, check_index_type=len(ours) > 0)
        elif column.name != "manifest":
            assert ours == theirs, column.name
    assert first.manifest["seed"] == second.manifest["seed"] == 5
    assert set(first.figures()) == set(second.figures())
    for name, table in first.tables().items():
        pd.testing.assert_frame_equal(table, second.table(name))


def test_an_opened_run_is_what_the_run_returned(tmp_path):
    assert_same(vex.run(BASE, folder=tmp_path, **FEW), vex.open_run(tmp_path))
    assert vex.run(BASE, **FEW).manifest == {}


def test_an_opened_comparison_is_what_the_comparison_returned(tmp_path):
    compared = vex.compare(BASE, [BUSY], draws=vex.POINT, folder=tmp_path, **FEW)
    assert_same(compared, vex.open_comparison(str(tmp_path)))


def test_the_design_of_a_run_with_other_rules_is_not_rebuilt(tmp_path, monkeypatch):
    vex.run(BASE, folder=tmp_path, **FEW)
    monkeypatch.setattr("scenarios.run_folder.rebuilt_scenarios.compiled_hash", lambda: "other")
    opened = vex.open_run(tmp_path)
    assert opened.design is None and "income-rules" not in opened.figures() and len(opened.summary())


def test_a_story_and_a_report_have_the_language_asked_for(tmp_path):
    english = vex.story([BASE, BUSY], person=0, draws=vex.POINT, progress=False)
    dutch = vex.story([BASE, BUSY], person=0, draws=vex.POINT, progress=False, language="nl", folder=tmp_path / "story")
    assert "nobody lives this life" in english.text() and "nobody lives this life" not in dutch.text()
    assert "niemand leeft dit leven" in dutch.text()
    assert (tmp_path / "story" / "story.txt").read_text("utf-8") == dutch.text()
    vex.compare(BASE, [BUSY], draws=vex.POINT, folder=tmp_path / "compared", **FEW)
    page = vex.report(tmp_path / "compared", story=False, bottleneck=False, language="nl")
    assert '<html lang="nl"' in page.read_text("utf-8") and "(story=False)" in page.read_text("utf-8")
    page = vex.report(tmp_path / "compared", story=False, bottleneck=False)
    assert '<html lang="en"' in page.read_text("utf-8")


@pytest.mark.parametrize(
    "result",
    [
        lambda: vex.bottleneck(BASE, more=[], draws=vex.POINT, **FEW),
        lambda: vex.trial(vex.load("tilburg-2018"), **FEW),
    ],
    ids=["bottleneck", "trial"],
)
def test_the_table_of_a_notebook_has_few_columns_of_short_words(result):
    table = result().overview()
    assert 3 < len(table) <= 40 and len(table.columns) <= 8
    assert all("_" not in name for name in table.columns)
    assert all(len(cell) <= 60 for name in table for cell in table[name])
