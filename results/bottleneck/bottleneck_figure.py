"""Figure of `vex bottleneck`: the referral network with its queues.

From left to right: needs, referrers, partners. Onward referrals are arcs at the right of the partners.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.typing import ColorType

from scenarios.bottleneck import Bottleneck
from scenarios.referral_flows import AT_START, TEAM_NAMES, THEMSELVES

from ..drawing import canvas
from ..drawing.finding import Finding
from ..words import wording
from ..words.language import _, decimal
from .bottleneck_table import most_stuck, network_of
from .bottleneck_wording import NEED_TITLES, limit_sentence, node_title, values_used, wait_sentence

PARTNER_HEIGHT = 0.32
"""Inches of height for a partner."""
HEADINGS_HEIGHT, LEGEND_HEIGHT = 0.55, 0.75
"""Inches above the partners for the headings and below for the legend."""
NEED_X, ORIGIN_X, PARTNER_X, NAME_X = 1.95, 3.3, 4.8, 5.45
COLUMNS_X = (8.15, 9.0, 9.75)
"""Inches from the left: nodes, names, and the right ends of the three columns of numbers."""
PARTNER_NAME_WIDTH = 2.15
"""Inches for the name of a partner; a longer name takes two lines, and no more."""
THICKEST = 11.0
"""Points of the thickest line."""
SEEN = 0.04
"""People a week below which a line is left out."""
CUT = "#b8400e"
FILLS = ((0.995, "#33475b"), (0.9, "#8fa3b5"), (0.0, "#ffffff"))
"""The fill of a node from this share of its places in use on."""


@dataclass(frozen=True, slots=True)
class _Drawing:
    """The axes in inches, the position of each node, line width in points for a person a week, and colours."""

    axes: Axes
    positions: dict[str, tuple[float, float]]
    points: float
    inks: Mapping[str, ColorType]


def network_figure(bottleneck: Bottleneck, kicker: str = "", note: str = "") -> Figure:
    """Draw the referral network of the scenario without added places, in the language in use."""
    nodes, flows, maximum = network_of(bottleneck)
    titles, stuck = bottleneck.titles, most_stuck(nodes)
    partners = nodes[nodes["kind"] == "partner"].sort_values(
        ["short", "wanted"], ascending=[False, False], kind="stable"
    )
    tall = HEADINGS_HEIGHT + LEGEND_HEIGHT + PARTNER_HEIGHT * max(len(partners), len(NEED_TITLES))
    finding = Finding(limit_sentence(maximum, stuck, titles), wait_sentence(nodes, titles))
    kicker = kicker or _(bottleneck.title)
    figure, bottom, top = canvas.titled_figure(tall, kicker, finding, "", _footnote(bottleneck, note))
    axes = figure.add_axes((0.0, bottom, 1.0, top - bottom))
    axes.set(xlim=(0.0, canvas.FIGURE_WIDTH), ylim=(0.0, tall))
    axes.set_axis_off()
    joining = flows[(flows["origin"] != AT_START) & (flows["joined"] > 0.0)]
    origins = [name for name in (*TEAM_NAMES[::-1], THEMSELVES) if (joining["origin"] == name).any()]
    first = joining[joining["origin"].isin(origins)]
    needs = first.groupby("need")["joined"].sum().sort_values(ascending=False)
    positions = _column(NEED_X, list(needs.index), tall) | _column(ORIGIN_X, origins, tall)
    heights = (tall - HEADINGS_HEIGHT - PARTNER_HEIGHT * (row + 0.5) for row in range(len(partners)))
    positions |= {name: (PARTNER_X, height) for name, height in zip(partners["node"], heights, strict=True)}
    widest = first.groupby(["need", "origin"])["joined"].sum().max() if len(first) else 1.0
    drawing = _Drawing(axes, positions, THICKEST / max(widest, 1e-9), canvas.colours(origins, None))
    _draw_lines(drawing, first, ["need", "origin"])
    _draw_lines(drawing, first, ["origin", "partner"])
    _draw_onward(drawing, joining[~joining["origin"].isin(origins)])
    for need in needs.index:
        x, y = positions[need]
        _dot(axes, x, y, 40, canvas.GREY)
        _write(axes, x - 0.12, y, _(NEED_TITLES[need]), need, ha="right")
    for name in origins:
        _draw_origin(drawing, name, nodes)
    for _index, row in partners.iterrows():
        _draw_partner(drawing, row, titles)
    _headings(axes, tall)
    _legend(axes)
    return figure


def _column(x: float, names: list[str], tall: float) -> dict[str, tuple[float, float]]:
    """Return positions in a column, spread over the height."""
    step = (tall - HEADINGS_HEIGHT - LEGEND_HEIGHT) / max(1, len(names))
    return {name: (x, tall - HEADINGS_HEIGHT - step * (row + 0.5)) for row, name in enumerate(names)}


def _draw_lines(drawing: _Drawing, flows: pd.DataFrame, ends: list[str]) -> None:
    for (begin, end), people in flows.groupby(ends)["joined"].sum().items():
        if people >= SEEN:
            (x0, y0), (x1, y1) = drawing.positions[begin], drawing.positions[end]
            middle = (x0 + x1) / 2
            ink = drawing.inks[end if ends[1] == "origin" else begin]
            _curve(drawing, [(x0, y0), (middle, y0), (middle, y1), (x1, y1)], people, ink, 0.5)


def _draw_onward(drawing: _Drawing, flows: pd.DataFrame) -> None:
    """Draw the arcs of onward referrals."""
    for (begin, end), people in flows.groupby(["origin", "partner"])["joined"].sum().items():
        if people >= SEEN:
            (x, y0), (_x, y1) = drawing.positions[begin], drawing.positions[end]
            out = x + 0.12 + 0.9 * (NAME_X - x - 0.2) * min(1.0, 0.25 + abs(y1 - y0) / (8 * PARTNER_HEIGHT))
            _curve(drawing, [(x, y0), (out, y0), (out, y1), (x, y1)], people, canvas.GREY, 0.55)


def _curve(
    drawing: _Drawing, corners: list[tuple[float, float]], people: float, ink: ColorType, alpha: float
) -> None:
    path = Path(corners, [Path.MOVETO, Path.CURVE4, Path.CURVE4, Path.CURVE4])
    thick = max(0.5, drawing.points * people)
    drawing.axes.add_patch(PathPatch(path, fill=False, ec=ink, lw=thick, alpha=alpha, capstyle="butt", zorder=1))


def _draw_origin(drawing: _Drawing, name: str, nodes: pd.DataFrame) -> None:
    x, y = drawing.positions[name]
    row = nodes.set_index("node").loc[name] if name in set(nodes["node"]) else None
    _dot(drawing.axes, x, y, 170, drawing.inks[name], CUT if row is not None and row["limits"] else "white")
    lines = [node_title(name, {})]
    if row is not None:
        lines.append(_("{used} % of hours used").format(used=decimal(100 * row["utilisation"])))
        waiting, weeks = decimal(row["waiting"]), decimal(row["wait_weeks"], 1)
        lines.append(_("{n} wait, {weeks} weeks").format(n=waiting, weeks=weeks))
    text = _write(drawing.axes, x, y - 0.16, "\n".join(lines), name, ha="center", va="top", linespacing=1.2)
    text.set_bbox({"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 1.5})


def _draw_partner(drawing: _Drawing, row: pd.Series, titles: Mapping[str, str]) -> None:
    node, limits = row["node"], bool(row["limits"])
    x, y = drawing.positions[node]
    fill = next((ink for least, ink in FILLS if row["utilisation"] >= least), FILLS[-1][1])
    edge = CUT if limits else canvas.GREY
    _dot(drawing.axes, x, y, 60 + 14 * min(row["wanted"], 15.0), fill, edge, limits)
    weight = "bold" if limits else "normal"
    name = _write(drawing.axes, NAME_X, y, "", node, ha="left", fontweight=weight, linespacing=1.0)
    canvas.fold(name, node_title(node, titles), PARTNER_NAME_WIDTH / canvas.FIGURE_WIDTH)
    first, *more = name.get_text().split("\n")
    if more:
        name.set(fontsize=8, text=f"{first}\n{more[0]}{'…' * (len(more) > 1)}")
    numbers = (decimal(row["wait_weeks"], 1), decimal(row["waiting"]), decimal(row["short"], 1))
    for at, words, column in zip(COLUMNS_X, numbers, ("wait", "waiting", "short"), strict=True):
        _write(drawing.axes, at, y, words, f"{column}:{node}", ha="right", fontweight=weight)


def _dot(
    axes: Axes, x: float, y: float, size: float, fill: ColorType, edge: ColorType = "white", cut: bool = False
) -> None:
    axes.scatter([x], [y], s=size, c=[fill], edgecolors=edge, linewidths=2.4 if cut else 0.9, zorder=3)


def _write(axes: Axes, x: float, y: float, words: str, name: str, **font: Any) -> Text:
    look: dict[str, Any] = {"fontsize": 9, "color": canvas.INK, "va": "center"}
    return axes.text(x, y, words, gid=f"label:{name}", zorder=4, **look | font)


def _headings(axes: Axes, tall: float) -> None:
    y = tall - HEADINGS_HEIGHT + 0.1
    words = (
        (NEED_X - 0.12, _("Help needed"), "right"), (ORIGIN_X, _("Who brings"), "center"),
        (NAME_X, _("Partners"), "left"), (COLUMNS_X[0], _("Wait,\nweeks"), "right"),
        (COLUMNS_X[1], _("Waiting\nin town"), "right"), (COLUMNS_X[2], _("Stuck\na week"), "right"),
    )  # fmt: skip
    for number, (x, text, side) in enumerate(words):
        _write(axes, x, y, text, f"heading {number}", ha=side, va="bottom", fontsize=9.5, color=canvas.GREY)


def _legend(axes: Axes) -> None:
    """Draw the legend of fills and rings below the network."""
    y = 0.3
    parts = (
        (0.45, FILLS[0][1], canvas.GREY, False, _("all places in use")),
        (2.3, FILLS[1][1], canvas.GREY, False, _("90 % or more in use")),
        (4.35, FILLS[2][1], canvas.GREY, False, _("less")),
        (5.5, FILLS[0][1], CUT, True, _("limits what can pass")),
    )
    for x, fill, edge, cut, words in parts:
        _dot(axes, x, y, 90, fill, edge, cut)
        _write(axes, x + 0.16, y, words, f"legend {x:g}", ha="left", color=canvas.GREY)


def _footnote(bottleneck: Bottleneck, note: str) -> str:
    own = _(
        "Thickness of lines: simulated people a week who join a list; grey arcs: sent on by a partner. Stuck: "
        "simulated people a week who join and for whom there is no room, everyone else in town keeping the places "
        "they use. No urgency, giving up or chance from week to week is in that bound. Averages over {weeks} weeks; "
        "simulated trials: {n}."
    ).format(weeks=bottleneck.weeks, n=bottleneck.replications)
    return " ".join(filter(None, (own, values_used(bottleneck), _(wording.NO_FORECAST), note)))
