"""Workers: a chunk of replications at a time, in this process or in worker processes of this machine."""

import multiprocessing
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from simulation.compiled import cache_folder
from simulation.design import Design, Group
from simulation.errors import VexError
from simulation.experiment import TrustExperiment
from simulation.measures import NAMES
from simulation.outcomes import COACH_COLUMNS, PARTNER_COLUMNS, Outcomes
from simulation.population import is_sensitive

from ..file.mechanism import EachWeek, run_weeks
from .interrupts import ignore_interrupts, interrupts_ignored

THREADS = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS")
"""Variables of the environment with the number of threads for linear algebra; a process reads them at its start."""
PERSON_RUNS_A_CHUNK = 20_000
CHUNKS = 32
NO_START = (
    "no worker process could start. Each worker imports the script that asks for workers: put what the script runs "
    'under `if __name__ == "__main__":`, or use workers=1'
)
NO_FILE = "no worker process can start from a script on standard input: save it as a file, or use workers=1"

Replicate = Callable[[Design, int, int], Outcomes]


class WorkersError(VexError):
    """Worker processes that cannot start; the message gives the reason and the remedy."""


def replicate_once(design: Design, seed: int, replication: int, each_week: EachWeek | None = None) -> Outcomes:
    """Run one replication from beginning to end."""
    model = TrustExperiment(design, rng=seed, replication=replication)
    run_weeks(model, each_week, design.weeks)
    return Outcomes.of(model)


def is_compiled() -> bool:
    """Return whether the cache holds compiled rules of this version."""
    return any((cache_folder() / "compiled").rglob("*.nbi"))


def compile_rules(design: Design) -> None:
    """Compile the rules unless the cache has them: run ten people for two weeks from the design's starting point."""
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
        return failed_outcomes(self.design, numbers, error)

    def concatenate(self, parts: list[Outcomes]) -> Outcomes:
        """Concatenate several outcomes."""
        return Outcomes.concatenate(parts)


def run_chunk(replicate: Replicate, design: Design, seed: int, replications: tuple[int, ...]) -> Outcomes:
    """Run some replications; a failed replication becomes a row of `failures`."""
    parts = [empty_outcomes()]
    for replication in replications:
        try:
            parts.append(replicate(design, seed, replication))
        except Exception as error:  # the other replications continue after any error
            parts.append(failed_outcomes(design, (replication,), error))
    return Outcomes.concatenate(parts)


def empty_outcomes() -> Outcomes:
    """Return outcomes without any row."""

    def frame(*columns: str) -> pd.DataFrame:
        return pd.DataFrame({name: pd.Series(dtype=np.int32) for name in ("scenario", "replication", *columns)})

    return Outcomes(
        series=frame("group", "week", "n", *NAMES),
        partners=frame("partner", "week", *PARTNER_COLUMNS),
        coaches=frame("coach", "week", *COACH_COLUMNS),
    )


def failed_outcomes(design: Design, replications: tuple[int, ...], error: BaseException) -> Outcomes:
    """Return outcomes that consist of failures."""
    rows = pd.DataFrame(
        {"scenario": design.name, "replication": list(replications), "error": error_text(error, design)}
    )
    empty = empty_outcomes()
    return Outcomes(empty.series, empty.partners, empty.coaches, rows)


def error_text(error: BaseException, design: Design) -> str:
    """Return type and message of an error; of real people the type alone, as a message may hold a value of a row."""
    if is_sensitive(design):
        return type(error).__name__
    return f"{type(error).__name__}: {error}".strip().removesuffix(":")


def chunks(replications: Iterable[int], people: int) -> list[tuple[int, ...]]:
    """Return the replications in chunks of about a second, enough of them to keep all workers busy."""
    numbers = list(replications)
    size = max(1, min(25, len(numbers) // CHUNKS, PERSON_RUNS_A_CHUNK // people))
    return [tuple(numbers[start : start + size]) for start in range(0, len(numbers), size)]


def import_world() -> None:
    """Do nothing: a process that looks this function up imports the world, and is ready when the first chunk comes."""


class LocalProcesses(ProcessPoolExecutor):
    """Worker processes on this machine, freshly started on every platform.

    Each has one thread for linear algebra, unless the environment says otherwise: with more, idle threads wait in a
    busy loop and slow the other workers down. The variables stay set in this process.
    """

    def __init__(self, workers: int):
        for name in THREADS:
            os.environ.setdefault(name, "1")
        super().__init__(workers, mp_context=multiprocessing.get_context("spawn"), initializer=ignore_interrupts)
        with interrupts_ignored():
            self._starts = [self.submit(import_world) for _ in range(workers)]

    def check_started(self) -> None:
        """Raise WorkersError if every process that tried to start ended before it was ready."""
        ended = [start for start in self._starts if start.done() and not start.cancelled()]
        if ended and all(start.exception() is not None for start in ended):
            raise WorkersError(NO_START) from ended[0].exception()


def end_starting_worker() -> None:
    """End this process silently if it is a worker that still imports the script, and the script asks for workers again.

    The parent process raises WorkersError then.
    """
    if getattr(multiprocessing.current_process(), "_inheriting", False):
        sys.exit(1)


@contextmanager
def local_processes(workers: int) -> Iterator[Executor]:
    """Give an executor with `workers` processes on this machine; an error or Ctrl-C inside ends them at once.

    Raises WorkersError where no process can start.
    """
    if not _main_can_be_imported():
        raise WorkersError(NO_FILE)
    others = set(multiprocessing.active_children())
    executor = LocalProcesses(workers)
    try:
        yield executor
    except BaseException:
        executor.shutdown(wait=False, cancel_futures=True)
        for child in set(multiprocessing.active_children()) - others:
            child.terminate()
        raise
    executor.shutdown()


def _main_can_be_imported() -> bool:
    """Return whether spawn can prepare the main module; it cannot where the file has a name such as `<stdin>`."""
    main = sys.modules["__main__"]
    path = getattr(main, "__file__", None)
    return getattr(main, "__spec__", None) is not None or path is None or not path.startswith("<")
