"""`vex compare` and `vex sweep` on the command line: clear messages, resuming, and written files."""

import os
import shutil
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
import typer
from small_comparisons import manifest
from typer.testing import CliRunner

from scenarios import compare as comparisons
from scenarios.compare import open_comparison
from scenarios.pairs import paired_replication
from scenarios.pairs.kept_measures import run_and_keep
from scenarios.parameter_sets import plausible_set
from scenarios.parameter_sets.parameter_sets import POINT
from simulation.compiled import compiled_hash
from vex.command import app
from vex.commands.cluster import check_workers
from vex.verbs import compare as verb

TINY = """
title = "A few people"
question = "Does it run?"
control = "usual"
weeks = 8
town = 100

[groups.coached]
size = 20
label = "With a coach"
policy.team = "coaches"
policy.contacts_per_year = 12

[groups.usual]
size = 20
label = "As usual"

[[posts]]
"""
FEW = ("--replications", "2", "--workers", "1", "--point")
GRID = ("--vary", "organisation.coach_fte=0.1,0.5,1", "--vary", "policy.contacts_per_year=6,12")


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch) -> Path:
    (tmp_path / "tiny.toml").write_text(TINY, encoding="utf-8")
    (tmp_path / "busy.toml").write_text('extends = "tiny.toml"\nposts = [{ fte = 0.1 }]\n', encoding="utf-8")
    (tmp_path / "more.toml").write_text('extends = "tiny.toml"\ngroups.usual.size = 30\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def written(monkeypatch) -> list:
    """Replace the tables and figures, which have tests of their own, by a list of calls."""
    folders = []
    monkeypatch.setattr(verb, "write_tables_and_figures", lambda result, where, _: folders.append((result, where)))
    return folders


def call(*arguments: str):
    return CliRunner().invoke(app, arguments)


def compare(*arguments: str):
    return call("compare", "tiny.toml", "busy.toml", *FEW, *arguments)


def test_a_comparison_is_stored_and_shown(folder, written):
    result = compare("--quiet")
    assert result.exit_code == 0, result.output
    [(comparison, where)] = written
    assert (comparison.base, comparison.scenarios) == ("tiny", ("busy",))
    assert where.parent == Path("runs") and where.name.startswith("tiny-compare-")
    assert open_comparison(where).series["replication"].nunique() == 2
    assert result.output == ""


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("compare", "tiny.toml", "none.toml"), "there is no scenario file none.toml"),
        (("compare", "tiny.toml", "tiny.toml"), "tiny is named twice"),
        (("compare", "tiny.toml", "more.toml"), "cohort 1 is 30 people and in the base 20 people"),
        (("compare", "tiny.toml", "busy.toml", "--resume"), "no unfinished comparison of tiny, busy in runs/"),
        (("compare", "tiny.toml", "busy.toml", "--resume", "--out", "none"), "none is no run folder"),
        (("compare", "tiny.toml", "busy.toml", "--precision", "0"), "--precision"),
        (("compare", "tiny.toml", "busy.toml", "--synthetic"), "--synthetic"),
        (("compare", "tiny.toml", "busy.toml", "--group", "coach"),
         "--group: 'coach' is no group with the same people in all scenarios; such groups are everyone, coached, us"),
        (("compare", "tiny.toml", "busy.toml", "--out", "tiny.toml/run"), f"cannot write in {Path('tiny.toml/run')}"),
        (("compare", "tiny.toml", "busy.toml", "--out", "."), "is not empty and holds no run"),
        (("compare", "tiny.toml"), "Missing argument"),
        (("sweep", "tiny.toml"), "give --vary organisation.coach_fte=2..12"),
        (("sweep", "tiny.toml", "--vary", "coaches=3"), "--vary knows no path 'coaches'; a path is policy.LEVER"),
        (("sweep", "tiny.toml", *GRID, *GRID[:2]), "--vary organisation.coach_fte is given twice"),
        (("sweep", "tiny.toml", *GRID, "--measure", "exits_work"), "is no measure; nearest valid: exit_work"),
        (("sweep", "tiny.toml", *GRID, "--group", "coach"), "--group: 'coach' is no group; nearest valid: coached"),
        (("sweep", "tiny.toml", *GRID, "--threshold", "5"), "--threshold"),
    ],
)
def test_bad_input_gives_a_clear_message_and_exit_code_2(folder, arguments, words):
    result = call(*arguments, "--point", "--replications", "1")
    assert result.exit_code == 2
    assert words in " ".join(result.stderr.split())
    assert "Traceback" not in result.output
    assert not (folder / "runs").exists()


def test_an_absent_dask_scheduler_is_reported(monkeypatch):
    import distributed

    def nobody(*arguments, **options):
        raise OSError("Timed out trying to connect")

    monkeypatch.setattr(distributed, "Client", nobody)
    result = compare("--dask", "tcp://127.0.0.1:1")
    assert result.exit_code == 2
    assert "there is no Dask scheduler at tcp://127.0.0.1:1: Timed out" in result.stderr


@pytest.mark.parametrize(
    ("hashes", "words"), [({}, "has no workers"), ({"a": "other"}, "a has another version"), ({"a": None}, "a has")]
)
def test_dask_workers_must_have_the_same_rules(capsys, hashes, words):
    with pytest.raises(typer.Exit):
        check_workers(SimpleNamespace(run=lambda function: hashes), "x")
    assert words in capsys.readouterr().err


