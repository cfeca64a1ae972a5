"""`vex compare`: what changes if…, on the same people with the same luck."""

import os
from pathlib import Path
from typing import Annotated

import typer

from ..screen import INTERRUPTED, clear_errors, screen
from .cluster import cluster
from .failures import end_of_comparison
from .options import (
    Dask,
    OneGroup,
    OwnSeed,
    People,
    Point,
    Precision,
    Quiet,
    Replications,
    Resume,
    Social,
    Synthetic,
    Workers,
    announce_compilation,
    check_declaration,
    check_precision,
    draws_asked,
    say_folder,
    warn_of_parameters,
    with_people,
)
from .resuming import print_resume_command, print_set_aside, run_folder

COMPARE_REPLICATIONS = 200


def compare(
    base: Annotated[str, typer.Argument(help="Scenario that the others are compared with: a name or a file.")],
    scenarios: Annotated[list[str], typer.Argument(help="Scenarios to compare with it.")],
    replications: Replications = None,
    seed: OwnSeed = None,
    workers: Workers = None,
    dask: Dask = None,
    out: Annotated[Path | None, typer.Option(help="Run folder; runs/BASE-compare-TIME unless said otherwise.")] = None,
    resume: Resume = False,
    precision: Precision = None,
    point: Point = False,
    quiet: Quiet = False,
    population: People = None,
    synthetic: Synthetic = False,
    group: OneGroup = None,
    social_account: Social = False,
) -> None:
    """Compare scenarios with a base, on the same people with the same luck."""
    check_declaration(population, synthetic)
    check_precision(precision)
    with clear_errors():
        from results.comparison.comparison_screen import comparison_screen
        from scenarios.file.scenario import load
        from simulation.outcomes import EVERYONE

        from ..verbs import compare as verb

        chosen = [
            with_people(load(name), population, synthetic, quiet or index > 0)
            for index, name in enumerate((base, *scenarios))
        ]
        folder, begun = run_folder([scenario.name for scenario in chosen], "compare", out, resume)
        group = group or begun.group or EVERYONE
        for scenario in chosen:
            warn_of_parameters(scenario.design)
        announce_compilation(quiet)
        try:
            with cluster(dask) as executor:
                result = verb.compare(
                    chosen[0],
                    chosen[1:],
                    replications=replications or begun.replications or COMPARE_REPLICATIONS,
                    seed=begun.seed if seed is None else seed,
                    executor=executor,
                    workers=workers or os.cpu_count() or 1,
                    progress=not quiet,
                    folder=folder,
                    draws=draws_asked(point or begun.point, quiet),
                    precision=precision or begun.precision,
                    group=group,
                    social_account=social_account or begun.social_account,
                )
        except KeyboardInterrupt:
            print_resume_command(folder)
            raise typer.Exit(INTERRUPTED) from None
    print_set_aside(result.manifest, folder)
    if not quiet:
        if len(result.series):
            screen().print(comparison_screen(result, group))
        say_folder(folder)
    end_of_comparison(result.failures, folder)
