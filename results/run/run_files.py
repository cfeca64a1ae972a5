"""Files of a run: tables as CSV and figures as PNG, in the folder of the run."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from simulation.design import Design
from simulation.outcomes import Outcomes
from simulation.population import LEAST_COUNT, is_sensitive

from ..drawing.atomic_files import write_csv, write_figure
from ..statistics.summary import differences, empty_groups, summarise, summarise_partners
from ..words.language import _, decimal
from ..words.wording import joined, kicker, named, not_compared
from .budget_constraint import income_rules
from .coaches_and_waits_figure import coaches_and_waiting
from .control_differences_figure import differences_at_end
from .figures import life_satisfaction, outflow
from .money import StatedValues, municipal_money


def write_report(
    outcomes: Outcomes,
    folder: str | Path,
    labels: Mapping[str, str],
    control: str | None,
    title: str = "",
    question: str = "",
    values: StatedValues | None = None,
    design: Design | None = None,
) -> list[Path]:
    """Write summary.csv, differences.csv, money.csv and the figures into `folder`, and return their paths.

    Each file is complete or absent. Without `control` there are no differences; with `design` the income rules are
    drawn too, and the group that was not randomised is not compared. Of several scenarios the figures show the first;
    the tables hold all. Groups without people are left out of both. Raises OSError for a folder without write access.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    tables = run_tables(outcomes, control, values, design)
    empty = empty_groups(outcomes.series)
    left_out = {"differences": [*empty, *undrawn_in(design)]}
    paths = [
        write_csv(folder / f"{name}.csv", table[~table["group"].isin(left_out.get(name, empty))])
        for name, table in tables.items()
    ]
    drawn = run_figures(outcomes, tables, labels, control, title, question, design)
    return paths + [write_figure(folder / f"{name}.png", draw()) for name, draw in drawn.items()]


def run_tables(
    outcomes: Outcomes, control: str | None, values: StatedValues | None = None, design: Design | None = None
) -> dict[str, pd.DataFrame]:
    """Return the tables `summary`, `differences` (`summary.COLUMNS`) and `money` (`municipal_money`) by name.

    Without `control`, or with a control group without people, there are no differences.
    """
    control = None if control in empty_groups(outcomes.series) else control
    tables = {"summary": summarise(outcomes)}
    if control is not None:
        tables["differences"] = differences(outcomes, control)
    return tables | {"money": municipal_money(outcomes, control, values, undrawn_in(design))}


def run_figures(
    outcomes: Outcomes,
    tables: Mapping[str, pd.DataFrame],
    labels: Mapping[str, str],
    control: str | None,
    title: str = "",
    question: str = "",
    design: Design | None = None,
) -> dict[str, Callable[[], Figure]]:
    """Return the functions that draw the figures, by file name; `tables` are those of `run_tables`.

    With `design` the income rules are drawn too, and the group for which nobody drew lots is not compared. Of several
    scenarios the figures show the first.
    """
    empty, undrawn = empty_groups(outcomes.series), undrawn_in(design)
    control = None if control in empty else control
    waits = _first_scenario(summarise_partners(outcomes))
    changes = tables.get("differences")
    if changes is not None and changes["group"].isin(undrawn).all():
        changes = None
    if changes is not None:
        # rows without values keep the colour of each group
        changes = changes.assign(mean=changes["mean"].mask(changes["group"].isin(undrawn)))
        changes = _first_scenario(changes)
    summary = _first_scenario(tables["summary"])
    texts = {"kicker": kicker(title, question)}
    texts["note"] = _sizes(outcomes.series, labels)
    if design is not None and is_sensitive(design):
        texts["note"] += " " + _("Counts under {n} people are left out.").format(n=LEAST_COUNT)
    texts["note"] += " " + _(
        "All trials have the parameter values of the table: no interval holds what is not known of them."
    )
    if control is not None:
        left = [group for group in undrawn if group != control and group not in empty]
        texts["note"] = " ".join([texts["note"], *not_compared(left, labels)])
    figures: dict[str, Callable[[], Figure]] = {
        "outflow": lambda: outflow(summary, changes, labels, control, **texts),
        "life-satisfaction": lambda: life_satisfaction(summary, changes, labels, control, **texts),
        "coaches-and-waiting": lambda: coaches_and_waiting(summary, waits, labels, control, **texts),
    }
    if changes is not None and control is not None:
        figures["differences"] = lambda: differences_at_end(changes, labels, control, **texts)
    if design is not None:
        figures["income-rules"] = lambda: income_rules(design, labels, texts["kicker"])
    return figures


def undrawn_in(design: Design | None) -> tuple[str, ...]:
    """Return the group that was not randomised (not recruited, or arrived later), as a tuple; it is not compared."""
    return () if design is None or design.recruitment is None else (design.recruitment.pool,)


def _first_scenario(frame: pd.DataFrame) -> pd.DataFrame:
    return frame if frame.empty else frame[frame["scenario"] == frame["scenario"].iloc[0]]


def _sizes(series: pd.DataFrame, labels: Mapping[str, str]) -> str:
    """Return a sentence with the number of people in each group at the start."""
    first = series[(series["scenario"] == series["scenario"].iloc[0]) & (series["week"] == 0)]
    sizes = first.groupby("group", observed=True, sort=False)["n"].mean().dropna()
    counts = joined([f"{named(group, labels)} {decimal(size)}" for group, size in sizes.items()])
    return _("People: {counts}.").format(counts=counts)
