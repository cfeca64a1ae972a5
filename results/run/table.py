"""The tables for the terminal: what came out for each group, what differs from control, the money.

All are made for 80 columns and for any characters a terminal may have.
"""

from collections.abc import Collection, Mapping
from functools import partial

import pandas as pd
from rich import box
from rich.table import Table
from rich.text import Text

from simulation.outcomes import Outcomes
from simulation.population import LEAST_COUNT

from ..statistics.summary import ENOUGH_TRIALS, LEAST_TRIALS, empty_groups, over_replications, within_replications
from ..words import wording
from ..words.language import N_, _, decimal, plural
from ..words.quantities import amount
from ..words.wording import named, plain
from .findings import CLEAR, at_end, finding, judgements, verdict

OUTCOMES = {
    "exit_work": N_("Left for work, %"),
    "durable_exit": N_("- held half a year"),
    "part_time": N_("Part-time work, %"),
    "life_satisfaction": N_("Life satisfaction"),
    "health": N_("Health, 1-5"),
    "trust": N_("Trust, 0-1"),
    "contacts_held": N_("Conversations a year"),
    "cost_month": N_("Cost a month, euros"),
}
SINGLE_TRIAL = ("exit_work", "life_satisfaction")
MONEY_LEVELS = {
    "cost_benefit_budget": N_("Benefits (BUIG)"),
    "cost_execution_budget": N_("Execution budget"),
    "cost_partners": N_("Partners"),
    "cost_all_budgets": N_("All together"),
}
MONEY_CHANGES = {
    "net_position_benefit_budget": N_("Saved: benefits"),
    "net_position_execution_budget": N_("Saved: execution"),
    "net_position_municipality": N_("Saved: municipality"),
    "net_position_all_budgets": N_("Saved: all budgets"),
    "net_benefit": N_("Net benefit"),
    "cost_per_extra_exit": N_("Cost of extra exit"),
}
LEVELS_ACROSS, CHANGES_ACROSS = 5, 4
"""Groups beside one another; more are put in a further table."""
WIDTH, ROW_WIDTH, LEVEL_WIDTH, CHANGE_WIDTH = 80, 20, 11, 14


def outcome_table(
    outcomes: Outcomes, labels: Mapping[str, str], control: str | None, undrawn: Collection[str] = ()
) -> Table:
    """Return the averages of all groups in the last week and, with `control`, the differences from it.

    A difference has the 95 % interval of its mean (±); leaving for work and life satisfaction have the range
    of single trials too; of fewer than `LEAST_TRIALS` there is neither. Groups in `undrawn` are not compared. Of
    several scenarios the first is shown; groups without people are left out.
    """
    series = outcomes.series
    series = series[series["scenario"] == series["scenario"].iloc[0]]
    empty = empty_groups(series)
    control = None if control in empty else control
    series = series[(series["week"] == series["week"].max()) & ~series["group"].isin(empty)]
    levels = over_replications(series, list(OUTCOMES))
    trials = int(levels["n"].max())
    above = plural(
        "After {duration}, average of {n} simulated trial", "After {duration}, average of {n} simulated trials", trials
    ).format(duration=wording.duration(int(levels["week"].max())), n=trials)
    page = _page()
    for part in _parts(levels, LEVELS_ACROSS, control):
        page.add_row(_grid(part, "measure", OUTCOMES, labels, above, LEVEL_WIDTH, _level))
    if levels["mean"].isna().any():
        few = _("? = not shown, because fewer than {n} people stand behind it.").format(n=LEAST_COUNT)
        page.add_row(Text(few, style="dim"))
    if control is not None:
        changes = over_replications(within_replications(series, control, list(OUTCOMES)), list(OUTCOMES))
        changes = changes[~changes["group"].isin(undrawn)]
        for said in wording.not_compared([group for group in levels["group"].unique() if group in undrawn], labels):
            page.add_row(Text(plain(said), style="dim"))
    if control is not None and len(changes):
        title = _("Difference from '{control}' (% in points)")
        if changes["n"].max() >= LEAST_TRIALS:
            title = _("Difference from '{control}' (% in points; ± 95 % interval of the average)")
        title = title.format(control=named(control, labels))
        change = partial(_change, comparisons=judgements(changes))
        ranges = _("lowest to highest") if changes["n"].max() < ENOUGH_TRIALS else _("in a single trial")
        for part in _parts(changes, CHANGES_ACROSS):
            page.add_row(_grid(part, "measure", OUTCOMES, labels, title, CHANGE_WIDTH, change, ranges))
        page.add_row(Text(_in_words(levels, changes, labels, control)))
    if len(outcomes.failures):
        failed = plural("{n} run failed and left out.", "{n} runs failed and left out.", len(outcomes.failures))
        page.add_row(Text(failed.format(n=len(outcomes.failures)), style="red"))
    return page


