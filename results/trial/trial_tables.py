"""The tables of the simulated trial: what one trial shows, and what a trial of this size could have shown."""

from collections.abc import Mapping

import pandas as pd

from ..drawing.text_tables import Sheet
from ..statistics.summary import ENOUGH_TRIALS
from ..words.language import N_, _, decimal
from ..words.quantities import amount, title, unit
from ..words.wording import named, per_cent, quoted
from .baseline_balance import CHARACTERISTICS, STEPS, YEARS
from .outside_tables import outside_over_trials_sheet, outside_sheet
from .power import SIGNIFICANT
from .trial_analysis import ManyTrials, OneTrial
from .trial_frames import FULL_TIME, OUTCOMES, SURVEY_OUTCOMES
from .trial_wording import p_value, per_100, with_interval

WAVES = (N_("baseline"), N_("1 year"), N_("2 years"), N_("3 years"), N_("4 years"))
ESTIMATORS = {
    "difference": N_("those who answered"),
    "weighted": N_("the same, weighted"),
    "change": N_("change since baseline"),
}
PARTS = {
    "difference": (N_("of which: who answers"), "response_bias"),
    "change": (N_("of which: late baseline"), "late_baseline_bias"),
}
BETWEEN = N_("± is the 95 % interval; * stands out after correction for the number of comparisons (Holm).")


def one_trial_sheets(one: OneTrial, labels: Mapping[str, str], outcomes=OUTCOMES) -> list[Sheet]:
    """Return the tables of one trial, as the researchers would have seen it."""
    differences, changes = _differences(one, labels, outcomes), _changes(one, labels, outcomes)
    sheets = [_balance(one, labels), differences, changes, _response(one, labels), _leaving(one, labels)]
    return [sheet for sheet in [*sheets, outside_sheet(one)] if sheet.rows]


def many_trials_sheets(many: ManyTrials, labels: Mapping[str, str], outcomes=OUTCOMES) -> list[Sheet]:
    """Return the tables over many trials; power and biases only of enough trials to speak of."""
    sheets = [_power(many, labels, outcomes), _biases(many, labels, outcomes)] if many.trials >= ENOUGH_TRIALS else []
    sheets.append(_response_over_trials(many, labels))
    return [sheet for sheet in [_recruited(many), *sheets, outside_over_trials_sheet(many)] if sheet.rows]


def contamination_sheet(table: pd.DataFrame, labels: Mapping[str, str]) -> Sheet:
    """Return what changes for each group when its programme runs alone."""
    rows = []
    for (group, variant), found in table.groupby(["group", "variant"], sort=False):
        cells = []
        for row in found.itertuples():
            reach = "±?" if row.n < 2 else f"±{amount(row.measure, row.mean_high - row.mean)}"
            cells.append(f"{amount(row.measure, row.mean, True)} {reach}")
        rows.append((f"{named(group, labels)}\n{_(variant)}", *cells))
    measures = list(table["measure"].unique())
    heads = [f"{title(name)}{f', {unit(name, True)}' if unit(name, True) else ''}" for name in measures]
    return Sheet(
        _("Each group's programme alone, minus the full trial (average of the trials ± its 95 % interval)"),
        ("", *heads),
        tuple(rows),
        _(
            "The same people with the same luck. Alone: everybody else gets the service as usual. For the control "
            "group: nobody has a programme, so that what changes is what the programmes did to the control group."
        ),
    )


def _grid(rows: pd.DataFrame, outcomes, arms, cell) -> tuple[tuple[str, ...], ...]:
    """Return a row an outcome and a cell an arm, made by `cell` from the rows of that outcome and arm."""
    lines = []
    for outcome in outcomes:
        of_outcome = rows[rows["outcome"] == outcome]
        if of_outcome.empty:
            continue
        cells = [cell(outcome, of_outcome[of_outcome["arm"] == arm].set_index("model")) for arm in arms]
        lines.append((f"{title(outcome)}\n{unit(outcome)}", *cells))
    return tuple(lines)


def _row(rows: pd.DataFrame, model: str):
    return rows.loc[model] if model in rows.index else None


