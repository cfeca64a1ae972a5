"""Many runs of one design, which differ in luck alone."""

from collections.abc import Iterator
from concurrent.futures import Executor, as_completed
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

from tqdm import tqdm

from simulation.design import Design
from simulation.equilibrium import equilibrium_of
from simulation.outcomes import Outcomes
from simulation.population import is_sensitive

from .interrupts import Interrupts
from .scenario import Scenario
from .store import RunFolder, in_order
from .workers import Replicate, chunks, compile_rules, failed, local_processes, replicate_once, run_chunk

BAR = "{desc}: {percentage:3.0f} % |{bar}| {n_fmt} of {total_fmt} replications, {remaining} left"
LARGEST_SEED = 2**64 - 1


def run(
    scenario: Scenario,
    *,
    replications: int = 200,
    seed: int = 1,
    executor: Executor | None = None,
    workers: int = 1,
    progress: bool = True,
    weeks: int | None = None,
    folder: str | Path | None = None,
    replicate: Replicate = replicate_once,
) -> Outcomes:
    """Run `replications` of the scenario's design and return their outcomes, in the order of their numbers.

    The work is done by `executor`, else by `workers` processes on this machine, else (1) here; the outcomes
    are the same. A replication that fails is a row of `failures`. With `folder`, finished replications are on
    disk at once, and a run that was interrupted goes on where it was when it is asked again. `replicate` runs
    one replication; it must be a function that other processes can import.
    """
    if not isinstance(scenario, Scenario):
        name = repr(scenario) if isinstance(scenario, str | Path) else "..."
        raise TypeError(f"run takes a Scenario, not a {type(scenario).__name__}; load it first: vex.load({name})")
    if replications < 1:
        raise ValueError(f"a run has at least 1 replication; got {replications}")
    if not 0 <= seed <= LARGEST_SEED:
        raise ValueError(f"a seed lies between 0 and 2**64 - 1; got {seed}")
    if workers < 1:
        raise ValueError(f"there is at least 1 worker; got {workers}")
    if weeks is not None:
        scenario = replace(scenario, design=replace(scenario.design, weeks=weeks))
    store = None if folder is None else RunFolder.start(Path(folder), scenario, seed, replications)
    done = store.finished() if store else set()
    missing = [number for number in range(replications) if number not in done]
    work = [(replicate, scenario.design, seed, chunk) for chunk in chunks(missing, scenario.design.people)]
    status, parts = "interrupted", []
    with Interrupts() as interrupts:
        try:
            hindrance = prepared(scenario.design, interrupts) if work else None
            bar = tqdm(
                total=replications,
                initial=replications - len(missing),
                desc=scenario.name,
                bar_format=BAR,
                disable=not progress,
            )
            with bar, _crew(executor, 1 if hindrance else min(workers, len(work))) as crew:
                for chunk, outcomes in executed(work, crew, interrupts, hindrance):
                    if store:
                        store.add(outcomes)
                    else:
                        parts.append(outcomes)
                    bar.update(len(chunk))
            status = "finished"
        finally:
            kept = store.end(status) if store else None
    if store:
        return kept
    together = in_order(Outcomes.together(parts))
    return together.of_real_people() if is_sensitive(scenario.design) else together


def _crew(executor: Executor | None, workers: int):
    if executor is not None or workers <= 1:
        return nullcontext(executor)
    return local_processes(workers)


Executed = Iterator[tuple[tuple[int, ...], Outcomes]]


def prepared(design: Design, interrupts: Interrupts) -> Exception | None:
    """Compile and find the starting point, once and here: workers find both on disk. Return what hinders a start."""
    try:
        with interrupts.let_in():
            equilibrium_of(design)
            compile_rules(design)
    except Exception as error:  # a world that cannot start: every replication fails by it
        return error
    return None


def executed(
    work: list[tuple], executor: Executor | None, interrupts: Interrupts, hindrance: Exception | None = None
) -> Executed:
    """Yield chunks with their outcomes, as they come; after Ctrl-C those finished, then KeyboardInterrupt."""
    if hindrance:
        yield from ((chunk, failed(design, chunk, hindrance)) for _, design, _, chunk in work)
    elif executor is None:
        for task in work:
            yield from _executed_here(*task, interrupts)
    else:
        yield from _executed_by(executor, work, interrupts)


def _executed_here(replicate, design, seed, chunk, interrupts: Interrupts) -> Executed:
    parts: list[Outcomes] = []
    try:
        for replication in chunk:
            with interrupts.let_in():
                parts.append(run_chunk(replicate, design, seed, (replication,)))
    except KeyboardInterrupt:
        if parts:
            yield chunk[: len(parts)], Outcomes.together(parts)
        raise
    yield chunk, Outcomes.together(parts)


def _executed_by(executor: Executor, work: list[tuple], interrupts: Interrupts) -> Executed:
    tasks = {executor.submit(run_chunk, *task): task for task in work}
    coming = as_completed(list(tasks))
    try:
        while tasks:
            with interrupts.let_in():
                future = next(coming)
            _, design, _, chunk = tasks.pop(future)
            error = future.exception()
            yield chunk, failed(design, chunk, error) if error else future.result()
    except KeyboardInterrupt:
        finished = [future for future in tasks if not future.cancel() and future.done()]
        for future in finished:
            if future.exception() is None:
                yield tasks[future][-1], future.result()
        raise
    finally:
        for future in tasks:
            future.cancel()
