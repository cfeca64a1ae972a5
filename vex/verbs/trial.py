"""`vex.trial`: the experiment simulated many times, each time analysed as the researchers analysed the real one."""

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from results.drawing.atomic_files import write_csv
from results.statistics.summary import ENOUGH_TRIALS
from results.trial import trial_files
from results.trial.contamination import contamination
from results.trial.export import formats_of, write_export
from results.trial.trial_analysis import analyse_and_keep, kept_trial, labels_of, many_trials, one_trial
from results.trial.trial_files import TrialReport
from results.trial.trial_frames import AT_END, roles_of
from results.trial.trial_wording import per_100
from results.words.language import _
from results.words.quantities import amount, title, unit
from results.words.wording import named
from scenarios import run as replications_of
from scenarios import trial as trials_of
from scenarios.file.faults import ScenarioError
from scenarios.file.scenario import Scenario, load
from scenarios.file.scenario_inheritance import shipped
from scenarios.run import check_scenarios
from scenarios.run_folder.manifest import command_line, manifest_of
from scenarios.run_folder.stored_tables import write_text
from scenarios.single_arm import single_arm_designs
from scenarios.trial import Trials
from simulation.arguments import flag, names_of
from simulation.population import require_synthetic

from ..folders import new_folder
from .shown import Shown, counted, failure_text

LEAST_WEEKS = 52
SMALLEST = "smallest difference usually found"


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class TrialResult(Shown):
    """Simulated trials, analysed: `trials` are the tables of every trial and the failures, `report` the analysis.

    `report` is None where no trial finished. `truth` adds the true values, which no researcher could see, to the
    tables. Tables: `power`, `all-estimates`, `all-survival`, `response`, `outside`, `balance`, `recruited`, `alone`,
    and of one trial `one-trial-…`. Figures: `differences`, `leaving`, `answering`, `power`.
    """

    scenario: Scenario
    trials: Trials
    report: TrialReport | None
    truth: bool = False

    @property
    def failures(self) -> pd.DataFrame:
        """Failed trials: scenario, replication, error."""
        return self.trials.failures

    def sentences(self) -> list[str]:
        """Return the answer in sentences, in the language in use."""
        return [] if self.report is None else self.report.sentences

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return the tables that `vex trial` writes, by name."""
        return {} if self.report is None else trial_files.tables_of_trial(self.report, self.truth)

    def figures(self) -> dict[str, Callable[[], Figure]]:
        """Return the functions that draw the figures, by name."""
        drawn = {} if self.report is None else trial_files.figures_of_trial(self.report)
        return {name: partial(_same, figure) for name, figure in drawn.items()}

    def heading(self) -> str:
        """Return the scenario, the number of trials, and failures."""
        return f"{self.scenario.name}, {counted(self.trials.finished, 'trial')}{failure_text(self.failures)}"

    def overview(self) -> pd.DataFrame:
        """Return the main outcomes of each group: true difference, mean estimate, and what a trial of this size finds.

        The smallest difference usually found is that of 80 of 100 trials. With few trials there is a dash in place of
        what they cannot tell.
        """
        if self.report is None:
            return pd.DataFrame()
        power, enough = self.report.many.power, self.report.many.trials >= ENOUGH_TRIALS
        rows = power[(power["model"] == "difference") & power["outcome"].isin(AT_END)]
        columns = ("outcome", "group", "true difference", "mean estimate", SMALLEST, "trials of 100 that find it")
        lines = [
            (
                title_with_unit(row.outcome), named(row.arm, self.report.labels), amount(row.outcome, row.truth, True),
                amount(row.outcome, row.mean_estimate, True), amount(row.outcome, row.detectable) if enough else "–",
                per_100(row.power) if enough else "–",
            )
            for row in rows.itertuples()
        ]  # fmt: skip
        return pd.DataFrame(lines, columns=list(columns))


def title_with_unit(outcome: str) -> str:
    """Return the title of an outcome with the unit of its differences."""
    of_what = unit(outcome, True)
    return f"{title(outcome)}, {of_what}" if of_what else title(outcome)


def trial(
    scenario: Scenario,
    *,
    replications: int = 200,
    seed: int = 1,
    workers: int = 1,
    progress: bool = True,
    folder: str | Path | None = None,
    export: Sequence[str] = (),
    alone: bool = False,
    truth: bool = False,
) -> TrialResult:
    """Simulate the trial `replications` times with the parameter table's values; analyse each as researchers would.

    With `alone`, each group's programme is also run alone. `truth` adds values that no researcher could see. With a
    new or empty `folder`, tables, figures and summary are written as by the command `vex trial`, and the data of the
    first trial in the formats of `export` (csv, parquet, stata). After Ctrl-C the finished trials are returned.

    Raises ScenarioError for a scenario without control group or shorter than a year, PrivacyError for real people,
    another VexError for a folder or workers that cannot be used.
    """
    check_scenarios("trial", [scenario])
    progress, alone, truth = flag("progress", progress), flag("alone", alone), flag("truth", truth)
    export = names_of("export", export, "a sequence of formats")
    check_trial(scenario)
    design, control = scenario.design, scenario.control
    assert control is not None  # check_trial
    formats = formats_of(",".join(export)) if export else ()
    with new_folder(folder) as path:
        trials = trials_of.map_trials(
            scenario,
            partial(analyse_and_keep, control=control, weeks=design.weeks),
            replications=replications,
            seed=seed,
            workers=workers,
            progress=progress,
        )
        spillover = None
        if alone and trials.finished and not trials.interrupted:
            spillover = each_alone(scenario, replications, seed, workers, progress)
        report = analysed(scenario, trials, spillover) if trials.finished else None
        result = TrialResult(scenario, trials, report, truth)
        if path is not None and report is not None:
            write_trial(result, int(seed), path, formats)
    return result


def check_trial(scenario: Scenario) -> None:
    """Raise an error unless the scenario is a trial: a control group, known roles, a year, no real people."""
    require_synthetic(scenario.design, _("the data that a trial is analysed from"))
    if scenario.control is None:
        others = ", ".join(with_control())
        words = _("{scenario} has no control group, so there is nothing to compare with. Scenarios with one: {others}")
        raise ScenarioError(words.format(scenario=scenario.name, others=others))
    roles_of({group.name: group.surveyed for group in scenario.design.groups}, scenario.control)
    if scenario.design.weeks < LEAST_WEEKS:
        words = _("{scenario}: a trial is followed for {least} weeks or more; got weeks = {weeks}")
        raise ScenarioError(
            words.format(scenario=scenario.name, least=LEAST_WEEKS, weeks=scenario.design.weeks)
        )


def with_control() -> list[str]:
    """Return the names of the shipped scenarios with a control group."""
    known = {name: load(name) for name in shipped()}
    return [
        name
        for name, scenario in known.items()
        if scenario.control is not None and scenario.design.weeks >= LEAST_WEEKS
    ]


def each_alone(
    scenario: Scenario, replications: int, seed: int, workers: int, progress: bool
) -> pd.DataFrame | None:
    """Run the full trial and each group's programme alone on the same people; None after Ctrl-C."""
    run_all = partial(replications_of.run, replications=replications, seed=seed, workers=workers, progress=progress)
    assert scenario.control is not None
    try:
        full = run_all(scenario)
        alone = {
            key: run_all(replace(scenario, design=design))
            for key, design in single_arm_designs(scenario.design, scenario.control).items()
        }
    except KeyboardInterrupt:
        return None
    return contamination(full, alone, scenario.design.weeks)


