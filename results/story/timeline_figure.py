"""The timeline of a life: a lane a policy, one under another, with what the text tells as marks and words above them.

Satisfaction with life and trust share a scale of 0 to 10; the grey area counts the parts of life that are a problem.
"""

from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.transforms import blended_transform_factory

from ..drawing.canvas import EDGE, GREY, INK, PALE, WIDTH, colours, end_labels, place_labels, tidy_axes, titled_figure
from ..drawing.finding import Finding
from ..words.language import N_, _, decimal
from .event_sentences import CONTACT, HELP, LIFE, OFFICE, WORK
from .life_text import COUNTS, Moment

LANE, ROW, TITLE, GAP, FOOT = 1.05, 0.135, 0.34, 0.2, 0.62
"""Inches: height of a lane's lines, of a row of labels above them, of its title, between lanes, and below the last."""
LEFT, RIGHT, EDGE_OF_LABELS = 0.055, 0.75, 0.985
"""Right of the lanes there is room for the longest label of an event in the last week."""
FONT = 8.0
MARKS = {CONTACT: "o", HELP: "s", OFFICE: "X", WORK: "D", LIFE: "v"}
ABOUT = {
    CONTACT: N_("conversation"), HELP: N_("help"), OFFICE: N_("department"), WORK: N_("work"), LIFE: N_("life"),
}  # fmt: skip
AREA = "#e4e4e4"
OFF = "#e3f1e6"


class Line(NamedTuple):
    """What a lane shows: the policy, week by week the state of the person, what is told, and all that happened."""

    title: str
    weeks: pd.DataFrame
    told: list[Moment]
    moments: list[Moment]


class Written(NamedTuple):
    """A label in its row above a lane, counted from below."""

    moment: Moment
    row: int


def timeline(said: Finding, who: str, lines: list[Line], footnote: str) -> Figure:
    """Return the figure of one life under several policies."""
    written = [laid_out(line.told, int(line.weeks["week"].iloc[-1])) for line in lines]
    above = [TITLE + ROW * (1.5 + max((label.row for label in labels), default=-1)) for labels in written]
    free = sum(above) + (LANE + GAP) * len(lines) + FOOT
    figure, low, high = titled_figure(free, _("One simulated life"), said, who, f"{_legend()} {footnote}")
    inch = (high - low) / free
    inks = colours(["life_satisfaction", "trust", *MARKS], None)
    top = high - 0.08 * inch
    for line, labels, room in zip(lines, written, above, strict=True):
        bottom = top - (room + LANE) * inch
        figure.text(EDGE, top, line.title, fontsize=10.5, fontweight="bold", color=INK, va="top", gid="lane title")
        axes = figure.add_axes((LEFT, bottom, RIGHT - LEFT, LANE * inch))
        _draw_states(axes, line, inks, last=line is lines[-1])
        _draw_marks(axes, line, labels, inks)
        top = bottom - GAP * inch
    _draw_legend(figure, low + 0.12 * inch, inks)
    return figure


def _legend() -> str:
    return _(
        "Satisfaction with life and trust in the municipality from 0 to 10; grey: number of parts of life that are a "
        "problem; green: off the benefit. Small marks without words: conversations, missed appointments, letters and "
        "job offers not taken."
    )


def _draw_states(axes: Axes, line: Line, inks: dict, last: bool) -> None:
    weeks, end = line.weeks, int(line.weeks["week"].iloc[-1])
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
    labels, _width = end_labels(axes.figure, names, words, [inks[names[0]], inks[names[1]], GREY])
    for label in labels:
        label.set_fontsize(9)
    place_labels(axes, labels, [float(value.iloc[-1]) for value in values], gap=0.002)
    ticks = month_ticks(end)
    axes.set_xticks([week for week, _text in ticks], [text if last else "" for _week, text in ticks], fontsize=FONT + 1)
    axes.get_xticklabels()[0].set_ha("left")
    if ticks[-1][0] > 0.95 * end:
        axes.get_xticklabels()[-1].set_ha("right")


