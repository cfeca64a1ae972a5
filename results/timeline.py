"""The timeline of a life: a lane a policy, one under another, with what happened as marks above the lines.

Satisfaction with life and trust share a scale of 0 to 10; the grey area counts the parts of life that are a problem.
"""

from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.transforms import blended_transform_factory

from .canvas import EDGE, GREY, INK, PALE, WIDTH, colours, end_labels, place_labels, sheet, tidy_axes
from .clauses import CONTACT, HELP, LIFE, NOT_TOLD, OFFICE, WORK
from .findings import Finding
from .language import N_, _, decimal
from .life import Moment

LANE, ROW, TITLE, GAP, FOOT = 1.05, 0.135, 0.34, 0.2, 0.62
"""Inches: height of a lane's lines, of a row of labels above them, of its title, between lanes, and below the last."""
LEFT, RIGHT, EDGE_OF_LABELS = 0.055, 0.8, 0.985
ROWS = 6
"""Rows of labels above a lane, at most."""
FONT = 8.0
MARKS = {CONTACT: "o", HELP: "s", OFFICE: "X", WORK: "D", LIFE: "v"}
ABOUT = {
    CONTACT: N_("conversation"), HELP: N_("help"), OFFICE: N_("department"), WORK: N_("work"), LIFE: N_("life"),
}  # fmt: skip
AREA = "#e4e4e4"
OFF = "#e3f1e6"


class Line(NamedTuple):
    """What a lane shows: the policy, week by week the state of the person, and what happened."""

    title: str
    weeks: pd.DataFrame
    moments: list[Moment]


class Written(NamedTuple):
    """A label in its row above a lane, counted from below."""

    moment: Moment
    row: int


def timeline(said: Finding, who: str, lines: list[Line], footnote: str) -> Figure:
    """Return the figure of one life under several policies."""
    written = [laid_out(line.moments, int(line.weeks["week"].iloc[-1])) for line in lines]
    above = [TITLE + ROW * (1.5 + max((label.row for label in labels), default=-1)) for labels in written]
    free = sum(above) + (LANE + GAP) * len(lines) + FOOT
    figure, low, high = sheet(free, _("One simulated life"), said, who, f"{_legend()} {footnote}")
    inch = (high - low) / free
    inks = colours(["life_satisfaction", "trust", *MARKS], None)
    top = high - 0.08 * inch
    for line, labels, room in zip(lines, written, above, strict=True):
        bottom = top - (room + LANE) * inch
        figure.text(EDGE, top, line.title, fontsize=10.5, fontweight="bold", color=INK, va="top", gid="lane title")
        axes = figure.add_axes((LEFT, bottom, RIGHT - LEFT, LANE * inch))
        _draw_states(axes, line, inks, last=line is lines[-1])
        _draw_marks(axes, line.moments, labels, inks)
        top = bottom - GAP * inch
    _draw_key(figure, low + 0.12 * inch, inks)
    return figure


def _legend() -> str:
    return _(
        "Satisfaction with life and trust in the municipality from 0 to 10; grey: number of parts of life that are a "
        "problem; green: off the benefit. Small marks without words: letters, further conversations and events that "
        "weigh less."
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


def _draw_marks(axes: Axes, happened: list[Moment], labels: list[Written], inks: dict) -> None:
    """Put a mark for every event on a line above the lane, and words with a pointer at those that have a label."""
    line = 1.0 + 0.1 / LANE
    place = blended_transform_factory(axes.transData, axes.transAxes)
    axes.plot([0, 1], [line, line], color=PALE, lw=1.0, transform=axes.transAxes, clip_on=False, zorder=1)
    shown = {(label.moment.week, label.moment.event) for label in labels}
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
    for moment in happened:
        if moment.weight == NOT_TOLD and moment.event not in ("meeting", "letter"):
            continue
        large = (moment.week, moment.event) in shown
        axes.plot(
            [moment.week], [line], transform=place, marker=MARKS[moment.about], ms=5.5 if large else 3.0, ls="",
            color=inks[moment.about], mec="white", mew=0.4, clip_on=False, zorder=4 + large, gid="event mark",
        )  # fmt: skip


def labelled(happened: list[Moment]) -> list[Moment]:
    """Return what gets words if there is room: everything that is told, and the first letter."""
    found, letter = [], True
    for moment in happened:
        if moment.label and moment.weight < NOT_TOLD:
            found.append(moment)
        elif letter and moment.event == "letter":
            found.append(moment._replace(weight=5))
            letter = False
    return list({(moment.week, moment.label): moment for moment in found}.values())


def laid_out(happened: list[Moment], weeks: int) -> list[Written]:
    """Return the labels with their rows: no two overlap, and no pointer runs through a label.

    A label stands right of its pointer; so an earlier one goes above all later ones that it reaches. Where that takes
    too many rows, what weighs least among those that reach each other is left without words.
    """
    asked = sorted(labelled(happened), key=lambda moment: moment.week)
    lengths = _lengths([moment.label for moment in asked])
    scale = (RIGHT - LEFT) * WIDTH / weeks
    spans = {}
    for moment, length in zip(asked, lengths, strict=True):
        left = LEFT * WIDTH + moment.week * scale
        if left + length <= EDGE_OF_LABELS * WIDTH:
            spans[moment] = (left, left + length)
    while True:
        rows: dict[Moment, int] = {}
        for moment in reversed(spans):
            left, right = spans[moment]
            reached = [other for other in rows if spans[other][0] <= right]
            rows[moment] = 1 + max((rows[other] for other in reached), default=-1)
            if rows[moment] >= ROWS:
                del spans[max([moment, *_chain(moment, rows, spans)], key=lambda one: (one.weight, one.week))]
                break
        else:
            return [Written(moment, row) for moment, row in rows.items()]


def _chain(moment: Moment, rows: dict[Moment, int], spans: dict) -> list[Moment]:
    """Return the labels that push `moment` up, one under another."""
    chain = []
    while rows[moment] > 0:
        below = [other for other in rows if rows[other] == rows[moment] - 1 and spans[other][0] <= spans[moment][1]]
        moment = max(below, key=lambda other: (other.weight, other.week))
        chain.append(moment)
    return chain


def _lengths(labels: list[str]) -> list[float]:
    """Return how long each label is, in inches, with the gap to the next."""
    figure = Figure(figsize=(WIDTH, 1.0), dpi=100)
    FigureCanvasAgg(figure)
    texts = [figure.text(0, 0, words, fontsize=FONT) for words in labels]
    return [text.get_window_extent().width / figure.dpi + 0.09 for text in texts]


def _draw_key(figure: Figure, bottom: float, inks: dict) -> None:
    handles = [
        Line2D([], [], marker=MARKS[name], color=inks[name], ls="", ms=5.5, mec="white", mew=0.4, label=_(ABOUT[name]))
        for name in MARKS
    ]
    figure.legend(
        handles=handles, loc="lower left", bbox_to_anchor=(LEFT - 0.01, bottom), ncols=len(handles), frameon=False,
        fontsize=FONT + 1, handletextpad=0.2, columnspacing=1.4, labelcolor=GREY,
    )  # fmt: skip