def test_dask_workers_must_have_the_same_tables(capsys):
    check_workers(SimpleNamespace(run=lambda function: {"a": function()}), "x")
    with pytest.raises(typer.Exit):
        check_workers(SimpleNamespace(run=lambda function: {"a": function() if function is compiled_hash else ""}), "x")
    assert "a has another version" in capsys.readouterr().err


def test_ctrl_c_prints_the_resume_command_and_resume_continues_the_run(folder, written, monkeypatch):
    def interrupted(design, seed, number, *more):
        if number == 1:
            raise KeyboardInterrupt
        return run_and_keep(design, seed, number, *more)

    monkeypatch.setattr("sys.argv", ["vex", "compare", "tiny.toml", "busy.toml", *FEW, "--seed", "3"])
    monkeypatch.setattr(paired_replication, "run_and_keep", interrupted)
    result = compare("--seed", "3")
    [run] = (folder / "runs").iterdir()
    assert result.exit_code == 130
    assert f"interrupted; 1 of 2 replications are kept in {Path('runs') / run.name}" in result.stderr
    go_on = f"vex compare tiny.toml busy.toml {' '.join(FEW)} --seed 3 --out {Path('runs') / run.name} --resume"
    assert f"To go on: {go_on}" in result.stderr
    monkeypatch.setattr(paired_replication, "run_and_keep", run_and_keep)
    result = call("compare", "tiny.toml", "busy.toml", "--workers", "1", "--quiet", "--resume")
    assert result.exit_code == 0, result.output
    assert [path.name for path in (folder / "runs").iterdir()] == [run.name]
    content = manifest(run)
    assert (content["seed"], content["replications"]["finished"], content["status"]) == (3, 2, "finished")


def test_the_group_is_stored_with_the_run_and_the_screen_is_about_it(folder, monkeypatch):
    about = []
    at = "results.comparison"
    monkeypatch.setattr(f"{at}.comparison_files.write_comparison", lambda *_, group, workers: about.append(group))
    monkeypatch.setattr(f"{at}.comparison_screen.comparison_screen", lambda _, group: about.append(group))
    for words, group in ((("--group", "usual"), "usual"), (("--resume",), "usual"), ((), "everyone")):
        about.clear()
        result = compare("--out", "here", *words)
        assert result.exit_code == 0, result.output
        assert manifest(folder / "here")["group"] == group
        assert about == [group, group]


def test_a_failed_run_and_damaged_files_are_reported_at_the_end(folder, written, monkeypatch):
    assert compare("--out", "here", "--quiet").exit_code == 0
    (folder / "here" / "money.parquet").write_bytes(b"")

    def fails(design, seed, number, *more):
        if (design.name, number) == ("busy", 1):
            raise ArithmeticError("wrong")
        return run_and_keep(design, seed, number, *more)

    monkeypatch.setattr(paired_replication, "run_and_keep", fails)
    result = compare("--out", "here", "--quiet")
    assert result.exit_code == 1
    assert "1 run failed: busy, replication 1: ArithmeticError: wrong" in result.stderr
    assert "damaged files were set aside in here" in result.stderr


def test_the_plausible_set_is_used_unless_the_point_is_asked_for(monkeypatch, written):
    chosen = SimpleNamespace(name="set", sha256="abc", draws=({}, {}), equilibrium=lambda number, design: None)
    monkeypatch.setattr(plausible_set, "load_set", lambda: chosen)
    requested = []

    def stops(*arguments, **options):
        requested.append(options)
        raise KeyboardInterrupt

    monkeypatch.setattr(comparisons, "compare", stops)
    result = call("compare", "tiny.toml", "busy.toml")
    assert requested[0]["draws"] is chosen and requested[0]["replications"] == 200
    assert "the plausible set set, 2 sets of values in turn" in result.stderr
    compare()
    assert requested[1]["draws"] is POINT


def test_a_sweep_leaves_the_surface_the_tipping_points_and_a_figure(folder):
    result = call("sweep", "tiny.toml", *GRID, *FEW, "--out", "here", "--threshold", "0.1")
    assert result.exit_code == 0, result.output
    surface = pd.read_csv(folder / "here" / "surface.csv")
    assert len(surface) == 6 and list(surface.columns[:3]) == [GRID[1].split("=")[0], GRID[3].split("=")[0], "n"]
    assert {"exit_work", "backlog_low", "trust_high", "life_satisfaction", "difference_low"} <= set(surface)
    tipping = pd.read_csv(folder / "here" / "tipping.csv")
    assert list(tipping["policy.contacts_per_year"]) == [6, 12]
    assert (folder / "here" / "surface.png").stat().st_size > 10_000
    assert "full-time coaches" in result.stdout and "Run folder: here" in result.stdout
    assert "wait for a conversation without a date" in " ".join(result.stdout.split())
    again = call("sweep", "tiny.toml", *GRID, "--resume", "--out", "here", "--quiet", "--workers", "1")
    assert again.exit_code == 0, again.output
    pd.testing.assert_frame_equal(pd.read_csv(folder / "here" / "surface.csv"), surface)


def test_the_files_are_there():
    assert os.path.exists("busy.toml") and shutil.which("python")
