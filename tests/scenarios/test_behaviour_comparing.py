"""Comparisons on disk: who does the work does not matter, nothing finished is lost, and every message is clear."""

import errno
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from small_comparisons import BASE, BUSY, COPY, MANY, SEED, TwoSets, made, manifest, scenario, tables

from scenarios.compare import open_comparison
from scenarios.file.faults import ScenarioError
from scenarios.pairs import paired_replication as pairing
from scenarios.pairs.comparison_frames import ComparedRuns
from scenarios.pairs.kept_measures import watch
from scenarios.parameter_sets.parameter_sets import POINT, drawn
from scenarios.run_folder import store
from scenarios.run_folder.manifest import FORMATS
from scenarios.run_folder.store import RunFolderError
from simulation.design import CoachPost, Group

FRAMES = ("series", "money", "partners", "coaches", "subgroups", "failures")


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("runs") / "undisturbed"
    made(folder)
    return folder


@pytest.fixture
def folder(tmp_path, undisturbed) -> Path:
    return Path(shutil.copytree(undisturbed, tmp_path / "run"))


def assert_same(one: Path, other: Path):
    assert set(tables(one)) == {f"{name}.parquet" for name in FRAMES[:-1]}
    assert tables(one) == tables(other)


def test_a_comparison_opens_as_it_was(folder):
    one, other = made(None), open_comparison(folder)
    for name in FRAMES:
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name), check_dtype=name != "failures")
    assert (other.base, other.scenarios, other.control) == ("base", ("copy", "busy"), "usual")
    assert other.labels == {"coached": "With a coach", "usual": "As usual"}
    assert other.titles["busy"] == "Title of busy"
    assert (other.draws, other.same_people["copy"]) == (1, ("coached", "usual", "everyone"))
    assert manifest(folder)["kind"] == "comparison"


def test_what_is_left_of_a_killed_run_goes_on_to_the_same_bytes(tmp_path, undisturbed):
    piece = 3
    here = Path(__file__).parents[1]
    program = [sys.executable, here / "small_comparisons.py", tmp_path / "run", str(piece)]
    environment = os.environ | {"PYTHONPATH": str(here.parent)}
    killed = subprocess.run(program, cwd=here.parent, env=environment, capture_output=True)
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    assert list((tmp_path / "run").rglob("*.partial"))
    assert open_comparison(tmp_path / "run").series["replication"].nunique() == 2
    assert manifest(tmp_path / "run")["status"] == "running"
    made(tmp_path / "run")
    assert_same(tmp_path / "run", undisturbed)
    assert not list((tmp_path / "run").rglob("*.partial"))
    assert manifest(tmp_path / "run")["status"] == "finished"


def test_only_what_is_missing_is_run_again(tmp_path, undisturbed, monkeypatch):
    made(tmp_path / "run", replications=2)
    seen = []
    monkeypatch.setattr(pairing, "watch", lambda *a: seen.append(a[2]) or watch(*a))
    made(tmp_path / "run")
    assert sorted(seen) == [2, 2, 2, 3, 3, 3]
    assert manifest(tmp_path / "run")["replications"] == {"asked": MANY, "finished": MANY, "failed": 0}
    assert_same(tmp_path / "run", undisturbed)


def test_two_processes_give_the_same_bytes(tmp_path, undisturbed):
    made(tmp_path / "run", workers=2)
    assert_same(tmp_path / "run", undisturbed)


def test_a_dask_cluster_gives_the_same_bytes(tmp_path, undisturbed):
    from distributed import LocalCluster

    from vex.commands.cluster import cluster

    options = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": None, "local_directory": tmp_path}
    with LocalCluster(**options) as real, cluster(real.scheduler_address) as executor:
        made(tmp_path / "run", executor=executor)
    assert_same(tmp_path / "run", undisturbed)


