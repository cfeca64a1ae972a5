"""Waterfall figure of `vex explain`: from one scenario to the other, channel by channel."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from simulation.measures import MEASURES

from ..drawing import canvas
from ..drawing.finding import Finding
from ..statistics.shapley import WHOLE
from ..statistics.summary import LEAST_TRIALS
from ..words import wording
from ..words.language import _, decimal
from ..words.quantities import axis_unit
from .explain_wording import (
    certainty,
    headline,
    in_unit,
    is_clear,
    level_words,
    part_name,
    share_with_interval,
    subject_line,
)

BAR_HEIGHT = 0.46
"""Inches of height for each bar."""
UP_COLOUR, DOWN_COLOUR, TOTAL_COLOUR = (0.0, 0.38, 0.6), (0.75, 0.32, 0.0), canvas.CONTROL_COLOUR
BARS_LEFT, BARS_RIGHT = 0.27, 0.79


def waterfall(rows: pd.DataFrame, titles: tuple[str, str], labels: Mapping[str, str], note: str = "") -> Figure:
    """Draw the shares of one measure and group.

    `rows` as of `channel_shares`; `titles` are those of base and scenario. Each bar starts at the end of the bar above;
    the last bar is the whole difference. Whiskers are 95 % intervals, left out with too few replications.
    """
    rows = rows.reset_index(drop=True)
    measure, n = rows["measure"].iloc[0], int(rows["n"].iloc[0])
    words = [
        _("Each bar: what the channel adds, averaged over every order in which the channels can be set free."),
        _("Thin lines: 95 % interval of that average over {n} replications; pale where it is not clear.").format(n=n)
        if n >= LEAST_TRIALS
        else "",
        wording.caution([measure]),
        note,
    ]
    finding = Finding(headline(rows), certainty(rows))
    figure, bottom, top = canvas.titled_figure(
        BAR_HEIGHT * (len(rows) + 2.8) + 0.75, subject_line(*titles, rows["group"].iloc[0], labels), finding,
        _("{measure}: difference ({unit})").format(
            measure=_(MEASURES[measure].title), unit=axis_unit(measure)
        ),
        " ".join(filter(None, words)),
    )  # fmt: skip
    axes = figure.add_axes((BARS_LEFT, bottom + 0.09, BARS_RIGHT - BARS_LEFT, top - bottom - 0.11))
    draw_steps(axes, rows, measure)
    names = [titles[0], *(part_name(part) for part in rows["part"]), titles[1]]
    name_rows(axes, names, rows, measure)
    return figure


def draw_steps(axes: Axes, rows: pd.DataFrame, measure: str) -> None:
    """Draw a bar for each part from the end of the part before it, and the whole difference from zero."""
    canvas.tidy_axes(axes)
    axes.grid(False)
    axes.grid(axis="x", color=canvas.PALE, lw=0.7)
    axes.axvline(0.0, color=canvas.GREY, lw=1.0)
    reached = 0.0
    for position, row in enumerate(rows.itertuples(), start=1):
        start = 0.0 if row.part == WHOLE else reached
        value, low, high = (in_unit(measure, number) for number in (row.value, row.low, row.high))
        colour = TOTAL_COLOUR if row.part == WHOLE else UP_COLOUR if value >= 0.0 else DOWN_COLOUR
        faint = row.n >= LEAST_TRIALS and not is_clear(row)
        axes.barh(
            position, value, left=start, height=0.6, color=colour, alpha=0.45 if faint else 1.0, gid=f"bar:{row.part}"
        )
        if row.n >= LEAST_TRIALS:
            ends = [start + low, start + high]
            axes.plot(ends, [position, position], color=canvas.INK, lw=1.2, gid=f"interval:{row.part}")
        reached = start + value
        axes.plot(
            [reached, reached], [position, position + 1], color=canvas.GREY, lw=0.8, ls=":", gid=f"step:{row.part}"
        )
    axes.set_ylim(len(rows) + 1.9, -0.9)
    axes.use_sticky_edges = False
    axes.margins(x=0.06)
    axes.xaxis.set_major_locator(MaxNLocator(6))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _index: tick_label(value, axes.get_xticks())))


def name_rows(axes: Axes, names: list[str], rows: pd.DataFrame, measure: str) -> None:
    """Write the names of the bars on the left, and their numbers on the right."""
    axes.set_yticks(range(len(names)), [""] * len(names))
    across = axes.get_yaxis_transform()
    numbers = [
        level_words(measure, float(rows["base"].iloc[0])),
        *(share_with_interval(row) for row in rows.itertuples()),
        level_words(measure, float(rows["scenario"].iloc[0])),
    ]
    last = len(names) - 1
    for row, (name, number) in enumerate(zip(names, numbers, strict=True)):
        weight = "bold" if row in (0, last - 1, last) else "normal"
        # titles of scenarios take more lines than names of channels
        position = row + {0: -0.3, last: 0.3}.get(row, 0.0)
        font: dict[str, Any] = {"va": "center", "fontsize": 10, "color": canvas.INK, "fontweight": weight}
        font["transform"] = across
        text = axes.text(-0.02, position, "", ha="right", linespacing=1.1, **font)
        canvas.fold(text, name, BARS_LEFT - canvas.EDGE - 0.01)
        axes.text(1.02, position, number, ha="left", **font)


def tick_label(value: float, ticks: np.ndarray) -> str:
    """Return a number at the axis with the decimals that the step between `ticks` needs."""
    step = ticks[1] - ticks[0] if len(ticks) > 1 else 1.0
    needed = next((places for places in range(4) if abs(step * 10**places - round(step * 10**places)) < 1e-6), 4)
    return decimal(value, needed, signed=True)
