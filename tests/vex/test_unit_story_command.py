"""Unit: `vex story` and `vex log` on the command line."""

import pandas as pd
import pytest
from typer.testing import CliRunner

from vex.command import app

SMALL = """extends = "tilburg-2018"
weeks = 20
[groups.own_direction]
size = 5
[groups.guidance]
size = 5
[groups.coaching]
size = 5
[groups.standard]
size = 5
[groups.reference]
size = 5
"""


@pytest.fixture
def small(tmp_path):
    path = tmp_path / "small.toml"
    path.write_text(SMALL, encoding="utf-8")
    return str(path)


def invoke(*words):
    return CliRunner().invoke(app, list(words))


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_the_log_is_written(small, tmp_path, suffix):
    out = tmp_path / f"events.{suffix}"
    done = invoke("log", small, "--all", "--out", str(out))
    assert done.exit_code == 0, done.output
    events = pd.read_csv(out) if suffix == "csv" else pd.read_parquet(out)
    assert f"{len(events):,} events of 25 people in 20 weeks" in done.stdout


def test_a_story_is_shown_and_saved(small, tmp_path):
    out = tmp_path / "story"
    done = invoke("story", small, "--person", "3", "--out", str(out))
    assert done.exit_code == 0, done.output
    assert "nobody lives this life" in done.stdout and "Person 3, seed 1, repetition 0." in done.stdout
    assert {path.name for path in out.iterdir()} == {
        "story.txt", "story.png", "story.svg", "story.json", "story-events.parquet", "story-weeks.parquet",
    }  # fmt: skip
    again = invoke("story", small, "--out", str(out))
    assert again.exit_code == 2 and "exists already" in again.stderr


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["story", "SMALL", "--person", "99"], "no person 99 lives under all of these policies; there are, for"),
        (["story", "SMALL", "--person", "3", "--like", "wendy"], "in one way: like, where or person"),
        (["story", "SMALL", "--like", "wendi"], "got 'wendi'; nearest valid: wendy"),
        (["story", "SMALL", "--where", "lod > 3"], "nearest valid: load"),
        (["story", "SMALL", "--where", "age > 90"], "nobody of 20 people meets the condition 'age > 90'"),
        (["story", "SMALL", "--like", "wendy", "--replications", "1"], "nobody's life went like that of wendy"),
        (["story", "SMALL", "--lang", "fr"], "--lang is one of en, nl; got 'fr'"),
        (["story", "SMALL", "SMALL"], "the scenarios have different names; got small, small"),
        (["story", "SMALL", "tilburg-2018"], "the scenarios last equally long; got 20 weeks, 104 weeks"),
        (["story", "SMALL", "--out", "."], "exists already"),
        (["story", "no-such"], "no-such"),
        (["log", "SMALL", "--out", "events.xls"], "written as .csv or .parquet; got events.xls"),
        (["log", "SMALL", "--out", "nowhere/events.csv"], "there is no folder nowhere"),
    ],
)
def test_bad_story_input_gives_a_clear_message_and_exit_code_2(words, message, small, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = invoke(*[small if word == "SMALL" else word for word in words])
    assert done.exit_code == 2
    assert message in done.stderr
