"""Figure of coaches and waits: people who wait without a date, and the wait at a partner."""

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import Bbox

from simulation.partners import PARTNERS_2018

from ..drawing import canvas
from ..drawing.finding import Finding
from ..statistics.summary import LEAST_TRIALS
from ..words import wording
from ..words.language import _, decimal
from .figures import draw_lines, end_value, grey_band, lines_are, of_one_scenario, scale
from .findings import no_range

FREE_TWO = 6.0
"""Height of two drawings, inches."""
SMOOTH_WEEKS = 4
HARDLY_ANY_SHARE = 0.1
"""Share of people below which the headline says that hardly anybody had to wait."""
GGZ_NORM_WEEKS = 14
"""National norm for the wait, intake and treatment together (evidence S03)."""


def coaches_and_waiting(
    summary: pd.DataFrame,
    waits: pd.DataFrame | None,
    labels: Mapping[str, str],
    control: str | None,
    partner: str = "ggz",
    kicker: str = "",
    note: str = "",
) -> Figure:
    """Draw the share of people who wait without a date and below it, if `waits` has it, the wait at `partner`.

    `summary` and `waits` are the frames of `summarise` and `summarise_partners`. Groups without separate coaches are
    left out, unless no group has any.
    """
    rows, queue = undated(of_one_scenario(summary)), _queue(waits, partner)
    partner_title = _({spec.name: spec.title for spec in PARTNERS_2018}.get(partner, wording.named(partner, {})))
    n = int(max(frame["n"].max() for frame in (rows, queue) if len(frame))) if len(rows) + len(queue) else 0
    finding = Finding(_undated_finding(rows, labels), _wait_finding(queue, partner_title))
    few = "" if n < 2 or n >= LEAST_TRIALS else no_range(n)
    footnote = " ".join(part for part in (lines_are(n), few, _(wording.NO_FORECAST), note) if part)
    free = canvas.OVER_TIME if queue.empty else FREE_TWO
    figure, bottom, top = canvas.titled_figure(free, kicker, finding, "", footnote)
    groups = list(rows["group"].unique())
    inks = canvas.colours(list(summary["group"].unique()), control)
    axes = figure.add_axes((0.1, 0.1, 0.5, 0.5))
    ends = draw_lines(axes, rows, inks)
    scale(axes, "backlog")
    axes.set_ylim(0.0, 1.0)
    values = {group: _("nobody left") if pd.isna(end) else end_value("backlog", end) for group, end in ends.items()}
    texts = [f"{wording.named(group, labels)} {values[group]}" for group in groups]
    floor = bottom if queue.empty else (bottom + top) / 2 - 0.02
    canvas.label_line_ends(axes, groups, texts, inks, ends, (0.07, 0.97), (floor, top - 0.045))
    _heading(
        axes,
        _("Waiting for a conversation without a date, % of people on the benefit, average of {n} weeks").format(
            n=SMOOTH_WEEKS
        ),
    )
    if not queue.empty:
        _draw_queue(figure, queue, partner_title, axes.get_position(), (bottom, floor - 0.025))
    return figure


def undated(summary: pd.DataFrame) -> pd.DataFrame:
    """Return the share of people without a date in groups with coaches, as a moving average over some weeks.

    Columns as in `summary.summarise`.
    """
    paid = summary[(summary["measure"] == "cost_coach") & (summary["mean"] > 0.0)]["group"].unique()
    rows = summary[summary["measure"] == "backlog"]
    rows = rows[rows["mean"].notna().groupby(rows["group"]).transform("any")]
    rows = rows[rows["group"].isin(paid)] if len(paid) else rows
    smooth = rows.groupby("group", sort=False)["mean"].transform(
        lambda share: share.rolling(SMOOTH_WEEKS, min_periods=1).mean()
    )
    return rows.assign(mean=smooth, mean_low=float("nan"), mean_high=float("nan"))


