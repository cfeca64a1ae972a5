"""Figures of the trial analysis: differences with intervals, first exits to work, survey response, power."""

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator
from matplotlib.typing import ColorType

from ..drawing import canvas
from ..drawing.finding import Finding
from ..drawing.legend import ROW_HEIGHT, legend_row, line_sample
from ..run.control_differences_figure import tick
from ..words import wording
from ..words.language import _, brief, decimal
from ..words.quantities import amount, axis_unit, factor, title, with_unit
from .power import SIGNIFICANT
from .trial_analysis import ManyTrials, OneTrial
from .trial_frames import AT_END, FULL_TIME
from .trial_tables import WAVES
from .trial_wording import USUALLY, in_one_trial, over_trials, p_value, per_100

FOREST = ("exit_work_24", "on_benefit_24", "earnings_year_2", "life_satisfaction_w2", "health_w2", "trust_w2")
PANEL_MARGINS, PANEL_LINE = 1.2, 0.5
"""Inches of height for the texts of a panel and for a line of it."""
BOLD: dict[str, Any] = {"fontsize": 10, "fontweight": "bold", "ha": "right", "va": "center", "linespacing": 1.1}


def forest(single: OneTrial, labels: Mapping[str, str], kicker: str = "", note: str = "") -> Figure:
    """Draw the differences of one trial from control with their 95 % intervals, a panel an outcome."""
    rows = single.estimates
    shown = [name for name in FOREST if (rows["outcome"] == name).any()]
    shown = shown or list(rows["outcome"].unique()[: len(FOREST)])
    arms = single.roles.arms
    lines = max(1, -(-len(shown) // canvas.PANELS_IN_A_ROW))
    finding = in_one_trial(rows, labels, single.roles.control)
    subtitle = _("Difference from {control}; right of the line is more, left is less")
    subtitle = subtitle.format(control=wording.quoted(single.roles.control, labels))
    words = _("Everybody counts in the group that the lot gave. Survey: only those who answered.")
    footnote = _footnote(_(FULL_TIME), words, _(wording.NO_FORECAST), _(wording.ON_WELLBEING), note)
    free = lines * (PANEL_MARGINS + PANEL_LINE * len(arms)) + ROW_HEIGHT
    figure, bottom, top = canvas.titled_figure(free, kicker, finding, subtitle, footnote)
    inks = canvas.colours([single.roles.control, *arms], single.roles.control)
    looks = [
        ({"marker": "o", "lw": 2.4}, _("plain difference, with its 95 % interval")),
        ({"marker": "D", "lw": 1.2, "alpha": 0.55}, _("adjusted, with its 95 % interval")),
    ]
    top = legend_row(figure, top, [(line_sample(**look), words) for look, words in looks])
    names = [textwrap.fill(wording.named(arm, labels), 20) for arm in arms]
    left = canvas.EDGE + 0.015 + canvas.widest(figure, names, **BOLD)
    across, upright = (0.985 - left) / canvas.PANELS_IN_A_ROW, (top - bottom) / lines
    inch = 1.0 / figure.get_figheight()
    for index, outcome in enumerate(shown):
        line, column = divmod(index, canvas.PANELS_IN_A_ROW)
        floor = top - (line + 1) * upright + 0.42 * inch
        axes = figure.add_axes((left + column * across, floor, across - 0.035, upright - PANEL_MARGINS * inch))
        _forest_panel(axes, outcome, rows[rows["outcome"] == outcome], arms, inks, looks)
        if column == 0:
            for at, arm in enumerate(arms):
                axes.text(-0.04, at, names[at], transform=axes.get_yaxis_transform(), color=inks[arm],
                          gid=f"label:{arm}", **BOLD)  # fmt: skip
    return figure


def leaving(single: OneTrial, labels: Mapping[str, str], kicker: str = "", note: str = "") -> Figure:
    """Draw the share that has first left the benefit for work over time (Kaplan-Meier) with 95 % bands."""
    rows, tests = single.curves, single.survival
    groups = list(rows["group"].unique())
    clear = tests[tests["p"] < 0.05]
    paces = {True: _("{group} (sooner)"), False: _("{group} (later)")}
    arms = [
        paces[row.weeks_sooner > 0].format(group=wording.quoted(row.arm, labels)) for row in clear.itertuples()
    ]
    if clear.empty:
        headline = _("In no arm do people leave for work clearly sooner or later than in {control}.")
    else:
        headline = _("People leave for work at another pace than in {control} in {groups}.")
    headline = headline.format(
        control=wording.quoted(single.roles.control, labels), groups=wording.joined(arms) if arms else ""
    )
    certainty = ""
    if len(tests):
        ps = wording.joined([f"{wording.quoted(row.arm, labels)} {p_value(row.p)}" for row in tests.itertuples()])
        certainty = _("One simulated trial. Log-rank p against control, not corrected: {values}.").format(values=ps)
    words = _(
        "Lines: Kaplan-Meier estimate of the first exit to work; bands: 95 % interval of each line by itself. Leaving "
        "for another reason ends what can be seen, and is not counted as staying."
    )
    footnote = _footnote(words, _(wording.NO_FORECAST), note)
    subtitle = _("Share that has left the benefit for work, of those who did not leave otherwise (%)")
    finding = Finding(headline, certainty)
    figure, bottom, top = canvas.titled_figure(canvas.OVER_TIME, kicker, finding, subtitle, footnote)
    axes = figure.add_axes((0.1, 0.1, 0.5, 0.5))
    inks = canvas.colours(groups, single.roles.control)
    ends = {}
    for group, line in rows.groupby("group", sort=False):
        axes.fill_between(line["week"], line["low"], line["high"], step="post", color=inks[group], alpha=0.11, lw=0)
        dash = (0, (5, 2)) if group == single.roles.control else "-"
        axes.step(line["week"], line["left"], where="post", color=inks[group], lw=2.0, ls=dash, gid=f"line:{group}")
        ends[group] = float(line["left"].iloc[-1])
    canvas.tidy_axes(axes)
    canvas.time_axis(axes, int(rows["week"].max()))
    _shares(axes, max(0.05, 1.05 * float(rows["high"].max())))
    texts = [_end(group, labels, ends[group]) for group in groups]
    canvas.label_line_ends(axes, groups, texts, inks, ends, (0.07, 0.97), (bottom, top))
    return figure


def answering(single: OneTrial, labels: Mapping[str, str], kicker: str = "", note: str = "") -> Figure:
    """Draw the share that answered each wave, a line a group, with 95 % intervals."""
    rows = single.response
    groups, waves = list(rows["group"].unique()), sorted(rows["wave"].unique())
    last = rows[rows["wave"] == waves[-1]].set_index("group")["share"]
    low, high = last.idxmin(), last.idxmax()
    headline = _("{low} of 100 people answered in {group} at the last wave, {high} in {other}.").format(
        low=per_100(last[low]), group=wording.quoted(low, labels),
        high=per_100(last[high]), other=wording.quoted(high, labels),
    )  # fmt: skip
    certainty = _(
        "Who does not answer is not in the survey results: groups then differ by who is left, not only by help."
    )
    words = _("One simulated trial. Upright lines: 95 % interval (Wilson). The upright axis does not start at zero.")
    footnote = _footnote(words, _(wording.NO_FORECAST), note)
    subtitle = _("Share of those asked who answered the questionnaire (%)")
    finding = Finding(headline, certainty)
    figure, bottom, top = canvas.titled_figure(canvas.OVER_TIME, kicker, finding, subtitle, footnote)
    axes = figure.add_axes((0.1, 0.1, 0.5, 0.5))
    inks = canvas.colours(groups, single.roles.control)
    ends = {}
    for index, (group, line) in enumerate(rows.groupby("group", sort=False)):
        at = line["wave"] + 0.03 * (index - (len(groups) - 1) / 2)
        reach = np.maximum(0.0, np.vstack([line["share"] - line["low"], line["high"] - line["share"]]))
        dash = (0, (5, 2)) if group == single.roles.control else "-"
        axes.errorbar(at, line["share"], reach, color=inks[group], marker="o", lw=2.0, ls=dash, elinewidth=1.2,
                      gid=f"line:{group}")  # fmt: skip
        ends[group] = float(line["share"].iloc[-1])
    canvas.tidy_axes(axes)
    axes.set_xlim(waves[0] - 0.12, waves[-1] + 0.12)
    axes.set_xticks(waves, [_(WAVES[wave]) for wave in waves])
    floor = max(0.0, np.floor(10 * rows["low"].min() - 0.5) / 10)
    _shares(axes, 1.0, floor)
    texts = [_end(group, labels, ends[group]) for group in groups]
    canvas.label_line_ends(axes, groups, texts, inks, ends, (0.07, 0.97), (bottom, top))
    return figure


def power_bars(
    many: ManyTrials, labels: Mapping[str, str], kicker: str = "", note: str = "", control: str = ""
) -> Figure:
    """Draw the power of each difference, the true difference, and the smallest difference usually found."""
    rows = many.power[(many.power["model"] == "difference") & many.power["outcome"].isin(AT_END)]
    outcomes, arms = list(rows["outcome"].unique()), list(rows["arm"].unique())
    finding = over_trials(rows, labels, many.trials)
    words = _(
        "{n} simulated trials, each analysed by itself. Found: p < {limit}, not corrected for the number of "
        "comparisons. Where nothing is real, 5 of 100 trials find a difference all the same. True difference: of all "
        "people, averaged over the trials. Usually found: in 80 of 100; of the arms, the largest is shown."
    ).format(n=many.trials, limit=decimal(SIGNIFICANT, 2))
    footnote = _footnote(words, _(FULL_TIME), _(wording.NO_FORECAST), _(wording.ON_WELLBEING), note)
    tall = len(outcomes) * (0.17 * len(arms) + 0.16) + 0.75
    subtitle = _("Trials of 100 in which the difference from {control} is found")
    subtitle = subtitle.format(control=wording.quoted(control, labels))
    figure, bottom, top = canvas.titled_figure(tall + ROW_HEIGHT, kicker, finding, subtitle, footnote)
    inks = canvas.colours([control, *arms], control)
    samples = [(line_sample(color=inks[arm], lw=7, solid_capstyle="butt"), wording.named(arm, labels)) for arm in arms]
    top = legend_row(figure, top, samples)
    inch = 1.0 / figure.get_figheight()
    titles = [textwrap.fill(title(name), 42) for name in outcomes]
    font = BOLD | {"fontsize": 9, "fontweight": "normal"}
    left = canvas.EDGE + 0.015 + canvas.widest(figure, titles, **font)
    axes = figure.add_axes((left, bottom + 0.3 * inch, 0.62 - left, top - bottom - 0.75 * inch))
    step = 1.0 / (len(arms) + 1)
    for index, outcome in enumerate(outcomes):
        by_arm = rows[rows["outcome"] == outcome].set_index("arm")
        for number, arm in enumerate(arm for arm in arms if arm in by_arm.index):
            at = index + step * (number - (len(arms) - 1) / 2)
            row = by_arm.loc[arm]
            axes.barh(at, 100 * row["power"], 0.85 * step, color=inks[arm], gid=f"power:{outcome}:{arm}")
            axes.text(100 * row["power"] + 1, at, per_100(row["power"]), fontsize=8, color=inks[arm], va="center",
                      bbox=canvas.WHITE_BOX)  # fmt: skip
            axes.text(1.27, at, f"{amount(outcome, row['truth'], True)}", transform=axes.get_yaxis_transform(),
                      fontsize=8, color=inks[arm], ha="right", va="center")  # fmt: skip
        axes.text(-0.02, index, titles[index], transform=axes.get_yaxis_transform(), color=canvas.INK, **font)
        most = with_unit(outcome, by_arm["detectable"].max())
        axes.text(1.34, index, most, transform=axes.get_yaxis_transform(), fontsize=9, va="center", gid="detectable")
    heads = (1.27, "right", _("true\ndifference")), (1.34, "left", _("usually found\nfrom here on"))
    for x, ha, words in heads:
        axes.annotate(words, (x, 1.0), (0, 5), "axes fraction", "offset points", fontsize=9, ha=ha, va="bottom",
                      color=canvas.GREY)  # fmt: skip
    axes.axvline(100 * USUALLY, color=canvas.INK, lw=1.0, ls=(0, (4, 3)))
    axes.annotate(_("usually found"), (100 * USUALLY, 1.0), (0, 5), ("data", "axes fraction"), "offset points",
                  fontsize=9, ha="center", color=canvas.GREY)  # fmt: skip
    canvas.tidy_axes(axes)
    axes.grid(axis="y", visible=False)
    axes.grid(axis="x", color=canvas.PALE, lw=0.7)
    axes.set(xlim=(0, 104), ylim=(len(outcomes) - 0.5, -0.5), yticks=[])
    return figure


def _forest_panel(
    axes: Axes,
    outcome: str,
    rows: pd.DataFrame,
    arms: Sequence[str],
    inks: Mapping[str, ColorType],
    looks: Sequence[tuple[dict[str, Any], str]],
) -> None:
    """Draw one outcome: for every arm the plain difference above the adjusted difference."""
    reach = 0.0
    for model, offset, (look, __) in (("difference", -0.16, looks[0]), ("adjusted", 0.2, looks[1])):
        for row in rows[rows["model"] == model].itertuples():
            at, ink = arms.index(row.arm) + offset, inks[row.arm]
            line = look | {"color": ink, "markersize": 5 if model == "difference" else 4, "gid": f"{model}:{row.arm}"}
            if not pd.isna(row.low):
                axes.plot([row.low, row.high], [at, at], **(line | {"marker": "", "gid": f"interval:{row.arm}"}))
            axes.plot([row.estimate], [at], **line)
            reach = max(reach, *(abs(value) for value in (row.low, row.high, row.estimate) if not pd.isna(value)))
            if model == "difference":
                axes.annotate(amount(outcome, row.estimate, True), (row.estimate, at), (0, 4.5), "data",
                              "offset points", fontsize=9, ha="center", va="bottom", bbox=canvas.WHITE_BOX)  # fmt: skip
    reach = 1.12 * reach or 1.0
    axes.axvline(0.0, color=canvas.INK, lw=1.0, zorder=0.9)
    canvas.tidy_axes(axes)
    axes.grid(axis="y", visible=False)
    axes.grid(axis="x", color=canvas.PALE, lw=0.7)
    axes.set(xlim=(-reach, reach), ylim=(len(arms) - 0.45, -0.75), yticks=[])
    axes.xaxis.set_major_locator(MaxNLocator(4, symmetric=True))
    by = factor(outcome)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _index: tick(by * value)))
    axes.text(0.0, 1.0, axis_unit(outcome), transform=axes.transAxes, fontsize=9, color=canvas.GREY, va="bottom")
    head = axes.annotate("", (0.0, 1.0), (0.0, 15.0), "axes fraction", "offset points", va="bottom")
    head.set(fontsize=10.5, fontweight="bold", color=canvas.INK, gid=f"panel:{outcome}")
    canvas.fold(head, title(outcome), axes.get_position().width)


def _end(group: str, labels: Mapping[str, str], share: float) -> str:
    """Return the label at the end of a line of shares, without a line break between number and sign."""
    number = wording.per_cent(per_100(share)).replace(" ", "\u00a0")
    return f"{wording.named(group, labels)} {number}"


def _footnote(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def _shares(axes: Axes, top: float, floor: float = 0.0) -> None:
    axes.set_ylim(floor, top)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _index: wording.per_cent(brief(100 * value))))
    axes.yaxis.set_major_locator(MaxNLocator(6))
