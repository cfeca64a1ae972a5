"""Figures of costs against effects: the cost-effectiveness plane and the acceptability curve.

Scenarios are numbered, so that many long names fit; the legend at the right names them.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from ..drawing import canvas
from ..drawing.finding import Finding
from ..drawing.legend import column_height, legend_column
from ..run.money import StatedValues
from ..statistics.summary import LEAST_TRIALS
from ..words import wording
from ..words.language import N_, _, decimal
from ..words.quantities import axis_unit, factor, noun, title
from . import comparison_sentences as sentences
from .comparison_figures import COLOURS, ticks
from .cost_effect import DOMINATED, EXTENDED, clearly

VALUE_HEIGHT, LEGEND_LEFT = 4.1, 0.735
WORTH = {"exits_to_work": N_("Value of an exit to work, euros"), "point_years": N_("Value of a point-year, euros")}
NUMBER_PIXELS = 17.0
SURE = 0.95
"""From this probability on a policy is called the best choice."""
CIRCLE = np.sqrt(5.991)
"""Radius that holds 95 % of a two-dimensional standard normal distribution."""


def cost_effectiveness(
    points: pd.DataFrame, ranks: pd.DataFrame, titles: Mapping[str, str], kicker: str = "", note: str = ""
) -> Figure:
    """Draw extra cost against extra effect, a panel an effect, with the 95 % ellipse of parameters and averages.

    `points` is the frame of `cost_effect.plane`, `ranks` the frame of `cost_effect.frontier`.
    """
    effects, base = list(points["effect"].unique()), points["base"].iloc[0]
    scenarios = list(points["scenario"].unique())
    shown = points["n"].max() >= LEAST_TRIALS
    notes = [
        _("Ellipses: 95 % of what is not known of parameters and averages; not the chance of one trial.") if shown
        else sentences.few(int(points["n"].max())),
        sentences.comparison_caution(effects), note,
    ]  # fmt: skip
    subtitle = _("Extra cost (all budgets, euros per person since the start) against extra effect; 0 is {base}")
    subtitle = subtitle.format(base=wording.quoted(base, titles))
    finding, footnote = Finding(dominance(ranks, points, titles), ""), " ".join(filter(None, notes))
    figure, bottom, top = canvas.titled_figure(_height(scenarios, titles), kicker, finding, subtitle, footnote)
    inks = canvas.colours([base, *scenarios], base)
    _legend(figure, scenarios, titles, inks, top, first=1)
    inch = 1.0 / figure.get_figheight()
    for column, effect in enumerate(effects):
        width = 0.265 if len(effects) > 1 else 0.595
        axes = figure.add_axes((0.085 + 0.33 * column, bottom + 0.6 * inch, width, top - bottom - 1.15 * inch))
        _plane(axes, effect, points[points["effect"] == effect], scenarios, inks, shown)
    return figure


def _plane(axes: Axes, effect: str, rows: pd.DataFrame, scenarios: list[str], inks: Mapping, shown: bool) -> None:
    canvas.tidy_axes(axes)
    axes.grid(axis="x", color=canvas.PALE, lw=0.7)
    axes.axhline(0.0, color=canvas.INK, lw=1.0, zorder=0.9)
    axes.axvline(0.0, color=canvas.INK, lw=1.0, zorder=0.9)
    scale = factor(effect)
    reach = np.zeros(2)
    for row in rows.itertuples():
        centre = np.array([row.extra_effect * scale, row.extra_cost])
        half = np.array([(row.effect_high - row.effect_low) * scale, row.cost_high - row.cost_low]) / 2.0
        if shown and np.isfinite(half).all():
            half *= CIRCLE / 1.96
            _ellipse(axes, centre, half, row.correlation, inks[row.scenario], row.scenario)
        else:
            half = np.zeros(2)
        axes.plot(*centre, "o", ms=4, color=inks[row.scenario], gid=f"mark:{row.scenario}")
        reach = np.maximum(reach, np.abs(centre) + half)
    reach = np.where(reach > 0.0, 1.1 * reach, 1.0)
    axes.set(xlim=(-reach[0], reach[0]), ylim=(-reach[1], reach[1]))
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(MaxNLocator(4, symmetric=True))
        axis.set_major_formatter(ticks())
    _heads(axes, title(effect), _("extra cost, euros"), axis_unit(effect))
    numbers = [scenarios.index(name) + 1 for name in rows["scenario"]]
    centres = axes.transData.transform(np.column_stack([rows["extra_effect"] * scale, rows["extra_cost"]]))
    for number, name, centre, label in zip(numbers, rows["scenario"], centres, apart(centres), strict=True):
        (x, y), (dot_x, dot_y) = axes.transData.inverted().transform([label, centre])
        axes.plot([dot_x, x], [dot_y, y], color=inks[name], lw=0.9)
        _draw_number(axes, number, x, y, inks[name])


def apart(points: np.ndarray, least: float = NUMBER_PIXELS) -> np.ndarray:
    """Return positions near `points` (n × 2, pixels) that are about `least` pixels or more apart."""
    away = np.array([(np.cos(2.4 * index), np.sin(2.4 * index)) for index in range(len(points))])
    positions = points + 0.01 * away  # equal points move in different directions
    for _round in range(200):
        gaps = positions[:, None] - positions[None]
        far = np.linalg.norm(gaps, axis=2) + 1e6 * np.eye(len(positions))
        if far.min(initial=least) >= least:
            break
        push = np.maximum(least - far, 0.0) / 2.0
        positions = positions + (gaps / far[..., None] * push[..., None]).sum(axis=1)
    return positions


def _draw_number(axes: Axes, number: int, x: float, y: float, ink: canvas.Colour) -> None:
    """Draw a number in a disc."""
    axes.plot(x, y, "o", ms=10.5, color=ink, mec="white", mew=0.8, clip_on=False, zorder=4)
    axes.annotate(str(number), (x, y), ha="center", va="center_baseline", fontsize=7.5, fontweight="bold",
                  color="white", annotation_clip=False, zorder=5, gid="number")  # fmt: skip


def _ellipse(
    axes: Axes, centre: np.ndarray, half: np.ndarray, correlation: float, ink: canvas.Colour, name: str
) -> None:
    """Draw the ellipse of a normal distribution that reaches `half` to each side along each axis."""
    cross = correlation * half[0] * half[1]
    values, vectors = np.linalg.eigh([[half[0] ** 2, cross], [cross, half[1] ** 2]])
    angle = np.linspace(0.0, 2.0 * np.pi, 73)
    outline = centre[:, None] + vectors * np.sqrt(np.maximum(values, 0.0)) @ [np.cos(angle), np.sin(angle)]
    axes.fill(*outline, color=ink, alpha=0.16, lw=0, gid=f"ellipse:{name}")


def acceptability_curve(
    curve: pd.DataFrame, titles: Mapping[str, str], values: StatedValues | None = None, kicker: str = "", note: str = ""
) -> Figure:
    """Draw the probability that each scenario, the base included, has the highest net benefit, a panel an effect.

    The horizontal axis is the worth of the effect. `curve` is the frame of `cost_effect.acceptability`, not empty.
    """
    values = values or StatedValues()
    stated = {"exits_to_work": values.exit_to_work, "point_years": values.point_year}
    effects, scenarios = list(curve["effect"].unique()), list(curve["scenario"].unique())
    notes = [
        _("Each panel counts that effect alone, and the cost of all budgets. Dotted: the stated value."),
        _("Probabilities hold parameters and the error of averages; not the chance of one trial."),
        sentences.comparison_caution(effects), note,
    ]  # fmt: skip
    subtitle = _("Probability of the highest net benefit, by what an effect is said to be worth (%)")
    finding, footnote = Finding(_best(curve, stated, titles), ""), " ".join(filter(None, notes))
    figure, bottom, top = canvas.titled_figure(_height(scenarios, titles), kicker, finding, subtitle, footnote)
    inks = canvas.colours(scenarios, scenarios[0])
    _legend(figure, scenarios, titles, inks, top, first=0)
    inch = 1.0 / figure.get_figheight()
    for column, effect in enumerate(effects):
        width = 0.285 if len(effects) > 1 else 0.62
        axes = figure.add_axes((0.065 + 0.335 * column, bottom + 0.6 * inch, width, top - bottom - 1.15 * inch))
        _curves(axes, curve[curve["effect"] == effect], scenarios, inks)
        worth = stated[effect]
        axes.axvline(worth, color=canvas.INK, lw=1.2, ls=":", gid="stated")
        _heads(axes, title(effect), "%", _(WORTH[effect]))
    return figure


def _curves(axes: Axes, rows: pd.DataFrame, scenarios: list[str], inks: Mapping) -> None:
    canvas.tidy_axes(axes)
    most = rows["worth"].max()
    for number, name in enumerate(scenarios):
        line = rows[rows["scenario"] == name]
        dashes = (0, (5, 2)) if number == 0 or number > COLOURS else "-"
        worth, share = line["worth"].to_numpy(), 100.0 * line["probability"].to_numpy()
        axes.plot(worth, share, color=inks[name], lw=2.0, ls=dashes, gid=f"line:{name}")
        if share.max() < 2.0:
            continue  # several lines lie on the axis: a number there would be ambiguous
        peak = int(np.clip(np.argmax(share - 0.01 * np.arange(len(share))), 2, len(share) - 3))
        _draw_number(axes, number, worth[peak], share[peak], inks[name])
    axes.set(xlim=(0.0, most), ylim=(0.0, 102.0))
    axes.xaxis.set_major_locator(MaxNLocator(3))
    axes.xaxis.set_major_formatter(ticks(signed=False))
    axes.yaxis.set_major_formatter(ticks(signed=False))


def _heads(axes: Axes, title: str, upright: str, along: str) -> None:
    """Add title and unit above the axes, and the name of the horizontal axis below."""
    above: dict[str, Any] = {"xycoords": "axes fraction", "textcoords": "offset points", "va": "bottom"}
    axes.annotate(upright, (0.0, 1.0), (-28.0, 4.0), fontsize=9, color=canvas.GREY, **above)
    head = axes.annotate("", (0.0, 1.0), (-28.0, 17.0), fontsize=10.5, fontweight="bold", gid="panel:title", **above)
    canvas.fold(head, title, axes.get_position().width + 0.03)
    axes.annotate(along, (0.5, 0.0), (0.0, -20.0), "axes fraction", "offset points", fontsize=9, color=canvas.GREY,
                  ha="center", va="top")  # fmt: skip


def _height(scenarios: list[str], titles: Mapping[str, str]) -> float:
    """Return the height of the panels and of the legend, inches."""
    return max(VALUE_HEIGHT, column_height(wording.named(name, titles) for name in scenarios) + 0.4)


def _legend(figure: Figure, scenarios: list[str], titles: Mapping, inks: Mapping, top: float, first: int) -> None:
    texts = [wording.named(name, titles) for name in scenarios]
    legend_column(figure, LEGEND_LEFT, top, scenarios, texts, [inks[name] for name in scenarios], first)


def dominance(ranks: pd.DataFrame, points: pd.DataFrame, titles: Mapping[str, str]) -> str:
    """Return the headline on dominated policies: policies that are clearly never the best, by each effect.

    `ranks` and `points` are the frames of `cost_effect.frontier` and `plane`. The base can be dominated too; it is then
    named as the base, and not counted among the scenarios.
    """
    if points["n"].max() < LEAST_TRIALS:
        return _("Cost and effect of each scenario compared with {base}.").format(
            base=wording.quoted(points["base"].iloc[0], titles)
        )
    parts = []
    for effect, rows in ranks.groupby("effect", sort=False):
        worse = rows[rows["status"].isin((DOMINATED, EXTENDED)) & (rows["never_best"] >= clearly(len(rows)))]
        if len(worse):
            template = _("by {effect}, {scenarios}")
            names = _with_base(worse["scenario"], points["base"].iloc[0], titles)
            parts.append(template.format(effect=noun(effect), scenarios=names))
    if not parts:
        return _("No policy is clearly dominated: which is best depends on what an effect is worth, or is not known.")
    return _("Clearly dominated (others cost less or yield more): {found}.").format(found="; ".join(parts))


def _with_base(scenarios: pd.Series, base: str, titles: Mapping[str, str]) -> str:
    """Return the names of scenarios for a sentence; the base is named as the base, and not counted."""
    others = scenarios[scenarios != base]
    if len(others) == len(scenarios):
        return sentences.names(others, titles)
    the_base = _("the base {base} itself").format(base=wording.quoted(base, titles))
    return wording.joined([sentences.names(others, titles), the_base]) if len(others) else the_base


def _best(curve: pd.DataFrame, stated: Mapping[str, float], titles: Mapping[str, str]) -> str:
    """Return the headline on the most probable best choice at the stated values; `curve` starts with the base."""
    base, least_probable = curve["scenario"].iloc[0], 1.0
    parts = []
    for effect, rows in curve.groupby("effect", sort=False):
        if not stated[effect]:
            continue
        nearest = rows["worth"].iloc[(rows["worth"] - stated[effect]).abs().argmin()]
        best = rows[rows["worth"] == nearest].nlargest(1, "probability").iloc[0]
        if not best["probability"] > 0.5 + 1e-9:
            continue
        least_probable = min(least_probable, best["probability"])
        template = _("at {worth} euros for an exit to work {scenario} ({share})")
        if effect == "point_years":
            template = _("at {worth} euros for a point-year of life satisfaction {scenario} ({share})")
        part = template.format(
            worth=decimal(stated[effect]), scenario=_with_base(pd.Series([best["scenario"]]), base, titles),
            share=_("probability {share} %").format(share=decimal(100 * best["probability"])),
        )  # fmt: skip
        parts.append(part)
    if not parts:
        return _("Which policy is the best depends on what an effect is said to be worth.")
    if least_probable < SURE:
        return _("Which policy is the best is not settled; most often it is {found}.").format(found="; ".join(parts))
    return _("Most probably the best choice: {found}.").format(found="; ".join(parts))
