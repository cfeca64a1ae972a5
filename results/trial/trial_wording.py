"""Sentences on the outcomes of the simulated trial: intervals, p-values and findings."""

from collections.abc import Mapping

import pandas as pd

from ..drawing.finding import Finding
from ..run.findings import ONE_TRIAL, too_few
from ..statistics.summary import ENOUGH_TRIALS
from ..words.language import _, decimal, plural
from ..words.quantities import amount, noun, title, with_unit
from ..words.wording import joined, quoted
from .power import SIGNIFICANT

USUALLY = 0.8
"""Power from which on a trial "usually" shows a difference."""


def with_interval(outcome: str, row) -> str:
    """Return a difference with half its 95 % interval, starred if it stands out after Holm's correction."""
    if pd.isna(row.se):
        return f"{amount(outcome, row.estimate, True)} ±?"
    star = "*" if row.p_corrected < SIGNIFICANT else ""
    return f"{amount(outcome, row.estimate, True)} ±{amount(outcome, row.high - row.estimate)}{star}"


def per_100(share: float) -> str:
    """Return a share as a whole number out of 100."""
    return "?" if pd.isna(share) else decimal(100 * share)


def p_value(p: float) -> str:
    """Return a p-value."""
    return "?" if pd.isna(p) else _("below {p}").format(p=decimal(0.001, 3)) if p < 0.001 else decimal(p, 3)


def in_one_trial(estimates: pd.DataFrame, labels: Mapping[str, str], control: str) -> Finding:
    """Say which differences of one trial stand out from luck, after correction for the number of comparisons."""
    rows = estimates[(estimates["model"] == "difference") & estimates["p"].notna()]
    clear = rows[rows["p_corrected"] < SIGNIFICANT]
    alone = int((rows["p"] < SIGNIFICANT).sum())
    yardstick = quoted(control, labels)
    if clear.empty:
        headline = _("In this one simulated trial no single difference from {control} stands out.")
        headline = headline.format(control=yardstick)
    else:
        told = [
            f"{noun(row.outcome)} ({quoted(row.arm, labels)} {amount(row.outcome, row.estimate, True)})"
            for row in clear.sort_values("p").head(3).itertuples()
        ]
        told += [_("{n} more").format(n=len(clear) - 3)] if len(clear) > 3 else []
        headline = _("In this one simulated trial these differences stand out from luck: {differences}.")
        headline = headline.format(differences=joined(told))
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
        alone,
    )
    expected = f"{SIGNIFICANT * len(rows):.0f}"
    return Finding(
        headline,
        f"{remain.format(n=len(clear), comparisons=len(rows))} "
        f"{before.format(n=alone, p=decimal(SIGNIFICANT, 2), expected=expected)}",
    )


def over_trials(power: pd.DataFrame, labels: Mapping[str, str], trials: int) -> Finding:
    """Say what a trial of this size usually shows, and what it usually misses."""
    rows = power[power["model"] == "difference"]
    if trials < ENOUGH_TRIALS:
        return Finding(too_few(trials) if trials > 1 else _(ONE_TRIAL), "")
    found = rows[rows["power"] >= USUALLY]
    outcomes = [noun(name) for name in found["outcome"].unique()]
    if found.empty:
        headline = _("A trial of this size would usually show none of these differences.")
    else:
        few = outcomes[:3] + ([_("{n} more").format(n=len(outcomes) - 3)] if len(outcomes) > 3 else [])
        headline = _("A trial of this size would usually show a difference, for some arm, only in {outcomes}.")
        headline = headline.format(outcomes=joined(few))
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
