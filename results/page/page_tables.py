"""Tables of the page in words, from the tables of the run folder and from the verdicts.

A cell shows a difference above its 95 % interval; `STRONG` sets a clear difference in bold.
"""

from collections.abc import Mapping

import pandas as pd

from simulation.outcomes import EVERYONE

from ..bottleneck.bottleneck_wording import node_title
from ..comparison import comparison_sentences as sentences
from ..comparison.answer import LIFE_MEASURE, WORK_MEASURE
from ..comparison.verdicts import CLEAR, JudgedRow
from ..drawing.text_tables import Sheet
from ..run.money import BUDGETS as BY_BUDGET
from ..statistics.multiple_testing import BUDGET_ITEMS, HEADLINE_OUTCOMES
from ..statistics.rows import DifferenceRow, PriceRow, UncertaintyRow
from ..statistics.summary import LEAST_TRIALS
from ..statistics.uncertainty import NOT_VARIED
from ..words import wording
from ..words.language import N_, _, brief, decimal
from ..words.quantities import amount, axis_unit, title

STRONG = "**"
"""Prefix of a bold cell."""
LONGEST_WAITS = 6
BASE_MARK = N_("{scenario} (compared with)")


def named_group(group: str, labels: Mapping[str, str]) -> str:
    """Return the group that a table is about, in words."""
    if group == EVERYONE:
        return _("everyone simulated")
    return _("group {group}").format(group=wording.quoted(group, labels))


def difference_table(rows: pd.DataFrame, titles: Mapping[str, str], scope: str) -> Sheet:
    """Return a row a scenario and a column a measure; `rows` is a frame of `verdicts.judged` at one week."""
    measures = [name for name in HEADLINE_OUTCOMES if name in set(rows["measure"])]
    heads = tuple(_head(name) for name in measures)
    by = {(row.scenario, row.measure): row for row in rows.itertuples()}
    lines = tuple(
        (wording.named(scenario, titles), *(_judged_cell(by.get((scenario, name))) for name in measures))
        for scenario in rows["scenario"].unique()
    )
    week = wording.duration(int(rows["week"].max()))
    title = _("Differences after {duration}, {whom}").format(duration=week, whom=scope)
    return Sheet(title, (_("Scenario"), *heads), lines, _note(rows))


def _head(measure: str) -> str:
    return _("{measure}, {unit}").format(measure=title(measure), unit=axis_unit(measure))


def _note(rows: pd.DataFrame) -> str:
    if rows["n"].max() < LEAST_TRIALS:
        return sentences.few(int(rows["n"].max()))
    return _("Below each difference its 95 % interval. Bold: clear after correction for all that is judged.")


def _judged_cell(row: JudgedRow | None) -> str:
    if row is None:
        return "?"
    return (STRONG if row.verdict in CLEAR else "") + _cell(row)


def _cell(row: DifferenceRow) -> str:
    """Return the difference, and below it the interval if there are enough trials."""
    if pd.isna(row.difference):
        return "?"
    words = amount(row.measure, row.difference, True)
    if row.n < LEAST_TRIALS or pd.isna(row.low):
        return words
    low, high = (amount(row.measure, value, True) for value in (row.low, row.high))
    return words + _("\n{low} to {high}").format(low=low, high=high)


def group_table(table: pd.DataFrame, titles: Mapping[str, str], labels: Mapping[str, str]) -> Sheet | None:
    """Return a row a scenario and group from `comparison.csv` at its last week; None if only everyone is compared."""
    last = table[(table["week"] == table["week"].max()) & table["measure"].isin((WORK_MEASURE, LIFE_MEASURE))]
    last = last[last["group"] != EVERYONE]
    if last.empty:
        return None
    lines = tuple(
        (wording.named(scenario, titles), wording.named(group, labels), *_work_and_life(rows))
        for (scenario, group), rows in last.groupby(["scenario", "group"], sort=False)
    )
    columns = (_("Scenario"), _("Group"), _head(WORK_MEASURE), _head(LIFE_MEASURE))
    note = _(
        "Intervals are not corrected for the number of rows: by chance alone one in twenty leaves out zero. Groups "
        "with other people than in the base are left out."
    )
    return Sheet(_("The same by group"), columns, lines, note)


def _work_and_life(rows: pd.DataFrame) -> tuple[str, str]:
    by = {row.measure: _cell(row) for row in rows.itertuples()}
    return by.get(WORK_MEASURE, "?"), by.get(LIFE_MEASURE, "?")


