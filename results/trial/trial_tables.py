"""Tables for readers: the results of one trial, and the power of a trial of this size."""

from collections.abc import Callable, Mapping, Sequence

import pandas as pd

from ..drawing.text_tables import Sheet
from ..statistics.summary import ENOUGH_TRIALS
from ..words.language import N_, _, decimal
from ..words.quantities import amount, title, unit
from ..words.wording import named, per_cent, quoted
from .baseline_balance import CHARACTERISTICS, IN_YEARS, RECRUITMENT_STEPS
from .outsider_tables import outsiders_over_trials_sheet, outsiders_sheet
from .power import SIGNIFICANT
from .trial_analysis import ManyTrials, OneTrial
from .trial_frames import FULL_TIME, SURVEY_OUTCOMES, TRIAL_OUTCOMES
from .trial_wording import estimate_with_interval, p_value, per_100

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
INTERVAL_NOTE = N_("± is the 95 % interval; * stands out after correction for the number of comparisons (Holm).")


def one_trial_sheets(
    single: OneTrial, labels: Mapping[str, str], outcomes: Sequence[str] = TRIAL_OUTCOMES
) -> list[Sheet]:
    """Return the tables of one trial, as the researchers would have seen it; empty tables are left out."""
    differences, changes = _differences(single, labels, outcomes), _changes(single, labels, outcomes)
    sheets = [_balance(single, labels), differences, changes, _response(single, labels), _leaving(single, labels)]
    return [sheet for sheet in [*sheets, outsiders_sheet(single)] if sheet.rows]


def many_trials_sheets(
    many: ManyTrials, labels: Mapping[str, str], outcomes: Sequence[str] = TRIAL_OUTCOMES
) -> list[Sheet]:
    """Return the tables over many trials; power and biases only from `ENOUGH_TRIALS` on."""
    sheets = [_power(many, labels, outcomes), _biases(many, labels, outcomes)] if many.trials >= ENOUGH_TRIALS else []
    sheets.append(_response_over_trials(many, labels))
    return [sheet for sheet in [_recruited(many), *sheets, outsiders_over_trials_sheet(many)] if sheet.rows]


def contamination_sheet(table: pd.DataFrame, labels: Mapping[str, str]) -> Sheet:
    """Return the change of each group when its programme runs alone (`CONTAMINATION_COLUMNS`)."""
    lines = []
    for (group, variant), rows in table.groupby(["group", "variant"], sort=False):
        cells = []
        for row in rows.itertuples():
            half_width = "±?" if row.n < 2 else f"±{amount(row.measure, row.mean_high - row.mean)}"
            cells.append(f"{amount(row.measure, row.mean, True)} {half_width}")
        lines.append((f"{named(group, labels)}\n{_(variant)}", *cells))
    measures = list(table["measure"].unique())
    heads = [f"{title(name)}{f', {unit(name, True)}' if unit(name, True) else ''}" for name in measures]
    return Sheet(
        _("Each group's programme alone, minus the full trial (average of the trials ± its 95 % interval)"),
        ("", *heads),
        tuple(lines),
        _(
            "The same people with the same luck. Alone: everybody else gets the service as usual. For the control "
            "group: nobody has a programme, so that what changes is what the programmes did to the control group."
        ),
    )


def _grid(
    rows: pd.DataFrame, outcomes: Sequence[str], arms: Sequence[str], cell: Callable[[str, pd.DataFrame], str]
) -> tuple[tuple[str, ...], ...]:
    """Return a row an outcome, a cell an arm; `cell` gets the outcome and the rows of the arm, indexed by model."""
    lines = []
    for outcome in outcomes:
        of_outcome = rows[rows["outcome"] == outcome]
        if of_outcome.empty:
            continue
        cells = [cell(outcome, of_outcome[of_outcome["arm"] == arm].set_index("model")) for arm in arms]
        lines.append((f"{title(outcome)}\n{unit(outcome)}", *cells))
    return tuple(lines)


def _row(rows: pd.DataFrame, model: str) -> pd.Series | None:
    return rows.loc[model] if model in rows.index else None


def _balance(single: OneTrial, labels: Mapping[str, str]) -> Sheet:
    """Return the characteristics of the groups at the start."""
    rows, groups = single.balance, list(single.balance["group"].unique())
    lines = []
    for name, words in CHARACTERISTICS.items():
        by_group = rows[rows["characteristic"] == name].set_index("group")
        means = by_group["mean"].reindex(groups)
        shown = [decimal(value, 1) if name in IN_YEARS else per_100(value) for value in means]
        lines.append((_(words), *shown, p_value(by_group["p"].iloc[0])))
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
    """Return the number of people at each step of recruitment, and how often the groups differ at the start."""
    lines = tuple(
        (_(RECRUITMENT_STEPS[row.step]), decimal(row.mean_people), _between(decimal(row.least), decimal(row.most)))
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


def _differences(single: OneTrial, labels: Mapping[str, str], outcomes: Sequence[str]) -> Sheet:
    rows, roles = single.estimates, single.roles

    def cell(outcome: str, models: pd.DataFrame) -> str:
        rows_of_models = [_row(models, model) for model in ("difference", "adjusted")]
        return "\n".join(estimate_with_interval(outcome, row) for row in rows_of_models if row is not None)

    present = [outcome for outcome in outcomes if outcome in set(rows["outcome"])]
    lines = []
    for outcome, line in zip(present, _grid(rows, present, roles.arms, cell), strict=True):
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
        f"{_(INTERVAL_NOTE)} {note} {_(FULL_TIME)}",
    )