def money_table(money: pd.DataFrame, labels: Mapping[str, str]) -> Table:
    """Return cost per participant by budget and, if `money` has them, what differs from control.

    `money` is the frame of `municipal_money`; of several scenarios the first is shown.
    """
    money = money[money["scenario"] == money["scenario"].iloc[0]]
    levels, changes = money[money["compared_with"] == ""], money[money["compared_with"] != ""]
    page = _page()
    control = changes["compared_with"].iloc[0] if len(changes) else None
    for part in _parts(levels, LEVELS_ACROSS, control):
        title = _("Euros per participant over the run")
        page.add_row(_grid(part, "item", MONEY_LEVELS, labels, title, LEVEL_WIDTH, _euros))
    if len(changes):
        title = _("Against '{control}', euros per participant")
        if changes["n"].max() >= LEAST_TRIALS:
            title = _("Against '{control}', euros per participant (± 95 % interval of the average)")
        title = title.format(control=named(control, labels))
        for part in _parts(changes, CHANGES_ACROSS):
            page.add_row(_grid(part, "item", MONEY_CHANGES, labels, title, CHANGE_WIDTH, _euros_change))
        notes = changes.loc[changes["item"].isin(["net_benefit", "cost_per_extra_exit"])]
        for item, note in notes[["item", "note"]].drop_duplicates().itertuples(index=False):
            page.add_row(Text(f"{_(MONEY_CHANGES[item])}: {note.rstrip('.')}.", style="dim"))
    return page


def _page() -> Table:
    page = Table.grid()
    page.add_column(max_width=WIDTH)
    return page


def _grid(
    rows: pd.DataFrame, key: str, lines: Mapping, labels: Mapping, title: str, width: int, cell, ranges: str = ""
) -> Table:
    """Return a table of `lines` × groups whose cells are made by `cell`; `ranges` names their second lines."""
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
    for name, line in lines.items():
        cells = {row.group: cell(row) for row in rows[rows[key] == name].itertuples()}
        if any("\n" in made.plain for made in cells.values()):
            line = Text(_(line)).append(f"\n  {ranges}", style="dim")
        table.add_row(line if isinstance(line, Text) else _(line), *(cells.get(group, Text("")) for group in groups))
    return table


def _level(row) -> Text:
    return Text(plain(amount(row.measure, row.mean)))


def _change(row, comparisons: int) -> Text:
    """Return the difference and its interval, bold where clear on average, and the range of single trials."""
    clear = not pd.isna(row.mean) and verdict(row, comparisons) in CLEAR
    cell = Text(plain(amount(row.measure, row.mean, True)), style="bold" if clear else "")
    if row.n >= LEAST_TRIALS:
        cell.append(f" ±{amount(row.measure, row.mean_high - row.mean)}")
        if row.measure in SINGLE_TRIAL:
            low, high = (
                plain(amount(row.measure, value)) for value in (row.trial_low, row.trial_high)
            )
            cell.append("\n" + _("{low} to {high}").format(low=low, high=high), style="not bold dim")
    return cell


def _euros(row) -> Text:
    return Text("" if pd.isna(row.mean) else plain(decimal(row.mean)))


def _euros_change(row) -> Text:
    if pd.isna(row.mean):
        return Text(_("not shown") if row.item == "cost_per_extra_exit" else "")
    clear = row.n >= LEAST_TRIALS and not row.mean_low <= 0.0 <= row.mean_high
    cell = Text(plain(decimal(row.mean, signed=True)), style="bold" if clear else "")
    if row.item == "cost_per_extra_exit":
        return cell
    return cell.append(f" ±{decimal(row.mean_high - row.mean)}") if row.n >= LEAST_TRIALS else cell


def _in_words(levels: pd.DataFrame, changes: pd.DataFrame, labels: Mapping, control: str) -> str:
    """Return what came out for leaving for work, and what one single trial of this size could show."""
    said = finding(levels, changes, "exit_work", labels, control)
    rows = at_end(changes, "exit_work")
    words = [f"\n{said.headline}", said.certainty]
    if len(rows) and rows["n"].max() >= LEAST_TRIALS:
        most = rows.loc[rows["mean"].abs().idxmax()]
        low, high = (amount("exit_work", most[end], True) for end in ("trial_low", "trial_high"))
        told = _(
            "For {group} one single trial of this size can show anything between {low} and {high} per 100 people "
            "(95 of 100 trials do)."
        )
        if most["n"] < ENOUGH_TRIALS:
            told = _(
                "For {group} the {n} simulated trials lie between {low} and {high} per 100 people (lowest to highest)."
            )
        who = wording.quoted(most["group"], labels)
        words.append(told.format(group=who, n=most["n"], low=low, high=high))
    return plain(" ".join([*filter(None, words), _(wording.ALWAYS), _(wording.ON_WELLBEING)]))


def _parts(rows: pd.DataFrame, across: int, first: str | None = None) -> list[pd.DataFrame]:
    """Return the rows in parts of at most `across` groups, the group `first` in front."""
    rows = rows.sort_values("group", key=lambda group: group != first, kind="stable")
    groups = list(rows["group"].unique())
    return [rows[rows["group"].isin(groups[at : at + across])] for at in range(0, len(groups), across)]

