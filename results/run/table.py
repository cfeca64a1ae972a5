"""Screen of a run: a table of the averages of each group and of the differences from control.

It fits 80 columns and uses characters that every terminal can show.
"""

from collections.abc import Callable, Collection, Mapping
from functools import partial

import pandas as pd
from rich import box
from rich.table import Table
from rich.text import Text

from simulation.outcomes import Outcomes
from simulation.population import LEAST_COUNT

from ..statistics.rows import SummaryRow
from ..statistics.summary import ENOUGH_TRIALS, LEAST_TRIALS, empty_groups, over_replications, within_replications
from ..words import wording
from ..words.language import N_, _, plural
from ..words.quantities import amount
from ..words.wording import named, plain
from .findings import CLEAR_ON_AVERAGE, at_end, finding, group_verdict, number_judged, overview_of_run

QUESTIONS = {
    wording.WORK_QUESTION: ("exit_work", "durable_exit", "part_time"),
    wording.WELLBEING_QUESTION: ("self_reliance", "life_satisfaction", "health"),
    wording.PART_QUESTION: ("taking_part", "lasting_part"),
}
"""Question of Tilburg's plan → the outcomes that answer it."""
OUTCOME_ROWS = {
    "exit_work": N_("Left for work, %"),
    "durable_exit": N_("- held half a year"),
    "part_time": N_("Part-time work, %"),
    "self_reliance": N_("Self-reliance, 1-5"),
    "life_satisfaction": N_("Life satisfaction"),
    "health": N_("Health, 1-5"),
    "taking_part": N_("Taking part, %"),
    "lasting_part": N_("- for half a year"),
    "trust": N_("Trust, 0-1"),
    "contacts_held": N_("Conversations a year"),
    "cost_month": N_("Cost a month, euros"),
}
SINGLE_TRIAL = ("exit_work", "life_satisfaction")
LEVELS_ACROSS, CHANGES_ACROSS = 5, 4
"""Number of groups in a table; further groups have a table of their own."""
TABLE_WIDTH, ROW_WIDTH, LEVEL_WIDTH, CHANGE_WIDTH = 80, 20, 11, 14


def outcome_table(
    outcomes: Outcomes, labels: Mapping[str, str], control: str | None, undrawn: Collection[str] = ()
) -> Table:
    """Return the averages of all groups in the last week and, with `control`, the differences from it.

    A difference has the 95 % interval of its mean (±); leaving for work and life satisfaction have the range of single
    trials too. With fewer than `LEAST_TRIALS` there is neither. Groups in `undrawn` are not compared. Of several
    scenarios the first is shown; groups without people are left out.
    """
    series = outcomes.series
    series = series[series["scenario"] == series["scenario"].iloc[0]]
    empty = empty_groups(series)
    control = None if control in empty else control
    series = series[(series["week"] == series["week"].max()) & ~series["group"].isin(empty)]
    levels = over_replications(series, list(OUTCOME_ROWS))
    trials = int(levels["n"].max())
    above = plural(
        "After {duration}, average of {n} simulated trial", "After {duration}, average of {n} simulated trials", trials
    ).format(duration=wording.duration(int(levels["week"].max())), n=trials)
    page = _page()
    for part in _parts(levels, LEVELS_ACROSS, control):
        page.add_row(_grid(part, labels, above, LEVEL_WIDTH, _level))
    if levels["mean"].isna().any():
        few = _("? = not shown, because fewer than {n} people stand behind it.").format(n=LEAST_COUNT)
        page.add_row(Text(few, style="dim"))
    if control is not None:
        changes = over_replications(within_replications(series, control, list(OUTCOME_ROWS)), list(OUTCOME_ROWS))
        changes = changes[~changes["group"].isin(undrawn)]
        for words in wording.not_compared([group for group in levels["group"].unique() if group in undrawn], labels):
            page.add_row(Text(plain(words), style="dim"))
    if control is not None and len(changes):
        title = _("Difference from '{control}' (% in points)")
        if changes["n"].max() >= LEAST_TRIALS:
            title = _("Difference from '{control}' (% in points; ± 95 % interval of the average)")
        title = title.format(control=named(control, labels))
        change = partial(_change, comparisons=number_judged(changes))
        ranges = _("lowest to highest") if changes["n"].max() < ENOUGH_TRIALS else _("in a single trial")
        for part in _parts(changes, CHANGES_ACROSS):
            page.add_row(_grid(part, labels, title, CHANGE_WIDTH, change, ranges))
        page.add_row(Text(_in_words(levels, changes, labels, control)))
    if len(outcomes.failures):
        failed = plural("{n} run failed and left out.", "{n} runs failed and left out.", len(outcomes.failures))
        page.add_row(Text(failed.format(n=len(outcomes.failures)), style="red"))
    return page


