"""Files of a comparison: tables as CSV and one workbook, figures as PNG and SVG, in one folder."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.figure import Figure

from simulation.outcomes import EVERYONE

from ..drawing.atomic_files import write_csv
from ..drawing.parallel_drawing import collect_figures, drawing_workers, submit_figures
from ..drawing.workbook import write_workbook
from ..run.money import StatedValues
from ..statistics.multiple_testing import BUDGET_ITEMS, HEADLINE_OUTCOMES, SOCIAL_ACCOUNT
from ..statistics.paired_differences import DIFFERENCE_COLUMNS as OF_COMPARISON
from ..statistics.paired_differences import uncertainty_table
from ..words import wording
from ..words.language import _
from . import comparison_figures, gains_figure, value_figures
from . import comparison_sentences as sentences
from .answer import LIFE_MEASURE, SAVED_ITEM, WORK_MEASURE, answer
from .column_meanings import COLUMN_MEANINGS, TABLE_MEANINGS
from .compared_money import compared_money, costs
from .cost_effect import acceptability, cost_effects, frontier, plane
from .verdicts import judged
from .who_gains import who_gains

if TYPE_CHECKING:
    from scenarios.compare import Comparison

WORKBOOK = "tables.xlsx"


def write_comparison(
    comparison: "Comparison",
    folder: str | Path,
    values: StatedValues | None = None,
    group: str = EVERYONE,
    workers: int = 1,
) -> list[Path]:
    """Write every table and figure of a comparison into `folder`, and return their paths.

    Figures are about `group`; tables hold every group, except plane, frontier and acceptability, which are about
    `group`. `workers` processes, this process included, draw the figures.

    Tables: `comparison.csv`, `uncertainty.csv`, `who-gains.csv`, `money.csv`, `costs.csv`, `plane.csv`,
    `frontier.csv`, `acceptability.csv`, and all of them in `tables.xlsx`. With stated `values` they hold the social
    account too. Each file is complete or absent.
    Raises OSError for a folder without write access, ValueError for a group without the same people in any scenario.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with drawing_workers(workers) as others:
        frames = tables_of_comparison(comparison, values, group)
        to_draw = figures_of_comparison(comparison, values, frames, group)
        submitted = submit_figures(folder, to_draw, others)
        paths = write_tables(frames, folder, about(comparison, group))
        return paths + collect_figures(folder, to_draw, submitted)


def tables_of_comparison(
    comparison: "Comparison", values: StatedValues | None = None, group: str = EVERYONE
) -> dict[str, pd.DataFrame]:
    """Return the tables by file name, without empty tables; costs against effects are about `group`.

    `column_meanings.COLUMN_MEANINGS` has the columns of all of them.
    """
    uncertain = uncertainty_table(comparison)
    effects = cost_effects(comparison, group, social_account=values is not None)
    frames = {
        "comparison": uncertain[list(OF_COMPARISON)],
        "uncertainty": uncertain.drop(columns=["low", "high", "trial_spread", "parameter_spread"]),
        "who-gains": who_gains(comparison),
        "money": compared_money(comparison, values),
        "costs": costs(comparison),
        "plane": plane(effects),
        "frontier": frontier(effects),
        "acceptability": acceptability(effects),
    }
    for name in ("plane", "frontier", "acceptability"):
        frames[name].insert(0, "group", group)
    return {name: table for name, table in frames.items() if len(table)}


def write_tables(frames: Mapping[str, pd.DataFrame], folder: Path, about: str) -> list[Path]:
    """Write each table as CSV, and all as one workbook with the same values; return the paths."""
    paths = [write_csv(folder / f"{name}.csv", table) for name, table in frames.items()]
    written = {path.stem: pd.read_csv(path, keep_default_na=False, na_values=[""]) for path in paths}
    meanings, columns = ({key: _(text) for key, text in texts.items()} for texts in (TABLE_MEANINGS, COLUMN_MEANINGS))
    return [*paths, write_workbook(folder / WORKBOOK, written, about, meanings, columns)]


def figures_of_comparison(
    comparison: "Comparison", values: StatedValues | None, frames: Mapping[str, pd.DataFrame], group: str = EVERYONE
) -> dict[str, Callable[[], Figure]]:
    """Return the function that draws each figure on `group`, by file name; `frames` are the tables on that group."""
    titles = comparison.titles
    single = comparison.scenarios[0] if len(comparison.scenarios) == 1 else ""
    about_group = "" if group == EVERYONE else sentences.people(comparison, group)
    texts = {"kicker": " ".join(filter(None, (_(comparison.questions.get(single, "")), about_group)))}
    weeks = sorted(int(week) for week in comparison.series["week"].unique())
    end = judged(comparison, HEADLINE_OUTCOMES, group=group)
    items = BUDGET_ITEMS if values is None else (*BUDGET_ITEMS, SOCIAL_ACCOUNT)
    budgets = judged(comparison, items, group=group, values=values)
    stated = "" if values is None else f"{values}."
    draw: dict[str, Callable[[], Figure]] = {
        "differences": partial(comparison_figures.paired_differences, end, titles, **texts),
        "budgets": partial(comparison_figures.paired_differences, budgets, titles, note=stated, **texts),
    }
    for name, measure in (("work", WORK_MEASURE), ("life-satisfaction", LIFE_MEASURE), ("money", SAVED_ITEM)):
        rows = judged(comparison, (measure,), weeks, group)
        draw[f"{name}-over-time"] = partial(comparison_figures.difference_over_time, rows, titles, **texts)
    if "who-gains" in frames:
        gains = frames["who-gains"][frames["who-gains"]["group"] == group]
        for scenario, rows in gains.groupby("scenario", sort=False):
            draw[f"who-gains-{scenario}"] = partial(gains_figure.gains_and_losses, rows, titles, **texts)
    draw["cost-effectiveness"] = partial(
        value_figures.cost_effectiveness, frames["plane"], frames["frontier"], titles, **texts
    )
    if "acceptability" in frames:
        draw["acceptability"] = partial(
            value_figures.acceptability_curve, frames["acceptability"], titles, values, **texts
        )
    return draw


def figure_names(comparison: "Comparison") -> list[str]:
    """Return the names of the figures that `write_comparison` writes of every comparison."""
    names = ["differences", "budgets", "work-over-time", "life-satisfaction-over-time", "money-over-time"]
    with_subgroups = comparison.subgroups["scenario"].astype(str).unique() if len(comparison.subgroups) else ()
    gains = [f"who-gains-{name}" for name in comparison.scenarios if name in with_subgroups]
    return [*names, *gains, "cost-effectiveness"]


def about(comparison: "Comparison", group: str = EVERYONE) -> str:
    """Return the description of a comparison and of its intervals, for the first sheet of the workbook."""
    base = wording.quoted(comparison.base, comparison.titles)
    others = wording.joined([wording.quoted(name, comparison.titles) for name in comparison.scenarios])
    compared = _("{scenarios} compared with {base}.").format(scenarios=others, base=base)
    words = answer(comparison, group)
    return " ".join(filter(None, (words.warning, compared, words.scope, words.basis, _(wording.ON_WELLBEING))))
