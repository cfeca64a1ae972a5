"""The table of an explanation on the screen: what each channel contributes, one column a measure."""

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
from .explain_wording import certainty, headline, is_clear, level, part_name, with_interval


def explain_table(shares: pd.DataFrame, names: tuple[str, str], title: str) -> Table:
    """Return a table of `channel_shares`; `names` are those of the two scenarios, first the base."""
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, title=wording.plain(title), title_justify="left")
    table.add_column("", width=40, overflow="fold")
    measures = list(shares["measure"].unique())
    for measure in measures:
        table.add_column(_heading(measure), justify="right", overflow="fold")
    table.add_row(names[0], *(wording.plain(level(one, _level(shares, one, "base"))) for one in measures))
    for part in shares["part"].unique():
        rows = {row.measure: row for row in shares[shares["part"] == part].itertuples()}
        if part == WHOLE:
            table.add_section()
        table.add_row(part_name(part), *(_cell(rows[measure]) for measure in measures))
    table.add_row(names[1], *(wording.plain(level(one, _level(shares, one, "scenario"))) for one in measures))
    return table


def sentences(shares: pd.DataFrame) -> list[str]:
    """Return two sentences a measure: what came out, and what of it is clear."""
    return [
        wording.plain(f"{headline(rows)}. {certainty(rows)}")
        for _measure, rows in shares.groupby("measure", sort=False)
    ]


def _heading(measure: str) -> str:
    return wording.plain(f"{_(MEASURES[measure].title)}\n{axis_unit(measure)}")


def _level(shares: pd.DataFrame, measure: str, column: str) -> float:
    return float(shares.loc[shares["measure"] == measure, column].iloc[0])


def _cell(row) -> Text:
    return Text(wording.plain(with_interval(row)), style="bold" if is_clear(row) else "")


def channel_rows(shares: pd.DataFrame, base: str, scenario: str, labels: Mapping[str, str]) -> pd.DataFrame:
    """Return the table that is written to channels.csv: names of scenarios and of what readers call each part."""
    named = shares.rename(columns={"base": "value_base", "scenario": "value_scenario"})
    named.insert(0, "scenario", scenario)
    named.insert(1, "base", base)
    named.insert(3, "group_label", named["group"].map(lambda group: labels.get(group, _("all simulated people"))))
    named.insert(6, "part_title", named["part"].map(part_name))
    return named