def _changes(single: OneTrial, labels: Mapping[str, str], outcomes: Sequence[str]) -> Sheet:
    def cell(outcome: str, models: pd.DataFrame) -> str:
        rows_of_models = [_row(models, model) for model in ("change", "weighted")]
        return "\n".join("" if row is None else estimate_with_interval(outcome, row) for row in rows_of_models)

    title = _("One simulated trial: change since the baseline survey, more or less than {control}")
    note = _(
        "Difference in differences among those who answered both. Second line: the plain difference, respondents "
        "weighted for who did not answer."
    )
    return Sheet(
        title.format(control=quoted(single.roles.control, labels)),
        ("", *(named(arm, labels) for arm in single.roles.arms)),
        _grid(single.estimates, [name for name in outcomes if name in SURVEY_OUTCOMES], single.roles.arms, cell),
        f"{_(INTERVAL_NOTE)} {note}",
    )


def _response(single: OneTrial, labels: Mapping[str, str]) -> Sheet:
    def cell(row: pd.Series) -> str:
        answered = _("{n} of {all}").format(n=row["answered"], all=row["asked"])
        return f"{per_cent(per_100(row['share']))}\n{answered}"

    return _wave_sheet(_("One simulated trial: who answered the survey"), single.response, labels, cell)


def _wave_sheet(
    title: str, rows: pd.DataFrame, labels: Mapping[str, str], cell: Callable[[pd.Series], str]
) -> Sheet:
    """Return a table with a row a group and a column a wave; `rows` has group and wave."""
    waves = sorted(rows["wave"].unique())
    lines = []
    for group in rows["group"].unique():
        by_wave = {row["wave"]: row for _index, row in rows[rows["group"] == group].iterrows()}
        lines.append((named(group, labels), *(cell(by_wave[wave]) for wave in waves)))
    return Sheet(title, ("", *(_(WAVES[wave]) for wave in waves)), tuple(lines))


def _leaving(single: OneTrial, labels: Mapping[str, str]) -> Sheet:
    lines = tuple(
        (
            named(row.arm, labels), _("{n} against {others}").format(n=row.events, others=row.events_control),
            p_value(row.p), f"{decimal(row.weeks_sooner, 1, True)} ±{decimal(row.high - row.weeks_sooner, 1)}",
        )
        for row in single.survival.itertuples()
    )  # fmt: skip
    return Sheet(
        _("One simulated trial: how soon people first leave the benefit for work"),
        ("", _("left, against control"), _("log-rank p"), _("weeks sooner")),
        lines,
        _("Weeks sooner: difference in restricted mean time, with its 95 % interval. Other exits censor."),
    )


def _power(many: ManyTrials, labels: Mapping[str, str], outcomes: Sequence[str]) -> Sheet:
    rows = many.power

    def cell(outcome: str, models: pd.DataFrame) -> str:
        row = _row(models, "difference")
        if row is None:
            return ""
        truth = amount(outcome, row["truth"], True)
        power = _("{n} of {all}").format(n=per_100(row["power"]), all=100)
        return f"{power}\n{truth}; {amount(outcome, row['detectable'])}"

    arms = list(rows["arm"].unique())
    plain, corrected = (per_100(many.any_significant[key]) for key in ("plain", "corrected"))
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


def _biases(many: ManyTrials, labels: Mapping[str, str], outcomes: Sequence[str]) -> Sheet:
    """Return the bias of each estimator, and the coverage of its interval."""
    rows = many.power[many.power["outcome"].isin(SURVEY_OUTCOMES)]
    arms = list(rows["arm"].unique())
    lines = []
    for outcome in [name for name in outcomes if (rows["outcome"] == name).any()]:
        by_model = rows[rows["outcome"] == outcome].set_index(["model", "arm"])
        lines.append((title(outcome), *([""] * len(arms))))
        for model, words in ESTIMATORS.items():
            if model in by_model.index:
                by_arm = [by_model.loc[model].reindex(arms).loc[arm] for arm in arms]
                cells = [
                    f"{amount(outcome, row['bias'], True)} ({per_cent(per_100(row['coverage']))})" for row in by_arm
                ]
                lines.append((f"- {_(words)}", *cells))
            if model in PARTS and model in by_model.index:
                words, column = PARTS[model]
                part = by_model.loc[model].reindex(arms)[column]
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


def _response_over_trials(many: ManyTrials, labels: Mapping[str, str]) -> Sheet:
    def cell(row: pd.Series) -> str:
        extremes = _between(per_100(row["least"]), per_100(row["most"]))
        return f"{per_cent(per_100(row['mean_share']))}\n{extremes}"

    title = _("Over {n} simulated trials: who answered (average; lowest to highest)")
    return _wave_sheet(title.format(n=many.trials), many.response, labels, cell)
