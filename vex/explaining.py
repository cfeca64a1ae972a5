"""`vex explain`: why one scenario comes out different from another, channel by channel."""

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from .comparing import Point, plausible
from .running import Seed, Workers, announce_compilation, warn_of_parameters
from .screen import INTERRUPTED, SOME_FAILED, clear_errors, say, screen, shown
from .trial import empty_folder

BOTH = ("exit_work", "life_satisfaction")
"""What is explained unless something else is asked for."""


def explain(
    base: Annotated[str, typer.Argument(help="The scenario that is compared with: a name or a file (.toml).")],
    scenario: Annotated[
        str | None, typer.Argument(help="The scenario whose difference is explained; left out with --usual.")
    ] = None,
    replications: Annotated[int, typer.Option(min=1, help="How many times every set of channels is run.")] = 20,
    seed: Seed = 1,
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
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress bar and no table.")] = False,
) -> None:
    """Say why scenario B differs from scenario A: through which channels, with intervals; the parts make the whole."""
    with clear_errors():
        from results.language import _
        from scenarios.explaining import explain as find
        from scenarios.store import default_folder

        chosen, other = the_two(base, scenario, usual)
        group = group or usual or "everyone"
        measures = asked_measures(measure or BOTH)
        check_group(group, chosen, other)
        folder = empty_folder(out or default_folder(f"{other.name}-explained"))
        for one in (chosen, other):
            warn_of_parameters(one.design)
        announce_compilation(quiet)
        values = None if point else plausible(quiet)
        found = find(
            chosen,
            other,
            replications=replications,
            seed=seed,
            workers=workers or os.cpu_count() or 1,
            progress=not quiet,
            draws=values.draws if values else (),
            start_of=values.equilibrium if values else None,
        )
        if len(found.values):
            write(found, seed, measures, group, folder, quiet)
    if len(found.failures):
        first = found.failures.iloc[0]
        words = _("{failed} of {asked} replications failed, the first of them number {number}: {error}.")
        say(
            "vex: "
            + words.format(
                failed=len(found.failures), asked=found.asked, number=first["replication"], error=first["error"]
            )
        )
    if found.interrupted:
        finished = found.values["replication"].nunique()
        say(
            "vex: "
            + _("interrupted; {finished} of {asked} replications are explained.").format(
                finished=finished, asked=found.asked
            )
        )
    if not any(folder.iterdir()):
        folder.rmdir()
    if found.interrupted or len(found.failures):
        raise typer.Exit(INTERRUPTED if found.interrupted else SOME_FAILED)


def the_two(base: str, scenario: str | None, usual: str | None):
    """Return the scenario that is compared with, and the one that is explained."""
    from results.language import _
    from scenarios.explaining import check_same_people, under_usual_service
    from scenarios.faults import ScenarioError
    from scenarios.scenario import load

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
    from results.language import _
    from scenarios.explaining import MEASURES_OF_PEOPLE
    from scenarios.faults import ScenarioError

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
    from results.language import _
    from scenarios.explaining import EVERYONE
    from scenarios.faults import ScenarioError

    known = [EVERYONE, *scenario.labels]
    if group not in known or group not in {EVERYONE, *base.labels}:
        raise ScenarioError(_("--group is one of {known}; got {group}").format(known=", ".join(known), group=group))


def write(found, seed: int, measures: tuple[str, ...], group: str, folder: Path, quiet: bool) -> None:
    """Write tables and figures, and show the table."""
    import pandas as pd

    from results.compare_wording import LEFT_OUT
    from results.explain_figures import waterfall
    from results.explain_table import channel_rows, explain_table, sentences
    from results.explain_wording import corrected, of_which, runs_made
    from results.files import write_csv, write_figure_twice
    from results.language import _
    from results.shapley import channel_shares
    from results.wording import plain
    from scenarios.store import write_table, write_text
    from simulation.channels import CHANNELS

    channels, labels = tuple(CHANNELS), found.scenario.labels
    groups = found.values["group"].unique()
    table = pd.concat([channel_shares(found.values, channels, measures, name) for name in groups], ignore_index=True)
    write_csv(folder / "channels.csv", channel_rows(table, found.base.name, found.scenario.name, labels))
    write_table(found.values, folder / "coalitions.parquet")
    shares = table[table["group"] == group]
    titles = (found.base.title or found.base.name, found.scenario.title or found.scenario.name)
    for name in measures:
        figure = waterfall(shares[shares["measure"] == name], titles, labels, corrected(shares))
        write_figure_twice(folder / f"explain-{name}", figure)
    manifest = manifest_of_both(found, seed, measures, group)
    write_text(folder / "manifest.json", json.dumps(manifest, indent=2, ensure_ascii=False) + "\n")
    if len(found.failures):
        write_csv(folder / "failures.csv", found.failures)
    if quiet:
        return
    names = (found.base.name, found.scenario.name)
    if shares["draws"].max() < 2:
        typer.echo(_(LEFT_OUT))
    screen().print(explain_table(shares, names, of_which(*names, group, labels)))
    for words in (*sentences(shares), plain(corrected(shares)), runs_made(found.runs)):
        typer.echo(f"\n{words}" if words else "", nl=bool(words))
    typer.echo("\n" + _("Folder: {folder}").format(folder=shown(folder)))


def manifest_of_both(found, seed: int, measures: tuple[str, ...], group: str) -> dict:
    """Return the manifest: that of the scenario that is explained, and under `base` what differs in the other."""
    from scenarios.manifest import design_as_json, manifest_of, sha256

    manifest = manifest_of(found.scenario, seed, found.asked)
    base = design_as_json(found.base.design)
    return manifest | {
        "kind": "explanation",
        "status": "interrupted" if found.interrupted else "finished",
        "replications": {
            "asked": found.asked,
            "finished": int(found.values["replication"].nunique()),
            "failed": len(found.failures),
        },
        "draws": found.draws,
        "runs": int(found.runs["runs"].sum()),
        "measures": list(measures),
        "group": group,
        "base": {"scenario": found.base.name, "title": found.base.title, "design_sha256": sha256(base), "design": base},
    }
