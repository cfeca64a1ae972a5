"""Layout of every figure: finding on top, footnote below, names at the ends of the lines.

Figures are created without pyplot, which would open windows, keep figures alive and depend on a display.
"""

import textwrap
from collections.abc import Mapping
from typing import Any

import numpy as np
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure, SubFigure
from matplotlib.text import Text
from matplotlib.ticker import ScalarFormatter

from ..words.language import _, decimal_symbol, plural
from .finding import Finding

Colour = tuple[float, float, float] | str

INK, GREY, PALE = "#222222", "#595959", "#dddddd"
CONTROL_COLOUR = "#555555"
_ORDER = (0, 3, 2, 4, 5, 9, 1)
FIGURE_WIDTH, MARGIN, TEXT_GAP = 10.0, 0.16, 0.1
"""Inches: width of every figure, margin above and below, space between texts."""
PANELS_IN_A_ROW, PANEL_TEXTS, OVER_TIME = 3, 1.1, 4.4
"""Panels in a row; inches for titles and axis of a panel, and of the drawing of a figure over time."""
WHITE_BOX: dict[str, Any] = {"facecolor": "white", "edgecolor": "none", "pad": 0.4}
EDGE = 0.025
LABEL_CHARACTERS = 26


def colours(groups: list[str], control: str | None) -> dict[str, Colour]:
    """Return a colour for each group, from a palette for colour-blind readers; `control` is grey."""
    palette = [(0.85 * red, 0.85 * green, 0.85 * blue) for red, green, blue in sns.color_palette("colorblind")]
    others = [group for group in groups if group != control]
    chosen: dict[str, Colour] = {group: palette[_ORDER[index % len(_ORDER)]] for index, group in enumerate(others)}
    return {group: chosen.get(group, CONTROL_COLOUR) for group in groups}


def titled_figure(
    free: float, kicker: str, finding: Finding, subtitle: str, footnote: str
) -> tuple[Figure, float, float]:
    """Return a figure with its texts, and the bottom and top of the free area as fractions of its height.

    The free area is `free` inches high.
    """
    figure = Figure(figsize=(FIGURE_WIDTH, 10.0), dpi=100, facecolor="white")
    FigureCanvasAgg(figure)
    above = [
        _add_text(figure, name, words, va="top", **font)
        for name, words, font in (
            ("kicker", kicker, {"fontsize": 9.5, "color": GREY}),
            ("title", finding.headline, {"fontsize": 14, "fontweight": "bold", "color": INK}),
            ("certainty", finding.certainty, {"fontsize": 12, "color": INK}),
            ("subtitle", subtitle, {"fontsize": 10.5, "color": GREY}),
        )
        if words
    ]
    below = _add_text(figure, "footnote", footnote, va="bottom", fontsize=8.5, color=GREY)
    inches = [10.0 * height(text) for text in above]
    foot = MARGIN + 10.0 * height(below)
    head = MARGIN + sum(inches) + TEXT_GAP * len(above)
    tall = foot + free + head
    figure.set_size_inches(FIGURE_WIDTH, tall)
    y = tall - MARGIN
    for text, inch in zip(above, inches, strict=True):
        text.set_y(y / tall)
        y -= inch + TEXT_GAP
    below.set_y(MARGIN / tall)
    return figure, foot / tall, 1.0 - head / tall


def _add_text(figure: Figure, name: str, words: str, **font: Any) -> Text:
    """Add a text at the left edge, folded to the width of the figure; its height is set later."""
    text = figure.text(EDGE, 0.0, "", gid=name, linespacing=1.25, **font)
    fold(text, words, 1.0 - 2 * EDGE)
    return text


def fold(text: Text, words: str, width: float) -> None:
    """Set words, broken into lines that are at most the fraction `width` of the figure wide."""
    most = width * text.figure.bbox.width
    full = _width_of(text, words)
    if full <= most:
        return
    lines = [words]
    for characters in range(int(1.1 * len(words) * most / full), 8, -1):
        lines = textwrap.wrap(words, characters)
        # measuring takes most of the time of a figure: a length that is too wide mostly shows at its longest line
        if all(_width_of(text, line) <= most for line in sorted(lines, key=len, reverse=True)):
            break
    text.set_text("\n".join(lines))


def _width_of(text: Text, words: str) -> float:
    """Set the words of `text`, and return its width in pixels."""
    text.set_text(words)
    return text.get_window_extent().width


def height(text: Text) -> float:
    """Return the height of a text as a fraction of its figure."""
    return text.get_window_extent().height / text.figure.bbox.height


def width(text: Text) -> float:
    """Return the width of a text as a fraction of its figure."""
    return text.get_window_extent().width / text.figure.bbox.width


def widest(figure: Figure, texts: list[str], **font: Any) -> float:
    """Return the width of the widest of these texts as a fraction of the figure; draws nothing."""
    measured = [figure.text(0, 0, words, **font) for words in texts]
    result = max((width(text) for text in measured), default=0.0)
    for text in measured:
        text.remove()
    return result