def test_replications_take_the_parameter_sets_in_turn_and_every_scenario_the_same(tmp_path):
    found = made(tmp_path / "run", draws=TwoSets(), replications=3)
    assert found.draws == 2
    pairs = found.series[["replication", "draw"]].drop_duplicates().to_numpy().tolist()
    assert pairs == [[0, 0], [1, 1], [2, 0]]
    values = found.series[(found.series["week"] == 8) & (found.series["scenario"] == "base")]
    point = made(None, replications=3).series
    assert not point["rapport"].equals(found.series["rapport"])
    assert len(values) == 3 * 3
    with pytest.raises(RunFolderError, match="holds another run: scenario base, seed 5.*not the same draws"):
        made(tmp_path / "run")


def test_a_scenario_keeps_the_parameters_that_it_sets_itself():
    own = scenario("own", parameters={"coach_skill": 0.5})
    found = [drawn(own.design, TwoSets(), number).parameters for number in (0, 1)]
    assert found == [{"coach_skill": 0.5}] * 2
    assert drawn(BASE.design, TwoSets(), 1).parameters == {"coach_skill": 0.9}
    assert drawn(BASE.design, POINT, 0) is BASE.design


def test_a_run_that_fails_is_a_row_and_the_others_go_on(tmp_path, undisturbed, monkeypatch):
    def fails(design, seed, number, *more):
        if (design.name, number) == ("copy", 1):
            raise ArithmeticError("wrong")
        return watch(design, seed, number, *more)

    monkeypatch.setattr(pairing, "watch", fails)
    found = made(tmp_path / "run")
    assert found.failures.to_dict("records") == [
        {"scenario": "copy", "replication": 1, "error": "ArithmeticError: wrong"}
    ]
    counts = found.series.groupby("scenario", observed=True)["replication"].nunique()
    assert counts.to_dict() == {"base": MANY, "copy": MANY - 1, "busy": MANY}
    monkeypatch.undo()
    again = made(tmp_path / "run")
    assert len(again.failures) == 0
    assert_same(tmp_path / "run", undisturbed)


def test_without_the_base_there_are_no_pairs(monkeypatch):
    def fails(design, seed, number, *more):
        if design.name == "base":
            raise ArithmeticError("wrong")
        return watch(design, seed, number, *more)

    monkeypatch.setattr(pairing, "watch", fails)
    found = made(None, replications=1)
    assert (len(found.subgroups), len(found.failures), found.series["scenario"].nunique()) == (0, 1, 2)


def test_a_full_disk_is_told_and_what_was_finished_stays(tmp_path, undisturbed, monkeypatch):
    written, write = [], ComparedRuns.write

    def write_until_full(part, folder):
        written.append(folder)
        if len(written) > 2:
            (folder / "runs.parquet").write_bytes(b"half")
            raise OSError(errno.ENOSPC, "No space left on device")
        write(part, folder)

    monkeypatch.setattr(ComparedRuns, "write", staticmethod(write_until_full))
    with pytest.raises(RunFolderError, match="the disk is full. What was finished before is kept.*Make room") as told:
        made(tmp_path / "run")
    assert str(tmp_path / "run") in str(told.value)
    monkeypatch.undo()
    assert open_comparison(tmp_path / "run").series["replication"].nunique() == 2
    made(tmp_path / "run")
    assert_same(tmp_path / "run", undisturbed)


def test_a_disk_that_fills_up_at_the_end_loses_nothing(tmp_path, undisturbed, monkeypatch):
    written, write = [], store.write_table

    def write_until_full(frame, path):
        written.append(path)
        if len(written) == 3:
            raise OSError(errno.ENOSPC, "No space left on device")
        write(frame, path)

    monkeypatch.setattr(store, "write_table", write_until_full)
    with pytest.raises(RunFolderError, match="the disk is full"):
        made(tmp_path / "run")
    monkeypatch.undo()
    assert open_comparison(tmp_path / "run").series["replication"].nunique() == MANY
    monkeypatch.setattr(pairing, "watch", None)  # nothing is run again
    made(tmp_path / "run")
    assert_same(tmp_path / "run", undisturbed)


