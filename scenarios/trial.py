"""Many simulated trials, each analysed where it was run: only the small tables travel between processes."""

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, as_completed
from dataclasses import dataclass, field

import pandas as pd
from tqdm import tqdm

from simulation.design import Design
from simulation.experiment import TrustExperiment
from simulation.messages import message
from simulation.trial_data import TrialData

from .file.scenario import Scenario
from .run import bar_format, prepared
from .work.interrupts import Interrupts
from .work.workers import chunks, local_processes

Analyse = Callable[[object], dict[str, pd.DataFrame]]
"""Takes the data of one trial and returns tables by name; other processes must be able to import it. A table that is
there for some trials only is put together from those."""
Work = tuple[Analyse, Callable, Design, int, tuple[int, ...]]
FAILURE_COLUMNS = ("scenario", "replication", "error")


@dataclass(slots=True)
class Trials:
    """Tables of many trials by name, and the trials that failed; `asked` is how many there should be."""

    asked: int
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    failures: pd.DataFrame = field(default_factory=lambda: pd.DataFrame({name: [] for name in FAILURE_COLUMNS}))
    finished: int = 0
    interrupted: bool = False


def simulate_trial(design: Design, seed: int, replication: int) -> TrialData:
    """Run one trial from beginning to end and return its data."""
    model = TrustExperiment(design, rng=seed, replication=replication, register=True)
    model.run_until(design.weeks)
    return TrialData.of(model)


def map_trials(
    scenario: Scenario,
    analyse: Analyse,
    *,
    replications: int,
    seed: int = 1,
    workers: int = 1,
    progress: bool = True,
    simulate: Callable = simulate_trial,
) -> Trials:
    """Run and analyse `replications` trials over `workers` processes; return their tables in order of their numbers.

    A trial that fails, or cannot be analysed, is a row of `failures`. After Ctrl-C what was finished is returned and
    `interrupted` is set. `simulate` runs one trial; like `analyse` it must be a function that processes can import.
    """
    if replications < 1:
        raise ValueError(message("there is at least 1 trial; got {replications}", replications=replications))
    if workers < 1:
        raise ValueError(message("there is at least 1 worker; got {workers}", workers=workers))
    design = scenario.design
    work = [(analyse, simulate, design, seed, chunk) for chunk in chunks(range(replications), design.people)]
    found: list[tuple[int, dict | str]] = []
    result = Trials(replications)
    with Interrupts() as interrupts:
        bar = tqdm(total=replications, desc=scenario.name, bar_format=bar_format(), disable=not progress)
        try:
            hindrance = prepared(design, interrupts) if simulate is simulate_trial else None
            with bar:
                for done in _executed(work, min(workers, len(work)), interrupts, hindrance):
                    found += done
                    bar.update(len(done))
        except KeyboardInterrupt:
            result.interrupted = True
    return _together(result, scenario.name, found)


def analyse_chunk(analyse: Analyse, simulate: Callable, design: Design, seed: int, replications: tuple[int, ...]):
    """Run and analyse some trials; return pairs of number and tables, or number and what went wrong."""
    found = []
    for replication in replications:
        try:
            found.append((replication, analyse(simulate(design, seed, replication))))
        except Exception as error:  # whatever went wrong, the other trials go on
            found.append((replication, _words(error)))
    return found


def _executed(work: list[Work], workers: int, interrupts: Interrupts, hindrance: Exception | None) -> Iterator[list]:
    """Yield what chunks of trials found, as they come; after Ctrl-C what is finished, then KeyboardInterrupt."""
    if hindrance:
        yield from ([(number, _words(hindrance)) for number in numbers] for *_, numbers in work)
    elif workers == 1:
        for *task, numbers in work:
            for number in numbers:
                with interrupts.let_in():
                    found = analyse_chunk(*task, (number,))
                yield found
    else:
        with local_processes(workers) as crew:
            yield from _executed_by(crew, work, interrupts)


def _executed_by(crew: Executor, work: list[Work], interrupts: Interrupts) -> Iterator[list]:
    tasks = {crew.submit(analyse_chunk, *task): task[-1] for task in work}
    coming = as_completed(list(tasks))
    try:
        while tasks:
            with interrupts.let_in():
                future = next(coming)
            numbers, error = tasks.pop(future), future.exception()
            yield [(number, _words(error)) for number in numbers] if error else future.result()
    except KeyboardInterrupt:
        for future in [future for future in tasks if not future.cancel() and future.done()]:
            if future.exception() is None:
                yield future.result()
        raise
    finally:
        for future in tasks:
            future.cancel()


def _together(result: Trials, name: str, found: list[tuple[int, dict | str]]) -> Trials:
    """Put the tables of all trials together, in the order of their numbers."""
    found = sorted(found, key=lambda pair: pair[0])
    good = [tables for _, tables in found if isinstance(tables, dict)]
    bad = [(name, number, words) for number, words in found if isinstance(words, str)]
    result.finished = len(good)
    result.failures = pd.DataFrame(bad, columns=list(FAILURE_COLUMNS))
    for table in dict.fromkeys(name for tables in good for name in tables):
        there = [tables[table] for tables in good if table in tables]
        result.tables[table] = pd.concat([one for one in there if len(one)] or there[:1], ignore_index=True)
    return result


def _words(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}".strip().removesuffix(":")
