"""The command line: one function a command, in the files of `commands/`."""

import sys
from importlib import metadata
from typing import Annotated

import typer

from results.words.language import _

from .command_language import TranslatedCommands
from .commands import (
    bottleneck,
    compare,
    explain,
    levers,
    log,
    parameters,
    population,
    report,
    run,
    scenarios,
    story,
    sweep,
    trial,
    warm,
)
from .screen import INTERRUPTED, say

app = typer.Typer(
    name="vex",
    cls=TranslatedCommands,
    help="The Tilburg trust experiment (Vertrouwensexperiment), simulated.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for command in (
    run.run, compare.compare, report.report, sweep.sweep, explain.explain, bottleneck.bottleneck, story.story,
    trial.trial, population.population, levers.levers, parameters.parameters, warm.warm, log.log,
):  # fmt: skip
    app.command()(command)
app.add_typer(scenarios.scenarios)


def show_version(asked: bool) -> None:
    """Print the version and stop."""
    if asked:
        typer.echo(f"vex {metadata.version('vex')}")
        raise typer.Exit


Version = typer.Option("--version", callback=show_version, is_eager=True, help="Show the version.")


@app.callback()
def options(
    version: Annotated[bool, Version] = False,
) -> None:
    """Take the options before a command."""


def main() -> None:
    """Run the command line; Ctrl-C ends it with exit code 130."""
    try:
        app()
    except KeyboardInterrupt:
        say(_("vex: interrupted."))
        sys.exit(INTERRUPTED)


if __name__ == "__main__":
    main()
