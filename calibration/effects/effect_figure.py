"""Figure of effects beside beliefs: a panel a measure, a row a lever or package."""

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from .beliefs import MEASURE_TITLES, read_beliefs

SHOWN_SETTINGS = {
    "exempt = true": "exemption alone",
    "release": "release alone",
    "exit_bonus_year = 2400": "bonus alone",
    "own_direction": "own direction",
    "guidance": "guidance",
    "coaching": "coaching",
    "coaching, not exempt": "coaching, not exempt",
    "doe mee": "Doe Mee",
    "perspectief": "Perspectief",
}
"""Setting → its name in the figure, from top to bottom."""
PANEL_COLUMNS = 4
BELIEF_COLOUR, ZERO_COLOUR = "#d9d9d9", "#444444"


def draw_effects(effects: pd.DataFrame) -> Figure:
    """Draw the model's bands over the plausible sets, its values at the values of the table, and the beliefs."""
    rows = -(-(len(MEASURE_TITLES) + 1) // PANEL_COLUMNS)
    with sns.axes_style("whitegrid"):
        figure = Figure(figsize=(13.0, 3.5 * rows + 0.8), dpi=110, facecolor="white", layout="constrained")
        figure.set_layout_engine("constrained", h_pad=0.12)
        FigureCanvasAgg(figure)
        panels = figure.subplots(rows, PANEL_COLUMNS, sharey=True).ravel()
    for axes, (measure, title) in zip(panels, MEASURE_TITLES.items(), strict=False):
        effect_panel(axes, effects[effects["measure"] == measure], measure)
        axes.set_title(title, fontsize=11, loc="left")
    for axes in panels[len(MEASURE_TITLES) :]:
        axes.set_axis_off()
        axes.legend(handles=legend_samples(), loc="center left", frameon=False, fontsize=10)
    figure.suptitle(
        "Effects after 104 weeks against the service as usual, same people and same luck",
        fontsize=13,
        x=0.01,
        ha="left",
    )
    return figure


def effect_panel(axes: Axes, effects: pd.DataFrame, measure: str) -> None:
    """Draw one measure: the belief as a pale bar, the band over sets as a line, the value of the table as a diamond."""
    colour = sns.color_palette("colorblind")[0]
    beliefs = read_beliefs()
    over = effects[effects["sets"] == "plausible"].set_index("setting")
    table = effects[effects["sets"] == "table"].set_index("setting")
    for height, setting in enumerate(SHOWN_SETTINGS):
        for belief in beliefs[(beliefs["setting"] == setting) & (beliefs["measure"] == measure)].itertuples():
            axes.barh(height, belief.high - belief.low, left=belief.low, height=0.7, color=BELIEF_COLOUR, zorder=1)
            axes.vlines(belief.mean, height - 0.35, height + 0.35, color="white", lw=2.0, zorder=2)
        axes.hlines(height, over.at[setting, "low"], over.at[setting, "high"], color=colour, lw=2.5, zorder=3)
        axes.plot(over.at[setting, "mean"], height, "o", color=colour, ms=5.5, zorder=4)
        axes.plot(table.at[setting, "mean"], height, "D", mfc="white", mec="black", ms=4.5, zorder=5)
    axes.axvline(0.0, color=ZERO_COLOUR, lw=1.0, zorder=2.5)
    axes.set_yticks(range(len(SHOWN_SETTINGS)), list(SHOWN_SETTINGS.values()))
    axes.set_ylim(len(SHOWN_SETTINGS) - 0.5, -0.5)
    axes.grid(axis="y", visible=False)


def legend_samples() -> list:
    """Return the samples of the legend."""
    colour = sns.color_palette("colorblind")[0]
    return [
        Line2D([], [], color=colour, lw=2.5, marker="o", label="model: mean, 90 % of the plausible sets"),
        Line2D([], [], color="none", mfc="white", mec="black", marker="D", label="model: the table's values"),
        Patch(facecolor=BELIEF_COLOUR, label="belief: mean (white) ± 1.64 SD;\nno bar: no belief written down"),
    ]
