"""`vex explain`: why one scenario comes out different from another, channel by channel."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from results.words.language import _

from ..folders import shown
from ..screen import INTERRUPTED, clear_errors, screen
from .failures import end_with_failures
from .options import (
    OwnSeed,
    Point,
    Quiet,
    Resume,
    Workers,
    announce_compilation,
    draws_asked,
    warn_of_parameters,
)
from .resuming import print_resume_command, print_set_aside, run_folder

if TYPE_CHECKING:
    from ..verbs.explain import ExplanationResult


def explain(
    base: Annotated[str, typer.Argument(help="The scenario that is compared with: a name or a file (.toml).")],
    scenario: Annotated[
        str | None, typer.Argument(help="The scenario whose difference is explained; left out with --usual.")
    ] = None,
    replications: Annotated[
        int | None,
        typer.Option(min=1, help="How many times every set of channels is run; 20 unless said otherwise."),
    ] = None,
    seed: OwnSeed = None,
    workers: Workers = None,
    measure: Annotated[
        list[str] | None, typer.Option(help="What is explained: exit_work and life_satisfaction unless said otherwise.")
    ] = None,
    group: Annotated[str | None, typer.Option(help="Whom it is about; everyone unless said otherwise.")] = None,
    usual: Annotated[
        str | None, typer.Option(help="One scenario only: compare with the service as usual for this group.")
    ] = None,
    point: Point = False,
    out: Annotated[Path | None, typer.Option(help="Folder; runs/SCENARIO-explained-TIME unless given.")] = None,
    resume: Resume = False,
    quiet: Quiet = False,
) -> None:
    """Say why scenario B differs from scenario A: through which channels, with intervals; the parts make the whole."""
    with clear_errors():
        from scenarios.file.scenario import load

        from ..verbs import explain as verb

        given = load(base), None if scenario is None else load(scenario)
        first, second = verb.explained_pair(*given, usual)
        folder, begun = run_folder([first.name, second.name], "explained", out, resume, "explanation")
        group = group or begun.group
        measures = verb.checked_measures(measure or begun.measures or verb.EXPLAINED_BY_DEFAULT)
        verb.check_group(group or usual or "everyone", first, second)
        for chosen in (first, second):
            warn_of_parameters(chosen.design)
        announce_compilation(quiet)
        try:
            result = verb.explain(
                *given,
                usual=usual,
                measures=measures,
                group=group,
                replications=replications or begun.replications or verb.EXPLAIN_REPLICATIONS,
                seed=begun.seed if seed is None else seed,
                workers=workers or os.cpu_count() or 1,
                progress=not quiet,
                draws=draws_asked(point or begun.point, quiet),
                folder=folder,
            )
        except KeyboardInterrupt:
            print_resume_command(folder)
            raise typer.Exit(INTERRUPTED) from None
    print_set_aside(result.manifest, folder)
    if len(result.values) and not quiet:
        show_explanation(result)
        typer.echo("\n" + _("Folder: {folder}").format(folder=shown(folder)))
    words = _("{failed} of {asked} replications failed, the first of them number {number}: {error}.")
    end_with_failures(f"vex: {words}", result.failures, asked=result.asked)


def show_explanation(result: "ExplanationResult") -> None:
    """Show the table of channels and the answer in sentences."""
    from results.comparison.comparison_sentences import LEFT_OUT
    from results.explain.explain_table import explain_table, explanation_sentences
    from results.explain.explain_wording import correction_sentence, runs_sentence, subject_line
    from results.words.wording import plain

    shares, names = result.shares(), (result.base.name, result.scenario.name)
    if shares["draws"].max() < 2:
        typer.echo(_(LEFT_OUT))
    screen().print(explain_table(shares, names, subject_line(*names, result.group, result.scenario.labels)))
    for words in (*explanation_sentences(shares), plain(correction_sentence(shares)), runs_sentence(result.runs)):
        typer.echo(f"\n{words}" if words else "", nl=bool(words))
