"""The files of a comparison: tables as CSV and one workbook, figures as PNG and SVG, in one folder."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from simulation.outcomes import EVERYONE

from ..drawing.parallel_drawing import drawn, easels, hand_out
from ..drawing.whole_files import write_csv
from ..drawing.workbook import write_workbook
from ..run.money import StatedValues
from ..statistics.multiple_testing import BUDGETS, OUTCOMES
from ..statistics.paired_differences import COLUMNS as OF_COMPARISON
from ..statistics.paired_differences import uncertainty_table
from ..words import wording
from ..words.language import _
from . import comparison_figures as compare_figures
from . import comparison_sentences as sentences
from . import gains_figure, value_figures
from .answer import LIFE, SAVED, WORK, answer
from .column_meanings import COLUMNS, TABLES
from .compared_money import compared_money, costs
from .cost_effect import acceptability, cost_effects, frontier, plane
from .verdicts import judged
from .who_gains import who_gains

WORKBOOK = "tables.xlsx"


def write_comparison(
    comparison, folder: str | Path, values: StatedValues | None = None, group: str = EVERYONE, workers: int = 1
) -> list[Path]:
    """Write every table and figure of a comparison into `folder`, and return their paths.

    Figures are about `group`; tables hold every group, but for plane, frontier and acceptability, which are of `group`.
    `workers` processes draw the figures, this one among them.

    Tables: `comparison.csv`, `uncertainty.csv`, `who-gains.csv`, `money.csv`, `costs.csv`, `plane.csv`,
    `frontier.csv`, `acceptability.csv`, and all of them in `tables.xlsx`. Each file appears whole or not at all.
    Raises OSError if the folder cannot be written to, ValueError for a group with the same people in no scenario.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    values = values or StatedValues()
    with easels(workers) as others:
        made = tables(comparison, values, group)
        to_draw = figures(comparison, values, made, group)
        asked = hand_out(folder, to_draw, others)
        paths = write_tables(made, folder, about(comparison, group))
        return paths + drawn(folder, to_draw, asked)


def tables(comparison, values: StatedValues | None = None, group: str = EVERYONE) -> dict[str, pd.DataFrame]:
    """Return the tables by file name, those without rows left out; costs against effects are those of `group`."""
    uncertain = uncertainty_table(comparison)
    found = cost_effects(comparison, group)
    made = {
        "comparison": uncertain[list(OF_COMPARISON)],
        "uncertainty": uncertain.drop(columns=["low", "high", "trial_spread", "parameter_spread"]),
        "who-gains": who_gains(comparison),
        "money": compared_money(comparison, values),
        "costs": costs(comparison),
        "plane": plane(found),
        "frontier": frontier(found),
        "acceptability": acceptability(found),
    }
    for name in ("plane", "frontier", "acceptability"):
        made[name].insert(0, "group", group)
    return {name: table for name, table in made.items() if len(table)}


def write_tables(made: Mapping[str, pd.DataFrame], folder: Path, about: str) -> list[Path]:
    """Write each table as CSV, and all as one workbook with the same values; return the paths."""
    paths = [write_csv(folder / f"{name}.csv", table) for name, table in made.items()]
    written = {path.stem: pd.read_csv(path, keep_default_na=False, na_values=[""]) for path in paths}
    meanings, columns = ({key: _(words) for key, words in texts.items()} for texts in (TABLES, COLUMNS))
    return [*paths, write_workbook(folder / WORKBOOK, written, about, meanings, columns)]


def figures(
    comparison, values: StatedValues, made: Mapping[str, pd.DataFrame], group: str = EVERYONE
) -> dict[str, Callable[[], Figure]]:
    """Return what draws each figure on `group`, by file name; `made` are the tables on the same group."""
    titles = comparison.titles
    alone = comparison.scenarios[0] if len(comparison.scenarios) == 1 else ""
    only = "" if group == EVERYONE else sentences.people(comparison, group)
    texts = {"kicker": " ".join(filter(None, (_(comparison.questions.get(alone, "")), only)))}
    weeks = sorted(int(week) for week in comparison.series["week"].unique())
    end = judged(comparison, OUTCOMES, group=group)
    budgets = judged(comparison, BUDGETS, group=group, values=values)
    found: dict[str, Callable[[], Figure]] = {
        "differences": partial(compare_figures.paired_differences, end, titles, **texts),
        "budgets": partial(compare_figures.paired_differences, budgets, titles, note=f"{values}.", **texts),
    }
    for name, measure in (("work", WORK), ("life-satisfaction", LIFE), ("money", SAVED)):
        rows = judged(comparison, (measure,), weeks, group)
        found[f"{name}-over-time"] = partial(compare_figures.difference_over_time, rows, titles, **texts)
    if "who-gains" in made:
        gains = made["who-gains"][made["who-gains"]["group"] == group]
        for scenario, rows in gains.groupby("scenario", sort=False):
            found[f"who-gains-{scenario}"] = partial(gains_figure.gains_and_losses, rows, titles, **texts)
    found["cost-effectiveness"] = partial(
        value_figures.cost_effectiveness, made["plane"], made["frontier"], titles, **texts
    )
    if "acceptability" in made:
        found["acceptability"] = partial(
            value_figures.acceptability_curve, made["acceptability"], titles, values, **texts
        )
    return found


def figure_names(comparison) -> list[str]:
    """Return the names of the figures that `write_comparison` always writes of a comparison."""
    found = ["differences", "budgets", "work-over-time", "life-satisfaction-over-time", "money-over-time"]
    who = comparison.subgroups["scenario"].astype(str).unique() if len(comparison.subgroups) else ()
    return [*found, *(f"who-gains-{name}" for name in comparison.scenarios if name in who), "cost-effectiveness"]


def about(comparison, group: str = EVERYONE) -> str:
    """Return what the comparison is and what its intervals hold, for the first sheet of the workbook."""
    base = wording.quoted(comparison.base, comparison.titles)
    others = wording.joined([wording.quoted(name, comparison.titles) for name in comparison.scenarios])
    said = _("{scenarios} compared with {base}.").format(scenarios=others, base=base)
    found = answer(comparison, group)
    return " ".join(filter(None, (found.warning, said, found.whom, found.basis, _(wording.ON_WELLBEING))))
