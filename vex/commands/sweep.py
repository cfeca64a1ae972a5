"""`vex sweep`: one scenario at every point of a grid of levers, and where people begin to wait."""

import os
from pathlib import Path
from typing import Annotated

import typer

from ..screen import INTERRUPTED, clear_errors, screen
from .cluster import cluster
from .compare import COMPARE_REPLICATIONS
from .failures import end_of_comparison
from .options import (
    Dask,
    OwnSeed,
    Point,
    Precision,
    Quiet,
    Replications,
    Resume,
    ScenarioName,
    Workers,
    announce_compilation,
    check_precision,
    draws_asked,
    say_folder,
    warn_of_parameters,
)
from .resuming import print_resume_command, print_set_aside, run_folder

Vary = Annotated[
    list[str] | None,
    typer.Option(help="What varies: organisation.coach_fte=2..12, policy.contacts_per_year=2,6,12. Repeatable."),
]
Out = Annotated[Path | None, typer.Option(help="Run folder; runs/SCENARIO-sweep-TIME unless said otherwise.")]


def sweep(
    scenario: ScenarioName,
    vary: Vary = None,
    replications: Replications = None,
    seed: OwnSeed = None,
    workers: Workers = None,
    dask: Dask = None,
    measure: Annotated[str, typer.Option(help="Measure of the response surface.")] = "exit_work",
    group: Annotated[
        str | None, typer.Option(help="A group, or everyone; all groups with coaches unless said otherwise.")
    ] = None,
    threshold: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="Too little time: where a larger share waits without a date.")
    ] = 0.05,
    out: Out = None,
    resume: Resume = False,
    precision: Precision = None,
    point: Point = False,
    quiet: Quiet = False,
) -> None:
    """Vary levers of a scenario over a grid; show the response and where people begin to wait."""
    check_precision(precision)
    with clear_errors():
        from results.sweep.sweep_files import surface_screen
        from scenarios.file.scenario import load
        from scenarios.sweep import axes_of, grid_names

        from ..verbs import sweep as verb

        chosen = load(scenario)
        axes = axes_of(chosen, vary or ())
        folder, begun = run_folder([chosen.name, *grid_names(axes)], "sweep", out, resume)
        warn_of_parameters(chosen.design)
        announce_compilation(quiet)
        try:
            with cluster(dask) as executor:
                result = verb.sweep(
                    chosen,
                    vary or (),
                    measure=measure,
                    group=group,
                    threshold=threshold,
                    replications=replications or begun.replications or COMPARE_REPLICATIONS,
                    seed=begun.seed if seed is None else seed,
                    executor=executor,
                    workers=workers or os.cpu_count() or 1,
                    progress=not quiet,
                    folder=folder,
                    draws=draws_asked(point or begun.point, quiet),
                    precision=precision or begun.precision,
                )
        except KeyboardInterrupt:
            print_resume_command(folder)
            raise typer.Exit(INTERRUPTED) from None
    comparison = result.comparison
    print_set_aside(comparison.manifest, folder)
    if not quiet:
        if len(comparison.series):
            screen().print(surface_screen(result, result.surface(), result.tipping(), measure, threshold))
        say_folder(folder)
    end_of_comparison(comparison.failures, folder)
