"""Behaviour: ensembles isolate failures, keep finished replications, and describe themselves in a manifest."""

import json
from pathlib import Path

import pandas as pd
import pytest
from tiny_runs import (
    REPLICATIONS,
    TINY,
    assert_same,
    fails_in_three,
    is_interrupted_in_three,
    manifest,
    never,
    replications,
    tiny_run,
)

import scenarios.run
from scenarios.run import run
from scenarios.run_folder.manifest import command_line, manifest_of, sha256
from scenarios.run_folder.store import RunFolder, RunFolderError, open_run
from scenarios.run_folder.stored_tables import OutcomeStorage, tables_of
from scenarios.work.workers import empty_outcomes, replicate_once, run_chunk
from simulation.design import Design
from simulation.outcomes import Outcomes


class Started(list):
    """List of the replications that were started."""

    def __call__(self, design: Design, seed: int, replication: int) -> Outcomes:
        self.append(replication)
        return replicate_once(design, seed, replication)


@pytest.fixture
def started() -> Started:
    return Started()


@pytest.fixture(scope="module")
def reference() -> Outcomes:
    return tiny_run()


def test_replications_differ_in_luck_and_are_in_order(reference):
    assert list(reference.series["replication"].unique()) == list(range(REPLICATIONS))
    assert reference.series.groupby("replication")["stress"].sum().nunique() == REPLICATIONS
    assert len(reference.series) == REPLICATIONS * 4 * 2


def test_a_replication_that_fails_is_a_row_and_the_others_survive(reference):
    outcomes = tiny_run(replicate=fails_in_three)
    assert outcomes.failures.to_dict("records") == [
        {"scenario": "tiny", "replication": 3, "error": "ArithmeticError: the third is always wrong"}
    ]
    survived = reference.series[reference.series["replication"] != 3].reset_index(drop=True)
    pd.testing.assert_frame_equal(outcomes.series, survived)


def test_all_may_fail(tmp_path):
    outcomes = tiny_run(replications=2, replicate=never, folder=tmp_path / "run")
    assert (len(outcomes.series), list(outcomes.failures["replication"])) == (0, [0, 1])
    assert manifest(tmp_path / "run")["replications"] == {"asked": 2, "finished": 0, "failed": 2}


def test_a_world_that_cannot_start_fails_in_every_replication(monkeypatch):
    def cannot(design):
        raise ArithmeticError("no equilibrium")

    monkeypatch.setattr(scenarios.run, "equilibrium_of", cannot)
    outcomes = tiny_run(replications=2, replicate=never)
    assert list(outcomes.failures["error"]) == ["ArithmeticError: no equilibrium"] * 2


def test_an_interrupted_run_keeps_finished_replications_and_resumes(tmp_path, reference, started):
    folder = tmp_path / "run"
    with pytest.raises(KeyboardInterrupt):
        tiny_run(replicate=is_interrupted_in_three, folder=folder)
    content, kept = open_run(folder)
    assert content["status"] == "interrupted"
    assert content["replications"] == {"asked": REPLICATIONS, "finished": 3, "failed": 0}
    assert replications(kept) == [0, 1, 2]
    assert_same(reference, tiny_run(replicate=started, folder=folder))
    assert started == [3, 4, 5]
    assert manifest(folder)["status"] == "finished"


def test_a_crash_loses_no_finished_replication(tmp_path, reference, started):
    folder = RunFolder.start(tmp_path / "run", manifest_of(TINY, 5, REPLICATIONS), OutcomeStorage)
    folder.add(run_chunk(replicate_once, TINY.design, 5, (0, 1, 2)))
    (tmp_path / "run" / "finished" / "half.partial").mkdir()
    content, kept = open_run(tmp_path / "run")
    assert (content["status"], replications(kept)) == ("running", [0, 1, 2])
    assert_same(reference, tiny_run(replicate=started, folder=tmp_path / "run"))
    assert started == [3, 4, 5]


def test_a_crash_during_concatenation_counts_no_replication_twice(tmp_path, reference):
    folder = RunFolder.start(tmp_path / "run", manifest_of(TINY, 5, REPLICATIONS), OutcomeStorage)
    folder.add(run_chunk(replicate_once, TINY.design, 5, (3, 4, 5)))
    folder.add(run_chunk(replicate_once, TINY.design, 5, (0, 1, 2)))
    for table in tables_of(Outcomes):
        getattr(reference, table).to_parquet(tmp_path / "run" / f"{table}.parquet", index=False)
    assert_same(reference, folder.end("finished"))


