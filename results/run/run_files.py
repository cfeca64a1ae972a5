"""The report of a run: tables as CSV and figures as PNG, in the run's folder."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

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

    Each file appears whole or not at all. Without `control` there are no differences; with `design` the income rules
    are drawn too, and the group for which nobody drew lots is not compared. Of several scenarios the figures show
    the first; the tables hold all. Groups without people are left out of both.
    Raises OSError if the folder cannot be written to.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    empty = empty_groups(outcomes.series)
    control = None if control in empty else control
    summary, waits = summarise(outcomes), summarise_partners(outcomes)
    changes = None if control is None else differences(outcomes, control)
    undrawn = undrawn_in(design)
    money = municipal_money(outcomes, control, values, undrawn)
    tables = {"summary": summary, "differences": changes, "money": money}
    left_out = {"differences": [*empty, *undrawn]}
    paths = [
        write_csv(folder / f"{name}.csv", table[~table["group"].isin(left_out.get(name, empty))])
        for name, table in tables.items()
        if table is not None
    ]
    if changes is not None and changes["group"].isin(undrawn).all():
        changes = None
    if changes is not None:
        # without values, not without rows: each group keeps its colour
        changes = changes.assign(mean=changes["mean"].mask(changes["group"].isin(undrawn)))
    summary, changes, waits = (_first_scenario(frame) for frame in (summary, changes, waits))
    texts = {"kicker": kicker(title, question)}
    texts["note"] = _sizes(outcomes.series, labels)
    if design is not None and is_sensitive(design):
        texts["note"] += " " + _("Counts under {n} people are left out.").format(n=LEAST_COUNT)
    texts["note"] += " " + _(
        "All trials have the parameter values of the table: no interval holds what is not known of them."
    )
    if control is not None:
        told = [group for group in undrawn if group != control and group not in empty]
        texts["note"] = " ".join([texts["note"], *not_compared(told, labels)])
    figures = {
        "outflow": lambda: outflow(summary, changes, labels, control, **texts),
        "life-satisfaction": lambda: life_satisfaction(summary, changes, labels, control, **texts),
        "coaches-and-waiting": lambda: coaches_and_waiting(summary, waits, labels, control, **texts),
    }
    if changes is not None:
        figures["differences"] = lambda: differences_at_end(changes, labels, control, **texts)
    if design is not None:
        figures["income-rules"] = lambda: income_rules(design, labels, texts["kicker"])
    return paths + [write_figure(folder / f"{name}.png", draw()) for name, draw in figures.items()]


def undrawn_in(design: Design | None) -> tuple[str, ...]:
    """Return the group for which nobody drew lots: those not recruited, and who came later. It is no comparison."""
    return () if design is None or design.recruitment is None else (design.recruitment.pool,)


def _first_scenario(frame: pd.DataFrame | None) -> pd.DataFrame | None:
    return frame if frame is None or frame.empty else frame[frame["scenario"] == frame["scenario"].iloc[0]]


def _sizes(series: pd.DataFrame, labels: Mapping[str, str]) -> str:
    """Return a sentence with the number of people in each group at the start."""
    first = series[(series["scenario"] == series["scenario"].iloc[0]) & (series["week"] == 0)]
    sizes = first.groupby("group", observed=True, sort=False)["n"].mean().dropna()
    counts = joined([f"{named(group, labels)} {decimal(size)}" for group, size in sizes.items()])
    return _("People: {counts}.").format(counts=counts)
