"""Data dictionary of the exported data sets: the meaning of each column, and whether researchers could have seen it."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from ..words.language import N_, _

TRUE = "true_"
"""Prefix of the columns that researchers never see."""
YES_NO_CODES = {0: N_("no"), 1: N_("yes")}
EDUCATION = {0: N_("low"), 1: N_("middle"), 2: N_("high")}
DICTIONARY_COLUMNS = ("data_set", "name", "label", "unit", "type", "values", "observed")


@dataclass(frozen=True, slots=True)
class Variable:
    """The meaning of one column: label, unit, and its values (a category names its own)."""

    label: str
    unit: str = ""
    values: str | Mapping[int, str] = ""
    scale: str = ""
    without_error: bool = False

    @property
    def full_label(self) -> str:
        """Label with its scale or unit, in the language of the reader."""
        label, measured_in = _(self.label), _(self.scale or self.unit)
        if self.without_error:
            label = _("{label}, without error").format(label=label)
        return f"{label}, {measured_in}" if measured_in and measured_in not in label.casefold() else label


_SURVEYS = {
    "life_satisfaction": Variable("Satisfaction with life", "points", "0 to 10", "0-10"),
    "health": Variable("Health", "score", "1 to 5, high is good", "1-5"),
    "self_efficacy": Variable("Self-efficacy: belief in one's own ability to act", "share", "0 to 1", "0-1"),
    "trust": Variable("Trust in the municipality", "share", "0 to 1", "0-1"),
    "participation": Variable(
        "Step on the participation ladder", "step", "1 isolated to 6 paid work without support", "1-6"
    ),
    "finances": Variable("Financial situation", "score", "1 to 5, high is good", "1-5"),
}
VARIABLES = {
    "replication": Variable("Number of the simulated trial", "", "0 and up"),
    "person": Variable("Number of the person, the same in every data set", "", "whole number"),
    "group": Variable("Group in which the lot put the person, or outside the trial"),
    "age": Variable("Age at the start", "years", "18 to pension age"),
    "female": Variable("Woman", "", YES_NO_CODES),
    "household": Variable("Household at the start"),
    "young_children": Variable("Young children at home at the start", "", YES_NO_CODES),
    "education": Variable("Education", "", EDUCATION),
    "neighbourhood": Variable("Neighbourhood"),
    "benefit_years": Variable("Time on benefit before the start", "years", "0 and up"),
    "migration_background": Variable("Migration background; no rule of the simulation reads it", "", YES_NO_CODES),
    "eligible": Variable("Could have taken part in the trial", "", YES_NO_CODES),
    "signed_up": Variable("Signed up for the trial", "", YES_NO_CODES),
    "channel": Variable("Through which the person was recruited"),
    "surveyed": Variable("Gets the researchers' questionnaires", "", YES_NO_CODES),
    "withdrawn": Variable("Has stepped out of the trial by the end", "", YES_NO_CODES),
    "exit_week": Variable("Week of the last exit from the benefit for any reason", "week", "missing: none"),
    "first_exit_work_week": Variable("Week of the first exit from the benefit through work", "week", "missing: none"),
    "wave": Variable("Wave of the survey", "", "0 baseline, 1 after a year, 2 after two"),
    "week": Variable("Week of the answer, of the last attempt, or of the coach's record", "week", "0 and up"),
    "answered": Variable("Answered this wave", "", YES_NO_CODES),
    **_SURVEYS,
    "month": Variable("Month since the start", "month", "1 and up"),
    "on_benefit": Variable("On the benefit at the end of the month", "", YES_NO_CODES),
    "benefit": Variable("Benefit paid in the month, net", "euros", "0 and up"),
    "earnings": Variable("Earnings in the month, net", "euros", "0 and up"),
    "hours": Variable("Paid hours at the end of the month", "hours a week", "0 and up"),
    "fulltime_work": Variable(
        "Earned 70 % of full-time minimum wage or more; may still be on benefit", "", YES_NO_CODES
    ),
    "half_year": Variable("Half-year of the coach's record", "", "1 and up"),
    "contacts": Variable("Conversations held", "conversations", "0 and up"),
    "problems_known": Variable("Problems that the coach knows of", "problems", "0 to 9"),
    "problem_score_known": Variable(
        "Sum of the levels of the problems that the coach knows of", "levels", "0 to 36", "0-36"
    ),
    "ladder_seen": Variable("Step on the participation ladder as the coach sees it", "step", "1 to 6", "1-6"),
    "plan": Variable("There is a plan", "", YES_NO_CODES),
} | {
    f"{TRUE}{name}": Variable(row.label, row.unit, row.values, row.scale, without_error=True)
    for name, row in _SURVEYS.items()
}
IN_EXPORT = {"exit_work": "fulltime_work"}
"""Register column → its exported name: in the summary of a run `exit_work` means leaving the benefit through work."""
NAMES_AT_START = {
    "true_trust": "true_trust_at_start",
    "true_self_efficacy": "true_self_efficacy_at_start",
    "true_life_satisfaction": "true_life_satisfaction_at_start",
    "true_problem_load": "true_problem_load_at_start",
    "true_employability": "true_employability_at_start",
}
"""Column of `persons` with the state at week 0 → its exported name."""
VARIABLES |= {
    "true_trust_at_start": Variable("Trust in the municipality at the start", "share", "0 to 1", "0-1"),
    "true_self_efficacy_at_start": Variable("Self-efficacy at the start", "share", "0 to 1", "0-1"),
    "true_life_satisfaction_at_start": Variable("Satisfaction with life at the start", "points", "0 to 10", "0-10"),
    "true_problem_load_at_start": Variable(
        "Sum of the levels of nine life domains at the start", "levels", "0 to 36", "0-36"
    ),
    "true_employability_at_start": Variable("Employability at the start", "share", "0 to 1", "0-1"),
}


def dictionary(data_sets: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return a row a column of each data set (`DICTIONARY_COLUMNS`); raises KeyError for an unknown column."""
    rows = [
        (data_set, name, VARIABLES[name].full_label, _(VARIABLES[name].unit), _kind(column), _values(name, column))
        + (_("no") if name.startswith(TRUE) else _("yes"),)
        for data_set, frame in data_sets.items()
        for name, column in frame.items()
    ]
    return pd.DataFrame(rows, columns=list(DICTIONARY_COLUMNS))


