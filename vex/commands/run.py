"""`vex run`, `vex warm`: running scenarios."""

import os
import time
from pathlib import Path
from typing import Annotated

import typer

from results.words.language import _, brief, decimal

from ..screen import INTERRUPTED, SOME_FAILED, clear_errors, say, screen, shown

ScenarioName = Annotated[str, typer.Argument(help="Name of a shipped scenario, or a scenario file (.toml).")]
Seed = Annotated[int, typer.Option(min=0, max=2**64 - 1, help="Same seed, same luck, same result.")]
Workers = Annotated[
    int | None,
    typer.Option(min=1, help="Processes on this machine; one for each core unless said otherwise."),
]
Synthetic = Annotated[
    bool, typer.Option("--synthetic", help="You declare that no row of the population is of a real person.")
]


def run(
    scenario: ScenarioName = "tilburg-2018",
    replications: Annotated[int, typer.Option(min=1, help="How many times the world is run.")] = 200,
    seed: Seed = 1,
    workers: Workers = None,
    out: Annotated[Path | None, typer.Option(help="Run folder; runs/SCENARIO-TIME unless said otherwise.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress bar and no table.")] = False,
    population: Annotated[
        Path | None, typer.Option(help="Own recipients: a file as `vex population --template` writes it.")
    ] = None,
    synthetic: Synthetic = False,
) -> None:
    """Run a scenario many times; show the results and keep them in a run folder."""
    check_declaration(population, synthetic)
    with clear_errors():
        from scenarios.file.scenario import load
        from scenarios.run import run as run_ensemble
        from scenarios.run_folder.store import default_folder

        chosen = load(scenario)
        if population is not None:
            chosen = taken_in(chosen, population, synthetic, quiet)
        folder = out or default_folder(chosen.name)
        warn_of_parameters(chosen.design)
        announce_compilation(quiet)
        workers = workers or os.cpu_count() or 1
        try:
            outcomes = run_ensemble(
                chosen,
                replications=replications,
                seed=seed,
                workers=workers,
                progress=not quiet,
                folder=folder,
            )
            report(chosen, outcomes, folder, quiet)
        except KeyboardInterrupt:
            of_whom = f" --population {shown(population)}{' --synthetic' * synthetic}" if population else ""
            tell_what_was_kept(folder, scenario + of_whom, replications, seed)
            raise typer.Exit(INTERRUPTED) from None
    failures = outcomes.failures
    if len(failures):
        first = failures.iloc[0]
        words = _(
            "vex: {failed} of {asked} replications failed, the first of them number {number}: {error}. All are in "
            "{path}."
        )
        say(
            words.format(
                failed=len(failures), asked=replications, number=first["replication"], error=first["error"],
                path=shown(folder / "failures.csv"),
            )  # fmt: skip
        )
        raise typer.Exit(SOME_FAILED)


def taken_in(scenario, population: Path, synthetic: bool, quiet: bool):
    """Return the scenario with the people of a file, and say who they are in it."""
    from scenarios.file.populations import population_notes, with_population

    peopled = with_population(scenario, population, synthetic)
    for line in population_notes(scenario.design, peopled.design) if not quiet else ():
        say(line)
    return peopled


def check_declaration(population: Path | None, synthetic: bool) -> None:
    """Refuse a declaration about a population that is not given."""
    if synthetic and population is None:
        raise typer.BadParameter(
            _("it says something of a --population, and there is none"), param_hint="--synthetic"
        )


def announce_compilation(quiet: bool) -> None:
    """Say that the first run takes longer, if nothing was compiled yet."""
    from scenarios.work.workers import is_compiled

    if not quiet and not is_compiled():
        say(_("First run with these rules: compiling takes about a minute, once."))


def warn_of_parameters(design) -> None:
    """Say which parameters lie outside the range of the table; they run all the same."""
    from scenarios.run_folder.manifest import outside_range

    for name, row in outside_range(design).items():
        words = _("vex: warning: {name} = {value} lies outside its range, {low} to {high}.")
        say(words.format(name=name, value=brief(row["value"]), low=brief(row["low"]), high=brief(row["high"])))


def tell_what_was_kept(folder: Path, scenario: str, replications: int, seed: int) -> None:
    """Say after Ctrl-C what is on disk and how to go on."""
    from scenarios.run_folder.resume import RunFolderError, read_manifest

    try:
        kept = read_manifest(folder)["replications"]["finished"]
    except RunFolderError:
        say(_("vex: interrupted before anything was finished."))
        return
    command = f"vex run {scenario} --replications {replications} --seed {seed} --out {shown(folder)}"
    words = _("vex: interrupted; {kept} of {asked} replications are kept in {path}.")
    say(words.format(kept=kept, asked=replications, path=shown(folder)))
    say(_("To go on: {command}").format(command=command))


def report(scenario, outcomes, folder: Path, quiet: bool) -> None:
    """Write the summary and the figures, show the table, and say where everything is."""
    from results.run.run_files import undrawn_in, write_report
    from results.run.table import outcome_table
    from results.words.wording import ONE_SET

    if len(outcomes.series):
        write_report(
            outcomes,
            folder,
            scenario.labels,
            control=scenario.control,
            title=scenario.title,
            question=scenario.question,
            design=scenario.design,
        )
        if not quiet:
            screen().print(outcome_table(outcomes, scenario.labels, scenario.control, undrawn_in(scenario.design)))
            typer.echo(_(ONE_SET))
    if not quiet:
        typer.echo(_("Run folder: {path}").format(path=shown(folder)))


def warm(scenario: ScenarioName = "tilburg-2018") -> None:
    """Compile the rules and find the starting point of a scenario beforehand."""
    with clear_errors():
        from scenarios.file.scenario import load

        design = load(scenario).design
    start = time.perf_counter()
    announce_compilation(quiet=False)

    from scenarios.work.workers import compile_rules
    from simulation.equilibrium import equilibrium_of

    equilibrium_of(design)
    compile_rules(design)
    words = _("Ready: rules compiled and starting point found in {seconds} seconds.")
    typer.echo(words.format(seconds=decimal(time.perf_counter() - start, 1)))
