"""`vex report`: the report of a comparison, one page that can be handed to whoever decides."""

import os
from pathlib import Path
from typing import Annotated

import typer

from results.words.language import _

from ..screen import clear_errors, say, shown
from .run import announce_compilation

Leave = Annotated[bool, typer.Option("--no-story", help="Leave out the story; nothing is run for it.")]
LeaveStuck = Annotated[
    bool, typer.Option("--no-bottleneck", help="Leave out the referral network; nothing is run for it.")
]
TRIALS = 10
"""Replications of the base that are watched for where it gets stuck, if the folder has none yet."""
EXAMPLE = ("tilburg-2018", "twelve-coaches")


def report(
    run: Annotated[Path, typer.Argument(help="Run folder of a comparison, made by `vex compare`.")],
    out: Annotated[Path | None, typer.Option(help="File to write; report.html in the run folder otherwise.")] = None,
    no_story: Leave = False,
    no_bottleneck: LeaveStuck = False,
) -> None:
    """Write the report of a comparison: one page, in English or Dutch (--lang nl), that needs no network."""
    with clear_errors():
        from scenarios.compare import open_comparison
        from scenarios.file.faults import why
        from scenarios.run_folder.store import RunFolderError

        check_kind(run)
        comparison = open_comparison(run)
        if comparison.series.empty:
            words = _("every run in {folder} failed: there is nothing to report")
            raise RunFolderError(words.format(folder=shown(run)))
        try:
            path = written(comparison, run, out, no_story, no_bottleneck)
        except OSError as error:
            words = _("cannot write the report of {folder}: {error}")
            raise RunFolderError(words.format(folder=shown(run), error=why(error))) from error
    typer.echo(_("Report: {path}").format(path=shown(path)))


def check_kind(run: Path) -> None:
    """Raise RunFolderError, with the command that makes a comparison, unless the folder is of one."""
    from scenarios.run_folder.resume import kind_of, read_manifest
    from scenarios.run_folder.store import RunFolderError

    manifest = read_manifest(run)
    if (kind := kind_of(manifest)) == "comparison":
        if "sweep" in manifest:
            words = _("This folder holds a sweep; its answer stands in {file}. A report is made of a comparison.")
            raise RunFolderError(words.format(file=shown(run / "surface.csv")))
        return
    base = manifest.get("scenario") if kind == "run" else None
    base = base if isinstance(base, str) else EXAMPLE[0]
    other = EXAMPLE[0] if base == EXAMPLE[1] else EXAMPLE[1]
    words = _("{folder} holds no comparison, and a report is of one. Make one: {command}")
    command = f"vex compare {base} {other}"
    raise RunFolderError(words.format(folder=shown(run), command=command))


def written(comparison, run: Path, out: Path | None, no_story: bool, no_bottleneck: bool) -> Path:
    """Write the page, and first what the folder does not hold yet: tables and figures in the language, story, network.

    Return the path of the page; raises OSError if something cannot be written.
    """
    from results.comparison.comparison_files import figure_names, write_comparison
    from results.page.contents import Contents
    from results.page.embedded_figures import are_current
    from results.page.page import write_page

    if not are_current(run, figure_names(comparison), run / "series.parquet"):
        group = comparison.manifest.get("group", "everyone")
        write_comparison(comparison, run, group=group, workers=os.cpu_count() or 1)
    without: dict[str, str] = {}
    story = bottleneck = None
    if no_story:
        without["story"] = _("The story was left out on request (--no-story).")
    else:
        story = story_of(comparison.manifest, run, without)
    if no_bottleneck:
        without["bottleneck"] = _("The referral network was left out on request (--no-bottleneck).")
    else:
        bottleneck = bottleneck_of(comparison.manifest, run, without)
    contents = Contents(comparison=comparison, folder=run, story=story, bottleneck=bottleneck, without=without)
    return write_page(contents, out)


def story_of(manifest: dict, run: Path, without: dict[str, str]):
    """Return the story in the folder, lived now if there is none yet; None with the reason in `without`."""
    from scenarios.story import MOST_LANES, StoryError, live_story, open_story, save

    if found := open_story(run):
        return found
    scenarios = made_anew(manifest, "story", without)
    if scenarios is None:
        return None
    say(_("One life is lived under each policy, for the story; once."))
    announce_compilation(quiet=False)
    try:
        found = live_story(scenarios[:MOST_LANES], manifest["seed"], draws=draws_of(manifest))
    except StoryError as error:
        say(f"vex: {error}")
        without["story"] = _(
            "There is no story: nobody lives under all of these policies, or they do not last equally long."
        )
        return None
    save(found, run)
    return found


def bottleneck_of(manifest: dict, run: Path, without: dict[str, str]):
    """Return what was seen of the base's referral network, watched now if it was not; None with the reason."""
    from scenarios.bottleneck import FACTS, BottleneckError, open_bottleneck, save, watch

    if (run / FACTS).exists():
        return open_bottleneck(run)
    scenarios = made_anew(manifest, "bottleneck", without)
    if scenarios is None:
        return None
    say(_("The referral network of the base is watched in {n} simulated trials; once.").format(n=TRIALS))
    announce_compilation(quiet=False)
    try:
        found = watch(
            scenarios[0], replications=TRIALS, seed=manifest["seed"], progress=False, draws=draws_of(manifest)
        )
    except BottleneckError as error:
        say(f"vex: {error}")
        without["bottleneck"] = _("The referral network could not be watched: its runs failed.")
        return None
    save(found, run)
    return found


def draws_of(manifest: dict):
    """Return the parameter sets of the comparison, so that its worlds are lived again; None for the table's values.

    Where the plausible set has changed since, the table's values hold, and story and network say so.
    """
    from calibration.plausible import load
    from scenarios.parameter_sets.parameter_sets import described

    chosen = load()
    return chosen if manifest["draws"] == described(chosen) else None


def made_anew(manifest: dict, what: str, without: dict[str, str]):
    """Return the scenarios as they were run, the base first; None with the reason in `without`."""
    from scenarios.run_folder.rebuilt_scenarios import rebuilt
    from scenarios.run_folder.store import RunFolderError
    from simulation.compiled import rules_hash

    people = manifest["population"]
    if people and not people["synthetic"]:
        without[what] = _("Left out: the people are real, and nothing is told of single lives or small flows.")
    elif people:
        without[what] = _("Left out: the people are those of a file, which the run folder does not hold.")
    elif manifest["rules"] != rules_hash():
        without[what] = _(
            "Left out: the comparison was made with other rules than this version has. Make it again to see this part."
        )
    else:
        try:
            return rebuilt(manifest)
        except RunFolderError as error:
            say(f"vex: {error}")
            without[what] = _("Left out: the scenarios could not be made anew from the run folder.")
    return None
