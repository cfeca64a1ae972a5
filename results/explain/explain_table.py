"""Tables of `vex explain`: the contribution of each channel, for the screen and for channels.csv."""

from collections.abc import Mapping

import pandas as pd
from rich import box
from rich.table import Table
from rich.text import Text

from simulation.measures import MEASURES

from ..statistics.shapley import WHOLE
from ..words import wording
from ..words.language import _
from ..words.quantities import axis_unit
from .explain_wording import Share, certainty, headline, is_clear, level_words, part_name, share_with_interval


def explain_table(shares: pd.DataFrame, names: tuple[str, str], title: str) -> Table:
    """Return the table for the screen, a column a measure.

    `shares` as of `channel_shares`; `names` are those of the scenarios, base first.
    """
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, title=wording.plain(title), title_justify="left")
    table.add_column("", width=40, overflow="fold")
    measures = list(shares["measure"].unique())
    for measure in measures:
        table.add_column(_heading(measure), justify="right", overflow="fold")
    table.add_row(names[0], *_level_cells(shares, measures, "base"))
    for part in shares["part"].unique():
        rows = {row.measure: row for row in shares[shares["part"] == part].itertuples()}
        if part == WHOLE:
            table.add_section()
        table.add_row(part_name(part), *(_cell(rows[measure]) for measure in measures))
    table.add_row(names[1], *_level_cells(shares, measures, "scenario"))
    return table


def explanation_sentences(shares: pd.DataFrame) -> list[str]:
    """Return two sentences a measure: the result, and its clear channels; `shares` as of `channel_shares`."""
    return [
        wording.plain(f"{headline(rows)}. {certainty(rows)}")
        for _measure, rows in shares.groupby("measure", sort=False)
    ]


def _heading(measure: str) -> str:
    return wording.plain(f"{_(MEASURES[measure].title)}\n{axis_unit(measure)}")


def _level_cells(shares: pd.DataFrame, measures: list[str], column: str) -> list[str]:
    """Return the level of each measure in the scenario of `column` (base or scenario)."""
    levels = shares.groupby("measure", sort=False)[column].first()
    return [wording.plain(level_words(measure, float(levels[measure]))) for measure in measures]


def _cell(row: Share) -> Text:
    return Text(wording.plain(share_with_interval(row)), style="bold" if is_clear(row) else "")


def channel_rows(shares: pd.DataFrame, base: str, scenario: str, labels: Mapping[str, str]) -> pd.DataFrame:
    """Return the table of channels.csv.

    Columns: scenario, base, group, group_label, measure, part, part_title, value, low, high, clear, n, draws,
    value_base, value_scenario (levels at the end).
    """
    named = shares.rename(columns={"base": "value_base", "scenario": "value_scenario"})
    named.insert(0, "scenario", scenario)
    named.insert(1, "base", base)
    named.insert(3, "group_label", named["group"].map(lambda group: labels.get(group, _("all simulated people"))))
    named.insert(6, "part_title", named["part"].map(part_name))
    return named