def _queue(waits: pd.DataFrame | None, partner: str) -> pd.DataFrame:
    if waits is None:
        return pd.DataFrame()
    rows = of_one_scenario(waits)[(waits["partner"] == partner) & (waits["measure"] == "wait_weeks")]
    # no interval of the mean: it would be grey like the range of trials
    rows = rows.rename(columns={"partner": "group"}).assign(mean_low=float("nan"), mean_high=float("nan"))
    return rows if rows["mean"].notna().any() else rows[:0]


def _draw_queue(
    figure: Figure, queue: pd.DataFrame, title: str, above: Bbox, upright: tuple[float, float]
) -> None:
    """Draw the wait below the axes at `above`, with the same time axis."""
    partner = queue["group"].iloc[0]
    axes = figure.add_axes((0.1, 0.1, 0.5, 0.3))
    n = int(queue["n"].max())
    grey_band(axes, queue[queue["n"] >= LEAST_TRIALS])
    inks: dict[str, canvas.Colour] = {partner: canvas.INK, "norm": canvas.GREY}
    ends = draw_lines(axes, queue, inks)
    average = _("Average {weeks}\u00a0weeks") if queue["n"].max() > 1 else _("{weeks}\u00a0weeks")
    names, texts = [partner], [average.format(weeks=_weeks(ends[partner]))]
    if partner == "ggz":
        ends["norm"] = GGZ_NORM_WEEKS
        names, texts = [*names, "norm"], [*texts, _("Norm {weeks}\u00a0weeks").format(weeks=GGZ_NORM_WEEKS)]
        axes.axhline(GGZ_NORM_WEEKS, color=canvas.GREY, lw=1.2, ls=(0, (4, 3)))
    axes.set_ylim(0.0, 1.15 * max(1.0, axes.dataLim.y1, ends.get("norm", 0.0)))
    axes.yaxis.set_major_locator(MaxNLocator(5, integer=True))
    canvas.label_line_ends(axes, names, texts, inks, ends, (above.x0, 0.97), upright, above.x1)
    words = _("Wait at {partner}, weeks; grey: {range}") if n >= LEAST_TRIALS else _("Wait at {partner}, weeks")
    _heading(axes, words.format(partner=title, range=wording.range_of_trials(n)))


def _heading(axes: Axes, words: str) -> None:
    axes.set_title(words, loc="left", fontsize=10.5, color=canvas.GREY, pad=10)


def _undated_finding(rows: pd.DataFrame, labels: Mapping[str, str]) -> str:
    if rows.empty:
        return _("Nobody was on the benefit.")
    shown = (100.0 * rows["mean"]).round()
    peak, worst = rows[shown == shown.max()].sort_values("week", kind="stable").iloc[0], rows["mean"].max()
    if worst < HARDLY_ANY_SHARE:
        words = _("Hardly anybody had to wait for a date: at the worst moment {share} % of the people.")
        return words.format(share=decimal(100 * worst))
    last = 100.0 * rows.loc[rows["week"] == rows["week"].max(), "mean"]
    low, high = f"{last.min():.0f}", f"{last.max():.0f}"
    end = wording.per_cent(high if low == high else _("{low} to {high}").format(low=low, high=high))
    return _(
        "At the worst moment {share} % of the people waited for a conversation without a date ({group}, month "
        "{month}); after {duration} {end}."
    ).format(
        share=decimal(shown.max()),
        group=wording.quoted(peak["group"], labels),
        month=max(1, -(-int(peak["week"]) * 12 // 52)),
        duration=wording.duration(int(rows["week"].max())),
        end=_("nobody was left") if last.isna().all() else end,
    )


def _weeks(wait: float) -> str:
    return "?" if pd.isna(wait) else f"{wait:.0f}"


def _wait_finding(queue: pd.DataFrame, title: str) -> str:
    if queue.empty:
        return ""
    first, last = (_weeks(value) for value in (queue["mean"].iloc[0], queue["mean"].iloc[-1]))
    if first == last:
        words = _("The wait at {partner} was {first} weeks at the start and at the end.")
    else:
        words = _("The wait at {partner} went from {first} to {last} weeks.")
    return words.format(partner=title, first=first, last=last)
