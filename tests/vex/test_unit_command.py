"""The command line: tables, clear errors with exit code 2, and Ctrl-C with 130."""

import csv
import io
import os
import signal
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path

import pandas as pd
import pytest
from rich.console import Console
from typer.testing import CliRunner

import scenarios.run
import vex
from scenarios.file.scenario_inheritance import shipped
from scenarios.work import workers
from simulation.levers import LEVERS
from simulation.parameters import PARAMETERS
from vex.command import app
from vex.commands import printed_table
from vex.commands.options import announce_compilation

TINY = """
title = "A few people"
question = "Does it run?"
control = "usual"
weeks = 3
town = 100

[groups.coached]
size = 20
label = "With a coach"
policy.team = "coaches"

[groups.usual]
size = 20
label = "As usual"

[[posts]]
"""


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch) -> Path:
    (tmp_path / "tiny.toml").write_text(TINY, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def call(*arguments: str):
    return CliRunner().invoke(app, arguments)


def tiny(*arguments: str):
    return call("run", "tiny.toml", "--replications", "2", "--workers", "1", *arguments)


def test_a_run_shows_a_table_and_its_folder(folder):
    result = tiny()
    assert result.exit_code == 0, result.output
    assert "With a coach" in result.stdout
    (run,) = (folder / "runs").iterdir()
    assert run.name.startswith("tiny-")
    assert "Parameters: the values of the table alone" in result.stdout
    assert result.stdout.rstrip().endswith(f"Run folder: {Path('runs') / run.name}")
    assert str(folder) not in result.output
    outcomes = vex.open_run(run)
    manifest = outcomes.manifest
    assert (manifest["status"], manifest["title"]) == ("finished", "A few people")
    assert outcomes.series["replication"].nunique() == 2
    assert {"manifest.json", "series.parquet", "partners.parquet", "summary.csv"} <= set(os.listdir(run))


def test_a_quiet_run_prints_nothing(folder):
    result = tiny("--quiet", "--out", "here")
    assert (result.exit_code, result.output) == (0, "")
    assert (folder / "here" / "summary.csv").exists()


def test_only_a_first_run_announces_compilation(folder, monkeypatch, capsys):
    compiled = folder / "cache" / "compiled"
    (compiled / "simulation_1").mkdir(parents=True)  # importing the world creates folders and compiles nothing
    monkeypatch.setattr(workers, "cache_folder", lambda: folder / "cache")
    announce_compilation(quiet=False)
    assert capsys.readouterr().err == "First run with these rules: compiling takes about a minute, once.\n"
    announce_compilation(quiet=True)
    (compiled / "simulation_1" / "week.nbi").touch()
    announce_compilation(quiet=False)
    assert capsys.readouterr() == ("", "")


def test_a_parameter_outside_its_range_is_reported_and_used(folder):
    (folder / "tiny.toml").write_text(TINY + "[parameters]\nsatisfaction_work = 50\nwage = 9\n", encoding="utf-8")
    result = tiny("--out", "here", "--quiet")
    row = PARAMETERS["satisfaction_work"]
    assert result.exit_code == 0
    assert result.stderr == (
        f"vex: warning: satisfaction_work = 50 lies outside its range, {row.low:g} to {row.high:g}.\n"
    )
    assert vex.open_run("here").manifest["outside_range"] == {
        "satisfaction_work": {"value": 50, "low": row.low, "high": row.high}
    }


def test_a_failed_replication_is_reported_at_the_end(monkeypatch):
    def fails_in_one(design, seed, replication):
        if replication == 1:
            raise ArithmeticError("no luck")
        return scenarios.run.replicate_once(design, seed, replication)

    run = scenarios.run.run
    monkeypatch.setattr(scenarios.run, "run", lambda *a, **options: run(*a, **options, replicate=fails_in_one))
    result = tiny("--out", "here")
    assert result.exit_code == 1
    assert "1 of 2 replications failed" in result.stderr
    assert "number 1: ArithmeticError: no luck" in result.stderr
    assert pd.read_csv("here/failures.csv")["replication"].to_list() == [1]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("tilburg-2081",), "there is no scenario 'tilburg-2081'; nearest valid: tilburg-2018"),
        (("none.toml",), "there is no scenario file none.toml"),
        (
            ("wrong.toml",),
            "wrong.toml, line 9: groups.coached.siz: 'siz' is no key here; nearest valid: size",
        ),
        (("empty.toml",), "empty.toml, line 8: groups: the population is empty"),
        (("tiny.toml", "--out", "tiny.toml/run"), f"cannot write in {Path('tiny.toml/run')}"),
        (("tiny.toml", "--out", "."), "is not empty and holds no run"),
        (("tiny.toml", "--replications", "0"), "--replications"),
        (("tiny.toml", "--replications", "many"), "--replications"),
        (("tiny.toml", "--seed", "-1"), "--seed"),
        (("tiny.toml", "--seed", "9" * 23), "--seed"),
        (("tiny.toml", "--workers", "0"), "--workers"),
        (("tiny.toml", "--sed", "1"), "--seed"),
    ],
)
def test_bad_input_gives_a_clear_message_and_exit_code_2(folder, monkeypatch, arguments, words):
    monkeypatch.setattr(scenarios.run, "replicate_once", None)
    (folder / "wrong.toml").write_text(TINY.replace("size", "siz", 1), encoding="utf-8")
    (folder / "empty.toml").write_text(TINY.replace("size = 20", "size = 0"), encoding="utf-8")
    result = call("run", *arguments)
    assert result.exit_code == 2
    assert words in result.stderr
    assert "Traceback" not in result.output
    assert str(folder) not in result.output
    assert result.stdout == ""
    assert not (folder / "runs").exists()


