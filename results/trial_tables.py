"""The tables of the simulated trial: what one trial shows, and what a trial of this size could have shown."""

from collections.abc import Mapping

import pandas as pd

from simulation.measures import MEASURES

from . import comparison_outside
from .at_start import CHARACTERISTICS, STEPS, YEARS
from .power import SIGNIFICANT
from .sheets import Sheet
from .summary import ENOUGH_TRIALS
from .trial_analysis import ManyTrials, OneTrial
from .trial_frames import FULL_TIME, OUTCOMES, SURVEY_OUTCOMES
from .trial_wording import amount, p_value, per_100, with_interval
from .wording import named, number, quoted, unit

WAVES = ("baseline", "1 year", "2 years", "3 years", "4 years")
ESTIMATORS = {"difference": "those who answered", "weighted": "the same, weighted", "change": "change since baseline"}
PARTS = {
    "difference": ("of which: who answers", "response_bias"),
    "change": ("of which: late baseline", "late_baseline_bias"),
}
BETWEEN = "± is the 95 % interval; * stands out after correction for the number of comparisons (Holm)."


def one_trial_sheets(one: OneTrial, labels: Mapping[str, str], outcomes=tuple(OUTCOMES)) -> list[Sheet]:
    """Return the tables of one trial, as the researchers would have seen it."""
    differences, changes = _differences(one, labels, outcomes), _changes(one, labels, outcomes)
    sheets = [_balance(one, labels), differences, changes, _response(one, labels), _leaving(one, labels)]
    return [sheet for sheet in [*sheets, _outside(one)] if sheet.rows]


def many_trials_sheets(many: ManyTrials, labels: Mapping[str, str], outcomes=tuple(OUTCOMES)) -> list[Sheet]:
    """Return the tables over many trials; power and biases only of enough trials to speak of."""
    sheets = [_power(many, labels, outcomes), _biases(many, labels, outcomes)] if many.trials >= ENOUGH_TRIALS else []
    sheets.append(_response_over_trials(many, labels))
    return [sheet for sheet in [_recruited(many), *sheets, _outside_over_trials(many)] if sheet.rows]


def contamination_sheet(table: pd.DataFrame, labels: Mapping[str, str]) -> Sheet:
    """Return what changes for each group when its programme runs alone."""
    rows = []
    for (group, variant), found in table.groupby(["group", "variant"], sort=False):
        cells = []
        for row in found.itertuples():
            reach = "±?" if row.n < 2 else f"±{number(row.measure, row.mean_high - row.mean)}"
            cells.append(f"{number(row.measure, row.mean, True)} {reach}")
        rows.append((f"{named(group, labels)}\n{variant}", *cells))
    measures = list(table["measure"].unique())
    heads = [f"{MEASURES[name].title}{f', {unit(name, True)}' if unit(name, True) else ''}" for name in measures]
    return Sheet(
        "Each group's programme alone, minus the full trial (average of the trials ± its 95 % interval)",
        ("", *heads),
        tuple(rows),
        "The same people with the same luck. Alone: everybody else gets the service as usual. For the control group: "
        "nobody has a programme, so that what changes is what the programmes did to the control group.",
    )


def _grid(rows: pd.DataFrame, outcomes, arms, cell) -> tuple[tuple[str, ...], ...]:
    """Return a row an outcome and a cell an arm, made by `cell` from the rows of that outcome and arm."""
    lines = []
    for outcome in outcomes:
        of_outcome = rows[rows["outcome"] == outcome]
        if of_outcome.empty:
            continue
        cells = [cell(outcome, of_outcome[of_outcome["arm"] == arm].set_index("model")) for arm in arms]
        lines.append((f"{OUTCOMES[outcome].title}\n{OUTCOMES[outcome].unit}", *cells))
    return tuple(lines)


def _row(rows: pd.DataFrame, model: str):
    return rows.loc[model] if model in rows.index else None


def _balance(one: OneTrial, labels) -> Sheet:
    """Return what the groups were like at the start."""
    rows, groups = one.balance, list(one.balance["group"].unique())
    lines = []
    for name, words in CHARACTERISTICS.items():
        found = rows[rows["characteristic"] == name].set_index("group")
        shown = [f"{value:.1f}" if name in YEARS else per_100(value) for value in found["mean"].reindex(groups)]
        lines.append((words, *shown, p_value(found["p"].iloc[0])))
    sizes = rows.drop_duplicates("group")["n"]
    return Sheet(
        "One simulated trial: who the people were at the start",
        ("", *(named(group, labels) for group in groups), "p"),
        (("people", *(f"{size:,}" for size in sizes), ""), *lines),
        "p: whether the groups that the lot made differ, one characteristic at a time; luck alone gives 1 in 20 below "
        f"0.05. All together (likelihood ratio of a multinomial logit): p {p_value(rows['p_joint'].iloc[0])}.",
    )


