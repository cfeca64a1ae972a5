"""Behaviour: executors, chunks, dead processes and Ctrl-C do not change or lose replications."""

import multiprocessing
import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor, wait

import pytest
from tiny_runs import REPLICATIONS, assert_same, dies_in_three, is_interrupted_in_three, replications, tiny_run

import scenarios.run
from scenarios.run_folder.store import RunFolder, open_run
from scenarios.work import execution
from scenarios.work.workers import THREADS, chunks, local_processes
from simulation.outcomes import Outcomes


def interrupted_when_all_are_done(futures):
    wait(futures)
    raise KeyboardInterrupt
    yield


@pytest.fixture(scope="module")
def reference() -> Outcomes:
    return tiny_run()


def test_two_processes_give_the_outcomes_of_one(reference):
    assert_same(reference, tiny_run(workers=2))


def test_a_worker_has_one_thread_for_linear_algebra_unless_the_user_says_otherwise(monkeypatch):
    for name, before in zip(THREADS, (None, "3", None), strict=True):
        monkeypatch.delenv(name, raising=False)
        if before:
            monkeypatch.setenv(name, before)
    with local_processes(1) as executor:
        assert [executor.submit(os.getenv, name).result() for name in THREADS] == ["1", "3", "1"]


def test_any_executor_gives_the_same_outcomes(reference):
    with ThreadPoolExecutor(1) as executor:
        assert_same(reference, tiny_run(executor=executor))


@pytest.mark.parametrize("parts", [[(5, 0, 3), (4, 1, 2)], [(2,), (0,), (1,), (5,), (4,), (3,)]])
def test_chunks_and_their_order_do_not_matter(reference, monkeypatch, parts):
    monkeypatch.setattr(scenarios.run, "chunks", lambda numbers, people: parts)
    assert_same(reference, tiny_run())


@pytest.mark.parametrize(("count", "people"), [(1, 40), (200, 1598), (10_000, 40), (1000, 7000), (7, 461_000), (0, 40)])
def test_chunks_hold_every_replication_once(count, people):
    parts = chunks(range(count), people)
    assert [number for part in parts for number in part] == list(range(count))
    assert max((len(part) for part in parts), default=0) * people <= max(people, 20_000)


def test_a_dead_process_is_a_failure_and_missing_replications_run_again(tmp_path, reference):
    outcomes = tiny_run(replicate=dies_in_three, workers=2, folder=tmp_path / "run")
    assert 3 in list(outcomes.failures["replication"])
    assert sorted([*replications(outcomes), *outcomes.failures["replication"]]) == list(range(REPLICATIONS))
    again = tiny_run(folder=tmp_path / "run")
    assert_same(reference, again)
    assert len(again.failures) == 0
    assert not (tmp_path / "run" / "failures.csv").exists()


def test_ctrl_c_waits_until_a_chunk_is_stored(tmp_path, monkeypatch):
    add = RunFolder.add

    def pressed_while_storing(folder, outcomes):
        signal.raise_signal(signal.SIGINT)
        add(folder, outcomes)

    monkeypatch.setattr(RunFolder, "add", pressed_while_storing)
    with pytest.raises(KeyboardInterrupt):
        tiny_run(folder=tmp_path / "run")
    assert replications(open_run(tmp_path / "run")[1]) == [0]


def test_ctrl_c_keeps_replications_that_other_workers_finished(tmp_path, monkeypatch):
    monkeypatch.setattr(execution, "as_completed", interrupted_when_all_are_done)
    with pytest.raises(KeyboardInterrupt), ThreadPoolExecutor(1) as executor:
        tiny_run(folder=tmp_path / "run", executor=executor)
    assert replications(open_run(tmp_path / "run")[1]) == list(range(REPLICATIONS))


def test_ctrl_c_within_a_chunk_keeps_its_finished_part(tmp_path, monkeypatch):
    monkeypatch.setattr(scenarios.run, "chunks", lambda numbers, people: [(0, 1, 2, 3, 4, 5)])
    with pytest.raises(KeyboardInterrupt):
        tiny_run(replicate=is_interrupted_in_three, folder=tmp_path / "run")
    assert replications(open_run(tmp_path / "run")[1]) == [0, 1, 2]


def test_ctrl_c_ends_processes_in_the_middle_of_a_long_replication():
    before = set(multiprocessing.active_children())
    with pytest.raises(KeyboardInterrupt), local_processes(1) as executor:
        long = executor.submit(time.sleep, 60)
        while not long.running():
            time.sleep(0.01)
        raise KeyboardInterrupt
    for child in set(multiprocessing.active_children()) - before:
        child.join(20)
        assert not child.is_alive()
