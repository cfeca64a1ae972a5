"""Execution of a job in chunks of replications, in this process or by an executor; Ctrl-C keeps finished chunks."""

from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, Executor, as_completed
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Protocol

from .interrupts import Interrupts
from .workers import LocalProcesses, local_processes

Chunk = tuple[int, ...]


class Job(Protocol):
    """The work of one replication; worker processes get a copy of the job."""

    def run(self, numbers: Chunk) -> Any:
        """Return the result of these replications; failures are part of it."""

    def failed(self, numbers: Chunk, error: BaseException) -> Any:
        """Return the result of replications that could not be run."""

    def concatenate(self, parts: list) -> Any:
        """Concatenate the results of several chunks."""


def crew(executor: Executor | None, workers: int) -> AbstractContextManager[Executor | None]:
    """Give `executor`, else an executor of `workers` processes on this machine, else (1 worker) None."""
    if executor is not None or workers <= 1:
        return nullcontext(executor)
    return local_processes(workers)


def executed(
    job: Job,
    chunks: list[Chunk],
    executor: Executor | None,
    interrupts: Interrupts,
    preparation_error: Exception | None = None,
) -> Iterator[tuple[Chunk, Any]]:
    """Yield chunks with their results as they come; after Ctrl-C the finished chunks, then KeyboardInterrupt.

    With a `preparation_error`, every replication fails with it. Raises WorkersError if no worker process of this
    machine starts.
    """
    if preparation_error:
        yield from ((chunk, job.failed(chunk, preparation_error)) for chunk in chunks)
    elif executor is None:
        for chunk in chunks:
            yield from _executed_here(job, chunk, interrupts)
    else:
        yield from _executed_by(executor, job, chunks, interrupts)


def _executed_here(job: Job, chunk: Chunk, interrupts: Interrupts) -> Iterator[tuple[Chunk, Any]]:
    parts: list = []
    try:
        for number in chunk:
            with interrupts.let_in():
                parts.append(job.run((number,)))
    except KeyboardInterrupt:
        if parts:
            yield chunk[: len(parts)], job.concatenate(parts)
        raise
    yield chunk, job.concatenate(parts)


def _executed_by(
    executor: Executor, job: Job, chunks: list[Chunk], interrupts: Interrupts
) -> Iterator[tuple[Chunk, Any]]:
    if isinstance(executor, LocalProcesses):
        executor.check_started()
    tasks = {executor.submit(job.run, chunk): chunk for chunk in chunks}
    coming = as_completed(list(tasks))
    try:
        while tasks:
            with interrupts.let_in():
                future = next(coming)
            chunk, error = tasks.pop(future), future.exception()
            if isinstance(error, BrokenExecutor) and isinstance(executor, LocalProcesses):
                executor.check_started()
            yield chunk, job.failed(chunk, error) if error else future.result()
    except KeyboardInterrupt:
        finished = [future for future in tasks if not future.cancel() and future.done()]
        for future in finished:
            if future.exception() is None:
                yield tasks[future], future.result()
        raise
    finally:
        for future in tasks:
            future.cancel()
