"""Figures of a run over time: each takes summaries and returns a figure with the finding as its title.

`summary` and `changes` are the frames of `summarise` and `differences` for one scenario. The same code draws one
replication and a thousand: if there is no interval, none is drawn and the footnote says so. A missing value is a gap in
the line; a line without a value at the end has no number there. `kicker` is a line above the title, `note` a sentence
added to the footnote.
"""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from simulation.measures import MEASURES
from simulation.population import LEAST_COUNT

from ..drawing import canvas
from ..statistics.summary import LEAST_TRIALS
from ..words import wording
from ..words.language import _, brief, plural
from ..words.quantities import amount
from .findings import corrected, finding

LEAST_SPAN = {"life_satisfaction": 1.0}


def outflow(
    summary: pd.DataFrame,
    changes: pd.DataFrame | None,
    labels: Mapping[str, str],
    control: str | None,
    kicker: str = "",
    note: str = "",
) -> Figure:
    """Draw the share that has left the benefit for work over time, a line a group."""
    return over_time(summary, changes, "exit_work", labels, control, kicker, note)


def life_satisfaction(
    summary: pd.DataFrame,
    changes: pd.DataFrame | None,
    labels: Mapping[str, str],
    control: str | None,
    kicker: str = "",
    note: str = "",
) -> Figure:
    """Draw mean life satisfaction over time, a line a group."""
    return over_time(summary, changes, "life_satisfaction", labels, control, kicker, note)


def over_time(
    summary: pd.DataFrame,
    changes: pd.DataFrame | None,
    measure: str,
    labels: Mapping[str, str],
    control: str | None,
    kicker: str = "",
    note: str = "",
) -> Figure:
    """Draw a measure over time, a line a group, with the range of single trials of `control` in grey."""
    rows = of_one_scenario(summary)
    rows = rows[rows["measure"] == measure]
    rows = rows[rows["mean"].notna().groupby(rows["group"]).transform("any")]
    n = int(rows["n"].max()) if len(rows) else 0
    groups = list(rows["group"].unique())
    of_control = rows[(rows["group"] == control) & (n >= LEAST_TRIALS)]
    words = [lines_are(n, edge=True)]
    if control is not None and len(of_control):
        grey = _("Pale grey: {range} for {group}.")
        words.append(grey.format(range=wording.range_of_trials(n), group=wording.quoted(control, labels)))
    if not MEASURES[measure].share:
        words.append(_("The upright axis does not start at zero."))
    words += [part for part in (corrected(changes, [measure]), wording.caution([measure]), note) if part]
    row = MEASURES[measure]
    meaning = _(row.meaning)
    subtitle = f"{meaning[:1].upper()}{meaning[1:]} ({'%' if row.share else _(row.unit)})"
    title = finding(summary, changes, measure, labels, control)
    figure, bottom, top = canvas.titled_figure(canvas.OVER_TIME, kicker, title, subtitle, " ".join(words).strip())
    axes = figure.add_axes((0.1, 0.1, 0.5, 0.5))
    grey_band(axes, of_control)
    inks = canvas.colours(list(summary["group"].unique()), control)
    ends = draw_lines(axes, rows, inks)
    scale(axes, measure)
    texts = [end_text(group, labels, measure, ends[group]) for group in groups]
    canvas.label_line_ends(axes, groups, texts, inks, ends, (0.07, 0.97), (bottom, top))
    return figure


def of_one_scenario(summary: pd.DataFrame) -> pd.DataFrame:
    """Return `summary`; raises ValueError if it holds several scenarios."""
    names = summary["scenario"].unique()
    if len(names) > 1:
        raise ValueError(f"a figure shows one scenario; got {', '.join(map(str, names))}")
    return summary


def draw_lines(axes: Axes, rows: pd.DataFrame, inks: Mapping[str, canvas.Colour]) -> dict[str, float]:
    """Draw a line a group with the interval of its mean; return the last values, NaN if missing.

    With fewer than `LEAST_TRIALS` no interval is drawn. A value between two gaps is a dot.
    """
    ends: dict[str, float] = {}
    for group, line in rows.groupby("group", sort=False):
        look: dict[str, Any] = {"color": inks[group]}
        low, high = (line[bound].where(line["n"] >= LEAST_TRIALS) for bound in ("mean_low", "mean_high"))
        axes.fill_between(line["week"], low, high, alpha=0.25, lw=0, gid=f"interval:{group}", **look)
        known = line["mean"].notna()
        isolated = known & ~known.shift(fill_value=False) & ~known.shift(-1, fill_value=False)
        axes.plot(line["week"][isolated], line["mean"][isolated], "o", ms=2.5, **look)
        if inks[group] == canvas.CONTROL_COLOUR:
            look["ls"] = (0, (5, 2))
        axes.plot(line["week"], line["mean"], lw=2.2, gid=f"line:{group}", **look)
        ends[group] = float(line["mean"].iloc[-1])
    canvas.tidy_axes(axes)
    if ends:
        canvas.time_axis(axes, int(rows["week"].max()))
    return ends


def grey_band(axes: Axes, rows: pd.DataFrame) -> None:
    """Draw the range of single trials."""
    axes.fill_between(rows["week"], rows["trial_low"], rows["trial_high"], color="#ececec", lw=0, gid="trials")


def scale(axes: Axes, measure: str) -> None:
    """Scale the vertical axis: shares from zero, others so that a small difference does not look large."""
    low, high = axes.dataLim.y0, axes.dataLim.y1
    if MEASURES[measure].share:
        axes.set_ylim(0.0, min(1.02, 1.1 * high) if 0.0 < high <= 1.0 else 1.0)
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _position: wording.per_cent(brief(100 * value))))
    elif low <= high:
        span = max(1.2 * (high - low), LEAST_SPAN.get(measure, 0.1 * abs(high)))
        axes.set_ylim((low + high - span) / 2, (low + high + span) / 2)
    axes.yaxis.set_major_locator(MaxNLocator(6))


def end_text(group: str, labels: Mapping[str, str], measure: str, value: float) -> str:
    """Return the label at the end of a line: the group with its value, or that the value is not shown."""
    missing = _("not shown (fewer than {n} people)").format(n=LEAST_COUNT)
    return f"{wording.named(group, labels)} {missing if pd.isna(value) else end_value(measure, value)}"


def end_value(measure: str, value: float) -> str:
    """Return the number at the end of a line, with a non-breaking space before its unit."""
    words = amount(measure, value)
    return wording.per_cent(words).replace(" ", "\u00a0") if MEASURES[measure].share else words


def lines_are(n: int, edge: bool = False) -> str:
    """Return the sentence of the footnote on the meaning of the lines and, with `edge`, of their edges."""
    if edge and n >= LEAST_TRIALS:
        return _(
            "Lines: average of {n} simulated trials; the darker edge along each line is the 95 % interval of that "
            "average."
        ).format(n=n)
    return plural(
        "Lines: one simulated trial; no interval can be given.", "Lines: average of {n} simulated trials.", max(1, n)
    ).format(n=n)