def time_table(table: pd.DataFrame, titles: Mapping[str, str], scope: str) -> Sheet:
    """Return differences over time of one group, a row a scenario and measure; `table` is `comparison.csv`."""
    rows = table[table["measure"].isin((WORK_MEASURE, LIFE_MEASURE))]
    weeks = sorted(rows["week"].unique())
    lines = []
    for (scenario, measure), part in rows.groupby(["scenario", "measure"], sort=False):
        by = {row.week: _cell(row) for row in part.itertuples()}
        lines.append((wording.named(scenario, titles), _head(measure), *(by.get(week, "?") for week in weeks)))
    heads = (_("Scenario"), _("Outcome"), *(wording.duration(int(week)) for week in weeks))
    return Sheet(_("Differences over time, {whom}").format(whom=scope), heads, tuple(lines))


def uncertainty_sheet(table: pd.DataFrame, titles: Mapping[str, str]) -> Sheet | None:
    """Return the three uncertainties of one group at the last week from `uncertainty.csv`; None with too few trials."""
    rows = table[table["week"] == table["week"].max()]
    rows = rows[rows["measure"].isin((WORK_MEASURE, LIFE_MEASURE)) & (rows["n"] >= LEAST_TRIALS)]
    if rows.empty:
        return None
    lines = []
    for row in rows.itertuples():
        ranges = [
            _range(row.measure, row.mean_low, row.mean_high),
            _range(row.measure, row.parameters_low, row.parameters_high),
            _range(row.measure, row.trial_low, row.trial_high),
        ]
        if row.parameters == NOT_VARIED:
            ranges[1] = _("not varied")
        value = amount(row.measure, row.difference, True)
        lines.append((wording.named(row.scenario, titles), _head(row.measure), value, *ranges, _with_other_people(row)))
    columns = (
        _("Scenario"), _("Outcome"), _("Difference"), _("Error of the average"), _("Parameters"),
        _("Chance of one trial, same people twice"), _("Chance of one trial, other people"),
    )  # fmt: skip
    note = _(
        "Error of the average: shrinks with more simulated trials. Parameters: where the average lies for 95 of 100 "
        "plausible sets of values. Chance of one trial: where 95 of 100 single trials of this size lie; no number of "
        "simulated trials narrows it. The same people with the same luck live twice in a simulation only; in a real "
        "trial other people live under each policy, each with luck of their own."
    )
    return Sheet(_("Three uncertainties told apart"), columns, tuple(lines), note)


def _with_other_people(row: UncertaintyRow) -> str:
    """Return the range of a single trial with other people under each policy; ? if it is unknown."""
    if not row.paired_to_unpaired > 0.0:
        return "?"
    half = (row.trial_high - row.trial_low) / 2.0 / row.paired_to_unpaired
    return _range(row.measure, row.difference - half, row.difference + half)


def _range(measure: str, low: float, high: float) -> str:
    if pd.isna(low) or pd.isna(high):
        return "–"
    return _("{low} to {high}").format(low=amount(measure, low, True), high=amount(measure, high, True))


def gains_table(table: pd.DataFrame, titles: Mapping[str, str]) -> Sheet:
    """Return the numbers better and worse off among 100 people of one group, a row a scenario, from `who-gains.csv`."""
    rows = table[table["dimension"] == EVERYONE]
    lines = []
    for scenario, part in rows.groupby("scenario", sort=False):
        by = part.set_index("outcome")
        cells = [
            amount("exit_work", by.loc[outcome, side]) if outcome in by.index else "?"
            for outcome in (WORK_MEASURE, LIFE_MEASURE)
            for side in ("better", "worse")
        ]
        lines.append((wording.named(scenario, titles), *cells))
    columns = (
        _("Scenario"), _("Left for work only under the scenario"), _("Left for work only under the base"),
        _("More satisfied by more than half a point"), _("Less satisfied by more than half a point"),
    )  # fmt: skip
    note = _(
        "Where one person takes a place, another waits: some are better and some worse off by chance under any change. "
        "Only the balance of the two belongs to the policy."
    )
    return Sheet(_("Better and worse off, of 100 people"), columns, tuple(lines), note)


