"""`vex sweep`: one scenario at every point of a grid of levers, and where promises begin to break."""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from results.words.language import _

from ..screen import clear_errors, screen, shown
from .compare import (
    Dask,
    Options,
    OwnSeed,
    Point,
    Precision,
    Quiet,
    Replications,
    Resume,
    carried_out,
    check_precision,
    end,
    taken_up,
    tell_what_was_set_aside,
)
from .run import ScenarioName, Workers, warn_of_parameters

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
        float, typer.Option(min=0.0, max=1.0, help="Promises break where a larger share of what is due is not held.")
    ] = 0.05,
    out: Out = None,
    resume: Resume = False,
    precision: Precision = None,
    point: Point = False,
    quiet: Quiet = False,
) -> None:
    """Vary levers of a scenario over a grid; show the response and where promises begin to break."""
    check_precision(precision)
    with clear_errors():
        from results.sweep.response_surface import response_surface, swept_groups, tipping_points
        from results.sweep.sweep_files import surface_screen, write_surface
        from scenarios.file.scenario import load
        from scenarios.sweep import axes_of, grid_names
        from scenarios.sweep import sweep as run_sweep

        chosen = load(scenario)
        axes = axes_of(chosen, vary or ())
        groups = swept_groups(chosen.design, group, measure)
        folder, begun = taken_up([chosen.name, *grid_names(axes)], "sweep", out, resume)
        warn_of_parameters(chosen.design)
        options = Options(replications, seed, workers, dask, precision, point, quiet).after(begun)
        found = carried_out(partial(run_sweep, chosen, vary), folder, options)
        tell_what_was_set_aside(found.comparison.manifest, folder)
        if len(found.comparison.series):
            surface = response_surface(found, measure, groups)
            tipping = tipping_points(surface, found.axes, threshold)
            write_surface(found, surface, tipping, measure, groups, threshold, folder)
            if not quiet:
                screen().print(surface_screen(found, surface, tipping, measure, threshold))
        if not quiet:
            typer.echo(_("Run folder: {folder}").format(folder=shown(folder)))
    end(found.comparison, folder)
