"""Many runs of one design, which differ in luck alone."""

from collections.abc import Iterable
from concurrent.futures import Executor
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from tqdm import tqdm

from simulation.arguments import whole_number
from simulation.design import Design
from simulation.equilibrium_search import equilibrium_of
from simulation.levers import check_rows
from simulation.messages import message
from simulation.outcomes import Outcomes
from simulation.partners import check_luck_numbers
from simulation.population import is_sensitive

from .arguments import check_executor, items_of
from .file.mechanism import EachWeek, check_mechanisms
from .file.scenario import Scenario
from .run_folder.manifest import manifest_of
from .run_folder.resume import RunFolderError
from .run_folder.store import InMemory, RunFolder
from .run_folder.stored_tables import OutcomeStorage
from .work.execution import Job, crew, executed
from .work.interrupts import Interrupts
from .work.workers import Ensemble, Replicate, chunks, compile_rules, end_starting_worker, replicate_once

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
    each_week: EachWeek | None = None,
    replicate: Replicate = replicate_once,
) -> Outcomes:
    """Run `replications` of the scenario's design and return their outcomes, in the order of their numbers.

    The work is done by `executor`, else by `workers` processes on this machine, else (1 worker) in this process; the
    outcomes are the same. A failed replication is a row of `failures`. With `folder`, finished replications are saved
    immediately, and the same call continues an interrupted run. `each_week` is a function of the model, called before
    each week. `replicate` runs one replication; worker processes must be able
    to import it.

    Raises TypeError or ValueError for arguments that are refused, MechanismError for a function that workers or a run
    folder cannot use, RunFolderError if the folder cannot be used, WorkersError if no worker process starts.
    """
    replications, seed, workers = checked_options("run", [scenario], replications, seed, workers)
    if weeks is not None:
        scenario = replace(scenario, design=replace(scenario.design, weeks=whole_number("weeks", weeks, 1)))
    if each_week is not None:
        scenario = scenario.with_mechanism(each_week, scenario.name, scenario.title)
    check_mechanisms_of([scenario], executor, workers, folder)
    if scenario.each_week is not None:
        replicate = partial(replicate_once, each_week=scenario.each_week)
    design = scenario.design
    store: InMemory | RunFolder
    if folder is None:
        store = InMemory(OutcomeStorage, is_sensitive(design))
    else:
        store = RunFolder.start(Path(folder), manifest_of(scenario, seed, replications), OutcomeStorage)
    job = Ensemble(replicate, design, seed)
    return carry_out(
        job,
        [range(replications)],
        store,
        design=design,
        people=design.people,
        title=scenario.name,
        replications=replications,
        executor=executor,
        workers=workers,
        progress=progress,
    )


def checked_options(
    what: str, scenarios: Iterable, replications: int, seed: int, workers: int
) -> tuple[int, int, int]:
    """Return replications, seed and workers as ints.

    Raises TypeError for an argument of another type, such as a name in place of a scenario, ValueError for a number
    outside its range.
    """
    check_scenarios(what, scenarios)
    replications = whole_number("replications", replications, 1)
    seed = whole_number("seed", seed, 0, LARGEST_SEED)
    workers = whole_number("workers", workers, 1)
    if workers > 1:
        end_starting_worker()
    return replications, seed, workers


def check_scenarios(what: str, scenarios: object) -> None:
    """Raise TypeError unless `scenarios` is a sequence of scenarios, TableError for a faulty row of their tables."""
    for scenario in items_of("scenarios", scenarios):
        if not isinstance(scenario, Scenario):
            name, kind = repr(scenario) if isinstance(scenario, str | Path) else "...", type(scenario).__name__
            raise TypeError(
                message(
                    "{what} takes a Scenario, not a {kind}; load it first: vex.load({name})",
                    what=what,
                    kind=kind,
                    name=name,
                )
            )
        check_luck_numbers(scenario.design.partners)
        check_rows(scenario.design.levers_set)


def check_mechanisms_of(
    scenarios: Iterable[Scenario], executor: Executor | None, workers: int, folder: str | Path | None
) -> None:
    """Raise MechanismError if a scenario has a mechanism that workers or the run folder cannot use.

    Raises TypeError for an executor that takes no tasks.
    """
    check_mechanisms(
        (scenario.each_week for scenario in scenarios),
        processes=executor is None and workers > 1,
        executor=executor is not None,
        stored=folder is not None,
    )
    check_executor(executor)


def bar_format() -> str:
    """Return the format of the progress bar, with the placeholders of tqdm."""
    return message(
        "{name}: {share} % |{bar}| {done} of {total} replications, {left} left",
        name="{desc}", share="{percentage:3.0f}", bar="{bar}", done="{n_fmt}", total="{total_fmt}", left="{remaining}",
    )  # fmt: skip


def carry_out(
    job: Job,
    batches: Iterable[Iterable[int]],
    store: InMemory | RunFolder,
    *,
    design: Design,
    people: int,
    title: str,
    replications: int,
    executor: Executor | None,
    workers: int,
    progress: bool,
) -> Any:
    """Do the job for the replications of each batch that the store lacks; return the frames of the whole store.

    A batch is requested when the previous batch is stored. Each replication simulates `people`; the rules are compiled
    for `design`, and its starting point is computed, before anything starts.
    """
    done = store.finished()
    status = "interrupted"
    with Interrupts() as interrupts:
        try:
            lacking = [number for number in range(replications) if number not in done]
            crowd = min(workers, len(chunks(lacking, people)))
            with crew(executor, crowd) as hands:
                # while the processes of the crew start
                preparation_error = prepared(design, interrupts) if lacking else None
                bar = tqdm(
                    total=replications,
                    initial=replications - len(lacking),
                    desc=title,
                    bar_format=bar_format(),
                    disable=not progress,
                )
                with bar:
                    for batch in batches:
                        work = chunks([number for number in batch if number not in done], people)
                        for chunk, result in executed(job, work, hands, interrupts, preparation_error):
                            store.add(result)
                            bar.update(len(chunk))
            status = "finished"
        except RunFolderError:
            status = "stopped"
            raise
        finally:
            kept = store.end(status)
    return kept


def prepared(design: Design, interrupts: Interrupts) -> Exception | None:
    """Compile the rules and compute the starting point, which all workers then read from the cache; return an error."""
    try:
        with interrupts.let_in():
            equilibrium_of(design)
            compile_rules(design)
    except Exception as error:  # a world that cannot start: every replication fails by it
        return error
    return None
