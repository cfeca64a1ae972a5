"""`vex trial`: the trial simulated, and analysed as the researchers analysed the real one."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from results.words.language import _

from ..folders import shown
from ..screen import INTERRUPTED, SOME_FAILED, clear_errors, say, screen
from .failures import say_failures
from .options import (
    ScenarioName,
    Seed,
    Synthetic,
    Workers,
    announce_compilation,
    check_declaration,
    warn_of_parameters,
    with_people,
)

if TYPE_CHECKING:
    from ..verbs.trial import TrialResult


def trial(
    scenario: ScenarioName = "whole-experiment",
    replications: Annotated[int, typer.Option(min=1, help="How many trials are simulated and analysed.")] = 200,
    seed: Seed = 1,
    workers: Workers = None,
    out: Annotated[Path | None, typer.Option(help="Folder; runs/SCENARIO-trial-TIME unless said otherwise.")] = None,
    export: Annotated[
        str, typer.Option(help="Write the data of the first trial: csv, parquet, stata, parted by commas.")
    ] = "",
    alone: Annotated[bool, typer.Option("--alone", help="Also run each group's programme alone.")] = False,
    truth: Annotated[
        bool, typer.Option("--truth", help="Add what no researcher could see to data and tables (true_...).")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress bar and no tables.")] = False,
    population: Annotated[
        Path | None, typer.Option(help="Own recipients, declared synthetic: the analysis reads single people.")
    ] = None,
    synthetic: Synthetic = False,
) -> None:
    """Simulate the trial many times; analyse each as the researchers would; say what one could have shown."""
    check_declaration(population, synthetic)
    with clear_errors():
        from results.trial.export import formats_of
        from scenarios.file.scenario import load
        from scenarios.run_folder.store import default_folder

        from ..verbs import trial as verb

        chosen = with_people(load(scenario), population, synthetic, quiet)
        verb.check_trial(chosen)
        formats = formats_of(export) if export else ()
        folder = out or default_folder(f"{chosen.name}-trial")
        warn_of_parameters(chosen.design)
        announce_compilation(quiet)
        result = verb.trial(
            chosen,
            replications=replications,
            seed=seed,
            workers=workers or os.cpu_count() or 1,
            progress=not quiet,
            folder=folder,
            export=formats,
            alone=alone,
            truth=truth,
        )
    if result.report is not None:
        if alone and result.report.alone is None and not result.trials.interrupted:
            say(_("vex: interrupted; the groups alone are left out."))
        if not quiet:
            show_trial(result, folder)
    end(result, folder)


def show_trial(result: "TrialResult", folder: Path) -> None:
    """Show the tables and the answer in sentences."""
    from results.drawing.text_tables import terminal
    from results.trial.trial_frames import AT_END
    from results.trial.trial_tables import contamination_sheet, many_trials_sheets, one_trial_sheets
    from results.words.wording import ONE_SET

    report = result.report
    if report is None:
        return
    sheets = [] if report.single is None else one_trial_sheets(report.single, report.labels, AT_END)
    if report.many.trials > 1:
        sheets += many_trials_sheets(report.many, report.labels, AT_END)
    if report.alone is not None and len(report.alone):
        sheets.append(contamination_sheet(report.alone, report.labels))
    screen().print(terminal(sheets))
    typer.echo(_(ONE_SET))
    for words in report.sentences:
        typer.echo(f"\n{words}")
    typer.echo("\n" + _("Folder: {path} (start with trial.md)").format(path=shown(folder)))


def end(result: "TrialResult", folder: Path) -> None:
    """Say which trials failed and whether Ctrl-C was pressed, and end with the exit code for it."""
    trials = result.trials
    failed = _("vex: {failed} of {asked} trials failed, the first of them number {number}: {error}.")
    say_failures(failed, trials.failures, asked=trials.asked)
    if trials.interrupted:
        words = _("vex: interrupted before anything was finished.")
        if trials.finished:
            words = _("vex: interrupted; {kept} of {asked} trials are analysed in {path}.")
        say(words.format(kept=trials.finished, asked=trials.asked, path=shown(folder)))
        raise typer.Exit(INTERRUPTED)
    if len(trials.failures):
        raise typer.Exit(SOME_FAILED)
