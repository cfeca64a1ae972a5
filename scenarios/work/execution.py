"""Getting work done: a job in chunks of replications, here or by an executor, interrupted cleanly."""

from collections.abc import Iterator
from concurrent.futures import Executor, as_completed
from contextlib import nullcontext
from typing import Any, Protocol

from .interrupts import Interrupts
from .workers import local_processes

Chunk = tuple[int, ...]


class Job(Protocol):
    """What is done for each replication; other processes get a copy of it."""

    def run(self, numbers: Chunk) -> Any:
        """Return what these replications give; what fails is part of it."""

    def failed(self, numbers: Chunk, error: BaseException) -> Any:
        """Return what stands for replications that could not be run."""

    def concatenate(self, parts: list) -> Any:
        """Return what several chunks gave as one."""


def crew(executor: Executor | None, workers: int):
    """Give who does the work: this executor, else so many processes on this machine, else (1) nobody but us."""
    if executor is not None or workers <= 1:
        return nullcontext(executor)
    return local_processes(workers)


def executed(
    job: Job,
    chunks: list[Chunk],
    executor: Executor | None,
    interrupts: Interrupts,
    hindrance: Exception | None = None,
) -> Iterator[tuple[Chunk, Any]]:
    """Yield chunks with what they gave, as they come; after Ctrl-C those finished, then KeyboardInterrupt."""
    if hindrance:
        yield from ((chunk, job.failed(chunk, hindrance)) for chunk in chunks)
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
    tasks = {executor.submit(job.run, chunk): chunk for chunk in chunks}
    coming = as_completed(list(tasks))
    try:
        while tasks:
            with interrupts.let_in():
                future = next(coming)
            chunk, error = tasks.pop(future), future.exception()
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