def _balance(one: OneTrial, labels) -> Sheet:
    """Return what the groups were like at the start."""
    rows, groups = one.balance, list(one.balance["group"].unique())
    lines = []
    for name, words in CHARACTERISTICS.items():
        found = rows[rows["characteristic"] == name].set_index("group")
        means = found["mean"].reindex(groups)
        shown = [decimal(value, 1) if name in YEARS else per_100(value) for value in means]
        lines.append((_(words), *shown, p_value(found["p"].iloc[0])))
    sizes = rows.drop_duplicates("group")["n"]
    note = _(
        "p: whether the groups that the lot made differ, one characteristic at a time; luck alone gives 1 in 20 below "
        "{limit}. All together (likelihood ratio of a multinomial logit): p {p}."
    )
    return Sheet(
        _("One simulated trial: who the people were at the start"),
        ("", *(named(group, labels) for group in groups), "p"),
        ((_("people"), *(decimal(size) for size in sizes), ""), *lines),
        note.format(limit=decimal(SIGNIFICANT, 2), p=p_value(rows["p_joint"].iloc[0])),
    )


def _recruited(many: ManyTrials) -> Sheet:
    """Return how many people took each step towards the trial, and how often the groups then differ."""
    lines = tuple(
        (_(STEPS[row.step]), decimal(row.mean_people), _between(decimal(row.least), decimal(row.most)))
        for row in many.recruited.itertuples()
    )
    note = _(
        "The groups that the lot made differ at the start (all characteristics together, p < {limit}) in {found} of "
        "100 trials; with a fair lot it should be 5."
    ).format(limit=decimal(SIGNIFICANT, 2), found=per_100(many.balance["clear_joint"].iloc[0]))
    return Sheet(
        _("Over {n} simulated trials: who took part").format(n=many.trials),
        ("", _("people"), _("lowest to highest")),
        lines,
        note if many.trials >= ENOUGH_TRIALS else "",
    )


def _between(low: str, high: str) -> str:
    return _("{low} to {high}").format(low=low, high=high)


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
    note = _(
        "Second line: adjusted for age, sex, household, education and time on benefit at the start. Surveys: those who "
        "answered. Everybody counts in the group that the lot gave."
    )
    return Sheet(
        _("One simulated trial: difference from {control}").format(control=quoted(roles.control, labels)),
        ("", named(roles.control, labels), *(named(arm, labels) for arm in roles.arms)),
        tuple(lines),
        f"{_(BETWEEN)} {note} {_(FULL_TIME)}",
    )


def _changes(one: OneTrial, labels, outcomes) -> Sheet:
    def cell(outcome, models):
        found = [_row(models, model) for model in ("change", "weighted")]
        return "\n".join("" if row is None else with_interval(outcome, row) for row in found)

    title = _("One simulated trial: change since the baseline survey, more or less than {control}")
    note = _(
        "Difference in differences among those who answered both. Second line: the plain difference, respondents "
        "weighted for who did not answer."
    )
    return Sheet(
        title.format(control=quoted(one.roles.control, labels)),
        ("", *(named(arm, labels) for arm in one.roles.arms)),
        _grid(one.estimates, [name for name in outcomes if name in SURVEY_OUTCOMES], one.roles.arms, cell),
        f"{_(BETWEEN)} {note}",
    )


def _response(one: OneTrial, labels) -> Sheet:
    rows = one.response
    waves = sorted(rows["wave"].unique())
    lines = []
    for group in rows["group"].unique():
        found = rows[rows["group"] == group].set_index("wave")
        cells = [
            f"{per_cent(per_100(found.loc[wave, 'share']))}\n"
            + _("{n} of {all}").format(n=found.loc[wave, "answered"], all=found.loc[wave, "asked"])
            for wave in waves
        ]
        lines.append((named(group, labels), *cells))
    columns = ("", *(_(WAVES[wave]) for wave in waves))
    return Sheet(_("One simulated trial: who answered the survey"), columns, tuple(lines))


