"""`vex trial`: the trial simulated, and analysed as the researchers analysed the real one."""

import json
import os
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from results.words.language import _

from ..screen import INTERRUPTED, SOME_FAILED, clear_errors, say, screen, shown
from .run import (
    ScenarioName,
    Seed,
    Synthetic,
    Workers,
    announce_compilation,
    check_declaration,
    taken_in,
    warn_of_parameters,
)

LEAST_WEEKS = 52
ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


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
    for name in ONE_THREAD:  # small regressions in many processes: more threads only stand in each other's way
        os.environ.setdefault(name, "1")
    check_declaration(population, synthetic)
    with clear_errors():
        from results.trial.export import formats_of
        from results.trial.trial_analysis import analyse_and_keep
        from results.trial.trial_frames import TrialFramesError, roles_of
        from scenarios.file.faults import ScenarioError
        from scenarios.file.scenario import load
        from scenarios.run_folder.store import default_folder
        from scenarios.trial import map_trials
        from simulation.population import require_synthetic

        chosen = load(scenario)
        if population is not None:
            chosen = taken_in(chosen, population, synthetic, quiet)
            require_synthetic(chosen.design, _("the data that a trial is analysed from"))
        design = chosen.design
        if chosen.control is None:
            others = ", ".join(with_control())
            words = _(
                "{scenario} has no control group, so there is nothing to compare with. Scenarios with one: {others}"
            )
            raise ScenarioError(words.format(scenario=chosen.name, others=others))
        try:
            formats = formats_of(export) if export else ()
            roles_of({group.name: group.surveyed for group in design.groups}, chosen.control)
        except TrialFramesError as error:
            raise ScenarioError(f"{error}") from error
        if design.weeks < LEAST_WEEKS:
            words = _("{scenario}: a trial is followed for {least} weeks or more; got weeks = {weeks}")
            raise ScenarioError(words.format(scenario=chosen.name, least=LEAST_WEEKS, weeks=design.weeks))
        folder = empty_folder(out or default_folder(f"{chosen.name}-trial"))
        warn_of_parameters(design)
        announce_compilation(quiet)
        workers = workers or os.cpu_count() or 1
        found = map_trials(
            chosen,
            partial(analyse_and_keep, control=chosen.control, weeks=design.weeks),
            replications=replications,
            seed=seed,
            workers=workers,
            progress=not quiet,
        )
        if found.finished:
            spillover = None
            if alone and not found.interrupted:
                spillover = each_alone(chosen, replications, seed, workers, not quiet)
            write(chosen, seed, found, spillover, folder, formats, truth, quiet)
    end(found, folder)


def with_control() -> list[str]:
    """Return the names of the shipped scenarios in which a trial has something to compare with."""
    from scenarios.file.scenario import load
    from scenarios.file.scenario_inheritance import shipped

    chosen = {name: load(name) for name in shipped()}
    return [name for name, one in chosen.items() if one.control is not None and one.design.weeks >= LEAST_WEEKS]


def empty_folder(folder: Path) -> Path:
    """Return the folder, made; raises RunFolderError if there is something in it or it cannot be made."""
    from scenarios.file.faults import why
    from scenarios.run_folder.resume import RunFolderError

    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise RunFolderError(_("{path} is not empty; choose another folder").format(path=shown(folder)))
    except OSError as error:
        words = _("cannot write in {path}: {fault}; choose another folder")
        raise RunFolderError(words.format(path=shown(folder), fault=why(error))) from error
    return folder


def each_alone(chosen, replications: int, seed: int, workers: int, progress: bool):
    """Run the full trial and each group's programme alone on the same people; None after Ctrl-C."""
    from dataclasses import replace

    from results.trial.contamination import contamination
    from scenarios.run import run
    from scenarios.single_arm import single_arm_designs

    options = {"replications": replications, "seed": seed, "workers": workers, "progress": progress}
    try:
        full = run(chosen, **options)
        alone = {
            key: run(replace(chosen, design=design), **options)
            for key, design in single_arm_designs(chosen.design, chosen.control).items()
        }
    except KeyboardInterrupt:
        say(_("vex: interrupted; the groups alone are left out."))
        return None
    return contamination(full, alone, chosen.design.weeks)


def write(chosen, seed: int, found, spillover, folder: Path, formats, truth: bool, quiet: bool) -> None:
    """Write the report and the data of the first trial, and show the tables."""
    import sys

    from results.drawing.atomic_files import write_csv
    from results.drawing.text_tables import terminal
    from results.trial.export import write_export
    from results.trial.trial_analysis import kept_trial, labels_of, many_trials, one_trial
    from results.trial.trial_files import TrialReport, write_trial_report
    from results.trial.trial_frames import AT_END
    from results.trial.trial_tables import contamination_sheet, many_trials_sheets, one_trial_sheets
    from results.words.wording import ONE_SET
    from scenarios.run_folder.manifest import command_line, manifest_of
    from scenarios.run_folder.stored_tables import write_text

    data = kept_trial(found.tables)
    one = None if data is None else one_trial(data, chosen.control, chosen.design.weeks)
    labels = labels_of(chosen.labels, {group.name: group.surveyed for group in chosen.design.groups})
    report = TrialReport(
        one=one,
        many=many_trials(found.tables),
        alone=spillover,
        labels=labels,
        control=chosen.control,
        title=chosen.title,
        question=chosen.question,
        command=command_line(sys.argv or [""]),
        asked=found.asked,
        failed=len(found.failures),
    )
    write_trial_report(report, folder, truth)
    manifest = manifest_of(chosen, seed, found.asked)
    manifest["replications"] |= {"finished": found.finished, "failed": len(found.failures)}
    manifest["status"] = "interrupted" if found.interrupted else "finished"
    write_text(folder / "manifest.json", json.dumps(manifest, indent=2, ensure_ascii=False) + "\n")
    if len(found.failures):
        write_csv(folder / "failures.csv", found.failures)
    if formats and data is not None:
        write_export(data, folder / "data", formats, truth)
    if quiet:
        return
    sheets = [] if one is None else one_trial_sheets(one, labels, AT_END)
    if report.many.trials > 1:
        sheets += many_trials_sheets(report.many, labels, AT_END)
    if spillover is not None and len(spillover):
        sheets.append(contamination_sheet(spillover, labels))
    screen().print(terminal(sheets))
    typer.echo(_(ONE_SET))
    for words in report.sentences:
        typer.echo(f"\n{words}")
    typer.echo("\n" + _("Folder: {path} (start with trial.md)").format(path=shown(folder)))


def end(found, folder: Path) -> None:
    """Say what failed or was interrupted, and end with the code that says so."""
    if len(found.failures):
        first = found.failures.iloc[0]
        words = _("vex: {failed} of {asked} trials failed, the first of them number {number}: {error}.")
        say(
            words.format(
                failed=len(found.failures), asked=found.asked, number=first["replication"], error=first["error"]
            )
        )
    if found.interrupted:
        words = _("vex: interrupted before anything was finished.")
        if found.finished:
            words = _("vex: interrupted; {kept} of {asked} trials are analysed in {path}.")
        say(words.format(kept=found.finished, asked=found.asked, path=shown(folder)))
    if not any(folder.iterdir()):
        folder.rmdir()
    if found.interrupted:
        raise typer.Exit(INTERRUPTED)
    if len(found.failures):
        raise typer.Exit(SOME_FAILED)