def _page() -> Table:
    page = Table.grid()
    page.add_column(max_width=TABLE_WIDTH)
    return page


def _grid(
    rows: pd.DataFrame,
    labels: Mapping[str, str],
    title: str,
    width: int,
    cell: Callable[[SummaryRow], Text],
    ranges: str = "",
) -> Table:
    """Return a table of outcomes × groups with the cells of `cell`; `ranges` names the second line of a cell."""
    groups = list(rows["group"].unique())
    table = Table(
        box=box.SIMPLE_HEAD,
        show_edge=False,
        padding=0,
        title=f"\n{plain(title)}",
        title_justify="left",
        title_style="bold",
    )
    table.add_column("", width=ROW_WIDTH, overflow="fold")
    for group in groups:
        table.add_column(
            Text(plain(named(group, labels)), justify="right"), width=width, justify="right", overflow="fold"
        )
    for name, head in OUTCOME_ROWS.items():
        cells = {row.group: cell(row) for row in rows[rows["measure"] == name].itertuples()}
        line = Text(_(head))
        if any("\n" in text.plain for text in cells.values()):
            line.append(f"\n  {ranges}", style="dim")
        table.add_row(line, *(cells.get(group, Text("")) for group in groups))
    return table


def _level(row: SummaryRow) -> Text:
    return Text(plain(amount(row.measure, row.mean)))


def _change(row: SummaryRow, comparisons: int) -> Text:
    """Return the difference and its interval, bold if clear on average, and the range of single trials."""
    clear = not pd.isna(row.mean) and group_verdict(row, comparisons) in CLEAR_ON_AVERAGE
    cell = Text(plain(amount(row.measure, row.mean, True)), style="bold" if clear else "")
    if row.n >= LEAST_TRIALS:
        cell.append(f" ±{amount(row.measure, row.mean_high - row.mean)}")
        if row.measure in SINGLE_TRIAL:
            low, high = (
                plain(amount(row.measure, value)) for value in (row.trial_low, row.trial_high)
            )
            cell.append("\n" + _("{low} to {high}").format(low=low, high=high), style="not bold dim")
    return cell


def _in_words(levels: pd.DataFrame, changes: pd.DataFrame, labels: Mapping[str, str], control: str) -> str:
    """Return the answers to the three questions, each with its certainty, and the range of a single trial."""
    work, *others = QUESTIONS
    result = finding(levels, changes, "exit_work", labels, control)
    rows = at_end(changes, "exit_work")
    words = [result.headline, result.certainty]
    if len(rows) and rows["n"].max() >= LEAST_TRIALS:
        most = rows.loc[rows["mean"].abs().idxmax()]
        low, high = (amount("exit_work", most[end], True) for end in ("trial_low", "trial_high"))
        template = _(
            "For {group} one single trial of this size can show anything between {low} and {high} per 100 people "
            "(95 of 100 trials do)."
        )
        if most["n"] < ENOUGH_TRIALS:
            template = _(
                "For {group} the {n} simulated trials lie between {low} and {high} per 100 people (lowest to highest)."
            )
        group = wording.quoted(most["group"], labels)
        words.append(template.format(group=group, n=most["n"], low=low, high=high))
    answers = [_answer(work, words)]
    for question in others:
        result = overview_of_run(changes, list(QUESTIONS[question]), labels, control)
        certainty = result.certainty if changes["n"].max() >= ENOUGH_TRIALS else ""  # said above, of all outcomes
        answers.append(_answer(question, [result.headline, certainty]))
    cautions = " ".join((_(wording.NO_FORECAST), _(wording.ON_WELLBEING), _(wording.ON_TAKING_PART)))
    return plain("\n".join([*answers, cautions]))


def _answer(question: str, words: list[str]) -> str:
    """Return the answer to a question in a paragraph."""
    return f"\n{_(question)}. {' '.join(filter(None, words))}"


def _parts(rows: pd.DataFrame, across: int, first: str | None = None) -> list[pd.DataFrame]:
    """Return the rows in parts of at most `across` groups, the group `first` at the start."""
    rows = rows.sort_values("group", key=lambda group: group != first, kind="stable")
    groups = list(rows["group"].unique())
    return [rows[rows["group"].isin(groups[start : start + across])] for start in range(0, len(groups), across)]

