"""Timeline figure of a life: a lane a policy, with the turning points as marks and labels above it.

Satisfaction with life and trust share a scale of 0 to 10; the grey area is the number of domains with a problem.
"""

from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.transforms import blended_transform_factory

from ..drawing.canvas import (
    EDGE,
    FIGURE_WIDTH,
    GREY,
    INK,
    PALE,
    Colour,
    colours,
    end_labels,
    place_labels,
    tidy_axes,
    titled_figure,
)
from ..drawing.finding import Finding
from ..words.language import N_, _, decimal
from .event_sentences import ABOUT_CONTACT, ABOUT_HELP, ABOUT_LIFE, ABOUT_OFFICE, ABOUT_WORK
from .life_text import COUNTED_EVENTS, Moment

LANE, LABEL_HEIGHT, TITLE, GAP, FOOT = 1.05, 0.135, 0.34, 0.2, 0.62
"""Inches: height of the lines of a lane, of a row of labels, of a title; space between lanes, and below the last."""
LANES_LEFT, LANES_RIGHT = 0.055, 0.75
"""Shares of the width; the space right of the lanes fits the longest label in the last week."""
FONT = 8.0
MARKS = {ABOUT_CONTACT: "o", ABOUT_HELP: "s", ABOUT_OFFICE: "X", ABOUT_WORK: "D", ABOUT_LIFE: "v"}
SUBJECTS = {
    ABOUT_CONTACT: N_("conversation"), ABOUT_HELP: N_("help"), ABOUT_OFFICE: N_("department"),
    ABOUT_WORK: N_("work"), ABOUT_LIFE: N_("life"),
}  # fmt: skip
AREA = "#e4e4e4"
OFF = "#e3f1e6"


class TimelineLane(NamedTuple):
    """The content of a lane.

    `weeks`: week, life_satisfaction, trust, problems, on_benefit. `turning_points` get labels; of `moments`, the
    frequent events get small marks.
    """

    title: str
    weeks: pd.DataFrame
    turning_points: list[Moment]
    moments: list[Moment]


class PlacedLabel(NamedTuple):
    """The label of an event and its row above a lane, counted from below."""

    moment: Moment
    row: int


def timeline(finding: Finding, portrait: str, lanes: list[TimelineLane], footnote: str) -> Figure:
    """Return the figure of one life under several policies; `portrait` describes the person."""
    placed = [place_in_rows(lane.turning_points, int(lane.weeks["week"].iloc[-1])) for lane in lanes]
    above = [TITLE + LABEL_HEIGHT * (1.5 + max((label.row for label in labels), default=-1)) for labels in placed]
    free = sum(above) + (LANE + GAP) * len(lanes) + FOOT
    figure, low, high = titled_figure(free, _("One simulated life"), finding, portrait, f"{_explanation()} {footnote}")
    inch = (high - low) / free
    inks = colours(["life_satisfaction", "trust", *MARKS], None)
    top = high - 0.08 * inch
    for lane, labels, room in zip(lanes, placed, above, strict=True):
        bottom = top - (room + LANE) * inch
        figure.text(EDGE, top, lane.title, fontsize=10.5, fontweight="bold", color=INK, va="top", gid="lane title")
        axes = figure.add_axes((LANES_LEFT, bottom, LANES_RIGHT - LANES_LEFT, LANE * inch))
        _draw_states(figure, axes, lane, inks, last=lane is lanes[-1])
        _draw_marks(axes, lane, labels, inks)
        top = bottom - GAP * inch
    _draw_legend(figure, low + 0.12 * inch, inks)
    return figure


def _explanation() -> str:
    return _(
        "Satisfaction with life and trust in the municipality from 0 to 10; grey: number of parts of life that are a "
        "problem; green: off the benefit. Small marks without words: conversations, missed appointments, letters and "
        "job offers not taken."
    )


def _draw_states(figure: Figure, axes: Axes, lane: TimelineLane, inks: Mapping[str, Colour], last: bool) -> None:
    weeks, end = lane.weeks, int(lane.weeks["week"].iloc[-1])
    tidy_axes(axes)
    axes.set(xlim=(0, end), ylim=(0, 10), yticks=[0, 5, 10])
    axes.set_yticklabels(["0", "5", "10"], fontsize=FONT)
    axes.fill_between(
        weeks["week"], 0, 10, where=weeks["on_benefit"] < 0.5, color=OFF, lw=0, step="mid", zorder=0
    )
    axes.fill_between(weeks["week"], 0, weeks["problems"], step="post", color=AREA, lw=0, zorder=1)
    names = ["life_satisfaction", "trust", "problems"]
    values = [weeks["life_satisfaction"], 10.0 * weeks["trust"], weeks["problems"]]
    for name, value in zip(names[:2], values[:2], strict=True):
        axes.plot(weeks["week"], value, color=inks[name], lw=1.8, zorder=3, gid=f"line:{name}")
    words = [
        _("satisfied {value}").format(value=decimal(values[0].iloc[-1], 1)),
        _("trust {value}").format(value=decimal(values[1].iloc[-1], 1)),
        _("problems {value}").format(value=decimal(values[2].iloc[-1])),
    ]
    labels, _width = end_labels(figure, names, words, [inks[names[0]], inks[names[1]], GREY])
    for label in labels:
        label.set_fontsize(9)
    place_labels(axes, labels, [float(value.iloc[-1]) for value in values], gap=0.002)
    ticks = month_ticks(end)
    axes.set_xticks([week for week, _text in ticks], [text if last else "" for _week, text in ticks], fontsize=FONT + 1)
    axes.get_xticklabels()[0].set_horizontalalignment("left")
    if ticks[-1][0] > 0.95 * end:
        axes.get_xticklabels()[-1].set_horizontalalignment("right")


