"""How precisely a mean difference is known, and in which steps replications are added until it is enough."""

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from simulation.outcomes import EVERYONE

MEASURE = "exit_work"
LEAST_BATCH = 20
LEAST_FREEDOM = 5


def batch_size(draws: int) -> int:
    """Return how many replications are added at a time: every parameter set equally often, and not too few."""
    return draws * -(-LEAST_BATCH // draws)


def half_widths(series: pd.DataFrame, base: str, measure: str = MEASURE) -> pd.Series:
    """Return for each scenario but the base half the 95 % interval of its mean paired difference at the end.

    It is the error of the average for these parameter sets, within sets; what the parameters leave open no number of
    replications narrows. Everyone is looked at. Infinite while there are fewer than `LEAST_FREEDOM` more pairs than
    sets (of one set: fewer than two pairs), or all pairs are alike: of something rare nothing may have happened yet.
    """
    sets = series.groupby("replication")["draw"].first()
    last = series[(series["week"] == series["week"].max()) & (series["group"] == EVERYONE)]
    values = last.pivot(index="replication", columns="scenario", values=measure).astype(np.float64)
    found = {}
    for name in last["scenario"].cat.categories:
        if name == base:
            continue
        pairs = (values[name] - values[base]).dropna() if {name, base} <= set(values) else pd.Series(dtype=float)
        of_set = sets.reindex(pairs.index)
        freedom = len(pairs) - of_set.nunique()
        squares = float(((pairs - pairs.groupby(of_set).transform("mean")) ** 2).sum())
        known = freedom >= (LEAST_FREEDOM if of_set.nunique() > 1 else 1) and squares > 0.0
        half = stdtrit(freedom, 0.975) * np.sqrt(squares / freedom / len(pairs)) if known else np.inf
        found[name] = half
    return pd.Series(found, dtype=np.float64)
