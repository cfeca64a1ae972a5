"""Unit: `vex explain` on the command line: output, files, and clear errors with exit code 2."""

import json

import pandas as pd
import pytest
from typer.testing import CliRunner

import scenarios.explain
from results.statistics.shapley import REST, WHOLE
from scenarios.run_folder.store import RunFolder
from simulation.channels import CHANNELS
from vex.command import app

TINY = """
title = "A few people"
question = "Does it run?"
weeks = 6
town = 100

[groups.coached]
size = 15
label = "With a coach"
policy.team = "coaches"
policy.contacts_per_year = 12
policy.topic = "participant"

[groups.usual]
size = 15
label = "As usual"

[[posts]]
"""
BONUS = """
extends = "tiny.toml"
title = "A bonus"
question = "Does it pay?"

[groups.coached.policy]
exit_bonus_year = 2400
"""
LONGER = 'extends = "tiny.toml"\ntitle = "Longer"\nquestion = "?"\nweeks = 7\n'


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    for name, text in (("tiny", TINY), ("bonus", BONUS), ("longer", LONGER)):
        (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def call(*arguments):
    return CliRunner().invoke(app, ("explain", *arguments))


def test_explain_writes_and_shows_parts_that_make_the_whole(folder):
    called = call("tiny.toml", "bonus.toml", "--replications", "2", "--workers", "1", "--point", "--out", "why")
    assert called.exit_code == 0, called.output
    assert "Help from partners" in called.output and "130 were the same" in called.output
    assert "too narrow for decisions" in " ".join(called.output.split())
    why = folder / "why"
    assert {path.name for path in why.iterdir()} == {
        "channels.csv", "series.parquet", "runs.parquet", "manifest.json", "explain-exit_work.png",
        "explain-exit_work.svg",
        "explain-life_satisfaction.png", "explain-life_satisfaction.svg",
    }  # fmt: skip
    table = pd.read_csv(why / "channels.csv")
    assert set(table["group"]) == {"coached", "usual", "everyone"}
    values = table.pivot(index=["group", "measure"], columns="part", values="value")
    assert values[[REST, *CHANNELS]].sum(axis=1).to_numpy() == pytest.approx(values[WHOLE].to_numpy(), abs=1e-9)
    manifest = json.loads((why / "manifest.json").read_text())
    assert manifest["kind"] == "explanation" and manifest["status"] == "finished"
    assert manifest["base"]["scenario"] == "tiny" and manifest["scenario"] == "bonus"
    assert (why / "explain-exit_work.svg").read_text().rstrip().endswith("</svg>")


def test_a_scenario_against_the_service_as_usual_of_a_group(folder):
    called = call("tiny.toml", "--usual", "coached", "--replications", "1", "--workers", "1", "--measure", "trust")
    assert called.exit_code == 0, called.output
    assert "tiny-with-coached-as-usual" in called.output and "With a coach" in called.output
    written = next((folder / "runs").iterdir())
    manifest = json.loads((written / "manifest.json").read_text())
    assert "plausible" in called.output and manifest["draws"]["name"] == "background-2018"
    assert (written / "explain-trust.png").exists() and not (written / "explain-exit_work.png").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("tiny.toml",), "--usual GROUP"),
        (("tiny.toml", "bonus.toml", "--usual", "coached"), "got two"),
        (("tiny.toml", "--usual", "usual"), "already"),
        (("tiny.toml", "--usual", "nobody"), "no group"),
        (("tiny.toml", "longer.toml"), "not the same weeks"),
        (("tiny.toml", "bonus.toml", "--measure", "cost_month"), "--measure is"),
        (("tiny.toml", "bonus.toml", "--group", "nobody"), "--group is one of everyone, coached, usual"),
        (("tiny.toml", "none.toml"), "none.toml"),
        (("tiny.toml", "bonus.toml", "--out", "."), "not empty"),
    ],
)
def test_bad_explain_input_gives_a_clear_message(arguments, words, folder):
    called = call(*arguments)
    assert called.exit_code == 2, called.output
    assert words in " ".join(called.output.split()) and "Traceback" not in called.output
    assert not (folder / "runs").exists()


KEPT = ("channels.csv", "series.parquet", "runs.parquet", "explain-trust.svg", "explain-trust.png")


@pytest.mark.parametrize("killed", [False, True], ids=["Ctrl-C", "kill"])
def test_finished_replications_are_kept_and_resume_gives_equal_bytes(folder, monkeypatch, killed):
    words = ("tiny.toml", "bonus.toml", "--replications", "3", "--seed", "4", "--workers", "1", "--measure", "trust")
    words += ("--group", "coached", "--point")
    whole = call(*words, "--out", "whole")
    assert whole.exit_code == 0, whole.output
    every_set, ran = scenarios.explain.every_set, []

    def interrupted(design, seed, number, **more):
        if number == 2:
            raise KeyboardInterrupt
        ran.append(number)
        return every_set(design, seed, number, **more)

    monkeypatch.setattr("sys.argv", ["vex", "explain", *words])
    monkeypatch.setattr(scenarios.explain, "every_set", interrupted)
    if killed:  # a kill leaves finished chunks and a half-written chunk
        monkeypatch.setattr(RunFolder, "end", lambda self, status: None)
    stopped = call(*words)
    assert stopped.exit_code == 130, stopped.output
    [run] = (folder / "runs").iterdir()
    assert "To go on: vex explain" in stopped.stderr and ran == [0, 1]
    if killed:
        (run / "finished" / "half.partial").mkdir()
        monkeypatch.undo()
        monkeypatch.chdir(folder)
    else:
        assert "interrupted; 2 of 3 replications are kept" in stopped.stderr

    def goes_on(design, seed, number, **more):
        ran.append(number)
        return every_set(design, seed, number, **more)

    monkeypatch.setattr(scenarios.explain, "every_set", goes_on)
    resumed = call("tiny.toml", "bonus.toml", "--workers", "1", "--resume")
    assert resumed.exit_code == 0, resumed.output
    assert ran == [0, 1, 2] and [path.name for path in (folder / "runs").iterdir()] == [run.name]
    for name in KEPT:
        assert (run / name).read_bytes() == (folder / "whole" / name).read_bytes(), name
    kept, first = (json.loads((path / "manifest.json").read_text()) for path in (run, folder / "whole"))
    assert {name: kept[name] for name in ("seed", "draws", "group", "measures", "status", "replications")} == {
        name: first[name] for name in ("seed", "draws", "group", "measures", "status", "replications")
    }


def test_resume_names_the_reason_when_it_cannot_continue(folder):
    none = call("tiny.toml", "bonus.toml", "--resume")
    assert none.exit_code == 2 and "no unfinished explanation of tiny, bonus in runs/" in none.output
    words = ("tiny.toml", "bonus.toml", "--replications", "1", "--workers", "1", "--measure", "trust", "--quiet")
    assert call(*words, "--point", "--out", "here").exit_code == 0
    (folder / "tiny.toml").write_text(TINY.replace("contacts_per_year = 12", "contacts_per_year = 10"))
    for more in ((), ("--resume",)):
        other = call(*words, "--point", "--out", "here", *more)
        assert other.exit_code == 2 and "holds another run" in other.output, other.output
    (folder / "tiny.toml").write_text(TINY)
    assert "not the same draws" in " ".join(call(*words, "--out", "here").output.split())
