"""Figures of a comparison: paired differences at the end, and over time; a row or a line a scenario.

Each takes a frame of `verdicts.judged` and returns a figure with the finding as its title. `titles` has the titles of
scenarios; `kicker` is a line above the title, `note` a sentence added to the footnote. With fewer than
`LEAST_TRIALS` replications no interval is drawn.
"""

import textwrap
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from ..drawing import canvas
from ..drawing.finding import Finding
from ..drawing.legend import ROW_HEIGHT, Sample, bar_sample, legend_row
from ..statistics.multiple_testing import BUDGET_ITEMS
from ..statistics.summary import LEAST_TRIALS
from ..statistics.uncertainty import NOT_VARIED
from ..words import wording
from ..words.language import _, decimal
from ..words.quantities import amount, axis_unit, digits, factor, title
from . import comparison_sentences as sentences
from .answer import CLAUSES, margins, overview, sentence
from .verdicts import CLEAR

NAME_CHARACTERS = 24
COLOURS = 7
"""Number of distinct colours in `canvas`; lines of further scenarios are dashed."""
NAME_STYLE: dict[str, Any] = {"fontsize": 9.5, "fontweight": "bold", "ha": "right", "va": "center", "linespacing": 1.1}


def paired_differences(rows: pd.DataFrame, titles: Mapping[str, str], kicker: str = "", note: str = "") -> Figure:
    """Draw the differences from the base at the last week of `rows`, a panel a measure and a row a scenario.

    The dark bar is the error of the mean; the pale bar holds parameters too.
    """
    rows = rows[rows["week"] == rows["week"].max()]
    measures, scenarios = list(rows["measure"].unique()), list(rows["scenario"].unique())
    names = [textwrap.fill(wording.named(name, titles), NAME_CHARACTERS) for name in scenarios]
    lines = max(1, -(-len(measures) // canvas.PANELS_IN_A_ROW))
    height = sum(max(0.42, 0.14 + 0.17 * (1 + name.count("\n"))) for name in names)
    base = wording.quoted(rows["base"].iloc[0], titles)
    subtitle = _("Difference from {base}, same people and same luck; right of the line is more, left is less")
    if set(measures) & set(BUDGET_ITEMS):
        subtitle = _("Money saved compared with {base} (left of the line: more is spent), euros per person")
    footnote = footnotes(rows, note)
    free, finding = lines * (canvas.PANEL_TEXTS + height) + ROW_HEIGHT, Finding(*overview(rows, titles))
    figure, bottom, top = canvas.titled_figure(free, kicker, finding, subtitle.format(base=base), footnote)
    top = legend_row(figure, top, _samples(rows))
    inks = canvas.colours(scenarios, None)
    left = canvas.EDGE + 0.015 + canvas.widest(figure, names, **NAME_STYLE)
    across, upright = (0.985 - left) / canvas.PANELS_IN_A_ROW, (top - bottom) / lines
    inch = 1.0 / figure.get_figheight()
    heights = dict(zip(scenarios, _heights(names), strict=True))
    for index, measure in enumerate(measures):
        line, column = divmod(index, canvas.PANELS_IN_A_ROW)
        floor = top - (line + 1) * upright + 0.4 * inch
        axes = figure.add_axes((left + column * across, floor, across - 0.035, upright - canvas.PANEL_TEXTS * inch))
        of_measure = rows[rows["measure"] == measure]
        panel(axes, measure, of_measure, heights, inks)
        if column == 0:
            for name, scenario in zip(names, scenarios, strict=True):
                axes.text(-0.04, heights[scenario], name, transform=axes.get_yaxis_transform(), color=inks[scenario],
                          gid=f"label:{scenario}", **NAME_STYLE)  # fmt: skip
    return figure


def _heights(names: list[str]) -> list[float]:
    """Return the vertical positions of the rows; each row is as high as its name."""
    rows = [max(0.42, 0.14 + 0.17 * (1 + name.count("\n"))) / 0.42 for name in names]
    return [sum(rows[:index]) + row / 2 - 0.5 for index, row in enumerate(rows)]


def panel(axes: Axes, measure: str, rows: pd.DataFrame, heights: Mapping[str, float], inks: Mapping) -> None:
    """Draw one measure: a bar for each interval, a mark and a number for every scenario, bold if clear."""
    shown = rows["n"].max() >= LEAST_TRIALS
    y = rows["scenario"].map(heights).to_numpy()
    ink = [inks[name] for name in rows["scenario"]]
    if shown:
        bars(axes, y, rows["low"], rows["high"], [(*colour, 0.25) for colour in ink], gid="combined")
        bars(axes, y, rows["mean_low"], rows["mean_high"], ink, gid="mean")
    axes.vlines(rows["difference"], y - 0.2, y + 0.2, colors=ink, lw=2.2, gid="marks")
    for row, height in zip(rows.itertuples(), y, strict=True):
        weight = "bold" if row.verdict in CLEAR else "normal"
        axes.text(row.difference, height - 0.24, amount(measure, row.difference, True), fontsize=9, ha="center",
                  va="bottom", fontweight=weight, bbox=canvas.WHITE_BOX, gid=f"number:{row.scenario}")  # fmt: skip
    ends = ["difference", "low", "high"] if shown else ["difference"]
    reach = 1.12 * np.nanmax(np.abs(rows[ends].to_numpy()), initial=0.0)
    reach = max(reach, 1.5 * 10.0 ** -digits(measure) / factor(measure))
    axes.axvline(0.0, color=canvas.INK, lw=1.0, zorder=0.9)
    canvas.tidy_axes(axes)
    axes.grid(axis="y", visible=False)
    axes.grid(axis="x", color=canvas.PALE, lw=0.7)
    lowest = max(heights.values())
    axes.set(xlim=(-reach, reach), ylim=(lowest + 0.5, min(heights.values()) - 0.75), yticks=[])
    axes.xaxis.set_major_locator(MaxNLocator(4, symmetric=True))
    axes.xaxis.set_major_formatter(ticks(factor(measure)))
    axes.text(0.0, 1.0, axis_unit(measure), transform=axes.transAxes, fontsize=9, color=canvas.GREY, va="bottom")
    head = axes.annotate("", (0.0, 1.0), (0.0, 15.0), "axes fraction", "offset points", va="bottom")
    head.set(fontsize=10.5, fontweight="bold", color=canvas.INK, gid=f"panel:{measure}")
    canvas.fold(head, title(measure), axes.get_position().width)


def bars(
    axes: Axes, y: np.ndarray, low: pd.Series, high: pd.Series, colours: list, gid: str, thickness: float = 0.4
) -> None:
    """Draw horizontal bars from `low` to `high` at the heights `y`, as one collection."""
    half = thickness / 2
    corners = [
        [(left, middle - half), (right, middle - half), (right, middle + half), (left, middle + half)]
        for middle, left, right in zip(y, low, high, strict=True)
    ]
    axes.add_collection(PolyCollection(corners, facecolors=colours, edgecolors="none", gid=gid), autolim=False)


def ticks(factor: float = 1.0, signed: bool = True) -> FuncFormatter:
    """Return the formatter of an axis: numbers as the locale writes them, without trailing zeros."""

    def label(value: float, _position: int | None = None) -> str:
        value = factor * value
        digits = next((digits for digits in range(4) if abs(round(value, digits) - value) < 1e-6), 4)
        return decimal(value, digits, signed)

    return FuncFormatter(label)


def difference_over_time(rows: pd.DataFrame, titles: Mapping[str, str], kicker: str = "", note: str = "") -> Figure:
    """Draw the difference from the base of one measure or item of money over time, a line and a band a scenario."""
    measure = rows["measure"].iloc[0]
    scenarios = list(rows["scenario"].unique())
    last = rows[rows["week"] == rows["week"].max()]
    base = wording.quoted(rows["base"].iloc[0], titles)
    headline = sentence(last, titles) if measure in CLAUSES else ""
    finding = Finding(headline, "") if headline else Finding(*overview(last, titles))
    subtitle = _("{measure}: difference from {base} ({unit})")
    if measure in BUDGET_ITEMS:
        subtitle = _("{measure}: money saved since the start compared with {base} (below zero: more is spent; {unit})")
    subtitle = subtitle.format(measure=title(measure), base=base, unit=axis_unit(measure))
    if rows["n"].max() >= LEAST_TRIALS:
        note = " ".join(part for part in (_("Bands: the interval at each moment by itself."), note) if part)
    figure, bottom, top = canvas.titled_figure(canvas.OVER_TIME, kicker, finding, subtitle, footnotes(rows, note))
    axes = figure.add_axes((0.1, 0.1, 0.5, 0.5))
    inks = canvas.colours(scenarios, None)
    ends = _draw_lines(axes, rows, scenarios, inks)
    texts = [f"{wording.named(name, titles)} {amount(measure, ends[name], True)}" for name in scenarios]
    canvas.label_line_ends(axes, scenarios, texts, inks, ends, (0.085, 0.97), (bottom, top))
    return figure


def _draw_lines(
    axes: Axes, rows: pd.DataFrame, scenarios: list[str], inks: Mapping[str, canvas.Colour]
) -> dict[str, float]:
    """Draw a line and a band for each scenario, and scale the axes; return where the lines end."""
    measure = rows["measure"].iloc[0]
    ends: dict[str, float] = {}
    for name in scenarios:
        line = rows[rows["scenario"] == name].sort_values("week")
        if line["n"].max() >= LEAST_TRIALS:
            axes.fill_between(line["week"], line["low"], line["high"], color=inks[name], alpha=0.15, lw=0,
                              gid=f"interval:{name}")  # fmt: skip
        dashes = (0, (5, 2)) if len(ends) >= COLOURS else "-"
        axes.plot(line["week"], line["difference"], color=inks[name], lw=2.2, ls=dashes, gid=f"line:{name}")
        ends[name] = float(line["difference"].iloc[-1])
    axes.axhline(0.0, color=canvas.INK, lw=1.0, zorder=0.9)
    canvas.tidy_axes(axes)
    canvas.time_axis(axes, int(rows["week"].max()))
    low, high = axes.dataLim.y0, axes.dataLim.y1
    room = max(high - low, 2.0 * 10.0 ** -digits(measure) / factor(measure))
    axes.set_ylim(min(low, 0.0) - 0.06 * room, max(high, 0.0) + 0.06 * room)
    axes.yaxis.set_major_locator(MaxNLocator(6))
    axes.yaxis.set_major_formatter(ticks(factor(measure)))
    return ends


def footnotes(rows: pd.DataFrame, note: str = "") -> str:
    """Return the footnote of a figure of differences: meaning of the intervals, correction, margins, caution."""
    measures = list(rows["measure"].unique())
    corrected = sentences.widened(int(rows["compared"].max()))
    parts = (sentences.basis(rows), corrected, margins(rows), sentences.comparison_caution(measures), note)
    return " ".join(part for part in parts if part)


def _samples(rows: pd.DataFrame) -> list[tuple[Sample, str]]:
    """Return the legend of the bars in a panel; if parameters are not varied there is one bar."""
    if rows["n"].max() < LEAST_TRIALS:
        return [(bar_sample(1.0), _("average of the simulated trials"))]
    samples = [(bar_sample(1.0), _("average, with the 95 % interval of its error"))]
    if set(rows["parameters"]) != {NOT_VARIED}:
        samples.append((bar_sample(0.25), _("95 % interval that holds the parameters too")))
    return samples