def test_another_run_in_the_folder_is_refused():
    assert tiny("--out", "here", "--quiet").exit_code == 0
    result = tiny("--out", "here", "--seed", "2")
    assert result.exit_code == 2
    assert "here holds another run: scenario tiny, seed 1" in result.stderr


def test_interrupted_before_anything_was_finished(monkeypatch):
    def interrupted(*arguments, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr(scenarios.run, "run", interrupted)
    result = tiny()
    assert result.exit_code == 130
    assert "interrupted before anything was finished" in result.stderr


@pytest.mark.skipif(os.name == "nt", reason="sends the signal of Ctrl-C as a terminal does on POSIX")
def test_ctrl_c_keeps_finished_replications_and_prints_the_resume_command(folder):
    command = [sys.executable, "-m", "vex.command", "run", "tiny.toml", "--workers", "2", "--out", "here"]
    process = subprocess.Popen(
        [*command, "--replications", "100000"],
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        until = time.monotonic() + 120
        while not any((folder / "here" / "finished").glob("*[0-9]/series.parquet")):
            assert time.monotonic() < until and process.poll() is None, "no replication was finished"
            time.sleep(0.05)
        os.killpg(process.pid, signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode == 130
    assert "Traceback" not in errors
    outcomes = vex.open_run(folder / "here")
    manifest = outcomes.manifest
    kept = outcomes.series["replication"].nunique()
    assert (manifest["status"], manifest["replications"]["finished"]) == ("interrupted", kept)
    assert f"interrupted; {kept} of 100000 replications are kept in here" in errors
    assert "vex run tiny.toml --replications 100000 --seed 1 --out here" in errors


def test_scenarios_are_listed():
    output = call("scenarios").stdout
    assert all(name in output for name in shipped())


@pytest.mark.parametrize(("command", "table"), [("parameters", PARAMETERS), ("levers", LEVERS)])
def test_tables_are_shown_as_text_and_as_csv(command, table):
    names = list(table) if command == "parameters" else [name for rows in table.values() for name in rows]
    rows = list(csv.DictReader(io.StringIO(call(command, "--csv").stdout)))
    assert [row["name"] for row in rows] == names
    assert all(row["unit"] and row["meaning"] for row in rows)
    shown = call(command).stdout
    assert "meaning" in shown and len(shown.splitlines()) > len(names)


@pytest.mark.parametrize("width", [80, 140])
def test_names_of_parameters_are_shown_whole(monkeypatch, width):
    monkeypatch.setattr(printed_table, "screen", lambda: Console(width=width))
    shown = call("parameters").stdout
    assert all(name in shown for name in PARAMETERS)


def test_the_version_is_printed():
    assert call("--version").stdout == f"vex {version('vex')}\n"


def test_the_table_of_parameters_equals_the_parameters():
    rows = list(csv.DictReader(io.StringIO(call("parameters", "--csv").stdout)))
    assert {row["name"]: float(row["value"]) for row in rows} == {n: p.value for n, p in PARAMETERS.items()}


def test_warm_prints_its_duration():
    result = call("warm", "tiny.toml")
    assert result.exit_code == 0
    assert "seconds" in result.stdout
    assert call("warm", "tilburg").exit_code == 2


def test_every_name_of_the_front_door_exists():
    assert all(getattr(vex, name) is not None for name in vex.__all__)
    with pytest.raises(AttributeError, match="vex has no 'laod'"):
        _ = vex.laod


def test_help_imports_no_model():
    code = (
        "import sys; from typer.testing import CliRunner; from vex.command import app\n"
        "assert CliRunner().invoke(app, ['--help']).exit_code == 0\n"
        "sys.exit(', '.join({'numba', 'pandas', 'mesa', 'pydantic'} & set(sys.modules)))"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert result.stderr.strip() == ""
