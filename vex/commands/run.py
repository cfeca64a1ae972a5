"""`vex run`: one scenario, run many times."""

import os
from pathlib import Path
from typing import Annotated

import typer

from results.words.language import _

from ..folders import shown
from ..screen import INTERRUPTED, clear_errors, screen
from .failures import end_with_failures
from .options import (
    People,
    Quiet,
    ScenarioName,
    Seed,
    Social,
    Synthetic,
    Workers,
    announce_compilation,
    check_declaration,
    warn_of_parameters,
    with_people,
)
from .resuming import print_resume_command


def run(
    scenario: ScenarioName = "tilburg-2018",
    replications: Annotated[int, typer.Option(min=1, help="How many times the world is run.")] = 200,
    seed: Seed = 1,
    workers: Workers = None,
    out: Annotated[Path | None, typer.Option(help="Run folder; runs/SCENARIO-TIME unless said otherwise.")] = None,
    quiet: Quiet = False,
    population: People = None,
    synthetic: Synthetic = False,
    social_account: Social = False,
) -> None:
    """Run a scenario many times; show the results and keep them in a run folder."""
    check_declaration(population, synthetic)
    with clear_errors():
        from results.run.run_files import undrawn_in
        from results.run.table import outcome_table
        from results.words.wording import ONE_SET
        from scenarios.file.scenario import load
        from scenarios.run_folder.store import default_folder

        from ..verbs import run as verb

        chosen = with_people(load(scenario), population, synthetic, quiet)
        folder = out or default_folder(chosen.name)
        warn_of_parameters(chosen.design)
        announce_compilation(quiet)
        try:
            result = verb.run(
                chosen,
                replications=replications,
                seed=seed,
                workers=workers or os.cpu_count() or 1,
                progress=not quiet,
                folder=folder,
                social_account=social_account,
            )
        except KeyboardInterrupt:
            people = f" --population {shown(population)}{' --synthetic' * synthetic}" if population else ""
            options = f"--replications {replications} --seed {seed} --out {shown(folder)}"
            print_resume_command(folder, f"vex run {scenario}{people} {options}")
            raise typer.Exit(INTERRUPTED) from None
    if not quiet:
        if len(result.series):
            screen().print(outcome_table(result, chosen.labels, chosen.control, undrawn_in(chosen.design)))
            typer.echo(_(ONE_SET))
        typer.echo(_("Run folder: {path}").format(path=shown(folder)))
    words = _(
        "vex: {failed} of {asked} replications failed, the first of them number {number}: {error}. All are in "
        "{path}."
    )
    end_with_failures(words, result.failures, asked=replications, path=shown(folder / "failures.csv"))
