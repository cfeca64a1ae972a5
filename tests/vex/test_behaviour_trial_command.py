"""Behaviour: `vex trial` simulates, analyses and keeps trials, and refuses bad input."""

import json
from functools import partial

import pandas as pd
import pytest
from outcome_samples import sample_outcomes
from trial_samples import ARMS, sample_trial
from typer.testing import CliRunner

import scenarios.run
import scenarios.trial
from results.trial import trial_files
from results.words.quantities import TRIAL_QUANTITIES
from vex.command import app

SURVEYED = 'extends = "tilburg-2018"\n' + "".join(f"groups.{name}.surveyed = true\n" for name in (*ARMS, "standard"))


def simulate_sample(design, seed, replication):
    """Return a sample trial; replication 1 fails in scenarios of 60 weeks."""
    if design.weeks == 60 and replication == 1:
        raise ArithmeticError("no luck")
    return sample_trial(seed=replication, size=40, outside=30)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(scenarios.trial, "map_trials", partial(scenarios.trial.map_trials, simulate=simulate_sample))
    monkeypatch.setattr(trial_files, "figures_of_trial", lambda _: {})
    (tmp_path / "sample.toml").write_text(SURVEYED, encoding="utf-8")
    return tmp_path


def call(*arguments):
    return CliRunner().invoke(app, ["trial", *map(str, arguments)])


def test_the_command_shows_and_keeps_the_analysis(folder):
    result = call("sample.toml", "--replications", 2, "--workers", 1, "--out", "here", "--export", "csv,stata")
    assert result.exit_code == 0, result.output
    for words in ("One simulated trial", "Over 2 simulated trials", "too few", "not a forecast", "Folder: here",
                  "Parameters: the values of the table alone"):  # fmt: skip
        assert words in result.stdout
    names = {path.name for path in (folder / "here").iterdir()}
    assert {"trial.md", "manifest.json", "power.csv", "data"} <= names
    assert {path.name for path in (folder / "here" / "data").iterdir()} == {
        "person_wave.csv", "person_month.csv", "coach_records.csv", "person_wave.dta", "person_month.dta",
        "coach_records.dta", "dictionary.csv", "dictionary.md",
    }  # fmt: skip
    assert not [name for name in pd.read_csv("here/data/person_wave.csv") if name.startswith("true_")]
    manifest = json.loads((folder / "here" / "manifest.json").read_text("utf-8"))
    assert (manifest["status"], manifest["replications"]["finished"], manifest["seed"]) == ("finished", 2, 1)
    assert pd.read_csv("here/all-estimates.csv")["replication"].nunique() == 2