def test_a_stored_run_opens_unchanged_and_can_be_extended(tmp_path, reference, started):
    folder = tmp_path / "deep" / "run"
    first = tiny_run(replications=3, folder=folder)
    assert_same(first, open_run(folder)[1])
    assert_same(reference, tiny_run(replicate=started, folder=folder))
    assert started == [3, 4, 5]
    assert manifest(folder)["replications"] == {"asked": REPLICATIONS, "finished": REPLICATIONS, "failed": 0}
    assert sorted(path.name for path in folder.iterdir()) == [
        "coaches.parquet", "manifest.json", "partners.parquet", "series.parquet",
    ]  # fmt: skip


@pytest.mark.parametrize("other", [{"seed": 6}, {"weeks": 2}])
def test_another_run_is_never_overwritten(tmp_path, other):
    tiny_run(replications=1, folder=tmp_path / "run")
    with pytest.raises(RunFolderError, match="holds another run: scenario tiny, seed 5"):
        tiny_run(replicate=never, folder=tmp_path / "run", **other)


def test_a_folder_that_is_no_run_is_left_alone(tmp_path):
    (tmp_path / "letter.txt").write_text("dear mayor")
    with pytest.raises(RunFolderError, match="is not empty and holds no run"):
        tiny_run(replicate=never, folder=tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]
    with pytest.raises(RunFolderError, match="is no run folder"):
        open_run(tmp_path)


def test_an_unwritable_folder_is_refused_before_any_run(tmp_path, monkeypatch):
    monkeypatch.setattr(scenarios.run, "equilibrium_of", never)
    (tmp_path / "file").write_text("")
    with pytest.raises(RunFolderError, match="cannot write in .*file.run"):
        tiny_run(folder=tmp_path / "file" / "run")


@pytest.mark.parametrize("options", [{"replications": 0}, {"seed": -1}, {"seed": 2**64}, {"workers": 0}, {"weeks": 0}])
def test_impossible_numbers_are_refused(options):
    with pytest.raises(ValueError, match="; got"):
        tiny_run(replicate=never, **options)


@pytest.mark.parametrize("other", ["tilburg-2018", Path("tilburg-2018"), TINY.design])
def test_only_a_loaded_scenario_runs(other):
    with pytest.raises(TypeError, match="run takes a Scenario.*load it first: vex.load"):
        run(other)


def test_compilation_and_equilibrium_precede_the_progress_bar(monkeypatch):
    order = []
    for name in ("equilibrium_of", "compile_rules", "tqdm"):
        done = getattr(scenarios.run, name)
        monkeypatch.setattr(scenarios.run, name, lambda *a, n=name, d=done, **o: order.append(n) or d(*a, **o))
    tiny_run(replications=1)
    assert order == ["equilibrium_of", "compile_rules", "tqdm"]


def test_the_progress_bar_shows_the_time_left_and_can_be_silenced(capsys):
    tiny_run(replications=1)
    assert capsys.readouterr() == ("", "")
    tiny_run(replications=1, progress=True)
    assert "1 of 1 replications, 00:00 left" in capsys.readouterr().err


def test_the_manifest_describes_how_to_reproduce_the_run(tmp_path):
    tiny_run(replications=1, folder=tmp_path / "run")
    content = manifest(tmp_path / "run")
    assert content["design_sha256"] == sha256(content["design"])
    assert content["design"]["groups"][0]["policy"] == {"team": "coaches"}
    assert {"python", "mesa", "numpy"} <= set(content["software"])
    assert content["started"] <= content["ended"]
    assert str(tmp_path) not in json.dumps(content)


def test_a_command_line_shows_no_folder_of_the_machine():
    arguments = ["/opt/bin/vex", "run", "/home/x/mine.toml", "--out=/srv/runs/a", "--seed", "3", "runs/b"]
    assert command_line(arguments) == "vex run mine.toml --out=a --seed 3 runs/b"


def test_empty_outcomes_concatenate():
    assert_same(empty_outcomes(), Outcomes.concatenate([empty_outcomes(), empty_outcomes()]))
