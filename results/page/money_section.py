"""Section of the page on money: cost, budgets, net position, value for money."""

import pandas as pd

from ..run.money import StatedValues
from ..words.language import _
from ..words.wording import ON_WELLBEING
from .blocks import Paragraph, Section, figure_block
from .contents import Contents
from .embedded_figures import picture
from .page_tables import cost_table, net_table, price_table


def money_section(contents: Contents, rows: pd.DataFrame) -> Section:
    """Return cost and money saved by budget, and cost against effect; `rows` is a frame of `verdicts.judged`."""
    comparison = contents.comparison
    section = Section("money", _("Money"))
    budgets = _(
        "The benefit budget (BUIG) pays benefits; the execution budget pays client managers, coaches and bonuses; "
        "partners are mostly paid from budgets of others. Money saved on one may be spent on another."
    )
    section.add(Paragraph(budgets), figure_block(picture(contents.folder, "budgets")))
    section.add(net_table(rows, comparison.titles))
    section.add(cost_table(contents.of_group("costs"), comparison.titles, comparison.base, contents.scope))
    section.add(figure_block(picture(contents.folder, "money-over-time")))
    section.add(figure_block(picture(contents.folder, "cost-effectiveness")))
    if (contents.folder / "acceptability.svg").exists():
        section.add(figure_block(picture(contents.folder, "acceptability")))
    section.add(price_table(contents.of_group("money"), comparison.titles))
    if "social_account" not in comparison.manifest:
        return section
    values = _("Net benefit rests on {values}. These are choices, not findings.").format(values=StatedValues())
    return section.add(Paragraph(f"{values} {_(ON_WELLBEING)}", "note"))
