"""Unit: the code, commands, files and columns of the guide to the trial exist."""

import re
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
from document_blocks import ROOT, blocks
from trial_samples import LABELS, sample_trial
from typer.testing import CliRunner

from results.trial import export, trial_files
from results.trial.power import POWER_COLUMNS
from results.trial.trial_analysis import analyse, many_trials, one_trial
from vex.command import app

GUIDE = "docs/trial.md"
TEXT = (ROOT / GUIDE).read_text("utf-8")


def test_python_of_the_guide_runs_on_exported_data(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    folder = Path("runs/trial")
    trial = sample_trial(size=60, wellbeing={"guidance": 0.4})
    export.write_export(trial, folder / "data", ("parquet",))
    table = one_trial(trial, "standard", 104).estimates.drop(columns="truth")
    table.to_csv(folder / "one-trial-estimates.csv", index=False, float_format="%.6g")
    snippets = [text for kind, _, text in blocks(GUIDE) if kind == "python"]
    assert snippets
    for text in snippets:
        exec(compile(text, GUIDE, "exec"), {"__name__": "guide"})  # noqa: S102


def test_commands_and_options_of_the_guide_exist():
    shown = CliRunner().invoke(app, ["trial", "--help"], env={"COLUMNS": "200"}).output
    lines = [line for kind, _, text in blocks(GUIDE) if kind == "sh" for line in text.splitlines()]
    assert lines and all(line.startswith("vex trial ") for line in lines)
    options = set(re.findall(r"--\w+", TEXT))
    assert options and all(option in shown for option in options)


def test_files_of_the_guide_are_those_that_are_written():
    trials = [sample_trial(seed=seed, size=25, outside=25) for seed in (0,)]
    tables = [analyse(trial, "standard", 104) for trial in trials]
    many = many_trials({name: pd.concat([table[name] for table in tables]) for name in tables[0]})
    single = one_trial(trials[0], "standard", 104)
    report = SimpleNamespace(single=single, many=many, alone=many.power, control="standard", labels=LABELS)
    written = {f"{name}.csv" for name in trial_files.tables_of_trial(report, False)}
    written |= {f"{name}.png" for name in trial_files.FIGURE_TITLES}
    named = set(re.findall(r"`([\w-]+\.(?:csv|png))`", TEXT)) - {"dictionary.csv"}
    assert named == written


def test_columns_of_the_power_table_are_explained():
    first = TEXT.split("## What one trial could")[1].split("## What one arm")[0]
    shown = ("power", "power_corrected", "sd", "mean_se", "coverage", "detectable", "bias", "bias_se", "response_bias")
    for name in shown:
        assert f"`{name}`" in first and name in POWER_COLUMNS
    assert "`late_baseline_bias`" in TEXT
