"""`vex.compare`: scenarios against a base, on the same people with the same luck."""

from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, fields
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from results.comparison import comparison_files
from results.run.money import StatedValues, stated_values
from results.statistics.paired_differences import DIFFERENCE_COLUMNS, uncertainty_table
from results.statistics.summary import over_replications
from results.words.language import _
from scenarios import compare as comparisons
from scenarios.compare import Comparison
from scenarios.file.faults import why
from scenarios.file.scenario import Scenario
from scenarios.pairs.same_people import check_paired
from scenarios.parameter_sets.parameter_sets import Draws
from scenarios.run import check_scenarios
from scenarios.run_folder.resume import RunFolderError
from simulation.arguments import flag, names_of, path_of, text
from simulation.errors import VexError
from simulation.measures import NAMES
from simulation.outcomes import EVERYONE

from ..folders import given_folder, shown
from .shown import SUMMARY_COLUMNS, Shown, check_known, counted, failure_text, selected, whole_weeks, with_interval

MAIN = ("exit_work", "life_satisfaction", "trust", "cost_month")
"""Measures that a notebook shows."""


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class ComparisonResult(Shown, Comparison):
    """A comparison: the frames of `Comparison`, with paired differences and figures.

    Tables: `comparison`, `uncertainty`, `who-gains`, `money`, `costs`, `plane`, `frontier`, `acceptability`. Figures:
    `differences`, `budgets`, `work-over-time`, `life-satisfaction-over-time`, `money-over-time`,
    `who-gains-SCENARIO`, `cost-effectiveness`, `acceptability`.
    """

    @staticmethod
    def from_comparison(comparison: Comparison) -> "ComparisonResult":
        """Return a comparison as a result."""
        return ComparisonResult(**{column.name: getattr(comparison, column.name) for column in fields(Comparison)})

    @property
    def group(self) -> str:
        """Group that figures, sentences and the overview are about."""
        return self.manifest.get("group", EVERYONE)

    @property
    def values(self) -> StatedValues | None:
        """Stated values of the social account; None if nobody asked for one."""
        return stated_values(self.manifest)

    def differences(
        self,
        weeks: Collection[int] | None = None,
        groups: Collection[str] | None = None,
        measures: Collection[str] | None = None,
    ) -> pd.DataFrame:
        """Return each scenario minus the base, taken within replications; by default in the last week.

        Columns: scenario, base, group, measure, week, difference, its 95 % interval over parameters and error of the
        mean (low, high), n pairs. Groups are by default all with the same people in scenario and base, `everyone`
        first. Raises VexError for an unknown week, group or measure.
        """
        if not len(self.series):
            return pd.DataFrame(columns=list(DIFFERENCE_COLUMNS))
        last = int(self.series["week"].max())
        weeks = [last] if weeks is None else whole_weeks(weeks)
        groups = None if groups is None else names_of("groups", groups)
        measures = tuple(NAMES) if measures is None else names_of("measures", measures)
        check_known("measure", measures, NAMES)
        if not (weeks and measures and groups != ()):
            return pd.DataFrame(columns=list(DIFFERENCE_COLUMNS))
        try:
            table = uncertainty_table(self, measures, weeks, groups)
        except ValueError as error:
            raise VexError(str(error)) from error
        return table[list(DIFFERENCE_COLUMNS)]

    def summary(
        self,
        weeks: Collection[int] | None = None,
        groups: Collection[str] | None = None,
        measures: Collection[str] | None = None,
    ) -> pd.DataFrame:
        """Return the mean of each scenario, group and measure over replications; by default in the last week.

        Columns: scenario, group, measure, week, mean, mean_low, mean_high, trial_low, trial_high, n, as those of
        `RunResult.summary`.
        """
        if not len(self.series):
            return pd.DataFrame(columns=list(SUMMARY_COLUMNS))
        return selected(over_replications(self.series, tuple(NAMES)), weeks, groups, measures)

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return the tables that `vex compare` writes, by name."""
        return comparison_files.tables_of_comparison(self, self.values, self.group) if len(self.series) else {}

    def figures(self) -> Mapping[str, Callable[[], Figure]]:
        """Return the functions that draw the figures, by name."""
        return (
            comparison_files.figures_of_comparison(self, self.values, self.tables(), self.group)
            if len(self.series)
            else {}
        )

    def heading(self) -> str:
        """Return the scenarios, the numbers of replications and parameter sets, and failures."""
        if not len(self.series):
            return f"no finished replication{failure_text(self.failures)}"
        done = counted(self.series["replication"].nunique(), "replication")
        sets = counted(self.draws, "parameter set")
        return f"{', '.join(self.scenarios)} compared with {self.base}, {done}, {sets}{failure_text(self.failures)}"

    def overview(self) -> pd.DataFrame:
        """Return the differences from the base in the last week, a row a scenario and a column a measure."""
        rows = self.differences(groups=[self.group], measures=MAIN)
        cells = [with_interval(row.difference, row.low, row.high, row.n) for row in rows.itertuples()]
        wide = rows.assign(cell=cells).pivot(index=["scenario", "group"], columns="measure", values="cell")
        wide = wide.reindex(columns=[name for name in MAIN if name in wide]).rename_axis(columns=None)
        return wide.rename(columns=lambda name: f"{name} (difference)").reset_index()


def compare(
    base: Scenario,
    scenarios: Sequence[Scenario],
    *,
    replications: int = 200,
    seed: int = 1,
    executor: Executor | None = None,
    workers: int = 1,
    progress: bool = True,
    folder: str | Path | None = None,
    draws: Draws | None = None,
    precision: float | None = None,
    group: str = EVERYONE,
    social_account: bool = False,
) -> ComparisonResult:
    """Run base and scenarios `replications` times on the same people with the same luck; return the comparison.

    One process runs a replication of all scenarios: `executor`, else one of `workers` processes on this machine, else
    (1 worker) this process; the result is the same. `draws` are parameter sets that the replications take in turn, the
    same for every scenario: the plausible set by default, `vex.POINT` for the values of the parameter table. With
    `precision`, replications stop when the half-width of the 95 % interval of every scenario's mean difference in
    `exit_work` at the end, among everyone, is at most `precision`. With `folder`, finished replications are saved
    immediately, the same call continues an interrupted comparison, and tables and figures are written at the end as by
    the command `vex compare`. `group` is the group that figures are about; with `social_account` there
    is a social cost-benefit account too. A failed run is a row of `failures`.

    Raises ScenarioError if the scenarios do not have the same people or `group` is unknown; another VexError for a
    folder, a mechanism or workers that cannot be used; TypeError or ValueError for other arguments that are refused.
    """
    check_scenarios("compare", [base])
    check_scenarios("compare", scenarios)
    folder, progress = given_folder(folder), flag("progress", progress)
    text("group", group)
    if group != EVERYONE:
        check_paired(group, base, scenarios)
    comparison = comparisons.compare(
        base,
        scenarios,
        replications=replications,
        seed=seed,
        executor=executor,
        workers=workers,
        progress=progress,
        folder=folder,
        draws=draws,
        precision=precision,
        notes={"group": group} | ({"social_account": True} if social_account else {}),
    )
    result = ComparisonResult.from_comparison(comparison)
    if folder is not None and len(result.series):
        write_tables_and_figures(result, folder, workers)
    return result


def open_comparison(folder: str | Path) -> ComparisonResult:
    """Return the comparison in a folder; raises RunFolderError without a comparison."""
    return ComparisonResult.from_comparison(comparisons.open_comparison(path_of("folder", folder)))


def write_tables_and_figures(comparison: ComparisonResult, folder: Path, workers: int) -> None:
    """Write tables and figures into the run folder; raises RunFolderError if that fails."""
    try:
        comparison_files.write_comparison(
            comparison, folder, comparison.values, group=comparison.group, workers=workers
        )
    except OSError as error:
        words = _("cannot write the report in {folder}: {error}. The runs are kept; make room and run it again.")
        raise RunFolderError(words.format(folder=shown(folder), error=why(error))) from error
