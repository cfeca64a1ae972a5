"""The screen of the command line: standard output, messages on standard error, errors of users with exit code 2."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import typer
from rich.console import Console

from results.words.language import _
from simulation.errors import VexError

from .folders import shown

BAD_INPUT, INTERRUPTED, SOME_FAILED = 2, 130, 1


def screen() -> Console:
    """Return the standard output; wide enough for a table when it is no terminal."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=max(console.width, 140))


def say(message: str) -> None:
    """Write a line on standard error."""
    typer.echo(message, err=True)


@contextmanager
def clear_errors() -> Iterator[None]:
    """Turn an error of the user into one message on standard error and exit code 2."""
    try:
        yield
    except VexError as error:
        say(f"vex: {error}")
        raise typer.Exit(BAD_INPUT) from error


def refuse(message: str) -> NoReturn:
    """End with one message and exit code 2."""
    say(f"vex: {message}")
    raise typer.Exit(BAD_INPUT)


def must_be_new(path: Path) -> None:
    """End with one message and exit code 2 if `path` exists: nothing is overwritten."""
    if path.exists():
        say(_("vex: {path} exists already; choose another name with --out.").format(path=shown(path)))
        raise typer.Exit(BAD_INPUT)