def test_what_failed_before_a_kill_is_run_again(tmp_path, undisturbed, monkeypatch):
    def fails(design, seed, number, *more):
        if (design.name, number) == ("copy", 1):
            raise ArithmeticError("wrong")
        return watch(design, seed, number, *more)

    monkeypatch.setattr(pairing, "watch", fails)
    monkeypatch.setattr(store.RunFolder, "end", lambda folder, status: folder.content())
    assert len(made(tmp_path / "run").failures) == 1
    monkeypatch.undo()
    assert len(made(tmp_path / "run").failures) == 0
    assert_same(tmp_path / "run", undisturbed)


def test_no_flipped_bit_changes_what_is_read(folder, tmp_path):
    """A bit that flips is noticed, wherever it is, or changes nothing."""
    piece = ComparedRuns.read(_piece(tmp_path))
    for read, path, whole in (
        (store.read_table, folder / "money.parquet", store.read_table(folder / "money.parquet")),
        (lambda path: ComparedRuns.read(path.parent), tmp_path / "piece" / "runs.parquet", piece),
    ):
        content = path.read_bytes()
        end = len(content) - 8 - int.from_bytes(content[-8:-4], "little")
        for place in range(4, end, max(1, end // 60)):
            flipped = bytearray(content)
            flipped[place] ^= 1
            path.write_bytes(bytes(flipped))
            try:
                assert read(path).equals(whole), place
            except (RunFolderError, OSError, ValueError):
                continue


def _piece(folder: Path) -> Path:
    """Return a folder with what is kept of one replication."""
    (folder / "piece").mkdir()
    job = pairing.Pairing((BASE.design, COPY.design), SEED, POINT, ((), ("coached", "usual")))
    ComparedRuns.write(job.run((0,)), folder / "piece")
    return folder / "piece"


@pytest.mark.parametrize("damage", ["flipped", "cut", "empty", "missing"])
def test_a_damaged_piece_is_named_set_aside_and_made_again(tmp_path, undisturbed, monkeypatch, damage):
    monkeypatch.setattr(store.RunFolder, "end", lambda folder, status: folder.content())
    made(tmp_path / "run", replications=2)
    monkeypatch.undo()
    pieces = sorted((tmp_path / "run" / "finished").iterdir())
    assert len(pieces) == 2
    _damage(pieces[1] / "runs.parquet", damage)
    with pytest.raises(RunFolderError, match=f"{pieces[1].name} is damaged.*same --out.*set aside.*run again"):
        open_comparison(tmp_path / "run")
    made(tmp_path / "run")
    assert_same(tmp_path / "run", undisturbed)
    assert manifest(tmp_path / "run")["set_aside"] == [f"set-aside/{pieces[1].name}"]
    assert (tmp_path / "run" / "set-aside" / pieces[1].name).is_dir()


@pytest.mark.parametrize("damage", ["flipped", "cut", "empty"])
def test_a_damaged_table_is_named_set_aside_and_made_again(folder, undisturbed, damage):
    _damage(folder / "money.parquet", damage)
    with pytest.raises(RunFolderError, match="money.parquet is damaged.*same --out.*set aside.*run again"):
        open_comparison(folder)
    made(folder)
    assert_same(folder, undisturbed)
    [name] = manifest(folder)["set_aside"]
    assert len(list((folder / name).iterdir())) == 5


def test_a_missing_table_is_made_again(folder, undisturbed):
    (folder / "money.parquet").unlink()
    made(folder)
    assert_same(folder, undisturbed)


def _damage(path: Path, how: str) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 3] ^= 1
    new = {"flipped": content, "cut": content[: len(content) // 2], "empty": b""}
    path.unlink() if how == "missing" else path.write_bytes(bytes(new[how]))


def test_other_tables_of_the_world_are_another_run(folder, monkeypatch):
    from scenarios.run_folder import manifest

    with monkeypatch.context() as changed:
        changed.setattr(manifest, "tables_hash", lambda: "courses with other places")
        with pytest.raises(RunFolderError, match="not the same tables"):
            made(folder, replications=MANY + 2)
    made(folder, replications=MANY)


def test_a_scenario_that_changed_is_named_with_what_differs(folder):
    fewer = {"team": "coaches", "contacts_per_year": 6.0}
    groups = (replace(BASE.design.groups[0], policy=fewer), BASE.design.groups[1])
    words = (
        r"The scenario busy has changed since .*run was begun: groups.coached.policy.contacts_per_year was 12.0 and is "
        r"now 6.0; posts.1.fte was 0.1 and is now 0.2. Put it back.*nothing was lost"
    )
    with pytest.raises(RunFolderError, match=words):
        made(folder, COPY, scenario("busy", groups=groups, posts=(CoachPost(fte=0.2),)))
    with pytest.raises(RunFolderError, match="holds a comparison of base, copy, busy, not of base, copy"):
        made(folder, COPY)
    with pytest.raises(RunFolderError, match="not the same seed"):
        made(folder, seed=SEED + 1)


@pytest.mark.parametrize(("form", "age"), [(0, "an older"), (FORMATS["comparison"] + 1, "a newer")])
def test_a_folder_of_another_version_is_left_alone(folder, form, age):
    content = manifest(folder) | {"format": form, "command": "vex compare base copy"}
    (folder / "manifest.json").write_text(store.json.dumps(content), encoding="utf-8")
    before = tables(folder)
    for act in (made, open_comparison):
        with pytest.raises(RunFolderError, match=f"made by {age} version .*run it again: vex compare base copy"):
            act(folder)
    assert tables(folder) == before


def test_a_folder_of_another_kind_is_left_alone(tmp_path, folder):
    from scenarios.run import run

    run(BASE, replications=1, progress=False, folder=tmp_path / "one")
    for act in (made, open_comparison):
        with pytest.raises(RunFolderError, match="holds a run, not a comparison"):
            act(tmp_path / "one")
    with pytest.raises(RunFolderError, match="holds a comparison, not a run"):
        store.open_run(folder)
    with pytest.raises(RunFolderError, match="holds a comparison, not a run"):
        run(BASE, replications=1, progress=False, folder=folder)


def _smaller() -> tuple[Group, ...]:
    return (replace(BASE.design.groups[0], size=30), BASE.design.groups[1])


@pytest.mark.parametrize(
    ("other", "words"),
    [
        (scenario("other", groups=_smaller()), "cohort 0 is 30 people and in the base 20 people"),
        (scenario("other", groups=BASE.design.groups[:1]), "cohort 1 is nobody and in the base 20 people"),
        (scenario("other", weeks=9), "weeks is 9 and in the base 8"),
        (scenario("other", least_age=18), "least_age is 18 and in the base 27"),
        (scenario("base"), "base is named twice"),
        (scenario("other", groups=(replace(BASE.design.groups[0], name="everyone"), BASE.design.groups[1])),
         "has a group of the name everyone"),
    ],
)  # fmt: skip
def test_scenarios_of_other_people_are_refused(tmp_path, other, words):
    with pytest.raises(ScenarioError, match=words):
        made(tmp_path / "run", other)
    assert not (tmp_path / "run").exists()


def test_precision_stops_when_it_is_reached_and_not_before(tmp_path, monkeypatch):
    import scenarios.compare as comparing

    monkeypatch.setattr(comparing, "batch_size", lambda draws: 2)
    widths = {2: 0.02, 4: 0.005}
    monkeypatch.setattr(
        comparing, "half_widths", lambda series, base: pd.Series({"busy": widths[series["replication"].nunique()]})
    )
    found = made(tmp_path / "run", replications=8, precision=0.01)
    assert found.series["replication"].nunique() == 4
    assert made(None, replications=2, precision=0.001).series["replication"].nunique() == 2


@pytest.mark.parametrize("options", [{"precision": 0.0}, {"replications": 0}, {"workers": 0}, {"seed": -1}])
def test_impossible_numbers_are_refused(options):
    with pytest.raises(ValueError, match="; got"):
        made(None, **options)


def test_nothing_to_compare_with():
    from scenarios.compare import compare

    with pytest.raises(ScenarioError, match="at least one scenario to compare with base"):
        compare(BASE, [])
    with pytest.raises(TypeError, match="compare takes a Scenario"):
        compare(BASE, ["copy"])


def test_the_names_of_the_helpers_are_right():
    assert (COPY.name, BUSY.name) == ("copy", "busy")