def _recruited(many: ManyTrials) -> Sheet:
    """Return how many people took each step towards the trial, and how often the groups then differ."""
    lines = tuple(
        (STEPS[row.step], f"{row.mean_people:,.0f}", f"{row.least:,.0f} to {row.most:,.0f}")
        for row in many.recruited.itertuples()
    )
    joint = many.balance["clear_joint"].iloc[0]
    return Sheet(
        f"Over {many.trials} simulated trials: who took part",
        ("", "people", "lowest to highest"),
        lines,
        "The groups that the lot made differ at the start (all characteristics together, p < 0.05) in "
        f"{per_100(joint)} of 100 trials; with a fair lot it should be 5."
        if many.trials >= ENOUGH_TRIALS
        else "",
    )


def _differences(one: OneTrial, labels, outcomes) -> Sheet:
    rows, roles = one.estimates, one.roles

    def cell(outcome, models):
        found = [_row(models, model) for model in ("difference", "adjusted")]
        return "\n".join(with_interval(outcome, row) for row in found if row is not None)

    there = [outcome for outcome in outcomes if outcome in set(rows["outcome"])]
    lines = []
    for outcome, line in zip(there, _grid(rows, there, roles.arms, cell), strict=True):
        control = rows[(rows["outcome"] == outcome) & (rows["model"] == "difference")].iloc[0]
        lines.append((line[0], f"{amount(outcome, control['control_mean'])}\nn {control['n_control']}", *line[1:]))
    return Sheet(
        f"One simulated trial: difference from {quoted(roles.control, labels)}",
        ("", named(roles.control, labels), *(named(arm, labels) for arm in roles.arms)),
        tuple(lines),
        f"{BETWEEN} Second line: adjusted for age, sex, household, education and time on benefit at the start. "
        f"Surveys: those who answered. Everybody counts in the group that the lot gave. {FULL_TIME}",
    )


def _changes(one: OneTrial, labels, outcomes) -> Sheet:
    def cell(outcome, models):
        found = [_row(models, model) for model in ("change", "weighted")]
        return "\n".join("" if row is None else with_interval(outcome, row) for row in found)

    return Sheet(
        f"One simulated trial: change since the baseline survey, more or less than {quoted(one.roles.control, labels)}",
        ("", *(named(arm, labels) for arm in one.roles.arms)),
        _grid(one.estimates, [name for name in outcomes if name in SURVEY_OUTCOMES], one.roles.arms, cell),
        f"{BETWEEN} Difference in differences among those who answered both. Second line: the plain difference, "
        "respondents weighted for who did not answer.",
    )


def _response(one: OneTrial, labels) -> Sheet:
    rows = one.response
    waves = sorted(rows["wave"].unique())
    lines = []
    for group in rows["group"].unique():
        found = rows[rows["group"] == group].set_index("wave")
        cells = [
            f"{per_100(found.loc[wave, 'share'])} %\n{found.loc[wave, 'answered']} of {found.loc[wave, 'asked']}"
            for wave in waves
        ]
        lines.append((named(group, labels), *cells))
    columns = ("", *(WAVES[wave] for wave in waves))
    return Sheet("One simulated trial: who answered the survey", columns, tuple(lines))


def _leaving(one: OneTrial, labels) -> Sheet:
    lines = tuple(
        (
            named(row.arm, labels), f"{row.events} against {row.events_control}", p_value(row.p),
            f"{row.weeks_sooner:+.1f} ±{row.high - row.weeks_sooner:.1f}".replace("-", "−"),
        )
        for row in one.survival.itertuples()
    )  # fmt: skip
    return Sheet(
        "One simulated trial: how soon people first leave the benefit for work",
        ("", "left, against control", "log-rank p", "weeks sooner"),
        lines,
        "Weeks sooner: difference in restricted mean time, with its 95 % interval. Other exits censor.",
    )


def _outside(one: OneTrial) -> Sheet:
    return Sheet(
        "One simulated trial: participants against people who took no part",
        ("", *comparison_outside.METHODS.values()),
        _by_who(one.outside, lambda row: _outside_cell(row, row.high - row.estimate)),
        "± is the 95 % interval, * p < 0.05, not corrected. Per 100 people. Matching mends only what is seen.",
    )


