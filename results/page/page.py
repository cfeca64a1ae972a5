"""The report of a comparison: one page for whoever decides, from the question to the command that makes it again.

The page is made from what is in the run folder; nothing is run here, and nothing outside the page is needed to read it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from scenarios.bottleneck import Bottleneck
from scenarios.story import LiveStory
from simulation.outcomes import EVERYONE

from ..bottleneck.bottleneck_figure import network_figure
from ..bottleneck.bottleneck_wording import bottleneck_sentences, bottleneck_sheets, values_used
from ..drawing.atomic_files import write_atomically, write_figure
from ..story.story_text import tell
from ..words import wording
from ..words.language import _, current
from .blocks import Bullets, Drawing, Heading, Section, Table, Text, drawing
from .embedded_figures import are_current, picture
from .money_section import money_section
from .not_known import what_is_not_known
from .origin_sections import again_section, changed_section, made_by
from .outcome_sections import answer_section, differences_section, gains_section, question_section, time_section
from .page_tables import named_group, uncertainty_sheet, waits_table

TEMPLATE = "page_template.html.j2"
REPORT = "report.html"
STORY, NETWORK = "story", "bottleneck"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a report is made from.

    `comparison`; its run `folder`, with the tables and figures of `compare_report`; a `story` and a `bottleneck`, or
    None and in `without` (by "story" and "bottleneck") the sentence that says why it is not there.
    """

    comparison: object
    folder: Path
    story: LiveStory | None = None
    bottleneck: Bottleneck | None = None
    without: Mapping[str, str] = field(default_factory=dict)

    def table(self, name: str) -> pd.DataFrame:
        """Return a table of the folder; without rows where there is no such file."""
        path = self.folder / f"{name}.csv"
        return pd.read_csv(path, keep_default_na=False, na_values=[""]) if path.exists() else pd.DataFrame()

    def of_group(self, name: str) -> pd.DataFrame:
        """Return the rows of a table of the folder that are of the group asked about."""
        found = self.table(name)
        return found[found["group"] == self.group] if len(found) else found

    @property
    def group(self) -> str:
        """Group that the comparison was asked about."""
        return self.comparison.manifest.get("group", EVERYONE)

    @property
    def whom(self) -> str:
        """Whom figures and tables are about, in words."""
        return named_group(self.group, self.comparison.labels)


def write_page(contents: Contents, path: Path | None = None) -> Path:
    """Write the report into the run folder, or at `path`, in the language in use; return where it is."""
    page = report_html(contents)
    return write_atomically(path or contents.folder / REPORT, lambda part: part.write_text(page, encoding="utf-8"))


def report_html(contents: Contents) -> str:
    """Return the report as HTML."""
    comparison = contents.comparison
    rows, answer = answer_section(contents)
    sections = [
        question_section(comparison),
        answer,
        differences_section(contents, rows),
        time_section(contents),
        gains_section(contents),
        money_section(contents, rows),
        stuck_section(contents),
        story_section(contents),
        not_known_section(contents),
        changed_section(comparison),
        again_section(contents),
    ]
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    base = wording.named(comparison.base, comparison.titles)
    return environment.get_template(TEMPLATE).render(
        lang=current(),
        title=_("What changes if …? Compared with: {base}").format(base=base),
        about=made_by(comparison),
        skip=_("Skip to the report"),
        contents=_("Contents"),
        figure=_("Figure"),
        sections=sections,
    )


def stuck_section(contents: Contents) -> Section:
    """Return where it gets stuck: the network of the base, and the waits under every scenario."""
    comparison, found = contents.comparison, contents.bottleneck
    section = Section("stuck", _("Where it gets stuck"))
    if found is None:
        section.add(Text(contents.without.get(NETWORK, _("Where it gets stuck was not looked into.")), "warning"))
    else:
        title = wording.quoted(found.scenario, {found.scenario: found.title})
        about = _("The referral network under {base}, in {n} simulated trials.")
        said = bottleneck_sentences(found)
        if found.nodes["more_at"].eq("").all():
            hint = _("What one more place or post would yield was not tried here; {command} tries it.")
            said[-1] = hint.format(command=f"vex bottleneck {found.scenario}")
        about = f"{about.format(base=title, n=found.replications)} {values_used(found)}"
        section.add(Text(about), Bullets(tuple(said)))
        section.add(drawn(contents.folder, NETWORK, lambda: network_figure(found)), *bottleneck_sheets(found))
    compared = comparison.manifest["compared"]
    names = {partner["name"]: partner["title"] for row in compared for partner in row["design"]["partners"]}
    return section.add(waits_table(comparison.partners, names, comparison.titles, comparison.base))


def drawn(folder: Path, name: str, draw) -> Drawing:
    """Return a figure of the folder, drawn now if it is not there in the language in use."""
    since = folder / f"{name}.json"
    if not are_current(folder, (name,), since):
        figure = draw()
        write_figure(folder / f"{name}.svg", figure, keep=True)
        write_figure(folder / f"{name}.png", figure)
    return drawing(picture(folder, name))


def story_section(contents: Contents) -> Section:
    """Return one life under each policy."""
    section = Section("story", _("One story"))
    if contents.story is None:
        return section.add(Text(contents.without.get(STORY, _("No story was made.")), "warning"))
    one = tell(contents.story)
    section.add(Text(f"{one.headline}.", "lead"), Text(f"{one.notice} {one.chosen}"), Text(one.portrait))
    shown = drawn(contents.folder, STORY, lambda: one.figure)
    section.add(Drawing(shown.picture._replace(alt=one.alt), shown.caption))
    for life in one.lives:
        section.add(Heading(life.title), Bullets(life.months) if life.months else None, Text(life.ending))
    section.add(Heading(_("How frequent such a life is")), Bullets(one.frequency))
    if one.otherwise is None:
        return section.add(Text(_("Of those with such a start, nobody's life went the other way.")))
    who, life = one.otherwise
    title = _("A start like this one, and it went the other way: {policy}").format(policy=life.title)
    return section.add(Heading(title), Text(who), Bullets(life.months), Text(life.ending))


def not_known_section(contents: Contents) -> Section:
    """Return what the model does not know, and the uncertainties told apart."""
    comparison = contents.comparison
    said = what_is_not_known(comparison.manifest.get("draws"), comparison.draws)
    section = Section("not-known", _("What the model does not know"))
    apart = uncertainty_sheet(contents.of_group("uncertainty"), comparison.titles)
    return section.add(Bullets(tuple(said)), apart and Table.of(apart, names=2))

