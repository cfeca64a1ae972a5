"""Words of the trial analysis: amounts with their units, and sentences on the results."""

from collections.abc import Mapping

import pandas as pd

from ..drawing.finding import Finding
from ..run.findings import ONE_TRIAL, too_few
from ..statistics.summary import ENOUGH_TRIALS
from ..words.language import _, decimal, plural
from ..words.quantities import amount, noun, title, with_unit
from ..words.wording import PART_QUESTION, WELLBEING_QUESTION, WORK_QUESTION, joined, quoted
from .power import SIGNIFICANT

TRIAL_QUESTIONS = {
    WORK_QUESTION: ("exit_work_24", "on_benefit_24", "earnings_year_2", "hours_24"),
    WELLBEING_QUESTION: ("life_satisfaction_w2", "health_w2", "self_efficacy_w2", "finances_w2"),
    PART_QUESTION: ("participation_w2",),
}
"""Question of Tilburg's plan → the outcomes by which a trial judges it."""
USUALLY = 0.8
"""A trial "usually" shows a difference from this power on."""


def estimate_with_interval(outcome: str, row: pd.Series) -> str:
    """Return an estimate with half its 95 % interval, starred if significant after Holm's correction.

    `row` has estimate, se, high and p_corrected (`ESTIMATE_COLUMNS`).
    """
    estimate = amount(outcome, row["estimate"], True)
    if pd.isna(row["se"]):
        return f"{estimate} ±?"
    star = "*" if row["p_corrected"] < SIGNIFICANT else ""
    return f"{estimate} ±{amount(outcome, row['high'] - row['estimate'])}{star}"




def per_100(share: float) -> str:
    """Return a share as a whole number out of 100."""
    return "?" if pd.isna(share) else decimal(100 * share)


def p_value(p: float) -> str:
    """Return a p-value."""
    return "?" if pd.isna(p) else _("below {p}").format(p=decimal(0.001, 3)) if p < 0.001 else decimal(p, 3)


def in_one_trial(estimates: pd.DataFrame, labels: Mapping[str, str], control: str) -> Finding:
    """Return the finding on the significant differences of one trial, corrected for the number of comparisons."""
    rows = estimates[(estimates["model"] == "difference") & estimates["p"].notna()]
    clear = rows[rows["p_corrected"] < SIGNIFICANT]
    uncorrected = int((rows["p"] < SIGNIFICANT).sum())
    control_name = quoted(control, labels)
    if clear.empty:
        headline = _("In this one simulated trial no single difference from {control} stands out.")
        headline = headline.format(control=control_name)
    else:
        differences = [
            f"{noun(row.outcome)} ({quoted(row.arm, labels)} {amount(row.outcome, row.estimate, True)})"
            for row in clear.sort_values("p").head(3).itertuples()
        ]
        differences += [_("{n} more").format(n=len(clear) - 3)] if len(clear) > 3 else []
        headline = _("In this one simulated trial these differences stand out from luck: {differences}.")
        headline = headline.format(differences=joined(differences))
    remain = plural(
        "{n} stands out after correction for {comparisons} comparisons (Holm).",
        "{n} stand out after correction for {comparisons} comparisons (Holm).",
        len(clear),
    )
    if clear.empty:
        remain = _("No single difference stands out after correction for {comparisons} comparisons (Holm).")
    before = plural(
        "Before that correction {n} has p < {p}, where about {expected} would by luck if they were independent.",
        "Before that correction {n} have p < {p}, where about {expected} would by luck if they were independent.",
        uncorrected,
    )
    expected = f"{SIGNIFICANT * len(rows):.0f}"
    return Finding(
        headline,
        f"{remain.format(n=len(clear), comparisons=len(rows))} "
        f"{before.format(n=uncorrected, p=decimal(SIGNIFICANT, 2), expected=expected)}",
    )


def by_question(power: pd.DataFrame, labels: Mapping[str, str], trials: int) -> list[str]:
    """Return for each of the three questions the outcome that a trial of this size shows most often, and how often.

    `power` has `POWER_COLUMNS`. A question without outcomes, and too few trials, give no sentence.
    """
    if trials < ENOUGH_TRIALS:
        return []
    words = []
    for question, outcomes in TRIAL_QUESTIONS.items():
        rows = power[(power["model"] == "difference") & power["outcome"].isin(outcomes) & power["power"].notna()]
        if rows.empty:
            continue
        most = rows.loc[rows["power"].idxmax()]
        said = _(
            "{question}: most often shown is {outcome} ({arm}, {difference} on average), in {found} of 100 trials."
        )
        difference = with_unit(most["outcome"], most["mean_estimate"], change=True)
        words.append(said.format(
            question=_(question), outcome=noun(most["outcome"]), arm=quoted(most["arm"], labels),
            difference=difference, found=per_100(most["power"]),
        ))  # fmt: skip
    return words


def over_trials(power: pd.DataFrame, labels: Mapping[str, str], trials: int) -> Finding:
    """Return the finding on the differences that a trial of this size usually shows (`POWER_COLUMNS`)."""
    rows = power[power["model"] == "difference"]
    if trials < ENOUGH_TRIALS:
        return Finding(too_few(trials) if trials > 1 else _(ONE_TRIAL), "")
    usual = rows[rows["power"] >= USUALLY]
    outcomes = [noun(name) for name in usual["outcome"].unique()]
    if usual.empty:
        headline = _("A trial of this size would usually show none of these differences.")
    else:
        shown = outcomes[:3] + ([_("{n} more").format(n=len(outcomes) - 3)] if len(outcomes) > 3 else [])
        headline = _("A trial of this size would usually show a difference, for some arm, only in {outcomes}.")
        headline = headline.format(outcomes=joined(shown))
    work = rows[rows["outcome"].isin(["exit_work_24", "exit_work_12"])]
    if work.empty:
        return Finding(headline, "")
    last = work[work["outcome"] == work["outcome"].iloc[-1]]
    most = last.loc[last["power"].idxmax()]
    certainty = _(
        "{outcome}: found in at most {found} of 100 trials ({arm}); only a difference of {least} or more would usually "
        "be found."
    )
    return Finding(
        headline,
        certainty.format(
            outcome=title(most["outcome"]),
            found=per_100(most["power"]),
            arm=quoted(most["arm"], labels),
            least=with_unit(most["outcome"], most["detectable"]),
        ),
    )