def _outside_cell(row, reach: float) -> str:
    star = "*" if row.p < SIGNIFICANT else ""
    return f"{amount(row.outcome, row.estimate, True)} ±{amount(row.outcome, reach)}{star}"


def _by_who(rows: pd.DataFrame, cell) -> tuple[tuple[str, ...], ...]:
    lines = []
    for outcome in [name for name in ("exit_work_12", "exit_work_24") if (rows["outcome"] == name).any()]:
        for who, words in comparison_outside.WHO.items():
            found = rows[(rows["outcome"] == outcome) & (rows["who"] == who)].set_index("method", drop=False)
            if len(found):
                cells = [cell(found.loc[method]) for method in comparison_outside.METHODS]
                lines.append((f"{OUTCOMES[outcome].title}\n{words}", *cells))
    return tuple(lines)


def _power(many: ManyTrials, labels, outcomes) -> Sheet:
    rows = many.power

    def cell(outcome, models):
        row = _row(models, "difference")
        if row is None:
            return ""
        real = amount(outcome, row["truth"], True)
        return f"{per_100(row['power'])} of 100\n{real}; {amount(outcome, row['detectable'])}"

    arms = list(rows["arm"].unique())
    plain, corrected = (per_100(many.any_clear[key]) for key in ("plain", "corrected"))
    return Sheet(
        f"Over {many.trials} simulated trials: in how many of 100 a difference is found (p < 0.05)",
        ("", *(named(arm, labels) for arm in arms)),
        _grid(rows, outcomes, arms, cell),
        "Second line: the true difference in the simulation; the smallest difference that a trial of this size usually "
        f"finds (80 of 100). At least one of all differences is found in {plain} of 100 trials, after correction for "
        f"their number (Holm) in {corrected}.",
    )


def _biases(many: ManyTrials, labels, outcomes) -> Sheet:
    """Return what is wrong with each estimator on average, and how often its interval holds the truth."""
    rows = many.power[many.power["outcome"].isin(SURVEY_OUTCOMES)]
    arms = list(rows["arm"].unique())
    lines = []
    for outcome in [name for name in outcomes if (rows["outcome"] == name).any()]:
        found = rows[rows["outcome"] == outcome].set_index(["model", "arm"])
        lines.append((OUTCOMES[outcome].title, *("" for _ in arms)))
        for model, words in ESTIMATORS.items():
            if model in found.index:
                cells = [found.loc[model].reindex(arms).loc[arm] for arm in arms]
                told = [f"{amount(outcome, row['bias'], True)} ({per_100(row['coverage'])} %)" for row in cells]
                lines.append((f"- {words}", *told))
            if model in PARTS and model in found.index:
                words, column = PARTS[model]
                part = found.loc[model].reindex(arms)[column]
                lines.append((f"- {words}", *(amount(outcome, part[arm], True) for arm in arms)))
    return Sheet(
        f"Over {many.trials} simulated trials: how far off the survey is (in brackets: intervals that hold the truth)",
        ("", *(named(arm, labels) for arm in arms)),
        tuple(lines),
        "Average of the estimate minus the true difference between all people; errors of these averages are in "
        "power.csv. 95 of 100 intervals should hold the truth. "
        "What is not from who answers or from the baseline is from errors, steps and ends of the answering scales.",
    )


def _response_over_trials(many: ManyTrials, labels) -> Sheet:
    rows = many.response
    waves = sorted(rows["wave"].unique())
    lines = []
    for group in rows["group"].unique():
        found = rows[rows["group"] == group].set_index("wave")
        cells = [
            f"{per_100(found.loc[wave, 'mean_share'])} %\n{per_100(found.loc[wave, 'least'])} to "
            f"{per_100(found.loc[wave, 'most'])}"
            for wave in waves
        ]
        lines.append((named(group, labels), *cells))
    columns = ("", *(WAVES[wave] for wave in waves))
    title = f"Over {many.trials} simulated trials: who answered (average; lowest to highest)"
    return Sheet(title, columns, tuple(lines))


def _outside_over_trials(many: ManyTrials) -> Sheet:
    def cell(row):
        return f"{amount(row.outcome, row.mean_estimate, True)}\nspread {amount(row.outcome, row.sd)}"

    return Sheet(
        f"Over {many.trials} simulated trials: participants against people who took no part, per 100 people",
        ("", *comparison_outside.METHODS.values()),
        _by_who(many.outside, cell),
        "Spread: standard deviation over trials. The control group was served like those outside: what is left there "
        "after matching is selection on what researchers cannot see, and disappointment at the lot.",
    )
