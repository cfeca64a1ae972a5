"""The end of a command with failed runs: a message with the first error, and exit code 1."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from results.words.language import plural

from ..folders import shown
from ..screen import SOME_FAILED, say

if TYPE_CHECKING:
    import pandas as pd


def end_of_comparison(failures: "pd.DataFrame", folder: Path) -> None:
    """Say which runs of a comparison failed, and end with exit code 1 if any did."""
    if not len(failures):
        return
    first = failures.iloc[0]
    say(
        plural(
            "vex: {n} run failed: {scenario}, replication {number}: {error}. It is in {file}.",
            "vex: {n} runs failed, the first of them {scenario}, replication {number}: {error}. All are in {file}.",
            len(failures),
        ).format(
            n=len(failures),
            scenario=first["scenario"],
            number=first["replication"],
            error=first["error"],
            file=shown(folder / "failures.csv"),
        )
    )
    raise typer.Exit(SOME_FAILED)


def say_failures(words: str, failures: "pd.DataFrame", **values: object) -> None:
    """Say `words`, with {failed}, {number} and {error} of the first failure filled in, if there is a failure."""
    if len(failures):
        first = failures.iloc[0]
        say(words.format(failed=len(failures), number=first["replication"], error=first["error"], **values))


def end_with_failures(words: str, failures: "pd.DataFrame", **values: object) -> None:
    """Say the same, and end with exit code 1 if there is a failure."""
    say_failures(words, failures, **values)
    if len(failures):
        raise typer.Exit(SOME_FAILED)