def month_ticks(weeks: int) -> list[tuple[float, str]]:
    """Return the ticks of the time axis: week and label in months; at most seven, because Dutch labels are long."""
    months = weeks * 12 / 52
    step = next((step for step in (1, 3, 6, 12, 24, 60) if months / step <= 6), 120)
    ticks = [(month * 52 / 12, _("month {n}").format(n=decimal(month))) for month in range(step, int(months) + 1, step)]
    return [(0.0, _("start")), *ticks]


def _draw_marks(axes: Axes, lane: TimelineLane, labels: list[PlacedLabel], inks: Mapping[str, Colour]) -> None:
    """Draw a mark, label and pointer for every turning point, and small marks for frequent events."""
    line = 1.0 + 0.1 / LANE
    transform = blended_transform_factory(axes.transData, axes.transAxes)
    axes.plot([0, 1], [line, line], color=PALE, lw=1.0, transform=axes.transAxes, clip_on=False, zorder=1)
    for moment, row in labels:
        height = line + (0.08 + LABEL_HEIGHT * row) / LANE
        axes.plot(
            [moment.week, moment.week], [line, height + 0.09 / LANE], transform=transform, color=inks[moment.subject],
            lw=0.8, clip_on=False, zorder=1, gid="event pointer",
        )  # fmt: skip
        axes.annotate(
            moment.label, (moment.week, height), xycoords=transform, xytext=(2.0, 0.0), textcoords="offset points",
            fontsize=FONT, color=INK, va="bottom", ha="left", annotation_clip=False, gid="event label",
        )  # fmt: skip
    small = [moment for moment in lane.moments if moment.event in COUNTED_EVENTS]
    for moments, size, gid in ((small, 3.0, "small mark"), (lane.turning_points, 5.5, "event mark")):
        for moment in moments:
            axes.plot(
                [moment.week], [line], transform=transform, marker=MARKS[moment.subject], ms=size, ls="",
                color=inks[moment.subject], mec="white", mew=0.4, clip_on=False, zorder=1 + size, gid=gid,
            )  # fmt: skip


def place_in_rows(points: list[Moment], weeks: int) -> list[PlacedLabel]:
    """Return the labels of turning points with their rows: labels do not overlap, and no pointer crosses a label.

    A label stands right of its pointer, so an earlier label goes above all later labels that it reaches. Events with
    the same label in the same week share it.
    """
    distinct = {(moment.week, moment.label): moment for moment in points}.values()
    labelled = sorted(distinct, key=lambda moment: moment.week)
    lengths = _lengths([moment.label for moment in labelled])
    scale = (LANES_RIGHT - LANES_LEFT) * FIGURE_WIDTH / weeks
    lefts = [LANES_LEFT * FIGURE_WIDTH + moment.week * scale for moment in labelled]
    rows: list[int] = []
    for index in reversed(range(len(labelled))):
        right = lefts[index] + lengths[index]
        reached = [row for row, left in zip(rows, lefts[index + 1 :], strict=True) if left <= right]
        rows.insert(0, 1 + max(reached, default=-1))
    return [PlacedLabel(moment, row) for moment, row in zip(labelled, rows, strict=True)]


def _lengths(labels: list[str]) -> list[float]:
    """Return the length of each label in inches, with the gap to the next label."""
    figure = Figure(figsize=(FIGURE_WIDTH, 1.0), dpi=100)
    FigureCanvasAgg(figure)
    texts = [figure.text(0, 0, words, fontsize=FONT) for words in labels]
    return [text.get_window_extent().width / figure.dpi + 0.09 for text in texts]


def _draw_legend(figure: Figure, bottom: float, inks: Mapping[str, Colour]) -> None:
    handles = [
        Line2D(
            [], [], marker=MARKS[name], color=inks[name], ls="", ms=5.5, mec="white", mew=0.4, label=_(SUBJECTS[name])
        )
        for name in MARKS
    ]
    figure.legend(
        handles=handles, loc="lower left", bbox_to_anchor=(LANES_LEFT - 0.01, bottom), ncols=len(handles),
        frameon=False,
        fontsize=FONT + 1, handletextpad=0.2, columnspacing=1.4, labelcolor=GREY,
    )  # fmt: skip
