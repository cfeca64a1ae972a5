"""Many simulated trials, each analysed in the process that ran it: only the small tables travel between processes."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pandas as pd
from tqdm import tqdm

from simulation.design import Design
from simulation.experiment import TrustExperiment
from simulation.trial_data import TrialData

from .file.mechanism import EachWeek, run_weeks
from .file.scenario import Scenario
from .run import bar_format, check_mechanisms_of, checked_options, prepared
from .work.execution import crew, executed
from .work.interrupts import Interrupts
from .work.workers import chunks, error_text

Tables = dict[str, pd.DataFrame]
Analyse = Callable[[Any], Tables]
"""Takes what `simulate` returned and gives tables by name; worker processes must be able to import it. A table that
only some trials have is concatenated from those."""
Simulate = Callable[[Design, int, int], Any]
"""Takes design, seed and replication and runs one trial; worker processes must be able to import it."""
Result = tuple[int, Tables | str]
"""Number of a trial, and its tables or the error."""
FAILURE_COLUMNS = ("scenario", "replication", "error")


@dataclass(slots=True)
class Trials:
    """Tables of many trials by name, and the failed trials: scenario, replication, error.

    `asked` is the number of trials that were requested.
    """

    asked: int
    tables: Tables = field(default_factory=dict)
    failures: pd.DataFrame = field(default_factory=lambda: pd.DataFrame({name: [] for name in FAILURE_COLUMNS}))
    finished: int = 0
    interrupted: bool = False


@dataclass(frozen=True, slots=True)
class Analysing:
    """The job of running and analysing trials of one design."""

    analyse: Analyse
    simulate: Simulate
    design: Design
    seed: int

    def run(self, numbers: tuple[int, ...]) -> list[Result]:
        """Return the results of these trials; a failed trial has its error instead of tables."""
        results: list[Result] = []
        for number in numbers:
            try:
                results.append((number, self.analyse(self.simulate(self.design, self.seed, number))))
            except Exception as error:  # the other trials continue after any error
                results += self.failed((number,), error)
        return results

    def failed(self, numbers: tuple[int, ...], error: BaseException) -> list[Result]:
        """Return these trials as failures."""
        return [(number, error_text(error, self.design)) for number in numbers]

    def concatenate(self, parts: list[list[Result]]) -> list[Result]:
        """Concatenate the results of several chunks in a list."""
        return [result for part in parts for result in part]


def simulate_trial(design: Design, seed: int, replication: int, each_week: EachWeek | None = None) -> TrialData:
    """Run one trial from beginning to end and return its data."""
    model = TrustExperiment(design, rng=seed, replication=replication, register=True)
    run_weeks(model, each_week, design.weeks)
    return TrialData.of(model)


def map_trials(
    scenario: Scenario,
    analyse: Analyse,
    *,
    replications: int,
    seed: int = 1,
    workers: int = 1,
    progress: bool = True,
    simulate: Simulate | None = None,
) -> Trials:
    """Run and analyse `replications` trials over `workers` processes; return their tables in order of their numbers.

    A trial that fails, or cannot be analysed, is a row of `failures`. After Ctrl-C the finished trials are returned and
    `interrupted` is set. `simulate` runs one trial, by default `simulate_trial` with the scenario's mechanism.
    """
    replications, seed, workers = checked_options("trial", [scenario], replications, seed, workers)
    check_mechanisms_of([scenario], None, workers, None)
    design = scenario.design
    job = Analysing(analyse, simulate or partial(simulate_trial, each_week=scenario.each_week), design, seed)
    work = chunks(range(replications), design.people)
    analysed: list[Result] = []
    result = Trials(replications)
    with Interrupts() as interrupts:
        bar = tqdm(total=replications, desc=scenario.name, bar_format=bar_format(), disable=not progress)
        try:
            with crew(None, min(workers, len(work))) as executor, bar:
                preparation_error = prepared(design, interrupts) if simulate is None else None
                for chunk, results in executed(job, work, executor, interrupts, preparation_error):
                    analysed += results
                    bar.update(len(chunk))
        except KeyboardInterrupt:
            result.interrupted = True
    return _filled(result, scenario.name, analysed)


def _filled(result: Trials, name: str, analysed: list[Result]) -> Trials:
    """Return the result with the concatenated tables of all trials, in the order of their numbers."""
    analysed = sorted(analysed, key=lambda pair: pair[0])
    good = [tables for _, tables in analysed if isinstance(tables, dict)]
    bad = [(name, number, words) for number, words in analysed if isinstance(words, str)]
    result.finished = len(good)
    result.failures = pd.DataFrame(bad, columns=list(FAILURE_COLUMNS))
    for table in dict.fromkeys(name for tables in good for name in tables):
        parts = [tables[table] for tables in good if table in tables]
        result.tables[table] = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    return result
