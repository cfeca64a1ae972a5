"""HTML page of a comparison for decision makers, from the question to the command that repeats it.

The page uses the files of the run folder and runs no simulation. It needs no other file to be read.
"""

from collections.abc import Callable
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from matplotlib.figure import Figure

from ..bottleneck.bottleneck_figure import network_figure
from ..bottleneck.bottleneck_wording import bottleneck_sentences, bottleneck_sheets, values_used
from ..drawing.atomic_files import write_atomically, write_figure
from ..story.story_text import tell
from ..words import wording
from ..words.language import _, current
from .blocks import Bullets, FigureBlock, Heading, Paragraph, Section, TableBlock, figure_block
from .contents import Contents
from .embedded_figures import are_current, picture
from .money_section import money_section
from .not_known import what_is_not_known
from .origin_sections import again_section, changed_section, origin_line
from .outcome_sections import answer_section, differences_section, gains_section, question_section, time_section
from .page_tables import uncertainty_sheet, waits_table

TEMPLATE = "page_template.html.j2"
REPORT = "report.html"
STORY, NETWORK = "story", "bottleneck"


def write_page(contents: Contents, path: Path | None = None) -> Path:
    """Write the page into the run folder, or at `path`, in the current language; return its path."""
    page = page_html(contents)
    return write_atomically(path or contents.folder / REPORT, lambda part: part.write_text(page, encoding="utf-8"))


def page_html(contents: Contents) -> str:
    """Return the page as HTML."""
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
        about=origin_line(comparison),
        skip=_("Skip to the report"),
        contents=_("Contents"),
        figure=_("Figure"),
        sections=sections,
    )


def stuck_section(contents: Contents) -> Section:
    """Return the bottlenecks: the network of the base, and the waits under every scenario."""
    comparison, bottleneck = contents.comparison, contents.bottleneck
    section = Section("stuck", _("Where it gets stuck"))
    if bottleneck is None:
        section.add(Paragraph(contents.without.get(NETWORK, _("Where it gets stuck was not looked into.")), "warning"))
    else:
        title = wording.quoted(bottleneck.scenario, {bottleneck.scenario: bottleneck.title})
        about = _("The referral network under {base}, in {n} simulated trials.")
        bullets = bottleneck_sentences(bottleneck)
        if bottleneck.nodes["more_at"].eq("").all():
            hint = _("What one more place or post would yield was not tried here; {command} tries it.")
            bullets[-1] = hint.format(command=f"vex bottleneck {bottleneck.scenario}")
        about = f"{about.format(base=title, n=bottleneck.replications)} {values_used(bottleneck)}"
        section.add(Paragraph(about), Bullets(tuple(bullets)))
        figure = _figure_of_folder(contents.folder, NETWORK, lambda: network_figure(bottleneck))
        section.add(figure, *bottleneck_sheets(bottleneck))
    compared = comparison.manifest["compared"]
    names = {partner["name"]: partner["title"] for row in compared for partner in row["design"]["partners"]}
    return section.add(waits_table(comparison.partners, names, comparison.titles, comparison.base))


def _figure_of_folder(folder: Path, name: str, draw: Callable[[], Figure]) -> FigureBlock:
    """Return a figure of the folder; it is drawn if the folder has none in the current language."""
    since = folder / f"{name}.json"
    if not are_current(folder, (name,), since):
        figure = draw()
        write_figure(folder / f"{name}.svg", figure, keep=True)
        write_figure(folder / f"{name}.png", figure)
    return figure_block(picture(folder, name))


def story_section(contents: Contents) -> Section:
    """Return the story of one person under each policy."""
    section = Section("story", _("One story"))
    if contents.story is None:
        return section.add(Paragraph(contents.without.get(STORY, _("No story was made.")), "warning"))
    story = tell(contents.story)
    section.add(Paragraph(f"{story.headline}.", "lead"), Paragraph(f"{story.notice} {story.chosen}"))
    section.add(Paragraph(story.portrait))
    block = _figure_of_folder(contents.folder, STORY, lambda: story.figure)
    section.add(FigureBlock(block.picture._replace(alt=story.alt), block.caption))
    for life in story.lives:
        section.add(Heading(life.title), Bullets(life.months) if life.months else None, Paragraph(life.ending))
    section.add(Heading(_("How frequent such a life is")), Bullets(story.frequency))
    if story.otherwise is None:
        return section.add(Paragraph(_("Of those with such a start, nobody's life went the other way.")))
    portrait, life = story.otherwise
    title = _("A start like this one, and it went the other way: {policy}").format(policy=life.title)
    return section.add(Heading(title), Paragraph(portrait), Bullets(life.months), Paragraph(life.ending))


def not_known_section(contents: Contents) -> Section:
    """Return the limits of the model, and the table of the three uncertainties."""
    comparison = contents.comparison
    limits = what_is_not_known(comparison.manifest.get("draws"), comparison.draws)
    section = Section("not-known", _("What the model does not know"))
    sheet = uncertainty_sheet(contents.of_group("uncertainty"), comparison.titles)
    table = None if sheet is None else TableBlock.of(sheet, names=2)
    return section.add(Bullets(tuple(limits)), table)
