"""Files and screen table of a sweep."""

from pathlib import Path

import numpy as np
import pandas as pd
from rich.console import Group as Stack
from rich.table import Table
from rich.text import Text

from scenarios.sweep import Sweep, in_words
from simulation.measures import MEASURES

from ..comparison.comparison_sentences import LEFT_OUT
from ..drawing.atomic_files import write_csv, write_figure
from ..statistics.summary import LEAST_TRIALS
from ..words.language import _, decimal
from .response_surface import ABOVE, ALWAYS_MEASURED, BELOW, axis_words
from .sweep_figure import surface_figure


def write_surface(
    sweep: Sweep,
    surface: pd.DataFrame,
    tipping: pd.DataFrame,
    measure: str,
    groups: tuple[str, ...],
    threshold: float,
    folder: Path,
) -> list[Path]:
    """Write surface.csv, tipping.csv and surface.png into `folder`; return their paths.

    `surface` as of `response_surface`, `tipping` as of `tipping_points`.
    """
    paths = [write_csv(folder / "surface.csv", surface), write_csv(folder / "tipping.csv", tipping)]
    figure = surface_figure(sweep, surface, tipping, measure, groups, threshold)
    return paths if figure is None else [*paths, write_figure(folder / "surface.png", figure)]


def shown_value(measure: str, value: float) -> str:
    """Return a value of a measure for readers: shares in per cent."""
    if np.isnan(value):
        return "–"
    if MEASURES[measure].share:
        return f"{decimal(100.0 * value, 1)} %"
    return decimal(value, 0 if abs(value) >= 100.0 else 2)


def mean_with_interval(measure: str, row: pd.Series) -> str:
    """Return mean and interval of a measure in one cell; `row` is a row of the response surface."""
    mean, low, high = (row[f"{measure}{end}"] for end in ("", "_low", "_high"))
    if np.isnan(low) or row["n"] < LEAST_TRIALS:
        return shown_value(measure, mean)
    return f"{shown_value(measure, mean)} ({shown_value(measure, low)} – {shown_value(measure, high)})"


def surface_screen(
    sweep: Sweep, surface: pd.DataFrame, tipping: pd.DataFrame, measure: str, threshold: float
) -> Stack:
    """Return the response surface and the tipping points for the screen."""
    measures = list(dict.fromkeys([measure, *ALWAYS_MEASURED]))
    table = Table(*(axis_words(axis) for axis in sweep.axes), *(_(MEASURES[name].title) for name in measures))
    for column in table.columns[len(sweep.axes) :]:
        column.justify = "right"
    for _index, row in surface.iterrows():
        cells = [in_words(row[axis.path]) for axis in sweep.axes]
        table.add_row(*cells, *(mean_with_interval(name, row) for name in measures))
    table.title = _(
        "{scenario}: mean at the end, 95 % interval of the mean; waiting without a date: mean over the run"
    ).format(scenario=sweep.comparison.base)
    sentences = tipping_sentences(sweep, tipping, threshold)
    if surface["n"].max() < LEAST_TRIALS:
        sentences.append(_("These are few simulated trials: intervals are shown from {n} on.").format(n=LEAST_TRIALS))
    if sweep.comparison.draws < 2:
        sentences.append(_(LEFT_OUT))
    return Stack(table, *(Text(words) for words in sentences))


def tipping_sentences(sweep: Sweep, tipping: pd.DataFrame, threshold: float) -> list[str]:
    """Return a sentence on each tipping point; `tipping` as of `tipping_points`."""
    sentences = []
    for _index, row in tipping.iterrows():
        others = [axis for axis in sweep.axes if axis.path in tipping and axis.path != row["axis"]]
        where = ", ".join(f"{axis_words(axis)} {in_words(row[axis.path])}" for axis in others)
        axis = next(axis for axis in sweep.axes if axis.path == row["axis"])
        words = {
            "name": axis_words(axis),
            "share": f"{decimal(100.0 * threshold, 1)} %",
            "value": in_words(row["tipping"]),
            "least": in_words(min(axis.values)),
            "most": in_words(max(axis.values)),
            "low": _("under the range") if row["low"] == min(axis.values) else in_words(row["low"]),
            "high": _("above the range") if np.isnan(row["high"]) else in_words(row["high"]),
        }
        if row["note"] == ABOVE:
            sentence = _(
                "Everywhere in the range people wait: up to {most} {name}, more than {share} of them wait for a "
                "conversation without a date."
            )
        elif row["note"] == BELOW:
            sentence = _(
                "There is time for everybody in the whole range: from {least} {name} on, at most {share} of the people "
                "wait for a conversation without a date."
            )
        else:
            sentence = _(
                "People begin to wait below {value} {name} (interval {low} to {high}): under it, more than {share} of "
                "them wait for a conversation without a date."
            )
        sentences.append((f"{where}: " if where else "") + sentence.format(**words))
    return sentences
