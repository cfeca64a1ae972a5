"""The tables of participants against people who took no part: in one trial, and over many."""

import pandas as pd

from ..drawing.text_tables import Sheet
from ..words.language import _, decimal
from ..words.quantities import amount, title
from . import participants_v_outsiders as comparison_outside
from .power import SIGNIFICANT
from .trial_analysis import ManyTrials, OneTrial


def outside_sheet(one: OneTrial) -> Sheet:
    """Return the table of one trial."""
    note = _("± is the 95 % interval, * p < {limit}, not corrected. Per 100 people. Matching mends only what is seen.")
    return Sheet(
        _("One simulated trial: participants against people who took no part"),
        ("", *map(_, comparison_outside.METHODS.values())),
        _by_who(one.outside, lambda row: _outside_cell(row, row.high - row.estimate)),
        note.format(limit=decimal(SIGNIFICANT, 2)),
    )


def outside_over_trials_sheet(many: ManyTrials) -> Sheet:
    """Return the table over many trials."""
    def cell(row):
        spread = _("spread {amount}").format(amount=amount(row.outcome, row.sd))
        return f"{amount(row.outcome, row.mean_estimate, True)}\n{spread}"

    title = _("Over {n} simulated trials: participants against people who took no part, per 100 people")
    return Sheet(
        title.format(n=many.trials),
        ("", *map(_, comparison_outside.METHODS.values())),
        _by_who(many.outside, cell),
        _(
            "Spread: standard deviation over trials. The control group was served like those outside: what is left "
            "there after matching is selection on what researchers cannot see, and disappointment at the lot."
        ),
    )


def _by_who(rows: pd.DataFrame, cell) -> tuple[tuple[str, ...], ...]:
    lines = []
    for outcome in [name for name in ("exit_work_12", "exit_work_24") if (rows["outcome"] == name).any()]:
        for who, words in comparison_outside.WHO.items():
            found = rows[(rows["outcome"] == outcome) & (rows["who"] == who)].set_index("method", drop=False)
            if len(found):
                cells = [cell(found.loc[method]) for method in comparison_outside.METHODS]
                lines.append((f"{title(outcome)}\n{_(words)}", *cells))
    return tuple(lines)


def _outside_cell(row, reach: float) -> str:
    star = "*" if row.p < SIGNIFICANT else ""
    return f"{amount(row.outcome, row.estimate, True)} ±{amount(row.outcome, reach)}{star}"
