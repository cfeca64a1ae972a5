"""`vex explain`: why one scenario comes out different from another, channel by channel."""

import os
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from ..screen import INTERRUPTED, SOME_FAILED, clear_errors, say, screen, shown
from .compare import (
    OwnSeed,
    Point,
    Resume,
    plausible,
    taken_up,
    tell_how_to_go_on,
    tell_what_was_set_aside,
)
from .run import Workers, announce_compilation, warn_of_parameters

BOTH = ("exit_work", "life_satisfaction")
"""What is explained unless something else is asked for."""
REPLICATIONS = 20


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
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress bar and no table.")] = False,
) -> None:
    """Say why scenario B differs from scenario A: through which channels, with intervals; the parts make the whole."""
    with clear_errors():
        from results.words.language import _
        from scenarios.explain import explain as find

        chosen, other = the_two(base, scenario, usual)
        folder, begun = taken_up([chosen.name, other.name], "explained", out, resume, "explanation")
        group = group or begun.get("group") or usual or "everyone"
        measures = asked_measures(measure or begun.get("measures") or BOTH)
        check_group(group, chosen, other)
        for one in (chosen, other):
            warn_of_parameters(one.design)
        announce_compilation(quiet)
        try:
            found = find(
                chosen,
                other,
                replications=replications or begun.get("replications", REPLICATIONS),
                seed=begun.get("seed", 1) if seed is None else seed,
                workers=workers or os.cpu_count() or 1,
                progress=not quiet,
                draws=None if point or begun.get("point") else plausible(quiet),
                folder=folder,
                notes={"group": group, "measures": list(measures)},
            )
        except KeyboardInterrupt:
            tell_how_to_go_on(folder)
            raise typer.Exit(INTERRUPTED) from None
        tell_what_was_set_aside(found.manifest, folder)
        if len(found.values):
            write(found, measures, group, folder, quiet)
    if len(found.failures):
        first = found.failures.iloc[0]
        words = _("{failed} of {asked} replications failed, the first of them number {number}: {error}.")
        say(
            "vex: "
            + words.format(
                failed=len(found.failures), asked=found.asked, number=first["replication"], error=first["error"]
            )
        )
        raise typer.Exit(SOME_FAILED)


def the_two(base: str, scenario: str | None, usual: str | None):
    """Return the scenario that is compared with, and the one that is explained."""
    from results.words.language import _
    from scenarios.explain import check_same_people, under_usual_service
    from scenarios.file.faults import ScenarioError
    from scenarios.file.scenario import load

    first = load(base)
    if usual is not None and scenario is not None:
        raise ScenarioError(_("with --usual there is one scenario, and its comparison is made from it; got two"))
    if usual is not None:
        title = _("{title}; service as usual for {group}")
        as_usual = under_usual_service(first, usual)
        return replace(as_usual, title=title.format(title=first.title, group=first.labels[usual])), first
    if scenario is None:
        raise ScenarioError(
            _(
                "vex explain takes two scenarios. Why a group does other than another in the same scenario cannot be "
                "explained, because they are other people; what its policy does to the people of a group can: "
                "vex explain {scenario} --usual GROUP"
            ).format(scenario=base)
        )
    second = load(scenario)
    check_same_people(first, second)
    return first, second


def asked_measures(names) -> tuple[str, ...]:
    """Return the measures, each once; raises ScenarioError for one that channels cannot explain."""
    from results.words.language import _
    from scenarios.explain import MEASURES_OF_PEOPLE
    from scenarios.file.faults import ScenarioError

    for name in names:
        if name not in MEASURES_OF_PEOPLE:
            raise ScenarioError(
                _("--measure is a mean over all people of a group: {known}; got {name}").format(
                    known=", ".join(MEASURES_OF_PEOPLE), name=name
                )
            )
    return tuple(dict.fromkeys(names))


def check_group(group: str, base, scenario) -> None:
    """Raise ScenarioError for a group that is not there in both scenarios, or has nobody."""
    from results.words.language import _
    from scenarios.file.faults import ScenarioError
    from simulation.outcomes import EVERYONE

    known = [EVERYONE, *scenario.labels]
    if group not in known or group not in {EVERYONE, *base.labels}:
        raise ScenarioError(_("--group is one of {known}; got {group}").format(known=", ".join(known), group=group))


def write(found, measures: tuple[str, ...], group: str, folder: Path, quiet: bool) -> None:
    """Write tables and figures beside what is kept of the runs, and show the table."""
    import pandas as pd

    from results.comparison.comparison_sentences import LEFT_OUT
    from results.drawing.atomic_files import write_csv, write_figure_twice
    from results.explain.explain_table import channel_rows, explain_table, explanation_sentences
    from results.explain.explain_wording import correction_sentence, runs_sentence, subject_line
    from results.explain.waterfall_figure import waterfall
    from results.statistics.shapley import channel_shares
    from results.words.language import _
    from results.words.wording import plain
    from simulation.channels import CHANNELS

    channels, labels = tuple(CHANNELS), found.scenario.labels
    groups = found.values["group"].unique()
    table = pd.concat([channel_shares(found.values, channels, measures, name) for name in groups], ignore_index=True)
    write_csv(folder / "channels.csv", channel_rows(table, found.base.name, found.scenario.name, labels))
    shares = table[table["group"] == group]
    titles = (_(found.base.title) or found.base.name, _(found.scenario.title) or found.scenario.name)
    for name in measures:
        figure = waterfall(shares[shares["measure"] == name], titles, labels, correction_sentence(shares))
        write_figure_twice(folder / f"explain-{name}", figure)
    if quiet:
        return
    names = (found.base.name, found.scenario.name)
    if shares["draws"].max() < 2:
        typer.echo(_(LEFT_OUT))
    screen().print(explain_table(shares, names, subject_line(*names, group, labels)))
    for words in (*explanation_sentences(shares), plain(correction_sentence(shares)), runs_sentence(found.runs)):
        typer.echo(f"\n{words}" if words else "", nl=bool(words))
    typer.echo("\n" + _("Folder: {folder}").format(folder=shown(folder)))