def cost_table(rows: pd.DataFrame, titles: Mapping[str, str], base: str, scope: str) -> Sheet:
    """Return the cost of each scenario by budget, the base first; `rows` is `costs.csv` of one group."""
    items = [f"cost_{budget}" for budget in BY_BUDGET]
    lines = []
    for scenario, part in rows.groupby("scenario", sort=False):
        by = part.set_index("item")["mean"]
        name = wording.named(scenario, titles)
        name = _(BASE_MARK).format(scenario=name) if scenario == base else name
        lines.append((name, *(decimal(by[item]) for item in items)))
    title = _("What it costs, euros per person, by whose budget")
    note = _("Sums since the start, {whom}.").format(whom=scope)
    return Sheet(title, (_("Scenario"), *_budgets()), tuple(lines), note)


def net_table(rows: pd.DataFrame, titles: Mapping[str, str]) -> Sheet:
    """Return the money saved against the base by budget; `rows` is a frame of `verdicts.judged`."""
    items = [f"net_position_{budget}" for budget in BY_BUDGET]
    by = {(row.scenario, row.measure): row for row in rows.itertuples()}
    lines = tuple(
        (wording.named(scenario, titles), *(_judged_cell(by.get((scenario, item))) for item in items))
        for scenario in rows["scenario"].unique()
    )
    title = _("Net position: euros per person saved (below zero: more is spent)")
    return Sheet(title, (_("Scenario"), *_budgets()), lines, _note(rows[rows["measure"].isin(BUDGET_ITEMS)]))


def _budgets() -> tuple[str, ...]:
    return tuple(title(f"net_position_{budget}") for budget in BY_BUDGET)


def price_table(money: pd.DataFrame, titles: Mapping[str, str]) -> Sheet | None:
    """Return the prices of one more exit, or the reasons for no price; `money` is `money.csv`.

    A social account has the price of one more point-year too.
    """
    rows = money[money["item"].isin(("cost_per_extra_exit", "cost_per_point_year"))]
    if rows.empty:
        return None
    heads = {
        "cost_per_extra_exit": _("Euros for one more exit to work"),
        "cost_per_point_year": _("Euros for one more point-year of life satisfaction"),
    }
    shown = [item for item in heads if item in set(rows["item"])]
    lines = []
    for scenario, part in rows.groupby("scenario", sort=False):
        by = {row.item: row for row in part.itertuples()}
        lines.append((wording.named(scenario, titles), *(_price(by[item]) if item in by else "?" for item in shown)))
    columns = (_("Scenario"), *(heads[item] for item in shown))
    note = _(
        "All budgets together. A price is shown only where the effect is clearly above zero (interval after Fieller)."
    )
    return Sheet(_("What one more costs"), columns, tuple(lines), note)


def _price(row: PriceRow) -> str:
    if pd.isna(row.difference):
        return str(row.note)
    low, high = decimal(row.low), decimal(row.high)
    return decimal(row.difference) + _("\n{low} to {high}").format(low=low, high=high)


def waits_table(
    partners: pd.DataFrame, names: Mapping[str, str], titles: Mapping[str, str], base: str
) -> Sheet | None:
    """Return the wait in weeks under every scenario at the partners with the longest waits at the end.

    `partners` is `Comparison.partners`; `names` has the titles of partners.
    """
    if partners.empty:
        return None
    last = partners[partners["week"] == partners["week"].max()]
    mean = last.groupby(["scenario", "partner"], observed=True, sort=False)["wait_weeks"].mean().unstack("partner")
    longest = mean.loc[base].sort_values(ascending=False, kind="stable").index[:LONGEST_WAITS]
    lines = []
    for scenario in mean.index:
        name = wording.named(scenario, titles)
        name = _(BASE_MARK).format(scenario=name) if scenario == base else name
        cells = (mean.loc[scenario, partner] for partner in longest)
        lines.append((name, *("–" if pd.isna(value) else decimal(value, 1) for value in cells)))
    columns = (_("Scenario"), *(node_title(partner, names) for partner in longest))
    note = _("Where people wait longest under the base. Averages of the simulated trials, for everyone in town.")
    return Sheet(_("Waits at the end, weeks"), columns, tuple(lines), note)


def outside_table(compared: list[Mapping], titles: Mapping[str, str]) -> Sheet | None:
    """Return the parameters outside the range of the parameter table; None if there are none.

    `compared` are the rows of the manifest.
    """
    lines = tuple(
        (wording.named(row["scenario"], titles), name, brief(value["value"]), brief(value["low"]), brief(value["high"]))
        for row in compared
        for name, value in row["outside_range"].items()
    )
    if not lines:
        return None
    columns = (_("Scenario"), _("Parameter"), _("Value"), _("Lowest"), _("Highest"))
    return Sheet(_("Parameters outside their range"), columns, lines)