def analysed(scenario: Scenario, trials: Trials, spillover: pd.DataFrame | None) -> TrialReport:
    """Return the analysis of one trial and of all trials."""
    assert scenario.control is not None
    data = kept_trial(trials.tables)
    return TrialReport(
        single=None if data is None else one_trial(data, scenario.control, scenario.design.weeks),
        many=many_trials(trials.tables),
        alone=spillover,
        labels=labels_of(scenario.labels, {group.name: group.surveyed for group in scenario.design.groups}),
        control=scenario.control,
        title=scenario.title,
        question=scenario.question,
        command=command_line(sys.argv or [""]),
        asked=trials.asked,
        failed=len(trials.failures),
    )


def write_trial(result: TrialResult, seed: int, folder: Path, formats: Sequence[str]) -> None:
    """Write report, manifest, failures and the data of the first trial into an existing folder."""
    assert result.report is not None
    trials = result.trials
    trial_files.write_trial_report(result.report, folder, result.truth)
    manifest = manifest_of(result.scenario, seed, trials.asked)
    manifest["replications"] |= {"finished": trials.finished, "failed": len(trials.failures)}
    manifest["status"] = "interrupted" if trials.interrupted else "finished"
    write_text(folder / "manifest.json", json.dumps(manifest, indent=2, ensure_ascii=False) + "\n")
    if len(trials.failures):
        write_csv(folder / "failures.csv", trials.failures)
    data = kept_trial(trials.tables)
    if formats and data is not None:
        write_export(data, folder / "data", formats, result.truth)


def _same(figure: Figure) -> Figure:
    return figure
