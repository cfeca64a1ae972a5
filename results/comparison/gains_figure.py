"""Figure of who gains and who loses under one scenario: a row a subgroup, work left, wellbeing right."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from simulation.outcomes import EVERYONE

from ..drawing import canvas
from ..drawing.finding import Finding
from ..statistics.summary import LEAST_TRIALS
from ..words import wording
from ..words.language import N_, _
from ..words.quantities import amount, axis_unit, factor, title
from . import comparison_sentences as sentences
from .answer import tally
from .comparison_figures import bars, ticks

DIMENSION_TITLES = {
    "everyone": N_("Everyone"),
    "load": N_("Problems at the start"),
    "duration": N_("Time on the benefit"),
    "household": N_("Household"),
    "sex": N_("Sex"),
    "age": N_("Age"),
    "education": N_("Education"),
}
LEVEL_TITLES = {
    "load": {"light": N_("light"), "medium": N_("medium"), "heavy": N_("heavy")},
    "duration": {
        "under 1 year": N_("under 1 year"), "1 to 3 years": N_("1 to 3 years"), "3 to 10 years": N_("3 to 10 years"),
        "10 years and more": N_("10 years and more"),
    },
    "household": {"single": N_("single"), "single parent": N_("single parent"), "couple": N_("couple")},
    "sex": {"men": N_("men"), "women": N_("women")},
    "age": {
        "under 35": N_("under 35"), "35 to 44": N_("35 to 44"), "45 to 54": N_("45 to 54"),
        "55 and over": N_("55 and over"),
    },
    "education": {"low": N_("low education"), "middle": N_("middle education"), "high": N_("high education")},
}  # fmt: skip
"""Dimension → level → its name for readers."""
SHOWN_OUTCOMES = ("exit_work", "life_satisfaction")
MANY = N_(
    "{n} subgroups are looked at. By chance alone one interval in twenty leaves out zero; coloured are only "
    "differences that are clear after correction for all {count} that are judged, over outcomes and scenarios "
    "(Bonferroni). That one subgroup is coloured and another is not does not say that they differ."
)
CHANCE = N_(
    "Better and worse off: of 100 people, how many left for work in only one of the two, or are more than half a "
    "point more or less satisfied, under the same luck. Where one person takes a place, another waits: so some are "
    "better and some worse off by chance under any change, and only the balance belongs to the policy."
)
PLAIN_COLOUR = to_rgb(canvas.GREY)
LINE_HEIGHT = 0.235
"""Height of a row, inches."""


def gains_and_losses(rows: pd.DataFrame, titles: Mapping[str, str], kicker: str = "", note: str = "") -> Figure:
    """Draw the rows of `who_gains.who_gains` for one scenario and one group.

    Raises ValueError if `rows` holds several scenarios or groups.
    """
    if len(rows[["scenario", "group"]].drop_duplicates()) != 1:
        raise ValueError("a figure of who gains shows one scenario and one group")
    rows = rows[rows["outcome"].isin(SHOWN_OUTCOMES)]
    lines = _lines(rows)
    shown = rows["n"].max() >= LEAST_TRIALS
    many = sentences.few(int(rows["n"].max()))
    if shown:
        judged = rows.loc[rows["dimension"] != EVERYONE, "comparisons"].max()
        many = _(MANY).format(n=int(rows["subgroups"].max()), count=0 if pd.isna(judged) else int(judged))
    footnote = " ".join(part for part in (many, _(CHANCE), sentences.comparison_caution(SHOWN_OUTCOMES), note) if part)
    scenario, base = (wording.quoted(rows[column].iloc[0], titles) for column in ("scenario", "base"))
    subtitle = _("Difference between {scenario} and {base} by what people were at the start")
    figure, bottom, top = canvas.titled_figure(
        LINE_HEIGHT * len(lines) + 1.05,
        kicker,
        gains_finding(rows, titles),
        subtitle.format(scenario=scenario, base=base),
        footnote,
    )
    inch = 1.0 / figure.get_figheight()
    names = [words for words, _level in lines.values()]
    left = canvas.EDGE + 0.015 + canvas.widest(figure, names, fontsize=9.5, fontweight="bold")
    across = (0.985 - left) / 2
    for column, outcome in enumerate(SHOWN_OUTCOMES):
        box = (left + column * across, bottom + 0.45 * inch, across - 0.165, top - bottom - 1.05 * inch)
        axes = figure.add_axes(box)
        _panel(axes, outcome, rows[rows["outcome"] == outcome], lines, shown)
        if column == 0:
            for y, (words, level) in enumerate(lines.values()):
                look: dict[str, Any] = {"color": canvas.INK} if level else {"color": canvas.GREY, "fontweight": "bold"}
                axes.text(-0.03, y, words, transform=axes.get_yaxis_transform(), ha="right", va="center", fontsize=9.5,
                          gid=f"label:{y}", **look)  # fmt: skip
    return figure


def _lines(rows: pd.DataFrame) -> dict[tuple[str, str], tuple[str, bool]]:
    """Return the lines from top to bottom: (dimension, level) → text, and whether it is a level (or a heading)."""
    lines: dict[tuple[str, str], tuple[str, bool]] = {}
    for dimension, level in rows[["dimension", "level"]].drop_duplicates().itertuples(index=False):
        title = _(DIMENSION_TITLES.get(dimension, dimension))
        if dimension == EVERYONE:
            lines[dimension, level] = (title, True)
            continue
        lines.setdefault((dimension, ""), (title, False))
        lines[dimension, level] = (level_name(dimension, level), True)
    return lines


def level_name(dimension: str, level: str) -> str:
    """Return the name of a subgroup for readers."""
    return _(LEVEL_TITLES.get(dimension, {}).get(level, level))


def _panel(axes: Axes, outcome: str, rows: pd.DataFrame, lines: Mapping, shown: bool) -> None:
    """Draw one outcome: interval and mark of every subgroup, and the numbers better and worse off at the right."""
    height = {key: y for y, key in enumerate(lines)}
    (ink,) = canvas.colours(["clear"], None).values()
    columns = (("better", 1.16), ("worse", 1.44))
    heights = np.array([height[key] for key in zip(rows["dimension"], rows["level"], strict=True)])
    inks = [ink if clear else PLAIN_COLOUR for clear in rows["clear"]]
    if shown:
        pale = [(*colour, 0.3) for colour in inks]
        bars(axes, heights, rows["low"], rows["high"], pale, gid="interval", thickness=0.5)
    axes.vlines(rows["difference"], heights - 0.3, heights + 0.3, colors=inks, lw=2.2, gid="marks")
    for side, x in columns:
        for y, share, dimension in zip(heights, rows[side], rows["dimension"], strict=True):
            if not pd.isna(share):
                weight = "bold" if dimension == EVERYONE else "normal"
                axes.text(x, y, amount("exit_work", share), transform=axes.get_yaxis_transform(), fontsize=9,
                          ha="right", va="center", fontweight=weight)  # fmt: skip
    ends = ["difference", "low", "high"] if shown else ["difference"]
    reach = 1.08 * np.nanmax(np.abs(rows[ends].to_numpy()), initial=0.0) or 0.01
    axes.axvline(0.0, color=canvas.INK, lw=1.0, zorder=0.9)
    canvas.tidy_axes(axes)
    axes.grid(axis="y", visible=False)
    axes.grid(axis="x", color=canvas.PALE, lw=0.7)
    axes.set(xlim=(-reach, reach), ylim=(len(lines) - 0.4, -0.6), yticks=[])
    axes.xaxis.set_major_locator(MaxNLocator(4, symmetric=True))
    axes.xaxis.set_major_formatter(ticks(factor(outcome)))
    above: dict[str, Any] = {"xycoords": "axes fraction", "textcoords": "offset points", "va": "bottom"}
    axes.annotate(axis_unit(outcome), (0.0, 1.0), (0.0, 3.0), fontsize=9, color=canvas.GREY, **above)
    head = axes.annotate("", (0.0, 1.0), (0.0, 18.0), fontsize=10.5, fontweight="bold", gid=f"panel:{outcome}", **above)
    canvas.fold(head, title(outcome), axes.get_position().width)
    for words, (_side, x) in zip((_("better\noff"), _("worse\noff")), columns, strict=True):
        axes.annotate(words, (x, 1.0), (0.0, 3.0), fontsize=9, color=canvas.GREY, ha="right", linespacing=1.1, **above)


def gains_finding(rows: pd.DataFrame, titles: Mapping[str, str]) -> Finding:
    """Return the finding on the subgroups of one scenario and group, with the numbers better and worse off."""
    scenario, base = (wording.quoted(rows[column].iloc[0], titles) for column in ("scenario", "base"))
    n = int(rows["n"].max())
    off = _better_and_worse(rows, scenario, base)
    if n < LEAST_TRIALS:
        headline = _("Subgroups under {scenario} compared with {base}.").format(scenario=scenario, base=base)
        return Finding(headline, f"{sentences.few(n)} {off}")
    parts = rows[rows["dimension"] != EVERYONE]
    clear = []
    for outcome in SHOWN_OUTCOMES:
        of_outcome = parts[parts["outcome"] == outcome]
        up, down = (int((of_outcome["clear"] & (sign * of_outcome["difference"] > 0.0)).sum()) for sign in (1, -1))
        if up or down:
            clear.append(tally(outcome, up, down, len(of_outcome)))
    if clear:
        headline = _("Under {scenario}, compared with {base}, clear differences in subgroups: {found}.")
        headline = headline.format(scenario=scenario, base=base, found=wording.joined(clear))
    else:
        headline = _("Under {scenario} no subgroup clearly gains or loses, compared with {base}.")
        headline = headline.format(scenario=scenario, base=base)
    return Finding(headline, off)


def _better_and_worse(rows: pd.DataFrame, scenario: str, base: str) -> str:
    """Return the sentence on the people better and worse off among everyone; empty if unknown."""
    everyone = rows[rows["dimension"] == EVERYONE].set_index("outcome")[["better", "worse"]]
    if not set(SHOWN_OUTCOMES) <= set(everyone.index) or everyone.loc[list(SHOWN_OUTCOMES)].isna().any(axis=None):
        return ""
    counts = [amount("exit_work", everyone.loc[outcome, side]) for outcome in SHOWN_OUTCOMES for side in everyone]
    return _(
        "Of 100 people {better_work} left for work only under {scenario} and {worse_work} only under {base}; "
        "{better_life} are more than half a point more satisfied and {worse_life} less."
    ).format(
        scenario=scenario, base=base, better_work=counts[0], worse_work=counts[1], better_life=counts[2],
        worse_life=counts[3],
    )  # fmt: skip