def value_labels(frame: pd.DataFrame) -> dict[str, dict[int, str]]:
    """Return the labels of coded numbers by column: code → label. Categories carry their own labels."""
    coded = {name: values for name in frame if not isinstance(values := VARIABLES[name].values, str)}
    return {name: {code: _(text) for code, text in values.items()} for name, values in coded.items()}


def in_markdown(table: pd.DataFrame) -> str:
    """Return the dictionary (`DICTIONARY_COLUMNS`) in Markdown, a table a data set."""
    parts = [
        _(
            "# Data dictionary\n\nEverything here was simulated; nobody in these files exists. In the column "
            "*observed*, **no** marks what no researcher could have seen. `fulltime_work` is having earned 70 % of the "
            "full-time minimum wage in a month; it is not leaving the benefit through work, which `summary.csv` of a "
            "run calls `exit_work` and here has its first week in `first_exit_work_week`.\n"
        )
    ]
    for data_set, rows in table.groupby("data_set", sort=False):
        columns = list(DICTIONARY_COLUMNS[1:])
        lines = [columns, ["---"] * len(columns), *rows[columns].astype(str).to_numpy().tolist()]
        parts.append(f"## {data_set}\n\n" + "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n")
    return "\n".join(parts)


def _kind(column: pd.Series) -> str:
    if isinstance(column.dtype, pd.CategoricalDtype):
        return _("category")
    if column.dtype == bool:
        return _("yes/no")
    return _("whole number") if column.dtype.kind in "iu" else _("number")


def _values(name: str, column: pd.Series) -> str:
    if isinstance(column.dtype, pd.CategoricalDtype):
        return ", ".join(f"{code} {value}" for code, value in enumerate(column.cat.categories))
    values = VARIABLES[name].values
    return _(values) if isinstance(values, str) else ", ".join(f"{code} {_(value)}" for code, value in values.items())
