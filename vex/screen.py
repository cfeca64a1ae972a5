"""What the commands share: the screen, clear errors, and paths as a reader wants to see them."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer
from rich.console import Console

from results.words.language import _

BAD_INPUT, INTERRUPTED, SOME_FAILED = 2, 130, 1


def screen() -> Console:
    """Return the standard output; wide enough for a table when it is no terminal."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=max(console.width, 140))


def say(message: str) -> None:
    """Write a line for whoever waits, on standard error."""
    typer.echo(message, err=True)


@contextmanager
def clear_errors() -> Iterator[None]:
    """Turn bad input into one message on standard error and exit code 2."""
    from scenarios.file.faults import ScenarioError

    try:
        yield
    except ScenarioError as error:
        _refuse(error)
    except ValueError as error:
        if type(error).__name__ not in ("RunFolderError", "PrivacyError"):
            raise
        _refuse(error)


def _refuse(error: Exception) -> None:
    say(f"vex: {error}")
    raise typer.Exit(BAD_INPUT) from error


def shown(path: Path) -> str:
    """Return `path` as seen from the current folder, where that is possible."""
    try:
        return os.path.relpath(path) if path.resolve().is_relative_to(Path.cwd()) else str(path)
    except ValueError:
        return str(path)


def must_be_new(path: Path) -> None:
    """End with one clear message and exit code 2 if there is something at `path`: nothing is overwritten."""
    if path.exists():
        say(_("vex: {path} exists already; choose another name with --out.").format(path=shown(path)))
        raise typer.Exit(BAD_INPUT)
