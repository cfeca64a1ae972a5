"""Figure of a sweep: the chosen measure and the share of people without a date over the axis of the tipping point.

A line is a combination of values on the other axes.
"""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter
from matplotlib.typing import ColorType

from scenarios.sweep import Sweep, in_words
from simulation.measures import MEASURES

from ..drawing import canvas
from ..drawing.finding import Finding
from ..words.language import _, decimal
from .response_surface import ABOVE, BELOW, axis_words, capacity_axis, lines_of

RESPONSE_HEIGHT, MOST_LINES = 4.6, 7


def surface_figure(
    sweep: Sweep,
    surface: pd.DataFrame,
    tipping: pd.DataFrame,
    measure: str,
    groups: tuple[str, ...],
    threshold: float,
) -> Figure | None:
    """Draw the measure and the share that waits without a date by the axis of the tipping point; None without one.

    `surface` as of `response_surface`, `tipping` as of `tipping_points`. Only the first `MOST_LINES` lines are drawn;
    the footnote then gives the number of lines.
    """
    axis = capacity_axis(sweep.axes)
    if axis is None:
        return None
    lines = lines_of(sweep, axis)
    drawn = dict(list(lines.items())[:MOST_LINES])
    comparison = sweep.comparison
    labels = ", ".join(_(comparison.labels[name]) if name in comparison.labels else _("everyone") for name in groups)
    notes = [
        _("Lines: mean over {n} runs; the darker edge is the 95 % interval of that mean.").format(
            n=int(surface["n"].max())
        ),
        _("Dotted: {share} % wait for a conversation without a date; below it there is time for everybody.").format(
            share=decimal(100.0 * threshold, 1)
        ),
        _("People: {groups}.").format(groups=labels),
    ]
    if len(lines) > len(drawn):
        notes.append(_("Drawn are the first {n} lines of {all}.").format(n=len(drawn), all=len(lines)))
    kicker = ". ".join(words for words in (_(comparison.titles[comparison.base]), _("A sweep.")) if words)
    figure, bottom, top = canvas.titled_figure(
        RESPONSE_HEIGHT,
        kicker,
        Finding(tipping_headline(tipping, axis_words(axis), threshold), ""),
        "",
        " ".join(notes),
    )
    inks = canvas.colours(list(drawn), None)
    left, right = (figure.add_axes((x, 0.1, 0.3, 0.5)) for x in (0.08, 0.48))
    ends = {}
    for axes, name in ((left, measure), (right, "backlog")):
        for line, values in drawn.items():
            rows = surface
            for path, value in values.items():
                rows = rows[rows[path] == value]
            ends[name, line] = _draw(axes, rows.sort_values(axis.path), axis.path, name, inks[line])
        _style(axes, name, axis_words(axis), axis.values)
    right.axhline(threshold, color=canvas.INK, lw=1.0, ls=":")
    texts = [line or labels for line in drawn]
    names, wide = canvas.end_labels(figure, list(drawn), texts, [inks[line] for line in drawn])
    wide = min(wide, 0.2)
    low, tall = bottom + 0.11, top - bottom - 0.2
    across = (1.0 - 0.07 - 0.09 - wide - 0.04) / 2
    left.set_position((0.07, low, across, tall))
    right.set_position((0.07 + across + 0.08, low, across, tall))
    canvas.place_labels(right, names, [ends["backlog", line] for line in drawn])
    return figure


def tipping_headline(tipping: pd.DataFrame, axis: str, threshold: float) -> str:
    """Return the headline on the tipping points (`tipping_points`) over all lines."""
    notes = set(tipping["note"])
    share = f"{decimal(100.0 * threshold, 1)} %"
    if notes == {BELOW}:
        return _("Everywhere in the range at most {share} wait for a conversation without a date").format(share=share)
    if notes == {ABOVE}:
        return _("Everywhere in the range more than {share} wait for a conversation without a date").format(share=share)
    within = tipping["tipping"].dropna()
    first, last = within.min(), within.max()
    if first == last:
        row = tipping.loc[tipping["tipping"].idxmin()]
        values = {"axis": axis, "value": in_words(first), "low": in_words(row["low"])}
        if pd.isna(row["high"]):
            words = _("People begin to wait below about {value} {axis}; that may be anywhere from {low} on")
            return words.format(**values)
        return _("People begin to wait below about {value} {axis}; that may be between {low} and {high}").format(
            high=in_words(row["high"]), **values
        )
    return _("People begin to wait below {first} to {last} {axis}, depending on the line").format(
        axis=axis, first=in_words(first), last=in_words(last)
    )


def _draw(axes: Axes, rows: pd.DataFrame, path: str, name: str, ink: ColorType) -> float:
    at = rows[path].astype(float)
    axes.fill_between(at, rows[f"{name}_low"], rows[f"{name}_high"], color=ink, alpha=0.2, lw=0)
    axes.plot(at, rows[name], "o-", color=ink, lw=2.0, ms=4)
    return float(rows[name].iloc[-1])


def _style(axes: Axes, name: str, axis: str, values: tuple) -> None:
    canvas.tidy_axes(axes)
    row = MEASURES[name]
    axes.set_title(_(row.title), loc="left", fontsize=11, color=canvas.INK)
    axes.set_xlabel(axis, fontsize=10, color=canvas.GREY)
    if row.share:
        axes.set_ylim(bottom=0.0)
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, at: f"{decimal(100.0 * value, 1)} %"))
    if len(values) <= 12:
        axes.set_xticks(sorted(values))
