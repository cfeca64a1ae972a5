"""The command line: `vex run`, `vex scenarios`, `vex levers`, `vex parameters`, `vex warm`, `vex docs`."""

import sys

import typer

from . import documenting, listing, running
from .screen import INTERRUPTED, say

app = typer.Typer(
    name="vex",
    help="The Tilburg trust experiment (Vertrouwensexperiment), simulated.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for command in (running.run, running.scenarios, listing.levers, listing.parameters, running.warm, documenting.docs):
    app.command()(command)


def main() -> None:
    """Run the command line; Ctrl-C ends it with exit code 130."""
    try:
        app()
    except KeyboardInterrupt:
        say("vex: interrupted.")
        sys.exit(INTERRUPTED)


if __name__ == "__main__":
    main()
