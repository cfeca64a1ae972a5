"""`vex.report`: the report of a comparison, one page for the people who decide."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path

from results.comparison import comparison_files
from results.page.contents import Contents
from results.page.embedded_figures import are_current
from results.page.page import write_page
from results.run.money import stated_values
from results.words.language import _, check_language, in_language
from scenarios import bottleneck as bottlenecks
from scenarios import story as stories
from scenarios.bottleneck import Bottleneck, BottleneckError
from scenarios.compare import Comparison
from scenarios.file.faults import why
from scenarios.file.scenario import Scenario
from scenarios.parameter_sets import plausible_set
from scenarios.parameter_sets.parameter_sets import POINT, Draws, described
from scenarios.run_folder.rebuilt_scenarios import rebuilt
from scenarios.run_folder.resume import RunFolderError, kind_of, read_manifest
from scenarios.story import LiveStory, StoryError
from simulation.arguments import flag, instance_of, path_of
from simulation.compiled import compiled_hash
from simulation.messages import argument
from simulation.world_hash import tables_hash

from ..folders import shown
from .compare import open_comparison

WATCHED_REPLICATIONS = 10
"""Replications of the base in which the referral network is watched, if the folder has no bottleneck yet."""
EXAMPLE_SCENARIOS = ("tilburg-2018", "twelve-coaches")
Tell = Callable[[str], None]


def silent(words: str) -> None:
    """Show nothing."""


def report(
    folder: str | Path,
    *,
    out: str | Path | None = None,
    story: bool = True,
    bottleneck: bool = True,
    tell: Tell = silent,
    language: str | None = None,
) -> Path:
    """Write the report of the comparison in a run folder as one HTML page, and return its path.

    The page is `report.html` in the folder, or the file `out`. Figures, story and referral network that the folder
    lacks are made first; without `story` or `bottleneck` that part is left out. `tell` is called with a sentence before
    a part that takes a while. `language` is that of page and figures, `en` or `nl`; by default the language in use,
    English.

    Raises RunFolderError for a folder without a comparison, or where writing fails; TypeError or ValueError for other
    arguments that are refused.
    """
    folder, out = path_of("folder", folder), None if out is None else path_of("out", out)
    story, bottleneck = flag("story", story), flag("bottleneck", bottleneck)
    instance_of("tell", tell, Callable, "a function of a text")
    check_language(language)
    with in_language(language):
        return _report(folder, out, story, bottleneck, tell)


def _report(folder: Path, out: Path | None, story: bool, bottleneck: bool, tell: Tell) -> Path:
    check_kind(folder)
    comparison = open_comparison(folder)
    if comparison.series.empty:
        words = _("every run in {folder} failed: there is nothing to report")
        raise RunFolderError(words.format(folder=shown(folder)))
    try:
        return _written(comparison, folder, out, story, bottleneck, tell)
    except OSError as error:
        words = _("cannot write the report of {folder}: {error}")
        raise RunFolderError(words.format(folder=shown(folder), error=why(error))) from error


def check_kind(folder: Path) -> None:
    """Raise RunFolderError, with a command that makes a comparison, unless the folder holds one."""
    manifest = read_manifest(folder)
    if (kind := kind_of(manifest)) == "comparison":
        if "sweep" in manifest:
            words = _("This folder holds a sweep; its answer stands in {file}. A report is made of a comparison.")
            raise RunFolderError(words.format(file=shown(folder / "surface.csv")))
        return
    base = manifest.get("scenario") if kind == "run" else None
    base = base if isinstance(base, str) else EXAMPLE_SCENARIOS[0]
    other = EXAMPLE_SCENARIOS[0] if base == EXAMPLE_SCENARIOS[1] else EXAMPLE_SCENARIOS[1]
    call = f'vex.compare(vex.load("{base}"), [vex.load("{other}")], folder=…)'
    command = argument(call, f"vex compare {base} {other}")
    words = _("{folder} holds no comparison, and a report is of one. Make one: {command}")
    raise RunFolderError(words.format(folder=shown(folder), command=command))


def _written(
    comparison: Comparison, folder: Path, out: Path | None, story: bool, bottleneck: bool, tell: Tell
) -> Path:
    """Run the parts that the folder lacks, draw the figures that it lacks, and write the page; return its path."""
    without: dict[str, str] = {}
    if not story:
        without["story"] = _("The story was left out on request ({argument}).").format(
            argument=argument("story=False", "--no-story")
        )
    if not bottleneck:
        without["bottleneck"] = _("The referral network was left out on request ({argument}).").format(
            argument=argument("bottleneck=False", "--no-bottleneck")
        )
    contents = Contents(
        comparison=comparison,
        folder=folder,
        story=story_of(comparison.manifest, folder, without, tell) if story else None,
        bottleneck=bottleneck_of(comparison.manifest, folder, without, tell) if bottleneck else None,
        without=without,
    )
    if not are_current(folder, comparison_files.figure_names(comparison), folder / "series.parquet"):
        values = stated_values(comparison.manifest)
        comparison_files.write_comparison(comparison, folder, values, group=contents.group, workers=os.cpu_count() or 1)
    return write_page(contents, out)


def story_of(manifest: Mapping, folder: Path, without: dict[str, str], tell: Tell) -> LiveStory | None:
    """Return the story in the folder, or a new story; None with the reason in `without`."""
    if stored := stories.open_story(folder):
        return stored
    scenarios = scenarios_as_run(manifest, "story", without, tell)
    if scenarios is None:
        return None
    tell(_("One life is lived under each policy, for the story; once."))
    try:
        story = stories.live_story(scenarios[: stories.MOST_LANES], manifest["seed"], draws=draws_of(manifest))
    except StoryError as error:
        tell(f"vex: {error}")
        without["story"] = _(
            "There is no story: nobody lives under all of these policies, or they do not last equally long."
        )
        return None
    stories.save_story(story, folder)
    return story


def bottleneck_of(manifest: Mapping, folder: Path, without: dict[str, str], tell: Tell) -> Bottleneck | None:
    """Return the referral network of the base in the folder, or a new one; None with the reason in `without`."""
    if (folder / bottlenecks.FACTS).exists():
        return bottlenecks.open_bottleneck(folder)
    of_base = {**manifest, "compared": manifest["compared"][:1]}
    scenarios = scenarios_as_run(of_base, "bottleneck", without, tell)
    if scenarios is None:
        return None
    tell(_("The referral network of the base is watched in {n} simulated trials; once.").format(n=WATCHED_REPLICATIONS))
    try:
        watched = bottlenecks.watch(
            scenarios[0],
            replications=WATCHED_REPLICATIONS,
            seed=manifest["seed"],
            progress=False,
            draws=draws_of(manifest),
        )
    except BottleneckError as error:
        tell(f"vex: {error}")
        without["bottleneck"] = _("The referral network could not be watched: its runs failed.")
        return None
    bottlenecks.save_bottleneck(watched, folder)
    return watched


def draws_of(manifest: Mapping) -> Draws:
    """Return the parameter sets of the comparison; the table's values where the plausible set has changed since.

    Story and network name the values that they have.
    """
    if manifest["draws"] is None:
        return POINT
    stored = plausible_set.load_set()
    return stored if manifest["draws"] == described(stored) else POINT


def scenarios_as_run(manifest: Mapping, part: str, without: dict[str, str], tell: Tell) -> list[Scenario] | None:
    """Return the scenarios exactly as they were run, the base first; None with the reason in `without`."""
    people = manifest["population"]
    if people and not people["synthetic"]:
        without[part] = _("Left out: the people are real, and nothing is told of single lives or small flows.")
    elif people:
        without[part] = _("Left out: the people are those of a file, which the run folder does not hold.")
    elif any(row.get("each_week") for row in manifest["compared"]):
        without[part] = _(
            "Left out: a scenario has a mechanism of its own, a Python function that the run folder does not hold."
        )
    elif (manifest["rules"], manifest.get("tables")) != (compiled_hash(), tables_hash()):
        without[part] = _(
            "Left out: the comparison was made with other rules than this version has. Make it again to see this part."
        )
    else:
        try:
            return rebuilt(manifest)
        except RunFolderError as error:
            tell(f"vex: {error}")
            without[part] = _("Left out: the scenarios could not be made anew from the run folder.")
    return None
