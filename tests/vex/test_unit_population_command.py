"""Unit: `vex population` on the command line, and faults of a population file in every command."""

import csv
import io
import os
from pathlib import Path

import pytest
from population_fault_samples import FAULTS
from typer.testing import CliRunner
from worlds import usual_equilibrium

from scenarios.file import populations
from scenarios.file.population_file import read_population
from scenarios.file.populations import template
from simulation.columns import COLUMNS
from vex.command import app


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(content: bytes, name="own.csv") -> Path:
    Path(name).write_bytes(content)
    return Path(name)


@pytest.mark.parametrize("command", [["population", "own.csv"], ["run", "city-7000", "--population", "own.csv"]])
@pytest.mark.parametrize("kind", FAULTS)
def test_commands_report_a_fault_on_standard_error_and_write_no_file(folder, kind, command):
    write(FAULTS[kind][0])
    result = CliRunner().invoke(app, command)
    assert result.exit_code == 2
    assert FAULTS[kind][1] in result.stderr and result.stdout == ""
    assert "Traceback" not in result.output
    assert os.listdir(folder) == ["own.csv"]


def call(*arguments):
    return CliRunner().invoke(app, ["population", *arguments])


def test_columns_are_shown_as_text_and_as_csv():
    rows = list(csv.DictReader(io.StringIO(call("--columns", "--csv").stdout)))
    assert [row["name"] for row in rows] == list(COLUMNS)
    assert all(row["unit"] and row["values"] and row["meaning"] for row in rows)
    assert all(name in call("--columns").stdout for name in COLUMNS)


def test_the_template_is_written_once():
    assert call("--template").stdout == template()
    assert call("--template", "--out", "own.csv").exit_code == 0
    assert Path("own.csv").read_text(encoding="utf-8") == template()
    again = call("--template", "--out", "own.csv")
    assert again.exit_code == 2 and "exists already" in again.stderr


def test_a_checked_file_lists_given_and_imputed_columns():
    write(b"age,sex\n40,man\n41,\n")
    result = call("own.csv")
    assert result.exit_code == 0
    lines = {line.split()[1]: line.split() for line in result.stdout.splitlines() if line.startswith("\u2502")}
    assert lines["age"][3] == "2" and lines["sex"][3:6:2] == ["1", "1"] and "2" in lines["household"]


def test_the_check_of_a_small_file_names_the_least_number_of_people():
    write(b"age\n40\n")
    few = call("own.csv").stdout
    assert "1 person, no faults" in few and "A run needs at least 10 people, unless you declare" in few
    write(b"age\n" + b"40\n" * 10)
    assert "A run needs" not in call("own.csv").stdout


@pytest.mark.parametrize("arguments", [("own.csv", "--out", "z.csv"), ("--columns", "--out", "z.csv")])
def test_out_is_refused_without_output(arguments):
    write(b"age\n40\n")
    result = call(*arguments)
    assert result.exit_code == 2 and "--out goes with --template or --draw" in result.stderr


def test_drawn_people_have_the_least_age(monkeypatch):
    monkeypatch.setattr(populations, "equilibrium_of", lambda design: usual_equilibrium())
    assert call("--draw", "50", "--least-age", "27", "--out", "drawn.csv").exit_code == 0
    assert read_population("drawn.csv", least_age=27).rows == 50
    assert call("--template", "--least-age", "27").exit_code == 2


def test_the_event_log_overwrites_nothing():
    write(b"mine", "events.csv")
    result = CliRunner().invoke(app, ["log", "city-7000", "--out", "events.csv"])
    assert result.exit_code == 2 and "events.csv exists already" in result.stderr
    assert Path("events.csv").read_bytes() == b"mine"


def test_a_trial_without_a_control_group_names_scenarios_with_a_control_group(folder):
    result = CliRunner().invoke(app, ["trial", "city-7000"])
    assert result.exit_code == 2 and "city-7000 has no control group, so there is nothing to compare" in result.stderr
    assert "whole-experiment" in result.stderr and os.listdir(folder) == []


@pytest.mark.parametrize("arguments", [(), ("--template", "--columns"), ("own.csv", "--draw", "3")])
def test_a_population_command_takes_a_single_task(arguments):
    result = call(*arguments)
    assert result.exit_code == 2 and "give one of these" in result.stderr


def test_synthetic_without_a_population_is_refused():
    result = CliRunner().invoke(app, ["run", "city-7000", "--synthetic"])
    assert result.exit_code == 2 and "--population" in result.output
