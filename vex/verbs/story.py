"""`vex.story`: one simulated person's life under each policy."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from functools import partial
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from results.story.story_text import Story, tell
from results.words.language import check_language, in_language
from scenarios import story as stories
from scenarios.file.scenario import Scenario
from scenarios.parameter_sets.parameter_sets import Draws
from scenarios.run import check_scenarios
from scenarios.story import LiveStory
from simulation.arguments import flag

from ..folders import new_folder
from .shown import Shown

FIGURE_FORMATS = ("png", "svg")


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class StoryResult(Shown, LiveStory):
    """A story: people, events and weeks of the lives, with text and figure.

    `language` is that of the words, `en` or `nl`; None is the language in use. Tables: `people`, `events`, `weeks`,
    `counts`. Figure: `story`.
    """

    language: str | None = None

    def written(self) -> Story:
        """Return the story in words: its parts as texts, and the figure."""
        with in_language(self.language):
            return tell(self)

    def text(self) -> str:
        """Return the whole story as plain text."""
        with in_language(self.language):
            return tell(self).text()

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return the tables `people`, `events`, `weeks` and `counts`."""
        return {name: getattr(self, name) for name in ("people", "events", "weeks", "counts")}

    def figures(self) -> dict[str, Callable[[], Figure]]:
        """Return the function that draws the story."""
        return {"story": partial(_figure, self)}

    def heading(self) -> str:
        """Return person, replication and policies."""
        lanes = ", ".join(lane.name for lane in self.lanes)
        return f"person {self.about['person']} of replication {self.about['replication']} under {lanes}"

    def overview(self) -> pd.DataFrame:
        """Return the numbers of people with such a life."""
        return self.counts


def story(
    scenarios: Sequence[Scenario],
    *,
    seed: int = 1,
    like: str | None = None,
    where: str | None = None,
    person: int | None = None,
    replication: int = 0,
    replications: int | None = None,
    progress: bool = True,
    folder: str | Path | None = None,
    draws: Draws | None = None,
    language: str | None = None,
) -> StoryResult:
    """Live one person's life under each policy, and count such lives.

    With one scenario, a life under the policy of each of its groups; with several, a life in each. `like` names a
    pattern (wendy, fernando, ingrid-driver, ingrid-craft), `where` is a condition on the start, `person` a permanent
    number; by default it is the person in the middle of those whose lives end differently. `replications` repetitions
    are searched. `draws` are parameter sets that they take in turn: the plausible set by default, `vex.POINT` for the
    values of the parameter table. With a new or empty `folder`, text, figure and tables are written as by the
    command `vex story`. `language` is that of text and figure, `en` or `nl`; by default the language in use, English.

    Raises StoryError or ConditionError for a question without an answer, PrivacyError for real people, another VexError
    for a folder that cannot be used.
    """
    check_scenarios("story", scenarios)
    progress = flag("progress", progress)
    check_language(language)
    with new_folder(folder) as path:
        lived = stories.live_story(
            scenarios,
            seed,
            like=like,
            where=where,
            person=person,
            replication=replication,
            replications=replications,
            draws=draws,
            progress=progress,
        )
        values = {column.name: getattr(lived, column.name) for column in fields(LiveStory)}
        result = StoryResult(**values, language=language)
        if path is not None:
            write_story(result, path)
    return result


def write_story(result: StoryResult, folder: Path) -> None:
    """Write the stored values, the text and the figure into an existing folder."""
    stories.save_story(result, folder)
    with in_language(result.language):
        written = result.written()
        (folder / "story.txt").write_text(written.text(), encoding="utf-8")
        for kind in FIGURE_FORMATS:
            written.figure.savefig(folder / f"story.{kind}")


def _figure(result: StoryResult) -> Figure:
    return result.written().figure
