"""Behaviour: stored comparisons survive kills, full disks and damage, and resume to equal bytes."""

import errno
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from small_comparisons import BASE, COPY, REPLICATIONS, SEED, assert_same, compare_small, manifest, scenario, tables

from scenarios.compare import open_comparison
from scenarios.pairs import paired_replication
from scenarios.pairs.comparison_frames import ComparisonStorage
from scenarios.pairs.kept_measures import run_and_keep
from scenarios.parameter_sets.parameter_sets import POINT
from scenarios.run_folder import store
from scenarios.run_folder.manifest import FORMATS
from scenarios.run_folder.store import RunFolderError
from simulation.design import CoachPost


def test_a_killed_run_is_resumed_to_equal_bytes(tmp_path, undisturbed):
    piece = 3
    folder_of_tests = Path(__file__).parents[1]
    program = [sys.executable, folder_of_tests / "small_comparisons.py", tmp_path / "run", str(piece)]
    environment = os.environ | {"PYTHONPATH": str(folder_of_tests.parent)}
    killed = subprocess.run(program, cwd=folder_of_tests.parent, env=environment, capture_output=True)
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    assert list((tmp_path / "run").rglob("*.partial"))
    assert open_comparison(tmp_path / "run").series["replication"].nunique() == 2
    assert manifest(tmp_path / "run")["status"] == "running"
    compare_small(tmp_path / "run")
    assert_same(tmp_path / "run", undisturbed)
    assert not list((tmp_path / "run").rglob("*.partial"))
    assert manifest(tmp_path / "run")["status"] == "finished"


def test_resuming_runs_only_missing_replications(tmp_path, undisturbed, monkeypatch):
    compare_small(tmp_path / "run", replications=2)
    replications = []
    monkeypatch.setattr(paired_replication, "run_and_keep", lambda *a: replications.append(a[2]) or run_and_keep(*a))
    compare_small(tmp_path / "run")
    assert sorted(replications) == [2, 2, 2, 3, 3, 3]
    assert manifest(tmp_path / "run")["replications"] == {"asked": REPLICATIONS, "finished": REPLICATIONS, "failed": 0}
    assert_same(tmp_path / "run", undisturbed)


def test_a_full_disk_is_reported_and_finished_replications_stay(tmp_path, undisturbed, monkeypatch):
    written, write = [], ComparisonStorage.write

    def write_until_full(part, folder):
        written.append(folder)
        if len(written) > 2:
            (folder / "runs.parquet").write_bytes(b"half")
            raise OSError(errno.ENOSPC, "No space left on device")
        write(part, folder)

    monkeypatch.setattr(ComparisonStorage, "write", staticmethod(write_until_full))
    with pytest.raises(RunFolderError, match="the disk is full. What was finished before is kept.*Make room") as raised:
        compare_small(tmp_path / "run")
    assert str(tmp_path / "run") in str(raised.value)
    monkeypatch.undo()
    assert open_comparison(tmp_path / "run").series["replication"].nunique() == 2
    compare_small(tmp_path / "run")
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
        compare_small(tmp_path / "run")
    monkeypatch.undo()
    assert open_comparison(tmp_path / "run").series["replication"].nunique() == REPLICATIONS
    monkeypatch.setattr(paired_replication, "run_and_keep", None)  # nothing is run again
    compare_small(tmp_path / "run")
    assert_same(tmp_path / "run", undisturbed)


def test_failed_replications_run_again_after_a_kill(tmp_path, undisturbed, monkeypatch):
    def fails(design, seed, number, *more):
        if (design.name, number) == ("copy", 1):
            raise ArithmeticError("wrong")
        return run_and_keep(design, seed, number, *more)

    monkeypatch.setattr(paired_replication, "run_and_keep", fails)
    monkeypatch.setattr(store.RunFolder, "end", lambda folder, status: folder.content())
    assert len(compare_small(tmp_path / "run").failures) == 1
    monkeypatch.undo()
    assert len(compare_small(tmp_path / "run").failures) == 0
    assert_same(tmp_path / "run", undisturbed)


