"""Legends: samples of bars and lines in a row above a drawing, and numbered names in a column beside it."""

import textwrap
from collections.abc import Callable, Iterable, Sequence

from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from . import canvas

ROW_HEIGHT = 0.34
"""Height of a row, inches."""
COLUMN_CHARACTERS = 25

Sample = Callable[[float, float, float], tuple[Artist, float]]
"""Takes left edge, middle and one inch as fractions of the figure; gives an artist and the distance to its text."""


def bar_sample(alpha: float) -> Sample:
    """Return a sample of an upright bar; a pale bar is wider."""
    wide = 0.008 if alpha == 1.0 else 0.05

    def draw(x: float, y: float, inch: float) -> tuple[Artist, float]:
        corner = (x, y - 0.07 * inch)
        return Rectangle(corner, wide, 0.14 * inch, color=canvas.INK, alpha=alpha, lw=0), wide + 0.008

    return draw


def line_sample(**look: object) -> Sample:
    """Return a sample of a line with a marker in its middle; `look` are properties of `Line2D`."""

    def draw(x: float, y: float, inch: float) -> tuple[Artist, float]:
        style: dict = {"color": canvas.INK, "markersize": 5} | look
        return Line2D([x, x + 0.0175, x + 0.035], [y] * 3, markevery=[1], **style), 0.043

    return draw


def legend_row(figure: Figure, top: float, samples: Iterable[tuple[Sample, str]]) -> float:
    """Draw samples with their names from the left edge on; return the top of the free area below."""
    inch = 1.0 / figure.get_figheight()
    x, y = canvas.EDGE, top - 0.14 * inch
    for sample, words in samples:
        artist, distance = sample(x, y, inch)
        figure.add_artist(artist)
        text = figure.text(x + distance, y, words, fontsize=9.5, color=canvas.INK, va="center", gid="legend")
        x += distance + canvas.width(text) + 0.03
    return top - ROW_HEIGHT * inch


def legend_column(
    figure: Figure, left: float, top: float, names: Sequence[str], texts: Sequence[str], inks: Sequence, first: int
) -> None:
    """Draw numbered texts from the top down, right of `left`; numbers start at `first`, `names` go into the SVG."""
    inch = 1.0 / figure.get_figheight()
    y = top - 0.12 * inch
    font: dict = {"fontsize": 9.5, "fontweight": "bold", "va": "top", "linespacing": 1.15}
    for number, (name, words, ink) in enumerate(zip(names, texts, inks, strict=True), start=first):
        folded = textwrap.fill(words, COLUMN_CHARACTERS)
        text = figure.text(left + 0.025, y, folded, color=ink, gid=f"label:{name}", **font)
        figure.text(left + 0.017, y, str(number), color=ink, ha="right", **font)
        y -= canvas.height(text) + 0.09 * inch


def column_height(texts: Iterable[str]) -> float:
    """Return the height of a column of these texts, inches."""
    return sum(0.09 + 0.165 * (1 + textwrap.fill(words, COLUMN_CHARACTERS).count("\n")) for words in texts)
