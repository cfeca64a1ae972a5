"""Sections of the report of a comparison: the question, the answer, differences, their course, who gains."""

import pandas as pd

from ..comparison import comparison_sentences as sentences
from ..comparison.answer import COST, answer_of
from ..comparison.verdicts import judged
from ..drawing.text_tables import Sheet
from ..statistics.multiple_testing import BUDGETS, OUTCOMES
from ..words import wording
from ..words.language import _, plural
from .blocks import Section, Table, Text, drawing
from .embedded_figures import picture
from .page_tables import difference_table, gains_table, group_table, time_table

WHO = "who-gains-{}"


def question_section(comparison) -> Section:
    """Return what was asked: the base, and each scenario with its question."""
    section = Section("question", _("The question"))
    base = wording.quoted(comparison.base, comparison.titles)
    asked = plural(
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
    section.add(Text(warning, "warning") if warning else None)
    return section.add(Text(asked, "lead"), Table.of(sheet, words=True))


def answer_section(contents) -> tuple[pd.DataFrame, Section]:
    """Return the judged differences of the group asked about at the last week, and the answer that they give."""
    comparison, group = contents.comparison, contents.group
    rows = judged(comparison, dict.fromkeys((*OUTCOMES, *BUDGETS, COST)), group=group)
    said = answer_of(rows, comparison, group)
    section = Section("answer", _("The answer"))
    section.add(Text(said.warning, "warning") if said.warning else None, Text(said.whom))
    section.add(*(Text(sentence, "lead") for sentence in (said.work, said.wellbeing, said.money) if sentence))
    section.add(Text(said.basis, "note"))
    return rows, section


def differences_section(contents, rows: pd.DataFrame) -> Section:
    """Return the paired differences at the end, as figure and tables."""
    comparison = contents.comparison
    section = Section("differences", _("Differences at the end"))
    about = _(
        "Each scenario minus the base, taken within each simulated trial: the same people, with the same luck, under "
        "both. What is left is the policy, and what it does to queues and to the diaries of coaches."
    )
    measures = rows[rows["measure"].isin(OUTCOMES)]
    section.add(Text(about), drawing(picture(contents.folder, "differences")))
    section.add(difference_table(measures, comparison.titles, contents.whom))
    groups = group_table(contents.table("comparison"), comparison.titles, comparison.labels)
    return section.add(groups and Table.of(groups, names=2))


def time_section(contents) -> Section:
    """Return how the differences grow."""
    section = Section("time", _("Over time"))
    for name in ("work-over-time", "life-satisfaction-over-time"):
        section.add(drawing(picture(contents.folder, name)))
    grown = time_table(contents.of_group("comparison"), contents.comparison.titles, contents.whom)
    return section.add(Table.of(grown, names=2))


def gains_section(contents) -> Section:
    """Return who gains and who loses: a figure a scenario, and the shares better and worse off."""
    comparison = contents.comparison
    section = Section("gains", _("Who gains and who loses"))
    found = contents.of_group("who-gains")
    if found.empty:
        return section.add(Text(_("This comparison holds no subgroups."), "warning"))
    for scenario in comparison.scenarios:
        if (contents.folder / f"{WHO.format(scenario)}.svg").exists():
            section.add(drawing(picture(contents.folder, WHO.format(scenario))))
    files = _("The numbers of every subgroup stand in {file}.").format(file="who-gains.csv")
    return section.add(gains_table(found, comparison.titles), Text(files, "note"))