def month_ticks(weeks: int) -> list[tuple[float, str]]:
    """Return weeks and their names in months, at most seven of them: more would touch in Dutch."""
    months = weeks * 12 / 52
    step = next((step for step in (1, 3, 6, 12, 24, 60) if months / step <= 6), 120)
    ticks = [(month * 52 / 12, _("month {n}").format(n=decimal(month))) for month in range(step, int(months) + 1, step)]
    return [(0.0, _("start")), *ticks]


def _draw_marks(axes: Axes, lane: Line, labels: list[Written], inks: dict) -> None:
    """Put a mark with words and a pointer for every event that is told, and a small one for what is counted."""
    line = 1.0 + 0.1 / LANE
    place = blended_transform_factory(axes.transData, axes.transAxes)
    axes.plot([0, 1], [line, line], color=PALE, lw=1.0, transform=axes.transAxes, clip_on=False, zorder=1)
    for moment, row in labels:
        height = line + (0.08 + ROW * row) / LANE
        axes.plot(
            [moment.week, moment.week], [line, height + 0.09 / LANE], transform=place, color=inks[moment.about], lw=0.8,
            clip_on=False, zorder=1, gid="event pointer",
        )  # fmt: skip
        axes.annotate(
            moment.label, (moment.week, height), xycoords=place, xytext=(2.0, 0.0), textcoords="offset points",
            fontsize=FONT, color=INK, va="bottom", ha="left", annotation_clip=False, gid="event label",
        )  # fmt: skip
    small = [moment for moment in lane.moments if moment.event in COUNTS]
    for moments, size, gid in ((small, 3.0, "small mark"), (lane.told, 5.5, "event mark")):
        for moment in moments:
            axes.plot(
                [moment.week], [line], transform=place, marker=MARKS[moment.about], ms=size, ls="",
                color=inks[moment.about], mec="white", mew=0.4, clip_on=False, zorder=1 + size, gid=gid,
            )  # fmt: skip


def laid_out(told: list[Moment], weeks: int) -> list[Written]:
    """Return the labels with their rows: no two overlap, and no pointer runs through a label.

    A label stands right of its pointer; so an earlier one goes above all later ones that it reaches. All that is told
    has a label; what has the same words in the same week shares one.
    """
    asked = sorted({(moment.week, moment.label): moment for moment in told}.values(), key=lambda moment: moment.week)
    lengths = _lengths([moment.label for moment in asked])
    scale = (RIGHT - LEFT) * WIDTH / weeks
    lefts = [LEFT * WIDTH + moment.week * scale for moment in asked]
    rows: list[int] = []
    for place in reversed(range(len(asked))):
        right = lefts[place] + lengths[place]
        reached = [row for row, left in zip(rows, lefts[place + 1 :], strict=True) if left <= right]
        rows.insert(0, 1 + max(reached, default=-1))
    return [Written(moment, row) for moment, row in zip(asked, rows, strict=True)]


def _lengths(labels: list[str]) -> list[float]:
    """Return how long each label is, in inches, with the gap to the next."""
    figure = Figure(figsize=(WIDTH, 1.0), dpi=100)
    FigureCanvasAgg(figure)
    texts = [figure.text(0, 0, words, fontsize=FONT) for words in labels]
    return [text.get_window_extent().width / figure.dpi + 0.09 for text in texts]


def _draw_legend(figure: Figure, bottom: float, inks: dict) -> None:
    handles = [
        Line2D([], [], marker=MARKS[name], color=inks[name], ls="", ms=5.5, mec="white", mew=0.4, label=_(ABOUT[name]))
        for name in MARKS
    ]
    figure.legend(
        handles=handles, loc="lower left", bbox_to_anchor=(LEFT - 0.01, bottom), ncols=len(handles), frameon=False,
        fontsize=FONT + 1, handletextpad=0.2, columnspacing=1.4, labelcolor=GREY,
    )  # fmt: skip
