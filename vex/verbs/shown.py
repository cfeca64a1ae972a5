"""How results show themselves: a line of text, a table in a notebook, tables and figures by name."""

from collections.abc import Callable, Collection, Iterable, Mapping
from html import escape

import pandas as pd
from matplotlib.figure import Figure

from results.statistics.summary import LEAST_TRIALS
from simulation.arguments import names_of, text, whole_number
from simulation.errors import VexError

SUMMARY_COLUMNS = (
    "scenario", "group", "measure", "week", "mean", "mean_low", "mean_high", "trial_low", "trial_high", "n",
)  # fmt: skip
STYLE = (
    "<style>table.vex th, table.vex td {text-align: right; padding: 0.1em 0.6em} "
    "table.vex tr > :first-child {text-align: left; white-space: nowrap}</style>"
)
"""Style of the table in a notebook: the first column is of words, the others of numbers."""
MOST_SHOWN_ROWS = 40
"""Rows of the table in a notebook; a longer table is cut in the middle."""


class Shown:
    """Base of results: `table(name)` and `figure(name)`, a short `repr`, and a table in a notebook."""

    __slots__ = ()

    def tables(self) -> Mapping[str, pd.DataFrame]:
        """Return the tables that the command writes, by file name without `.csv`."""
        raise NotImplementedError

    def figures(self) -> Mapping[str, Callable[[], Figure]]:
        """Return the functions that draw the figures of the command, by file name without ending."""
        raise NotImplementedError

    def heading(self) -> str:
        """Return one line on the result."""
        raise NotImplementedError

    def overview(self) -> pd.DataFrame:
        """Return the table that a notebook shows."""
        raise NotImplementedError

    def table(self, name: str) -> pd.DataFrame:
        """Return a table that the command writes; raises VexError with all names for an unknown name."""
        return _named("table", name, self.tables())

    def figure(self, name: str) -> Figure:
        """Draw a figure of the command; raises VexError with all names for an unknown name."""
        return _named("figure", name, self.figures())()

    def __repr__(self) -> str:
        return f"{type(self).__name__}: {self.heading()}"

    def _repr_html_(self) -> str:
        table = self.overview().to_html(
            index=False,
            border=0,
            classes="vex",
            na_rep="–",
            max_rows=MOST_SHOWN_ROWS,
            float_format=lambda value: f"{value:.4g}",
        )
        return f"<p>{escape(repr(self))}</p>\n{STYLE}\n{table}"


def selected(
    frame: pd.DataFrame,
    weeks: Collection[int] | None = None,
    groups: Collection[str] | None = None,
    measures: Collection[str] | None = None,
) -> pd.DataFrame:
    """Return the rows of these weeks, groups and measures; weeks are by default the last week.

    Raises VexError for a week, group or measure that `frame` lacks.
    """
    wanted: dict[str, list] = {"week": whole_weeks(weeks) if weeks is not None else [frame["week"].max()]}
    for column, names in (("group", groups), ("measure", measures)):
        if names is not None:
            wanted[column] = list(names_of(f"{column}s", names))
    for column, values in wanted.items():
        if len(frame):
            check_known(column, values, frame[column].unique())
        frame = frame[frame[column].isin(values)]
    return frame.reset_index(drop=True)


def check_known(kind: str, values: Iterable, known: Iterable) -> None:
    """Raise VexError with the known values for a value that is not among them."""
    known = list(known)
    for value in values:
        if value not in known:
            raise VexError(f"there is no {kind} {value!r}; there are {', '.join(map(str, known))}")


def whole_weeks(weeks: Collection[int]) -> list[int]:
    """Return weeks as ints; raises TypeError or ValueError for others."""
    if isinstance(weeks, int | float | str) or not isinstance(weeks, Iterable):
        raise TypeError(f"weeks is a collection of whole numbers; got {weeks!r}: write [{weeks!r}]")
    return [whole_number("week", week, 0) for week in weeks]


def with_interval(value: float, low: float, high: float, n: int) -> str:
    """Return a number with its 95 % interval; without the interval for few replications."""
    if pd.isna(value):
        return "–"
    if n < LEAST_TRIALS or pd.isna(low):
        return f"{value:.4g}"
    return f"{value:.4g} ({low:.4g} – {high:.4g})"


def counted(number: int, noun: str) -> str:
    """Return a number and a noun, such as `1 replication`, `2 replications`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def failure_text(failures: pd.DataFrame) -> str:
    """Return the number of failed runs with the first error; empty without failures."""
    return f"; {counted(len(failures), 'run')} failed, the first: {failures['error'].iloc[0]}" if len(failures) else ""


def _named[Value](kind: str, name: str, values: Mapping[str, Value]) -> Value:
    if text("name", name) not in values:
        raise VexError(f"there is no {kind} {name!r}; there is {', '.join(values) or 'none'}")
    return values[name]
