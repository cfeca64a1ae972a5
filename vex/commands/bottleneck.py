"""`vex bottleneck`: where help gets stuck, and what one more place or hour there yields."""

import json
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from results.words.language import _

from ..screen import BAD_INPUT, INTERRUPTED, SOME_FAILED, clear_errors, say, screen, shown
from .compare import Point, plausible
from .run import ScenarioName, Seed, Workers, announce_compilation, warn_of_parameters
from .trial import empty_folder

TRIED = 3
"""Of how many of the tightest spots it is tried what more would yield, beside the coaches."""


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
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress bar and no table.")] = False,
) -> None:
    """Show where help gets stuck, what limits it, and what one more place or post there yields."""
    with clear_errors():
        from scenarios import bottleneck as bottlenecks
        from scenarios.file.faults import ScenarioError
        from scenarios.file.scenario import load
        from scenarios.run_folder.store import default_folder

        chosen = load(scenario)
        options = {"replications": replications, "workers": workers or os.cpu_count() or 1, "progress": not quiet}
        try:
            for node in more or ():
                bottlenecks.size(chosen.design, node)
        except bottlenecks.BottleneckError as error:
            raise ScenarioError(f"{error}") from error
        folder = empty_folder(out or default_folder(f"{chosen.name}-bottleneck"))
        warn_of_parameters(chosen.design)
        announce_compilation(quiet)
        options["draws"] = None if point else plausible(quiet)
        try:
            found = bottlenecks.watch(chosen, seed=seed, **options)
            found = bottlenecks.try_more(chosen, found, more or tightest(found), **options)
        except bottlenecks.BottleneckError as error:
            folder.rmdir()
            raise ScenarioError(f"{error}") from error
        except KeyboardInterrupt:
            folder.rmdir()
            say(_("vex: interrupted; nothing was kept."))
            raise typer.Exit(INTERRUPTED) from None
    write(chosen, found, folder, replications)
    if not quiet:
        show(found, folder)
    if len(found.failures):
        first = found.failures.iloc[0]
        number, why = first["replication"], first["error"]
        words = _("vex: {n} replications failed, the first number {number}: {error}")
        say(words.format(n=len(found.failures), number=number, error=why))
        raise typer.Exit(SOME_FAILED)


def tightest(found) -> list[str]:
    """Return where more is tried unless said otherwise: the coaches, if there are any, and the tightest spots."""
    from results.bottleneck.bottleneck_table import most_stuck, network_of

    nodes = network_of(found)[0]
    stuck = [node for node in most_stuck(nodes) if node != "coach_team"]
    coaches = ["coach_team"] if "coach_team" in set(nodes["node"]) else []
    return [*coaches, *stuck[:TRIED]]


def write(chosen, found, folder: Path, asked: int) -> None:
    """Write the tables, the figure, what a report needs, and the manifest into a folder that exists."""
    from results.bottleneck.bottleneck_figure import network_figure
    from results.bottleneck.bottleneck_table import marginal_table, network_of
    from results.drawing.atomic_files import write_atomically, write_csv, write_figure
    from scenarios.bottleneck import save
    from scenarios.file.faults import why
    from scenarios.run_folder.manifest import manifest_of
    from scenarios.run_folder.store import write_text

    try:
        save(found, folder)
        nodes, flows, most = network_of(found)
        write_csv(folder / "bottleneck.csv", nodes)
        write_csv(folder / "flows.csv", flows)
        write_csv(folder / "marginal.csv", marginal_table(found))
        figure = network_figure(found)
        write_atomically(folder / "bottleneck.svg", lambda part: figure.savefig(part, format="svg"))
        write_figure(folder / "bottleneck.png", figure)
        manifest = manifest_of(chosen, found.seed, asked)
        manifest["replications"] |= {"finished": found.replications, "failed": len(found.failures)}
        manifest |= {
            "kind": "bottleneck",
            "draws": found.draws,
            "status": "finished",
            "maximum_flow": {"asked": most.asked, "possible": most.value, "begun": most.begun},
            "minimum_cut": list(most.limits),
        }
        write_text(folder / "manifest.json", json.dumps(manifest, indent=2, ensure_ascii=False) + "\n")
    except OSError as error:
        say(_("vex: cannot write in {path}: {fault}").format(path=shown(folder), fault=why(error)))
        raise typer.Exit(BAD_INPUT) from error


def show(found, folder: Path) -> None:
    """Show the tables and say in sentences what came out."""
    from results.bottleneck.bottleneck_wording import bottleneck_sentences, bottleneck_sheets
    from results.drawing.text_tables import terminal
    from results.words.wording import plain

    screen().print(terminal(bottleneck_sheets(found)))
    typer.echo(f"\n{plain(' '.join(bottleneck_sentences(found)))}", file=sys.stdout)
    typer.echo("\n" + _("Folder: {path} (the network drawn: bottleneck.png)").format(path=shown(folder)))
