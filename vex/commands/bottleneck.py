"""`vex bottleneck`: where help gets stuck, and what one more place or hour there yields."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from results.words.language import _

from ..folders import shown
from ..screen import INTERRUPTED, clear_errors, say, screen
from .failures import end_with_failures
from .options import (
    Point,
    Quiet,
    ScenarioName,
    Seed,
    Workers,
    announce_compilation,
    draws_asked,
    warn_of_parameters,
)

if TYPE_CHECKING:
    from ..verbs.bottleneck import BottleneckResult


def bottleneck(
    scenario: ScenarioName = "tilburg-2018",
    replications: Annotated[int, typer.Option(min=1, help="How many times the world is run.")] = 50,
    seed: Seed = 1,
    workers: Workers = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder; runs/SCENARIO-bottleneck-TIME unless said otherwise.")
    ] = None,
    more: Annotated[
        list[str] | None,
        typer.Option(help="Partner or team (coach_team, manager_team) at which more is tried; can be repeated."),
    ] = None,
    point: Point = False,
    quiet: Quiet = False,
) -> None:
    """Show where help gets stuck, what limits it, and what one more place or post there yields."""
    with clear_errors():
        from scenarios.file.scenario import load
        from scenarios.run_folder.store import default_folder

        from ..verbs import bottleneck as verb

        chosen = load(scenario)
        folder = out or default_folder(f"{chosen.name}-bottleneck")
        warn_of_parameters(chosen.design)
        announce_compilation(quiet)
        try:
            result = verb.bottleneck(
                chosen,
                more=more or None,
                replications=replications,
                seed=seed,
                workers=workers or os.cpu_count() or 1,
                progress=not quiet,
                folder=folder,
                draws=draws_asked(point, quiet),
            )
        except KeyboardInterrupt:
            say(_("vex: interrupted; nothing was kept."))
            raise typer.Exit(INTERRUPTED) from None
    if not quiet:
        show_bottleneck(result, folder)
    words = _("vex: {n} replications failed, the first number {number}: {error}")
    end_with_failures(words, result.failures, n=len(result.failures))


def show_bottleneck(result: "BottleneckResult", folder: Path) -> None:
    """Show the tables and the answer in sentences."""
    from results.bottleneck.bottleneck_wording import bottleneck_sheets
    from results.drawing.text_tables import terminal
    from results.words.wording import plain

    screen().print(terminal(bottleneck_sheets(result)))
    typer.echo(f"\n{plain(' '.join(result.sentences()))}")
    typer.echo("\n" + _("Folder: {path} (the network drawn: bottleneck.png)").format(path=shown(folder)))
