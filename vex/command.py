"""The command line: one function a command, in the files of `commands/`."""

import sys
from importlib.metadata import version
from typing import Annotated

import typer

from results.words.language import _

from .command_language import Speaking
from .commands import bottleneck, compare, explain, population, report, run, scenarios, story, sweep, tables, trial
from .screen import INTERRUPTED, say

app = typer.Typer(
    name="vex",
    cls=Speaking,
    help="The Tilburg trust experiment (Vertrouwensexperiment), simulated.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for command in (
    run.run, compare.compare, report.report, sweep.sweep, explain.explain, bottleneck.bottleneck, story.story,
    trial.trial, population.population, tables.levers, tables.parameters, run.warm, story.log,
):  # fmt: skip
    app.command()(command)
app.add_typer(scenarios.scenarios)


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
