"""Many runs of one design, which differ in luck alone."""

from collections.abc import Iterable
from concurrent.futures import Executor
from dataclasses import replace
from pathlib import Path

from tqdm import tqdm

from simulation.design import Design
from simulation.equilibrium import equilibrium_of
from simulation.messages import message
from simulation.outcomes import Outcomes
from simulation.population import is_sensitive

from .file.scenario import Scenario
from .run_folder.manifest import manifest_of
from .run_folder.resume import RunFolderError
from .run_folder.store import InMemory, RunFolder
from .run_folder.stored_tables import OutcomeStorage
from .work.execution import Job, crew, executed
from .work.interrupts import Interrupts
from .work.workers import Ensemble, Replicate, chunks, compile_rules, replicate_once

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
    check_options("run", [scenario], replications, seed, workers)
    if weeks is not None:
        scenario = replace(scenario, design=replace(scenario.design, weeks=weeks))
    design = scenario.design
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


def check_options(what: str, scenarios: Iterable, replications: int, seed: int, workers: int) -> None:
    """Raise TypeError for what is no scenario, ValueError for numbers that cannot be."""
    for scenario in scenarios:
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
    if replications < 1:
        raise ValueError(message("a run has at least 1 replication; got {replications}", replications=replications))
    if not 0 <= seed <= LARGEST_SEED:
        raise ValueError(message("a seed lies between 0 and 2**64 - 1; got {seed}", seed=seed))
    if workers < 1:
        raise ValueError(message("there is at least 1 worker; got {workers}", workers=workers))


def bar_format() -> str:
    """Return the progress bar as tqdm fills it in."""
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
):
    """Do the job for the replications of each batch that the store does not have, and return all that it then has.

    A batch is asked for when the one before is in the store. `people` are simulated in each replication; the rules
    are compiled for `design`, and its starting point found, before anything starts.
    """
    done = store.finished()
    status = "interrupted"
    with Interrupts() as interrupts:
        try:
            lacking = [number for number in range(replications) if number not in done]
            crowd = min(workers, len(chunks(lacking, people)))
            with crew(executor, crowd) as hands:
                # while the processes of the crew start
                hindrance = prepared(design, interrupts) if lacking else None
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
                        for chunk, result in executed(job, work, hands, interrupts, hindrance):
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
    """Compile and find the starting point, once and here: workers find both on disk. Return what hinders a start."""
    try:
        with interrupts.let_in():
            equilibrium_of(design)
            compile_rules(design)
    except Exception as error:  # a world that cannot start: every replication fails by it
        return error
    return None
