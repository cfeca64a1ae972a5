"""Figure of the differences from control at the end: interval of the mean, and range of single trials."""

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from simulation.population import LEAST_COUNT

from ..drawing import canvas
from ..drawing.legend import ROW_HEIGHT, Sample, bar_sample, legend_row
from ..statistics.summary import LEAST_TRIALS
from ..words import wording
from ..words.language import _, brief, plural
from ..words.quantities import amount, axis_unit, factor, title
from .figures import of_one_scenario
from .findings import JUDGED, at_end, corrected, overview_of_run, too_few_people


def differences_at_end(
    changes: pd.DataFrame,
    labels: Mapping[str, str],
    control: str,
    measures: Sequence[str] = JUDGED,
    kicker: str = "",
    note: str = "",
) -> Figure:
    """Draw the difference of each group from `control` in the last week, a panel an outcome.

    `changes` is the frame of `summary.differences`. The dark bar is the interval of the mean, the pale bar the range of
    single trials; with fewer than `LEAST_TRIALS` neither is drawn. A measure without a difference at the end has no
    panel, and the footnote has the reason.
    """
    ends = {measure: at_end(of_one_scenario(changes), measure) for measure in measures}
    missing = [too_few_people(measure) for measure, rows in ends.items() if rows.empty]
    ends = {measure: rows for measure, rows in ends.items() if len(rows)}
    groups = list(dict.fromkeys(group for rows in ends.values() for group in rows["group"]))
    n = max((int(rows["n"].max()) for rows in ends.values()), default=0)
    lines = max(1, -(-len(ends) // canvas.PANELS_IN_A_ROW))
    names = [textwrap.fill(wording.named(group, labels), 20) for group in groups]
    height = len(groups) * max(0.42, *(0.1 + 0.17 * (1 + name.count("\n")) for name in names), 0.0)
    free = lines * (canvas.PANEL_TEXTS + height)
    finding = overview_of_run(changes, list(ends), labels, control)
    subtitle = _("Difference from {control}; right of the line is more, left is less")
    subtitle = subtitle.format(control=wording.quoted(control, labels))
    trials = plural(
        "One simulated trial: no interval can be given.", "{n} simulated trials of this size.", max(1, n)
    ).format(n=n)
    correction = corrected(changes, ends)
    bars = _("The bars are not widened.") if correction else ""
    footnote = " ".join(part for part in (trials, correction, bars, *missing, wording.caution(ends), note) if part)
    figure, bottom, top = canvas.titled_figure(free + ROW_HEIGHT, kicker, finding, subtitle, footnote)
    inks = canvas.colours([control, *changes["group"].unique()], control)
    top = legend_row(figure, top, _samples(n))
    font: dict[str, Any] = {"fontsize": 10, "fontweight": "bold", "ha": "right", "va": "center", "linespacing": 1.1}
    left = canvas.EDGE + 0.015 + canvas.widest(figure, names, **font)
    across, upright = (0.985 - left) / canvas.PANELS_IN_A_ROW, (top - bottom) / lines
    inch = 1.0 / figure.get_figheight()
    for index, (measure, rows) in enumerate(ends.items()):
        line, column = divmod(index, canvas.PANELS_IN_A_ROW)
        floor = top - (line + 1) * upright + 0.4 * inch
        axes = figure.add_axes((left + column * across, floor, across - 0.035, upright - canvas.PANEL_TEXTS * inch))
        _panel(axes, measure, rows, groups, inks)
        if column == 0:
            for y, (group, name) in enumerate(zip(groups, names, strict=True)):
                axes.text(-0.04, y, name, transform=axes.get_yaxis_transform(), color=inks[group],
                          gid=f"label:{group}", **font)  # fmt: skip
    return figure


def _panel(axes: Axes, measure: str, rows: pd.DataFrame, groups: list[str], inks: Mapping[str, canvas.Colour]) -> None:
    """Draw one outcome: pale bar, dark bar, mark and number for every group."""
    for row in rows.itertuples():
        y, ink = groups.index(row.group), inks[row.group]
        if row.n >= LEAST_TRIALS:
            axes.barh(
                y, row.trial_high - row.trial_low, 0.4, row.trial_low, color=ink, alpha=0.22, gid="trial"
            )
            axes.barh(y, row.mean_high - row.mean_low, 0.4, row.mean_low, color=ink, gid="mean")
        axes.plot([row.mean, row.mean], [y - 0.19, y + 0.19], color=ink, lw=2.2, solid_capstyle="butt",
                  gid=f"mark:{row.group}")  # fmt: skip
        words = amount(measure, row.mean, True)
        axes.text(row.mean, y - 0.24, words, fontsize=9, ha="center", va="bottom", bbox=canvas.WHITE_BOX)
    for group in set(groups) - set(rows["group"]):
        words = _("not shown (fewer\nthan {n} people)").format(n=LEAST_COUNT)
        axes.text(0.0, groups.index(group), words, fontsize=9, ha="center", va="center", color=canvas.GREY,
                  bbox=canvas.WHITE_BOX,
                  gid=f"missing:{group}")  # fmt: skip
    bounds = ["mean_low", "mean_high", "trial_low", "trial_high"] if rows["n"].max() >= LEAST_TRIALS else []
    values = rows[["mean", *bounds]].to_numpy()
    reach = 1.12 * np.nanmax(np.abs(values)) or 1.0
    axes.axvline(0.0, color=canvas.INK, lw=1.0, zorder=0.9)
    canvas.tidy_axes(axes)
    axes.grid(axis="y", visible=False)
    axes.grid(axis="x", color=canvas.PALE, lw=0.7)
    axes.set(xlim=(-reach, reach), ylim=(len(groups) - 0.5, -0.75), yticks=[])
    axes.xaxis.set_major_locator(MaxNLocator(4, symmetric=True))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _position: tick(factor(measure) * value)))
    axes.text(0.0, 1.0, axis_unit(measure), transform=axes.transAxes, fontsize=9, color=canvas.GREY, va="bottom")
    head = axes.annotate("", (0.0, 1.0), (0.0, 15.0), "axes fraction", "offset points", va="bottom")
    head.set(fontsize=10.5, fontweight="bold", color=canvas.INK, gid=f"panel:{measure}")
    canvas.fold(head, title(measure), axes.get_position().width)


def tick(value: float) -> str:
    """Return the label of a tick at an axis of differences."""
    return brief(value, signed=True) if abs(value) > 1e-9 else "0"


def _samples(n: int) -> list[tuple[Sample, str]]:
    """Return the legend of the bars of `n` simulated trials."""
    if n < LEAST_TRIALS:
        words = plural("the one simulated trial", "average of {n} simulated trials", max(1, n))
        return [(bar_sample(1.0), words.format(n=n))]
    return [
        (bar_sample(1.0), _("average of the simulated trials, with its 95 % interval")),
        (bar_sample(0.22), wording.range_of_trials(n)),
    ]
