"""Sections of the page on outcomes: question, answer, differences at the end and over time, who gains."""

import pandas as pd

from scenarios.compare import Comparison

from ..comparison import comparison_sentences as sentences
from ..comparison.answer import COST_ITEM, answer_of
from ..comparison.verdicts import judged
from ..drawing.text_tables import Sheet
from ..statistics.multiple_testing import BUDGET_ITEMS, HEADLINE_OUTCOMES
from ..words import wording
from ..words.language import _, plural
from .blocks import Paragraph, Section, TableBlock, figure_block
from .contents import Contents
from .embedded_figures import picture
from .page_tables import difference_table, gains_table, group_table, time_table

GAINS_FIGURE = "who-gains-{}"


def question_section(comparison: Comparison) -> Section:
    """Return the question: the base, and each scenario with its question."""
    section = Section("question", _("The question"))
    base = wording.quoted(comparison.base, comparison.titles)
    question = plural(
        "What changes under {n} other policy, for the same people with the same luck, compared with {base}?",
        "What changes under {n} other policies, for the same people with the same luck, compared with {base}?",
        len(comparison.scenarios),
    ).format(n=len(comparison.scenarios), base=base)
    rows = tuple(
        (wording.named(name, comparison.titles), _(comparison.questions.get(name, "")), name)
        for name in comparison.scenarios
    )
    sheet = Sheet(_("What is compared"), (_("Scenario"), _("Question"), _("Name on the command line")), rows)
    warning = sentences.warning(comparison)
    section.add(Paragraph(warning, "warning") if warning else None)
    return section.add(Paragraph(question, "lead"), TableBlock.of(sheet, words=True))


def answer_section(contents: Contents) -> tuple[pd.DataFrame, Section]:
    """Return the frame of `verdicts.judged` on the group of the page at the last week, and the answer."""
    comparison, group = contents.comparison, contents.group
    rows = judged(comparison, tuple(dict.fromkeys((*HEADLINE_OUTCOMES, *BUDGET_ITEMS, COST_ITEM))), group=group)
    answer = answer_of(rows, comparison, group)
    section = Section("answer", _("The answer"))
    section.add(Paragraph(answer.warning, "warning") if answer.warning else None, Paragraph(answer.scope))
    answers = (answer.work, answer.wellbeing, answer.taking_part, answer.money)
    section.add(*(Paragraph(words, "lead") for words in answers if words))
    section.add(Paragraph(answer.basis, "note"))
    return rows, section


def differences_section(contents: Contents, rows: pd.DataFrame) -> Section:
    """Return the paired differences at the end as figure and tables; `rows` is a frame of `verdicts.judged`."""
    comparison = contents.comparison
    section = Section("differences", _("Differences at the end"))
    about = _(
        "Each scenario minus the base, taken within each simulated trial: the same people, with the same luck, under "
        "both. What is left is the policy, and what it does to queues and to the diaries of coaches."
    )
    measures = rows[rows["measure"].isin(HEADLINE_OUTCOMES)]
    section.add(Paragraph(about), figure_block(picture(contents.folder, "differences")))
    section.add(difference_table(measures, comparison.titles, contents.scope))
    groups = group_table(contents.table("comparison"), comparison.titles, comparison.labels)
    return section.add(None if groups is None else TableBlock.of(groups, names=2))


def time_section(contents: Contents) -> Section:
    """Return the differences over time."""
    section = Section("time", _("Over time"))
    for name in ("work-over-time", "life-satisfaction-over-time"):
        section.add(figure_block(picture(contents.folder, name)))
    sheet = time_table(contents.of_group("comparison"), contents.comparison.titles, contents.scope)
    return section.add(TableBlock.of(sheet, names=2))


def gains_section(contents: Contents) -> Section:
    """Return who gains and who loses: a figure a scenario, and the shares better and worse off."""
    comparison = contents.comparison
    section = Section("gains", _("Who gains and who loses"))
    gains = contents.of_group("who-gains")
    if gains.empty:
        return section.add(Paragraph(_("This comparison holds no subgroups."), "warning"))
    for scenario in comparison.scenarios:
        if (contents.folder / f"{GAINS_FIGURE.format(scenario)}.svg").exists():
            section.add(figure_block(picture(contents.folder, GAINS_FIGURE.format(scenario))))
    files = _("The numbers of every subgroup stand in {file}.").format(file="who-gains.csv")
    return section.add(gains_table(gains, comparison.titles), Paragraph(files, "note"))