def test_a_flipped_bit_is_detected_or_harmless(compared_folder, tmp_path):
    """A flipped bit anywhere raises an error or leaves the table unchanged."""
    piece = ComparisonStorage.read(_piece(tmp_path))
    for read, path, whole in (
        (store.read_table, compared_folder / "money.parquet", store.read_table(compared_folder / "money.parquet")),
        (lambda path: ComparisonStorage.read(path.parent), tmp_path / "piece" / "runs.parquet", piece),
    ):
        content = path.read_bytes()
        end = len(content) - 8 - int.from_bytes(content[-8:-4], "little")
        for index in range(4, end, max(1, end // 60)):
            flipped = bytearray(content)
            flipped[index] ^= 1
            path.write_bytes(bytes(flipped))
            try:
                assert read(path).equals(whole), index
            except (RunFolderError, OSError, ValueError):
                continue


def _piece(folder: Path) -> Path:
    """Return a folder with the stored chunk of a single replication."""
    (folder / "piece").mkdir()
    job = paired_replication.PairedReplications((BASE.design, COPY.design), SEED, POINT, ((), ("coached", "usual")))
    ComparisonStorage.write(job.run((0,)), folder / "piece")
    return folder / "piece"


@pytest.mark.parametrize("damage", ["flipped", "cut", "empty", "missing"])
def test_a_damaged_chunk_is_named_set_aside_and_computed_again(tmp_path, undisturbed, monkeypatch, damage):
    monkeypatch.setattr(store.RunFolder, "end", lambda folder, status: folder.content())
    compare_small(tmp_path / "run", replications=2)
    monkeypatch.undo()
    pieces = sorted((tmp_path / "run" / "finished").iterdir())
    assert len(pieces) == 2
    _damage(pieces[1] / "runs.parquet", damage)
    with pytest.raises(RunFolderError, match=f"{pieces[1].name} is damaged.*same folder.*set aside.*run again"):
        open_comparison(tmp_path / "run")
    compare_small(tmp_path / "run")
    assert_same(tmp_path / "run", undisturbed)
    assert manifest(tmp_path / "run")["set_aside"] == [f"set-aside/{pieces[1].name}"]
    assert (tmp_path / "run" / "set-aside" / pieces[1].name).is_dir()


@pytest.mark.parametrize("damage", ["flipped", "cut", "empty"])
def test_a_damaged_table_is_named_set_aside_and_written_again(compared_folder, undisturbed, damage):
    _damage(compared_folder / "money.parquet", damage)
    with pytest.raises(RunFolderError, match="money.parquet is damaged.*same folder.*set aside.*run again"):
        open_comparison(compared_folder)
    compare_small(compared_folder)
    assert_same(compared_folder, undisturbed)
    [name] = manifest(compared_folder)["set_aside"]
    assert len(list((compared_folder / name).iterdir())) == 5


def test_a_missing_table_is_written_again(compared_folder, undisturbed):
    (compared_folder / "money.parquet").unlink()
    compare_small(compared_folder)
    assert_same(compared_folder, undisturbed)


def _damage(path: Path, how: str) -> None:
    content = bytearray(path.read_bytes())
    content[_end_of_values(path)] ^= 1
    new = {"flipped": content, "cut": content[: len(content) // 2], "empty": b""}
    path.unlink() if how == "missing" else path.write_bytes(bytes(new[how]))


def _end_of_values(path: Path) -> int:
    """Return where the values of the largest column end; a flipped bit in a header may be harmless."""
    group = pq.ParquetFile(path).metadata.row_group(0)
    column = max(map(group.column, range(group.num_columns)), key=lambda column: column.total_compressed_size)
    pages = [column.data_page_offset, *([column.dictionary_page_offset] if column.has_dictionary_page else ())]
    return min(pages) + column.total_compressed_size - 1


def test_changed_tables_of_the_world_make_another_run(compared_folder, monkeypatch):
    from scenarios.run_folder import manifest

    with monkeypatch.context() as changed:
        changed.setattr(manifest, "tables_hash", lambda: "courses with other places")
        with pytest.raises(RunFolderError, match="not the same tables"):
            compare_small(compared_folder, replications=REPLICATIONS + 2)
    compare_small(compared_folder, replications=REPLICATIONS)


def test_a_changed_scenario_is_named_with_its_differences(compared_folder):
    fewer = {"team": "coaches", "contacts_per_year": 6.0}
    groups = (replace(BASE.design.groups[0], policy=fewer), BASE.design.groups[1])
    words = (
        r"The scenario busy has changed since .*run was begun: groups.coached.policy.contacts_per_year was 12.0 and is "
        r"now 6.0; posts.1.fte was 0.1 and is now 0.2. Put it back.*nothing was lost"
    )
    with pytest.raises(RunFolderError, match=words):
        compare_small(compared_folder, COPY, scenario("busy", groups=groups, posts=(CoachPost(fte=0.2),)))
    with pytest.raises(RunFolderError, match="holds a comparison of base, copy, busy, not of base, copy"):
        compare_small(compared_folder, COPY)
    with pytest.raises(RunFolderError, match="not the same seed"):
        compare_small(compared_folder, seed=SEED + 1)


@pytest.mark.parametrize(("form", "age"), [(0, "an older"), (FORMATS["comparison"] + 1, "a newer")])
def test_a_folder_of_another_version_is_left_alone(compared_folder, form, age):
    content = manifest(compared_folder) | {"format": form, "command": "vex compare base copy"}
    (compared_folder / "manifest.json").write_text(store.json.dumps(content), encoding="utf-8")
    before = tables(compared_folder)
    for act in (compare_small, open_comparison):
        with pytest.raises(RunFolderError, match=f"made by {age} version .*run it again: vex compare base copy"):
            act(compared_folder)
    assert tables(compared_folder) == before


def test_a_folder_of_another_kind_is_left_alone(tmp_path, compared_folder):
    from scenarios.run import run

    run(BASE, replications=1, progress=False, folder=tmp_path / "one")
    for act in (compare_small, open_comparison):
        with pytest.raises(RunFolderError, match="holds a run, not a comparison"):
            act(tmp_path / "one")
    with pytest.raises(RunFolderError, match="holds a comparison, not a run"):
        store.open_run(compared_folder)
    with pytest.raises(RunFolderError, match="holds a comparison, not a run"):
        run(BASE, replications=1, progress=False, folder=compared_folder)
