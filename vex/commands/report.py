"""`vex report`: the report of a comparison, one page that can be handed to whoever decides."""

from pathlib import Path
from typing import Annotated

import typer

from results.words.language import _

from ..folders import shown
from ..screen import clear_errors, say
from .options import announce_compilation

Leave = Annotated[bool, typer.Option("--no-story", help="Leave out the story; nothing is run for it.")]
LeaveStuck = Annotated[
    bool, typer.Option("--no-bottleneck", help="Leave out the referral network; nothing is run for it.")
]


def report(
    run: Annotated[Path, typer.Argument(help="Run folder of a comparison, made by `vex compare`.")],
    out: Annotated[Path | None, typer.Option(help="File to write; report.html in the run folder otherwise.")] = None,
    no_story: Leave = False,
    no_bottleneck: LeaveStuck = False,
) -> None:
    """Write the report of a comparison: one page, in English or Dutch (--lang nl), that needs no network."""
    with clear_errors():
        from ..verbs import report as verb

        announce_compilation(quiet=no_story and no_bottleneck)
        path = verb.report(run, out=out, story=not no_story, bottleneck=not no_bottleneck, tell=say)
    typer.echo(_("Report: {path}").format(path=shown(path)))
