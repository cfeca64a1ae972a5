"""`vex.run`: many replications of one scenario."""

from collections.abc import Callable, Collection, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from results.run.money import StatedValues
from results.run.run_files import run_figures, run_tables, undrawn_in, write_report
from results.run.table import OUTCOME_ROWS
from results.statistics.summary import differences, empty_groups, summarise
from scenarios import run as replications_of
from scenarios.file.mechanism import EachWeek
from scenarios.file.scenario import Scenario
from scenarios.run_folder import store
from scenarios.run_folder.rebuilt_scenarios import design_of_run
from scenarios.run_folder.resume import read_manifest
from simulation.arguments import flag, instance_of, path_of, text
from simulation.design import Design
from simulation.errors import VexError
from simulation.experiment import TrustExperiment
from simulation.model import ExperimentModel
from simulation.outcomes import Outcomes

from ..folders import given_folder
from .shown import SUMMARY_COLUMNS, Shown, counted, failure_text, selected, with_interval


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class RunResult(Shown, Outcomes):
    """Outcomes of a run: the frames of `Outcomes`, with summaries and figures.

    `labels` are titles of groups; `control` is the group from which differences are taken, None without; `manifest` is
    that of the run folder, empty without a folder. Tables: `summary`, `differences`, `money`. Figures: `outflow`,
    `life-satisfaction`, `coaches-and-waiting`, `differences`, `income-rules`.
    """

    labels: Mapping[str, str] = field(default_factory=dict)
    control: str | None = None
    title: str = ""
    question: str = ""
    design: Design | None = None
    manifest: Mapping = field(default_factory=dict)

    @staticmethod
    def of(model: TrustExperiment, control: str | None = None) -> "RunResult":
        """Return the outcomes of a model so far; of real people without counts under ten."""
        instance_of("model", model, ExperimentModel, "a TrustExperiment")
        scenario = Scenario(design=model.design, title=model.design.name, control=control)
        return RunResult.from_outcomes(Outcomes.of(model), scenario)

    @staticmethod
    def from_outcomes(outcomes: Outcomes, scenario: Scenario, manifest: Mapping | None = None) -> "RunResult":
        """Return the outcomes of a scenario as a result."""
        return RunResult(
            outcomes.series,
            outcomes.partners,
            outcomes.coaches,
            outcomes.failures,
            labels=scenario.labels,
            control=scenario.control,
            title=scenario.title,
            question=scenario.question,
            design=scenario.design,
            manifest=manifest or {},
        )

    def summary(
        self,
        weeks: Collection[int] | None = None,
        groups: Collection[str] | None = None,
        measures: Collection[str] | None = None,
    ) -> pd.DataFrame:
        """Return the mean of each group and measure over replications; by default in the last week.

        Columns: scenario, group, measure, week, mean, its 95 % interval (mean_low, mean_high), the range of single
        trials (trial_low, trial_high), n replications. Raises VexError for an unknown week, group or measure.
        """
        if not len(self.series):
            return pd.DataFrame(columns=list(SUMMARY_COLUMNS))
        return selected(summarise(self), weeks, groups, measures)

    def differences(
        self,
        weeks: Collection[int] | None = None,
        groups: Collection[str] | None = None,
        measures: Collection[str] | None = None,
        control: str | None = None,
    ) -> pd.DataFrame:
        """Return group minus control group, taken within replications; by default in the last week.

        Columns as in `summary`. Groups without people, and the group for which nobody drew lots, have no row. Raises
        VexError without a control group, or for an unknown week, group or measure.
        """
        control = self.control if control is None else text("control", control)
        if control is None:
            raise VexError("there is no control group: name one with control=")
        if not len(self.series):
            return pd.DataFrame(columns=list(SUMMARY_COLUMNS))
        if control not in set(self.series["group"]):
            raise VexError(f"there is no group {control!r}; there are {', '.join(self.labels)}")
        rows = differences(self, control)
        rows = rows[~rows["group"].isin([*empty_groups(self.series), *undrawn_in(self.design)])]
        return selected(rows, weeks, groups, measures)

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return the tables `summary`, `differences` (with a control group) and `money`."""
        return run_tables(self, self.control, design=self.design) if len(self.series) else {}

    def figures(self) -> dict[str, Callable[[], Figure]]:
        """Return the functions that draw the figures, by name."""
        if not len(self.series):
            return {}
        return run_figures(
            self, self.tables(), self.labels, self.control, self.title, self.question, self.design
        )

    def heading(self) -> str:
        """Return scenario, numbers of replications and weeks, groups, and failures."""
        if not len(self.series):
            return f"no finished replication{failure_text(self.failures)}"
        names = ", ".join(map(str, self.series["scenario"].unique()))
        done, last = self.series["replication"].nunique(), int(self.series["week"].max())
        counts = f"{counted(done, 'replication')}, {counted(last, 'week')}"
        return f"{names}, {counts}, groups {', '.join(self.labels)}{failure_text(self.failures)}"

    def overview(self) -> pd.DataFrame:
        """Return the main measures in the last week, a row a measure and a column a group."""
        rows = self.summary(measures=list(OUTCOME_ROWS))
        cells = [with_interval(row.mean, row.mean_low, row.mean_high, row.n) for row in rows.itertuples()]
        wide = rows.assign(cell=cells).pivot(index=["scenario", "measure"], columns="group", values="cell")
        order = [(name, measure) for name in wide.index.unique("scenario") for measure in OUTCOME_ROWS]
        wide = wide.reindex(index=[key for key in order if key in wide.index], columns=rows["group"].unique())
        return wide.rename_axis(columns=None).reset_index()


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
    social_account: bool = False,
) -> RunResult:
    """Run `replications` of the scenario with the values of the parameter table; return their outcomes.

    The work is done by `executor`, else by `workers` processes on this machine, else (1 worker) in this process; the
    outcomes are the same. A failed replication is a row of `failures`. With `folder`, finished replications are saved
    immediately, the same call continues an interrupted run, and tables and figures are written at the end as by the
    command `vex run`. `each_week` is a function of the model that is called before each week.
    With `social_account` the written tables hold a social cost-benefit account too.

    Raises TypeError or ValueError for arguments that are refused; a VexError for a folder, a mechanism or workers that
    cannot be used.
    """
    folder, progress = given_folder(folder), flag("progress", progress)
    outcomes = replications_of.run(
        scenario,
        replications=replications,
        seed=seed,
        executor=executor,
        workers=workers,
        progress=progress,
        weeks=weeks,
        folder=folder,
        each_week=each_week,
    )
    result = RunResult.from_outcomes(outcomes, scenario, None if folder is None else read_manifest(folder))
    if folder is not None and len(result.series):
        write_report(
            result,
            folder,
            result.labels,
            control=result.control,
            title=result.title,
            question=result.question,
            values=StatedValues() if social_account else None,
            design=result.design,
        )
    return result


def open_run(folder: str | Path) -> RunResult:
    """Return the outcomes of the run in a folder, as `vex.run` with this folder does.

    `design` is None if it cannot be rebuilt: the people are of a file, or rules or tables have changed since. Then
    there is no figure of income rules, and a group for which nobody drew lots has differences too.

    Raises RunFolderError without a run, TypeError or ValueError for what is no path.
    """
    manifest, outcomes = store.open_run(path_of("folder", folder))
    return RunResult(
        outcomes.series,
        outcomes.partners,
        outcomes.coaches,
        outcomes.failures,
        labels=manifest["labels"],
        control=manifest["control"],
        title=manifest["title"],
        question=manifest["question"],
        design=design_of_run(manifest),
        manifest=manifest,
    )