def _leaving(one: OneTrial, labels) -> Sheet:
    lines = tuple(
        (
            named(row.arm, labels), _("{n} against {others}").format(n=row.events, others=row.events_control),
            p_value(row.p), f"{decimal(row.weeks_sooner, 1, True)} ±{decimal(row.high - row.weeks_sooner, 1)}",
        )
        for row in one.survival.itertuples()
    )  # fmt: skip
    return Sheet(
        _("One simulated trial: how soon people first leave the benefit for work"),
        ("", _("left, against control"), _("log-rank p"), _("weeks sooner")),
        lines,
        _("Weeks sooner: difference in restricted mean time, with its 95 % interval. Other exits censor."),
    )


def _power(many: ManyTrials, labels, outcomes) -> Sheet:
    rows = many.power

    def cell(outcome, models):
        row = _row(models, "difference")
        if row is None:
            return ""
        real = amount(outcome, row["truth"], True)
        found = _("{n} of {all}").format(n=per_100(row["power"]), all=100)
        return f"{found}\n{real}; {amount(outcome, row['detectable'])}"

    arms = list(rows["arm"].unique())
    plain, corrected = (per_100(many.any_clear[key]) for key in ("plain", "corrected"))
    title = _("Over {n} simulated trials: in how many of 100 a difference is found (p < {limit})")
    note = _(
        "Second line: the true difference in the simulation; the smallest difference that a trial of this size usually "
        "finds (80 of 100). At least one of all differences is found in {plain} of 100 trials, after correction for "
        "their number (Holm) in {corrected}."
    )
    return Sheet(
        title.format(n=many.trials, limit=decimal(SIGNIFICANT, 2)),
        ("", *(named(arm, labels) for arm in arms)),
        _grid(rows, outcomes, arms, cell),
        note.format(plain=plain, corrected=corrected),
    )


def _biases(many: ManyTrials, labels, outcomes) -> Sheet:
    """Return what is wrong with each estimator on average, and how often its interval holds the truth."""
    rows = many.power[many.power["outcome"].isin(SURVEY_OUTCOMES)]
    arms = list(rows["arm"].unique())
    lines = []
    for outcome in [name for name in outcomes if (rows["outcome"] == name).any()]:
        found = rows[rows["outcome"] == outcome].set_index(["model", "arm"])
        lines.append((title(outcome), *([""] * len(arms))))
        for model, words in ESTIMATORS.items():
            if model in found.index:
                cells = [found.loc[model].reindex(arms).loc[arm] for arm in arms]
                told = [
                    f"{amount(outcome, row['bias'], True)} ({per_cent(per_100(row['coverage']))})" for row in cells
                ]
                lines.append((f"- {_(words)}", *told))
            if model in PARTS and model in found.index:
                words, column = PARTS[model]
                part = found.loc[model].reindex(arms)[column]
                lines.append((f"- {_(words)}", *(amount(outcome, part[arm], True) for arm in arms)))
    heading = _("Over {n} simulated trials: how far off the survey is (in brackets: intervals that hold the truth)")
    return Sheet(
        heading.format(n=many.trials),
        ("", *(named(arm, labels) for arm in arms)),
        tuple(lines),
        _(
            "Average of the estimate minus the true difference between all people; errors of these averages are in "
            "power.csv. 95 of 100 intervals should hold the truth. What is not from who answers or from the baseline "
            "is from errors, steps and ends of the answering scales."
        ),
    )


def _response_over_trials(many: ManyTrials, labels) -> Sheet:
    rows = many.response
    waves = sorted(rows["wave"].unique())
    lines = []
    for group in rows["group"].unique():
        found = rows[rows["group"] == group].set_index("wave")
        cells = [
            f"{per_cent(per_100(found.loc[wave, 'mean_share']))}\n"
            + _between(per_100(found.loc[wave, "least"]), per_100(found.loc[wave, "most"]))
            for wave in waves
        ]
        lines.append((named(group, labels), *cells))
    columns = ("", *(_(WAVES[wave]) for wave in waves))
    title = _("Over {n} simulated trials: who answered (average; lowest to highest)")
    return Sheet(title.format(n=many.trials), columns, tuple(lines))
