"""The report of a run: tables as CSV and figures as PNG, in the run's folder."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from simulation.design import Design
from simulation.outcomes import Outcomes
from simulation.population import LEAST_COUNT, is_sensitive

from .budget import income_rules
from .comparison import differences_at_end
from .figures import life_satisfaction, outflow
from .money import StatedValues, municipal_money
from .summary import differences, empty_groups, summarise, summarise_partners
from .waiting import coaches_and_waiting
from .wording import joined, named

DOTS_PER_INCH = 150


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

    Each file appears whole or not at all. Without `control` there are no differences; with
    `design` the income rules are drawn too. Of several scenarios
    the figures show the first; the tables hold all. Groups without people are left out of
    both. Raises OSError if the folder cannot be written to.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    empty = empty_groups(outcomes.series)
    control = None if control in empty else control
    summary, waits = summarise(outcomes), summarise_partners(outcomes)
    changes = None if control is None else differences(outcomes, control)
    tables = {"summary": summary, "differences": changes, "money": municipal_money(outcomes, control, values)}
    paths = [
        _write_table(folder / f"{name}.csv", table[~table["group"].isin(empty)])
        for name, table in tables.items()
        if table is not None
    ]
    summary, changes, waits = (_first_scenario(frame) for frame in (summary, changes, waits))
    texts = {"kicker": " ".join(part for part in (f"{title}." if title else "", question) if part)}
    texts["note"] = _sizes(outcomes.series, labels)
    if design is not None and is_sensitive(design):
        texts["note"] += f" Counts under {LEAST_COUNT} people are left out."
    figures = {
        "outflow": lambda: outflow(summary, changes, labels, control, **texts),
        "life-satisfaction": lambda: life_satisfaction(summary, changes, labels, control, **texts),
        "coaches-and-waiting": lambda: coaches_and_waiting(summary, waits, labels, control, **texts),
    }
    if changes is not None and len(changes):
        figures["differences"] = lambda: differences_at_end(changes, labels, control, **texts)
    if design is not None:
        figures["income-rules"] = lambda: income_rules(design, labels, texts["kicker"])
    return paths + [_write_figure(folder / f"{name}.png", draw()) for name, draw in figures.items()]


def _write_table(path: Path, table: pd.DataFrame) -> Path:
    return _whole(
        path, lambda part: table.to_csv(part, index=False, float_format="%.6g", lineterminator="\n")
    )


def _write_figure(path: Path, figure: Figure) -> Path:
    written = _whole(path, lambda part: figure.savefig(part, dpi=DOTS_PER_INCH, format="png"))
    figure.clear()
    return written


def _whole(path: Path, write: Callable[[Path], None]) -> Path:
    """Write beside `path` and put it in its place when it is complete."""
    part = path.with_name(f".{path.name}.part")
    try:
        write(part)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
    return path


def _first_scenario(frame: pd.DataFrame | None) -> pd.DataFrame | None:
    return frame if frame is None or frame.empty else frame[frame["scenario"] == frame["scenario"].iloc[0]]


def _sizes(series: pd.DataFrame, labels: Mapping[str, str]) -> str:
    """Return a sentence with the number of people in each group at the start."""
    first = series[(series["scenario"] == series["scenario"].iloc[0]) & (series["week"] == 0)]
    sizes = first.groupby("group", observed=True, sort=False)["n"].mean().dropna()
    return f"People: {joined([f'{named(group, labels)} {size:,.0f}' for group, size in sizes.items()])}."
