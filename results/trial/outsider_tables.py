"""Tables for readers: participants against outsiders, in one trial and over many."""

from collections.abc import Callable

import pandas as pd

from ..drawing.text_tables import Sheet
from ..words.language import _, decimal
from ..words.quantities import amount, title
from .participants_v_outsiders import METHODS, SIDES
from .power import SIGNIFICANT
from .trial_analysis import ManyTrials, OneTrial


def outsiders_sheet(single: OneTrial) -> Sheet:
    """Return the comparison with outsiders in one trial."""
    note = _("± is the 95 % interval, * p < {limit}, not corrected. Per 100 people. Matching mends only what is seen.")
    return Sheet(
        _("One simulated trial: participants against people who took no part"),
        ("", *map(_, METHODS.values())),
        _side_rows(single.outside, _estimate_cell),
        note.format(limit=decimal(SIGNIFICANT, 2)),
    )


def outsiders_over_trials_sheet(many: ManyTrials) -> Sheet:
    """Return the comparison with outsiders over many trials."""
    title = _("Over {n} simulated trials: participants against people who took no part, per 100 people")
    return Sheet(
        title.format(n=many.trials),
        ("", *map(_, METHODS.values())),
        _side_rows(many.outside, _mean_cell),
        _(
            "Spread: standard deviation over trials. The control group was served like those outside: what is left "
            "there after matching is selection on what researchers cannot see, and disappointment at the lot."
        ),
    )


def _side_rows(rows: pd.DataFrame, cell: Callable[[pd.Series], str]) -> tuple[tuple[str, ...], ...]:
    """Return a row an outcome and side, a cell a method."""
    lines = []
    for outcome in [name for name in ("exit_work_12", "exit_work_24") if (rows["outcome"] == name).any()]:
        for side, words in SIDES.items():
            by_method = rows[(rows["outcome"] == outcome) & (rows["who"] == side)].set_index("method")
            if len(by_method):
                cells = [cell(by_method.loc[method]) for method in METHODS]
                lines.append((f"{title(outcome)}\n{_(words)}", *cells))
    return tuple(lines)


def _estimate_cell(row: pd.Series) -> str:
    star = "*" if row["p"] < SIGNIFICANT else ""
    half_width = amount(row["outcome"], row["high"] - row["estimate"])
    return f"{amount(row['outcome'], row['estimate'], True)} ±{half_width}{star}"


def _mean_cell(row: pd.Series) -> str:
    spread = _("spread {amount}").format(amount=amount(row["outcome"], row["sd"]))
    return f"{amount(row['outcome'], row['mean_estimate'], True)}\n{spread}"
