"""Who does the work: a chunk of replications at a time, here or in another process."""

import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from simulation.compiled import cache_folder
from simulation.design import Design, Group
from simulation.experiment import TrustExperiment
from simulation.measures import NAMES
from simulation.outcomes import COACH_COLUMNS, PARTNER_COLUMNS, Outcomes
from simulation.population import is_sensitive

from .interrupts import ignore_interrupts, interrupts_ignored

PERSON_RUNS_A_CHUNK = 20_000
CHUNKS = 32

Replicate = Callable[[Design, int, int], Outcomes]


def replicate_once(design: Design, seed: int, replication: int) -> Outcomes:
    """Run one replication from beginning to end."""
    model = TrustExperiment(design, rng=seed, replication=replication)
    model.run_until(design.weeks)
    return Outcomes.of(model)


def is_compiled() -> bool:
    """Return whether rules as they are now were compiled before."""
    return any((cache_folder() / "compiled").rglob("*.nbi"))


def compile_rules(design: Design) -> None:
    """Compile the rules, unless that was done: run a few people for two weeks from the design's starting point."""
    few = (Group(name="few", size=10, open=True, surveyed=True, policy={"group_training": True}),)
    same = replace(design, groups=few, posts=(), changes=(), recruitment=None, population=None, weeks=2)
    replicate_once(same, seed=0, replication=0)


@dataclass(frozen=True, slots=True)
class Ensemble:
    """The job of running one design again and again."""

    replicate: Replicate
    design: Design
    seed: int

    def run(self, numbers: tuple[int, ...]) -> Outcomes:
        """Return the outcomes of these replications."""
        return run_chunk(self.replicate, self.design, self.seed, numbers)

    def failed(self, numbers: tuple[int, ...], error: BaseException) -> Outcomes:
        """Return these replications as failures."""
        return failed(self.design, numbers, error)

    def concatenate(self, parts: list[Outcomes]) -> Outcomes:
        """Return several outcomes as one."""
        return Outcomes.concatenate(parts)


def run_chunk(replicate: Replicate, design: Design, seed: int, replications: tuple[int, ...]) -> Outcomes:
    """Run some replications; one that fails becomes a row among the failures."""
    parts = [empty_outcomes()]
    for replication in replications:
        try:
            parts.append(replicate(design, seed, replication))
        except Exception as error:  # whatever went wrong, the other replications go on
            parts.append(failed(design, (replication,), error))
    return Outcomes.concatenate(parts)


def empty_outcomes() -> Outcomes:
    """Return outcomes without any row."""

    def frame(*columns):
        columns = ("scenario", "replication", *columns)
        return pd.DataFrame({name: pd.Series(dtype=np.int32) for name in columns})

    return Outcomes(
        series=frame("group", "week", "n", *NAMES),
        partners=frame("partner", "week", *PARTNER_COLUMNS),
        coaches=frame("coach", "week", *COACH_COLUMNS),
    )


def failed(design: Design, replications: tuple[int, ...], error: BaseException) -> Outcomes:
    """Return outcomes that consist of failures."""
    rows = pd.DataFrame(
        {"scenario": design.name, "replication": list(replications), "error": what_went_wrong(error, design)}
    )
    empty = empty_outcomes()
    return Outcomes(empty.series, empty.partners, empty.coaches, rows)


def what_went_wrong(error: BaseException, design: Design) -> str:
    """Return an error in words; of real people only its kind, as the words may hold a value of somebody's row."""
    if is_sensitive(design):
        return type(error).__name__
    return f"{type(error).__name__}: {error}".strip().removesuffix(":")


def chunks(replications: Iterable[int], people: int) -> list[tuple[int, ...]]:
    """Return the replications in chunks of about a second, enough of them to keep everybody busy."""
    numbers = list(replications)
    size = max(1, min(25, len(numbers) // CHUNKS, PERSON_RUNS_A_CHUNK // people))
    return [tuple(numbers[start : start + size]) for start in range(0, len(numbers), size)]


def import_world() -> None:
    """Do nothing: a process that looks this function up imports the world, and is ready when the first chunk comes."""


@contextmanager
def local_processes(workers: int) -> Iterator[Executor]:
    """Give an executor with `workers` processes on this machine, freshly started on every platform.

    When it is left by an error or Ctrl-C, the processes are ended at once.
    """
    others = set(multiprocessing.active_children())
    executor = ProcessPoolExecutor(
        workers, mp_context=multiprocessing.get_context("spawn"), initializer=ignore_interrupts
    )
    try:
        with interrupts_ignored():
            for _ in range(workers):
                executor.submit(import_world)
        yield executor
    except BaseException:
        executor.shutdown(wait=False, cancel_futures=True)
        for child in set(multiprocessing.active_children()) - others:
            child.terminate()
        raise
    executor.shutdown()