def end_labels(
    figure: Figure | SubFigure, names: list[str], texts: list[str], inks: list[Colour]
) -> tuple[list[Text], float]:
    """Return labels for the ends of lines, to be moved by `place_labels`, and the width of the widest."""
    labels = [
        figure.text(0, 0, textwrap.fill(words, LABEL_CHARACTERS), color=ink, fontsize=10, va="center",
                    fontweight="bold", linespacing=1.1, gid=f"label:{name}")
        for name, words, ink in zip(names, texts, inks, strict=True)
    ]  # fmt: skip
    return labels, max((width(label) for label in labels), default=0.0)


def place_labels(axes: Axes, labels: list[Text], ends: list[float], gap: float = 0.012) -> None:
    """Put each label right of `axes` at the end of its line, moved where labels would overlap.

    A line without an end (NaN) has its label at the bottom, without a pointer.
    """
    figure = axes.figure
    box = axes.get_position()
    ended = ~np.isnan(ends)
    heights_of_ends = np.where(ended, ends, axes.get_ylim()[0])
    to_figure = figure.transFigure.inverted().transform
    wanted = [to_figure(axes.transData.transform((0, end)))[1] for end in heights_of_ends]
    heights = [height(label) + gap for label in labels]
    positions = spread_out(wanted, heights, box.y0 - 0.01, box.y1 + 0.03)
    for label, y, end, has_end in zip(labels, positions, wanted, ended, strict=True):
        label.set_position((box.x1 + 0.022, y))
        if not has_end:
            continue
        line = axes.plot(
            [box.x1 + 0.003, box.x1 + 0.018], [end, y], transform=figure.transFigure, clip_on=False, lw=0.8,
            color=label.get_color(), scalex=False, scaley=False,
        )  # fmt: skip
        line[0].set_gid("pointer")


def label_line_ends(
    axes: Axes,
    names: list[str],
    texts: list[str],
    inks: Mapping[str, Colour],
    ends: Mapping[str, float],
    across: tuple[float, float],
    upright: tuple[float, float],
    right: float | None = None,
) -> None:
    """Label the ends of lines, and set the position of the axes within `across` × `upright` of the figure.

    The axes end where the labels need the rest of the width, or at `right`.
    """
    labels, wide = end_labels(axes.figure, names, texts, [inks[name] for name in names])
    bottom, top = upright[0] + 0.075, upright[1] - 0.03
    axes.set_position((across[0], bottom, (right or across[1] - wide - 0.025) - across[0], top - bottom))
    place_labels(axes, labels, [ends[name] for name in names])


def spread_out(wanted: list[float], heights: list[float], low: float, high: float) -> list[float]:
    """Return positions near `wanted`, in the same order, at which labels of these `heights` do not overlap.

    The sum of squared moves is minimal (isotonic regression); then all are shifted into `low` … `high`, if they fit.
    """
    if not wanted:
        return []
    order = np.argsort(wanted, kind="stable")
    sizes = np.asarray(heights, dtype=float)[order]
    offset = np.concatenate([[0.0], np.cumsum((sizes[1:] + sizes[:-1]) / 2)])
    blocks: list[list[float]] = []
    for value in np.asarray(wanted, dtype=float)[order] - offset:
        blocks.append([value, 1])
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            mean, count = blocks.pop()
            before, size = blocks.pop()
            blocks.append([(mean * count + before * size) / (count + size), count + size])
    positions = np.concatenate([np.full(int(count), mean) for mean, count in blocks]) + offset
    positions -= max(0.0, positions[-1] + sizes[-1] / 2 - high)
    positions += max(0.0, low - (positions[0] - sizes[0] / 2))
    result = np.empty(len(positions))
    result[order] = positions
    return result.tolist()


class LocaleNumbers(ScalarFormatter):
    """Numbers at an axis, with the decimal separator of the locale."""

    def __call__(self, x: float, pos: int | None = None) -> str:
        """Return the number at a tick."""
        return super().__call__(x, pos).replace(".", decimal_symbol())


def tidy_axes(axes: Axes) -> None:
    """Remove frame and ticks, and draw light horizontal grid lines."""
    sns.despine(ax=axes, left=True)
    axes.grid(axis="y", color=PALE, lw=0.7)
    axes.set_axisbelow(True)
    axes.tick_params(axis="both", length=0, labelsize=10, labelcolor=GREY)
    axes.spines["bottom"].set_color(GREY)
    axes.set(xlabel="", ylabel="")
    axes.yaxis.set_major_formatter(LocaleNumbers())


def time_axis(axes: Axes, weeks: int) -> None:
    """Label the time axis in months and years."""
    step = next((step for step in (4, 13, 26, 52, 260) if weeks / step <= 5), 520)
    ticks = list(range(0, weeks + 1, step))
    axes.set_xlim(0, weeks)
    axes.set_xticks(ticks, [moment(tick) for tick in ticks])
    axes.get_xticklabels()[0].set_horizontalalignment("left")
    if ticks[-1] == weeks > 0:
        axes.get_xticklabels()[-1].set_horizontalalignment("right")


def moment(week: int) -> str:
    """Return the name of a moment on the time axis."""
    if week == 0:
        return _("start")
    if week % 52 == 0:
        return plural("{n} year", "{n} years", week // 52).format(n=week // 52)
    if week % 13 == 0:
        return _("{n} months").format(n=week // 13 * 3)
    return plural("{n} week", "{n} weeks", week).format(n=week)
