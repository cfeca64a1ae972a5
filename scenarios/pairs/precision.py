"""Precision of a mean difference, and the number of replications to add at a time until it is reached."""

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from simulation.outcomes import EVERYONE

MEASURE = "exit_work"
LEAST_BATCH = 20
LEAST_FREEDOM = 5
"""Number of replications beyond the number of parameter sets that separates parameters from chance."""


def batch_size(draws: int) -> int:
    """Return the number of replications to add at a time: at least 20, and every parameter set equally often."""
    return draws * -(-LEAST_BATCH // draws)


def half_widths(series: pd.DataFrame, base: str, measure: str = MEASURE) -> pd.Series:
    """Return the half-width of the 95 % interval of the mean paired difference at the end, by scenario but the base.

    The interval is about everyone, and about luck only: its variance is that within parameter sets, since no number of
    replications narrows the variance between them. It is infinite with fewer than `LEAST_FREEDOM` degrees of freedom
    (with one set: fewer than two pairs), and if all pairs are equal: a rare event may not have happened yet.
    `series` is that of `ComparisonFrames`.
    """
    sets = series.groupby("replication")["draw"].first()
    last = series[(series["week"] == series["week"].max()) & (series["group"] == EVERYONE)]
    values = last.pivot(index="replication", columns="scenario", values=measure).astype(np.float64)
    widths = {}
    for name in last["scenario"].cat.categories:
        if name == base:
            continue
        pairs = (values[name] - values[base]).dropna() if {name, base} <= set(values) else pd.Series(dtype=float)
        of_set = sets.reindex(pairs.index)
        freedom = len(pairs) - of_set.nunique()
        squares = float(((pairs - pairs.groupby(of_set).transform("mean")) ** 2).sum())
        known = freedom >= (LEAST_FREEDOM if of_set.nunique() > 1 else 1) and squares > 0.0
        half = stdtrit(freedom, 0.975) * np.sqrt(squares / freedom / len(pairs)) if known else np.inf
        widths[name] = half
    return pd.Series(widths, dtype=np.float64)