def test_the_command_simulates_and_analyses(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    options = ("--replications", 2, "--workers", 1, "--out", "here", "--quiet", "--export", "csv")
    result = call("tilburg-2018", *options)
    assert result.exit_code == 0, result.output
    rows = pd.read_csv("here/all-estimates.csv")
    assert rows["replication"].nunique() == 2 and set(rows["arm"]) == set(ARMS)
    assert set(rows["outcome"]) == set(TRIAL_QUANTITIES)
    waves = pd.read_csv("here/data/person_wave.csv")
    assert len(waves) == 3 * 798
    assert waves["eligible"].all() and waves["person"].nunique() == 798
    months = pd.read_csv("here/data/person_month.csv", usecols=["person", "month"])
    assert months.groupby("person")["month"].agg(["min", "max", "size"]).eq([1, 24, 24]).all(axis=None)
    assert pd.read_csv("here/recruited.csv").set_index("step").loc["started", "mean_people"] == 798


RECRUITING = """
extends = "whole-experiment"
groups.reference.size = 900
recruitment.target = 200
"""


def test_the_command_analyses_a_trial_with_recruitment_and_each_arm_alone(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(trial_files, "figures_of_trial", lambda _: {})
    (tmp_path / "town.toml").write_text(RECRUITING, encoding="utf-8")
    options = ("--replications", 1, "--workers", 1, "--out", "here", "--quiet", "--alone", "--export", "csv")
    result = call("town.toml", *options)
    assert result.exit_code == 0, result.output
    steps = pd.read_csv("here/recruited.csv").set_index("step")["mean_people"]
    assert steps["at_start"] == 900 > steps["eligible"] > steps["signed_up"] > steps["started"] > 100
    outside = pd.read_csv("here/outside.csv")
    assert set(outside["who"]) == {"participants", "treated", "control"}
    outside = pd.read_csv("here/one-trial-outside.csv").query("who == 'participants'")
    assert outside["n"].eq(steps["started"]).all()
    assert outside["n_outside"].eq(steps["eligible"] - steps["started"]).all()
    months = pd.read_csv("here/data/person_month.csv", usecols=["person", "month"])
    assert months["person"].nunique() == 900
    alone = pd.read_csv("here/alone.csv")
    assert set(alone["group"]) == {*ARMS, "standard"} and alone["mean"].notna().all()


def test_quiet_says_nothing_and_truth_adds_the_truth(folder):
    options = ("--replications", 1, "--workers", 1, "--out", "here", "--quiet", "--truth", "--export", "csv")
    result = call("sample.toml", *options)
    assert (result.exit_code, result.output) == (0, "")
    assert "true_trust" in pd.read_csv("here/data/person_wave.csv")
    assert "truth" in pd.read_csv("here/one-trial-estimates.csv")


def test_a_failed_trial_is_reported(folder):
    (folder / "short.toml").write_text("weeks = 60\n" + SURVEYED, encoding="utf-8")
    result = call("short.toml", "--replications", 2, "--workers", 1, "--out", "here")
    assert result.exit_code == 1
    assert "1 of 2 trials failed, the first of them number 1: ArithmeticError: no luck" in result.stderr
    assert pd.read_csv("here/failures.csv")["replication"].to_list() == [1]


def test_alone_runs_each_group_with_the_same_seed(folder, monkeypatch):
    asked = []

    def run(scenario, **options):
        asked.append((scenario.name, options["seed"], options["replications"]))
        return sample_outcomes(replications=options["replications"], groups=(*ARMS, "standard"))

    monkeypatch.setattr(scenarios.run, "run", run)
    result = call("sample.toml", "--replications", 2, "--workers", 1, "--seed", 5, "--out", "here", "--alone")
    assert result.exit_code == 0, result.output
    assert [name for name, *_ in asked][:2] == ["sample", "sample, own_direction alone"]
    assert len(asked) == 8 and {(seed, count) for _, seed, count in asked} == {(5, 2)}
    assert set(pd.read_csv("here/alone.csv")["group"]) == {*ARMS, "standard"}
    assert "Each group's programme alone" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("nowhere",), "there is no scenario 'nowhere'"),
        (("none.toml",), "there is no scenario file none.toml"),
        (("sample.toml", "--export", "spss"), "--export knows csv, parquet, stata; got 'spss'"),
        (("sample.toml", "--replications", "0"), "--replications"),
        (("sample.toml", "--seed", "-1"), "--seed"),
        (("sample.toml", "--workers", "0"), "--workers"),
        (("sample.toml", "--out", "sample.toml"), "cannot write in sample.toml"),
        (("sample.toml", "--synthetic"), "it says something of a --population"),
        (("sample.toml", "--population", "people.csv"), "this population was not declared synthetic"),
        (("sample.toml", "--out", "."), "is not empty; choose another folder"),
        (("brief.toml",), "a trial is followed for 52 weeks or more; got weeks = 51"),
        (("unsurveyed.toml",), "the control group 'standard' gets no questionnaires; groups with surveyed: none"),
        (("lonely.toml",), "a trial compares groups, but only 'standard' is surveyed"),
    ],
)
def test_bad_input_gives_one_clear_message_and_exit_code_2(folder, arguments, words):
    (folder / "brief.toml").write_text("weeks = 51\n" + SURVEYED, encoding="utf-8")
    (folder / "unsurveyed.toml").write_text(SURVEYED.replace("true", "false"), encoding="utf-8")
    surveyed = "".join(f"groups.{name}.surveyed = {str(name == 'standard').lower()}\n" for name in (*ARMS, "standard"))
    (folder / "lonely.toml").write_text('extends = "tilburg-2018"\n' + surveyed, encoding="utf-8")
    (folder / "people.csv").write_text("age\n" + "40\n" * 60, encoding="utf-8")
    result = call(*arguments)
    assert result.exit_code == 2
    assert words in " ".join(result.stderr.split())
    assert "Traceback" not in result.output and result.stdout == ""
    assert not (folder / "runs").exists()


def test_nothing_finished_leaves_no_folder(folder, monkeypatch):
    nothing = scenarios.trial.Trials(asked=3, interrupted=True)
    monkeypatch.setattr(scenarios.trial, "map_trials", lambda *_, **__: nothing)
    result = call("sample.toml", "--out", "here")
    assert result.exit_code == 130
    assert "interrupted before anything was finished" in result.stderr
    assert not (folder / "here").exists()
