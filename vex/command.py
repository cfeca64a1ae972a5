"""The command line: one function a command, in the files beside this one."""

import sys
from importlib.metadata import version
from typing import Annotated

import typer

from results.language import _

from . import (
    bottlenecks,
    comparing,
    documenting,
    explaining,
    listing,
    lives,
    populating,
    reporting,
    running,
    scenario_files,
    sweeping,
    trial,
)
from .screen import INTERRUPTED, say
from .speaking import Speaking

app = typer.Typer(
    name="vex",
    cls=Speaking,
    help="The Tilburg trust experiment (Vertrouwensexperiment), simulated.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for command in (
    running.run, comparing.compare, reporting.report, sweeping.sweep, explaining.explain, bottlenecks.bottleneck,
    lives.story, trial.trial, populating.population, listing.levers, listing.parameters, running.warm, lives.log,
    documenting.docs,
):  # fmt: skip
    app.command()(command)
app.add_typer(scenario_files.scenarios)


def show_version(wanted: bool) -> None:
    """Print the version and stop."""
    if wanted:
        typer.echo(f"vex {version('vex')}")
        raise typer.Exit


Version = typer.Option("--version", callback=show_version, is_eager=True, help="Show the version.")


@app.callback()
def options(
    told: Annotated[bool, Version] = False,
) -> None:
    """Take the options that stand before a command."""


def main() -> None:
    """Run the command line; Ctrl-C ends it with exit code 130."""
    try:
        app()
    except KeyboardInterrupt:
        say(_("vex: interrupted."))
        sys.exit(INTERRUPTED)


if __name__ == "__main__":
    main()
