"""Screen of a comparison: a table of each scenario against the base at the end, and the answer below it.

It fits 80 columns and uses characters that every terminal can show.
"""

from typing import TYPE_CHECKING

import pandas as pd
from rich import box
from rich.table import Table
from rich.text import Text

from simulation.outcomes import EVERYONE

from ..statistics.summary import LEAST_TRIALS
from ..words import wording
from ..words.language import N_, _
from ..words.quantities import amount
from ..words.wording import plain
from .answer import ANSWERED, COST_ITEM, LIFE_MEASURE, WORK_MEASURE, answer_of
from .verdicts import CLEAR, NOT_CLEAR, JudgedRow, judged

if TYPE_CHECKING:
    from scenarios.compare import Comparison

MEASURE_HEADS = {
    WORK_MEASURE: N_("Left for work"),
    LIFE_MEASURE: N_("Life satisfaction"),
    "trust": N_("Trust"),
    COST_ITEM: N_("Cost"),
}
MEASURE_UNITS = {
    WORK_MEASURE: N_("per 100 people"), LIFE_MEASURE: N_("points, 0-10"), "trust": N_("scale 0-1"),
    COST_ITEM: N_("euros per person"),
}  # fmt: skip
NAME_WIDTH, CELL_WIDTH, SCREEN_WIDTH = 20, 14, 80


def comparison_screen(comparison: "Comparison", group: str = EVERYONE) -> Table:
    """Return the differences of each scenario from the base at the last week, for everyone simulated or one group.

    A cell has the difference and below it the 95 % interval. A clear difference is bold; "unclear" replaces a
    difference whose interval holds zero and more than a negligible difference. With fewer than `LEAST_TRIALS`
    replications there is no interval, and nothing is called clear or unclear. Raises ValueError for a group without the
    same people in any scenario.
    """
    rows = judged(comparison, tuple(dict.fromkeys((*MEASURE_HEADS, *ANSWERED))), group=group)
    titles = comparison.titles
    title = _("Difference from '{base}' after {duration}, with 95 % interval")
    if rows["n"].max() < LEAST_TRIALS:
        title = _("Difference from '{base}' after {duration}")
    if group != EVERYONE:
        title = f"{title}\n{_('Only the group {group}').format(group=wording.quoted(group, comparison.labels))}"
    base, duration = wording.named(comparison.base, titles), wording.duration(int(rows["week"].max()))
    grid = Table(
        box=box.SIMPLE_HEAD, safe_box=True, show_edge=False, padding=0, title_justify="left", title_style="bold",
        title=f"\n{plain(title.format(base=base, duration=duration))}",
    )  # fmt: skip
    grid.add_column("", width=NAME_WIDTH, overflow="fold")
    for measure, head in MEASURE_HEADS.items():
        grid.add_column(
            Text(plain(f"{_(head)}\n{_(MEASURE_UNITS[measure])}"), justify="right"), width=CELL_WIDTH, justify="right"
        )
    for scenario in comparison.scenarios:
        cells = {row.measure: _cell(row) for row in rows[rows["scenario"] == scenario].itertuples()}
        name = Text(plain(wording.named(scenario, titles)))
        grid.add_row(name, *(cells.get(measure, Text("?")) for measure in MEASURE_HEADS))
    page = Table(box=None, show_header=False, padding=0, width=SCREEN_WIDTH)
    page.add_column("", overflow="fold")
    warning, *parts = answer_of(rows, comparison, group)
    if warning:
        page.add_row(Text(f"\n{plain(warning)}", style="bold"))
    page.add_row(grid)
    for part in parts:
        if part:
            page.add_row(Text(f"\n{plain(part)}"))
    return page


def _cell(row: JudgedRow) -> Text:
    """Return the difference above its interval; "unclear" replaces a difference of unknown direction."""
    if pd.isna(row.difference):
        return Text("?")
    if row.n < LEAST_TRIALS:
        return Text(plain(amount(row.measure, row.difference, True))).append(_("\ntoo few trials"), style="dim")
    low, high = (plain(amount(row.measure, value, True)) for value in (row.low, row.high))
    words = plain(amount(row.measure, row.difference, True))
    if row.verdict == NOT_CLEAR:
        words = plain(_("unclear"))
    cell = Text(words, style="bold" if row.verdict in CLEAR else "")
    return cell.append(_("\n{low} to {high}").format(low=low, high=high), style="not bold dim")
